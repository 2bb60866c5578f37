(** * Theorem S as a computation: concrete networks that memorize too little

    [growthN] is the bound of [shattering_bound_free] in binary numbers; a comparison with 2^N decides a
    row of a table of necessary sizes. *)

From Coq Require Import Reals List Lia Lra Arith NArith Nnat.
From Memproof Require Import Network Log Lower YangYangLowerFree.
Import ListNotations.

Definition sharpN (M D k : N) : N := (2 * (2 * (M * D / 2) + 1) ^ k)%N.

Fixpoint growthN (n w : N) (L : nat) (o m D : N) : N :=
  match L with
  | O => sharpN n (D + 1) (o + (m + 1))
  | S L' => (sharpN (w * n) (D + 1) (o + w * (m + 1)) * growthN n w L' (o + w * (m + 1)) w (D + 1))%N
  end.

Lemma sharpN_nat M D k : N.of_nat (sharp M D k) = sharpN (N.of_nat M) (N.of_nat D) (N.of_nat k).
Proof.
  unfold sharp, sharpN. rewrite Nat2N.inj_mul, Nat2N.inj_pow, Nat2N.inj_add, Nat2N.inj_mul, Nat2N.inj_div, Nat2N.inj_mul. reflexivity.
Qed.

Lemma growthN_nat n w L : forall o m D,
  N.of_nat (growth sharp n w L o m D) = growthN (N.of_nat n) (N.of_nat w) L (N.of_nat o) (N.of_nat m) (N.of_nat D).
Proof.
  induction L as [|L IH]; intros o m D; cbn [growth growthN].
  - rewrite sharpN_nat, !Nat2N.inj_add, !Nat2N.inj_mul. cbn [N.of_nat]. f_equal; lia.
  - rewrite Nat2N.inj_mul, sharpN_nat, IH. rewrite !Nat2N.inj_add, !Nat2N.inj_mul, !Nat2N.inj_add. reflexivity.
Qed.

Open Scope R_scope.

(** A network of width W and depth L memorizes N feasible points of a line only if 2^N <= growthN. *)
Theorem memorizes_count W L N d delta : (1 <= d)%nat -> 0 < delta -> (INR N - 1) * delta <= 2 ->
  memorizes W L N d 2 delta -> (2 ^ N.of_nat N <= growthN (N.of_nat N) (N.of_nat W) L 0 1 0)%N.
Proof.
  intros Hd Hdelta HN H.
  assert (G : (2 ^ N <= growth sharp N W L 0 1 0)%nat).
  { apply (shattering_bound_free W L N 1 (fun n => [place delta n])); [reflexivity |].
    intros y Hy. destruct (memorizes_net W L N d delta Hd Hdelta HN H y Hy) as (g & Hg & E).
    exists (pull (coord 0) g). split; [| intros n Hn; unfold pull, coord; simpl; now apply E].
    apply NN_iff. exists (pull (coord 0) g). split; [| reflexivity].
    exact (net_pull (coord 0) _ _ [g] Hg). }
  pose proof (growthN_nat N W L 0 1 0) as E. change (N.of_nat 0) with 0%N in E. change (N.of_nat 1) with 1%N in E.
  rewrite <- E. change 2%N with (N.of_nat 2). rewrite <- Nat2N.inj_pow. lia.
Qed.

(** Width 2 and seven layers: not 2902 points (2902 is the least N that the count refutes; the affine pieces
    alone allow 4374). *)
Example two_by_seven N d delta : N.of_nat N = 2902%N -> (1 <= d)%nat -> 0 < delta -> (INR N - 1) * delta <= 2 ->
  ~ memorizes 2 7 N d 2 delta.
Proof.
  intros HN Hd Hdelta HNd H. pose proof (memorizes_count 2 7 N d delta Hd Hdelta HNd H) as G. rewrite HN in G.
  apply N.leb_le in G. vm_compute in G. discriminate.
Qed.

Print Assumptions memorizes_count.
Print Assumptions two_by_seven.
