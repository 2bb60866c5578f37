(** * V7: no logarithm where the separation is fine compared with the depth

    Q pairs of neighbours of a line, 2 Q <= 1 + 2/delta.  Any k of them, 2 k <= N <= 2 Q, have to be split by some
    network of a class that memorizes every N points.  One network splits at most b = ((W + 1)^L + 1)/2 pairs in
    the same direction, since between two upward changes of side lies a downward one.  So the Q^k lists of k pairs
    are covered by the b^k of each pattern on the 2 Q points: Q^k <= 2^g b^k, g the growth.  If Q >= (W + 1)^(2 L),
    then N - 1 <= 4 W^2 L^2. *)

From Coq Require Import Reals List Lia Lra Arith Classical_Prop.
From Memproof Require Import Network Log Bits Sort Lower TheoremS Direction Pieces Small YangYang Sizes Alternating YangYangLowerFree Normal LowerOne Growth.
Import ListNotations.
Open Scope R_scope.

(** ** One network splits few pairs *)

Definition splits (g : R -> R) (x : nat -> R) (a : nat) : bool :=
  andb (negb (sign (g (x (2 * a)%nat) - / 2))) (sign (g (x (2 * a + 1)%nat) - / 2)).

Lemma filter_seq_lt f n : forall o, (forall a, In a (filter f (seq o n)) -> (o <= a)%nat) /\
  forall i, (S i < length (filter f (seq o n)))%nat -> (nth i (filter f (seq o n)) 0 < nth (S i) (filter f (seq o n)) 0)%nat.
Proof.
  induction n as [|n IH]; intros o; [split; [intros ? [] | simpl; lia] |].
  destruct (IH (S o)) as [H1 H2]. cbn [seq filter]. destruct (f o).
  - split; [intros a [<- | Ha]; [lia | specialize (H1 a Ha); lia] |].
    intros [|i] Hi; cbn [nth length] in *.
    + assert (In (nth 0 (filter f (seq (S o) n)) 0%nat) (filter f (seq (S o) n))) by (apply nth_In; lia). specialize (H1 _ H). lia.
    + apply H2. lia.
  - split; [intros a Ha; specialize (H1 a Ha); lia | exact H2].
Qed.

Lemma split_few W L g x Q : net (repeat W L) [fun t : R => t] [g] -> (forall i, x i < x (S i)) ->
  (2 * length (filter (splits g x) (seq 0 Q)) <= (W + 1) ^ L + 1)%nat.
Proof.
  intros Hg Hx. set (l := filter (splits g x) (seq 0 Q)). destruct (filter_seq_lt (splits g x) Q 0) as [_ Hlt]. fold l in Hlt.
  assert (HQ : forall j, (j < length l)%nat -> (nth j l 0 < Q)%nat /\ splits g x (nth j l 0%nat) = true).
  { intros j Hj. pose proof (nth_In l 0%nat Hj) as Hin. apply filter_In in Hin as [Hin Hs]. apply in_seq in Hin. split; [lia | exact Hs]. }
  set (e := fun j => if lt_dec j (length l) then nth j l 0%nat else (Q + j)%nat).
  assert (He : forall j, (e j < e (S j))%nat).
  { intro j. unfold e. destruct (lt_dec j (length l)), (lt_dec (S j) (length l)); try lia; [now apply Hlt |]. specialize (HQ j ltac:(lia)). lia. }
  set (pts := fun i => (2 * e (i / 2) + i mod 2)%nat).
  assert (Par : forall j, pts (2 * j)%nat = (2 * e j)%nat /\ pts (2 * j + 1)%nat = (2 * e j + 1)%nat).
  { intro j. unfold pts.
    assert (D0 : (2 * j / 2 = j)%nat) by (symmetry; apply Nat.div_unique with 0%nat; lia).
    assert (D1 : ((2 * j + 1) / 2 = j)%nat) by (symmetry; apply Nat.div_unique with 1%nat; lia).
    assert (M0 : (2 * j mod 2 = 0)%nat) by (symmetry; apply Nat.mod_unique with j; lia).
    assert (M1 : ((2 * j + 1) mod 2 = 1)%nat) by (symmetry; apply Nat.mod_unique with j; lia).
    rewrite D0, D1, M0, M1. lia. }
  pose proof (seq_mono x Hx) as Hm.
  rewrite <- piece_bound_repeat. apply (alternating_sides _ g (/ 2) (fun i => x (pts i)) _ Hg).
  - intro i. apply Hm. destruct (Nat.Even_or_Odd i) as [(j & ->) | (j & ->)]; destruct (Par j) as [P0 P1].
    + replace (S (2 * j)) with (2 * j + 1)%nat by lia. lia.
    + replace (S (2 * j + 1)) with (2 * (S j))%nat by lia. destruct (Par (S j)) as [P2 _]. specialize (He j). lia.
  - intros i Hi. destruct (Nat.Even_or_Odd i) as [(j & ->) | (j & ->)]; destruct (Par j) as [P0 P1].
    + rewrite P0. destruct (HQ j ltac:(lia)) as [_ Hs]. unfold e. destruct lt_dec as [_ | C]; [| lia].
      unfold splits in Hs. apply andb_prop in Hs as [Hs _]. apply Bool.negb_true_iff in Hs. rewrite Hs.
      symmetry. rewrite Nat.odd_mul. reflexivity.
    + rewrite P1. destruct (HQ j ltac:(lia)) as [_ Hs]. unfold e. destruct lt_dec as [_ | C]; [| lia].
      unfold splits in Hs. apply andb_prop in Hs as [_ Hs]. rewrite Hs.
      symmetry. rewrite Nat.odd_add, Nat.odd_mul. reflexivity.
