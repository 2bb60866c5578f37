(** * A Lipschitz function on a cube attains its maximum

    [lip k r f]: on the cube [-r, r]^k (the first k coordinates) f is bounded and Lipschitz in the
    sum of the coordinate differences.  The maximum is found coordinate by coordinate: the maximum
    over the first k coordinates is again Lipschitz in the last one, and a continuous function of one
    real variable attains its maximum on a segment. *)

From Coq Require Import Reals List Lia Lra Arith FunctionalExtensionality.
From Memproof Require Import Network Lower.
Import ListNotations.
Open Scope R_scope.

Definition upd (t : params) (j : nat) (x : R) : params := fun i => if Nat.eq_dec i j then x else t i.

Lemma upd_same t j x : upd t j x j = x.
Proof. unfold upd. destruct Nat.eq_dec; congruence. Qed.

Lemma upd_other t j x i : i <> j -> upd t j x i = t i.
Proof. unfold upd. destruct Nat.eq_dec; congruence. Qed.

Lemma upd_id t j : upd t j (t j) = t.
Proof. apply functional_extensionality. intro i. unfold upd. destruct Nat.eq_dec; congruence. Qed.

Definition cube (k : nat) (r : R) (t : params) : Prop := forall i, (i < k)%nat -> Rabs (t i) <= r.

Definition dist (k : nat) (s t : params) : R := rsum k (fun i => Rabs (s i - t i)).

Lemma rsum_ext n f g : (forall i, (i < n)%nat -> f i = g i) -> rsum n f = rsum n g.
Proof. induction n; simpl; intros H; [reflexivity |]. rewrite IHn, H by (intros; auto). reflexivity. Qed.

