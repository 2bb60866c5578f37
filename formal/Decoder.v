(** * U7-U10: bits, match, gate and the decoder

    A code holds n entries, each a key of B bits and a label of c bits.  The decoder reads the entries
    from the top and adds up the labels of those entries whose key matches T. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network.
Import ListNotations.
Open Scope R_scope.

Lemma INR_pow2 k : INR (2 ^ k) = 2 ^ k.
Proof. rewrite pow_INR; reflexivity. Qed.

(** U7: the top bit of r < 2^(k+1) by two neurons. *)
Lemma top_bit k r : (r < 2 ^ S k)%nat ->
  relu (INR r - 2 ^ k + 1) - relu (INR r - 2 ^ k) = INR (r / 2 ^ k).
Proof.
  intros H. assert (Hp : (2 ^ k <> 0)%nat) by (apply Nat.pow_nonzero; lia).
  rewrite <- INR_pow2. rewrite Nat.pow_succ_r' in H.
  destruct (le_lt_dec (2 ^ k) r) as [Hr | Hr].
  - replace (r / 2 ^ k)%nat with 1%nat.
    + apply le_INR in Hr. rewrite !relu_pos by lra. simpl; ring.
    + apply Nat.div_unique with (r - 2 ^ k)%nat; lia.
  - rewrite Nat.div_small by exact Hr. apply (le_INR (S r)) in Hr. rewrite S_INR in Hr.
    rewrite !relu_neg by lra. simpl; ring.
Qed.

Section Decoder.
Context {Y : Type}.
Notation fam := (list (Y -> R)).
Definition num (r : Y -> nat) : Y -> R := fun y => INR (r y).
Definition zero : Y -> R := fun _ => 0.
Definition nonneg (f : Y -> R) : Prop := forall y, 0 <= f y.

Lemma keep (gs : list (Y -> R)) (f : Y -> R) : In f gs -> nonneg f -> aff (after gs) f.
Proof.
  intros Hin Hp. apply (aff_ext _ (fun y => relu (f y))); [intro; now apply relu_pos |].
  apply aff_in. unfold after; apply in_map_iff. exists f; split; [reflexivity | exact Hin].
Qed.

Lemma act (gs : list (Y -> R)) (f : Y -> R) : In f gs -> aff (after gs) (fun y => relu (f y)).
Proof. intros H. apply aff_in. unfold after; apply in_map_iff. exists f; split; [reflexivity | exact H]. Qed.

Lemma one_layer w (base gs outs : list (Y -> R)) : (length gs <= w)%nat -> (forall g, In g gs -> aff base g) ->
  (forall g, In g outs -> aff (after gs) g) -> net [w] base outs.
Proof.
  intros Hl H1 H2. apply net_layer with gs; [exact Hl | now apply Forall_forall | now apply net_id].
Qed.

Lemma in1 {A} (a : A) l : In a (a :: l). Proof. now left. Qed.
Lemma in2 {A} (a b : A) l : In a (b :: a :: l). Proof. right; now left. Qed.
Lemma in3 {A} (a b c : A) l : In a (b :: c :: a :: l). Proof. do 2 right; now left. Qed.
Lemma in4 {A} (a b c d : A) l : In a (b :: c :: d :: a :: l). Proof. do 3 right; now left. Qed.

(** One bit: remainder r, bits so far q, and carried values cs. *)
Lemma bit_layer k (r : Y -> nat) (q : Y -> R) (cs : fam) :
  (forall y, (r y < 2 ^ S k)%nat) -> nonneg q -> Forall nonneg cs ->
  net [(4 + length cs)%nat] (num r :: q :: cs)
    (num (fun y => r y mod 2 ^ k)%nat :: (fun y => 2 * q y + INR (r y / 2 ^ k)) :: cs).
Proof.
  intros Hr Hq Hcs. rewrite Forall_forall in Hcs.
  assert (Hp : (2 ^ k <> 0)%nat) by (apply Nat.pow_nonzero; lia).
  set (b := fun y => relu (num r y - 2 ^ k + 1) - relu (num r y - 2 ^ k)).
  assert (Hb : forall y, b y = INR (r y / 2 ^ k)) by (intro; now apply top_bit).
  apply one_layer with ((fun y => num r y - 2 ^ k + 1) :: (fun y => num r y - 2 ^ k) :: num r :: q :: cs).
  - simpl; lia.
  - assert (H0 : aff (num r :: q :: cs) (fun y => num r y - 2 ^ k)).
    { apply aff_sub; [apply aff_head | apply aff_const]. }
    intros g [<- | [<- | Hg]]; [| exact H0 | now apply aff_in].
    apply aff_add; [exact H0 | apply aff_const].
  - set (gs := _ :: _ :: _ :: _ :: _).
    assert (Ab : aff (after gs) b) by (apply aff_sub; apply aff_in; [apply in1 | apply in2]).
    assert (Ar : aff (after gs) (num r)) by (apply keep; [apply in3 | intro; apply pos_INR]).
    intros g [<- | [<- | Hg]].
    + apply (aff_ext _ (fun y => num r y - 2 ^ k * b y)).
      * intro y. rewrite Hb. unfold num. rewrite (Nat.div_mod (r y) (2 ^ k) Hp) at 1.
        rewrite plus_INR, mult_INR, INR_pow2. ring.
      * apply aff_sub; [exact Ar | apply aff_scal, Ab].
    + apply (aff_ext _ (fun y => 2 * q y + b y)); [intro; now rewrite Hb |].
      apply aff_add; [apply aff_scal, keep; [apply in4 | exact Hq] | exact Ab].
    + apply keep; [do 4 right; exact Hg | now apply Hcs].
Qed.

Lemma split_div r j k : (r / 2 ^ k = 2 ^ j * (r / 2 ^ (j + k)) + (r mod 2 ^ (j + k)) / 2 ^ k)%nat /\
  (r mod 2 ^ (j + k)) mod 2 ^ k = (r mod 2 ^ k)%nat.
Proof.
  assert (Hk : (2 ^ k <> 0)%nat) by (apply Nat.pow_nonzero; lia).
  assert (Hjk : (2 ^ (j + k) <> 0)%nat) by (apply Nat.pow_nonzero; lia).
  pose proof (Nat.div_mod r (2 ^ (j + k)) Hjk) as E.
  set (A := (r / 2 ^ (j + k))%nat) in *. set (M := (r mod 2 ^ (j + k))%nat) in *.
  assert (E' : r = (2 ^ j * A * 2 ^ k + M)%nat) by (rewrite E, Nat.pow_add_r; lia).
  split.
  - rewrite E' at 1. now rewrite Nat.div_add_l.
  - rewrite E'. rewrite Nat.add_comm, Nat.mod_add by exact Hk. reflexivity.
Qed.

(** The top j bits of an r < 2^(j+k), one layer a bit. *)
Lemma bits j : forall k (r : Y -> nat) (q : Y -> R) (cs : fam),
  (forall y, (r y < 2 ^ (j + k))%nat) -> nonneg q -> Forall nonneg cs ->
  net (repeat (4 + length cs)%nat j) (num r :: q :: cs)
    (num (fun y => r y mod 2 ^ k)%nat :: (fun y => 2 ^ j * q y + INR (r y / 2 ^ k)) :: cs).
Proof.
  induction j; intros k r q cs Hr Hq Hcs.
  - apply net_id. intros g [<- | [<- | Hg]]; [| | apply aff_in; do 2 right; exact Hg].
    + apply (aff_ext _ (num r)); [| apply aff_head]. intro y; unfold num. now rewrite Nat.mod_small.
    + apply (aff_ext _ q); [| apply aff_tail, aff_head]. intro y. rewrite Nat.div_small by apply Hr. simpl; ring.
  - change (repeat (4 + length cs)%nat (S j)) with ([(4 + length cs)%nat] ++ repeat (4 + length cs)%nat j).
    eapply net_comp; [apply (bit_layer (j + k) r q cs Hr Hq Hcs) |].
    eapply net_sub; [| apply (IHj k)].
    + intros g [<- | [<- | Hg]]; [| | apply aff_in; do 2 right; exact Hg].
      * eapply aff_ext; [| apply aff_head]. intro y; unfold num; cbv beta.
        now rewrite (proj2 (split_div (r y) j k)).
      * eapply aff_ext; [| apply aff_tail, aff_head]. intro y; cbv beta.
        rewrite (proj1 (split_div (r y) j k)), plus_INR, mult_INR, INR_pow2, <- (tech_pow_Rmult 2 j). ring.
    + intro y. apply Nat.mod_upper_bound, Nat.pow_nonzero; lia.
    + intro y. pose proof (pos_INR (r y / 2 ^ (j + k))). specialize (Hq y). lra.
    + exact Hcs.
Qed.

(** U8: 1 on [0, 1 - e], 0 outside of [-e, 1]. *)
Definition trap (e s : R) : R := / e * (relu (s + e) - relu s - relu (s - (1 - e)) + relu (s - 1)).

Lemma trap_in e s : 0 < e -> 0 <= s <= 1 - e -> trap e s = 1.
Proof.
  intros; unfold trap. rewrite (relu_pos (s + e)), (relu_pos s), (relu_neg (s - (1 - e))), (relu_neg (s - 1)) by lra.
  field. lra.
Qed.

Lemma trap_out e s : 0 < e <= 1 -> s <= - e \/ 1 <= s -> trap e s = 0.
Proof.
  intros He [H | H]; unfold trap.
  - rewrite (relu_neg (s + e)), (relu_neg s), (relu_neg (s - (1 - e))), (relu_neg (s - 1)) by lra. ring.
  - rewrite (relu_pos (s + e)), (relu_pos s), (relu_pos (s - (1 - e))), (relu_pos (s - 1)) by lra. ring.
Qed.

Lemma trap_bounds e s : 0 < e <= 1 -> 0 <= trap e s <= 1.
Proof.
  intros He. unfold trap. set (d := relu (s + e) - relu s - relu (s - (1 - e)) + relu (s - 1)).
  assert (H : 0 <= d <= e).
  { unfold d, relu, Rmax. repeat destruct Rle_dec; lra. }
  pose proof (Rinv_0_lt_compat e ltac:(lra)) as Hi. split; [apply Rmult_le_pos; lra |].
  apply Rmult_le_reg_l with e; [lra |]. replace (e * (/ e * d)) with d by (field; lra). lra.
Qed.

(** U9: label or nothing. *)
Definition gate (c : nat) (lab h : R) : R := relu (lab + 2 ^ c * (h - 1)).

Lemma gate_on c lab : 0 <= lab -> gate c lab 1 = lab.
Proof. intros; unfold gate. rewrite relu_pos; lra. Qed.

Lemma gate_off c lab : lab <= 2 ^ c -> gate c lab 0 = 0.
Proof. intros; unfold gate. rewrite relu_neg; lra. Qed.

Lemma gate_zero c h : h <= 1 -> gate c 0 h = 0.
Proof.
  intros; unfold gate. rewrite relu_neg; [reflexivity |].
  assert (0 < 2 ^ c) by (apply pow_lt; lra). nra.
Qed.

Variables (B c : nat) (e : R) (T : Y -> R).
Hypothesis e_pos : 0 < e <= 1.
Hypothesis T_pos : nonneg T.

(** One entry: read the key, match it with T, read the label, add it to the sum if they match. *)
Lemma entry k (r : Y -> nat) (acc : Y -> R) :
  (forall y, (r y < 2 ^ (B + (c + k)))%nat) -> nonneg acc ->
  net (repeat 7%nat (B + c + 2)) [num r; T; acc]
    [num (fun y => r y mod 2 ^ k)%nat; T;
     fun y => acc y + gate c (INR ((r y mod 2 ^ (c + k)) / 2 ^ k)) (trap e (T y - INR (r y / 2 ^ (c + k))))].
Proof.
  intros Hr Ha.
  set (r1 := fun y => (r y mod 2 ^ (c + k))%nat).
  set (key := fun y => INR (r y / 2 ^ (c + k))).
  set (h := fun y => trap e (T y - key y)).
  set (lab := fun y => INR (r1 y / 2 ^ k)).
  assert (Hh : nonneg h) by (intro; now apply trap_bounds).
  assert (P1 : net (repeat 7%nat B) [num r; T; acc] [num r1; key; T; acc]).
  { apply net_wider with (repeat 6%nat B); [apply repeat_le; lia |].
    apply net_base with [num r; zero; T; acc].
    - intros g [<- | [<- | Hg]]; [apply aff_head | apply (aff_const _ 0) | apply aff_in; right; exact Hg].
    - eapply net_sub; [| apply (bits B (c + k) r zero [T; acc])].
      + intros g [<- | [<- | Hg]]; [apply aff_head | | apply aff_in; do 2 right; exact Hg].
        eapply aff_ext; [| apply aff_tail, aff_head]. intro y; unfold zero, key; cbv beta; ring.
      + exact Hr.
      + intro; unfold zero; lra.
      + repeat (apply Forall_cons; [assumption |]); apply Forall_nil. }
  assert (P2 : net [7%nat] [num r1; key; T; acc] [num r1; T; h; acc]).
  { set (s := fun y => T y - key y).
    apply one_layer with [num r1; T; acc; (fun y => s y + e); s; (fun y => s y - (1 - e)); (fun y => s y - 1)].
    - simpl; lia.
    - assert (As : aff [num r1; key; T; acc] s) by (apply aff_sub; apply aff_in; simpl; tauto).
      intros g [<- | [<- | [<- | [<- | [<- | [<- | [<- | []]]]]]]]; try (apply aff_in; simpl; tauto);
        try exact As; [apply aff_add | apply aff_sub | apply aff_sub]; try exact As; apply aff_const.
    - intros g [<- | [<- | [<- | [<- | []]]]].
      + apply keep; [simpl; tauto | intro; apply pos_INR].
      + apply keep; [simpl; tauto | exact T_pos].
      + unfold h, trap. apply (aff_scal _ (/ e)). apply aff_add; [apply aff_sub; [apply aff_sub |] |].
        * apply (act _ (fun y => s y + e)); simpl; tauto.
        * apply (act _ s); simpl; tauto.
        * apply (act _ (fun y => s y - (1 - e))); simpl; tauto.
        * apply (act _ (fun y => s y - 1)); simpl; tauto.
      + apply keep; [simpl; tauto | exact Ha]. }
  assert (P3 : net (repeat 7%nat c) [num r1; T; h; acc] [num (fun y => r y mod 2 ^ k)%nat; lab; T; h; acc]).
  { apply net_base with [num r1; zero; T; h; acc].
    - intros g [<- | [<- | Hg]]; [apply aff_head | apply (aff_const _ 0) | apply aff_in; right; exact Hg].
    - eapply net_sub; [| apply (bits c k r1 zero [T; h; acc])].
      + intros g [<- | [<- | Hg]]; [| | apply aff_in; do 2 right; exact Hg].
        * eapply aff_ext; [| apply aff_head]. intro y; unfold num, r1; cbv beta.
          now rewrite (proj2 (split_div (r y) c k)).
        * eapply aff_ext; [| apply aff_tail, aff_head]. intro y; unfold zero, lab; cbv beta; ring.
      + intro y; apply Nat.mod_upper_bound, Nat.pow_nonzero; lia.
      + intro; unfold zero; lra.
      + repeat (apply Forall_cons; [assumption |]); apply Forall_nil. }
  assert (P4 : net [7%nat] [num (fun y => r y mod 2 ^ k)%nat; lab; T; h; acc]
                 [num (fun y => r y mod 2 ^ k)%nat; T; fun y => acc y + gate c (lab y) (h y)]).
  { set (r2 := fun y => (r y mod 2 ^ k)%nat).
    apply one_layer with [num r2; T; acc; (fun y => lab y + 2 ^ c * (h y - 1))].
    - simpl; lia.
    - intros g [<- | [<- | [<- | [<- | []]]]]; try (apply aff_in; simpl; tauto).
      apply aff_add; [apply aff_in; simpl; tauto |]. apply aff_scal, aff_sub; [apply aff_in; simpl; tauto | apply aff_const].
    - intros g [<- | [<- | [<- | []]]].
      + apply keep; [simpl; tauto | intro; apply pos_INR].
      + apply keep; [simpl; tauto | exact T_pos].
      + apply aff_add; [apply keep; [simpl; tauto | exact Ha] |]. unfold gate.
        apply (act _ (fun y => lab y + 2 ^ c * (h y - 1))); simpl; tauto. }
  replace (repeat 7%nat (B + c + 2)) with (repeat 7%nat B ++ [7%nat] ++ repeat 7%nat c ++ [7%nat]).
  - eapply net_comp; [exact P1 |]. eapply net_comp; [exact P2 |].
    eapply net_comp; [exact P3 | exact P4].
  - change [7%nat] with (repeat 7%nat 1). rewrite <- !repeat_app. f_equal; lia.
Qed.

(** Entries i = 0 ... n-1, the last on top. *)
Variables key lab : nat -> Y -> nat.
Hypothesis key_small : forall i y, (key i y < 2 ^ B)%nat.
Hypothesis lab_small : forall i y, (lab i y < 2 ^ c)%nat.

Fixpoint code (n : nat) (y : Y) : nat :=
  match n with
  | O => O
  | S i => ((key i y * 2 ^ c + lab i y) * 2 ^ (i * (B + c)) + code i y)%nat
  end.

Lemma code_small n y : (code n y < 2 ^ (n * (B + c)))%nat.
Proof.
  induction n; cbn [code]; [simpl; lia |].
  replace (S n * (B + c))%nat with (B + c + n * (B + c))%nat by lia. rewrite !Nat.pow_add_r.
  specialize (key_small n y). specialize (lab_small n y).
  assert (key n y * 2 ^ c + lab n y + 1 <= 2 ^ B * 2 ^ c)%nat by nia. nia.
Qed.

Lemma code_parts n y :
  (code (S n) y / 2 ^ (c + n * (B + c)) = key n y)%nat /\
  (code (S n) y mod 2 ^ (c + n * (B + c)) / 2 ^ (n * (B + c)) = lab n y)%nat /\
  (code (S n) y mod 2 ^ (n * (B + c)) = code n y)%nat.
Proof.
  cbn [code]. pose proof (code_small n y) as Hc. specialize (lab_small n y).
  set (P := (2 ^ (n * (B + c)))%nat) in *. set (C := (2 ^ c)%nat) in *. rewrite Nat.pow_add_r. fold C P.
  assert (HP : (P <> 0)%nat) by (apply Nat.pow_nonzero; lia).
  assert (HC : (C <> 0)%nat) by (apply Nat.pow_nonzero; lia).
  assert (Hlow : (lab n y * P + code n y < C * P)%nat) by nia.
  replace ((key n y * C + lab n y) * P + code n y)%nat with (C * P * key n y + (lab n y * P + code n y))%nat by lia.
  repeat split.
  - symmetry. now apply Nat.div_unique with (lab n y * P + code n y)%nat.
  - rewrite <- (Nat.mod_unique (C * P * key n y + (lab n y * P + code n y)) (C * P) (key n y) (lab n y * P + code n y)) by
      (assumption || reflexivity).
    symmetry. apply Nat.div_unique with (code n y); [exact Hc | lia].
  - symmetry. apply Nat.mod_unique with (C * key n y + lab n y)%nat; [exact Hc | lia].
Qed.

(** U10 (plain layered form): depth n (B + c + 2), width 7. *)
Theorem decoder n : forall acc, nonneg acc ->
  net (repeat 7%nat (n * (B + c + 2))) [num (code n); T; acc]
    [fun y => acc y + rsum n (fun i => gate c (INR (lab i y)) (trap e (T y - INR (key i y))))].
Proof.
  induction n as [|n IH]; intros acc Ha.
  - apply net_id. intros g [<- | []]. apply (aff_ext _ acc); [intro; simpl; ring | apply aff_in; simpl; tauto].
  - replace (S n * (B + c + 2))%nat with ((B + c + 2) + n * (B + c + 2))%nat by (simpl; lia).
    rewrite repeat_app.
    set (acc' := fun y => acc y + gate c (INR (lab n y)) (trap e (T y - INR (key n y)))).
    assert (Ha' : nonneg acc').
    { intro y. unfold acc'. specialize (Ha y). unfold gate. pose proof (relu_ge0 (INR (lab n y) + 2 ^ c * (trap e (T y - INR (key n y)) - 1))). lra. }
    eapply net_comp with [num (code n); T; acc'].
    + eapply net_sub; [| apply (entry (n * (B + c)) (code (S n)) acc)].
      * intros g [<- | [<- | [<- | []]]].
        -- eapply aff_ext; [| apply aff_head]. intro y; unfold num; cbv beta.
           now rewrite (proj2 (proj2 (code_parts n y))).
        -- apply aff_in; simpl; tauto.
        -- eapply aff_ext; [| apply aff_tail, aff_tail, aff_head]. intro y; unfold acc'; cbv beta.
           destruct (code_parts n y) as (E1 & E2 & _). now rewrite E1, E2.
      * intro y. replace (B + (c + n * (B + c)))%nat with (S n * (B + c))%nat by (simpl; lia). apply code_small.
      * exact Ha.
    + eapply net_ext1; [| apply (IH acc' Ha')]. intro y; unfold acc'; simpl; ring.
Qed.
End Decoder.
