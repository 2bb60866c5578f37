(** * F: folding - the separation only costs depth

    A fold x -> |x - a| halves the range of the keys and keeps them 1 apart for a suitable a; it is one
    layer of two neurons.  After J folds the key bits do not depend on delta any more. *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require Import Network Log Sort Direction Upper YangYang.
Import ListNotations.
Open Scope R_scope.

(** n open intervals of length 2 do not cover a closed interval of length 2n. *)
Lemma avoid n : forall cs u, length cs = n ->
  exists p, u <= p <= u + 2 * INR n /\ forall c, In c cs -> p <= c - 1 \/ c + 1 <= p.
Proof.
  induction n as [|n IH]; intros cs u Hl.
  - destruct cs; [| discriminate]. exists u. simpl. split; [lra | intros c []].
  - rewrite S_INR. pose proof (pos_INR n).
    assert (D : {Exists (fun c => c - 1 < u < c + 1) cs} + {~ Exists (fun c => c - 1 < u < c + 1) cs}).
    { apply Exists_dec. intro c. destruct (Rlt_dec (c - 1) u); [| right; lra].
      destruct (Rlt_dec u (c + 1)); [left; lra | right; lra]. }
    destruct D as [E | E].
    + apply Exists_exists in E as (c & Hin & Hc). apply in_split in Hin as (l1 & l2 & ->).
      destruct (IH (l1 ++ l2) (c + 1)) as (p & Hp & Ha).
      { rewrite app_length in *; simpl in Hl; lia. }
      exists p. split; [lra |]. intros c' Hc'. apply in_app_or in Hc' as [Hc' | [<- | Hc']].
      * apply Ha, in_or_app; now left.
      * right; lra.
      * apply Ha, in_or_app; now right.
    + exists u. split; [lra |]. intros c Hc. destruct (Rle_dec u (c - 1)); [now left | right].
      destruct (Rle_dec (c + 1) u); [assumption | exfalso]. apply E, Exists_exists. exists c; split; [exact Hc | lra].
Qed.

Section Fold.
Variable N : nat.
Definition Gamma : R := INR (length (pairs N)).

Lemma fold_once (t : nat -> R) tau : (forall i, (i < N)%nat -> 0 <= t i <= tau) ->
  (forall i j, (i < j < N)%nat -> 1 <= Rabs (t i - t j)) ->
  exists a, (forall i, (i < N)%nat -> 0 <= Rabs (t i - a) <= (tau + Gamma) / 2) /\
    (forall i j, (i < j < N)%nat -> 1 <= Rabs (Rabs (t i - a) - Rabs (t j - a))).
Proof.
  intros Ht Hs.
  destruct (avoid (length (pairs N)) (map (fun ij => t (fst ij) + t (snd ij)) (pairs N)) (tau - Gamma)) as (p & Hp & Ha).
  { apply map_length. }
  fold Gamma in Hp. exists (p / 2). split.
  - intros i Hi. split; [apply Rabs_pos |]. specialize (Ht i Hi).
    unfold Rabs; destruct Rcase_abs; lra.
  - intros i j Hij. specialize (Hs i j Hij).
    assert (H : p <= t i + t j - 1 \/ t i + t j + 1 <= p).
    { apply Ha. apply in_map_iff. exists (i, j); split; [reflexivity | now apply pairs_in]. }
    revert Hs. unfold Rabs. repeat destruct Rcase_abs; intros; lra.
Qed.

(** J folds: J layers of two neurons. *)
Lemma folds (t : nat -> R) tau J : (forall i, (i < N)%nat -> 0 <= t i <= tau) ->
  (forall i j, (i < j < N)%nat -> 1 <= Rabs (t i - t j)) ->
  exists f, net (repeat 2%nat J) [fun x : R => x] [f] /\
    (forall i, (i < N)%nat -> 0 <= f (t i) <= Gamma + (tau - Gamma) / 2 ^ J) /\
    (forall i j, (i < j < N)%nat -> 1 <= Rabs (f (t i) - f (t j))).
Proof.
  intros Ht Hs. induction J as [|J (f & Hf & Hr & Hg)].
  - exists (fun x => x). split; [apply net_id; intros h [<- | []]; apply aff_head |]. split; [| exact Hs].
    intros i Hi. specialize (Ht i Hi). simpl. lra.
  - destruct (fold_once (fun i => f (t i)) _ Hr Hg) as (a & H1 & H2).
    exists (fun x => Rabs (f x - a)). split; [| split; [| exact H2]].
    + replace (S J) with (J + 1)%nat by lia. rewrite repeat_app. eapply net_comp; [exact Hf |].
      apply net_layer with [(fun x => f x - a); (fun x => a - f x)]; [simpl; lia | |].
      * repeat (apply Forall_cons; [| try apply Forall_nil]).
        -- apply aff_sub; [apply aff_head | apply aff_const].
        -- apply aff_sub; [apply aff_const | apply aff_head].
      * apply net_id. intros h [<- | []]. exists [1; 1], 0; split; [reflexivity |]. intro x. simpl.
        unfold Rabs. destruct Rcase_abs.
        -- rewrite relu_neg, relu_pos by lra. ring.
        -- rewrite relu_pos, relu_neg by lra. ring.
    + intros i Hi. specialize (H1 i Hi). split; [apply H1 |]. eapply Rle_trans; [apply H1 |]. right.
      simpl. field. apply pow_nonzero; lra.
Qed.
End Fold.

(** From keys to memorization, whatever network computes the keys. *)
Lemma from_keys W L N d B b ws K (x : nat -> list R) (y : nat -> nat) :
  (8 <= W)%nat -> (2 <= L)%nat -> net ws (coords d) [K] ->
  (forall i, (i < N)%nat -> 0 <= K (x i) < 2 ^ B) ->
  (forall i j, (i < j < N)%nat -> 1 <= Rabs (K (x i) - K (x j))) ->
  (forall i, (i < N)%nat -> (y i < 2 ^ b)%nat) ->
  (81 * (N * (B + b + 2)) <= W * W * (L * L))%nat ->
  exists g, net (ws ++ repeat W L) (coords d) [g] /\ forall i, (i < N)%nat -> g (x i) = INR (y i).
Proof.
  intros HW HL HK Hr Hg Hy Hsize.
  destruct (sort_keys N (fun i => K (x i)) (fun i => INR (y i))) as (c & lab & Hc & Hkeys & Hback).
  { intros i j Hij E. specialize (Hg i j Hij). rewrite E, Rminus_diag_eq, Rabs_R0 in Hg by reflexivity. lra. }
  set (c' := fun k => if lt_dec N 1 then INR k else c k).
  set (nlab := fun k => nfloor (lab k)).
  assert (Hlab : forall k i, lab k = INR (y i) -> nlab k = y i).
  { intros k i E. unfold nlab. rewrite E. pose proof (nfloor_spec (INR (y i)) (pos_INR _)) as [F1 F2].
    rewrite <- S_INR in F2. apply INR_le in F1. apply INR_lt in F2. lia. }
  assert (Hc' : forall k, (0 < N)%nat -> c' k = c k) by (intros; unfold c'; destruct lt_dec; [lia | reflexivity]).
  destruct (tradeoff N c' nlab) with (B := B) (b := b) (W := W) (L := L) as (f & Hf & Hfit); try assumption.
  - intro k. unfold c'. destruct lt_dec; [rewrite S_INR; lra | apply Hc].
  - unfold c'. destruct lt_dec; [simpl; lra |]. destruct (Hback 0%nat ltac:(lia)) as (i & Hi & E & _). rewrite E. now apply Hr.
  - intros k k' Hkk. rewrite !Hc' by lia. destruct (Hback k ltac:(lia)) as (i & Hi & E1 & _).
    destruct (Hback k' ltac:(lia)) as (j & Hj & E2 & _).
    pose proof (seq_mono c Hc k k' ltac:(lia)) as Hlt.
    assert (Hij : i <> j) by (intros ->; lra).
    assert (H2 : 1 <= Rabs (c k' - c k)).
    { rewrite E1, E2. destruct (Nat.lt_total i j) as [H | [H | H]]; [| contradiction |].
      - rewrite Rabs_minus_sym. apply Hg; lia.
      - apply Hg; lia. }
    rewrite Rabs_right in H2 by lra. lra.
  - intros k Hk. rewrite Hc' by lia. destruct (Hback k Hk) as (i & Hi & E & _). rewrite E. now apply Hr.
  - intros k Hk. destruct (Hback k Hk) as (i & Hi & _ & E). rewrite (Hlab k i E). now apply Hy.
  - exists (pull K f). split.
    + eapply net_comp; [exact HK |]. exact (net_pull K _ [fun t => t] [f] Hf).
    + intros i Hi. unfold pull. destruct (Hkeys i Hi) as (k & Hk & E1 & E2).
      rewrite <- E1, <- (Hc' k ltac:(lia)), Hfit by exact Hk. f_equal. now apply Hlab.
Qed.

(** F-theorem: J folds, then key bits that depend on N only. *)
Theorem folded_memorized W L J N d C B b delta :
  (8 <= W)%nat -> (2 <= L)%nat -> (1 <= d)%nat -> 0 < delta -> (C <= 2 ^ b)%nat ->
  2 * INR d * sqrt (INR d) * INR (N * N) / delta <= 2 ^ J ->
  INR (N * N + 3) <= 2 ^ B ->
  (81 * (N * (B + b + 2)) <= W * W * (L * L))%nat ->
  memorizes W (J + L) N d C delta.
Proof.
  intros HW HL Hd Hdelta HC HJ HB Hsize x y Hsep Hy.
  destruct (separating_direction N d delta x Hd Hdelta Hsep) as (u & Hl & Hu & Hgap).
  assert (Hd0 : 0 < INR d) by (apply lt_0_INR; lia).
  pose proof (sqrt_lt_R0 _ Hd0) as Hs.
  set (M := (N * (N - 1) / 2)%nat).
  assert (HuM : Forall (fun a => (a <= M)%nat) u).
  { revert Hu; apply Forall_impl. intros a Ha. unfold M. apply Nat.div_le_lower_bound; lia. }
  set (rho := INR d * INR M). set (sig := 2 * sqrt (INR d) / delta).
  assert (Hsig : 0 < sig) by (unfold sig; apply Rdiv_lt_0_compat; lra).
  set (K := fun z => sig * (dot (map INR u) (values (coords d) z) + rho)).
  assert (HKaff : aff (coords d) K).
  { unfold K. apply aff_scal, aff_add; [| apply aff_const].
    exists (map INR u), 0; split; [rewrite map_length, coords_length; exact Hl | intro; lra]. }
  assert (HK : forall i, (i < N)%nat -> K (x i) = sig * (udot u (x i) + rho)).
  { intros i Hi. unfold K, udot. rewrite values_coords; [reflexivity |]. now apply (proj1 Hsep). }
  destruct (folds N (fun i => K (x i)) (sig * (2 * rho)) J) as (f & Hf & Hr & Hg).
  - intros i Hi. rewrite HK by exact Hi. destruct (proj1 Hsep i Hi) as [_ Hn].
    pose proof (udot_bound M u HuM (x i) (coordinate_le1 _ Hn)) as Hb. rewrite Hl in Hb. fold rho in Hb.
    split; nra.
  - intros i j Hij. rewrite !HK by lia.
    replace (sig * (udot u (x i) + rho) - sig * (udot u (x j) + rho)) with
      (sig * (udot u (x i) - udot u (x j))) by ring.
    rewrite Rabs_mult, (Rabs_right sig) by lra. specialize (Hgap i j Hij).
    apply Rle_trans with (sig * (delta / (2 * sqrt (INR d)))).
    + unfold sig. right. field; lra.
    + apply Rmult_le_compat_l; lra.
  - assert (HM : 2 * INR M <= INR (N * N)).
    { change 2 with (INR 2). rewrite <- mult_INR. apply le_INR.
      pose proof (Nat.mul_div_le (N * (N - 1)) 2 ltac:(lia)) as F. fold M in F. nia. }
    assert (HG : 2 * Gamma N <= INR (N * N)).
    { unfold Gamma. change 2 with (INR 2). rewrite <- mult_INR. apply le_INR. rewrite pairs_length. nia. }
    assert (Hp : 0 < 2 ^ J) by (apply pow_lt; lra).
    assert (Htau : sig * (2 * rho) <= 2 ^ J).
    { eapply Rle_trans; [| exact HJ]. unfold sig, rho, Rdiv.
      replace (2 * sqrt (INR d) * / delta * (2 * (INR d * INR M))) with
        (2 * INR d * sqrt (INR d) * / delta * (2 * INR M)) by ring.
      replace (2 * INR d * sqrt (INR d) * INR (N * N) * / delta) with
        (2 * INR d * sqrt (INR d) * / delta * INR (N * N)) by ring.
      apply Rmult_le_compat_l; [| exact HM]. left.
      apply Rmult_lt_0_compat; [| now apply Rinv_0_lt_compat]. apply Rmult_lt_0_compat; lra. }
    assert (Hq : (sig * (2 * rho) - Gamma N) / 2 ^ J <= 1).
    { apply Rmult_le_reg_r with (2 ^ J); [exact Hp |]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r, Rmult_1_l by lra.
      assert (0 <= Gamma N) by apply pos_INR. lra. }
    destruct (from_keys W L N d B b (repeat 2%nat J) (fun z => 2 * f (K z)) x y HW HL) as (g & Hn & E).
    + eapply net_sub; [| apply (net_base _ [K]); [| exact (net_pull K _ [fun t => t] [f] Hf)]].
      * intros h [<- | []]. apply (aff_scal _ 2), (aff_head (pull K f)).
      * intros h [<- | []]. exact HKaff.
    + intros i Hi. specialize (Hr i Hi). rewrite plus_INR in HB. simpl in HB. split; lra.
    + intros i j Hij. specialize (Hg i j Hij).
      replace (2 * f (K (x i)) - 2 * f (K (x j))) with (2 * (f (K (x i)) - f (K (x j)))) by ring.
      rewrite Rabs_mult, (Rabs_right 2) by lra. lra.
    + intros i Hi. eapply Nat.lt_le_trans; [now apply Hy | exact HC].
    + exact Hsize.
    + exists g. split; [| exact E]. apply NN_iff. exists g; split; [| reflexivity].
      rewrite repeat_app. eapply net_wider; [| exact Hn]. apply Forall2_app; apply repeat_le; lia.
Qed.
