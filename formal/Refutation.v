(** * The listed lower bound W^2 L^2 = Omega(N log(1/delta)) is false

    Two hidden layers memorize any W^2 distinct points, whatever delta. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Log Sort TheoremT Direction.
Import ListNotations.
Open Scope R_scope.

(** ** Two hidden layers of width W memorize W^2 points, whatever their separation *)

Lemma aff_key d u : length u = d -> aff (coords d) (fun x => dot (map INR u) (values (coords d) x)).
Proof.
  intros Hl. exists (map INR u), 0; split; [rewrite map_length, coords_length; exact Hl |].
  intro x; lra.
Qed.

Theorem two_layers W N d C delta : (1 <= d)%nat -> 0 < delta -> (N <= W * W)%nat ->
  memorizes W 2 N d C delta.
Proof.
  intros Hd Hdelta HN x y Hsep _.
  destruct (separating_direction N d delta x Hd Hdelta Hsep) as (u & Hl & _ & Hu).
  set (K := fun z => dot (map INR u) (values (coords d) z)).
  assert (HK : forall i, (i < N)%nat -> K (x i) = udot u (x i)).
  { intros i Hi. unfold K, udot. rewrite values_coords; [reflexivity |]. now apply (proj1 Hsep). }
  assert (Hpos : 0 < delta / (2 * sqrt (INR d))).
  { apply Rdiv_lt_0_compat; [exact Hdelta |]. apply Rmult_lt_0_compat; [lra |].
    apply sqrt_lt_R0, lt_0_INR; lia. }
  destruct (sort_keys N (fun i => K (x i)) (fun i => INR (y i))) as (c & lab & Hc & Hkeys & _).
  { intros i j Hij E. specialize (Hu i j Hij). rewrite !HK in E by lia. rewrite E in Hu.
    rewrite Rminus_diag_eq in Hu by reflexivity. rewrite Rabs_R0 in Hu. lra. }
  destruct (theorem_T W W c lab Hc) as (f & Hf & Hfit).
  exists (fun z => f (K z)); split.
  - apply NN_iff. exists (pull K f); split; [| reflexivity].
    apply (net_base _ [K]).
    + intros h [<- | []]. now apply aff_key.
    + exact (net_pull K [W; W] [fun t => t] [f] Hf).
  - intros i Hi. destruct (Hkeys i Hi) as (k & Hk & E1 & E2). rewrite <- E1, <- E2.
    apply Hfit. lia.
Qed.

(** ** The refutation *)

(** A data set exists: the hypothesis of the bound is not empty. *)
Definition feasible (N d : nat) (delta : R) : Prop := exists x, separated N d delta x.

(** "W^2 L^2 = Omega(N log(1/delta)) is necessary", read as weakly as one may: some constant c, for all
    large N and all small delta (below a bound of one's choice), with data sets that exist. *)
Definition listed_lower_bound : Prop :=
  exists (c : R) (N0 : nat) (delta0 : R), 0 < c /\ 0 < delta0 /\
    forall W L N d delta, (N0 <= N)%nat -> (1 <= d)%nat -> 0 < delta <= delta0 ->
      feasible N d delta -> memorizes W L N d 2 delta ->
      c * INR N * log2 (1 / delta) <= INR (W * W * (L * L)).

(** Points on a line, in any dimension. *)
Lemma line_points N d delta : (1 <= d)%nat -> 0 < delta -> INR N * delta <= 1 ->
  separated N d delta (fun i => INR i * delta :: repeat 0 (d - 1)).
Proof.
  intros Hd Hdelta HN. split.
  - intros i Hi. split; [simpl; rewrite repeat_length; lia |]. simpl.
    rewrite dot_repeat0. apply lt_INR in Hi. pose proof (pos_INR i).
    assert (0 <= INR i * delta) by (apply Rmult_le_pos; lra).
    assert (INR i * delta <= 1) by nra. nra.
  - intros i j Hij. unfold sqdist.
    assert (E : forall n (a b : R), dot (vadd (a :: repeat 0 n) (map Ropp (b :: repeat 0 n)))
       (vadd (a :: repeat 0 n) (map Ropp (b :: repeat 0 n))) = (a - b) * (a - b)).
    { intros n a b. simpl. replace (a + - b) with (a - b) by ring.
      enough (Z : dot (vadd (repeat 0 n) (map Ropp (repeat 0 n))) (vadd (repeat 0 n) (map Ropp (repeat 0 n))) = 0)
        by (rewrite Z; ring).
      induction n; simpl; [reflexivity |]. rewrite IHn; ring. }
    rewrite E. destruct Hij as [Hij _]. apply le_INR in Hij. rewrite S_INR in Hij.
    rewrite <- (sqrt_Rsqr delta) at 1 by lra. apply sqrt_le_1_alt. unfold Rsqr.
    assert (1 <= (INR j - INR i) * (INR j - INR i)) by nra. assert (0 < delta * delta) by nra.
    replace ((INR i * delta - INR j * delta) * (INR i * delta - INR j * delta)) with
      ((INR j - INR i) * (INR j - INR i) * (delta * delta)) by ring. nra.
Qed.

Lemma line_feasible N d delta : (1 <= d)%nat -> 0 < delta -> INR N * delta <= 1 -> feasible N d delta.
Proof. intros. eexists. now apply line_points. Qed.

Lemma four N : (1 <= N)%nat -> exists W, (N <= W * W)%nat /\ (W * W <= 4 * N)%nat.
Proof.
  intros H. exists (S (Nat.sqrt N)). pose proof (Nat.sqrt_spec N ltac:(lia)) as [H1 H2].
  split; [lia |]. nia.
Qed.

(** For every c, every N, every d: a feasible delta, and all smaller ones, violate the bound. *)
Theorem violated c N d : 0 < c -> (1 <= N)%nat -> (1 <= d)%nat ->
  exists W delta0, 0 < delta0 /\ forall delta, 0 < delta <= delta0 ->
    feasible N d delta /\ memorizes W 2 N d 2 delta /\
    INR (W * W * (2 * 2)) < c * INR N * log2 (1 / delta).
Proof.
  intros Hc HN Hd. destruct (four N HN) as (W & H1 & H2).
  exists W, (Rmin (/ INR N) (exp (- (17 / c) * ln 2))).
  assert (HN' : 1 <= INR N) by (apply (le_INR 1); lia).
  split; [apply Rmin_glb_lt; [apply Rinv_0_lt_compat; lra | apply exp_pos] |].
  intros delta [Hd1 Hd2].
  assert (Ha : delta <= / INR N) by (eapply Rle_trans; [exact Hd2 | apply Rmin_l]).
  assert (Hb : delta <= exp (- (17 / c) * ln 2)) by (eapply Rle_trans; [exact Hd2 | apply Rmin_r]).
  split; [| split].
  - apply line_feasible; try assumption. replace 1 with (INR N * / INR N) by (field; lra). nra.
  - apply two_layers; assumption.
  - pose proof ln2_pos as Hln.
    assert (Hlog : 17 / c <= log2 (1 / delta)).
    { unfold log2. replace (1 / delta) with (/ delta) by (field; lra). rewrite ln_Rinv by exact Hd1.
      assert (ln delta <= - (17 / c) * ln 2).
      { rewrite <- (ln_exp (- (17 / c) * ln 2)). destruct Hb as [Hb | ->]; [| lra].
        left; now apply ln_increasing. }
      apply Rmult_le_reg_r with (ln 2); [exact Hln |].
      replace (- ln delta / ln 2 * ln 2) with (- ln delta) by (field; lra). lra. }
    apply Rlt_le_trans with (17 * INR N).
    + apply (le_INR _ _) in H2. rewrite mult_INR in H2. rewrite !mult_INR in *. simpl in *. lra.
    + replace (17 * INR N) with (c * INR N * (17 / c)) by (field; lra).
      apply Rmult_le_compat_l; [nra | exact Hlog].
Qed.

Theorem listed_lower_bound_false : ~ listed_lower_bound.
Proof.
  intros (c & N0 & delta0 & Hc & Hd0 & H).
  destruct (violated c (S N0) 1 Hc ltac:(lia) ltac:(lia)) as (W & delta1 & Hd1 & V).
  destruct (V (Rmin delta0 delta1)) as (Hf & Hm & Hlt).
  { split; [now apply Rmin_glb_lt | apply Rmin_r]. }
  specialize (H W 2%nat (S N0) 1%nat (Rmin delta0 delta1) ltac:(lia) ltac:(lia)).
  specialize (H (conj (Rmin_glb_lt _ _ _ Hd0 Hd1) (Rmin_l _ _)) Hf Hm). lra.
Qed.

(** Not an artefact of tiny delta: with delta = 1/N on a line every constant fails for large N. *)
Theorem violated_polynomial c : 0 < c -> exists N0, forall N, (N0 <= N)%nat ->
  exists W, feasible N 1 (/ INR N) /\ memorizes W 2 N 1 2 (/ INR N) /\
    INR (W * W * (2 * 2)) < c * INR N * log2 (1 / / INR N).
Proof.
  intros Hc. pose proof ln2_pos as Hln.
  destruct (INR_above (exp (17 / c * ln 2))) as (N0 & HN0).
  exists (S N0). intros N HN. destruct (four N ltac:(lia)) as (W & H1 & H2).
  assert (HN' : exp (17 / c * ln 2) < INR N).
  { apply Rlt_le_trans with (INR N0); [exact HN0 | apply le_INR; lia]. }
  pose proof (exp_pos (17 / c * ln 2)).
  exists W. split; [| split].
  - apply line_feasible; [lia | apply Rinv_0_lt_compat; lra | right; field; lra].
  - apply two_layers; [lia | apply Rinv_0_lt_compat; lra | exact H1].
  - assert (Hlog : 17 / c <= log2 (1 / / INR N)).
    { unfold log2. replace (1 / / INR N) with (INR N) by (field; lra).
      apply Rmult_le_reg_r with (ln 2); [exact Hln |].
      replace (ln (INR N) / ln 2 * ln 2) with (ln (INR N)) by (field; lra).
      rewrite <- (ln_exp (17 / c * ln 2)). left; now apply ln_increasing. }
    apply Rlt_le_trans with (17 * INR N).
    + apply (le_INR _ _) in H2. rewrite !mult_INR in *. simpl in *. lra.
    + replace (17 * INR N) with (c * INR N * (17 / c)) by (field; lra).
      apply Rmult_le_compat_l; [nra | exact Hlog].
Qed.

