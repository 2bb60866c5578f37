(** * Yang-Yang lower bound without a premise

    N shattered points of a line need W^2 L^2 >= N / (2 log2(e N)), and memorizing N points of the unit
    ball of R^d, N <= 1 + 2/delta, needs W^2 L^2 >= N / (2 log2(1/delta)), for all W, L >= 1; in the second
    form 2 is the best constant.  The sign vectors are counted by Theorem S
    (TheoremS.v), not by Warren's theorem; the few smallest networks by their affine pieces (Pieces.v) and
    by monotonicity (width 1). *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Log Sort Bits Lower TheoremS Pieces.
Import ListNotations.
Open Scope R_scope.

(** Theorem S as a bound for [sign_bound]. *)
Definition sbound (M D k : nat) : nat := (2 * (M * D + 1) ^ k)%nat.

Lemma sbound_sign : sign_bound sbound.
Proof. exact theorem_S. Qed.

Lemma sbound_le M D k Q : INR (M * D + 1) <= Q -> INR (sbound M D k) <= 2 * Q ^ k.
Proof.
  intros H. unfold sbound. rewrite mult_INR, pow_INR. simpl (INR 2). replace (1 + 1) with 2 by ring.
  apply Rmult_le_compat_l; [lra |]. apply pow_incr. split; [apply pos_INR | exact H].
Qed.

(** The sum of the parameter counts up to each layer. *)
Fixpoint area (W L o m : nat) : nat :=
  match L with O => o + (m + 1) | S L' => o + W * (m + 1) + area W L' (o + W * (m + 1)) W end.

(** V2 with Theorem S: every layer has at most 2 Q^P sign vectors, P the parameters up to it. *)
Lemma growth_bound N W Q : 0 <= Q -> forall L o m D,
  (W * N * (D + L) + 1 <= nfloor Q)%nat -> (N * (D + L + 1) + 1 <= nfloor Q)%nat ->
  INR (growth sbound N W L o m D) <= 2 ^ (L + 1) * Q ^ area W L o m.
Proof.
  intros HQ0. pose proof (nfloor_spec Q HQ0) as [HQ _].
  induction L as [|L IH]; intros o m D H1 H2; cbn [growth area].
  - simpl (0 + 1)%nat. rewrite pow_1. replace (o + 1 * (m + 1))%nat with (o + (m + 1))%nat by lia.
    apply sbound_le. apply Rle_trans with (INR (nfloor Q)); [| exact HQ]. apply le_INR. nia.
  - rewrite mult_INR. set (P := (o + W * (m + 1))%nat). set (a := area W L P W).
    replace (2 ^ (S L + 1) * Q ^ (P + a)) with ((2 * Q ^ P) * (2 ^ (L + 1) * Q ^ a)) by (rewrite (pow_add _ P a); simpl; ring).
    apply Rmult_le_compat; try apply pos_INR.
    + apply sbound_le. apply Rle_trans with (INR (nfloor Q)); [| exact HQ]. apply le_INR. nia.
    + apply IH; nia.
Qed.

(** Shattered points on a line, counted. *)
Lemma shattered_count W L N (x : nat -> list R) (q : nat) : (1 <= N)%nat ->
  (forall n, length (x n) = 1%nat) -> (W * N * L + 1 <= q)%nat -> (N * (L + 1) + 1 <= q)%nat ->
  (forall y : nat -> nat, (forall n, (n < N)%nat -> (y n < 2)%nat) ->
     exists f, NN W L 1 f /\ forall n, (n < N)%nat -> f (x n) = INR (y n)) ->
  INR N <= INR (L + 1) + INR (area W L 0 1) * log2 (INR q).
Proof.
  intros HN Hx H1 H2 H.
  pose proof (shattering_bound sbound W L N 1 x sbound_sign Hx H) as G.
  apply le_INR in G. rewrite pow_INR in G. simpl (INR 2) in G. replace (1 + 1) with 2 in G by ring.
  assert (Hq : 1 <= INR q) by (apply (le_INR 1); lia).
  assert (Fq : nfloor (INR q) = q).
  { pose proof (nfloor_spec (INR q) ltac:(lra)) as [F1 F2]. rewrite <- S_INR in F2.
    apply INR_le in F1. apply INR_lt in F2. lia. }
  pose proof (growth_bound N W (INR q) ltac:(lra) L 0 1 0) as G2. rewrite Fq in G2.
  specialize (G2 ltac:(simpl; lia) ltac:(simpl; lia)).
  assert (G4 : log2 (2 ^ N) <= log2 (2 ^ (L + 1) * INR q ^ area W L 0 1)).
  { apply log2_le; [apply pow_lt; lra | lra]. }
  rewrite log2_mult in G4 by (apply pow_lt; lra). rewrite !log2_pow, log2_2 in G4 by lra. lra.
Qed.

Lemma area_closed W L : forall o, (2 * area W L o W = 2 * (L + 1) * o + W * (W + 1) * (L * (L + 1)) + 2 * L * (W * (W + 1)) + 2 * (W + 1))%nat.
Proof. induction L; intros o; cbn [area]; [lia |]. specialize (IHL (o + W * (W + 1))%nat). nia. Qed.

(** ** Shattered points of a line *)

(** Networks of one variable with L layers of width W realise all labelings of p_0 ... p_(N-1). *)
Definition shatters (W L N : nat) (p : nat -> R) : Prop :=
  forall y : nat -> nat, (forall n, (n < N)%nat -> (y n < 2)%nat) ->
    exists g : R -> R, net (repeat W L) [fun t : R => t] [g] /\ forall n, (n < N)%nat -> g (p n) = INR (y n).

(** The points may be taken in increasing order. *)
Lemma shatters_sorted W L N p : shatters W L N p -> exists c, (forall i, c i < c (S i)) /\ shatters W L N c.
Proof.
  intros H. destruct (sort_keys N p (fun _ => 0)) as (c & lab & Hc & H1 & H2).
  { intros i j Hij E. destruct (H (fun n => if Nat.eq_dec n i then 1%nat else 0%nat)) as (g & _ & Hg).
    { intros n _. destruct Nat.eq_dec; lia. }
    pose proof (Hg i ltac:(lia)) as Gi. pose proof (Hg j ltac:(lia)) as Gj. rewrite E in Gi. rewrite Gi in Gj.
    destruct (Nat.eq_dec i i), (Nat.eq_dec j i); try lia. simpl in Gj. lra. }
  exists c. split; [exact Hc |]. intros z Hz.
  destruct (finite_choice (fun i k => (k < N)%nat /\ c k = p i) 0%nat N) as (kap & Hk).
  { intros i Hi. destruct (H1 i Hi) as (k & Hk & E & _). now exists k. }
  destruct (H (fun i => z (kap i))) as (g & Hg & E).
  { intros i Hi. apply Hz. now apply Hk. }
  exists g. split; [exact Hg |]. intros k Hkn. destruct (H2 k Hkn) as (i & Hi & Ek & _).
  destruct (Hk i Hi) as [Hki Eki]. assert (kap i = k) as Ei; [| rewrite Ek, E, Ei by exact Hi; reflexivity].
  destruct (lt_eq_lt_dec (kap i) k) as [[C | C] | C]; [| exact C |];
    pose proof (seq_mono c Hc _ _ C); lra.
Qed.

(** ** Width 1: a monotone function, at most two points *)

Definition mono (m : R -> R) : Prop := forall x y, x <= y -> m x <= m y.

Lemma aff_one (m g : R -> R) : aff [m] g -> exists a c, forall x, g x = a * m x + c.
Proof.
  intros (w & c & Hl & H). destruct w as [|a [|? ?]]; simpl in Hl; try lia.
  exists a, c. intro x. rewrite H. simpl. ring.
Qed.

Lemma net_one ws base outs : net ws base outs -> (forall w, In w ws -> (w <= 1)%nat) ->
  forall m : R -> R, mono m -> (forall b, In b base -> aff [m] b) ->
  exists m', mono m' /\ forall f, In f outs -> aff [m'] f.
Proof.
  induction 1 as [base outs Hf | w ws base gs outs Hl Hf Hn IH]; intros Hw m Hm Hb.
  - exists m. split; [exact Hm |]. intros f Hin. apply aff_trans with base; [exact Hb |]. now apply (proj1 (Forall_forall _ _) Hf).
  - specialize (Hw w (or_introl eq_refl)) as Hw1. specialize (IH (fun w' H => Hw w' (or_intror H))).
    destruct gs as [|g [|? ?]]; [apply (IH m Hm); intros ? [] | | simpl in Hl; lia].
    destruct (aff_one m g) as (a & c & E).
    { apply aff_trans with base; [exact Hb |]. now inversion Hf. }
    destruct (Rle_dec 0 a) as [Ha | Ha].
    + apply (IH (fun x => relu (g x))).
      * intros x y Hxy. specialize (Hm x y Hxy). unfold relu. apply Rle_max_compat_l. rewrite !E. nra.
      * intros b [<- | []]. apply aff_head.
    + apply (IH (fun x => - relu (g x))).
      * intros x y Hxy. specialize (Hm x y Hxy). unfold relu. apply Ropp_le_contravar, Rle_max_compat_l. rewrite !E. nra.
      * intros b [<- | []]. apply (aff_ext _ (fun x => (- 1) * - relu (g x))); [intro; ring |]. apply (aff_scal [fun x => - relu (g x)]), aff_head.
Qed.

Lemma width_one L N c : (forall i, c i < c (S i)) -> shatters 1 L N c -> (N <= 2)%nat.
Proof.
  intros Hc H. destruct (le_lt_dec N 2) as [G | G]; [exact G | exfalso].
  destruct (H (fun n => if Nat.eq_dec n 1 then 1%nat else 0%nat)) as (g & Hg & E).
  { intros n _. destruct Nat.eq_dec; lia. }
  destruct (net_one _ _ _ Hg) with (m := fun t : R => t) as (m & Hm & Hout).
  { intros w Hw. apply repeat_spec in Hw. lia. } { intros x y; auto. } { intros b [<- | []]. apply aff_head. }
  destruct (aff_one m g (Hout g (or_introl eq_refl))) as (a & b & Eg).
  pose proof (E 0%nat ltac:(lia)) as E0. pose proof (E 1%nat ltac:(lia)) as E1. pose proof (E 2%nat ltac:(lia)) as E2.
  rewrite Eg in E0, E1, E2. simpl in E0, E1, E2.
  pose proof (Hm (c 0%nat) (c 1%nat) (Rlt_le _ _ (Hc 0%nat))). pose proof (Hm (c 1%nat) (c 2%nat) (Rlt_le _ _ (Hc 1%nat))).
  destruct (Rle_dec 0 a); nra.
Qed.

(** Few pieces. *)
Lemma pieces_need W L N c : (forall i, c i < c (S i)) -> shatters W L N c -> (N <= 2 * (W + 1) ^ L)%nat.
Proof.
  intros Hc H. destruct (H (fun i => if Nat.even i then 0%nat else 1%nat)) as (g & Hg & E).
  { intros i _. destruct (Nat.even i); lia. }
  apply (alternating_needs W L g c); [exact Hg | exact Hc |].
  intros i Hi. rewrite E by exact Hi. destruct (Nat.even i); reflexivity.
Qed.

(** ** Large networks: sign vectors *)
Definition large (W L : nat) : Prop := (W = 2 /\ 4 <= L)%nat \/ (3 <= W /\ 2 <= L)%nat.

Ltac large_cases := intros [(-> & H) | (H1 & H2)];
  [apply Nat.le_exists_sub in H as (l & -> & _)
  | apply Nat.le_exists_sub in H1 as (w & -> & _); apply Nat.le_exists_sub in H2 as (l & -> & _)].

Lemma large_area W L : large W L -> (3 * area W L 0 1 <= 4 * (W * W * (L * L)))%nat.
Proof.
  intros HL. assert (exists l, L = S l) as (l & ->) by (destruct L; [unfold large in HL; lia | eauto]).
  cbn [area]. pose proof (area_closed W l (0 + W * (1 + 1))) as E. revert E. generalize (area W l (0 + W * (1 + 1)) W).
  destruct HL as [(-> & H) | (H1 & H2)]; intros a E.
  - assert (exists k, l = 3 + k)%nat as (k & ->) by (exists (l - 3)%nat; lia). nia.
  - assert (exists w, W = 3 + w)%nat as (w & ->) by (exists (W - 3)%nat; lia).
    assert (exists k, l = 1 + k)%nat as (k & ->) by (exists (l - 1)%nat; lia). nia.
Qed.

Lemma large_depth W L : large W L -> (8 * (L + 1) <= W * W * (L * L))%nat.
Proof. large_cases; nia. Qed.

Lemma large_size W L : large W L -> (6 <= W * L)%nat.
Proof. large_cases; nia. Qed.

Lemma large_last W L : large W L -> (L + 1 <= W * L)%nat.
Proof. large_cases; nia. Qed.

Lemma rpower_log2 x : 0 < x -> Rpower 2 (log2 x) = x.
Proof.
  intros Hx. unfold Rpower, log2. replace (ln x / ln 2 * ln 2) with (ln x) by (field; pose proof ln2_pos; lra). now apply exp_ln.
Qed.

Lemma log2_rpower x lam : 0 < x -> x <= Rpower 2 lam -> log2 x <= lam.
Proof.
  intros Hx H. apply Rle_trans with (log2 (Rpower 2 lam)); [now apply log2_le |].
  unfold log2, Rpower. rewrite ln_exp. right. field. pose proof ln2_pos; lra.
Qed.

Lemma lower_large W L N p lam : large W L -> (1 <= N)%nat -> shatters W L N p ->
  1 <= lam -> INR N <= 1 + 2 * Rpower 2 lam -> INR N <= 2 * INR (W * W * (L * L)) * lam.
Proof.
  intros HL HN H Hlam1 HNl. set (X := INR (W * W * (L * L))).
  destruct (Rle_lt_dec (INR N) (2 * X * lam)) as [G | C]; [exact G | exfalso].
  assert (Hinv2 : (INR N - 1) / 2 <= Rpower 2 lam) by lra.
  (* N and lam pull each other up *)
  set (s := INR W * INR L). assert (HsX : s * s = X) by (unfold s, X; rewrite !mult_INR; ring).
  assert (Hs : 6 <= s).
  { unfold s. rewrite <- mult_INR. replace 6 with (INR 6) by (simpl; ring). apply le_INR. now apply large_size. }
  assert (HX : 36 <= X) by nra.
  assert (Up : forall b, 2 * 2 ^ b + 1 <= INR N -> INR b <= lam).
  { intros b Hb. assert (0 < 2 ^ b) by (apply pow_lt; lra).
    assert (E : log2 (2 ^ b) <= lam) by (apply log2_rpower; lra). rewrite log2_pow, log2_2 in E by lra. lra. }
  assert (HN72 : 72 <= INR N) by nra.
  assert (Hlam5 : 5 <= lam) by (replace 5 with (INR 5) by (simpl; ring); apply Up; lra).
  assert (HN360 : 360 <= INR N) by nra.
  assert (Hlam7 : 7 <= lam) by (replace 7 with (INR 7) by (simpl; ring); apply Up; lra).
  (* the number of sign vectors *)
  set (q := (W * N * L + 1)%nat).
  pose proof (shattered_count W L N (fun n => [p n]) q HN ltac:(reflexivity) ltac:(unfold q; lia)
    ltac:(unfold q; pose proof (large_last W L HL); nia)) as S.
  assert (Sh : INR N <= INR (L + 1) + INR (area W L 0 1) * log2 (INR q)).
  { apply S. intros y Hy. destruct (H y Hy) as (g & Hg & E).
    exists (pull (coord 0) g). split; [| intros n Hn; unfold pull, coord; simpl; now apply E].
    apply NN_iff. exists (pull (coord 0) g). split; [| reflexivity].
    exact (net_pull (coord 0) _ _ [g] Hg). }
  clear S.
  assert (Hq : INR q = INR N * s + 1) by (unfold q, s; rewrite plus_INR, !mult_INR; simpl (INR 1); ring).
  set (n := INR N) in *.
  assert (Hns : 2000 <= n * s) by nra.
  assert (Hq2 : 3 / 2 * INR q ^ 2 <= ((n - 1) / 2) ^ 3).
  { rewrite Hq.
    assert (Q1 : (n * s + 1) ^ 2 <= 1002 / 1000 * (n * n * X)) by (rewrite <- HsX; nra).
    assert (Q2 : 14 * X <= n) by nra.
    assert (Q3 : n * n * (14 * X) <= n * n * n) by (apply Rmult_le_compat_l; nra).
    assert (Q4 : 99 / 100 * (n * n * n) <= (n - 1) ^ 3).
    { replace ((n - 1) ^ 3) with (n * n * n - 3 * (n * n) + 3 * n - 1) by ring.
      assert (360 * (n * n) <= n * (n * n)) by (apply Rmult_le_compat_r; nra). nra. }
    replace (((n - 1) / 2) ^ 3) with ((n - 1) ^ 3 / 8) by field.
    assert (0 <= n * n * n) by nra. nra. }
  assert (Hq0 : 1 <= INR q) by nra.
  assert (Hlog : 1 / 2 + 2 * log2 (INR q) <= 3 * lam).
  { pose proof (log2_le (3 / 2 * INR q ^ 2) (((n - 1) / 2) ^ 3) ltac:(nra) Hq2) as E.
    rewrite log2_mult, !log2_pow in E by (try apply pow_lt; lra).
    assert (E1 : log2 ((n - 1) / 2) <= lam) by (apply log2_rpower; lra).
    assert (E2 : log2 2 <= log2 ((3 / 2) ^ 2)) by (apply log2_le; lra).
    rewrite log2_pow, log2_2 in E2 by lra. simpl INR in E, E2. lra. }
  assert (HA : 3 * INR (area W L 0 1) <= 4 * X).
  { unfold X. replace 3 with (INR 3) by (simpl; ring). replace 4 with (INR 4) by (simpl; ring). rewrite <- !mult_INR. apply le_INR. now apply large_area. }
  assert (HD : 8 * INR (L + 1) <= X).
  { unfold X. replace 8 with (INR 8) by (simpl; ring). rewrite <- mult_INR. apply le_INR. now apply large_depth. }
  assert (Hlq : 0 <= log2 (INR q)) by now apply log2_nonneg.
  assert (E1 : INR (area W L 0 1) * log2 (INR q) <= 4 / 3 * X * log2 (INR q)) by (apply Rmult_le_compat_r; lra).
  assert (E2 : X * log2 (INR q) <= X * ((3 * lam - 1 / 2) / 2)) by (apply Rmult_le_compat_l; lra).
  lra.
Qed.

(** ** V4 without a premise *)

(** The common form: lam is any number >= 1 with N <= 1 + 2 * 2^lam. *)
Theorem shattered_needs W L N p lam : (1 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat -> shatters W L N p ->
  1 <= lam -> INR N <= 1 + 2 * Rpower 2 lam -> INR N <= 2 * INR (W * W * (L * L)) * lam.
Proof.
  intros HW HL HN H Hlam HNl.
  assert (C : large W L \/ (W = 1 \/ L = 1 \/ (W = 2 /\ 2 <= L <= 3))%nat) by (unfold large; lia).
  destruct C as [C | C]; [now apply lower_large with p |].
  destruct (shatters_sorted W L N p H) as (c & Hc & H').
  pose proof (pieces_need W L N c Hc H') as M.
  assert (K : (N <= 2 * (W * W * (L * L)))%nat).
  { destruct (Nat.eq_dec W 1) as [-> | Ne].
    - pose proof (width_one L N c Hc H'). nia.
    - destruct C as [-> | [-> | (-> & C)]]; [lia | rewrite Nat.pow_1_r in M; nia |].
      assert (L = 2 \/ L = 3)%nat as [-> | ->] by lia; simpl in *; lia. }
  apply le_INR in K. rewrite mult_INR in K. simpl (INR 2) in K. pose proof (pos_INR (W * W * (L * L))). nra.
Qed.

(** Concrete networks. *)
Lemma shatters_NN W L N (x : nat -> list R) : (forall n, length (x n) = 1%nat) ->
  (forall y : nat -> nat, (forall n, (n < N)%nat -> (y n < 2)%nat) ->
     exists f, NN W L 1 f /\ forall n, (n < N)%nat -> f (x n) = INR (y n)) ->
  shatters W L N (fun n => coord 0 (x n)).
Proof.
  intros Hx H y Hy. destruct (H y Hy) as (f & Hf & E). apply NN_iff in Hf as (g & Hg & Eg).
  exists (pull (fun t : R => [t]) g). split.
  - apply (net_base _ (map (pull (fun t : R => [t])) (coords 1))); [| exact (net_pull (fun t : R => [t]) _ _ [g] Hg)].
    intros h [<- | []]. apply (aff_head (fun t : R => t)).
  - intros n Hn. rewrite <- E by exact Hn. specialize (Hx n). unfold pull, coord.
    destruct (x n) as [|a [|? ?]]; simpl in Hx; try lia. simpl. symmetry. now apply Eg.
Qed.

(** In the prototype's words, with 2 in place of 8 and no premise. *)
Theorem shattered_line W L N (x : nat -> list R) : (1 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat ->
  (forall n, length (x n) = 1%nat) ->
  (forall y : nat -> nat, (forall n, (n < N)%nat -> (y n < 2)%nat) ->
     exists f, NN W L 1 f /\ forall n, (n < N)%nat -> f (x n) = INR (y n)) ->
  INR N <= 2 * INR (W * W * (L * L)) * log2 (exp 1 * INR N).
Proof.
  intros HW HL HN Hx H.
  assert (He : 2 <= exp 1) by (pose proof (exp_ineq1 1 ltac:(lra)); lra).
  assert (HN1 : 1 <= INR N) by (apply (le_INR 1); lia).
  apply shattered_needs with (fun n => coord 0 (x n)); try assumption.
  - now apply shatters_NN.
  - rewrite <- log2_2 at 1. apply log2_le; [lra | nra].
  - rewrite rpower_log2 by nra. nra.
Qed.

(** ** V5 in R^d, without a premise *)

(** N points -1, -1 + delta, ... of the first axis. *)
Definition place (delta : R) (i : nat) : R := - 1 + INR i * delta.

Lemma place_separated N d delta : (1 <= d)%nat -> 0 < delta -> (INR N - 1) * delta <= 2 ->
  separated N d delta (fun i => place delta i :: repeat 0 (d - 1)).
Proof.
  intros Hd Hdelta HN. unfold place. split.
  - intros i Hi. split; [simpl; rewrite repeat_length; lia |]. simpl. rewrite dot_repeat0.
    assert (Hi' : INR i <= INR N - 1) by (apply le_INR in Hi; rewrite S_INR in Hi; lra). pose proof (pos_INR i).
    assert (0 <= INR i * delta) by (apply Rmult_le_pos; lra).
    assert (INR i * delta <= 2) by nra. nra.
  - intros i j Hij. unfold sqdist.
    assert (E : forall n (a b : R), dot (vadd (a :: repeat 0 n) (map Ropp (b :: repeat 0 n)))
       (vadd (a :: repeat 0 n) (map Ropp (b :: repeat 0 n))) = (a - b) * (a - b)).
    { intros n a b. simpl. replace (a + - b) with (a - b) by ring.
      enough (Z : dot (vadd (repeat 0 n) (map Ropp (repeat 0 n))) (vadd (repeat 0 n) (map Ropp (repeat 0 n))) = 0)
        by (rewrite Z; ring).
      induction n; simpl; [reflexivity |]. rewrite IHn; ring. }
    rewrite E. destruct Hij as [Hij _]. apply le_INR in Hij. rewrite S_INR in Hij.
    rewrite <- (sqrt_Rsqr delta) at 1 by lra. apply sqrt_le_1_alt. unfold Rsqr.
    assert (1 <= (INR j - INR i) * (INR j - INR i)) by nra. assert (0 < delta * delta) by nra.
    replace ((- 1 + INR i * delta - (- 1 + INR j * delta)) * (- 1 + INR i * delta - (- 1 + INR j * delta))) with
      ((INR j - INR i) * (INR j - INR i) * (delta * delta)) by ring. nra.
Qed.

(** Restriction of a memorizing network to the line. *)
Lemma memorizes_net W L N d delta : (1 <= d)%nat -> 0 < delta -> (INR N - 1) * delta <= 2 -> memorizes W L N d 2 delta ->
  forall y : nat -> nat, (forall n, (n < N)%nat -> (y n < 2)%nat) ->
     exists g : R -> R, net (repeat W L) [fun t : R => t] [g] /\ forall n, (n < N)%nat -> g (place delta n) = INR (y n).
Proof.
  intros Hd Hdelta HNd H y Hy. set (emb := fun t : R => t :: repeat 0 (d - 1)).
  destruct (H _ y (place_separated N d delta Hd Hdelta HNd) Hy) as (f & Hf & E). apply NN_iff in Hf as (g & Hg & Eg).
  exists (pull emb g). split.
  - apply (net_base _ (map (pull emb) (coords d))); [| exact (net_pull emb _ _ [g] Hg)].
    intros h Hh. apply in_map_iff in Hh as (h' & <- & Hh'). unfold coords in Hh'. apply in_map_iff in Hh' as (k & <- & _).
    destruct k as [|k]; [apply (aff_head (fun t : R => t)) |].
    apply (aff_ext _ (fun _ => 0)); [| apply aff_const]. intro t. unfold pull, emb, coord. simpl. symmetry. apply nth_repeat.
  - intros n Hn. unfold pull, emb. rewrite <- Eg by (simpl; rewrite repeat_length; lia). now apply E.
Qed.

Theorem yang_yang_lower_feasible W L N d delta : (1 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat -> (1 <= d)%nat ->
  0 < delta <= 1 / 2 -> (INR N - 1) * delta <= 2 -> memorizes W L N d 2 delta ->
  INR N <= 2 * INR (W * W * (L * L)) * log2 (1 / delta).
Proof.
  intros HW HL HN Hd Hdelta HNd H.
  assert (Hinv : 2 <= 1 / delta /\ (INR N - 1) / 2 <= 1 / delta).
  { split; apply Rmult_le_reg_r with delta; try lra; replace (1 / delta * delta) with 1 by (field; lra); lra. }
  destruct Hinv as [Hinv1 Hinv2].
  apply shattered_needs with (place delta); try assumption.
  - exact (memorizes_net W L N d delta Hd ltac:(lra) HNd H).
  - rewrite <- log2_2 at 1. apply log2_le; lra.
  - rewrite rpower_log2 by lra. lra.
Qed.

(** In the prototype's words, with 2 in place of 32 and no premise. *)
Theorem yang_yang_lower W L N d delta : (1 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat -> (1 <= d)%nat ->
  0 < delta <= 1 / 2 -> INR N * delta <= 1 -> memorizes W L N d 2 delta ->
  INR N <= 2 * INR (W * W * (L * L)) * log2 (1 / delta).
Proof. intros HW HL HN Hd Hdelta HNd. apply yang_yang_lower_feasible; try assumption. lra. Qed.

(** 2 cannot be replaced by a smaller constant: one neuron memorizes two points at distance 1/2. *)
Lemma one_neuron delta : 0 < delta -> memorizes 1 1 2 1 2 delta.
Proof.
  intros Hdelta x y [Hb Hs] _.
  destruct (Hb 0%nat ltac:(lia)) as [Hl0 B0]. destruct (Hb 1%nat ltac:(lia)) as [Hl1 B1]. specialize (Hs 0%nat 1%nat ltac:(lia)).
  destruct (x 0%nat) as [|a [|? ?]] eqn:E0; simpl in Hl0; try lia.
  destruct (x 1%nat) as [|b [|? ?]] eqn:E1; simpl in Hl1; try lia.
  unfold sqdist in Hs. simpl in B0, B1, Hs.
  assert (Hab : b - a <> 0).
  { intros E. replace ((a + - b) * (a + - b) + 0) with ((b - a) * (b - a)) in Hs by ring. rewrite E, Rmult_0_r, sqrt_0 in Hs. lra. }
  set (k := (INR (y 1%nat) - INR (y 0%nat)) / (b - a)).
  set (f := fun z : list R => k * relu (coord 0 z + 2) + (INR (y 0%nat) - k * (a + 2))).
  exists f. split.
  - apply NN_iff. exists f. split; [| reflexivity]. simpl. apply net_layer with [fun z => coord 0 z + 2]; [simpl; lia | |].
    + constructor; [| constructor]. apply aff_add; [| apply aff_const]. apply aff_in. now left.
    + apply net_out. constructor; [| constructor]. unfold f. apply aff_add; [| apply aff_const]. apply aff_scal. apply aff_head.
  - assert (F : forall c, c * c + 0 <= 1 -> relu (coord 0 [c] + 2) = c + 2).
    { intros c Hc. unfold coord. simpl. apply relu_pos. nra. }
    intros i Hi. unfold f. destruct i as [|[|i]]; [| | lia].
    + rewrite E0, F by exact B0. ring.
    + rewrite E1, F by exact B1. unfold k. field. exact Hab.
Qed.

Theorem constant_two_is_best K :
  (forall W L N d delta, (1 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat -> (1 <= d)%nat ->
    0 < delta <= 1 / 2 -> INR N * delta <= 1 -> memorizes W L N d 2 delta ->
    INR N <= K * INR (W * W * (L * L)) * log2 (1 / delta)) -> 2 <= K.
Proof.
  intros H. specialize (H 1%nat 1%nat 2%nat 1%nat (1 / 2) ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lra) ltac:(simpl; lra)
    (one_neuron (1 / 2) ltac:(lra))).
  simpl in H. replace (1 / (1 / 2)) with 2 in H by field. rewrite log2_2 in H. lra.
Qed.

(** V2 without a premise, as a number that can be computed: N shattered points need 2^N <= growth. *)
Definition sharp (M D k : nat) : nat := (2 * (2 * (M * D / 2) + 1) ^ k)%nat.

Theorem shattering_bound_free W L N d (x : nat -> list R) : (forall n, length (x n) = d) ->
  (forall y : nat -> nat, (forall n, (n < N)%nat -> (y n < 2)%nat) ->
     exists f, NN W L d f /\ forall n, (n < N)%nat -> f (x n) = INR (y n)) ->
  (2 ^ N <= growth sharp N W L 0 d 0)%nat.
Proof. apply shattering_bound. exact theorem_S_sharp. Qed.

Print Assumptions shattered_needs.
Print Assumptions shattered_line.
Print Assumptions yang_yang_lower_feasible.
Print Assumptions yang_yang_lower.
Print Assumptions constant_two_is_best.
Print Assumptions shattering_bound_free.
