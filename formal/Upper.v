(** * The upper bound: W^2 L^2 >= 81 N (B + c + 2) suffices for N keys of B bits with c-bit labels,
    hence W^2 L^2 = O(N log(1/delta)) for delta-separated points of the unit ball of R^d. *)

From Coq Require Import Reals List Lia Lra Arith ZArith.
From Memproof Require TheoremT.
From Memproof Require Import Network Log Sort Direction Stack Decoder.
Import ListNotations.
Open Scope R_scope.

Lemma rsum_single n f j : (j < n)%nat -> (forall i, (i < n)%nat -> i <> j -> f i = 0) -> rsum n f = f j.
Proof.
  intros Hj H. induction n; [lia |]. simpl. destruct (Nat.eq_dec j n) as [-> | Hn].
  - assert (Z : forall k, (k <= n)%nat -> rsum k f = 0).
    { induction k; simpl; intros Hk; [reflexivity |]. rewrite IHk by lia. rewrite H by lia. ring. }
    rewrite Z by lia. ring.
  - rewrite IHn, (H n) by (intros; try apply H; lia). ring.
Qed.

Lemma code_pull {Y Z} (h : Y -> Z) B b (K Q : nat -> Z -> nat) n y :
  code B b (fun i y => K i (h y)) (fun i y => Q i (h y)) n y = code B b K Q n (h y).
Proof. induction n; simpl; [reflexivity |]. now rewrite IHn. Qed.

Lemma pairs_of_le S a b W : (a <= W)%nat -> (b <= W)%nat -> Forall2 le (pairs_of S a b) (repeat W (2 * S)).
Proof.
  intros Ha Hb. induction S; [constructor |].
  replace (2 * Datatypes.S S)%nat with (2 * S + 2)%nat by lia. rewrite repeat_app. simpl.
  apply Forall2_app; [exact IHS |]. repeat constructor; assumption.
Qed.

Section Keys.
Variables (N : nat) (c : nat -> R) (lab : nat -> nat).
Hypothesis increasing : forall k, c k < c (S k).
Hypothesis start_pos : 0 <= c 0%nat.

Definition data := {k : nat | (k < N)%nat}.
Definition T (y : data) : R := c (proj1_sig y).

Lemma T_pos y : 0 <= T y.
Proof.
  unfold T. destruct (proj1_sig y) as [|k]; [exact start_pos |].
  pose proof (seq_mono c increasing 0%nat (S k) ltac:(lia)); lra.
Qed.

Lemma push ws (g : data -> R) : net ws [T] [g] ->
  (forall y, g y = INR (lab (proj1_sig y))) ->
  exists f, net ws [fun t : R => t] [f] /\ forall k, (k < N)%nat -> f (c k) = INR (lab k).
Proof.
  intros Hn Hg. destruct (net_push1 T ws [fun t => t] g Hn) as (f & Hf & E).
  exists f; split; [exact Hf |]. intros k Hk. specialize (E (exist _ k Hk)). rewrite Hg in E. exact E.
Qed.

(** U11-direct: the value of an interval is the label. *)
Theorem direct S m w : (1 <= m)%nat -> (1 <= w)%nat -> (N <= S * (m * w))%nat ->
  exists f, net (pairs_of S (2 * m + 2) (2 * w)) [fun t : R => t] [f] /\
            forall k, (k < N)%nat -> f (c k) = INR (lab k).
Proof.
  intros Hm Hw HN.
  pose proof (step_stack T (@proj1_sig _ _) c c (fun i => INR (lab i))
    ltac:(intro i; split; [lra | apply increasing]) ltac:(intro y; unfold T; lra) T_pos
    ltac:(intro; apply pos_INR) m w Hm Hw S
    ltac:(intro y; destruct y as (k & Hk); simpl; lia)) as H.
  apply push with (fun y => INR (lab (proj1_sig y))); [| reflexivity].
  eapply net_sub; [| exact H]. intros g [<- | []]. apply aff_tail, aff_head.
Qed.

Variables (B b : nat).   (* key bits, label bits *)
Hypothesis gap : forall k k', (k < k' < N)%nat -> c k + 1 <= c k'.
Hypothesis key_bits : forall k, (k < N)%nat -> c k < 2 ^ B.
Hypothesis label_bits : forall k, (k < N)%nat -> (lab k < 2 ^ b)%nat.

