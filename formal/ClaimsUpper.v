(** * Claims that networks memorize or interpolate, exactly as the library states them *)

From Coq Require Import Reals ZArith List Lia Lra.
From Memproof Require Import Network Log Vocabulary Statements Casts Bridge TheoremT TheoremDExact Small Refutation.
Import ListNotations.
Open Scope R_scope.

(** ** Interpolation *)

Theorem U11_direct__theorem_t : Statements.U11_direct__theorem_t.
Proof.
  intros W p q N Hp Hq HN HpW HqW H. ints. as_natural W w. as_natural p a. as_natural q b. as_natural N n.
  exists w, 2%nat, n. repeat split. apply interpolates_two with a b; lia.
Qed.

Theorem U11_direct__theorem_d : Statements.U11_direct__theorem_d.
Proof.
  intros W S N HW HS HN H. ints. as_natural W w. as_natural S s. as_natural N n.
  exists w, (2 * ((s - 2) + 2))%nat, n. split; [reflexivity |]. split; [lia |]. split; [reflexivity |].
  apply deep_interpolation_exact; [lia |].
  assert (Hs : (2 <= s)%nat) by lia. assert (Hw : (3 <= w)%nat) by lia.
  zify. nia.
Qed.

Theorem YSJ3__padding : Statements.YSJ3__padding.
Proof.
  intros W D L N HW HD HL HN (w & l & n & -> & -> & -> & H) HDL. ints. as_natural L m.
  exists w, m, n. repeat split. intros t y Ht. destruct (H t y Ht) as (f & Hf & E).
  assert (HN1 : NN w l 1 (fun x => f (coord 0 x))).
  { apply NN_iff. exists (pull (coord 0) f). split; [| reflexivity]. exact (net_pull (coord 0) _ _ [f] Hf). }
  apply NN_deeper with (L' := m) in HN1; [| lia]. apply NN_iff in HN1 as (g & Hg & Eg).
  exists (pull (fun u : R => [u]) g). split.
  - apply (net_base _ (map (pull (fun u : R => [u])) (coords 1))); [| exact (net_pull (fun u : R => [u]) _ _ [g] Hg)].
    intros h [<- | []]. apply (aff_head (fun t : R => t)).
  - intros i Hi. unfold pull. rewrite <- Eg by reflexivity. apply E, Hi.
Qed.

Lemma capacity_nat w l n : (3 <= w)%nat -> (2 <= l)%nat -> INR n <= (INR l - 1) * INR w * (INR w - 2) / 2 ->
  (2 * n <= (l - 1) * (w * (w - 2)))%nat.
Proof.
  intros Hw Hl H. apply INR_le. rewrite !mult_INR, !minus_INR by lia.
  change (INR 2) with 2. change (INR 1) with 1. lra.
Qed.

Theorem YSJ3__capacity : Statements.YSJ3__capacity.
Proof.
  intros W L N HW HL HN [_ H]. assert (HW' : (3 <= W)%Z) by (apply le_IZR; lra). assert (HL' : (2 <= L)%Z) by (apply le_IZR; lra).
  assert (HN' : (1 <= N)%Z) by (apply le_IZR; lra). as_natural W w. as_natural L l. as_natural N n.
  exists w, l, n. repeat split. rewrite !IZR_nat in H. apply deep_any_depth; [lia | lia |].
  apply capacity_nat; [lia | lia |]. apply Rle_trans with (1 := H). right. field.
  rewrite <- IZR_nat. assert (3 <= IZR (Z.of_nat w)) by (apply IZR_le; lia). lra.
Qed.

Theorem YSJ3__layered : Statements.YSJ3__layered.
Proof.
  intros W L N HW HL HN H. ints. as_natural W w. as_natural L l. as_natural N n.
  exists w, l, n. repeat split. apply deep_any_depth; [lia | lia |]. zify. nia.
Qed.

(** ** Memorization *)

Theorem YSJ6__deep : Statements.YSJ6__deep.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hd HC H. assert (HW' : (3 <= W)%Z) by (apply le_IZR; lra).
  assert (HL' : (2 <= L)%Z) by (apply le_IZR; lra). assert (HN' : (1 <= N)%Z) by (apply le_IZR; lra).
  assert (Hd' : (1 <= d)%Z) by (apply le_IZR; lra). assert (HC' : (2 <= C)%Z) by (apply le_IZR; lra).
  as_natural W w. as_natural L l. as_natural N n. as_natural d k. as_natural C c.
  exists w, l, n, k, c. repeat split. apply deep_any_depth_memorizes; [lia | lia | lra |].
  apply capacity_nat; [lia | lia |]. rewrite <- !IZR_nat. rewrite ?mult_IZR, ?minus_IZR in H. lra.
Qed.

Lemma two_layers_deeper w l n k c delta : (2 <= w)%nat -> (2 <= l)%nat -> (1 <= k)%nat -> 0 < delta -> (n <= w * w)%nat ->
  Network.memorizes w l n k c delta.
Proof.
  intros Hw Hl Hk Hdelta Hn x y Hs Hy. destruct (two_layers w n k c delta Hk Hdelta Hn x y Hs Hy) as (f & Hf & E).
  exists f. split; [| exact E]. apply NN_mono with w 2%nat; assumption || lia.
Qed.

Lemma floor_le z (k : positive) : IZR (Zfloor (IZR z / IZR (Zpos k))) * IZR (Zpos k) <= IZR z.
Proof.
  assert (0 < IZR (Zpos k)) by (apply IZR_lt; lia).
  pose proof (Zfloor_spec (IZR z / IZR (Zpos k))) as [H1 _].
  apply Rmult_le_compat_r with (r := IZR (Zpos k)) in H1; [| lra]. unfold Rdiv in H1.
  rewrite Rmult_assoc, Rinv_l, Rmult_1_r in H1 by lra. exact H1.
Qed.

Lemma floor_pos z (k : positive) : (0 <= z)%Z -> (0 <= Zfloor (IZR z / IZR (Zpos k)))%Z.
Proof.
  intros Hz. assert (0 < IZR (Zpos k)) by (apply IZR_lt; lia).
  pose proof (Zfloor_spec (IZR z / IZR (Zpos k))) as [_ H2].
  assert (0 <= IZR z / IZR (Zpos k)) by (apply Rmult_le_pos; [apply IZR_le; lia | left; now apply Rinv_0_lt_compat]).
  assert (-1 < Zfloor (IZR z / IZR (Zpos k)))%Z; [| lia]. apply lt_IZR. lra.
Qed.

Theorem YSJ6__halves : Statements.YSJ6__halves.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hd HC H.
  pose proof (floor_le W 2) as F. set (h := Zfloor (IZR W / 2)) in *. ints.
  pose proof (floor_pos W 2 ltac:(lia)) as G. fold h in G.
  as_natural W w. as_natural L l. as_natural N n. as_natural d k. as_natural C c.
  exists w, l, n, k, c. repeat split. apply two_layers_deeper; try lia; try lra. nia.
Qed.

Theorem YSJ6__printed : Statements.YSJ6__printed.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hd HC H.
  pose proof (floor_le W 4) as F. set (h := Zfloor (IZR W / 4)) in *. ints.
  pose proof (floor_pos W 4 ltac:(lia)) as G. fold h in G.
  as_natural W w. as_natural L l. as_natural N n. as_natural d k. as_natural C c.
  exists w, l, n, k, c. repeat split. apply two_layers_deeper; try lia; try lra. nia.
Qed.

Theorem VYS8__padding : Statements.VYS8__padding.
Proof.
  intros W D V L N delta d C HW HD HV HL HN Hdelta Hd HC HWV HDL (w & l & n & k & c & -> & -> & -> & -> & -> & H).
  ints. as_natural V v. as_natural L m. exists v, m, n, k, c. repeat split.
  intros x y Hs Hy. destruct (H x y Hs Hy) as (f & Hf & E). exists f. split; [| exact E].
  apply NN_mono with w l; assumption || lia.
Qed.

(** More points than the ball holds are memorized for want of data. *)
Theorem YY_listed__any_points : Statements.YY_listed__any_points.
Proof.
  intros W L N delta d C HW HL HN Hdelta Hd HC (w & l & n & -> & -> & -> & H). ints. as_natural d k. as_natural C c.
  exists w, l, n, k, c. repeat split. apply interpolates_memorizes_any; [lra | exact H].
Qed.

Theorem YY_listed__one_neuron : Statements.YY_listed__one_neuron.
Proof. exists 1%nat, 1%nat, 2%nat. repeat split. exact (interpolates_one_layer 2). Qed.
