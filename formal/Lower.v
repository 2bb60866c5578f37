(** * Growth function of ReLU networks, from a bound on sign vectors of polynomials (V2)

    Warren's theorem is not proved here: [warren] is a hypothesis of the section, so every theorem
    below states it as a premise.  [B M D k] bounds the number of sign vectors (> 0 against <= 0) of M
    polynomials of degree at most D in k variables. *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Bits.
Import ListNotations.
Open Scope R_scope.

Definition params := nat -> R.

(** Polynomials of degree at most D in the first k parameters. *)
Inductive poly (k : nat) : nat -> (params -> R) -> Prop :=
| poly_const d c : poly k d (fun _ => c)
| poly_var d i : (i < k)%nat -> (1 <= d)%nat -> poly k d (fun t => t i)
| poly_add d f g : poly k d f -> poly k d g -> poly k d (fun t => f t + g t)
| poly_mul d e f g : poly k d f -> poly k e g -> poly k (d + e) (fun t => f t * g t).

Definition sign (x : R) : bool := if Rlt_dec 0 x then true else false.

Definition sign_bound (B : nat -> nat -> nat -> nat) : Prop :=
  forall k D (ps : list (params -> R)), Forall (poly k D) ps ->
    exists vs : list (list bool), (length vs <= B (length ps) D k)%nat /\
      forall t, In (map (fun p => sign (p t)) ps) vs.

Lemma poly_up k d f : poly k d f -> forall k' e, (k <= k')%nat -> (d <= e)%nat -> poly k' e f.
Proof.
  induction 1; intros k' e' Hk He.
  - apply poly_const.
  - apply poly_var; lia.
  - apply poly_add; auto.
  - replace e' with (d + (e' - d))%nat by lia. apply poly_mul; auto. apply IHpoly2; lia.
Qed.

Lemma poly_sum k d n (f : nat -> params -> R) : (forall i, (i < n)%nat -> poly k d (f i)) ->
  poly k d (fun t => rsum n (fun i => f i t)).
Proof.
  induction n; simpl; intros H; [apply poly_const |]. apply poly_add; [apply IHn; intros; apply H; lia | apply H; lia].
Qed.

Section Growth.
Variable B : nat -> nat -> nat -> nat.
Hypothesis warren : sign_bound B.
Variables (N W : nat).   (* data points, width *)

(** Features of W units at N points as functions of the parameters; K branches of polynomials. *)
Definition feats := nat -> nat -> params -> R.
Definition branches (U K k D : nat) (F : feats) : Prop :=
  exists bs : list feats, (length bs <= K)%nat /\
    (forall b, In b bs -> forall u n, (u < U)%nat -> (n < N)%nat -> poly k D (b u n)) /\
    forall t, exists b, In b bs /\ forall u n, (u < U)%nat -> (n < N)%nat -> F u n t = b u n t.

Definition cells (U : nat) : list (nat * nat) := list_prod (seq 0 U) (seq 0 N).

Lemma cells_in U u n : (u < U)%nat -> (n < N)%nat -> In (u, n) (cells U).
Proof. intros; apply in_prod; apply in_seq; lia. Qed.

Lemma cells_length U : length (cells U) = (U * N)%nat.
Proof. unfold cells. now rewrite prod_length, !seq_length. Qed.

(** The sign of a cell as read from a sign vector. *)
Fixpoint look (cs : list (nat * nat)) (v : list bool) (u n : nat) : bool :=
  match cs, v with
  | (u', n') :: cs', s :: v' => if andb (Nat.eqb u u') (Nat.eqb n n') then s else look cs' v' u n
  | _, _ => false
  end.

Lemma look_map (f : nat * nat -> bool) cs u n : In (u, n) cs -> look cs (map f cs) u n = f (u, n).
Proof.
  induction cs as [|(u', n') cs IH]; simpl; [tauto |]. intros [E | H].
  - injection E; intros; subst. now rewrite !Nat.eqb_refl.
  - destruct (Nat.eqb_spec u u'), (Nat.eqb_spec n n'); simpl; subst; try reflexivity; now apply IH.
