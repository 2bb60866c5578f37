(** * Theorems T and D with several outputs: labels in R^y

    Breakpoints depend on the keys alone, so all outputs share the kinks of a pair of layers; each output has its
    own q units in the second layer.  A pair's first layer carries y sums (not in the first pair), its second layer
    the key (not in the last pair); each sum is merged into its output's always active unit. *)

From Coq Require Import Reals ZArith List Lia Lra.
From Memproof Require Import Network Sort TheoremT TheoremD TheoremDExact Small.
Import ListNotations.
Open Scope R_scope.

(** The functions f 0, ..., f (y - 1). *)
Definition upto {A} (y : nat) (f : nat -> A) : list A := map f (seq 0 y).

Lemma upto_length {A} y (f : nat -> A) : length (upto y f) = y.
Proof. unfold upto. now rewrite map_length, seq_length. Qed.

Lemma upto_in {A} y (f : nat -> A) k : (k < y)%nat -> In (f k) (upto y f).
Proof. intros H. apply in_map, in_seq. lia. Qed.

Lemma in_upto {A} y (f : nat -> A) a : In a (upto y f) -> exists k, (k < y)%nat /\ a = f k.
Proof. intros H. apply in_map_iff in H as (k & <- & Hk). apply in_seq in Hk. exists k. split; [lia | reflexivity]. Qed.

Lemma upto_nth {A} y (f : nat -> A) k d : (k < y)%nat -> nth k (upto y f) d = f k.
Proof.
  intros Hk. rewrite (nth_indep _ d (f 0%nat)) by (now rewrite upto_length). unfold upto. rewrite map_nth. now rewrite seq_nth.
Qed.

(** One layer for several outputs: q neurons each. *)
Lemma collect {X} (F : list (X -> R)) q (P : nat -> (X -> R) -> Prop) y :
  (forall k, (k < y)%nat -> exists gs f, (length gs <= q)%nat /\ Forall (aff F) gs /\ aff (after gs) f /\ P k f) ->
  exists gs f, (length gs <= q * y)%nat /\ Forall (aff F) gs /\ forall k, (k < y)%nat -> aff (after gs) (f k) /\ P k (f k).
Proof.
  induction y as [|y IH]; intros H.
  - exists [], (fun _ _ => 0). split; [simpl; lia |]. split; [constructor | intros; lia].
  - destruct IH as (gs & f & L & Fg & Hf); [intros; apply H; lia |].
    destruct (H y ltac:(lia)) as (gs' & f' & L' & Fg' & Ha & HP).
    exists (gs ++ gs'), (fun k => if Nat.eqb k y then f' else f k). split; [rewrite app_length; lia |].
    split; [now apply Forall_app |]. intros k Hk. unfold after. rewrite map_app. destruct (Nat.eqb_spec k y) as [-> | Hne].
    + split; [| exact HP]. revert Ha. apply aff_incl. intros h Hh. apply in_or_app. now right.
    + destruct (Hf k ltac:(lia)) as [Ha' HP']. split; [| exact HP']. revert Ha'. apply aff_incl.
      intros h Hh. apply in_or_app. now left.
Qed.

Section Several.
Variables (N y : nat) (c : nat -> R) (lab : nat -> nat -> R).
Hypothesis increasing : forall i, c i < c (S i).

Notation data := (TheoremD.data N).
Notation T := (TheoremD.T N c).
Notation below_rest := (TheoremDExact.below_rest c).

(** The sums of all outputs are right at the first e points; the key is cut off at G, below the others. *)
Definition rights_on (e : nat) (acc : nat -> data -> R) : Prop :=
  forall k v, (k < y)%nat -> (proj1_sig v < e)%nat -> acc k v = lab k (proj1_sig v).
Definition outputs_stage (e : nat) (ws : list nat) : Prop := exists G acc,
  below_rest e G /\ net ws [T] ((fun v => Rmax (T v) G) :: upto y acc) /\ rights_on e acc.

(** q units add to one sum what is missing at the next p q - 1 points. *)
Lemma residual p q e G' g (acc : data -> R) target : (1 <= p)%nat -> (1 <= q)%nat ->
  (forall i, (i < e)%nat -> c i <= G') -> g 0%nat = G' -> (forall j, g j < g (S j)) ->
  (forall res : nat -> R, exists a0 gs S0, length gs = (q - 1)%nat /\
     aff (steps g p) a0 /\ Forall (aff (steps g p)) gs /\ aff (after gs) S0 /\
     forall i, (i < p * q)%nat ->
       a0 (match i with O => G' | S i' => c (e + i')%nat end) + S0 (match i with O => G' | S i' => c (e + i')%nat end) = res i) ->
  (forall v : data, (proj1_sig v < e)%nat -> acc v = target (proj1_sig v)) ->
  exists gs f, (length gs <= q)%nat /\ Forall (aff (acc :: map (pull T) (steps g p))) gs /\ aff (after gs) f /\
    forall v : data, (proj1_sig v < e + (p * q - 1))%nat -> f v = target (proj1_sig v).
Proof.
  intros Hp Hq Hleft Hg0 Hg Hunits Hacc.
  set (accn := fun i => match lt_dec i N with left h => acc (exist _ i h) | right _ => 0 end).
  destruct (Hunits (fun i => match i with O => 0 | S i' => target (e + i')%nat - accn (e + i')%nat end))
    as (a0 & gs & S0 & Hlen & Ha0 & Haff & HS & Hfit). clear Hunits.
  set (tot := fun t => a0 t + S0 t).
  assert (Htot0 : forall t, t <= G' -> tot t = 0).
  { intros t Ht. rewrite <- Hg0 in Ht. unfold tot. rewrite (steps_left p g a0 t Hg Ha0 Ht).
    assert (E : S0 t = S0 (g 0%nat)).
    { destruct HS as (w & b & Hl & H). rewrite !H. do 2 f_equal. unfold values, after. rewrite !map_map.
      apply map_ext_in. intros h Hh. f_equal. apply (steps_left p g h t Hg); [| exact Ht].
      now apply (proj1 (Forall_forall _ _) Haff). }
    rewrite E, Hg0. specialize (Hfit 0%nat ltac:(nia)). exact Hfit. }
  destruct (bounded N (fun i => a0 (c i) + accn i)) as (C & _ & HC).
  assert (Haccn : forall v : data, accn (proj1_sig v) = acc v).
  { intros [i Hi]. unfold accn; simpl. destruct (lt_dec i N) as [h | h]; [| lia]. f_equal. f_equal. apply le_unique. }
  assert (Hstep : forall h, aff (steps g p) h -> aff (acc :: map (pull T) (steps g p)) (pull T h)).
  { intros h Hh. apply aff_tail. now apply aff_pull. }
  exists ((fun v => a0 (T v) + acc v + C) :: map (pull T) gs), (fun v => acc v + tot (T v)). repeat split.
  - simpl. rewrite map_length. lia.
  - constructor.
    + apply aff_add; [apply aff_add; [exact (Hstep a0 Ha0) | apply aff_head] | apply aff_const].
    + apply Forall_forall. intros h Hh. apply in_map_iff in Hh as (h' & <- & Hh'). apply Hstep.
      now apply (proj1 (Forall_forall _ _) Haff).
  - apply (aff_ext _ (fun v => relu (a0 (T v) + acc v + C) - C + S0 (T v))).
    + intro v. rewrite relu_pos; [unfold tot; ring |]. rewrite <- Haccn. unfold TheoremD.T. apply HC. destruct v; assumption.
    + apply aff_add; [apply aff_sub; [apply (aff_head (fun v => relu (a0 (T v) + acc v + C))) | apply aff_const] |].
      apply (aff_pull T) in HS. revert HS. apply aff_incl. intros k Hk. unfold after in *. simpl. right.
      rewrite map_map in *. exact Hk.
  - intros v Hv. destruct (lt_dec (proj1_sig v) e) as [H | H].
    + rewrite Htot0 by (unfold TheoremD.T; now apply Hleft). rewrite Hacc by exact H. ring.
    + assert (Hi : exists i, proj1_sig v = (e + i)%nat) by (exists (proj1_sig v - e)%nat; lia).
      destruct Hi as (i & Hi). specialize (Hfit (S i)). cbv beta iota in Hfit.
      unfold tot, TheoremD.T. rewrite Hi, Hfit by lia. rewrite <- Hi, Haccn. ring.
Qed.

(** The two layers of a pair after the first: p + y and q y neurons, p q - 1 more points; a further neuron in the
    second layer may carry the key. *)
Lemma pair_outputs p q e G (acc : nat -> data -> R) : (1 <= p)%nat -> (1 <= q)%nat -> below_rest e G -> rights_on e acc ->
  exists G' gs1 gs2 acc',
    ((length gs1 <= p + y)%nat /\ Forall (aff ((fun v => Rmax (T v) G) :: upto y acc)) gs1) /\
    ((length gs2 <= q * y)%nat /\ Forall (aff (after gs1)) gs2) /\
    (forall k, (k < y)%nat -> aff (after gs2) (acc' k)) /\ rights_on (e + (p * q - 1)) acc' /\ G' < c e /\
    exists h, aff (after gs1) h /\ forall v, relu (h v) + G' = Rmax (T v) G'.
Proof.
  intros Hp Hq HG Hacc. destruct (between c increasing e G HG) as (G' & HG' & Hleft).
  destruct (units_shared p q (fun i => match i with O => G' | S i' => c (e + i')%nat end) G' Hq) as (g & Hg0 & Hg & Hunits).
  { intros [|i]; [rewrite Nat.add_0_r; apply HG' | rewrite Nat.add_succ_r; apply increasing]. }
  { lra. }
  assert (Gm : forall j, G' <= g j) by (induction j; [rewrite Hg0; lra | pose proof (Hg j); lra]).
  assert (HC : forall k, exists C, forall v : data, 0 <= acc k v + C).
  { intro k. destruct (bounded N (fun i => match lt_dec i N with left h => acc k (exist _ i h) | right _ => 0 end)) as (C & _ & HC).
    exists C. intros [i Hi]. specialize (HC i Hi). destruct (lt_dec i N) as [h | h]; [| lia].
    now rewrite (le_unique _ _ Hi h). }
  assert (HC' : exists C : nat -> R, forall k, (k < y)%nat -> forall v : data, 0 <= acc k v + C k).
  { clear -HC. induction y as [|n (C & IH)]; [exists (fun _ => 0); intros; lia |]. destruct (HC n) as (C' & HC').
    exists (fun k => if Nat.eqb k n then C' else C k). intros k Hk v. destruct (Nat.eqb_spec k n) as [-> | Hne]; [apply HC' | apply IH; lia]. }
  destruct HC' as (C & HC').
  set (gs1 := upto y (fun k v => acc k v + C k) ++ upto p (fun j v => Rmax (T v) G - g j)).
  assert (Hsteps : forall h, In h (map (pull T) (steps g p)) -> aff (after gs1) h).
  { intros k Hk. apply in_map_iff in Hk as (k' & <- & Hk'). unfold steps, after in Hk'. rewrite map_map in Hk'.
    apply in_map_iff in Hk' as (j & <- & Hj). apply in_seq in Hj. apply (aff_ext _ (fun v => relu (Rmax (T v) G - g j))).
    - intro v. unfold pull. specialize (Gm j). unfold Rmax at 1. destruct (Rle_dec (T v) G); [| reflexivity].
      rewrite !relu_neg by lra. reflexivity.
    - apply aff_in. unfold gs1, after. rewrite map_app. apply in_or_app. right. unfold upto. rewrite map_map.
      apply in_map_iff. exists j. split; [reflexivity | apply in_seq; lia]. }
  assert (Haccs : forall k, (k < y)%nat -> aff (after gs1) (acc k)).
  { intros k Hk. apply (aff_ext _ (fun v => relu (acc k v + C k) - C k)).
    - intro v. rewrite relu_pos; [ring | now apply HC'].
    - apply aff_sub; [| apply aff_const]. apply aff_in. unfold gs1, after. rewrite map_app. apply in_or_app. left.
      unfold upto. rewrite map_map. apply in_map_iff. exists k. split; [reflexivity | apply in_seq; lia]. }
  destruct (collect (after gs1) q (fun k f => forall v : data, (proj1_sig v < e + (p * q - 1))%nat -> f v = lab k (proj1_sig v)) y)
    as (gs2 & acc' & L2 & F2 & Hf).
  { intros k Hk. destruct (residual p q e G' g (acc k) (lab k) Hp Hq Hleft Hg0 Hg Hunits) as (gs & f & L & F & Ha & Hr).
    - intros v Hv. now apply Hacc.
    - exists gs, f. repeat split; try assumption. revert F. apply Forall_impl. intro h. apply aff_trans.
      intros h' [<- | Hh']; [now apply Haccs | now apply Hsteps]. }
  exists G', gs1, gs2, acc'. split; [| split; [| split; [| split; [| split]]]].
  - split; [unfold gs1; rewrite app_length, !upto_length; lia |]. apply Forall_app. split.
    + apply Forall_forall. intros h Hh. apply in_upto in Hh as (k & Hk & ->). apply aff_add; [| apply aff_const].
      apply aff_tail, aff_in. now apply upto_in.
    + apply Forall_forall. intros h Hh. apply in_upto in Hh as (j & _ & ->). apply aff_sub; [apply aff_head | apply aff_const].
  - now split.
  - intros k Hk. now apply Hf.
  - intros k v Hk Hv. now apply (proj2 (Hf k Hk)).
  - lra.
  - exists (fun v => relu (Rmax (T v) G - g 0%nat)). split.
    + apply aff_in. unfold gs1, after. rewrite map_app. apply in_or_app. right. unfold upto. rewrite map_map.
      apply in_map_iff. exists 0%nat. split; [reflexivity | apply in_seq; lia].
    + intro v. rewrite (relu_pos (relu _)) by apply relu_ge0. rewrite Hg0.
      unfold relu, Rmax. destruct (Rle_dec (T v) G), (Rle_dec (T v) G'); destruct Rle_dec; lra.
Qed.

(** Theorem T for all outputs: q y units over shared kinks. *)
Lemma columns p q g0 : (1 <= q)%nat -> g0 <= c 0%nat -> exists g gs f, g 0%nat = g0 /\
  (length gs <= q * y)%nat /\ Forall (aff (steps g p)) gs /\
  forall k, (k < y)%nat -> aff (after gs) (f k) /\ forall i, (i < p * q)%nat -> f k (c i) = lab k i.
Proof.
  intros Hq Hg0. destruct (units_shared p q c g0 ltac:(lia) increasing Hg0) as (g & Eg & _ & Hunits).
  destruct (collect (steps g p) q (fun k f => forall i, (i < p * q)%nat -> f (c i) = lab k i) y) as (gs & f & L & F & Hf).
  - intros k _. destruct (Hunits (lab k)) as (a0 & gs & S0 & Hlen & Ha0 & Haff & HS & Hfit).
    destruct (bounded (p * q) (fun i => a0 (c i))) as (C & _ & HC).
    exists ((fun t => a0 t + C) :: gs), (fun t => relu (a0 t + C) - C + S0 t). repeat split.
    + simpl. lia.
    + constructor; [apply aff_add; [exact Ha0 | apply aff_const] | exact Haff].
    + apply aff_add; [apply aff_sub; [| apply aff_const] | apply aff_tail; exact HS].
      apply (aff_head (fun t => relu (a0 t + C))).
    + intros i Hi. rewrite relu_pos by now apply HC. rewrite <- (Hfit i Hi). ring.
  - exists g, gs, f. auto.
Qed.

Theorem theorem_T_outputs p q : exists f, net [p; (q * y)%nat] [fun t : R => t] (upto y f) /\
  forall i k, (i < p * q)%nat -> (k < y)%nat -> f k (c i) = lab k i.
Proof.
  destruct (le_lt_dec 1 q) as [Hq | Hq].
  - destruct (columns p q (c 0%nat) Hq (Rle_refl _)) as (g & gs & f & _ & L & F & Hf). exists f. split.
    + apply net_layer with (map (fun j t => t - g j) (seq 0 p)); [now rewrite map_length, seq_length | |].
      * apply Forall_forall; intros h Hh. apply in_map_iff in Hh as (j & <- & _).
        apply aff_sub; [apply aff_head | apply aff_const].
      * apply net_layer with gs; [exact L | exact F |]. apply net_id. intros h Hh. apply in_upto in Hh as (k & Hk & ->). now apply Hf.
    + intros i k Hi Hk. now apply Hf.
  - exists (fun _ _ => 0). split; [| intros; nia]. apply net_layer with []; [simpl; lia | constructor |].
    apply net_layer with []; [simpl; lia | constructor |]. apply net_id. intros h Hh. apply in_upto in Hh as (k & _ & ->). apply aff_const.
Qed.

(** The first pair: p q points with widths [p, q y + 1]. *)
Lemma first_outputs p q : (1 <= p)%nat -> (1 <= q)%nat -> outputs_stage (p * q) [p; (q * y + 1)%nat].
Proof.
  intros Hp Hq. set (g0 := c 0%nat - 1).
  destruct (columns p q g0 Hq ltac:(unfold g0; lra)) as (g & gs & f & Hg0 & L & F & Hf).
  assert (Hc : forall i, c 0%nat <= c i) by (intro i; apply (c_le c increasing); lia).
  exists g0, (fun k => pull T (f k)). split; [intros i _; specialize (Hc i); unfold g0; lra |]. split.
  - apply net_layer with (map (pull T) (map (fun j t => t - g j) (seq 0 p))); [now rewrite !map_length, seq_length | |].
    + apply Forall_forall; intros h Hh. rewrite map_map in Hh. apply in_map_iff in Hh as (j & <- & _).
      apply (aff_ext _ (fun v => T v - g j)); [reflexivity |]. apply aff_sub; [apply aff_head | apply aff_const].
    + assert (E : after (map (pull T) (map (fun j t => t - g j) (seq 0 p))) = map (pull T) (steps g p))
        by (unfold steps, after; now rewrite !map_map).
      rewrite E. apply net_layer with ((fun v => relu (T v - g 0%nat)) :: map (pull T) gs); [simpl; rewrite map_length; lia | |].
      * constructor.
        -- apply aff_in. unfold steps, after. rewrite !map_map. apply in_map_iff. exists 0%nat. split; [reflexivity | apply in_seq; lia].
        -- apply Forall_forall. intros h Hh. apply in_map_iff in Hh as (h' & <- & Hh'). apply aff_pull.
           now apply (proj1 (Forall_forall _ _) F).
      * apply net_id. intros h [<- | Hh].
        -- apply (aff_ext _ (fun v => relu (relu (T v - g 0%nat)) + g0)).
           ++ intro v. specialize (Hc (proj1_sig v)). assert (HT : g0 < T v) by (unfold g0, TheoremD.T; lra).
              rewrite Hg0, (relu_pos (T v - g0)), relu_pos by lra. rewrite Rmax_left by lra. ring.
           ++ apply aff_add; [apply (aff_head (fun v => relu (relu (T v - g 0%nat)))) | apply aff_const].
        -- apply in_upto in Hh as (k & Hk & ->). apply aff_tail. destruct (Hf k Hk) as [Ha _]. apply (aff_pull T) in Ha.
           revert Ha. apply aff_incl. intros h' Hh'. unfold after in Hh'. rewrite map_map in Hh'.
           apply in_map_iff in Hh' as (h2 & <- & Hh2). apply in_map_iff. exists (pull T h2). split; [reflexivity | now apply in_map].
  - intros k v Hk Hv. unfold pull, TheoremD.T. now apply (proj2 (Hf k Hk)).
Qed.

(** Nothing yet: the key alone. *)
Lemma start : outputs_stage 0 [].
Proof.
  exists (c 0%nat - 1), (fun _ _ => 0). assert (Hc : forall i, c 0%nat <= c i) by (intro i; apply (c_le c increasing); lia).
  split; [intros i _; specialize (Hc i); lra |]. split; [| intros k v _ H; lia].
  apply net_id. intros h [<- | Hh].
  - apply (aff_ext _ T); [| apply aff_head]. intro v. specialize (Hc (proj1_sig v)). rewrite Rmax_left; [reflexivity |]. unfold TheoremD.T; lra.
  - apply in_upto in Hh as (k & _ & ->). apply aff_const.
Qed.

(** A middle pair, and the last. *)
Lemma next_outputs p q e ws : (1 <= p)%nat -> (1 <= q)%nat -> outputs_stage e ws ->
  outputs_stage (e + (p * q - 1)) (ws ++ [(p + y)%nat; (q * y + 1)%nat]).
Proof.
  intros Hp Hq (G & acc & HG & Hn & Hacc).
  destruct (pair_outputs p q e G acc Hp Hq HG Hacc) as (G' & gs1 & gs2 & acc' & (L1 & F1) & (L2 & F2) & Ha & Hr & HG' & h & Hh & Eh).
  exists G', acc'. split; [| split; [| exact Hr]].
  - intros i Hi. pose proof (c_le c increasing e i ltac:(lia)). lra.
  - eapply net_comp; [exact Hn |]. apply net_layer with gs1; [exact L1 | exact F1 |].
    apply net_layer with (h :: gs2); [simpl; lia | now constructor |].
    apply net_id. intros h' [<- | Hh'].
    + apply (aff_ext _ (fun v => relu (h v) + G')); [exact Eh |].
      apply aff_add; [apply (aff_head (fun v => relu (h v))) | apply aff_const].
    + apply in_upto in Hh' as (k & Hk & ->). now apply aff_tail, Ha.
Qed.

(** The outputs of a network for the first e points. *)
Definition outputs_done (e : nat) (ws : list nat) : Prop := exists acc : nat -> data -> R,
  net ws [T] (upto y acc) /\ rights_on e acc.

Lemma last_outputs p q e ws : (1 <= p)%nat -> (1 <= q)%nat -> outputs_stage e ws ->
  outputs_done (e + (p * q - 1)) (ws ++ [(p + y)%nat; (q * y)%nat]).
Proof.
  intros Hp Hq (G & acc & HG & Hn & Hacc).
  destruct (pair_outputs p q e G acc Hp Hq HG Hacc) as (G' & gs1 & gs2 & acc' & (L1 & F1) & (L2 & F2) & Ha & Hr & _).
  exists acc'. split; [| exact Hr]. eapply net_comp; [exact Hn |]. apply net_layer with gs1; [exact L1 | exact F1 |].
  apply net_layer with gs2; [exact L2 | exact F2 |]. apply net_id. intros h Hh. apply in_upto in Hh as (k & Hk & ->). now apply Ha.
Qed.

(** y numbers, and the key, pass a layer as they are: each has a lower bound on the data. *)
Lemma pass_layer (fs : list (data -> R)) : net [length fs] fs fs.
Proof.
  assert (HC : forall f : data -> R, exists C, forall v, 0 <= f v + C).
  { intro f. destruct (bounded N (fun i => match lt_dec i N with left h => f (exist _ i h) | right _ => 0 end)) as (C & _ & HC).
    exists C. intros [i Hi]. specialize (HC i Hi). destruct (lt_dec i N) as [h | h]; [| lia]. now rewrite (le_unique _ _ Hi h). }
  assert (H : exists gs, length gs = length fs /\ Forall (aff fs) gs /\ forall f, In f fs -> aff (after gs) f).
  { assert (G : forall l, incl l fs -> exists gs, length gs = length l /\ Forall (aff fs) gs /\ forall f, In f l -> aff (after gs) f).
    { induction l as [|f l IH]; intros Hl; [exists []; repeat split; [constructor | intros ? []] |].
      destruct IH as (gs & L & F & H); [intros h Hh; apply Hl; now right |]. destruct (HC f) as (C & HC').
      exists ((fun v => f v + C) :: gs). split; [simpl; lia |]. split.
      - constructor; [| exact F]. apply aff_add; [| apply aff_const]. apply aff_in, Hl. now left.
      - intros h [<- | Hh].
        + apply (aff_ext _ (fun v => relu (f v + C) - C)); [intro v; rewrite relu_pos by apply HC'; ring |].
          apply aff_sub; [apply (aff_head (fun v => relu (f v + C))) | apply aff_const].
        + apply aff_tail. now apply H. }
    destruct (G fs (incl_refl _)) as (gs & H). now exists gs. }
  destruct H as (gs & L & F & H). apply net_layer with gs; [lia | exact F |]. now apply net_id.
Qed.

Lemma pass_outputs e ws : outputs_stage e ws -> outputs_stage e (ws ++ [(y + 1)%nat; (y + 1)%nat]).
Proof.
  intros (G & acc & HG & Hn & Hacc). exists G, acc. split; [exact HG |]. split; [| exact Hacc].
  eapply net_comp; [exact Hn |]. set (fs := (fun v => Rmax (T v) G) :: upto y acc).
  assert (L : length fs = (y + 1)%nat) by (unfold fs; simpl; rewrite upto_length; lia).
  rewrite <- L. apply (net_comp [length fs] [length fs] fs fs fs); apply pass_layer.
Qed.

Lemma end_outputs e ws : outputs_stage e ws -> outputs_done e (ws ++ [y; y]).
Proof.
  intros (G & acc & HG & Hn & Hacc). exists acc. split; [| exact Hacc].
  apply (net_sub _ _ _ (upto y acc)) in Hn; [| intros h Hh; apply aff_in; now right].
  eapply net_comp; [exact Hn |]. set (fs := upto y acc). rewrite <- (upto_length y acc). fold fs.
  apply (net_comp [length fs] [length fs] fs fs fs); apply pass_layer.
Qed.

(** From the index set of the data back to the line. *)
Lemma done_fits e ws : outputs_done e ws -> (N <= e)%nat ->
  exists f, net ws [fun t : R => t] (upto y f) /\ forall i k, (i < N)%nat -> (k < y)%nat -> f k (c i) = lab k i.
Proof.
  intros (acc & Hn & Hr) HN. destruct (net_push_gen T ws _ _ Hn [fun t => t]) as (outs & Ho & F); [repeat constructor |].
  assert (L : length outs = y) by (rewrite (Forall2_len _ _ _ F); apply upto_length).
  set (z := fun _ : R => 0). exists (fun k => nth k outs z). split.
  - replace (upto y (fun k => nth k outs z)) with outs; [exact Ho |].
    apply nth_ext with (d := z) (d' := z); [now rewrite upto_length |]. intros k Hk. rewrite L in Hk. now rewrite upto_nth.
  - intros i k Hi Hk.
    assert (E : forall v, pull T (nth k outs z) v = acc k v).
    { assert (G : forall (l : list (data -> R)) m o, Forall2 (fun h g => forall v, pull T h v = g v) o l -> (m < length o)%nat ->
        forall v, pull T (nth m o z) v = nth m l (fun _ => 0) v).
      { intros l m o Fo. revert m. induction Fo as [|h g o l E Fo IH]; intros [|m] Hm; simpl in *; try lia; [apply E | apply IH; lia]. }
      intro v. rewrite (G _ k outs F ltac:(lia) v). now rewrite upto_nth. }
    specialize (E (exist _ i Hi)). unfold pull, TheoremD.T in E; simpl in E. rewrite E. apply Hr; simpl; lia.
Qed.
End Several.

(** ** Two hidden layers fit labels in R^y *)

Definition fits_layers (ws : list nat) (N y : nat) : Prop := forall (t : nat -> R) (v : nat -> nat -> R),
  (forall i j, (i < j < N)%nat -> t i <> t j) ->
  exists f, net ws [fun x : R => x] (upto y f) /\ forall i k, (i < N)%nat -> (k < y)%nat -> f k (t i) = v k i.

Definition fits (d1 d2 N y : nat) : Prop := fits_layers [d1; d2] N y.

(** Sorted keys, each with the index of its point. *)
Lemma sort_indices N (t : nat -> R) : (forall i j, (i < j < N)%nat -> t i <> t j) ->
  exists (c : nat -> R) (ix : nat -> nat), (forall i, c i < c (S i)) /\
    forall i, (i < N)%nat -> exists k, (k < N)%nat /\ c k = t i /\ ix k = i.
Proof.
  intros Ht. destruct (sort_keys N t INR Ht) as (c & lab & Hc & Hk & _).
  exists c, (fun k => Z.to_nat (Int_part (lab k))). split; [exact Hc |]. intros i Hi.
  destruct (Hk i Hi) as (k & Hkn & E1 & E2). exists k. repeat split; try assumption. rewrite E2.
  rewrite INR_IZR_INZ. replace (Int_part (IZR (Z.of_nat i))) with (Z.of_nat i); [apply Nat2Z.id |].
  pose proof (base_Int_part (IZR (Z.of_nat i))) as [B1 B2]. apply le_IZR in B1.
  assert (B : IZR (Z.of_nat i) < IZR (Int_part (IZR (Z.of_nat i)) + 1)) by (rewrite plus_IZR; lra).
  apply lt_IZR in B. lia.
Qed.

(** It is enough to fit increasing keys. *)
Lemma fits_sorted ws N y : (forall (c : nat -> R) lab, (forall i, c i < c (S i)) ->
    exists f, net ws [fun x : R => x] (upto y f) /\ forall i k, (i < N)%nat -> (k < y)%nat -> f k (c i) = lab k i) ->
  fits_layers ws N y.
Proof.
  intros H t v Ht. destruct (sort_indices N t Ht) as (c & ix & Hc & Hk).
  destruct (H c (fun k r => v k (ix r)) Hc) as (f & Hf & E). exists f. split; [exact Hf |]. intros i k Hi Hky.
  destruct (Hk i Hi) as (r & Hr & E1 & E2). rewrite <- E1, E by assumption. now rewrite E2.
Qed.

(** YSJ1: widths [p, q y] fit p q points; wider layers and fewer points, too. *)
Theorem fits_T d1 d2 N y p q : (p <= d1)%nat -> (q * y <= d2)%nat -> (N <= p * q)%nat -> fits d1 d2 N y.
Proof.
  intros H1 H2 HN. apply fits_sorted. intros c lab Hc.
  destruct (theorem_T_outputs y c lab Hc p q) as (f & Hf & E). exists f. split.
  - apply net_wider with [p; (q * y)%nat]; [repeat constructor; assumption | exact Hf].
  - intros i k Hi Hky. apply E; lia.
Qed.

Theorem fits_fewer d1 d2 N y a b M : fits d1 d2 N y -> (d1 <= a)%nat -> (d2 <= b)%nat -> (M <= N)%nat -> fits a b M y.
Proof.
  intros H Ha Hb HM t v Ht. destruct (bounded M t) as (C & _ & HC).
  (* points beyond the M given ones, to the left of all of them *)
  destruct (H (fun i => if lt_dec i M then t i else - C - 1 - INR i) v) as (f & Hf & E).
  - intros i j Hij. destruct (lt_dec i M), (lt_dec j M); try lia; [apply Ht; lia | |].
    + specialize (HC i ltac:(assumption)). pose proof (pos_INR j). lra.
    + intros F. assert (INR i < INR j) by (apply lt_INR; lia). lra.
  - exists f. split; [apply net_wider with [d1; d2]; [repeat constructor; assumption | exact Hf] |].
    intros i k Hi Hk. specialize (E i k ltac:(lia) Hk). now destruct (lt_dec i M).
Qed.

(** ** Pairs of layers fit labels in R^y *)

(** Points that the pairs hold: p_k = A_k - y [k > 1], q_k = (B_k - [k < S])/y. *)
Fixpoint shares (first : bool) (y : nat) (ps : list (nat * nat)) : list (nat * nat) :=
  match ps with
  | [] => []
  | (A, B) :: ps' => ((A - if first then 0 else y)%nat, ((B - match ps' with [] => 0 | _ => 1 end) / y)%nat) :: shares false y ps'
  end.

Definition products (ps : list (nat * nat)) : nat := list_sum (map (fun pq => fst pq * snd pq)%nat ps).
Definition layers_of (ps : list (nat * nat)) : list nat := flat_map (fun ab => [fst ab; snd ab]) ps.

Definition pairs_fit (S y P N : nat) : Prop := forall ps, length ps = S ->
  Forall (fun pq => 1 <= fst pq /\ 1 <= snd pq)%nat (shares true y ps) -> products (shares true y ps) = P ->
  fits_layers (layers_of ps) N y.

(** Two more layers, each output with q units and the key if it goes on. *)
Lemma quotient B y r q : (q = (B - r) / y)%nat -> (1 <= q)%nat -> (r <= 1)%nat -> (q * y + r <= B)%nat.
Proof.
  intros E Hq Hr. destruct y as [|y]; [simpl in E; lia |].
  pose proof (Nat.mul_div_le (B - r) (S y) ltac:(lia)) as D. rewrite <- E in D.
  destruct (le_lt_dec r B) as [H | H]; [nia |]. exfalso. replace (B - r)%nat with 0%nat in E by lia.
  rewrite Nat.div_0_l in E; lia.
Qed.

Lemma two_le (ws : list nat) a b a' b' : (a <= a')%nat -> (b <= b')%nat -> Forall2 le (ws ++ [a; b]) (ws ++ [a'; b']).
Proof. intros. apply Forall2_app; [induction ws; constructor; auto | repeat constructor; assumption]. Qed.

Section Chain.
Variables (N y : nat) (c : nat -> R) (lab : nat -> nat -> R).
Hypothesis increasing : forall i, c i < c (S i).

Lemma stage_wider e ws ws' : Forall2 le ws ws' -> outputs_stage N y c lab e ws -> outputs_stage N y c lab e ws'.
Proof. intros F (G & acc & HG & Hn & Hr). exists G, acc. split; [exact HG |]. split; [now apply net_wider with ws | exact Hr]. Qed.

Lemma done_wider e ws ws' : Forall2 le ws ws' -> outputs_done N y c lab e ws -> outputs_done N y c lab e ws'.
Proof. intros F (acc & Hn & Hr). exists acc. split; [now apply net_wider with ws | exact Hr]. Qed.

(** From the second pair on. *)
Lemma chain_done ps : forall e ws, ps <> [] -> outputs_stage N y c lab e ws ->
  Forall (fun pq => 1 <= fst pq /\ 1 <= snd pq)%nat (shares false y ps) ->
  outputs_done N y c lab (e + products (shares false y ps) - length ps) (ws ++ layers_of ps) /\
  (length ps <= products (shares false y ps))%nat.
Proof.
  induction ps as [|[A B] ps IH]; intros e ws Hne Hs F; [congruence |]. cbn [shares] in F. inversion F as [|? ? [Hp Hq] F']; subst; clear F.
  cbn [fst snd] in Hp, Hq. destruct ps as [|ab ps].
  - pose proof (quotient B y 0 _ eq_refl Hq ltac:(lia)) as HB.
    pose proof (last_outputs N y c lab increasing _ _ e ws Hp Hq Hs) as H.
    apply (done_wider _ _ (ws ++ [A; B])) in H; [| apply two_le; lia].
    unfold products. cbn [shares map fst snd list_sum fold_right length]. rewrite Nat.add_0_r.
    set (p := (A - y)%nat) in *. set (q := ((B - 0) / y)%nat) in *. assert (1 <= p * q)%nat by nia. split; [| assumption].
    replace (e + p * q - 1)%nat with (e + (p * q - 1))%nat by lia. exact H.
  - pose proof (quotient B y 1 _ eq_refl Hq ltac:(lia)) as HB.
    pose proof (next_outputs N y c lab increasing _ _ e ws Hp Hq Hs) as H.
    apply (stage_wider _ _ (ws ++ [A; B])) in H; [| apply two_le; lia].
    destruct (IH _ _ ltac:(discriminate) H F') as [D L]. rewrite <- app_assoc in D. cbn [app] in D.
    set (rest := products (shares false y (ab :: ps))) in *.
    replace (products (shares false y ((A, B) :: ab :: ps))) with ((A - y) * ((B - 1) / y) + rest)%nat by reflexivity.
    change (layers_of ((A, B) :: ab :: ps)) with (A :: B :: layers_of (ab :: ps)).
    change (length ((A, B) :: ab :: ps)) with (S (length (ab :: ps))).
    set (p := (A - y)%nat) in *. set (q := ((B - 1) / y)%nat) in *. assert (1 <= p * q)%nat by nia. split; [| lia].
    replace (e + (p * q + rest) - S (length (ab :: ps)))%nat with (e + (p * q - 1) + rest - length (ab :: ps))%nat by lia. exact D.
Qed.
End Chain.

(** YSJ3: S pairs of layers fit sum p_k q_k - (S - 1) points. *)
Theorem pairs_outputs S y P N : (1 <= S)%nat -> (N + (S - 1) <= P)%nat -> pairs_fit S y P N.
Proof.
  intros HS HN ps HL F HP. apply fits_sorted. intros c lab Hc.
  destruct ps as [|[A B] ps]; [simpl in HL; lia |]. cbn [shares] in F. inversion F as [|? ? [Hp Hq] F']; subst; clear F.
  cbn [fst snd] in Hp, Hq. rewrite Nat.sub_0_r in Hp. destruct ps as [|ab ps].
  - pose proof (quotient B y 0 _ eq_refl Hq ltac:(lia)) as HB.
    destruct (theorem_T_outputs y c lab Hc A ((B - 0) / y)) as (f & Hf & E). exists f. split.
    + apply net_wider with [A; ((B - 0) / y * y)%nat]; [| exact Hf]. repeat (constructor; [cbn [fst snd]; lia |]). constructor.
    + intros i k Hi Hky. apply E; [| exact Hky]. revert HN. unfold products. cbn [shares map fst snd list_sum fold_right length].
      rewrite (Nat.sub_0_r A). lia.
  - pose proof (quotient B y 1 _ eq_refl Hq ltac:(lia)) as HB.
    pose proof (first_outputs N y c lab Hc A _ Hp Hq) as H1.
    apply (stage_wider N y c lab _ _ [A; B]) in H1; [| constructor; [lia |]; constructor; [lia | constructor]].
    destruct (chain_done N y c lab Hc (ab :: ps) _ _ ltac:(discriminate) H1 F') as [H2 L].
    apply (done_fits N y c lab _ _ H2). set (rest := products (shares false y (ab :: ps))) in *.
    replace (products (shares true y ((A, B) :: ab :: ps))) with ((A - 0) * ((B - 1) / y) + rest)%nat in HN by reflexivity.
    rewrite Nat.sub_0_r in HN. cbn [length] in *. lia.
Qed.

(** ** Both can fail *)

(** N alternating labels need (d1 + 1)(d2 + 1) + 1 >= N: YSJ2 for bits. *)
Theorem fits_needs d1 d2 N y : (1 <= y)%nat -> fits d1 d2 N y -> (N <= (d1 + 1) * (d2 + 1) + 1)%nat.
Proof.
  intros Hy H. destruct (H INR (fun _ i => if Nat.even i then 0 else 1)) as (f & Hf & E).
  { intros i j Hij F. apply INR_eq in F. lia. }
  replace ((d1 + 1) * (d2 + 1))%nat with (piece_bound [d1; d2]) by (unfold piece_bound; simpl; lia).
  apply (alternating_shape [d1; d2] (f 0%nat) INR).
  - revert Hf. apply net_sub. intros h [<- | []]. apply aff_in, upto_in. lia.
  - intro i. rewrite S_INR. lra.
  - intros i Hi. apply E; lia.
Qed.

Example fits_holds : fits 2 6 6 2.
Proof. apply fits_T with 2%nat 3%nat; lia. Qed.

Example fits_fails : ~ fits 2 2 11 1.
Proof. intros H. apply fits_needs in H; lia. Qed.

Example pairs_fit_holds : pairs_fit 2 1 5 4.
Proof. apply pairs_outputs; lia. Qed.

Example pairs_fit_fails : ~ pairs_fit 1 1 4 11.
Proof.
  intros H. apply fits_fails. apply (H [(2, 2)]%nat); [reflexivity | | reflexivity].
  repeat constructor.
Qed.
