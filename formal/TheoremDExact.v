(** * Theorem D with its exact count

    Pairs of layers of widths [A_k, B_k], k = 1, ..., S, with p_k = A_k - [k > 1], q_k = B_k - [k < S]: any
    N <= sum p_k q_k - (S - 1) points.  The first pair carries no sum and needs no fictitious key, the last
    pair carries no key.  Width W, depth 2S >= 4: N <= 2 W (W - 1) + (S - 2) W (W - 2) - 1 (below: S = k + 2). *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Sort TheoremT TheoremD Bridge Small.
Import ListNotations.
Open Scope R_scope.

Section Exact.
Variables (N : nat) (c lab : nat -> R).
Hypothesis increasing : forall i, c i < c (S i).

Notation data := (TheoremD.data N).
Notation T := (TheoremD.T N c).

Lemma c_le i j : (i <= j)%nat -> c i <= c j.
Proof. intros H. destruct (Nat.eq_dec i j) as [-> | Hne]; [lra | left; apply (seq_mono c increasing); lia]. Qed.

(** The sum is right at the first e points; the key is cut off at G, below the others. *)
Definition below_rest (e : nat) (G : R) : Prop := forall i, (e <= i)%nat -> G < c i.
Definition right_on (e : nat) (acc : data -> R) : Prop :=
  forall y, (proj1_sig y < e)%nat -> acc y = lab (proj1_sig y).
Definition stage (e : nat) (ws : list nat) : Prop := exists G acc,
  below_rest e G /\ net ws [T] [(fun y => Rmax (T y) G); acc] /\ right_on e acc.

(** The fictitious key: between what is done and what comes. *)
Lemma between e G : below_rest e G -> exists G', G <= G' < c e /\ forall i, (i < e)%nat -> c i <= G'.
Proof.
  intros HG. specialize (HG e (le_n _)). destruct e as [|e].
  - exists G. split; [lra | intros; lia].
  - pose proof (increasing e) as H. exists (Rmax G ((c e + c (S e)) / 2)). split.
    + split; [apply Rmax_l | apply Rmax_lub_lt; lra].
    + intros i Hi. pose proof (c_le i e ltac:(lia)). pose proof (Rmax_r G ((c e + c (S e)) / 2)). lra.
Qed.

(** The two layers of a pair after the first: p + 1 and q neurons, p q - 1 more points; a further neuron
    in the second layer may carry the key. *)
Lemma pair p q e G (acc : data -> R) : (1 <= p)%nat -> (1 <= q)%nat -> below_rest e G -> right_on e acc ->
  exists G' gs1 gs2 acc',
    ((length gs1 <= p + 1)%nat /\ Forall (aff [(fun y => Rmax (T y) G); acc]) gs1) /\
    ((length gs2 <= q)%nat /\ Forall (aff (after gs1)) gs2) /\
    aff (after gs2) acc' /\ right_on (e + (p * q - 1)) acc' /\ G' < c e /\
    exists k, aff (after gs1) k /\ forall y, relu (k y) + G' = Rmax (T y) G'.
Proof.
  intros Hp Hq HG Hacc. destruct (between e G HG) as (G' & HG' & Hleft).
  set (accn := fun i => match lt_dec i N with left h => acc (exist _ i h) | right _ => 0 end).
  destruct (units p q (fun i => match i with O => G' | S i' => c (e + i')%nat end)
              (fun i => match i with O => 0 | S i' => lab (e + i')%nat - accn (e + i')%nat end) G' Hq)
    as (g & a0 & gs & S0 & Hg0 & Hg & Hlen & Ha0 & Haff & HS & Hfit).
  { intros [|i]; [rewrite Nat.add_0_r; apply HG' | rewrite Nat.add_succ_r; apply increasing]. }
  { lra. }
  set (tot := fun t => a0 t + S0 t).
  assert (Htot0 : forall t, t <= G' -> tot t = 0).
  { intros t Ht. rewrite <- Hg0 in Ht. unfold tot. rewrite (steps_left p g a0 t Hg Ha0 Ht).
    assert (E : S0 t = S0 (g 0%nat)).
    { destruct HS as (w & b & Hl & H). rewrite !H. do 2 f_equal. unfold values, after. rewrite !map_map.
      apply map_ext_in. intros h Hh. f_equal. apply (steps_left p g h t Hg); [| exact Ht].
      now apply (proj1 (Forall_forall _ _) Haff). }
    rewrite E, Hg0. specialize (Hfit 0%nat ltac:(nia)). exact Hfit. }
  destruct (bounded N accn) as (C1 & _ & HC1).
  destruct (bounded N (fun i => a0 (c i) + accn i)) as (C2 & _ & HC2).
  assert (Haccn : forall y : data, accn (proj1_sig y) = acc y).
  { intros [i Hi]. unfold accn; simpl. destruct (lt_dec i N) as [h | h]; [| lia]. f_equal. f_equal. apply le_unique. }
  assert (Gm : forall j, G' <= g j) by (induction j; [rewrite Hg0; lra | pose proof (Hg j); lra]).
  set (gs1 := (fun y : data => acc y + C1) :: map (fun j y => Rmax (T y) G - g j) (seq 0 p)).
  (* the first layer's features are the steps of T, and the sum *)
  assert (Hstep : forall h, aff (steps g p) h -> aff (after gs1) (fun y => h (T y))).
  { intros h Hh. apply (aff_pull T) in Hh. revert Hh. apply aff_trans. intros k Hk.
    apply in_map_iff in Hk as (k' & <- & Hk'). unfold steps, after in Hk'. rewrite map_map in Hk'.
    apply in_map_iff in Hk' as (j & <- & Hj). apply (aff_ext _ (fun y => relu (Rmax (T y) G - g j))).
    - intro y. unfold pull. specialize (Gm j). unfold Rmax at 1. destruct (Rle_dec (T y) G); [| reflexivity].
      rewrite !relu_neg by lra. reflexivity.
    - apply aff_in. unfold gs1, after; simpl. right. rewrite map_map. apply in_map_iff. exists j; auto. }
  assert (Haccf : aff (after gs1) acc).
  { apply (aff_ext _ (fun y => relu (acc y + C1) - C1)).
    - intro y. rewrite relu_pos; [ring |]. rewrite <- Haccn. apply HC1. destruct y; assumption.
    - apply aff_sub; [apply (aff_head (fun y => relu (acc y + C1))) | apply aff_const]. }
  set (gs2 := (fun y => a0 (T y) + acc y + C2) :: map (pull T) gs).
  exists G', gs1, gs2, (fun y => acc y + tot (T y)). split; [| split; [| split; [| split; [| split]]]].
  - split; [unfold gs1; simpl; rewrite map_length, seq_length; lia |]. constructor.
    + apply aff_add; [apply aff_tail, aff_head | apply aff_const].
    + apply Forall_forall. intros h Hh. apply in_map_iff in Hh as (j & <- & _).
      apply aff_sub; [apply aff_head | apply aff_const].
  - split; [unfold gs2; simpl; rewrite map_length; lia |]. constructor.
    + apply aff_add; [apply aff_add; [now apply Hstep | exact Haccf] | apply aff_const].
    + apply Forall_forall. intros h Hh. apply in_map_iff in Hh as (h' & <- & Hh'). apply Hstep.
      now apply (proj1 (Forall_forall _ _) Haff).
  - apply (aff_ext _ (fun y => relu (a0 (T y) + acc y + C2) - C2 + S0 (T y))).
    + intro y. rewrite relu_pos; [unfold tot; ring |]. rewrite <- Haccn. unfold TheoremD.T. apply HC2. destruct y; assumption.
    + apply aff_add; [apply aff_sub; [apply (aff_head (fun y => relu (a0 (T y) + acc y + C2))) | apply aff_const] |].
      apply (aff_pull T) in HS. revert HS. apply aff_trans. intros k Hk.
      apply in_map_iff in Hk as (k' & <- & Hk'). unfold after in Hk'. apply in_map_iff in Hk' as (k2 & <- & Hk2).
      apply aff_in. unfold gs2, after; simpl. right. apply in_map_iff. exists (pull T k2); split; [reflexivity | now apply in_map].
  - intros y Hy. destruct (lt_dec (proj1_sig y) e) as [H | H].
    + rewrite Htot0 by (unfold TheoremD.T; now apply Hleft). rewrite Hacc by exact H. ring.
    + assert (Hi : exists i, proj1_sig y = (e + i)%nat) by (exists (proj1_sig y - e)%nat; lia).
      destruct Hi as (i & Hi). specialize (Hfit (S i)). cbv beta iota in Hfit.
      unfold tot, TheoremD.T. rewrite Hi, Hfit by lia. rewrite <- Hi, Haccn. ring.
  - lra.
  - exists (fun y => relu (Rmax (T y) G - g 0%nat)). split.
    + apply aff_in. unfold gs1, after; simpl. right. rewrite map_map. apply in_map_iff. exists 0%nat; split; [reflexivity |].
      apply in_seq; lia.
    + intro y. rewrite (relu_pos (relu _)) by apply relu_ge0. rewrite Hg0.
      unfold relu, Rmax. destruct (Rle_dec (T y) G), (Rle_dec (T y) G'); destruct Rle_dec; lra.
Qed.

(** The first pair: p q points with widths [p, q + 1]. *)
Lemma first p q : (1 <= p)%nat -> (1 <= q)%nat -> stage (p * q) [p; (q + 1)%nat].
Proof.
  intros Hp Hq. set (g0 := c 0%nat - 1).
  destruct (units p q c lab g0 Hq increasing ltac:(unfold g0; lra))
    as (g & a0 & gs & S0 & Hg0 & Hg & Hlen & Ha0 & Haff & HS & Hfit).
  destruct (bounded N (fun i => a0 (c i))) as (C & _ & HC).
  assert (HT : forall y, g0 < T y) by (intro y; unfold g0, TheoremD.T; pose proof (c_le 0 (proj1_sig y) ltac:(lia)); lra).
  exists g0, (fun y => a0 (T y) + S0 (T y)). split; [| split].
  - intros i _. pose proof (c_le 0 i ltac:(lia)). unfold g0; lra.
  - set (gs1 := map (fun j (y : data) => T y - g j) (seq 0 p)).
    assert (Hstep : forall h, aff (steps g p) h -> aff (after gs1) (fun y => h (T y))).
    { intros h Hh. apply (aff_pull T) in Hh. revert Hh. apply aff_incl. unfold gs1, steps, after. rewrite !map_map. apply incl_refl. }
    set (gs2 := (fun y => relu (T y - g 0%nat)) :: (fun y => a0 (T y) + C) :: map (pull T) gs).
    apply net_layer with gs1; [unfold gs1; now rewrite map_length, seq_length | |].
    + apply Forall_forall. intros h Hh. apply in_map_iff in Hh as (j & <- & _). apply aff_sub; [apply (aff_head T) | apply aff_const].
    + apply net_layer with gs2; [unfold gs2; simpl; rewrite map_length; lia | |].
      * constructor; [| constructor].
        -- apply aff_in. unfold gs1, after. rewrite map_map. apply in_map_iff. exists 0%nat; split; [reflexivity | apply in_seq; lia].
        -- apply aff_add; [now apply Hstep | apply aff_const].
        -- apply Forall_forall. intros h Hh. apply in_map_iff in Hh as (h' & <- & Hh'). apply Hstep.
           now apply (proj1 (Forall_forall _ _) Haff).
      * apply net_id. intros h [<- | [<- | []]].
        -- apply (aff_ext _ (fun y => relu (relu (T y - g 0%nat)) + g0)).
           ++ intro y. specialize (HT y). rewrite Hg0, (relu_pos (T y - g0)), relu_pos by lra. rewrite Rmax_left by lra. ring.
           ++ apply aff_add; [apply (aff_head (fun y => relu (relu (T y - g 0%nat)))) | apply aff_const].
        -- apply (aff_ext _ (fun y => relu (a0 (T y) + C) - C + S0 (T y))).
           ++ intro y. rewrite relu_pos; [ring |]. apply HC. destruct y; assumption.
           ++ apply aff_add; [apply aff_sub; [| apply aff_const] |].
              ** apply aff_tail, (aff_head (fun y => relu (a0 (T y) + C))).
              ** apply (aff_pull T) in HS. revert HS. apply aff_incl. intros k Hk. unfold gs2, after in *. simpl. do 2 right.
                 rewrite map_map in *. exact Hk.
  - intros y Hy. unfold TheoremD.T. now apply Hfit.
Qed.

(** A middle pair, and the last. *)
Lemma next p q e ws : (1 <= p)%nat -> (1 <= q)%nat -> stage e ws -> stage (e + (p * q - 1)) (ws ++ [(p + 1)%nat; (q + 1)%nat]).
Proof.
  intros Hp Hq (G & acc & HG & Hn & Hacc).
  destruct (pair p q e G acc Hp Hq HG Hacc) as (G' & gs1 & gs2 & acc' & (L1 & F1) & (L2 & F2) & Ha & Hr & HG' & k & Hk & Ek).
  exists G', acc'. split; [| split; [| exact Hr]].
  - intros i Hi. pose proof (c_le e i ltac:(lia)). lra.
  - eapply net_comp; [exact Hn |]. apply net_layer with gs1; [exact L1 | exact F1 |].
    apply net_layer with (k :: gs2); [simpl; lia | now constructor |].
    apply net_id. intros h [<- | [<- | []]].
    + apply (aff_ext _ (fun y => relu (k y) + G')); [exact Ek |].
      apply aff_add; [apply (aff_head (fun y => relu (k y))) | apply aff_const].
    + apply aff_tail, Ha.
Qed.

Lemma final p q e ws : (1 <= p)%nat -> (1 <= q)%nat -> stage e ws -> (N <= e + (p * q - 1))%nat ->
  exists f, net (ws ++ [(p + 1)%nat; q]) [fun t : R => t] [f] /\ forall i, (i < N)%nat -> f (c i) = lab i.
Proof.
  intros Hp Hq (G & acc & HG & Hn & Hacc) HN.
  destruct (pair p q e G acc Hp Hq HG Hacc) as (G' & gs1 & gs2 & acc' & (L1 & F1) & (L2 & F2) & Ha & Hr & _).
  destruct (net_push1 T (ws ++ [(p + 1)%nat; q]) [fun t => t] acc') as (f & Hf & E).
  - eapply net_comp; [exact Hn |]. apply net_layer with gs1; [exact L1 | exact F1 |].
    apply net_layer with gs2; [exact L2 | exact F2 |]. apply net_id. now intros h [<- | []].
  - exists f; split; [exact Hf |]. intros i Hi. specialize (E (exist _ i Hi)).
    rewrite (Hr (exist _ i Hi)) in E by (simpl; lia). exact E.
Qed.

Fixpoint gain (mid : list (nat * nat)) : nat :=
  match mid with [] => O | (p, q) :: mid' => (p * q - 1 + gain mid')%nat end.
Definition widths (mid : list (nat * nat)) : list nat := flat_map (fun pq => [(fst pq + 1)%nat; (snd pq + 1)%nat]) mid.

Theorem theorem_D_exact p1 q1 mid p2 q2 : (1 <= p1)%nat -> (1 <= q1)%nat -> (1 <= p2)%nat -> (1 <= q2)%nat ->
  Forall (fun pq => 1 <= fst pq /\ 1 <= snd pq)%nat mid ->
  (N <= p1 * q1 + gain mid + (p2 * q2 - 1))%nat ->
  exists f, net (([p1; (q1 + 1)%nat] ++ widths mid) ++ [(p2 + 1)%nat; q2]) [fun t : R => t] [f] /\
            forall i, (i < N)%nat -> f (c i) = lab i.
Proof.
  intros H1 H2 H3 H4 Hmid HN.
  assert (G : forall e ws, stage e ws -> stage (e + gain mid) (ws ++ widths mid)).
  { clear HN. induction Hmid as [|(p, q) mid (Hp & Hq) _ IH]; intros e ws Hs; simpl.
    - now rewrite app_nil_r, Nat.add_0_r.
    - specialize (IH _ _ (next p q e ws Hp Hq Hs)). rewrite <- app_assoc in IH. now rewrite Nat.add_assoc. }
  apply final with (p1 * q1 + gain mid)%nat; try assumption. now apply G, first.
Qed.
End Exact.

Lemma gain_repeat p q k : gain (repeat (p, q) k) = (k * (p * q - 1))%nat.
Proof. induction k as [|k IH]; [reflexivity |]. cbn [repeat gain]. rewrite IH. lia. Qed.

Lemma widths_repeat w k : (1 <= w)%nat -> widths (repeat ((w - 1)%nat, (w - 1)%nat) k) = repeat w (2 * k).
Proof.
  intros Hw. induction k as [|k IH]; [reflexivity |]. replace (2 * S k)%nat with (S (S (2 * k))) by lia.
  unfold widths in *. cbn [repeat flat_map app fst snd]. rewrite IH. now replace (w - 1 + 1)%nat with w by lia.
Qed.

(** Width W, depth 2 (k + 2) >= 4. *)
Theorem deep_interpolation_exact W k N : (2 <= W)%nat ->
  (N <= 2 * (W * (W - 1)) + k * (W * (W - 2)) - 1)%nat -> interpolates W (2 * (k + 2)) N.
Proof.
  intros HW HN. apply interpolates_sorted. intros c lab Hc.
  destruct (theorem_D_exact N c lab Hc W (W - 1) (repeat ((W - 1)%nat, (W - 1)%nat) k) (W - 1) W) as (f & Hf & E); try lia.
  - apply Forall_forall. intros pq Hin. apply repeat_spec in Hin as ->. simpl. lia.
  - rewrite gain_repeat. replace ((W - 1) * (W - 1) - 1)%nat with (W * (W - 2))%nat by nia. nia.
  - exists f; split; [| exact E]. rewrite widths_repeat in Hf by lia. replace (W - 1 + 1)%nat with W in Hf by lia.
    replace (repeat W (2 * (k + 2))) with ((repeat W 2 ++ repeat W (2 * k)) ++ repeat W 2); [exact Hf |].
    rewrite <- !repeat_app. f_equal. lia.
Qed.

Theorem deep_memorizes W k N d C delta : (2 <= W)%nat -> 0 < delta ->
  (N <= 2 * (W * (W - 1)) + k * (W * (W - 2)) - 1)%nat -> memorizes W (2 * (k + 2)) N d C delta.
Proof. intros. apply interpolates_memorizes_any; [assumption | now apply deep_interpolation_exact]. Qed.

(** ** Any depth: half of the hidden-to-hidden parameters, up to lower order *)

Lemma interpolates_deeper W L L' N : (2 <= W)%nat -> (L <= L')%nat -> interpolates W L N -> interpolates W L' N.
Proof.
  intros HW HL H t y Ht. destruct (H t y Ht) as (f & Hf & E). exists f; split; [| exact E].
  pose proof (net_pad _ _ _ (L' - L) Hf) as Hp. eapply net_wider; [| exact Hp].
  replace L' with (L + (L' - L))%nat at 2 by lia. rewrite repeat_app. apply Forall2_app; apply repeat_le; lia.
Qed.

(** With P = (L - 1) W (W + 1) hidden-to-hidden weights and biases, N <= P (W - 2) / (2 (W + 1)) suffices. *)
Theorem deep_any_depth W L N : (2 <= W)%nat -> (2 <= L)%nat -> (2 * N <= (L - 1) * (W * (W - 2)))%nat -> interpolates W L N.
Proof.
  intros HW HL HN. pose proof (Nat.div_mod L 2 ltac:(lia)) as D. pose proof (Nat.mod_upper_bound L 2 ltac:(lia)) as U.
  set (S := (L / 2)%nat) in *. assert (HM : (W * (W - 2) + 2 * W = W * W)%nat) by nia.
  apply interpolates_deeper with (2 * S)%nat; [exact HW | lia |].
  destruct (le_lt_dec S 1) as [H1 | H1].
  - replace (2 * S)%nat with 2%nat by lia. apply interpolates_two with W W; [lia | lia |].
    assert ((L - 1) * (W * (W - 2)) <= 2 * (W * (W - 2)))%nat by (apply Nat.mul_le_mono_r; lia). lia.
  - replace S with ((S - 2) + 2)%nat by lia. apply deep_interpolation_exact; [exact HW |].
    assert ((L - 1) * (W * (W - 2)) <= (2 * (S - 2) + 4) * (W * (W - 2)))%nat by (apply Nat.mul_le_mono_r; lia).
    assert (W * (W - 1) = W * (W - 2) + W)%nat by nia. lia.
Qed.

Corollary deep_any_depth_memorizes W L N d C delta : (2 <= W)%nat -> (2 <= L)%nat -> 0 < delta ->
  (2 * N <= (L - 1) * (W * (W - 2)))%nat -> memorizes W L N d C delta.
Proof. intros. apply interpolates_memorizes_any; [assumption | now apply deep_any_depth]. Qed.
