(** * The depth of the network of width 12, in real numbers: VYS5, VYS6, VYS7

    Groups of the best size give depth sqrt (N (mu + 1)) + mu + 4; P copies for L^2 points each
    L sqrt (mu + 1) + mu + 5; smaller groups fewer bits for more layers. *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require Import Network Log Vardi.
Import ListNotations.
Open Scope R_scope.

Lemma groups n g : (1 <= n)%nat -> (1 <= g)%nat -> exists G, (1 <= G /\ n <= g * G /\ g * (G - 1) <= n)%nat.
Proof.
  intros Hn Hg. exists (S ((n - 1) / g)). pose proof (Nat.div_mod (n - 1) g ltac:(lia)) as D.
  pose proof (Nat.mod_upper_bound (n - 1) g ltac:(lia)) as U. set (q := ((n - 1) / g)%nat) in *.
  replace (g * S q)%nat with (g * q + g)%nat by lia. replace (S q - 1)%nat with q by lia. lia.
Qed.

Lemma fours a : exists t, (a <= 4 * t <= a + 3)%nat.
Proof.
  exists ((a + 3) / 4)%nat. pose proof (Nat.div_mod (a + 3) 4 ltac:(lia)). pose proof (Nat.mod_upper_bound (a + 3) 4 ltac:(lia)). lia.
Qed.

Lemma le_INR_mult a b c : (a * b <= c)%nat -> INR a * INR b <= INR c.
Proof. intros H. rewrite <- mult_INR. now apply le_INR. Qed.

(** The best group size, q = 1 if the first group needs a step too. *)
Lemma depth_choice q n mu : (q <= 1)%nat -> (1 <= n)%nat -> exists g G t,
  (1 <= g /\ 1 <= G /\ n <= g * G /\ G + q - 1 <= 4 * t)%nat /\
  INR (2 + t + g * (mu + 1)) <= sqrt (INR n * (INR mu + 1)) + INR mu + 4 + INR q.
Proof.
  intros Hq Hn. set (m := INR mu + 1). assert (Hm : 1 <= m) by (unfold m; pose proof (pos_INR mu); lra).
  assert (HN : 1 <= INR n) by (apply (le_INR 1); lia).
  set (r := sqrt (INR n / m) / 2).
  assert (Hq0 : 0 < INR n / m) by (apply Rdiv_lt_0_compat; lra).
  assert (Hr : 0 < r) by (unfold r; pose proof (sqrt_lt_R0 _ Hq0); lra).
  assert (E1 : 4 * (r * r) * m = INR n).
  { unfold r. replace (4 * (sqrt (INR n / m) / 2 * (sqrt (INR n / m) / 2)) * m) with (sqrt (INR n / m) * sqrt (INR n / m) * m) by field.
    rewrite sqrt_sqrt by lra. field. lra. }
  assert (E2 : sqrt (INR n * m) = 2 * r * m).
  { rewrite <- (sqrt_square (2 * r * m)) by nra. f_equal. rewrite <- E1. ring. }
  pose proof (nfloor_spec r ltac:(lra)) as [F1 F2]. set (g := S (nfloor r)).
  assert (Hg : INR g = INR (nfloor r) + 1) by (unfold g; now rewrite S_INR).
  destruct (groups n g Hn ltac:(unfold g; lia)) as (G & G1 & G2 & G3).
  destruct (fours (G + q - 1)) as (t & T1 & T2). exists g, G, t. split; [unfold g in *; lia |].
  apply le_INR_mult in G3. rewrite minus_INR in G3 by exact G1. simpl (INR 1) in G3.
  apply (le_INR (4 * t) (G + q - 1 + 3)) in T2. rewrite !plus_INR, minus_INR, mult_INR, plus_INR in T2 by lia.
  simpl in T2. rewrite !plus_INR, mult_INR, plus_INR. simpl (INR 2). simpl (INR 1). fold m. rewrite E2.
  assert (Q1 : INR q <= 1) by (apply (le_INR q 1); exact Hq). pose proof (pos_INR q).
  (* g (G - 1) <= n = 4 r^2 m and r <= g <= r + 1 *)
  assert (K : INR G - 1 <= 4 * r * m).
  { apply Rmult_le_reg_l with (INR g); [lra |]. rewrite <- E1 in G3. assert (0 <= 4 * r * m) by nra. nra. }
  assert (INR g * m <= (r + 1) * m) by (apply Rmult_le_compat_r; lra). assert (Em : m = INR mu + 1) by reflexivity. lra.
Qed.

(** VYS5: width 12, depth at most sqrt (N (mu + 1)) + mu + 4. *)
Theorem VYS5 N rho c mu : (1 <= N)%nat -> (1 <= rho)%nat -> (1 <= c)%nat -> (rho <= mu)%nat -> (c <= mu)%nat ->
  exists D b, (1 <= D)%nat /\ (1 <= b)%nat /\ memorizes_spread 12 D b N rho c /\
    INR D <= sqrt (INR N * (INR mu + 1)) + INR mu + 4.
Proof.
  intros HN Hr Hc Hrm Hcm. destruct (depth_choice 0 N mu ltac:(lia) HN) as (g & G & t & (H1 & H2 & H3 & H4) & H5).
  exists (2 + t + g * (mu + 1))%nat, (g * mu + 1)%nat. split; [lia |]. split; [lia |]. split.
  - apply VYS4_lean with G; lia.
  - simpl (INR 0) in H5. lra.
Qed.

(** VYS6: P copies, depth at most L sqrt (mu + 1) + mu + 5. *)
Lemma copies_choice L mu : (1 <= L)%nat -> exists g G t, (1 <= g /\ 1 <= G /\ L * L <= g * G /\ G <= 4 * t)%nat /\
  INR (2 + t + g * (mu + 1)) <= INR L * sqrt (INR mu + 1) + INR mu + 5.
Proof.
  intros HL. destruct (depth_choice 1 (L * L) mu ltac:(lia) ltac:(nia)) as (g & G & t & H & H5).
  exists g, G, t. split; [lia |]. simpl (INR 1) in H5. rewrite mult_INR, sqrt_mult, sqrt_square in H5
    by (try apply pos_INR; try (apply Rmult_le_pos; apply pos_INR); pose proof (pos_INR mu); lra). lra.
Qed.

Theorem VYS6 N rho c P L mu : (1 <= N)%nat -> (1 <= rho)%nat -> (1 <= c)%nat -> (1 <= P)%nat -> (1 <= L)%nat ->
  (N <= P * (L * L))%nat -> (rho <= mu)%nat -> (c <= mu)%nat ->
  exists D b, (1 <= D)%nat /\ (1 <= b)%nat /\ memorizes_spread (11 * P + 1) D b N rho c /\
    INR D <= INR L * sqrt (INR mu + 1) + INR mu + 5.
Proof.
  intros HN Hr Hc HP HL HPL Hrm Hcm. destruct (copies_choice L mu HL) as (g & G & t & (H1 & H2 & H3 & H4) & H5).
  exists (2 + t + g * (mu + 1))%nat, (g * mu + 1)%nat. split; [lia |]. split; [lia |]. split; [| exact H5].
  apply VYS6_copies with (L * L)%nat G; lia.
Qed.

(** VYS7: fewer bits a weight for more layers. *)
Lemma bits_choice N mu eps : (1 <= N)%nat -> (1 <= mu)%nat -> 0 <= eps <= 1 / 2 ->
  exists g G t, (1 <= g /\ 1 <= G /\ N <= g * G /\ G - 1 <= 4 * t)%nat /\
    INR (2 + t + g * (mu + 1)) <= 3 / 2 * Rpower (INR N) (1 - eps) * sqrt (INR mu + 1) + INR mu + 4 /\
    INR (g * mu + 1) <= Rmax (INR mu) (Rpower (INR N) eps * sqrt (INR mu) / 2) + 2.
Proof.
  intros HN Hmu He. set (E := Rpower (INR N) eps). set (F := Rpower (INR N) (1 - eps)). set (v := sqrt (INR mu + 1)).
  assert (HN1 : 1 <= INR N) by (apply (le_INR 1); lia). assert (Hm1 : 1 <= INR mu) by (apply (le_INR 1); lia).
  assert (EF : E * F = INR N) by (unfold E, F; rewrite <- Rpower_plus; replace (eps + (1 - eps)) with 1 by ring; apply Rpower_1; lra).
  assert (HE : 0 < E) by apply exp_pos. assert (HF : 0 < F) by apply exp_pos.
  assert (HEF : E <= F).
  { unfold E, F. destruct HN1 as [H1 | <-]; [apply Rle_Rpower; lra |]. unfold Rpower. rewrite ln_1, !Rmult_0_r. lra. }
  assert (Hvv : v * v = INR mu + 1) by (unfold v; apply sqrt_sqrt; lra).
  assert (Hv : 1 <= v) by (unfold v; apply Rle_trans with (sqrt 1); [rewrite sqrt_1; lra | apply sqrt_le_1_alt; lra]).
  set (x := E / (2 * v)). assert (Ex : E = 2 * x * v) by (unfold x; field; lra).
  pose proof (Rmax_l (INR mu) (E * sqrt (INR mu) / 2)) as M1. pose proof (Rmax_r (INR mu) (E * sqrt (INR mu) / 2)) as M2.
  destruct (Rle_dec 2 x) as [Hx | Hx].
  - pose proof (nfloor_spec x ltac:(lra)) as [F1 F2]. set (g := nfloor x) in *.
    assert (Hg : (2 <= g)%nat). { assert (H : INR 1 < INR g) by (simpl; lra). apply INR_lt in H. lia. }
    destruct (groups N g HN ltac:(lia)) as (G & G1 & G2 & G3). destruct (fours (G - 1)) as (t & T1 & T2).
    exists g, G, t. split; [lia |]. apply le_INR in Hg. simpl in Hg.
    apply le_INR_mult in G3. rewrite minus_INR in G3 by exact G1. simpl (INR 1) in G3.
    apply le_INR in T2. rewrite plus_INR, minus_INR, mult_INR in T2 by exact G1. simpl in T2. split.
    + rewrite !plus_INR, mult_INR, plus_INR. simpl (INR 2). simpl (INR 1). rewrite <- Hvv.
      assert (A1 : INR g * (v * v) <= F * v / 2).
      { assert (INR g * (v * v) <= x * (v * v)) by (apply Rmult_le_compat_r; nra). assert (x * v * v <= F / 2 * v) by (apply Rmult_le_compat_r; lra). lra. }
      assert (A2 : INR G - 1 <= 3 * (v * F)).
      { apply Rmult_le_reg_l with (INR g); [lra |]. rewrite <- EF, Ex in G3. assert (0 < v * F) by nra.
        assert (2 * x * (v * F) <= 3 * INR g * (v * F)) by (apply Rmult_le_compat_r; lra). lra. }
      nra.
    + rewrite plus_INR, mult_INR. simpl (INR 1). apply Rle_trans with (E * sqrt (INR mu) / 2 + 2); [| lra].
      set (u := sqrt (INR mu)). assert (Huu : u * u = INR mu) by (unfold u; apply sqrt_sqrt; lra).
      assert (Hu : 0 <= u) by apply sqrt_pos. assert (Huv : u <= v) by (unfold u, v; apply sqrt_le_1_alt; lra).
      assert (INR g * INR mu <= x * INR mu) by (apply Rmult_le_compat_r; lra).
      assert (x * (u * u) <= x * (v * u)) by (apply Rmult_le_compat_l; nra). rewrite Ex. rewrite Huu in *. nra.
  - destruct (fours (N - 1)) as (t & T1 & T2). exists 1%nat, N, t. split; [lia |].
    apply le_INR in T2. rewrite plus_INR, minus_INR, mult_INR in T2 by exact HN. simpl in T2. split.
    + rewrite !plus_INR, mult_INR, plus_INR. simpl (INR 2). simpl (INR 1).
      assert (INR N <= 4 * (v * F)). { rewrite <- EF, Ex. assert (0 < v * F) by nra. assert (2 * x * (v * F) <= 4 * (v * F)) by (apply Rmult_le_compat_r; lra). lra. }
      assert (0 < F * v) by nra. lra.
    + rewrite plus_INR, mult_INR. simpl (INR 1). lra.
Qed.

Theorem VYS7 N rho c mu eps : (1 <= N)%nat -> (1 <= rho)%nat -> (1 <= c)%nat -> (rho <= mu)%nat -> (c <= mu)%nat -> 0 <= eps <= 1 / 2 ->
  exists D b, (1 <= D)%nat /\ (1 <= b)%nat /\ memorizes_spread 12 D b N rho c /\
    INR D <= 3 / 2 * Rpower (INR N) (1 - eps) * sqrt (INR mu + 1) + INR mu + 4 /\
    INR b <= Rmax (INR mu) (Rpower (INR N) eps * sqrt (INR mu) / 2) + 2.
Proof.
  intros HN Hr Hc Hrm Hcm He. destruct (bits_choice N mu eps HN ltac:(lia) He) as (g & G & t & (H1 & H2 & H3 & H4) & H5 & H6).
  exists (2 + t + g * (mu + 1))%nat, (g * mu + 1)%nat. split; [lia |]. split; [lia |]. split; [| split; assumption].
  apply VYS4_lean with G; lia.
Qed.
