(** * A finite set on which t_j^r is a polynomial of degree < r has at most r^k points *)

From Coq Require Import Reals List Lia Lra Arith FunctionalExtensionality.
From Memproof Require Import Network Lower Maximum.
Import ListNotations.
Open Scope R_scope.

(** ** Homogeneous linear equations: fewer equations than unknowns have a solution that is not zero. *)
Lemma rsum_add n f g : rsum n (fun i => f i + g i) = rsum n f + rsum n g.
Proof. induction n; simpl; lra. Qed.

Lemma rsum_scale n a f : rsum n (fun i => a * f i) = a * rsum n f.
Proof. induction n; simpl; [ring | rewrite IHn; ring]. Qed.

Lemma rsum_single n f j : (j < n)%nat -> (forall i, (i < n)%nat -> i <> j -> f i = 0) -> rsum n f = f j.
Proof.
  induction n; simpl; intros Hj H; [lia |]. destruct (Nat.eq_dec j n) as [-> | E].
  - rewrite (rsum_ext n f (fun _ => 0)), rsum_zero by (intros; apply H; lia). ring.
  - rewrite IHn, (H n) by (try lia; intros; apply H; lia). ring.
Qed.

Lemma kernel n : forall bs : list (nat -> R), (length bs < n)%nat ->
  exists c : nat -> R, (exists i, (i < n)%nat /\ c i <> 0) /\ forall b, In b bs -> rsum n (fun i => c i * b i) = 0.
