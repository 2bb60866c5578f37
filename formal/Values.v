(** * V9: values of parameters and labelings

    Networks of one shape with P parameters, each from a set of its own of at most V values, take all labelings
    of some N points with C classes only if C^N <= V^P; with at most P of M parameters not 0, only if
    C^N <= (M V)^P.  At most b bits, counted as digits before and after the binary point (neither the sign nor the
    place of the point, and 0 has none), are at most (b + 2) 2^b - 1 values. *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require Import Network Log Bits Sizes Normal.
Import ListNotations.
Open Scope R_scope.

(** A network of the shape d, ws, one output. *)
Definition shaped (d : nat) (ws : list nat) (M : network) : Prop :=
  well_formed d (hidden M) (output M) /\ map (@length neuron) (hidden M) = ws /\ length (output M) = 1%nat.

Definition labels_from (P V C N : nat) : Prop :=
  exists d ws (x : nat -> list R) (S : nat -> list R),
    (forall n, (n < N)%nat -> length (x n) = d) /\ (forall i, (length (S i) <= V)%nat) /\
    forall y : nat -> nat, (forall n, (n < N)%nat -> (y n < C)%nat) ->
      exists M, shaped d ws M /\ parameters M = P /\ (forall i, (i < P)%nat -> In (nth i (flat M) 0) (S i)) /\
        forall n, (n < N)%nat -> run M (x n) = [INR (y n)].

Lemma read_flat d ws M : shaped d ws M -> read d ws (flat M) = M.
Proof.
  intros (Hwf & Hws & Ho). unfold read. rewrite <- Hws, <- Ho.
  replace (map (@length neuron) (hidden M) ++ [length (output M)]) with
    (map (@length neuron) (hidden M ++ [output M])) by now rewrite map_app.
  unfold flat. rewrite read_layers_flat by exact Hwf. rewrite removelast_last, last_last. now destruct M.
Qed.

Lemma nth_map_seq (f : nat -> R) P i : (i < P)%nat -> nth i (map f (seq 0 P)) 0 = f i.
Proof.
  intros Hi. rewrite (nth_indep (map f (seq 0 P)) 0 (f 0%nat)) by (rewrite map_length, seq_length; exact Hi).
  rewrite map_nth, seq_nth by exact Hi. reflexivity.
Qed.

(** Every value has a number below V. *)
Lemma numbered (S : nat -> list R) V : (forall i, (length (S i) <= V)%nat) -> forall w o,
  (forall i, (i < length w)%nat -> In (nth i w 0) (S (o + i)%nat)) ->
  exists u, length u = length w /\ Forall (fun a => In a (seq 0 V)) u /\
    forall i, (i < length w)%nat -> nth (nth i u 0%nat) (S (o + i)%nat) 0 = nth i w 0.
Proof.
  intros HS w. induction w as [|r w IH]; intros o Hw.
  - exists []. repeat split; [constructor | intros i Hi; simpl in Hi; lia].
  - destruct (IH (Datatypes.S o)) as (u & Lu & Fu & Eu).
    { intros i Hi. replace (Datatypes.S o + i)%nat with (o + Datatypes.S i)%nat by lia. apply (Hw (Datatypes.S i)). simpl; lia. }
    destruct (In_nth (S (o + 0)%nat) r 0) as (a & Ha & Ea); [apply (Hw 0%nat); simpl; lia |].
    exists (a :: u). split; [simpl; lia |]. split.
    + constructor; [apply in_seq; specialize (HS (o + 0)%nat); lia | exact Fu].
    + intros [|i] Hi; [exact Ea |]. cbn [nth]. rewrite <- (Eu i) by (simpl in Hi; lia). do 2 f_equal. lia.
Qed.

(** V9/count with C classes. *)
Theorem values_need P V C N : labels_from P V C N -> (C ^ N <= V ^ P)%nat.
Proof.
  intros (d & ws & x & S & Hx & HS & H). replace V with (length (seq 0 V)) by apply seq_length. rewrite <- words_length.
  set (vector := fun u => map (fun i => nth (nth i u 0%nat) (S i) 0) (seq 0 P)).
  apply (classes_need (words (seq 0 V) P) (fun u t => nth 0 (run (read d ws (vector u)) t) 0) C N x).
  intros y Hy. destruct (H y Hy) as (M & HM & HP & Hin & E).
  destruct (numbered S V HS (flat M) 0) as (u & Lu & Fu & Eu).
  { intros i Hi. apply Hin. now rewrite <- HP, <- flat_parameters. }
  rewrite flat_parameters, HP in Lu. exists u. split; [rewrite <- Lu; now apply words_in |].
  intros n Hn. replace (vector u) with (flat M); [rewrite (read_flat d ws M HM), E by exact Hn; reflexivity |].
  apply nth_ext with (d := 0) (d' := 0); unfold vector; rewrite ?map_length, ?seq_length, flat_parameters; [exact HP |].
  intros i Hi. rewrite HP in Hi. rewrite nth_map_seq by exact Hi. symmetry. apply (Eu i).
  rewrite flat_parameters, HP. exact Hi.
Qed.

Theorem values_need_log P V C N : (1 <= C)%nat -> labels_from P V C N -> INR N * log2 (INR C) <= INR P * log2 (INR V).
Proof. intros HC H. apply log_form; [exact HC | now apply values_need]. Qed.

(** ** At most P of M parameters not 0 *)

Definition sparse_labels_from (P M V C N : nat) : Prop :=
  exists d ws (x : nat -> list R) (S : nat -> list R),
    (forall n, (n < N)%nat -> length (x n) = d) /\ (forall i, (length (S i) <= V)%nat) /\
    forall y : nat -> nat, (forall n, (n < N)%nat -> (y n < C)%nat) ->
      exists K, shaped d ws K /\ parameters K = M /\ (forall i, (i < M)%nat -> In (nth i (flat K) 0) (S i)) /\
        (length (filter (fun r => if Req_EM_T r 0 then false else true) (flat K)) <= P)%nat /\
        forall n, (n < N)%nat -> run K (x n) = [INR (y n)].

(** The value at place i, read from pairs of a place and the number of a value. *)
Fixpoint lookup (S : nat -> list R) (ps : list (nat * nat)) (i : nat) : R :=
  match ps with [] => 0 | (p, a) :: ps' => if Nat.eq_dec i p then nth a (S p) 0 else lookup S ps' i end.

Lemma sparse_code (S : nat -> list R) V : (forall i, (length (S i) <= V)%nat) -> forall w o,
  (forall i, (i < length w)%nat -> In (nth i w 0) (S (o + i)%nat)) ->
  exists ps, length ps = length (filter (fun r => if Req_EM_T r 0 then false else true) w) /\
    Forall (fun pa => (o <= fst pa < o + length w)%nat /\ (snd pa < V)%nat) ps /\
    forall i, (i < length w)%nat -> lookup S ps (o + i)%nat = nth i w 0.
Proof.
  intros HS w. induction w as [|r w IH]; intros o Hw.
  - exists []. repeat split; [constructor | intros i Hi; simpl in Hi; lia].
  - destruct (IH (Datatypes.S o)) as (ps & Lp & Fp & Ep).
    { intros i Hi. replace (Datatypes.S o + i)%nat with (o + Datatypes.S i)%nat by lia. apply (Hw (Datatypes.S i)). simpl; lia. }
    rewrite Forall_forall in Fp.
    assert (No : lookup S ps o = 0).
    { clear -Fp. induction ps as [|(p, a) ps IHp]; [reflexivity |]. cbn [lookup].
      destruct (Nat.eq_dec o p) as [-> | _]; [| apply IHp; intros pa Hin; apply Fp; now right].
      specialize (Fp (p, a) (or_introl eq_refl)). simpl in Fp. lia. }
    assert (Fp' : Forall (fun pa => (o <= fst pa < o + length (r :: w))%nat /\ (snd pa < V)%nat) ps).
    { apply Forall_forall. intros pa Hin. specialize (Fp pa Hin). simpl. lia. }
    cbn [filter]. destruct (Req_EM_T r 0) as [-> | Hr].
    + exists ps. split; [exact Lp |]. split; [exact Fp' |]. intros [|i] Hi.
      * rewrite Nat.add_0_r. exact No.
      * cbn [nth]. rewrite <- (Ep i) by (simpl in Hi; lia). f_equal. lia.
    + destruct (In_nth (S (o + 0)%nat) r 0) as (a & Ha & Ea); [apply (Hw 0%nat); simpl; lia |]. rewrite Nat.add_0_r in Ha, Ea.
      exists ((o, a) :: ps). split; [simpl; lia |]. split.
      * constructor; [simpl; specialize (HS o); lia | exact Fp'].
      * intros [|i] Hi; cbn [lookup].
        -- rewrite Nat.add_0_r. destruct (Nat.eq_dec o o); [exact Ea | congruence].
        -- destruct (Nat.eq_dec (o + Datatypes.S i) o); [lia |]. cbn [nth]. rewrite <- (Ep i) by (simpl in Hi; lia). f_equal. lia.
Qed.

(** Pairs may be repeated: at most P pairs are exactly P. *)
Lemma padded (S : nat -> list R) (ps : list (nat * nat)) P : (1 <= length ps <= P)%nat -> exists qs, length qs = P /\
  incl qs ps /\ forall i, lookup S qs i = lookup S ps i.
Proof.
  intros H. destruct ps as [|pa ps]; [simpl in H; lia |].
  exists (repeat pa (P - length (pa :: ps)) ++ (pa :: ps)). split; [rewrite app_length, repeat_length; lia |]. split.
  - intros q Hq. apply in_app_or in Hq as [Hq | Hq]; [apply repeat_spec in Hq as ->; now left | exact Hq].
  - intros i. generalize (P - length (pa :: ps))%nat. induction n as [|n IH]; [reflexivity |].
    destruct pa as (p, a). cbn [repeat app lookup]. rewrite IH. cbn [lookup]. now destruct (Nat.eq_dec i p).
Qed.

(** V9/sparse-count with C classes. *)
Theorem sparse_values_need P M V C N : (1 <= M)%nat -> (1 <= V)%nat -> sparse_labels_from P M V C N -> (C ^ N <= (M * V) ^ P)%nat.
Proof.
  intros HM1 HV1 (d & ws & x & S & Hx & HS & H).
  set (cs := list_prod (seq 0 M) (seq 0 V)).
  replace (M * V)%nat with (length cs) by (unfold cs; now rewrite prod_length, !seq_length). rewrite <- words_length.
  destruct (Nat.eq_dec P 0) as [-> | HP0].
  { (* no parameter: one network *)
    simpl words. set (vector := fun ps : list (nat * nat) => map (fun i => lookup S ps i) (seq 0 M)).
    apply (classes_need [[]] (fun ps t => nth 0 (run (read d ws (vector ps)) t) 0) C N x).
    intros y Hy. destruct (H y Hy) as (K & HK & HP & Hin & Hnz & E).
    destruct (sparse_code S V HS (flat K) 0) as (ps & Lp & Fp & Ep).
    { intros i Hi. apply Hin. now rewrite <- HP, <- flat_parameters. }
    assert (ps = []) as -> by (apply length_zero_iff_nil; lia). exists []. split; [now left |].
    intros n Hn. replace (vector []) with (flat K); [rewrite (read_flat d ws K HK), E by exact Hn; reflexivity |].
    apply nth_ext with (d := 0) (d' := 0); unfold vector; rewrite ?map_length, ?seq_length, flat_parameters; [exact HP |].
    intros i Hi. rewrite HP in Hi. rewrite nth_map_seq by exact Hi. symmetry. apply (Ep i). rewrite flat_parameters, HP. exact Hi. }
  set (vector := fun ps => map (fun i => lookup S ps i) (seq 0 M)).
  apply (classes_need (words cs P) (fun ps t => nth 0 (run (read d ws (vector ps)) t) 0) C N x).
  intros y Hy. destruct (H y Hy) as (K & HK & HP & Hin & Hnz & E).
  assert (Hin' : forall i, (i < length (flat K))%nat -> In (nth i (flat K) 0) (S (0 + i)%nat)).
  { intros i Hi. apply Hin. now rewrite <- HP, <- flat_parameters. }
  destruct (sparse_code S V HS (flat K) 0 Hin') as (ps & Lp & Fp & Ep). rewrite <- Lp in Hnz. rewrite Forall_forall in Fp.
  rewrite flat_parameters, HP in Fp, Ep.
  assert (Q : exists qs, length qs = P /\ Forall (fun q => In q cs) qs /\ forall i, (i < M)%nat -> lookup S qs i = nth i (flat K) 0).
  { destruct ps as [|pa ps].
    - (* all parameters are 0: place 0 holds 0 *)
      destruct (In_nth (S 0%nat) 0 0) as (a & Ha & Ea).
      { specialize (Hin' 0%nat). rewrite flat_parameters, HP in Hin'. specialize (Hin' ltac:(lia)).
        specialize (Ep 0%nat ltac:(lia)). simpl in Ep. rewrite <- Ep in Hin'. exact Hin'. }
      exists (repeat (0, a)%nat P). split; [apply repeat_length |]. split.
      + apply Forall_forall. intros q Hq. apply repeat_spec in Hq as ->. apply in_prod; apply in_seq; [lia |]. specialize (HS 0%nat). lia.
      + intros i Hi. rewrite <- (Ep i Hi). clear -Ea. induction P as [|P IH]; [reflexivity |]. cbn [repeat lookup].
        destruct (Nat.eq_dec i 0); [exact Ea | exact IH].
    - destruct (padded S (pa :: ps) P) as (qs & Lq & Iq & Eq); [simpl in *; lia |].
      exists qs. split; [exact Lq |]. split; [| intros i Hi; rewrite Eq; now apply (Ep i)].
      apply Forall_forall. intros (p, a) Hq. specialize (Fp _ (Iq _ Hq)). simpl in Fp. apply in_prod; apply in_seq; lia. }
  destruct Q as (qs & Lq & Fq & Eq). exists qs. split; [rewrite <- Lq; now apply words_in |].
  intros n Hn. replace (vector qs) with (flat K); [rewrite (read_flat d ws K HK), E by exact Hn; reflexivity |].
  apply nth_ext with (d := 0) (d' := 0); unfold vector; rewrite ?map_length, ?seq_length, flat_parameters; [exact HP |].
  intros i Hi. rewrite HP in Hi. rewrite nth_map_seq by exact Hi. symmetry. now apply (Eq i).
Qed.

(** ** Bits of a weight *)

(** b binary digits before and after the point in all. *)
Definition has_bits (b : nat) (v : R) : Prop :=
  exists (m : Z) (f : nat), (f <= b)%nat /\ (Z.abs m < 2 ^ Z.of_nat b)%Z /\ v = IZR m / 2 ^ f.

(** All integers below 2^b in absolute value; with f >= 1 digits after the point the odd ones. *)
Definition integers (b : nat) : list Z := map (fun k => Z.of_nat k - (2 ^ Z.of_nat b - 1))%Z (seq 0 (2 * 2 ^ b - 1)).
Definition odds (b : nat) : list Z := map (fun k => 2 * Z.of_nat k - (2 ^ Z.of_nat b - 1))%Z (seq 0 (2 ^ b)).
Definition bit_values (b : nat) : list R :=
  map IZR (integers b) ++ flat_map (fun f => map (fun m => IZR m / 2 ^ f) (odds b)) (seq 1 b).

Lemma bit_values_length b : length (bit_values b) = ((b + 2) * 2 ^ b - 1)%nat.
Proof.
  unfold bit_values. rewrite app_length, map_length. unfold integers at 1. rewrite map_length, seq_length.
  assert (E : forall l, length (flat_map (fun f => map (fun m => IZR m / 2 ^ f) (odds b)) l) = (length l * 2 ^ b)%nat).
  { induction l as [|f l IH]; [reflexivity |]. cbn [flat_map]. rewrite app_length, IH, map_length. unfold odds.
    rewrite map_length, seq_length. cbn [length]. lia. }
  rewrite E, seq_length. pose proof (Nat.pow_nonzero 2 b ltac:(lia)). nia.
Qed.

Lemma pow_Z b : (2 ^ Z.of_nat b = Z.of_nat (2 ^ b))%Z.
Proof. rewrite Nat2Z.inj_pow. reflexivity. Qed.

Lemma bit_values_all b v : has_bits b v -> In v (bit_values b).
Proof.
  intros (m & f & Hf & Hm & ->). revert m Hm. induction f as [|f IH]; intros m Hm.
  - apply in_or_app. left. replace (IZR m / 2 ^ 0) with (IZR m) by (simpl; field). apply in_map. unfold integers.
    apply in_map_iff. exists (Z.to_nat (m + (2 ^ Z.of_nat b - 1))). rewrite pow_Z in *. split; [lia |]. apply in_seq. lia.
  - destruct (Z.Even_or_Odd m) as [(k & ->) | (k & ->)].
    + replace (IZR (2 * k) / 2 ^ S f) with (IZR k / 2 ^ f); [apply IH; lia |].
      rewrite mult_IZR. simpl. field. apply pow_nonzero. lra.
    + apply in_or_app. right. apply in_flat_map. exists (S f). split; [apply in_seq; lia |]. apply in_map_iff.
      exists (2 * k + 1)%Z. split; [reflexivity |]. unfold odds. apply in_map_iff.
      destruct b as [|b]; [lia |]. replace (Z.of_nat (S b)) with (Z.of_nat b + 1)%Z in * by lia.
      rewrite Z.pow_add_r in * by lia. rewrite pow_Z in *.
      exists (Z.to_nat (k + Z.of_nat (2 ^ b))). split; [lia |]. apply in_seq. simpl. lia.
Qed.

(** Networks of one shape with P parameters of at most b bits take all labelings of some N points. *)
Definition labels_with_digits (P b C N : nat) : Prop :=
  exists d ws (x : nat -> list R),
    (forall n, (n < N)%nat -> length (x n) = d) /\
    forall y : nat -> nat, (forall n, (n < N)%nat -> (y n < C)%nat) ->
      exists M, shaped d ws M /\ parameters M = P /\ Forall (has_bits b) (flat M) /\
        forall n, (n < N)%nat -> run M (x n) = [INR (y n)].

Theorem digits_need P b C N : labels_with_digits P b C N -> (C ^ N <= ((b + 2) * 2 ^ b - 1) ^ P)%nat.
Proof.
  intros (d & ws & x & Hx & H). apply values_need. exists d, ws, x, (fun _ => bit_values b). split; [exact Hx |].
  split; [intros _; now rewrite bit_values_length |]. intros y Hy. destruct (H y Hy) as (M & HM & HP & Hb & E).
  exists M. split; [exact HM |]. split; [exact HP |]. split; [| exact E].
  intros i Hi. apply bit_values_all. rewrite Forall_forall in Hb. apply Hb, nth_In. now rewrite flat_parameters, HP.
Qed.

Theorem digits_need_log P b C N : (1 <= C)%nat -> labels_with_digits P b C N ->
  INR N * log2 (INR C) <= INR P * (INR b + log2 (INR (b + 2))).
Proof.
  intros HC H. pose proof (log_form C N _ P HC (digits_need P b C N H)) as G. eapply Rle_trans; [exact G |].
  apply Rmult_le_compat_l; [apply pos_INR |].
  assert (Hp : (1 <= 2 ^ b)%nat) by (pose proof (Nat.pow_nonzero 2 b ltac:(lia)); lia).
  replace (INR b + log2 (INR (b + 2))) with (log2 (INR ((b + 2) * 2 ^ b))).
  - apply log2_le; [apply lt_0_INR; nia | apply le_INR; lia].
  - rewrite mult_INR, log2_mult, pow_INR by (apply lt_0_INR; lia). change (INR 2) with 2. rewrite log2_pow, log2_2 by lra. ring.
Qed.

(** ** The definitions can hold and can fail: the output's bias alone labels one point *)

Definition bias_only (r : R) : network := Network [] [Neuron [] r].

Lemma bias_shaped r : shaped 0 [] (bias_only r).
Proof. repeat split. simpl. now repeat constructor. Qed.

Example two_values : labels_from 1 2 2 1 /\ ~ labels_from 1 1 2 1.
Proof.
  split; [| intros H; apply values_need in H; simpl in H; lia].
  exists 0%nat, [], (fun _ => []), (fun _ => [0; 1]). split; [reflexivity |]. split; [reflexivity |]. intros y Hy.
  exists (bias_only (INR (y 0%nat))). specialize (Hy 0%nat ltac:(lia)). split; [apply bias_shaped |]. split; [reflexivity |]. split.
  - intros i Hi. assert (i = 0)%nat as -> by lia. simpl. assert (y 0 = 0 \/ y 0 = 1)%nat as [-> | ->] by lia; simpl; auto.
  - intros n Hn. assert (n = 0)%nat as -> by lia. unfold run, pre. simpl. now rewrite Rplus_0_l.
Qed.

Example one_of_one : sparse_labels_from 1 1 2 2 1 /\ ~ sparse_labels_from 0 1 2 2 1.
Proof.
  split; [| intros H; apply sparse_values_need in H; simpl in H; lia].
  destruct (proj1 two_values) as (d & ws & x & S & Hx & HS & H). exists d, ws, x, S. split; [exact Hx |]. split; [exact HS |].
  intros y Hy. destruct (H y Hy) as (M & H1 & H2 & H3 & H4). exists M. repeat split; try assumption; try apply H1.
  eapply Nat.le_trans; [| apply Nat.eq_le_incl, H2]. rewrite <- flat_parameters. clear.
  induction (flat M) as [|r l IH]; [apply le_n |]. simpl. destruct (Req_EM_T r 0); simpl; lia.
Qed.

Example one_bit : labels_with_digits 1 1 2 1 /\ ~ labels_with_digits 1 0 2 1.
Proof.
  split; [| intros H; apply digits_need in H; simpl in H; lia].
  exists 0%nat, [], (fun _ => []). split; [reflexivity |]. intros y Hy. specialize (Hy 0%nat ltac:(lia)).
  exists (bias_only (INR (y 0%nat))). split; [apply bias_shaped |]. split; [reflexivity |]. split.
  - constructor; [| constructor]. exists (Z.of_nat (y 0%nat)), 0%nat. split; [lia |]. split; [simpl; lia |].
    rewrite <- INR_IZR_INZ. simpl. field.
  - intros n Hn. assert (n = 0)%nat as -> by lia. unfold run, pre. simpl. now rewrite Rplus_0_l.
Qed.
