(** * U13: the trade-off with K = 648/11 in terms of the separation, in every dimension

    Keys by Bang's direction: B <= 2 log2 N + log2 (1/delta) + 1 key bits, whatever d.  With the packing
    bound N <= (1 + 2/delta)^d as a stated premise, K(d, c) = (648/11) (2 d log2 5 + 2 + c). *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require TheoremT.
From Memproof Require Import Network Log Sizes Direction YangYang BangKeys YangYangBang Decoder TradeOff.
Import ListNotations.
Open Scope R_scope.

(** Every N separated points of the unit ball are mapped by one affine function into [0, r], pairwise
    at least 1 apart. *)
Definition projects_to_line (d N : nat) (delta r : R) : Prop :=
  forall x, separated N d delta x -> exists s c, length s = d /\
    (forall i, (i < N)%nat -> 0 <= dot s (x i) + c <= r) /\
    (forall i j, (i < j < N)%nat -> 1 <= Rabs ((dot s (x i) + c) - (dot s (x j) + c))).

Theorem U3_bang d N delta : 0 < delta -> projects_to_line d N delta (INR (N * (N - 1)) / delta).
Proof. intros Hd x Hsep. now apply bang_keys. Qed.

(** Every such set is mapped by one affine function to keys of B bits with margins. *)
Definition reduces_to_keys (d N : nat) (delta : R) (B : nat) : Prop :=
  forall x, separated N d delta x -> exists s c, length s = d /\ keys N B (fun i => dot s (x i) + c).

Theorem U13_back W L N d C B c delta : (C <= 2 ^ c)%nat -> reduces_to_keys d N delta B -> memorizes_keys W L N B c ->
  memorizes W L N d C delta.
Proof.
  intros HC HR HK x y Hsep Hy. destruct (HR x Hsep) as (s & b & Ls & Hkeys).
  destruct (HK _ y Hkeys) as (f & Hf & E). { intros i Hi. specialize (Hy i Hi). lia. }
  destruct (NN_net W L f Hf) as (g & Hg & Eg).
  set (K := fun z => dot s (values (coords d) z) + b).
  exists (fun z => g (K z)). split.
  - apply NN_iff. exists (pull K g). split; [| reflexivity]. apply (net_base _ [K]).
    + intros h [<- | []]. apply aff_dot, Ls.
    + exact (net_pull K _ [fun t => t] [g] Hg).
  - intros i Hi. cbv beta. rewrite Eg, <- (E i Hi). unfold K. rewrite values_coords; [reflexivity |]. now apply (proj1 Hsep).
Qed.

(** ** U4: a shift that leaves margins *)

(** n families of open arcs of length 2, one for each centre modulo the period, do not cover an
    interval of length 2 n. *)
Lemma avoid_arcs (period : R) n : 2 * INR n <= period -> forall cs u, length cs = n ->
  exists p, u <= p <= u + 2 * INR n /\ forall c z, In c cs -> p <= c + IZR z * period - 1 \/ c + IZR z * period + 1 <= p.
Proof.
  induction n as [|n IH]; intros Hper cs u Hl.
  - destruct cs; [| discriminate]. exists u. simpl. split; [lra | intros c z []].
  - rewrite S_INR in *. pose proof (pos_INR n).
    destruct (Classical_Prop.classic (exists c z, In c cs /\ c + IZR z * period - 1 < u < c + IZR z * period + 1)) as [(c & z & Hin & Hc) | Hno].
    + apply in_split in Hin as (l1 & l2 & ->).
      destruct (IH ltac:(lra) (l1 ++ l2) (c + IZR z * period + 1)) as (p & Hp & Ha).
      { rewrite app_length in *; simpl in Hl; lia. }
      exists p. split; [lra |]. intros c' z' Hc'. apply in_app_or in Hc' as [Hc' | [<- | Hc']].
      * apply Ha, in_or_app; now left.
      * destruct (Z_le_gt_dec z' z) as [Hz | Hz]; [right | left].
        -- apply IZR_le in Hz. assert (IZR z' * period <= IZR z * period) by (apply Rmult_le_compat_r; lra). lra.
        -- assert (Hz1 : (z + 1 <= z')%Z) by lia. apply IZR_le in Hz1. rewrite plus_IZR in Hz1.
           assert ((IZR z + 1) * period <= IZR z' * period) by (apply Rmult_le_compat_r; lra). lra.
      * apply Ha, in_or_app; now right.
    + exists u. split; [lra |]. intros c z Hc. destruct (Rle_dec u (c + IZR z * period - 1)); [now left | right].
      destruct (Rle_dec (c + IZR z * period + 1) u); [assumption | exfalso]. apply Hno. exists c, z. split; [exact Hc | lra].
Qed.

(** For every N reals some theta in [0, 1) gives every t_i + theta a fractional part of at most f. *)
Definition fraction (x : R) : R := x - IZR (Int_part x).
Definition shift_exists (N : nat) (f : R) : Prop :=
  forall t : nat -> R, exists theta, 0 <= theta < 1 /\ forall i, (i < N)%nat -> fraction (t i + theta) <= f.

Lemma fraction_shift x z : fraction (x + IZR z) = fraction x.
Proof.
  unfold fraction. assert (E : Int_part (x + IZR z) = (Int_part x + z)%Z); [| rewrite E, plus_IZR; ring].
  pose proof (base_Int_part x) as [A1 A2]. pose proof (base_Int_part (x + IZR z)) as [B1 B2].
  assert (L1 : (Int_part (x + IZR z) < Int_part x + z + 1)%Z) by (apply lt_IZR; rewrite !plus_IZR; lra).
  assert (L2 : (Int_part x + z < Int_part (x + IZR z) + 1)%Z) by (apply lt_IZR; rewrite !plus_IZR; lra). lia.
Qed.

Theorem U4_theta N : (1 <= N)%nat -> shift_exists N (1 - / INR N).
Proof.
  intros HN t. assert (HN1 : 1 <= INR N) by (apply (le_INR 1); exact HN).
  (* units of 1 / (2 N): the bad arcs are (z - t_i - 1/N, z - t_i), centred at z - t_i - 1/(2N) *)
  destruct (avoid_arcs (2 * INR N) N ltac:(lra) (map (fun i => - (2 * INR N * t i) - 1) (seq 0 N)) 0) as (p & Hp & Ha).
  { now rewrite map_length, seq_length. }
  set (th := p / (2 * INR N)). assert (Hth : 2 * INR N * th = p) by (unfold th; field; lra).
  assert (G : forall i, (i < N)%nat -> fraction (t i + th) <= 1 - / INR N).
  { intros i Hi. pose proof (base_Int_part (t i + th)) as [A1 A2]. unfold fraction. set (z := Int_part (t i + th)) in *.
    assert (Hin : In (- (2 * INR N * t i) - 1) (map (fun i => - (2 * INR N * t i) - 1) (seq 0 N))).
    { apply in_map_iff. exists i. split; [reflexivity | apply in_seq; lia]. }
    assert (HNi : 2 * INR N * (/ INR N) = 2) by (field; lra).
    apply Rmult_le_reg_l with (2 * INR N); [lra |].
    destruct (Ha _ (z + 1)%Z Hin) as [H | H]; rewrite plus_IZR in H; [nra | exfalso; nra]. }
  exists (fraction th). split.
  - unfold fraction. pose proof (base_Int_part th). lra.
  - intros i Hi. unfold fraction at 2. replace (t i + (th - IZR (Int_part th))) with (t i + th + IZR (- Int_part th)) by (rewrite opp_IZR; ring).
    rewrite fraction_shift. now apply G.
Qed.

Example shift_fails : ~ shift_exists 1 (-1).
Proof.
  intros H. destruct (H (fun _ => 0)) as (th & _ & Hf). specialize (Hf 0%nat ltac:(lia)). unfold fraction in Hf.
  pose proof (base_Int_part (0 + th)). lra.
Qed.

Lemma nfloor_fraction x : 0 <= x -> x - INR (nfloor x) = fraction x.
Proof.
  intros Hx. unfold fraction, nfloor. rewrite INR_IZR_INZ, Z2Nat.id; [reflexivity |].
  pose proof (base_Int_part x) as [_ H]. assert (L : (-1 < Int_part x)%Z) by (apply lt_IZR; simpl; lra). lia.
Qed.

Theorem U4_margin d N delta r B : r + 1 <= 2 ^ B -> projects_to_line d N delta r -> shift_exists N (1 - / INR N) -> reduces_to_keys d N delta B.
Proof.
  intros HB HP HS x Hsep. destruct (HP x Hsep) as (s & c & Ls & Hr & Hg).
  destruct (HS (fun i => dot s (x i) + c)) as (th & Hth & Hf). exists s, (c + th). split; [exact Ls |].
  assert (E : forall i, dot s (x i) + (c + th) = dot s (x i) + c + th) by (intro; ring). split.
  - intros i Hi. specialize (Hr i Hi). specialize (Hf i Hi). cbv beta in Hf. rewrite E. split; [lra |].
    rewrite nfloor_fraction by lra. exact Hf.
  - intros i j Hij Efl. specialize (Hg i j Hij). pose proof (Hr i ltac:(lia)). pose proof (Hr j ltac:(lia)). cbv beta in Efl. rewrite !E in Efl.
    pose proof (nfloor_spec (dot s (x i) + c + th) ltac:(lra)) as F1. pose proof (nfloor_spec (dot s (x j) + c + th) ltac:(lra)) as F2.
    rewrite Efl in F1. unfold Rabs in Hg. destruct Rcase_abs in Hg; lra.
Qed.

(** Keys of B bits with margins, in every dimension. *)
Theorem U4_keys d N delta B : (1 <= N)%nat -> 0 < delta -> INR (N * (N - 1)) / delta + 1 <= 2 ^ B -> reduces_to_keys d N delta B.
Proof. intros HN Hd HB. apply U4_margin with (INR (N * (N - 1)) / delta); [exact HB | now apply U3_bang | now apply U4_theta]. Qed.

(** ** U13 *)

Definition label_bits (C c : nat) : Prop := (C <= 2 ^ c)%nat.

Theorem U13_trade_off W L N d C c delta : (9 <= W)%nat -> (2 <= L)%nat -> (2 <= N)%nat -> (1 <= c)%nat -> 0 < delta <= 1 -> (C <= 2 ^ c)%nat ->
  648 / 11 * INR N * (2 * log2 (INR N) + log2 (1 / delta) + 1 + INR c) <= INR (W * W * (L * L)) -> memorizes W L N d C delta.
Proof.
  intros HW HL HN Hc Hdelta HC H. assert (HN2 : 2 <= INR N) by (apply (le_INR 2); exact HN).
  assert (Hinv : 1 <= 1 / delta).
  { apply Rmult_le_reg_r with delta; [lra |]. replace (1 / delta * delta) with 1 by (field; lra). lra. }
  set (X := INR N * (INR N * (1 / delta))). assert (HX : 4 <= X) by (unfold X; assert (2 <= INR N * (1 / delta)) by nra; nra).
  destruct (power_above X ltac:(lra)) as (B & HB1 & HB2). unfold X in HB2. rewrite !log2_mult in HB2 by nra.
  assert (HBpos : (1 <= B)%nat). { destruct B; [simpl in HB1; lra | lia]. }
  apply U13_back with B c; [exact HC | |].
  - apply U4_keys; [lia | lra |]. eapply Rle_trans; [| exact HB1]. unfold X. rewrite mult_INR, minus_INR by lia. simpl (INR 1).
    apply Rmult_le_reg_r with delta; [lra |]. replace ((INR N * (INR N - 1) / delta + 1) * delta) with (INR N * (INR N - 1) + delta) by (field; lra).
    replace (INR N * (INR N * (1 / delta)) * delta) with (INR N * INR N) by (field; lra). lra.
  - apply U12_k58; try assumption; try lia. apply INR_le. rewrite !mult_INR, !plus_INR.
    replace (INR 648) with 648 by (simpl; ring). replace (INR 11) with 11 by (simpl; ring). rewrite !mult_INR in H.
    assert (INR N * (INR B + INR c) <= INR N * (2 * log2 (INR N) + log2 (1 / delta) + 1 + INR c)) by (apply Rmult_le_compat_l; lra). lra.
Qed.

(** The packing bound, the one premise of the next theorem: balls of radius delta/2 are disjoint. *)
Definition packing_statement (d : nat) : Prop := forall N delta x, 0 < delta -> separated N d delta x -> INR N <= (1 + 2 / delta) ^ d.

Theorem U13_upper W L N d C c delta : packing_statement d -> (9 <= W)%nat -> (2 <= L)%nat -> (2 <= N)%nat -> (1 <= c)%nat -> 0 < delta <= 1 / 2 -> (C <= 2 ^ c)%nat ->
  648 / 11 * (2 * INR d * log2 5 + 2 + INR c) * INR N * log2 (1 / delta) <= INR (W * W * (L * L)) -> memorizes W L N d C delta.
Proof.
  intros HP HW HL HN Hc Hdelta HC H x y Hsep Hy. pose proof (HP N delta x ltac:(lra) Hsep) as Hpack.
  revert x y Hsep Hy. change (memorizes W L N d C delta). apply U13_trade_off with c; try assumption; [lra |]. eapply Rle_trans; [| exact H].
  set (lam := log2 (1 / delta)). set (l5 := log2 5).
  assert (HN2 : 2 <= INR N) by (apply (le_INR 2); exact HN).
  assert (Hinv : 2 <= 1 / delta). { apply Rmult_le_reg_r with delta; [lra |]. replace (1 / delta * delta) with 1 by (field; lra). lra. }
  assert (Hlam : 1 <= lam) by (unfold lam; rewrite <- log2_2 at 1; apply log2_le; lra).
  assert (H5 : 1 <= l5) by (unfold l5; rewrite <- log2_2 at 1; apply log2_le; lra).
  (* 1 + 2/delta <= (5/2)/delta, and log2 (5/2) + lam <= log2 5 lam as log2 5 - 1 = log2 (5/2) *)
  assert (HlogN : log2 (INR N) <= INR d * (l5 * lam)).
  { apply Rle_trans with (INR d * log2 (1 + 2 / delta)).
    - rewrite <- log2_pow by (unfold Rdiv in *; lra). apply log2_le; lra.
    - apply Rmult_le_compat_l; [apply pos_INR |]. apply Rle_trans with (log2 (5 * (1 / delta) * / 2)).
      + apply log2_le; unfold Rdiv in *; lra.
      + assert (E2 : log2 (/ 2) = - 1).
        { assert (E : log2 2 + log2 (/ 2) = 0) by (rewrite <- log2_mult by lra; rewrite Rinv_r by lra; apply log2_1). rewrite log2_2 in E. lra. }
        rewrite !log2_mult, E2 by lra. fold l5 lam. assert (0 <= (l5 - 1) * (lam - 1)) by (apply Rmult_le_pos; lra). lra. }
  pose proof (pos_INR c).
  replace (648 / 11 * (2 * INR d * l5 + 2 + INR c) * INR N * lam) with (648 / 11 * INR N * ((2 * INR d * l5 + 2 + INR c) * lam)) by ring.
  apply Rmult_le_compat_l; [lra |]. assert (0 <= (1 + INR c) * (lam - 1)) by (apply Rmult_le_pos; lra). lra.
Qed.
