(** * Theorem S: sign vectors of polynomials, without Warren's theorem

    M polynomials of degree at most D in k real variables have at most 2 r^k sign vectors (> 0 against
    <= 0), r = M D if M D is odd, else M D + 1.  Only the extreme value theorem, a zero derivative at
    an interior maximum, division and the dimension of a finite-dimensional space are used. *)

From Coq Require Import Reals List Lia Lra Arith Classical_Prop.
From Memproof Require Import Network Bits Lower Maximum Polynomial Span.
Import ListNotations.
Open Scope R_scope.

(** ** Signs as numbers *)
Definition sgn (x : R) : R := if Rlt_dec 0 x then 1 else - 1.

Lemma sgn_or x : sgn x = 1 \/ sgn x = - 1.
Proof. unfold sgn. destruct Rlt_dec; auto. Qed.

Lemma sgn_abs x : x <> 0 -> 0 < sgn x * x.
Proof. unfold sgn. destruct Rlt_dec; intros; lra. Qed.

Lemma sgn_le x y : sgn x * y <= Rabs y.
Proof. destruct (sgn_or x) as [-> | ->]; unfold Rabs; destruct Rcase_abs; lra. Qed.

Definition signs (ps : list (params -> R)) (t : params) : list bool := map (fun p => sign (p t)) ps.

(** The product of the signs at t, and the function that is |product| where all signs are those at t
    (strictly), and 0 elsewhere. *)
Fixpoint sg (ps : list (params -> R)) (t : params) : R :=
  match ps with [] => 1 | f :: ps' => sgn (f t) * sg ps' t end.

Fixpoint hump (ps : list (params -> R)) (s : params) : params -> R :=
  match ps with [] => fun _ => 1 | f :: ps' => fun t => Rmax 0 (sgn (f s) * f t) * hump ps' s t end.

Definition same (ps : list (params -> R)) (s t : params) : Prop := forall f, In f ps -> 0 < sgn (f s) * f t.

Lemma sg_or ps t : sg ps t = 1 \/ sg ps t = - 1.
Proof.
  induction ps as [|f ps IH]; simpl; [now left |].
  destruct (sgn_or (f t)) as [-> | ->], IH as [-> | ->]; [left | right | right | left]; ring.
Qed.

Lemma same_self ps t : (forall f, In f ps -> f t <> 0) -> same ps t t.
Proof. intros H f Hf. apply sgn_abs. now apply H. Qed.

Lemma same_signs ps s t : (forall f, In f ps -> f s <> 0) -> same ps s t -> signs ps t = signs ps s.
Proof.
  intros H1 H2. unfold signs. apply map_ext_in. intros f Hf. specialize (H1 f Hf). specialize (H2 f Hf).
  unfold sign, sgn in *. destruct (Rlt_dec 0 (f s)), (Rlt_dec 0 (f t)); try reflexivity; exfalso; lra.
Qed.

Lemma hump_nonneg ps s t : 0 <= hump ps s t.
Proof. induction ps as [|f ps IH]; simpl; [lra |]. apply Rmult_le_pos; [apply Rmax_l | exact IH]. Qed.

Lemma hump_pos ps s t : 0 < hump ps s t -> same ps s t.
Proof.
  induction ps as [|f ps IH]; simpl; intros H; [intros ? [] |].
  pose proof (hump_nonneg ps s t) as H0.
  assert (H1 : 0 < hump ps s t).
  { destruct H0 as [H0 | H0]; [exact H0 |]. rewrite <- H0, Rmult_0_r in H. lra. }
  intros f' [<- | Hf]; [| now apply IH]. unfold Rmax in H. destruct Rle_dec as [L | L]; [| exfalso; lra].
  destruct L as [L | L]; [exact L |]. rewrite <- L, Rmult_0_l in H. lra.
Qed.

Lemma hump_same ps s t : same ps s t -> hump ps s t = sg ps s * prodl ps t.
Proof.
  induction ps as [|f ps IH]; simpl; intros H; [ring |].
  rewrite IH by (intros g Hg; apply H; now right). rewrite Rmax_right by (left; apply H; now left). ring.
Qed.

Lemma hump_abs ps s t : hump ps s t <= Rabs (prodl ps t).
Proof.
  induction ps as [|f ps IH]; simpl; [rewrite Rabs_R1; lra |]. rewrite Rabs_mult.
  apply Rmult_le_compat; [apply Rmax_l | apply hump_nonneg | | exact IH].
  apply Rmax_lub; [apply Rabs_pos | apply sgn_le].
