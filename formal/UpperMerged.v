(** * The trade-off with 81 N (B + c), width 9, and the upper bound with c0 = 1

    As Upper.v, with the decoder of DecoderMerged.v: n (B + c) + 1 layers. *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require TheoremT.
From Memproof Require Import Network Log Sort Direction Stack Decoder Upper BangKeys DecoderMerged.
Import ListNotations.
Open Scope R_scope.

Lemma decoder_width9 {Y} B c n e (T : Y -> R) : nonneg T -> 0 < e <= 1 -> (1 <= B)%nat -> (1 <= c)%nat -> (1 <= n)%nat ->
  forall key lab : nat -> Y -> nat, (forall i y, (key i y < 2 ^ B)%nat) -> (forall i y, (lab i y < 2 ^ c)%nat) ->
  forall acc, nonneg acc -> net (repeat 9%nat (n * (B + c) + 1)) [num (code B c key lab n); T; acc]
    [fun y => acc y + rsum n (fun i => gate c (INR (lab i y)) (trap e (T y - INR (key i y))))].
Proof.
  intros HT He HB Hc Hn key lab Hk Hl acc Ha. destruct B as [|B]; [lia |]. destruct c as [|c]; [lia |]. destruct n as [|n]; [lia |].
  now apply decoder_merged.
Qed.

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
  intros Hn Hm Hw HN.
  pose proof (seq_mono c increasing) as Hlt.
  set (grp := fun y : data => (proj1_sig y / n)%nat).
  set (keyg := fun i g : nat => if lt_dec (g * n + i) N then nfloor (c (g * n + i)%nat) else 0%nat).
  set (labg := fun i g : nat => if lt_dec (g * n + i) N then lab (g * n + i)%nat else 0%nat).
  assert (Hcp : forall k, 0 <= c k).
  { intros [|k]; [exact start_pos |]. pose proof (Hlt 0%nat (Datatypes.S k) ltac:(lia)); lra. }
  assert (Hks : forall i g, (keyg i g < 2 ^ B)%nat).
  { intros i g. unfold keyg. destruct lt_dec as [H | H].
    - apply INR_lt. rewrite INR_pow2. pose proof (nfloor_spec _ (Hcp (g * n + i)%nat)).
      specialize (key_bits _ H). lra.
    - apply Nat.neq_0_lt_0, Nat.pow_nonzero; lia. }
  assert (Hls : forall i g, (labg i g < 2 ^ b)%nat).
  { intros i g. unfold labg. destruct lt_dec as [H | H]; [now apply label_bits |].
    apply Nat.neq_0_lt_0, Nat.pow_nonzero; lia. }
  assert (Hle : forall i j, (i <= j)%nat -> c i <= c j).
  { intros i j Hij. destruct (Nat.eq_dec i j) as [-> | Hne]; [lra |]. left; apply Hlt; lia. }
  assert (Hdm : forall y, (proj1_sig y = grp y * n + proj1_sig y mod n)%nat /\ (proj1_sig y mod n < n)%nat).
  { intro y. unfold grp. pose proof (Nat.div_mod (proj1_sig y) n ltac:(lia)).
    pose proof (Nat.mod_upper_bound (proj1_sig y) n ltac:(lia)). lia. }
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
  assert (P1 : net (pairs_of S (2 * m + 2) (2 * w)) [T] [T; fun y => INR (code B b keyg labg n (grp y))]).
  { apply (step_stack T grp (fun i => c (i * n)%nat) (fun i => c (i * n + (n - 1))%nat)
             (fun i => INR (code B b keyg labg n i))); try assumption.
    - intro i. split; [apply Hle; lia | apply Hlt; simpl; lia].
    - intro y. destruct (Hdm y) as [E1 E2]. unfold T. rewrite E1.
      split; apply Hle; lia.
    - exact (Upper.T_pos N c increasing start_pos).
    - intro; apply pos_INR.
    - intro y. unfold grp. apply Nat.div_lt_upper_bound; [lia |]. destruct y as (k & Hk); simpl. nia. }
  assert (P2 : net (repeat 9%nat (n * (B + b) + 1)) [T; fun y => INR (code B b keyg labg n (grp y))]
     [fun y => zero y + rsum n (fun i => gate b (INR (labg i (grp y))) (trap e (T y - INR (keyg i (grp y)))))]).
  { apply net_base with [num (code B b (fun i y => keyg i (grp y)) (fun i y => labg i (grp y)) n); T; zero].
    - intros g [<- | [<- | [<- | []]]].
      + apply (aff_ext _ (fun y => INR (code B b keyg labg n (grp y)))); [| apply aff_tail, aff_head].
        intro y. unfold num. f_equal. symmetry; apply code_pull.
      + apply aff_head.
      + apply (aff_const _ 0).
    - apply (decoder_width9 B b n e T (fun y => Upper.T_pos N c increasing start_pos y) He Bpos bpos Hn (fun i y => keyg i (grp y)) (fun i y => labg i (grp y))
               ltac:(intros; apply Hks) ltac:(intros; apply Hls)).
      intro; unfold zero; lra. }
  eapply push.
  - eapply net_comp; [exact P1 | exact P2].
  - intro y. cbv beta. unfold zero. destruct (Hdm y) as [E1 E2].
    set (j := (proj1_sig y mod n)%nat) in *. set (g := grp y) in *.
    assert (Hk : (proj1_sig y < N)%nat) by (destruct y; assumption).
    rewrite (rsum_single n _ j E2).
    + unfold labg, keyg. rewrite <- E1. destruct (lt_dec (proj1_sig y) N) as [_ | H]; [| lia].
      unfold T. pose proof (nfloor_spec _ (Hcp (proj1_sig y))). specialize (Hfrac _ Hk). rewrite trap_in by lra.
      rewrite gate_on by apply pos_INR. ring.
    + intros i Hi Hij. unfold labg, keyg. destruct (lt_dec (g * n + i) N) as [H | H].
      * rewrite trap_out; [| exact He |].
        -- apply gate_off. rewrite <- INR_pow2. apply le_INR. specialize (label_bits _ H). lia.
        -- pose proof (nfloor_spec _ (Hcp (g * n + i)%nat)) as F. unfold T. rewrite E1.
           specialize (Hfrac _ H). destruct (lt_dec i j) as [L | L].
           ++ right. pose proof (gap (g * n + i) (g * n + j) ltac:(lia)). lra.
           ++ left. pose proof (gap (g * n + j) (g * n + i) ltac:(lia)). lra.
      * apply gate_zero. now apply trap_bounds.
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
