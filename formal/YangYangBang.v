(** * The upper bound with Bang's direction: no dimension in it

    W^2 L^2 >= 81 N (2 log2 N + log2(1/delta) + b + 3) suffices in every dimension; with folding the
    separation only adds ceil(log2(2/delta)) layers. *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require Import Network Log Sort Direction Upper YangYang Folding BangKeys.
Import ListNotations.
Open Scope R_scope.

Lemma aff_dot d s c : length s = d -> aff (coords d) (fun z => dot s (values (coords d) z) + c).
Proof. intros H. exists s, c; split; [now rewrite coords_length | reflexivity]. Qed.

Lemma pairs_below_square N : (1 <= N)%nat -> INR (N * (N - 1)) < INR (N * N).
Proof. intros H. apply lt_INR. nia. Qed.

(** Sizes in bits: B bits for the key, b for the label. *)
Theorem bang_memorized W L N d C B b delta :
  (8 <= W)%nat -> (2 <= L)%nat -> 0 < delta -> (C <= 2 ^ b)%nat ->
  INR (N * (N - 1)) / delta < 2 ^ B ->
  (81 * (N * (B + b + 2)) <= W * W * (L * L))%nat ->
  memorizes W L N d C delta.
Proof.
  intros HW HL Hdelta HC HB Hsize x y Hsep Hy.
  destruct (bang_keys N d delta x Hdelta Hsep) as (s & c & Ls & Hr & Hg).
  set (K := fun z => dot s (values (coords d) z) + c).
  assert (HK : forall i, (i < N)%nat -> K (x i) = dot s (x i) + c).
  { intros i Hi. unfold K. rewrite values_coords; [reflexivity |]. now apply (proj1 Hsep). }
  destruct (from_keys W L N d B b [] K x y HW HL) as (g & Hn & E).
  - apply net_id. intros h [<- | []]. apply aff_dot, Ls.
  - intros i Hi. rewrite HK by exact Hi. specialize (Hr i Hi). lra.
  - intros i j Hij. rewrite !HK by lia. now apply Hg.
  - intros i Hi. eapply Nat.lt_le_trans; [now apply Hy | exact HC].
  - exact Hsize.
  - exists g; split; [| exact E]. apply NN_iff. exists g; split; [exact Hn | reflexivity].
Qed.

(** The claim in logarithms. *)
Theorem yang_yang_upper_bang W L N d C b delta :
  (8 <= W)%nat -> (2 <= L)%nat -> 0 < delta <= 1 -> (C <= 2 ^ b)%nat ->
  81 * INR N * (2 * log2 (INR N) + log2 (1 / delta) + INR b + 3) <= INR (W * W * (L * L)) ->
  memorizes W L N d C delta.
Proof.
  intros HW HL Hdelta HC H. destruct (Nat.eq_dec N 0) as [-> | HN0].
  { apply bang_memorized with 0%nat b; try assumption; [lra | | lia].
    simpl. unfold Rdiv. rewrite Rmult_0_l. lra. }
  assert (HN1 : 1 <= INR N) by (apply (le_INR 1); lia).
  assert (Hinv : 1 <= 1 / delta).
  { apply Rmult_le_reg_r with delta; [lra |]. replace (1 / delta * delta) with 1 by (field; lra). lra. }
  set (X := INR N * (INR N * (1 / delta))).
  assert (HX : 1 <= X) by (unfold X; assert (1 <= INR N * (1 / delta)) by nra; nra).
  destruct (power_above X HX) as (B & HB1 & HB2). unfold X in HB2.
  rewrite !log2_mult in HB2 by (repeat first [lra | apply Rmult_lt_0_compat]).
  apply bang_memorized with B b; try assumption; [lra | |].
  - apply Rlt_le_trans with X; [| exact HB1]. unfold X, Rdiv. rewrite Rmult_1_l.
    replace (INR N * (INR N * / delta)) with (INR N * INR N * / delta) by ring.
    apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat; lra |]. rewrite <- mult_INR.
    pose proof (pairs_below_square N ltac:(lia)). lra.
  - apply INR_le. eapply Rle_trans; [| exact H].
    rewrite !mult_INR, !plus_INR. replace (INR 81) with 81 by (simpl; ring). replace (INR 2) with 2 by (simpl; ring).
    rewrite Rmult_assoc. apply Rmult_le_compat_l; [lra |]. apply Rmult_le_compat_l; lra.
Qed.

(** Separated points are few: log2 N <= d (log2(3 sqrt d) + log2(1/delta)). *)
Lemma packing_log N d delta x : (1 <= d)%nat -> 0 < delta <= 1 / 2 -> separated N d delta x ->
  log2 (INR N) <= INR d * (log2 (3 * sqrt (INR d)) + log2 (1 / delta)).
