(** * Canaries: the definitions are not vacuous

    Small networks do not memorize: N points need N <= 2 (W+1)^L, for every d and every feasible delta. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Pieces Refutation.
Import ListNotations.
Open Scope R_scope.

Theorem memorizes_needs W L N d delta : (1 <= d)%nat -> 0 < delta -> INR N * delta <= 1 ->
  memorizes W L N d 2 delta -> (N <= 2 * (W + 1) ^ L)%nat.
Proof.
  intros Hd Hdelta HN H.
  destruct (H _ (fun i => if Nat.even i then 0%nat else 1%nat) (line_points N d delta Hd Hdelta HN)) as (f & Hf & E).
  { intros i _. destruct (Nat.even i); lia. }
  apply NN_iff in Hf as (g & Hg & Eg). set (emb := fun t : R => t :: repeat 0 (d - 1)).
  apply (alternating_needs W L (pull emb g) (fun i => INR i * delta)).
  - apply (net_base _ (map (pull emb) (coords d))); [| exact (net_pull emb _ _ [g] Hg)].
    intros h Hh. apply in_map_iff in Hh as (h' & <- & Hh'). unfold coords in Hh'. apply in_map_iff in Hh' as (k & <- & _).
    destruct k as [|k]; [apply (aff_head (fun t : R => t)) |].
    apply (aff_ext _ (fun _ => 0)); [| apply aff_const]. intro t. unfold pull, emb, coord. simpl. symmetry. apply nth_repeat.
  - intro i. rewrite S_INR. nra.
  - intros i Hi. unfold pull, emb. rewrite <- Eg by (simpl; rewrite repeat_length; lia). rewrite E by exact Hi.
    destruct (Nat.even i); reflexivity.
Qed.

Example one_neuron_fails : ~ memorizes 1 1 5 1 2 (1 / 5).
Proof.
  intros H. pose proof (memorizes_needs 1 1 5 1 (1 / 5) ltac:(lia) ltac:(lra) ltac:(simpl; lra) H) as C.
  simpl in C. lia.
Qed.

Example two_by_two_works : memorizes 2 2 4 1 2 (1 / 4).
Proof. apply two_layers; [lia | lra | lia]. Qed.
