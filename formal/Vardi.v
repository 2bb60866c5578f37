(** * Vardi, Yehudai and Shamir: width 12 in their depth, with bits and nonzero parameters

    [spread_network] is the one theorem: P copies, groups of g, 4 S codes a copy; all weights but the
    first neuron's are whole and below 2^(g mu + 1), 2 + S + g (mu + 1) layers, 10 P + 1 wide.  From it
    [VYS4_lean], [VYS4_printed], [VYS6_copies]: the library's claims about [memorizes_spread]. *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require Import Network Log Sort Decoder Upper Sizes Weights Carry Copies BangKeys.
Import ListNotations.
Open Scope R_scope.

(** For every N pairwise at least 2 apart integers k_i below 2^rho and every N labels below 2^c, some
    network with exactly D hidden layers of at most W neurons, all weights and biases of at most b
    bits, takes the i-th label on the whole interval [k_i, k_i + 1]. *)
Definition two_apart (N : nat) (k : nat -> nat) : Prop := forall i j, (i < j < N)%nat -> (k i + 2 <= k j \/ k j + 2 <= k i)%nat.

Definition memorizes_spread (W D b N rho c : nat) : Prop :=
  forall k y : nat -> nat, two_apart N k ->
    (forall i, (i < N)%nat -> (k i < 2 ^ rho)%nat) -> (forall i, (i < N)%nat -> (y i < 2 ^ c)%nat) ->
    exists M, well_formed 1 (hidden M) (output M) /\ (width M <= W)%nat /\ depth M = D /\
      Forall (bits_at_most b) (flat M) /\
      forall i x, (i < N)%nat -> INR (k i) <= x <= INR (k i) + 1 -> run M [x] = [INR (y i)].

(** ** Sorting natural keys *)

Lemma sort_naturals N (k y : nat -> nat) : two_apart N k ->
  exists kk ll : nat -> nat, (forall i j, (i < j < N)%nat -> (kk i + 2 <= kk j)%nat) /\
    (forall i, (i < N)%nat -> exists p, (p < N)%nat /\ kk p = k i /\ ll p = y i) /\
    (forall p, (p < N)%nat -> exists i, (i < N)%nat /\ kk p = k i /\ ll p = y i).
Proof.
  intros Hk. destruct (sort_keys N (fun i => INR (k i)) (fun i => INR (y i))) as (c & lab & Hc & Hto & Hback).
  { intros i j Hij E. apply INR_eq in E. specialize (Hk i j Hij). lia. }
  exists (fun p => nfloor (c p)), (fun p => nfloor (lab p)).
  assert (F : forall p i, c p = INR (k i) -> lab p = INR (y i) -> nfloor (c p) = k i /\ nfloor (lab p) = y i).
  { intros p i -> ->. split; apply nfloor_INR. }
  split; [| split].
  - intros p q Hpq. destruct (Hback p ltac:(lia)) as (i & Hi & E1 & E2). destruct (Hback q ltac:(lia)) as (j & Hj & E3 & E4).
    destruct (F p i E1 E2) as [-> _]. destruct (F q j E3 E4) as [-> _].
    pose proof (seq_mono c Hc p q ltac:(lia)) as L. rewrite E1, E3 in L. apply INR_lt in L.
    destruct (Nat.lt_total i j) as [H | [-> | H]]; [| lia |].
    + specialize (Hk i j ltac:(lia)). lia.
    + specialize (Hk j i ltac:(lia)). lia.
  - intros i Hi. destruct (Hto i Hi) as (p & Hp & E1 & E2). exists p. split; [exact Hp | now apply F].
  - intros p Hp. destruct (Hback p Hp) as (i & Hi & E1 & E2). exists i. split; [exact Hi | now apply F].
Qed.

(** ** The network *)

(** One copy needs no step for its first group (4 S >= G - 1), several need it (4 S >= G). *)
Definition enough (P n g S0 : nat) : Prop :=
  (P = 1 /\ n <= g * (4 * S0 + 1))%nat \/ (1 <= P /\ n <= g * (4 * S0))%nat.

Theorem spread_network P n g S0 mu N (k y : nat -> nat) :
  (1 <= mu)%nat -> (1 <= g)%nat -> (1 <= n)%nat -> (N <= P * n)%nat -> enough P n g S0 -> two_apart N k ->
  (forall i, (i < N)%nat -> (k i < 2 ^ mu)%nat) -> (forall i, (i < N)%nat -> (y i < 2 ^ mu)%nat) ->
  forall v c, exists M, well_formed (length v) (hidden M) (output M) /\ length (output M) = 1%nat /\ (width M <= 10 * P + 1)%nat /\
    depth M = (2 + S0 + g * (mu + 1))%nat /\
    (nonzero_parameters M <= count_nonzero (v ++ [c]) + (depth M - 1) * (12 * (10 * P + 1)) + (10 * P + 2))%nat /\
    (forall Q : R -> Prop, Forall Q (v ++ [c]) -> (forall r, whole (2 ^ (g * mu + 1) - 1) r -> Q r) -> Forall Q (flat M)) /\
    forall i x, (i < N)%nat -> length x = length v -> INR (k i) <= dot v x + c <= INR (k i) + 1 -> run M x = [INR (y i)].
Proof.
  intros Hmu Hg Hn HN Hen Hk Hks Hys v c. destruct mu as [|mu']; [lia |].
  destruct (sort_naturals N k y Hk) as (kk & ll & Hap & Hto & Hback).
  set (Y := {p : nat * R | (fst p < N)%nat /\ INR (kk (fst p)) <= snd p <= INR (kk (fst p)) + 1}).
  set (T := fun y : Y => snd (proj1_sig y)). set (idx := fun y : Y => fst (proj1_sig y)).
  assert (Hkk : forall p, (p < N)%nat -> (kk p < 2 ^ S mu')%nat) by (intros p Hp; destruct (Hback p Hp) as (i & Hi & -> & _); auto).
  assert (Hll : forall p, (p < N)%nat -> (ll p < 2 ^ S mu')%nat) by (intros p Hp; destruct (Hback p Hp) as (i & Hi & _ & ->); auto).
  assert (Hidx : forall y, (idx y < N)%nat) by (intros (p & H & H'); exact H).
  assert (Hat : forall y, INR (kk (idx y)) <= T y <= INR (kk (idx y)) + 1) by (intros (p & H & H'); exact H').
  assert (EA : 2 ^ (g * S mu' + 1) - 1 = 2 * 2 ^ (g * S mu') - 1) by (rewrite pow_add; simpl; ring). rewrite EA.
  assert (HA : 1 <= 2 * 2 ^ (g * S mu') - 1) by (pose proof (pow_R1_Rle 2 (g * S mu') ltac:(lra)); lra).
  assert (Hprog : exists s, carry T (2 * 2 ^ (g * S mu') - 1) 12 (10 * P) (S0 + g * (S mu' + 1) + 1) [] s /\
    lin 1 0 s (fun y => INR (ll (idx y)))).
  { destruct Hen as [[-> Hroom] | [HP Hroom]].
    - destruct (copy T idx N mu' kk ll Hap Hkk Hll Hidx Hat g 0 0 N S0 Hg ltac:(right; lia) ltac:(lia)) as (s & Hc & Hl).
      { rewrite Nat.sub_0_r. lia. }
      exists s. split; [exact Hc |]. revert Hl. apply lin_ext. intro p. unfold served. specialize (Hidx p). simpl.
      now rewrite (proj2 (Nat.ltb_lt _ _) Hidx).
    - destruct (copies T idx N mu' kk ll Hap Hkk Hll Hidx Hat g P n S0 Hg Hroom) as (s & Hc & Hl).
      exists s. split; [exact Hc |]. revert Hl. apply lin_ext. intro p. now apply copies_value. }
  destruct Hprog as (s & Hc & Hl).
  apply (lin_mono 1 0 (2 * 2 ^ (g * S mu') - 1) (2 * 2 ^ (g * S mu') - 1)) in Hl; [| lra | lra].
  destruct (network_of T (2 * 2 ^ (g * S mu') - 1) ltac:(lra) (T_nonneg T idx kk Hat) HA 12 (10 * P) (S0 + g * (S mu' + 1) + 1)%nat s _ ltac:(lia) ltac:(lia) Hc
    Hl v c) as (M & H1 & H2 & H3 & H4 & H5 & H6 & H7).
  exists M. split; [exact H1 |]. split; [exact H2 |]. split; [lia |]. split; [rewrite H4; lia |]. split; [rewrite H4; lia |].
  split; [intros Q HQ; now apply H6 |].
  intros i x Hi Hx Hin. destruct (Hto i Hi) as (p & Hp & E1 & E2).
  set (z0 := (p, (dot v x + c)%R)).
  assert (G : (fst z0 < N)%nat /\ INR (kk (fst z0)) <= snd z0 <= INR (kk (fst z0)) + 1).
  { unfold z0; cbn [fst snd]. rewrite E1. now split. }
  rewrite (H7 (exist _ z0 G) x Hx eq_refl). unfold idx, z0. cbn [proj1_sig fst]. now rewrite E2.
Qed.

(** ** Keys two apart, with bits *)

Lemma pow2_le a b : (a <= b)%nat -> (2 ^ a <= 2 ^ b)%nat.
Proof. apply Nat.pow_le_mono_r. lia. Qed.

Theorem spread P n g S0 mu N rho c b W : (1 <= mu)%nat -> (1 <= g)%nat -> (1 <= n)%nat -> (N <= P * n)%nat -> enough P n g S0 ->
  (rho <= mu)%nat -> (c <= mu)%nat -> (g * mu + 1 <= b)%nat -> (10 * P + 1 <= W)%nat ->
  memorizes_spread W (2 + S0 + g * (mu + 1)) b N rho c.
Proof.
  intros Hmu Hg Hn HN Hen Hrho Hc Hb HW k y Hk Hks Hys.
  destruct (spread_network P n g S0 mu N k y Hmu Hg Hn HN Hen Hk) with (v := [1]) (c := 0) as (M & H1 & _ & H2 & H3 & _ & H5 & H6).
  - intros i Hi. eapply Nat.lt_le_trans; [now apply Hks | now apply pow2_le].
  - intros i Hi. eapply Nat.lt_le_trans; [now apply Hys | now apply pow2_le].
  - exists M. split; [exact H1 |]. split; [lia |]. split; [exact H3 |]. split.
    + assert (HA : 2 ^ (g * mu + 1) - 1 < 2 ^ b).
      { assert (2 ^ (g * mu + 1) <= 2 ^ b) by (apply Rle_pow; [lra | exact Hb]). lra. }
      assert (B1 : bits_at_most b 1).
      { apply whole_bits with 1; [| apply (whole_INR _ 1); simpl; lra]. rewrite <- (pow_O 2). apply Rlt_pow; [lra | lia]. }
      apply H5.
      * repeat constructor; [exact B1 |]. apply whole_bits with 0; [apply pow_lt; lra | apply whole_0; lra].
      * intro r. now apply whole_bits.
    + intros i x Hi Hx. apply H6; [exact Hi | reflexivity |]. simpl. lra.
Qed.

(** VYS4, lean layout: 2 + S + g (mu + 1) layers, g mu + 1 bits. *)
Theorem VYS4_lean N g G rho c mu S0 : (1 <= N)%nat -> (1 <= g)%nat -> (1 <= G)%nat -> (1 <= rho)%nat -> (1 <= c)%nat ->
  (N <= g * G)%nat -> (rho <= mu)%nat -> (c <= mu)%nat -> (G - 1 <= 4 * S0)%nat ->
  memorizes_spread 12 (2 + S0 + g * (mu + 1)) (g * mu + 1) N rho c.
Proof.
  intros HN Hg HG Hr Hc HNG Hrm Hcm HS. apply (spread 1 N); try lia. left. split; [reflexivity |].
  assert (g * G <= g * (4 * S0 + 1))%nat by (apply Nat.mul_le_mono_l; lia). lia.
Qed.

(** VYS6: copies for n points each, as narrow as 10 P + 1. *)
Theorem VYS6_copies N rho c P mu n g G S0 : (1 <= N)%nat -> (1 <= rho)%nat -> (1 <= c)%nat -> (1 <= P)%nat -> (1 <= n)%nat ->
  (1 <= g)%nat -> (1 <= G)%nat -> (N <= P * n)%nat -> (n <= g * G)%nat -> (G <= 4 * S0)%nat -> (rho <= mu)%nat -> (c <= mu)%nat ->
  memorizes_spread (11 * P + 1) (2 + S0 + g * (mu + 1)) (g * mu + 1) N rho c.
Proof.
  intros HN Hr Hc HP Hn Hg HG HPn Hng HS Hrm Hcm. apply (spread P n); try lia. right. split; [exact HP |].
  assert (g * G <= g * (4 * S0))%nat by (apply Nat.mul_le_mono_l; lia). lia.
Qed.

(** Exactly D layers: more of them only carry codes that do not change any more. *)
Theorem spread_more_layers N g G rho c mu S0 D b : (1 <= N)%nat -> (1 <= g)%nat -> (1 <= G)%nat -> (1 <= rho)%nat -> (1 <= c)%nat ->
  (N <= g * G)%nat -> (rho <= mu)%nat -> (c <= mu)%nat -> (G - 1 <= 4 * S0)%nat ->
  (2 + S0 + g * (mu + 1) <= D)%nat -> (g * mu + 1 <= b)%nat -> memorizes_spread 12 D b N rho c.
Proof.
  intros HN Hg HG Hr Hc HNG Hrm Hcm HS HD Hb.
  replace D with (2 + (D - 2 - g * (mu + 1)) + g * (mu + 1))%nat by lia. set (S1 := (D - 2 - g * (mu + 1))%nat).
  apply (spread 1 N); try lia. left. split; [reflexivity |].
  assert (S0 <= S1)%nat by (unfold S1; lia). assert (g * G <= g * (4 * S1 + 1))%nat by (apply Nat.mul_le_mono_l; lia). lia.
Qed.

(** VYS4, as printed: 3 G + 3 g mu + 2 g + 2 layers, g mu + 2 bits (both more than needed). *)
Theorem VYS4_printed N g G rho c mu : (1 <= N)%nat -> (1 <= g)%nat -> (1 <= G)%nat -> (1 <= rho)%nat -> (1 <= c)%nat ->
  (N <= g * G)%nat -> (rho <= mu)%nat -> (c <= mu)%nat ->
  memorizes_spread 12 (3 * G + 3 * g * mu + 2 * g + 2) (g * mu + 2) N rho c.
Proof. intros. apply spread_more_layers with g G mu G; lia. Qed.

(** ** Instances that hold and that fail *)

Example spread_holds : memorizes_spread 12 5 2 1 1 1.
Proof. apply spread_more_layers with 1%nat 1%nat 1%nat 1%nat; lia. Qed.

Lemma pre_zero n x : Forall (fun r => r = 0) (flat_neuron n) -> pre n x = 0.
Proof.
  unfold flat_neuron. intros Z. apply Forall_app in Z as [Zw Zb]. inversion Zb as [|? ? Zb0 _]; subst.
  assert (D0 : forall w x, Forall (fun r => r = 0) w -> dot w x = 0).
  { induction w as [|a w IH]; intros [|b z] F; try reflexivity. inversion F; subst. simpl. rewrite IH by assumption. ring. }
  unfold pre. rewrite D0, Zb0 by exact Zw. ring.
Qed.

(** No bits, no label: all parameters are 0. *)
Example spread_fails : ~ memorizes_spread 12 1 0 1 1 1.
Proof.
  intros H. destruct (H (fun _ => 0%nat) (fun _ => 1%nat)) as (M & Hwf & Hw & Hd & Hb & Hr).
  - intros i j Hij. lia.
  - intros; simpl; lia.
  - intros; simpl; lia.
  - specialize (Hr 0%nat 0 ltac:(lia) ltac:(simpl; lra)).
    assert (Z : Forall (fun r => r = 0) (flat M)).
    { revert Hb. apply Forall_impl. intros r (p & e & i & E & A & L). assert (i = 0%nat) as -> by lia. assert (e = 0%nat) as -> by lia.
      simpl in E, A. assert (E1 : r = IZR p) by lra. rewrite E1 in A |- *. rewrite <- abs_IZR in A. apply lt_IZR in A.
      f_equal. lia. }
    unfold run in Hr. destruct (output M) as [|n [|? ?]] eqn:Eo; try discriminate. simpl in Hr. injection Hr as Hr.
    assert (Zn : Forall (fun r => r = 0) (flat_neuron n)).
    { unfold flat in Z. rewrite concat_app, flat_map_app, Eo in Z. apply Forall_app in Z as [_ Z]. simpl in Z. now rewrite app_nil_r in Z. }
    rewrite (pre_zero n) in Hr by exact Zn. lra.
Qed.