Qed.

Lemma lip_hump k r D ps s : 0 <= r -> Forall (poly k D) ps -> lip k r (hump ps s).
Proof.
  intros Hr. induction 1 as [|f ps Hf _ IH]; [apply (lip_const k r 1) |].
  apply (lip_mul k r (fun t => Rmax 0 (sgn (f s) * f t)) (hump ps s)); [| exact IH].
  apply (lip_pos k r (fun t => sgn (f s) * f t)). apply (lip_mul k r (fun _ => sgn (f s)) f); [apply lip_const | now apply lip_poly with D].
Qed.

Lemma pow_even x q : x ^ (2 * q) = Rabs x ^ (2 * q).
Proof. rewrite !pow_mult. f_equal. simpl. unfold Rabs. destruct Rcase_abs; ring. Qed.

Lemma pow_even_nonneg x q : 0 <= x ^ (2 * q).
Proof. rewrite pow_even. apply pow_le, Rabs_pos. Qed.

Definition powers (k q : nat) (t : params) : R := rsum k (fun i => t i ^ (2 * q)).

Lemma powers_nonneg k q t : 0 <= powers k q t.
Proof. apply rsum_nonneg. intros; apply pow_even_nonneg. Qed.

(** Strict signs stay near p. *)
Lemma same_near k D ps s p j : Forall (poly k D) ps -> same ps s p ->
  exists delta, 0 < delta /\ forall x, Rabs (x - p j) < delta -> same ps s (upd p j x).
