(** * The trade-off on keys, margins and keys of points, exactly as the library states them *)

From Coq Require Import Reals ZArith List Lia Lra.
From Memproof Require Import Network Log Vocabulary Statements Casts TradeOff Separation.
Open Scope R_scope.

Theorem U11__assembly : Statements.U11__assembly.
Proof.
  intros W L N B c m w n S HW HL HN HB Hc Hm Hw Hn HS H1 H2 H3 H4 H5. ints.
  as_natural W W0. as_natural L L0. as_natural N N0. as_natural B B0. as_natural c c0. as_natural m m0. as_natural w w0.
  as_natural n n0. as_natural S S0. exists W0, L0, N0, B0, c0. repeat split.
  apply U11_assembly with m0 w0 n0 S0; lia.
Qed.

Theorem U11__padding : Statements.U11__padding.
Proof.
  intros W L N B c D HN HB Hc HD HW HDL (w & l & n & b & k & -> & -> & -> & -> & -> & H). ints. as_natural L m.
  exists w, m, n, b, k. repeat split. apply U11_padding with l; assumption || lia.
Qed.

Theorem U11_direct__points : Statements.U11_direct__points.
Proof.
  intros W L N B c HN HB Hc (w & l & n & -> & -> & -> & H). ints. as_natural B b. as_natural c k.
  exists w, l, n, b, k. repeat split. now apply U11_points.
Qed.

(** W^2 L^2 >= K N (B + c), K = p/q, gives p N (B + c) <= q W^2 L^2 in natural numbers. *)
Lemma clear_constant (W L N B c p q : nat) : (0 < q)%nat ->
  IZR (Z.of_nat W) ^ 2 * IZR (Z.of_nat L) ^ 2 >= INR p / INR q * IZR (Z.of_nat N) * (IZR (Z.of_nat B) + IZR (Z.of_nat c)) ->
  (p * (N * (B + c)) <= q * (W * W * (L * L)))%nat.
Proof.
  intros Hq H. rewrite !IZR_nat in H. apply INR_le. rewrite !mult_INR, plus_INR.
  assert (Q : 0 < INR q) by (apply lt_0_INR; exact Hq).
  apply Rge_le, (Rmult_le_compat_l (INR q)) in H; [| lra].
  replace (INR q * (INR p / INR q * INR N * (INR B + INR c))) with (INR p * (INR N * (INR B + INR c))) in H by (field; lra).
  apply Rle_trans with (1 := H). right. ring.
Qed.

Ltac trade_off p q theorem :=
  let W := fresh in let L := fresh in let N := fresh in let B := fresh in let c := fresh in
  let w := fresh in let l := fresh in let n := fresh in let b := fresh in let k := fresh in
  let HW := fresh in let HL := fresh in let HN := fresh in let HB := fresh in let Hc := fresh in
  let H := fresh in let G := fresh in
  intros W L N B c HW HL HN HB Hc H;
  assert (G : IZR W ^ 2 * IZR L ^ 2 >= INR p / INR q * IZR N * (IZR B + IZR c))
    by (replace (INR p) with (IZR (Z.of_nat p)) by apply IZR_nat; replace (INR q) with (IZR (Z.of_nat q)) by apply IZR_nat; simpl Z.of_nat; lra);
  clear H; rewrite <- ?plus_IZR, <- ?mult_IZR in HL;
  apply Rge_le, le_IZR in HW; apply Rge_le, le_IZR in HL; apply Rge_le, le_IZR in HN; apply Rge_le, le_IZR in HB; apply Rge_le, le_IZR in Hc;
  destruct (Z_of_nat_complete W ltac:(lia)) as (w & ->); destruct (Z_of_nat_complete L ltac:(lia)) as (l & ->);
  destruct (Z_of_nat_complete N ltac:(lia)) as (n & ->); destruct (Z_of_nat_complete B ltac:(lia)) as (b & ->);
  destruct (Z_of_nat_complete c ltac:(lia)) as (k & ->);
  exists w, l, n, b, k; repeat split; apply clear_constant in G; [| lia]; apply theorem; lia.

Theorem U12__k81 : Statements.U12__k81.
Proof. trade_off 81%nat 1%nat U12_k81. Qed.

Theorem U12__k58 : Statements.U12__k58.
Proof. trade_off 648%nat 11%nat U12_k58. Qed.

Theorem U12__k53 : Statements.U12__k53.
Proof. trade_off 1331%nat 25%nat U12_k53. Qed.

Theorem U12__k40 : Statements.U12__k40.
Proof. trade_off 40%nat 1%nat U12_k40. Qed.

Theorem U12__k34 : Statements.U12__k34.
Proof. trade_off 34%nat 1%nat U12_k34. Qed.

Theorem U12__k33 : Statements.U12__k33.
Proof. trade_off 33%nat 1%nat U12_k33. Qed.

Theorem U12__sharp : Statements.U12__sharp.
Proof.
  intros W L N B c HW HL HN HB Hc HE H. ints.
  as_natural W w. as_natural L l. as_natural N n. as_natural B b. as_natural c k.
  exists w, l, n, b, k. repeat split. apply U12_sharp; lia.
Qed.

Theorem U4__theta : Statements.U4__theta.
Proof.
  intros N HN. split; [lra |]. ints. as_natural N n. exists n. split; [reflexivity |].
  rewrite IZR_nat. replace (1 / INR n) with (/ INR n) by (unfold Rdiv; ring). apply U4_theta. lia.
Qed.

Theorem U4__margin : Statements.U4__margin.
Proof.
  intros d N delta r B Hd HN Hdelta HB Hr (k & n & -> & -> & Hp) (_ & m & E & Hs). apply Nat2Z.inj in E. subst m.
  ints. as_natural B b. exists k, n, b. repeat split. rewrite <- pow_powerRZ in Hr.
  apply U4_margin with r; try assumption. rewrite IZR_nat in Hs. replace (/ INR n) with (1 / INR n) by (unfold Rdiv; ring). exact Hs.
Qed.

Theorem U13__back : Statements.U13__back.
Proof.
  intros W L N delta d C B c HN Hdelta Hd HC HB Hc HCc (k & n & b & -> & -> & -> & HR) (w & l & n' & b' & c' & -> & -> & E & E' & -> & HK).
  apply Nat2Z.inj in E, E'. subst. ints. as_natural C m. exists w, l, n', k, m. repeat split.
  apply U13_back with b' c'; try assumption.
  rewrite <- pow_powerRZ, IZR_nat in HCc. apply INR_le. rewrite pow_INR. simpl (INR 2). exact HCc.
Qed.
