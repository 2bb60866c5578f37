(** * Width at least 2: N shattered points of a line need W^2 L^2 >= N / lam, lam >= 1, N <= 1 + 2 * 2^lam

    With lam = log2(1/delta) this is the lower bound of Yang and Yang, with constant 1 for every width but 1
    (at W = L = 1 the constant 2 of YangYangLowerFree.v is best possible), on all N that a line admits; with
    lam = log2 N it is a bound on shattered points.  Sign vectors are counted by Theorem S with normalised
    biases (Normal.v); where there are few layers, alternating labels meet the number of affine pieces. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Log Sort Bits Lower TheoremS Pieces Small Alternating YangYangLowerFree Normal.
Import ListNotations.
Open Scope R_scope.

(** The sum over the layers of the parameters up to each, biases of hidden layers not counted. *)
Fixpoint area_fix (W L o m : nat) : nat :=
  match L with O => o + (m + 1) | S L' => o + W * m + area_fix W L' (o + W * m) W end.

Lemma area_fix_closed W L : forall o,
  (2 * area_fix W L o W = 2 * (L + 1) * o + W * W * (L * (L + 1)) + 2 * L * (W * W) + 2 * (W + 1))%nat.
Proof. induction L; intros o; cbn [area_fix]; [lia |]. specialize (IHL (o + W * W)%nat). nia. Qed.

Lemma growth_fix_bound N W Q : 0 <= Q -> forall L o m D,
  (W * N * (D + L) + 1 <= nfloor Q)%nat -> (N * (D + L + 1) + 1 <= nfloor Q)%nat ->
  INR (growth_fix sbound N W L o m D) <= 2 ^ (L + 1) * Q ^ area_fix W L o m.
Proof.
  intros HQ0. pose proof (nfloor_spec Q HQ0) as [HQ _].
  induction L as [|L IH]; intros o m D H1 H2; cbn [growth_fix area_fix].
  - simpl (0 + 1)%nat. rewrite pow_1. replace (o + 1 * (m + 1))%nat with (o + (m + 1))%nat by lia.
    apply sbound_le. apply Rle_trans with (INR (nfloor Q)); [| exact HQ]. apply le_INR. nia.
  - rewrite mult_INR. set (P := (o + W * m)%nat). set (a := area_fix W L P W).
    replace (2 ^ (S L + 1) * Q ^ (P + a)) with ((2 * Q ^ P) * (2 ^ (L + 1) * Q ^ a)) by (rewrite (pow_add _ P a); simpl; ring).
    apply Rmult_le_compat; try apply pos_INR.
    + apply sbound_le. apply Rle_trans with (INR (nfloor Q)); [| exact HQ]. apply le_INR. nia.
    + apply IH; nia.
Qed.

Lemma log2_three : log2 3 <= 8 / 5.
Proof.
  assert (E : log2 (3 ^ 5) <= log2 (2 ^ 8)) by (apply log2_le; lra).
  rewrite !log2_pow, log2_2 in E by lra. simpl INR in E. lra.
Qed.

(** Networks of one variable with L layers of width W exceed 1/2 exactly on any set of the points p_0 ... p_(N-1). *)
Definition separates (W L N : nat) (p : nat -> R) : Prop := forall c : nat -> bool,
  exists g : R -> R, net (repeat W L) [fun t : R => t] [g] /\ forall n, (n < N)%nat -> sign (g (p n) - / 2) = c n.

Lemma shatters_separates W L N p : shatters W L N p -> separates W L N p.
Proof.
  intros H c. destruct (H (fun n => if c n then 1%nat else 0%nat)) as (g & Hg & E); [intros; destruct (c n); lia |].
  exists g. split; [exact Hg |]. intros n Hn. rewrite E by exact Hn. unfold sign.
  destruct (c n); simpl; destruct Rlt_dec; try reflexivity; exfalso; lra.
Qed.

(** Shattered points on a line, counted: q is any number above all N k_i i. *)
Theorem shattered_count_normal W L N p (q : nat) : (1 <= N)%nat ->
  (W * N * L + 1 <= q)%nat -> (N * (L + 1) + 1 <= q)%nat -> separates W L N p ->
  INR N <= INR (L + 1) + INR (W * L) * log2 3 + INR (area_fix W L 0 1) * log2 (INR q).
Proof.
  intros HN H1 H2 H.
  assert (G : (2 ^ N <= (3 ^ W) ^ L * growth_fix sbound N W L 0 1 0)%nat).
  { apply (shattering_bound_normal sbound W L N 1 (fun n => [p n]) sbound_sign ltac:(reflexivity)).
    intros c. destruct (H c) as (g & Hg & E). exists (pull (coord 0) g).
    split; [| intros n Hn; unfold pull, coord; simpl; now apply E].
    apply NN_iff. exists (pull (coord 0) g). split; [| reflexivity]. exact (net_pull (coord 0) _ _ [g] Hg). }
  rewrite <- Nat.pow_mul_r in G. apply le_INR in G. rewrite mult_INR, !pow_INR in G.
  change (INR 2) with 2 in G. replace (INR 3) with 3 in G by (simpl; ring).
  assert (Hq : 1 <= INR q) by (apply (le_INR 1); lia).
  assert (Fq : nfloor (INR q) = q).
  { pose proof (nfloor_spec (INR q) ltac:(lra)) as [F1 F2]. rewrite <- S_INR in F2.
    apply INR_le in F1. apply INR_lt in F2. lia. }
  pose proof (growth_fix_bound N W (INR q) ltac:(lra) L 0 1 0) as G2. rewrite Fq in G2.
  specialize (G2 ltac:(simpl; lia) ltac:(simpl; lia)).
  assert (P3 : 0 < 3 ^ (W * L)) by (apply pow_lt; lra).
  assert (P2 : 0 < 2 ^ (L + 1)) by (apply pow_lt; lra).
  assert (PQ : 0 < INR q ^ area_fix W L 0 1) by (apply pow_lt; lra).
  assert (G4 : log2 (2 ^ N) <= log2 (3 ^ (W * L) * (2 ^ (L + 1) * INR q ^ area_fix W L 0 1))).
  { apply log2_le; [apply pow_lt; lra |]. eapply Rle_trans; [exact G |]. apply Rmult_le_compat_l; lra. }
  rewrite !log2_mult in G4 by (try apply Rmult_lt_0_compat; assumption).
  rewrite !log2_pow, log2_2 in G4 by lra. lra.
Qed.

(** ** Large shapes *)

Definition big (W L : nat) : Prop :=
  (W = 2 /\ 7 <= L \/ W = 3 /\ 6 <= L \/ W = 4 /\ 5 <= L \/ W = 5 /\ 4 <= L \/ 6 <= W /\ 3 <= L)%nat.

Tactic Notation "shift" hyp(H) ident(x) := apply Nat.le_exists_sub in H as (x & -> & _).
Ltac big_cases := intros [(-> & H) | [(-> & H) | [(-> & H) | [(-> & H) | (Hw & H)]]]];
  [shift H l | shift H l | shift H l | shift H l | shift H l; shift Hw w].

Lemma area_fix_start W l : (2 * area_fix W (S l) 0 1 =
  2 * (l + 2) * W + W * W * (l * (l + 1)) + 2 * l * (W * W) + 2 * (W + 1))%nat.
Proof. cbn [area_fix]. pose proof (area_fix_closed W l (0 + W * 1)) as E. nia. Qed.

Lemma big_area W L : big W L -> (1000 * area_fix W L 0 1 <= 652 * (W * W * (L * L)))%nat.
Proof.
  intros HB. assert (exists l, L = S l) as (l & ->) by (destruct L; [unfold big in HB; lia | eauto]).
  pose proof (area_fix_start W l) as E. revert E. generalize (area_fix W (S l) 0 1). intros a E.
  destruct HB as [(-> & H) | [(-> & H) | [(-> & H) | [(-> & H) | (Hw & H)]]]].
  - assert (exists k, l = 6 + k)%nat as (k & ->) by (exists (l - 6)%nat; lia). nia.
  - assert (exists k, l = 5 + k)%nat as (k & ->) by (exists (l - 5)%nat; lia). nia.
  - assert (exists k, l = 4 + k)%nat as (k & ->) by (exists (l - 4)%nat; lia). nia.
  - assert (exists k, l = 3 + k)%nat as (k & ->) by (exists (l - 3)%nat; lia). nia.
  - assert (exists k, l = 2 + k)%nat as (k & ->) by (exists (l - 2)%nat; lia). shift Hw w. nia.
Qed.

Lemma big_rest W L : big W L -> (1000 * (L + 1) + 1600 * (W * L) <= 156 * (W * W * (L * L)))%nat.
Proof. big_cases; nia. Qed.

Lemma big_size W L : big W L -> (14 <= W * L)%nat.
Proof. big_cases; nia. Qed.

Lemma big_last W L : big W L -> (L + 1 <= W * L)%nat.
Proof. big_cases; nia. Qed.

(** N and lam pull each other up: b <= lam as soon as N > 2 * 2^b. *)
Lemma lam_above N lam b : INR N <= 1 + 2 * Rpower 2 lam -> 2 * 2 ^ b + 1 <= INR N -> INR b <= lam.
Proof.
  intros HNl Hb. assert (0 < 2 ^ b) by (apply pow_lt; lra).
  assert (E : log2 (2 ^ b) <= lam) by (apply log2_rpower; lra). rewrite log2_pow, log2_2 in E by lra. lra.
Qed.

Lemma big_needs W L N p lam : big W L -> (1 <= N)%nat -> separates W L N p ->
  1 <= lam -> INR N <= 1 + 2 * Rpower 2 lam -> INR N <= INR (W * W * (L * L)) * lam.
Proof.
  intros HB HN H Hlam1 HNl. set (X := INR (W * W * (L * L))).
  destruct (Rle_lt_dec (INR N) (X * lam)) as [G | C]; [exact G | exfalso].
  set (s := INR W * INR L). assert (HsX : s * s = X) by (unfold s, X; rewrite !mult_INR; ring).
  assert (Hs : 14 <= s).
  { unfold s. rewrite <- mult_INR. replace 14 with (INR 14) by (simpl; ring). apply le_INR. now apply big_size. }
  assert (HX : 196 <= X) by nra.
  pose proof (lam_above N lam) as Up.
  assert (Hlam6 : 6 <= lam) by (replace 6 with (INR 6) by (simpl; ring); apply Up; [exact HNl | nra]).
  assert (HN1 : 1176 <= INR N) by nra.
  assert (Hlam9 : 9 <= lam) by (replace 9 with (INR 9) by (simpl; ring); apply Up; [exact HNl | lra]).
  set (q := (W * N * L + 1)%nat).
  pose proof (shattered_count_normal W L N p q HN ltac:(unfold q; lia) ltac:(unfold q; pose proof (big_last W L HB); nia) H) as S.
  assert (Hq : INR q = INR N * s + 1) by (unfold q, s; rewrite plus_INR, !mult_INR; simpl (INR 1); ring).
  set (n := INR N) in *.
  assert (Hns : 16000 <= n * s) by nra.
  assert (Hq2 : INR q ^ 2 <= ((n - 1) / 2) ^ 3).
  { rewrite Hq.
    assert (Q1 : (n * s + 1) ^ 2 <= 1001 / 1000 * (n * n * X)) by (rewrite <- HsX; nra).
    assert (Q2 : 9 * X <= n) by nra.
    assert (Q3 : n * n * (9 * X) <= n * n * n) by (apply Rmult_le_compat_l; nra).
    assert (Q4 : 99 / 100 * (n * n * n) <= (n - 1) ^ 3).
    { replace ((n - 1) ^ 3) with (n * n * n - 3 * (n * n) + 3 * n - 1) by ring.
      assert (1000 * (n * n) <= n * (n * n)) by (apply Rmult_le_compat_r; nra). nra. }
    replace (((n - 1) / 2) ^ 3) with ((n - 1) ^ 3 / 8) by field.
    assert (0 <= n * n * n) by nra. nra. }
  assert (Hq0 : 1 <= INR q) by nra.
  assert (Hlog : 2 * log2 (INR q) <= 3 * lam).
  { pose proof (log2_le (INR q ^ 2) (((n - 1) / 2) ^ 3) ltac:(nra) Hq2) as E.
    rewrite !log2_pow in E by lra. simpl INR in E.
    assert (E1 : log2 ((n - 1) / 2) <= lam) by (apply log2_rpower; lra). lra. }
  assert (HA : 1000 * INR (area_fix W L 0 1) <= 652 * X).
  { unfold X. replace 1000 with (INR 1000) by (rewrite INR_IZR_INZ; reflexivity). replace 652 with (INR 652) by (rewrite INR_IZR_INZ; reflexivity).
    rewrite <- !mult_INR. apply le_INR. now apply big_area. }
  assert (HD : 1000 * INR (L + 1) + 1600 * INR (W * L) <= 156 * X).
  { unfold X. replace 1000 with (INR 1000) by (rewrite INR_IZR_INZ; reflexivity). replace 1600 with (INR 1600) by (rewrite INR_IZR_INZ; reflexivity).
    replace 156 with (INR 156) by (rewrite INR_IZR_INZ; reflexivity). rewrite <- !mult_INR, <- plus_INR. apply le_INR. now apply big_rest. }
  assert (Hlq : 0 <= log2 (INR q)) by now apply log2_nonneg.
  pose proof log2_three as H3. pose proof (pos_INR (W * L)) as HWL.
  assert (E1 : INR (area_fix W L 0 1) * log2 (INR q) <= 652 / 1000 * X * (3 / 2 * lam)).
  { apply Rmult_le_compat; [apply pos_INR | exact Hlq | lra | lra]. }
  assert (E2 : INR (W * L) * log2 3 <= INR (W * L) * (8 / 5)) by (apply Rmult_le_compat_l; lra).
  assert (E3 : 22 / 1000 * (9 * X) <= 22 / 1000 * (lam * X)) by nra.
  nra.
Qed.

(** ** All shapes of width at least 2 *)

(** The points may be taken in increasing order. *)
Lemma separates_sorted W L N p : separates W L N p -> exists c, (forall i, c i < c (S i)) /\ separates W L N c.
Proof.
  intros H. destruct (sort_keys N p (fun _ => 0)) as (c & lab & Hc & H1 & H2).
  { intros i j Hij E. destruct (H (fun n => Nat.eqb n i)) as (g & _ & Hg).
    pose proof (Hg i ltac:(lia)) as Gi. pose proof (Hg j ltac:(lia)) as Gj. rewrite E in Gi. rewrite Gi, Nat.eqb_refl in Gj.
    symmetry in Gj. apply Nat.eqb_eq in Gj. lia. }
  exists c. split; [exact Hc |]. intros z.
  destruct (finite_choice (fun i k => (k < N)%nat /\ c k = p i) 0%nat N) as (kap & Hk).
  { intros i Hi. destruct (H1 i Hi) as (k & Hk & E & _). now exists k. }
  destruct (H (fun i => z (kap i))) as (g & Hg & E).
  exists g. split; [exact Hg |]. intros k Hkn. destruct (H2 k Hkn) as (i & Hi & Ek & _).
  destruct (Hk i Hi) as [Hki Eki]. assert (kap i = k) as Ei; [| rewrite Ek, E, Ei by exact Hi; reflexivity].
  destruct (lt_eq_lt_dec (kap i) k) as [[C | C] | C]; [| exact C |];
    pose proof (seq_mono c Hc _ _ C); lra.
Qed.

(** Alternating labels: no more points than pieces, and one. *)
Lemma pieces_sharp W L N p : separates W L N p -> (N <= (W + 1) ^ L + 1)%nat.
Proof.
  intros H. destruct (separates_sorted W L N p H) as (c & Hc & H'). destruct (H' Nat.odd) as (g & Hg & E).
  rewrite <- piece_bound_repeat. exact (alternating_sides _ g (/ 2) c N Hg Hc E).
Qed.

Lemma few_layers W L : (2 <= W)%nat -> (1 <= L)%nat -> ~ big W L -> let X := (W * W * (L * L))%nat in
  let n := ((W + 1) ^ L + 1)%nat in (n <= X \/ n <= 3 * X /\ 64 <= X \/ n <= 6 * X /\ 129 <= X)%nat.
Proof.
  intros HW HL HB. unfold big in HB. cbv zeta.
  assert (C : (L = 1 \/ L = 2 \/ W = 2 /\ 3 <= L <= 6 \/ W = 3 /\ 3 <= L <= 5 \/ W = 4 /\ 3 <= L <= 4 \/ W = 5 /\ L = 3)%nat) by lia.
  destruct C as [-> | [-> | [(-> & H) | [(-> & H) | [(-> & H) | (-> & ->)]]]]].
  - left. rewrite Nat.pow_1_r. nia.
  - left. simpl. nia.
  - assert (L = 3 \/ L = 4 \/ L = 5 \/ L = 6)%nat as [-> | [-> | [-> | ->]]] by lia; simpl; lia.
  - assert (L = 3 \/ L = 4 \/ L = 5)%nat as [-> | [-> | ->]] by lia; simpl; lia.
  - assert (L = 3 \/ L = 4)%nat as [-> | ->] by lia; simpl; lia.
  - simpl; lia.
Qed.

Lemma big_dec W L : {big W L} + {~ big W L}.
Proof.
  destruct (le_lt_dec 6 W) as [H6 | H6].
  - destruct (le_lt_dec 3 L); [left | right]; unfold big; lia.
  - destruct (Nat.eq_dec W 2) as [-> | N2]; [destruct (le_lt_dec 7 L); [left | right]; unfold big; lia |].
    destruct (Nat.eq_dec W 3) as [-> | N3]; [destruct (le_lt_dec 6 L); [left | right]; unfold big; lia |].
    destruct (Nat.eq_dec W 4) as [-> | N4]; [destruct (le_lt_dec 5 L); [left | right]; unfold big; lia |].
    destruct (Nat.eq_dec W 5) as [-> | N5]; [destruct (le_lt_dec 4 L); [left | right]; unfold big; lia |].
    right; unfold big; lia.
Qed.

Theorem shattered_needs_one W L N p lam : (2 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat -> separates W L N p ->
  1 <= lam -> INR N <= 1 + 2 * Rpower 2 lam -> INR N <= INR (W * W * (L * L)) * lam.
Proof.
  intros HW HL HN H Hlam HNl. destruct (big_dec W L) as [HB | HB]; [now apply big_needs with p |].
  pose proof (pieces_sharp W L N p H) as M.
  pose proof (few_layers W L HW HL HB) as F. cbv zeta in F. set (Y := (W * W * (L * L))%nat) in *.
  destruct (Rle_lt_dec (INR N) (INR Y * lam)) as [G | C]; [exact G | exfalso].
  assert (HY : INR Y <= INR N) by (pose proof (pos_INR Y); nra).
  assert (Q : forall b k, (N <= b * Y)%nat -> INR b <= lam -> (k = 0)%nat -> False).
  { intros b _ Hb Hbl _. apply le_INR in Hb. rewrite mult_INR in Hb. pose proof (pos_INR Y). nra. }
  destruct F as [F | [(F & F') | (F & F')]].
  - apply (Q 1%nat 0%nat); [lia | simpl; lra | reflexivity].
  - apply le_INR in F'. replace (INR 64) with 64 in F' by (rewrite INR_IZR_INZ; reflexivity).
    apply (Q 3%nat 0%nat); [lia | apply lam_above with N; [exact HNl | simpl; lra] | reflexivity].
  - apply le_INR in F'. replace (INR 129) with 129 in F' by (rewrite INR_IZR_INZ; reflexivity).
    apply (Q 6%nat 0%nat); [lia | apply lam_above with N; [exact HNl | simpl; lra] | reflexivity].
Qed.

(** ** In the words of the other bounds *)

(** V4: shattered points of a line. *)
Theorem shattered_line_one W L N (x : nat -> list R) : (2 <= W)%nat -> (1 <= L)%nat -> (2 <= N)%nat ->
  (forall n, length (x n) = 1%nat) ->
  (forall y : nat -> nat, (forall n, (n < N)%nat -> (y n < 2)%nat) ->
     exists f, NN W L 1 f /\ forall n, (n < N)%nat -> f (x n) = INR (y n)) ->
  INR N <= INR (W * W * (L * L)) * log2 (INR N).
Proof.
  intros HW HL HN Hx H. assert (HN2 : 2 <= INR N) by (apply (le_INR 2) in HN; simpl in HN; lra).
  apply shattered_needs_one with (fun n => coord 0 (x n)); try assumption; try lia.
  - now apply shatters_separates, shatters_NN.
  - rewrite <- log2_2 at 1. apply log2_le; lra.
  - rewrite rpower_log2 by lra. lra.
Qed.

(** V5: points of the unit ball, as many as a line admits. *)
Theorem yang_yang_lower_one W L N d delta : (2 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat -> (1 <= d)%nat ->
  0 < delta <= 1 / 2 -> (INR N - 1) * delta <= 2 -> memorizes W L N d 2 delta ->
  INR N <= INR (W * W * (L * L)) * log2 (1 / delta).
Proof.
  intros HW HL HN Hd Hdelta HNd H.
  assert (Hinv : 2 <= 1 / delta /\ (INR N - 1) / 2 <= 1 / delta).
  { split; apply Rmult_le_reg_r with delta; try lra; replace (1 / delta * delta) with 1 by (field; lra); lra. }
  destruct Hinv as [Hinv1 Hinv2].
  apply shattered_needs_one with (place delta); try assumption.
  - apply shatters_separates. exact (memorizes_net W L N d delta Hd ltac:(lra) HNd H).
  - rewrite <- log2_2 at 1. apply log2_le; lra.
  - rewrite rpower_log2 by lra. lra.
Qed.