Qed.

(** ReLU: every branch splits by its sign vectors. *)
Lemma branches_relu U K k D F : branches U K k D F ->
  branches U (K * B (U * N) D k) k D (fun u n t => relu (F u n t)).
Proof.
  intros (bs & HK & Hp & Hb).
  assert (G : forall b, In b bs -> exists vs : list (list bool), (length vs <= B (U * N) D k)%nat /\
    forall t, In (map (fun c => sign (b (fst c) (snd c) t)) (cells U)) vs).
  { intros b Hin. destruct (warren k D (map (fun c => b (fst c) (snd c)) (cells U))) as (vs & H1 & H2).
    - apply Forall_forall. intros p Hq. apply in_map_iff in Hq as ((u, n) & <- & Hc).
      apply in_prod_iff in Hc as [Hu Hn]. apply in_seq in Hu, Hn. apply Hp; simpl; [exact Hin | lia | lia].
    - exists vs. rewrite map_length, cells_length in H1. split; [exact H1 |]. intro t. specialize (H2 t).
      now rewrite map_map in H2. }
  assert (E : exists bs', (length bs' <= length bs * B (U * N) D k)%nat /\
    (forall b', In b' bs' -> forall u n, (u < U)%nat -> (n < N)%nat -> poly k D (b' u n)) /\
    forall b, In b bs -> forall t, exists b', In b' bs' /\ forall u n, (u < U)%nat -> (n < N)%nat -> relu (b u n t) = b' u n t).
  { clear HK Hb. induction bs as [|b bs IH].
    - exists []; simpl; repeat split; try lia; intros ? [].
    - destruct IH as (bs' & L' & P' & C').
      { intros; apply Hp; simpl; auto. } { intros; apply G; simpl; auto. }
      destruct (G b (or_introl eq_refl)) as (vs & Lv & Cv).
      exists (map (fun v u n t => if look (cells U) v u n then b u n t else 0) vs ++ bs'). split; [| split].
      + rewrite app_length, map_length. simpl. lia.
      + intros b' Hb' u n Hu Hn. apply in_app_or in Hb' as [Hb' | Hb']; [| now apply P'].
        apply in_map_iff in Hb' as (v & <- & _). destruct look; [apply Hp; simpl; auto | apply poly_const].
      + intros b0 [<- | Hin] t.
        * exists (fun u n t0 => if look (cells U) (map (fun c => sign (b (fst c) (snd c) t)) (cells U)) u n then b u n t0 else 0).
          split; [apply in_or_app; left; apply in_map_iff; eexists; split; [reflexivity | apply Cv] |].
          intros u n Hu Hn. rewrite look_map by now apply cells_in. simpl. unfold sign.
          destruct (Rlt_dec 0 (b u n t)); [apply relu_pos; lra | apply relu_neg; lra].
        * destruct (C' b0 Hin t) as (b' & Hb' & Eb). exists b'; split; [apply in_or_app; now right | exact Eb]. }
  destruct E as (bs' & L' & P' & C'). exists bs'. split; [| split; [exact P' |]].
  - eapply Nat.le_trans; [exact L' |]. now apply Nat.mul_le_mono_r.
  - intro t. destruct (Hb t) as (b & Hin & Eb). destruct (C' b Hin t) as (b' & Hb' & Eb').
    exists b'; split; [exact Hb' |]. intros u n Hu Hn. rewrite Eb by assumption. now apply Eb'.
Qed.

