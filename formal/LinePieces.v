(** * V6: affine pieces on the whole line, and networks that attain them

    [pieces_within W L p]: for every network of L hidden layers of at most W neurons with one input at most p
    intervals cover the line, on each of which the output and all neurons of the last layer are affine; true for
    (W + 1)^L.  [attains_pieces W L p]: for some network no fewer than p intervals cover the line with affine
    output; true for W + 1 at L = 1, 4^L at W = 3, 3 at W = 1, L = 2 and 7 at W = L = 2. *)

From Coq Require Import Reals List Lia Lra Arith Classical_Prop.
From Memproof Require Import Network Small.
Import ListNotations.
Open Scope R_scope.

(** ** Covers of the line by intervals with affine vectors *)

Definition convex (I : R -> Prop) : Prop := forall x y z, I x -> I z -> x <= y <= z -> I y.
Definition affine_in (I : R -> Prop) (F : R -> list R) : Prop :=
  exists sts, forall x, I x -> F x = map (fun st => fst st * x + snd st) sts.

Definition in_pieces (p : nat) (F : R -> list R) : Prop := exists Is : list (R -> Prop), (length Is <= p)%nat /\
  (forall I, In I Is -> convex I /\ affine_in I F) /\ forall x, exists I, In I Is /\ I x.

Lemma pre_affine I F n : affine_in I F -> exists s t, forall x, I x -> pre n (F x) = s * x + t.
Proof.
  intros (sts & E). destruct n as [w b]. unfold pre; simpl.
  assert (G : exists s t, forall x, dot w (map (fun st => fst st * x + snd st) sts) + b = s * x + t).
  { clear E. revert sts. induction w as [|a w IH]; intros [|st sts]; simpl; try (exists 0, b; intro; ring).
    destruct (IH sts) as (s & t & E). exists (a * fst st + s), (a * snd st + t). intro x. specialize (E x). lra. }
  destruct G as (s & t & G). exists s, t. intros x Hx. rewrite E by exact Hx. apply G.
Qed.

(** A cell: the points that exceed exactly k of the cuts. *)
Fixpoint above (zs : list R) (x : R) : nat :=
  match zs with [] => O | z :: zs' => ((if Rle_dec z x then 1 else 0) + above zs' x)%nat end.

Lemma above_mono zs x y : x <= y -> (above zs x <= above zs y)%nat.
Proof. intros H. induction zs as [|z zs IH]; simpl; [lia |]. destruct (Rle_dec z x), (Rle_dec z y); lra || lia. Qed.

Lemma above_le zs x : (above zs x <= length zs)%nat.
Proof. induction zs as [|z zs IH]; simpl; [lia |]. destruct (Rle_dec z x); lia. Qed.

