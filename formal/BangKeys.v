(** * Bang's lemma: a direction for keys, whatever the dimension

    Vectors v_0, ..., v_(n-1): some signs e_j have, for s = sum_j e_j v_j and every i,
    e_i <s, v_i> >= |v_i|^2 (Bang 1951): take |s|^2 maximal over the 2^n choices and flip one sign.
    With v_ij = (x_i - x_j) / |x_i - x_j|^2 the keys s.x_i are pairwise >= 1 apart, and |s| <= sum |v_ij|. *)

From Coq Require Import Reals List Lra Lia Arith Bool.
From Memproof Require Import Network Direction.
Import ListNotations.
Open Scope R_scope.

(** ** Finite sums *)

Lemma rsum_ext n f g : (forall j, (j < n)%nat -> f j = g j) -> rsum n f = rsum n g.
Proof. induction n; simpl; intros H; [reflexivity |]. rewrite IHn by (intros; apply H; lia). now rewrite (H n) by lia. Qed.

Lemma rsum_plus n f g : rsum n (fun j => f j + g j) = rsum n f + rsum n g.
Proof. induction n; simpl; lra. Qed.

Lemma rsum_scal n c f : rsum n (fun j => c * f j) = c * rsum n f.
Proof. induction n; simpl; lra. Qed.

Lemma rsum_zero n f : (forall j, (j < n)%nat -> f j = 0) -> rsum n f = 0.
Proof. induction n; simpl; intros H; [reflexivity |]. rewrite IHn by (intros; apply H; lia). rewrite H by lia. ring. Qed.

Lemma rsum_one n i c : (i < n)%nat -> rsum n (fun j => if Nat.eqb j i then c else 0) = c.
Proof.
  induction n; intros H; [lia |]. simpl. destruct (Nat.eqb_spec n i) as [-> | Hn].
  - rewrite rsum_zero; [ring |]. intros j Hj. destruct (Nat.eqb_spec j i); [lia | reflexivity].
  - rewrite IHn by lia. ring.
Qed.

Lemma rsum_abs n f c : (forall j, (j < n)%nat -> Rabs (f j) <= c) -> Rabs (rsum n f) <= INR n * c.
Proof.
  induction n; intros H.
  - simpl. rewrite Rabs_R0; lra.
  - rewrite S_INR. simpl rsum. eapply Rle_trans; [apply Rabs_triang |].
    specialize (IHn ltac:(intros; apply H; lia)). specialize (H n ltac:(lia)). lra.
Qed.

(** ** The inner product of the first d coordinates *)

Definition ip (d : nat) (u v : nat -> R) : R := rsum d (fun k => u k * v k).

Lemma ip_ext d a a' b b' : (forall k, a k = a' k) -> (forall k, b k = b' k) -> ip d a b = ip d a' b'.
Proof. intros H H'. apply rsum_ext. intros. now rewrite H, H'. Qed.

Lemma ip_scal_l d a b c : ip d (fun k => c * a k) b = c * ip d a b.
Proof. unfold ip. rewrite <- rsum_scal. apply rsum_ext; intros; ring. Qed.

Lemma ip_scal_r d a b c : ip d a (fun k => c * b k) = c * ip d a b.
Proof. unfold ip. rewrite <- rsum_scal. apply rsum_ext; intros; ring. Qed.

Lemma ip_nonneg d a : 0 <= ip d a a.
Proof. unfold ip. induction d; simpl; [lra |]. pose proof (Rle_0_sqr (a d)) as H. unfold Rsqr in H. lra. Qed.

Lemma ip_sq d a b c : ip d (fun k => a k + c * b k) (fun k => a k + c * b k) =
  ip d a a + 2 * c * ip d a b + c * c * ip d b b.
Proof. unfold ip. induction d; simpl; [ring |]. rewrite IHd. ring. Qed.

Lemma ip_rsum d n (v : nat -> nat -> R) b :
  ip d (fun k => rsum n (fun j => v j k)) b = rsum n (fun j => ip d (v j) b).
Proof.
  induction n; simpl.
  - unfold ip. apply rsum_zero. intros; simpl; ring.
  - rewrite <- IHn. unfold ip. rewrite <- rsum_plus. apply rsum_ext. intros; simpl; ring.
Qed.