(** U11: codes of groups of n keys, then the decoder. *)
Theorem assembly n S m w : (1 <= n)%nat -> (1 <= m)%nat -> (1 <= w)%nat -> (N <= n * (S * (m * w)))%nat ->
  exists f, net (pairs_of S (2 * m + 2) (2 * w) ++ repeat 7%nat (n * (B + b + 2))) [fun t : R => t] [f] /\
            forall k, (k < N)%nat -> f (c k) = INR (lab k).
Proof.
  intros Hn Hm Hw HN.
  pose proof (seq_mono c increasing) as Hlt.
  set (grp := fun y : data => (proj1_sig y / n)%nat).
  set (keyg := fun i g : nat => if lt_dec (g * n + i) N then nfloor (c (g * n + i)%nat) else 0%nat).
  set (labg := fun i g : nat => if lt_dec (g * n + i) N then lab (g * n + i)%nat else 0%nat).
  assert (Hcp : forall k, 0 <= c k).
  { intros [|k]; [exact start_pos |]. pose proof (Hlt 0%nat (Datatypes.S k) ltac:(lia)); lra. }
  assert (Hks : forall i g, (keyg i g < 2 ^ B)%nat).
  { intros i g. unfold keyg. destruct lt_dec as [H | H].
    - apply INR_lt. rewrite INR_pow2. pose proof (nfloor_spec _ (Hcp (g * n + i)%nat)).
      specialize (key_bits _ H). lra.
    - apply Nat.neq_0_lt_0, Nat.pow_nonzero; lia. }
  assert (Hls : forall i g, (labg i g < 2 ^ b)%nat).
  { intros i g. unfold labg. destruct lt_dec as [H | H]; [now apply label_bits |].
    apply Nat.neq_0_lt_0, Nat.pow_nonzero; lia. }
  assert (Hle : forall i j, (i <= j)%nat -> c i <= c j).
  { intros i j Hij. destruct (Nat.eq_dec i j) as [-> | Hne]; [lra |]. left; apply Hlt; lia. }
  assert (Hdm : forall y, (proj1_sig y = grp y * n + proj1_sig y mod n)%nat /\ (proj1_sig y mod n < n)%nat).
  { intro y. unfold grp. pose proof (Nat.div_mod (proj1_sig y) n ltac:(lia)).
    pose proof (Nat.mod_upper_bound (proj1_sig y) n ltac:(lia)). lia. }
  assert (He : exists e, 0 < e <= 1 /\ forall k, (k < N)%nat -> c k - INR (nfloor (c k)) <= 1 - e).
  { destruct (TheoremT.large1 N (fun k => 1 - (c k - INR (nfloor (c k)))) (fun _ => 1)) as (l0 & Hl0).
    { intros k _. pose proof (nfloor_spec _ (Hcp k)). lra. }
    set (l := Rmax l0 1). pose proof (Rmax_r l0 1) as Hl1. fold l in Hl1. specialize (Hl0 l (Rmax_l _ _)).
    pose proof (Rinv_0_lt_compat l ltac:(lra)) as Hi. exists (/ l). split.
    - split; [exact Hi |]. rewrite <- Rinv_1. apply Rinv_le_contravar; lra.
    - intros k Hk. specialize (Hl0 k Hk). cbv beta in Hl0.
      assert (/ l * 1 <= / l * (l * (1 - (c k - INR (nfloor (c k)))))) as H by (apply Rmult_le_compat_l; lra).
      rewrite <- Rmult_assoc, Rinv_l in H by lra. lra. }
  destruct He as (e & He & Hfrac).
  assert (P1 : net (pairs_of S (2 * m + 2) (2 * w)) [T] [T; fun y => INR (code B b keyg labg n (grp y))]).
  { apply (step_stack T grp (fun i => c (i * n)%nat) (fun i => c (i * n + (n - 1))%nat)
             (fun i => INR (code B b keyg labg n i))); try assumption.
    - intro i. split; [apply Hle; lia | apply Hlt; simpl; lia].
    - intro y. destruct (Hdm y) as [E1 E2]. unfold T. rewrite E1.
      split; apply Hle; lia.
    - exact T_pos.
    - intro; apply pos_INR.
    - intro y. unfold grp. apply Nat.div_lt_upper_bound; [lia |]. destruct y as (k & Hk); simpl. nia. }
  assert (P2 : net (repeat 7%nat (n * (B + b + 2))) [T; fun y => INR (code B b keyg labg n (grp y))]
     [fun y => zero y + rsum n (fun i => gate b (INR (labg i (grp y))) (trap e (T y - INR (keyg i (grp y)))))]).
  { apply net_base with [num (code B b (fun i y => keyg i (grp y)) (fun i y => labg i (grp y)) n); T; zero].
    - intros g [<- | [<- | [<- | []]]].
      + apply (aff_ext _ (fun y => INR (code B b keyg labg n (grp y)))); [| apply aff_tail, aff_head].
        intro y. unfold num. f_equal. symmetry; apply code_pull.
      + apply aff_head.
      + apply (aff_const _ 0).
    - apply (decoder B b e T He T_pos (fun i y => keyg i (grp y)) (fun i y => labg i (grp y))
               ltac:(intros; apply Hks) ltac:(intros; apply Hls)).
      intro; unfold zero; lra. }
  eapply push.
  - eapply net_comp; [exact P1 | exact P2].
  - intro y. cbv beta. unfold zero. destruct (Hdm y) as [E1 E2].
    set (j := (proj1_sig y mod n)%nat) in *. set (g := grp y) in *.
    assert (Hk : (proj1_sig y < N)%nat) by (destruct y; assumption).
    rewrite (rsum_single n _ j E2).
    + unfold labg, keyg. rewrite <- E1. destruct (lt_dec (proj1_sig y) N) as [_ | H]; [| lia].
      unfold T. pose proof (nfloor_spec _ (Hcp (proj1_sig y))). specialize (Hfrac _ Hk). rewrite trap_in by lra.
      rewrite gate_on by apply pos_INR. ring.
    + intros i Hi Hij. unfold labg, keyg. destruct (lt_dec (g * n + i) N) as [H | H].
      * rewrite trap_out; [| exact He |].
        -- apply gate_off. rewrite <- INR_pow2. apply le_INR. specialize (label_bits _ H). lia.
        -- pose proof (nfloor_spec _ (Hcp (g * n + i)%nat)) as F. unfold T. rewrite E1.
           specialize (Hfrac _ H). destruct (lt_dec i j) as [L | L].
           ++ right. pose proof (gap (g * n + i) (g * n + j) ltac:(lia)). lra.
           ++ left. pose proof (gap (g * n + j) (g * n + i) ltac:(lia)). lra.
      * apply gate_zero. now apply trap_bounds.
