(** * Yang-Yang upper bound: W^2 L^2 >= K(d, C) N log2(1/delta) suffices *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require Import Network Log Sort Direction Stack Decoder Upper.
Import ListNotations.
Open Scope R_scope.

Lemma dot_self_nonneg v : 0 <= dot v v.
Proof. induction v as [|b v IH]; simpl; [lra |]. pose proof (Rle_0_sqr b) as H. unfold Rsqr in H. lra. Qed.

Lemma coordinate_le1 v : dot v v <= 1 -> Forall (fun b => -1 <= b <= 1) v.
Proof.
  induction v as [|b v IH]; simpl; intros H; constructor.
  - pose proof (dot_self_nonneg v). split; nra.
  - apply IH. pose proof (Rle_0_sqr b) as Hb. unfold Rsqr in Hb. lra.
Qed.

Lemma udot_bound A u : Forall (fun a => (a <= A)%nat) u -> forall v, Forall (fun b => -1 <= b <= 1) v ->
  - (INR (length u) * INR A) <= udot u v <= INR (length u) * INR A.
Proof.
  unfold udot. induction 1 as [|a u Ha _ IH]; intros v Hv.
  - simpl; lra.
  - cbn [length map]. rewrite S_INR. apply le_INR in Ha. pose proof (pos_INR a). pose proof (pos_INR A).
    pose proof (pos_INR (length u)).
    destruct Hv as [|b v Hb Hv]; simpl; [split; nra |]. specialize (IH v Hv). split; nra.
Qed.

(** Sizes in bits: B bits for the key, b for the label. *)
Theorem separated_memorized W L N d C B b delta :
  (8 <= W)%nat -> (2 <= L)%nat -> (1 <= d)%nat -> 0 < delta -> (C <= 2 ^ b)%nat ->
  4 * INR d * sqrt (INR d) * INR (N * N) / delta <= 2 ^ B ->
  (81 * (N * (B + b + 2)) <= W * W * (L * L))%nat ->
  memorizes W L N d C delta.
Proof.
  intros HW HL Hd Hdelta HC HB Hsize x y Hsep Hy.
  destruct (separating_direction N d delta x Hd Hdelta Hsep) as (u & Hl & Hu & Hgap).
  assert (Hd0 : 0 < INR d) by (apply lt_0_INR; lia).
  pose proof (sqrt_lt_R0 _ Hd0) as Hs.
  set (M := (N * (N - 1) / 2)%nat).
  assert (HuM : Forall (fun a => (a <= M)%nat) u).
  { revert Hu; apply Forall_impl. intros a Ha. unfold M. apply Nat.div_le_lower_bound; lia. }
  set (rho := INR d * INR M). set (sig := 4 * sqrt (INR d) / delta).
  assert (Hsig : 0 < sig) by (unfold sig; apply Rdiv_lt_0_compat; lra).
  assert (Hrho : 0 <= rho) by (apply Rmult_le_pos; apply pos_INR).
  set (K := fun z => sig * (dot (map INR u) (values (coords d) z) + rho)).
  assert (HKaff : aff (coords d) K).
  { unfold K. apply aff_scal, aff_add; [| apply aff_const].
    exists (map INR u), 0; split; [rewrite map_length, coords_length; exact Hl | intro; lra]. }
  assert (HK : forall i, (i < N)%nat -> K (x i) = sig * (udot u (x i) + rho)).
  { intros i Hi. unfold K, udot. rewrite values_coords; [reflexivity |]. now apply (proj1 Hsep). }
  assert (HKr : forall i, (i < N)%nat -> 0 <= K (x i) <= sig * (2 * rho)).
  { intros i Hi. rewrite HK by exact Hi. destruct (proj1 Hsep i Hi) as [_ Hn].
    pose proof (udot_bound M u HuM (x i) (coordinate_le1 _ Hn)) as Hb. rewrite Hl in Hb. fold rho in Hb.
    split; nra. }
  assert (HKg : forall i j, (i < j < N)%nat -> 2 <= Rabs (K (x i) - K (x j))).
  { intros i j Hij. rewrite !HK by lia.
    replace (sig * (udot u (x i) + rho) - sig * (udot u (x j) + rho)) with
      (sig * (udot u (x i) - udot u (x j))) by ring.
    rewrite Rabs_mult, (Rabs_right sig) by lra. specialize (Hgap i j Hij).
    apply Rle_trans with (sig * (delta / (2 * sqrt (INR d)))).
    - unfold sig. right. field; lra.
    - apply Rmult_le_compat_l; lra. }
  destruct (sort_keys N (fun i => K (x i)) (fun i => INR (y i))) as (c & lab & Hc & Hkeys & Hback).
  { intros i j Hij E. specialize (HKg i j Hij). rewrite E, Rminus_diag_eq, Rabs_R0 in HKg by reflexivity. lra. }
  destruct (Nat.eq_dec N 0) as [-> | HN0].
  { destruct (tradeoff 0 INR (fun _ => 0%nat) ltac:(intro; rewrite S_INR; lra) ltac:(simpl; lra) B b
      ltac:(intros; lia) ltac:(intros; lia) ltac:(intros; lia) W L HW HL Hsize) as (f & Hf & _).
    exists (fun z => f (K z)); split; [| intros; lia].
    apply NN_iff. exists (pull K f); split; [| reflexivity].
    apply (net_base _ [K]); [intros h [<- | []]; exact HKaff |].
    exact (net_pull K _ [fun t => t] [f] Hf). }
  set (nlab := fun k => nfloor (lab k)).
  assert (Hlab : forall k i, lab k = INR (y i) -> nlab k = y i).
  { intros k i E. unfold nlab. rewrite E. pose proof (nfloor_spec (INR (y i)) (pos_INR _)) as [F1 F2].
    rewrite <- S_INR in F2. apply INR_le in F1. apply INR_lt in F2. lia. }
  destruct (tradeoff N c nlab Hc) with (B := B) (b := b) (W := W) (L := L) as (f & Hf & Hfit); try assumption.
  - destruct (Hback 0%nat ltac:(lia)) as (i & Hi & E & _). rewrite E. now apply HKr.
  - intros k k' Hkk. destruct (Hback k ltac:(lia)) as (i & Hi & E1 & _).
    destruct (Hback k' ltac:(lia)) as (j & Hj & E2 & _).
    pose proof (seq_mono c Hc k k' ltac:(lia)) as Hlt.
    assert (Hij : i <> j) by (intros ->; lra).
    assert (Hg : 2 <= Rabs (c k' - c k)).
    { rewrite E1, E2. destruct (Nat.lt_total i j) as [H | [H | H]]; [| contradiction |].
      - rewrite Rabs_minus_sym. apply HKg; lia.
      - apply HKg; lia. }
    rewrite Rabs_right in Hg by lra. lra.
  - intros k Hk. destruct (Hback k Hk) as (i & Hi & E & _). rewrite E.
    apply Rle_lt_trans with (sig * (2 * rho)); [now apply HKr |].
    apply Rlt_le_trans with (4 * INR d * sqrt (INR d) * INR (N * N) / delta); [| exact HB].
    assert (HM : 2 * INR M < INR (N * N)).
    { change 2 with (INR 2). rewrite <- mult_INR. apply lt_INR.
      pose proof (Nat.mul_div_le (N * (N - 1)) 2 ltac:(lia)) as F. fold M in F. nia. }
    unfold sig, rho. unfold Rdiv.
    replace (4 * sqrt (INR d) * / delta * (2 * (INR d * INR M))) with
      (4 * INR d * sqrt (INR d) * / delta * (2 * INR M)) by ring.
    replace (4 * INR d * sqrt (INR d) * INR (N * N) * / delta) with
      (4 * INR d * sqrt (INR d) * / delta * INR (N * N)) by ring.
    apply Rmult_lt_compat_l; [| exact HM].
    apply Rmult_lt_0_compat; [| now apply Rinv_0_lt_compat]. apply Rmult_lt_0_compat; lra.
  - intros k Hk. destruct (Hback k Hk) as (i & Hi & _ & E). rewrite (Hlab k i E).
    eapply Nat.lt_le_trans; [now apply Hy | exact HC].
  - exists (fun z => f (K z)); split.
    + apply NN_iff. exists (pull K f); split; [| reflexivity].
      apply (net_base _ [K]); [intros h [<- | []]; exact HKaff |].
      exact (net_pull K _ [fun t => t] [f] Hf).
    + intros i Hi. destruct (Hkeys i Hi) as (k & Hk & E1 & E2). rewrite <- E1, Hfit by exact Hk.
      f_equal. now apply Hlab.
Qed.

(** Vardi-Yehudai-Shamir, as a corollary: width 8 (below their 12) and depth L with
    L^2 >= 81/64 N (B + b + 2), that is L = O(sqrt(N (log N + log(1/delta) + log d + log C))): O~(sqrt N)
    parameters, since a network of width 8 has fewer than 81 L + 8 d + 9 of them. *)
Theorem constant_width L N d C B b delta :
  (2 <= L)%nat -> (1 <= d)%nat -> 0 < delta -> (C <= 2 ^ b)%nat ->
  4 * INR d * sqrt (INR d) * INR (N * N) / delta <= 2 ^ B ->
  (81 * (N * (B + b + 2)) <= 64 * (L * L))%nat ->
  memorizes 8 L N d C delta.
Proof. intros. apply separated_memorized with B b; try assumption; lia. Qed.

(** ** Packing: N <= M^d for every M > 2 sqrt(d) / delta, by cells of side delta / sqrt(d) *)
Fixpoint tuples (M d : nat) : list (list nat) :=
  match d with O => [[]] | S d' => flat_map (fun a => map (cons a) (tuples M d')) (seq 0 M) end.

Lemma tuples_length M d : length (tuples M d) = (M ^ d)%nat.
Proof.
  induction d; simpl; [reflexivity |].
  rewrite (flat_length _ (M ^ d)); [rewrite seq_length; lia |]. intro; now rewrite map_length.
Qed.

Lemma tuples_in M u : Forall (fun a => (a < M)%nat) u -> In u (tuples M (length u)).
Proof.
  induction 1 as [|a u Ha _ IH]; simpl; [now left |]. apply in_flat_map. exists a; split.
  - apply in_seq; lia.
  - apply in_map_iff. exists u; auto.
Qed.

Definition cell (q : R) (x : list R) : list nat := map (fun b => nfloor ((b + 1) * q)) x.

Lemma same_cell q x y : 0 < q -> length x = length y ->
  Forall (fun b => -1 <= b <= 1) x -> Forall (fun b => -1 <= b <= 1) y -> cell q x = cell q y ->
  sqdist x y * (q * q) <= INR (length x) /\ (x <> [] -> sqdist x y * (q * q) < INR (length x)).
Proof.
  intros Hq. revert y; induction x as [|a x IH]; intros [|b y] Hl Hx Hy E; simpl in Hl; try lia.
  - unfold sqdist; simpl; split; [lra | congruence].
  - inversion Hx; inversion Hy; subst. simpl in E. injection E as E1 E2.
    destruct (IH y ltac:(lia) H2 H6 E2) as [IH1 _].
    assert (H0 : (a - b) * (a - b) * (q * q) < 1).
    { pose proof (nfloor_spec ((a + 1) * q) ltac:(nra)). pose proof (nfloor_spec ((b + 1) * q) ltac:(nra)).
      rewrite E1 in H. assert (H3 : -1 < (a - b) * q < 1) by lra.
      replace ((a - b) * (a - b) * (q * q)) with (((a - b) * q) * ((a - b) * q)) by ring. nra. }
    unfold sqdist in *. cbn [length map vadd dot]. rewrite S_INR. fold (a - b) in *.
    replace (a + - b) with (a - b) by ring. split; [| intros _]; lra.
Qed.

Theorem packing N d delta M x : (1 <= d)%nat -> 0 < delta -> separated N d delta x ->
  2 * sqrt (INR d) / delta < INR M -> (N <= M ^ d)%nat.
Proof.
  intros Hd Hdelta (Hb & Hsep) HM.
  assert (Hd0 : 0 < INR d) by (apply lt_0_INR; lia).
  pose proof (sqrt_lt_R0 _ Hd0) as Hs. set (q := sqrt (INR d) / delta).
  assert (Hq : 0 < q) by (unfold q; now apply Rdiv_lt_0_compat).
  rewrite <- tuples_length. rewrite <- (seq_length N 0), <- (map_length (fun i => cell q (x i))).
  apply NoDup_incl_length.
  - assert (Hinj : forall i j, (i < j < N)%nat -> cell q (x i) <> cell q (x j)).
    { intros i j Hij E. destruct (Hb i ltac:(lia)) as [Li Ni]. destruct (Hb j ltac:(lia)) as [Lj Nj].
      destruct (same_cell q (x i) (x j) Hq) as [_ H]; try (now apply coordinate_le1); [congruence | exact E |].
      rewrite Li in H. assert (Hne : x i <> []) by (intros F; rewrite F in Li; simpl in Li; lia).
      specialize (H Hne). specialize (Hsep i j Hij).
      set (s := sqdist (x i) (x j)) in *.
      assert (Hs0 : 0 <= s) by apply dot_self_nonneg.
      assert (delta * delta <= s).
      { rewrite <- (sqrt_sqrt s Hs0). nra. }
      assert (Hqq : delta * delta * (q * q) = INR d).
      { unfold q. rewrite <- (sqrt_sqrt (INR d)) at 3 by lra. field. lra. }
      assert (0 < q * q) by nra. nra. }
    clear -Hinj. induction N as [|N IH]; [constructor |].
    rewrite seq_S, map_app. simpl. apply NoDup_Add with (a := cell q (x N)) (l := map (fun i => cell q (x i)) (seq 0 N)).
    + rewrite <- (app_nil_r (map _ (seq 0 N))) at 1. apply Add_app.
    + split; [apply IH; intros; apply Hinj; lia |].
      intros Hin. apply in_map_iff in Hin as (i & E & Hi). apply in_seq in Hi. apply (Hinj i N); [lia | exact E].
  - intros u Hu. apply in_map_iff in Hu as (i & <- & Hi). apply in_seq in Hi.
    destruct (Hb i ltac:(lia)) as [Li Ni].
    replace d with (length (cell q (x i))) by (unfold cell; rewrite map_length; exact Li).
    apply tuples_in. unfold cell. apply Forall_forall. intros a Ha. apply in_map_iff in Ha as (b & <- & Hin).
    pose proof (coordinate_le1 _ Ni) as F. rewrite Forall_forall in F. specialize (F b Hin).
    apply INR_lt. pose proof (nfloor_spec ((b + 1) * q) ltac:(nra)) as [G _].
    assert (E2 : 2 * sqrt (INR d) / delta = 2 * q) by (unfold q; field; lra). nra.
Qed.

(** ** The claim, with every constant *)
Lemma size_log N d delta : (1 <= N)%nat -> (1 <= d)%nat -> 0 < delta ->
  log2 (4 * INR d * sqrt (INR d) * INR (N * N) / delta) =
  2 + 3 / 2 * log2 (INR d) + 2 * log2 (INR N) + log2 (1 / delta).
Proof.
  intros HN Hd Hdelta. assert (Hd0 : 0 < INR d) by (apply lt_0_INR; lia).
  assert (HN0 : 0 < INR N) by (apply lt_0_INR; lia).
  pose proof (sqrt_lt_R0 _ Hd0) as Hs.
  assert (E : log2 (sqrt (INR d)) = log2 (INR d) / 2).
  { rewrite <- (sqrt_sqrt (INR d)) at 2 by lra. rewrite log2_mult by assumption. field. }
  assert (Hinv : 0 < 1 / delta) by (apply Rdiv_lt_0_compat; lra).
  replace (4 * INR d * sqrt (INR d) * INR (N * N) / delta) with
    (2 * (2 * (INR d * (sqrt (INR d) * (INR N * (INR N * (1 / delta))))))) by (rewrite mult_INR; field; lra).
  repeat rewrite log2_mult by
    (repeat first [assumption | lra | apply Rmult_lt_0_compat]).
  rewrite log2_2, E. field.
Qed.

Theorem yang_yang_upper_explicit W L N d C b delta :
  (8 <= W)%nat -> (2 <= L)%nat -> (1 <= d)%nat -> (1 <= N)%nat -> 0 < delta <= 1 -> (C <= 2 ^ b)%nat ->
  81 * INR N * (2 * log2 (INR N) + log2 (1 / delta) + 3 / 2 * log2 (INR d) + INR b + 5) <= INR (W * W * (L * L)) ->
  memorizes W L N d C delta.
Proof.
  intros HW HL Hd HN Hdelta HC H.
  assert (Hd1 : 1 <= INR d) by (apply (le_INR 1); lia).
  assert (HN1 : 1 <= INR N) by (apply (le_INR 1); lia).
  assert (Hs : 1 <= sqrt (INR d)) by (rewrite <- sqrt_1; now apply sqrt_le_1_alt).
  set (X := 4 * INR d * sqrt (INR d) * INR (N * N) / delta).
  assert (HX : 1 <= X).
  { unfold X. rewrite mult_INR. apply Rmult_le_reg_r with delta; [lra |].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    assert (1 <= INR d * sqrt (INR d)) by nra. assert (1 <= INR N * INR N) by nra. nra. }
  destruct (power_above X HX) as (B & HB1 & HB2). unfold X in HB2. rewrite size_log in HB2 by (lia || lra).
  apply separated_memorized with B b; try assumption; [lra |].
  apply INR_le. eapply Rle_trans; [| exact H].
  rewrite !mult_INR, !plus_INR. replace (INR 81) with 81 by (simpl; ring). replace (INR 2) with 2 by (simpl; ring).
  assert (0 <= INR N) by lra. nra.
Qed.

(** W^2 L^2 = O(N log(1/delta)) suffices, with a constant that depends on d and C only. *)
Theorem yang_yang_upper d C : (1 <= d)%nat -> exists K, 0 < K /\
  forall W L N delta, (8 <= W)%nat -> (2 <= L)%nat -> 0 < delta <= 1 / 2 ->
    K * INR N * log2 (1 / delta) <= INR (W * W * (L * L)) -> memorizes W L N d C delta.
Proof.
  intros Hd. set (b := C).
  assert (HC : (C <= 2 ^ b)%nat) by (unfold b; apply Nat.lt_le_incl, Nat.pow_gt_lin_r; lia).
  assert (Hd1 : 1 <= INR d) by (apply (le_INR 1); lia).
  assert (Hs : 1 <= sqrt (INR d)) by (rewrite <- sqrt_1; now apply sqrt_le_1_alt).
  set (k3 := log2 (3 * sqrt (INR d))). assert (Hk3 : 0 <= k3) by (apply log2_nonneg; lra).
  assert (Hkd : 0 <= log2 (INR d)) by now apply log2_nonneg.
  exists (81 * (2 * INR d * (k3 + 1) + 1 + 3 / 2 * log2 (INR d) + INR b + 5)).
  pose proof (pos_INR b). split; [nra |].
  intros W L N delta HW HL Hdelta H0 x y Hsep Hy.
  destruct (Nat.eq_dec N 0) as [-> | HN].
  { apply (separated_memorized W L 0 d C 0 b delta); try assumption; try lra; try (simpl; lia).
    simpl. replace (4 * INR d * sqrt (INR d) * 0 / delta) with 0 by (field; lra). lra. }
  apply (yang_yang_upper_explicit W L N d C b delta); try assumption; try lia; try lra.
  assert (HN1 : 1 <= INR N) by (apply (le_INR 1); lia).
  set (lam := log2 (1 / delta)) in *.
  assert (Hlam : 1 <= lam).
  { unfold lam. rewrite <- log2_2 at 1. apply log2_le; [lra |].
    apply Rmult_le_reg_r with delta; [lra |]. replace (1 / delta * delta) with 1 by (field; lra). lra. }
  (* packing *)
  set (M := S (nfloor (2 * sqrt (INR d) / delta))).
  assert (Hpos : 0 <= 2 * sqrt (INR d) / delta).
  { left. apply Rdiv_lt_0_compat; lra. }
  pose proof (nfloor_spec _ Hpos) as [F1 F2].
  assert (HNM : (N <= M ^ d)%nat).
  { apply packing with delta x; try assumption; [lra |]. unfold M. rewrite S_INR. lra. }
  assert (HM : INR M <= 3 * sqrt (INR d) * (1 / delta)).
  { unfold M. rewrite S_INR. apply Rle_trans with (2 * sqrt (INR d) / delta + 1); [lra |].
    apply Rmult_le_reg_r with delta; [lra |].
    replace ((2 * sqrt (INR d) / delta + 1) * delta) with (2 * sqrt (INR d) + delta) by (field; lra).
    replace (3 * sqrt (INR d) * (1 / delta) * delta) with (3 * sqrt (INR d)) by (field; lra). lra. }
  assert (HM0 : 0 < INR M) by (apply lt_0_INR; unfold M; lia).
  assert (HlogM : log2 (INR M) <= k3 + lam).
  { unfold k3, lam. rewrite <- log2_mult; [| lra | apply Rdiv_lt_0_compat; lra]. now apply log2_le. }
  assert (HlogN : log2 (INR N) <= INR d * (k3 + lam)).
  { apply Rle_trans with (log2 (INR M ^ d)).
    - apply log2_le; [lra |]. rewrite <- pow_INR. now apply le_INR.
    - rewrite log2_pow by exact HM0. apply Rmult_le_compat_l; lra. }
  assert (Hmain : 2 * log2 (INR N) + lam + 3 / 2 * log2 (INR d) + INR b + 5 <=
    (2 * INR d * (k3 + 1) + 1 + 3 / 2 * log2 (INR d) + INR b + 5) * lam).
  { assert (k3 + lam <= (k3 + 1) * lam) by nra.
    assert (INR d * (k3 + lam) <= INR d * ((k3 + 1) * lam)) by (apply Rmult_le_compat_l; lra).
    assert (3 / 2 * log2 (INR d) + INR b + 5 <= (3 / 2 * log2 (INR d) + INR b + 5) * lam) by nra.
    lra. }
  eapply Rle_trans; [| exact H0].
  replace (81 * (2 * INR d * (k3 + 1) + 1 + 3 / 2 * log2 (INR d) + INR b + 5) * INR N * lam) with
    (81 * INR N * ((2 * INR d * (k3 + 1) + 1 + 3 / 2 * log2 (INR d) + INR b + 5) * lam)) by ring.
  apply Rmult_le_compat_l; [lra | exact Hmain].
Qed.
