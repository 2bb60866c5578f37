(** * Sign vectors with normalised biases

    relu (c z) = c relu z for c > 0: a hidden neuron with bias b <> 0 is |b| times one with bias 1 or - 1,
    and the next layer takes the factor.  So a layer of W neurons above m features has W m parameters
    and 3^W choices of biases instead of W (m + 1) parameters.  This is what brings the constant of
    the lower bound down to 1 from width 2 on (LowerOne.v). *)

From Coq Require Import Reals List Lia Lra Arith.
From Memproof Require Import Network Bits Lower TheoremS.
Import ListNotations.
Open Scope R_scope.

(** ** Words over a finite alphabet *)

Fixpoint words {A} (l : list A) (n : nat) : list (list A) :=
  match n with O => [[]] | S n' => flat_map (fun a => map (cons a) (words l n')) l end.

Lemma words_length {A} (l : list A) n : length (words l n) = (length l ^ n)%nat.
Proof.
  induction n as [|n IH]; [reflexivity |]. simpl. rewrite <- IH. generalize (words l n) as ws. clear.
  intros ws. induction l as [|a l IH]; simpl; [reflexivity |]. rewrite app_length, map_length, IH. lia.
Qed.

Lemma words_in {A} (l : list A) w : Forall (fun a => In a l) w -> In w (words l (length w)).
Proof.
  induction 1 as [|a w Ha _ IH]; simpl; [now left |]. apply in_flat_map. exists a. split; [exact Ha | now apply in_map].
Qed.

(** ** Layers whose biases are given *)

Section Growth.
Variable B : nat -> nat -> nat -> nat.
Hypothesis warren : sign_bound B.
Variables (N W : nat).

Definition pre_fix (bs : list R) (o m : nat) (F : feats) : feats := fun u n t =>
  rsum m (fun w => t (o + u * m + w)%nat * F w n t) + nth u bs 0.

Lemma branches_pre_fix bs U m K k D o F : (k <= o)%nat -> branches N m K k D F ->
  branches N U K (o + U * m) (D + 1) (pre_fix bs o m F).
Proof.
  intros Hk (fs & HK & Hp & Hb). exists (map (pre_fix bs o m) fs). split; [now rewrite map_length |]. split.
  - intros b' Hb' u n Hu Hn. apply in_map_iff in Hb' as (b & <- & Hin). unfold pre_fix.
    assert (Ho : (u * m + m <= U * m)%nat) by nia.
    apply poly_add; [| apply poly_const].
    apply (poly_sum _ _ m (fun w t => t (o + u * m + w)%nat * b w n t)). intros w Hw.
    replace (D + 1)%nat with (1 + D)%nat by lia. apply poly_mul; [apply poly_var; lia |].
    apply poly_up with k D; [apply Hp; auto | lia | lia].
  - intro t. destruct (Hb t) as (b & Hin & Eb). exists (pre_fix bs o m b); split; [now apply in_map |].
    intros u n Hu Hn. unfold pre_fix. f_equal.
    assert (R : forall q, (q <= m)%nat -> rsum q (fun w => t (o + u * m + w)%nat * F w n t) =
                 rsum q (fun w => t (o + u * m + w)%nat * b w n t)).
    { induction q; simpl; intros Hq; [reflexivity |]. rewrite IHq, Eb by lia. reflexivity. }
    now apply R.
Qed.

(** One list of biases a hidden layer; the output keeps its own bias as a parameter. *)
Fixpoint out_fix (bss : list (list R)) (o m : nat) (F : feats) : feats :=
  match bss with
  | [] => pre_act o m F
  | bs :: bss' => out_fix bss' (o + W * m) W (fun u n t => relu (pre_fix bs o m F u n t))
  end.

Fixpoint growth_fix (L o m D : nat) : nat :=
  match L with
  | O => B (1 * N) (D + 1) (o + 1 * (m + 1))
  | S L' => (B (W * N) (D + 1) (o + W * m) * growth_fix L' (o + W * m) W (D + 1))%nat
  end.

Lemma sign_vectors_fix bss : forall o m K k D F, (k <= o)%nat -> branches N m K k D F ->
  exists vs : list (list bool), (length vs <= K * growth_fix (length bss) o m D)%nat /\
    forall t, In (map (fun n => sign (out_fix bss o m F 0%nat n t - / 2)) (seq 0 N)) vs.
