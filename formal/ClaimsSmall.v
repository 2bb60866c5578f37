(** * The smallest networks, exactly as the library states them *)

From Coq Require Import Reals ZArith List Lia Lra.
From Memproof Require Import Network Log Vocabulary Statements Casts Small ClaimsLower.
Import ListNotations.
Open Scope R_scope.

Lemma NN_wider W W' L d f : (W <= W')%nat -> NN W L d f -> NN W' L d f.
Proof. intros HW (M & H1 & H2 & H3 & H4). exists M. repeat split; try assumption. lia. Qed.

(** More width and more layers do no harm, for every width. *)
Lemma memorizes_more w w' l l' n k c delta : (w <= w')%nat -> (1 <= l <= l')%nat ->
  Network.memorizes w l n k c delta -> Network.memorizes w' l' n k c delta.
Proof.
  intros Hw Hl H x y Hs Hy. destruct (H x y Hs Hy) as (f & Hf & E). exists f. split; [| exact E].
  apply NN_wider with w; [exact Hw |]. apply NN_deeper with l; assumption.
Qed.

Theorem S1__one_layer : Statements.S1__one_layer.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hd HC H.
  ints. as_natural W w. as_natural L l. as_natural N n. as_natural d k. as_natural C c.
  exists w, l, n, k, c. repeat split. apply memorizes_more with (n - 1)%nat 1%nat; [lia | lia |].
  apply one_hidden_layer. lra.
Qed.

Theorem S1__width_two : Statements.S1__width_two.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hd HC H.
  ints. as_natural W w. as_natural L l. as_natural N n. as_natural d k. as_natural C c.
  exists w, l, n, k, c. repeat split.
  destruct (le_lt_dec n 3) as [G | G].
  - apply memorizes_more with (n - 1)%nat 1%nat; [lia | lia |]. apply one_hidden_layer. lra.
  - apply memorizes_more with 2%nat (n - 2)%nat; [lia | lia |]. apply width_two; [lia | lra].
Qed.

Theorem S1__width_one : Statements.S1__width_one.
Proof.
  intros L N delta d C HL HN Hdelta Hd HC [_ HNd] (w & l & n & k & c & E1 & -> & -> & -> & -> & H).
  assert (w = 1%nat) as -> by lia. rewrite !IZR_nat in *. apply (le_INR n 2).
  apply (width_one_iff l n k delta).
  - apply INR_le. simpl. lra.
  - lra.
  - apply Rle_trans with (2 / delta * delta); [apply Rmult_le_compat_r; lra | right; field; lra].
  - assert (2 <= c)%nat by (apply INR_le; simpl; lra).
    intros x y Hs Hy. apply H; [exact Hs | intros i Hi; specialize (Hy i Hi); lia].
Qed.

Theorem S1__alternating : Statements.S1__alternating.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hd HC [_ HNd] H.
  destruct (alternating W L N delta d C) as (w & l & n & -> & -> & -> & G); try assumption.
  split; [left; lia |]. rewrite !IZR_nat in *. rewrite <- pow_powerRZ.
  apply le_INR in G. rewrite plus_INR, pow_INR, plus_INR in G. simpl (INR 1) in G. lra.
Qed.
