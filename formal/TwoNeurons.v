(** * One hidden layer of two neurons memorizes three points of a line, never four

    The output is affine in the two hidden values only: no constant slope is left over, so the labels
    0, 1, 0, 1 are impossible.  With one neuron: two points (Small.width_one_iff). *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Small.
Import ListNotations.
Open Scope R_scope.

Lemma relu_scal c x : 0 <= c -> c * relu x = relu (c * x).
Proof. intros H. unfold relu. rewrite <- RmaxRmult by exact H. now rewrite Rmult_0_r. Qed.

(** A weight has only a sign. *)
Lemma weight_sign w a b : exists s a' b', (s = 1 \/ s = -1) /\ forall t, w * relu (a * t + b) = s * relu (a' * t + b').
Proof.
  destruct (Rle_dec 0 w) as [H | H]; [exists 1, (w * a), (w * b) | exists (-1), (- w * a), (- w * b)]; (split; [auto |]); intro t.
  - rewrite relu_scal by exact H. rewrite Rmult_1_l. f_equal; ring.
  - replace (w * relu (a * t + b)) with (- (- w * relu (a * t + b))) by ring. rewrite relu_scal by lra.
    replace (- w * (a * t + b)) with (- w * a * t + - w * b) by ring. ring.
Qed.

(** The functions of one hidden layer of two neurons. *)
Lemma two_neurons_form f : net [2%nat] [fun t : R => t] [f] ->
  exists k s a b s' a' b', (s = 1 \/ s = -1) /\ (s' = 1 \/ s' = -1) /\ forall t, f t = k + s * relu (a * t + b) + s' * relu (a' * t + b').
Proof.
  assert (A : forall g, aff [fun t : R => t] g -> exists a b, forall t, g t = a * t + b).
  { intros g (w & b & Hl & E). destruct w as [|a [|? ?]]; try discriminate. exists a, b. intro t. rewrite E. simpl. ring. }
  intros H. inversion H as [| ? ? ? gs ? Hl Hg Hn]; subst. inversion Hn as [? ? Ho |]; subst.
  inversion Ho as [|? ? (w & k & Lw & E) _]; subst.
  assert (F : exists w1 a b w2 a' b', forall t, f t = k + w1 * relu (a * t + b) + w2 * relu (a' * t + b')).
  { unfold after in Lw. rewrite map_length in Lw. destruct gs as [|g [|g' [|? ?]]]; [| | | simpl in Hl; lia].
    - exists 0, 0, 0, 0, 0, 0. intro t. rewrite E. destruct w; [simpl; ring | discriminate].
    - destruct w as [|w1 [|? ?]]; try discriminate. inversion Hg as [|? ? G1 _]; subst. destruct (A g G1) as (a & b & Eg).
      exists w1, a, b, 0, 0, 0. intro t. rewrite E. simpl. rewrite Eg. ring.
    - destruct w as [|w1 [|w2 [|? ?]]]; try discriminate. inversion Hg as [|? ? G1 G2]; subst. inversion G2 as [|? ? G3 _]; subst.
      destruct (A g G1) as (a & b & Eg). destruct (A g' G3) as (a' & b' & Eg').
      exists w1, a, b, w2, a', b'. intro t. rewrite E. simpl. rewrite Eg, Eg'. ring. }
  destruct F as (w1 & a & b & w2 & a' & b' & F).
  destruct (weight_sign w1 a b) as (s & a1 & b1 & Hs & E1). destruct (weight_sign w2 a' b') as (s' & a2 & b2 & Hs' & E2).
  exists k, s, a1, b1, s', a2, b2. repeat split; try assumption. intro t. now rewrite F, E1, E2.
Qed.

Lemma relu_convex u v w : u + w = 2 * v -> 2 * relu v <= relu u + relu w.
Proof. intros H. unfold relu, Rmax. repeat destruct Rle_dec; lra. Qed.

(** Opposite signs: 0, 1, 0, 1 is impossible at equally spaced points. *)
Lemma opposite_signs k a b c e :
  k + relu b - relu e = 0 -> k + relu (a + b) - relu (c + e) = 1 ->
  k + relu (2 * a + b) - relu (2 * c + e) = 0 -> k + relu (3 * a + b) - relu (3 * c + e) = 1 -> False.
Proof. unfold relu, Rmax. intros. repeat destruct Rle_dec; lra. Qed.

Theorem two_neurons_fail N d delta : (1 <= d)%nat -> 0 < delta -> (INR N - 1) * delta <= 2 -> (4 <= N)%nat ->
  ~ memorizes 2 1 N d 2 delta.
Proof.
  intros Hd Hdelta HN H4 H.
  destruct (on_the_line 2 1 N d 2 delta (fun i => if Nat.even i then 0%nat else 1%nat) Hd Hdelta HN H) as (f & Hf & E).
  { intros i _. destruct (Nat.even i); lia. }
  destruct (two_neurons_form f Hf) as (k & s & a & b & s' & a' & b' & Hs & Hs' & F).
  set (p := b - a). set (q := b' - a'). set (m := a * delta). set (n := a' * delta).
  assert (G : forall i, (i < N)%nat ->
    k + s * relu (INR i * m + p) + s' * relu (INR i * n + q) = INR (if Nat.even i then 0%nat else 1%nat)).
  { intros i Hi. rewrite <- E by exact Hi. rewrite F. unfold m, n, p, q.
    replace (a * (INR i * delta - 1) + b) with (INR i * (a * delta) + (b - a)) by ring.
    replace (a' * (INR i * delta - 1) + b') with (INR i * (a' * delta) + (b' - a')) by ring. reflexivity. }
  pose proof (G 0%nat ltac:(lia)) as G0. pose proof (G 1%nat ltac:(lia)) as G1.
  pose proof (G 2%nat ltac:(lia)) as G2. pose proof (G 3%nat ltac:(lia)) as G3. clear - Hs Hs' G0 G1 G2 G3. simpl in G0, G1, G2, G3.
  replace (0 * m + p) with p in G0 by ring. replace (0 * n + q) with q in G0 by ring.
  replace (1 * m + p) with (m + p) in G1 by ring. replace (1 * n + q) with (n + q) in G1 by ring.
  replace ((1 + 1) * m + p) with (2 * m + p) in G2 by ring. replace ((1 + 1) * n + q) with (2 * n + q) in G2 by ring.
  replace ((1 + 1 + 1) * m + p) with (3 * m + p) in G3 by ring. replace ((1 + 1 + 1) * n + q) with (3 * n + q) in G3 by ring.
  pose proof (relu_convex p (m + p) (2 * m + p) ltac:(ring)). pose proof (relu_convex q (n + q) (2 * n + q) ltac:(ring)).
  pose proof (relu_convex (m + p) (2 * m + p) (3 * m + p) ltac:(ring)).
  pose proof (relu_convex (n + q) (2 * n + q) (3 * n + q) ltac:(ring)).
  destruct Hs as [-> | ->], Hs' as [-> | ->]; [lra | | | lra].
  - apply (opposite_signs k m p n q); lra.
  - apply (opposite_signs k n q m p); lra.
Qed.

(** One hidden layer of two neurons: exactly three points. *)
Theorem two_neurons_iff N d delta : (1 <= d)%nat -> 0 < delta -> (INR N - 1) * delta <= 2 ->
  (memorizes 2 1 N d 2 delta <-> (N <= 3)%nat).
Proof.
  intros Hd Hdelta HN. split.
  - intros H. destruct (le_lt_dec N 3) as [h | h]; [exact h |].
    exfalso. exact (two_neurons_fail N d delta Hd Hdelta HN ltac:(lia) H).
  - intros H. apply memorizes_wider with (N - 1)%nat; [lia | now apply one_hidden_layer].
Qed.
