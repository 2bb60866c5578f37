(** * Step functions: U6 as S pairs of layers of widths [2m+2, 2w] for S*m*w groups

    Data lie in intervals [l i, r i], increasing in i; every interval has a value v i >= 0.  One pair
    of layers handles m blocks of w consecutive intervals: the first layer has kinks at the block
    borders, so any affine functions on the blocks are available; the second has for each of the
    w - 1 transitions inside a block one neuron of output weight +1 and one of -1. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network.
Import ListNotations.
Open Scope R_scope.

(** ** Affine on blocks *)
Section Blocks.
Variables (lo hi al be : nat -> R).
Hypothesis order : forall j, hi j < lo (S j) <= hi (S j).

Definition link (j : nat) : R :=
  (al (S j) * lo (S j) + be (S j) - (al j * hi j + be j)) / (lo (S j) - hi j).

Fixpoint blocks (n : nat) (x : R) : R :=
  match n with
  | O => al 0%nat * x + be 0%nat
  | S j => blocks j x + ((link j - al j) * relu (x - hi j) + (al (S j) - link j) * relu (x - lo (S j)))
  end.

Lemma hi_mono a b : (a <= b)%nat -> hi a <= hi b.
Proof. induction 1; [lra |]. pose proof (order m); lra. Qed.

Lemma blocks_right n x : (n = 0%nat \/ lo n <= x) -> blocks n x = al n * x + be n.
Proof.
  revert x; induction n; intros x Hx; [reflexivity |].
  destruct Hx as [Hx | Hx]; [discriminate |]. pose proof (order n) as Ho. cbn [blocks].
  rewrite IHn.
  - rewrite !relu_pos by lra.
    assert (E : link n * (lo (S n) - hi n) = al (S n) * lo (S n) + be (S n) - (al n * hi n + be n))
      by (unfold link; field; lra). nra.
  - destruct n; [now left | right]. pose proof (order n); lra.
Qed.

Lemma blocks_left n x p : x <= hi n -> (n <= p)%nat -> blocks p x = blocks n x.
Proof.
  intros Hx; induction 1; [reflexivity |]. cbn [blocks]. pose proof (hi_mono n m H). pose proof (order m).
  rewrite !relu_neg by lra. rewrite IHle; ring.
Qed.

Lemma blocks_at p j x : (j <= p)%nat -> (j = 0%nat \/ lo j <= x) -> (j = p \/ x <= hi j) ->
  blocks p x = al j * x + be j.
Proof.
  intros Hj Hl [-> | Hh]; [now apply blocks_right |].
  rewrite (blocks_left j x p Hh Hj). now apply blocks_right.
Qed.

Context {Y : Type} (T : Y -> R).

Definition borders (m : nat) : list (Y -> R) :=
  flat_map (fun j => [(fun y => T y - hi j); (fun y => T y - lo (S j))]) (seq 0 m).

Lemma borders_length m : length (borders m) = (2 * m)%nat.
Proof.
  unfold borders. assert (H : forall l, length (flat_map (fun j => [(fun y : Y => T y - hi j);
    (fun y => T y - lo (S j))]) l) = (2 * length l)%nat) by (induction l; simpl; lia).
  now rewrite H, seq_length.
Qed.

Lemma blocks_aff fs m : In T fs -> incl (after (borders m)) fs -> aff fs (fun y => blocks m (T y)).
Proof.
  intros HT Hi. assert (H : forall n, (n <= m)%nat -> aff fs (fun y => blocks n (T y))).
  { induction n; intros Hn; cbn [blocks].
    - apply aff_add; [apply aff_scal, aff_in, HT | apply aff_const].
    - assert (Hb : forall g, In g [(fun y => T y - hi n); (fun y => T y - lo (S n))] ->
                    aff fs (fun y => relu (g y))).
      { intros g Hg. apply aff_in, Hi. unfold after. apply in_map_iff. exists g; split; [reflexivity |].
        unfold borders. apply in_flat_map. exists n; split; [apply in_seq; lia | exact Hg]. }
      apply aff_add; [apply IHn; lia |]. apply aff_add; apply aff_scal.
      + apply (Hb (fun y => T y - hi n)); now left.
      + apply (Hb (fun y => T y - lo (S n))); right; now left. }
  now apply H.
Qed.
End Blocks.

(** ** A ramp of height D between r and l, as a difference of two neurons of equal slope *)
Definition rslope (r l D : R) : R := Rabs D / (l - r).
Definition rfirst (r l D : R) : R := if Rle_dec 0 D then r else l.
Definition rsecond (r l D : R) : R := if Rle_dec 0 D then l else r.

Lemma ramp_before r l D x : r < l -> x <= r ->
  relu (rslope r l D * x + - (rslope r l D * rfirst r l D)) -
  relu (rslope r l D * x + - (rslope r l D * rsecond r l D)) = 0.
Proof.
  intros Hrl Hx. assert (0 <= rslope r l D).
  { unfold rslope. apply Rmult_le_pos; [apply Rabs_pos | left; apply Rinv_0_lt_compat; lra]. }
  unfold rfirst, rsecond; destruct (Rle_dec 0 D); rewrite !relu_neg by nra; ring.
Qed.

Lemma ramp_after r l D x : r < l -> l <= x ->
  relu (rslope r l D * x + - (rslope r l D * rfirst r l D)) -
  relu (rslope r l D * x + - (rslope r l D * rsecond r l D)) = D.
Proof.
  intros Hrl Hx. assert (0 <= rslope r l D).
  { unfold rslope. apply Rmult_le_pos; [apply Rabs_pos | left; apply Rinv_0_lt_compat; lra]. }
  assert (E : rslope r l D * (l - r) = Rabs D) by (unfold rslope; field; lra).
  unfold rfirst, rsecond; destruct (Rle_dec 0 D) as [HD | HD].
  - rewrite Rabs_right in E by lra. rewrite !relu_pos by nra. lra.
  - rewrite Rabs_left in E by lra. rewrite !relu_pos by nra. lra.
Qed.

Lemma rsum_ext n f g : (forall a, (a < n)%nat -> f a = g a) -> rsum n f = rsum n g.
Proof. induction n; simpl; intros H; [reflexivity |]. rewrite IHn, H by auto; reflexivity. Qed.

(** Transitions passed so far add up to the difference of the values. *)
Lemma telescope (v : nat -> R) n a : (a <= n)%nat ->
  rsum n (fun k => if lt_dec k a then v (S k) - v k else 0) = v a - v 0%nat.
Proof.
  intros Ha. induction n; simpl.
  - replace a with 0%nat by lia; ring.
  - destruct (Nat.eq_dec a (S n)) as [-> | Hn].
    + rewrite (rsum_ext n _ (fun k => if lt_dec k n then v (S k) - v k else 0)).
      * destruct (lt_dec n (S n)); [| lia].
        assert (E : forall k, (k <= n)%nat -> rsum k (fun k => if lt_dec k n then v (S k) - v k else 0) = v k - v 0%nat).
        { induction k; simpl; intros Hk; [ring |]. rewrite IHk by lia. destruct (lt_dec k n); [ring | lia]. }
        rewrite E by lia. ring.
      * intros k Hk. destruct (lt_dec k (S n)), (lt_dec k n); try lia; reflexivity.
    + rewrite IHn by lia. destruct (lt_dec n a); [lia | ring].
Qed.

Lemma flat_length {A B} (f : A -> list B) k l : (forall a, length (f a) = k) ->
  length (flat_map f l) = (k * length l)%nat.
Proof. intros H; induction l; simpl; [lia |]. rewrite app_length, H, IHl; lia. Qed.

(** ** One pair of layers *)
Section Stack.
Context {Y : Type} (T : Y -> R) (grp : Y -> nat) (l r v : nat -> R).
Hypothesis order : forall i, l i <= r i < l (S i).
Hypothesis inside : forall y, l (grp y) <= T y <= r (grp y).
Hypothesis T_pos : forall y, 0 <= T y.
Hypothesis v_pos : forall i, 0 <= v i.
Variables m w : nat.
Hypothesis m_pos : (1 <= m)%nat.
Hypothesis w_pos : (1 <= w)%nat.

(** The value as known before interval e: that of the last interval below e at most. *)
Definition known (e : nat) (y : Y) : R := match e with O => 0 | S e' => v (Nat.min (grp y) e') end.

