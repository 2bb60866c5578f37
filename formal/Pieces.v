(** * V6: a ReLU network of width W and depth L has at most (W+1)^L affine pieces on an interval

    Hence alternating labels on a line need N <= 2 (W+1)^L: a lower bound without Warren's theorem. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network TheoremT.
Import ListNotations.
Open Scope R_scope.

Definition affine_on (a b : R) (f : R -> R) : Prop := exists s t, forall x, a <= x <= b -> f x = s * x + t.

(** A partition of [a, last bs] by right end points; all functions of fs are affine on every piece. *)
Fixpoint chain (fs : list (R -> R)) (a : R) (bs : list R) : Prop :=
  match bs with
  | [] => True
  | b :: bs' => a <= b /\ (forall f, In f fs -> affine_on a b f) /\ chain fs b bs'
  end.

Lemma affine_sub a b c d f : a <= c -> d <= b -> affine_on a b f -> affine_on c d f.
Proof. intros H1 H2 (s & t & H). exists s, t. intros x Hx. apply H; lra. Qed.

Lemma affine_aff fs a b g : (forall f, In f fs -> affine_on a b f) -> aff fs g -> affine_on a b g.
Proof.
  intros Hf (w & c & Hl & Hg). revert w Hl Hf g c Hg. induction fs as [|f fs IH]; intros [|k w] Hl Hf g c Hg; try discriminate.
  - exists 0, c. intros x _. rewrite Hg; simpl; ring.
  - destruct (Hf f (or_introl eq_refl)) as (s & t & Ef).
    destruct (IH w ltac:(simpl in Hl; lia) ltac:(intros; apply Hf; now right)
                (fun x => dot w (values fs x) + c) c ltac:(reflexivity)) as (s' & t' & E').
    exists (k * s + s'), (k * t + t'). intros x Hx. rewrite Hg. simpl. rewrite Ef by exact Hx.
    specialize (E' x Hx). simpl in E'. lra.
Qed.

Lemma chain_aff fs gs : (forall g, In g gs -> aff fs g) -> forall bs a, chain fs a bs -> chain gs a bs.
Proof.
  intros H bs; induction bs as [|b bs IH]; simpl; [auto |]. intros a (H1 & H2 & H3). repeat split; auto.
  intros g Hg. apply affine_aff with fs; auto.
Qed.

Lemma last_cons (x : R) l d : last (x :: l) d = last l x.
Proof.
  revert x d; induction l as [|y l IH]; intros x d; [reflexivity |].
  change (last (x :: y :: l) d) with (last (y :: l) d). now rewrite !IH.
Qed.

Lemma last_app (l1 l2 : list R) a : last (l1 ++ l2) a = last l2 (last l1 a).
Proof. revert a; induction l1 as [|b l1 IH]; intros a; [reflexivity |]. simpl app. now rewrite !last_cons. Qed.

(** Cutting at a point z costs at most one piece; every piece then lies on one side of z. *)
Fixpoint aside (z : R) (a : R) (bs : list R) : Prop :=
  match bs with [] => True | b :: bs' => (b <= z \/ z <= a) /\ aside z b bs' end.

Lemma cut fs z bs : forall a, chain fs a bs -> exists bs', chain fs a bs' /\ aside z a bs' /\
  last bs' a = last bs a /\ (length bs' <= S (length bs))%nat.
Proof.
  induction bs as [|b bs IH]; intros a H.
  - exists []; simpl; auto.
  - destruct H as (H1 & H2 & H3). destruct (IH b H3) as (bs' & C & A & E & Hl).
    destruct (Rle_dec b z) as [Hz | Hz].
    + exists (b :: bs'). cbn [chain aside length]. split; [auto |]. split; [auto |].
      split; [rewrite !last_cons; exact E | lia].
    + (* everything to the right of b is right of z *)
      assert (Hright : forall l c, z <= c -> chain fs c l -> aside z c l).
      { induction l as [|d l IHl]; simpl; auto. intros c Hc (G1 & _ & G3). split; [now right |].
        apply IHl; [lra | exact G3]. }
      destruct (Rle_dec z a) as [Ha | Ha].
      * exists (b :: bs). cbn [chain aside length]. split; [auto |]. split; [| split; [reflexivity | lia]].
        split; [now right | apply Hright; [lra | exact H3]].
      * exists (z :: b :: bs). cbn [chain aside length].
        split; [| split; [| split; [rewrite !last_cons; reflexivity | lia]]].
        -- split; [lra |]. split; [intros f Hf; apply affine_sub with a b; auto; lra |].
           split; [lra |]. split; [intros f Hf; apply affine_sub with a b; auto; lra | exact H3].
        -- split; [left; lra |]. split; [right; lra |]. apply Hright; [lra | exact H3].
Qed.

(** The kink of one affine function. *)
Lemma relu_affine a b g z : affine_on a b g -> (forall x, a <= x <= b -> x <= z -> g x <= 0) \/ (forall x, a <= x <= b -> x <= z -> 0 <= g x) ->
  (forall x, a <= x <= b -> z <= x -> g x <= 0) \/ (forall x, a <= x <= b -> z <= x -> 0 <= g x) ->
  forall c d, a <= c -> d <= b -> d <= z \/ z <= c -> affine_on c d (fun x => relu (g x)).
Proof.
  intros (s & t & E) Hl Hr c d Hc Hd [H | H].
  - destruct Hl as [Hl | Hl].
    + exists 0, 0. intros x Hx. rewrite relu_neg by (apply Hl; lra). ring.
    + exists s, t. intros x Hx. rewrite relu_pos by (apply Hl; lra). apply E; lra.
  - destruct Hr as [Hr | Hr].
    + exists 0, 0. intros x Hx. rewrite relu_neg by (apply Hr; lra). ring.
    + exists s, t. intros x Hx. rewrite relu_pos by (apply Hr; lra). apply E; lra.
Qed.

Lemma sign_change a b g : affine_on a b g -> exists z,
  ((forall x, a <= x <= b -> x <= z -> g x <= 0) \/ (forall x, a <= x <= b -> x <= z -> 0 <= g x)) /\
  ((forall x, a <= x <= b -> z <= x -> g x <= 0) \/ (forall x, a <= x <= b -> z <= x -> 0 <= g x)).
Proof.
  intros (s & t & E). destruct (Req_EM_T s 0) as [-> | Hs].
  - exists a. destruct (Rle_dec t 0); [split; left | split; right]; intros x Hx _; rewrite E by exact Hx; lra.
  - exists (- t / s). assert (Hz : s * (- t / s) = - t) by (field; exact Hs).
    destruct (Rle_dec 0 s) as [Hp | Hp]; [split; [left | right] | split; [right | left]];
      intros x Hx Hxz; rewrite E by exact Hx; nra.
Qed.

(** One piece and one layer: at most W + 1 pieces. *)
Lemma one_piece gs : forall a b, a <= b -> (forall g, In g gs -> affine_on a b g) ->
  exists bs, chain (after gs) a bs /\ last bs a = b /\ (length bs <= S (length gs))%nat.
Proof.
  intros a b Hab. induction gs as [|g gs IH]; intros Hg.
  - exists [b]; simpl. split; [| auto]. split; [exact Hab | split; [intros f [] | exact I]].
  - destruct IH as (bs & C & El & Hl); [intros; apply Hg; now right |].
    destruct (sign_change a b g (Hg g (or_introl eq_refl))) as (z & Z1 & Z2).
    destruct (cut (after gs) z bs a C) as (bs' & C' & A' & El' & Hl').
    exists bs'. split; [| split; [congruence | simpl; lia]].
    assert (Hlast : last bs' a = b) by congruence.
    clear C El Hl El' Hl'.
    pose proof (relu_affine a b g z (Hg g (or_introl eq_refl)) Z1 Z2) as Hrel. clear Hg Z1 Z2 Hab.
    assert (G : forall l c, a <= c -> (last l c <= b) -> chain (after gs) c l -> aside z c l -> chain (after (g :: gs)) c l).
    { induction l as [|d l IHl]; [simpl; auto |]. intros c Hc Hb (G1 & G2 & G3) (B1 & B2).
      assert (Hlast' : last l d <= b) by (rewrite <- (last_cons d l c); exact Hb).
      assert (Hd : d <= b).
      { clear -G3 Hlast'. revert d G3 Hlast'. induction l as [|e l IH]; intros d G3 H; [exact H |].
        destruct G3 as (G & _ & G3). rewrite last_cons in H. specialize (IH e G3 H). lra. }
      split; [exact G1 |]. split; [| apply IHl; auto; lra].
      intros f [<- | Hf]; [apply Hrel; auto | now apply G2]. }
    apply G; auto; lra.
Qed.

Lemma chain_app fs a l1 l2 : chain fs a l1 -> chain fs (last l1 a) l2 -> chain fs a (l1 ++ l2).
Proof.
  revert a; induction l1 as [|b l1 IH]; [auto |]. intros a (H1 & H2 & H3) H. simpl.
  split; [exact H1 |]. split; [exact H2 |].
  apply IH; [exact H3 |]. change (b :: l1) with ([b] ++ l1) in H. now rewrite last_app in H.
Qed.

Lemma one_layer_chain W fs gs : (length gs <= W)%nat -> (forall g, In g gs -> aff fs g) -> forall bs a, chain fs a bs ->
  exists bs', chain (after gs) a bs' /\ last bs' a = last bs a /\ (length bs' <= length bs * (W + 1))%nat.
Proof.
  intros HW Hg bs; induction bs as [|b bs IH]; intros a H.
  - exists []; simpl; auto.
  - simpl in H; destruct H as (H1 & H2 & H3). destruct (IH b H3) as (l2 & C2 & E2 & L2).
    destruct (one_piece gs a b H1) as (l1 & C1 & E1 & L1).
    { intros g Hin. apply affine_aff with fs; auto. }
    exists (l1 ++ l2). split; [apply chain_app; [exact C1 | rewrite E1; exact C2] |]. split.
    + rewrite last_app, E1, last_cons. exact E2.
    + rewrite app_length. simpl. lia.
Qed.

(** V6 *)
Theorem pieces W L f a b : net (repeat W L) [fun t : R => t] [f] -> a <= b ->
  exists bs, chain [f] a bs /\ last bs a = b /\ (length bs <= (W + 1) ^ L)%nat.
Proof.
  intros Hn Hab.
  assert (G : forall ws base outs, net ws base outs -> forall bs, (forall w, In w ws -> w = W) -> chain base a bs ->
    exists bs', chain outs a bs' /\ last bs' a = last bs a /\ (length bs' <= length bs * (W + 1) ^ length ws)%nat).
  { induction 1 as [base outs Hf | w ws base gs outs Hl Hf Hn' IH]; intros bs Hw C.
    - exists bs; repeat split; [| simpl; lia]. apply chain_aff with base; [| exact C].
      intros g Hg. now apply (proj1 (Forall_forall _ _) Hf).
    - assert (w = W) as -> by (apply Hw; now left).
      destruct (one_layer_chain W base gs Hl (proj1 (Forall_forall _ _) Hf) bs a C) as (bs1 & C1 & E1 & L1).
      destruct (IH bs1 ltac:(intros; apply Hw; now right) C1) as (bs2 & C2 & E2 & L2).
      exists bs2; repeat split; [exact C2 | congruence |]. simpl. nia. }
  destruct (G _ _ _ Hn [b]) as (bs & C & E & Hl).
  - intros w Hw. now apply repeat_spec in Hw.
  - simpl. repeat split; auto. intros g [<- | []]. exists 1, 0. intros; ring.
  - exists bs; repeat split; [exact C | exact E |]. rewrite repeat_length in Hl. simpl in Hl. lia.
Qed.

(** Alternating labels: a piece holds at most two of the points. *)
Lemma zigzag f x n : (forall i, x i < x (S i)) -> (forall i, (i < n)%nat -> f (x i) = if Nat.even i then 0 else 1) ->
  forall bs a k, (k <= n)%nat -> chain [f] a bs -> (k = n \/ a < x k) -> (n = 0%nat \/ x (n - 1)%nat <= last bs a) ->
  (n <= k + 2 * length bs)%nat.
Proof.
  intros Hx Hf. pose proof (Sort.seq_mono x Hx) as Hm.
  assert (Hle : forall i j, (i <= j)%nat -> x i <= x j).
  { intros i j H. destruct (Nat.eq_dec i j) as [-> | Hne]; [lra | left; apply Hm; lia]. }
  induction bs as [|b bs IH]; intros a k Hk C Ha Hb.
  - simpl in *. destruct Ha as [-> | Ha]; [lia |]. destruct Hb as [-> | Hb]; [lia |].
    destruct (Nat.eq_dec k n) as [-> | Hne]; [lia |]. pose proof (Hle k (n - 1)%nat ltac:(lia)). lra.
  - rewrite last_cons in Hb. simpl in C; destruct C as (C1 & C2 & C3).
    destruct (C2 f (or_introl eq_refl)) as (s & t & E).
    assert (Hj : exists j, (k <= j <= n)%nat /\ (j = n \/ b < x j) /\ (j <= k + 2)%nat).
    { destruct (le_lt_dec n (k + 2)) as [H | H]; [exists n; lia |].
      destruct (Rlt_dec b (x (k + 2)%nat)) as [H2 | H2]; [exists (k + 2)%nat; repeat split; auto; lia |].
      exfalso. destruct Ha as [Ha | Ha]; [lia |].
      pose proof (Hx k). pose proof (Hx (S k)). replace (k + 2)%nat with (S (S k)) in H2 by lia.
      pose proof (Hf k ltac:(lia)) as F0. pose proof (Hf (S k) ltac:(lia)) as F1. pose proof (Hf (S (S k)) ltac:(lia)) as F2.
      rewrite E in F0, F1, F2 by lra.
      change (Nat.even (S (S k))) with (Nat.even k) in F2. rewrite Nat.even_succ, <- Nat.negb_even in F1.
      destruct (Nat.even k); simpl in F1; nra. }
    destruct Hj as (j & Hj1 & Hj2 & Hj3). simpl.
    pose proof (IH b j ltac:(lia) C3 Hj2 Hb). lia.
Qed.

(** N points of a line with alternating labels: N <= 2 (W+1)^L, whatever the number of parameters. *)
Theorem alternating_needs W L f x N : net (repeat W L) [fun t : R => t] [f] -> (forall i, x i < x (S i)) ->
  (forall i, (i < N)%nat -> f (x i) = if Nat.even i then 0 else 1) -> (N <= 2 * (W + 1) ^ L)%nat.
Proof.
  intros Hn Hx Hf. destruct (pieces W L f (x 0%nat - 1) (x N) Hn) as (bs & C & E & Hl).
  { destruct N; [lra |]. pose proof (Sort.seq_mono x Hx 0%nat (S N) ltac:(lia)); lra. }
  pose proof (zigzag f x N Hx Hf bs (x 0%nat - 1) 0%nat ltac:(lia) C ltac:(right; lra)) as H.
  assert (N <= 0 + 2 * length bs)%nat; [| lia]. apply H. destruct N as [|n]; [now left | right].
  rewrite E. simpl. rewrite Nat.sub_0_r. left. apply Hx.
Qed.
