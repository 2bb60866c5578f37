(** * Small sizes: one hidden layer, width 2, width 1, alternating labels sharp

    - one hidden layer of N - 1 neurons, or N - 2 layers of two neurons, interpolate N points;
    - a network of width 1 is a monotone function on every line: it memorizes two points, never three;
    - alternating labels need N <= (W + 1)^L + 1, for any widths N <= (w_1 + 1) ... (w_L + 1) + 1. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Sort TheoremT Direction BangKeys Pieces Bridge.
Import ListNotations.
Open Scope R_scope.

(** ** From keys on a line to separated points, in every dimension *)

Lemma one_point_net ws {X} (a : list (X -> R)) c : net ws a [fun _ => c].
Proof.
  revert a; induction ws as [|w ws IH]; intros a.
  - apply net_id. intros h [<- | []]. apply aff_const.
  - apply net_layer with []; [simpl; lia | constructor | apply IH].
Qed.

Theorem interpolates_memorizes_any W L N d C delta : 0 < delta -> interpolates W L N -> memorizes W L N d C delta.
Proof.
  intros Hdelta Hi x y Hsep _.
  destruct (bang_keys N d delta x Hdelta Hsep) as (s & c & Ls & _ & Hg).
  set (K := fun z => dot s (values (coords d) z) + c).
  assert (HK : forall i, (i < N)%nat -> K (x i) = dot s (x i) + c).
  { intros i Hin. unfold K. rewrite values_coords; [reflexivity |]. now apply (proj1 Hsep). }
  destruct (Hi (fun i => K (x i)) (fun i => INR (y i))) as (f & Hf & E).
  { intros i j Hij F. specialize (Hg i j Hij). rewrite !HK in F by lia. rewrite F in Hg.
    rewrite Rminus_diag_eq, Rabs_R0 in Hg by reflexivity. lra. }
  exists (fun z => f (K z)); split; [| exact E].
  apply NN_iff. exists (pull K f); split; [| reflexivity]. apply (net_base _ [K]).
  - intros h [<- | []]. exists s, c; split; [now rewrite coords_length | reflexivity].
  - exact (net_pull K _ [fun t => t] [f] Hf).
Qed.

(** It is enough to interpolate increasing keys. *)
Lemma interpolates_sorted W L N :
  (forall c lab : nat -> R, (forall i, c i < c (S i)) ->
     exists f, net (repeat W L) [fun t : R => t] [f] /\ forall i, (i < N)%nat -> f (c i) = lab i) ->
  interpolates W L N.
Proof.
  intros H t y Ht. destruct (sort_keys N t y Ht) as (c & lab & Hc & Hk & _).
  destruct (H c lab Hc) as (f & Hf & E). exists f; split; [exact Hf |].
  intros i Hi. destruct (Hk i Hi) as (k & Hkn & E1 & E2). rewrite <- E1, <- E2. now apply E.
Qed.

(** ** (a) One hidden layer: a kink at each point but the last *)

Lemma kinks (c lab : nat -> R) : (forall i, c i < c (S i)) -> forall n, exists h,
  aff (steps c n) h /\ forall i, (i <= n)%nat -> h (c i) = lab i.
Proof.
  intros Hc n; induction n as [|n (h & Hh & E)].
  - exists (fun _ => lab 0%nat); split; [apply aff_const |]. intros i Hi. now replace i with 0%nat by lia.
  - pose proof (Hc n) as Hn. set (a := (lab (S n) - h (c (S n))) / (c (S n) - c n)).
    exists (fun t => h t + a * relu (t - c n)); split.
    + apply aff_add.
      * revert Hh. apply aff_incl. unfold steps, after. rewrite !map_map. intros g Hg.
        apply in_map_iff in Hg as (j & <- & Hj). apply in_map_iff. exists j; split; [reflexivity |].
        apply in_seq in Hj. apply in_seq; lia.
      * apply (aff_scal _ a). apply aff_in. unfold steps, after. rewrite map_map. apply in_map_iff.
        exists n; split; [reflexivity |]. apply in_seq; lia.
    + intros i Hi. destruct (Nat.eq_dec i (S n)) as [-> | Hne].
      * rewrite relu_pos by lra. unfold a. field. lra.
      * rewrite E by lia. rewrite relu_neg; [ring |].
        destruct (Nat.eq_dec i n) as [-> | Hin]; [lra |]. pose proof (seq_mono c Hc i n ltac:(lia)); lra.
Qed.

Theorem interpolates_one_layer N : interpolates (N - 1) 1 N.
Proof.
  apply interpolates_sorted. intros c lab Hc. destruct (kinks c lab Hc (N - 1)) as (h & Hh & E).
  exists h; split; [| intros i Hi; apply E; lia].
  apply net_layer with (map (fun j x => x - c j) (seq 0 (N - 1))).
  - now rewrite map_length, seq_length.
  - apply Forall_forall. intros g Hg. apply in_map_iff in Hg as (j & <- & _).
    apply aff_sub; [apply (aff_head (fun t : R => t)) | apply aff_const].
  - apply net_id. intros g [<- | []]. exact Hh.
Qed.

Theorem one_hidden_layer N d C delta : 0 < delta -> memorizes (N - 1) 1 N d C delta.
Proof. intros. apply interpolates_memorizes_any; [assumption | apply interpolates_one_layer]. Qed.

(** ** (b) Width 2: max-min strings *)

(** A line through (t1, y1), steep enough to stay below f (or above: a negative slope) at the earlier keys. *)
Lemma steep (c f : nat -> R) n t : (forall i, (i < n)%nat -> c i < t) -> forall v,
  exists a, forall i, (i < n)%nat -> a * (c i - t) + v <= f i.
Proof.
  intros Hc v. destruct (large1 n (fun i => t - c i) (fun i => v - f i)) as (a & Ha).
  - intros i Hi. specialize (Hc i Hi); lra.
  - exists a. intros i Hi. specialize (Ha a (Rle_refl a) i Hi). lra.
Qed.

Section Width2.
Variables (c lab : nat -> R).
Hypothesis increasing : forall i, c i < c (S i).

(** The keys from c 0 on: there x - c 0 passes relu. *)
Definition dom := {t : R | c 0%nat <= t}.
Definition T (y : dom) : R := proj1_sig y.

Lemma layer2 (f l r : R -> R) (sigma : R) : aff [fun t => t] l ->
  (forall t, r t = l t + sigma * relu (sigma * (f t - l t))) ->
  net [2%nat] [T; pull T f] [T; pull T r].
Proof.
  intros Hl Hr. assert (Hl' : forall (k : dom -> R), aff [T; k] (pull T l)).
  { intros k. apply (aff_pull T) in Hl. revert Hl. apply aff_incl. intros g [<- | []]. now left. }
  set (g1 := fun y => T y - c 0%nat). set (g2 := fun y => sigma * (pull T f y - pull T l y)).
  apply net_layer with [g1; g2]; [simpl; lia | |].
  - repeat (apply Forall_cons; [| try apply Forall_nil]).
    + apply aff_sub; [apply aff_head | apply aff_const].
    + apply aff_scal, aff_sub; [apply aff_tail, aff_head | apply Hl'].
  - assert (HT : aff (after [g1; g2]) T).
    { apply (aff_ext _ (fun y => relu (g1 y) + c 0%nat)).
      - intros [t Ht]. unfold g1, T; simpl. rewrite relu_pos by lra. ring.
      - apply aff_add; [apply aff_head | apply aff_const]. }
    apply net_id. intros h [<- | [<- | []]]; [exact HT |].
    apply (aff_ext _ (fun y => pull T l y + sigma * relu (g2 y))).
    + intro y. unfold pull, g2. rewrite Hr. reflexivity.
    + apply aff_add; [| apply (aff_scal _ sigma), aff_tail, aff_head].
      apply (aff_pull T) in Hl. revert Hl. apply aff_trans. intros g [<- | []]. exact HT.
Qed.

Lemma strings k : exists f : R -> R, net (repeat 2%nat k) [T] [T; pull T f] /\
  forall i, (i <= S k)%nat -> f (c i) = lab i.
Proof.
  induction k as [|k (f & Hf & E)].
  - pose proof (increasing 0%nat) as H0. set (a := (lab 1%nat - lab 0%nat) / (c 1%nat - c 0%nat)).
    exists (fun t => a * (t - c 0%nat) + lab 0%nat); split.
    + apply net_id. intros h [<- | [<- | []]]; [apply aff_head |].
      apply aff_add; [| apply aff_const]. apply aff_scal, aff_sub; [apply (aff_head T) | apply aff_const].
    + intros i Hi. assert (Hi' : (i = 0 \/ i = 1)%nat) by lia. destruct Hi' as [-> | ->]; unfold a; field; lra.
  - set (m := S (S k)). set (t := c m).
    assert (Hlt : forall i, (i < m)%nat -> c i < t) by (intros; now apply (seq_mono c increasing)).
    assert (G : forall sigma, sigma * sigma = 1 -> sigma * f t <= sigma * lab m ->
      exists l r, aff [fun t => t] l /\ (forall u, r u = l u + sigma * relu (sigma * (f u - l u))) /\
        forall i, (i <= m)%nat -> r (c i) = lab i).
    { intros sigma Hs Hv.
      destruct (steep c (fun i => sigma * f (c i)) m t Hlt (sigma * lab m)) as (a & Ha).
      exists (fun u => sigma * a * (u - t) + lab m).
      exists (fun u => (sigma * a * (u - t) + lab m) + sigma * relu (sigma * (f u - (sigma * a * (u - t) + lab m)))).
      split; [| split; [reflexivity |]].
      - apply aff_add; [| apply aff_const]. apply aff_scal, aff_sub; [apply (aff_head (fun t : R => t)) | apply aff_const].
      - assert (Hexp : forall u, sigma * (f u - (sigma * a * (u - t) + lab m)) = sigma * f u - (a * (u - t) + sigma * lab m)).
        { intro u. transitivity (sigma * f u - (sigma * sigma) * (a * (u - t)) - sigma * lab m); [ring | rewrite Hs; ring]. }
        intros i Hi. rewrite Hexp. destruct (Nat.eq_dec i m) as [-> | Hne].
        + fold t. rewrite relu_neg by (replace (t - t) with 0 by ring; lra). ring.
        + specialize (Ha i ltac:(lia)). cbv beta in Ha. rewrite relu_pos by lra. rewrite <- Hexp.
          rewrite <- Rmult_assoc, Hs. rewrite E by (unfold m in *; lia). ring. }
    destruct (Rle_dec (f t) (lab m)) as [Hv | Hv];
      [destruct (G 1) as (l & r & Hl & Hr & Hfit) | destruct (G (-1)) as (l & r & Hl & Hr & Hfit)]; try lra;
      (exists r; split; [| intros i Hi; apply Hfit; exact Hi];
       replace (S k) with (k + 1)%nat by lia; rewrite repeat_app; eapply net_comp; [exact Hf |];
       eapply layer2; [exact Hl | exact Hr]).
Qed.

Lemma string_net k : exists f : R -> R, net (repeat 2%nat k) [fun t : R => t] [f] /\
  forall i, (i <= S k)%nat -> f (c i) = lab i.
Proof.
  destruct (strings k) as (f & Hf & E).
  destruct (net_push1 T (repeat 2%nat k) [fun t => t] (pull T f)) as (f' & Hf' & E').
  - eapply net_sub; [| exact Hf]. intros g [<- | []]. apply aff_tail, aff_head.
  - exists f'; split; [exact Hf' |]. intros i Hi. rewrite <- E by exact Hi.
    assert (H0 : c 0%nat <= c i).
    { destruct i; [lra |]. left; apply (seq_mono c increasing); lia. }
    exact (E' (exist _ (c i) H0)).
Qed.
End Width2.

Theorem interpolates_width2 N : (2 <= N)%nat -> interpolates 2 (N - 2) N.
Proof.
  intros HN. apply interpolates_sorted. intros c lab Hc.
  destruct (string_net c lab Hc (N - 2)) as (f & Hf & E). exists f; split; [exact Hf |]. intros i Hi. apply E; lia.
Qed.

Theorem width_two N d C delta : (2 <= N)%nat -> 0 < delta -> memorizes 2 (N - 2) N d C delta.
Proof. intros. apply interpolates_memorizes_any; [assumption | now apply interpolates_width2]. Qed.

(** ** Padding at every width: after a hidden layer the values are >= 0, so relu repeats them *)

Lemma net_repeat_layer {X} w ws (a : list (X -> R)) b : net (w :: ws) a b -> net (w :: w :: ws) a b.
Proof.
  intros H; inversion H as [| ? ? ? gs ? Hl Hf Hn]; subst.
  apply net_layer with gs; [exact Hl | exact Hf |]. apply net_layer with (after gs).
  - unfold after; now rewrite map_length.
  - apply Forall_forall. intros f Hin. now apply aff_in.
  - apply net_base with (after gs); [| exact Hn]. intros f Hin. unfold after in Hin. apply in_map_iff in Hin as (g & <- & Hg).
    apply (aff_ext _ (fun x => relu (relu (g x)))); [intro x; apply relu_pos, relu_ge0 |].
    apply aff_in. unfold after. rewrite map_map. apply in_map_iff. exists g; auto.
Qed.

Theorem NN_deeper W L L' d f : (1 <= L <= L')%nat -> NN W L d f -> NN W L' d f.
Proof.
  intros [H1 H2] H. apply NN_iff in H as (g & Hn & E). apply NN_iff. exists g; split; [| exact E].
  induction H2 as [|L' H2 IH]; [exact Hn |]. destruct L' as [|l]; [lia |]. now apply net_repeat_layer.
Qed.

Lemma memorizes_deeper W L L' N d C delta : (1 <= L <= L')%nat -> memorizes W L N d C delta -> memorizes W L' N d C delta.
Proof.
  intros HL H x y Hsep Hy. destruct (H x y Hsep Hy) as (f & Hf & E). exists f; split; [| exact E].
  now apply NN_deeper with L.
Qed.

(** ** Points on a line, as many as the ball allows: N <= 1 + 2 / delta *)

Definition line (d : nat) (delta : R) (i : nat) : list R := (INR i * delta - 1) :: repeat 0 (d - 1).

Lemma line_separated N d delta : (1 <= d)%nat -> 0 < delta -> (INR N - 1) * delta <= 2 -> separated N d delta (line d delta).
Proof.
  intros Hd Hdelta HN. unfold line. split.
  - intros i Hi. split; [simpl; rewrite repeat_length; lia |]. simpl. rewrite dot_repeat0.
    apply le_INR in Hi. rewrite S_INR in Hi. pose proof (pos_INR i).
    assert (0 <= INR i * delta) by (apply Rmult_le_pos; lra). assert (INR i * delta <= 2) by nra. nra.
  - intros i j Hij. unfold sqdist.
    assert (E : forall n (a b : R), dot (vadd (a :: repeat 0 n) (map Ropp (b :: repeat 0 n)))
       (vadd (a :: repeat 0 n) (map Ropp (b :: repeat 0 n))) = (a - b) * (a - b)).
    { intros n a b. simpl. replace (a + - b) with (a - b) by ring.
      enough (Z : dot (vadd (repeat 0 n) (map Ropp (repeat 0 n))) (vadd (repeat 0 n) (map Ropp (repeat 0 n))) = 0)
        by (rewrite Z; ring).
      induction n; simpl; [reflexivity |]. rewrite IHn; ring. }
    rewrite E. destruct Hij as [Hij _]. apply le_INR in Hij. rewrite S_INR in Hij.
    rewrite <- (sqrt_Rsqr delta) at 1 by lra. apply sqrt_le_1_alt. unfold Rsqr.
    replace (INR i * delta - 1 - (INR j * delta - 1)) with ((INR i - INR j) * delta) by ring.
    assert (1 <= (INR j - INR i) * (INR j - INR i)) by nra. assert (0 < delta * delta) by nra.
    replace ((INR i - INR j) * delta * ((INR i - INR j) * delta)) with
      ((INR j - INR i) * (INR j - INR i) * (delta * delta)) by ring. nra.
Qed.

(** A network on R^d restricts to a network on the line. *)
Definition embed (d : nat) (t : R) : list R := t :: repeat 0 (d - 1).

Lemma restrict_to_line ws d g : net ws (coords d) [g] -> net ws [fun t : R => t] [pull (embed d) g].
Proof.
  intros Hg. apply (net_base _ (map (pull (embed d)) (coords d))); [| exact (net_pull (embed d) _ _ [g] Hg)].
  intros h Hh. apply in_map_iff in Hh as (h' & <- & Hh'). unfold coords in Hh'. apply in_map_iff in Hh' as (k & <- & _).
  destruct k as [|k]; [apply (aff_head (fun t : R => t)) |].
  apply (aff_ext _ (fun _ => 0)); [| apply aff_const]. intro t. unfold pull, embed, coord. simpl. symmetry. apply nth_repeat.
Qed.

Lemma on_the_line W L N d C delta y : (1 <= d)%nat -> 0 < delta -> (INR N - 1) * delta <= 2 ->
  memorizes W L N d C delta -> (forall i, (i < N)%nat -> (y i < C)%nat) ->
  exists f, net (repeat W L) [fun t : R => t] [f] /\ forall i, (i < N)%nat -> f (INR i * delta - 1) = INR (y i).
Proof.
  intros Hd Hdelta HN H Hy.
  destruct (H _ y (line_separated N d delta Hd Hdelta HN) Hy) as (f & Hf & E).
  apply NN_iff in Hf as (g & Hg & Eg). exists (pull (embed d) g). split; [now apply restrict_to_line |].
  intros i Hi. unfold pull, embed. rewrite <- Eg by (simpl; rewrite repeat_length; lia). now apply E.
Qed.

(** ** (c) Width 1: monotone on the line *)

Definition monotone (f : R -> R) : Prop := (forall s t, s <= t -> f s <= f t) \/ (forall s t, s <= t -> f t <= f s).

Lemma monotone_aff fs g : (length fs <= 1)%nat -> (forall f, In f fs -> monotone f) -> aff fs g -> monotone g.
Proof.
  intros Hl Hf (w & b & Lw & E). destruct fs as [|f [|? ?]]; [| | simpl in Hl; lia].
  - left. intros s t _. rewrite !E. destruct w; simpl; lra.
  - destruct w as [|a [|? ?]]; try discriminate.
    assert (E' : forall t, g t = a * f t + b) by (intro t; rewrite E; simpl; ring).
    destruct (Hf f (or_introl eq_refl)) as [M | M], (Rle_dec 0 a) as [Ha | Ha];
      [left | right | right | left]; intros s t Hst; rewrite !E'; specialize (M s t Hst); nra.
Qed.

Lemma relu_le x y : x <= y -> relu x <= relu y.
Proof. intros. unfold relu. now apply Rle_max_compat_l. Qed.

Lemma monotone_relu f : monotone f -> monotone (fun t => relu (f t)).
Proof. intros [M | M]; [left | right]; intros s t Hst; now apply relu_le, M. Qed.

Lemma width1_monotone ws (base outs : list (R -> R)) : net ws base outs -> (forall w, In w ws -> (w <= 1)%nat) ->
  (length base <= 1)%nat -> (forall f, In f base -> monotone f) -> forall g, In g outs -> monotone g.
Proof.
  induction 1 as [base outs Hf | w ws base gs outs Hl Hf Hn IH]; intros Hw Hb Hm g Hg; rewrite Forall_forall in Hf.
  - apply monotone_aff with base; auto.
  - specialize (Hw w (or_introl eq_refl)) as Hw1.
    apply IH; [intros; apply Hw; now right | unfold after; rewrite map_length; lia | | exact Hg].
    intros f Hin. unfold after in Hin. apply in_map_iff in Hin as (h & <- & Hh).
    apply monotone_relu, monotone_aff with base; auto.
Qed.

Theorem width_one_fails L N d delta : (1 <= d)%nat -> 0 < delta -> (INR N - 1) * delta <= 2 -> (3 <= N)%nat ->
  ~ memorizes 1 L N d 2 delta.
Proof.
  intros Hd Hdelta HN H3 H.
  destruct (on_the_line 1 L N d 2 delta (fun i => if Nat.eqb i 1 then 1%nat else 0%nat) Hd Hdelta HN H) as (f & Hf & E).
  { intros i _. destruct (Nat.eqb i 1); lia. }
  assert (M : monotone f).
  { apply (width1_monotone _ _ _ Hf); [| simpl; lia | | now left].
    - intros w Hw. apply repeat_spec in Hw. lia.
    - intros g [<- | []]. left; auto. }
  pose proof (E 0%nat ltac:(lia)) as E0. pose proof (E 1%nat ltac:(lia)) as E1. pose proof (E 2%nat ltac:(lia)) as E2.
  simpl in E0, E1, E2.
  destruct M as [M | M].
  - specialize (M (1 * delta - 1) ((1 + 1) * delta - 1) ltac:(lra)). lra.
  - specialize (M (0 * delta - 1) (1 * delta - 1) ltac:(lra)). lra.
Qed.

Theorem width_one_two_points L d C delta : 0 < delta -> memorizes 1 L 2 d C delta.
Proof.
  intros Hdelta. destruct L as [|L].
  - apply interpolates_memorizes_any; [exact Hdelta |]. exact (interpolates_width2 2 ltac:(lia)).
  - apply memorizes_deeper with 1%nat; [lia |]. exact (one_hidden_layer 2 d C delta Hdelta).
Qed.

Lemma memorizes_one_point W L N d C delta : (N <= 1)%nat -> memorizes W L N d C delta.
Proof.
  intros HN x y _ _. exists (fun _ => INR (y 0%nat)); split.
  - apply NN_iff. exists (fun _ => INR (y 0%nat)); split; [apply one_point_net | reflexivity].
  - intros i Hi. now replace i with 0%nat by lia.
Qed.

(** Width 1 memorizes exactly two points. *)
Theorem width_one_iff L N d delta : (1 <= d)%nat -> 0 < delta -> (INR N - 1) * delta <= 2 ->
  (memorizes 1 L N d 2 delta <-> (N <= 2)%nat).
Proof.
  intros Hd Hdelta HN. split.
  - intros H. destruct (le_lt_dec N 2) as [h | h]; [exact h |].
    exfalso. exact (width_one_fails L N d delta Hd Hdelta HN ltac:(lia) H).
  - intros H. destruct (le_lt_dec N 1) as [h | h]; [now apply memorizes_one_point |].
    replace N with 2%nat by lia. now apply width_one_two_points.
Qed.

(** ** (d) Alternating labels: every change of side needs a piece of its own *)

Definition side (k : nat) : R := if Nat.even k then -1 else 1.

Lemma side_S k : side (S k) = - side k.
Proof. unfold side. rewrite Nat.even_succ, <- Nat.negb_even. destruct (Nat.even k); simpl; ring. Qed.

(** f(a) and point k on different sides of 1/2: n - k pieces for the points k, ..., n - 1; else one less. *)
Lemma crossings f x n : (forall i, x i < x (S i)) ->
  (forall i, (i < n)%nat -> f (x i) - / 2 = side i * / 2) ->
  forall bs a k, (k <= n)%nat -> chain [f] a bs -> (k = n \/ a < x k) -> (n = 0%nat \/ x (n - 1)%nat <= last bs a) ->
  (n <= k + length bs + 1)%nat /\ (side k * (f a - / 2) <= 0 -> (n <= k + length bs)%nat).
Proof.
  intros Hx Hf. pose proof (seq_mono x Hx) as Hm.
  induction bs as [|b bs IH]; intros a k Hk C Ha Hb.
  - simpl in *. assert (k = n); [| lia]. destruct Ha as [Ha | Ha]; [exact Ha |]. destruct Hb as [Hb | Hb]; [lia |].
    destruct (Nat.eq_dec k n) as [E | Hne]; [exact E |]. exfalso.
    destruct (Nat.eq_dec k (n - 1)) as [-> | Hne']; [lra |]. pose proof (Hm k (n - 1)%nat ltac:(lia)); lra.
  - rewrite last_cons in Hb. destruct C as (C1 & C2 & C3).
    destruct (C2 f (or_introl eq_refl)) as (s & t & E). clear C2. cbn [length].
    destruct (Nat.eq_dec k n) as [-> | Hkn]; [lia |]. destruct Ha as [Ha | Ha]; [lia |].
    assert (Hsq : side k * side k = 1) by (unfold side; destruct (Nat.even k); ring).
    pose proof (Hf k ltac:(lia)) as F0. pose proof (Hx k) as X0.
    (* no point in the piece *)
    destruct (Rlt_dec b (x k)) as [Hbk | Hbk].
    { destruct (IH b k ltac:(lia) C3 ltac:(now right) Hb) as [H1 _]. lia. }
    apply Rnot_lt_le in Hbk. assert (E0 := E (x k) ltac:(lra)). rewrite E0 in F0.
    assert (S0 : side k * (s * x k + t - / 2) = / 2) by (rewrite F0, <- Rmult_assoc, Hsq; ring).
    assert (Ea := E a ltac:(lra)). assert (Eb := E b ltac:(lra)).
    (* the slope on the side of point k, from f(a) on the other side *)
    assert (Up : side k * (f a - / 2) <= 0 -> 0 <= side k * s).
    { rewrite Ea. intros Hop. assert (0 < side k * s * (x k - a)) by lra. nra. }
    destruct (Nat.eq_dec (S k) n) as [Hn | Hn]; [lia |].
    destruct (Rlt_dec b (x (S k))) as [Hb1 | Hb1].
    + (* one point in the piece *)
      destruct (IH b (S k) ltac:(lia) C3 ltac:(now right) Hb) as [H1 H2]. split; [lia |].
      intros Hop. specialize (Up Hop). assert (H3 : side (S k) * (f b - / 2) <= 0); [| specialize (H2 H3); lia].
      rewrite side_S, Eb. nra.
    + (* two points in the piece, and no third *)
      apply Rnot_lt_le in Hb1. pose proof (Hf (S k) ltac:(lia)) as F1. rewrite (E (x (S k)) ltac:(lra)), side_S in F1.
      assert (S1 : side k * (s * x (S k) + t - / 2) = - / 2).
      { rewrite F1. replace (side k * (- side k * / 2)) with (- (side k * side k) * / 2) by ring. rewrite Hsq. ring. }
      assert (Down : side k * s < 0) by nra.
      split; [| intros Hop; specialize (Up Hop); lra].
      destruct (Nat.eq_dec (S (S k)) n) as [Hn2 | Hn2]; [lia |].
      assert (Hop : side k * (f b - / 2) <= 0) by (rewrite Eb; nra).
      assert (S2 : side (S (S k)) = side k) by (rewrite !side_S; ring).
      destruct (Rlt_dec b (x (S (S k)))) as [Hb2 | Hb2].
      * destruct (IH b (S (S k)) ltac:(lia) C3 ltac:(now right) Hb) as [_ H2]. rewrite S2 in H2. specialize (H2 Hop). lia.
      * exfalso. apply Rnot_lt_le in Hb2. pose proof (Hx (S k)) as X1. pose proof (Hf (S (S k)) ltac:(lia)) as F2.
        rewrite (E (x (S (S k))) ltac:(lra)), S2 in F2.
        assert (side k * (s * x (S (S k)) + t - / 2) = / 2) by (rewrite F2, <- Rmult_assoc, Hsq; ring). nra.
Qed.

(** V6 for any widths: at most (w_1 + 1) ... (w_L + 1) pieces. *)
Definition piece_bound (ws : list nat) : nat := fold_right (fun w k => (w + 1) * k)%nat 1%nat ws.

Lemma piece_bound_repeat W L : piece_bound (repeat W L) = ((W + 1) ^ L)%nat.
Proof.
  induction L as [|L IH]; [reflexivity |].
  change (piece_bound (repeat W (S L))) with ((W + 1) * piece_bound (repeat W L))%nat. now rewrite IH.
Qed.

Lemma pieces_chain ws (base outs : list (R -> R)) : net ws base outs -> forall a bs, chain base a bs ->
  exists bs', chain outs a bs' /\ last bs' a = last bs a /\ (length bs' <= length bs * piece_bound ws)%nat.
Proof.
  induction 1 as [base outs Hf | w ws base gs outs Hl Hf Hn IH]; intros a bs C; rewrite Forall_forall in Hf.
  - exists bs; repeat split; [now apply chain_aff with base | simpl; lia].
  - destruct (one_layer_chain w base gs Hl Hf bs a C) as (bs1 & C1 & E1 & L1).
    destruct (IH a bs1 C1) as (bs2 & C2 & E2 & L2). exists bs2; repeat split; [exact C2 | congruence |].
    simpl. fold (piece_bound ws). nia.
Qed.

Lemma pieces_shape ws f a b : net ws [fun t : R => t] [f] -> a <= b ->
  exists bs, chain [f] a bs /\ last bs a = b /\ (length bs <= piece_bound ws)%nat.
Proof.
  intros Hn Hab. destruct (pieces_chain ws _ _ Hn a [b]) as (bs & C & E & Hl).
  - simpl. repeat split; auto. intros g [<- | []]. exists 1, 0. intros; ring.
  - exists bs; repeat split; [exact C | exact E | simpl in Hl; lia].
Qed.

(** Alternating labels, any widths. *)
Theorem alternating_shape ws f x N : net ws [fun t : R => t] [f] -> (forall i, x i < x (S i)) ->
  (forall i, (i < N)%nat -> f (x i) = if Nat.even i then 0 else 1) -> (N <= piece_bound ws + 1)%nat.
Proof.
  intros Hn Hx Hf. destruct (pieces_shape ws f (x 0%nat - 1) (x N) Hn) as (bs & C & E & Hl).
  { destruct N; [lra |]. pose proof (seq_mono x Hx 0%nat (S N) ltac:(lia)); lra. }
  destruct (crossings f x N Hx) with (bs := bs) (a := x 0%nat - 1) (k := 0%nat) as [H _]; try lia; try assumption.
  - intros i Hi. rewrite Hf by exact Hi. unfold side. destruct (Nat.even i); lra.
  - right; lra.
  - destruct N as [|n]; [now left | right]. rewrite E. simpl. rewrite Nat.sub_0_r. left. apply Hx.
Qed.

Corollary alternating_sharp W L f x N : net (repeat W L) [fun t : R => t] [f] -> (forall i, x i < x (S i)) ->
  (forall i, (i < N)%nat -> f (x i) = if Nat.even i then 0 else 1) -> (N <= (W + 1) ^ L + 1)%nat.
Proof. rewrite <- piece_bound_repeat. apply alternating_shape. Qed.

Theorem alternating_memorizes W L N d delta : (1 <= d)%nat -> 0 < delta -> (INR N - 1) * delta <= 2 ->
  memorizes W L N d 2 delta -> (N <= (W + 1) ^ L + 1)%nat.
Proof.
  intros Hd Hdelta HN H.
  destruct (on_the_line W L N d 2 delta (fun i => if Nat.even i then 0%nat else 1%nat) Hd Hdelta HN H) as (f & Hf & E).
  { intros i _. destruct (Nat.even i); lia. }
  apply (alternating_sharp W L f (fun i => INR i * delta - 1)); [exact Hf | |].
  - intro i. rewrite S_INR. lra.
  - intros i Hi. rewrite E by exact Hi. destruct (Nat.even i); reflexivity.
Qed.

(** One hidden layer: N - 1 neurons suffice (a), N - 2 are necessary. *)
Corollary one_hidden_layer_needs W N d delta : (1 <= d)%nat -> 0 < delta -> (INR N - 1) * delta <= 2 ->
  memorizes W 1 N d 2 delta -> (N <= W + 2)%nat.
Proof.
  intros Hd Hdelta HN H. pose proof (alternating_memorizes W 1 N d delta Hd Hdelta HN H) as G.
  rewrite Nat.pow_1_r in G. lia.
Qed.

(** ** The least width *)

Lemma memorizes_wider W W' L N d C delta : (W <= W')%nat -> memorizes W L N d C delta -> memorizes W' L N d C delta.
Proof.
  intros HW H x y Hsep Hy. destruct (H x y Hsep Hy) as (f & (M & H1 & H2 & H3 & H4) & E). exists f; split; [| exact E].
  exists M. repeat split; try assumption. lia.
Qed.

(** At least three points, as many as fit on a line: some depth works if and only if the width is at least 2. *)
Theorem least_width W N d delta : (1 <= d)%nat -> 0 < delta -> (INR N - 1) * delta <= 2 -> (3 <= N)%nat ->
  ((exists L, memorizes W L N d 2 delta) <-> (2 <= W)%nat).
Proof.
  intros Hd Hdelta HN H3. split.
  - intros (L & H). destruct (le_lt_dec 2 W) as [h | h]; [exact h | exfalso].
    apply (width_one_fails L N d delta Hd Hdelta HN H3). apply memorizes_wider with W; [lia | exact H].
  - intros HW. exists (N - 2)%nat. apply memorizes_wider with 2%nat; [exact HW |]. apply width_two; [lia | exact Hdelta].
Qed.
