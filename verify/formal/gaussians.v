(* Distinct points are interpolated by Gaussians at some centres, as many as there are points, all of one deviation.

   The Gaussian at the centre c has the output e (- k |x - c|^2) at x, for one k that is not 0 (1 / (2 sigma^2) for the
   deviation sigma). Of e no more is asked than e (a + b) = e a * e b, and that it is injective. Over the real numbers
   exp is such a function; that needs analysis, and is not shown here. Other ordered fields need not have one: over the
   rational numbers 2^a exists for integers a alone. So all is asked of e on a subring D alone, which k and the points'
   features lie in, and then the centres do too. D may be everything; and [powers_of_two] shows, with no axiom, that the
   premises can be met: D the integers, among the rational numbers, and e a = 2^a.

   The centres lie on a line through 0 along v = (1, t, t^2, ...), with t such that v tells all points apart. There is
   such a t as a polynomial that is not 0 has finitely many roots. Then the matrix of the outputs is a Vandermonde
   matrix in e (2 k x_i.v) with its rows and columns scaled: its inverse exists. The centres do not depend on the
   target. They are not the points: that Gaussians at the points themselves interpolate is not shown here. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* The output at the point x of the Gaussian at the centre c, and those of all centres at all points, a row each. *)
Definition gaussian (R : realFieldType) (e : R -> R) (k : R) m (x c : 'rV[R]_m) : R := e (- (k * sq (x - c)^T)).
Definition gaussians (R : realFieldType) (e : R -> R) (k : R) m n c (X : 'M[R]_(n, m)) (C : 'M_(c, m)) : 'M_(n, c) :=
  \matrix_(i, j) gaussian e k (row i X) (row j C).

Lemma gaussian_words (R : realFieldType) (e : R -> R) (k : R) m n c (X : 'M[R]_(n, m)) (C : 'M[R]_(c, m)) i j :
  gaussians e k X C i j = e (- (k * \sum_l (X i l - C j l) ^+ 2)).
Proof. by rewrite mxE /gaussian /sq dotE; do 3 f_equal; apply: eq_bigr => l _; rewrite !mxE expr2. Qed.

(* What is asked of D, and of e on it. *)
Definition subring (R : realFieldType) (D : R -> Prop) : Prop :=
  [/\ D 1, forall a b, D a -> D b -> D (a - b) & forall a b, D a -> D b -> D (a * b)].
Definition exponential_on (R : realFieldType) (D : R -> Prop) (e : R -> R) : Prop :=
  (forall a b, D a -> D b -> e (a + b) = e a * e b) /\ (forall a b, D a -> D b -> e a = e b -> a = b).

(* ---- a direction that tells points apart ---- *)
Section Separation.
Variable R : realFieldType.

Lemma nat_not_root (Q : {poly R}) : Q != 0 -> exists t : nat, ~~ root Q t%:R.
Proof.
move=> nz; have: ~~ all (root Q) [seq t%:R | t <- iota 0 (size Q)].
  apply/negP => roots; have := max_poly_roots nz roots.
  rewrite size_map size_iota ltnn map_inj_uniq ?iota_uniq => [/(_ isT) //|a b /eqP].
  by rewrite eqr_nat => /eqP.
by case/allPn => _ /mapP[t _ ->]; exists t.
Qed.

Definition powers m (t : nat) : 'cV[R]_m := \col_l t%:R ^+ l.

Lemma horner_row m (x : 'rV[R]_m) t : (rVpoly x).[t%:R] = (x *m powers m t) 0 0.
Proof.
rewrite (horner_coef_wide _ (size_poly _ _)) mxE; apply: eq_bigr => l _.
by rewrite coef_rVpoly_ord mxE.
Qed.

Lemma separation m n (X : 'M[R]_(n, m)) :
  injective (fun i => row i X) ->
  exists t, forall i j, (row i X *m powers m t) 0 0 = (row j X *m powers m t) 0 0 -> i = j.
Proof.
move=> distinct; pose Q := \prod_i \prod_(j | j != i) rVpoly (row i X - row j X).
have nz : Q != 0.
  apply/prodf_neq0 => i _; apply/prodf_neq0 => j; apply: contraNneq => same.
  by apply/eqP/distinct/eqP; rewrite eq_sym -subr_eq0 -[_ - _]rVpolyK same linear0.
have [t] := nat_not_root nz; rewrite rootE horner_prod => /prodf_neq0 away; exists t => i j same.
apply/eqP; rewrite eq_sym; apply/negPn/negP => ij; move: (away i isT); rewrite horner_prod => /prodf_neq0 /(_ j ij).
by rewrite horner_row mulmxBl !mxE; move: same; rewrite !mxE => ->; rewrite subrr eqxx.
Qed.

(* A Vandermonde matrix with its rows and columns scaled. *)
Lemma scaled_vandermonde n (a z : 'I_n -> R) (b : 'I_n -> R) :
  (forall i, a i != 0) -> (forall k, b k != 0) -> injective z -> \matrix_(i, k) (a i * z i ^+ k * b k) \in unitmx.
Proof.
move=> a0 b0 distinct; rewrite -unitmx_tr unitmxE unitfE; apply/negP => /det0P[h hnz hA].
have: rVpoly (\row_k (h 0 k * b k)) != 0.
  apply: contraNneq hnz => /(congr1 (@poly_rV _ n)); rewrite rVpolyK linear0 => /rowP hb.
  by apply/eqP/rowP => k; move: (hb k); rewrite !mxE => /eqP; rewrite mulf_eq0 (negPf (b0 k)) orbF => /eqP.
move/max_poly_roots => /(_ [seq z i | i <- enum 'I_n]).
rewrite size_map size_enum_ord map_inj_uniq // enum_uniq ltnNge size_poly /=.
suff -> : all (root (rVpoly (\row_k (h 0 k * b k)))) [seq z i | i <- enum 'I_n] by move=> /(_ isT isT).
apply/allP => _ /mapP[i _ ->]; rewrite rootE (horner_coef_wide _ (size_poly _ _)); apply/eqP.
apply: (mulfI (a0 i)); rewrite mulr0 mulr_sumr; have /= hAi := congr1 (fun w : 'rV_n => w 0 i) hA.
rewrite [RHS]mxE in hAi; apply: etrans hAi; rewrite mxE.
by apply: eq_bigr => k _; rewrite coef_rVpoly_ord !mxE mulrCA -[LHS]mulrA [b k * _]mulrC.
Qed.

End Separation.

Section Interpolation.
Variables (R : realFieldType) (D : R -> Prop) (e : R -> R).
Hypotheses (ringD : subring D) (expD : exponential_on D e).

Let D1 : D 1. Proof. by case: ringD. Qed.
Let DB a b : D a -> D b -> D (a - b). Proof. by case: ringD => _ + _; apply. Qed.
Let DM a b : D a -> D b -> D (a * b). Proof. by case: ringD => _ _; apply. Qed.
Let D0 : D 0. Proof. by rewrite -(subrr 1); exact: DB. Qed.
Let DN a : D a -> D (- a). Proof. by rewrite -sub0r; exact: DB. Qed.
Let DD a b : D a -> D b -> D (a + b). Proof. by move=> Da Db; rewrite -[b]opprK; apply/DB/DN. Qed.
Let Dn a k : D a -> D (a *+ k). Proof. by move=> Da; elim: k => [|k IH]; rewrite ?mulr0n // mulrS; exact: DD. Qed.
Let DX a k : D a -> D (a ^+ k). Proof. by move=> Da; elim: k => [|k IH]; rewrite ?expr0 // exprS; exact: DM. Qed.
Let Ddot n (u v : 'cV_n) : (forall i, D (u i 0)) -> (forall i, D (v i 0)) -> D (dot u v).
Proof. by move=> Du Dv; rewrite dotE; apply: big_ind => // i _; exact: DM. Qed.

Let eD a b : D a -> D b -> e (a + b) = e a * e b. Proof. by case: expD => + _; apply. Qed.
Let e_inj a b : D a -> D b -> e a = e b -> a = b. Proof. by case: expD => _; apply. Qed.

Lemma e_neq0 a : D a -> e a != 0.
Proof.
move=> Da; apply/eqP => ea0; have /eqP : a + 1 = a by apply: e_inj; rewrite ?eD ?ea0 ?mul0r //; exact: DD.
by rewrite -subr_eq0 addrAC subrr add0r oner_eq0.
Qed.

Lemma e_0 : e 0 = 1.
Proof. by apply: (mulfI (e_neq0 D0)); rewrite -eD // addr0 mulr1. Qed.

Lemma e_nat a k : D a -> e (a *+ k) = e a ^+ k.
Proof. by move=> Da; elim: k => [|k IH]; [rewrite e_0 | rewrite mulrS exprS eD ?IH //; exact: Dn]. Qed.

(* A Gaussian at a centre on the line, as a product of what depends on the point, on both, and on the centre. *)
Lemma gaussian_on_line m (k : R) (x : 'rV_m) (v : 'cV_m) j :
  D k -> (forall l, D (x 0 l)) -> (forall l, D (v l 0)) ->
  gaussian e k x (j%:R *: v)^T = e (- (k * sq x^T)) * e (k * (x *m v) 0 0 *+ 2) ^+ j * e (- (k * (j%:R ^+ 2 * sq v))).
Proof.
move=> Dk Dx Dv; have Dxv : D (dot x^T v) by apply: Ddot => // l; rewrite mxE.
have Dxx : D (sq x^T) by apply: Ddot => l; rewrite mxE.
rewrite /gaussian linearB /= trmxK sqB sqZ dotZr -[x in (x *m v)]trmxK -/(dot x^T v) -e_nat; last exact/Dn/DM.
have Dx2 : D (- (k * sq x^T)) by exact/DN/DM.
have Dxj : D (k * dot x^T v *+ 2 *+ j) by exact/Dn/Dn/DM.
have Dj2 : D (- (k * (j%:R ^+ 2 * sq v))) by apply/DN/DM/DM; [|exact/DX/Dn|exact: Ddot].
rewrite -!eD //; last exact: DD.
by congr e; rewrite mulrDr mulrBr opprD opprB mulr_natl mulrnAC !mulrnAr [- _ + _ *+ j]addrC.
Qed.

Theorem gaussian_interpolation_within m n (k : R) (X : 'M[R]_(n, m)) :
  D k -> k != 0 -> (forall i l, D (X i l)) -> injective (fun i => row i X) ->
  exists C : 'M[R]_(n, m),
    [/\ forall j l, D (C j l), gaussians e k X C \in unitmx & forall y, exists h : 'cV_n, gaussians e k X C *m h = y].
Proof.
move=> Dk k0 DX_ distinct; have [t apart] := separation distinct; pose v : 'cV[R]_m := powers R m t.
pose C : 'M_(n, m) := \matrix_(j < n) (j%:R *: v)^T.
have Dv l : D (v l 0) by rewrite mxE; exact/DX/Dn.
have unitA : gaussians e k X C \in unitmx.
  have -> : gaussians e k X C = \matrix_(i, j) (e (- (k * sq (row i X)^T)) * e (k * (row i X *m v) 0 0 *+ 2) ^+ j
                                                * e (- (k * (j%:R ^+ 2 * sq v)))).
    by apply/matrixP => i j; rewrite mxE [RHS]mxE rowK gaussian_on_line // => l; rewrite mxE.
  have Dx i l : D ((row i X)^T l 0) by rewrite !mxE.
  apply: scaled_vandermonde => [i|j|i j].
  - by apply/e_neq0/DN/DM => //; exact: Ddot.
  - by apply/e_neq0/DN/DM => //; apply: DM; [exact/DX/Dn | exact: Ddot].
  have Dz a : D (k * (row a X *m v) 0 0 *+ 2).
    by apply/Dn/DM => //; rewrite -[row a X]trmxK; exact: Ddot.
  move/(e_inj (Dz i) (Dz j)) => /eqP.
  by rewrite eqr_pmuln2r // (inj_eq (mulfI k0)) => /eqP /apart.
exists C; split=> // [j l|y]; first by rewrite !mxE; apply: DM; [exact: Dn | exact/DX/Dn].
by exists (invmx (gaussians e k X C) *m y); rewrite mulKVmx.
Qed.

End Interpolation.

(* D everything. *)
Theorem gaussian_interpolation (R : realFieldType) (e : R -> R) :
  (forall a b, e (a + b) = e a * e b) -> injective e ->
  forall m n (k : R) (X : 'M_(n, m)), k != 0 -> injective (fun i => row i X) ->
  exists C : 'M[R]_(n, m),
    gaussians e k X C \in unitmx /\ forall y, exists h : 'cV_n, gaussians e k X C *m h = y.
Proof.
move=> eD e_inj m n k X k0 distinct.
have expo : exponential_on (fun=> True) e by split=> a b _ _; [exact: eD | exact: e_inj].
have [C [_ unitA fits]] := gaussian_interpolation_within (And3 I (fun _ _ _ _ => I) (fun _ _ _ _ => I)) expo I k0
  (fun _ _ => I) distinct.
by exists C.
Qed.

(* The premises can be met: the integers among the rational numbers, and the powers of two. *)
Section Integers.

Definition integer (a : rat) : Prop := exists z : int, a = z%:~R.
Definition powers_of_two (a : rat) : rat := 2%:R ^ numq a.

Lemma subring_integer : subring integer.
Proof.
split=> [|_ _ [a ->] [b ->]|_ _ [a ->] [b ->]]; first by exists 1.
  by exists (a - b); rewrite rmorphB.
by exists (a * b); rewrite rmorphM.
Qed.

Lemma exponential_powers_of_two : exponential_on integer powers_of_two.
Proof.
rewrite /powers_of_two; split=> _ _ [a ->] [b ->].
  by rewrite -rmorphD /= !numq_int expfzDr.
by rewrite !numq_int => /ieexprIz ->.
Qed.

Theorem gaussian_interpolation_integers m n (X : 'M[rat]_(n, m)) :
  (forall i l, integer (X i l)) -> injective (fun i => row i X) ->
  exists C : 'M[rat]_(n, m),
    [/\ forall j l, integer (C j l), gaussians powers_of_two 1 X C \in unitmx
      & forall y, exists h : 'cV_n, gaussians powers_of_two 1 X C *m h = y].
Proof.
by apply: (gaussian_interpolation_within subring_integer exponential_powers_of_two); [exists 1 | exact: oner_neq0].
Qed.

End Integers.