Lemma above_lt zs x y z : In z zs -> x < z <= y -> (above zs x < above zs y)%nat.
Proof.
  intros Hin H. induction zs as [|z' zs IH]; [destruct Hin |]. simpl. pose proof (above_mono zs x y ltac:(lra)).
  destruct Hin as [-> | Hin].
  - destruct (Rle_dec z x), (Rle_dec z y); lra || lia.
  - specialize (IH Hin). destruct (Rle_dec z' x), (Rle_dec z' y); lra || lia.
Qed.

Definition cell (I : R -> Prop) (zs : list R) (k : nat) : R -> Prop := fun x => I x /\ above zs x = k.

Lemma cell_convex I zs k : convex I -> convex (cell I zs k).
Proof.
  intros H x y z [Hx Kx] [Hz Kz] Hy. split; [now apply (H x y z) |].
  pose proof (above_mono zs x y ltac:(lra)). pose proof (above_mono zs y z ltac:(lra)). lia.
Qed.

(** A cut for every neuron: relu of it is affine on both sides. *)
Lemma relu_cut s t : exists z, (exists s1 t1, forall x, x < z -> relu (s * x + t) = s1 * x + t1) /\
  (exists s2 t2, forall x, z <= x -> relu (s * x + t) = s2 * x + t2).
Proof.
  destruct (Rtotal_order s 0) as [H | [-> | H]].
  - exists (- t / s). assert (E : s * (- t / s) = - t) by (field; lra). split.
    + exists s, t. intros x Hx. apply relu_pos. nra.
    + exists 0, 0. intros x Hx. rewrite relu_neg by nra. ring.
  - exists 0. split; exists 0, (relu t); intros x _; rewrite !Rmult_0_l, !Rplus_0_l; reflexivity.
  - exists (- t / s). assert (E : s * (- t / s) = - t) by (field; lra). split.
    + exists 0, 0. intros x Hx. rewrite relu_neg by nra. ring.
    + exists s, t. intros x Hx. apply relu_pos. nra.
Qed.

Lemma layer_cuts I F l : affine_in I F -> exists zs, length zs = length l /\
  forall J : R -> Prop, (forall x, J x -> I x) -> (forall z, In z zs -> (forall x, J x -> x < z) \/ (forall x, J x -> z <= x)) ->
    affine_in J (fun x => run_layer (F x) l).
Proof.
  intros HF. induction l as [|n l (zs & Lz & H)].
  - exists []. split; [reflexivity |]. intros J _ _. exists []. reflexivity.
  - destruct (pre_affine I F n HF) as (s & t & E). destruct (relu_cut s t) as (z & (s1 & t1 & E1) & (s2 & t2 & E2)).
    exists (z :: zs). split; [simpl; lia |]. intros J HJ Hz.
    destruct (H J HJ) as (sts & Es); [intros z' Hz'; apply Hz; now right |].
    destruct (Hz z (or_introl eq_refl)) as [Hl | Hr].
    + exists ((s1, t1) :: sts). intros x Hx. cbn [run_layer map]. f_equal; [| exact (Es x Hx)].
      rewrite E by (now apply HJ). apply E1, Hl, Hx.
    + exists ((s2, t2) :: sts). intros x Hx. cbn [run_layer map]. f_equal; [| exact (Es x Hx)].
      rewrite E by (now apply HJ). apply E2, Hr, Hx.
Qed.

(** One layer multiplies the count by W + 1. *)
Lemma layer_pieces W p F l : (length l <= W)%nat -> in_pieces p F -> in_pieces ((W + 1) * p) (fun x => run_layer (F x) l).
Proof.
  intros Hl (Is & Lp & HI & Cov).
  assert (G : exists Js, (length Js <= (W + 1) * length Is)%nat /\
    (forall J, In J Js -> convex J /\ affine_in J (fun x => run_layer (F x) l)) /\
    forall I x, In I Is -> I x -> exists J, In J Js /\ J x).
  { clear Lp Cov. induction Is as [|I Is IH].
    - exists []. split; [simpl; lia |]. split; [intros ? [] | intros ? ? []].
    - destruct IH as (Js & LJ & HJ & CJ); [intros; apply HI; now right |].
      destruct (HI I (or_introl eq_refl)) as [Hc Ha]. destruct (layer_cuts I F l Ha) as (zs & Lz & Hz).
      exists (map (cell I zs) (seq 0 (length l + 1)) ++ Js). split; [| split].
      + rewrite app_length, map_length, seq_length. simpl. nia.
      + intros J HinJ. apply in_app_or in HinJ as [HinJ | HinJ]; [| now apply HJ].
        apply in_map_iff in HinJ as (k & <- & _). split; [now apply cell_convex |]. apply Hz; [intros x Hx; apply Hx |].
        intros z Hin. destruct (classic (exists x, cell I zs k x /\ z <= x)) as [(y & [Hy Ky] & Hzy) | C].
        * right. intros x [Hx Kx]. destruct (Rle_dec z x) as [G | G]; [exact G | exfalso].
          pose proof (above_lt zs x y z Hin ltac:(lra)). lia.
        * left. intros x Hx. destruct (Rlt_dec x z) as [G | G]; [exact G | exfalso]. apply C. exists x. split; [exact Hx | lra].
      + intros I' x [<- | Hin] Hx.
        * exists (cell I zs (above zs x)). split; [| now split]. apply in_or_app; left. apply in_map, in_seq.
          pose proof (above_le zs x). lia.
        * destruct (CJ I' x Hin Hx) as (J & HJ1 & HJ2). exists J. split; [apply in_or_app; now right | exact HJ2]. }
  destruct G as (Js & LJ & HJ & CJ). exists Js. split; [nia |]. split; [exact HJ |].
  intros x. destruct (Cov x) as (I & HinI & HxI). now apply (CJ I).
Qed.

Lemma output_pieces p F l : in_pieces p F -> in_pieces p (fun x => F x ++ map (fun n => pre n (F x)) l).
Proof.
  intros (Is & Lp & HI & Cov). exists Is. split; [exact Lp |]. split; [| exact Cov].
  intros I HinI. destruct (HI I HinI) as [Hc Ha]. split; [exact Hc |].
  assert (G : exists sts, forall x, I x -> map (fun n => pre n (F x)) l = map (fun st => fst st * x + snd st) sts).
  { induction l as [|n l (sts & E)]; [exists []; reflexivity |]. destruct (pre_affine I F n Ha) as (s & t & En).
    exists ((s, t) :: sts). intros x Hx. simpl. f_equal; [now apply En | now apply E]. }
  destruct G as (sts & E). destruct Ha as (sts' & E'). exists (sts' ++ sts). intros x Hx. rewrite map_app, E, E' by exact Hx. reflexivity.
Qed.

(** Networks with one input, L layers of at most W neurons, one output. *)
Definition on_line (W L : nat) (M : network) : Prop :=
  well_formed 1 (hidden M) (output M) /\ (width M <= W)%nat /\ depth M = L /\ length (output M) = 1%nat.

Definition pieces_within (W L p : nat) : Prop := forall M, on_line W L M ->
  in_pieces p (fun x => features (hidden M) [x] ++ run M [x]).

Lemma in_pieces_head p F G : (exists k, forall x, length (F x) = k) -> in_pieces p (fun x => F x ++ G x) -> in_pieces p F.
Proof.
  intros (k & Hk) (Is & Lp & HI & Cov). exists Is. split; [exact Lp |]. split; [| exact Cov].
  intros I HinI. destruct (HI I HinI) as [Hc (sts & E)]. split; [exact Hc |]. exists (firstn k sts). intros x Hx.
  specialize (E x Hx). rewrite <- firstn_map, <- E, firstn_app, (Hk x), Nat.sub_diag, firstn_all2 by (rewrite Hk; lia).
  simpl. now rewrite app_nil_r.
Qed.

Lemma features_length ls : forall x, length (features ls x) = match rev ls with [] => length x | l :: _ => length l end.
Proof.
  induction ls as [|l ls IH] using rev_ind; intros x; [reflexivity |].
  unfold features. rewrite fold_left_app, rev_app_distr. simpl. unfold run_layer. now rewrite map_length.
Qed.

(** V6/step. *)
Theorem pieces_step W L p : pieces_within W L p -> pieces_within W (L + 1) ((W + 1) * p).
Proof.
  intros H M (Hwf & Hw & Hd & Ho). destruct M as [ls out]. unfold depth, width in *; simpl in *.
  destruct (exists_last (l := ls)) as (ls' & l & ->); [intros ->; simpl in Hd; lia |].
  rewrite app_length in Hd. simpl in Hd.
  assert (W1 : well_formed 1 ls' l /\ (list_max (map (@length neuron) ls') <= W)%nat /\ (length l <= W)%nat).
  { rewrite map_app, list_max_app in Hw. apply Nat.max_lub_iff in Hw as [Hw1 Hw2]. simpl in Hw2. split; [| split; [exact Hw1 | rewrite Nat.max_0_r in Hw2; exact Hw2]]. clear -Hwf. revert Hwf.
    generalize 1%nat. induction ls' as [|l' ls' IH]; simpl; intros d H; [apply H |]. destruct H as [H1 H2]. split; [exact H1 | now apply IH]. }
  destruct W1 as (Hwf' & Hw' & Hl).
  (* the network without its last layer, any output *)
  set (o := Neuron (repeat 0 (match rev ls' with [] => 1%nat | k :: _ => length k end)) 0).
  assert (Hn : on_line W L (Network ls' [o])).
  { unfold on_line, depth, width; simpl. repeat split; [| exact Hw' | lia]. unfold o. clear -Hwf'. revert Hwf'.
    assert (G : forall d, well_formed d ls' l -> well_formed d ls' [Neuron (repeat 0 (match rev ls' with [] => d | k :: _ => length k end)) 0]).
    { induction ls' as [|k ls' IH]; intros d H; simpl in *.
      - repeat constructor. simpl. apply repeat_length.
      - destruct H as [H1 H2]. split; [exact H1 |]. specialize (IH _ H2).
        destruct (rev ls') as [|k' r] eqn:Er; simpl; exact IH. }
    apply G. }
  specialize (H _ Hn). simpl in H. unfold run in H; simpl in H.
  apply in_pieces_head in H; [| exists (match rev ls' with [] => 1%nat | k :: _ => length k end); intro x; apply features_length].
  apply (layer_pieces W p _ l Hl) in H. apply (output_pieces _ _ out) in H.
  destruct H as (Is & Lp & HI & Cov). exists Is. split; [exact Lp |]. split; [| exact Cov].
  intros I HinI. destruct (HI I HinI) as [Hc (sts & E)]. split; [exact Hc |]. exists sts. intros x Hx. rewrite <- E by exact Hx.
  unfold run, features; simpl. now rewrite fold_left_app.
Qed.

Lemma pieces_zero W : pieces_within W 0 1.
Proof.
  intros [ls out] (_ & _ & Hd & _). unfold depth in Hd; simpl in Hd. destruct ls; [| discriminate]. unfold run; simpl.
  apply (output_pieces 1 (fun x => [x])). exists [fun _ => True]. split; [apply le_n |]. split.
  - intros I [<- | []]. split; [intros ? ? ? _ _ _; exact Logic.I |]. exists [(1, 0)]. intros x _. simpl. f_equal. ring.
  - intros x. exists (fun _ => True). simpl; auto.
Qed.

(** V6/first and V6/power. *)
Theorem pieces_power W L : pieces_within W L ((W + 1) ^ L).
Proof.
  induction L as [|L IH]; [apply pieces_zero |]. replace (S L) with (L + 1)%nat by lia.
  rewrite Nat.pow_add_r, Nat.pow_1_r, Nat.mul_comm. now apply pieces_step.
Qed.

(** ** Functions that need many pieces *)

Definition affine_fn (I : R -> Prop) (f : R -> R) : Prop := exists s t, forall x, I x -> f x = s * x + t.

Definition needs_pieces (p : nat) (f : R -> R) : Prop := forall Is : list (R -> Prop),
  (forall I, In I Is -> convex I /\ affine_fn I f) -> (forall x, exists I, In I Is /\ I x) -> (p <= length Is)%nat.

Definition attains_pieces (W L p : nat) : Prop := exists M, on_line W L M /\ needs_pieces p (fun x => nth 0 (run M [x]) 0).

(** p segments from u to v, neighbours with different slopes. *)
Inductive bends (f : R -> R) : R -> R -> nat -> R -> Prop :=
| bend_one u v s t : u < v -> (forall x, u <= x <= v -> f x = s * x + t) -> bends f u s 1 v
| bend_more u w v s t s' p : u < w -> (forall x, u <= x <= w -> f x = s * x + t) -> s <> s' -> bends f w s' p v -> bends f u s (S p) v.

Lemma bends_lt f u s p v : bends f u s p v -> u < v.
Proof. induction 1; lra. Qed.

(** A finite cover has an interval with two points of any segment. *)
Lemma two_in_one (Is : list (R -> Prop)) : (forall I, In I Is -> convex I) -> forall u v, u < v ->
  (forall x, u < x < v -> exists I, In I Is /\ I x) -> exists I x y, In I Is /\ I x /\ I y /\ u < x < y /\ y < v.
Proof.
  induction Is as [|I Is IH]; intros Hc u v Huv Cov.
  - destruct (Cov ((u + v) / 2) ltac:(lra)) as (I & [] & _).
  - destruct (classic (exists x y, I x /\ I y /\ u < x < y /\ y < v)) as [(x & y & H) | C].
    { exists I, x, y. simpl. tauto. }
    assert (G : exists u' v', u <= u' < v' /\ v' <= v /\ forall x, u' < x < v' -> ~ I x).
    { destruct (classic (exists c, I c /\ u < c < v)) as [(c & Hc1 & Hc2) | C2].
      - exists c, v. split; [lra |]. split; [lra |]. intros x Hx HI. apply C. exists c, x. repeat split; try assumption; lra.
      - exists u, v. split; [lra |]. split; [lra |]. intros x Hx HI. apply C2. now exists x. }
    destruct G as (u' & v' & H1 & H2 & H3).
    destruct (IH ltac:(intros; apply Hc; now right) u' v' ltac:(lra)) as (J & x & y & HJ & Jx & Jy & Hxy & Hy).
    { intros x Hx. destruct (Cov x ltac:(lra)) as (J & [<- | HJ] & Jx); [exfalso; exact (H3 x Hx Jx) | now exists J]. }
    exists J, x, y. simpl. repeat split; try assumption; try lra. now right.
Qed.

Lemma same_slope s t s' t' x y : x < y -> s * x + t = s' * x + t' -> s * y + t = s' * y + t' -> s = s'.
Proof. intros. nra. Qed.

Lemma bends_need f u s p v : bends f u s p v -> forall Is,
  (forall I, In I Is -> convex I /\ affine_fn I f) -> (forall x, u < x < v -> exists I, In I Is /\ I x) -> (p <= length Is)%nat.
Proof.
  induction 1 as [u v s t Huv E | u w v s t s' p Huw E Hne Hb IH]; intros Is HI Cov.
  - destruct (Cov ((u + v) / 2) ltac:(lra)) as (I & HinI & _). destruct Is; [destruct HinI | simpl; lia].
  - pose proof (bends_lt _ _ _ _ _ Hb) as Hwv.
    destruct (two_in_one Is (fun I H => proj1 (HI I H)) u w Huw) as (I & x & y & HinI & Ix & Iy & Hxy & Hy).
    { intros z Hz. apply Cov. lra. }
    destruct (HI I HinI) as [Hc (a & b & Ea)].
    assert (Es : a = s).
    { apply (same_slope a b s t x y); [lra | |]; [rewrite <- Ea, <- E by (try assumption; lra) | rewrite <- Ea, <- E by (try assumption; lra)]; reflexivity. }
    (* the interval ends at the bend *)
    assert (Hend : forall z, I z -> z <= w).
    { intros z Iz. destruct (Rle_dec z w) as [G | G]; [exact G | exfalso].
      assert (K : exists w' t', w < w' /\ forall q, w <= q <= w' -> f q = s' * q + t').
      { inversion Hb; subst; [exists v, t0 | exists w0, t0]; split; assumption. }
      destruct K as (w' & t' & Hw' & E'). set (m := Rmin z w').
      assert (Hm : w < m <= z /\ m <= w') by (unfold m, Rmin; destruct Rle_dec; lra).
      assert (Im : I m) by (apply (Hc x m z); [assumption | assumption | lra]).
      assert (Iw : I w) by (apply (Hc x w z); [assumption | assumption | lra]).
      apply Hne. rewrite <- Es. apply (same_slope a b s' t' w m); [lra | |]; rewrite <- Ea, <- E' by (try assumption; lra); reflexivity. }
    apply in_split in HinI as (l1 & l2 & ->). rewrite app_length. simpl.
    specialize (IH (l1 ++ l2)). rewrite app_length in IH.
    assert (p <= length l1 + length l2)%nat; [apply IH | lia].
    + intros J HJ. apply HI. apply in_app_or in HJ as [HJ | HJ]; apply in_or_app; [now left | right; now right].
    + intros z Hz. destruct (Cov z ltac:(lra)) as (J & HJ & Jz). exists J. split; [| exact Jz].
      apply in_app_or in HJ as [HJ | [<- | HJ]]; apply in_or_app; [now left | | now right].
      specialize (Hend z Jz). lra.
Qed.

Lemma bends_attain W L M u s p v : on_line W L M -> bends (fun x => nth 0 (run M [x]) 0) u s p v -> attains_pieces W L p.
Proof.
  intros HM Hb. exists M. split; [exact HM |]. intros Is HI Cov. apply (bends_need _ _ _ _ _ Hb Is HI). intros x _. apply Cov.
Qed.

Lemma bends_ext f g u s p v : (forall x, f x = g x) -> bends f u s p v -> bends g u s p v.
Proof.
  intros E. induction 1 as [u v s t Huv H | u w v s t s' p Huw H Hne _ IH].
  - apply bend_one with t; [exact Huv |]. intros x Hx. rewrite <- E. now apply H.
  - apply bend_more with w t s'; try assumption. intros x Hx. rewrite <- E. now apply H.
Qed.

(** One layer of W neurons: W + 1 pieces. *)
Definition fan (W : nat) : network :=
  Network [map (fun k => Neuron [1] (- INR k)) (seq 0 W)] [Neuron (repeat 1 W) 0].

Lemma fan_run W x : nth 0 (run (fan W) [x]) 0 = rsum W (fun k => relu (x - INR k)).
Proof.
  unfold run, fan, pre; simpl. rewrite Rplus_0_r. unfold run_layer. rewrite map_map.
  assert (G : forall n o, dot (repeat 1 n) (map (fun k => relu (pre (Neuron [1] (- INR k)) [x])) (seq o n)) = rsum n (fun k => relu (x - INR (o + k)))).
  { induction n as [|n IH]; intros o; [reflexivity |]. rewrite seq_S, map_app.
    replace (repeat 1 (S n)) with (repeat 1 n ++ [1]) by (rewrite <- repeat_cons; reflexivity).
    assert (D : forall a b c d, length a = length b -> dot (a ++ c) (b ++ d) = dot a b + dot c d).
    { induction a as [|r a IHa]; intros [|q b] c d Hl; simpl in *; try lia; [ring |]. rewrite IHa by lia. ring. }
    rewrite D by (rewrite repeat_length, map_length, seq_length; reflexivity). rewrite IH. simpl. unfold pre; simpl.
    f_equal. rewrite Rplus_0_r, Rmult_1_l. f_equal. ring. }
  exact (G W 0%nat).
Qed.

Lemma fan_slope W i x : (i <= W)%nat -> INR i - 1 <= x <= INR i -> rsum W (fun k => relu (x - INR k)) = INR i * x - rsum i INR.
Proof.
  intros Hi Hx. replace W with (i + (W - i))%nat by lia. generalize (W - i)%nat. intros m. clear Hi.
  induction m as [|m IH].
  - rewrite Nat.add_0_r. assert (G : forall n, (n <= i)%nat -> rsum n (fun k => relu (x - INR k)) = INR n * x - rsum n INR).
    { induction n as [|n IHn]; intros Hn; [simpl; ring |]. simpl rsum. rewrite IHn by lia. rewrite relu_pos, S_INR; [ring |].
      apply le_INR in Hn. rewrite S_INR in Hn. lra. }
    now apply G.
  - replace (i + S m)%nat with (S (i + m)) by lia. simpl rsum. rewrite IH, relu_neg; [ring |]. rewrite plus_INR. pose proof (pos_INR m). lra.
Qed.

Theorem attained_one_layer W : attains_pieces W 1 (W + 1).
Proof.
  apply (bends_attain W 1 (fan W) (- 1) 0 (W + 1) (INR W)).
  - unfold on_line, fan, width, depth; simpl. rewrite map_length, seq_length, Nat.max_0_r. repeat split; try apply le_n.
    + apply Forall_forall. intros n Hn. apply in_map_iff in Hn as (k & <- & _). reflexivity.
    + repeat constructor. simpl. apply repeat_length.
  - apply bends_ext with (fun x => rsum W (fun k => relu (x - INR k))); [intro x; symmetry; apply fan_run |].
    assert (G : forall m i, (i + m = W)%nat -> bends (fun x => rsum W (fun k => relu (x - INR k))) (INR i - 1) (INR i) (m + 1) (INR W)).
    { induction m as [|m IH]; intros i Hi.
      - replace W with i by lia. apply bend_one with (- rsum i INR); [lra |]. intros x Hx. rewrite (fan_slope i i) by (lia || lra). ring.
      - apply bend_more with (INR i) (- rsum i INR) (INR (S i)); [lra | | rewrite S_INR; lra |].
        + intros x Hx. rewrite (fan_slope W i) by (lia || lra). ring.
        + specialize (IH (S i) ltac:(lia)). replace (INR (S i) - 1) with (INR i) in IH by (rewrite S_INR; ring). exact IH. }
    specialize (G W 0%nat eq_refl). replace (INR 0 - 1) with (- 1) in G by (simpl; ring). exact G.
Qed.

(** relu(1 - relu(x)): 3 pieces with one neuron a layer. *)
Ltac relus := unfold relu, Rmax; repeat destruct Rle_dec; lra.

Theorem attained_clip : attains_pieces 1 2 3.
Proof.
  set (M := Network [[Neuron [1] 0]; [Neuron [-1] 1]] [Neuron [1] 0]).
  apply (bends_attain 1 2 M (- 1) 0 3 2).
  - unfold on_line, width, depth; simpl. repeat split; repeat constructor.
  - apply bends_ext with (fun x => relu (1 - relu x)).
    { intro x. unfold M, run, pre; simpl. unfold pre; simpl. rewrite !Rplus_0_r, !Rmult_1_l. f_equal. ring. }
    apply bend_more with 0 1 (-1); [lra | intros; relus | lra |].
    apply bend_more with 1 1 0; [lra | intros; relus | lra |].
    apply bend_one with 0; [lra | intros; relus].
Qed.

(** Widths [2, 2]: 7 pieces. *)
Theorem attained_seven : attains_pieces 2 2 7.
Proof.
  set (M := Network [[Neuron [1] 0; Neuron [1] (-1)]; [Neuron [2; -4] (-1); Neuron [-2; 4] (1 / 2)]] [Neuron [1; 1] 0]).
  apply (bends_attain 2 2 M (- 1) 0 7 2).
  - unfold on_line, width, depth; simpl. repeat split; repeat constructor.
  - apply bends_ext with (fun x => relu (2 * relu x - 4 * relu (x - 1) - 1) + relu (- 2 * relu x + 4 * relu (x - 1) + 1 / 2)).
    { intro x. unfold M, run, pre; simpl. unfold pre; simpl. rewrite !Rplus_0_r, !Rmult_1_l.
      replace (x + -1) with (x - 1) by ring. f_equal; f_equal; ring. }
    apply bend_more with 0 (1 / 2) (-2); [lra | intros; relus | lra |].
    apply bend_more with (1 / 4) (1 / 2) 0; [lra | intros; relus | lra |].
    apply bend_more with (1 / 2) 0 2; [lra | intros; relus | lra |].
    apply bend_more with 1 (-1) (-2); [lra | intros; relus | lra |].
    apply bend_more with (3 / 2) 3 0; [lra | intros; relus | lra |].
    apply bend_more with (7 / 4) 0 2; [lra | intros; relus | lra |].
    apply bend_one with (-7 / 2); [lra | intros; relus].
Qed.

(** ** Width 3: 4^L pieces

    h has slopes 4, - 4, 8, - 8 and maps the segments of [- 1, 3] onto intervals that contain [- 1, 3]: each segment of
    an iterate that does so falls into four that do. *)

Definition h (x : R) : R := - 8 * relu x + 12 * relu (1 - x) - 16 * relu (2 - x) + 23.

Definition ends (f : R -> R) (up : bool) (u w : R) : Prop :=
  if up then f u <= - 1 /\ 3 <= f w else 3 <= f u /\ f w <= - 1.

Inductive zig (f : R -> R) : R -> bool -> nat -> R -> Prop :=
| zig_one u v s t up : u < v -> (forall x, u <= x <= v -> f x = s * x + t) -> ends f up u v -> zig f u up 1 v
| zig_more u w v s t up p : u < w -> (forall x, u <= x <= w -> f x = s * x + t) -> ends f up u w -> zig f w (negb up) p v ->
    zig f u up (S p) v.

Lemma zig_bends f u up p v : zig f u up p v -> exists s, bends f u s p v /\ if up then 0 < s else s < 0.
Proof.
  induction 1 as [u v s t up Huv E En | u w v s t up p Huw E En _ (s' & Hb & Hs)].
  - exists s. split; [now apply bend_one with t |].
    destruct up; destruct En as [E1 E2]; rewrite E in E1, E2 by lra; nra.
  - exists s. assert (Hs0 : if up then 0 < s else s < 0) by (destruct up; destruct En as [E1 E2]; rewrite E in E1, E2 by lra; nra).
    split; [| exact Hs0]. apply bend_more with w t s'; try assumption. destruct up; simpl in Hs; lra.
Qed.

Lemma zig_cat f u a p w : zig f u a p w -> forall b q v, b = xorb a (Nat.odd p) -> zig f w b q v -> zig f u a (p + q) v.
Proof.
  induction 1 as [u v s t up Huv E En | u w v s t up p Huw E En _ IH]; intros b q v' Hb Hz.
  - apply (zig_more f u v v' s t); try assumption. rewrite Hb in Hz. now destruct up.
  - apply (zig_more f u w v' s t); try assumption. apply IH with b; [| exact Hz]. rewrite Hb, Nat.odd_succ, <- Nat.negb_odd.
    now destruct up, (Nat.odd p).
Qed.

Lemma block f u w s t up : u < w -> (forall x, u <= x <= w -> f x = s * x + t) -> ends f up u w -> zig (fun x => h (f x)) u true 4 w.
Proof.
  intros Huw E En. pose proof (E u ltac:(lra)) as Eu. pose proof (E w ltac:(lra)) as Ew.
  assert (Hs : s <> 0) by (destruct up; destruct En; rewrite Eu, Ew in *; nra).
  set (x0 := (0 - t) / s). set (x1 := (1 - t) / s). set (x2 := (2 - t) / s).
  assert (F0 : s * x0 + t = 0) by (unfold x0; field; exact Hs).
  assert (F1 : s * x1 + t = 1) by (unfold x1; field; exact Hs).
  assert (F2 : s * x2 + t = 2) by (unfold x2; field; exact Hs).
  assert (H1 : forall y, y <= 0 -> h y = 3 + 4 * y) by (intros y Hy; unfold h; rewrite (relu_neg y), !relu_pos; lra).
  assert (H2 : forall y, 0 <= y <= 1 -> h y = 3 - 4 * y) by (intros y Hy; unfold h; rewrite !relu_pos; lra).
  assert (H3 : forall y, 1 <= y <= 2 -> h y = 8 * y - 9) by (intros y Hy; unfold h; rewrite (relu_neg (1 - y)), !relu_pos; lra).
  assert (H4 : forall y, 2 <= y -> h y = 23 - 8 * y) by (intros y Hy; unfold h; rewrite (relu_neg (1 - y)), (relu_neg (2 - y)), relu_pos; lra).
  destruct up; destruct En as [E1 E2]; rewrite Eu in E1; rewrite Ew in E2.
  - assert (Hp : 0 < s) by nra. assert (O : u < x0 /\ x0 < x1 /\ x1 < x2 /\ x2 < w) by (repeat split; nra). destruct O as (O1 & O2 & O3 & O4).
    apply (zig_more _ u x0 w (4 * s) (3 + 4 * t)); [exact O1 | | | apply (zig_more _ x0 x1 w (- 4 * s) (3 - 4 * t)); [exact O2 | | |
      apply (zig_more _ x1 x2 w (8 * s) (8 * t - 9)); [exact O3 | | | apply (zig_one _ x2 w (- 8 * s) (23 - 8 * t)); [exact O4 | |]]]];
      try (intros x Hx; rewrite E by lra; first [rewrite H1 by nra | rewrite H2 by nra | rewrite H3 by nra | rewrite H4 by nra]; ring);
      unfold ends, negb; rewrite !E by lra.
    + rewrite !H1 by lra. lra.
    + rewrite !H2 by lra. lra.
    + rewrite !H3 by lra. lra.
    + rewrite !H4 by lra. lra.
  - assert (Hp : s < 0) by nra. assert (O : u < x2 /\ x2 < x1 /\ x1 < x0 /\ x0 < w) by (repeat split; nra). destruct O as (O1 & O2 & O3 & O4).
    apply (zig_more _ u x2 w (- 8 * s) (23 - 8 * t)); [exact O1 | | | apply (zig_more _ x2 x1 w (8 * s) (8 * t - 9)); [exact O2 | | |
      apply (zig_more _ x1 x0 w (- 4 * s) (3 - 4 * t)); [exact O3 | | | apply (zig_one _ x0 w (4 * s) (3 + 4 * t)); [exact O4 | |]]]];
      try (intros x Hx; rewrite E by lra; first [rewrite H1 by nra | rewrite H2 by nra | rewrite H3 by nra | rewrite H4 by nra]; ring);
      unfold ends, negb; rewrite !E by lra.
    + rewrite !H4 by lra. lra.
    + rewrite !H3 by lra. lra.
    + rewrite !H2 by lra. lra.
    + rewrite !H1 by lra. lra.
Qed.

Lemma zig_step f u up p v : zig f u up p v -> zig (fun x => h (f x)) u true (4 * p) v.
Proof.
  induction 1 as [u v s t up Huv E En | u w v s t up p Huw E En _ IH].
  - exact (block f u v s t up Huv E En).
  - replace (4 * S p)%nat with (4 + 4 * p)%nat by lia.
    apply (zig_cat _ u true 4 w (block f u w s t up Huw E En) true); [reflexivity | exact IH].
Qed.

Fixpoint iterate (n : nat) (x : R) : R := match n with O => x | S n' => h (iterate n' x) end.

Lemma iterate_zig n : exists up, zig (iterate n) (- 1) up (4 ^ n) 3.
Proof.
  induction n as [|n (up & IH)].
  - exists true. apply (zig_one _ (- 1) 3 1 0); simpl; [lra | intros; ring | lra].
  - exists true. exact (zig_step _ _ _ _ _ IH).
Qed.

Definition three (y : R) : list R := [relu y; relu (1 - y); relu (2 - y)].
Definition again : layer := [Neuron [-8; 12; -16] 23; Neuron [8; -12; 16] (-22); Neuron [8; -12; 16] (-21)].
Definition fourfold (k : nat) : network :=
  Network ([Neuron [1] 0; Neuron [-1] 1; Neuron [-1] 2] :: repeat again k) [Neuron [-2; 3; -4] 0].

Ltac three_equal := f_equal; [f_equal; ring | f_equal; [f_equal; ring | f_equal; f_equal; ring]].

Lemma again_three y : run_layer (three y) again = three (h y).
Proof. unfold run_layer, three, again, pre, h; simpl. three_equal. Qed.

Lemma iterate_inside k y : h (iterate k y) = iterate k (h y).
Proof. induction k as [|k IH]; [reflexivity |]. simpl. now rewrite IH. Qed.

Lemma fourfold_run k x : nth 0 (run (fourfold k) [x]) 0 = / 4 * iterate (S k) x + - 23 / 4.
Proof.
  assert (F : forall n y, fold_left run_layer (repeat again n) (three y) = three (iterate n y)).
  { induction n as [|n IH]; intros y; [reflexivity |]. cbn [repeat fold_left]. rewrite again_three, IH. simpl. now rewrite iterate_inside. }
  unfold run, fourfold, features. cbn [hidden output fold_left map nth].
  replace (run_layer [x] [Neuron [1] 0; Neuron [-1] 1; Neuron [-1] 2]) with (three x).
  - rewrite F. cbn [iterate]. unfold pre, three, h. simpl. field.
  - unfold run_layer, three, pre; simpl. three_equal.
Qed.

Lemma bends_scale f a b u s p v : a <> 0 -> bends f u s p v -> bends (fun x => a * f x + b) u (a * s) p v.
Proof.
  intros Ha. induction 1 as [u v s t Huv E | u w v s t s' p Huw E Hne _ IH].
  - apply bend_one with (a * t + b); [exact Huv |]. intros x Hx. rewrite E by exact Hx. ring.
  - apply bend_more with w (a * t + b) (a * s'); [exact Huw | | | exact IH].
    + intros x Hx. rewrite E by exact Hx. ring.
    + intros H. apply Hne. now apply Rmult_eq_reg_l with a.
Qed.

Theorem attained_three L : (1 <= L)%nat -> attains_pieces 3 L (4 ^ L).
Proof.
  intros HL. destruct L as [|k]; [lia |]. destruct (iterate_zig (S k)) as (up & Hz). destruct (zig_bends _ _ _ _ _ Hz) as (s & Hb & _).
  apply (bends_attain 3 (S k) (fourfold k) (- 1) (/ 4 * s) (4 ^ S k) 3).
  - unfold on_line, fourfold, width, depth. cbn [hidden output length]. split; [| split; [| split; [now rewrite repeat_length | reflexivity]]].
    + simpl. split; [repeat constructor |]. induction k as [|k IH]; simpl; [repeat constructor |].
      split; [repeat constructor |]. clear. induction k as [|k IH]; simpl; repeat constructor. exact IH.
    + apply list_max_le. apply Forall_forall. intros m Hm. apply in_map_iff in Hm as (l & <- & Hin).
      destruct Hin as [<- | Hin]; [apply le_n | apply repeat_spec in Hin as ->; apply le_n].
  - apply bends_ext with (fun x => / 4 * iterate (S k) x + - 23 / 4); [intro x; symmetry; apply fourfold_run |].
    apply bends_scale; [lra | exact Hb].
Qed.

(** ** The two definitions fit, can hold and can fail *)

Theorem attains_at_most W L p q : pieces_within W L p -> attains_pieces W L q -> (q <= p)%nat.
Proof.
  intros H (M & HM & Hq). destruct (H M HM) as (Is & Lp & HI & Cov). eapply Nat.le_trans; [| exact Lp]. apply (Hq Is); [| exact Cov].
  intros I HinI. destruct (HI I HinI) as [Hc (sts & E)]. split; [exact Hc |].
  set (k := match rev (hidden M) with [] => 1%nat | l :: _ => length l end).
  assert (G : forall x, I x -> nth 0 (run M [x]) 0 = nth k (map (fun st => fst st * x + snd st) sts) 0).
  { intros x Hx. rewrite <- E by exact Hx. rewrite app_nth2; rewrite features_length; change (length [x]) with 1%nat; fold k; [| lia].
    now rewrite Nat.sub_diag. }
  destruct (le_lt_dec (length sts) k) as [Hk | Hk].
  - exists 0, 0. intros x Hx. rewrite G, nth_overflow by (try exact Hx; rewrite map_length; exact Hk). ring.
  - exists (fst (nth k sts (0, 0))), (snd (nth k sts (0, 0))). intros x Hx. rewrite G by exact Hx.
    rewrite (nth_indep _ 0 (fst (0, 0) * x + snd (0, 0))) by (now rewrite map_length). now rewrite map_nth with (d := (0, 0)) (f := fun st => fst st * x + snd st).
Qed.

Example one_neuron_two_pieces : pieces_within 1 1 2 /\ ~ pieces_within 1 1 1.
Proof.
  split; [exact (pieces_power 1 1) |]. intros H. pose proof (attains_at_most 1 1 1 2 H (attained_one_layer 1)). lia.
Qed.

Example one_neuron_not_three_pieces : attains_pieces 1 1 2 /\ ~ attains_pieces 1 1 3.
Proof.
  split; [exact (attained_one_layer 1) |]. intros H. pose proof (attains_at_most 1 1 2 3 (pieces_power 1 1) H). lia.
Qed.
