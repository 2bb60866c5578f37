(** * A small integer direction separates finitely many points

    Elementary counting over the tuples u in {0, ..., M-1}^d: for a vector v with |v_k| >= 2t and any
    fixed values of the other coordinates at most one value of u_k gives |c + u.v| < t. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network.
Import ListNotations.
Open Scope R_scope.

Fixpoint nsum (n : nat) (f : nat -> nat) : nat :=
  match n with O => O | S n' => (nsum n' f + f n')%nat end.

(** Sum of F over all tuples u in {0, ..., M-1}^d. *)
Fixpoint tsum (M d : nat) (F : list nat -> nat) : nat :=
  match d with O => F [] | S d' => nsum M (fun a => tsum M d' (fun u => F (a :: u))) end.

Lemma nsum_le n f g : (forall a, (a < n)%nat -> (f a <= g a)%nat) -> (nsum n f <= nsum n g)%nat.
Proof. induction n; simpl; intros H; [lia |]. specialize (H n) as H1. pose proof (IHn ltac:(auto)). lia. Qed.

Lemma nsum_const n k : nsum n (fun _ => k) = (n * k)%nat.
Proof. induction n; simpl; lia. Qed.

Lemma nsum_add n f g : nsum n (fun a => f a + g a)%nat = (nsum n f + nsum n g)%nat.
Proof. induction n; simpl; lia. Qed.

Lemma nsum_ext n f g : (forall a, f a = g a) -> nsum n f = nsum n g.
Proof. intros H; induction n; simpl; congruence. Qed.

Lemma nsum_one n f : (forall a, (f a <= 1)%nat) ->
  (forall a b, (a < b)%nat -> f a = 1%nat -> f b = 1%nat -> False) -> (nsum n f <= 1)%nat.
Proof.
  intros H1 H2.
  assert (Z : forall m k, (k <= m)%nat -> f m = 1%nat -> nsum k f = 0%nat).
  { intros m k; induction k; simpl; intros Hk Hm; [lia |].
    rewrite IHk by (assumption || lia). specialize (H1 k). specialize (H2 k m ltac:(lia)).
    destruct (f k) as [|[|]]; try lia. }
  induction n; simpl; [lia |]. specialize (H1 n) as Hn.
  destruct (f n) as [|[|]] eqn:E; try lia. rewrite (Z n n); lia.
Qed.

Lemma tsum_le M d : forall F G, (forall u, (F u <= G u)%nat) -> (tsum M d F <= tsum M d G)%nat.
Proof. induction d; simpl; intros F G H; [apply H |]. apply nsum_le; intros; apply IHd; auto. Qed.

Lemma tsum_ext M d : forall F G, (forall u, F u = G u) -> tsum M d F = tsum M d G.
Proof. intros F G H. apply Nat.le_antisymm; apply tsum_le; intro; rewrite H; lia. Qed.

Lemma tsum_const M d k : tsum M d (fun _ => k) = (M ^ d * k)%nat.
Proof.
  induction d; simpl; [lia |]. rewrite (nsum_ext M _ (fun _ => (M ^ d * k)%nat)) by (intro; apply IHd).
  rewrite nsum_const; lia.
Qed.

Lemma tsum_add M d : forall F G, tsum M d (fun u => F u + G u)%nat = (tsum M d F + tsum M d G)%nat.
Proof.
  induction d; simpl; intros F G; [lia |]. rewrite <- nsum_add. apply nsum_ext; intro; apply IHd.
Qed.

Lemma tsum_swap M d n : forall (F : nat -> list nat -> nat),
  nsum n (fun a => tsum M d (F a)) = tsum M d (fun u => nsum n (fun a => F a u)).
Proof.
  intros F; induction n; simpl.
  - rewrite tsum_const; lia.
  - now rewrite IHn, <- tsum_add.
Qed.

Lemma nsum_small n f k : (nsum n f < n * k)%nat -> exists a, (a < n)%nat /\ (f a < k)%nat.
Proof.
  induction n; simpl; intros H; [lia |].
  destruct (lt_dec (f n) k) as [Hk | Hk]; [exists n; split; [lia | exact Hk] |].
  destruct IHn as (a & Ha & Hf); [lia |]. exists a; split; [lia | exact Hf].
Qed.

(** A sum below the number of tuples vanishes somewhere. *)
Lemma tsum_zero M d : forall F, (tsum M d F < M ^ d)%nat ->
  exists u, length u = d /\ Forall (fun a => (a < M)%nat) u /\ F u = 0%nat.
Proof.
  induction d; simpl; intros F H.
  - exists []; repeat split; [constructor | lia].
  - destruct (nsum_small M (fun a => tsum M d (fun u => F (a :: u))) (M ^ d) H) as (a & Ha & Hlt).
    destruct (IHd _ Hlt) as (u & Hl & Hf & Hz).
    exists (a :: u); repeat split; simpl; [lia | constructor; assumption | exact Hz].
Qed.