Proof.
  induction 1 as [|f ps Hf _ IH]; intros H; [exists 1; split; [lra | intros x _ ? []] |].
  destruct IH as (d1 & Hd1 & H1); [intros g Hg; apply H; now right |].
  pose proof (H f (or_introl eq_refl)) as Hp.
  destruct (poly_deriv k D f j Hf) as (g & _ & _ & L).
  assert (C : continuity_pt (fun x => f (upd p j x)) (p j)).
  { apply derivable_continuous_pt. exists (g p). apply L. }
  destruct (C (Rabs (f p))) as (d2 & Hd2 & H2).
  { apply Rabs_pos_lt. intros E. rewrite E, Rmult_0_r in Hp. lra. }
  exists (Rmin d1 d2). split; [now apply Rmin_pos |].
  intros x Hx f' [<- | Hf']; [| apply H1; [eapply Rlt_le_trans; [exact Hx | apply Rmin_l] | exact Hf']].
  destruct (Req_dec x (p j)) as [-> | Ne]; [now rewrite upd_id |].
  specialize (H2 x). simpl in H2. unfold R_dist in H2. rewrite upd_id in H2.
  assert (G : Rabs (f (upd p j x) - f p) < Rabs (f p)).
  { apply H2. split; [split; [exact I | auto] |]. eapply Rlt_le_trans; [exact Hx | apply Rmin_r]. }
  destruct (sgn_or (f s)) as [E | E]; rewrite E in *; unfold Rabs in G; repeat destruct Rcase_abs in G; lra.
Qed.

(** ** A critical point with the signs of s *)
Lemma critical k D ps s tau q g : Forall (poly k D) ps -> (forall f, In f ps -> f s <> 0) -> 0 < tau ->
  (length ps * D < 2 * q)%nat ->
  (forall j, (j < k)%nat -> forall t, derivable_pt_lim (fun x => prodl ps (upd t j x)) (t j) (g j t)) ->
  tau * powers k q s < sg ps s * prodl ps s ->
  exists p, same ps s p /\ forall j, (j < k)%nat -> sg ps s * g j p = tau * (INR (2 * q) * p j ^ (2 * q - 1)).
Proof.
  intros Hps Hs Ht Hq Hg Hpos.
  destruct (poly_growth k _ _ (poly_prodl k D ps Hps)) as (A & HA & Gr). set (m := (length ps * D)%nat) in *.
  set (r := 1 + A / tau + rsum k (fun i => Rabs (s i))).
  assert (HAt : 0 <= A / tau) by (apply Rmult_le_pos; [lra | left; now apply Rinv_0_lt_compat]).
  assert (Hsum : 0 <= rsum k (fun i => Rabs (s i))) by (apply rsum_nonneg; intros; apply Rabs_pos).
  assert (Hr : 1 <= r) by (unfold r; lra).
  assert (HAr : A <= tau * r).
  { apply Rle_trans with (tau * (A / tau)); [right; field; lra |]. apply Rmult_le_compat_l; unfold r; lra. }
  assert (Hcs : cube k r s).
  { intros i Hi. pose proof (rsum_term k (fun i => Rabs (s i)) i ltac:(intros; apply Rabs_pos) Hi). simpl in H. unfold r. lra. }
  set (h := fun t => hump ps s t + - tau * powers k q t).
  assert (Lh : lip k r h).
  { apply lip_add; [apply lip_hump with D; [lra | exact Hps] |].
    apply (lip_mul k r (fun _ => - tau)); [apply lip_const |]. apply lip_sum. intros i Hi.
    apply lip_poly with (2 * q)%nat; [lra |]. now apply poly_pow. }
  destruct (lip_max k r h ltac:(lra) Lh) as (p & Hcp & Hmax).
  assert (Hp : 0 < h p).
  { apply Rlt_le_trans with (h s); [| now apply Hmax]. unfold h. rewrite (hump_same ps s s) by now apply same_self. lra. }
  assert (Sp : same ps s p).
  { apply hump_pos. unfold h in Hp. pose proof (Rmult_le_pos tau _ ltac:(lra) (powers_nonneg k q p)). lra. }
  assert (Hin : forall j, (j < k)%nat -> Rabs (p j) < r).
  { intros j Hj. destruct (Rlt_le_dec (Rabs (p j)) r) as [H | H]; [exact H | exfalso].
    assert (E : Rabs (p j) = r) by (apply Rle_antisym; [now apply Hcp | exact H]).
    assert (P1 : r ^ (2 * q) <= powers k q p).
    { rewrite <- E, <- pow_even. apply (rsum_term k (fun i => p i ^ (2 * q))); [intros; apply pow_even_nonneg | exact Hj]. }
    assert (P2 : r * r ^ m <= r ^ (2 * q)) by (change (r * r ^ m) with (r ^ S m); apply Rle_pow; [exact Hr | lia]).
    assert (P3 : hump ps s p <= A * r ^ m) by (eapply Rle_trans; [apply hump_abs | now apply Gr]).
    assert (P4 : A * r ^ m <= tau * r * r ^ m) by (apply Rmult_le_compat_r; [apply pow_le; lra | exact HAr]).
    assert (P5 : tau * (r * r ^ m) <= tau * powers k q p) by (apply Rmult_le_compat_l; lra).
    unfold h in Hp. lra. }
  exists p. split; [exact Sp |]. intros j Hj.
  destruct (same_near k D ps s p j Hps Sp) as (d1 & Hd1 & Near).
  set (u := fun x => sg ps s * prodl ps (upd p j x) + - tau * powers k q (upd p j x)).
  assert (Du : derivable_pt_lim u (p j) (sg ps s * g j p + - tau * (INR (2 * q) * p j ^ (2 * q - 1)))).
  { pose proof (deriv_powers p j (2 * q) k) as D1. destruct (lt_dec j k) as [_ | ?]; [| contradiction].
    exact (derivable_pt_lim_plus _ _ _ _ _ (derivable_pt_lim_scal _ (sg ps s) _ _ (Hg j Hj p)) (derivable_pt_lim_scal _ (- tau) _ _ D1)). }
  assert (Z : sg ps s * g j p + - tau * (INR (2 * q) * p j ^ (2 * q - 1)) = 0); [| lra].
  apply (max_deriv u (p j) _ (Rmin d1 (r - Rabs (p j)))); [apply Rmin_pos; [exact Hd1 | specialize (Hin j Hj); lra] | exact Du |].
  intros x Hx.
  assert (Hx1 : Rabs (x - p j) < d1) by (eapply Rlt_le_trans; [exact Hx | apply Rmin_l]).
  assert (Hx2 : Rabs (x - p j) < r - Rabs (p j)) by (eapply Rlt_le_trans; [exact Hx | apply Rmin_r]).
  unfold u. rewrite upd_id, <- !hump_same by (try exact Sp; now apply Near). apply (Hmax (upd p j x)).
  intros i Hi. destruct (Nat.eq_dec i j) as [-> | E]; [| rewrite upd_other by exact E; now apply Hcp].
  rewrite upd_same. replace x with ((x - p j) + p j) by ring. eapply Rle_trans; [apply Rabs_triang |]. lra.
Qed.

(** ** Finite choices *)
Lemma finite_choice {A} (P : nat -> A -> Prop) (a0 : A) k : (forall j, (j < k)%nat -> exists a, P j a) ->
  exists f, forall j, (j < k)%nat -> P j (f j).
Proof.
  induction k as [|k IH]; intros H; [exists (fun _ => a0); lia |].
  destruct IH as (f & Hf); [intros; apply H; lia |]. destruct (H k ltac:(lia)) as (a & Ha).
  exists (fun j => if Nat.eq_dec j k then a else f j). intros j Hj.
  destruct (Nat.eq_dec j k) as [-> | E]; [exact Ha | apply Hf; lia].
Qed.

Lemma small_tau {A} (u v : A -> R) l : (forall a, In a l -> 0 < u a) -> (forall a, 0 <= v a) ->
  exists tau, 0 < tau /\ forall a, In a l -> tau * v a < u a.
Proof.
  intros Hu Hv. induction l as [|a l IH]; [exists 1; split; [lra | intros ? []] |].
  destruct IH as (tau & Ht & H); [intros; apply Hu; now right |].
  pose proof (Hu a (or_introl eq_refl)) as Ha. pose proof (Hv a) as Hva.
  assert (E : u a / (v a + 1) * (v a + 1) = u a) by (field; lra).
  assert (P : 0 < u a / (v a + 1)) by (apply Rdiv_lt_0_compat; lra).
  exists (Rmin tau (u a / (v a + 1))). split; [now apply Rmin_pos |].
  intros b [<- | Hb].
  - apply Rle_lt_trans with (u a / (v a + 1) * v a); [apply Rmult_le_compat_r; [lra | apply Rmin_r] | lra].
  - apply Rle_lt_trans with (tau * v b); [apply Rmult_le_compat_r; [apply Hv | apply Rmin_l] | now apply H].
Qed.

Lemma signs_differ ps s t : signs ps s <> signs ps t -> exists f, In f ps /\ f s <> f t.
Proof.
  induction ps as [|f ps IH]; simpl; intros H; [congruence |].
  destruct (Req_dec (f s) (f t)) as [E | E]; [| exists f; split; [now left | exact E]].
  destruct IH as (g & Hg & Ne); [intros E'; apply H; now rewrite E, E' |]. exists g. split; [now right | exact Ne].
Qed.

(** ** Witnesses with product of signs sigma *)
Lemma one_side k D ps sigma ss : Forall (poly k D) ps ->
  (forall s, In s ss -> forall f, In f ps -> f s <> 0) -> (forall s, In s ss -> sg ps s = sigma) ->
  sigma = 1 \/ sigma = - 1 -> NoDup (map (signs ps) ss) ->
  (length ss <= (2 * (length ps * D / 2) + 1) ^ k)%nat.
Proof.
  intros Hps Hs Hsg Hsigma Nd. set (m := (length ps * D)%nat).
  set (q := (m / 2 + 1)%nat). replace (2 * (m / 2) + 1)%nat with (2 * q - 1)%nat by (unfold q; lia).
  assert (Hq : (m < 2 * q)%nat) by (unfold q; pose proof (Nat.div_mod m 2 ltac:(lia)); pose proof (Nat.mod_upper_bound m 2 ltac:(lia)); lia).
  destruct (small_tau (fun s => sg ps s * prodl ps s) (powers k q) ss) as (tau & Ht & Htau).
  { intros s Hin. rewrite <- hump_same by (apply same_self; now apply Hs).
    specialize (Hs s Hin). clear - Hs. induction ps as [|f ps IH]; simpl; [lra |].
    apply Rmult_lt_0_compat; [| apply IH; intros; apply Hs; now right].
    eapply Rlt_le_trans; [apply sgn_abs, Hs; now left | apply Rmax_r]. }
  { apply powers_nonneg. }
  destruct (finite_choice (fun j g => poly k (m - 1) g /\ forall t, derivable_pt_lim (fun x => prodl ps (upd t j x)) (t j) (g t)) (fun _ => 0) k) as (g & Hg).
  { intros j _. destruct (poly_deriv k m (prodl ps) j (poly_prodl k D ps Hps)) as (g & P & _ & L). now exists g. }
  assert (Z : exists zs, map (signs ps) zs = map (signs ps) ss /\
    forall z, In z zs -> forall j, (j < k)%nat -> sigma * g j z = tau * (INR (2 * q) * z j ^ (2 * q - 1))).
  { clear Nd. induction ss as [|s ss IH]; [exists []; split; [reflexivity | intros ? []] |].
    destruct IH as (zs & E & Hz); [intros; apply Hs; simpl; auto | intros; apply Hsg; now right | intros; apply Htau; now right |].
    destruct (critical k D ps s tau q g Hps (Hs s (or_introl eq_refl)) Ht Hq (fun j Hj => proj2 (Hg j Hj)) (Htau s (or_introl eq_refl))) as (p & Sp & Hp).
    rewrite (Hsg s (or_introl eq_refl)) in Hp.
    exists (p :: zs). split.
    - simpl. rewrite E. f_equal. apply same_signs; [apply Hs; now left | exact Sp].
    - intros z [<- | Hin]; [exact Hp | now apply Hz]. }
  destruct Z as (zs & E & Hz).
  rewrite <- (map_length (signs ps) ss), <- E, map_length. rewrite <- E in Nd.
  set (c := sigma / (tau * INR (2 * q))).
  assert (HI : 0 < INR (2 * q)) by (apply lt_0_INR; lia).
  apply (few_points k (2 * q - 1) (length zs) (fun i => nth i zs (fun _ => 0)) (fun j t => c * g j t)).
  - lia.
  - intros j Hj. apply poly_up with k (0 + (m - 1))%nat; [| lia | lia]. apply (poly_mul k 0 (m - 1) (fun _ => c)); [apply poly_const | apply Hg; exact Hj].
  - intros i j Hi Hj. specialize (Hz _ (nth_In zs (fun _ => 0) Hi) j Hj). unfold c.
    replace (sigma / (tau * INR (2 * q)) * g j (nth i zs (fun _ => 0))) with (sigma * g j (nth i zs (fun _ => 0)) / (tau * INR (2 * q))) by (field; lra).
    rewrite Hz. field. lra.
  - intros i i' Hi Hi' Ne.
    destruct (signs_differ ps (nth i zs (fun _ => 0)) (nth i' zs (fun _ => 0))) as (f & Hf & Nf).
    { intros E'. apply Ne. apply (proj1 (NoDup_nth (map (signs ps) zs) (signs ps (fun _ => 0))) Nd); rewrite ?map_length; try assumption.
      now rewrite !map_nth. }
    exists D, f. split; [| exact Nf]. now apply (proj1 (Forall_forall _ _) Hps).
Qed.

Lemma filter_split {A} (b : A -> bool) l : (length (filter b l) + length (filter (fun a => negb (b a)) l) = length l)%nat.
Proof. induction l as [|a l IH]; simpl; [reflexivity |]. destruct (b a); simpl; lia. Qed.

Lemma nodup_filter {A B} (f : A -> B) (b : A -> bool) l : NoDup (map f l) -> NoDup (map f (filter b l)).
Proof.
  induction l as [|a l IH]; simpl; intros H; [constructor |]. inversion H as [|? ? H1 H2]; subst.
  destruct (b a); [| now apply IH]. simpl. constructor; [| now apply IH].
  intros Hin. apply H1. apply in_map_iff in Hin as (x & Ex & Hx). apply filter_In in Hx as [Hx _].
  rewrite <- Ex. now apply in_map.
Qed.

(** ** All witnesses, strict signs *)
Lemma both_sides k D ps ss : Forall (poly k D) ps -> (forall s, In s ss -> forall f, In f ps -> f s <> 0) ->
  NoDup (map (signs ps) ss) -> (length ss <= 2 * (2 * (length ps * D / 2) + 1) ^ k)%nat.
Proof.
  intros Hps Hs Nd. set (b := fun s => if Rlt_dec 0 (sg ps s) then true else false).
  rewrite <- (filter_split b ss).
  assert (L1 : (length (filter b ss) <= (2 * (length ps * D / 2) + 1) ^ k)%nat).
  { apply one_side with (sigma := 1); [exact Hps | | | now left | now apply nodup_filter].
    - intros s Hin. apply filter_In in Hin as [Hin _]. now apply Hs.
    - intros s Hin. apply filter_In in Hin as [_ Hb]. unfold b in Hb. destruct Rlt_dec; [| discriminate]. destruct (sg_or ps s); lra. }
  assert (L2 : (length (filter (fun a => negb (b a)) ss) <= (2 * (length ps * D / 2) + 1) ^ k)%nat).
  { apply one_side with (sigma := - 1); [exact Hps | | | now right | now apply nodup_filter].
    - intros s Hin. apply filter_In in Hin as [Hin _]. now apply Hs.
    - intros s Hin. apply filter_In in Hin as [_ Hb]. unfold b in Hb. destruct Rlt_dec; [discriminate |]. destruct (sg_or ps s); lra. }
  lia.
Qed.

(** ** Witnesses of all realised sign vectors *)
Lemma witnesses ps (l : list (list bool)) :
  exists ss, NoDup (map (signs ps) ss) /\ forall t, In (signs ps t) l -> In (signs ps t) (map (signs ps) ss).
Proof.
  induction l as [|v l (ss & Nd & H)]; [exists []; split; [constructor | intros ? []] |].
  destruct (classic (exists t, signs ps t = v /\ ~ In v (map (signs ps) ss))) as [(t & E & N) | C].
  - exists (t :: ss). simpl. rewrite E. split; [now constructor |].
    intros s [Es | Hs]; [left; exact Es | right; now apply H].
  - exists ss. split; [exact Nd |]. intros s [Es | Hs]; [| now apply H].
    apply NNPP. intros N. apply C. exists s. split; [symmetry; exact Es |]. now rewrite Es.
Qed.

Lemma in_labelings l : In l (labelings (length l)).
Proof. induction l as [|[] l IH]; simpl; [now left | |]; apply in_or_app; [left | right]; now apply in_map. Qed.

Lemma below_positive (l : list R) : exists eps, 0 < eps /\ forall x, In x l -> 0 < x -> eps < x.
Proof.
  induction l as [|x l (eps & He & H)]; [exists 1; split; [lra | intros ? []] |].
  destruct (Rlt_dec 0 x) as [P | P].
  - exists (Rmin eps (x / 2)). split; [apply Rmin_pos; lra |]. intros y [<- | Hy] Py.
    + eapply Rle_lt_trans; [apply Rmin_r | lra].
    + eapply Rle_lt_trans; [apply Rmin_l | now apply H].
  - exists eps. split; [exact He |]. intros y [<- | Hy] Py; [contradiction | now apply H].
Qed.

(** Theorem S, sharp form. *)
Theorem theorem_S_sharp k D (ps : list (params -> R)) : Forall (poly k D) ps ->
  exists vs : list (list bool), (length vs <= 2 * (2 * (length ps * D / 2) + 1) ^ k)%nat /\
    forall t, In (map (fun p => sign (p t)) ps) vs.
Proof.
  intros Hps. destruct (witnesses ps (labelings (length ps))) as (ss & Nd & Hall).
  exists (map (signs ps) ss). split.
  - rewrite map_length.
    destruct (below_positive (flat_map (fun s => map (fun f : params -> R => f s) ps) ss)) as (eps & He & Heps).
    set (ps' := map (fun (f : params -> R) t => f t + - eps) ps).
    assert (Hv : forall s, In s ss -> forall f, In f ps -> 0 < f s -> eps < f s).
    { intros s Hs f Hf. apply Heps. apply in_flat_map. exists s. split; [exact Hs |]. apply in_map_iff. now exists f. }
    assert (Eq : map (signs ps') ss = map (signs ps) ss).
    { apply map_ext_in. intros s Hs. unfold signs, ps'. rewrite map_map. apply map_ext_in. intros f Hf.
      specialize (Hv s Hs f Hf). unfold sign. destruct (Rlt_dec 0 (f s)), (Rlt_dec 0 (f s + - eps)); try reflexivity; exfalso; lra. }
    replace (length ps) with (length ps') by (unfold ps'; now rewrite map_length).
    apply both_sides; [| | now rewrite Eq].
    + unfold ps'. apply Forall_forall. intros p Hp. apply in_map_iff in Hp as (f & <- & Hf).
      apply poly_add; [now apply (proj1 (Forall_forall _ _) Hps) | apply poly_const].
    + intros s Hs p Hp. unfold ps' in Hp. apply in_map_iff in Hp as (f & <- & Hf). specialize (Hv s Hs f Hf).
      destruct (Rlt_dec 0 (f s)); lra.
  - intro t. apply (Hall t). unfold signs. rewrite <- (map_length (fun p => sign (p t)) ps). apply in_labelings.
Qed.

(** Theorem S. *)
Theorem theorem_S : sign_bound (fun M D k => (2 * (M * D + 1) ^ k)%nat).
Proof.
  intros k D ps Hps. destruct (theorem_S_sharp k D ps Hps) as (vs & Hl & Hc). exists vs. split; [| exact Hc].
  eapply Nat.le_trans; [exact Hl |]. apply Nat.mul_le_mono_l, Nat.pow_le_mono_l.
  pose proof (Nat.div_mod (length ps * D) 2 ltac:(lia)). lia.
Qed.

Print Assumptions theorem_S_sharp.
Print Assumptions theorem_S.
