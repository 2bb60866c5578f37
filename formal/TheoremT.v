(** * Theorem T: two hidden layers of widths p and q interpolate p*q points of a line

    Any strictly increasing keys and any real labels; one neuron for each kink. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Sort.
Import ListNotations.
Open Scope R_scope.

(** [1] for even, [-1] for odd. *)
Definition sgn (j : nat) : R := if Nat.even j then 1 else -1.

Lemma sgn_S j : sgn (S j) = - sgn j.
Proof. unfold sgn; rewrite Nat.even_succ, <- Nat.negb_even. destruct (Nat.even j); simpl; lra. Qed.

Lemma sgn_sq j : sgn j * sgn j = 1.
Proof. unfold sgn; destruct (Nat.even j); lra. Qed.

(** Finitely many lower bounds have a common upper bound. *)
Lemma large1 n (b t : nat -> R) : (forall i, (i < n)%nat -> 0 < b i) ->
  exists L, forall l, L <= l -> forall i, (i < n)%nat -> t i < l * b i.
Proof.
  induction n; intros H.
  - exists 0; intros; lia.
  - destruct IHn as (L & HL). { intros; apply H; lia. }
    exists (Rmax L (t n / b n + 1)). intros l Hl i Hi.
    assert (Hi' : (i < n \/ i = n)%nat) by lia. destruct Hi' as [Hi' | ->].
    + apply HL; [| exact Hi']. eapply Rle_trans; [apply Rmax_l | exact Hl].
    + assert (t n / b n + 1 <= l) by (eapply Rle_trans; [apply Rmax_r | exact Hl]).
      assert (Hb : 0 < b n) by (apply H; lia).
      assert (t n = t n / b n * b n) by (field; lra). nra.
Qed.

Lemma large2 p n (b t : nat -> nat -> R) : (forall j i, (i < n)%nat -> 0 < b j i) ->
  exists L, forall l, L <= l -> forall j i, (j < p)%nat -> (i < n)%nat -> t j i < l * b j i.
Proof.
  induction p; intros H.
  - exists 0; intros; lia.
  - destruct (IHp H) as (L & HL). destruct (large1 n (b p) (t p) (H p)) as (L' & HL').
    exists (Rmax L L'). intros l Hl j i Hj Hi. assert (Hj' : (j < p \/ j = p)%nat) by lia.
    destruct Hj' as [Hj' | ->].
    + apply HL; try assumption. eapply Rle_trans; [apply Rmax_l | exact Hl].
    + apply HL'; try assumption. eapply Rle_trans; [apply Rmax_r | exact Hl].
Qed.

(** ** Continuous piecewise affine functions with kinks at g 1, ..., g (p-1) *)
Section Lines.
Variables (g z v : nat -> R) (m0 : R).
(** Only the first point may sit on its kink. *)
Hypothesis gz : forall j, g j <= z j < g (S j).
Hypothesis gz' : forall j, g (S j) < z (S j).

Lemma g_mono a b : (a <= b)%nat -> g a <= g b.
Proof. induction 1; [lra |]. pose proof (gz m); lra. Qed.

Fixpoint slope (j : nat) : R :=
  match j with
  | O => m0
  | S i => (v (S i) - v i - slope i * (g (S i) - z i)) / (z (S i) - g (S i))
  end.

Lemma slope_eq j :
  slope (S j) * (z (S j) - g (S j)) = v (S j) - v j - slope j * (g (S j) - z j).
Proof. simpl. field. pose proof (gz' j); lra. Qed.

Definition jump (j : nat) : R := match j with O => m0 | S i => slope (S i) - slope i end.

Definition line (n : nat) (x : R) : R :=
  v 0%nat + m0 * (g 0%nat - z 0%nat) + rsum n (fun j => jump j * relu (x - g j)).

Lemma line_right n : forall x, g n <= x -> line (S n) x = v n + slope n * (x - z n).
Proof.
  induction n; intros x Hx.
  - unfold line; simpl. rewrite relu_pos by lra. ring.
  - assert (Hn : g n <= x) by (pose proof (g_mono n (S n) ltac:(lia)); lra).
    replace (line (S (S n)) x) with (line (S n) x + jump (S n) * relu (x - g (S n))) by
      (unfold line; simpl; ring).
    rewrite IHn by exact Hn. rewrite relu_pos by lra. unfold jump.
    pose proof (slope_eq n). nra.
Qed.

Lemma line_left n x : x <= g n -> forall p, (n <= p)%nat -> line p x = line n x.
Proof.
  intros Hx p; induction 1; [reflexivity |].
  rewrite <- IHle. unfold line; simpl. rewrite relu_neg; [ring |].
  pose proof (g_mono n m H); lra.
Qed.

Lemma line_at p j x : (j < p)%nat -> g j <= x <= g (S j) -> line p x = v j + slope j * (x - z j).
Proof.
  intros Hj Hx. rewrite (line_left (S j) x (proj2 Hx) p Hj). now apply line_right.
Qed.

Definition steps (p : nat) : list (R -> R) := after (map (fun j x => x - g j) (seq 0 p)).

Lemma line_aff p : aff (steps p) (line p).
Proof.
  unfold line. apply aff_add; [apply aff_const |].
  apply (aff_sum _ p (fun j x => jump j * relu (x - g j))). intros j Hj. apply aff_scal.
  apply aff_in. unfold steps, after; rewrite map_map. apply in_map_iff. exists j; split; [reflexivity |].
  apply in_seq; lia.
Qed.

(** With values 0 and first slope 1 the slopes alternate. *)
Lemma slope_sign : m0 = 1 -> (forall j, v j = 0) -> forall j, 0 < sgn j * slope j.
Proof.
  intros H0 Hv; induction j.
  - unfold sgn; simpl; lra.
  - rewrite sgn_S. pose proof (slope_eq j) as E. rewrite !Hv in E.
    pose proof (gz j); pose proof (gz' j).
    assert (E' : (- sgn j * slope (S j)) * (z (S j) - g (S j)) = (sgn j * slope j) * (g (S j) - z j)).
    { transitivity (- sgn j * (slope (S j) * (z (S j) - g (S j)))); [ring | rewrite E; ring]. }
    assert (0 < (sgn j * slope j) * (g (S j) - z j)) by (apply Rmult_lt_0_compat; lra).
    apply Rmult_lt_reg_r with (z (S j) - g (S j)); lra.
Qed.
End Lines.

(** ** The grid: x j k is the k-th key of group j in snake order *)
Section Grid.
Variables (p q : nat) (g : nat -> R) (x y : nat -> nat -> R).
Hypothesis inside : forall j k, (k < q)%nat -> g j <= x j k < g (S j).
Hypothesis inside' : forall j k, (k < q)%nat -> g (S j) < x (S j) k.
Hypothesis snake : forall j k l, (k < l < q)%nat -> 0 < sgn j * (x j l - x j k).

(** One unit: values V at the n-th keys, not positive before, large at the next keys. *)
Lemma unit n (V low : nat -> R) : (n < q)%nat ->
  exists a, aff (steps g p) a /\ (forall j, (j < p)%nat -> a (x j n) = V j) /\
    (forall j k, (j < p)%nat -> (k < n)%nat -> a (x j k) <= 0) /\
    (forall j, (j < p)%nat -> (S n < q)%nat -> low j < a (x j (S n))).
Proof.
  intros Hn. set (z := fun j => x j n).
  assert (gz : forall j, g j <= z j < g (S j)) by (intro; apply inside; lia).
  assert (gz' : forall j, g (S j) < z (S j)) by (intro; apply inside'; lia).
  set (vf := line g z V 0 p). set (u := line g z (fun _ => 0) 1 p).
  set (m := slope g z (fun _ => 0) 1).
  assert (Hm : forall j, 0 < sgn j * m j) by (apply slope_sign; auto).
  assert (Hu : forall j k, (j < p)%nat -> (k < q)%nat -> u (x j k) = m j * (x j k - x j n)).
  { intros j k Hj Hk. unfold u. rewrite (line_at g z _ _ gz gz' p j) by
      (try assumption; pose proof (inside j k Hk); lra). unfold m, z; ring. }
  assert (Hv : forall j, (j < p)%nat -> vf (x j n) = V j).
  { intros j Hj. unfold vf. rewrite (line_at g z _ _ gz gz' p j) by
      (try assumption; pose proof (inside j n Hn); lra). unfold z; ring. }
  assert (Hs : forall j k l, (k < l < q)%nat -> 0 < m j * (x j l - x j k)).
  { intros j k l Hk. pose proof (snake j k l Hk). pose proof (Hm j). pose proof (sgn_sq j).
    replace (m j * (x j l - x j k)) with ((sgn j * sgn j) * (m j * (x j l - x j k))) by (rewrite H1; ring).
    replace (sgn j * sgn j * (m j * (x j l - x j k))) with ((sgn j * m j) * (sgn j * (x j l - x j k))) by ring.
    now apply Rmult_lt_0_compat. }
  destruct (large2 p n (fun j k => m j * (x j n - x j k)) (fun j k => vf (x j k))
    ltac:(intros; apply Hs; lia)) as (L1 & HL1).
  set (b2 := fun j : nat => if lt_dec (S n) q then m j * (x j (S n) - x j n) else 1).
  destruct (large1 p b2 (fun j => low j - vf (x j (S n)))) as (L2 & HL2).
  { intros j _; unfold b2. destruct (lt_dec (S n) q); [apply Hs; lia | lra]. }
  set (l := Rmax L1 L2). specialize (HL1 l (Rmax_l _ _)). specialize (HL2 l (Rmax_r _ _)).
  exists (fun t => vf t + l * u t). repeat split.
  - apply aff_add; [| apply aff_scal]; now apply line_aff.
  - intros j Hj. rewrite Hv, Hu by (try assumption; lia). ring.
  - intros j k Hj Hk. rewrite Hu by (try assumption; lia). specialize (HL1 j k Hj Hk). simpl in HL1. lra.
  - intros j Hj Hq. specialize (HL2 j Hj). unfold b2 in HL2.
    destruct (lt_dec (S n) q); [| lia]. rewrite Hu by assumption. lra.
Qed.

(** The first unit is affine on groups, the others are chosen in turn. *)
Lemma build (Hq : (0 < q)%nat) : forall n, (n < q)%nat ->
  exists a0 gs S0, length gs = n /\ aff (steps g p) a0 /\ Forall (aff (steps g p)) gs /\ aff (after gs) S0 /\
    (forall j l, (j < p)%nat -> (l <= n)%nat -> a0 (x j l) + S0 (x j l) = y j l) /\
    ((S n < q)%nat -> forall j, (j < p)%nat -> 0 < sgn (S n) * (y j (S n) - (a0 (x j (S n)) + S0 (x j (S n))))).
Proof.
  induction n as [|n IH]; intros Hn.
  - destruct (unit 0 (fun j => y j 0%nat) (fun j => y j 1%nat) Hn) as (a & Ha & Hv & _ & Hl).
    exists a, [], (fun _ => 0); repeat split; try constructor; [exact Ha | apply aff_const | |].
    + intros j l Hj Hl'. replace l with 0%nat by lia. rewrite Hv by exact Hj. ring.
    + intros H1 j Hj. specialize (Hl j Hj H1). unfold sgn; simpl. lra.
  - destruct (IH ltac:(lia)) as (a0 & gs & S0 & Hlen & Ha0 & Haff & HS & Hfit & Hnext).
    specialize (Hnext Hn). set (F := fun t => a0 t + S0 t).
    destruct (unit (S n) (fun j => sgn (S n) * (y j (S n) - F (x j (S n))))
      (fun j => sgn (S n) * (y j (S (S n)) - F (x j (S (S n))))) Hn) as (a & Ha & Hv & Hz & Hl).
    exists a0, (a :: gs), (fun t => S0 t + sgn (S n) * relu (a t)). repeat split.
    + simpl; lia.
    + exact Ha0.
    + now constructor.
    + unfold after; simpl. apply aff_add; [apply aff_tail; exact HS |].
      apply aff_scal, (aff_head (fun t => relu (a t))).
    + intros j k Hj Hk. destruct (Nat.eq_dec k (S n)) as [-> | Hkn].
      * rewrite Hv by exact Hj. rewrite relu_pos by (left; now apply Hnext). unfold F.
        replace (sgn (S n) * (sgn (S n) * (y j (S n) - (a0 (x j (S n)) + S0 (x j (S n)))))) with
          ((sgn (S n) * sgn (S n)) * (y j (S n) - (a0 (x j (S n)) + S0 (x j (S n))))) by ring.
        rewrite sgn_sq; ring.
      * rewrite relu_neg by (apply Hz; [exact Hj | lia]). rewrite <- (Hfit j k Hj ltac:(lia)). ring.
    + intros H2 j Hj. rewrite (sgn_S (S n)). specialize (Hl j Hj H2).
      assert (Hr : a (x j (S (S n))) <= relu (a (x j (S (S n))))) by apply Rmax_r.
      pose proof (sgn_sq (S n)) as Hsq. unfold F in Hl.
      replace (- sgn (S n) * (y j (S (S n)) - (a0 (x j (S (S n))) + (S0 (x j (S (S n))) + sgn (S n) * relu (a (x j (S (S n)))))))) with
        (- (sgn (S n) * (y j (S (S n)) - (a0 (x j (S (S n))) + S0 (x j (S (S n)))))) + (sgn (S n) * sgn (S n)) * relu (a (x j (S (S n))))) by ring.
      rewrite Hsq. lra.
Qed.
End Grid.

(** ** The units for an increasing sequence of keys; the first kink may sit on the first key

    The kinks g depend on the keys alone, so that several outputs share the first layer. *)
Theorem units_shared p q (c : nat -> R) (g0 : R) : (0 < q)%nat -> (forall i, c i < c (S i)) -> g0 <= c 0%nat ->
  exists g, g 0%nat = g0 /\ (forall j, g j < g (S j)) /\
    forall lab : nat -> R, exists a0 gs S0, length gs = (q - 1)%nat /\
      aff (steps g p) a0 /\ Forall (aff (steps g p)) gs /\ aff (after gs) S0 /\
      forall i, (i < p * q)%nat -> a0 (c i) + S0 (c i) = lab i.
Proof.
  intros Hq Hc Hg0. pose proof (seq_mono c Hc) as Hlt.
  set (r := fun j k => if Nat.even j then k else (q - 1 - k)%nat).
  set (x := fun j k => c (j * q + r j k)%nat).
  set (g := fun j => match j with O => g0 | S _ => (c (j * q - 1)%nat + c (j * q)%nat) / 2 end).
  assert (Hr : forall j k, (k < q)%nat -> (r j k < q)%nat).
  { intros j k Hk; unfold r; destruct (Nat.even j); lia. }
  assert (Hin' : forall j k, (k < q)%nat -> g (S j) < x (S j) k).
  { intros j k Hk. specialize (Hr (S j) k Hk). unfold g, x.
    pose proof (Hlt (S j * q - 1)%nat (S j * q)%nat ltac:(simpl; lia)).
    destruct (Nat.eq_dec (r (S j) k) 0) as [-> | Hz].
    - rewrite Nat.add_0_r; lra.
    - pose proof (Hlt (S j * q)%nat (S j * q + r (S j) k)%nat ltac:(lia)); lra. }
  assert (Hin : forall j k, (k < q)%nat -> g j <= x j k < g (S j)).
  { intros j k Hk. split.
    - destruct j as [|j]; [| left; now apply Hin'].
      unfold g, x; simpl. destruct (Nat.eq_dec (r 0%nat k) 0) as [-> | Hz]; [exact Hg0 |].
      pose proof (Hlt 0%nat (r 0%nat k) ltac:(lia)); lra.
    - specialize (Hr j k Hk). unfold g, x. pose proof (Hlt (S j * q - 1)%nat (S j * q)%nat ltac:(simpl; lia)).
      destruct (Nat.eq_dec (j * q + r j k)%nat (S j * q - 1)%nat) as [-> | Hz]; [lra |].
      pose proof (Hlt (j * q + r j k)%nat (S j * q - 1)%nat ltac:(simpl; simpl in Hz; lia)); lra. }
  exists g. split; [reflexivity |]. split; [intro j; specialize (Hin j 0%nat Hq); lra |].
  intro lab. set (y := fun j k => lab (j * q + r j k)%nat).
  destruct (build p q g x y Hin Hin') with (n := (q - 1)%nat) as (a0 & gs & S0 & Hlen & Ha0 & Haff & HS & Hfit & _); try lia.
  - intros j k l Hkl. unfold x, r, sgn. destruct (Nat.even j).
    + pose proof (Hlt (j * q + k)%nat (j * q + l)%nat ltac:(lia)); lra.
    + pose proof (Hlt (j * q + (q - 1 - l))%nat (j * q + (q - 1 - k))%nat ltac:(lia)); lra.
  - exists a0, gs, S0. repeat split; try assumption.
    intros i Hi. pose proof (Nat.div_mod i q ltac:(lia)) as D. pose proof (Nat.mod_upper_bound i q ltac:(lia)) as U.
    set (j := (i / q)%nat) in *. set (s := (i mod q)%nat) in *.
    assert (Hj : (j < p)%nat) by (apply Nat.div_lt_upper_bound; lia).
    set (k := if Nat.even j then s else (q - 1 - s)%nat).
    assert (Hk : (k < q)%nat) by (unfold k; destruct (Nat.even j); lia).
    assert (Ei : (j * q + r j k)%nat = i) by (unfold r, k; destruct (Nat.even j); lia).
    specialize (Hfit j k Hj ltac:(lia)). unfold x, y in Hfit. now rewrite Ei in Hfit.
Qed.

Theorem units p q (c lab : nat -> R) (g0 : R) : (0 < q)%nat -> (forall i, c i < c (S i)) -> g0 <= c 0%nat ->
  exists g a0 gs S0, g 0%nat = g0 /\ (forall j, g j < g (S j)) /\ length gs = (q - 1)%nat /\
    aff (steps g p) a0 /\ Forall (aff (steps g p)) gs /\ aff (after gs) S0 /\
    forall i, (i < p * q)%nat -> a0 (c i) + S0 (c i) = lab i.
Proof.
  intros Hq Hc Hg0. destruct (units_shared p q c g0 Hq Hc Hg0) as (g & Hg & Hm & H).
  destruct (H lab) as (a0 & gs & S0 & H'). exists g, a0, gs, S0. tauto.
Qed.

(** Finitely many values have a lower bound. *)
Lemma bounded N (f : nat -> R) : exists C, 0 <= C /\ forall i, (i < N)%nat -> 0 <= f i + C.
Proof.
  destruct (large1 N (fun _ => 1) (fun i => - f i) ltac:(intros; lra)) as (C & HC).
  exists (Rmax C 0). split; [apply Rmax_r |]. intros i Hi. specialize (HC (Rmax C 0) (Rmax_l _ _) i Hi). lra.
Qed.

(** ** Theorem T *)
Theorem theorem_T p q (c lab : nat -> R) : (forall i, c i < c (S i)) ->
  exists f, net [p; q] [fun t : R => t] [f] /\ forall i, (i < p * q)%nat -> f (c i) = lab i.
Proof.
  intros Hc. destruct (Nat.eq_dec q 0) as [-> | Hq].
  { exists (fun _ => 0); split; [| intros; lia].
    apply net_layer with []; [simpl; lia | constructor |].
    apply net_layer with []; [simpl; lia | constructor |]. apply net_id. intros h [<- | []]. apply aff_const. }
  destruct (units p q c lab (c 0%nat) ltac:(lia) Hc (Rle_refl _)) as (g & a0 & gs & S0 & _ & _ & Hlen & Ha0 & Haff & HS & Hfit).
  destruct (bounded (p * q) (fun i => a0 (c i))) as (C & _ & HC).
  exists (fun t => relu (a0 t + C) - C + S0 t). split.
  - apply net_layer with (map (fun j t => t - g j) (seq 0 p)).
    + now rewrite map_length, seq_length.
    + apply Forall_forall; intros h Hh. apply in_map_iff in Hh as (j & <- & _).
      apply aff_sub; [apply aff_head | apply aff_const].
    + apply net_layer with ((fun t => a0 t + C) :: gs); [simpl; lia | |].
      * constructor; [apply aff_add; [exact Ha0 | apply aff_const] | exact Haff].
      * apply net_id. intros h [<- | []]. apply aff_add; [apply aff_sub; [| apply aff_const] | apply aff_tail; exact HS].
        apply (aff_head (fun t => relu (a0 t + C))).
  - intros i Hi. rewrite relu_pos by now apply HC. rewrite <- (Hfit i Hi). ring.
Qed.