Definition udot (u : list nat) (v : list R) : R := dot (map INR u) v.

Definition bad (t c : R) (v : list R) (u : list nat) : nat :=
  if Rlt_dec (Rabs (c + udot u v)) t then 1%nat else 0%nat.

Lemma bad_le1 t c v u : (bad t c v u <= 1)%nat.
Proof. unfold bad; destruct Rlt_dec; lia. Qed.

Lemma slab M t v : forall c b, In b v -> 2 * t <= Rabs b ->
  (tsum M (length v) (bad t c v) <= M ^ (length v - 1))%nat.
Proof.
  induction v as [|b0 v IH]; intros c b; [intros [] |].
  intros Hin Hb. cbn [length tsum]. replace (S (length v) - 1)%nat with (length v) by lia.
  destruct Hin as [-> | Hin].
  - rewrite (tsum_swap M (length v) M (fun a u => bad t c (b :: v) (a :: u))).
    rewrite <- (Nat.mul_1_r (M ^ length v)), <- tsum_const. apply tsum_le; intro u.
    apply nsum_one; [intro; apply bad_le1 |].
    intros a a' Ha. unfold bad, udot; simpl.
    destruct (Rlt_dec (Rabs (c + (INR a * b + dot (map INR u) v))) t) as [H1|]; [| discriminate].
    destruct (Rlt_dec (Rabs (c + (INR a' * b + dot (map INR u) v))) t) as [H2|]; [| discriminate].
    intros _ _.
    assert (H3 : Rabs ((INR a' - INR a) * b) < 2 * t).
    { replace ((INR a' - INR a) * b) with
        ((c + (INR a' * b + dot (map INR u) v)) + - (c + (INR a * b + dot (map INR u) v))) by ring.
      eapply Rle_lt_trans; [apply Rabs_triang |]. rewrite Rabs_Ropp; lra. }
    rewrite Rabs_mult in H3.
    assert (H4 : 1 <= INR a' - INR a).
    { apply (le_INR (S a) a') in Ha. rewrite S_INR in Ha. lra. }
    rewrite (Rabs_right (INR a' - INR a)) in H3 by lra. pose proof (Rabs_pos b). nra.
  - assert (Hne : v <> []) by (intros ->; destruct Hin).
    assert (Hd : (length v = S (length v - 1))%nat) by (destruct v; [congruence | simpl; lia]).
    apply Nat.le_trans with (nsum M (fun _ => M ^ (length v - 1))%nat).
    + apply nsum_le; intros a _.
      rewrite (tsum_ext M (length v) _ (bad t (c + INR a * b0) v)).
      * eapply IH; eassumption.
      * intro u. unfold bad, udot; simpl. now rewrite Rplus_assoc.
    + rewrite nsum_const. rewrite Hd at 2. simpl. lia.
Qed.

Fixpoint bads (t : R) (vs : list (list R)) (u : list nat) : nat :=
  match vs with [] => O | v :: vs' => (bad t 0 v u + bads t vs' u)%nat end.

(** Fewer vectors than values of a coordinate: some integer direction is good for all of them. *)
Theorem integer_direction M d t vs : (1 <= d)%nat -> (length vs < M)%nat ->
  Forall (fun v => length v = d /\ exists b, In b v /\ 2 * t <= Rabs b) vs ->
  exists u, length u = d /\ Forall (fun a => (a < M)%nat) u /\
    Forall (fun v => t <= Rabs (udot u v)) vs.
Proof.
  intros Hd HM Hvs.
  assert (Hsum : (tsum M d (bads t vs) <= length vs * M ^ (d - 1))%nat).
  { clear HM; induction Hvs as [|v vs (Hl & b & Hin & Hb) _ IH]; simpl.
    - rewrite tsum_const; lia.
    - rewrite (tsum_add M d (bad t 0 v) (bads t vs)). rewrite <- Hl in *.
      pose proof (slab M t v 0 b Hin Hb). lia. }
  destruct (tsum_zero M d (bads t vs)) as (u & Hl & Hf & Hz).
  { replace d with (S (d - 1)) at 2 by lia. simpl.
    assert (0 < M ^ (d - 1))%nat by (apply Nat.neq_0_lt_0, Nat.pow_nonzero; lia). nia. }
  exists u; repeat split; try assumption. clear -Hz. induction vs as [|v vs IH]; constructor.
  - simpl in Hz. unfold bad at 1 in Hz. destruct Rlt_dec as [|H]; [lia |].
    rewrite Rplus_0_l in H. lra.
  - apply IH. simpl in Hz; lia.
Qed.

(** A long vector has a large coordinate. *)
Lemma large_coordinate a v : v <> [] -> 0 <= a -> INR (length v) * (a * a) <= dot v v ->
  exists b, In b v /\ a <= Rabs b.
Proof.
  intros Hne Ha. induction v as [|b v IH]; [congruence |]. clear Hne.
  cbn [length dot]. rewrite S_INR. intros H.
  destruct (Rle_dec a (Rabs b)) as [Hb | Hb]; [exists b; split; [now left | exact Hb] |].
  assert (Hbb : b * b < a * a).
  { rewrite <- (Rabs_right (b * b)) by nra. rewrite Rabs_mult. pose proof (Rabs_pos b). nra. }
  destruct v as [|b' v].
  - simpl in H; lra.
  - destruct IH as (b1 & Hin & H1); [discriminate | lra |]. exists b1; split; [now right | exact H1].
Qed.

Fixpoint pairs (n : nat) : list (nat * nat) :=
  match n with O => [] | S m => pairs m ++ map (fun i => (i, m)) (seq 0 m) end.

Lemma pairs_length n : (2 * length (pairs n) = n * (n - 1))%nat.
Proof. induction n; simpl; [lia |]. rewrite app_length, map_length, seq_length. nia. Qed.

Lemma pairs_in n i j : (i < j < n)%nat <-> In (i, j) (pairs n).
Proof.
  induction n; simpl.
  - split; [lia | tauto].
  - rewrite in_app_iff, <- IHn, in_map_iff. split.
    + intros H. destruct (Nat.eq_dec j n) as [-> | Hj].
      * right. exists i; split; [reflexivity | apply in_seq; lia].
      * left; lia.
    + intros [H | (a & E & Ha)]; [lia |]. apply in_seq in Ha. injection E; intros; subst; lia.
Qed.

Definition diff (x y : list R) : list R := vadd x (map Ropp y).

Lemma dot_diff w x y : length x = length y -> dot w (diff x y) = dot w x - dot w y.
Proof.
  unfold diff; revert w y; induction x; intros w [|b y]; simpl; intros H; try lia; destruct w; simpl; try lra.
  rewrite IHx by lia; ring.
Qed.

(** The direction lemma for delta-separated points. *)
Theorem separating_direction N d delta x : (1 <= d)%nat -> 0 < delta -> separated N d delta x ->
  exists u, length u = d /\ Forall (fun a => (2 * a <= N * (N - 1))%nat) u /\
    forall i j, (i < j < N)%nat -> delta / (2 * sqrt (INR d)) <= Rabs (udot u (x i) - udot u (x j)).
Proof.
  intros Hd Hdelta (Hball & Hsep).
  set (vs := map (fun ij => diff (x (fst ij)) (x (snd ij))) (pairs N)).
  assert (Hd0 : 0 < INR d) by (apply lt_0_INR; lia).
  pose proof (sqrt_lt_R0 _ Hd0) as Hs.
  destruct (integer_direction (S (length vs)) d (delta / (2 * sqrt (INR d))) vs) as (u & Hl & Hf & Hu).
  - exact Hd.
  - lia.
  - apply Forall_forall. intros v Hv. apply in_map_iff in Hv as ((i, j) & <- & Hij).
    apply pairs_in in Hij. simpl.
    assert (Hlen : length (diff (x i) (x j)) = d).
    { unfold diff. rewrite vadd_length; [apply Hball; lia |].
      rewrite map_length. transitivity d; [| symmetry]; apply Hball; lia. }
    split; [exact Hlen |].
    destruct (large_coordinate (delta / sqrt (INR d)) (diff (x i) (x j))) as (b & Hb & Hab).
    + intros E. rewrite E in Hlen; simpl in Hlen; lia.
    + left; now apply Rdiv_lt_0_compat.
    + rewrite Hlen.
      replace (INR d * (delta / sqrt (INR d) * (delta / sqrt (INR d)))) with
        (delta * delta * (INR d / (sqrt (INR d) * sqrt (INR d)))) by (field; lra).
      rewrite sqrt_sqrt by lra. replace (INR d / INR d) with 1 by (field; lra).
      specialize (Hsep i j Hij). unfold sqdist in Hsep. fold (diff (x i) (x j)) in Hsep.
      set (s := dot (diff (x i) (x j)) (diff (x i) (x j))) in *.
      assert (Hs0 : 0 <= s).
      { destruct (Rle_dec 0 s) as [h | h]; [exact h |]. rewrite sqrt_neg_0 in Hsep by lra. lra. }
      rewrite <- (sqrt_sqrt s Hs0). nra.
    + exists b; split; [exact Hb |].
      replace (2 * (delta / (2 * sqrt (INR d)))) with (delta / sqrt (INR d)) by (field; lra). exact Hab.
  - exists u; repeat split; [exact Hl | |].
    + revert Hf; apply Forall_impl; intros a Ha. unfold vs in Ha; rewrite map_length in Ha.
      pose proof (pairs_length N). lia.
    + intros i j Hij. rewrite Forall_forall in Hu. specialize (Hu (diff (x i) (x j))).
      unfold udot in *. rewrite dot_diff in Hu.
      * apply Hu. unfold vs; apply in_map_iff. exists (i, j); split; [reflexivity | now apply pairs_in].
      * transitivity d; [| symmetry]; apply Hball; lia.
Qed.
