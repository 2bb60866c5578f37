(** * The necessary size in R^k

    N shattered points of R^k need 6 (W^2 L^2 + (k - 1) W L / 2) >= N / log2(e N); memorizing networks shatter a grid in
    a coordinate subspace of dimension k <= d wherever it holds N points, N <= (1 + floor(2/(delta sqrt k)))^k. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Log Lower YangYangLowerFree LowerOne Growth.
Import ListNotations.
Open Scope R_scope.

Lemma space_area W L k : (1 <= W)%nat -> (1 <= L)%nat -> (1 <= k)%nat ->
  (area_fix W L 0 k <= 4 * (W * L * (W * L)) + 2 * ((k - 1) * (W * L)))%nat.
Proof.
  intros HW HL Hk. destruct L as [|l]; [lia |]. pose proof (area_fix_sum W l k) as E.
  destruct k as [|k]; [lia |]. replace (S k - 1)%nat with k by lia.
  assert (E1 : (k * W * (l + 2) <= 2 * (k * (W * S l)))%nat) by nia.
  assert (E2 : (2 * (W * (l + 2)) + W * W * (l * (l + 3)) + 2 * (W + 1) <= 8 * (W * S l * (W * S l)))%nat).
  { destruct W as [|w]; [lia |]. nia. }
  replace (S k * W * (l + 2))%nat with (W * (l + 2) + k * W * (l + 2))%nat in E by ring. lia.
Qed.

Theorem necessary_size_space W L N k : (1 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat -> (1 <= k)%nat -> shatters_some W L N k ->
  INR N <= 6 * (INR (W * L * (W * L)) + INR ((k - 1) * (W * L)) / 2) * log2 (exp 1 * INR N).
Proof.
  intros HW HL HN Hk H. set (n := INR N). set (s := INR (W * L)).
  set (Y := INR (W * L * (W * L)) + INR ((k - 1) * (W * L)) / 2). set (lam := log2 (exp 1 * n)).
  destruct (Rle_lt_dec n (6 * Y * lam)) as [G | C]; [exact G | exfalso].
  assert (He : 2 < exp 1) by (pose proof (exp_ineq1 1 ltac:(lra)); lra).
  assert (Hn1 : 1 <= n) by (apply (le_INR 1); lia).
  assert (Hs : 1 <= s) by (apply (le_INR 1); nia).
  assert (HY : s * s <= Y) by (unfold Y, s; rewrite <- mult_INR; pose proof (pos_INR ((k - 1) * (W * L))); lra).
  assert (Hlam1 : 1 <= lam) by (unfold lam; rewrite <- log2_2 at 1; apply log2_le; [lra | nra]).
  assert (Hn6 : 6 <= n) by nra.
  assert (Hlam3 : 3 <= lam).
  { assert (E : log2 (2 ^ 3) <= lam) by (apply log2_le; [lra | nra]). rewrite log2_pow, log2_2 in E by lra. simpl INR in E. lra. }
  assert (Hn18 : 18 * (s * s) <= n) by nra.
  pose proof (shattered_growth W L N k _ (growth_normal W L N k HW) H) as G. fold n in G.
  set (q := (N * (W * L + 1) + 1)%nat) in *.
  assert (Hq : INR q <= 3 * n * s).
  { unfold q, n, s. rewrite plus_INR, (mult_INR N), plus_INR. fold n s. change (INR 1) with 1. nra. }
  assert (Hq1 : 1 <= INR q) by (apply (le_INR 1); unfold q; lia).
  assert (Hq2 : 2 ^ 4 * INR q ^ 2 <= (exp 1 * n) ^ 3).
  { assert (E1 : INR q ^ 2 <= 9 * (n * n) * (s * s)) by (replace (9 * (n * n) * (s * s)) with ((3 * n * s) ^ 2) by ring; apply pow_incr; lra).
    assert (E2 : 8 * (n * n * n) <= (exp 1 * n) ^ 3).
    { replace (8 * (n * n * n)) with ((2 * n) ^ 3) by ring. apply pow_incr. split; [lra | apply Rmult_le_compat_r; lra]. }
    assert (E3 : n * n * (18 * (s * s)) <= n * n * n) by (apply Rmult_le_compat_l; nra). lra. }
  assert (Hlog : 4 + 2 * log2 (INR q) <= 3 * lam).
  { assert (P1 : 0 < INR q ^ 2) by (apply pow_lt; lra). assert (P2 : 0 < exp 1 * n) by (apply Rmult_lt_0_compat; lra).
    pose proof (log2_le (2 ^ 4 * INR q ^ 2) ((exp 1 * n) ^ 3) ltac:(lra) Hq2) as E. rewrite log2_mult, !log2_pow, log2_2 in E by (try apply pow_lt; lra).
    simpl INR in E. fold lam in E. lra. }
  assert (Hlq : 0 <= log2 (INR q)) by now apply log2_nonneg.
  pose proof log2_three as H3.
  assert (E0 : INR (L + 1) <= 2 * s).
  { unfold s. replace 2 with (INR 2) by (simpl; ring). rewrite <- mult_INR. apply le_INR. nia. }
  assert (E1 : s * log2 3 <= s * (8 / 5)) by (apply Rmult_le_compat_l; lra).
  assert (EA : INR (area_fix W L 0 k) <= 4 * Y).
  { pose proof (space_area W L k HW HL Hk) as A. apply le_INR in A. rewrite plus_INR, (mult_INR 4), (mult_INR 2) in A.
    replace (INR 4) with 4 in A by (simpl; ring). replace (INR 2) with 2 in A by (simpl; ring). unfold Y. lra. }
  assert (E2 : INR (area_fix W L 0 k) * log2 (INR q) <= 4 * Y * (3 / 2 * lam - 2)).
  { apply Rmult_le_compat; [apply pos_INR | exact Hlq | exact EA | lra]. }
  fold s in G. nra.
Qed.

(** ** The grid *)

Section Grid.
Variables (k d : nat) (delta : R).
Hypotheses (Hk : (1 <= k <= d)%nat) (Hdelta : 0 < delta).
Let side := sqrt (INR k).
Let M := (1 + nfloor (2 / (delta * side)))%nat.

Definition digit (n j : nat) : nat := ((n / M ^ j) mod M)%nat.
Definition corner (n : nat) : list R := map (fun j => - / side + INR (digit n j) * delta) (seq 0 k).

Lemma side_pos : 0 < side.
Proof. apply sqrt_lt_R0, lt_0_INR. lia. Qed.

Lemma digit_lt n j : (digit n j < M)%nat.
Proof. apply Nat.mod_upper_bound. unfold M. lia. Qed.

Lemma digits_inj i j : forall m, (i < M ^ m)%nat -> (j < M ^ m)%nat -> (forall r, (r < m)%nat -> digit i r = digit j r) -> i = j.
Proof.
  assert (HM : (M <> 0)%nat) by (unfold M; lia).
  intros m. revert i j. induction m as [|m IH]; intros i j Hi Hj H; [simpl in *; lia |].
  rewrite (Nat.div_mod i M HM), (Nat.div_mod j M HM). f_equal.
  - f_equal. apply IH; try (apply Nat.div_lt_upper_bound; [exact HM | simpl in *; lia]).
    intros r Hr. specialize (H (S r) ltac:(lia)). unfold digit in *. cbn [Nat.pow] in H.
    rewrite !Nat.div_div by (try exact HM; apply Nat.pow_nonzero; exact HM). exact H.
  - specialize (H 0%nat ltac:(lia)). unfold digit in H. change (M ^ 0)%nat with 1%nat in H. rewrite !Nat.div_1_r in H. exact H.
Qed.

Lemma corner_bound n j : - / side <= - / side + INR (digit n j) * delta <= / side.
Proof.
  pose proof side_pos as Hs. assert (Hi : 0 < / side) by now apply Rinv_0_lt_compat.
  assert (H2 : 0 <= 2 / (delta * side)) by (left; apply Rdiv_lt_0_compat; [lra | now apply Rmult_lt_0_compat]).
  pose proof (nfloor_spec _ H2) as [F _]. pose proof (digit_lt n j) as D.
  assert (D' : INR (digit n j) <= 2 / (delta * side)) by (eapply Rle_trans; [apply le_INR | exact F]; unfold M in D; lia).
  assert (E : 2 / (delta * side) * delta = 2 * / side) by (field; lra).
  pose proof (pos_INR (digit n j)). split; [nra |].
  apply (Rmult_le_compat_r delta) in D'; [rewrite E in D'; lra | lra].
Qed.

Lemma square_sum (f : nat -> R) c m o : (forall j, - c <= f j <= c) -> 0 <= c ->
  dot (map f (seq o m)) (map f (seq o m)) <= INR m * (c * c).
Proof.
  intros Hf Hc. revert o. induction m as [|m IH]; intros o; [simpl; lra |]. cbn [seq map dot]. rewrite S_INR. specialize (IH (S o)).
  specialize (Hf o). assert (f o * f o <= c * c) by nra. lra.
Qed.

Lemma dot_ge_term v j : nth j v 0 * nth j v 0 <= dot v v.
Proof.
  assert (P : forall u, 0 <= dot u u) by (induction u; simpl; nra).
  revert j. induction v as [|a v IH]; intros [|j]; simpl; try lra; [specialize (P v); nra |]. specialize (IH j). nra.
Qed.

Lemma nth_vadd u v j : length u = length v -> nth j (vadd u (map Ropp v)) 0 = nth j u 0 - nth j v 0.
Proof.
  revert v j. induction u as [|a u IH]; intros [|b v] [|j] H; simpl in *; try lia; try ring. apply IH. lia.
Qed.

Definition extend (z : list R) : list R := map (fun i => nth i z 0) (seq 0 k) ++ repeat 0 (d - k).

Lemma corner_length n : length (corner n) = k.
Proof. unfold corner. now rewrite map_length, seq_length. Qed.

Lemma corner_nth n j : (j < k)%nat -> nth j (corner n) 0 = - / side + INR (digit n j) * delta.
Proof.
  intros Hj. unfold corner. set (f := fun j0 => - / side + INR (digit n j0) * delta).
  rewrite (nth_indep _ 0 (f 0%nat)) by (rewrite map_length, seq_length; exact Hj). now rewrite map_nth, seq_nth.
Qed.

Lemma extend_corner n : extend (corner n) = corner n ++ repeat 0 (d - k).
Proof.
  unfold extend. f_equal. apply nth_ext with (d := 0) (d' := 0); rewrite map_length, seq_length, ?corner_length; [reflexivity |].
  intros j Hj. rewrite (nth_indep _ 0 (nth 0 (corner n) 0)) by (rewrite map_length, seq_length; exact Hj).
  rewrite (map_nth (fun i => nth i (corner n) 0)), seq_nth by exact Hj. reflexivity.
Qed.

Lemma grid_separated N : (N <= M ^ k)%nat -> separated N d delta (fun n => extend (corner n)).
Proof.
  intros HN. pose proof side_pos as Hs. split.
  - intros n _. rewrite extend_corner. split; [rewrite app_length, corner_length, repeat_length; lia |].
    assert (D : forall u m, dot (u ++ repeat 0 m) (u ++ repeat 0 m) = dot u u).
    { intros u m. induction u as [|a u IH]; simpl; [apply dot_repeat0 | now rewrite IH]. }
    rewrite D. unfold corner. eapply Rle_trans; [apply (square_sum _ (/ side)) |].
    + intros j. pose proof (corner_bound n j). lra.
    + left. now apply Rinv_0_lt_compat.
    + right. assert (E : INR k = side * side) by (unfold side; rewrite sqrt_sqrt; [reflexivity | apply pos_INR]). rewrite E. field. lra.
  - intros i j Hij. assert (Ne : exists r, (r < k)%nat /\ digit i r <> digit j r).
    { destruct (Exists_dec (fun r => digit i r <> digit j r) (seq 0 k)) as [E | E].
      - intros r. destruct (Nat.eq_dec (digit i r) (digit j r)); [right; tauto | now left].
      - apply Exists_exists in E as (r & Hr & E). apply in_seq in Hr. exists r. split; [lia | exact E].
      - exfalso. assert (i = j); [| lia]. apply (digits_inj i j k); [lia | lia |]. intros r Hr.
        destruct (Nat.eq_dec (digit i r) (digit j r)) as [G | G]; [exact G | exfalso]. apply E, Exists_exists. exists r.
        split; [apply in_seq; lia | exact G]. }
    destruct Ne as (r & Hr & Ne). rewrite <- (sqrt_Rsqr delta) by lra. apply sqrt_le_1_alt. unfold Rsqr, sqdist.
    eapply Rle_trans; [| apply (dot_ge_term _ r)].
    rewrite nth_vadd by (rewrite !extend_corner, !app_length, !corner_length; reflexivity).
    rewrite !extend_corner, !app_nth1 by (rewrite corner_length; exact Hr). rewrite !corner_nth by exact Hr.
    replace (- / side + INR (digit i r) * delta - (- / side + INR (digit j r) * delta)) with ((INR (digit i r) - INR (digit j r)) * delta) by ring.
    assert (Q : 1 <= (INR (digit i r) - INR (digit j r)) * (INR (digit i r) - INR (digit j r))).
    { destruct (lt_eq_lt_dec (digit i r) (digit j r)) as [[C | C] | C]; [| contradiction |]; apply le_INR in C; rewrite S_INR in C; nra. }
    assert (0 < delta * delta) by nra.
    replace ((INR (digit i r) - INR (digit j r)) * delta * ((INR (digit i r) - INR (digit j r)) * delta)) with
      ((INR (digit i r) - INR (digit j r)) * (INR (digit i r) - INR (digit j r)) * (delta * delta)) by ring. nra.
Qed.

(** V4/grid. *)
Theorem memorizes_shatters_grid W L N C : (2 <= C)%nat -> (N <= M ^ k)%nat -> memorizes W L N d C delta -> shatters_some W L N k.
Proof.
  intros HC HN H. exists corner, (/ 2). split; [intros n _; apply corner_length |]. intros c.
  destruct (H _ (fun n => if c n then 1%nat else 0%nat) (grid_separated N HN)) as (f & Hf & E).
  { intros n _. destruct (c n); lia. }
  apply NN_iff in Hf as (g & Hg & Eg). exists (pull extend g). split.
  - apply NN_iff. exists (pull extend g). split; [| reflexivity].
    apply (net_base _ (map (pull extend) (coords d))); [| exact (net_pull extend _ _ [g] Hg)].
    intros h Hh. apply in_map_iff in Hh as (h' & <- & Hh'). unfold coords in Hh'. apply in_map_iff in Hh' as (i & <- & Hi).
    unfold pull, extend, coord. destruct (le_lt_dec k i) as [G | G].
    + apply (aff_ext _ (fun _ => 0)); [| apply aff_const]. intro z.
      rewrite app_nth2 by (rewrite map_length, seq_length; exact G). symmetry. apply nth_repeat.
    + apply (aff_ext _ (coord i)).
      * intro z. rewrite app_nth1 by (rewrite map_length, seq_length; exact G).
        rewrite (nth_indep _ 0 (nth 0 z 0)) by (rewrite map_length, seq_length; exact G).
        now rewrite (map_nth (fun i => nth i z 0)), seq_nth by exact G.
      * apply aff_in. unfold coords. apply in_map, in_seq. lia.
  - intros n Hn. unfold pull. rewrite <- Eg.
    + rewrite E by exact Hn. unfold sign. destruct (c n); simpl; destruct Rlt_dec; try reflexivity; exfalso; lra.
    + rewrite extend_corner, app_length, corner_length, repeat_length. lia.
Qed.
End Grid.
