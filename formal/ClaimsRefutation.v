(** * The listed lower bound W^2 L^2 = Omega(N log(1/delta)) is false, as the library states it *)

From Coq Require Import Reals ZArith List Lia Lra.
From Memproof Require Import Network Log Vocabulary Statements Casts Refutation.
Import ListNotations.
Open Scope R_scope.

Lemma log2_rpower x : log2 (Rpower 2 x) = x.
Proof. unfold log2, Rpower. rewrite ln_exp. pose proof ln2_pos. field. lra. Qed.

Lemma log2_rpower_base b a : 0 < b -> log2 (Rpower b a) = a * log2 b.
Proof. intros Hb. unfold log2, Rpower. rewrite ln_exp. unfold Rdiv. ring. Qed.

(** Two hidden layers of width ceil(sqrt N), whatever the separation: 4 W^2 <= (36/5) N for N >= 3. *)
Lemma root_width n : (3 <= n)%nat -> exists w, (1 <= w)%nat /\ (n <= w * w)%nat /\ (5 * (w * w * 4) <= 36 * n)%nat.
Proof.
  intros Hn. exists (Nat.sqrt_up n). destruct (Nat.sqrt_up_spec n ltac:(lia)) as [H1 H2].
  set (w := Nat.sqrt_up n) in *. assert (Hw : (2 <= w)%nat) by (destruct w as [|[|w']]; simpl in H2; lia).
  repeat split; [lia | exact H2 |].
  destruct (Nat.eq_dec w 2) as [-> | Ne]; [lia |]. assert (Nat.pred w = w - 1)%nat as E by lia. rewrite E in H1.
  assert (exists v, w = (v + 3)%nat) as (v & ->) by (exists (w - 3)%nat; lia).
  replace (v + 3 - 1)%nat with (v + 2)%nat in H1 by lia. nia.
Qed.

Lemma two_layers_fit N d C delta : IZR N >= 3 -> delta > 0 -> IZR d >= 1 -> IZR C >= 1 ->
  exists W : Z, Vocabulary.memorizes W 2 N delta d C /\ IZR W ^ 2 * 2 ^ 2 <= 36 / 5 * IZR N /\ IZR W >= 1.
Proof.
  intros HN Hdelta Hd HC. ints. as_natural N n. as_natural d k. as_natural C c.
  destruct (root_width n ltac:(lia)) as (w & H1 & H2 & H3). exists (Z.of_nat w). split.
  - exists w, 2%nat, n, k, c. repeat split. apply two_layers; [lia | lra | exact H2].
  - rewrite !IZR_nat. apply le_INR in H3. rewrite !mult_INR in H3.
    replace (INR 5) with 5 in H3 by (simpl; ring). replace (INR 4) with 4 in H3 by (simpl; ring).
    replace (INR 36) with 36 in H3 by (simpl; ring). apply (le_INR 1) in H1. simpl (INR 1) in H1. split; lra.
Qed.

Theorem YY_listed__two_layers : Statements.YY_listed__two_layers.
Proof. intros N delta d C HN Hdelta Hd HC. now apply two_layers_fit. Qed.

Theorem YY_listed__fine : Statements.YY_listed__fine.
Proof.
  intros c N delta d C Hc HN Hdelta Hd HC (H1 & H2 & H3 & H4).
  destruct (two_layers_fit N d C delta HN Hdelta Hd HC) as (W & G1 & G2 & G3).
  exists W. repeat split; try assumption. apply Rle_lt_trans with (1 := G2).
  assert (36 / 5 < c * log2 (1 / delta)); [| nra].
  apply Rmult_gt_compat_l with (r := c) in H4; [| exact Hc]. replace (c * (36 / 5 / c)) with (36 / 5) in H4 by (field; lra). lra.
Qed.

Theorem YY_listed__every_constant : Statements.YY_listed__every_constant.
Proof.
  intros c N d C Hc HN Hd HC. set (x := Rmax (36 / 5 / c + 1) (IZR N)). set (delta := / Rpower 2 x).
  assert (Hx1 : 36 / 5 / c + 1 <= x) by apply Rmax_l. assert (Hx2 : IZR N <= x) by apply Rmax_r.
  assert (Hp : 0 < Rpower 2 x) by (unfold Rpower; apply exp_pos). assert (Hdelta : 0 < delta) by now apply Rinv_0_lt_compat.
  assert (E : 1 / delta = Rpower 2 x) by (unfold delta; field; lra).
  destruct (two_layers_fit N d C delta HN ltac:(lra) Hd HC) as (W & G1 & G2 & G3). exists W, delta.
  assert (Hlog : log2 (1 / delta) = x) by (rewrite E; apply log2_rpower).
  assert (Hbig : IZR N <= Rpower 2 x).
  { apply Rle_trans with (Rpower 2 (IZR N)); [| apply Rle_Rpower; lra]. ints. as_natural N n.
    rewrite IZR_nat, Rpower_pow by lra. clear. induction n as [|n IH]; [simpl; lra |].
    rewrite S_INR. simpl pow. assert (1 <= 2 ^ n) by (apply pow_R1_Rle; lra). lra. }
  assert (Hquot : 2 / delta = 2 * Rpower 2 x) by (unfold delta; field; lra).
  repeat split; try lra; try exact G1.
  rewrite Hlog. apply Rle_lt_trans with (1 := G2). assert (36 / 5 < c * x); [| nra].
    assert (c * (36 / 5 / c + 1) <= c * x) by (apply Rmult_le_compat_l; lra).
    replace (c * (36 / 5 / c + 1)) with (36 / 5 + c) in H by (field; lra). lra.
Qed.

Theorem YY_listed__powers : Statements.YY_listed__powers.
Proof.
  intros c a N d C Hc Ha HN Hd HC (H1 & H2). assert (HN0 : 0 < IZR N) by lra.
  assert (Hp : 0 < Rpower (IZR N) (- a)) by (unfold Rpower; apply exp_pos).
  destruct (two_layers_fit N d C _ HN (Rlt_gt _ _ Hp) Hd HC) as (W & G1 & G2 & G3). exists W.
  assert (Hlog : 36 / 5 < c * (a * log2 (IZR N))).
  { assert (36 / 5 / (a * c) < log2 (IZR N)).
    { rewrite <- (log2_rpower (36 / 5 / (a * c))). unfold log2, Rdiv. apply Rmult_lt_compat_r.
      - apply Rinv_0_lt_compat, ln2_pos.
      - apply ln_increasing; [unfold Rpower; apply exp_pos | lra]. }
    apply Rmult_lt_compat_l with (r := a * c) in H; [| apply Rmult_lt_0_compat; lra]. replace (a * c * (36 / 5 / (a * c))) with (36 / 5) in H by (field; split; lra). lra. }
  assert (Hpow : IZR N <= Rpower (IZR N) a).
  { rewrite <- (Rpower_1 (IZR N)) at 1 by lra. apply Rle_Rpower; lra. }
  repeat split; try assumption; try lra.
  rewrite log2_rpower_base by exact HN0. apply Rle_lt_trans with (1 := G2). nra.
Qed.