Qed.

(** ** Lists of pairs that a pattern covers *)

Definition half_pieces (W L : nat) : nat := (((W + 1) ^ L + 1) / 2)%nat.

Lemma tuples_covered W L Q k x (vs : list (list bool)) : (forall i, x i < x (S i)) ->
  exists ts : list (list nat), (length ts <= length vs * half_pieces W L ^ k)%nat /\
    forall g, net (repeat W L) [fun t : R => t] [g] -> In (map (fun n => sign (g (x n) - / 2)) (seq 0 (2 * Q))) vs ->
    forall w, length w = k -> Forall (fun a => (a < Q)%nat /\ splits g x a = true) w -> In w ts.
Proof.
  intros Hx. induction vs as [|v vs (ts & Lt & Ct)]; [exists []; split; [simpl; lia | intros ? _ []] |].
  destruct (classic (exists g, net (repeat W L) [fun t : R => t] [g] /\ map (fun n => sign (g (x n) - / 2)) (seq 0 (2 * Q)) = v)) as [(g & Hg & Eg) | C].
  - exists (words (filter (splits g x) (seq 0 Q)) k ++ ts). split.
    + rewrite app_length, words_length. simpl. apply Nat.add_le_mono; [| exact Lt]. apply Nat.pow_le_mono_l.
      unfold half_pieces. apply Nat.div_le_lower_bound; [lia |]. now apply split_few.
    + intros g' Hg' [Ev | Hin] w Hw Fw; apply in_or_app; [left | right; now apply (Ct g')].
      rewrite <- Hw. apply words_in. revert Fw. apply Forall_impl. intros a [Ha Hs].
      apply filter_In. split; [apply in_seq; lia |].
      assert (S : forall n, (n < 2 * Q)%nat -> sign (g (x n) - / 2) = sign (g' (x n) - / 2)).
      { rewrite <- Eg in Ev. intros n Hn. apply (f_equal (fun l => nth n l false)) in Ev.
        rewrite (nth_indep _ false (sign (g (x 0%nat) - / 2))) in Ev by (now rewrite map_length, seq_length).
        rewrite (nth_indep (map (fun n => sign (g' (x n) - / 2)) (seq 0 (2 * Q))) false (sign (g' (x 0%nat) - / 2))) in Ev
          by (now rewrite map_length, seq_length).
        rewrite (map_nth (fun n => sign (g (x n) - / 2))), (map_nth (fun n => sign (g' (x n) - / 2))), seq_nth in Ev by exact Hn. exact Ev. }
      unfold splits in *. rewrite !S by lia. exact Hs.
  - exists ts. split; [simpl; lia |]. intros g Hg [Ev | Hin] w Hw Fw; [exfalso; apply C; now exists g | now apply (Ct g)].
Qed.

(** ** Memorizing networks split any k pairs *)

Lemma sqdist_axis a b n : sqdist (a :: repeat 0 n) (b :: repeat 0 n) = (a - b) * (a - b).
Proof.
  unfold sqdist. simpl. replace (a + - b) with (a - b) by ring.
  enough (Z : dot (vadd (repeat 0 n) (map Ropp (repeat 0 n))) (vadd (repeat 0 n) (map Ropp (repeat 0 n))) = 0) by (rewrite Z; ring).
  induction n; simpl; [reflexivity |]. rewrite IHn; ring.
Qed.

Lemma chosen_separated N Q d delta (l : list nat) : (1 <= d)%nat -> 0 < delta -> (INR (2 * Q) - 1) * delta <= 2 ->
  NoDup l -> length l = N -> (forall i, In i l -> (i < 2 * Q)%nat) ->
  separated N d delta (fun n => embed d (place delta (nth n l 0%nat))).
Proof.
  intros Hd Hdelta HQ Nd Ll Hl. destruct (place_separated (2 * Q) d delta Hd Hdelta HQ) as [P1 P2]. split.
  - intros i Hi. apply P1. apply Hl, nth_In. lia.
  - intros i j Hij. assert (Hi : (nth i l 0 < 2 * Q)%nat) by (apply Hl, nth_In; lia).
    assert (Hj : (nth j l 0 < 2 * Q)%nat) by (apply Hl, nth_In; lia).
    assert (Ne : nth i l 0%nat <> nth j l 0%nat).
    { intros E. apply (proj1 (NoDup_nth l 0%nat) Nd) in E; lia. }
    destruct (lt_dec (nth i l 0%nat) (nth j l 0%nat)) as [G | G]; [apply P2; lia |].
    assert (G' : (nth j l 0 < nth i l 0 < 2 * Q)%nat) by lia.
    specialize (P2 _ _ G'). unfold embed. rewrite sqdist_axis in *.
    replace ((place delta (nth i l 0%nat) - place delta (nth j l 0%nat)) * (place delta (nth i l 0%nat) - place delta (nth j l 0%nat)))
      with ((place delta (nth j l 0%nat) - place delta (nth i l 0%nat)) * (place delta (nth j l 0%nat) - place delta (nth i l 0%nat))) by ring.
    exact P2.
Qed.

Lemma nodup_prefix {A} (l1 l2 : list A) : NoDup (l1 ++ l2) -> NoDup l1.
Proof.
  induction l1 as [|a l1 IH]; simpl; intros H; [constructor |]. inversion H as [|? ? H1 H2]; subst. constructor; [| now apply IH].
  intros Ha. apply H1. apply in_or_app. now left.
Qed.

Lemma pairs_split W L N d C delta Q k w : (1 <= d)%nat -> (2 <= C)%nat -> 0 < delta -> (INR (2 * Q) - 1) * delta <= 2 ->
  (2 * k <= N <= 2 * Q)%nat -> memorizes W L N d C delta -> length w = k -> Forall (fun a => (a < Q)%nat) w ->
  exists g, net (repeat W L) [fun t : R => t] [g] /\ Forall (fun a => splits g (place delta) a = true) w.
Proof.
  intros Hd HC Hdelta HQ Hk H Lw Fw. rewrite Forall_forall in Fw.
  set (T := nodup Nat.eq_dec w). set (l0 := flat_map (fun a => [2 * a; 2 * a + 1]%nat) T).
  assert (HT : forall a, In a T <-> In a w) by (intro a; apply nodup_In).
  assert (LT : (length T <= k)%nat) by (rewrite <- Lw; apply NoDup_incl_length; [apply NoDup_nodup | intros a Ha; now apply HT]).
  assert (L0 : length l0 = (2 * length T)%nat) by (unfold l0; generalize T; clear; intros T; induction T; cbn [flat_map length app]; lia).
  assert (In0 : forall i, In i l0 -> (i < 2 * Q)%nat).
  { intros i Hi. apply in_flat_map in Hi as (a & Ha & Hi). apply HT in Ha. specialize (Fw a Ha). simpl in Hi. lia. }
  assert (Nd0 : NoDup l0).
  { assert (NT : NoDup T) by apply NoDup_nodup. unfold l0. clear -NT. induction NT as [|a T Ha NT IH]; simpl; [constructor |].
    assert (Out : forall i, In i (flat_map (fun a => [2 * a; 2 * a + 1]%nat) T) -> exists b, In b T /\ (i = 2 * b \/ i = 2 * b + 1)%nat).
    { intros i Hi. apply in_flat_map in Hi as (b & Hb & Hi). exists b. split; [exact Hb |]. simpl in Hi. lia. }
    constructor; [| constructor; [| exact IH]].
    - intros [E | Hi]; [lia |]. destruct (Out _ Hi) as (b & Hb & E). assert (b = a) as -> by lia. contradiction.
    - intros Hi. destruct (Out _ Hi) as (b & Hb & E). assert (b = a) as -> by lia. contradiction. }
  set (inside := fun i => if in_dec Nat.eq_dec i l0 then true else false).
  set (others := filter (fun i => negb (inside i)) (seq 0 (2 * Q))).
  assert (Lo : (2 * Q <= length l0 + length others)%nat).
  { pose proof (filter_split inside (seq 0 (2 * Q))) as Fs. rewrite seq_length in Fs. unfold others.
    assert ((length (filter inside (seq 0 (2 * Q))) <= length l0)%nat); [| lia].
    apply NoDup_incl_length; [apply NoDup_filter, seq_NoDup |]. intros i Hi. apply filter_In in Hi as [_ Hi].
    unfold inside in Hi. destruct in_dec; [assumption | discriminate]. }
  set (l := l0 ++ firstn (N - length l0) others).
  assert (Ll : length l = N) by (unfold l; rewrite app_length, firstn_length; lia).
  assert (Fo : forall i, In i (firstn (N - length l0) others) -> (i < 2 * Q)%nat /\ ~ In i l0).
  { intros i Hi. assert (Hi' : In i others) by (rewrite <- (firstn_skipn (N - length l0)); apply in_or_app; now left).
    apply filter_In in Hi' as [Hs Hi']. apply in_seq in Hs. split; [lia |]. unfold inside in Hi'. destruct in_dec; [discriminate | assumption]. }
  assert (Nd : NoDup l).
  { apply nodup_app; [exact Nd0 | | intros i Hi Hi'; now apply (Fo i Hi')].
    apply nodup_prefix with (skipn (N - length l0) others). rewrite firstn_skipn. apply NoDup_filter, seq_NoDup. }
  assert (Hl : forall i, In i l -> (i < 2 * Q)%nat) by (intros i Hi; apply in_app_or in Hi as [Hi | Hi]; [now apply In0 | now apply Fo]).
  destruct (H _ (fun n => (nth n l 0 mod 2)%nat) (chosen_separated N Q d delta l Hd Hdelta HQ Nd Ll Hl)) as (f & Hf & E).
  { intros i _. pose proof (Nat.mod_upper_bound (nth i l 0%nat) 2 ltac:(lia)). lia. }
  apply NN_iff in Hf as (g & Hg & Eg). exists (pull (embed d) g). split; [now apply restrict_to_line |].
  assert (V : forall i, In i l -> pull (embed d) g (place delta i) = INR (i mod 2)).
  { intros i Hi. destruct (In_nth l i 0%nat Hi) as (n & Hn & <-). unfold pull. rewrite <- Eg by (unfold embed; simpl; rewrite repeat_length; lia).
    apply E. lia. }
  apply Forall_forall. intros a Ha. apply HT in Ha.
  assert (Ha0 : In (2 * a)%nat l /\ In (2 * a + 1)%nat l).
  { split; apply in_or_app; left; apply in_flat_map; exists a; simpl; auto. }
  destruct Ha0 as [Ha0 Ha1]. unfold splits. rewrite !V by assumption.
  replace (2 * a)%nat with (a * 2)%nat by lia. rewrite Nat.mod_mul, Nat.add_comm, Nat.mod_add by lia.
  change (1 mod 2)%nat with 1%nat. simpl. unfold sign. destruct (Rlt_dec 0 (0 - / 2)), (Rlt_dec 0 (1 - / 2)); simpl; try reflexivity; exfalso; lra.
Qed.

(** ** The count *)

Lemma place_increasing delta i : 0 < delta -> place delta i < place delta (S i).
Proof. intros H. unfold place. rewrite S_INR. lra. Qed.

Theorem pairs_count W L N d C delta Q k (vs : list (list bool)) : (1 <= d)%nat -> (2 <= C)%nat -> 0 < delta -> INR (2 * Q) <= 1 + 2 / delta ->
  (2 * k <= N <= 2 * Q)%nat -> memorizes W L N d C delta ->
  (forall f, NN W L 1 f -> In (pattern (2 * Q) (fun n => [place delta n]) (/ 2) f) vs) ->
  (Q ^ k <= length vs * half_pieces W L ^ k)%nat.
Proof.
  intros Hd HC Hdelta HQ Hk H Hv.
  assert (HQ' : (INR (2 * Q) - 1) * delta <= 2).
  { apply Rle_trans with (2 / delta * delta); [apply Rmult_le_compat_r; lra | right; field; lra]. }
  destruct (tuples_covered W L Q k (place delta) vs (fun i => place_increasing delta i Hdelta)) as (ts & Lt & Ct).
  eapply Nat.le_trans; [| exact Lt]. rewrite <- tuples_length. apply NoDup_incl_length; [apply tuples_nodup |].
  intros w Hw. destruct (tuples_spec Q k w Hw) as [Lw Fw].
  destruct (pairs_split W L N d C delta Q k w Hd HC Hdelta HQ' Hk H Lw Fw) as (g & Hg & Sg).
  apply (Ct g Hg); [| exact Lw |].
  - specialize (Hv (pull (coord 0) g)). unfold pattern, pull, coord in Hv; simpl in Hv. apply Hv.
    apply NN_iff. exists (pull (coord 0) g). split; [| reflexivity]. exact (net_pull (coord 0) _ _ [g] Hg).
  - rewrite Forall_forall in *. intros a Ha. split; [now apply Fw | now apply Sg].
Qed.

(** V7/patterns: k log2(Q / (W + 1)^L) is at most the growth on the 2 Q points. *)
Theorem pairs_growth W L N d C delta Q k g : (1 <= d)%nat -> (2 <= C)%nat -> 0 < delta -> (1 <= Q)%nat -> INR (2 * Q) <= 1 + 2 / delta ->
  (2 * k <= N <= 2 * Q)%nat -> memorizes W L N d C delta -> growth_within W L (2 * Q) 1 g ->
  INR k * (log2 (INR Q) - INR L * log2 (INR (W + 1))) <= g.
Proof.
  intros Hd HC Hdelta HQ1 HQ Hk H Hg.
  destruct (Hg (fun n => [place delta n]) (/ 2) ltac:(reflexivity)) as (vs & Lv & Cv).
  pose proof (pairs_count W L N d C delta Q k vs Hd HC Hdelta HQ Hk H Cv) as G.
  assert (Hb : (1 <= (W + 1) ^ L)%nat) by (pose proof (Nat.pow_nonzero (W + 1) L ltac:(lia)); lia).
  assert (G' : (Q ^ k <= length vs * ((W + 1) ^ L) ^ k)%nat).
  { eapply Nat.le_trans; [exact G |]. apply Nat.mul_le_mono_l, Nat.pow_le_mono_l.
    unfold half_pieces. apply Nat.div_le_upper_bound; lia. }
  apply le_INR in G'. rewrite mult_INR, !pow_INR in G'.
  assert (HQ0 : 0 < INR Q) by (apply lt_0_INR; lia). assert (HW0 : 0 < INR (W + 1)) by (apply lt_0_INR; lia).
  assert (P1 : 0 < (INR (W + 1) ^ L) ^ k) by now apply pow_lt, pow_lt.
  assert (P2 : 0 < Rpower 2 g) by (apply exp_pos).
  assert (E : log2 (INR Q ^ k) <= log2 (Rpower 2 g * (INR (W + 1) ^ L) ^ k)).
  { apply log2_le; [now apply pow_lt |]. eapply Rle_trans; [exact G' |]. apply Rmult_le_compat_r; lra. }
  rewrite log2_mult, !log2_pow in E by (try assumption; now apply pow_lt).
  assert (Eg : log2 (Rpower 2 g) = g) by (unfold log2, Rpower; rewrite ln_exp; field; pose proof ln2_pos; lra).
  rewrite Eg in E. lra.
Qed.

(** ** V7: N - 1 <= 4 W^2 L^2 *)

Definition heavy (W L : nat) : Prop := (big W L \/ W = 2 /\ L = 6 \/ W = 3 /\ L = 5)%nat.

Lemma heavy_area W L : heavy W L -> (1000 * area_fix W L 0 1 <= 674 * (W * W * (L * L)))%nat.
Proof. intros [H | [(-> & ->) | (-> & ->)]]; [pose proof (big_area W L H); lia | cbn [area_fix]; lia | cbn [area_fix]; lia]. Qed.

Lemma heavy_rest W L : heavy W L -> (1000 * (L + 1) + 1600 * (W * L) <= 184 * (W * W * (L * L)))%nat.
Proof. intros [H | [(-> & ->) | (-> & ->)]]; [pose proof (big_rest W L H); lia | lia | lia]. Qed.

Lemma heavy_size W L : heavy W L -> (12 <= W * L)%nat.
Proof. intros [H | [(-> & ->) | (-> & ->)]]; [pose proof (big_size W L H); lia | lia | lia]. Qed.

Lemma square_below W l n : (2 <= W)%nat -> (2 <= l)%nat -> (W * l * (W * l) <= (W + 1) ^ l)%nat ->
  (W * (l + n) * (W * (l + n)) <= (W + 1) ^ (l + n))%nat.
Proof.
  intros HW Hl H. induction n as [|n IH]; [now rewrite Nat.add_0_r |].
  replace (l + S n)%nat with (S (l + n)) by lia. cbn [Nat.pow]. set (m := (l + n)%nat) in *. assert (2 <= m)%nat by (unfold m; lia).
  apply Nat.le_trans with (3 * (W * m * (W * m)))%nat; [| nia].
  assert (S m * S m <= 3 * (m * m))%nat by nia. assert (W * W * (S m * S m) <= W * W * (3 * (m * m)))%nat by (apply Nat.mul_le_mono_l; assumption). nia.
Qed.

Lemma heavy_square W L : heavy W L -> (W * L * (W * L) <= (W + 1) ^ L)%nat.
Proof.
  assert (G : forall w l, (2 <= w)%nat -> (2 <= l)%nat -> (w * l * (w * l) <= (w + 1) ^ l)%nat -> (l <= L)%nat -> W = w ->
    (W * L * (W * L) <= (W + 1) ^ L)%nat).
  { intros w l H1 H2 H3 H4 ->. replace L with (l + (L - l))%nat by lia. now apply square_below. }
  intros [[(-> & H) | [(-> & H) | [(-> & H) | [(-> & H) | (Hw & H)]]]] | [(-> & ->) | (-> & ->)]].
  - apply (G 2 6)%nat; try lia. cbn [Nat.pow]; lia.
  - apply (G 3 5)%nat; try lia. cbn [Nat.pow]; lia.
  - apply (G 4 5)%nat; try lia. cbn [Nat.pow]; lia.
  - apply (G 5 4)%nat; try lia. cbn [Nat.pow]; lia.
  - apply (G W 3)%nat; try lia. cbn [Nat.pow]. shift Hw w. nia.
  - cbn [Nat.pow]; lia.
  - cbn [Nat.pow]; lia.
Qed.

Lemma light_pieces W L : (2 <= W)%nat -> (1 <= L)%nat -> ~ heavy W L -> ((W + 1) ^ L <= 4 * (W * W * (L * L)))%nat.
Proof.
  intros HW HL HB. unfold heavy, big in HB.
  assert (C : (L = 1 \/ L = 2 \/ W = 2 /\ 3 <= L <= 5 \/ W = 3 /\ 3 <= L <= 4 \/ W = 4 /\ 3 <= L <= 4 \/ W = 5 /\ L = 3)%nat) by lia.
  destruct C as [-> | [-> | [(-> & H) | [(-> & H) | [(-> & H) | (-> & ->)]]]]].
  - rewrite Nat.pow_1_r. nia.
  - cbn [Nat.pow]. nia.
  - assert (L = 3 \/ L = 4 \/ L = 5)%nat as [-> | [-> | ->]] by lia; cbn [Nat.pow]; lia.
  - assert (L = 3 \/ L = 4)%nat as [-> | ->] by lia; cbn [Nat.pow]; lia.
  - assert (L = 3 \/ L = 4)%nat as [-> | ->] by lia; cbn [Nat.pow]; lia.
  - cbn [Nat.pow]; lia.
Qed.

Lemma heavy_dec W L : {heavy W L} + {~ heavy W L}.
Proof.
  destruct (big_dec W L) as [H | H]; [left; now left |].
  destruct (Nat.eq_dec W 2) as [-> | N2]; [destruct (Nat.eq_dec L 6) as [-> | N6]; [left; right; lia | right; intros [B | B]; [contradiction | lia]] |].
  destruct (Nat.eq_dec W 3) as [-> | N3]; [destruct (Nat.eq_dec L 5) as [-> | N6]; [left; right; lia | right; intros [B | B]; [contradiction | lia]] |].
  right; intros [B | B]; [contradiction | lia].
Qed.

Theorem irregular_data W L N d C delta Q : (1 <= W)%nat -> (1 <= L)%nat -> (1 <= N)%nat -> (1 <= d)%nat -> (2 <= C)%nat -> 0 < delta ->
  INR (2 * Q) <= 1 + 2 / delta -> (N <= 2 * Q)%nat -> 2 * INR L * log2 (INR (W + 1)) <= log2 (INR Q) ->
  memorizes W L N d C delta -> INR N - 1 <= 4 * INR (W * W * (L * L)).
Proof.
  intros HW HL HN Hd HC Hdelta HQ HNQ Hfine H.
  assert (HN2 : INR N <= 1 + 2 / delta) by (apply Rle_trans with (INR (2 * Q)); [now apply le_INR | exact HQ]).
  destruct (shatters_line W L N (memorizes_shatters W L N d C delta Hd HC Hdelta HN2 H)) as (p & Hp).
  set (X := INR (W * W * (L * L))). assert (HX1 : 1 <= X) by (apply (le_INR 1); nia).
  destruct (Nat.eq_dec W 1) as [EW | NW].
  { subst W. pose proof (separates_width_one L N p Hp) as M. apply le_INR in M. replace (INR 2) with 2 in M by (simpl; ring). lra. }
  destruct (heavy_dec W L) as [HB | HB].
  2: { pose proof (pieces_sharp W L N p Hp) as M. pose proof (light_pieces W L ltac:(lia) HL HB) as F.
       assert (K : (N <= 4 * (W * W * (L * L)) + 1)%nat) by lia. apply le_INR in K. rewrite plus_INR, mult_INR in K. fold X in K.
       replace (INR 4) with 4 in K by (simpl; ring). simpl (INR 1) in K. lra. }
  set (k := (N / 2)%nat). assert (Hk : (2 * k <= N <= 2 * k + 1)%nat).
  { unfold k. pose proof (Nat.div_mod N 2 ltac:(lia)). pose proof (Nat.mod_upper_bound N 2 ltac:(lia)). lia. }
  assert (HQ1 : (1 <= Q)%nat) by lia.
  pose proof (pairs_growth W L N d C delta Q k _ Hd HC Hdelta HQ1 HQ ltac:(lia) H (growth_normal W L (2 * Q) 1 HW)) as G.
  set (lQ := log2 (INR Q)) in *. set (lp := INR L * log2 (INR (W + 1))) in *. set (ls := log2 (INR (W * L))).
  set (q := (2 * Q * (W * L + 1) + 1)%nat) in *.
  pose proof (heavy_size W L HB) as Hs.
  assert (Hlp : 2 * lp <= lQ) by (unfold lp; lra).
  assert (Hls : 2 * ls <= lp).
  { unfold ls, lp. assert (P : 0 < INR (W * L)) by (apply lt_0_INR; lia). assert (P2 : 0 < INR (W + 1)) by (apply lt_0_INR; lia).
    replace 2 with (INR 2) by (simpl; ring). rewrite <- !log2_pow by assumption. apply log2_le; [now apply pow_lt |].
    rewrite <- !pow_INR. apply le_INR. pose proof (heavy_square W L HB). simpl. lia. }
  assert (Hls7 : 7 / 2 <= ls).
  { assert (E : log2 (2 ^ 7) <= log2 (INR (W * L) ^ 2)).
    { apply log2_le; [lra |]. apply le_INR in Hs. replace (INR 12) with 12 in Hs by (simpl; ring). nra. }
    rewrite !log2_pow, log2_2 in E by (try lra; apply lt_0_INR; lia). simpl INR in E. unfold ls. simpl INR. lra. }
  assert (HlQ : 14 <= lQ) by lra.
  assert (Hq : log2 (INR q) <= 2 + lQ + ls).
  { apply Rle_trans with (log2 (INR (4 * (Q * (W * L))))).
    - apply log2_INR_le; unfold q; nia.
    - assert (E : INR (4 * (Q * (W * L))) = 2 ^ 2 * INR Q * INR (W * L)) by (rewrite !mult_INR; simpl; ring).
      assert (P : 0 < INR Q) by (apply lt_0_INR; lia). assert (P2 : 0 < INR (W * L)) by (apply lt_0_INR; lia).
      rewrite E, !log2_mult, log2_pow, log2_2 by (try apply Rmult_lt_0_compat; lra). fold lQ ls. simpl INR. lra. }
  assert (HA : 1000 * INR (area_fix W L 0 1) <= 674 * X).
  { unfold X. replace 1000 with (INR 1000) by (rewrite INR_IZR_INZ; reflexivity). replace 674 with (INR 674) by (rewrite INR_IZR_INZ; reflexivity).
    rewrite <- !mult_INR. apply le_INR. now apply heavy_area. }
  assert (HD : 1000 * INR (L + 1) + 1600 * INR (W * L) <= 184 * X).
  { unfold X. replace 1000 with (INR 1000) by (rewrite INR_IZR_INZ; reflexivity). replace 1600 with (INR 1600) by (rewrite INR_IZR_INZ; reflexivity).
    replace 184 with (INR 184) by (rewrite INR_IZR_INZ; reflexivity). rewrite <- !mult_INR, <- plus_INR. apply le_INR. now apply heavy_rest. }
  pose proof log2_three as H3. pose proof (pos_INR (W * L)) as HWL. pose proof (pos_INR k) as Hk0.
  assert (E2 : INR (W * L) * log2 3 <= INR (W * L) * (8 / 5)) by (apply Rmult_le_compat_l; lra).
  assert (E1 : INR (area_fix W L 0 1) * log2 (INR q) <= 674 / 1000 * X * (2 + 5 / 4 * lQ)).
  { apply Rle_trans with (INR (area_fix W L 0 1) * (2 + 5 / 4 * lQ)); [apply Rmult_le_compat_l; [apply pos_INR | lra] |].
    apply Rmult_le_compat_r; lra. }
  assert (E3 : INR k * (lQ / 2) <= INR k * (lQ - lp)) by (apply Rmult_le_compat_l; lra).
  assert (E4 : INR k * (lQ / 2) <= X * (1532 / 1000 + 8425 / 10000 * lQ)) by lra.
  assert (E5 : X * (1532 / 1000 + 8425 / 10000 * lQ) <= X * (96 / 100 * lQ)) by (apply Rmult_le_compat_l; lra).
  assert (E6 : INR k <= 2 * X).
  { apply Rmult_le_reg_r with (lQ / 2); [lra |]. nra. }
  destruct Hk as [_ Hk]. apply le_INR in Hk. rewrite plus_INR, mult_INR in Hk. replace (INR 2) with 2 in Hk by (simpl; ring). simpl (INR 1) in Hk. lra.
Qed.
