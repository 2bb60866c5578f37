(** * memproof's predicates with their meaning, and two of its "argued" claims as theorems

    Exported certificates speak of predicates over reals.  Here they are defined, and the construction
    claims U11-direct/theorem-t and YY-listed/any-points are proved exactly as the certificates state
    them, so that the exported YY-listed chain needs no axiom. *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require Import Network Log Sort TheoremT Direction Refutation.
Import ListNotations.
Open Scope R_scope.

(** NN(W, L) interpolates any N distinct reals with any real labels. *)
Definition interpolates (W L N : nat) : Prop :=
  forall (t y : nat -> R), (forall i j, (i < j < N)%nat -> t i <> t j) ->
  exists f, net (repeat W L) [fun x : R => x] [f] /\ forall i, (i < N)%nat -> f (t i) = y i.

Theorem interpolates_two W p q N : (p <= W)%nat -> (q <= W)%nat -> (N <= p * q)%nat -> interpolates W 2 N.
Proof.
  intros Hp Hq HN t y Ht. destruct (sort_keys N t y Ht) as (c & lab & Hc & Hk & _).
  destruct (theorem_T p q c lab Hc) as (f & Hf & E). exists f; split.
  - apply net_wider with [p; q]; [repeat constructor; assumption | exact Hf].
  - intros i Hi. destruct (Hk i Hi) as (k & Hkn & E1 & E2). rewrite <- E1, <- E2. apply E; lia.
Qed.

Theorem interpolates_memorizes W L N d C delta : (1 <= d)%nat -> 0 < delta -> interpolates W L N ->
  memorizes W L N d C delta.
Proof.
  intros Hd Hdelta Hi x y Hsep _.
  destruct (separating_direction N d delta x Hd Hdelta Hsep) as (u & Hl & _ & Hu).
  set (K := fun z => dot (map INR u) (values (coords d) z)).
  assert (HK : forall i, (i < N)%nat -> K (x i) = udot u (x i)).
  { intros i Hin. unfold K, udot. rewrite values_coords; [reflexivity |]. now apply (proj1 Hsep). }
  destruct (Hi (fun i => K (x i)) (fun i => INR (y i))) as (f & Hf & E).
  { intros i j Hij F. specialize (Hu i j Hij). rewrite !HK in F by lia. rewrite F in Hu.
    rewrite Rminus_diag_eq, Rabs_R0 in Hu by reflexivity.
    assert (0 < delta / (2 * sqrt (INR d))); [| lra].
    apply Rdiv_lt_0_compat; [exact Hdelta |]. apply Rmult_lt_0_compat; [lra |]. apply sqrt_lt_R0, lt_0_INR; lia. }
  exists (fun z => f (K z)); split; [| exact E].
  apply NN_iff. exists (pull K f); split; [| reflexivity]. apply (net_base _ [K]).
  - intros h [<- | []]. now apply aff_key.
  - exact (net_pull K _ [fun t => t] [f] Hf).
Qed.

(** The predicates as the exporter writes them: arguments are reals. *)
Definition nat_of (x : R) (n : nat) : Prop := x = INR n.
Definition P_interpolates (W L N : R) : Prop :=
  exists w l n, nat_of W w /\ nat_of L l /\ nat_of N n /\ interpolates w l n.
Definition P_memorizes (W L N delta d C : R) : Prop :=
  exists w l n k m, nat_of W w /\ nat_of L l /\ nat_of N n /\ nat_of d k /\ nat_of C m /\ memorizes w l n k m delta.

Lemma nat_of_Z z : 0 <= IZR z -> nat_of (IZR z) (Z.to_nat z).
Proof. intros H. unfold nat_of. apply le_IZR in H. now rewrite INR_IZR_INZ, Z2Nat.id. Qed.

Lemma nat_of_inj x n m : nat_of x n -> nat_of x m -> n = m.
Proof. unfold nat_of; intros -> E. now apply INR_eq. Qed.

Theorem L_U11_direct_theorem_t : forall v_N v_W v_p v_q : Z,
  1 <= IZR v_p -> 1 <= IZR v_q -> 1 <= IZR v_N -> IZR v_p <= IZR v_W -> IZR v_q <= IZR v_W ->
  IZR v_N <= IZR v_p * IZR v_q -> P_interpolates (IZR v_W) 2 (IZR v_N).
Proof.
  intros N W p q Hp Hq HN HpW HqW H. rewrite <- mult_IZR in H.
  assert (1 <= p /\ 1 <= q /\ 1 <= N /\ p <= W /\ q <= W /\ N <= p * q)%Z as (? & ? & ? & ? & ? & ?)
    by (repeat split; apply le_IZR; assumption).
  exists (Z.to_nat W), 2%nat, (Z.to_nat N).
  split; [apply nat_of_Z; lra |]. split; [unfold nat_of; simpl; ring |]. split; [apply nat_of_Z; lra |].
  apply interpolates_two with (Z.to_nat p) (Z.to_nat q); [lia | lia |]. rewrite <- Z2Nat.inj_mul by lia. lia.
Qed.

Theorem L_YY_listed_any_points : forall (v_C v_L v_N v_W v_d : Z) (v_delta : R),
  1 <= IZR v_W -> 1 <= IZR v_L -> 1 <= IZR v_N -> 0 < v_delta -> 1 <= IZR v_d -> 1 <= IZR v_C ->
  P_interpolates (IZR v_W) (IZR v_L) (IZR v_N) ->
  P_memorizes (IZR v_W) (IZR v_L) (IZR v_N) v_delta (IZR v_d) (IZR v_C).
Proof.
  intros C L N W d delta HW HL HN Hdelta Hd HC (w & l & n & E1 & E2 & E3 & H).
  exists w, l, n, (Z.to_nat d), (Z.to_nat C). repeat split; try assumption; try (apply nat_of_Z; lra).
  apply interpolates_memorizes; try assumption. apply le_IZR in Hd. lia.
Qed.
