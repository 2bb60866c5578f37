(** * Vardi, Yehudai and Shamir's selector with whole weights: beside T ten neurons a layer

    Every data point y carries the codes of its group: n keys and n labels of mu bits each.  Entry by
    entry, mu layers read one bit of both codes each, one layer compares the key with T, and the next
    layer's gate adds the label to the answer where they match.  Bits are read by integer steps
    (Decoder.top_bit), not by the triangle map: the same layers, narrower, all weights whole and
    below 2^(n mu + 1). *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require Import Network Decoder Sizes Weights Carry.
Import ListNotations.
Open Scope R_scope.

(** ** The match: 1 on [0, 1], 0 outside of (-1, 2) *)

Definition hat (s : R) : R := relu (s + 1) - relu s - relu (s - 1) + relu (s - 2).

Lemma hat_in s : 0 <= s <= 1 -> hat s = 1.
Proof. intros; unfold hat. rewrite (relu_pos (s + 1)), (relu_pos s), (relu_neg (s - 1)), (relu_neg (s - 2)) by lra. ring. Qed.

Lemma hat_out s : s <= -1 \/ 2 <= s -> hat s = 0.
Proof.
  intros [H | H]; unfold hat.
  - rewrite (relu_neg (s + 1)), (relu_neg s), (relu_neg (s - 1)), (relu_neg (s - 2)) by lra. ring.
  - rewrite (relu_pos (s + 1)), (relu_pos s), (relu_pos (s - 1)), (relu_pos (s - 2)) by lra. ring.
Qed.

Lemma hat_bounds s : 0 <= hat s <= 1.
Proof. unfold hat, relu, Rmax. repeat destruct Rle_dec; lra. Qed.

Section Program.
Context {Y : Type} (T : Y -> R) (A : R).
Notation fam := (list (Y -> R)).
Hypothesis T_pos : forall y, 0 <= T y.

(** Functions at hand after n layers, with bounds on their weights and their bias. *)
Definition known : Type := R * R * (Y -> R).
Definition has (s : fam) (k : known) : Prop := lin (fst (fst k)) (snd (fst k)) s (snd k).
Definition reach (n : nat) (gs : list known) : Prop :=
  exists s, carry T A 12 10 n [] s /\ Forall (has s) gs.

(** What a neuron may compute from them: a multiple of T and an affine function of the features. *)
Definition fits (s : fam) (h : Y -> R) : Prop :=
  exists a g, whole A a /\ lin A A s g /\ forall y, h y = a * T y + g y.

Lemma fits_sparse s h : (length s <= 10)%nat -> fits s h -> sparse A 12 (T :: s) h.
Proof.
  intros Hs (a & g & Ha & (w & b & Hl & Hw & Hb & E) & F). exists (a :: w), b. repeat split.
  - simpl. now rewrite Hl.
  - now constructor.
  - exact Hb.
  - eapply Nat.le_trans; [apply count_le_length |]. rewrite app_length. simpl. lia.
  - intro y. rewrite F, E. simpl. ring.
Qed.

Lemma fits_lin s h : 0 <= A -> lin A A s h -> fits s h.
Proof. intros HA Hh. exists 0, h. repeat split; [now apply whole_0 | exact Hh | intro; ring]. Qed.

Lemma reach_step n gs hs gs' : reach n gs -> (length hs <= 10)%nat ->
  (forall s, Forall (has s) gs -> Forall (fits s) hs) -> Forall (has (after hs)) gs' -> reach (S n) gs'.
Proof.
  intros (s & Hc & Hg) Hl Hh Hg'. exists (after hs). split; [| exact Hg'].
  replace (S n) with (n + 1)%nat by lia. apply carry_app with s; [exact Hc |].
  apply carry_cons with hs; [exact Hl | | constructor].
  specialize (Hh s Hg). pose proof (carry_length _ _ _ _ _ _ _ Hc ltac:(simpl; lia)) as Hs.
  revert Hh. apply Forall_impl. intro h. now apply fits_sparse.
Qed.

Lemma reach_weaken n gs gs' : (forall s, Forall (has s) gs -> Forall (has s) gs') -> reach n gs -> reach n gs'.
Proof. intros H (s & Hc & Hg). exists s. split; [exact Hc | now apply H]. Qed.

(** ** One more bit of both codes *)

Variable M : R.   (* codes are at most M *)
Hypothesis M_two : 2 <= M.
Hypothesis A_large : 2 * M - 1 <= A.

Definition nn (B D : R) (g : Y -> R) : known := (B, D, g).

(** A feature list is explicit: weights are given one by one. *)
Ltac whole_easy :=
  repeat match goal with |- Forall _ _ => constructor end;
  try (first [apply whole_0; lra | apply (whole_INR _ 1); simpl; lra | apply (whole_INR _ 2); simpl; lra
             | apply (whole_IZR _ (-1)); unfold Rabs; destruct Rcase_abs; lra ]).

Lemma keep_relu g : nonneg g -> forall y : Y, relu (g y) = g y.
Proof. intros H y. apply relu_pos, H. Qed.

(** The preactivations of a bit layer: top bit k of r, remainder r, bits so far q. *)
Definition bit_neurons (k : nat) (r : Y -> nat) (q : Y -> R) : fam :=
  [(fun y => num r y - 2 ^ k + 1); (fun y => num r y - 2 ^ k); num r; q].