Proof.
  intros Hd Hdelta Hsep. assert (Hd1 : 1 <= INR d) by (apply (le_INR 1); lia).
  assert (Hs : 1 <= sqrt (INR d)) by (rewrite <- sqrt_1; now apply sqrt_le_1_alt).
  assert (Hinv : 0 < 1 / delta) by (apply Rdiv_lt_0_compat; lra).
  set (M := S (nfloor (2 * sqrt (INR d) / delta))).
  assert (Hq : 0 <= 2 * sqrt (INR d) / delta).
  { apply Rmult_le_pos; [lra |]. left; apply Rinv_0_lt_compat; lra. }
  pose proof (nfloor_spec _ Hq) as [F1 F2]. rewrite <- S_INR in F2. fold M in F2.
  assert (HN : (N <= M ^ d)%nat) by (apply packing with delta x; try assumption; lra).
  assert (HM0 : 0 < INR M) by (apply lt_0_INR; unfold M; lia).
  assert (HM : INR M <= 3 * sqrt (INR d) * (1 / delta)).
  { unfold M. rewrite S_INR. apply Rle_trans with (2 * sqrt (INR d) / delta + 1); [lra |].
    apply Rmult_le_reg_r with delta; [lra |].
    replace ((2 * sqrt (INR d) / delta + 1) * delta) with (2 * sqrt (INR d) + delta) by (field; lra).
    replace (3 * sqrt (INR d) * (1 / delta) * delta) with (3 * sqrt (INR d)) by (field; lra). lra. }
  assert (HlogM : log2 (INR M) <= log2 (3 * sqrt (INR d)) + log2 (1 / delta)).
  { rewrite <- log2_mult by lra. now apply log2_le. }
  destruct (Nat.eq_dec N 0) as [-> | HN0].
  - (* log2 0 = 0 <= log2 M *)
    assert (HM1 : 1 <= INR M) by (apply (le_INR 1); unfold M; lia). pose proof (log2_nonneg _ HM1) as H0.
    assert (E : log2 (INR 0) = 0).
    { unfold log2, ln. destruct (Rlt_dec 0 (INR 0)) as [r |]; [exfalso; simpl in r; lra | unfold Rdiv; ring]. }
    rewrite E. apply Rmult_le_pos; lra.
  - apply Rle_trans with (log2 (INR M ^ d)).
    + apply log2_le; [apply lt_0_INR; lia |]. rewrite <- pow_INR. now apply le_INR.
    + rewrite log2_pow by exact HM0. apply Rmult_le_compat_l; lra.
Qed.

(** With the packing bound: K(d, b) N log2(1/delta) suffices, K(d, b) = 81 (2 d (log2(3 sqrt d) + 1) + b + 4). *)
Theorem yang_yang_upper_constant W L N d C b delta :
  (8 <= W)%nat -> (2 <= L)%nat -> (1 <= d)%nat -> 0 < delta <= 1 / 2 -> (C <= 2 ^ b)%nat ->
  81 * (2 * INR d * (log2 (3 * sqrt (INR d)) + 1) + INR b + 4) * INR N * log2 (1 / delta) <= INR (W * W * (L * L)) ->
  memorizes W L N d C delta.
Proof.
  intros HW HL Hd Hdelta HC H.
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
  apply yang_yang_upper_bang with b; try assumption; [lra |]. eapply Rle_trans; [| exact H]. fold lam.
  pose proof (pos_INR N). pose proof (pos_INR b).
  replace (81 * (2 * INR d * (k3 + 1) + INR b + 4) * INR N * lam) with
    (81 * INR N * ((2 * INR d * (k3 + 1) + INR b + 4) * lam)) by ring.
  apply Rmult_le_compat_l; [lra |].
  assert (k3 + lam <= (k3 + 1) * lam) by nra.
  assert (INR d * (k3 + lam) <= INR d * ((k3 + 1) * lam)) by (apply Rmult_le_compat_l; lra).
  assert (INR b + 3 <= (INR b + 3) * lam) by nra. lra.
Qed.

(** Constant width 8: depth L with 64 L^2 >= 81 N (2 log2 N + log2(1/delta) + b + 3), in every dimension. *)
Corollary constant_width_bang L N d C b delta :
  (2 <= L)%nat -> 0 < delta <= 1 -> (C <= 2 ^ b)%nat ->
  81 * INR N * (2 * log2 (INR N) + log2 (1 / delta) + INR b + 3) <= 64 * INR (L * L) ->
  memorizes 8 L N d C delta.
Proof.
  intros HL Hdelta HC H. apply yang_yang_upper_bang with b; try assumption; [lia |].
  rewrite mult_INR. replace (INR (8 * 8)) with 64 by (simpl; ring). exact H.
Qed.

(** Folding: J layers with 2 / delta <= 2^J, then the bits of N (N - 1) only. *)
Theorem folded_memorized_bang W L J N d C B b delta :
  (8 <= W)%nat -> (2 <= L)%nat -> 0 < delta -> (C <= 2 ^ b)%nat ->
  2 / delta <= 2 ^ J -> (N * (N - 1) < 2 ^ B)%nat ->
  (81 * (N * (B + b + 2)) <= W * W * (L * L))%nat ->
  memorizes W (J + L) N d C delta.
Proof.
  intros HW HL Hdelta HC HJ HB Hsize x y Hsep Hy.
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
    destruct (from_keys W L N d B b (repeat 2%nat J) (fun z => f (K z)) x y HW HL) as (g & Hn & E).
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