Lemma l_mono i j : (i <= j)%nat -> l i <= l j.
Proof. induction 1; [lra |]. pose proof (order m0); lra. Qed.

Lemma r_mono i j : (i <= j)%nat -> r i <= r j.
Proof. induction 1; [lra |]. pose proof (order m0); pose proof (order (S m0)); lra. Qed.

Section Pair.
Variable e : nat.   (* first interval of this pair *)

(** Block 0 is everything to the left, block j = 1 ... m the intervals e + (j-1) w ... e + j w - 1. *)
Definition start (j : nat) : nat := (e + (j - 1) * w)%nat.
Definition blo (j : nat) : R := l (start j).
Definition bhi (j : nat) : R :=
  match j with O => match e with O => l 0%nat - 1 | S e' => r e' end | S j' => r (e + j' * w + (w - 1))%nat end.

Lemma block_order j : bhi j < blo (S j) <= bhi (S j).
Proof.
  unfold blo, bhi, start. replace (S j - 1)%nat with j by lia. split.
  - destruct j as [|j].
    + destruct e as [|e']; simpl; [lra |]. rewrite Nat.add_0_r. apply order.
    + replace (e + S j * w)%nat with (S (e + j * w + (w - 1)))%nat by (simpl; lia). apply order.
  - pose proof (order (e + j * w)). pose proof (r_mono (e + j * w) (e + j * w + (w - 1)) ltac:(lia)). lra.
Qed.

(** What one affine function is on each block. *)
Definition base_be (j : nat) : R :=
  match j with O => 0 | S _ => v (start j) - match e with O => 0 | S e' => v e' end end.
Definition tr (j a : nat) := (start j + a)%nat.
Definition unit_al (a j : nat) : R :=
  match j with O => 0 | S _ => rslope (r (tr j a)) (l (S (tr j a))) (v (S (tr j a)) - v (tr j a)) end.
Definition unit_be (f : R -> R -> R -> R) (a j : nat) : R :=
  match j with O => 0 | S _ => - (unit_al a j * f (r (tr j a)) (l (S (tr j a))) (v (S (tr j a)) - v (tr j a))) end.

Definition bfun : Y -> R := fun y => blocks blo bhi (fun _ => 0) base_be m (T y).
Definition ufun (f : R -> R -> R -> R) (a : nat) : Y -> R :=
  fun y => blocks blo bhi (unit_al a) (unit_be f a) m (T y).

(** The block of a data point. *)
Definition blk (y : Y) : nat :=
  if lt_dec (grp y) e then O else Nat.min m (S ((grp y - e) / w)).

Lemma div_bounds g : (g / w * w <= g < g / w * w + w)%nat.
Proof. pose proof (Nat.div_mod g w ltac:(lia)). pose proof (Nat.mod_upper_bound g w ltac:(lia)). lia. Qed.

Lemma blk_at al be y : blocks blo bhi al be m (T y) = al (blk y) * T y + be (blk y).
Proof.
  apply blocks_at.
  - apply block_order.
  - unfold blk; destruct lt_dec; lia.
  - unfold blk; destruct lt_dec as [H | H]; [now left | right].
    pose proof (div_bounds (grp y - e)) as D. set (k := ((grp y - e) / w)%nat) in *.
    unfold blo, start. eapply Rle_trans; [| apply inside]. apply l_mono.
    destruct (Nat.min_spec m (S k)) as [[? ->] | [? ->]]; nia.
  - unfold blk; destruct lt_dec as [H | H].
    + right. unfold bhi. destruct e as [|e']; [lia |].
      eapply Rle_trans; [apply inside |]. apply r_mono; lia.
    + pose proof (div_bounds (grp y - e)) as D. set (k := ((grp y - e) / w)%nat) in *.
      destruct (Nat.min_spec m (S k)) as [[? ->] | [? ->]]; [now left | right].
      unfold bhi. eapply Rle_trans; [apply inside |]. apply r_mono; lia.
Qed.

(** Inside its block a point has passed this many transitions. *)
Definition passed (y : Y) : nat := Nat.min (grp y - start (blk y)) (w - 1).

Lemma unit_value y a : (a < w - 1)%nat ->
  relu (ufun rfirst a y) - relu (ufun rsecond a y) =
  if Nat.eq_dec (blk y) 0 then 0 else
  if lt_dec a (passed y) then v (S (start (blk y) + a)) - v (start (blk y) + a)%nat else 0.
Proof.
  intros Ha. unfold ufun. rewrite !blk_at. destruct (Nat.eq_dec (blk y) 0) as [E | E].
  - rewrite E; simpl. rewrite Rmult_0_l, Rplus_0_l. ring.
  - unfold unit_be, unit_al. destruct (blk y) as [|j] eqn:Ej; [lia |]. unfold tr.
    set (i := (start (S j) + a)%nat). pose proof (order i) as Hi.
    destruct (lt_dec a (passed y)) as [Hp | Hp]; unfold passed in Hp; rewrite Ej in Hp.
    + apply ramp_after; [apply Hi |]. eapply Rle_trans; [| apply inside]. apply l_mono. unfold i; lia.
    + apply ramp_before; [apply Hi |]. eapply Rle_trans; [apply inside |]. apply r_mono. unfold i; lia.
Qed.

Definition up (a : nat) : list (Y -> R) := [ufun rfirst a; ufun rsecond a].
Definition layer1 : list (Y -> R) := T :: known e :: borders blo bhi T m.
Definition layer2 : list (Y -> R) :=
  T :: (fun y => known e y + bfun y) :: flat_map up (seq 0 (w - 1)).

Lemma known_pos y : 0 <= known e y.
Proof. unfold known; destruct e; [lra | apply v_pos]. Qed.

Lemma base_value y : known e y + bfun y =
  if Nat.eq_dec (blk y) 0 then known e y else v (start (blk y)).
Proof.
  unfold bfun. rewrite blk_at. destruct (Nat.eq_dec (blk y) 0) as [E | E].
  - rewrite E; simpl; ring.
  - unfold base_be, known. destruct (blk y) as [|j] eqn:Ej; [lia |]. unfold blk in Ej.
    destruct (lt_dec (grp y) e) as [H | H]; [lia |].
    destruct e as [|e']; [ring |]. replace (Nat.min (grp y) e') with e' by lia. ring.
Qed.

Lemma pair_value y : known (e + m * w) y =
  relu (known e y + bfun y) + rsum (w - 1) (fun a => relu (ufun rfirst a y) - relu (ufun rsecond a y)).
Proof.
  rewrite (rsum_ext (w - 1) _ _ (unit_value y)).
  rewrite base_value. rewrite relu_pos.
  2: { destruct Nat.eq_dec; [apply known_pos | apply v_pos]. }
  destruct (Nat.eq_dec (blk y) 0) as [E | E].
  - unfold blk in E. destruct (lt_dec (grp y) e) as [H | H]; [| lia].
    assert (Z : forall n, rsum n (fun _ => 0) = 0) by (induction n; simpl; lra). rewrite Z.
    unfold known. destruct e as [|e']; [lia |]. simpl. rewrite !Nat.min_l by lia. ring.
  - rewrite (rsum_ext _ _ (fun a => if lt_dec a (passed y) then
      (fun k => v (start (blk y) + k)%nat) (S a) - (fun k => v (start (blk y) + k)%nat) a else 0)).
    + rewrite (telescope (fun k => v (start (blk y) + k)%nat)) by (unfold passed; lia).
      rewrite Nat.add_0_r. unfold known.
      destruct (e + m * w)%nat as [|k] eqn:Ek; [nia |].
      replace (Nat.min (grp y) k) with (start (blk y) + passed y)%nat; [ring |].
      unfold passed, start, blk in *. destruct (lt_dec (grp y) e) as [H | H]; [lia |].
      pose proof (div_bounds (grp y - e)) as D. set (q := ((grp y - e) / w)%nat) in *.
      destruct (Nat.min_spec m (S q)) as [[Hm Em] | [Hm Em]]; rewrite Em in *.
      * assert (m * w <= q * w)%nat by nia.
        assert ((m - 1) * w + w = m * w)%nat by nia. lia.
      * assert (q * w + w <= m * w)%nat by nia. replace (S q - 1)%nat with q by lia. lia.
    + intros a Ha. destruct lt_dec; [| reflexivity]. now rewrite Nat.add_succ_r.
Qed.

Lemma pair_net : net [(2 * m + 2)%nat; (2 * w)%nat] [T; known e] [T; known (e + m * w)].
Proof.
  apply net_layer with layer1.
  - unfold layer1; simpl. rewrite borders_length; lia.
  - unfold layer1. apply Forall_forall. intros g [<- | [<- | Hg]].
    + apply aff_head.
    + apply aff_tail, aff_head.
    + unfold borders in Hg. apply in_flat_map in Hg as (j & _ & [<- | [<- | []]]);
        (apply aff_sub; [apply aff_head | apply aff_const]).
  - assert (HT : forall gs, In T gs -> aff (after gs) T).
    { intros gs H. apply (aff_ext _ (fun y => relu (T y))); [intro; now apply relu_pos |].
      apply aff_in. unfold after; apply in_map_iff. exists T; split; [reflexivity | exact H]. }
    assert (HB : forall al be, aff (after layer1) (fun y => blocks blo bhi al be m (T y))).
    { intros al be. apply aff_trans with (T :: after (borders blo bhi T m)).
      - intros g [<- | Hg]; [apply HT; now left |]. apply aff_in. unfold layer1, after in *; simpl.
        now do 2 right.
      - apply blocks_aff; [now left | apply incl_tl, incl_refl]. }
    apply net_layer with layer2.
    + unfold layer2; simpl. rewrite (flat_length up 2) by reflexivity. rewrite seq_length; lia.
    + unfold layer2. apply Forall_forall. intros g [<- | [<- | Hg]].
      * apply HT; now left.
      * apply aff_add; [| apply HB].
        apply (aff_ext _ (fun y => relu (known e y))); [intro; apply relu_pos, known_pos |].
        apply aff_in. right; now left.
      * apply in_flat_map in Hg as (a & _ & [<- | [<- | []]]); apply HB.
    + apply net_id. intros g [<- | [<- | []]]; [apply HT; now left |].
      apply (aff_ext _ (fun y => relu (known e y + bfun y) +
        rsum (w - 1) (fun a => relu (ufun rfirst a y) - relu (ufun rsecond a y)))).
      { intro y; symmetry; apply pair_value. }
      apply aff_add; [apply aff_in; right; now left |].
      apply (aff_sum _ (w - 1) (fun a y => relu (ufun rfirst a y) - relu (ufun rsecond a y))).
      intros a Ha. apply aff_sub; apply aff_in; do 2 right; apply in_map_iff.
      * exists (ufun rfirst a); split; [reflexivity |].
        apply in_flat_map. exists a; split; [apply in_seq; lia | now left].
      * exists (ufun rsecond a); split; [reflexivity |].
        apply in_flat_map. exists a; split; [apply in_seq; lia | right; now left].
Qed.
End Pair.

Fixpoint pairs_of (S : nat) (a b : nat) : list nat :=
  match S with O => [] | Datatypes.S S' => pairs_of S' a b ++ [a; b] end.

Lemma stack_net S : net (pairs_of S (2 * m + 2) (2 * w)) [T] [T; known (S * (m * w))].
Proof.
  induction S; simpl.
  - apply net_id. intros g [<- | [<- | []]]; [apply aff_head | apply (aff_const [T] 0)].
  - eapply net_comp; [exact IHS |]. rewrite (Nat.add_comm (m * w)). apply pair_net.
Qed.

(** U6: S pairs of layers compute the value of the interval, for S*m*w intervals; T is kept. *)
Theorem step_stack S : (forall y, (grp y < S * (m * w))%nat) ->
  net (pairs_of S (2 * m + 2) (2 * w)) [T] [T; fun y => v (grp y)].
Proof.
  intros HS. eapply net_sub; [| apply (stack_net S)].
  intros g [<- | [<- | []]]; [apply aff_head |].
  apply (aff_ext _ (known (S * (m * w)))); [| apply aff_tail, aff_head].
  intro y. unfold known. specialize (HS y). destruct (S * (m * w))%nat; [lia |].
  now rewrite Nat.min_l by lia.
Qed.
End Stack.
