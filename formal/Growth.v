(** * Growth function and shattering of NN(W, L) (V2 and V4 as the library states them)

    [growth_within W L N d g]: on every N points of R^d and for every level t the networks of NN(W, L) have at
    most 2^g different sets of those points where they exceed t.  [shatters_some W L N d]: for some N points
    and some level every set of them occurs.  The exponents come from Theorem S, without Warren's theorem. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Log Bits Lower TheoremS YangYangLowerFree Normal LowerOne.
Import ListNotations.
Open Scope R_scope.

Definition pattern (N : nat) (x : nat -> list R) (t : R) (f : list R -> R) : list bool :=
  map (fun n => sign (f (x n) - t)) (seq 0 N).

Definition growth_within (W L N d : nat) (g : R) : Prop :=
  forall (x : nat -> list R) (t : R), (forall n, (n < N)%nat -> length (x n) = d) ->
  exists vs : list (list bool), INR (length vs) <= Rpower 2 g /\ forall f, NN W L d f -> In (pattern N x t f) vs.

Definition shatters_some (W L N d : nat) : Prop :=
  exists (x : nat -> list R) (t : R), (forall n, (n < N)%nat -> length (x n) = d) /\
  forall c : nat -> bool, exists f, NN W L d f /\ forall n, (n < N)%nat -> sign (f (x n) - t) = c n.

(** V4/shattered. *)
Theorem shattered_growth W L N d g : growth_within W L N d g -> shatters_some W L N d -> INR N <= g.
Proof.
  intros Hg (x & t & Hx & H). destruct (Hg x t Hx) as (vs & Lv & Cv).
  pose proof (all_patterns N vs x (NN W L d) t Cv H) as G. apply le_INR in G. rewrite pow_INR in G.
  change (INR 2) with 2 in G. assert (E : 2 ^ N <= Rpower 2 g) by lra.
  rewrite <- Rpower_pow in E by lra. destruct (Rle_lt_dec (INR N) g) as [C | C]; [exact C | exfalso].
  pose proof (Rpower_lt 2 g (INR N) ltac:(lra) C). lra.
Qed.

(** Moving the level moves the output's bias. *)
Lemma NN_shift W L d f c : NN W L d f -> NN W L d (fun x => f x + c).
Proof.
  intros H. apply NN_iff in H as (g & Hg & E). apply NN_iff. exists (fun x => g x + c).
  split; [| intros x Hx; now rewrite E]. apply (net_sub _ _ [g]); [| exact Hg].
  intros h [<- | []]. apply aff_add; [apply aff_head | apply aff_const].
Qed.

Lemma growth_level W L N d g : (forall x : nat -> list R, (forall n, (n < N)%nat -> length (x n) = d) ->
    exists vs : list (list bool), INR (length vs) <= Rpower 2 g /\ forall f, NN W L d f -> In (pattern N x (/ 2) f) vs) ->
  growth_within W L N d g.
Proof.
  intros H x t Hx. destruct (H x Hx) as (vs & Lv & Cv). exists vs. split; [exact Lv |]. intros f Hf.
  specialize (Cv _ (NN_shift W L d f (/ 2 - t) Hf)). unfold pattern in *.
  replace (map (fun n => sign (f (x n) - t)) (seq 0 N)) with (map (fun n => sign (f (x n) + (/ 2 - t) - / 2)) (seq 0 N)); [exact Cv |].
  apply map_ext. intro n. f_equal. ring.
Qed.

Lemma growth_up W L N d g g' : g <= g' -> growth_within W L N d g -> growth_within W L N d g'.
Proof.
  intros Hg H x t Hx. destruct (H x t Hx) as (vs & Lv & Cv). exists vs. split; [| exact Cv].
  apply Rle_trans with (Rpower 2 g); [exact Lv |]. apply Rle_Rpower; lra.
Qed.

(** ** V2: every layer multiplies by 2 (N k_i i + 1)^(P_i) *)

Fixpoint exponent (N W L o m D : nat) : R :=
  match L with
  | O => 1 + INR (o + (m + 1)) * log2 (INR (N * (D + 1) + 1))
  | S L' => 1 + INR (o + W * (m + 1)) * log2 (INR (N * W * (D + 1) + 1)) + exponent N W L' (o + W * (m + 1)) W (D + 1)
  end.

Lemma rpower_sum a b : Rpower 2 (a + b) = Rpower 2 a * Rpower 2 b.
Proof. apply Rpower_plus. Qed.

Lemma rpower_layer k q : (1 <= q)%nat -> Rpower 2 (1 + INR k * log2 (INR q)) = INR (2 * q ^ k).
Proof.
  intros Hq. assert (Hq' : 0 < INR q) by (apply lt_0_INR; lia).
  rewrite rpower_sum, Rpower_1, Rmult_comm by lra. rewrite <- log2_pow, rpower_log2 by (try apply pow_lt; assumption).
  rewrite mult_INR, pow_INR. simpl (INR 2). ring.
Qed.

Lemma growth_exponent N W L : forall o m D, INR (growth sbound N W L o m D) = Rpower 2 (exponent N W L o m D).
Proof.
  induction L as [|L IH]; intros o m D; cbn [growth exponent].
  - rewrite rpower_layer by lia. unfold sbound. f_equal. f_equal. f_equal; lia.
  - rewrite rpower_sum, <- IH, rpower_layer, <- mult_INR by lia. f_equal. unfold sbound. f_equal. f_equal. f_equal; lia.
Qed.

(** V2', layer by layer. *)
Theorem growth_layers W L N d : growth_within W L N d (exponent N W L 0 d 0).
Proof.
  apply growth_level. intros x Hx.
  set (F0 := fun (u n : nat) (_ : params) => nth u (values (coords d) (x n)) 0).
  destruct (sign_vectors sbound sbound_sign N W L 0 d 1 0 0 F0 (le_n _)) as (vs & Lv & Cv).
  { exists [F0]. split; [simpl; lia |]. split.
    - intros b [<- | []] u n _ _. unfold F0. apply poly_const.
    - intro t. exists F0. split; [now left | reflexivity]. }
  exists vs. split.
  - rewrite <- growth_exponent. apply le_INR. lia.
  - intros f Hf. apply NN_iff in Hf as (g & Hg & Eg).
    destruct (realised W x L (coords d) g 0 Hg) as (t & Et). rewrite coords_length in Et. specialize (Cv t).
    unfold pattern. replace (map (fun n => sign (f (x n) - / 2)) (seq 0 N)) with
      (map (fun n => sign (out W L 0 d F0 0%nat n t - / 2)) (seq 0 N)); [exact Cv |].
    apply map_ext_in. intros n Hn. apply in_seq in Hn. unfold F0. rewrite Et, <- Eg by (apply Hx; lia). reflexivity.
Qed.

Lemma log2_INR_le a b : (1 <= a)%nat -> (a <= b)%nat -> log2 (INR a) <= log2 (INR b).
Proof. intros Ha Hab. apply log2_le; [apply lt_0_INR; lia | now apply le_INR]. Qed.

Lemma exponent_le N W q : forall L o m D, (N * W * (D + L) + 1 <= q)%nat -> (N * (D + L + 1) + 1 <= q)%nat ->
  exponent N W L o m D <= INR (L + 1) + INR (area W L o m) * log2 (INR q).
Proof.
  induction L as [|L IH]; intros o m D H1 H2; cbn [exponent area].
  - change (INR (0 + 1)) with 1. apply Rplus_le_compat_l, Rmult_le_compat_l; [apply pos_INR |]. apply log2_INR_le; nia.
  - specialize (IH (o + W * (m + 1))%nat W (D + 1)%nat ltac:(nia) ltac:(nia)).
    rewrite (plus_INR (o + W * (m + 1))). replace (S L + 1)%nat with (S (L + 1)) by lia. rewrite S_INR.
    assert (E : INR (o + W * (m + 1)) * log2 (INR (N * W * (D + 1) + 1)) <= INR (o + W * (m + 1)) * log2 (INR q)).
    { apply Rmult_le_compat_l; [apply pos_INR |]. apply log2_INR_le; nia. }
    lra.
Qed.

(** The sum of the parameter counts, closed. *)
Lemma area_sum W l d : (2 * area W (S l) 0 d =
  2 * ((d + 1) * W * (l + 2)) + W * (W + 1) * (l * (l + 3)) + 2 * (W + 1))%nat.
Proof. cbn [area]. pose proof (area_closed W l (0 + W * (d + 1))) as E. nia. Qed.

(** V2' in closed form: k_i i <= W L + 1 in every layer. *)
Theorem growth_closed W L N d : (1 <= W)%nat ->
  growth_within W L N d (INR (L + 1) + INR (area W L 0 d) * log2 (INR (N * (W * L + 1) + 1))).
Proof. intros HW. apply growth_up with (exponent N W L 0 d 0); [apply exponent_le; nia | apply growth_layers]. Qed.

(** With normalised biases (Normal.v): fewer parameters, 3 choices a hidden neuron. *)
Lemma area_fix_sum W l d : (2 * area_fix W (S l) 0 d = 2 * (d * W * (l + 2)) + W * W * (l * (l + 3)) + 2 * (W + 1))%nat.
Proof. cbn [area_fix]. pose proof (area_fix_closed W l (0 + W * d)) as E. nia. Qed.

Theorem growth_normal W L N d : (1 <= W)%nat -> growth_within W L N d
  (INR (L + 1) + INR (W * L) * log2 3 + INR (area_fix W L 0 d) * log2 (INR (N * (W * L + 1) + 1))).
Proof.
  intros HW. apply growth_level. intros x Hx. set (q := (N * (W * L + 1) + 1)%nat).
  destruct (patterns_normal sbound W L N d x sbound_sign Hx) as (vs & Lv & Cv). exists vs. split; [| exact Cv].
  apply le_INR in Lv. eapply Rle_trans; [exact Lv |]. rewrite <- Nat.pow_mul_r, mult_INR, pow_INR.
  replace (INR 3) with 3 by (simpl; ring).
  assert (Hq : 1 <= INR q) by (apply (le_INR 1); unfold q; lia).
  assert (Fq : nfloor (INR q) = q).
  { pose proof (nfloor_spec (INR q) ltac:(lra)) as [F1 F2]. rewrite <- S_INR in F2.
    apply INR_le in F1. apply INR_lt in F2. lia. }
  pose proof (growth_fix_bound N W (INR q) ltac:(lra) L 0 d 0) as G. rewrite Fq in G.
  specialize (G ltac:(unfold q; nia) ltac:(unfold q; nia)).
  replace (INR (L + 1) + INR (W * L) * log2 3 + INR (area_fix W L 0 d) * log2 (INR q)) with
    (INR (W * L) * log2 3 + (INR (L + 1) + INR (area_fix W L 0 d) * log2 (INR q))) by ring.
  rewrite !rpower_sum, <- !log2_pow, !rpower_log2, Rpower_pow by (try apply pow_lt; lra).
  apply Rmult_le_compat_l; [apply pow_le; lra | exact G].
Qed.

(** ** V4 and V5 *)

(** Memorizing networks shatter the points of a line, in any dimension. *)
Theorem memorizes_shatters W L N d C delta : (1 <= d)%nat -> (2 <= C)%nat -> 0 < delta -> INR N <= 1 + 2 / delta ->
  memorizes W L N d C delta -> shatters_some W L N 1.
Proof.
  intros Hd HC Hdelta HN H.
  assert (H2 : memorizes W L N d 2 delta) by (intros x y Hs Hy; apply H; [exact Hs | intros i Hi; specialize (Hy i Hi); lia]).
  assert (Hl : (INR N - 1) * delta <= 2).
  { apply Rle_trans with (2 / delta * delta); [apply Rmult_le_compat_r; lra | right; field; lra]. }
  exists (fun n => [place delta n]), (/ 2). split; [reflexivity |].
  intros c. destruct (shatters_separates W L N (place delta) (memorizes_net W L N d delta Hd Hdelta Hl H2) c) as (g & Hg & E).
  exists (pull (coord 0) g). split; [| exact E].
  apply NN_iff. exists (pull (coord 0) g). split; [| reflexivity]. exact (net_pull (coord 0) _ _ [g] Hg).
Qed.

Lemma shatters_line W L N : shatters_some W L N 1 -> exists p, separates W L N p.
Proof.
  intros (x & t & Hx & H). exists (fun n => coord 0 (x n)). intros c. destruct (H c) as (f & Hf & E).
  apply (NN_shift W L 1 f (/ 2 - t)) in Hf. apply NN_iff in Hf as (g & Hg & Eg).
  exists (pull (fun u : R => [u]) g). split.
  - apply (net_base _ (map (pull (fun u : R => [u])) (coords 1))); [| exact (net_pull (fun u : R => [u]) _ _ [g] Hg)].
    intros h [<- | []]. apply (aff_head (fun t : R => t)).
  - intros n Hn. rewrite <- E by exact Hn. unfold pull. specialize (Hx n Hn).
    destruct (x n) as [|a [|? ?]]; simpl in Hx; try lia. rewrite <- Eg by reflexivity. f_equal. unfold coord; simpl. ring.
Qed.

(** Width 1: at most two points. *)
Lemma separates_width_one L N p : separates 1 L N p -> (N <= 2)%nat.
Proof.
  intros H0. destruct (separates_sorted 1 L N p H0) as (c & Hc & H).
  destruct (le_lt_dec N 2) as [G | G]; [exact G | exfalso].
  destruct (H (fun n => Nat.eqb n 1)) as (g & Hg & E).
  destruct (net_one _ _ _ Hg) with (m := fun t : R => t) as (m & Hm & Hout).
  { intros w Hw. apply repeat_spec in Hw. lia. } { intros x y; auto. } { intros b [<- | []]. apply aff_head. }
  destruct (aff_one m g (Hout g (or_introl eq_refl))) as (a & b & Eg).
  pose proof (E 0%nat ltac:(lia)) as E0. pose proof (E 1%nat ltac:(lia)) as E1. pose proof (E 2%nat ltac:(lia)) as E2.
  apply Alternating.sign_false in E0. apply Alternating.sign_true in E1. apply Alternating.sign_false in E2.
  rewrite Eg in E0, E1, E2.
  pose proof (Hm (c 0%nat) (c 1%nat) (Rlt_le _ _ (Hc 0%nat))). pose proof (Hm (c 1%nat) (c 2%nat) (Rlt_le _ _ (Hc 1%nat))).
  destruct (Rle_dec 0 a); nra.
Qed.

(** V4: constant 1 with log2(e N), for all W and L. *)
Theorem necessary_size W L N : (1 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat -> shatters_some W L N 1 ->
  INR N <= INR (W * W * (L * L)) * log2 (exp 1 * INR N).
Proof.
  intros HW HL HN H. destruct (shatters_line W L N H) as (p & Hp).
  assert (He : 2 < exp 1) by (pose proof (exp_ineq1 1 ltac:(lra)); lra).
  assert (HN1 : 1 <= INR N) by (apply (le_INR 1); lia).
  assert (Hlog : 1 <= log2 (exp 1 * INR N)) by (rewrite <- log2_2 at 1; apply log2_le; [lra | nra]).
  destruct (Nat.eq_dec W 1) as [-> | Ne].
  - pose proof (separates_width_one L N p Hp) as M. assert (HX : 1 <= INR (1 * 1 * (L * L))) by (apply (le_INR 1); nia).
    assert (N = 1 \/ N = 2)%nat as [-> | ->] by lia; [simpl (INR 1) in *; nra |].
    assert (H2 : 2 <= log2 (exp 1 * INR 2)).
    { replace 2 with (INR 2 * log2 2) at 1 by (rewrite log2_2; simpl; ring). rewrite <- log2_pow by lra. apply log2_le; simpl; lra. }
    replace (INR 2) with 2 in * by (simpl; ring). nra.
  - apply shattered_needs_one with p; try assumption; try lia. rewrite rpower_log2 by nra. nra.
Qed.

(** From width 2 on with log2 N, and with the finer log2((N - 1)/2). *)
Theorem necessary_size_log W L N : (2 <= W)%nat -> (1 <= L)%nat -> (2 <= N)%nat -> shatters_some W L N 1 ->
  INR N <= INR (W * W * (L * L)) * log2 (INR N).
Proof.
  intros HW HL HN H. destruct (shatters_line W L N H) as (p & Hp).
  assert (HN2 : 2 <= INR N) by (apply (le_INR 2) in HN; simpl in HN; lra).
  apply shattered_needs_one with p; try assumption; try lia.
  - rewrite <- log2_2 at 1. apply log2_le; lra.
  - rewrite rpower_log2 by lra. lra.
Qed.

(** V5: constant 2 for all W and L (best possible: W = L = 1), 1 from width 2 on, 9/10 from width 8 on (LowerWide.v). *)
Theorem necessary_size_separation W L N d C delta : (1 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat -> (1 <= d)%nat -> (2 <= C)%nat ->
  0 < delta <= 1 / 2 -> INR N <= 1 + 2 / delta -> memorizes W L N d C delta ->
  INR N <= 2 * INR (W * W * (L * L)) * log2 (1 / delta).
Proof.
  intros HW HL HN Hd HC Hdelta HNd H. apply yang_yang_lower_feasible with d; try assumption.
  - apply Rle_trans with (2 / delta * delta); [apply Rmult_le_compat_r; lra | right; field; lra].
  - intros x y Hs Hy. apply H; [exact Hs | intros i Hi; specialize (Hy i Hi); lia].
Qed.

(** ** The definitions can hold and can fail *)

Example one_neuron_shatters_two : shatters_some 1 1 2 1.
Proof.
  apply (memorizes_shatters 1 1 2 1 2 (1 / 2)); [lia | lia | lra | | apply one_neuron; lra].
  replace (2 / (1 / 2)) with 4 by field. simpl. lra.
Qed.

Example one_neuron_not_three : ~ shatters_some 1 1 3 1.
Proof. intros H. destruct (shatters_line 1 1 3 H) as (p & Hp). pose proof (separates_width_one 1 3 p Hp). lia. Qed.

Example one_neuron_grows : growth_within 1 1 2 1 2 /\ ~ growth_within 1 1 2 1 1.
Proof.
  split.
  - intros x t Hx. exists (labelings 2). split.
    + simpl. replace 2 with (1 + 1) at 2 by ring. rewrite rpower_sum, Rpower_1; lra.
    + intros f _. unfold pattern. simpl. destruct (sign (f (x 0%nat) - t)), (sign (f (x 1%nat) - t)); simpl; tauto.
  - intros H. pose proof (shattered_growth _ _ _ _ _ H one_neuron_shatters_two) as G. simpl in G. lra.
Qed.