(** Cauchy-Schwarz for b in the unit ball. *)
Lemma ip_ball d a b : ip d b b <= 1 -> ip d a b * ip d a b <= ip d a a.
Proof.
  intros H. pose proof (ip_nonneg d (fun k => a k + - ip d a b * b k)) as G. rewrite ip_sq in G.
  pose proof (Rle_0_sqr (ip d a b)) as S. unfold Rsqr in S.
  set (q := ip d a b) in *. assert (q * q * ip d b b <= q * q) by nra. lra.
Qed.

(** ** Signs *)

Definition sg (b : bool) : R := if b then 1 else -1.

Lemma sg_abs b : Rabs (sg b) = 1.
Proof. destruct b; unfold sg, Rabs; destruct Rcase_abs; lra. Qed.

Fixpoint flip (i : nat) (e : list bool) : list bool :=
  match e with [] => [] | b :: t => match i with O => negb b :: t | S k => b :: flip k t end end.

Lemma flip_length e : forall i, length (flip i e) = length e.
Proof. induction e; intros [|i]; simpl; auto. Qed.

Lemma flip_nth e : forall i j, (i < length e)%nat -> sg (nth j (flip i e) true) =
  sg (nth j e true) + (if Nat.eqb j i then -2 * sg (nth i e true) else 0).
Proof.
  induction e as [|b e IH]; intros i j H; simpl in H; [lia |].
  destruct i, j; simpl; try lra; [destruct b; simpl; lra |]. apply IH; lia.
Qed.

Fixpoint signs (n : nat) : list (list bool) :=
  match n with O => [[]] | S k => map (cons true) (signs k) ++ map (cons false) (signs k) end.

Lemma signs_in n : forall e, In e (signs n) <-> length e = n.
Proof.
  induction n; intros e; simpl.
  - split; [intros [<- | []]; reflexivity |]. destruct e; simpl; [auto | discriminate].
  - rewrite in_app_iff, !in_map_iff. split.
    + intros [(t & <- & H) | (t & <- & H)]; simpl; f_equal; now apply IHn.
    + destruct e as [|b t]; [discriminate |]. intros H; injection H; intros H'.
      destruct b; [left | right]; exists t; split; auto; now apply IHn.
Qed.