Proof.
  induction bss as [|bs bss IH]; intros o m K k D F Hk HB.
  - exact (sign_vectors B warren N W 0 o m K k D F Hk HB).
  - cbn [out_fix growth_fix length].
    destruct (IH (o + W * m)%nat W (K * B (W * N) (D + 1) (o + W * m))%nat (o + W * m)%nat (D + 1)%nat
      (fun u n t => relu (pre_fix bs o m F u n t)) (le_n _)) as (vs & Lv & Cv).
    { apply branches_relu; [exact warren |]. apply branches_pre_fix with k; assumption. }
    exists vs. split; [| exact Cv]. rewrite <- Nat.mul_assoc in Lv. exact Lv.
Qed.

(** ** Every network is some choice of biases and parameters *)

Lemma out_fix_ext bss : forall o m F F2 t t2 n, (forall i, (o <= i)%nat -> t i = t2 i) ->
  (forall u, (u < m)%nat -> F u n t = F2 u n t2) -> out_fix bss o m F 0%nat n t = out_fix bss o m F2 0%nat n t2.
Proof.
  induction bss as [|bs bss IH]; intros o m F F2 t t2 n Ht HF; cbn [out_fix]; [now apply (out_ext W 0) |].
  apply IH; [intros i Hi; apply Ht; lia |]. intros u _. f_equal. unfold pre_fix. f_equal.
  assert (R : forall q, (q <= m)%nat -> rsum q (fun w => t (o + u * m + w)%nat * F w n t) =
               rsum q (fun w => t2 (o + u * m + w)%nat * F2 w n t2)).
  { induction q; simpl; intros Hq; [reflexivity |]. rewrite IHq, HF, Ht by lia. reflexivity. }
  now apply R.
Qed.

Definition units : list R := [- 1; 0; 1].

Lemma unit_bias b : exists c, 0 < c /\ In (/ c * b) units.
Proof.
  destruct (Rtotal_order b 0) as [H | [H | H]].
  - exists (- b). split; [lra |]. left. field. lra.
  - exists 1. split; [lra |]. right; left. rewrite H. ring.
  - exists b. split; [lra |]. right; right; left. field. lra.
Qed.

Lemma relu_times c z : 0 < c -> relu (c * z) = c * relu z.
Proof. intros Hc. unfold relu. rewrite <- (Rmult_0_r c) at 1. rewrite RmaxRmult by lra. reflexivity. Qed.

Lemma normal_layer {X} (fs : list (X -> R)) gs : Forall (aff fs) gs -> exists ws bs,
  length ws = length gs /\ length bs = length gs /\ Forall (fun w => length w = length fs) ws /\ Forall (fun b => In b units) bs /\
  (forall f, In f (after gs) -> aff (after (map (fun p x => dot (fst p) (values fs x) + snd p) (combine ws bs))) f).
Proof.
  induction 1 as [|g gs (w & b & Hl & H) _ (ws & bs & L1 & L2 & F1 & F2 & A)].
  - exists [], []. repeat split; try constructor. intros f [].
  - destruct (unit_bias b) as (c & Hc & Hu).
    exists (map (Rmult (/ c)) w :: ws), (/ c * b :: bs). repeat split; try (simpl; lia).
    + constructor; [now rewrite map_length | exact F1].
    + constructor; assumption.
    + cbn [combine map after]. intros f [<- | Hf]; [| apply aff_tail, A, Hf].
      cbn [fst snd]. apply (aff_ext _ (fun x => c * relu (dot (map (Rmult (/ c)) w) (values fs x) + / c * b))).
      * intro x. rewrite <- relu_times by exact Hc. f_equal. rewrite H, dot_scal. field. lra.
      * apply aff_scal, aff_head.
Qed.

Lemma nth_combine_pre {X} (fs : list (X -> R)) ws bs x : length ws = length bs -> forall u, (u < length ws)%nat ->
  nth u (values (after (map (fun p y => dot (fst p) (values fs y) + snd p) (combine ws bs))) x) 0 =
  relu (dot (nth u ws []) (values fs x) + nth u bs 0).
Proof.
  revert bs. induction ws as [|w ws IH]; intros [|b bs] Hl u Hu; simpl in Hl, Hu; try lia.
  destruct u as [|u]; [reflexivity |]. cbn [combine map after values nth]. apply IH; lia.
Qed.

