(** * What a network's parameters cost: how many are not zero, and their bits

    A dyadic rational p / 2^e in lowest terms has the bits of its integer part plus e.  As more
    binary places than needed only add to e, "some representation has at most b bits" says the same
    as "the lowest terms have at most b bits". *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require Import Network Decoder Sizes.
Import ListNotations.
Open Scope R_scope.

Definition bits_at_most (b : nat) (r : R) : Prop :=
  exists (p : Z) (e i : nat), r = IZR p / 2 ^ e /\ Rabs r < 2 ^ i /\ (i + e <= b)%nat.

Definition count_nonzero (l : list R) : nat := length (filter (fun r => if Req_EM_T r 0 then false else true) l).

(** All weights and biases ([flat]) that are not zero. *)
Definition nonzero_parameters (M : network) : nat := count_nonzero (flat M).

(** An integer of absolute value at most A. *)
Definition whole (A r : R) : Prop := exists z : Z, r = IZR z /\ Rabs r <= A.

(** ** Instances that hold and that fail *)

Example bits_half : bits_at_most 1 (1 / 2).
Proof. exists 1%Z, 1%nat, 0%nat. rewrite Rabs_right by lra. simpl. repeat split; [lra | lra | lia]. Qed.

Example bits_one_fails : ~ bits_at_most 0 1.
Proof.
  intros (p & e & i & _ & H & Hb). assert (i = 0%nat) as -> by lia. rewrite Rabs_R1 in H. simpl in H. lra.
Qed.

(** Two places are needed for 1/4: the number is no integer multiple of 1/2. *)
Example bits_quarter_fails : ~ bits_at_most 1 (1 / 4).
Proof.
  intros (p & e & i & E & _ & Hb). assert (e = 0%nat \/ e = 1%nat) as [-> | ->] by lia; simpl in E.
  - assert (H : IZR (4 * p) = 1) by (rewrite mult_IZR; lra). apply eq_IZR in H. lia.
  - assert (H : IZR (2 * p) = 1) by (rewrite mult_IZR; lra). apply eq_IZR in H. lia.
Qed.

Example count_two : count_nonzero [1; 0; 2] = 2%nat.
Proof. unfold count_nonzero; simpl. repeat destruct Req_EM_T; simpl; try reflexivity; lra. Qed.

Example whole_half_fails A : ~ whole A (1 / 2).
Proof. intros (z & E & _). assert (H : IZR (2 * z) = 1) by (rewrite mult_IZR; lra). apply eq_IZR in H. lia. Qed.

(** ** Rules *)

Lemma whole_bits A b r : A < 2 ^ b -> whole A r -> bits_at_most b r.
Proof. intros HA (z & E & H). exists z, 0%nat, b. simpl. repeat split; [lra | lra | lia]. Qed.

Lemma whole_mono A B r : A <= B -> whole A r -> whole B r.
Proof. intros H (z & E & F). exists z; split; [exact E | lra]. Qed.

Lemma whole_IZR A z : Rabs (IZR z) <= A -> whole A (IZR z).
Proof. intros H. now exists z. Qed.

Lemma whole_0 A : 0 <= A -> whole A 0.
Proof. intros. apply whole_IZR. rewrite Rabs_R0. exact H. Qed.

Lemma whole_INR A n : INR n <= A -> whole A (INR n).
Proof. intros H. rewrite INR_IZR_INZ in *. apply whole_IZR. rewrite Rabs_right; [exact H |]. apply Rle_ge, IZR_le. lia. Qed.

Lemma whole_pow2 A k : 2 ^ k <= A -> whole A (2 ^ k).
Proof. rewrite <- INR_pow2. apply whole_INR. Qed.

Lemma whole_opp A r : whole A r -> whole A (- r).
Proof. intros (z & E & H). exists (- z)%Z. rewrite opp_IZR, Rabs_Ropp, E. split; [reflexivity |]. now rewrite <- E. Qed.

Lemma whole_add A B r s : whole A r -> whole B s -> whole (A + B) (r + s).
Proof.
  intros (z & E & H) (y & F & K). exists (z + y)%Z. rewrite plus_IZR, <- E, <- F. split; [reflexivity |].
  pose proof (Rabs_triang r s). lra.
Qed.

Lemma whole_mul A B r s : whole A r -> whole B s -> whole (A * B) (r * s).
Proof.
  intros (z & E & H) (y & F & K). exists (z * y)%Z. rewrite mult_IZR, <- E, <- F. split; [reflexivity |].
  rewrite Rabs_mult. apply Rmult_le_compat; try assumption; apply Rabs_pos.
Qed.

Lemma whole_diff A n m : INR n <= A -> INR m <= A -> whole A (INR n - INR m).
Proof.
  intros Hn Hm. rewrite !INR_IZR_INZ in *. rewrite <- minus_IZR. apply whole_IZR. rewrite minus_IZR.
  assert (0 <= IZR (Z.of_nat n)) by (apply IZR_le; lia). assert (0 <= IZR (Z.of_nat m)) by (apply IZR_le; lia).
  unfold Rabs; destruct Rcase_abs; lra.
Qed.

Lemma whole_pos A r : whole A r -> 0 <= A.
Proof. intros (z & _ & H). pose proof (Rabs_pos r). lra. Qed.

Lemma count_app l m : count_nonzero (l ++ m) = (count_nonzero l + count_nonzero m)%nat.
Proof. unfold count_nonzero. now rewrite filter_app, app_length. Qed.

Lemma count_le_length l : (count_nonzero l <= length l)%nat.
Proof. unfold count_nonzero. induction l as [|a l IH]; simpl; [lia |]. destruct Req_EM_T; simpl; lia. Qed.

Lemma count_zeros n : count_nonzero (repeat 0 n) = 0%nat.
Proof. unfold count_nonzero. induction n; simpl; [reflexivity |]. destruct Req_EM_T; simpl; [exact IHn | lra]. Qed.

Lemma count_cons a l : count_nonzero (a :: l) = (count_nonzero [a] + count_nonzero l)%nat.
Proof. apply (count_app [a] l). Qed.