Lemma bit_neurons_fit k r q B s : 1 <= B -> B <= M -> 2 ^ S k <= M ->
  lin B M s (num r) -> lin 2 0 s q -> Forall (fits s) (bit_neurons k r q).
Proof.
  intros HB1 HB Hk Hr Hq. simpl in Hk. assert (Hp : 1 <= 2 ^ k) by (apply pow_R1_Rle; lra).
  assert (W : whole (2 ^ k) (- 2 ^ k)) by (apply whole_opp, whole_pow2; lra).
  assert (W1 : whole (2 ^ k - 1) (- 2 ^ k + 1)).
  { rewrite <- INR_pow2. replace (- INR (2 ^ k) + 1) with (INR 1 - INR (2 ^ k)) by (simpl; ring).
    rewrite <- (Ropp_involutive (INR 1 - INR (2 ^ k))). apply whole_opp.
    assert (P : (1 <= 2 ^ k)%nat) by (apply (Nat.pow_le_mono_r 2 0); lia).
    replace (- (INR 1 - INR (2 ^ k))) with (INR (2 ^ k - 1)) by (rewrite minus_INR by exact P; simpl; ring).
    apply whole_INR. rewrite minus_INR by exact P. simpl. lra. }
  repeat constructor; apply fits_lin; try lra.
    apply (lin_ext _ _ _ (fun y => num r y + (- 2 ^ k + 1))); [intro; ring |].
    apply (lin_mono B (M + (2 ^ k - 1))); [lra | lra |]. now apply lin_shift.
  - apply (lin_ext _ _ _ (fun y => num r y + - 2 ^ k)); [intro; ring |].
    apply (lin_mono B (M + 2 ^ k)); [lra | lra |]. now apply lin_shift.
  - apply (lin_mono B M); [lra | lra | exact Hr].
  - apply (lin_mono 2 0); [lra | lra | exact Hq].
Qed.

Definition rest (k : nat) (r : Y -> nat) : Y -> R := num (fun y => r y mod 2 ^ k)%nat.
Definition more (k : nat) (r : Y -> nat) (q : Y -> R) : Y -> R := fun y => 2 * q y + INR (r y / 2 ^ k).

Lemma rest_value k (r : Y -> nat) y : (r y < 2 ^ S k)%nat ->
  rest k r y = relu (num r y) - 2 ^ k * relu (num r y - 2 ^ k + 1) + 2 ^ k * relu (num r y - 2 ^ k).
Proof.
  intros H. assert (Hp : (2 ^ k <> 0)%nat) by (apply Nat.pow_nonzero; lia).
  pose proof (top_bit k (r y) H) as E. unfold rest, num.
  replace (INR (r y mod 2 ^ k)) with (INR (r y) - 2 ^ k * INR (r y / 2 ^ k)).
  - rewrite (relu_pos (INR (r y))) by apply pos_INR. rewrite <- E. ring.
  - rewrite (Nat.div_mod (r y) (2 ^ k) Hp) at 1. rewrite plus_INR, mult_INR, INR_pow2. ring.
Qed.

Lemma more_value k (r : Y -> nat) q y : (r y < 2 ^ S k)%nat -> nonneg q ->
  more k r q y = 2 * relu (q y) + relu (num r y - 2 ^ k + 1) - relu (num r y - 2 ^ k).
Proof. intros H Hq. unfold more, num. rewrite <- (top_bit k (r y) H), (relu_pos (q y)) by apply Hq. ring. Qed.