Qed.

(** U12: the trade-off, for keys. *)
Lemma fit W L ws f : (8 <= W)%nat -> (length ws <= L)%nat -> Forall2 le ws (repeat W (length ws)) ->
  net ws [fun t : R => t] [f] -> net (repeat W L) [fun t : R => t] [f].
Proof.
  intros HW HL Hle Hn. pose proof (net_pad _ _ _ (L - length ws) Hn) as Hp.
  eapply net_wider; [| exact Hp].
  replace (repeat W L) with (repeat W (length ws) ++ repeat W (L - length ws)).
  - apply Forall2_app; [exact Hle | apply repeat_le; lia].
  - rewrite <- repeat_app; f_equal; lia.
Qed.

Lemma pairs_of_length S a1 a2 : length (pairs_of S a1 a2) = (2 * S)%nat.
Proof. induction S; simpl; [reflexivity |]. rewrite app_length, IHS; simpl; lia. Qed.

Theorem tradeoff W L : (8 <= W)%nat -> (2 <= L)%nat -> (81 * (N * (B + b + 2)) <= W * W * (L * L))%nat ->
  exists f, net (repeat W L) [fun t : R => t] [f] /\ forall k, (k < N)%nat -> f (c k) = INR (lab k).
Proof.
  intros HW HL H. set (E := (B + b + 2)%nat) in *.
  assert (HE : (2 <= E)%nat) by (unfold E; lia).
  pose proof (Nat.div_mod W 2 ltac:(lia)) as DW. pose proof (Nat.mod_upper_bound W 2 ltac:(lia)) as UW.
  set (a := (W / 2)%nat) in *. assert (Ha : (4 <= a)%nat) by (unfold a; apply Nat.div_le_lower_bound; lia).
  set (P := ((a - 1) * a)%nat).
  assert (HP : (4 * (W * W) <= 27 * P)%nat).
  { unfold P. assert (W <= 2 * a + 1)%nat by lia. assert (W * W <= (2 * a + 1) * (2 * a + 1))%nat by nia. nia. }
  destruct (le_lt_dec L (4 * E)) as [Hs | Hbig].
  - pose proof (Nat.div_mod L 2 ltac:(lia)) as DL. pose proof (Nat.mod_upper_bound L 2 ltac:(lia)) as UL.
    set (S := (L / 2)%nat) in *.
    destruct (direct S (a - 1) a ltac:(lia) ltac:(lia)) as (f & Hf & Hfit).
    { fold P. assert (H3 : (L <= 3 * S)%nat) by lia.
      assert (H4 : (L * L <= 12 * (S * E))%nat) by nia.
      assert (H5 : (12 * (W * W * (L * L)) <= 3 * (27 * P) * (12 * (S * E)))%nat).
      { assert ((W * W * 4) * (L * L) <= (27 * P) * (12 * (S * E)))%nat by (apply Nat.mul_le_mono; lia). lia. }
      assert (H6 : (12 * (81 * (N * E)) <= 12 * (81 * (S * P * E)))%nat) by lia.
      assert (H7 : (N * E <= S * P * E)%nat) by lia.
      apply Nat.mul_le_mono_pos_r with E; lia. }
    exists f; split; [| exact Hfit].
    apply fit with (pairs_of S (2 * (a - 1) + 2) (2 * a)); [exact HW | | | exact Hf];
      rewrite pairs_of_length; [lia |]. apply pairs_of_le; lia.
  - pose proof (Nat.div_mod L (2 * E) ltac:(lia)) as DL.
    pose proof (Nat.mod_upper_bound L (2 * E) ltac:(lia)) as UL.
    set (n := (L / (2 * E))%nat) in *. assert (Hn : (2 <= n)%nat).
    { unfold n. apply Nat.div_le_lower_bound; lia. }
    set (z := (n * E)%nat) in *.
    assert (Hz2 : (2 * z <= L)%nat) by (unfold z; lia).
    assert (Hz3 : (L < 3 * z)%nat).
    { unfold z in *. assert (2 * E <= n * E)%nat by nia. nia. }
    pose proof (Nat.div_mod (L - z) 2 ltac:(lia)) as DS. pose proof (Nat.mod_upper_bound (L - z) 2 ltac:(lia)) as US.
    set (S := ((L - z) / 2)%nat) in *.
    destruct (assembly n S (a - 1) a ltac:(lia) ltac:(lia) ltac:(lia)) as (f & Hf & Hfit).
    { fold P. assert (HS : (L <= z + 2 * S + 1)%nat) by lia.
      assert (H4 : (L * L <= 12 * (z * S))%nat).
      { assert (Hq : (L * L <= 6 * z * (L - z - 1))%nat).
        { assert (Hl : exists q, (L = z + 1 + q)%nat) by (exists (L - z - 1)%nat; lia).
          destruct Hl as (q & Hl). replace (L - z - 1)%nat with q by lia. rewrite Hl in *.
          assert (z <= q + 1)%nat by lia. assert (q + 2 <= 2 * z)%nat by lia. nia. }
        nia. }
      assert (H5 : ((W * W * 4) * (L * L) <= (27 * P) * (12 * (z * S)))%nat) by (apply Nat.mul_le_mono; lia).
      assert (H7 : (N * E <= n * (S * P) * E)%nat).
      { replace (n * (S * P) * E)%nat with (P * (z * S))%nat by (unfold z; lia). lia. }
      apply Nat.mul_le_mono_pos_r with E; lia. }
    exists f; split; [| exact Hfit].
    apply fit with (pairs_of S (2 * (a - 1) + 2) (2 * a) ++ repeat 7%nat (n * (B + b + 2))); [exact HW | | | exact Hf];
      rewrite app_length, pairs_of_length, repeat_length; fold E; fold z; [lia |].
    rewrite repeat_app. apply Forall2_app; [apply pairs_of_le; lia | apply repeat_le; lia].
Qed.
End Keys.