Proof.
  induction n as [|n IH]; intros bs Hl; [lia |].
  assert (D : (forall b, In b bs -> b n = 0) \/ exists b, In b bs /\ b n <> 0).
  { clear. induction bs as [|b bs [H | (b' & H & E)]]; [left; intros ? [] | |].
    - destruct (Req_dec (b n) 0) as [E | E]; [left | right; exists b; simpl; auto].
      intros b' [<- | H']; [exact E | now apply H].
    - right. exists b'; simpl; auto. }
  destruct D as [Z | (b & Hb & E)].
  - exists (fun i => if Nat.eq_dec i n then 1 else 0). split.
    + exists n. split; [lia |]. destruct Nat.eq_dec; [lra | congruence].
    + intros b Hb. rewrite (rsum_ext (S n) _ (fun _ => 0)), rsum_zero; [reflexivity |].
      intros i Hi. destruct (Nat.eq_dec i n) as [-> | _]; [rewrite Z by exact Hb |]; ring.
  - destruct (in_split b bs Hb) as (l1 & l2 & ->).
    destruct (IH (map (fun b' i => b' i - b' n / b n * b i) (l1 ++ l2))) as (c & (i & Hi & Hc) & H).
    { rewrite map_length. rewrite app_length in *. simpl in Hl. lia. }
    set (x := - rsum n (fun i => c i * b i) / b n).
    exists (fun i => if Nat.eq_dec i n then x else c i). split.
    + exists i. split; [lia |]. destruct Nat.eq_dec; [lia | exact Hc].
    + intros b' Hb'. simpl. destruct (Nat.eq_dec n n) as [_ | ?]; [| congruence].
      rewrite (rsum_ext n _ (fun i => c i * b' i)) by (intros j Hj; destruct Nat.eq_dec; [lia | reflexivity]).
      assert (G : b' = b \/ In b' (l1 ++ l2)).
      { apply in_app_or in Hb' as [? | [? | ?]]; [right; apply in_or_app; auto | left; auto | right; apply in_or_app; auto]. }
      destruct G as [-> | G]; [unfold x; field; exact E |].
      specialize (H _ (in_map (fun b' i => b' i - b' n / b n * b i) _ _ G)).
      rewrite (rsum_ext n _ (fun i => c i * b' i + - (b' n / b n) * (c i * b i))) in H by (intros; simpl; ring).
      rewrite rsum_add, rsum_scale in H. unfold x.
      replace (- rsum n (fun i => c i * b i) / b n * b' n) with (- (b' n / b n) * rsum n (fun i => c i * b i)) by (field; exact E).
      exact H.
Qed.

(** ** Monomials *)
Fixpoint mon (k : nat) (e : nat -> nat) (t : params) : R :=
  match k with O => 1 | S k' => mon k' e t * t k' ^ e k' end.

Fixpoint deg (k : nat) (e : nat -> nat) : nat :=
  match k with O => O | S k' => (deg k' e + e k')%nat end.

Lemma mon_ext k e e' t : (forall i, (i < k)%nat -> e i = e' i) -> mon k e t = mon k e' t.
Proof. induction k; simpl; intros H; [reflexivity |]. rewrite IHk, H by (intros; auto). reflexivity. Qed.

Lemma deg_ext k e e' : (forall i, (i < k)%nat -> e i = e' i) -> deg k e = deg k e'.
Proof. induction k; simpl; intros H; [reflexivity |]. rewrite IHk, H by (intros; auto). reflexivity. Qed.

Lemma mon_add k e e' t : mon k (fun i => e i + e' i)%nat t = mon k e t * mon k e' t.
Proof. induction k; simpl; [ring |]. rewrite IHk, pow_add. ring. Qed.

Lemma deg_add k e e' : deg k (fun i => e i + e' i)%nat = (deg k e + deg k e')%nat.
Proof. induction k; simpl; lia. Qed.

Lemma mon_zero k t : mon k (fun _ => O) t = 1.
Proof. induction k; simpl; [reflexivity |]. rewrite IHk; ring. Qed.

Lemma deg_zero k : deg k (fun _ => O) = O.
Proof. induction k; simpl; lia. Qed.

Definition single (j n : nat) : nat -> nat := fun i => if Nat.eq_dec i j then n else O.

Lemma mon_single k j n t : (j < k)%nat -> mon k (single j n) t = t j ^ n.
Proof.
  induction k; simpl; intros H; [lia |]. destruct (Nat.eq_dec j k) as [-> | E].
  - rewrite (mon_ext k _ (fun _ => O)), mon_zero.
    + unfold single. destruct Nat.eq_dec; [ring | congruence].
    + intros i Hi. unfold single. destruct Nat.eq_dec; [lia | reflexivity].
  - rewrite IHk by lia. unfold single. destruct Nat.eq_dec; [congruence | simpl; ring].
Qed.

Lemma deg_single k j n : (j < k)%nat -> deg k (single j n) = n.
Proof.
  induction k; simpl; intros H; [lia |]. destruct (Nat.eq_dec j k) as [-> | E].
  - rewrite (deg_ext k _ (fun _ => O)), deg_zero.
    + unfold single. destruct Nat.eq_dec; [lia | congruence].
    + intros i Hi. unfold single. destruct Nat.eq_dec; [lia | reflexivity].
  - rewrite IHk by lia. unfold single. destruct Nat.eq_dec; [congruence | lia].
Qed.

Lemma poly_pow k n j : (j < k)%nat -> poly k n (fun t => t j ^ n).
Proof.
  intros Hj. induction n; simpl; [apply poly_const |]. apply (poly_mul k 1 n (fun t => t j)); [apply poly_var; lia | exact IHn].
Qed.

Lemma mon_poly k e : forall k', (k <= k')%nat -> poly k' (deg k e) (mon k e).
Proof.
  induction k; intros k' Hk; simpl; [apply poly_const |].
  apply (poly_mul k' (deg k e) (e k) (mon k e)); [apply IHk; lia | apply poly_pow; lia].
Qed.

(** The sum of the terms c * monomial. *)
Fixpoint terms (k : nat) (l : list (R * (nat -> nat))) (t : params) : R :=
  match l with [] => 0 | (c, e) :: l' => c * mon k e t + terms k l' t end.

Lemma terms_app k l l' t : terms k (l ++ l') t = terms k l t + terms k l' t.
Proof. induction l as [|(c, e) l IH]; simpl; [ring | rewrite IH; ring]. Qed.

Definition times (c : R) (e : nat -> nat) : list (R * (nat -> nat)) -> list (R * (nat -> nat)) :=
  map (fun m => (c * fst m, fun i => (e i + snd m i)%nat)).

Lemma terms_times k c e l t : terms k (times c e l) t = c * mon k e t * terms k l t.
Proof. induction l as [|(c', e') l IH]; simpl; [ring |]. rewrite IH, mon_add. ring. Qed.

Lemma poly_terms k d f : poly k d f ->
  exists l, (forall c e, In (c, e) l -> (deg k e <= d)%nat) /\ forall t, f t = terms k l t.
Proof.
  induction 1.
  - exists [(c, fun _ => O)]. split; [| intro t; simpl; rewrite mon_zero; ring].
    intros c' e [E | []]. injection E; intros <- _. rewrite deg_zero. lia.
  - exists [(1, single i 1)]. split; [| intro t; simpl; rewrite mon_single by assumption; ring].
    intros c' e [E | []]. injection E; intros <- _. rewrite deg_single; assumption.
  - destruct IHpoly1 as (l & Hl & El), IHpoly2 as (l' & Hl' & El'). exists (l ++ l'). split.
    + intros c e He. apply in_app_or in He as [He | He]; eauto.
    + intro t. now rewrite terms_app, El, El'.
  - destruct IHpoly1 as (l & Hl & El), IHpoly2 as (l' & Hl' & El').
    exists (flat_map (fun m => times (fst m) (snd m) l') l). split.
    + intros c a Ha. apply in_flat_map in Ha as ((c1, e1) & H1 & H2). unfold times in H2. apply in_map_iff in H2 as ((c2, e2) & E & H2).
      simpl in E. injection E; intros <- _. rewrite deg_add. specialize (Hl _ _ H1). specialize (Hl' _ _ H2). lia.
    + intro t. rewrite El, El'. clear. induction l as [|(c, a) l IH]; simpl; [ring |].
      rewrite terms_app, terms_times, <- IH. ring.
Qed.

(** The r^k monomials with all exponents below r. *)
Fixpoint base (r k : nat) : list (params -> R) :=
  match k with
  | O => [fun _ => 1]
  | S k' => flat_map (fun m => map (fun a t => m t * t k' ^ a) (seq 0 r)) (base r k')
  end.

Lemma flat_map_length {A B} (f : A -> list B) n l : (forall a, length (f a) = n) -> length (flat_map f l) = (n * length l)%nat.
Proof. intros H. induction l as [|a l IH]; simpl; [lia |]. rewrite app_length, H, IH. lia. Qed.

Lemma base_length r k : length (base r k) = (r ^ k)%nat.
Proof.
  induction k; [reflexivity |]. cbn [base Nat.pow]. rewrite <- IHk. apply flat_map_length.
  intro m. now rewrite map_length, seq_length.
Qed.

Lemma base_in r k e : (forall i, (i < k)%nat -> (e i < r)%nat) -> In (mon k e) (base r k).
Proof.
  induction k; simpl; intros H; [now left |]. apply in_flat_map. exists (mon k e). split; [apply IHk; auto |].
  apply in_map_iff. exists (e k). split; [reflexivity |]. apply in_seq. specialize (H k). lia.
Qed.

(** ** The bound *)
Section Span.
Variables (k r n : nat) (z : nat -> params) (g : nat -> params -> R).
Hypothesis Hr : (1 <= r)%nat.
Hypothesis Hg : forall j, (j < k)%nat -> poly k (r - 1) (g j).
Hypothesis Hz : forall i j, (i < n)%nat -> (j < k)%nat -> z i j ^ r = g j (z i).
Hypothesis Hsep : forall i i', (i < n)%nat -> (i' < n)%nat -> i <> i' -> exists d f, poly k d f /\ f (z i) <> f (z i').

Lemma functional_zero (c : nat -> R) : (forall b, In b (base r k) -> rsum n (fun i => c i * b (z i)) = 0) ->
  forall d f, poly k d f -> rsum n (fun i => c i * f (z i)) = 0.
Proof.
  intros Hb d. induction d as [d IH] using lt_wf_ind. intros f Hf.
  destruct (poly_terms k d f Hf) as (l & Hl & El).
  rewrite (rsum_ext n _ (fun i => c i * terms k l (z i))) by (intros; now rewrite El). clear El Hf f.
  induction l as [|(a, e) l IHl]; simpl.
  { rewrite (rsum_ext n _ (fun _ => 0)), rsum_zero by (intros; ring). reflexivity. }
  rewrite (rsum_ext n _ (fun i => a * (c i * mon k e (z i)) + c i * terms k l (z i))) by (intros; ring).
  rewrite rsum_add, rsum_scale, IHl by (intros; eapply Hl; right; eassumption).
  enough (rsum n (fun i => c i * mon k e (z i)) = 0) as -> by ring.
  assert (He : (deg k e <= d)%nat) by (eapply Hl; left; reflexivity).
  assert (C : (forall i, (i < k)%nat -> (e i < r)%nat) \/ exists j, (j < k)%nat /\ (r <= e j)%nat).
  { clear. induction k as [|k' [H | (j & Hj & H)]]; [left; lia | |].
    - destruct (le_lt_dec r (e k')); [right; exists k'; split; [lia | assumption] | left].
      intros i Hi. destruct (Nat.eq_dec i k') as [-> | E]; [assumption | apply H; lia].
    - right. exists j. split; [lia | assumption]. }
  destruct C as [C | (j & Hj & C)]; [apply Hb; now apply base_in |].
  (* an exponent >= r: replace t_j^r *)
  set (e' := fun i => if Nat.eq_dec i j then (e i - r)%nat else e i).
  assert (S : forall i, (single j r i + e' i = e i)%nat).
  { intro i. unfold single, e'. destruct (Nat.eq_dec i j) as [-> | _]; lia. }
  assert (Ed : (r + deg k e' = deg k e)%nat).
  { rewrite <- (deg_ext k _ e (fun i _ => S i)), deg_add, deg_single by exact Hj. reflexivity. }
  rewrite (rsum_ext n _ (fun i => c i * (g j (z i) * mon k e' (z i)))).
  - apply (IH (r - 1 + deg k e')%nat ltac:(lia) (fun t => g j t * mon k e' t)).
    apply poly_mul; [now apply Hg | now apply mon_poly].
  - intros i Hi. rewrite <- Hz by assumption. rewrite <- (mon_ext k _ e _ (fun i _ => S i)), mon_add, mon_single by exact Hj.
    reflexivity.
Qed.

(** Lagrange: a polynomial that is 1 at z_a and 0 at the others. *)
Lemma lagrange a m : (a < n)%nat -> (m <= n)%nat ->
  exists d f, poly k d f /\ f (z a) = 1 /\ forall i, (i < m)%nat -> i <> a -> f (z i) = 0.
Proof.
  intros Ha. induction m as [|m IH]; intros Hm.
  - exists O, (fun _ => 1). split; [apply poly_const | split; [reflexivity | lia]].
  - destruct IH as (d & f & Hf & E1 & E0); [lia |]. destruct (Nat.eq_dec m a) as [-> | Hne].
    + exists d, f. repeat split; try assumption. intros i Hi Hia. apply E0; lia.
    + destruct (Hsep a m Ha ltac:(lia) ltac:(auto)) as (d' & h & Hh & Ne).
      exists (d + d')%nat, (fun t => f t * (/ (h (z a) - h (z m)) * (h t + - h (z m)))). split; [| split].
      * apply poly_mul; [exact Hf |]. apply (poly_mul k 0 d' (fun _ => / (h (z a) - h (z m))) (fun t => h t + - h (z m))); [apply poly_const |].
        apply poly_add; [exact Hh | apply poly_const].
      * rewrite E1. field. lra.
      * intros i Hi Hia. destruct (Nat.eq_dec i m) as [-> | Him]; [ring |]. rewrite E0 by lia. ring.
Qed.

Theorem few_points : (n <= r ^ k)%nat.
Proof.
  destruct (le_lt_dec n (r ^ k)) as [H | H]; [exact H | exfalso].
  destruct (kernel n (map (fun b i => b (z i)) (base r k))) as (c & (a & Ha & Hc) & Hk).
  { now rewrite map_length, base_length. }
  destruct (lagrange a n Ha (le_n n)) as (d & f & Hf & E1 & E0).
  assert (Z : rsum n (fun i => c i * f (z i)) = 0).
  { apply functional_zero with d; [| exact Hf]. intros b Hb. exact (Hk _ (in_map (fun b i => b (z i)) _ _ Hb)). }
  rewrite (rsum_single n _ a) in Z by (try exact Ha; intros i Hi Hia; rewrite E0 by assumption; ring).
  rewrite E1 in Z. lra.
Qed.
End Span.