(** What the layer of both codes and of further neurons hs offers to the next one. *)
Lemma bits_offered k r r' q q' hs B : (forall y, (r y < 2 ^ S k)%nat) -> (forall y, (r' y < 2 ^ S k)%nat) ->
  nonneg q -> nonneg q' -> 2 ^ k <= B ->
  Forall (has (after (bit_neurons k r q ++ bit_neurons k r' q' ++ hs)))
    [nn B 0 (rest k r); nn 2 0 (more k r q); nn B 0 (rest k r'); nn 2 0 (more k r' q')].
Proof.
  intros Hr Hr' Hq Hq' HB. assert (Hp : 1 <= 2 ^ k) by (apply pow_R1_Rle; lra).
  assert (Z : forall D n, 0 <= D -> Forall (whole D) (repeat 0 n)).
  { intros D n HD. apply Forall_forall. intros a Ha. apply repeat_spec in Ha as ->. now apply whole_0. }
  assert (P : whole B (2 ^ k)) by (now apply whole_pow2). assert (P' := whole_opp _ _ P).
  set (z := repeat 0 (length hs)).
  repeat constructor; unfold has, nn; cbn [fst snd].
  - exists ([- 2 ^ k; 2 ^ k; 1; 0; 0; 0; 0; 0] ++ z), 0. repeat split.
    + unfold z, after. rewrite app_length, repeat_length, map_length, !app_length. reflexivity.
    + apply Forall_app; split; [whole_easy; assumption | apply Z; lra].
    + apply whole_0; lra.
    + intro y. unfold after, values. rewrite !map_app. cbn [map bit_neurons app dot]. rewrite (rest_value k r y) by apply Hr.
      unfold z. rewrite dot_repeat0. ring.
  - exists ([1; -1; 0; 2; 0; 0; 0; 0] ++ z), 0. repeat split.
    + unfold z, after. rewrite app_length, repeat_length, map_length, !app_length. reflexivity.
    + apply Forall_app; split; [whole_easy; assumption | apply Z; lra].
    + apply whole_0; lra.
    + intro y. unfold after, values. rewrite !map_app. cbn [map bit_neurons app dot]. rewrite (more_value k r q y) by auto.
      unfold z. rewrite dot_repeat0. ring.
  - exists ([0; 0; 0; 0; - 2 ^ k; 2 ^ k; 1; 0] ++ z), 0. repeat split.
    + unfold z, after. rewrite app_length, repeat_length, map_length, !app_length. reflexivity.
    + apply Forall_app; split; [whole_easy; assumption | apply Z; lra].
    + apply whole_0; lra.
    + intro y. unfold after, values. rewrite !map_app. cbn [map bit_neurons app dot]. rewrite (rest_value k r' y) by apply Hr'.
      unfold z. rewrite dot_repeat0. ring.
  - exists ([0; 0; 0; 0; 1; -1; 0; 2] ++ z), 0. repeat split.
    + unfold z, after. rewrite app_length, repeat_length, map_length, !app_length. reflexivity.
    + apply Forall_app; split; [whole_easy; assumption | apply Z; lra].
    + apply whole_0; lra.
    + intro y. unfold after, values. rewrite !map_app. cbn [map bit_neurons app dot]. rewrite (more_value k r' q' y) by auto.
      unfold z. rewrite dot_repeat0. ring.
Qed.

(** A bit layer, the answer a carried on. *)
Lemma bit_layer2 m k r r' q q' a B : (forall y, (r y < 2 ^ S k)%nat) -> (forall y, (r' y < 2 ^ S k)%nat) ->
  nonneg q -> nonneg q' -> nonneg a -> 1 <= B -> B <= M -> 2 ^ S k <= M ->
  reach m [nn B M (num r); nn 2 0 q; nn B M (num r'); nn 2 0 q'; nn 1 0 a] ->
  reach (S m) [nn M M (rest k r); nn 2 0 (more k r q); nn M M (rest k r'); nn 2 0 (more k r' q'); nn 1 0 a].
Proof.
  intros Hr Hr' Hq Hq' Ha HB1 HB Hk Hm. pose proof Hk as Hk'. simpl in Hk'. assert (0 < 2 ^ k) by (apply pow_lt; lra).
  eapply reach_step with (hs := bit_neurons k r q ++ bit_neurons k r' q' ++ [a]); [exact Hm | simpl; lia | |].
  - intros s Hs. inversion Hs as [|? ? H1 Hs1]; subst. inversion Hs1 as [|? ? H2 Hs2]; subst.
    inversion Hs2 as [|? ? H3 Hs3]; subst. inversion Hs3 as [|? ? H4 Hs4]; subst. inversion Hs4 as [|? ? H5 _]; subst.
    unfold has, nn in *; cbn [fst snd] in *. apply Forall_app; split; [now apply bit_neurons_fit with B |].
    apply Forall_app; split; [now apply bit_neurons_fit with B |]. repeat constructor. apply fits_lin; [lra |].
    apply (lin_mono 1 0); [lra | lra | exact H5].
  - pose proof (bits_offered k r r' q q' [a] M Hr Hr' Hq Hq' ltac:(lra)) as H4.
    inversion H4 as [|? ? O1 H41]; subst. inversion H41 as [|? ? O2 H42]; subst.
    inversion H42 as [|? ? O3 H43]; subst. inversion H43 as [|? ? O4 _]; subst.
    constructor; [revert O1; apply lin_mono; cbn; lra |]. constructor; [exact O2 |].
    constructor; [revert O3; apply lin_mono; cbn; lra |]. constructor; [exact O4 |]. constructor; [| constructor].
    unfold has, nn; cbn [fst snd]. exists [0; 0; 0; 0; 0; 0; 0; 0; 1], 0. repeat split; [whole_easy | apply whole_0; cbn; lra |].
    intro y. cbn. rewrite (relu_pos (a y)) by apply Ha. ring.
Qed.

(** j bits *)
Lemma more_nonneg k r q : nonneg q -> nonneg (more k r q).
Proof. intros Hq y. unfold more. pose proof (pos_INR (r y / 2 ^ k)). specialize (Hq y). lra. Qed.

Lemma reach_ext m gs gs' : Forall2 (fun a b => fst a = fst b /\ forall y, snd a y = snd b y) gs gs' -> reach m gs -> reach m gs'.
Proof.
  intros F. apply reach_weaken. intros s Hs. revert Hs. induction F as [|[[B D] g] [[B' D'] g'] gs gs' [E1 E2] _ IH]; intros Hs; [constructor |].
  inversion Hs; subst. constructor; [| now apply IH]. unfold has in *. simpl in *. injection E1 as -> ->. now apply lin_ext with g.
Qed.

Lemma bits2 j : forall m k r r' q q' a, (forall y, (r y < 2 ^ (j + k))%nat) -> (forall y, (r' y < 2 ^ (j + k))%nat) ->
  nonneg q -> nonneg q' -> nonneg a -> 2 ^ (j + k) <= M ->
  reach m [nn M M (num r); nn 2 0 q; nn M M (num r'); nn 2 0 q'; nn 1 0 a] ->
  reach (m + j) [nn M M (rest k r); nn 2 0 (fun y => 2 ^ j * q y + INR (r y / 2 ^ k));
                 nn M M (rest k r'); nn 2 0 (fun y => 2 ^ j * q' y + INR (r' y / 2 ^ k)); nn 1 0 a].
Proof.
  induction j; intros m k r r' q q' a Hr Hr' Hq Hq' Ha Hk Hm.
  - rewrite Nat.add_0_r. revert Hm. apply reach_ext.
    assert (Sm : forall r : Y -> nat, (forall y, (r y < 2 ^ (0 + k))%nat) -> forall y, (r y mod 2 ^ k = r y /\ r y / 2 ^ k = 0)%nat).
    { intros r0 H0 y. split; [apply Nat.mod_small, H0 | apply Nat.div_small, H0]. }
    repeat constructor; cbn; unfold rest, num; intros; try rewrite (proj1 (Sm r Hr _)); try rewrite (proj1 (Sm r' Hr' _));
      try rewrite (proj2 (Sm r Hr _)); try rewrite (proj2 (Sm r' Hr' _)); simpl; try reflexivity; ring.
  - replace (m + S j)%nat with (S m + j)%nat by lia.
    assert (Hkk : 2 ^ (j + k) <= M).
    { eapply Rle_trans; [| exact Hk]. apply Rle_pow; [lra | lia]. }
    pose proof (bit_layer2 m (j + k) r r' q q' a M Hr Hr' Hq Hq' Ha ltac:(lra) ltac:(lra) Hk Hm) as H1.
    assert (Hmod : forall (r : Y -> nat) y, (r y mod 2 ^ (j + k) < 2 ^ (j + k))%nat) by (intros; apply Nat.mod_upper_bound, Nat.pow_nonzero; lia).
    pose proof (IHj (S m) k _ _ _ _ a (Hmod r) (Hmod r') (more_nonneg (j + k) r q Hq) (more_nonneg (j + k) r' q' Hq') Ha Hkk H1) as H2.
    revert H2. apply reach_ext.
    assert (G : forall (r : Y -> nat) q y, 2 ^ j * more (j + k) r q y + INR (r y mod 2 ^ (j + k) / 2 ^ k) = 2 ^ S j * q y + INR (r y / 2 ^ k)).
    { intros r0 q0 y. unfold more. rewrite (proj1 (split_div (r0 y) j k)), plus_INR, mult_INR, INR_pow2, <- (tech_pow_Rmult 2 j). ring. }
    repeat constructor; cbn [fst snd nn]; intros; try (apply G); unfold rest, num; cbv beta; now rewrite (proj2 (split_div _ j k)).
Qed.
(** ** One entry: the gate of the entry before, mu bits, the match *)

Variable mu' : nat.   (* entries have mu = S mu' bits *)
Notation mu := (S mu').
Hypothesis M_mu : 2 ^ mu <= M.

Definition zero_fun : Y -> R := fun _ => 0.
Definition gate_neuron (lab hit : Y -> R) : Y -> R := fun y => lab y + 2 ^ mu * (hit y - 1).

Lemma gate_fits s lab hit : lin 1 0 s lab -> lin 1 0 s hit -> fits s (gate_neuron lab hit).
Proof.
  intros Hl Hh. apply fits_lin; [lra |].
  apply (lin_ext _ _ _ (fun y => (lab y + 2 ^ mu * hit y) + - 2 ^ mu)); [intro; unfold gate_neuron; ring |].
  apply (lin_mono (1 + 2 ^ mu * 1) (0 + 2 ^ mu * 0 + 2 ^ mu)); [lra | lra |].
  apply lin_shift; [apply whole_opp, whole_pow2; lra |]. apply lin_add; [exact Hl |].
  apply lin_scal; [apply whole_pow2; lra | exact Hh].
Qed.

Lemma gate_layer m k r r' lab hit a : (forall y, (r y < 2 ^ S k)%nat) -> (forall y, (r' y < 2 ^ S k)%nat) ->
  nonneg a -> 2 ^ S k <= M ->
  reach m [nn M M (num r); nn M M (num r'); nn 1 0 lab; nn 1 0 hit; nn 1 0 a] ->
  reach (S m) [nn M M (rest k r); nn 2 0 (more k r zero_fun); nn M M (rest k r'); nn 2 0 (more k r' zero_fun);
               nn 1 0 (fun y => a y + gate mu (lab y) (hit y))].
Proof.
  intros Hr Hr' Ha Hk Hm. pose proof Hk as Hk'. simpl in Hk'. assert (0 < 2 ^ k) by (apply pow_lt; lra).
  assert (Z : nonneg zero_fun) by (intro; unfold zero_fun; lra).
  assert (Zl : forall s, lin 2 0 s zero_fun).
  { intro s. apply (lin_mono 0 0); [lra | lra |]. apply lin_const, whole_0; lra. }
  eapply reach_step with (hs := bit_neurons k r zero_fun ++ bit_neurons k r' zero_fun ++ [a; gate_neuron lab hit]); [exact Hm | simpl; lia | |].
  - intros s Hs. inversion Hs as [|? ? H1 Hs1]; subst. inversion Hs1 as [|? ? H2 Hs2]; subst.
    inversion Hs2 as [|? ? H3 Hs3]; subst. inversion Hs3 as [|? ? H4 Hs4]; subst. inversion Hs4 as [|? ? H5 _]; subst.
    unfold has, nn in *; cbn [fst snd] in *. apply Forall_app; split; [apply bit_neurons_fit with M; auto; lra |].
    apply Forall_app; split; [apply bit_neurons_fit with M; auto; lra |]. constructor; [| constructor; [now apply gate_fits | constructor]].
    apply fits_lin; [lra |]. apply (lin_mono 1 0); [lra | lra | exact H5].
  - pose proof (bits_offered k r r' zero_fun zero_fun [a; gate_neuron lab hit] M Hr Hr' Z Z ltac:(lra)) as H4.
    inversion H4 as [|? ? O1 H41]; subst. inversion H41 as [|? ? O2 H42]; subst.
    inversion H42 as [|? ? O3 H43]; subst. inversion H43 as [|? ? O4 _]; subst.
    constructor; [revert O1; apply lin_mono; cbn; lra |]. constructor; [exact O2 |].
    constructor; [revert O3; apply lin_mono; cbn; lra |]. constructor; [exact O4 |]. constructor; [| constructor].
    unfold has, nn; cbn [fst snd]. exists [0; 0; 0; 0; 0; 0; 0; 0; 1; 1], 0. repeat split; [whole_easy | apply whole_0; lra |].
    intro y. cbn [after bit_neurons app map values dot]. rewrite (relu_pos (a y)) by apply Ha. unfold gate, gate_neuron. ring.
Qed.

Lemma match_layer m u u' key lab a : nonneg u -> nonneg u' -> nonneg lab -> nonneg a ->
  reach m [nn M M u; nn 2 0 key; nn M M u'; nn 2 0 lab; nn 1 0 a] ->
  reach (S m) [nn M M u; nn M M u'; nn 1 0 lab; nn 1 0 (fun y => hat (T y - key y)); nn 1 0 a].
Proof.
  intros Hu Hu' Hlab Ha Hm. set (s0 := fun y => T y - key y).
  eapply reach_step with (hs := [u; u'; lab; a; (fun y => s0 y + 1); s0; (fun y => s0 y - 1); (fun y => s0 y - 2)]);
    [exact Hm | simpl; lia | |].
  - intros s Hs. inversion Hs as [|? ? H1 Hs1]; subst. inversion Hs1 as [|? ? H2 Hs2]; subst.
    inversion Hs2 as [|? ? H3 Hs3]; subst. inversion Hs3 as [|? ? H4 Hs4]; subst. inversion Hs4 as [|? ? H5 _]; subst.
    unfold has, nn in *; cbn [fst snd] in *.
    assert (F : forall c h, whole 2 c -> (forall y, h y = s0 y + c) -> fits s h).
    { intros c h Hc E. exists 1, (fun y => - key y + c). split; [apply (whole_INR _ 1); simpl; lra |]. split.
      - apply (lin_mono 2 (0 + 2)); [lra | lra |]. apply lin_shift; [exact Hc | now apply lin_opp].
      - intro y. rewrite E. unfold s0. ring. }
    repeat constructor.
    + apply fits_lin; [lra |]. apply (lin_mono M M); [lra | lra | exact H1].
    + apply fits_lin; [lra |]. apply (lin_mono M M); [lra | lra | exact H3].
    + apply fits_lin; [lra |]. apply (lin_mono 2 0); [lra | lra | exact H4].
    + apply fits_lin; [lra |]. apply (lin_mono 1 0); [lra | lra | exact H5].
    + apply (F 1); [apply (whole_INR _ 1); simpl; lra | reflexivity].
    + apply (F 0); [apply whole_0; lra | intro; ring].
    + apply (F (-1)); [apply (whole_IZR _ (-1)); unfold Rabs; destruct Rcase_abs; lra | intro; ring].
    + apply (F (-2)); [apply (whole_IZR _ (-2)); unfold Rabs; destruct Rcase_abs; lra | intro; ring].
  - assert (W0 : whole M 0) by (apply whole_0; lra). assert (W1 : whole M 1) by (apply (whole_INR _ 1); simpl; lra).
    assert (V0 : whole 0 0) by (apply whole_0; lra).
    repeat (apply Forall_cons); unfold has, nn; cbn [fst snd]; try apply Forall_nil.
    + exists [1; 0; 0; 0; 0; 0; 0; 0], 0. repeat split; [repeat constructor; assumption | assumption |].
      intro y. cbn [after map values dot]. rewrite (relu_pos (u y)) by apply Hu. ring.
    + exists [0; 1; 0; 0; 0; 0; 0; 0], 0. repeat split; [repeat constructor; assumption | assumption |].
      intro y. cbn [after map values dot]. rewrite (relu_pos (u' y)) by apply Hu'. ring.
    + exists [0; 0; 1; 0; 0; 0; 0; 0], 0. repeat split; [whole_easy | assumption |].
      intro y. cbn [after map values dot]. rewrite (relu_pos (lab y)) by apply Hlab. ring.
    + exists [0; 0; 0; 0; 1; -1; -1; 1], 0. repeat split; [whole_easy | assumption |].
      intro y. cbn [after map values dot]. unfold hat, s0. ring.
    + exists [0; 0; 0; 1; 0; 0; 0; 0], 0. repeat split; [whole_easy | assumption |].
      intro y. cbn [after map values dot]. rewrite (relu_pos (a y)) by apply Ha. ring.
Qed.

(** ** All entries *)

Fixpoint digits (f : nat -> Y -> nat) (n : nat) (y : Y) : nat :=
  match n with O => O | S i => (f i y * 2 ^ (i * mu) + digits f i y)%nat end.

Lemma digits_small f n y : (forall i, (f i y < 2 ^ mu)%nat) -> (digits f n y < 2 ^ (n * mu))%nat.
Proof.
  intros H. induction n; cbn [digits]; [simpl; lia |].
  replace (S n * mu)%nat with (mu + n * mu)%nat by lia. rewrite Nat.pow_add_r. specialize (H n).
  assert (f n y + 1 <= 2 ^ mu)%nat by lia. nia.
Qed.

Lemma digits_parts f n y : (forall i, (f i y < 2 ^ mu)%nat) ->
  (digits f (S n) y / 2 ^ (n * mu) = f n y)%nat /\ (digits f (S n) y mod 2 ^ (n * mu) = digits f n y)%nat.
Proof.
  intros H. pose proof (digits_small f n y H) as Hn. cbn [digits]. split.
  - symmetry. apply Nat.div_unique with (digits f n y); [exact Hn | lia].
  - symmetry. apply Nat.mod_unique with (f n y); [exact Hn | lia].
Qed.

Variables key lab : nat -> Y -> nat.
Hypothesis key_small : forall y i, (key i y < 2 ^ mu)%nat.
Hypothesis lab_small : forall y i, (lab i y < 2 ^ mu)%nat.
Notation term i y := (gate mu (INR (lab i y)) (hat (T y - INR (key i y)))).

Lemma gate_adds (a l h : Y -> R) : nonneg a -> nonneg (fun y => a y + gate mu (l y) (h y)).
Proof. intros Ha y. specialize (Ha y). unfold gate. pose proof (relu_ge0 (l y + 2 ^ mu * (h y - 1))). lra. Qed.

Lemma entry m n l h a : nonneg a -> 2 ^ (S n * mu) <= M ->
  reach m [nn M M (num (digits key (S n))); nn M M (num (digits lab (S n))); nn 1 0 l; nn 1 0 h; nn 1 0 a] ->
  reach (m + (mu + 1)) [nn M M (num (digits key n)); nn M M (num (digits lab n)); nn 1 0 (fun y => INR (lab n y));
    nn 1 0 (fun y => hat (T y - INR (key n y))); nn 1 0 (fun y => a y + gate mu (l y) (h y))].
Proof.
  intros Ha HM Hm. set (k := (mu' + n * mu)%nat). replace (S n * mu)%nat with (S k) in HM by (unfold k; simpl; lia).
  assert (Sd : forall f, (forall y i, (f i y < 2 ^ mu)%nat) -> forall y, (digits f (S n) y < 2 ^ S k)%nat).
  { intros f Hf y. pose proof (digits_small f (S n) y (Hf y)) as D. now replace (S n * mu)%nat with (S k) in D by (unfold k; simpl; lia). }
  pose proof (gate_layer m k _ _ l h a (Sd key key_small) (Sd lab lab_small) Ha HM Hm) as H1.
  assert (Hmod : forall (r : Y -> nat) y, (r y mod 2 ^ k < 2 ^ k)%nat) by (intros; apply Nat.mod_upper_bound, Nat.pow_nonzero; lia).
  assert (Z : nonneg zero_fun) by (intro; unfold zero_fun; lra).
  assert (Hkk : 2 ^ k <= M) by (simpl in HM; assert (0 < 2 ^ k) by (apply pow_lt; lra); lra).
  pose proof (bits2 mu' (S m) (n * mu) _ _ _ _ _ (Hmod _) (Hmod _) (more_nonneg k (digits key (S n)) zero_fun Z)
    (more_nonneg k (digits lab (S n)) zero_fun Z) (gate_adds a l h Ha) Hkk H1) as H2.
  assert (R1 : forall f, (forall y i, (f i y < 2 ^ mu)%nat) -> forall y, rest (n * mu) (fun y => digits f (S n) y mod 2 ^ k)%nat y = num (digits f n) y).
  { intros f Hf y. unfold rest, num. cbv beta. unfold k. rewrite (proj2 (split_div _ mu' (n * mu))).
    now rewrite (proj2 (digits_parts f n y (Hf y))). }
  assert (R2 : forall f, (forall y i, (f i y < 2 ^ mu)%nat) -> forall y,
    2 ^ mu' * more k (digits f (S n)) zero_fun y + INR (digits f (S n) y mod 2 ^ k / 2 ^ (n * mu)) = INR (f n y)).
  { intros f Hf y. unfold more, zero_fun. rewrite <- (proj1 (digits_parts f n y (Hf y))).
    rewrite (proj1 (split_div (digits f (S n) y) mu' (n * mu))), plus_INR, mult_INR, INR_pow2. unfold k. ring. }
  replace (m + (mu + 1))%nat with (S (S m + mu')) by lia.
  apply match_layer; try (intro; apply pos_INR); [now apply gate_adds |].
  revert H2. apply reach_ext. repeat constructor; cbn [fst snd nn]; intros; auto.
Qed.

Lemma last_layer m l h a gs : nonneg a -> reach m (nn 1 0 l :: nn 1 0 h :: nn 1 0 a :: gs) ->
  reach (S m) [nn 1 0 (fun y => a y + gate mu (l y) (h y))].
Proof.
  intros Ha Hm. eapply reach_step with (hs := [a; gate_neuron l h]); [exact Hm | simpl; lia | |].
  - intros s Hs. inversion Hs as [|? ? H1 Hs1]; subst. inversion Hs1 as [|? ? H2 Hs2]; subst. inversion Hs2 as [|? ? H3 _]; subst.
    repeat constructor; [| now apply gate_fits]. apply fits_lin; [lra |]. revert H3. apply lin_mono; cbn; lra.
  - repeat constructor. unfold has, nn; cbn [fst snd]. exists [1; 1], 0. repeat split; [whole_easy | apply whole_0; lra |].
    intro y. cbn [after map values dot]. rewrite (relu_pos (a y)) by apply Ha. unfold gate, gate_neuron. ring.
Qed.

Theorem selector n : forall m l h a, nonneg a -> 2 ^ (n * mu) <= M ->
  reach m [nn M M (num (digits key n)); nn M M (num (digits lab n)); nn 1 0 l; nn 1 0 h; nn 1 0 a] ->
  reach (m + n * (mu + 1) + 1) [nn 1 0 (fun y => a y + gate mu (l y) (h y) + rsum n (fun i => term i y))].
Proof.
  induction n as [|n IH]; intros m l h a Ha HM Hm.
  - replace (m + 0 * (mu + 1) + 1)%nat with (S m) by lia.
    assert (Hm' : reach m [nn 1 0 l; nn 1 0 h; nn 1 0 a]).
    { revert Hm. apply reach_weaken. intros s Hs. now apply Forall_inv_tail, Forall_inv_tail in Hs. }
    pose proof (last_layer m l h a [] Ha Hm') as H. revert H. apply reach_ext. repeat constructor; cbn [fst snd nn rsum]; intros; ring.
  - pose proof (entry m n l h a Ha HM Hm) as H1.
    assert (HM' : 2 ^ (n * mu) <= M) by (eapply Rle_trans; [| exact HM]; apply Rle_pow; [lra | simpl; lia]).
    pose proof (IH _ _ _ _ (gate_adds a l h Ha) HM' H1) as H2.
    replace (m + S n * (mu + 1) + 1)%nat with (m + (mu + 1) + n * (mu + 1) + 1)%nat by (simpl; lia).
    revert H2. apply reach_ext. repeat constructor; cbn [fst snd nn rsum]; intros; ring.
Qed.

(** ** Group codes: four steps a layer *)

(** Groups are met from left to right: y's group is grp y, group j + 1 starts at alpha j; the codes
    of the groups are U and V.  Where they do not change, the step does not matter. *)
Variables (grp : Y -> nat) (alpha U V : nat -> nat).
Hypothesis U_small : forall j, INR (U j) <= M.
Hypothesis V_small : forall j, INR (V j) <= M.
Hypothesis alpha_small : forall j, INR (alpha j) <= M.
Hypothesis step : forall j y, (U (S j) = U j /\ V (S j) = V j) \/
  relu (T y - INR (alpha j) + 1) - relu (T y - INR (alpha j)) = if lt_dec j (grp y) then 1 else 0.

Definition seen (F : nat -> nat) (e : nat) (y : Y) : nat := F (Nat.min (grp y) e).

Lemma seen_step e y :
  num (seen U (S e)) y = num (seen U e) y + (INR (U (S e)) - INR (U e)) * (relu (T y - INR (alpha e) + 1) - relu (T y - INR (alpha e))) /\
  num (seen V (S e)) y = num (seen V e) y + (INR (V (S e)) - INR (V e)) * (relu (T y - INR (alpha e) + 1) - relu (T y - INR (alpha e))).
Proof.
  unfold num, seen.
  assert (C : (Nat.min (grp y) (S e) = Nat.min (grp y) e /\ ~ (e < grp y)%nat) \/
              (Nat.min (grp y) (S e) = S e /\ Nat.min (grp y) e = e /\ (e < grp y)%nat)) by lia.
  destruct (step e y) as [[E1 E2] | E].
  - assert (D : (Nat.min (grp y) (S e) = Nat.min (grp y) e \/ (Nat.min (grp y) (S e) = S e /\ Nat.min (grp y) e = e))%nat) by lia.
    rewrite E1, E2. destruct D as [-> | [-> ->]]; rewrite ?E1, ?E2; split; ring.
  - rewrite E. destruct (lt_dec e (grp y)); destruct C as [[C1 C2] | (C1 & C2 & C3)]; try contradiction; rewrite C1; [rewrite C2 |]; split; ring.
Qed.

Definition step_neurons (e : nat) : fam := [(fun y => T y - INR (alpha e) + 1); (fun y => T y - INR (alpha e))].

Lemma step_neurons_fit e s : Forall (fits s) (step_neurons e).
Proof.
  assert (W : whole M (- INR (alpha e))) by (apply whole_opp, whole_INR, alpha_small).
  assert (W1 : whole (M + 1) (- INR (alpha e) + 1)).
  { apply whole_add; [exact W | apply (whole_INR _ 1); simpl; lra]. }
  repeat constructor.
  - exists 1, (fun _ => - INR (alpha e) + 1). split; [apply (whole_INR _ 1); simpl; lra |]. split; [| intro; ring].
    apply (lin_mono 0 (M + 1)); [lra | lra |]. now apply lin_const.
  - exists 1, (fun _ => - INR (alpha e)). split; [apply (whole_INR _ 1); simpl; lra |]. split; [| intro; ring].
    apply (lin_mono 0 M); [lra | lra |]. now apply lin_const.
Qed.

Lemma code_layer m e : reach m [nn M M (num (seen U e)); nn M M (num (seen V e))] ->
  reach (S m) [nn M M (num (seen U (4 + e))); nn M M (num (seen V (4 + e)))].
Proof.
  intros Hm. set (hs := [num (seen U e); num (seen V e)] ++ step_neurons e ++ step_neurons (1 + e) ++ step_neurons (2 + e) ++ step_neurons (3 + e)).
  eapply reach_step with (hs := hs); [exact Hm | simpl; lia | |].
  - intros s Hs. inversion Hs as [|? ? H1 Hs1]; subst. inversion Hs1 as [|? ? H2 _]; subst.
    unfold has, nn in *; cbn [fst snd] in *. unfold hs. repeat (apply Forall_app; split); try apply step_neurons_fit.
    repeat constructor; (apply fits_lin; [lra |]; apply (lin_mono M M); [lra | lra | assumption]).
  - assert (D : forall F : nat -> nat, (forall j, INR (F j) <= M) -> forall j, whole M (INR (F (S j)) - INR (F j)) /\ whole M (INR (F j) - INR (F (S j)))).
    { intros F HF j. split; apply whole_diff; apply HF. }
    assert (P : forall r : Y -> nat, forall y, relu (num r y) = num r y) by (intros; apply relu_pos, pos_INR).
    assert (W0 : whole M 0) by (apply whole_0; lra). assert (W1 : whole M 1) by (apply (whole_INR _ 1); simpl; lra).
    repeat constructor; unfold has, nn; cbn [fst snd].
    + exists [1; 0; INR (U (S e)) - INR (U e); INR (U e) - INR (U (S e)); INR (U (S (S e))) - INR (U (S e)); INR (U (S e)) - INR (U (S (S e)));
              INR (U (S (S (S e)))) - INR (U (S (S e))); INR (U (S (S e))) - INR (U (S (S (S e)))); INR (U (S (S (S (S e))))) - INR (U (S (S (S e)))); INR (U (S (S (S e)))) - INR (U (S (S (S (S e)))))], 0.
      repeat split; [repeat constructor; try assumption; apply (D U U_small) | assumption |].
      intro y. change (4 + e)%nat with (S (S (S (S e)))). rewrite !(fun e => proj1 (seen_step e y)).
      unfold hs, step_neurons. cbn [after map values dot app]. rewrite !P. cbn [Nat.add]. ring.
    + exists [0; 1; INR (V (S e)) - INR (V e); INR (V e) - INR (V (S e)); INR (V (S (S e))) - INR (V (S e)); INR (V (S e)) - INR (V (S (S e)));
              INR (V (S (S (S e)))) - INR (V (S (S e))); INR (V (S (S e))) - INR (V (S (S (S e)))); INR (V (S (S (S (S e))))) - INR (V (S (S (S e)))); INR (V (S (S (S e)))) - INR (V (S (S (S (S e)))))], 0.
      repeat split; [repeat constructor; try assumption; apply (D V V_small) | assumption |].
      intro y. change (4 + e)%nat with (S (S (S (S e)))). rewrite !(fun e => proj2 (seen_step e y)).
      unfold hs, step_neurons. cbn [after map values dot app]. rewrite !P. cbn [Nat.add]. ring.
Qed.

Lemma codes S0 : (forall y, (grp y <= 4 * S0)%nat) ->
  reach S0 [nn M M (num (fun y => U (grp y))); nn M M (num (fun y => V (grp y)))].
Proof.
  intros HG. assert (H : forall t, reach t [nn M M (num (seen U (4 * t))); nn M M (num (seen V (4 * t)))]).
  { induction t.
    - exists []. split; [constructor |]. assert (W : forall F : nat -> nat, (forall j, INR (F j) <= M) -> has [] (nn M M (num (seen F (4 * 0))))).
      { intros F HF. unfold has, nn; cbn [fst snd]. apply (lin_mono 0 M); [lra | lra |].
        apply (lin_ext _ _ _ (fun _ => INR (F 0%nat))); [intro y; unfold num, seen; now rewrite Nat.min_0_r |].
        apply lin_const, whole_INR, HF. }
      repeat constructor; now apply W.
    - replace (4 * S t)%nat with (4 + 4 * t)%nat by lia. now apply code_layer. }
  specialize (H S0). revert H. apply reach_ext.
  repeat constructor; cbn [fst snd nn]; intro y; unfold num, seen; now rewrite (Nat.min_l _ _ (HG y)).
Qed.
End Program.
