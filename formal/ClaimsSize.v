(** * Necessary sizes with the constants of Theorem S, exactly as the library states them *)

From Coq Require Import Reals ZArith List Lia Lra.
From Memproof Require Import Network Log Vocabulary Statements Casts Lower YangYangLowerFree LowerOne LowerWide Growth Pairs Space ClaimsLower.
Open Scope R_scope.

Ltac natural := apply INR_le; simpl; lra.

(** ** V2: the growth function *)

Lemma area_real w l d : (1 <= l)%nat -> INR (area w l 0 d) =
  (INR d + 1) * INR w * (INR l + 1) + INR w * (INR w + 1) * (INR l - 1) * (INR l + 2) / 2 + INR w + 1.
Proof.
  intros Hl. destruct l as [|l]; [lia |]. pose proof (area_sum w l d) as E. revert E. generalize (area w (S l) 0 d). intros a E. apply (f_equal INR) in E. rewrite S_INR.
  repeat (rewrite plus_INR in E || rewrite mult_INR in E). simpl INR in E. lra.
Qed.

Lemma area_fix_real w l d : (1 <= l)%nat -> INR (area_fix w l 0 d) =
  INR d * INR w * (INR l + 1) + INR w ^ 2 * (INR l - 1) * (INR l + 2) / 2 + INR w + 1.
Proof.
  intros Hl. destruct l as [|l]; [lia |]. pose proof (area_fix_sum w l d) as E. revert E. generalize (area_fix w (S l) 0 d). intros a E. apply (f_equal INR) in E. rewrite S_INR.
  repeat (rewrite plus_INR in E || rewrite mult_INR in E). simpl INR in E. lra.
Qed.

Lemma points_real n w l : INR (n * (w * l + 1) + 1) = INR n * (INR w * INR l + 1) + 1.
Proof. rewrite plus_INR, mult_INR, plus_INR, mult_INR. simpl. ring. Qed.

Theorem V2__uncited : Statements.V2__uncited.
Proof.
  intros W L N d HW HL HN Hd. ints. as_natural W w. as_natural L l. as_natural N n. as_natural d k.
  assert (1 <= w /\ 1 <= l)%nat as [Hw Hl] by lia. rewrite !IZR_nat, <- points_real.
  split; [apply lt_0_INR; lia |]. exists w, l, n, k. repeat split.
  pose proof (growth_closed w l n k Hw) as G. rewrite area_real, plus_INR in G by exact Hl. exact G.
Qed.

Theorem V2__normalised : Statements.V2__normalised.
Proof.
  intros W L N d HW HL HN Hd. ints. as_natural W w. as_natural L l. as_natural N n. as_natural d k.
  assert (1 <= w /\ 1 <= l)%nat as [Hw Hl] by lia. rewrite !IZR_nat, <- points_real.
  split; [apply lt_0_INR; lia |]. exists w, l, n, k. repeat split.
  pose proof (growth_normal w l n k Hw) as G. rewrite area_fix_real, plus_INR, mult_INR in G by exact Hl. exact G.
Qed.

(** ** V4: shattered points of a line *)

Theorem V4__shattered_one : Statements.V4__shattered_one.
Proof.
  intros W L N HW HL HN (w & l & n & k & -> & -> & -> & E & H). assert (k = 1%nat) as -> by lia. rewrite !IZR_nat in *.
  pose proof (exp_pos 1). split; [nra |]. replace (INR w ^ 2 * INR l ^ 2) with (INR (w * w * (l * l))) by (rewrite !mult_INR; ring).
  apply necessary_size; try exact H; natural.
Qed.

Theorem V4__shattered_log : Statements.V4__shattered_log.
Proof.
  intros W L N HW HL HN (w & l & n & k & -> & -> & -> & E & H). assert (k = 1%nat) as -> by lia. rewrite !IZR_nat in *.
  split; [lra |]. replace (INR w ^ 2 * INR l ^ 2) with (INR (w * w * (l * l))) by (rewrite !mult_INR; ring).
  apply necessary_size_log; try exact H; natural.
Qed.

Theorem V4__one : Statements.V4__one.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hd HC [_ HNd] H.
  destruct (size_log W L N delta d C) as [H1 H2]; try assumption. pose proof (exp_pos 1).
  repeat split; [nra | nra |]. apply divide_le; [lra | lra | apply size_nonneg | exact H2].
Qed.

(** ** V4 in R^d *)

Theorem V4__shattered_space : Statements.V4__shattered_space.
Proof.
  intros W L d N HW HL Hd HN (w & l & n & k & -> & -> & -> & -> & H). rewrite !IZR_nat in *.
  pose proof (exp_pos 1). split; [nra |].
  assert (Hw : (1 <= w)%nat) by natural. assert (Hl : (1 <= l)%nat) by natural. assert (Hn : (1 <= n)%nat) by natural.
  assert (Hk : (1 <= k)%nat) by natural. pose proof (necessary_size_space w l n k Hw Hl Hn Hk H) as G.
  rewrite !mult_INR, minus_INR in G by exact Hk. simpl (INR 1) in G.
  replace (INR w ^ 2 * INR l ^ 2 + (INR k - 1) * INR w * INR l / 2) with
    (INR w * INR l * (INR w * INR l) + (INR k - 1) * (INR w * INR l) / 2) by field. exact G.
Qed.

