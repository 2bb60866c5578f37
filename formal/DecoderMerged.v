(** * The decoder with n (B + c) + 1 layers of width 9

    The match layer also reads the first bit of the label, the gate layer the first bit of the next key. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Decoder.
Import ListNotations.
Open Scope R_scope.

Section Merged.
Context {Y : Type}.
Notation fam := (list (Y -> R)).

(** A layer that reads one more bit: three neurons more. *)
Lemma layer_with_bit k (r : Y -> nat) w (base gs outs : fam) : (forall y, (r y < 2 ^ S k)%nat) -> aff base (num r) ->
  (length gs <= w)%nat -> (forall g, In g gs -> aff base g) -> (forall g, In g outs -> aff (after gs) g) ->
  net [(3 + w)%nat] base (num (fun y => r y mod 2 ^ k)%nat :: num (fun y => r y / 2 ^ k)%nat :: outs).
Proof.
  intros Hr Hb Hl Hg Ho. assert (Hp : (2 ^ k <> 0)%nat) by (apply Nat.pow_nonzero; lia).
  set (b := fun y => relu (num r y - 2 ^ k + 1) - relu (num r y - 2 ^ k)).
  assert (Eb : forall y, b y = INR (r y / 2 ^ k)) by (intro; now apply top_bit).
  apply one_layer with ((fun y => num r y - 2 ^ k + 1) :: (fun y => num r y - 2 ^ k) :: num r :: gs).
  - simpl; lia.
  - assert (H0 : aff base (fun y => num r y - 2 ^ k)) by (apply aff_sub; [exact Hb | apply aff_const]).
    intros g [<- | [<- | [<- | Hin]]]; [| exact H0 | exact Hb | now apply Hg].
    apply aff_add; [exact H0 | apply aff_const].
  - set (gs' := _ :: _ :: _ :: gs).
    assert (Ab : aff (after gs') b) by (apply aff_sub; apply aff_in; [apply in1 | apply in2]).
    assert (Ar : aff (after gs') (num r)) by (apply keep; [apply in3 | intro; apply pos_INR]).
    intros g [<- | [<- | Hin]].
    + apply (aff_ext _ (fun y => num r y - 2 ^ k * b y)).
      * intro y. rewrite Eb. unfold num. rewrite (Nat.div_mod (r y) (2 ^ k) Hp) at 1.
        rewrite plus_INR, mult_INR, INR_pow2. ring.
      * apply aff_sub; [exact Ar | apply aff_scal, Ab].
    + apply (aff_ext _ b); [exact Eb | exact Ab].
    + apply aff_incl with (after gs); [| now apply Ho]. intros h Hh. unfold gs', after in *. simpl. now do 3 right.
Qed.

Variables (B c : nat) (e : R) (T : Y -> R).   (* the key has S B bits, the label S c *)
Hypothesis e_pos : 0 < e <= 1.
Hypothesis T_pos : nonneg T.

(** After the first bit of the key: the other bits, match with the first label bit, the other label bits. *)
Lemma read_entry k (r : Y -> nat) (acc : Y -> R) : (forall y, (r y < 2 ^ (S B + (S c + k)))%nat) -> nonneg acc ->
  net (repeat 9%nat (B + 1 + c))
    [num (fun y => r y mod 2 ^ (B + (S c + k)))%nat; num (fun y => r y / 2 ^ (B + (S c + k)))%nat; T; acc]
    [num (fun y => r y mod 2 ^ k)%nat; (fun y => INR ((r y mod 2 ^ (S c + k)) / 2 ^ k)); T;
     (fun y => trap e (T y - INR (r y / 2 ^ (S c + k)))); acc].
Proof.
  intros Hr Ha.
  set (r2 := fun y => (r y mod 2 ^ (S c + k))%nat). set (key := fun y => INR (r y / 2 ^ (S c + k))).
  set (h := fun y => trap e (T y - key y)).
  assert (Hh : nonneg h) by (intro; now apply trap_bounds).
  assert (Pz : forall j, (2 ^ j <> 0)%nat) by (intro; apply Nat.pow_nonzero; lia).
  assert (P1 : net (repeat 9%nat B)
    [num (fun y => r y mod 2 ^ (B + (S c + k)))%nat; num (fun y => r y / 2 ^ (B + (S c + k)))%nat; T; acc] [num r2; key; T; acc]).
  { apply net_wider with (repeat 6%nat B); [apply repeat_le; lia |].
    eapply net_sub; [| apply (bits B (S c + k) _ _ [T; acc])].
    - intros g [<- | [<- | Hg]]; [| | apply aff_in; do 2 right; exact Hg].
      + eapply aff_ext; [| apply aff_head]. intro y; unfold num, r2; cbv beta. now rewrite (proj2 (split_div (r y) B (S c + k))).
      + eapply aff_ext; [| apply aff_tail, aff_head]. intro y; unfold num, key; cbv beta.
        rewrite (proj1 (split_div (r y) B (S c + k))), plus_INR, mult_INR, INR_pow2. reflexivity.
    - intro y. apply Nat.mod_upper_bound, Pz.
    - intro; apply pos_INR.
    - repeat (apply Forall_cons; [assumption |]); apply Forall_nil. }
  assert (P2 : net [9%nat] [num r2; key; T; acc]
    (num (fun y => r2 y mod 2 ^ (c + k))%nat :: num (fun y => r2 y / 2 ^ (c + k))%nat :: [T; h; acc])).
  { set (s := fun y => T y - key y).
    apply (layer_with_bit (c + k) r2 6 _ [T; acc; (fun y => s y + e); s; (fun y => s y - (1 - e)); (fun y => s y - 1)]).
    - intro y. apply Nat.mod_upper_bound, Pz.
    - apply aff_head.
    - simpl; lia.
    - assert (As : aff [num r2; key; T; acc] s) by (apply aff_sub; apply aff_in; simpl; tauto).
      intros g [<- | [<- | [<- | [<- | [<- | [<- | []]]]]]]; try (apply aff_in; simpl; tauto);
        try exact As; [apply aff_add | apply aff_sub | apply aff_sub]; try exact As; apply aff_const.
    - intros g [<- | [<- | [<- | []]]].
      + apply keep; [simpl; tauto | exact T_pos].
      + unfold h, trap. apply (aff_scal _ (/ e)). apply aff_add; [apply aff_sub; [apply aff_sub |] |].
        * apply (act _ (fun y => s y + e)); simpl; tauto.
        * apply (act _ s); simpl; tauto.
        * apply (act _ (fun y => s y - (1 - e))); simpl; tauto.
        * apply (act _ (fun y => s y - 1)); simpl; tauto.
      + apply keep; [simpl; tauto | exact Ha]. }
  assert (P3 : net (repeat 9%nat c)
    (num (fun y => r2 y mod 2 ^ (c + k))%nat :: num (fun y => r2 y / 2 ^ (c + k))%nat :: [T; h; acc])
    [num (fun y => r y mod 2 ^ k)%nat; (fun y => INR (r2 y / 2 ^ k)); T; h; acc]).
  { apply net_wider with (repeat 7%nat c); [apply repeat_le; lia |].
    eapply net_sub; [| apply (bits c k _ _ [T; h; acc])].
    - intros g [<- | [<- | Hg]]; [| | apply aff_in; do 2 right; exact Hg].
      + eapply aff_ext; [| apply aff_head]. intro y; unfold num; cbv beta. rewrite (proj2 (split_div (r2 y) c k)).
        unfold r2. now rewrite (proj2 (split_div (r y) (S c) k)).
      + eapply aff_ext; [| apply aff_tail, aff_head]. intro y; unfold num; cbv beta.
        rewrite (proj1 (split_div (r2 y) c k)), plus_INR, mult_INR, INR_pow2. reflexivity.
    - intro y. apply Nat.mod_upper_bound, Pz.
    - intro; apply pos_INR.
    - repeat (apply Forall_cons; [assumption |]); apply Forall_nil. }
  rewrite !repeat_app. eapply net_comp; [eapply net_comp; [exact P1 | exact P2] | exact P3].
Qed.

Variables key lab : nat -> Y -> nat.
Hypothesis key_small : forall i y, (key i y < 2 ^ S B)%nat.
Hypothesis lab_small : forall i y, (lab i y < 2 ^ S c)%nat.
Notation E := (S B + S c)%nat.
Notation code := (Decoder.code (S B) (S c) key lab).
Notation term i y := (gate (S c) (INR (lab i y)) (trap e (T y - INR (key i y)))).

Lemma gate_nonneg acc i : nonneg acc -> nonneg (fun y => acc y + term i y).
Proof. intros Ha y. specialize (Ha y). unfold gate. pose proof (relu_ge0 (INR (lab i y) + 2 ^ S c * (trap e (T y - INR (key i y)) - 1))). lra. Qed.

(** From the first bit of the last key on. *)
Lemma entries n : forall acc, nonneg acc ->
  net (repeat 9%nat (S n * E))
    [num (fun y => code (S n) y mod 2 ^ (B + (S c + n * E)))%nat; num (fun y => code (S n) y / 2 ^ (B + (S c + n * E)))%nat; T; acc]
    [fun y => acc y + rsum (S n) (fun i => term i y)].
Proof.
  induction n as [|n IH]; intros acc Ha.
  - replace (1 * E)%nat with (B + 1 + c + 1)%nat by lia. rewrite repeat_app.
    eapply net_comp; [apply (read_entry 0 (code 1) acc) |].
    + intro y. pose proof (code_small (S B) (S c) key lab key_small lab_small 1 y) as H.
      replace (S B + (S c + 0))%nat with (1 * E)%nat by lia. exact H.
    + exact Ha.
    + eapply net_ext1; [| apply (one_layer 9 _ [acc; (fun y => INR (lab 0%nat y) + 2 ^ S c * (trap e (T y - INR (key 0%nat y)) - 1))]
        [fun y => acc y + term 0%nat y])].
      * intro y; simpl; ring.
      * simpl; lia.
      * pose proof (code_parts (S B) (S c) key lab key_small lab_small 0) as CP.
        intros g [<- | [<- | []]]; [apply aff_in; simpl; tauto |]. apply aff_add.
        -- eapply aff_ext; [| apply aff_tail, aff_head]. intro y; cbv beta. destruct (CP y) as (_ & E2 & _). now rewrite <- E2.
        -- apply aff_scal, aff_sub; [| apply aff_const]. eapply aff_ext; [| apply aff_tail, aff_tail, aff_tail, aff_head].
           intro y; cbv beta. destruct (CP y) as (E1 & _ & _). now rewrite <- E1.
      * intros g [<- | []]. apply aff_add; [apply keep; [simpl; tauto | exact Ha] |]. unfold gate.
        apply (act _ (fun y => INR (lab 0%nat y) + 2 ^ S c * (trap e (T y - INR (key 0%nat y)) - 1))); simpl; tauto.
  - pose proof (code_parts (S B) (S c) key lab key_small lab_small (S n)) as CP.
    set (m := S n) in *. replace (S m * E)%nat with ((B + 1 + c) + (1 + m * E))%nat by lia.
    rewrite (repeat_app _ (B + 1 + c)), (repeat_app _ 1).
    eapply net_comp; [apply (read_entry (m * E) (code (S m)) acc) | eapply net_comp].
    + intro y. pose proof (code_small (S B) (S c) key lab key_small lab_small (S m) y) as H.
      replace (S B + (S c + m * E))%nat with (S m * E)%nat by lia. exact H.
    + exact Ha.
    + (* gate, and the first bit of the next key *)
      apply (layer_with_bit (B + (S c + n * E)) (code m) 6 _
        [T; acc; (fun y => INR (lab m y) + 2 ^ S c * (trap e (T y - INR (key m y)) - 1))]
        [T; fun y => acc y + term m y]).
      * intro y. pose proof (code_small (S B) (S c) key lab key_small lab_small m y) as H.
        replace (S (B + (S c + n * E)))%nat with (m * E)%nat by (unfold m; lia). exact H.
      * eapply aff_ext; [| apply aff_head]. intro y; unfold num; cbv beta. destruct (CP y) as (_ & _ & E3). now rewrite E3.
      * simpl; lia.
      * intros g [<- | [<- | [<- | []]]]; try (apply aff_in; simpl; tauto). apply aff_add.
        -- eapply aff_ext; [| apply aff_tail, aff_head]. intro y; cbv beta. destruct (CP y) as (_ & E2 & _). now rewrite <- E2.
        -- apply aff_scal, aff_sub; [| apply aff_const]. eapply aff_ext; [| apply aff_tail, aff_tail, aff_tail, aff_head].
           intro y; cbv beta. destruct (CP y) as (E1 & _ & _). now rewrite <- E1.
      * intros g [<- | [<- | []]]; [apply keep; [simpl; tauto | exact T_pos] |].
        apply aff_add; [apply keep; [simpl; tauto | exact Ha] |]. unfold gate.
        apply (act _ (fun y => INR (lab m y) + 2 ^ S c * (trap e (T y - INR (key m y)) - 1))); simpl; tauto.
    + eapply net_ext1; [| apply (IH (fun y => acc y + term m y)); now apply gate_nonneg].
      intro y. unfold m. simpl; ring.
Qed.

(** U10: depth n (B + c) + 1, width 9, for n >= 1 entries of B >= 1 key bits and c >= 1 label bits. *)
Theorem decoder_merged n acc : nonneg acc ->
  net (repeat 9%nat (S n * E + 1)) [num (code (S n)); T; acc] [fun y => acc y + rsum (S n) (fun i => term i y)].
Proof.
  intros Ha. rewrite Nat.add_comm, repeat_app. eapply net_comp; [| now apply entries].
  apply (layer_with_bit (B + (S c + n * E)) (code (S n)) 6 _ [T; acc] [T; acc]).
  - intro y. pose proof (code_small (S B) (S c) key lab key_small lab_small (S n) y) as H.
    replace (S (B + (S c + n * E)))%nat with (S n * E)%nat by lia. exact H.
  - apply aff_head.
  - simpl; lia.
  - intros g [<- | [<- | []]]; apply aff_in; simpl; tauto.
  - intros g [<- | [<- | []]]; apply keep; simpl; try tauto; assumption.
Qed.
End Merged.
