(** * From integers to natural numbers

    The library's claims speak of integers, the constructions of natural numbers.  These tactics move
    relations between integers out of the reals and name the natural numbers that the integers are. *)

From Coq Require Import Reals ZArith Lia Lra.
Open Scope R_scope.

Lemma IZR_nat n : IZR (Z.of_nat n) = INR n.
Proof. symmetry. apply INR_IZR_INZ. Qed.

(** Relations between integers, written in the reals, become relations in [Z]. *)
Ltac ints :=
  repeat match goal with
  | H : context [IZR ?a * IZR ?b] |- _ => rewrite <- (mult_IZR a b) in H
  | H : context [IZR ?a + IZR ?b] |- _ => rewrite <- (plus_IZR a b) in H
  | H : context [IZR ?a - IZR ?b] |- _ => rewrite <- (minus_IZR a b) in H
  | H : context [IZR ?a ^ 2] |- _ => replace (IZR a ^ 2) with (IZR (a * a)) in H by (rewrite mult_IZR; ring)
  end;
  repeat match goal with
  | H : IZR ?a >= IZR ?b |- _ => apply Rge_le, le_IZR in H
  | H : IZR ?a <= IZR ?b |- _ => apply le_IZR in H
  | H : IZR ?a < IZR ?b |- _ => apply lt_IZR in H
  | H : IZR ?a > IZR ?b |- _ => apply Rgt_lt, lt_IZR in H
  end.

(** [as_natural z n]: the integer z, shown to be nonnegative by [lia], is the natural number n. *)
Tactic Notation "as_natural" hyp(z) ident(n) := destruct (Z_of_nat_complete z ltac:(lia)) as (n & ->).
