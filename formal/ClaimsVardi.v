(** * Vardi et al.: width 12, bits and layers, separated points, exactly as the library states them *)

From Coq Require Import Reals ZArith List Lia Lra.
From Memproof Require Import Network Log Vocabulary Statements Casts Vardi VardiDepth VardiPoints.
Open Scope R_scope.

Theorem VYS4__lean : Statements.VYS4__lean.
Proof.
  intros N g G rho c mu S HN Hg HG Hr Hc HS HgG Hmr Hmc HS4. ints.
  as_natural N n. as_natural g a. as_natural G b. as_natural rho r. as_natural c k. as_natural mu m. as_natural S s.
  exists 12%nat, (2 + s + a * (m + 1))%nat, (a * m + 1)%nat, n, r, k. repeat split; try lia.
  apply VYS4_lean with b; lia.
Qed.

Theorem VYS4__printed : Statements.VYS4__printed.
Proof.
  intros N g G rho c mu HN Hg HG Hr Hc HgG Hmr Hmc. ints.
  as_natural N n. as_natural g a. as_natural G b. as_natural rho r. as_natural c k. as_natural mu m.
  exists 12%nat, (3 * b + 3 * a * m + 2 * a + 2)%nat, (a * m + 2)%nat, n, r, k. repeat split; try lia.
  apply VYS4_printed; lia.
Qed.

Theorem VYS6__copies : Statements.VYS6__copies.
Proof.
  intros N rho c P mu n g G S HN Hr Hc HP Hn Hg HG HS HPn HgG HS4 Hmr Hmc. ints.
  as_natural N N0. as_natural rho r. as_natural c k. as_natural P p. as_natural mu m. as_natural n n0. as_natural g a. as_natural G b.
  as_natural S s. exists (11 * p + 1)%nat, (2 + s + a * (m + 1))%nat, (a * m + 1)%nat, N0, r, k. repeat split; try lia.
  apply VYS6_copies with n0 b; lia.
Qed.

Lemma product_nonneg x y : 0 <= x -> 0 <= y -> 0 <= x * y.
Proof. apply Rmult_le_pos. Qed.

Theorem VYS5__theorem : Statements.VYS5__theorem.
Proof.
  intros N rho c mu HN Hr Hc Hmu Hmr Hmc. ints.
  as_natural N n. as_natural rho r. as_natural c k. as_natural mu m.
  destruct (VYS5 n r k m ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia)) as (D & b & H1 & H2 & H3 & H4).
  exists (Z.of_nat D), (Z.of_nat b). split.
  - exists 12%nat, D, b, n, r, k. repeat split. exact H3.
  - rewrite !IZR_nat. pose proof (pos_INR n). pose proof (pos_INR m).
    apply (le_INR 1) in H1, H2. simpl (INR 1) in H1, H2. repeat split; try lra. apply product_nonneg; lra.
Qed.

Theorem VYS6__theorem : Statements.VYS6__theorem.
Proof.
  intros N rho c P L mu HN Hr Hc HP HL Hmu HPL Hmr Hmc. ints.
  as_natural N n. as_natural rho r. as_natural c k. as_natural P p. as_natural L l. as_natural mu m.
  destruct (VYS6 n r k p l m ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia)) as (D & b & H1 & H2 & H3 & H4).
  exists (Z.of_nat D), (Z.of_nat b). split.
  - exists (11 * p + 1)%nat, D, b, n, r, k. repeat split; try lia. exact H3.
  - rewrite !IZR_nat. pose proof (pos_INR m). apply (le_INR 1) in H1, H2. simpl (INR 1) in H1, H2. repeat split; lra.
Qed.

Theorem VYS7__theorem : Statements.VYS7__theorem.
Proof.
  intros N mu eps rho c HN Hmu He He2 Hr Hc Hmr Hmc.
  assert (HN1 : (1 <= N)%Z) by (apply le_IZR; lra). assert (Hmu1 : (1 <= mu)%Z) by (apply le_IZR; lra).
  assert (Hr1 : (1 <= rho)%Z) by (apply le_IZR; lra). assert (Hc1 : (1 <= c)%Z) by (apply le_IZR; lra).
  apply Rge_le, le_IZR in Hmr. apply Rge_le, le_IZR in Hmc.
  as_natural N n. as_natural rho r. as_natural c k. as_natural mu m.
  destruct (VYS7 n r k m eps ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lra)) as (D & b & H1 & H2 & H3 & H4 & H5).
  exists (Z.of_nat D), (Z.of_nat b). split.
  - exists 12%nat, D, b, n, r, k. repeat split. exact H3.
  - rewrite !IZR_nat in *. pose proof (pos_INR m). apply (le_INR 1) in H1, H2. simpl (INR 1) in H1, H2. repeat split; lra.
Qed.

(** ** Separated points *)

