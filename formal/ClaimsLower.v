(** * Necessary sizes, exactly as the library states them *)

From Coq Require Import Reals ZArith List Lia Lra.
From Memproof Require Import Network Log Vocabulary Statements Casts Small Growth.
Open Scope R_scope.

Theorem V4__shattered : Statements.V4__shattered.
Proof.
  intros W L d N g HW HL Hd HN (w & l & n & k & -> & -> & -> & -> & Hg) (w' & l' & n' & k' & E1 & E2 & E3 & E4 & Hs).
  apply Nat2Z.inj in E1, E2, E3, E4. subst. rewrite IZR_nat. now apply shattered_growth with w' l' k'.
Qed.

Theorem V4__line : Statements.V4__line.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hd HC [_ HNd] (w & l & n & k & c & -> & -> & -> & -> & -> & H).
  exists w, l, n, 1%nat. repeat split. rewrite IZR_nat in HNd. ints. apply memorizes_shatters with k c delta; try lia; try lra. exact H.
Qed.

(** N <= W^2 L^2 log2(e N), whatever the constant K >= 1 in front. *)
Lemma size_log W L N delta d C : IZR W >= 1 -> IZR L >= 1 -> IZR N >= 1 -> delta > 0 -> IZR d >= 1 -> IZR C >= 2 ->
  IZR N <= 1 + 2 / delta -> Vocabulary.memorizes W L N delta d C ->
  1 <= log2 (exp 1 * IZR N) /\ IZR N <= IZR W ^ 2 * IZR L ^ 2 * log2 (exp 1 * IZR N).
Proof.
  intros HW HL HN Hdelta Hd HC HNd (w & l & n & k & c & -> & -> & -> & -> & -> & H).
  rewrite !IZR_nat in *. assert (Hs : shatters_some w l n 1).
  { apply memorizes_shatters with k c delta; try lra; try exact H; apply INR_le; simpl; lra. }
  pose proof (necessary_size w l n) as G. rewrite !mult_INR in G.
  assert (He : 2 < exp 1) by (pose proof (exp_ineq1 1 ltac:(lra)); lra).
  split.
  { rewrite <- log2_2 at 1. apply log2_le; [lra |]. apply Rle_trans with (exp 1 * 1); [lra | apply Rmult_le_compat_l; lra]. }
  replace (INR w ^ 2 * INR l ^ 2) with (INR w * INR w * (INR l * INR l)) by ring.
  apply G; try exact Hs; apply INR_le; simpl; lra.
Qed.

Lemma divide_le n y t K : 0 < t -> 1 <= K -> 0 <= y -> n <= y * t -> y >= n / (K * t).
Proof.
  intros Ht HK Hy H. apply Rle_ge. apply Rmult_le_reg_r with (K * t); [nra |].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by nra.
  assert (0 <= y * t) by (apply Rmult_le_pos; lra).
  apply Rle_trans with (1 := H). replace (y * (K * t)) with (K * (y * t)) by ring. nra.
Qed.

Lemma size_nonneg W L : 0 <= IZR W ^ 2 * IZR L ^ 2.
Proof. apply Rmult_le_pos; apply pow2_ge_0. Qed.

Theorem V4__k7 : Statements.V4__k7.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hd HC [_ HNd] H.
  destruct (size_log W L N delta d C) as [H1 H2]; try assumption. pose proof (exp_pos 1).
  repeat split; [nra | nra |]. apply divide_le; [lra | lra | apply size_nonneg | exact H2].
Qed.

Theorem V4__k6 : Statements.V4__k6.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hd HC [_ HNd] H.
  destruct (size_log W L N delta d C) as [H1 H2]; try assumption. pose proof (exp_pos 1).
  repeat split; [nra | nra |]. apply divide_le; [lra | lra | apply size_nonneg | exact H2].
Qed.

Lemma log2_43e : 1 <= log2 (43 * exp 1) <= 43.
Proof.
  assert (He : 2 < exp 1) by (pose proof (exp_ineq1 1 ltac:(lra)); lra).
  pose proof exp_le_3 as H3. split.
  - rewrite <- log2_2 at 1. apply log2_le; lra.
  - apply Rle_trans with (log2 (2 ^ 8)); [apply log2_le; simpl; lra |].
    rewrite log2_pow, log2_2 by lra. simpl. lra.
Qed.

