(** * Keys by Bang's lemma, the trade-off with them, and folding, exactly as the library states them *)

From Coq Require Import Reals ZArith List Lia Lra.
From Memproof Require Import Network Log Vocabulary Statements Casts BangKeys YangYangMerged Folding Separation.
Import ListNotations.
Open Scope R_scope.

Theorem B1__keys : Statements.B1__keys.
Proof.
  intros d N delta Hd HN Hdelta. ints. as_natural d k. as_natural N n.
  split; [lra |]. exists k, n. split; [reflexivity |]. split; [reflexivity |].
  pose proof (U3_bang k n delta ltac:(lra)) as H. rewrite mult_INR, minus_INR in H by lia. simpl (INR 1) in H.
  rewrite IZR_nat. exact H.
Qed.

(** 2^ceil(log2 x) is at least x. *)
Lemma ceil_log x : 2 <= x -> exists b, (1 <= b)%nat /\ Zceil (log2 x) = Z.of_nat b /\ x <= 2 ^ b.
Proof.
  intros Hx. pose proof (Zceil_spec (log2 x)) as [H1 H2].
  assert (Hlog : 1 <= log2 x) by (rewrite <- log2_2 at 1; apply log2_le; lra).
  assert (Hz : (1 <= Zceil (log2 x))%Z) by (apply le_IZR; lra).
  destruct (Z_of_nat_complete (Zceil (log2 x)) ltac:(lia)) as (b & E).
  exists b. split; [lia |]. split; [exact E |].
  rewrite <- Rpower_pow by lra. rewrite E, IZR_nat in H1.
  apply Rle_trans with (Rpower 2 (log2 x)); [| apply Rle_Rpower; lra].
  right. unfold Rpower, log2. replace (ln x / ln 2 * ln 2) with (ln x).
  - symmetry. apply exp_ln. lra.
  - field. pose proof ln2_pos. lra.
Qed.

(** ceil(log2 C) label bits are enough for C labels. *)
Lemma label_bits C : (2 <= C)%nat -> exists b, (1 <= b)%nat /\ Zceil (log2 (INR C)) = Z.of_nat b /\ (C <= 2 ^ b)%nat.
Proof.
  intros HC. destruct (ceil_log (INR C)) as (b & H1 & H2 & H3).
  - apply (le_INR 2) in HC. simpl in HC. lra.
  - exists b. split; [exact H1 |]. split; [exact H2 |]. apply INR_le. rewrite pow_INR. simpl (INR 2). exact H3.
Qed.

Lemma one_over delta : delta > 0 -> delta <= 1 -> 0 < 1 / delta /\ 0 <= log2 (1 / delta).
Proof.
  intros H1 H2. assert (1 <= 1 / delta) by (apply Rmult_le_reg_r with delta; [lra |]; field_simplify; lra).
  split; [lra |]. rewrite <- log2_1. apply log2_le; lra.
Qed.

Theorem B1__trade_off : Statements.B1__trade_off.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hone Hd HC (_ & _ & _ & _ & H).
  ints. as_natural W w. as_natural L l. as_natural N n. as_natural d k. as_natural C c.
  destruct (label_bits c ltac:(lia)) as (b & Hb & E & Hc).
  exists w, l, n, k, c. repeat split. rewrite ?mult_IZR, ?IZR_nat in H. rewrite ?IZR_nat, E, ?IZR_nat in H.
  apply U13_trade_off with b; try lia; try lra. rewrite !mult_INR. nra.
Qed.

Theorem B1__folded : Statements.B1__folded.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hone Hd HC (_ & _ & HJL) (_ & _ & _ & _ & H).
  assert (H2 : 2 <= 2 / delta) by (apply Rmult_le_reg_r with delta; [lra |]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra).
  destruct (ceil_log (2 / delta) H2) as (J & _ & EJ & HJ). rewrite EJ in *.
  ints. as_natural W w. as_natural L l. as_natural N n. as_natural d k. as_natural C c.
  destruct (label_bits c ltac:(lia)) as (b & Hb & E & Hc).
  assert (Hn : 2 <= INR n) by (replace 2 with (INR 2) by (simpl; ring); apply le_INR; lia).
  destruct (power_above1 (INR n * INR n)) as (B & HB1 & HB2 & HB3); [nra |].
  rewrite log2_mult in HB3 by lra.
  assert (HBn : (n * (n - 1) < 2 ^ B)%nat).
  { apply INR_lt. rewrite mult_INR, minus_INR, pow_INR by lia. simpl (INR 1). replace (INR 2) with 2 by (simpl; ring).
    apply Rlt_le_trans with (INR n * INR n); [nra | exact HB2]. }
  assert (exists t, l = (J + t)%nat) as (t & ->) by (exists (l - J)%nat; lia).
  exists w, (J + t)%nat, n, k, c. repeat split.
  apply folded_memorized_merged with B b; try assumption; try lia; try lra.
  apply INR_le. rewrite !mult_INR, plus_INR. replace (INR 81) with 81 by (simpl; ring).
  rewrite ?mult_IZR, ?minus_IZR, ?IZR_nat, ?plus_INR in H. rewrite ?IZR_nat, E, ?IZR_nat in H.
  rewrite ?mult_IZR, ?minus_IZR, ?IZR_nat, ?plus_INR in H. nra.
Qed.
