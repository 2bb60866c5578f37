(** * Vardi, Yehudai and Shamir for separated points: VYS8, nonzero parameters counted

    Bang's direction gives keys two apart in [0, 2 N (N - 1) / delta], whatever the dimension; it is
    the first neuron of the network.  Width 11 (10 P + 1 for P copies) is enough. *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require Import Network Log Sizes Weights BangKeys Vardi VardiDepth.
Import ListNotations.
Open Scope R_scope.

(** As [memorizes], by a concrete network of exactly D hidden layers with at most p parameters that
    are not zero. *)
Definition memorizes_sparse (W D p N d C : nat) (delta : R) : Prop :=
  forall (x : nat -> list R) (y : nat -> nat), separated N d delta x -> (forall i, (i < N)%nat -> (y i < C)%nat) ->
    exists M, well_formed d (hidden M) (output M) /\ length (output M) = 1%nat /\ (width M <= W)%nat /\ depth M = D /\
      (nonzero_parameters M <= p)%nat /\ forall i, (i < N)%nat -> run M (x i) = [INR (y i)].

Theorem sparse_memorizes W D p N d C delta : memorizes_sparse W D p N d C delta -> memorizes W D N d C delta.
Proof.
  intros H x y Hsep Hy. destruct (H x y Hsep Hy) as (M & H1 & H2 & H3 & H4 & _ & H6).
  exists (fun z => nth 0 (run M z) 0). split.
  - exists M. split; [exact H1 |]. split; [exact H3 |]. split; [exact H4 |]. intros z _.
    unfold run. destruct (output M) as [|n [|? ?]]; try discriminate. reflexivity.
  - intros i Hi. now rewrite H6.
Qed.

(** ** From keys to points *)

Theorem points P n g S0 mu N d C delta : (1 <= P)%nat -> (1 <= mu)%nat -> (1 <= g)%nat -> (1 <= n)%nat -> (N <= P * n)%nat ->
  enough P n g S0 -> 0 < delta -> 2 * INR (N * (N - 1)) / delta < 2 ^ mu -> (C <= 2 ^ mu)%nat ->
  memorizes_sparse (10 * P + 1) (2 + S0 + g * (mu + 1)) (132 * P * (2 + S0 + g * (mu + 1)) + d + 1) N d C delta.
Proof.
  intros HP Hmu Hg Hn HN Hen Hd HB HC x y Hsep Hy.
  destruct (bang_keys N d delta x Hd Hsep) as (s & c & Ls & Hr & Hgap).
  set (t := fun i => 2 * (dot s (x i) + c)).
  assert (Ht : forall i, (i < N)%nat -> 0 <= t i < 2 ^ mu).
  { intros i Hi. specialize (Hr i Hi). unfold t. unfold Rdiv in *. lra. }
  assert (Hfl : forall i, (i < N)%nat -> INR (nfloor (t i)) <= t i < INR (nfloor (t i)) + 1) by (intros i Hi; apply nfloor_spec; now apply Ht).
  destruct (spread_network P n g S0 mu N (fun i => nfloor (t i)) y Hmu Hg Hn HN Hen) with (v := map (Rmult 2) s) (c := 2 * c)
    as (M & H1 & H2 & H3 & H4 & H5 & _ & H7).
  - intros i j Hij. specialize (Hgap i j Hij). pose proof (Hfl i ltac:(lia)) as Fi. pose proof (Hfl j ltac:(lia)) as Fj.
    assert (Hgap2 : 2 <= Rabs (t i - t j)).
    { unfold t. rewrite <- Rmult_minus_distr_l, Rabs_mult, (Rabs_right 2) by lra. lra. }
    unfold Rabs in Hgap2. destruct Rcase_abs in Hgap2.
    + left. assert (G : INR (nfloor (t i) + 1) < INR (nfloor (t j))) by (rewrite plus_INR; simpl; lra). apply INR_lt in G. lia.
    + right. assert (G : INR (nfloor (t j) + 1) < INR (nfloor (t i))) by (rewrite plus_INR; simpl; lra). apply INR_lt in G. lia.
  - intros i Hi. apply INR_lt. rewrite Decoder.INR_pow2. specialize (Hfl i Hi). specialize (Ht i Hi). lra.
  - intros i Hi. specialize (Hy i Hi). lia.
  - rewrite map_length, Ls in H1. exists M. split; [exact H1 |]. split; [exact H2 |]. split; [exact H3 |]. split; [exact H4 |]. split.
    + pose proof (count_le_length (map (Rmult 2) s ++ [2 * c])) as C1. rewrite app_length, map_length, Ls in C1. simpl (length [_]) in C1.
      rewrite H4 in H5. set (D := (2 + S0 + g * (mu + 1))%nat) in *. assert (HD : (1 <= D)%nat) by (unfold D; lia).
      assert (HW : ((D - 1) * (12 * (10 * P + 1)) <= (D - 1) * (132 * P))%nat) by (apply Nat.mul_le_mono_l; lia).
      assert (HDD : (132 * P * D = (D - 1) * (132 * P) + 132 * P)%nat) by nia. lia.
    + intros i Hi. apply H7; [exact Hi | rewrite map_length, Ls; now apply (proj1 Hsep) |].
      rewrite dot_scal. replace (2 * dot s (x i) + 2 * c) with (t i) by (unfold t; ring). specialize (Hfl i Hi). lra.
Qed.

(** One copy: width 11, depth sqrt (N (mu + 1)) + mu + 4, at most 132 nonzero parameters a layer. *)
Theorem vardi_points N d C mu delta : (1 <= N)%nat -> (1 <= mu)%nat -> 0 < delta ->
  2 * INR (N * (N - 1)) / delta < 2 ^ mu -> (C <= 2 ^ mu)%nat ->
  exists D, INR D <= sqrt (INR N * (INR mu + 1)) + INR mu + 4 /\ memorizes_sparse 11 D (132 * D + d + 1) N d C delta.
Proof.
  intros HN Hmu Hd HB HC. destruct (depth_choice 0 N mu ltac:(lia) HN) as (g & G & t & (H1 & H2 & H3 & H4) & H5).
  exists (2 + t + g * (mu + 1))%nat. split; [simpl (INR 0) in H5; lra |].
  replace (132 * (2 + t + g * (mu + 1)))%nat with (132 * 1 * (2 + t + g * (mu + 1)))%nat by lia.
  apply (points 1 N g t mu); try assumption; try lia. left. split; [reflexivity |].
  assert (g * G <= g * (4 * t + 1))%nat by (apply Nat.mul_le_mono_l; lia). lia.
Qed.

(** Copies: about N / L parameters at depth about L. *)
Theorem vardi_copies N d C mu P L delta : (1 <= N)%nat -> (1 <= mu)%nat -> (1 <= P)%nat -> (1 <= L)%nat -> (N <= P * (L * L))%nat -> 0 < delta ->
  2 * INR (N * (N - 1)) / delta < 2 ^ mu -> (C <= 2 ^ mu)%nat ->
  exists D, (1 <= D)%nat /\ INR D <= INR L * sqrt (INR mu + 1) + INR mu + 5 /\ memorizes_sparse (10 * P + 1) D (132 * P * D + d + 1) N d C delta.
Proof.
  intros HN Hmu HP HL HPL Hd HB HC. destruct (copies_choice L mu HL) as (g & G & t & (H1 & H2 & H3 & H4) & H5).
  exists (2 + t + g * (mu + 1))%nat. split; [lia |]. split; [exact H5 |].
  apply (points P (L * L)); try assumption; [nia |]. right. split; [exact HP |].
  assert (g * G <= g * (4 * t))%nat by (apply Nat.mul_le_mono_l; lia). lia.
Qed.

(** With L at most sqrt N and at least sqrt (mu + 1): 1056 N sqrt (mu + 1) / L nonzero parameters. *)
Theorem vardi_nonzero N d C mu L delta : (1 <= N)%nat -> (1 <= mu)%nat -> (1 <= L)%nat -> (L * L <= N)%nat -> (mu + 1 <= L * L)%nat -> 0 < delta ->
  2 * INR (N * (N - 1)) / delta < 2 ^ mu -> (C <= 2 ^ mu)%nat ->
  exists W D p, INR D <= INR L * sqrt (INR mu + 1) + INR mu + 5 /\
    INR p <= 1056 * INR N * sqrt (INR mu + 1) / INR L + INR d + 1 /\ memorizes_sparse W D p N d C delta.
Proof.
  intros HN Hmu HL HLN HmuL Hd HB HC.
  destruct (groups N (L * L) HN ltac:(nia)) as (P & P1 & P2 & P3).
  destruct (vardi_copies N d C mu P L delta HN Hmu P1 HL ltac:(lia) Hd HB HC) as (D & _ & HD & HM).
  exists (10 * P + 1)%nat, D, (132 * P * D + d + 1)%nat. split; [exact HD |]. split; [| exact HM].
  set (v := sqrt (INR mu + 1)) in *. assert (Hmu1 : 1 <= INR mu) by (apply (le_INR 1); exact Hmu).
  assert (Hvv : v * v = INR mu + 1) by (unfold v; apply sqrt_sqrt; lra). assert (Hv : 0 <= v) by apply sqrt_pos.
  assert (HL1 : 1 <= INR L) by (apply (le_INR 1); exact HL).
  apply le_INR in HmuL. rewrite plus_INR, mult_INR in HmuL. simpl (INR 1) in HmuL.
  assert (HvL : v <= INR L) by (destruct (Rle_dec v (INR L)) as [? | H]; [assumption | exfalso; nra]).
  assert (H2 : 2 <= INR L * v) by nra. assert (HD4 : INR D <= 4 * (INR L * v)) by nra.
  assert (HP : INR P * (INR L * INR L) <= 2 * INR N).
  { assert (Q : (P * (L * L) <= 2 * N)%nat) by nia. apply le_INR in Q. rewrite !mult_INR in Q. simpl in Q. lra. }
  rewrite !plus_INR, !mult_INR. replace (INR 132) with 132 by (simpl; ring). simpl (INR 1).
  assert (HPD : INR P * INR D * INR L <= 8 * INR N * v).
  { pose proof (pos_INR P). pose proof (pos_INR D). assert (INR P * INR D * INR L <= INR P * (4 * (INR L * v)) * INR L).
    { apply Rmult_le_compat_r; [lra |]. apply Rmult_le_compat_l; lra. }
    assert (4 * v * (INR P * (INR L * INR L)) <= 4 * v * (2 * INR N)) by (apply Rmult_le_compat_l; lra). lra. }
  assert (G : 132 * INR P * INR D <= 1056 * INR N * v / INR L); [| lra].
  apply Rmult_le_reg_r with (INR L); [lra |]. replace (1056 * INR N * v / INR L * INR L) with (1056 * INR N * v) by (field; lra). lra.
Qed.

(** ** The library's VYS8 *)

Lemma printed_range N d rho mu delta : (1 <= d)%nat -> 0 < delta -> (2 <= N)%nat -> (rho <= mu)%nat ->
  294 / 100 * INR N ^ 2 * sqrt (PI * INR d) / delta <= 2 ^ rho -> 2 * INR (N * (N - 1)) / delta < 2 ^ mu.
Proof.
  intros Hd Hdelta HN Hrm H. apply Rlt_le_trans with (2 ^ rho); [| apply Rle_pow; [lra | exact Hrm]].
  eapply Rlt_le_trans; [| exact H]. unfold Rdiv. apply Rmult_lt_compat_r; [now apply Rinv_0_lt_compat |].
  assert (Hd1 : 1 <= INR d) by (apply (le_INR 1); exact Hd). pose proof PI2_1 as Hpi.
  assert (Hs : 1 <= sqrt (PI * INR d)).
  { apply Rle_trans with (sqrt 1); [rewrite sqrt_1; lra |]. apply sqrt_le_1_alt. nra. }
  assert (HN2 : 2 <= INR N) by (apply (le_INR 2); exact HN).
  rewrite mult_INR, minus_INR by lia. simpl (INR 1). simpl pow.
  assert (2 * (INR N * (INR N - 1)) < 294 / 100 * (INR N * (INR N * 1))) by nra.
  assert (0 <= 294 / 100 * (INR N * (INR N * 1))) by nra. nra.
Qed.

Lemma label_range C c mu : (c <= mu)%nat -> (C <= 2 ^ c)%nat -> (C <= 2 ^ mu)%nat.
Proof. intros H HC. eapply Nat.le_trans; [exact HC |]. now apply pow2_le. Qed.

Theorem VYS8_twelve W L N d C rho c mu delta : (12 <= W)%nat -> (2 <= N)%nat -> 0 < delta <= 2 -> (1 <= d)%nat -> (1 <= rho)%nat -> (1 <= c)%nat ->
  294 / 100 * INR N ^ 2 * sqrt (PI * INR d) / delta <= 2 ^ rho -> (C <= 2 ^ c)%nat -> (rho <= mu)%nat -> (c <= mu)%nat ->
  sqrt (INR N * (INR mu + 1)) + INR mu + 4 <= INR L -> memorizes W L N d C delta.
Proof.
  intros HW HN Hdelta Hd Hr Hc HB HC Hrm Hcm HL.
  destruct (vardi_points N d C mu delta ltac:(lia) ltac:(lia) ltac:(lra) (printed_range N d rho mu delta Hd ltac:(lra) HN Hrm HB)
    (label_range C c mu Hcm HC)) as (D & HD & HM).
  apply sparse_memorizes in HM. assert (HDL : (D <= L)%nat) by (apply INR_le; lra).
  intros x y Hsep Hy. destruct (HM x y Hsep Hy) as (f & Hf & E). exists f. split; [| exact E].
  apply NN_mono with 11%nat D; try lia. exact Hf.
Qed.

Lemma log2_le_self N : (1 <= N)%nat -> log2 (INR N) <= INR N.
Proof.
  intros HN. pose proof (Nat.pow_gt_lin_r 2 N ltac:(lia)) as H. apply lt_INR in H. rewrite Decoder.INR_pow2 in H.
  assert (HN1 : 1 <= INR N) by (apply (le_INR 1); exact HN).
  apply Rle_trans with (log2 (2 ^ N)); [apply log2_le; lra |]. rewrite log2_pow, log2_2 by lra. lra.
Qed.

(** In the printed form: depth 4 (sqrt (N log2 N) + sqrt (N / log2 N) m). *)
Theorem VYS8_printed W L N d C rho c mu m delta : (12 <= W)%nat -> (2 <= N)%nat -> 0 < delta <= 2 -> (1 <= d)%nat -> (1 <= rho)%nat -> (1 <= c)%nat ->
  294 / 100 * INR N ^ 2 * sqrt (PI * INR d) / delta <= 2 ^ rho -> (C <= 2 ^ c)%nat -> (rho <= mu)%nat -> (c <= mu)%nat ->
  INR mu <= m + 1 -> 2 * log2 (INR N) + log2 (5 * sqrt PI) <= m ->
  4 * (sqrt (INR N * log2 (INR N)) + sqrt (INR N / log2 (INR N)) * m) <= INR L -> memorizes W L N d C delta.
Proof.
  intros HW HN Hdelta Hd Hr Hc HB HC Hrm Hcm Hm1 Hm2 HL. apply VYS8_twelve with rho c mu; try assumption.
  eapply Rle_trans; [| exact HL].
  assert (HN2 : 2 <= INR N) by (apply (le_INR 2); exact HN).
  set (l := log2 (INR N)) in *. assert (Hl : 1 <= l) by (unfold l; rewrite <- log2_2 at 1; apply log2_le; lra).
  pose proof (log2_le_self N ltac:(lia)) as HlN. fold l in HlN. set (s := sqrt (INR N / l)).
  assert (Hq : 1 <= INR N / l). { apply Rmult_le_reg_r with l; [lra |]. replace (INR N / l * l) with (INR N) by (field; lra). lra. }
  assert (Hs : 1 <= s) by (unfold s; apply Rle_trans with (sqrt 1); [rewrite sqrt_1; lra | apply sqrt_le_1_alt; exact Hq]).
  assert (Hss : s * s * l = INR N) by (unfold s; rewrite sqrt_sqrt by lra; field; lra).
  assert (E1 : sqrt (INR N * l) = s * l) by (rewrite <- (sqrt_square (s * l)) by nra; f_equal; rewrite <- Hss; ring).
  assert (Hpi : 0 <= log2 (5 * sqrt PI)).
  { apply log2_nonneg. pose proof PI2_1. assert (1 <= sqrt PI); [| lra]. apply Rle_trans with (sqrt 1); [rewrite sqrt_1; lra | apply sqrt_le_1_alt; lra]. }
  assert (E2 : sqrt (INR N * (INR mu + 1)) <= s * ((l + m + 2) / 2)).
  { pose proof (pos_INR mu). rewrite <- (sqrt_square (s * ((l + m + 2) / 2))) by (apply Rmult_le_pos; lra). apply sqrt_le_1_alt.
    apply Rle_trans with (s * s * (l * (m + 2))).
    - rewrite <- Hss. assert (0 <= s * s * l) by nra. assert (INR mu + 1 <= m + 2) by lra.
      apply Rle_trans with (s * s * l * (m + 2)); [apply Rmult_le_compat_l; lra | lra].
    - replace (s * ((l + m + 2) / 2) * (s * ((l + m + 2) / 2))) with (s * s * ((l + m + 2) / 2 * ((l + m + 2) / 2))) by ring.
      apply Rmult_le_compat_l; [nra |]. pose proof (Rle_0_sqr (l - m - 2)) as Q. unfold Rsqr in Q. lra. }
  fold s. rewrite E1. assert (m + 5 + s <= 7 / 2 * (s * (l + m))); [| lra].
  assert (0 <= (s - 1) * (7 / 2 * (l + m) - 1)) by (apply Rmult_le_pos; lra). lra.
Qed.

Theorem VYS8_copies N d C rho c mu P l delta : (2 <= N)%nat -> 0 < delta <= 2 -> (1 <= d)%nat -> (1 <= rho)%nat -> (1 <= c)%nat ->
  (1 <= P)%nat -> (1 <= l)%nat -> 294 / 100 * INR N ^ 2 * sqrt (PI * INR d) / delta <= 2 ^ rho -> (C <= 2 ^ c)%nat -> (rho <= mu)%nat -> (c <= mu)%nat ->
  (N <= P * (l * l))%nat -> exists D, (1 <= D)%nat /\ memorizes (11 * P + 1) D N d C delta /\ INR D <= INR l * sqrt (INR mu + 1) + INR mu + 5.
Proof.
  intros HN Hdelta Hd Hr Hc HP Hl HB HC Hrm Hcm HPl.
  destruct (vardi_copies N d C mu P l delta ltac:(lia) ltac:(lia) HP Hl HPl ltac:(lra) (printed_range N d rho mu delta Hd ltac:(lra) HN Hrm HB)
    (label_range C c mu Hcm HC)) as (D & HD1 & HD & HM).
  apply sparse_memorizes in HM. exists D. split; [exact HD1 |]. split; [| exact HD].
  intros x y Hsep Hy. destruct (HM x y Hsep Hy) as (f & Hf & E). exists f. split; [| exact E]. apply NN_mono with (10 * P + 1)%nat D; try lia. exact Hf.
Qed.

(** ** Instances that hold and that fail *)

Example sparse_fails : ~ memorizes_sparse 12 1 0 1 1 2 1.
Proof.
  intros H. destruct (H (fun _ => [0]) (fun _ => 1%nat)) as (M & _ & Ho & _ & _ & Hp & Hr).
  - split; [intros i Hi; simpl; split; [reflexivity | lra] | intros i j Hij; lia].
  - intros; lia.
  - specialize (Hr 0%nat ltac:(lia)). assert (Z : Forall (fun r => r = 0) (flat M)).
    { unfold nonzero_parameters, count_nonzero in Hp. apply Forall_forall. intros r Hin. destruct (Req_EM_T r 0) as [E | E]; [exact E | exfalso].
      assert (F : In r (filter (fun r => if Req_EM_T r 0 then false else true) (flat M))) by (apply filter_In; split; [exact Hin |]; destruct Req_EM_T; congruence).
      destruct (filter _ (flat M)); [contradiction | simpl in Hp; lia]. }
    unfold run in Hr. destruct (output M) as [|n [|? ?]] eqn:Eo; try discriminate. simpl in Hr. injection Hr as Hr.
    rewrite (pre_zero n) in Hr; [lra |]. unfold flat in Z. rewrite concat_app, flat_map_app, Eo in Z.
    apply Forall_app in Z as [_ Z]. simpl in Z. now rewrite app_nil_r in Z.
Qed.