Lemma power_bound C c : IZR (Z.of_nat C) <= powerRZ 2 (Z.of_nat c) -> (C <= 2 ^ c)%nat.
Proof. rewrite <- pow_powerRZ, IZR_nat. intros H. apply INR_le. rewrite pow_INR. simpl (INR 2). exact H. Qed.

Theorem VYS8__twelve : Statements.VYS8__twelve.
Proof.
  intros W L N delta d C rho c mu HW HL HN Hdelta Hdelta2 Hd HC Hr Hc Hmu (_ & _ & HB) HCc Hmr Hmc (_ & HLs).
  assert (HW1 : (12 <= W)%Z) by (apply le_IZR; lra). assert (HL1 : (1 <= L)%Z) by (apply le_IZR; lra).
  assert (HN1 : (2 <= N)%Z) by (apply le_IZR; lra). assert (Hd1 : (1 <= d)%Z) by (apply le_IZR; lra).
  assert (HC1 : (2 <= C)%Z) by (apply le_IZR; lra). assert (Hr1 : (1 <= rho)%Z) by (apply le_IZR; lra).
  assert (Hc1 : (1 <= c)%Z) by (apply le_IZR; lra). apply Rge_le, le_IZR in Hmr. apply Rge_le, le_IZR in Hmc.
  as_natural W w. as_natural L l. as_natural N n. as_natural d k. as_natural C m. as_natural rho r. as_natural c b. as_natural mu u.
  apply power_bound in HCc. rewrite <- pow_powerRZ in HB. rewrite !IZR_nat in *.
  exists w, l, n, k, m. repeat split. apply VYS8_twelve with r b u; try lia; try lra.
Qed.

Theorem VYS8__printed : Statements.VYS8__printed.
Proof.
  intros W L N delta d C rho c mu t HW HL HN Hdelta Hdelta2 Hd HC Hr Hc Hmu (_ & _ & HB) HCc Hmr Hmc Ht (_ & _ & Ht2) (_ & _ & _ & _ & HLs).
  assert (HW1 : (12 <= W)%Z) by (apply le_IZR; lra). assert (HL1 : (1 <= L)%Z) by (apply le_IZR; lra).
  assert (HN1 : (2 <= N)%Z) by (apply le_IZR; lra). assert (Hd1 : (1 <= d)%Z) by (apply le_IZR; lra).
  assert (HC1 : (2 <= C)%Z) by (apply le_IZR; lra). assert (Hr1 : (1 <= rho)%Z) by (apply le_IZR; lra).
  assert (Hc1 : (1 <= c)%Z) by (apply le_IZR; lra). apply Rge_le, le_IZR in Hmr. apply Rge_le, le_IZR in Hmc.
  as_natural W w. as_natural L l. as_natural N n. as_natural d k. as_natural C m. as_natural rho r. as_natural c b. as_natural mu u.
  apply power_bound in HCc. rewrite <- pow_powerRZ in HB. rewrite !IZR_nat in *.
  exists w, l, n, k, m. repeat split. apply VYS8_printed with r b u t; try lia; try lra.
Qed.

Theorem VYS8__copies : Statements.VYS8__copies.
Proof.
  intros N delta d C rho c mu P t HN Hdelta Hdelta2 Hd HC Hr Hc Hmu HP Ht (_ & _ & HB) HCc Hmr Hmc HPt.
  assert (HN1 : (2 <= N)%Z) by (apply le_IZR; lra). assert (Hd1 : (1 <= d)%Z) by (apply le_IZR; lra).
  assert (HC1 : (2 <= C)%Z) by (apply le_IZR; lra). assert (Hr1 : (1 <= rho)%Z) by (apply le_IZR; lra).
  assert (Hc1 : (1 <= c)%Z) by (apply le_IZR; lra). assert (HP1 : (1 <= P)%Z) by (apply le_IZR; lra).
  assert (Ht1 : (1 <= t)%Z) by (apply le_IZR; lra). apply Rge_le, le_IZR in Hmr. apply Rge_le, le_IZR in Hmc.
  assert (HPt1 : (N <= P * (t * t))%Z) by (apply le_IZR; rewrite !mult_IZR; lra).
  as_natural N n. as_natural d k. as_natural C m. as_natural rho r. as_natural c b. as_natural mu u. as_natural P p. as_natural t l.
  apply power_bound in HCc. rewrite <- pow_powerRZ in HB. rewrite !IZR_nat in *.
  destruct (VYS8_copies n k m r b u p l delta) as (D & H1 & H2 & H3); try lia; try lra.
  exists (Z.of_nat D). rewrite IZR_nat. pose proof (pos_INR u). apply (le_INR 1) in H1. simpl (INR 1) in H1.
  split; [| repeat split; lra]. exists (11 * p + 1)%nat, D, n, k, m. repeat split; try lia. exact H2.
Qed.
