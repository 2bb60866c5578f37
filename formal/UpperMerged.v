(** * The trade-off with 81 N (B + c), width 9, and the upper bound with c0 = 1

    As Upper.v, with the decoder of DecoderMerged.v: n (B + c) + 1 layers. *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require TheoremT.
From Memproof Require Import Network Log Sort Direction Stack Decoder Upper BangKeys DecoderMerged Assembly.
Import ListNotations.
Open Scope R_scope.

Section Keys.
Variables (N : nat) (c : nat -> R) (lab : nat -> nat).
Hypothesis increasing : forall k, c k < c (S k).
Hypothesis start_pos : 0 <= c 0%nat.
Notation data := (Upper.data N).
Notation T := (Upper.T N c).
Variables (B b : nat).
Hypothesis Bpos : (1 <= B)%nat.
Hypothesis bpos : (1 <= b)%nat.
Hypothesis gap : forall k k', (k < k' < N)%nat -> c k + 1 <= c k'.
Hypothesis key_bits : forall k, (k < N)%nat -> c k < 2 ^ B.
Hypothesis label_bits : forall k, (k < N)%nat -> (lab k < 2 ^ b)%nat.

(** U11: codes of groups of n keys, then the decoder. *)
Theorem assembly_merged n S m w : (1 <= n)%nat -> (1 <= m)%nat -> (1 <= w)%nat -> (N <= n * (S * (m * w)))%nat ->
  exists f, net (pairs_of S (2 * m + 2) (2 * w) ++ repeat 9%nat (n * (B + b) + 1)) [fun t : R => t] [f] /\
            forall k, (k < N)%nat -> f (c k) = INR (lab k).