(** The next layer's pre-activations: U units reading m features, parameters from o on. *)
Definition pre_act (o m : nat) (F : feats) : feats := fun u n t =>
  rsum m (fun w => t (o + u * (m + 1) + w)%nat * F w n t) + t (o + u * (m + 1) + m)%nat.

Lemma branches_pre U m K k D o F : (k <= o)%nat -> branches m K k D F ->
  branches U K (o + U * (m + 1)) (D + 1) (pre_act o m F).
Proof.
  intros Hk (bs & HK & Hp & Hb). exists (map (pre_act o m) bs). split; [now rewrite map_length |]. split.
  - intros b' Hb' u n Hu Hn. apply in_map_iff in Hb' as (b & <- & Hin). unfold pre_act.
    assert (Ho : (u * (m + 1) + m + 1 <= U * (m + 1))%nat) by nia.
    apply poly_add; [| apply poly_var; lia].
    apply (poly_sum _ _ m (fun w t => t (o + u * (m + 1) + w)%nat * b w n t)). intros w Hw.
    replace (D + 1)%nat with (1 + D)%nat by lia. apply poly_mul; [apply poly_var; lia |].
    apply poly_up with k D; [apply Hp; auto | lia | lia].
  - intro t. destruct (Hb t) as (b & Hin & Eb). exists (pre_act o m b); split; [now apply in_map |].
    intros u n Hu Hn. unfold pre_act. f_equal.
    assert (R : forall q, (q <= m)%nat -> rsum q (fun w => t (o + u * (m + 1) + w)%nat * F w n t) =
                 rsum q (fun w => t (o + u * (m + 1) + w)%nat * b w n t)).
    { induction q; simpl; intros Hq; [reflexivity |]. rewrite IHq, Eb by lia. reflexivity. }
    now apply R.
Qed.

(** L hidden layers of W units, then one output: the output as a function of the parameters. *)
Fixpoint out (L o m : nat) (F : feats) : feats :=
  match L with
  | O => pre_act o m F
  | S L' => out L' (o + W * (m + 1)) W (fun u n t => relu (pre_act o m F u n t))
  end.

(** The product of the bounds, layer by layer. *)
Fixpoint growth (L o m D : nat) : nat :=
  match L with
  | O => B (1 * N) (D + 1) (o + 1 * (m + 1))
  | S L' => (B (W * N) (D + 1) (o + W * (m + 1)) * growth L' (o + W * (m + 1)) W (D + 1))%nat
  end.

(** V2: the sign vectors of the output at the N points. *)
Theorem sign_vectors L : forall o m K k D F, (k <= o)%nat -> branches m K k D F ->
  exists vs : list (list bool), (length vs <= K * growth L o m D)%nat /\
    forall t, In (map (fun n => sign (out L o m F 0%nat n t - / 2)) (seq 0 N)) vs.