Lemma Zfloor_nfloor r : 0 <= r -> IZR (Zfloor r) = INR (nfloor r).
Proof.
  intros Hr. unfold nfloor, Zfloor. rewrite INR_IZR_INZ, Z2Nat.id; [reflexivity |].
  pose proof (base_Int_part r) as [H1 H2]. assert (H : (-1 < Int_part r)%Z) by (apply lt_IZR; simpl; lra). lia.
Qed.

Theorem V4__grid : Statements.V4__grid.
Proof.
  intros W L N delta d C k HW HL HN Hdelta Hd HC Hk Hkd (_ & Hne & _ & HG) (w & l & n & e & c & -> & -> & -> & -> & -> & H).
  assert (Hk' : (1 <= k)%Z) by (apply le_IZR; lra). as_natural k m. rewrite !IZR_nat in *.
  exists w, l, n, m. repeat split.
  assert (Hm : (1 <= m)%nat) by natural. assert (Hme : (m <= e)%nat) by (apply INR_le; lra).
  assert (Hs : 0 < sqrt (INR m)) by (apply sqrt_lt_R0; lra).
  assert (Hr : 0 <= 2 / (delta * sqrt (INR m))) by (left; apply Rdiv_lt_0_compat; [lra | apply Rmult_lt_0_compat; lra]).
  rewrite Zfloor_nfloor, <- pow_powerRZ in HG by exact Hr.
  apply (memorizes_shatters_grid m e delta (conj Hm Hme) ltac:(lra) w l n c); [natural | | exact H].
  apply INR_le. rewrite pow_INR, plus_INR. exact HG.
Qed.

(** ** V5: by the separation *)

Lemma log_inverse delta : 0 < delta -> delta <= 1 / 2 -> 1 <= log2 (1 / delta).
Proof.
  intros H1 H2. rewrite <- log2_2 at 1. apply log2_le; [lra |]. apply Rmult_le_reg_r with delta; [lra |]. field_simplify; lra.
Qed.

Lemma on_line N delta : 0 < delta -> INR N <= 1 + 2 / delta -> (INR N - 1) * delta <= 2.
Proof. intros H1 H2. apply Rle_trans with (2 / delta * delta); [apply Rmult_le_compat_r; lra | right; field; lra]. Qed.

Lemma two_classes w l n k c delta : INR c >= 2 -> Network.memorizes w l n k c delta -> Network.memorizes w l n k 2 delta.
Proof.
  intros Hc H x y Hs Hy. assert (2 <= c)%nat by (apply INR_le; simpl; lra). apply H; [exact Hs | intros i Hi; specialize (Hy i Hi); lia].
Qed.

(** n <= K y t is y >= n / (K t). *)
Lemma divided K n y t : 0 < K -> 0 < t -> n <= K * y * t -> y >= n / (K * t).
Proof.
  intros HK Ht H. apply Rle_ge, Rmult_le_reg_r with (K * t); [nra |]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by nra. lra.
Qed.

Theorem V5__two : Statements.V5__two.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hhalf Hd HC [_ HNd] H.
  destruct (size_separation W L N delta d C) as [H1 H2]; try assumption.
  repeat split; [lra | apply Rdiv_lt_0_compat; lra | nra |]. apply divided; lra.
Qed.

Theorem V5__one : Statements.V5__one.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hhalf Hd HC [_ HNd] (w & l & n & k & c & -> & -> & -> & -> & -> & H). rewrite !IZR_nat in *.
  pose proof (log_inverse delta Hdelta Hhalf) as HL1. repeat split; [lra | apply Rdiv_lt_0_compat; lra | lra |].
  replace (INR w ^ 2 * INR l ^ 2) with (INR (w * w * (l * l))) by (rewrite !mult_INR; ring).
  apply divided; [lra | lra |]. rewrite Rmult_1_l.
  apply yang_yang_lower_one with k; try natural; [split; lra | now apply on_line | now apply two_classes with c].
Qed.

Theorem V5__nine_tenths : Statements.V5__nine_tenths.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hhalf Hd HC [_ HNd] (w & l & n & k & c & -> & -> & -> & -> & -> & H). rewrite !IZR_nat in *.
  pose proof (log_inverse delta Hdelta Hhalf) as HL1. repeat split; [lra | apply Rdiv_lt_0_compat; lra | lra |].
  replace (INR w ^ 2 * INR l ^ 2) with (INR (w * w * (l * l))) by (rewrite !mult_INR; ring).
  apply divided; [lra | lra |].
  apply yang_yang_lower_wide with k; try natural; [split; lra | now apply on_line | now apply two_classes with c].
Qed.

(** ** V7: fine separation *)

Theorem V7__k4 : Statements.V7__k4.
Proof.
  intros W L N delta d C Q HW HL HN Hdelta Hd HC HQ [_ HQd] HNQ (_ & _ & Hfine) (w & l & n & k & c & -> & -> & -> & -> & -> & H).
  assert (HQ' : (1 <= Q)%Z) by (apply le_IZR; lra). as_natural Q q. rewrite !IZR_nat in *.
  assert (G : INR n - 1 <= 4 * INR (w * w * (l * l))).
  { apply (irregular_data w l n k c delta q); try natural; try exact H; try lra.
    - rewrite mult_INR. simpl (INR 2). lra.
    - apply INR_le. rewrite mult_INR. simpl (INR 2). lra.
    - rewrite plus_INR. simpl (INR 1). lra. }
  rewrite !mult_INR in G. lra.
Qed.