Proof.
  intros Hn Hm Hw HN. pose proof (seq_mono c increasing) as Hlt.
  assert (Hcp : forall k, 0 <= c k).
  { intros [|k]; [exact start_pos |]. pose proof (Hlt 0%nat (Datatypes.S k) ltac:(lia)); lra. }
  assert (He : exists e, 0 < e <= 1 /\ forall k, (k < N)%nat -> c k - INR (nfloor (c k)) <= 1 - e).
  { destruct (TheoremT.large1 N (fun k => 1 - (c k - INR (nfloor (c k)))) (fun _ => 1)) as (l0 & Hl0).
    { intros k _. pose proof (nfloor_spec _ (Hcp k)). lra. }
    set (l := Rmax l0 1). pose proof (Rmax_r l0 1) as Hl1. fold l in Hl1. specialize (Hl0 l (Rmax_l _ _)).
    pose proof (Rinv_0_lt_compat l ltac:(lra)) as Hi. exists (/ l). split.
    - split; [exact Hi |]. rewrite <- Rinv_1. apply Rinv_le_contravar; lra.
    - intros k Hk. specialize (Hl0 k Hk). cbv beta in Hl0.
      assert (/ l * 1 <= / l * (l * (1 - (c k - INR (nfloor (c k)))))) as H by (apply Rmult_le_compat_l; lra).
      rewrite <- Rmult_assoc, Rinv_l in H by lra. lra. }
  destruct He as (e & He & Hfrac).
  apply assembly_floors with e; try assumption. intros k k' Hkk. specialize (gap k k' Hkk).
  pose proof (nfloor_spec _ (Hcp k)). pose proof (nfloor_spec _ (Hcp k')). specialize (Hfrac k ltac:(lia)).
  apply INR_lt. lra.
Qed.

(** U12 *)
Lemma room z L S : (12 <= L)%nat -> (L < 3 * z)%nat -> (2 * z <= L)%nat -> (L <= z + 2 * S + 2)%nat -> (L * L <= 12 * (z * S))%nat.
Proof.
  intros H1 H2 H3 H4. apply Nat2Z.inj_le. rewrite !Nat2Z.inj_mul.
  assert (G : (0 <= (3 * Z.of_nat z - Z.of_nat L) * (Z.of_nat L - 2 * Z.of_nat z))%Z) by (apply Z.mul_nonneg_nonneg; lia).
  assert (F : (0 <= Z.of_nat z * (2 * Z.of_nat S + 2 + Z.of_nat z - Z.of_nat L))%Z) by (apply Z.mul_nonneg_nonneg; lia).
  assert (K : (0 <= Z.of_nat z * (Z.of_nat L - 12))%Z) by (apply Z.mul_nonneg_nonneg; lia).
  change (Z.of_nat 12) with 12%Z. nia.
Qed.

Theorem tradeoff_merged W L : (9 <= W)%nat -> (2 <= L)%nat -> (81 * (N * (B + b)) <= W * W * (L * L))%nat ->
  exists f, net (repeat W L) [fun t : R => t] [f] /\ forall k, (k < N)%nat -> f (c k) = INR (lab k).
Proof.
  intros HW HL H. set (E := (B + b)%nat) in *.
  assert (HE : (2 <= E)%nat) by (unfold E; lia).
  pose proof (Nat.div_mod W 2 ltac:(lia)) as DW. pose proof (Nat.mod_upper_bound W 2 ltac:(lia)) as UW.
  set (a := (W / 2)%nat) in *. assert (Ha : (4 <= a)%nat) by (unfold a; apply Nat.div_le_lower_bound; lia).
  set (P := ((a - 1) * a)%nat).
  assert (HP : (4 * (W * W) <= 27 * P)%nat).
  { unfold P. assert (W <= 2 * a + 1)%nat by lia. assert (W * W <= (2 * a + 1) * (2 * a + 1))%nat by nia. nia. }
  assert (Cap : forall q, (L * L <= 12 * q)%nat -> (N * E <= P * q)%nat).
  { intros q Hq. assert ((W * W * 4) * (L * L) <= (27 * P) * (12 * q))%nat by (apply Nat.mul_le_mono; lia). lia. }
  pose proof (Nat.div_mod L 2 ltac:(lia)) as DL. pose proof (Nat.mod_upper_bound L 2 ltac:(lia)) as UL.
  set (S1 := (L / 2)%nat) in *.
  destruct (le_lt_dec (L * L) (12 * (S1 * E))) as [Hs | Hbig].
  - destruct (direct N c lab increasing start_pos S1 (a - 1) a ltac:(lia) ltac:(lia)) as (f & Hf & Hfit).
    { fold P. pose proof (Cap (S1 * E)%nat Hs). apply Nat.mul_le_mono_pos_r with E; lia. }
    exists f; split; [| exact Hfit].
    apply fit with (pairs_of S1 (2 * (a - 1) + 2) (2 * a)); [lia | | | exact Hf];
      rewrite pairs_of_length; [lia |]. apply pairs_of_le; lia.
  - assert (H4E : (4 * E < L)%nat).
    { destruct (le_lt_dec L (4 * E)) as [h | h]; [exfalso | exact h].
      assert (L <= 3 * S1)%nat by lia. assert (L * L <= 3 * S1 * (4 * E))%nat by (apply Nat.mul_le_mono; lia). lia. }
    pose proof (Nat.div_mod L (2 * E) ltac:(lia)) as Dn. pose proof (Nat.mod_upper_bound L (2 * E) ltac:(lia)) as Un.
    set (n := (L / (2 * E))%nat) in *. assert (Hn : (2 <= n)%nat) by (unfold n; apply Nat.div_le_lower_bound; lia).
    set (z := (n * E)%nat) in *.
    assert (Hz2 : (2 * z <= L)%nat) by (unfold z; lia).
    assert (Hz3 : (L < 3 * z)%nat) by (unfold z in *; assert (2 * E <= n * E)%nat by nia; nia).
    pose proof (Nat.div_mod (L - 1 - z) 2 ltac:(lia)) as DS. pose proof (Nat.mod_upper_bound (L - 1 - z) 2 ltac:(lia)) as US.
    set (S2 := ((L - 1 - z) / 2)%nat) in *.
    assert (Hq : (L * L <= 12 * (z * S2))%nat).
    { destruct (le_lt_dec 12 L) as [h | h]; [apply room; lia |].
      assert (HE2 : E = 2%nat) by lia. rewrite HE2 in *.
      assert (HL3 : (L = 9 \/ L = 10 \/ L = 11)%nat) by lia. destruct HL3 as [-> | [-> | ->]].
      - assert (S1 = 4)%nat by lia. nia.
      - assert (S1 = 5)%nat by lia. nia.
      - assert (n = 2)%nat by lia. assert (z = 4)%nat by (unfold z; lia). assert (S2 = 3)%nat by lia. nia. }
    destruct (assembly_merged n S2 (a - 1) a ltac:(lia) ltac:(lia) ltac:(lia)) as (f & Hf & Hfit).
    { fold P. pose proof (Cap (z * S2)%nat Hq) as G.
      assert (N * E <= n * (S2 * P) * E)%nat.
      { replace (n * (S2 * P) * E)%nat with (P * (z * S2))%nat by (unfold z; ring). exact G. }
      apply Nat.mul_le_mono_pos_r with E; lia. }
    exists f; split; [| exact Hfit].
    apply fit with (pairs_of S2 (2 * (a - 1) + 2) (2 * a) ++ repeat 9%nat (n * (B + b) + 1)); [lia | | | exact Hf];
      rewrite app_length, pairs_of_length, repeat_length; fold E; fold z; [lia |].
    rewrite (repeat_app W (2 * S2)). apply Forall2_app; [apply pairs_of_le; lia | apply repeat_le; lia].
Qed.
End Keys.