Lemma realised_fix {X} (x : nat -> X) L : forall (fs : list (X -> R)) f o, net (repeat W L) fs [f] ->
  exists bss t, In bss (words (words units W) L) /\ length bss = L /\
    forall n, out_fix bss o (length fs) (fun u n _ => nth u (values fs (x n)) 0) 0%nat n t = f (x n).
Proof.
  induction L as [|L IH]; intros fs f o Hn.
  - destruct (realised W x 0 fs f o Hn) as (t & Ht). exists [], t. split; [now left |]. split; [reflexivity | exact Ht].
  - inversion Hn as [|? ? ? gs ? Hl Hg Hrest]; subst.
    set (m := length fs). set (gs' := gs ++ repeat (fun _ : X => 0) (W - length gs)).
    assert (Lg : length gs' = W) by (unfold gs'; rewrite app_length, repeat_length; lia).
    assert (Hg' : Forall (aff fs) gs').
    { apply Forall_app; split; [assumption |]. apply Forall_forall. intros g Hin. apply repeat_spec in Hin as ->. apply aff_const. }
    destruct (normal_layer fs gs' Hg') as (ws & bs & L1 & L2 & F1 & F2 & A). rewrite Lg in L1, L2.
    set (hs := map (fun p y => dot (fst p) (values fs y) + snd p) (combine ws bs)) in *.
    assert (Lh : length hs = W) by (unfold hs; rewrite map_length, combine_length; lia).
    destruct (IH (after hs) f (o + W * m)%nat) as (bss & t' & Hin & Hlen & Et).
    { apply net_base with (after gs); [| assumption]. intros h Hh. apply A. unfold gs', after. rewrite map_app. apply in_or_app; now left. }
    exists (bs :: bss).
    exists (fun i => if lt_dec i (o + W * m) then nth ((i - o) mod m) (nth ((i - o) / m) ws []) 0 else t' i).
    split; [| split; [simpl; lia |]].
    { cbn [words]. apply in_flat_map. exists bs. split; [| now apply in_map]. rewrite <- L2. now apply words_in. }
    intro n. cbn [out_fix]. rewrite <- (Et n). unfold after at 1. rewrite map_length, Lh. apply out_fix_ext.
    + intros i Hi. destruct lt_dec; [lia | reflexivity].
    + intros u Hu. unfold hs. rewrite nth_combine_pre by lia. f_equal. unfold pre_fix. f_equal.
      rewrite Forall_forall in F1. assert (Fl : length (nth u ws []) = m) by (apply F1, nth_In; lia).
      rewrite dot_rsum by (unfold values; rewrite map_length; exact Fl). rewrite Fl.
      assert (R : forall q, (q <= m)%nat ->
          rsum q (fun w => (if lt_dec (o + u * m + w) (o + W * m) then
             nth ((o + u * m + w - o) mod m) (nth ((o + u * m + w - o) / m) ws []) 0 else t' (o + u * m + w)%nat) * nth w (values fs (x n)) 0) =
          rsum q (fun i => nth i (nth u ws []) 0 * nth i (values fs (x n)) 0)).
      { induction q; simpl; intros Hq; [reflexivity |]. rewrite IHq by lia. f_equal. f_equal.
        assert (E1 : ((o + u * m + q - o) / m = u)%nat) by (symmetry; apply Nat.div_unique with q; lia).
        assert (E2 : ((o + u * m + q - o) mod m = q)%nat) by (symmetry; apply Nat.mod_unique with u; lia).
        rewrite E1, E2. destruct lt_dec as [_ | C]; [reflexivity |]. exfalso. apply C. nia. }
      now apply R.
Qed.
End Growth.

(** ** The sets of N points where networks exceed 1/2 *)
Theorem patterns_normal B W L N d (x : nat -> list R) : sign_bound B -> (forall n, (n < N)%nat -> length (x n) = d) ->
  exists vs : list (list bool), (length vs <= (3 ^ W) ^ L * growth_fix B N W L 0 d 0)%nat /\
    forall f, NN W L d f -> In (map (fun n => sign (f (x n) - / 2)) (seq 0 N)) vs.
Proof.
  intros HB Hx.
  set (F0 := fun (u n : nat) (_ : params) => nth u (values (coords d) (x n)) 0).
  set (G := growth_fix B N W L 0 d 0).
  assert (E : forall cs : list (list (list R)), (forall bss, In bss cs -> length bss = L) ->
    exists vs : list (list bool), (length vs <= length cs * G)%nat /\ forall bss, In bss cs ->
      forall t, In (map (fun n => sign (out_fix W bss 0 d F0 0%nat n t - / 2)) (seq 0 N)) vs).
  { induction cs as [|bss cs IH]; intros Hc; [exists []; split; [simpl; lia | intros ? []] |].
    destruct IH as (vs & Lv & Cv); [intros; apply Hc; now right |].
    destruct (sign_vectors_fix B HB N W bss 0 d 1 0 0 F0 (le_n _)) as (us & Lu & Cu).
    { exists [F0]. split; [simpl; lia |]. split.
      - intros b [<- | []] u n _ _. unfold F0. apply poly_const.
      - intro t. exists F0. split; [now left | reflexivity]. }
    rewrite (Hc bss (or_introl eq_refl)) in Lu. fold G in Lu.
    exists (us ++ vs). split; [rewrite app_length; simpl; lia |].
    intros b [<- | Hb] t; apply in_or_app; [left; apply Cu | right; now apply Cv]. }
  set (cs := filter (fun bss => Nat.eqb (length bss) L) (words (words units W) L)).
  destruct (E cs) as (vs & Lv & Cv).
  { intros bss Hb. apply filter_In in Hb as [_ Hb]. now apply Nat.eqb_eq. }
  exists vs. split.
  - eapply Nat.le_trans; [exact Lv |]. apply Nat.mul_le_mono_r.
    change 3%nat with (length units). rewrite <- !words_length. unfold cs.
    rewrite <- (filter_split (fun bss => Nat.eqb (length bss) L) (words (words units W) L)). apply Nat.le_add_r.
  - intros f Hf. apply NN_iff in Hf as (g & Hg & Eg).
    destruct (realised_fix W x L (coords d) g 0 Hg) as (bss & t & Hin & Lb & Et). rewrite coords_length in Et.
    assert (Hf' : In bss cs) by (apply filter_In; split; [exact Hin | now apply Nat.eqb_eq]).
    specialize (Cv bss Hf' t).
    replace (map (fun n => sign (f (x n) - / 2)) (seq 0 N)) with
      (map (fun n => sign (out_fix W bss 0 d F0 0%nat n t - / 2)) (seq 0 N)); [exact Cv |].
    apply map_ext_in. intros n Hn. apply in_seq in Hn. unfold F0. rewrite Et, <- Eg by (apply Hx; lia). reflexivity.
Qed.

(** All sets are realised only if there are that many patterns. *)
Lemma all_patterns N (vs : list (list bool)) (x : nat -> list R) (F : (list R -> R) -> Prop) t :
  (forall f, F f -> In (map (fun n => sign (f (x n) - t)) (seq 0 N)) vs) ->
  (forall c : nat -> bool, exists f, F f /\ forall n, (n < N)%nat -> sign (f (x n) - t) = c n) -> (2 ^ N <= length vs)%nat.
Proof.
  intros Hv H. rewrite <- labelings_length. apply NoDup_incl_length; [apply labelings_nodup |].
  intros l Hl. pose proof (labelings_in N l Hl) as Hlen. destruct (H (fun n => nth n l false)) as (f & Hf & E).
  specialize (Hv f Hf). set (h := fun n => sign (f (x n) - t)) in *.
  replace l with (map h (seq 0 N)); [exact Hv |].
  apply nth_ext with (d := false) (d' := false); [now rewrite map_length, seq_length |].
  intros n Hn. rewrite map_length, seq_length in Hn.
  rewrite (nth_indep _ false (h 0%nat)) by (rewrite map_length, seq_length; exact Hn).
  rewrite (map_nth h), seq_nth by exact Hn. now apply E.
Qed.

Theorem shattering_bound_normal B W L N d (x : nat -> list R) : sign_bound B ->
  (forall n, (n < N)%nat -> length (x n) = d) ->
  (forall c : nat -> bool, exists f, NN W L d f /\ forall n, (n < N)%nat -> sign (f (x n) - / 2) = c n) ->
  (2 ^ N <= (3 ^ W) ^ L * growth_fix B N W L 0 d 0)%nat.
Proof.
  intros HB Hx H. destruct (patterns_normal B W L N d x HB Hx) as (vs & Lv & Cv).
  eapply Nat.le_trans; [| exact Lv]. now apply (all_patterns N vs x (NN W L d) (/ 2)).
Qed.
