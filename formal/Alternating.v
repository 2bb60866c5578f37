(** * Alternating sides of a level: at most as many points as affine pieces, and one

    f(x_0) <= t < f(x_1), f(x_2) <= t, ... for N increasing points needs N <= (w_1 + 1) ... (w_L + 1) + 1.
    On a piece f is monotone, so it changes side at most once; between neighbours it changes side on
    some piece. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Sort Lower TheoremT Pieces Small.
Import ListNotations.
Open Scope R_scope.

Lemma sign_true z : sign z = true -> 0 < z.
Proof. unfold sign. destruct Rlt_dec; [auto | discriminate]. Qed.

Lemma sign_false z : sign z = false -> z <= 0.
Proof. unfold sign. destruct Rlt_dec; [discriminate | lra]. Qed.

(** An affine function has one side at most twice in a row of three. *)
Lemma one_change a b f t u v w : affine_on a b f -> a <= u -> u <= v -> v <= w -> w <= b ->
  sign (f u - t) = sign (f w - t) -> sign (f v - t) = sign (f u - t).
Proof.
  intros (s & c & E) H1 H2 H3 H4 S.
  pose proof (E u ltac:(lra)) as Eu. pose proof (E v ltac:(lra)) as Ev. pose proof (E w ltac:(lra)) as Ew.
  destruct (sign (f u - t)) eqn:Su; symmetry in S.
  - apply sign_true in Su. apply sign_true in S. unfold sign. destruct Rlt_dec as [|n]; [reflexivity | exfalso; apply n].
    rewrite Eu in Su. rewrite Ew in S. rewrite Ev. destruct (Rle_dec 0 s); nra.
  - apply sign_false in Su. apply sign_false in S. unfold sign. destruct Rlt_dec as [n|]; [exfalso | reflexivity].
    rewrite Eu in Su. rewrite Ew in S. rewrite Ev in n. destruct (Rle_dec 0 s); nra.
Qed.

(** a and point k on different sides: a piece for each of the points k, ..., n - 1; else one less. *)
Lemma changes f t x n : (forall i, x i < x (S i)) -> (forall i, (i < n)%nat -> sign (f (x i) - t) = Nat.odd i) ->
  forall bs a k, (k <= n)%nat -> chain [f] a bs -> (k = n \/ a < x k) -> (n = 0%nat \/ x (n - 1)%nat <= last bs a) ->
  (n <= k + length bs + 1)%nat /\ (sign (f a - t) <> Nat.odd k -> (n <= k + length bs)%nat).
Proof.
  intros Hx Hf. pose proof (seq_mono x Hx) as Hm.
  induction bs as [|b bs IH]; intros a k Hk C Ha Hb.
  - simpl in *. assert (k = n); [| lia]. destruct Ha as [Ha | Ha]; [exact Ha |]. destruct Hb as [Hb | Hb]; [lia |].
    destruct (Nat.eq_dec k n) as [E | Hne]; [exact E |]. exfalso.
    destruct (Nat.eq_dec k (n - 1)) as [-> | Hne']; [lra |]. pose proof (Hm k (n - 1)%nat ltac:(lia)); lra.
  - rewrite last_cons in Hb. destruct C as (C1 & C2 & C3). pose proof (C2 f (or_introl eq_refl)) as Ef. clear C2. cbn [length].
    destruct (Nat.eq_dec k n) as [-> | Hkn]; [lia |]. destruct Ha as [Ha | Ha]; [lia |].
    pose proof (Hf k ltac:(lia)) as F0. pose proof (Hx k) as X0.
    pose proof (one_change a b f t) as Side.
    destruct (Rlt_dec b (x k)) as [Hbk | Hbk].
    { (* no point in the piece *)
      destruct (IH b k ltac:(lia) C3 ltac:(now right) Hb) as [H1 H2]. split; [lia |]. intros _.
      destruct (Bool.bool_dec (sign (f b - t)) (Nat.odd k)) as [E | E]; [lia | specialize (H2 E); lia]. }
    apply Rnot_lt_le in Hbk. destruct (Nat.eq_dec (S k) n) as [Hn | Hn]; [lia |].
    pose proof (Hf (S k) ltac:(lia)) as F1. rewrite Nat.odd_succ, <- Nat.negb_odd in F1.
    destruct (Rlt_dec b (x (S k))) as [Hb1 | Hb1].
    + (* one point in the piece: if a is on the other side, b is on this one *)
      destruct (IH b (S k) ltac:(lia) C3 ltac:(now right) Hb) as [H1 H2]. split; [lia |].
      intros Hop. assert (E : sign (f b - t) <> Nat.odd (S k)); [| specialize (H2 E); lia].
      rewrite Nat.odd_succ, <- Nat.negb_odd. intros E.
      specialize (Side a (x k) b Ef ltac:(lra) ltac:(lra) Hbk ltac:(lra)). rewrite E, F0 in Side.
      destruct (sign (f a - t)), (Nat.odd k); simpl in *; try congruence; specialize (Side eq_refl); congruence.
    + (* two points in the piece *)
      apply Rnot_lt_le in Hb1.
      assert (Sa : sign (f a - t) = Nat.odd k).
      { pose proof (Side a (x k) (x (S k)) Ef ltac:(lra) ltac:(lra) ltac:(lra) Hb1) as S1. rewrite F0, F1 in S1.
        destruct (sign (f a - t)), (Nat.odd k); simpl in *; try congruence; specialize (S1 eq_refl); congruence. }
      split; [| intros Hop; now rewrite Sa in Hop].
      destruct (Nat.eq_dec (S (S k)) n) as [Hn2 | Hn2]; [lia |].
      pose proof (Hf (S (S k)) ltac:(lia)) as F2. change (Nat.odd (S (S k))) with (Nat.odd k) in F2.
      assert (Sb : sign (f b - t) <> Nat.odd k).
      { intros E. pose proof (Side (x k) (x (S k)) b Ef ltac:(lra) ltac:(lra) Hb1 ltac:(lra)) as S1. rewrite F0, F1, E in S1.
        specialize (S1 eq_refl). destruct (Nat.odd k); discriminate. }
      destruct (Rlt_dec b (x (S (S k)))) as [Hb2 | Hb2].
      * destruct (IH b (S (S k)) ltac:(lia) C3 ltac:(now right) Hb) as [_ H2]. change (Nat.odd (S (S k))) with (Nat.odd k) in H2.
        specialize (H2 Sb). lia.
      * exfalso. apply Rnot_lt_le in Hb2. pose proof (Hx (S k)) as X1.
        pose proof (Side (x k) (x (S k)) (x (S (S k))) Ef ltac:(lra) ltac:(lra) ltac:(lra) Hb2) as S1. rewrite F0, F1, F2 in S1.
        specialize (S1 eq_refl). destruct (Nat.odd k); discriminate.
Qed.

Theorem alternating_sides ws f t x N : net ws [fun t : R => t] [f] -> (forall i, x i < x (S i)) ->
  (forall i, (i < N)%nat -> sign (f (x i) - t) = Nat.odd i) -> (N <= piece_bound ws + 1)%nat.
Proof.
  intros Hn Hx Hf. destruct (pieces_shape ws f (x 0%nat - 1) (x N) Hn) as (bs & C & E & Hl).
  { destruct N; [lra |]. pose proof (seq_mono x Hx 0%nat (S N) ltac:(lia)); lra. }
  destruct (changes f t x N Hx Hf bs (x 0%nat - 1) 0%nat) as [H _]; try lia; try assumption.
  - right; lra.
  - destruct N as [|n]; [now left | right]. rewrite E. simpl. rewrite Nat.sub_0_r. left. apply Hx.
Qed.
