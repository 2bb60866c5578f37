(** * Counting parameters: what a bound on W^2 L^2 says of them, and V9 with C classes

    - L hidden layers of exactly W neurons: W (d + 1) + (L - 1) W (W + 1) + W + 1 >= W L parameters, so
      W^2 L^2 >= X gives sqrt X parameters; any shape: W + L <= P / 2, so 256 X <= P^4.
    - P parameters with V values each, all labelings of N points with C classes: C^N <= V^P. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Log YangYang YangYangLower Small.
Import ListNotations.
Open Scope R_scope.

(** ** The number of weights and biases *)

Definition layer_parameters (l : layer) : nat := list_sum (map (fun n => length (weights n) + 1)%nat l).
Definition parameters (N : network) : nat :=
  (list_sum (map layer_parameters (hidden N)) + layer_parameters (output N))%nat.

Definition exact_parameters (W L d : nat) : nat :=
  match L with O => d + 1 | S k => W * (d + 1) + k * (W * (W + 1)) + (W + 1) end.

Lemma layer_parameters_eq m l : Forall (fun n => length (weights n) = m) l -> layer_parameters l = (length l * (m + 1))%nat.
Proof. unfold layer_parameters. induction 1 as [|n l H _ IH]; simpl; [reflexivity |]. rewrite IH, H. lia. Qed.

(** L layers of exactly W neurons. *)
Lemma parameters_eq W d N : well_formed d (hidden N) (output N) -> Forall (fun l => length l = W) (hidden N) ->
  length (output N) = 1%nat -> parameters N = exact_parameters W (depth N) d.
Proof.
  destruct N as [ls out]. unfold parameters, depth; simpl. intros Hwf HW Ho. revert d Hwf.
  destruct ls as [|l ls]; simpl; intros d Hwf.
  - rewrite (layer_parameters_eq d) by exact Hwf. lia.
  - destruct Hwf as [H1 H2]. inversion HW as [|? ? E1 E2]; subst. rewrite (layer_parameters_eq d) by exact H1. set (W := length l) in *.
    assert (G : (list_sum (map layer_parameters ls) + layer_parameters out = length ls * (W * (W + 1)) + (W + 1))%nat).
    { clear H1 HW. induction ls as [|l' ls IH]; simpl in *.
      - rewrite (layer_parameters_eq W) by exact H2. lia.
      - destruct H2 as [H2 H3]. inversion E2 as [|? ? F1 F2]; subst. rewrite F1 in H3.
        rewrite (layer_parameters_eq W) by exact H2. rewrite F1. specialize (IH H3 F2). lia. }
    lia.
Qed.

Lemma exact_parameters_ge W L d : (W * L <= exact_parameters W L d)%nat.
Proof. destruct L as [|k]; simpl; [lia |]. destruct W as [|w]; nia. Qed.

Theorem parameters_from_size W L d X : 0 <= X -> X <= INR (W * W * (L * L)) -> sqrt X <= INR (exact_parameters W L d).
Proof.
  intros H0 H. apply Rle_trans with (INR (W * L)); [| apply le_INR, exact_parameters_ge].
  rewrite <- (sqrt_Rsqr (INR (W * L))) by apply pos_INR. apply sqrt_le_1_alt. unfold Rsqr. rewrite <- mult_INR.
  replace (W * L * (W * L))%nat with (W * W * (L * L))%nat by lia. exact H.
Qed.

(** With the lower bound of YangYangLower: sqrt(N / (32 log2(1/delta))) parameters. *)
Corollary parameters_lower W L N d delta : warren_statement -> (1 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat -> (1 <= d)%nat ->
  0 < delta <= 1 / 2 -> INR N * delta <= 1 -> memorizes W L N d 2 delta ->
  sqrt (INR N / (32 * log2 (1 / delta))) <= INR (exact_parameters W L d).
Proof.
  intros HWa HW HL HN Hd Hdelta HNd H.
  pose proof (yang_yang_lower W L N d delta HWa HW HL HN Hd Hdelta HNd H) as G.
  assert (Hlam : 1 <= log2 (1 / delta)).
  { rewrite <- log2_2 at 1. apply log2_le; [lra |]. apply Rmult_le_reg_r with delta; [lra |].
    replace (1 / delta * delta) with 1 by (field; lra). lra. }
  apply parameters_from_size.
  - apply Rmult_le_pos; [apply pos_INR | left; apply Rinv_0_lt_compat; lra].
  - apply Rmult_le_reg_r with (32 * log2 (1 / delta)); [lra |].
    unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. lra.
Qed.

(** Without a premise: alternating labels need log2(N - 1) parameters. *)
Corollary parameters_alternating W L N d delta : (1 <= d)%nat -> 0 < delta -> (INR N - 1) * delta <= 2 ->
  memorizes W L N d 2 delta -> (N <= 2 ^ (W * L) + 1)%nat /\ (N <= 2 ^ exact_parameters W L d + 1)%nat.
Proof.
  intros Hd Hdelta HN H. pose proof (alternating_memorizes W L N d delta Hd Hdelta HN H) as G.
  assert (P : (W + 1 <= 2 ^ W)%nat) by (pose proof (Nat.pow_gt_lin_r 2 W ltac:(lia)); lia).
  assert (Q : ((W + 1) ^ L <= 2 ^ (W * L))%nat) by (rewrite Nat.pow_mul_r; now apply Nat.pow_le_mono_l).
  assert (R : (2 ^ (W * L) <= 2 ^ exact_parameters W L d)%nat) by (apply Nat.pow_le_mono_r; [lia | apply exact_parameters_ge]).
  lia.
Qed.

(** Any shape without empty layers: every neuron has a weight and a bias, and there are W + L of them. *)
Theorem parameters_any_shape d N : (1 <= d)%nat -> well_formed d (hidden N) (output N) ->
  Forall (fun l => 1 <= length l)%nat (hidden N) -> (1 <= length (output N))%nat ->
  (2 * (width N + depth N) <= parameters N)%nat.
Proof.
  destruct N as [ls out]. unfold parameters, depth, width; simpl. intros Hd Hwf Hne Ho. revert d Hd Hwf.
  assert (H2 : forall m l, (1 <= m)%nat -> Forall (fun n => length (weights n) = m) l -> (2 * length l <= layer_parameters l)%nat).
  { intros m l Hm Hl. rewrite (layer_parameters_eq m) by exact Hl. nia. }
  assert (G : forall d, (1 <= d)%nat -> well_formed d ls out ->
    (2 * (list_max (map (@length neuron) ls) + length ls) <= list_sum (map layer_parameters ls) + layer_parameters out)%nat /\
    (2 * (length ls + 1) <= list_sum (map layer_parameters ls) + layer_parameters out)%nat); [| intros; now apply (G d)].
  induction Hne as [|l ls Hl Hne IH]; intros d Hd Hwf; simpl in *.
  - pose proof (H2 d out Hd Hwf). lia.
  - destruct Hwf as [F1 F2]. pose proof (H2 d l Hd F1). destruct (IH (length l) Hl F2) as [G1 G2].
    pose proof (Nat.max_spec (length l) (list_max (map (@length neuron) ls))). unfold list_max in *. lia.
Qed.

Lemma fourth_power W L P X : X <= INR (W * W * (L * L)) -> (2 * (W + L) <= P)%nat -> 256 * X <= INR P ^ 4.
Proof.
  intros HX HP. replace (INR P ^ 4) with (INR (P * P * (P * P))) by (rewrite !mult_INR; simpl; ring).
  assert (H1 : (4 * (W * L) <= (W + L) * (W + L))%nat) by (destruct (le_ge_dec W L); nia).
  assert (H2 : (16 * (W * L) <= P * P)%nat) by nia.
  assert (H3 : (256 * (W * W * (L * L)) <= P * P * (P * P))%nat).
  { replace (256 * (W * W * (L * L)))%nat with (16 * (W * L) * (16 * (W * L)))%nat by ring. now apply Nat.mul_le_mono. }
  apply le_INR in H3. rewrite (mult_INR 256) in H3. replace (INR 256) with 256 in H3 by (simpl; ring). lra.
Qed.

(** ** One network, any shape, alternating labels: N - 1 <= 2^(hidden neurons), at least two parameters a neuron *)

Definition neurons (N : network) : nat := list_sum (map (@length neuron) (hidden N)).

Lemma piece_bound_pow2 ws : (piece_bound ws <= 2 ^ list_sum ws)%nat.
Proof.
  induction ws as [|w ws IH]; [simpl; lia |].
  change (piece_bound (w :: ws)) with ((w + 1) * piece_bound ws)%nat.
  change (list_sum (w :: ws)) with (w + list_sum ws)%nat. rewrite Nat.pow_add_r.
  apply Nat.mul_le_mono; [| exact IH]. pose proof (Nat.pow_gt_lin_r 2 w ltac:(lia)). lia.
Qed.

Theorem network_alternating d M N delta : (1 <= d)%nat -> 0 < delta ->
  well_formed d (hidden M) (output M) -> length (output M) = 1%nat ->
  (forall i, (i < N)%nat -> run M (line d delta i) = [if Nat.even i then 0 else 1]) ->
  (N <= 2 ^ neurons M + 1)%nat.
Proof.
  intros Hd Hdelta Hwf Ho E. rewrite <- (coords_length d) in Hwf at 1.
  destruct (concrete_abstract (hidden M) (coords d) (output M) Hwf) as (outs & Hn & Hv).
  assert (Hl : length outs = 1%nat).
  { rewrite <- Ho. specialize (Hv []). apply (f_equal (@length R)) in Hv. unfold values in Hv. now rewrite !map_length in Hv. }
  destruct outs as [|g [|? ?]]; try discriminate.
  apply Nat.le_trans with (piece_bound (map (@length neuron) (hidden M)) + 1)%nat.
  - apply (alternating_shape _ (pull (embed d) g) (fun i => INR i * delta - 1)).
    + now apply restrict_to_line.
    + intro i. rewrite S_INR. lra.
    + intros i Hi. specialize (E i Hi). unfold run in E. specialize (Hv (line d delta i)).
      rewrite values_coords in Hv by (simpl; rewrite repeat_length; lia). rewrite E in Hv. simpl in Hv.
      unfold pull. change (embed d (INR i * delta - 1)) with (line d delta i). now injection Hv.
  - apply Nat.add_le_mono_r, piece_bound_pow2.
Qed.

Theorem parameters_neurons d N : (1 <= d)%nat -> well_formed d (hidden N) (output N) ->
  Forall (fun l => 1 <= length l)%nat (hidden N) -> (1 <= length (output N))%nat ->
  (2 * (neurons N + 1) <= parameters N)%nat.
Proof.
  destruct N as [ls out]. unfold parameters, neurons; simpl. intros Hd Hwf Hne Ho. revert d Hd Hwf.
  induction Hne as [|l ls Hl Hne IH]; intros d Hd Hwf; simpl in Hwf.
  - rewrite (layer_parameters_eq d) by exact Hwf. simpl. nia.
  - destruct Hwf as [F1 F2]. specialize (IH (length l) Hl F2).
    change (map (@length neuron) (l :: ls)) with (length l :: map (@length neuron) ls).
    change (map layer_parameters (l :: ls)) with (layer_parameters l :: map layer_parameters ls).
    cbn [list_sum fold_right]. fold (list_sum (map (@length neuron) ls)). fold (list_sum (map layer_parameters ls)).
    rewrite (layer_parameters_eq d) by exact F1. nia.
Qed.

(** ** V9 with C classes *)

Lemma nodup_app {A} (l1 l2 : list A) : NoDup l1 -> NoDup l2 -> (forall a, In a l1 -> ~ In a l2) -> NoDup (l1 ++ l2).
Proof.
  induction 1 as [|a l1 Ha H1 IH]; simpl; intros H2 D; [exact H2 |]. constructor.
  - rewrite in_app_iff. intros [H | H]; [contradiction |]. now apply (D a (or_introl eq_refl)).
  - apply IH; [exact H2 |]. intros b Hb. apply D. now right.
Qed.

Lemma tuples_nodup M d : NoDup (tuples M d).
Proof.
  induction d as [|d IH]; simpl; [repeat constructor; simpl; tauto |].
  assert (HM : forall a, NoDup (map (cons a) (tuples M d))).
  { intro a. apply FinFun.Injective_map_NoDup; [intros x y E; now injection E | exact IH]. }
  pose proof (seq_NoDup M 0) as Hs. induction Hs as [|a l Ha Hs IHs]; simpl; [constructor |].
  apply nodup_app; [apply HM | exact IHs |]. intros u Hu Hu'. apply in_map_iff in Hu as (v & <- & _).
  apply in_flat_map in Hu' as (a' & Ha' & Hu'). apply in_map_iff in Hu' as (v' & E & _). injection E; intros; subst. contradiction.
Qed.

Lemma tuples_spec M d : forall u, In u (tuples M d) -> length u = d /\ Forall (fun a => (a < M)%nat) u.
Proof.
  induction d as [|d IH]; simpl; intros u Hu.
  - destruct Hu as [<- | []]. split; constructor.
  - apply in_flat_map in Hu as (a & Ha & Hu). apply in_map_iff in Hu as (v & <- & Hv). apply in_seq in Ha.
    destruct (IH v Hv) as [E F]. split; [simpl; lia | constructor; [lia | exact F]].
Qed.

Lemma nfloor_INR n : nfloor (INR n) = n.
Proof.
  pose proof (nfloor_spec (INR n) (pos_INR n)) as [F1 F2]. rewrite <- S_INR in F2. apply INR_le in F1. apply INR_lt in F2. lia.
Qed.

(** A finite family that realises every labeling of N points with C classes has at least C^N members. *)
Theorem classes_need {A X} (family : list A) (eval : A -> X -> R) C N (x : nat -> X) :
  (forall y : nat -> nat, (forall i, (i < N)%nat -> (y i < C)%nat) ->
     exists a, In a family /\ forall i, (i < N)%nat -> eval a (x i) = INR (y i)) ->
  (C ^ N <= length family)%nat.
Proof.
  intros H. rewrite <- tuples_length. set (pattern := fun a => map (fun i => nfloor (eval a (x i))) (seq 0 N)).
  rewrite <- (map_length pattern family). apply NoDup_incl_length; [apply tuples_nodup |].
  intros u Hu. destruct (tuples_spec C N u Hu) as [Lu Fu]. rewrite Forall_forall in Fu.
  destruct (H (fun i => nth i u 0%nat)) as (a & Ha & E); [intros i Hi; apply Fu, nth_In; lia |].
  apply in_map_iff. exists a; split; [| exact Ha].
  apply nth_ext with (d := 0%nat) (d' := 0%nat); unfold pattern; [now rewrite map_length, seq_length |].
  intros i Hi. rewrite map_length, seq_length in Hi.
  rewrite (nth_indep _ 0%nat (nfloor (eval a (x 0%nat)))) by (now rewrite map_length, seq_length).
  rewrite (map_nth (fun i => nfloor (eval a (x i)))), seq_nth by exact Hi. simpl. rewrite E by exact Hi. apply nfloor_INR.
Qed.

(** P parameters with V values each. *)
Theorem values_necessary {X} P V (decode : list nat -> X -> R) C N (x : nat -> X) :
  (forall y : nat -> nat, (forall i, (i < N)%nat -> (y i < C)%nat) ->
     exists w, length w = P /\ Forall (fun a => (a < V)%nat) w /\ forall i, (i < N)%nat -> decode w (x i) = INR (y i)) ->
  (C ^ N <= V ^ P)%nat.
Proof.
  intros H. rewrite <- (tuples_length V P). apply (classes_need (tuples V P) decode C N x).
  intros y Hy. destruct (H y Hy) as (w & <- & Fw & E). exists w; split; [now apply tuples_in | exact E].
Qed.

(** P log2 V >= N log2 C. *)
Lemma log_form C N V P : (1 <= C)%nat -> (C ^ N <= V ^ P)%nat -> INR N * log2 (INR C) <= INR P * log2 (INR V).
Proof.
  intros HC H. assert (HC0 : 0 < INR C) by (apply lt_0_INR; lia).
  assert (HCN : (1 <= C ^ N)%nat) by (apply Nat.neq_0_lt_0, Nat.pow_nonzero; lia).
  destruct (Nat.eq_dec V 0) as [-> | HV].
  - destruct P as [|P]; [| simpl in H; lia]. simpl in H. assert (C ^ N = 1)%nat by lia.
    simpl (INR 0). rewrite Rmult_0_l. rewrite <- log2_pow, <- pow_INR, H0 by exact HC0. simpl. rewrite log2_1. lra.
  - assert (HV0 : 0 < INR V) by (apply lt_0_INR; lia). rewrite <- !log2_pow, <- !pow_INR by assumption.
    apply log2_le; [apply lt_0_INR; lia | now apply le_INR].
Qed.

(** ** Networks whose parameters come from a finite set of reals *)

Definition flat_neuron (n : neuron) : list R := weights n ++ [bias n].
Definition flat (N : network) : list R := flat_map flat_neuron (concat (hidden N ++ [output N])).

(** Reading a network of a given shape from a list of parameters. *)
Fixpoint read_neurons (m k : nat) (w : list R) : layer :=
  match k with O => [] | S k' => Neuron (firstn m w) (nth m w 0) :: read_neurons m k' (skipn (m + 1) w) end.
Fixpoint read_layers (m : nat) (ws : list nat) (w : list R) : list layer :=
  match ws with [] => [] | k :: ws' => read_neurons m k w :: read_layers k ws' (skipn (k * (m + 1)) w) end.
Definition read (d : nat) (ws : list nat) (w : list R) : network :=
  let ls := read_layers d (ws ++ [1%nat]) w in Network (removelast ls) (last ls []).

Lemma flat_length m l : Forall (fun n => length (weights n) = m) l -> length (flat_map flat_neuron l) = (length l * (m + 1))%nat.
Proof.
  induction 1 as [|n l H _ IH]; [reflexivity |]. cbn [flat_map]. rewrite app_length, IH. unfold flat_neuron.
  rewrite app_length, H. simpl. lia.
Qed.

Lemma read_neurons_flat m l rest : Forall (fun n => length (weights n) = m) l ->
  read_neurons m (length l) (flat_map flat_neuron l ++ rest) = l.
Proof.
  induction 1 as [|[w b] l H _ IH]; [reflexivity |]. simpl in H. cbn [length read_neurons flat_map].
  change (flat_neuron (Neuron w b)) with (w ++ [b]). rewrite <- !app_assoc. subst m. f_equal.
  - f_equal.
    + rewrite firstn_app, firstn_all, Nat.sub_diag. simpl. apply app_nil_r.
    + rewrite app_nth2, Nat.sub_diag by lia. reflexivity.
  - rewrite skipn_app, (skipn_all2 w), app_nil_l by lia. replace (length w + 1 - length w)%nat with 1%nat by lia. exact IH.
Qed.

Lemma read_layers_flat ls : forall m out, well_formed m ls out ->
  read_layers m (map (@length neuron) (ls ++ [out])) (flat_map flat_neuron (concat (ls ++ [out]))) = ls ++ [out].
Proof.
  induction ls as [|l ls IH]; intros m out H; simpl in H.
  - simpl. rewrite app_nil_r. f_equal. rewrite <- (app_nil_r (flat_map flat_neuron out)). now apply read_neurons_flat.
  - destruct H as [H1 H2]. cbn [app map concat read_layers]. rewrite flat_map_app, read_neurons_flat by exact H1. f_equal.
    rewrite skipn_app, (skipn_all2 (flat_map flat_neuron l)) by (rewrite (flat_length m); [lia | exact H1]).
    rewrite (flat_length m) by exact H1. rewrite Nat.sub_diag. simpl. now apply IH.
Qed.

Lemma flat_parameters N : length (flat N) = parameters N.
Proof.
  assert (G : forall l, length (flat_map flat_neuron l) = layer_parameters l).
  { induction l as [|n l IH]; [reflexivity |]. cbn [flat_map]. rewrite app_length, IH.
    change (layer_parameters (n :: l)) with (length (weights n) + 1 + layer_parameters l)%nat.
    unfold flat_neuron. rewrite app_length. simpl. lia. }
  unfold flat, parameters. destruct N as [ls out]; simpl. induction ls as [|l ls IH]; simpl.
  - now rewrite app_nil_r, G.
  - rewrite flat_map_app, app_length, G, IH. lia.
Qed.

(** All labelings with networks of one shape and parameters from a list S: C^N <= |S|^P. *)
Theorem network_bits (S : list R) d ws P C N (x : nat -> list R) :
  (forall y : nat -> nat, (forall i, (i < N)%nat -> (y i < C)%nat) ->
     exists M, well_formed d (hidden M) (output M) /\ map (@length neuron) (hidden M) = ws /\ length (output M) = 1%nat /\
       parameters M = P /\ Forall (fun r => In r S) (flat M) /\
       forall i, (i < N)%nat -> run M (x i) = [INR (y i)]) ->
  (C ^ N <= length S ^ P)%nat.
Proof.
  intros H. apply (values_necessary P (length S) (fun u t => nth 0 (run (read d ws (map (fun a => nth a S 0) u)) t) 0) C N x).
  intros y Hy. destruct (H y Hy) as (M & Hwf & Hws & Ho & HP & HS & E).
  assert (Hu : exists u, length u = length (flat M) /\ Forall (fun a => (a < length S)%nat) u /\ map (fun a => nth a S 0) u = flat M).
  { clear -HS. induction HS as [|r l Hr _ (u & L & F & Eu)].
    - exists []; repeat split; constructor.
    - destruct (In_nth S r 0 Hr) as (a & Ha & Ea). exists (a :: u); simpl. repeat split; [lia | now constructor | now rewrite Ea, Eu]. }
  destruct Hu as (u & Lu & Fu & Eu). exists u. split; [now rewrite Lu, flat_parameters |]. split; [exact Fu |].
  intros i Hi. rewrite Eu. assert (Er : read d ws (flat M) = M).
  { unfold read. rewrite <- Hws, <- Ho. replace (map (@length neuron) (hidden M) ++ [length (output M)]) with
      (map (@length neuron) (hidden M ++ [output M])) by now rewrite map_app.
    unfold flat. rewrite read_layers_flat by exact Hwf. rewrite removelast_last, last_last. now destruct M. }
  rewrite Er, E by exact Hi. reflexivity.
Qed.
