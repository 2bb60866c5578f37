(** * Theorem D: deeper networks interpolate more points, pair of layers by pair of layers

    A pair of layers with p kinks and q units handles p*q - 1 points: the residual label - sum so far
    there, and 0 everywhere to the left (a fictitious first key with residual 0).  Widths of a pair:
    [p + 1, q + 1]; the first layer carries the sum, the second the key (which may be cut off below
    the part that is done), and the sum is merged into the first unit, always active on the data. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Sort TheoremT Stack.
Import ListNotations.
Open Scope R_scope.

Section Deep.
Variables (N p q : nat) (c lab : nat -> R).
Hypothesis p_pos : (1 <= p)%nat.
Hypothesis q_pos : (1 <= q)%nat.
Hypothesis increasing : forall i, c i < c (S i).

Definition data := {i : nat | (i < N)%nat}.
Definition T (y : data) : R := c (proj1_sig y).
Notation M := (p * q - 1)%nat.

Lemma steps_left g h t : (forall j, g j < g (S j)) -> aff (steps g p) h -> t <= g 0%nat -> h t = h (g 0%nat).
Proof.
  intros Hg (w & b & Hl & H) Ht. rewrite !H. f_equal.
  assert (Hm : forall j, g 0%nat <= g j) by (induction j; [lra | pose proof (Hg j); lra]).
  assert (E : forall s, s <= g 0%nat -> values (steps g p) s = map (fun _ => 0) (seq 0 p)).
  { intros s Hs. unfold values, steps, after. rewrite !map_map. apply map_ext. intro j.
    apply relu_neg. specialize (Hm j). lra. }
  rewrite (E t Ht), (E (g 0%nat) (Rle_refl _)). reflexivity.
Qed.

(** After s pairs: the key, cut off at G, and a sum that is right at the first s*M points. *)
Lemma pairs_right s : exists G acc, (forall i, (s * M <= i)%nat -> G < c i) /\
  net (pairs_of s (p + 1) (q + 1)) [T] [(fun y => Rmax (T y) G); acc] /\
  forall y, (proj1_sig y < s * M)%nat -> acc y = lab (proj1_sig y).
Proof.
  pose proof (seq_mono c increasing) as Hlt.
  induction s as [|s IH].
  - exists (c 0%nat - 1), (fun _ => 0); repeat split.
    + intros i _. destruct i; [lra |]. pose proof (Hlt 0%nat (S i) ltac:(lia)); lra.
    + apply net_id. intros h [<- | [<- | []]]; [| apply aff_const].
      apply (aff_ext _ T); [| apply aff_head]. intro y. symmetry; apply Rmax_left. unfold T.
      destruct (proj1_sig y); [lra |]. pose proof (Hlt 0%nat (S n) ltac:(lia)); lra.
    + intros y Hy; lia.
  - destruct IH as (G & acc & HG & Hn & Hacc).
    set (e := (s * M)%nat).
    (* the fictitious key: between what is done and what comes *)
    set (G' := match e with O => (G + c 0%nat) / 2 | S e' => Rmax G ((c e' + c e) / 2) end).
    assert (HGe : G < c e) by (apply HG; unfold e; lia).
    assert (HG' : G <= G' < c e).
    { unfold G'. destruct e as [|e']; [lra |]. split; [apply Rmax_l |].
      apply Rmax_lub_lt; [exact HGe |]. pose proof (Hlt e' (S e') ltac:(lia)); lra. }
    assert (Hleft : forall i, (i < e)%nat -> c i <= G').
    { intros i Hi. unfold G'. destruct e as [|e']; [lia |]. eapply Rle_trans; [| apply Rmax_r].
      assert (c i <= c e') by (destruct (Nat.eq_dec i e') as [-> | Hne]; [lra | left; apply Hlt; lia]).
      pose proof (Hlt e' (S e') ltac:(lia)); lra. }
    set (accn := fun i => match lt_dec i N with left h => acc (exist _ i h) | right _ => 0 end).
    destruct (units p q (fun i => match i with O => G' | S i' => c (e + i')%nat end)
                (fun i => match i with O => 0 | S i' => lab (e + i')%nat - accn (e + i')%nat end) G' q_pos)
      as (g & a0 & gs & S0 & Hg0 & Hg & Hlen & Ha0 & Haff & HS & Hfit).
    { intros [|i]; [rewrite Nat.add_0_r; apply HG' | rewrite Nat.add_succ_r; apply increasing]. }
    { lra. }
    set (tot := fun t => a0 t + S0 t).
    assert (Htot0 : forall t, t <= G' -> tot t = 0).
    { intros t Ht. rewrite <- Hg0 in Ht. unfold tot.
      rewrite (steps_left g a0 t Hg Ha0 Ht).
      assert (E : S0 t = S0 (g 0%nat)).
      { destruct HS as (w & b & Hl & H). rewrite !H. do 2 f_equal. unfold values, after. rewrite !map_map.
        apply map_ext_in. intros h Hh. f_equal. apply (steps_left g h t Hg); [| exact Ht].
        now apply (proj1 (Forall_forall _ _) Haff). }
      rewrite E, Hg0. specialize (Hfit 0%nat ltac:(nia)). exact Hfit. }
    destruct (bounded N accn) as (C1 & HC1 & HC1').
    destruct (bounded N (fun i => a0 (c i) + accn i)) as (C2 & _ & HC2).
    assert (Haccn : forall y : data, accn (proj1_sig y) = acc y).
    { intros [i Hi]. unfold accn; simpl. destruct (lt_dec i N) as [h | h]; [| lia]. f_equal. f_equal. apply le_unique. }
    set (acc' := fun y => acc y + tot (T y)).
    assert (Gm : forall j, G' <= g j) by (induction j; [rewrite Hg0; lra | pose proof (Hg j); lra]).
    assert (Hpair : net [(p + 1)%nat; (q + 1)%nat] [(fun y => Rmax (T y) G); acc] [(fun y => Rmax (T y) G'); acc']).
    { set (gs1 := (fun y : data => acc y + C1) :: map (fun j y => Rmax (T y) G - g j) (seq 0 p)).
      apply net_layer with gs1.
      - unfold gs1; simpl. rewrite map_length, seq_length; lia.
      - unfold gs1. constructor; [apply aff_add; [apply aff_tail, aff_head | apply aff_const] |].
        apply Forall_forall. intros h Hh. apply in_map_iff in Hh as (j & <- & _).
        apply aff_sub; [apply aff_head | apply aff_const].
      - (* the first layer's features are the steps of T *)
        assert (Hstep : forall h, aff (steps g p) h -> aff (after gs1) (fun y => h (T y))).
        { intros h Hh. apply (aff_pull T) in Hh. revert Hh. apply aff_trans. intros k Hk.
          apply in_map_iff in Hk as (k' & <- & Hk'). unfold steps, after in Hk'. rewrite map_map in Hk'.
          apply in_map_iff in Hk' as (j & <- & Hj).
          apply (aff_ext _ (fun y => relu (Rmax (T y) G - g j))).
          - intro y. unfold pull. specialize (Gm j). unfold Rmax at 1. destruct (Rle_dec (T y) G); [| reflexivity].
            rewrite !relu_neg by lra. reflexivity.
          - apply aff_in. unfold gs1, after; simpl. right. rewrite map_map. apply in_map_iff. exists j; auto. }
        assert (Haccf : aff (after gs1) acc).
        { apply (aff_ext _ (fun y => relu (acc y + C1) - C1)).
          - intro y. rewrite relu_pos; [ring |]. rewrite <- Haccn. apply HC1'. destruct y; assumption.
          - apply aff_sub; [apply (aff_head (fun y => relu (acc y + C1))) | apply aff_const]. }
        set (gs2 := (fun y : data => relu (Rmax (T y) G - g 0%nat)) :: (fun y => a0 (T y) + acc y + C2) :: map (pull T) gs).
        apply net_layer with gs2.
        + unfold gs2; simpl. rewrite map_length; lia.
        + unfold gs2. constructor; [| constructor].
          * apply aff_in. unfold gs1, after; simpl. right. rewrite map_map. apply in_map_iff. exists 0%nat; split; [reflexivity |].
            apply in_seq; lia.
          * apply aff_add; [apply aff_add; [now apply Hstep | exact Haccf] | apply aff_const].
          * apply Forall_forall. intros h Hh. apply in_map_iff in Hh as (h' & <- & Hh'). apply Hstep.
            now apply (proj1 (Forall_forall _ _) Haff).
        + apply net_id. intros h [<- | [<- | []]].
          * apply (aff_ext _ (fun y => relu (relu (Rmax (T y) G - g 0%nat)) + G')).
            -- intro y. rewrite (relu_pos (relu _)) by apply relu_ge0. rewrite Hg0.
               unfold relu, Rmax. destruct (Rle_dec (T y) G), (Rle_dec (T y) G'); destruct Rle_dec; lra.
            -- apply aff_add; [apply (aff_head (fun y => relu (relu (Rmax (T y) G - g 0%nat)))) | apply aff_const].
          * apply (aff_ext _ (fun y => relu (a0 (T y) + acc y + C2) - C2 + S0 (T y))).
            -- intro y. rewrite relu_pos; [unfold acc', tot; ring |].
               rewrite <- Haccn. unfold T. apply HC2. destruct y; assumption.
            -- apply aff_add; [apply aff_sub; [| apply aff_const] |].
               ++ apply aff_tail, (aff_head (fun y => relu (a0 (T y) + acc y + C2))).
               ++ apply aff_trans with (map (pull T) (after gs)).
                  ** intros k Hk. apply in_map_iff in Hk as (k' & <- & Hk'). apply aff_in. unfold gs2, after; simpl. do 2 right.
                     unfold after in Hk'. apply in_map_iff in Hk' as (k2 & <- & Hk2). apply in_map_iff.
                     exists (pull T k2); split; [reflexivity | now apply in_map].
                  ** now apply (aff_pull T). }
    exists G', acc'; repeat split.
    + intros i Hi. apply Rlt_le_trans with (c e); [apply HG' |].
      destruct (Nat.eq_dec e i) as [-> | Hne]; [lra | left; apply Hlt]. unfold e in *. simpl in Hi. lia.
    + simpl. eapply net_comp; [exact Hn | exact Hpair].
    + intros y Hy. unfold acc'. destruct (lt_dec (proj1_sig y) e) as [H | H].
      * rewrite Htot0 by (unfold T; now apply Hleft). rewrite Hacc by exact H. ring.
      * assert (Hi : exists i, proj1_sig y = (e + i)%nat) by (exists (proj1_sig y - e)%nat; lia).
        destruct Hi as (i & Hi). specialize (Hfit (S i)). cbv beta iota in Hfit.
        unfold tot, T. rewrite Hi, Hfit by (simpl in Hy; unfold e in *; lia).
        rewrite <- Hi, Haccn. ring.
Qed.

Theorem theorem_D s : (N <= s * M)%nat ->
  exists f, net (pairs_of s (p + 1) (q + 1)) [fun t : R => t] [f] /\ forall i, (i < N)%nat -> f (c i) = lab i.
Proof.
  intros HN. destruct (pairs_right s) as (G & acc & _ & Hn & Hacc).
  destruct (net_push1 T (pairs_of s (p + 1) (q + 1)) [fun t => t] acc) as (f & Hf & E).
  - eapply net_sub; [| exact Hn]. intros h [<- | []]. apply aff_tail, aff_head.
  - exists f; split; [exact Hf |]. intros i Hi. specialize (E (exist _ i Hi)).
    rewrite (Hacc (exist _ i Hi)) in E by (simpl; lia). exact E.
Qed.
End Deep.

(** Width W, depth 2s: N <= s W (W - 2) points with arbitrary real labels. *)
Corollary deep_interpolation N W s (c lab : nat -> R) : (2 <= W)%nat -> (forall i, c i < c (S i)) ->
  (N <= s * (W * (W - 2)))%nat ->
  exists f, net (repeat W (2 * s)) [fun t : R => t] [f] /\ forall i, (i < N)%nat -> f (c i) = lab i.
Proof.
  intros HW Hc HN. destruct (theorem_D N (W - 1) (W - 1) c lab ltac:(lia) ltac:(lia) Hc s) as (f & Hf & E).
  - assert (E : ((W - 1) * (W - 1) - 1 = W * (W - 2))%nat) by nia. rewrite E. exact HN.
  - exists f; split; [| exact E]. replace (W - 1 + 1)%nat with W in Hf by lia.
    replace (repeat W (2 * s)) with (pairs_of s W W); [exact Hf |].
    clear. induction s; [reflexivity |]. replace (2 * S s)%nat with (2 * s + 2)%nat by lia.
    rewrite repeat_app. simpl. now rewrite IHs.
Qed.
