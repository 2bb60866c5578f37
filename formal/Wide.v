(** * Width at least 8: N shattered points need W^2 L^2 >= N / log2 N

    The constant is 1.  The domain is that of the upper bound (TheoremD.v).  Sign vectors are counted by
    Theorem S, the few shapes where the parameters weigh too much are met by their affine pieces. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Log Sort Lower YangYangLowerFree.
Import ListNotations.
Open Scope R_scope.

Lemma wide_size W L : (8 <= W)%nat -> (3 <= L)%nat -> (576 <= W * W * (L * L))%nat.
Proof. intros H1 H2. apply Nat.le_exists_sub in H1 as (w & -> & _). apply Nat.le_exists_sub in H2 as (l & -> & _). nia. Qed.

Lemma wide_depth W L : (8 <= W)%nat -> (3 <= L)%nat -> (100 * (L + 1) <= W * W * (L * L))%nat.
Proof. intros H1 H2. apply Nat.le_exists_sub in H1 as (w & -> & _). apply Nat.le_exists_sub in H2 as (l & -> & _). nia. Qed.

(** Twice the sum of the parameter counts. *)
Lemma area_twice W l : (2 * area W (S l) 0 1 =
  4 * W * S l + W * (W + 1) * (S l * l) + 2 * (3 * W + 1) + 2 * l * (W * (W + 1)))%nat.
Proof. cbn [area]. pose proof (area_closed W l (0 + W * (1 + 1))) as E. nia. Qed.

Lemma wide_area W L : (8 <= W)%nat -> (3 <= L)%nat ->
  (3 * area W L 0 1 <= 2 * (W * W * (L * L)))%nat \/ (L = 3 /\ W <= 14)%nat \/ (L = 4 /\ W = 8)%nat \/
    (L = 4 /\ 9 <= W <= 12)%nat \/ (L = 5 /\ 8 <= W <= 10)%nat \/ (L = 6 /\ W = 8)%nat.
Proof.
  intros HW HL.
  assert (C : (L = 3 /\ 15 <= W \/ L = 4 /\ 13 <= W \/ L = 5 /\ 11 <= W \/ L = 6 /\ 9 <= W \/ 7 <= L)%nat \/
    ((L = 3 /\ W <= 14)%nat \/ (L = 4 /\ W = 8)%nat \/ (L = 4 /\ 9 <= W <= 12)%nat \/ (L = 5 /\ 8 <= W <= 10)%nat \/ (L = 6 /\ W = 8)%nat)) by lia.
  destruct C as [C | C]; [left | right; exact C].
  destruct C as [(-> & H) | [(-> & H) | [(-> & H) | [(-> & H) | H]]]].
  - pose proof (area_twice W 2). apply Nat.le_exists_sub in H as (w & -> & _). nia.
  - pose proof (area_twice W 3). apply Nat.le_exists_sub in H as (w & -> & _). nia.
  - pose proof (area_twice W 4). apply Nat.le_exists_sub in H as (w & -> & _). nia.
  - pose proof (area_twice W 5). apply Nat.le_exists_sub in H as (w & -> & _). nia.
  - apply Nat.le_exists_sub in H as (l & -> & _). apply Nat.le_exists_sub in HW as (w & -> & _).
    replace (l + 7)%nat with (S (l + 6)) by lia. pose proof (area_twice (w + 8) (l + 6)) as E.
    revert E. generalize (area (w + 8) (S (l + 6)) 0 1). intros a E. nia.
Qed.

Lemma log2_below n v : 0 < n -> n <= 2 ^ v -> log2 n <= INR v.
Proof. intros H1 H2. apply Rle_trans with (log2 (2 ^ v)); [now apply log2_le |]. rewrite log2_pow, log2_2 by lra. lra. Qed.

Lemma log2_above n v : 2 ^ v <= n -> INR v <= log2 n.
Proof. intros H. apply Rle_trans with (log2 (2 ^ v)); [rewrite log2_pow, log2_2 by lra; lra |]. apply log2_le; [apply pow_lt; lra | exact H]. Qed.

(** What a counterexample would satisfy. *)
Section Counterexample.
Variables (W L N : nat) (p : nat -> R).
Hypothesis HW : (8 <= W)%nat.
Hypothesis HL : (3 <= L)%nat.
Hypothesis HN : (2 <= N)%nat.
Hypothesis Sh : shatters W L N p.
Let X := INR (W * W * (L * L)).
Let n := INR N.
Let nu := log2 n.
Hypothesis C : X * nu < n.

Lemma counter_size : 576 <= X /\ 12 <= nu /\ 6912 < n.
Proof.
  assert (HX : 576 <= X).
  { unfold X. replace 576 with (INR 576) by (rewrite INR_IZR_INZ; reflexivity). apply le_INR. now apply wide_size. }
  assert (Hn : 2 <= n) by (unfold n; apply (le_INR 2) in HN; simpl in HN; lra).
  assert (H1 : 1 <= nu) by (unfold nu; rewrite <- log2_2 at 1; apply log2_le; lra).
  assert (H9 : 9 <= nu).
  { replace 9 with (INR 9) by (simpl; ring). apply log2_above. assert (576 <= n) by nra. lra. }
  assert (H12 : 12 <= nu).
  { replace 12 with (INR 12) by (simpl; ring). apply log2_above. assert (5184 <= n) by nra. lra. }
  repeat split; [exact HX | exact H12 | nra].
Qed.

Lemma counter_area beta : 0 <= beta -> INR (area W L 0 1) <= beta * X -> nu < 1 / 100 + beta * (3 / 2 * nu - 3 / 2).
Proof.
  intros Hbeta HA. destruct counter_size as (HX & Hnu & Hn).
  set (s := INR W * INR L). assert (HsX : s * s = X) by (unfold s, X; rewrite !mult_INR; ring).
  assert (Hs : 1 <= s).
  { unfold s. rewrite <- mult_INR. apply (le_INR 1). nia. }
  set (q := (W * N * L + 1)%nat).
  pose proof (shattered_count W L N (fun i => [p i]) q ltac:(lia) ltac:(reflexivity) ltac:(unfold q; lia)
    ltac:(unfold q; nia)) as S.
  assert (Cnt : n <= INR (L + 1) + INR (area W L 0 1) * log2 (INR q)).
  { apply S. intros y Hy. destruct (Sh y Hy) as (g & Hg & E).
    exists (pull (coord 0) g). split; [| intros i Hi; unfold pull, coord; simpl; now apply E].
    apply NN_iff. exists (pull (coord 0) g). split; [| reflexivity]. exact (net_pull (coord 0) _ _ [g] Hg). }
  clear S.
  assert (Hq : INR q = n * s + 1) by (unfold q, s, n; rewrite plus_INR, !mult_INR; simpl (INR 1); ring).
  assert (Hns : 2000 <= n * s) by nra.
  assert (Hq0 : 1 <= INR q) by lra.
  assert (Hq2 : 8 * INR q ^ 2 <= n ^ 3).
  { rewrite Hq.
    assert (Q1 : (n * s + 1) ^ 2 <= 1002 / 1000 * (n * n * X)) by (rewrite <- HsX; nra).
    assert (Q2 : 12 * X <= n) by nra.
    assert (Q3 : n * n * (12 * X) <= n * n * n) by (apply Rmult_le_compat_l; nra).
    replace (n ^ 3) with (n * n * n) by ring. assert (0 <= n * n * X) by nra. lra. }
  assert (Hlog : 3 + 2 * log2 (INR q) <= 3 * nu).
  { pose proof (log2_le (8 * INR q ^ 2) (n ^ 3) ltac:(nra) Hq2) as E.
    replace 8 with (2 ^ 3) in E by ring. rewrite log2_mult, !log2_pow, log2_2 in E by (try apply pow_lt; lra).
    simpl INR in E. unfold nu. lra. }
  assert (HD : 100 * INR (L + 1) <= X).
  { unfold X. replace 100 with (INR 100) by (rewrite INR_IZR_INZ; reflexivity). rewrite <- mult_INR. apply le_INR. now apply wide_depth. }
  assert (Hlq : 0 <= log2 (INR q)) by now apply log2_nonneg.
  assert (E1 : INR (area W L 0 1) * log2 (INR q) <= beta * X * (3 / 2 * nu - 3 / 2)).
  { apply Rmult_le_compat; try apply pos_INR; lra. }
  apply Rmult_lt_reg_l with X; [lra |]. rewrite Rmult_plus_distr_l.
  replace (X * (beta * (3 / 2 * nu - 3 / 2))) with (beta * X * (3 / 2 * nu - 3 / 2)) by ring. lra.
Qed.

Lemma counter_ratio a b : (1 <= b)%nat -> (b * area W L 0 1 <= a * (W * W * (L * L)))%nat ->
  nu < 1 / 100 + INR a / INR b * (3 / 2 * nu - 3 / 2).
Proof.
  intros Hb H. assert (Hb' : 0 < INR b) by (apply lt_0_INR; lia). apply counter_area.
  - apply Rmult_le_pos; [apply pos_INR | left; now apply Rinv_0_lt_compat].
  - apply le_INR in H. rewrite (mult_INR b), (mult_INR a) in H. fold X in H.
    apply Rmult_le_reg_l with (INR b); [exact Hb' |]. replace (INR b * (INR a / INR b * X)) with (INR a * X) by (field; lra). exact H.
Qed.

Lemma counter_pieces v w : (W <= w)%nat -> 2 * (INR w + 1) ^ L <= 2 ^ v -> nu <= INR v.
Proof.
  intros Hw Hv. destruct counter_size as (_ & _ & Hn). apply log2_below; [lra |].
  destruct (shatters_sorted W L N p Sh) as (c & Hc & Sc). pose proof (pieces_need W L N c Hc Sc) as M.
  apply le_INR in M. rewrite mult_INR, pow_INR, plus_INR in M. simpl (INR 2) in M. simpl (INR 1) in M. fold n in M.
  assert ((INR W + 1) ^ L <= (INR w + 1) ^ L) by (apply pow_incr; apply le_INR in Hw; pose proof (pos_INR W); lra). lra.
Qed.
End Counterexample.

Lemma INR_num k : INR k = IZR (Z.of_nat k).
Proof. apply INR_IZR_INZ. Qed.

(** V4 from W >= 8 on. *)
Theorem wide_needs W L N p : (8 <= W)%nat -> (1 <= L)%nat -> (2 <= N)%nat -> shatters W L N p ->
  INR N <= INR (W * W * (L * L)) * log2 (INR N).
Proof.
  intros HW HL HN Sh. destruct (Rle_lt_dec (INR N) (INR (W * W * (L * L)) * log2 (INR N))) as [G | C]; [exact G | exfalso].
  destruct (shatters_sorted W L N p Sh) as (c & Hc & Sc). pose proof (pieces_need W L N c Hc Sc) as M.
  destruct (le_lt_dec 3 L) as [H3 | H3].
  2: { (* one or two layers: few pieces *)
    assert (Hnu : 1 <= log2 (INR N)) by (rewrite <- log2_2 at 1; apply log2_le; [lra | apply (le_INR 2) in HN; simpl in HN; lra]).
    assert (K : (N <= W * W * (L * L))%nat) by (assert (L = 1 \/ L = 2)%nat as [-> | ->] by lia; simpl in M; nia).
    apply le_INR in K. pose proof (pos_INR (W * W * (L * L))). nra. }
  pose proof (counter_size W L N HW H3 HN C) as (HX & Hnu & Hn).
  pose proof (counter_ratio W L N p HW H3 HN Sh C) as R1. pose proof (counter_pieces W L N p HW H3 HN Sh C) as R2.
  set (nu := log2 (INR N)) in *.
  destruct (wide_area W L HW H3) as [A | [(-> & A) | [(-> & ->) | [(-> & A) | [(-> & A) | (-> & ->)]]]]].
  - specialize (R1 2%nat 3%nat ltac:(lia) A). simpl INR in R1. lra.
  - (* L = 3, W <= 14: at most 6750 points *)
    apply le_INR in M. rewrite mult_INR, pow_INR, plus_INR in M. simpl (INR 2) in M. simpl (INR 1) in M.
    assert (Wr : INR W <= 14) by (replace 14 with (INR 14) by (simpl; ring); apply le_INR, A).
    assert ((INR W + 1) ^ 3 <= 15 ^ 3) by (apply pow_incr; pose proof (pos_INR W); lra). lra.
  - (* L = 4, W = 8: at most 13122 points *)
    apply le_INR in M. rewrite mult_INR, pow_INR, plus_INR in M. simpl (INR 2) in M. simpl (INR 1) in M.
    replace (INR 8) with 8 in M by (simpl; ring).
    assert (X1 : INR (8 * 8 * (4 * 4)) = 1024) by (rewrite INR_num; reflexivity). rewrite X1 in C.
    assert (13 <= nu); [| lra]. replace 13 with (INR 13) by (simpl; ring). apply log2_above. lra.
  - (* L = 4, W = 9 ... 12 *)
    assert (nu <= INR 16) by (apply R2 with 12%nat; [lia | simpl; lra]).
    assert (A' : (400 * area W 4 0 1 <= 281 * (W * W * (4 * 4)))%nat).
    { assert (W = 9 \/ W = 10 \/ W = 11 \/ W = 12)%nat as [-> | [-> | [-> | ->]]] by lia; cbn [area]; lia. }
    specialize (R1 281%nat 400%nat ltac:(lia) A').
    replace (INR 281) with 281 in R1 by (rewrite INR_num; reflexivity). replace (INR 400) with 400 in R1 by (rewrite INR_num; reflexivity).
    replace (INR 16) with 16 in H by (rewrite INR_num; reflexivity). lra.
  - (* L = 5, W = 8, 9, 10 *)
    assert (nu <= INR 19) by (apply R2 with 10%nat; [lia | simpl; lra]).
    assert (A' : (10 * area W 5 0 1 <= 7 * (W * W * (5 * 5)))%nat).
    { assert (W = 8 \/ W = 9 \/ W = 10)%nat as [-> | [-> | ->]] by lia; cbn [area]; lia. }
    specialize (R1 7%nat 10%nat ltac:(lia) A').
    replace (INR 7) with 7 in R1 by (rewrite INR_num; reflexivity). replace (INR 10) with 10 in R1 by (rewrite INR_num; reflexivity).
    replace (INR 19) with 19 in H by (rewrite INR_num; reflexivity). lra.
  - (* L = 6, W = 8 *)
    assert (nu <= INR 21) by (apply R2 with 8%nat; [lia | simpl; lra]).
    specialize (R1 68%nat 100%nat ltac:(lia) ltac:(cbn [area]; lia)).
    replace (INR 68) with 68 in R1 by (rewrite INR_num; reflexivity). replace (INR 100) with 100 in R1 by (rewrite INR_num; reflexivity).
    replace (INR 21) with 21 in H by (rewrite INR_num; reflexivity). lra.
Qed.

(** V4 and V5 in the words of the other bounds. *)
Theorem shattered_line_wide W L N (x : nat -> list R) : (8 <= W)%nat -> (1 <= L)%nat -> (2 <= N)%nat ->
  (forall n, length (x n) = 1%nat) ->
  (forall y : nat -> nat, (forall n, (n < N)%nat -> (y n < 2)%nat) ->
     exists f, NN W L 1 f /\ forall n, (n < N)%nat -> f (x n) = INR (y n)) ->
  INR N <= INR (W * W * (L * L)) * log2 (INR N).
Proof.
  intros HW HL HN Hx H. apply wide_needs with (fun n => coord 0 (x n)); try assumption. now apply shatters_NN.
Qed.

Theorem yang_yang_lower_wide W L N d delta : (8 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat -> (1 <= d)%nat ->
  0 < delta <= 1 / 2 -> INR N * delta <= 1 -> memorizes W L N d 2 delta ->
  INR N <= INR (W * W * (L * L)) * log2 (1 / delta).
Proof.
  intros HW HL HN Hd Hdelta HNd H.
  assert (HN1 : 1 <= INR N) by (apply (le_INR 1); lia).
  assert (Hinv : 2 <= 1 / delta /\ INR N <= 1 / delta).
  { split; apply Rmult_le_reg_r with delta; try lra; replace (1 / delta * delta) with 1 by (field; lra); lra. }
  destruct Hinv as [Hinv1 Hinv2].
  assert (Hlam : 1 <= log2 (1 / delta)) by (rewrite <- log2_2 at 1; apply log2_le; lra).
  assert (HX : 1 <= INR (W * W * (L * L))) by (apply (le_INR 1); nia).
  destruct (le_lt_dec 2 N) as [G | G].
  - apply Rle_trans with (INR (W * W * (L * L)) * log2 (INR N)).
    + apply wide_needs with (place delta); try assumption. exact (memorizes_net W L N d delta Hd ltac:(lra) ltac:(lra) H).
    + apply Rmult_le_compat_l; [lra |]. apply log2_le; lra.
  - assert (N = 1%nat) as -> by lia. simpl (INR 1). nra.
Qed.

Print Assumptions wide_needs.
Print Assumptions yang_yang_lower_wide.
