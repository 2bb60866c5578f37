(** * The vocabulary of the library's claims

    Each predicate of [lemmas/vocabulary.py] that has a definition here, over integers ([Z]) and reals,
    in terms of networks (Network.v) and data.  A predicate of integers that are no natural numbers
    is false, so a claim that concludes it proves the ranges, too. *)

From Coq Require Import Reals ZArith List Lia Lra.
From Memproof Require Import Network Log Bridge Lower Growth.
Import ListNotations.
Open Scope R_scope.

(** ** Functions of the claims *)

Definition Zfloor (x : R) : Z := Int_part x.
Definition Zceil (x : R) : Z := (- Int_part (- x))%Z.
Definition Zfactorial (n : Z) : Z := Z.of_nat (fact (Z.to_nat n)).

Lemma Zfloor_spec x : IZR (Zfloor x) <= x < IZR (Zfloor x) + 1.
Proof. unfold Zfloor. pose proof (base_Int_part x) as [H1 H2]. lra. Qed.

Lemma Zceil_spec x : x <= IZR (Zceil x) < x + 1.
Proof. unfold Zceil. rewrite opp_IZR. pose proof (base_Int_part (- x)) as [H1 H2]. lra. Qed.

(** ** Networks and data *)

(** NN(W, L) interpolates any N distinct reals with any real values. *)
Definition interpolates (W L N : Z) : Prop :=
  exists w l n, W = Z.of_nat w /\ L = Z.of_nat l /\ N = Z.of_nat n /\ Bridge.interpolates w l n.

(** NN(W, L) memorizes any N points of the unit ball of R^d, pairwise at least delta apart, with any
    labels from {0, ..., C - 1}. *)
Definition memorizes (W L N : Z) (delta : R) (d C : Z) : Prop :=
  exists w l n k c, W = Z.of_nat w /\ L = Z.of_nat l /\ N = Z.of_nat n /\ d = Z.of_nat k /\
    C = Z.of_nat c /\ Network.memorizes w l n k c delta.

(** Keys: N reals with distinct integer parts below 2^B and fractional parts of at most 1 - 1/N. *)
Definition key_points (N B : nat) (t : nat -> R) : Prop :=
  (forall i, (i < N)%nat -> 0 <= t i < 2 ^ B /\ t i - IZR (Zfloor (t i)) <= 1 - 1 / INR N) /\
  (forall i j, (i < j < N)%nat -> Zfloor (t i) <> Zfloor (t j)).

(** NN(W, L) takes any labels below 2^c on keys. *)
Definition memorizes_keys (W L N B c : Z) : Prop :=
  exists w l n b k, W = Z.of_nat w /\ L = Z.of_nat l /\ N = Z.of_nat n /\ B = Z.of_nat b /\ c = Z.of_nat k /\
    forall t y, key_points n b t -> (forall i, (i < n)%nat -> (y i < 2 ^ k)%nat) ->
    exists f, net (repeat w l) [fun x : R => x] [f] /\ forall i, (i < n)%nat -> f (t i) = INR (y i).

(** One affine function maps any N separated points of the ball into [0, R], pairwise 1 apart. *)
Definition projects_to_line (d N : Z) (delta R : R) : Prop :=
  exists k n, d = Z.of_nat k /\ N = Z.of_nat n /\ forall x, separated n k delta x ->
    exists u b, length u = k /\ (forall i, (i < n)%nat -> 0 <= dot u (x i) + b <= R) /\
      forall i j, (i < j < n)%nat -> 1 <= Rabs (dot u (x i) - dot u (x j)).

(** ** Constants as printed *)

Definition listed_constant (c : R) : Prop := forall (W L N : Z) (delta : R) (d C : Z),
  (1 <= W)%Z -> (1 <= L)%Z -> (2 <= N)%Z -> 0 < delta -> delta <= 1 / 2 -> (1 <= d)%Z -> (2 <= C)%Z ->
  memorizes W L N delta d C -> IZR N <= 1 + 2 / delta ->
  c * IZR N * log2 (1 / delta) <= IZR W ^ 2 * IZR L ^ 2.

Definition paper_constant (c : R) : Prop := forall (W L N : Z) (delta : R) (d C : Z),
  (1 <= W)%Z -> (1 <= L)%Z -> (2 <= N)%Z -> 0 < delta -> delta <= 1 / 2 -> (1 <= d)%Z -> (2 <= C)%Z ->
  memorizes W L N delta d C -> IZR N <= 1 + 2 / delta ->
  c * IZR N / log2 (1 / delta) <= IZR W ^ 2 * IZR L ^ 2.

Definition sufficient_constant (c : R) : Prop := forall (W L N : Z) (delta : R) (d C : Z),
  (1 <= W)%Z -> (1 <= L)%Z -> (2 <= N)%Z -> 0 < delta -> delta <= 1 / 2 -> (1 <= d)%Z -> (2 <= C)%Z ->
  c * IZR N * log2 (1 / delta) <= IZR W ^ 2 * IZR L ^ 2 -> memorizes W L N delta d C.

(** ** Lower bounds *)

Definition shatters (W L N d : Z) : Prop :=
  exists w l n k, W = Z.of_nat w /\ L = Z.of_nat l /\ N = Z.of_nat n /\ d = Z.of_nat k /\
    Growth.shatters_some w l n k.

Definition growth (W L N d : Z) (g : R) : Prop :=
  exists w l n k, W = Z.of_nat w /\ L = Z.of_nat l /\ N = Z.of_nat n /\ d = Z.of_nat k /\
    Growth.growth_within w l n k g.
