(** * U11 and U12 for keys with margins: the trade-off with K = 81, 648/11, 1331/25, 40, 34, 33

    [memorizes_keys] is the library's predicate: integer parts distinct and below 2^B, fractional
    parts of at most 1 - 1/N. *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require Import Network Log Sort Stack Decoder Upper Sizes Assembly Bridge TheoremDExact.
Import ListNotations.
Open Scope R_scope.

Definition keys (N B : nat) (t : nat -> R) : Prop :=
  (forall i, (i < N)%nat -> 0 <= t i < 2 ^ B /\ t i - INR (nfloor (t i)) <= 1 - / INR N) /\
  (forall i j, (i < j < N)%nat -> nfloor (t i) <> nfloor (t j)).

Definition memorizes_keys (W L N B c : nat) : Prop :=
  forall (t : nat -> R) (y : nat -> nat), keys N B t -> (forall i, (i < N)%nat -> (y i < 2 ^ c)%nat) ->
    exists f, NN W L 1 f /\ forall i, (i < N)%nat -> f [t i] = INR (y i).

(** Networks on the line, as functions of a real and of a list of one real. *)
Lemma net_NN W L f : net (repeat W L) [fun t : R => t] [f] -> NN W L 1 (fun x => f (coord 0 x)).
Proof.
  intros H. apply NN_iff. exists (pull (coord 0) f). split; [| reflexivity].
  exact (net_pull (coord 0) _ [fun t => t] [f] H).
Qed.

Lemma NN_net W L f : NN W L 1 f -> exists g, net (repeat W L) [fun t : R => t] [g] /\ forall t, g t = f [t].
Proof.
  intros H. apply NN_iff in H as (g & Hg & E). exists (pull (fun t : R => [t]) g). split.
  - exact (net_pull (fun t : R => [t]) _ _ _ Hg).
  - intro t. symmetry. now apply E.
Qed.

(** ** U11 *)

Lemma nfloor_le x y : 0 <= x -> x <= y -> (nfloor x <= nfloor y)%nat.
Proof.
  intros Hx Hy. pose proof (nfloor_spec x Hx). pose proof (nfloor_spec y ltac:(lra)).
  assert (H1 : INR (nfloor x) < INR (Datatypes.S (nfloor y))) by (rewrite S_INR; lra). apply INR_lt in H1. lia.
Qed.

(** Sorted keys, extended to an infinite increasing sequence. *)
Lemma sorted_keys N B t (y : nat -> nat) : (1 <= N)%nat -> keys N B t ->
  exists (c : nat -> R) (lab : nat -> nat), (forall k, c k < c (S k)) /\ 0 <= c 0%nat /\
    (forall k, (k < N)%nat -> c k < 2 ^ B /\ c k - INR (nfloor (c k)) <= 1 - / INR N) /\
    (forall k k', (k < k' < N)%nat -> (nfloor (c k) < nfloor (c k'))%nat) /\
    (forall k, (k < N)%nat -> exists i, (i < N)%nat /\ c k = t i /\ lab k = y i) /\
    (forall i, (i < N)%nat -> exists k, (k < N)%nat /\ c k = t i /\ lab k = y i).
Proof.
  intros HN [Hk Hd].
  destruct (sort_keys N t (fun i => INR (y i))) as (c & lab & Hc & Hto & Hback).
  { intros i j Hij E. specialize (Hd i j Hij). rewrite E in Hd. congruence. }
  assert (Hl : forall k i, lab k = INR (y i) -> nfloor (lab k) = y i) by (intros k i ->; apply nfloor_INR).
  exists c, (fun k => nfloor (lab k)). split; [exact Hc |]. split; [| split; [| split; [| split]]].
  - destruct (Hback 0%nat ltac:(lia)) as (i & Hi & -> & _). specialize (Hk i Hi). tauto.
  - intros k Hkk. destruct (Hback k Hkk) as (i & Hi & -> & _). specialize (Hk i Hi). tauto.
  - intros k k' Hkk. destruct (Hback k ltac:(lia)) as (i & Hi & E & _). destruct (Hback k' ltac:(lia)) as (j & Hj & E' & _).
    pose proof (seq_mono c Hc k k' ltac:(lia)) as Hlt. assert (Hij : i <> j) by (intros ->; lra).
    pose proof (proj1 (Hk i Hi)) as Hp. pose proof (nfloor_le (c k) (c k') ltac:(lra) ltac:(lra)) as Hle.
    rewrite E, E' in *. destruct (Nat.lt_total i j) as [H | [H | H]]; [| contradiction |].
    + pose proof (Hd i j ltac:(lia)). lia.
    + pose proof (Hd j i ltac:(lia)). lia.
  - intros k Hkk. destruct (Hback k Hkk) as (i & Hi & E & E'). exists i. repeat split; auto.
  - intros i Hi. destruct (Hto i Hi) as (k & Hkk & E & E'). exists k. repeat split; auto.
Qed.

Theorem U11_assembly W L N B c m w n S : (1 <= N)%nat -> (1 <= B)%nat -> (1 <= c)%nat -> (1 <= m)%nat -> (1 <= w)%nat -> (1 <= n)%nat -> (1 <= S)%nat ->
  (2 * m + 2 <= W)%nat -> (2 * w <= W)%nat -> (9 <= W)%nat -> (2 * S + n * (B + c) + 1 <= L)%nat -> (N <= n * S * m * w)%nat ->
  memorizes_keys W L N B c.
Proof.
  intros HN HB Hc Hm Hw Hn HS Hm2 Hw2 HW HL Hroom t y Hk Hy.
  destruct (sorted_keys N B t y HN Hk) as (k & lab & Hinc & H0 & Hb & Hf & Hback & Hto).
  assert (HN1 : 1 <= INR N) by (apply (le_INR 1); exact HN).
  assert (He : 0 < / INR N <= 1).
  { split; [apply Rinv_0_lt_compat; lra |]. rewrite <- Rinv_1. apply Rinv_le_contravar; lra. }
  destruct (assembly_floors N k lab Hinc H0 B c HB Hc (/ INR N) He (fun i Hi => proj2 (Hb i Hi)) Hf (fun i Hi => proj1 (Hb i Hi))) with (n := n) (S := S) (m := m) (w := w)
    as (f & Hnet & E); try assumption.
  - intros i Hi. destruct (Hback i Hi) as (j & Hj & _ & ->). now apply Hy.
  - nia.
  - exists (fun x => f (coord 0 x)). split.
    + apply net_NN. apply fit with (pairs_of S (2 * m + 2) (2 * w) ++ repeat 9%nat (n * (B + c) + 1)); [lia | | | exact Hnet].
      * rewrite app_length, pairs_of_length, repeat_length. lia.
      * rewrite app_length, pairs_of_length, repeat_length, (repeat_app W (2 * S)). apply Forall2_app; [apply pairs_of_le; lia | apply repeat_le; lia].
    + intros i Hi. destruct (Hto i Hi) as (j & Hj & E1 & E2). change (coord 0 [t i]) with (t i). rewrite <- E1, <- E2. now apply E.
Qed.

Theorem U11_padding W L D N B c : (2 <= W)%nat -> (D <= L)%nat -> memorizes_keys W D N B c -> memorizes_keys W L N B c.
Proof.
  intros HW HD H t y Hk Hy. destruct (H t y Hk Hy) as (f & Hf & E). exists f. split; [| exact E]. now apply (NN_mono W W D L).
Qed.

(** Reals with distinct integer parts are distinct. *)
Theorem U11_points W L N B c : interpolates W L N -> memorizes_keys W L N B c.
Proof.
  intros H t y [_ Hd] _. destruct (H t (fun i => INR (y i))) as (f & Hf & E).
  - intros i j Hij Et. apply (Hd i j Hij). now rewrite Et.
  - exists (fun x => f (coord 0 x)). split; [now apply net_NN | exact E].
Qed.

(** ** U12: sizes *)

(** Half of the layers find codes, half decode. *)
Lemma balanced E L : (1 <= E)%nat -> (E + 3 <= L)%nat -> exists n S, (1 <= n)%nat /\ (1 <= S)%nat /\
  (2 * S + n * E + 1 <= L)%nat /\ ((L - 2) * (L - 2) <= 8 * (E * n * S) + E * E)%nat.
Proof.
  intros HE HL. set (n := ((L - 2 + E) / (2 * E))%nat). set (S := ((L - 1 - n * E) / 2)%nat).
  pose proof (Nat.div_mod (L - 2 + E) (2 * E) ltac:(lia)) as D1. pose proof (Nat.mod_upper_bound (L - 2 + E) (2 * E) ltac:(lia)) as U1. fold n in D1.
  pose proof (Nat.div_mod (L - 1 - n * E) 2 ltac:(lia)) as D2. pose proof (Nat.mod_upper_bound (L - 1 - n * E) 2 ltac:(lia)) as U2. fold S in D2.
  set (z := (n * E)%nat) in *. assert (Hz : (2 * z <= L - 2 + E)%nat) by (unfold z; lia). assert (Hz2 : (L - 2 < 2 * z + E)%nat) by (unfold z; nia).
  exists n, S. assert (Hn : (1 <= n)%nat) by (unfold n; apply Nat.div_le_lower_bound; lia). split; [exact Hn |].
  split; [lia |]. split; [fold z; lia |]. replace (E * n * S)%nat with (z * S)%nat by (unfold z; ring).
  (* 8 z S >= 4 z (L - 2 - z) = (L-2)^2 - (2 z - (L-2))^2 *)
  assert (HS : (L - 2 <= z + 2 * S)%nat) by lia.
  assert (Q : ((L - 2) * (L - 2) <= 4 * z * (2 * S) + E * E)%nat); [| lia].
  set (l := (L - 2)%nat) in *. apply Nat2Z.inj_le. rewrite !Nat2Z.inj_add, !Nat2Z.inj_mul.
  assert (A1 : (0 <= Z.of_nat z * (Z.of_nat z + 2 * Z.of_nat S - Z.of_nat l))%Z) by (apply Z.mul_nonneg_nonneg; lia).
  assert (A2 : (0 <= (Z.of_nat E - (2 * Z.of_nat z - Z.of_nat l)) * (Z.of_nat E + (2 * Z.of_nat z - Z.of_nat l)))%Z) by (apply Z.mul_nonneg_nonneg; lia).
  nia.
Qed.

(** Widths of a pair: m = floor(W/2) - 1 blocks of w = floor(W/2) groups. *)
Definition half (W : nat) : nat := (W / 2)%nat.

Lemma half_bounds W : (2 * half W <= W <= 2 * half W + 1)%nat.
Proof. unfold half. pose proof (Nat.div_mod W 2 ltac:(lia)). pose proof (Nat.mod_upper_bound W 2 ltac:(lia)). lia. Qed.

Lemma coded W L N B c n S : (9 <= W)%nat -> (1 <= N)%nat -> (1 <= B)%nat -> (1 <= c)%nat -> (1 <= n)%nat -> (1 <= S)%nat ->
  (2 * S + n * (B + c) + 1 <= L)%nat -> (N <= n * S * ((half W - 1) * half W))%nat -> memorizes_keys W L N B c.
Proof.
  intros HW HN HB Hc Hn HS HL Hroom. pose proof (half_bounds W). apply U11_assembly with (half W - 1)%nat (half W) n S; try lia.
Qed.

Lemma direct_room W S L N B c : (2 <= W)%nat -> (1 <= S)%nat -> (2 * S <= L)%nat ->
  (S = 1 /\ N <= W * W)%nat \/ (exists k, S = k + 2 /\ N <= 2 * (W * (W - 1)) + k * (W * (W - 2)) - 1)%nat -> memorizes_keys W L N B c.
Proof.
  intros HW HS HL Hroom. apply U11_points. apply interpolates_deeper with (2 * S)%nat; [exact HW | exact HL |].
  destruct Hroom as [[-> HN] | (k & -> & HN)].
  - apply interpolates_two with W W; lia.
  - now apply deep_interpolation_exact.
Qed.

Lemma direct_9 W S L N B c : (9 <= W)%nat -> (1 <= S)%nat -> (2 * S <= L)%nat -> (81 * N <= (63 * S + 17) * (W * W))%nat -> memorizes_keys W L N B c.
Proof.
  intros HW HS HL H. apply direct_room with S; try lia. destruct (Nat.eq_dec S 1) as [-> | Hne]; [left; lia | right].
  exists (S - 2)%nat. split; [lia |]. set (k := (S - 2)%nat). replace S with (k + 2)%nat in H by (unfold k; lia). clearbody k. clear -HW H.
  assert (Hu : exists u, W = (9 + u)%nat) by (exists (W - 9)%nat; lia). destruct Hu as (u & ->).
  replace (9 + u - 1)%nat with (8 + u)%nat by lia. replace (9 + u - 2)%nat with (7 + u)%nat by lia. nia.
Qed.

Lemma direct_10 W S L N B c : (10 <= W)%nat -> (1 <= S)%nat -> (2 * S <= L)%nat -> (100 * N <= (80 * S + 19) * (W * W))%nat -> memorizes_keys W L N B c.
Proof.
  intros HW HS HL H. apply direct_room with S; try lia. destruct (Nat.eq_dec S 1) as [-> | Hne]; [left; lia | right].
  exists (S - 2)%nat. split; [lia |]. set (k := (S - 2)%nat). replace S with (k + 2)%nat in H by (unfold k; lia). clearbody k. clear -HW H.
  assert (Hu : exists u, W = (10 + u)%nat) by (exists (W - 10)%nat; lia). destruct Hu as (u & ->).
  replace (10 + u - 1)%nat with (9 + u)%nat by lia. replace (10 + u - 2)%nat with (8 + u)%nat by lia. nia.
Qed.

(** ** U12: K = 648/11 for W >= 9, hence 81 *)

Lemma codes_9 E L S : (2 <= E)%nat -> (L <= 2 * S + 1)%nat -> (8 * E * (63 * S + 17) < 11 * (L * L))%nat -> (1 <= S)%nat -> (2 * S <= L)%nat ->
  exists n T, (1 <= n)%nat /\ (1 <= T)%nat /\ (2 * T + n * E + 1 <= L)%nat /\ (11 * (L * L) <= 96 * (E * n * T))%nat.
Proof.
  intros HE HL H HS HSL.
  assert (H22 : (22 * E <= L)%nat) by nia.
  assert (H47 : (47 <= L)%nat).
  { destruct (le_lt_dec 47 L) as [? | G]; [assumption | exfalso]. assert (E = 2)%nat by lia. subst E. nia. }
  destruct (le_lt_dec 49 L) as [H49 | Hs].
  - destruct (balanced E L ltac:(lia) ltac:(lia)) as (n & T & A1 & A2 & A3 & A4). exists n, T. repeat split; try assumption.
    assert (Hu : exists u, L = (49 + u)%nat) by (exists (L - 49)%nat; lia). destruct Hu as (u & ->).
    replace (49 + u - 2)%nat with (47 + u)%nat in A4 by lia.
    assert (484 * (E * E) <= (49 + u) * (49 + u))%nat by nia. nia.
  - assert (E = 2)%nat by lia. subst E. exists 11%nat, 12%nat. assert (L = 47 \/ L = 48)%nat as [-> | ->] by lia; repeat split; lia.
Qed.

Theorem U12_k58 W L N B c : (9 <= W)%nat -> (2 <= L)%nat -> (1 <= N)%nat -> (1 <= B)%nat -> (1 <= c)%nat ->
  (648 * (N * (B + c)) <= 11 * (W * W * (L * L)))%nat -> memorizes_keys W L N B c.
Proof.
  intros HW HL HN HB Hc H. set (E := (B + c)%nat) in *. assert (HE : (2 <= E)%nat) by (unfold E; lia).
  pose proof (half_bounds L) as HSL. set (S := half L) in *.
  destruct (le_lt_dec (11 * (L * L)) (8 * E * (63 * S + 17))) as [Hd | Hd].
  - apply direct_9 with S; try lia.
    assert (G : (648 * (N * E) <= 8 * E * (63 * S + 17) * (W * W))%nat).
    { eapply Nat.le_trans; [exact H |]. replace (11 * (W * W * (L * L)))%nat with (11 * (L * L) * (W * W))%nat by lia. now apply Nat.mul_le_mono_r. }
    apply Nat.mul_le_mono_pos_l with (8 * E)%nat; [lia |]. nia.
  - destruct (codes_9 E L S HE ltac:(lia) Hd ltac:(lia) ltac:(lia)) as (n & T & A1 & A2 & A3 & A4).
    apply coded with n T; try assumption. pose proof (half_bounds W) as Hh. set (a := half W) in *.
    assert (HP : (4 * (W * W) <= 27 * ((a - 1) * a))%nat).
    { assert (W * W <= (2 * a + 1) * (2 * a + 1))%nat by (apply Nat.mul_le_mono; lia).
      assert (Hb : exists b, a = (4 + b)%nat) by (exists (a - 4)%nat; lia). destruct Hb as (b & Eb). rewrite Eb in *. replace (4 + b - 1)%nat with (3 + b)%nat by lia. nia. }
    set (P := ((a - 1) * a)%nat) in *.
    assert (G : (648 * (N * E) <= 648 * (n * T * P * E))%nat).
    { eapply Nat.le_trans; [exact H |]. replace (11 * (W * W * (L * L)))%nat with (11 * (L * L) * (W * W))%nat by lia.
      eapply Nat.le_trans; [apply Nat.mul_le_mono_r; exact A4 |].
      replace (96 * (E * n * T) * (W * W))%nat with (24 * (E * n * T) * (4 * (W * W)))%nat by lia.
      eapply Nat.le_trans; [apply Nat.mul_le_mono_l; exact HP |]. lia. }
    apply Nat.mul_le_mono_pos_r with E; lia.
Qed.

Theorem U12_k81 W L N B c : (9 <= W)%nat -> (2 <= L)%nat -> (1 <= N)%nat -> (1 <= B)%nat -> (1 <= c)%nat ->
  (81 * (N * (B + c)) <= W * W * (L * L))%nat -> memorizes_keys W L N B c.
Proof. intros. apply U12_k58; try assumption. lia. Qed.

(** ** K = 1331/25 for W >= 10 *)

Lemma codes_10 E L S : (2 <= E)%nat -> (L <= 2 * S + 1)%nat -> (1331 * E * (80 * S + 19) < 2500 * (L * L))%nat -> (1 <= S)%nat -> (2 * S <= L)%nat ->
  exists n T, (1 <= n)%nat /\ (1 <= T)%nat /\ (2 * T + n * E + 1 <= L)%nat /\ (5 * (L * L) <= 44 * (E * n * T))%nat.
Proof.
  intros HE HL H HS HSL.
  assert (H21 : (21 * E <= L)%nat) by nia.
  assert (H43 : (43 <= L)%nat).
  { destruct (le_lt_dec 43 L) as [? | G]; [assumption | exfalso]. assert (E = 2)%nat by lia. subst E. assert (L = 42)%nat by lia. subst L. lia. }
  destruct (le_lt_dec 45 L) as [H45 | Hs].
  - destruct (balanced E L ltac:(lia) ltac:(lia)) as (n & T & A1 & A2 & A3 & A4). exists n, T. repeat split; try assumption.
    assert (Hu : exists u, L = (45 + u)%nat) by (exists (L - 45)%nat; lia). destruct Hu as (u & ->).
    replace (45 + u - 2)%nat with (43 + u)%nat in A4 by lia.
    assert (441 * (E * E) <= (45 + u) * (45 + u))%nat by nia. nia.
  - assert (E = 2)%nat by lia. subst E. exists 10%nat, 11%nat. assert (L = 43 \/ L = 44)%nat as [-> | ->] by lia; repeat split; lia.
Qed.

Theorem U12_k53 W L N B c : (10 <= W)%nat -> (2 <= L)%nat -> (1 <= N)%nat -> (1 <= B)%nat -> (1 <= c)%nat ->
  (1331 * (N * (B + c)) <= 25 * (W * W * (L * L)))%nat -> memorizes_keys W L N B c.
Proof.
  intros HW HL HN HB Hc H. set (E := (B + c)%nat) in *. assert (HE : (2 <= E)%nat) by (unfold E; lia).
  pose proof (half_bounds L) as HSL. set (S := half L) in *.
  destruct (le_lt_dec (2500 * (L * L)) (1331 * E * (80 * S + 19))) as [Hd | Hd].
  - apply direct_10 with S; try lia.
    assert (G : (100 * (1331 * (N * E)) <= 1331 * E * (80 * S + 19) * (W * W))%nat).
    { eapply Nat.le_trans; [apply Nat.mul_le_mono_l; exact H |]. replace (100 * (25 * (W * W * (L * L))))%nat with (2500 * (L * L) * (W * W))%nat by lia.
      now apply Nat.mul_le_mono_r. }
    apply Nat.mul_le_mono_pos_l with (1331 * E)%nat; [lia |]. nia.
  - destruct (codes_10 E L S HE ltac:(lia) Hd ltac:(lia) ltac:(lia)) as (n & T & A1 & A2 & A3 & A4).
    apply coded with n T; try assumption; [lia |]. pose proof (half_bounds W) as Hh. set (a := half W) in *.
    assert (HP : (20 * (W * W) <= 121 * ((a - 1) * a))%nat).
    { assert (W * W <= (2 * a + 1) * (2 * a + 1))%nat by (apply Nat.mul_le_mono; lia).
      assert (Hb : exists b, a = (5 + b)%nat) by (exists (a - 5)%nat; lia). destruct Hb as (b & Eb). rewrite Eb in *. replace (5 + b - 1)%nat with (4 + b)%nat by lia. nia. }
    set (P := ((a - 1) * a)%nat) in *.
    assert (G : (1331 * (N * E) <= 1331 * (n * T * P * E))%nat).
    { eapply Nat.le_trans; [exact H |]. replace (25 * (W * W * (L * L)))%nat with (5 * (5 * (L * L) * (W * W)))%nat by lia.
      eapply Nat.le_trans; [apply Nat.mul_le_mono_l, Nat.mul_le_mono_r; exact A4 |].
      replace (5 * (44 * (E * n * T) * (W * W)))%nat with (11 * (E * n * T) * (20 * (W * W)))%nat by lia.
      eapply Nat.le_trans; [apply Nat.mul_le_mono_l; exact HP |]. lia. }
    apply Nat.mul_le_mono_pos_r with E; lia.
Qed.

(** ** The sharp form, and K = 40, 34, 33 *)

Theorem U12_sharp W L N B c : (9 <= W)%nat -> (1 <= N)%nat -> (1 <= B)%nat -> (1 <= c)%nat -> (B + c + 3 <= L)%nat ->
  (32 * (N * (B + c)) + (W - 1) * (W - 3) * ((B + c) * (B + c)) <= (W - 1) * (W - 3) * ((L - 2) * (L - 2)))%nat -> memorizes_keys W L N B c.
Proof.
  intros HW HN HB Hc HL H. set (E := (B + c)%nat) in *. assert (HE : (2 <= E)%nat) by (unfold E; lia).
  destruct (balanced E L ltac:(lia) ltac:(lia)) as (n & T & A1 & A2 & A3 & A4). apply coded with n T; try assumption.
  pose proof (half_bounds W) as Hh. set (a := half W) in *.
  assert (HP : ((W - 1) * (W - 3) <= 4 * ((a - 1) * a))%nat).
  { assert (Hb : exists b, a = (4 + b)%nat) by (exists (a - 4)%nat; lia). destruct Hb as (b & Eb). rewrite Eb in *. replace (4 + b - 1)%nat with (3 + b)%nat by lia.
    assert ((W - 1) * (W - 3) <= (2 * (4 + b)) * (2 * (4 + b) - 2))%nat by (apply Nat.mul_le_mono; lia). nia. }
  set (P := ((a - 1) * a)%nat) in *. set (V := ((W - 1) * (W - 3))%nat) in *.
  assert (Q : (32 * (N * E) <= V * (8 * (E * n * T)))%nat).
  { assert (V * ((L - 2) * (L - 2)) <= V * (8 * (E * n * T) + E * E))%nat by now apply Nat.mul_le_mono_l. lia. }
  assert (G : (32 * (N * E) <= 32 * (n * T * P * E))%nat).
  { eapply Nat.le_trans; [exact Q |]. eapply Nat.le_trans; [apply Nat.mul_le_mono_r; exact HP |]. lia. }
  apply Nat.mul_le_mono_pos_r with E; lia.
Qed.

(** K N E <= W^2 L^2 and 32 q q' >= K p p' for (W-1)(W-3) p <= ... : shapes q W^2 <= p (W-1)(W-3), rooms q' L^2 <= p' ((L-2)^2 - E^2). *)
Lemma wide_and_deep K p q p' q' W L N E : (32 * (p * p') <= K * (q * q'))%nat -> (1 <= p * p')%nat ->
  (q * (W * W) <= p * ((W - 1) * (W - 3)))%nat -> (q' * (L * L) + p' * (E * E) <= p' * ((L - 2) * (L - 2)))%nat ->
  (K * (N * E) <= W * W * (L * L))%nat ->
  (32 * (N * E) + (W - 1) * (W - 3) * (E * E) <= (W - 1) * (W - 3) * ((L - 2) * (L - 2)))%nat.
Proof.
  intros H1 Hp H2 H3 H4. set (V := ((W - 1) * (W - 3))%nat) in *. set (X := ((L - 2) * (L - 2))%nat) in *. set (NE := (N * E)%nat) in *. set (EE := (E * E)%nat) in *.
  assert (A : (q * (W * W) * (q' * (L * L) + p' * EE) <= p * V * (p' * X))%nat) by now apply Nat.mul_le_mono.
  assert (B : ((q * q') * (K * NE) <= (q * q') * (W * W * (L * L)))%nat) by now apply Nat.mul_le_mono_l.
  assert (C : (32 * (p * p') * NE <= K * (q * q') * NE)%nat) by now apply Nat.mul_le_mono_r.
  assert (D : (p * p' * (32 * NE) <= q * (W * W) * (q' * (L * L)))%nat) by lia.
  assert (F : (q' * (L * L) <= p' * (X - EE))%nat) by (rewrite Nat.mul_sub_distr_l; lia).
  assert (G : (q * (W * W) * (q' * (L * L)) <= p * V * (p' * (X - EE)))%nat) by now apply Nat.mul_le_mono.
  assert (I : (p * p' * (32 * NE) <= p * p' * (V * (X - EE)))%nat) by lia.
  apply Nat.mul_le_mono_pos_l in I; [| lia]. rewrite Nat.mul_sub_distr_l in I.
  assert (J : (V * EE <= V * X)%nat).
  { apply Nat.mul_le_mono_l. assert (p' * EE <= p' * X)%nat by lia. apply Nat.mul_le_mono_pos_l with p'; [nia | assumption]. }
  lia.
Qed.

Ltac shift x n := let u := fresh "u" in let H := fresh in assert (H : exists u, x = (n + u)%nat) by (exists (x - n)%nat; lia); destruct H as (u & H).

Theorem U12_k40 W L N B c : (32 <= W)%nat -> (32 * (B + c) <= L)%nat -> (1 <= N)%nat -> (1 <= B)%nat -> (1 <= c)%nat ->
  (40 * (N * (B + c)) <= W * W * (L * L))%nat -> memorizes_keys W L N B c.
Proof.
  intros HW HL HN HB Hc H. apply U12_sharp; try lia. revert H HL. set (E := (B + c)%nat). assert (HE : (2 <= E)%nat) by (unfold E; lia).
  intros H HL. apply (wide_and_deep 40 8 7 16 15); try lia.
  - shift W 32%nat. subst W. replace (32 + u - 1)%nat with (31 + u)%nat by lia. replace (32 + u - 3)%nat with (29 + u)%nat by lia. nia.
  - assert (32 * E * (32 * E) <= L * L)%nat by (now apply Nat.mul_le_mono). shift L 64%nat. subst L. replace (64 + u - 2)%nat with (62 + u)%nat by lia. nia.
Qed.

Theorem U12_k34 W L N B c : (128 <= W)%nat -> (100 * (B + c) <= L)%nat -> (1 <= N)%nat -> (1 <= B)%nat -> (1 <= c)%nat ->
  (34 * (N * (B + c)) <= W * W * (L * L))%nat -> memorizes_keys W L N B c.
Proof.
  intros HW HL HN HB Hc H. apply U12_sharp; try lia. revert H HL. set (E := (B + c)%nat). assert (HE : (2 <= E)%nat) by (unfold E; lia).
  intros H HL. apply (wide_and_deep 34 125 121 50 49); try lia.
  - shift W 128%nat. subst W. replace (128 + u - 1)%nat with (127 + u)%nat by lia. replace (128 + u - 3)%nat with (125 + u)%nat by lia. nia.
  - assert (100 * E * (100 * E) <= L * L)%nat by (now apply Nat.mul_le_mono). shift L 200%nat. subst L. replace (200 + u - 2)%nat with (198 + u)%nat by lia. nia.
Qed.

Theorem U12_k33 W L N B c : (200 <= W)%nat -> (200 * (B + c) <= L)%nat -> (1 <= N)%nat -> (1 <= B)%nat -> (1 <= c)%nat ->
  (33 * (N * (B + c)) <= W * W * (L * L))%nat -> memorizes_keys W L N B c.
Proof.
  intros HW HL HN HB Hc H. apply U12_sharp; try lia. revert H HL. set (E := (B + c)%nat). assert (HE : (2 <= E)%nat) by (unfold E; lia).
  intros H HL. apply (wide_and_deep 33 50 49 100 99); try lia.
  - shift W 200%nat. subst W. replace (200 + u - 1)%nat with (199 + u)%nat by lia. replace (200 + u - 3)%nat with (197 + u)%nat by lia. nia.
  - assert (200 * E * (200 * E) <= L * L)%nat by (now apply Nat.mul_le_mono). shift L 400%nat. subst L. replace (400 + u - 2)%nat with (398 + u)%nat by lia. nia.
Qed.
