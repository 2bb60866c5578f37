(** * The vocabulary of the library's claims

    Each predicate of [lemmas/vocabulary.py] that has a definition here, over integers ([Z]) and reals,
    in terms of networks (Network.v) and data.  A predicate of integers that are no natural numbers
    is false, so a claim that concludes it proves the ranges, too. *)

From Coq Require Import Reals ZArith List Lia Lra.
From Memproof Require Import Network Log Bridge Lower Growth TradeOff Separation Vardi.
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

(** NN(W, L) takes any labels below 2^c on N reals with distinct integer parts below 2^B and fractional
    parts of at most 1 - 1/N. *)
Definition memorizes_keys (W L N B c : Z) : Prop :=
  exists w l n b k, W = Z.of_nat w /\ L = Z.of_nat l /\ N = Z.of_nat n /\ B = Z.of_nat b /\ c = Z.of_nat k /\
    TradeOff.memorizes_keys w l n b k.

(** One affine function maps any N separated points of the ball into [0, R], pairwise 1 apart. *)
Definition projects_to_line (d N : Z) (delta R : R) : Prop :=
  exists k n, d = Z.of_nat k /\ N = Z.of_nat n /\ Separation.projects_to_line k n delta R.

(** ... and to keys with margins. *)
Definition reduces_to_keys (d N : Z) (delta : R) (B : Z) : Prop :=
  exists k n b, d = Z.of_nat k /\ N = Z.of_nat n /\ B = Z.of_nat b /\ Separation.reduces_to_keys k n delta b.

(** Any N reals, shifted by one theta in [0, 1), have fractional parts of at most f. *)
Definition shift_exists (N : Z) (f : R) : Prop := exists n, N = Z.of_nat n /\ Separation.shift_exists n f.

(** Width W, exactly D hidden layers, weights and biases of at most b bits: any labels below 2^c on the
    intervals [k, k + 1] at N integers k below 2^rho, pairwise 2 apart. *)
Definition memorizes_spread (W D b N rho c : Z) : Prop :=
  exists w l e n r k, W = Z.of_nat w /\ D = Z.of_nat l /\ b = Z.of_nat e /\ N = Z.of_nat n /\ rho = Z.of_nat r /\
    c = Z.of_nat k /\ Vardi.memorizes_spread w l e n r k.

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