Lemma maximum {A} (F : A -> R) l : l <> [] -> exists m, In m l /\ forall x, In x l -> F x <= F m.
Proof.
  induction l as [|a l IH]; [congruence |]. intros _. destruct l as [|b l'].
  - exists a; split; [now left |]. intros x [<- | []]; lra.
  - destruct IH as (m & Hm & H); [congruence |]. destruct (Rle_dec (F m) (F a)).
    + exists a; split; [now left |]. intros x [<- | Hx]; [lra |]. specialize (H x Hx); lra.
    + exists m; split; [now right |]. intros x [<- | Hx]; [lra | auto].
Qed.

Definition comb n (v : nat -> nat -> R) (e : list bool) (k : nat) : R :=
  rsum n (fun j => sg (nth j e true) * v j k).

(** ** Bang's lemma *)
Theorem bang n d (v : nat -> nat -> R) : exists e, length e = n /\
  forall i, (i < n)%nat -> ip d (v i) (v i) <= sg (nth i e true) * ip d (comb n v e) (v i).
Proof.
  destruct (maximum (fun e => ip d (comb n v e) (comb n v e)) (signs n)) as (e & He & Hmax).
  { intros H. assert (H0 : In (repeat true n) (signs n)) by apply signs_in, repeat_length. now rewrite H in H0. }
  apply signs_in in He. exists e; split; [exact He |]. intros i Hi.
  set (g := sg (nth i e true)).
  assert (Hg : g * g = 1) by (unfold g, sg; destruct (nth i e true); lra).
  assert (Hc : forall k, comb n v (flip i e) k = comb n v e k + (-2 * g) * v i k).
  { intros k. unfold comb. rewrite <- (rsum_one n i ((-2 * g) * v i k)) by exact Hi. rewrite <- rsum_plus.
    apply rsum_ext. intros j Hj. rewrite flip_nth by lia.
    destruct (Nat.eqb_spec j i) as [-> |]; [fold g |]; ring. }
  assert (Hin : In (flip i e) (signs n)) by (apply signs_in; now rewrite flip_length).
  specialize (Hmax _ Hin). cbv beta in Hmax. rewrite (ip_ext d _ _ _ _ Hc Hc), ip_sq in Hmax.
  replace (-2 * g * (-2 * g)) with (4 * (g * g)) in Hmax by ring. rewrite Hg in Hmax. lra.
Qed.

(** Differences of length at least delta: products at least 1, and at most n / delta on the unit ball. *)
Theorem bang_direction n d delta (D : nat -> nat -> R) : 0 < delta ->
  (forall i, (i < n)%nat -> delta * delta <= ip d (D i) (D i)) ->
  exists s, (forall i, (i < n)%nat -> 1 <= Rabs (ip d s (D i))) /\
            (forall b, ip d b b <= 1 -> Rabs (ip d s b) <= INR n * (1 / delta)).
Proof.
  intros Hdelta HD. set (q := fun i => ip d (D i) (D i)). set (v := fun i k => / q i * D i k).
  assert (Hq : forall i, (i < n)%nat -> 0 < q i) by (intros i Hi; specialize (HD i Hi); unfold q; nra).
  destruct (bang n d v) as (e & He & H). exists (comb n v e). split.
  - intros i Hi. specialize (H i Hi). specialize (Hq i Hi).
    assert (E1 : ip d (comb n v e) (v i) = / q i * ip d (comb n v e) (D i)) by apply ip_scal_r.
    assert (E2 : ip d (v i) (v i) = / q i).
    { unfold v. rewrite ip_scal_r, ip_scal_l. fold (q i). field. lra. }
    rewrite E1, E2 in H. set (p := ip d (comb n v e) (D i)) in *.
    assert (H1 : 1 <= sg (nth i e true) * p).
    { apply Rmult_le_reg_l with (/ q i); [now apply Rinv_0_lt_compat | lra]. }
    apply Rle_trans with (Rabs (sg (nth i e true) * p)); [eapply Rle_trans; [exact H1 | apply Rle_abs] |].
    rewrite Rabs_mult, sg_abs. lra.
  - intros b Hb. unfold comb. rewrite (ip_rsum d n (fun j k => sg (nth j e true) * v j k)).
    apply rsum_abs. intros j Hj. unfold v. rewrite ip_scal_l, ip_scal_l, !Rabs_mult, sg_abs, Rmult_1_l.
    specialize (Hq j Hj). specialize (HD j Hj). fold (q j) in HD. rewrite (Rabs_right (/ q j)) by (left; now apply Rinv_0_lt_compat).
    pose proof (ip_ball d (D j) b Hb) as Hcs. fold (q j) in Hcs.
    apply Rmult_le_reg_l with (q j * delta); [apply Rmult_lt_0_compat; assumption |].
    replace (q j * delta * (/ q j * Rabs (ip d (D j) b))) with (delta * Rabs (ip d (D j) b)) by (field; lra).
    replace (q j * delta * (1 / delta)) with (q j) by (field; lra).
    set (r := Rabs (ip d (D j) b)). assert (Hr : 0 <= r) by apply Rabs_pos.
    assert (Hrr : r * r <= q j).
    { unfold r. rewrite <- Rabs_mult, Rabs_right; [exact Hcs |]. apply Rle_ge, Rle_0_sqr. }
    (* delta r <= sqrt q sqrt q *)
    destruct (Rle_dec delta r); nra.
Qed.

(** ** Keys for separated points *)

Lemma dot_ip w : forall v, length w = length v -> dot w v = ip (length w) (fun k => nth k w 0) (fun k => nth k v 0).
Proof.
  assert (Sh : forall n f, rsum (S n) f = f 0%nat + rsum n (fun i => f (S i))).
  { induction n; intros f; [simpl; ring |]. change (rsum (S (S n)) f) with (rsum (S n) f + f (S n)). rewrite IHn. simpl; ring. }
  induction w as [|a w IH]; intros [|b v] H; try discriminate; [reflexivity |].
  unfold ip in *. cbn [length]. rewrite Sh. simpl. rewrite IH by (simpl in H; lia). reflexivity.
Qed.

Lemma diff_length x y : length x = length y -> length (diff x y) = length x.
Proof. intros H. unfold diff. rewrite vadd_length; [reflexivity |]. now rewrite map_length. Qed.

(** Keys in [0, N (N - 1) / delta], pairwise at least 1 apart, in every dimension. *)
Theorem bang_keys N d delta x : 0 < delta -> separated N d delta x ->
  exists s shift, length s = d /\
    (forall i, (i < N)%nat -> 0 <= dot s (x i) + shift <= INR (N * (N - 1)) / delta) /\
    (forall i j, (i < j < N)%nat -> 1 <= Rabs ((dot s (x i) + shift) - (dot s (x j) + shift))).
Proof.
  intros Hdelta (Hball & Hsep).
  set (n := length (pairs N)).
  set (dv := fun p : nat * nat => diff (x (fst p)) (x (snd p))).
  set (D := fun m k => nth k (dv (nth m (pairs N) (0%nat, 0%nat))) 0).
  assert (Hlen : forall i j, (i < j < N)%nat -> length (dv (i, j)) = d).
  { intros i j Hij. unfold dv; simpl. rewrite diff_length; [apply Hball; lia |].
    transitivity d; [| symmetry]; apply Hball; lia. }
  assert (Hpair : forall m, (m < n)%nat -> exists i j, (i < j < N)%nat /\ nth m (pairs N) (0%nat, 0%nat) = (i, j)).
  { intros m Hm. destruct (nth m (pairs N) (0%nat, 0%nat)) as (i, j) eqn:E. exists i, j; split; [| reflexivity].
    apply pairs_in. rewrite <- E. now apply nth_In. }
  destruct (bang_direction n d delta D Hdelta) as (s & Hs1 & Hs2).
  { intros m Hm. destruct (Hpair m Hm) as (i & j & Hij & E). unfold D. rewrite E.
    rewrite <- (Hlen i j Hij) at 1. rewrite <- dot_ip by reflexivity. specialize (Hsep i j Hij).
    unfold sqdist in Hsep. fold (diff (x i) (x j)) in Hsep. change (diff (x i) (x j)) with (dv (i, j)) in Hsep.
    set (r := dot (dv (i, j)) (dv (i, j))) in *.
    destruct (Rle_dec 0 r) as [Hr | Hr]; [| rewrite sqrt_neg_0 in Hsep; lra].
    rewrite <- (sqrt_sqrt r Hr). nra. }
  set (u := map s (seq 0 d)). assert (Lu : length u = d) by (unfold u; now rewrite map_length, seq_length).
  assert (Hu : forall v, length v = d -> dot u v = ip d s (fun k => nth k v 0)).
  { intros v Hv. rewrite dot_ip by congruence. rewrite Lu. apply rsum_ext. intros k Hk. f_equal. unfold u.
    rewrite (nth_indep _ 0 (s 0%nat)) by (now rewrite map_length, seq_length). rewrite (map_nth s). now rewrite seq_nth. }
  assert (Hn : 2 * INR n = INR (N * (N - 1))).
  { change 2 with (INR 2). rewrite <- mult_INR. f_equal. apply pairs_length. }
  exists u, (INR n * (1 / delta)). split; [exact Lu |]. split.
  - intros i Hi. destruct (Hball i Hi) as [Li Ni]. rewrite Hu by exact Li.
    specialize (Hs2 (fun k => nth k (x i) 0)). rewrite (dot_ip (x i) (x i) eq_refl), Li in Ni. specialize (Hs2 Ni).
    replace (INR (N * (N - 1)) / delta) with (INR n * (1 / delta) + INR n * (1 / delta)) by (rewrite <- Hn; field; lra).
    revert Hs2. unfold Rabs; destruct Rcase_abs; lra.
  - intros i j Hij. destruct (Hball i ltac:(lia)) as [Li _]. destruct (Hball j ltac:(lia)) as [Lj _].
    replace (dot u (x i) + INR n * (1 / delta) - (dot u (x j) + INR n * (1 / delta))) with (dot u (x i) - dot u (x j)) by ring.
    rewrite <- dot_diff by congruence. change (diff (x i) (x j)) with (dv (i, j)). rewrite Hu by now apply Hlen.
    destruct (In_nth (pairs N) (i, j) (0%nat, 0%nat)) as (m & Hm & E); [now apply pairs_in |].
    specialize (Hs1 m Hm). unfold D in Hs1. rewrite E in Hs1. exact Hs1.
Qed.
