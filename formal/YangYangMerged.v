(** * The upper bound with 81 N (2 log2 N + log2(1/delta) + b + 1), width 9

    As YangYangBang.v, with the trade-off of UpperMerged.v. *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require Import Network Log Sort Direction Upper YangYang Folding BangKeys YangYangBang UpperMerged.
Import ListNotations.
Open Scope R_scope.

Lemma power_above1 x : 1 <= x -> exists B, (1 <= B)%nat /\ x <= 2 ^ B /\ INR B <= log2 x + 1.
Proof.
  intros Hx. destruct (power_above x Hx) as (B & H1 & H2). destruct B as [|B].
  - exists 1%nat. simpl in *. pose proof (log2_nonneg x Hx). repeat split; [lia | lra | lra].
  - exists (S B). repeat split; [lia | exact H1 | exact H2].
Qed.

(** From keys to memorization, whatever network computes the keys. *)
Lemma from_keys_merged W L N d B b ws K (x : nat -> list R) (y : nat -> nat) :
  (9 <= W)%nat -> (2 <= L)%nat -> (1 <= B)%nat -> (1 <= b)%nat -> net ws (coords d) [K] ->
  (forall i, (i < N)%nat -> 0 <= K (x i) < 2 ^ B) ->
  (forall i j, (i < j < N)%nat -> 1 <= Rabs (K (x i) - K (x j))) ->
  (forall i, (i < N)%nat -> (y i < 2 ^ b)%nat) ->
  (81 * (N * (B + b)) <= W * W * (L * L))%nat ->
  exists g, net (ws ++ repeat W L) (coords d) [g] /\ forall i, (i < N)%nat -> g (x i) = INR (y i).
Proof.
  intros HW HL HB1 Hb1 HK Hr Hg Hy Hsize.
  destruct (sort_keys N (fun i => K (x i)) (fun i => INR (y i))) as (c & lab & Hc & Hkeys & Hback).
  { intros i j Hij E. specialize (Hg i j Hij). rewrite E, Rminus_diag_eq, Rabs_R0 in Hg by reflexivity. lra. }
  set (c' := fun k => if lt_dec N 1 then INR k else c k).
  set (nlab := fun k => nfloor (lab k)).
  assert (Hlab : forall k i, lab k = INR (y i) -> nlab k = y i).
  { intros k i E. unfold nlab. rewrite E. pose proof (nfloor_spec (INR (y i)) (pos_INR _)) as [F1 F2].
    rewrite <- S_INR in F2. apply INR_le in F1. apply INR_lt in F2. lia. }
  assert (Hc' : forall k, (0 < N)%nat -> c' k = c k) by (intros; unfold c'; destruct lt_dec; [lia | reflexivity]).
  destruct (tradeoff_merged N c' nlab) with (B := B) (b := b) (W := W) (L := L) as (f & Hf & Hfit); try assumption.
  - intro k. unfold c'. destruct lt_dec; [rewrite S_INR; lra | apply Hc].
  - unfold c'. destruct lt_dec; [simpl; lra |]. destruct (Hback 0%nat ltac:(lia)) as (i & Hi & E & _). rewrite E. now apply Hr.
  - intros k k' Hkk. rewrite !Hc' by lia. destruct (Hback k ltac:(lia)) as (i & Hi & E1 & _).
    destruct (Hback k' ltac:(lia)) as (j & Hj & E2 & _).
    pose proof (seq_mono c Hc k k' ltac:(lia)) as Hlt.
    assert (Hij : i <> j) by (intros ->; lra).
    assert (H2 : 1 <= Rabs (c k' - c k)).
    { rewrite E1, E2. destruct (Nat.lt_total i j) as [H | [H | H]]; [| contradiction |].
      - rewrite Rabs_minus_sym. apply Hg; lia.
      - apply Hg; lia. }
    rewrite Rabs_right in H2 by lra. lra.
  - intros k Hk. rewrite Hc' by lia. destruct (Hback k Hk) as (i & Hi & E & _). rewrite E. now apply Hr.
  - intros k Hk. destruct (Hback k Hk) as (i & Hi & _ & E). rewrite (Hlab k i E). now apply Hy.
  - exists (pull K f). split.
    + eapply net_comp; [exact HK |]. exact (net_pull K _ [fun t => t] [f] Hf).
    + intros i Hi. unfold pull. destruct (Hkeys i Hi) as (k & Hk & E1 & E2).
      rewrite <- E1, <- (Hc' k ltac:(lia)), Hfit by exact Hk. f_equal. now apply Hlab.
Qed.

(** Sizes in bits: B bits for the key, b for the label. *)
Theorem merged_memorized W L N d C B b delta :
  (9 <= W)%nat -> (2 <= L)%nat -> (1 <= b)%nat -> 0 < delta -> (C <= 2 ^ b)%nat -> (1 <= B)%nat ->
  INR (N * (N - 1)) / delta < 2 ^ B ->
  (81 * (N * (B + b)) <= W * W * (L * L))%nat ->
  memorizes W L N d C delta.
Proof.
  intros HW HL Hb1 Hdelta HC HB1 HB Hsize x y Hsep Hy.
  destruct (bang_keys N d delta x Hdelta Hsep) as (s & c & Ls & Hr & Hg).
  set (K := fun z => dot s (values (coords d) z) + c).
  assert (HK : forall i, (i < N)%nat -> K (x i) = dot s (x i) + c).
  { intros i Hi. unfold K. rewrite values_coords; [reflexivity |]. now apply (proj1 Hsep). }
  destruct (from_keys_merged W L N d B b [] K x y HW HL HB1 Hb1) as (g & Hn & E).
  - apply net_id. intros h [<- | []]. apply aff_dot, Ls.
  - intros i Hi. rewrite HK by exact Hi. specialize (Hr i Hi). lra.
  - intros i j Hij. rewrite !HK by lia. now apply Hg.
  - intros i Hi. eapply Nat.lt_le_trans; [now apply Hy | exact HC].
  - exact Hsize.
  - exists g; split; [| exact E]. apply NN_iff. exists g; split; [exact Hn | reflexivity].
Qed.

(** The claim in logarithms. *)
Theorem yang_yang_upper_merged W L N d C b delta :
  (9 <= W)%nat -> (2 <= L)%nat -> (1 <= b)%nat -> 0 < delta <= 1 -> (C <= 2 ^ b)%nat ->
  81 * INR N * (2 * log2 (INR N) + log2 (1 / delta) + INR b + 1) <= INR (W * W * (L * L)) ->
  memorizes W L N d C delta.
Proof.
  intros HW HL Hb1 Hdelta HC H. destruct (Nat.eq_dec N 0) as [-> | HN0].
  { apply merged_memorized with 1%nat b; try assumption; [lra | lia | | lia].
    simpl. unfold Rdiv. rewrite Rmult_0_l. lra. }
  assert (HN1 : 1 <= INR N) by (apply (le_INR 1); lia).
  assert (Hinv : 1 <= 1 / delta).
  { apply Rmult_le_reg_r with delta; [lra |]. replace (1 / delta * delta) with 1 by (field; lra). lra. }
  set (X := INR N * (INR N * (1 / delta))).
  assert (HX : 1 <= X) by (unfold X; assert (1 <= INR N * (1 / delta)) by nra; nra).
  destruct (power_above1 X HX) as (B & HB0 & HB1 & HB2). unfold X in HB2.
  rewrite !log2_mult in HB2 by (repeat first [lra | apply Rmult_lt_0_compat]).
  apply merged_memorized with B b; try assumption; [lra | |].
  - apply Rlt_le_trans with X; [| exact HB1]. unfold X, Rdiv. rewrite Rmult_1_l.
    replace (INR N * (INR N * / delta)) with (INR N * INR N * / delta) by ring.
    apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat; lra |]. rewrite <- mult_INR.
    pose proof (pairs_below_square N ltac:(lia)). lra.
  - apply INR_le. eapply Rle_trans; [| exact H].
    rewrite !mult_INR, !plus_INR. replace (INR 81) with 81 by (simpl; ring). replace (INR 2) with 2 by (simpl; ring).
    rewrite Rmult_assoc. apply Rmult_le_compat_l; [lra |]. apply Rmult_le_compat_l; lra.
Qed.

(** With the packing bound: K(d, b) N log2(1/delta) suffices, K(d, b) = 81 (2 d (log2(3 sqrt d) + 1) + b + 2). *)
Theorem yang_yang_upper_constant_merged W L N d C b delta :
  (9 <= W)%nat -> (2 <= L)%nat -> (1 <= b)%nat -> (1 <= d)%nat -> 0 < delta <= 1 / 2 -> (C <= 2 ^ b)%nat ->
  81 * (2 * INR d * (log2 (3 * sqrt (INR d)) + 1) + INR b + 2) * INR N * log2 (1 / delta) <= INR (W * W * (L * L)) ->
  memorizes W L N d C delta.
Proof.
  intros HW HL Hb1 Hd Hdelta HC H.
  set (lam := log2 (1 / delta)) in *. set (k3 := log2 (3 * sqrt (INR d))) in *.
  assert (Hd1 : 1 <= INR d) by (apply (le_INR 1); lia).
  assert (Hs : 1 <= sqrt (INR d)) by (rewrite <- sqrt_1; now apply sqrt_le_1_alt).
  assert (Hk3 : 0 <= k3) by (apply log2_nonneg; lra).
  assert (Hinv : 2 <= 1 / delta).
  { apply Rmult_le_reg_r with delta; [lra |]. replace (1 / delta * delta) with 1 by (field; lra). lra. }
  assert (Hlam : 1 <= lam) by (unfold lam; rewrite <- log2_2 at 1; apply log2_le; lra).
  (* the data exist: otherwise there is nothing to prove *)
  intros x y Hsep Hy. pose proof (packing_log N d delta x Hd Hdelta Hsep) as HlogN. fold k3 lam in HlogN.
  revert x y Hsep Hy. change (memorizes W L N d C delta).
  apply yang_yang_upper_merged with b; try assumption; [lra |]. eapply Rle_trans; [| exact H]. fold lam.
  pose proof (pos_INR N). pose proof (pos_INR b).
  replace (81 * (2 * INR d * (k3 + 1) + INR b + 2) * INR N * lam) with
    (81 * INR N * ((2 * INR d * (k3 + 1) + INR b + 2) * lam)) by ring.
  apply Rmult_le_compat_l; [lra |].
  assert (k3 + lam <= (k3 + 1) * lam) by nra.
  assert (INR d * (k3 + lam) <= INR d * ((k3 + 1) * lam)) by (apply Rmult_le_compat_l; lra).
  assert (INR b + 1 <= (INR b + 1) * lam) by nra. lra.
Qed.

(** Constant width 9: L^2 >= N (2 log2 N + log2(1/delta) + b + 1), in every dimension. *)
Corollary constant_width_merged L N d C b delta :
  (2 <= L)%nat -> (1 <= b)%nat -> 0 < delta <= 1 -> (C <= 2 ^ b)%nat ->
  INR N * (2 * log2 (INR N) + log2 (1 / delta) + INR b + 1) <= INR (L * L) ->
  memorizes 9 L N d C delta.
Proof.
  intros HL Hb1 Hdelta HC H. apply yang_yang_upper_merged with b; try assumption; [lia |].
  rewrite mult_INR. replace (INR (9 * 9)) with 81 by (simpl; ring). lra.
Qed.

(** Folding: J layers with 2 / delta <= 2^J, then the bits of N (N - 1) only. *)
Theorem folded_memorized_merged W L J N d C B b delta :
  (9 <= W)%nat -> (2 <= L)%nat -> (1 <= b)%nat -> 0 < delta -> (C <= 2 ^ b)%nat -> (1 <= B)%nat ->
  2 / delta <= 2 ^ J -> (N * (N - 1) < 2 ^ B)%nat ->
  (81 * (N * (B + b)) <= W * W * (L * L))%nat ->
  memorizes W (J + L) N d C delta.
Proof.
  intros HW HL Hb1 Hdelta HC HB1 HJ HB Hsize x y Hsep Hy.
  destruct (bang_keys N d delta x Hdelta Hsep) as (s & c & Ls & Hr & Hg).
  set (K := fun z => dot s (values (coords d) z) + c).
  assert (HK : forall i, (i < N)%nat -> K (x i) = dot s (x i) + c).
  { intros i Hi. unfold K. rewrite values_coords; [reflexivity |]. now apply (proj1 Hsep). }
  destruct (folds N (fun i => K (x i)) (INR (N * (N - 1)) / delta) J) as (f & Hf & Hfr & Hfg).
  - intros i Hi. rewrite HK by exact Hi. now apply Hr.
  - intros i j Hij. rewrite !HK by lia. now apply Hg.
  - assert (HG : 2 * Gamma N = INR (N * (N - 1))).
    { unfold Gamma. change 2 with (INR 2). rewrite <- mult_INR. f_equal. apply pairs_length. }
    assert (HG0 : 0 <= Gamma N) by apply pos_INR. assert (Hp : 0 < 2 ^ J) by (apply pow_lt; lra).
    assert (Hq : (INR (N * (N - 1)) / delta - Gamma N) / 2 ^ J <= Gamma N).
    { apply Rmult_le_reg_r with (2 ^ J); [exact Hp |]. unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
      rewrite <- HG. replace (2 * Gamma N / delta) with (Gamma N * (2 / delta)) by (field; lra). nra. }
    destruct (from_keys_merged W L N d B b (repeat 2%nat J) (fun z => f (K z)) x y HW HL HB1 Hb1) as (g & Hn & E).
    + eapply net_sub; [| apply (net_base _ [K]); [| exact (net_pull K _ [fun t => t] [f] Hf)]].
      * intros h [<- | []]. apply (aff_head (pull K f)).
      * intros h [<- | []]. apply aff_dot, Ls.
    + intros i Hi. specialize (Hfr i Hi). split; [lra |]. apply lt_INR in HB.
      rewrite pow_INR, <- HG in HB. simpl INR in HB. replace (1 + 1) with 2 in HB by ring. lra.
    + exact Hfg.
    + intros i Hi. eapply Nat.lt_le_trans; [now apply Hy | exact HC].
    + exact Hsize.
    + exists g. split; [| exact E]. apply NN_iff. exists g; split; [| reflexivity].
      rewrite repeat_app. eapply net_wider; [| exact Hn]. apply Forall2_app; apply repeat_le; lia.
Qed.
