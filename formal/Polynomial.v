(** * Polynomials: growth, partial derivatives, products *)

From Coq Require Import Reals List Lia Lra Arith FunctionalExtensionality.
From Memproof Require Import Network Lower Maximum.
Import ListNotations.
Open Scope R_scope.

(** On the cube [-r, r]^k, r >= 1, a polynomial of degree d is at most A r^d. *)
Lemma poly_growth k d f : poly k d f ->
  exists A, 0 <= A /\ forall r t, 1 <= r -> cube k r t -> Rabs (f t) <= A * r ^ d.
Proof.
  induction 1 as [d c | d i Hi Hd | d f g _ (A & HA & Ha) _ (B & HB & Hb) | d e f g _ (A & HA & Ha) _ (B & HB & Hb)].
  - exists (Rabs c). split; [apply Rabs_pos |]. intros r t Hr _. pose proof (pow_R1_Rle r d Hr). pose proof (Rabs_pos c). nra.
  - exists 1. split; [lra |]. intros r t Hr Ht. rewrite Rmult_1_l. eapply Rle_trans; [now apply Ht |].
    rewrite <- (pow_1 r) at 1. apply Rle_pow; assumption.
  - exists (A + B). split; [lra |]. intros r t Hr Ht. specialize (Ha r t Hr Ht). specialize (Hb r t Hr Ht).
    eapply Rle_trans; [apply Rabs_triang |]. lra.
  - exists (A * B). split; [now apply Rmult_le_pos |]. intros r t Hr Ht. specialize (Ha r t Hr Ht). specialize (Hb r t Hr Ht).
    rewrite Rabs_mult, pow_add. replace (A * B * (r ^ d * r ^ e)) with ((A * r ^ d) * (B * r ^ e)) by ring.
    apply Rmult_le_compat; try apply Rabs_pos; assumption.
Qed.

(** The partial derivative in the j-th coordinate is a polynomial of degree d - 1. *)
Lemma poly_deriv k d f j : poly k d f ->
  exists g, poly k (d - 1) g /\ (d = O -> forall t, g t = 0) /\
    forall t, derivable_pt_lim (fun x => f (upd t j x)) (t j) (g t).
Proof.
  induction 1 as [d c | d i Hi Hd | d f g _ (f' & P & Z & L) _ (g' & P' & Z' & L')
    | d e f g Hf (f' & P & Z & L) Hg (g' & P' & Z' & L')].
  - exists (fun _ => 0). split; [apply poly_const | split; [reflexivity |]]. intro t. apply derivable_pt_lim_const.
  - destruct (Nat.eq_dec i j) as [-> | E].
    + exists (fun _ => 1). split; [apply poly_const | split; [lia |]]. intro t.
      replace (fun x => upd t j x j) with id by (apply functional_extensionality; intro; now rewrite upd_same).
      apply derivable_pt_lim_id.
    + exists (fun _ => 0). split; [apply poly_const | split; [reflexivity |]]. intro t.
      replace (fun x => upd t j x i) with (fct_cte (t i)) by (apply functional_extensionality; intro; now rewrite upd_other).
      apply derivable_pt_lim_const.
  - exists (fun t => f' t + g' t). split; [now apply poly_add | split].
    + intros -> t. rewrite Z, Z' by reflexivity. lra.
    + intro t. exact (derivable_pt_lim_plus _ _ _ _ _ (L t) (L' t)).
  - assert (E : forall t, derivable_pt_lim (fun x => f (upd t j x) * g (upd t j x)) (t j) (f' t * g t + f t * g' t)).
    { intro t. pose proof (derivable_pt_lim_mult _ _ _ _ _ (L t) (L' t)) as H. cbv beta in H. rewrite upd_id in H. exact H. }
    destruct d as [|d], e as [|e].
    + exists (fun _ => 0). split; [apply poly_const | split; [reflexivity |]]. intro t. specialize (E t).
      rewrite Z, Z' in E by reflexivity. replace 0 with (0 * g t + f t * 0) by ring. exact E.
    + exists (fun t => f t * g' t). split; [exact (poly_mul _ _ _ _ _ Hf P') | split; [lia |]]. intro t. specialize (E t).
      rewrite Z in E by reflexivity. replace (f t * g' t) with (0 * g t + f t * g' t) by ring. exact E.
    + exists (fun t => f' t * g t). split; [| split; [lia |]].
      * replace (S d + 0 - 1)%nat with (S d - 1 + 0)%nat by lia. now apply poly_mul.
      * intro t. specialize (E t). rewrite Z' in E by reflexivity. replace (f' t * g t) with (f' t * g t + f t * 0) by ring. exact E.
    + exists (fun t => f' t * g t + f t * g' t). split; [| split; [lia | exact E]]. apply poly_add.
      * replace (S d + S e - 1)%nat with (S d - 1 + S e)%nat by lia. now apply poly_mul.
      * replace (S d + S e - 1)%nat with (S d + (S e - 1))%nat by lia. now apply poly_mul.
Qed.

(** The product of a list of polynomials. *)
Fixpoint prodl (ps : list (params -> R)) : params -> R :=
  match ps with [] => fun _ => 1 | f :: ps' => fun t => f t * prodl ps' t end.

Lemma poly_prodl k D ps : Forall (poly k D) ps -> poly k (length ps * D) (prodl ps).
Proof.
  induction 1; [exact (poly_const k _ 1) |]. exact (poly_mul k D (length l * D) x (prodl l) H IHForall).
Qed.

(** A derivative at a local maximum is zero. *)
Lemma max_deriv u x l delta : 0 < delta -> derivable_pt_lim u x l ->
  (forall y, Rabs (y - x) < delta -> u y <= u x) -> l = 0.
Proof.
  intros Hd H Hm.
  exact (deriv_maximum u (x - delta) (x + delta) x (exist _ l H) ltac:(lra) ltac:(lra)
    (fun y H1 H2 => Hm y ltac:(apply Rabs_def1; lra))).
Qed.

(** The derivative of the sum of the n-th powers of the coordinates. *)
Lemma deriv_powers p j n k : derivable_pt_lim (fun x => rsum k (fun i => upd p j x i ^ n)) (p j)
  (if lt_dec j k then INR n * p j ^ (n - 1) else 0).
Proof.
  induction k as [|k IH]; cbn [rsum].
  - destruct lt_dec; [lia |]. apply derivable_pt_lim_const.
  - assert (L : derivable_pt_lim (fun x => upd p j x k ^ n) (p j) (if Nat.eq_dec j k then INR n * p j ^ (n - 1) else 0)).
    { destruct (Nat.eq_dec j k) as [-> | E].
      - replace (fun x => upd p k x k ^ n) with (fun x : R => x ^ n) by (apply functional_extensionality; intro; now rewrite upd_same).
        replace (n - 1)%nat with (pred n) by lia. apply derivable_pt_lim_pow.
      - replace (fun x => upd p j x k ^ n) with (fct_cte (p k ^ n)) by (apply functional_extensionality; intro; now rewrite upd_other by auto).
        apply derivable_pt_lim_const. }
    pose proof (derivable_pt_lim_plus _ _ _ _ _ IH L) as H.
    replace (if lt_dec j (S k) then INR n * p j ^ (n - 1) else 0) with
      ((if lt_dec j k then INR n * p j ^ (n - 1) else 0) + (if Nat.eq_dec j k then INR n * p j ^ (n - 1) else 0)); [exact H |].
    destruct (lt_dec j k), (Nat.eq_dec j k), (lt_dec j (S k)); try lia; lra.
Qed.
