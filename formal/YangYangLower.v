(** * Yang-Yang lower bound as in the paper's own text, from Warren's theorem

    W^2 L^2 >= N / (32 log2(1/delta)) is necessary (V2-V5).  Warren's bound on sign vectors is the only
    premise: it is stated as [warren_statement] and not proved here. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Log Bits Refutation Lower.
Import ListNotations.
Open Scope R_scope.

(** V1, cited: M >= k polynomials of degree at most D >= 1 in k >= 1 variables have at most
    2 (2 e M D / k)^k sign vectors. *)
Definition warren_statement : Prop :=
  forall k D (ps : list (params -> R)), (1 <= k)%nat -> (1 <= D)%nat -> (k <= length ps)%nat ->
    Forall (poly k D) ps ->
    exists vs : list (list bool),
      INR (length vs) <= 2 * (2 * exp 1 * INR (length ps) * INR D / INR k) ^ k /\
      forall t, In (map (fun p => sign (p t)) ps) vs.

Definition wbound (M D k : nat) : nat :=
  if le_dec 1 k then if le_dec 1 D then if le_dec k M then
    nfloor (2 * (2 * exp 1 * INR M * INR D / INR k) ^ k) else 2 ^ M else 2 ^ M else 2 ^ M.

Lemma wbound_pos M D k : (1 <= k)%nat -> 0 <= 2 * (2 * exp 1 * INR M * INR D / INR k) ^ k.
Proof.
  intros H. assert (0 < INR k) by (apply lt_0_INR; lia). pose proof (exp_pos 1). pose proof (pos_INR M). pose proof (pos_INR D).
  apply Rmult_le_pos; [lra |]. apply pow_le. apply Rmult_le_pos; [| left; now apply Rinv_0_lt_compat].
  apply Rmult_le_pos; [| assumption]. apply Rmult_le_pos; [lra | assumption].
Qed.

Lemma wbound_sign : warren_statement -> sign_bound wbound.
Proof.
  intros HW k D ps Hp.
  assert (Triv : exists vs : list (list bool), (length vs <= 2 ^ length ps)%nat /\
    forall t, In (map (fun p => sign (p t)) ps) vs).
  { exists (labelings (length ps)). split; [rewrite labelings_length; lia |]. intro t.
    rewrite <- (map_length (fun p => sign (p t)) ps). generalize (map (fun p => sign (p t)) ps). clear.
    induction l as [|[] l IH]; simpl; [now left | |]; apply in_or_app; [left | right]; now apply in_map. }
  unfold wbound. destruct (le_dec 1 k) as [Hk |]; [| exact Triv]. destruct (le_dec 1 D) as [HD |]; [| exact Triv].
  destruct (le_dec k (length ps)) as [HM |]; [| exact Triv].
  destruct (HW k D ps Hk HD HM Hp) as (vs & Hl & Hc). exists vs; split; [| exact Hc].
  pose proof (nfloor_spec _ (wbound_pos (length ps) D k Hk)) as [_ F]. rewrite <- S_INR in F.
  apply (Rle_lt_trans _ _ _ Hl) in F. apply INR_lt in F. lia.
Qed.

(** V3: one layer. *)
Lemma wbound_layer N U D P : (1 <= N)%nat -> (1 <= U)%nat -> (1 <= D)%nat -> (2 * D * U <= P)%nat ->
  INR (wbound (U * N) D P) <= 2 * (exp 1 * INR N) ^ P.
Proof.
  intros HN HU HD HP.
  assert (HP1 : (1 <= P)%nat) by nia.
  assert (He : 2 <= exp 1) by (pose proof (exp_ineq1 1 ltac:(lra)); lra).
  assert (HN1 : 1 <= INR N) by (apply (le_INR 1); lia).
  assert (HeN : 2 <= exp 1 * INR N) by nra.
  assert (Triv : (U * N < P)%nat -> INR (2 ^ (U * N)) <= 2 * (exp 1 * INR N) ^ P).
  { intros H. rewrite pow_INR. simpl INR.
    apply Rle_trans with (2 ^ P); [apply Rle_pow; [lra | lia] |].
    assert (2 ^ P <= (exp 1 * INR N) ^ P) by (apply pow_incr; lra). assert (0 < 2 ^ P) by (apply pow_lt; lra). lra. }
  unfold wbound. destruct (le_dec 1 P); [| lia]. destruct (le_dec 1 D); [| lia].
  destruct (le_dec P (U * N)); [| apply Triv; lia].
  pose proof (nfloor_spec _ (wbound_pos (U * N) D P HP1)) as [F _]. eapply Rle_trans; [exact F |].
  apply Rmult_le_compat_l; [lra |]. apply pow_incr.
  assert (HP0 : 0 < INR P) by (apply lt_0_INR; lia). pose proof (pos_INR (U * N)). pose proof (pos_INR D). split.
  - apply Rmult_le_pos; [| left; now apply Rinv_0_lt_compat]. apply Rmult_le_pos; [| assumption]. apply Rmult_le_pos; lra.
  - apply Rmult_le_reg_r with (INR P); [exact HP0 |].
    replace (2 * exp 1 * INR (U * N) * INR D / INR P * INR P) with (exp 1 * INR N * (2 * INR D * INR U)) by (rewrite mult_INR; field; lra).
    apply Rmult_le_compat_l; [lra |].
    apply le_INR in HP. rewrite !mult_INR in HP. simpl INR in HP. lra.
Qed.

(** The sum of the parameter counts up to each layer. *)
Fixpoint area (W L o m : nat) : nat :=
  match L with O => o + (m + 1) | S L' => o + W * (m + 1) + area W L' (o + W * (m + 1)) W end.

Lemma growth_bound N W L : (1 <= N)%nat -> (1 <= W)%nat -> forall o m D, (1 <= m)%nat -> (2 * D * W <= o)%nat ->
  INR (growth wbound N W L o m D) <= 2 ^ (L + 1) * (exp 1 * INR N) ^ area W L o m.
Proof.
  intros HN HW. assert (He : 0 < exp 1) by apply exp_pos. assert (HN1 : 0 < INR N) by (apply lt_0_INR; lia).
  assert (H0 : 0 < exp 1 * INR N) by nra.
  induction L as [|L IH]; intros o m D Hm Ho; cbn [growth area].
  - simpl (0 + 1)%nat. rewrite pow_1. replace (o + 1 * (m + 1))%nat with (o + (m + 1))%nat by lia.
    apply wbound_layer; try lia. nia.
  - rewrite mult_INR. set (P := (o + W * (m + 1))%nat). set (a := area W L P W).
    replace (2 ^ (S L + 1) * (exp 1 * INR N) ^ (P + a)) with
      ((2 * (exp 1 * INR N) ^ P) * (2 ^ (L + 1) * (exp 1 * INR N) ^ a)) by (rewrite (pow_add _ P a); simpl; ring).
    apply Rmult_le_compat; try apply pos_INR.
    + unfold P. apply wbound_layer; try lia. nia.
    + unfold a, P. apply IH; [lia | nia].
Qed.

Lemma area_closed W L : forall o, (2 * area W L o W = 2 * (L + 1) * o + W * (W + 1) * (L * (L + 1)) + 2 * L * (W * (W + 1)) + 2 * (W + 1))%nat.
Proof. induction L; intros o; cbn [area]; [lia |]. specialize (IHL (o + W * (W + 1))%nat). nia. Qed.

Lemma area_bound W L : (1 <= W)%nat -> (1 <= L)%nat -> (area W L 0 1 <= 6 * (W * W * (L * L)))%nat.
Proof.
  intros HW HL. destruct L as [|l]; [lia |]. cbn [area]. destruct W as [|w]; [lia |].
  pose proof (area_closed (S w) l (0 + S w * (1 + 1))) as E. nia.
Qed.

(** V4: shattered points on a line. *)
Theorem shattered_line W L N (x : nat -> list R) : warren_statement -> (1 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat ->
  (forall n, length (x n) = 1%nat) ->
  (forall y : nat -> nat, (forall n, (n < N)%nat -> (y n < 2)%nat) ->
     exists f, NN W L 1 f /\ forall n, (n < N)%nat -> f (x n) = INR (y n)) ->
  INR N <= 8 * INR (W * W * (L * L)) * log2 (exp 1 * INR N).
Proof.
  intros HWa HW HL HN Hx H.
  pose proof (shattering_bound wbound W L N 1 x (wbound_sign HWa) Hx H) as G.
  apply le_INR in G. rewrite pow_INR in G. simpl (INR 2) in G.
  pose proof (growth_bound N W L HN HW 0 1 0 (le_n _) ltac:(lia)) as G2.
  assert (He : 2 <= exp 1) by (pose proof (exp_ineq1 1 ltac:(lra)); lra).
  assert (HN1 : 1 <= INR N) by (apply (le_INR 1); lia).
  assert (HeN : 2 <= exp 1 * INR N) by nra.
  set (q := log2 (exp 1 * INR N)). assert (Hq : 1 <= q) by (unfold q; rewrite <- log2_2 at 1; apply log2_le; lra).
  assert (G3 : INR N <= INR (L + 1) + INR (area W L 0 1) * q).
  { replace (1 + 1) with 2 in G by ring.
    assert (G4 : log2 (2 ^ N) <= log2 (2 ^ (L + 1) * (exp 1 * INR N) ^ area W L 0 1)).
    { apply log2_le; [apply pow_lt; lra | lra]. }
    rewrite log2_mult in G4 by (apply pow_lt; lra). rewrite !log2_pow, log2_2 in G4 by lra. fold q in G4. lra. }
  pose proof (le_INR _ _ (area_bound W L HW HL)) as A. rewrite mult_INR in A. replace (INR 6) with 6 in A by (simpl; ring).
  assert (HL2 : INR (L + 1) <= 2 * INR (W * W * (L * L))).
  { change 2 with (INR 2). rewrite <- mult_INR. apply le_INR.
    assert (1 <= W * W)%nat by nia. assert (L <= L * L)%nat by nia. nia. }
  pose proof (pos_INR (W * W * (L * L))). nra.
Qed.

(** V5 in R^d: memorizing N points of the unit ball, N delta <= 1, needs W^2 L^2 >= N / (32 log2(1/delta)). *)
Theorem yang_yang_lower W L N d delta : warren_statement -> (1 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat -> (1 <= d)%nat ->
  0 < delta <= 1 / 2 -> INR N * delta <= 1 -> memorizes W L N d 2 delta ->
  INR N <= 32 * INR (W * W * (L * L)) * log2 (1 / delta).
Proof.
  intros HWa HW HL HN Hd Hdelta HNd H.
  set (emb := fun t : list R => coord 0 t :: repeat 0 (d - 1)).
  pose proof (shattered_line W L N (fun n => [INR n * delta]) HWa HW HL HN ltac:(reflexivity)) as S.
  assert (HN1 : 1 <= INR N) by (apply (le_INR 1); lia).
  assert (G : INR N <= 8 * INR (W * W * (L * L)) * log2 (exp 1 * INR N)).
  { apply S. intros y Hy.
    pose proof (line_points N d delta Hd ltac:(lra) HNd) as Hsep.
    destruct (H _ y Hsep Hy) as (f & Hf & E). apply NN_iff in Hf as (g & Hg & Eg).
    exists (fun t => g (emb t)). split.
    - apply NN_iff. exists (pull emb g); split; [| reflexivity].
      apply (net_base _ (map (pull emb) (coords d))); [| exact (net_pull emb _ _ [g] Hg)].
      intros h Hh. apply in_map_iff in Hh as (h' & <- & Hh'). unfold coords in Hh'. apply in_map_iff in Hh' as (k & <- & Hk).
      destruct k as [|k].
      + apply (aff_ext _ (coord 0)); [reflexivity | apply aff_head].
      + apply (aff_ext _ (fun _ => 0)); [| apply aff_const]. intro t. unfold pull, emb, coord. simpl. symmetry. apply nth_repeat.
    - intros n Hn. rewrite <- Eg; [| unfold emb; simpl; rewrite repeat_length; lia]. apply E; exact Hn. }
  set (lam := log2 (1 / delta)).
  assert (Hinv : 2 <= 1 / delta).
  { apply Rmult_le_reg_r with delta; [lra |]. replace (1 / delta * delta) with 1 by (field; lra). lra. }
  assert (Hlam : 1 <= lam) by (unfold lam; rewrite <- log2_2 at 1; apply log2_le; lra).
  assert (Hlog : log2 (exp 1 * INR N) <= 4 * lam).
  { apply Rle_trans with (log2 (2 * (2 * (1 / delta)))).
    - apply log2_le; [pose proof (exp_pos 1); nra |].
      assert (HN2 : INR N <= 1 / delta).
      { apply Rmult_le_reg_r with delta; [lra |]. replace (1 / delta * delta) with 1 by (field; lra). exact HNd. }
      pose proof exp_le_3. pose proof (exp_pos 1). nra.
    - rewrite !log2_mult, log2_2 by lra. fold lam. lra. }
  pose proof (pos_INR (W * W * (L * L))).
  apply Rle_trans with (8 * INR (W * W * (L * L)) * (4 * lam)); [| right; ring].
  eapply Rle_trans; [exact G |]. apply Rmult_le_compat_l; [lra | exact Hlog].
Qed.
