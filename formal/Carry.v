(** * Layered programs with explicit whole weights beside one carried input T

    [Network.net] merges affine outputs into the next layer and forgets the weights.  Here every
    neuron states its weights, so that bits and nonzero parameters are known:

    - [lin A D s g]: g is affine in the features s, weights whole and at most A, bias at most D;
    - [carry k w n s s']: n layers lead from the features s to s'; every layer has T and at most w
      neurons more, each with at most k nonzero parameters, all whole and at most A;
    - [carry_par]: programs side by side share T and nothing else;
    - [carry_network]: the concrete network. *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require Import Network Decoder Sizes Weights.
Import ListNotations.
Open Scope R_scope.

Section Carry.
Context {Y : Type} (T : Y -> R) (A : R).
Notation fam := (list (Y -> R)).

Definition lin (B D : R) (s : fam) (g : Y -> R) : Prop :=
  exists w b, length w = length s /\ Forall (whole B) w /\ whole D b /\ forall y, g y = dot w (values s y) + b.

(** ** Rules for [lin] *)

Lemma lin_mono B D B' D' s g : B <= B' -> D <= D' -> lin B D s g -> lin B' D' s g.
Proof.
  intros HB HD (w & b & Hl & Hw & Hb & E). exists w, b. repeat split; try assumption.
  - revert Hw. apply Forall_impl. intro. now apply whole_mono.
  - now apply whole_mono with D.
Qed.

Lemma lin_ext B D s g h : (forall y, g y = h y) -> lin B D s g -> lin B D s h.
Proof. intros F (w & b & Hl & Hw & Hb & E). exists w, b. repeat split; try assumption. intro y. now rewrite <- F. Qed.

Lemma lin_const D s c : whole D c -> lin 0 D s (fun _ => c).
Proof.
  intros Hc. exists (repeat 0 (length s)), c. repeat split.
  - apply repeat_length.
  - apply Forall_forall. intros r Hr. apply repeat_spec in Hr as ->. apply whole_0. lra.
  - exact Hc.
  - intro y. rewrite dot_repeat0. ring.
Qed.

Lemma vadd_whole B B' u : Forall (whole B) u -> forall v, Forall (whole B') v -> Forall (whole (B + B')) (vadd u v).
Proof.
  induction 1 as [|a u Ha _ IH]; intros v Hv; [constructor |]. destruct Hv as [|b v Hb Hv]; simpl; constructor.
  - now apply whole_add.
  - now apply IH.
Qed.

Lemma lin_add B D B' D' s g h : lin B D s g -> lin B' D' s h -> lin (B + B') (D + D') s (fun y => g y + h y).
Proof.
  intros (w & b & Hl & Hw & Hb & E) (w' & b' & Hl' & Hw' & Hb' & E'). exists (vadd w w'), (b + b'). repeat split.
  - rewrite vadd_length; congruence.
  - now apply vadd_whole.
  - now apply whole_add.
  - intro y. rewrite E, E', dot_vadd by congruence. ring.
Qed.

Lemma lin_scal C B D s c g : whole C c -> lin B D s g -> lin (C * B) (C * D) s (fun y => c * g y).
Proof.
  intros Hc (w & b & Hl & Hw & Hb & E). exists (map (Rmult c) w), (c * b). repeat split.
  - now rewrite map_length.
  - apply Forall_forall. intros r Hr. apply in_map_iff in Hr as (a & <- & Ha).
    apply whole_mul; [exact Hc |]. now apply (proj1 (Forall_forall _ _) Hw).
  - now apply whole_mul.
  - intro y. rewrite E, dot_scal. ring.
Qed.

Lemma lin_shift B D D' s g c : whole D' c -> lin B D s g -> lin B (D + D') s (fun y => g y + c).
Proof.
  intros Hc Hg. apply (lin_mono (B + 0) (D + D')); [lra | lra |]. apply lin_add; [exact Hg | now apply lin_const].
Qed.

Lemma lin_opp B D s g : lin B D s g -> lin B D s (fun y => - g y).
Proof.
  intros Hg. apply (lin_ext B D s (fun y => (-1) * g y)); [intro; ring |].
  apply (lin_mono (1 * B) (1 * D)); [lra | lra |]. apply lin_scal; [| exact Hg].
  apply (whole_IZR 1 (-1)). unfold Rabs; destruct Rcase_abs; lra.
Qed.

(** ** Neurons with few nonzero parameters *)

Definition sparse (k : nat) (fs : fam) (g : Y -> R) : Prop :=
  exists w b, length w = length fs /\ Forall (whole A) w /\ whole A b /\ (count_nonzero (w ++ [b]) <= k)%nat /\
    forall y, g y = dot w (values fs y) + b.

Lemma dot_app u v x x' : length u = length x -> dot (u ++ v) (x ++ x') = dot u x + dot v x'.
Proof. revert x; induction u as [|a u IH]; intros [|c x] H; simpl in *; try lia; [ring |]. rewrite IH by lia. ring. Qed.

Hypothesis A_pos : 0 <= A.

Lemma sparse_left k a b g : sparse k (T :: a) g -> sparse k (T :: a ++ b) g.
Proof.
  intros (w & c & Hl & Hw & Hc & Hk & E). exists (w ++ repeat 0 (length b)), c. repeat split.
  - rewrite app_length, repeat_length, Hl. simpl. rewrite app_length. lia.
  - apply Forall_app; split; [exact Hw |]. apply Forall_forall. intros r Hr. apply repeat_spec in Hr as ->. now apply whole_0.
  - exact Hc.
  - rewrite !count_app in *. rewrite count_zeros. lia.
  - intro y. rewrite E. unfold values. change (T :: a ++ b) with ((T :: a) ++ b). rewrite map_app, dot_app by now rewrite map_length.
    rewrite dot_repeat0. ring.
Qed.

Lemma sparse_right k a b g : sparse k (T :: b) g -> sparse k (T :: a ++ b) g.
Proof.
  intros (w & c & Hl & Hw & Hc & Hk & E). destruct w as [|w0 w]; [discriminate |].
  inversion Hw as [|? ? Hw0 Hw']; subst. exists (w0 :: repeat 0 (length a) ++ w), c. repeat split.
  - simpl in *. rewrite !app_length, repeat_length. lia.
  - constructor; [exact Hw0 |]. apply Forall_app; split; [| exact Hw'].
    apply Forall_forall. intros r Hr. apply repeat_spec in Hr as ->. now apply whole_0.
  - exact Hc.
  - cbn [app] in Hk |- *. rewrite count_cons in Hk |- *. rewrite !count_app in Hk |- *. rewrite (count_app (repeat 0 (length a))), count_zeros. lia.
  - intro y. rewrite E. unfold values. simpl. rewrite map_app, dot_app by now rewrite repeat_length, map_length.
    rewrite dot_repeat0. ring.
Qed.

(** ** Programs *)

Inductive carry (k : nat) : nat -> nat -> fam -> fam -> Prop :=
| carry_nil w s : carry k w 0 s s
| carry_cons w n s gs s' : (length gs <= w)%nat -> Forall (sparse k (T :: s)) gs -> carry k w n (after gs) s' ->
    carry k w (S n) s s'.

Lemma carry_app k w n n' s s' s'' : carry k w n s s' -> carry k w n' s' s'' -> carry k w (n + n') s s''.
Proof. induction 1 as [|w n s gs s' Hl Hg _ IH]; intros H2; simpl; [exact H2 |]. apply carry_cons with gs; auto. Qed.

Lemma carry_par k w n a a' : carry k w n a a' -> forall w' b b', carry k w' n b b' -> carry k (w + w') n (a ++ b) (a' ++ b').
Proof.
  induction 1 as [|w n s gs s' Hl Hg Hc IH]; intros w' b b' H2; inversion H2 as [|? ? ? gs' ? Hl' Hg' Hc']; subst; [constructor |].
  apply carry_cons with (gs ++ gs').
  - rewrite app_length. lia.
  - apply Forall_app; split.
    + revert Hg. apply Forall_impl. intro. apply sparse_left.
    + revert Hg'. apply Forall_impl. intro. apply sparse_right.
  - unfold after in *. rewrite map_app. now apply IH.
Qed.

Lemma carry_length k w n s s' : carry k w n s s' -> (length s <= w)%nat -> (length s' <= w)%nat.
Proof. induction 1; auto. intros _. apply IHcarry. unfold after. now rewrite map_length. Qed.

(** ** The concrete network *)

Hypothesis T_pos : forall y, 0 <= T y.
Hypothesis A_one : 1 <= A.

Definition copying (m : nat) : neuron := Neuron (1 :: repeat 0 m) 0.

Definition layer_ok (k w : nat) (l : layer) : Prop :=
  (length l <= S w)%nat /\ Forall (whole A) (flat_map flat_neuron l) /\
  Forall (fun n => count_nonzero (flat_neuron n) <= k)%nat l.

Lemma sparse_layer k fs gs : Forall (sparse k fs) gs ->
  exists l, length l = length gs /\ Forall (fun n => length (weights n) = length fs) l /\
    Forall (whole A) (flat_map flat_neuron l) /\ Forall (fun n => count_nonzero (flat_neuron n) <= k)%nat l /\
    forall y, values gs y = map (fun n => pre n (values fs y)) l.
Proof.
  induction 1 as [|g gs (w & b & Hl & Hw & Hb & Hk & E) _ (l & H1 & H2 & H3 & H4 & H5)].
  - exists []. repeat split; constructor.
  - exists (Neuron w b :: l). repeat split; simpl.
    + now rewrite H1.
    + now constructor.
    + unfold flat_neuron at 1. simpl. rewrite <- app_assoc. apply Forall_app; split; [exact Hw |]. now constructor.
    + now constructor.
    + intro y. rewrite H5. f_equal. apply E.
Qed.

Theorem carry_network k w n s s' : (1 <= k)%nat -> carry k w n s s' ->
  exists ls, length ls = n /\ Forall (layer_ok k w) ls /\
    (forall out, Forall (fun m => length (weights m) = S (length s')) out -> well_formed (S (length s)) ls out) /\
    forall y, features ls (T y :: values s y) = T y :: values s' y.
Proof.
  intros Hk. induction 1 as [w s | w n s gs s' Hl Hg Hc (ls & H1 & H2 & H3 & H4)].
  - exists []. split; [reflexivity |]. split; [constructor |]. split; auto.
  - destruct (sparse_layer k (T :: s) gs Hg) as (l & L1 & L2 & L3 & L4 & L5).
    exists ((copying (length s) :: l) :: ls). split; [| split; [| split]].
    + simpl. now rewrite H1.
    + constructor; [| exact H2]. repeat split; simpl; [lia | |].
      * unfold flat_neuron at 1. simpl. constructor; [apply (whole_INR A 1); simpl; lra |].
        rewrite <- app_assoc. apply Forall_app; split; [| constructor; [now apply whole_0 | exact L3]].
        apply Forall_forall. intros r Hr. apply repeat_spec in Hr as ->. now apply whole_0.
      * constructor; [| exact L4]. unfold flat_neuron; simpl. rewrite count_cons, count_app, count_zeros.
        pose proof (count_le_length [1]) as C1. simpl in C1. pose proof (count_zeros 1) as C0. cbn [repeat] in C0. lia.
    + intros out Ho. simpl. split; [constructor; [simpl; now rewrite repeat_length | exact L2] |].
      rewrite L1. specialize (H3 out Ho). unfold after in H3. now rewrite map_length in H3.
    + intro y. change (features ls (run_layer (T y :: values s y) (copying (length s) :: l)) = T y :: values s' y).
      replace (run_layer (T y :: values s y) (copying (length s) :: l)) with (T y :: values (after gs) y); [apply H4 |].
      unfold run_layer. simpl. f_equal.
      * unfold pre; simpl. rewrite dot_repeat0. rewrite relu_pos; [ring |]. specialize (T_pos y). lra.
      * specialize (L5 y). unfold values in *. simpl in L5. unfold after. rewrite map_map. simpl.
        rewrite <- (map_map (fun n0 => pre n0 (T y :: map (fun f => f y) s)) relu), <- L5, map_map. reflexivity.
Qed.

(** All parameters of such layers, and of one output neuron. *)
Lemma layers_count k w ls : Forall (layer_ok k w) ls ->
  (count_nonzero (flat_map flat_neuron (concat ls)) <= length ls * (k * S w))%nat.
Proof.
  induction 1 as [|l ls (H1 & _ & H3) _ IH]; simpl; [unfold count_nonzero; simpl; lia |].
  rewrite flat_map_app, count_app. apply Nat.add_le_mono; [| exact IH].
  apply Nat.le_trans with (k * length l)%nat; [| now apply Nat.mul_le_mono_l].
  clear -H3. induction H3 as [|n l Hn _ IH]; simpl; [unfold count_nonzero; simpl; lia |]. rewrite count_app. lia.
Qed.

Lemma layers_whole k w ls : Forall (layer_ok k w) ls -> Forall (whole A) (flat_map flat_neuron (concat ls)).
Proof.
  induction 1 as [|l ls (_ & H2 & _) _ IH]; simpl; [constructor |]. rewrite flat_map_app. apply Forall_app. now split.
Qed.

(** The network of a program whose output is affine in its last features; the first layer is one
    neuron that computes T from the input by the weights v and the bias c. *)
Theorem network_of k w n s (F : Y -> R) : (1 <= k)%nat -> (1 <= n)%nat -> carry k w n [] s -> lin A A s F ->
  forall (v : list R) (c : R), exists M,
    well_formed (length v) (hidden M) (output M) /\ length (output M) = 1%nat /\
    (width M <= S w)%nat /\ depth M = S n /\
    (nonzero_parameters M <= count_nonzero (v ++ [c]) + n * (k * S w) + S (S w))%nat /\
    (forall P : R -> Prop, Forall P (v ++ [c]) -> (forall r, whole A r -> P r) -> Forall P (flat M)) /\
    forall y x, length x = length v -> T y = dot v x + c -> run M x = [F y].
Proof.
  intros Hk Hn Hcarry (wo & bo & Lo & Wo & Bo & Eo) v c.
  destruct (carry_network k w n [] s Hk Hcarry) as (ls & H1 & H2 & H3 & H4).
  pose proof (carry_length _ _ _ _ _ Hcarry ltac:(simpl; lia)) as Hs.
  set (out := Neuron (0 :: wo) bo).
  exists (Network ([Neuron v c] :: ls) [out]). unfold width, depth. cbn [hidden output].
  assert (Hwidth : (list_max (map (@length neuron) ls) <= S w)%nat).
  { clear -H2. induction H2 as [|l ls (H & _) _ IH]; simpl; [lia |]. apply Nat.max_lub; assumption. }
  repeat split.
  - simpl. constructor; [reflexivity | constructor].
  - change (length [Neuron v c]) with (S (@length (Y -> R) [])). apply H3. constructor; [simpl; now rewrite Lo | constructor].
  - cbn [map list_max fold_right length]. apply Nat.max_lub; [lia | exact Hwidth].
  - simpl. now rewrite H1.
  - unfold nonzero_parameters, flat. cbn [hidden output].
    change (([Neuron v c] :: ls) ++ [[out]]) with ([Neuron v c] :: (ls ++ [[out]])).
    rewrite concat_cons, concat_app, !flat_map_app, !count_app.
    pose proof (layers_count k w ls H2) as C. rewrite H1 in C.
    change (flat_map flat_neuron [Neuron v c]) with ((v ++ [c]) ++ []). rewrite app_nil_r.
    change (flat_map flat_neuron (concat [[out]])) with (((0 :: wo) ++ [bo]) ++ []). rewrite app_nil_r.
    pose proof (count_le_length wo) as C1. pose proof (count_le_length [bo]) as C2. rewrite Lo in C1. simpl in C2.
    pose proof (count_zeros 1) as C3. cbn [repeat] in C3.
    rewrite (count_app (0 :: wo)), (count_cons 0 wo). rewrite count_app in *. lia.
  - intros P HP HA. unfold flat. cbn [hidden output].
    change (([Neuron v c] :: ls) ++ [[out]]) with ([Neuron v c] :: (ls ++ [[out]])).
    rewrite concat_cons, concat_app, !flat_map_app.
    change (flat_map flat_neuron [Neuron v c]) with ((v ++ [c]) ++ []). rewrite app_nil_r.
    change (flat_map flat_neuron (concat [[out]])) with (((0 :: wo) ++ [bo]) ++ []). rewrite app_nil_r.
    apply Forall_app; split; [exact HP |]. apply Forall_app; split.
    + eapply Forall_impl; [exact HA | now apply (layers_whole k w)].
    + apply Forall_app; split; [constructor; [now apply HA, whole_0 | eapply Forall_impl; [exact HA | exact Wo]] |].
      constructor; [now apply HA | constructor].
  - intros y x Hx ET. unfold run. cbn [hidden output]. unfold features. cbn [fold_left].
    replace (run_layer x [Neuron v c]) with (T y :: values ([] : fam) y).
    + unfold features in H4. rewrite H4. cbn [map]. f_equal. unfold pre. cbn [weights bias out]. rewrite Eo. cbn [dot]. ring.
    + unfold run_layer, values. simpl. f_equal. unfold pre. cbn [weights bias]. rewrite <- ET. symmetry. apply relu_pos, T_pos.
Qed.
End Carry.