Lemma rsum_nonneg n f : (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= rsum n f.
Proof. induction n; simpl; intros H; [lra |]. pose proof (H n ltac:(lia)). specialize (IHn ltac:(intros; apply H; lia)). lra. Qed.

Lemma rsum_term n f j : (forall i, (i < n)%nat -> 0 <= f i) -> (j < n)%nat -> f j <= rsum n f.
Proof.
  induction n; simpl; intros H Hj; [lia |].
  pose proof (rsum_nonneg n f ltac:(intros; apply H; lia)). pose proof (H n ltac:(lia)).
  destruct (Nat.eq_dec j n) as [-> | E]; [lra |]. specialize (IHn ltac:(intros; apply H; lia) ltac:(lia)). lra.
Qed.

Lemma rsum_zero n : rsum n (fun _ => 0) = 0.
Proof. induction n; simpl; lra. Qed.

Lemma dist_nonneg k s t : 0 <= dist k s t.
Proof. apply rsum_nonneg. intros; apply Rabs_pos. Qed.

Lemma dist_term k s t i : (i < k)%nat -> Rabs (s i - t i) <= dist k s t.
Proof. intros H. apply (rsum_term k (fun i => Rabs (s i - t i))); [intros; apply Rabs_pos | exact H]. Qed.

(** Changing one coordinate. *)
Lemma dist_upd k t j x y : (j < k)%nat -> dist k (upd t j x) (upd t j y) = Rabs (x - y).
Proof.
  unfold dist. induction k; simpl; intros H; [lia |].
  destruct (Nat.eq_dec j k) as [-> | E].
  - rewrite !upd_same. rewrite (rsum_ext k _ (fun _ => 0)), rsum_zero; [lra |].
    intros i Hi. rewrite !(upd_other _ _ _ i) by lia. now rewrite (Rminus_diag_eq (t i)), Rabs_R0 by reflexivity.
  - rewrite IHk by lia. rewrite !(upd_other _ _ _ k) by lia. rewrite (Rminus_diag_eq (t k)), Rabs_R0 by reflexivity. lra.
Qed.

(** The last coordinate fixed. *)
Lemma dist_fix k s t x : dist (S k) (upd s k x) (upd t k x) = dist k s t.
Proof.
  unfold dist. simpl. rewrite !upd_same, Rminus_diag_eq, Rabs_R0, Rplus_0_r by reflexivity.
  apply rsum_ext. intros i Hi. now rewrite !upd_other by lia.
Qed.

Lemma cube_upd k r t x : cube k r t -> Rabs x <= r -> cube (S k) r (upd t k x).
Proof.
  intros H Hx i Hi. destruct (Nat.eq_dec i k) as [-> | E]; [now rewrite upd_same |].
  rewrite upd_other by exact E. apply H. lia.
Qed.

Definition lipschitz (k : nat) (r c : R) (f : params -> R) : Prop :=
  forall s t, cube k r s -> cube k r t -> Rabs (f s - f t) <= c * dist k s t.

Definition clamp (r x : R) : R := Rmax (- r) (Rmin r x).

Lemma clamp_in r x : 0 <= r -> Rabs (clamp r x) <= r.
Proof. intros H. unfold clamp, Rmax, Rmin. apply Rabs_le. repeat destruct Rle_dec; lra. Qed.

Lemma clamp_id r x : Rabs x <= r -> clamp r x = x.
Proof. intros H. assert (- r <= x <= r) by (unfold Rabs in H; destruct Rcase_abs; lra). unfold clamp, Rmax, Rmin. repeat destruct Rle_dec; lra. Qed.

Lemma clamp_lip r x y : 0 <= r -> Rabs (clamp r x - clamp r y) <= Rabs (x - y).
Proof. intros H. unfold clamp, Rmax, Rmin, Rabs. repeat destruct Rle_dec; repeat destruct Rcase_abs; lra. Qed.

Theorem max_cube r c : 0 <= r -> 0 <= c -> forall k f, lipschitz k r c f ->
  exists p, cube k r p /\ forall t, cube k r t -> f t <= f p.
Proof.
  intros Hr Hc. induction k as [|k IH]; intros f Hf.
  - exists (fun _ => 0). split; [intros i Hi; lia |]. intros t Ht.
    assert (H := Hf t (fun _ => 0) Ht ltac:(intros i Hi; lia)). unfold dist in H. simpl in H. unfold Rabs in H. destruct Rcase_abs; lra.
  - set (E := fun x y => exists t, cube k r t /\ y = f (upd t k (clamp r x))).
    assert (A : forall x, exists p, cube k r p /\ forall t, cube k r t -> f (upd t k (clamp r x)) <= f (upd p k (clamp r x))).
    { intro x. apply (IH (fun t => f (upd t k (clamp r x)))). intros s t Hs Ht.
      rewrite <- (dist_fix k s t (clamp r x)). apply Hf; apply cube_upd; try assumption; now apply clamp_in. }
    assert (B : forall x, bound (E x)).
    { intro x. destruct (A x) as (p & Hp & Hm). exists (f (upd p k (clamp r x))). intros y (t & Ht & ->). now apply Hm. }
    assert (Ne : forall x, exists y, E x y).
    { intro x. destruct (A x) as (p & Hp & Hm). now exists (f (upd p k (clamp r x))), p. }
    set (m := fun x => proj1_sig (completeness (E x) (B x) (Ne x))).
    assert (Hm : forall x, exists p, cube k r p /\ m x = f (upd p k (clamp r x)) /\ forall t, cube k r t -> f (upd t k (clamp r x)) <= m x).
    { intro x. destruct (A x) as (p & Hp & Hx). exists p. split; [exact Hp |].
      unfold m. destruct (completeness (E x) (B x) (Ne x)) as (v & Hv1 & Hv2). simpl.
      assert (v = f (upd p k (clamp r x))) as ->.
      { apply Rle_antisym; [apply Hv2; intros y (t & Ht & ->); now apply Hx | apply Hv1; now exists p]. }
      split; [reflexivity | exact Hx]. }
    assert (Lm : forall x y, m x - m y <= c * Rabs (x - y)).
    { intros x y. destruct (Hm x) as (p & Hp & -> & _). destruct (Hm y) as (_ & _ & _ & Hy). specialize (Hy p Hp).
      assert (H := Hf (upd p k (clamp r x)) (upd p k (clamp r y)) ltac:(apply cube_upd; [exact Hp | now apply clamp_in]) ltac:(apply cube_upd; [exact Hp | now apply clamp_in])).
      rewrite dist_upd in H by lia. pose proof (clamp_lip r x y Hr).
      assert (c * Rabs (clamp r x - clamp r y) <= c * Rabs (x - y)) by (now apply Rmult_le_compat_l).
      apply Rle_trans with (f (upd p k (clamp r x)) - f (upd p k (clamp r y))); [lra |].
      eapply Rle_trans; [apply Rle_abs |]. lra. }
    assert (Cm : forall x, continuity_pt m x).
    { intros x eps He. exists (eps / (c + 1)). split; [apply Rdiv_lt_0_compat; lra |].
      intros y [_ Hy]. simpl in *. unfold R_dist in *.
      assert (c * Rabs (y - x) < eps).
      { apply Rle_lt_trans with ((c + 1) * Rabs (y - x)); [pose proof (Rabs_pos (y - x)); nra |].
        apply Rlt_le_trans with ((c + 1) * (eps / (c + 1))); [apply Rmult_lt_compat_l; lra | right; field; lra]. }
      pose proof (Lm x y). pose proof (Lm y x). rewrite (Rabs_minus_sym x y) in *. apply Rabs_def1; lra. }
    destruct (continuity_ab_maj m (- r) r ltac:(lra) ltac:(intros; apply Cm)) as (x & Hx & Hxr).
    assert (Hx' : Rabs x <= r) by (apply Rabs_le; lra).
    destruct (Hm x) as (p & Hp & Ep & _). rewrite clamp_id in Ep by exact Hx'.
    exists (upd p k x). split; [now apply cube_upd |]. intros t Ht. rewrite <- Ep.
    assert (Htk : Rabs (t k) <= r) by (apply Ht; lia).
    apply Rle_trans with (m (t k)).
    + destruct (Hm (t k)) as (_ & _ & _ & H). rewrite clamp_id in H by exact Htk.
      rewrite <- (upd_id t k) at 1. apply H. intros i Hi. apply Ht. lia.
    + apply Hx. unfold Rabs in Htk. destruct Rcase_abs; lra.
Qed.

(** ** Functions that are bounded and Lipschitz on a cube *)
Definition lip (k : nat) (r : R) (f : params -> R) : Prop :=
  exists c b, 0 <= c /\ 0 <= b /\ lipschitz k r c f /\ forall t, cube k r t -> Rabs (f t) <= b.

Lemma lip_max k r f : 0 <= r -> lip k r f -> exists p, cube k r p /\ forall t, cube k r t -> f t <= f p.
Proof. intros Hr (c & b & Hc & _ & Hl & _). now apply (max_cube r c). Qed.

Lemma lip_const k r a : lip k r (fun _ => a).
Proof.
  exists 0, (Rabs a). split; [lra | split; [apply Rabs_pos | split; [| intros; lra]]]. intros s t _ _.
  rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. lra.
Qed.

Lemma lip_var k r i : 0 <= r -> (i < k)%nat -> lip k r (fun t => t i).
Proof.
  intros Hr Hi. exists 1, r. split; [lra | split; [lra | split; [| intros t Ht; now apply Ht]]].
  intros s t _ _. rewrite Rmult_1_l. now apply dist_term.
Qed.

Lemma lip_add k r f g : lip k r f -> lip k r g -> lip k r (fun t => f t + g t).
Proof.
  intros (c & b & Hc & Hb & Hl & Hd) (c' & b' & Hc' & Hb' & Hl' & Hd'). exists (c + c'), (b + b'). split; [lra | split; [lra | split]].
  - intros s t Hs Ht. specialize (Hl s t Hs Ht). specialize (Hl' s t Hs Ht).
    replace (f s + g s - (f t + g t)) with ((f s - f t) + (g s - g t)) by ring.
    eapply Rle_trans; [apply Rabs_triang |]. lra.
  - intros t Ht. specialize (Hd t Ht). specialize (Hd' t Ht). eapply Rle_trans; [apply Rabs_triang |]. lra.
Qed.

Lemma lip_mul k r f g : lip k r f -> lip k r g -> lip k r (fun t => f t * g t).
Proof.
  intros (c & b & Hc & Hb & Hl & Hd) (c' & b' & Hc' & Hb' & Hl' & Hd'). exists (b * c' + c * b'), (b * b'). split; [| split; [| split]].
  - pose proof (Rmult_le_pos b c' Hb Hc'). pose proof (Rmult_le_pos c b' Hc Hb'). lra.
  - now apply Rmult_le_pos.
  - intros s t Hs Ht. specialize (Hl s t Hs Ht). specialize (Hl' s t Hs Ht). specialize (Hd s Hs). specialize (Hd' t Ht).
    replace (f s * g s - f t * g t) with (f s * (g s - g t) + (f s - f t) * g t) by ring.
    eapply Rle_trans; [apply Rabs_triang |]. rewrite !Rabs_mult, Rmult_plus_distr_r. apply Rplus_le_compat.
    + rewrite Rmult_assoc. apply Rmult_le_compat; try apply Rabs_pos; assumption.
    + replace (c * b' * dist k s t) with (c * dist k s t * b') by ring. apply Rmult_le_compat; try apply Rabs_pos; assumption.
  - intros t Ht. specialize (Hd t Ht). specialize (Hd' t Ht). rewrite Rabs_mult. apply Rmult_le_compat; try apply Rabs_pos; assumption.
Qed.

Lemma lip_pos k r f : lip k r f -> lip k r (fun t => Rmax 0 (f t)).
Proof.
  intros (c & b & Hc & Hb & Hl & Hd). exists c, b. split; [exact Hc | split; [exact Hb | split]].
  - intros s t Hs Ht. eapply Rle_trans; [| exact (Hl s t Hs Ht)].
    unfold Rmax, Rabs. repeat destruct Rle_dec; repeat destruct Rcase_abs; lra.
  - intros t Ht. eapply Rle_trans; [| exact (Hd t Ht)].
    unfold Rmax, Rabs. repeat destruct Rle_dec; repeat destruct Rcase_abs; lra.
Qed.

Lemma lip_sum k r n (f : nat -> params -> R) : (forall i, (i < n)%nat -> lip k r (f i)) -> lip k r (fun t => rsum n (fun i => f i t)).
Proof.
  induction n; simpl; intros H; [apply lip_const |]. apply lip_add; [apply IHn; intros; apply H; lia | apply H; lia].
Qed.

Lemma lip_poly k r d f : 0 <= r -> poly k d f -> lip k r f.
Proof.
  intros Hr. induction 1; [apply lip_const | now apply lip_var | now apply lip_add | now apply lip_mul].
Qed.