Theorem V4__best : Statements.V4__best.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hd HC [_ HNd] H.
  destruct (size_log W L N delta d C) as [H1 H2]; try assumption. pose proof (exp_pos 1). pose proof log2_43e as [L1 L2].
  assert (HK : 1 <= 43 / log2 (43 * exp 1)).
  { apply Rmult_le_reg_r with (log2 (43 * exp 1)); [lra |]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  repeat split; [lra | nra | nra |]. apply divide_le; [lra | exact HK | apply size_nonneg | exact H2].
Qed.

(** N <= 2 W^2 L^2 log2(1/delta). *)
Lemma size_separation W L N delta d C : IZR W >= 1 -> IZR L >= 1 -> IZR N >= 1 -> delta > 0 -> delta <= 1 / 2 -> IZR d >= 1 ->
  IZR C >= 2 -> IZR N <= 1 + 2 / delta -> Vocabulary.memorizes W L N delta d C ->
  1 <= log2 (1 / delta) /\ IZR N <= 2 * (IZR W ^ 2 * IZR L ^ 2) * log2 (1 / delta).
Proof.
  intros HW HL HN Hdelta Hhalf Hd HC HNd (w & l & n & k & c & -> & -> & -> & -> & -> & H).
  rewrite !IZR_nat in *. split.
  - rewrite <- log2_2 at 1. apply log2_le; [lra |]. apply Rmult_le_reg_r with delta; [lra |]. field_simplify; lra.
  - pose proof (necessary_size_separation w l n k c delta) as G. rewrite !mult_INR in G.
    replace (INR w ^ 2 * INR l ^ 2) with (INR w * INR w * (INR l * INR l)) by ring.
    apply G; try lra; try exact H; apply INR_le; simpl; lra.
Qed.

Lemma divide_two n y t K : 0 < t -> 2 <= K -> 0 <= y -> n <= 2 * y * t -> y >= n / (K * t).
Proof.
  intros Ht HK Hy H. replace (n / (K * t)) with (n / 2 / (K / 2 * t)) by (field; split; nra).
  apply divide_le; try lra.
Qed.

Theorem V5__k28 : Statements.V5__k28.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hhalf Hd HC [_ HNd] H.
  destruct (size_separation W L N delta d C) as [H1 H2]; try assumption.
  repeat split; [lra | apply Rdiv_lt_0_compat; lra | nra |]. apply divide_two; [lra | lra | apply size_nonneg | exact H2].
Qed.

Theorem V5__k10 : Statements.V5__k10.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hhalf Hd HC [_ HNd] H.
  destruct (size_separation W L N delta d C) as [H1 H2]; try assumption.
  repeat split; [lra | apply Rdiv_lt_0_compat; lra | nra |]. apply divide_two; [lra | lra | apply size_nonneg | exact H2].
Qed.

Lemma log2_21 : 1 <= log2 21 <= 5.
Proof.
  split; [rewrite <- log2_2 at 1; apply log2_le; lra |].
  apply Rle_trans with (log2 (2 ^ 5)); [apply log2_le; simpl; lra |]. rewrite log2_pow, log2_2 by lra. simpl. lra.
Qed.

Theorem V5__best : Statements.V5__best.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hhalf Hd HC [_ HNd] H.
  destruct (size_separation W L N delta d C) as [H1 H2]; try assumption. pose proof log2_21 as [L1 L2].
  assert (HK : 2 <= 43 / log2 21).
  { apply Rmult_le_reg_r with (log2 21); [lra |]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  repeat split; [lra | lra | apply Rdiv_lt_0_compat; lra | nra |].
  apply divide_two; [lra | exact HK | apply size_nonneg | exact H2].
Qed.

(** ** Few layers: alternating labels *)

(** N <= (W + 1)^L + 1 where N points fit on a line. *)
Lemma alternating W L N delta d C : delta > 0 -> IZR d >= 1 -> IZR C >= 2 -> IZR N <= 1 + 2 / delta ->
  Vocabulary.memorizes W L N delta d C ->
  exists w l n, W = Z.of_nat w /\ L = Z.of_nat l /\ N = Z.of_nat n /\ (n <= (w + 1) ^ l + 1)%nat.
Proof.
  intros Hdelta Hd HC HNd (w & l & n & k & c & -> & -> & -> & -> & -> & H). exists w, l, n. repeat split.
  rewrite !IZR_nat in *. apply alternating_memorizes with k delta; [apply INR_le; simpl; lra | lra | |].
  - apply Rle_trans with (2 / delta * delta); [apply Rmult_le_compat_r; lra | right; field; lra].
  - assert (2 <= c)%nat by (apply INR_le; simpl; lra).
    intros x y Hs Hy. apply H; [exact Hs | intros i Hi; specialize (Hy i Hi); lia].
Qed.

Theorem V7__alternating : Statements.V7__alternating.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hd HC [_ HNd] H.
  destruct (alternating W L N delta d C) as (w & l & n & -> & -> & -> & G); try assumption; [lra |].
  split; [left; lia |]. rewrite !IZR_nat in *. rewrite <- pow_powerRZ.
  apply le_INR in G. rewrite plus_INR, pow_INR, plus_INR in G. simpl (INR 1) in G.
  assert (0 <= (INR w + 1) ^ l) by (apply pow_le; pose proof (pos_INR w); lra). lra.
Qed.

Theorem V7__one_layer : Statements.V7__one_layer.
Proof.
  intros W N delta d C HW HN Hdelta Hd HC [_ HNd] H.
  destruct (alternating W 1 N delta d C) as (w & l & n & -> & E & -> & G); try assumption; [lra |].
  assert (l = 1%nat) as -> by lia. rewrite !IZR_nat. apply le_INR in G. rewrite plus_INR, pow_INR, plus_INR in G.
  simpl in G. pose proof (pos_INR w). lra.
Qed.

Theorem YSJ6__necessary : Statements.YSJ6__necessary.
Proof.
  intros W L N delta d C HW HL1 HL2 HN Hdelta Hd HC [_ HNd] H.
  destruct (alternating W L N delta d C) as (w & l & n & -> & -> & -> & G); try assumption.
  rewrite !IZR_nat in *. assert (Hl : (l <= 2)%nat) by (apply INR_le; simpl; lra).
  assert (G' : (n <= (w + 1) ^ 2 + 1)%nat).
  { eapply Nat.le_trans; [exact G |]. apply Nat.add_le_mono_r, Nat.pow_le_mono_r; lia. }
  apply le_INR in G'. rewrite plus_INR, pow_INR, plus_INR in G'. simpl (INR 1) in G'. lra.
Qed.

Theorem YSJ6__printed_necessary : Statements.YSJ6__printed_necessary.
Proof.
  intros W L N delta d C HW HL1 HL2 HN Hdelta Hd HC HNd H.
  pose proof (YSJ6__necessary W L N delta d C HW HL1 HL2 HN Hdelta Hd HC HNd H) as G. nra.
Qed.
