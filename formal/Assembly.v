(** * U11: group codes by steps, then the decoder, for keys with distinct integer parts

    Keys need distinct integer parts and a common margin e: fractional parts of at most 1 - e. *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require Import Network Log Sort Stack Decoder Upper DecoderMerged.
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
Variable e : R.
Hypothesis e_range : 0 < e <= 1.
Hypothesis fraction : forall k, (k < N)%nat -> c k - INR (nfloor (c k)) <= 1 - e.
Hypothesis floors : forall k k', (k < k' < N)%nat -> (nfloor (c k) < nfloor (c k'))%nat.
Hypothesis key_bits : forall k, (k < N)%nat -> c k < 2 ^ B.
Hypothesis label_bits : forall k, (k < N)%nat -> (lab k < 2 ^ b)%nat.

(** U11: codes of groups of n keys, then the decoder. *)
Theorem assembly_floors n S m w : (1 <= n)%nat -> (1 <= m)%nat -> (1 <= w)%nat -> (N <= n * (S * (m * w)))%nat ->
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
    - apply (decoder_width9 B b n e T (fun y => Upper.T_pos N c increasing start_pos y) e_range Bpos bpos Hn (fun i y => keyg i (grp y)) (fun i y => labg i (grp y))
               ltac:(intros; apply Hks) ltac:(intros; apply Hls)).
      intro; unfold zero; lra. }
  eapply push.
  - eapply net_comp; [exact P1 | exact P2].
  - intro y. cbv beta. unfold zero. destruct (Hdm y) as [E1 E2].
    set (j := (proj1_sig y mod n)%nat) in *. set (g := grp y) in *.
    assert (Hk : (proj1_sig y < N)%nat) by (destruct y; assumption).
    rewrite (rsum_single n _ j E2).
    + unfold labg, keyg. rewrite <- E1. destruct (lt_dec (proj1_sig y) N) as [_ | H]; [| lia].
      unfold T. pose proof (nfloor_spec _ (Hcp (proj1_sig y))). specialize (fraction _ Hk). rewrite trap_in by lra.
      rewrite gate_on by apply pos_INR. ring.
    + intros i Hi Hij. unfold labg, keyg. destruct (lt_dec (g * n + i) N) as [H | H].
      * rewrite trap_out; [| exact e_range |].
        -- apply gate_off. rewrite <- INR_pow2. apply le_INR. specialize (label_bits _ H). lia.
        -- pose proof (nfloor_spec _ (Hcp (g * n + i)%nat)) as F. unfold T. rewrite E1.
           assert (Hj : (g * n + j < N)%nat) by lia.
           pose proof (nfloor_spec _ (Hcp (g * n + j)%nat)) as F'. specialize (fraction _ Hj). destruct (lt_dec i j) as [L | L].
           ++ right. pose proof (floors (g * n + i) (g * n + j) ltac:(lia)) as Q. apply (le_INR (Datatypes.S _)) in Q. rewrite S_INR in Q. lra.
           ++ left. pose proof (floors (g * n + j) (g * n + i) ltac:(lia)) as Q. apply (le_INR (Datatypes.S _)) in Q. rewrite S_INR in Q. lra.
      * apply gate_zero. now apply trap_bounds.
Qed.
End Keys.