Proof.
  induction L as [|L IH]; intros o m K k D F Hk HB.
  - cbn [out growth]. pose proof (branches_pre 1 m K k D o F Hk HB) as (bs & HK & Hp & Hb).
    clear HB. set (k' := (o + 1 * (m + 1))%nat) in *.
    assert (E : exists vs, (length vs <= length bs * B (1 * N) (D + 1) k')%nat /\ forall b, In b bs -> forall t,
      In (map (fun n => sign (b 0%nat n t - / 2)) (seq 0 N)) vs).
    { clear HK Hb. induction bs as [|b bs IHb]; [exists []; simpl; split; [lia | intros ? []] |].
      destruct IHb as (vs & Lv & Cv); [intros; apply Hp; simpl; auto |].
      destruct (warren k' (D + 1)%nat (map (fun n t => b 0%nat n t + - / 2) (seq 0 N))) as (ws & Lw & Cw).
      { apply Forall_forall. intros p Hq. apply in_map_iff in Hq as (n & <- & Hn). apply in_seq in Hn.
        apply poly_add; [apply Hp; simpl; auto; lia | apply poly_const]. }
      exists (ws ++ vs). split.
      - rewrite app_length. rewrite map_length, seq_length in Lw. replace (1 * N)%nat with N in * by lia. simpl. lia.
      - intros b0 [<- | Hin] t; apply in_or_app; [left | right; now apply Cv].
        specialize (Cw t). rewrite map_map in Cw. exact Cw. }
    destruct E as (vs & Lv & Cv). exists vs. split.
    + eapply Nat.le_trans; [exact Lv |]. now apply Nat.mul_le_mono_r.
    + intro t. destruct (Hb t) as (b & Hin & Eb). specialize (Cv b Hin t).
      replace (map (fun n => sign (pre_act o m F 0%nat n t - / 2)) (seq 0 N)) with (map (fun n => sign (b 0%nat n t - / 2)) (seq 0 N)); [exact Cv |].
      apply map_ext_in. intros n Hn. apply in_seq in Hn. rewrite Eb by lia. reflexivity.
  - cbn [out growth].
    destruct (IH (o + W * (m + 1))%nat W (K * B (W * N) (D + 1) (o + W * (m + 1)))%nat (o + W * (m + 1))%nat (D + 1)%nat
      (fun u n t => relu (pre_act o m F u n t)) (le_n _)) as (vs & Lv & Cv).
    { apply branches_relu, branches_pre with k; assumption. }
    exists vs. split; [| exact Cv]. rewrite <- Nat.mul_assoc in Lv. exact Lv.
Qed.

(** ** Every network is some choice of parameters *)
Lemma out_ext L : forall o m F F2 t t2 n, (forall i, (o <= i)%nat -> t i = t2 i) ->
  (forall u, (u < m)%nat -> F u n t = F2 u n t2) -> out L o m F 0%nat n t = out L o m F2 0%nat n t2.
Proof.
  assert (P : forall o m F F2 t t2 u n, (forall i, (o <= i)%nat -> t i = t2 i) ->
    (forall u, (u < m)%nat -> F u n t = F2 u n t2) -> pre_act o m F u n t = pre_act o m F2 u n t2).
  { intros o m F F2 t t2 u n Ht HF. unfold pre_act. rewrite (Ht (o + u * (m + 1) + m)%nat) by lia. f_equal.
    assert (R : forall q, (q <= m)%nat -> rsum q (fun w => t (o + u * (m + 1) + w)%nat * F w n t) =
                 rsum q (fun w => t2 (o + u * (m + 1) + w)%nat * F2 w n t2)).
    { induction q; simpl; intros Hq; [reflexivity |]. rewrite IHq, HF, Ht by lia. reflexivity. }
    now apply R. }
  induction L as [|L IH]; intros o m F F2 t t2 n Ht HF; cbn [out]; [now apply P |].
  apply IH; [intros i Hi; apply Ht; lia |]. intros u Hu. f_equal. now apply P.
Qed.

Lemma dot_rsum w : forall v, length w = length v -> dot w v = rsum (length w) (fun i => nth i w 0 * nth i v 0).
Proof.
  assert (Sh : forall n f, rsum (S n) f = f 0%nat + rsum n (fun i => f (S i))).
  { induction n; intros f; [simpl; ring |]. change (rsum (S (S n)) f) with (rsum (S n) f + f (S n)). rewrite IHn. simpl; ring. }
  induction w as [|a w IH]; intros [|b v] H; try discriminate; [reflexivity |].
  cbn [length]. rewrite Sh. simpl. rewrite IH by (simpl in H; lia). reflexivity.
Qed.

Lemma realised {X} (x : nat -> X) L : forall (fs : list (X -> R)) f o, net (repeat W L) fs [f] ->
  exists t, forall n, out L o (length fs) (fun u n _ => nth u (values fs (x n)) 0) 0%nat n t = f (x n).
Proof.
  induction L as [|L IH]; intros fs f o Hn; inversion Hn; subst.
  - inversion H as [|? ? (w & b & Hl & E) _]; subst. cbn [out].
    exists (fun i => if lt_dec (i - o) (length fs) then nth (i - o) w 0 else b). intro n. rewrite E. unfold pre_act.
    destruct lt_dec as [C | _]; [lia |]. f_equal.
    rewrite dot_rsum by (unfold values; now rewrite map_length). rewrite Hl.
    assert (R : forall q, (q <= length fs)%nat -> rsum q (fun w0 => (if lt_dec (o + 0 * (length fs + 1) + w0 - o) (length fs)
       then nth (o + 0 * (length fs + 1) + w0 - o) w 0 else b) * nth w0 (values fs (x n)) 0) =
       rsum q (fun i => nth i w 0 * nth i (values fs (x n)) 0)).
    { induction q; simpl; intros Hq; [reflexivity |]. simpl in IHq. rewrite IHq by lia.
      destruct lt_dec; [| lia]. do 3 f_equal. lia. }
    now apply R.
  - (* pad the layer to exactly W units *)
    set (m := length fs). set (gs' := gs ++ repeat (fun _ : X => 0) (W - length gs)).
    assert (Lg : length gs' = W) by (unfold gs'; rewrite app_length, repeat_length; lia).
    assert (Hg : Forall (aff fs) gs').
    { apply Forall_app; split; [assumption |]. apply Forall_forall. intros g Hg. apply repeat_spec in Hg as ->. apply aff_const. }
    destruct (IH (after gs') f (o + W * (m + 1))%nat) as (t' & Et).
    { apply net_base with (after gs); [| assumption]. intros h Hh. apply aff_in. unfold gs', after. rewrite map_app. apply in_or_app; now left. }
    destruct (aff_neuron fs gs' Hg) as (l & Ll & Fl & Vl).
    rewrite Lg in Ll.
    set (d0 := Neuron [] 0).
    exists (fun i => if lt_dec i (o + W * (m + 1)) then
       let u := ((i - o) / (m + 1))%nat in let w := ((i - o) mod (m + 1))%nat in
       if lt_dec w m then nth w (weights (nth u l d0)) 0 else bias (nth u l d0) else t' i).
    intro n. cbn [out]. rewrite <- (Et n). unfold after at 1. rewrite map_length, Lg. apply out_ext.
    + intros i Hi. destruct lt_dec; [lia | reflexivity].
    + intros u Hu.
      assert (Hv : nth u (values (after gs') (x n)) 0 = relu (pre (nth u l d0) (values fs (x n)))).
      { unfold values at 1, after. rewrite map_map.
        rewrite (nth_indep _ 0 (relu (pre d0 (values fs (x n))))) by (rewrite map_length; lia).
        change (map (fun f0 : X -> R => relu (f0 (x n))) gs') with (map (fun f0 : X -> R => relu (f0 (x n))) gs').
        rewrite <- (map_map (fun f0 : X -> R => f0 (x n)) relu). fold (values gs' (x n)). rewrite Vl, map_map.
        now rewrite (map_nth (fun k => relu (pre k (values fs (x n)))) l d0 u). }
      rewrite Hv. f_equal. unfold pre_act, pre.
      rewrite Forall_forall in Fl. assert (Hin : In (nth u l d0) l) by (apply nth_In; lia).
      specialize (Fl _ Hin).
      assert (Hb : forall w, (w <= m)%nat -> ((o + u * (m + 1) + w - o) / (m + 1) = u /\ (o + u * (m + 1) + w - o) mod (m + 1) = w)%nat).
      { intros w Hw. replace (o + u * (m + 1) + w - o)%nat with ((m + 1) * u + w)%nat by lia.
        split; symmetry; [apply Nat.div_unique with w | apply Nat.mod_unique with u]; lia. }
      assert (Hlt : forall w, (w <= m)%nat -> (o + u * (m + 1) + w < o + W * (m + 1))%nat) by (intros; nia).
      destruct (lt_dec (o + u * (m + 1) + m) (o + W * (m + 1))) as [_ | C]; [| specialize (Hlt m); lia].
      cbv zeta. destruct (Hb m (le_n m)) as [E1 E2]. rewrite E1, E2. destruct (lt_dec m m) as [C | _]; [lia |].
      f_equal. rewrite dot_rsum by (unfold values; now rewrite map_length). rewrite Fl. fold m.
      assert (R : forall q, (q <= m)%nat -> rsum q (fun w => (if lt_dec (o + u * (m + 1) + w) (o + W * (m + 1)) then
          (if lt_dec ((o + u * (m + 1) + w - o) mod (m + 1)) m then nth ((o + u * (m + 1) + w - o) mod (m + 1)) (weights (nth ((o + u * (m + 1) + w - o) / (m + 1)) l d0)) 0
           else bias (nth ((o + u * (m + 1) + w - o) / (m + 1)) l d0)) else t' (o + u * (m + 1) + w)%nat) * nth w (values fs (x n)) 0) =
          rsum q (fun i => nth i (weights (nth u l d0)) 0 * nth i (values fs (x n)) 0)).
      { induction q; simpl; intros Hq; [reflexivity |]. simpl in IHq. rewrite IHq by lia. f_equal. f_equal.
        destruct (Hb q ltac:(lia)) as [F1 F2]. rewrite F1, F2.
        destruct lt_dec as [_ | C]; [| specialize (Hlt q); lia]. destruct lt_dec; [reflexivity | lia]. }
      now apply R.
Qed.
End Growth.

(** ** Shattering *)
Theorem shattering_bound B W L N d (x : nat -> list R) : sign_bound B ->
  (forall n, length (x n) = d) ->
  (forall y : nat -> nat, (forall n, (n < N)%nat -> (y n < 2)%nat) ->
     exists f, NN W L d f /\ forall n, (n < N)%nat -> f (x n) = INR (y n)) ->
  (2 ^ N <= growth B N W L 0 d 0)%nat.
Proof.
  intros HB Hx H. rewrite <- labelings_length.
  set (F0 := fun (u n : nat) (_ : params) => nth u (values (coords d) (x n)) 0).
  destruct (sign_vectors B HB N W L 0 d 1 0 0 F0 (le_n _)) as (vs & Lv & Cv).
  { exists [F0]. split; [simpl; lia |]. split.
    - intros b [<- | []] u n _ _. unfold F0. apply poly_const.
    - intro t. exists F0. split; [now left | reflexivity]. }
  rewrite Nat.mul_1_l in Lv. eapply Nat.le_trans; [| exact Lv].
  apply NoDup_incl_length; [apply labelings_nodup |].
  intros l Hl. pose proof (labelings_in N l Hl) as Hlen.
  destruct (H (fun n => if nth n l false then 1%nat else 0%nat)) as (f & Hf & E).
  { intros; destruct nth; lia. }
  apply NN_iff in Hf as (g & Hg & Eg).
  destruct (realised W x L (coords d) g 0 Hg) as (t & Et). rewrite coords_length in Et.
  specialize (Cv t).
  replace l with (map (fun n => sign (out W L 0 d F0 0%nat n t - / 2)) (seq 0 N)); [exact Cv |].
  apply nth_ext with (d := false) (d' := false); [now rewrite map_length, seq_length |].
  intros n Hn. rewrite map_length, seq_length in Hn.
  set (h := fun n => sign (out W L 0 d F0 0%nat n t - / 2)).
  rewrite (nth_indep _ false (h 0%nat)) by (rewrite map_length, seq_length; exact Hn).
  rewrite (map_nth h), seq_nth by exact Hn. unfold h. simpl.
  unfold F0. rewrite Et, <- Eg, E by (try exact Hn; apply Hx). unfold sign.
  destruct (nth n l false); simpl; destruct Rlt_dec; try reflexivity; exfalso; lra.
Qed.
