(** * Copies of the selector side by side, for sorted keys two apart

    A copy serves the keys lo ... hi - 1 of a sorted list, in groups of g, and is 0 at all others.
    With e = 1 its codes are empty left of its first group; with e = 0 (one copy for all keys, lo = 0)
    the first group needs no step. *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require Import Network Log Sort Decoder Upper Sizes Weights Carry BitExtraction.
Import ListNotations.
Open Scope R_scope.

Section Keys.
Context {Y : Type} (T : Y -> R) (idx : Y -> nat) (N mu' : nat) (kk ll : nat -> nat).
Notation mu := (S mu').
Hypothesis apart : forall i j, (i < j < N)%nat -> (kk i + 2 <= kk j)%nat.
Hypothesis kk_small : forall i, (i < N)%nat -> (kk i < 2 ^ mu)%nat.
Hypothesis ll_small : forall i, (i < N)%nat -> (ll i < 2 ^ mu)%nat.
Hypothesis idx_small : forall y, (idx y < N)%nat.
Hypothesis at_key : forall y, INR (kk (idx y)) <= T y <= INR (kk (idx y)) + 1.

Lemma T_nonneg y : 0 <= T y.
Proof. pose proof (at_key y). pose proof (pos_INR (kk (idx y))). lra. Qed.

Section Copy.
Variables (g e lo hi S0 : nat).
Hypothesis g_pos : (1 <= g)%nat.
Hypothesis e_lo : (e = 1 \/ (e = 0 /\ lo = 0))%nat.
Hypothesis hi_N : (hi <= N)%nat.
Hypothesis room : (hi <= lo + g * (4 * S0 + 1 - e))%nat.

Definition start (j : nat) : nat := (lo + (j - e) * g)%nat.
Definition entry_at (i j : nat) : bool := (Nat.leb e j && Nat.ltb (start j + i) hi)%bool.
Definition keyg (i j : nat) : nat := if entry_at i j then kk (start j + i) else 0%nat.
Definition labg (i j : nat) : nat := if entry_at i j then ll (start j + i) else 0%nat.

Definition place (y : Y) : nat := if lt_dec (idx y) lo then 0%nat else (e + (idx y - lo) / g)%nat.
Definition grp (y : Y) : nat := Nat.min (place y) (4 * S0).

(** A group j counts if it starts at a key and is within reach. *)
Definition counts (j : nat) : bool := (Nat.ltb (start j) N && Nat.leb j (4 * S0))%bool.
Fixpoint group_code (F : nat -> nat) (j : nat) : nat :=
  match j with O => F 0%nat | S i => if counts (S i) then F (S i) else group_code F i end.
Definition alpha (j : nat) : nat := if counts (S j) then kk (start (S j)) else 0%nat.

Lemma div_bounds a : (a / g * g <= a < a / g * g + g)%nat.
Proof. pose proof (Nat.div_mod a g ltac:(lia)). pose proof (Nat.mod_upper_bound a g ltac:(lia)). lia. Qed.

Lemma start_mono i j : (i <= j)%nat -> (start i <= start j)%nat.
Proof. intros H. unfold start. apply Nat.add_le_mono_l, Nat.mul_le_mono_r. lia. Qed.

Lemma place_before y j : (place y <= j)%nat -> (idx y < start (S j))%nat.
Proof.
  unfold place, start. destruct (lt_dec (idx y) lo) as [H | H]; intros Hj; [lia |].
  pose proof (div_bounds (idx y - lo)) as D. set (q := ((idx y - lo) / g)%nat) in *.
  assert (q + 1 <= S j - e)%nat by lia. assert ((q + 1) * g <= (S j - e) * g)%nat by (now apply Nat.mul_le_mono_r). lia.
Qed.

Lemma place_after y j : (1 <= j)%nat -> (j <= place y)%nat -> (start j <= idx y)%nat.
Proof.
  unfold place, start. destruct (lt_dec (idx y) lo) as [H | H]; intros H1 Hj; [lia |].
  pose proof (div_bounds (idx y - lo)) as D. set (q := ((idx y - lo) / g)%nat) in *.
  assert ((j - e) * g <= q * g)%nat by (apply Nat.mul_le_mono_r; lia). lia.
Qed.

Lemma kk_mono i j : (i <= j < N)%nat -> (kk i <= kk j)%nat.
Proof. intros H. destruct (Nat.eq_dec i j) as [-> | Hne]; [lia |]. pose proof (apart i j ltac:(lia)). lia. Qed.

Lemma code_of F y : group_code F (grp y) = F (grp y).
Proof.
  destruct (grp y) as [|j] eqn:E; [reflexivity |]. unfold grp in E. cbn [group_code].
  assert (C : counts (S j) = true); [| now rewrite C]. unfold counts. apply andb_true_intro. split; [apply Nat.ltb_lt | apply Nat.leb_le].
  - pose proof (place_after y (S j) ltac:(lia) ltac:(lia)). pose proof (idx_small y). lia.
  - lia.
Qed.

Lemma step_right F G j y : (group_code F (S j) = group_code F j /\ group_code G (S j) = group_code G j) \/
  relu (T y - INR (alpha j) + 1) - relu (T y - INR (alpha j)) = if lt_dec j (grp y) then 1 else 0.
Proof.
  cbn [group_code]. unfold alpha. destruct (counts (S j)) eqn:C; [right | left; now split].
  unfold counts in C. apply andb_prop in C as [C1 C2]. apply Nat.ltb_lt in C1. apply Nat.leb_le in C2.
  pose proof (at_key y) as HT. pose proof (idx_small y) as Hi. destruct (lt_dec j (grp y)) as [H | H]; unfold grp in H.
  - pose proof (place_after y (S j) ltac:(lia) ltac:(lia)) as P. pose proof (kk_mono _ _ (conj P Hi)) as K. apply le_INR in K.
    rewrite !relu_pos by lra. ring.
  - pose proof (place_before y j ltac:(lia)) as P. pose proof (apart _ _ (conj P C1)) as K. apply le_INR in K. rewrite plus_INR in K. simpl in K.
    rewrite !relu_neg by lra. ring.
Qed.

Lemma entry_true i j : entry_at i j = true -> (e <= j /\ start j + i < hi)%nat.
Proof. unfold entry_at. intros H. apply andb_prop in H as [H1 H2]. apply Nat.leb_le in H1. apply Nat.ltb_lt in H2. lia. Qed.

Lemma keyg_small j i : (keyg i j < 2 ^ mu)%nat.
Proof.
  unfold keyg. destruct (entry_at i j) eqn:E; [apply kk_small; apply entry_true in E; lia |].
  apply Nat.neq_0_lt_0, Nat.pow_nonzero; lia.
Qed.

Lemma labg_small j i : (labg i j < 2 ^ mu)%nat.
Proof.
  unfold labg. destruct (entry_at i j) eqn:E; [apply ll_small; apply entry_true in E; lia |].
  apply Nat.neq_0_lt_0, Nat.pow_nonzero; lia.
Qed.

(** An entry adds its label at its own key and nothing elsewhere. *)
Lemma term_value i y : gate mu (INR (labg i (grp y))) (hat (T y - INR (keyg i (grp y)))) =
  if (entry_at i (grp y) && Nat.eqb (start (grp y) + i) (idx y))%bool then INR (ll (idx y)) else 0.
Proof.
  unfold labg, keyg. destruct (entry_at i (grp y)) eqn:E; simpl andb; cbv iota.
  - apply entry_true in E. set (p := (start (grp y) + i)%nat) in *. pose proof (at_key y) as HT. pose proof (idx_small y) as Hi.
    destruct (Nat.eqb_spec p (idx y)) as [-> | Hne].
    + rewrite hat_in by lra. apply gate_on, pos_INR.
    + rewrite hat_out.
      * apply gate_off. rewrite <- INR_pow2. apply le_INR. pose proof (ll_small p ltac:(lia)). lia.
      * destruct (Nat.lt_total p (idx y)) as [L | [L | L]]; [right | contradiction | left].
        -- pose proof (apart p (idx y) ltac:(lia)) as K. apply le_INR in K. rewrite plus_INR in K. simpl in K. lra.
        -- pose proof (apart (idx y) p ltac:(lia)) as K. apply le_INR in K. rewrite plus_INR in K. simpl in K. lra.
  - apply gate_zero. apply hat_bounds.
Qed.

Definition served (y : Y) : R := if (Nat.leb lo (idx y) && Nat.ltb (idx y) hi)%bool then INR (ll (idx y)) else 0.

Lemma sum_value y : rsum g (fun i => gate mu (INR (labg i (grp y))) (hat (T y - INR (keyg i (grp y))))) = served y.
Proof.
  rewrite (BangKeys.rsum_ext g _ (fun i => if (entry_at i (grp y) && Nat.eqb (start (grp y) + i) (idx y))%bool then INR (ll (idx y)) else 0))
    by (intros; apply term_value).
  unfold served. destruct (Nat.leb lo (idx y) && Nat.ltb (idx y) hi)%bool eqn:E.
  - apply andb_prop in E as [E1 E2]. apply Nat.leb_le in E1. apply Nat.ltb_lt in E2.
    pose proof (div_bounds (idx y - lo)) as D. set (q := ((idx y - lo) / g)%nat) in *.
    assert (Q : (q < 4 * S0 + 1 - e)%nat) by (apply Nat.div_lt_upper_bound; lia).
    assert (P : place y = (e + q)%nat) by (unfold place; destruct lt_dec; [lia | reflexivity]).
    assert (Gq : grp y = (e + q)%nat) by (unfold grp; rewrite P; lia). rewrite Gq.
    assert (St : start (e + q) = (lo + q * g)%nat) by (unfold start; f_equal; f_equal; lia).
    rewrite (rsum_single g _ (idx y - lo - q * g)).
    + unfold entry_at. rewrite St. replace (lo + q * g + (idx y - lo - q * g))%nat with (idx y) by lia.
      rewrite Nat.eqb_refl, (proj2 (Nat.leb_le e (e + q))), (proj2 (Nat.ltb_lt _ _) E2) by lia. reflexivity.
    + lia.
    + intros i Hi Hne. rewrite St. destruct (Nat.eqb_spec (lo + q * g + i) (idx y)); [lia |]. now rewrite Bool.andb_false_r.
  - apply BangKeys.rsum_zero. intros i Hi. destruct (entry_at i (grp y)) eqn:En; [| reflexivity].
    apply entry_true in En. destruct (Nat.eqb_spec (start (grp y) + i) (idx y)) as [Ei | Ei]; [exfalso | reflexivity].
    apply Bool.andb_false_iff in E as [E | E]; [apply Nat.leb_gt in E | apply Nat.ltb_ge in E]; unfold start in *;
      set (w := ((grp y - e) * g)%nat) in *; lia.
Qed.

Lemma digits_grp f n y : digits mu' (fun i y => f i (grp y)) n y = digits mu' f n (grp y).
Proof. induction n; cbn [digits]; [reflexivity |]. now rewrite IHn. Qed.

Theorem copy : exists s, carry T (2 * 2 ^ (g * mu) - 1) 12 10 (S0 + g * (mu + 1) + 1) [] s /\ lin 1 0 s served.
Proof.
  set (M := 2 ^ (g * mu)).
  assert (HM : 2 ^ mu <= M) by (apply Rle_pow; [lra | nia]).
  assert (H2 : 2 <= M) by (eapply Rle_trans; [| exact HM]; rewrite <- (pow_1 2) at 1; apply Rle_pow; [lra | lia]).
  assert (Sm : forall F : nat -> nat -> nat, (forall j i, (F i j < 2 ^ mu)%nat) -> forall j, INR (group_code (digits mu' F g) j) <= M).
  { intros F HF j. assert (B : forall j, INR (digits mu' F g j) <= M).
    { intro j'. unfold M. rewrite <- INR_pow2. apply le_INR. pose proof (digits_small mu' F g j' (HF j')). lia. }
    induction j; cbn [group_code]; [apply B |]. destruct counts; [apply B | exact IHj]. }
  assert (Sa : forall j, INR (alpha j) <= M).
  { intro j. unfold alpha. destruct (counts (S j)) eqn:C; [| simpl; lra]. unfold counts in C. apply andb_prop in C as [C1 _]. apply Nat.ltb_lt in C1.
    eapply Rle_trans; [| exact HM]. rewrite <- INR_pow2. apply le_INR. pose proof (kk_small _ C1). lia. }
  assert (Z : nonneg (fun _ : Y => 0)) by (intro; lra).
  pose proof (codes T (2 * M - 1) M H2 ltac:(lra) grp alpha _ _ (Sm keyg keyg_small) (Sm labg labg_small) Sa
    (step_right (digits mu' keyg g) (digits mu' labg g)) S0 ltac:(intro; unfold grp; lia)) as H.
  assert (H' : reach T (2 * M - 1) S0 [nn M M (num (digits mu' (fun i y => keyg i (grp y)) g)); nn M M (num (digits mu' (fun i y => labg i (grp y)) g));
    nn 1 0 (fun _ => 0); nn 1 0 (fun _ => 0); nn 1 0 (fun _ => 0)]).
  { revert H. apply reach_weaken. intros s Hs. inversion Hs as [|? ? O1 Hs1]; subst. inversion Hs1 as [|? ? O2 _]; subst.
    assert (C0 : lin 1 0 s (fun _ => 0)) by (apply (lin_mono 0 0); [lra | lra |]; apply lin_const, whole_0; lra).
    repeat constructor; try exact C0.
    - revert O1. apply lin_ext. intro y. unfold num, nn. cbn [snd]. rewrite code_of, digits_grp. reflexivity.
    - revert O2. apply lin_ext. intro y. unfold num, nn. cbn [snd]. rewrite code_of, digits_grp. reflexivity. }
  pose proof (selector T (2 * M - 1) M H2 ltac:(lra) mu' HM (fun i y => keyg i (grp y)) (fun i y => labg i (grp y))
    (fun y => keyg_small (grp y)) (fun y => labg_small (grp y)) g S0 _ _ _ Z ltac:(unfold M; lra) H') as (s & Hc & Hg).
  exists s. split; [exact Hc |]. inversion Hg as [|? ? O _]; subst. unfold has, nn in O; cbn [fst snd] in O. revert O. apply lin_ext.
  intro y. cbv beta. rewrite sum_value. rewrite gate_zero by lra. ring.
Qed.
End Copy.

Lemma lin_app B D D' a b (f h : Y -> R) : 0 <= B -> lin B D a f -> lin B D' b h -> lin B (D + D') (a ++ b) (fun y => f y + h y).
Proof.
  intros HB (w & c & Hl & Hw & Hc & E) (w' & c' & Hl' & Hw' & Hc' & E'). exists (w ++ w'), (c + c'). repeat split.
  - rewrite !app_length. congruence.
  - now apply Forall_app.
  - now apply whole_add.
  - intro y. rewrite E, E'. unfold values. rewrite map_app, dot_app by now rewrite map_length. ring.
Qed.

(** P copies, n keys each. *)
Theorem copies g P n S0 : (1 <= g)%nat -> (n <= g * (4 * S0))%nat ->
  exists s, carry T (2 * 2 ^ (g * mu) - 1) 12 (10 * P) (S0 + g * (mu + 1) + 1) [] s /\
    lin 1 0 s (fun y => rsum P (fun p => served (p * n) (Nat.min (p * n + n) N) y)).
Proof.
  intros Hg Hn. assert (HA : 0 <= 2 * 2 ^ (g * mu) - 1) by (pose proof (pow_R1_Rle 2 (g * mu) ltac:(lra)); lra).
  induction P as [|P (s & Hc & Hl)].
  - exists []. split; [| apply (lin_mono 0 0); [lra | lra |]; cbn [rsum]; apply lin_const, whole_0; lra].
    generalize (S0 + g * (mu + 1) + 1)%nat as m. induction m; [constructor |]. apply carry_cons with []; [simpl; lia | constructor | exact IHm].
  - destruct (copy g 1 (P * n) (Nat.min (P * n + n) N) S0 Hg (or_introl eq_refl) ltac:(lia)) as (s' & Hc' & Hl').
    { replace (4 * S0 + 1 - 1)%nat with (4 * S0)%nat by lia. lia. }
    exists (s ++ s'). split.
    + replace (10 * S P)%nat with (10 * P + 10)%nat by lia. change (@nil (Y -> R)) with (@nil (Y -> R) ++ []). now apply carry_par.
    + cbn [rsum]. apply (lin_mono 1 (0 + 0)); [lra | lra |]. apply lin_app; [lra | exact Hl | exact Hl'].
Qed.

Lemma copies_value P n y : (N <= P * n)%nat -> (1 <= n)%nat ->
  rsum P (fun p => served (p * n) (Nat.min (p * n + n) N) y) = INR (ll (idx y)).
Proof.
  intros HP Hn. pose proof (idx_small y) as Hi. pose proof (Nat.div_mod (idx y) n ltac:(lia)) as D. pose proof (Nat.mod_upper_bound (idx y) n ltac:(lia)) as U.
  set (q := (idx y / n)%nat) in *.
  rewrite (rsum_single P _ q).
  - unfold served. rewrite (proj2 (Nat.leb_le _ _)), (proj2 (Nat.ltb_lt _ _)) by lia. reflexivity.
  - unfold q. apply Nat.div_lt_upper_bound; lia.
  - intros i _ Hne. unfold served. destruct (Nat.leb_spec (i * n) (idx y)); [| reflexivity].
    destruct (Nat.ltb_spec (idx y) (Nat.min (i * n + n) N)); [| reflexivity]. exfalso. apply Hne.
    symmetry. unfold q. symmetry. apply Nat.div_unique with (idx y - i * n)%nat; lia.
Qed.
End Keys.
