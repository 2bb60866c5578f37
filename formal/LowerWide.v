(** * Width at least 8: N shattered points of a line need W^2 L^2 >= N / (9/10 lam)

    As in LowerOne.v, with the constant 9/10 in place of 1.  Large shapes have parameters that weigh at most
    3/5 W^2 L^2; the others have too few affine pieces. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Log Lower YangYangLowerFree Small LowerOne.
Import ListNotations.
Open Scope R_scope.

Definition broad (W L : nat) : Prop := (8 <= W /\ 5 <= L \/ 11 <= W /\ L = 4 \/ 13 <= W /\ L = 3)%nat.

Lemma broad_area W L : broad W L -> (5 * area_fix W L 0 1 <= 3 * (W * W * (L * L)))%nat.
Proof.
  intros HB. assert (exists l, L = S l) as (l & ->) by (destruct L; [unfold broad in HB; lia | eauto]).
  pose proof (area_fix_start W l) as E. revert E. generalize (area_fix W (S l) 0 1). intros a E.
  destruct HB as [(Hw & H) | [(Hw & H) | (Hw & H)]]; shift Hw w.
  - assert (exists k, l = 4 + k)%nat as (k & ->) by (exists (l - 4)%nat; lia). nia.
  - assert (l = 3)%nat as -> by lia. nia.
  - assert (l = 2)%nat as -> by lia. nia.
Qed.

Lemma broad_rest W L : broad W L -> (20 * (L + 1) + 32 * (W * L) <= W * W * (L * L))%nat.
Proof.
  intros [(Hw & H) | [(Hw & ->) | (Hw & ->)]]; shift Hw w; [| nia | nia].
  apply Nat.le_exists_sub in H as (l & -> & _). nia.
Qed.

Lemma broad_size W L : broad W L -> (1521 <= W * W * (L * L))%nat.
Proof.
  intros [(Hw & H) | [(Hw & ->) | (Hw & ->)]]; shift Hw w; [| nia | nia].
  apply Nat.le_exists_sub in H as (l & -> & _). nia.
Qed.

Lemma broad_last W L : broad W L -> (39 <= W * L)%nat /\ (L + 1 <= W * L)%nat.
Proof.
  intros [(Hw & H) | [(Hw & ->) | (Hw & ->)]]; shift Hw w; [| lia | lia].
  apply Nat.le_exists_sub in H as (l & -> & _). nia.
Qed.

Lemma broad_needs W L N p lam : broad W L -> (1 <= N)%nat -> separates W L N p ->
  1 <= lam -> INR N <= 1 + 2 * Rpower 2 lam -> INR N <= 9 / 10 * INR (W * W * (L * L)) * lam.
Proof.
  intros HB HN H Hlam1 HNl. set (X := INR (W * W * (L * L))).
  destruct (Rle_lt_dec (INR N) (9 / 10 * X * lam)) as [G | C]; [exact G | exfalso].
  set (s := INR W * INR L). assert (HsX : s * s = X) by (unfold s, X; rewrite !mult_INR; ring).
  assert (Hs : 39 <= s).
  { unfold s. rewrite <- mult_INR. replace 39 with (INR 39) by (rewrite INR_IZR_INZ; reflexivity). apply le_INR. now apply broad_last. }
  assert (HX : 1521 <= X).
  { unfold X. replace 1521 with (INR 1521) by (rewrite INR_IZR_INZ; reflexivity). apply le_INR. now apply broad_size. }
  pose proof (lam_above N lam) as Up.
  assert (HN0 : 1368 <= INR N) by nra.
  assert (Hlam9 : 9 <= lam) by (replace 9 with (INR 9) by (simpl; ring); apply Up; [exact HNl | lra]).
  assert (HN1 : 12320 <= INR N) by nra.
  assert (Hlam12 : 12 <= lam) by (replace 12 with (INR 12) by (simpl; ring); apply Up; [exact HNl | lra]).
  assert (HN2 : 16426 <= INR N) by nra.
  assert (Hlam13 : 13 <= lam) by (replace 13 with (INR 13) by (simpl; ring); apply Up; [exact HNl | lra]).
  set (q := (W * N * L + 1)%nat).
  pose proof (shattered_count_normal W L N p q HN ltac:(unfold q; lia) ltac:(unfold q; pose proof (broad_last W L HB); nia) H) as S.
  assert (Hq : INR q = INR N * s + 1) by (unfold q, s; rewrite plus_INR, !mult_INR; simpl (INR 1); ring).
  set (n := INR N) in *.
  assert (Hns : 600000 <= n * s) by nra.
  (* 2^{1/2} q^2 <= ((n-1)/2)^3, with the square of it for a half *)
  assert (Hq2 : 71 / 50 * INR q ^ 2 <= ((n - 1) / 2) ^ 3).
  { rewrite Hq.
    assert (Q1 : (n * s + 1) ^ 2 <= 1001 / 1000 * (n * n * X)) by (rewrite <- HsX; nra).
    assert (Q2 : 117 / 10 * X <= n) by nra.
    assert (Q3 : n * n * (117 / 10 * X) <= n * n * n) by (apply Rmult_le_compat_l; nra).
    assert (Q4 : 999 / 1000 * (n * n * n) <= (n - 1) ^ 3).
    { replace ((n - 1) ^ 3) with (n * n * n - 3 * (n * n) + 3 * n - 1) by ring.
      assert (3000 * (n * n) <= n * (n * n)) by (apply Rmult_le_compat_r; nra). nra. }
    replace (((n - 1) / 2) ^ 3) with ((n - 1) ^ 3 / 8) by field.
    assert (0 <= n * n * n) by nra. nra. }
  assert (Hq0 : 1 <= INR q) by nra.
  assert (Hlog : 1 / 2 + 2 * log2 (INR q) <= 3 * lam).
  { pose proof (log2_le (71 / 50 * INR q ^ 2) (((n - 1) / 2) ^ 3) ltac:(nra) Hq2) as E.
    rewrite log2_mult, !log2_pow in E by (try apply pow_lt; lra). simpl INR in E.
    assert (E1 : log2 ((n - 1) / 2) <= lam) by (apply log2_rpower; lra).
    assert (E2 : log2 2 <= log2 ((71 / 50) ^ 2)) by (apply log2_le; lra).
    rewrite log2_pow, log2_2 in E2 by lra. simpl INR in E2. lra. }
  assert (HA : 5 * INR (area_fix W L 0 1) <= 3 * X).
  { unfold X. replace 5 with (INR 5) by (simpl; ring). replace 3 with (INR 3) by (simpl; ring).
    rewrite <- !mult_INR. apply le_INR. now apply broad_area. }
  assert (HD : 20 * INR (L + 1) + 32 * INR (W * L) <= X).
  { unfold X. replace 20 with (INR 20) by (rewrite INR_IZR_INZ; reflexivity). replace 32 with (INR 32) by (rewrite INR_IZR_INZ; reflexivity).
    rewrite <- !mult_INR, <- plus_INR. apply le_INR. now apply broad_rest. }
  assert (Hlq : 0 <= log2 (INR q)) by now apply log2_nonneg.
  pose proof log2_three as H3. pose proof (pos_INR (W * L)) as HWL.
  assert (E1 : INR (area_fix W L 0 1) * log2 (INR q) <= 3 / 5 * X * (3 / 2 * lam - 1 / 4)).
  { apply Rmult_le_compat; [apply pos_INR | exact Hlq | lra | lra]. }
  assert (E2 : INR (W * L) * log2 3 <= INR (W * L) * (8 / 5)) by (apply Rmult_le_compat_l; lra).
  nra.
Qed.

(** What is left has few pieces. *)
Lemma narrow_pieces W L : (8 <= W)%nat -> (1 <= L)%nat -> ~ broad W L -> let X := (W * W * (L * L))%nat in
  let n := ((W + 1) ^ L + 1)%nat in (10 * n <= 9 * X \/ 10 * n <= 99 * X /\ 1024 <= X \/ 10 * n <= 18 * X /\ 576 <= X)%nat.
Proof.
  intros HW HL HB. unfold broad in HB. cbv zeta.
  assert (C : (L = 1 \/ L = 2 \/ L = 3 /\ W <= 12 \/ L = 4 /\ W <= 10)%nat) by lia.
  destruct C as [-> | [-> | [(-> & H) | (-> & H)]]].
  - left. rewrite Nat.pow_1_r. shift HW w. nia.
  - left. cbn [Nat.pow]. shift HW w. nia.
  - assert (W = 8 \/ W = 9 \/ W = 10 \/ W = 11 \/ W = 12)%nat as [-> | [-> | [-> | [-> | ->]]]] by lia; cbn [Nat.pow]; lia.
  - assert (W = 8 \/ W = 9 \/ W = 10)%nat as [-> | [-> | ->]] by lia; cbn [Nat.pow]; lia.
Qed.

Lemma broad_dec W L : {broad W L} + {~ broad W L}.
Proof.
  destruct (le_lt_dec 8 W), (le_lt_dec 11 W), (le_lt_dec 13 W), (le_lt_dec 5 L), (Nat.eq_dec L 4), (Nat.eq_dec L 3);
    try (left; unfold broad; lia); right; unfold broad; lia.
Qed.

Theorem shattered_needs_wide W L N p lam : (8 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat -> separates W L N p ->
  1 <= lam -> INR N <= 1 + 2 * Rpower 2 lam -> INR N <= 9 / 10 * INR (W * W * (L * L)) * lam.
Proof.
  intros HW HL HN H Hlam HNl. destruct (broad_dec W L) as [HB | HB]; [now apply broad_needs with p |].
  pose proof (pieces_sharp W L N p H) as M.
  pose proof (narrow_pieces W L HW HL HB) as F. cbv zeta in F. set (Y := (W * W * (L * L))%nat) in *.
  destruct (Rle_lt_dec (INR N) (9 / 10 * INR Y * lam)) as [G | C]; [exact G | exfalso].
  assert (HY : 9 / 10 * INR Y <= INR N) by (pose proof (pos_INR Y); nra).
  assert (Q : forall b, (10 * N <= 9 * b * Y)%nat -> INR b <= lam -> False).
  { intros b Hb Hbl. apply le_INR in Hb. rewrite !mult_INR in Hb. replace (INR 10) with 10 in Hb by (simpl; ring).
    replace (INR 9) with 9 in Hb by (simpl; ring). pose proof (pos_INR Y). nra. }
  destruct F as [F | [(F & F') | (F & F')]].
  - apply (Q 1%nat); [lia | simpl; lra].
  - apply le_INR in F'. replace (INR 1024) with 1024 in F' by (rewrite INR_IZR_INZ; reflexivity).
    assert (L8 : INR 8 <= lam) by (apply lam_above with N; [exact HNl | lra]).
    replace (INR 8) with 8 in L8 by (simpl; ring).
    apply (Q 11%nat); [lia |]. apply lam_above with N; [exact HNl |]. nra.
  - apply le_INR in F'. replace (INR 576) with 576 in F' by (rewrite INR_IZR_INZ; reflexivity).
    apply (Q 2%nat); [lia |]. apply lam_above with N; [exact HNl | lra].
Qed.

(** V5 on the domain of the upper bound and below. *)
Theorem yang_yang_lower_wide W L N d delta : (8 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat -> (1 <= d)%nat ->
  0 < delta <= 1 / 2 -> (INR N - 1) * delta <= 2 -> memorizes W L N d 2 delta ->
  INR N <= 9 / 10 * INR (W * W * (L * L)) * log2 (1 / delta).
Proof.
  intros HW HL HN Hd Hdelta HNd H.
  assert (Hinv : 2 <= 1 / delta /\ (INR N - 1) / 2 <= 1 / delta).
  { split; apply Rmult_le_reg_r with delta; try lra; replace (1 / delta * delta) with 1 by (field; lra); lra. }
  destruct Hinv as [Hinv1 Hinv2].
  apply shattered_needs_wide with (place delta); try assumption.
  - apply shatters_separates. exact (memorizes_net W L N d delta Hd ltac:(lra) HNd H).
  - rewrite <- log2_2 at 1. apply log2_le; lra.
  - rewrite rpower_log2 by lra. lra.
Qed.

(** From width 2 on no constant below 3/4 holds: one layer of two neurons memorizes three points at distance 1/2. *)
Theorem constant_three_quarters K :
  (forall W L N d delta, (2 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat -> (1 <= d)%nat ->
    0 < delta <= 1 / 2 -> (INR N - 1) * delta <= 2 -> memorizes W L N d 2 delta ->
    INR N <= K * INR (W * W * (L * L)) * log2 (1 / delta)) -> 3 / 4 <= K.
Proof.
  intros H. specialize (H 2%nat 1%nat 3%nat 1%nat (1 / 2) ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lra) ltac:(simpl; lra)
    (one_hidden_layer 3 1 2 (1 / 2) ltac:(lra))).
  simpl in H. replace (1 / (1 / 2)) with 2 in H by field. rewrite log2_2 in H. lra.
Qed.
