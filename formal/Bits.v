(** * V9: counting bits

    If at most K functions can be realised, N points cannot have all their 2^N binary labelings
    realised unless K >= 2^N.  Networks with P parameters of b bits realise at most 2^(P b). *)

From Coq Require Import Reals List Lia Lra Arith Bool FinFun.
From Memproof Require Import Network.
Import ListNotations.
Open Scope R_scope.

Fixpoint labelings (N : nat) : list (list bool) :=
  match N with O => [[]] | S n => map (cons true) (labelings n) ++ map (cons false) (labelings n) end.

Lemma labelings_length N : length (labelings N) = (2 ^ N)%nat.
Proof. induction N; simpl; [reflexivity |]. rewrite app_length, !map_length, IHN; lia. Qed.

Lemma labelings_in N : forall l, In l (labelings N) -> length l = N.
Proof.
  induction N; simpl; intros l H; [destruct H as [<- | []]; reflexivity |].
  apply in_app_or in H as [H | H]; apply in_map_iff in H as (l' & <- & H'); simpl; f_equal; now apply IHN.
Qed.

Lemma labelings_nodup N : NoDup (labelings N).
Proof.
  induction N; simpl; [repeat constructor; simpl; tauto |].
  assert (M : forall b, NoDup (map (cons b) (labelings N))).
  { intros b. apply Injective_map_NoDup; [intros x y E; now injection E | exact IHN]. }
  assert (D : forall l, In l (map (cons true) (labelings N)) -> ~ In l (map (cons false) (labelings N))).
  { intros l H1 H2. apply in_map_iff in H1 as (x & <- & _). apply in_map_iff in H2 as (y & E & _). discriminate. }
  revert D. generalize (M true), (M false).
  generalize (map (cons true) (labelings N)), (map (cons false) (labelings N)). clear.
  intros l1 l2 H1 H2 D. induction H1 as [|x l1 Hx H1 IH]; simpl; [exact H2 |].
  constructor; [| apply IH; intros; apply D; now right].
  rewrite in_app_iff. intros [H | H]; [contradiction |]. now apply (D x (or_introl eq_refl)).
Qed.

(** A finite family of functions that realises every labeling of N points has at least 2^N members. *)
Theorem shattering_needs {A X} (family : list A) (eval : A -> X -> R) N (x : nat -> X) :
  (forall y : nat -> nat, (forall i, (i < N)%nat -> (y i < 2)%nat) ->
     exists a, In a family /\ forall i, (i < N)%nat -> eval a (x i) = INR (y i)) ->
  (2 ^ N <= length family)%nat.
Proof.
  intros H. rewrite <- labelings_length.
  set (f := fun a i => if Req_EM_T (eval a (x i)) 1 then true else false).
  set (pattern := fun a => map (f a) (seq 0 N)).
  rewrite <- (map_length pattern family). apply NoDup_incl_length; [apply labelings_nodup |].
  intros l Hl. pose proof (labelings_in N l Hl) as Hlen.
  destruct (H (fun i => if nth i l false then 1%nat else 0%nat)) as (a & Ha & E).
  { intros; destruct nth; lia. }
  apply in_map_iff. exists a; split; [| exact Ha]. unfold pattern.
  apply nth_ext with (d := false) (d' := false); [now rewrite map_length, seq_length |].
  intros i Hi. rewrite map_length, seq_length in Hi.
  rewrite (nth_indep _ false (f a 0%nat)) by (rewrite map_length, seq_length; exact Hi).
  rewrite (map_nth (f a)), seq_nth by exact Hi. simpl. unfold f. rewrite E by exact Hi.
  destruct (nth i l false), Req_EM_T as [F | F]; simpl in *; try reflexivity; [congruence | lra].
Qed.


Theorem bits_necessary {X} P b (decode : list bool -> X -> R) N (x : nat -> X) :
  (forall y : nat -> nat, (forall i, (i < N)%nat -> (y i < 2)%nat) ->
     exists w, length w = (P * b)%nat /\ forall i, (i < N)%nat -> decode w (x i) = INR (y i)) ->
  (N <= P * b)%nat.
Proof.
  intros H. apply (Nat.pow_le_mono_r_iff 2); [lia |]. rewrite <- (labelings_length (P * b)).
  apply (shattering_needs (labelings (P * b)) decode N x).
  intros y Hy. destruct (H y Hy) as (w & Hw & E). exists w; split; [| exact E].
  rewrite <- Hw. clear. induction w as [|[] w IH]; simpl; [now left | |]; apply in_or_app; [left | right]; now apply in_map.
Qed.
