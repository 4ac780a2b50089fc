(* Scaling the weights of neurons by factors above 0, each neuron by its own, when the activation is positively
   homogeneous. The points X may hold a column of ones, so that a bias is scaled with the weights. The outputs then are
   G D, D diagonal without zeros, so their span, and with it every optimum and every verdict, is what it was. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective least_squares.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Definitions.
Variable R : realFieldType.

(* The outputs of a layer: points X (n by m), weights W (m by u), a column a neuron. *)
Definition hidden (act : R -> R) n m u (X : 'M[R]_(n, m)) (W : 'M[R]_(m, u)) : 'M[R]_(n, u) := map_mx act (X *m W).

Definition positively_homogeneous (act : R -> R) : Prop := forall a x, 0 < a -> act (a * x) = a * act x.

Definition relu (x : R) : R := Num.max 0 x.
Definition leaky_relu (slope x : R) : R := if 0 <= x then x else slope * x.

End Definitions.

Section Activations.
Variable R : realFieldType.

Lemma relu_homogeneous : positively_homogeneous (@relu R).
Proof. by move=> a x a0; rewrite /relu -{1}(mulr0 a) maxr_pmulr // ltW. Qed.

Lemma leaky_relu_homogeneous slope : positively_homogeneous (@leaky_relu R slope).
Proof. by move=> a x a0; rewrite /leaky_relu pmulr_rge0 //; case: ifP => // _; rewrite mulrCA. Qed.

Lemma abs_homogeneous : positively_homogeneous (fun x : R => `|x|).
Proof. by move=> a x a0; rewrite normrM gtr0_norm. Qed.

Lemma id_homogeneous : positively_homogeneous (fun x : R => x).
Proof. by []. Qed.

Theorem homogeneous_activations :
  [/\ positively_homogeneous (@relu R), forall slope, positively_homogeneous (@leaky_relu R slope),
      positively_homogeneous (fun x : R => `|x|) & positively_homogeneous (fun x : R => x)].
Proof.
by split; [exact: relu_homogeneous | exact: leaky_relu_homogeneous | exact: abs_homogeneous | exact: id_homogeneous].
Qed.

End Activations.

Section Homogeneity.
Variables (R : realFieldType) (act : R -> R) (n m : nat) (X : 'M[R]_(n, m)) (y : 'cV[R]_n).
Hypothesis hom : positively_homogeneous act.

Lemma hidden_scaled u (W : 'M[R]_(m, u)) (c : 'rV[R]_u) : (forall j, 0 < c 0 j) ->
  hidden act X (W *m diag_mx c) = hidden act X W *m diag_mx c.
Proof.
move=> c0; rewrite /hidden mulmxA !mul_mx_diag; apply/matrixP => i j.
by rewrite !mxE mulrC hom // mulrC.
Qed.

Lemma hidden_row u v (W : 'M[R]_(m, u)) (V : 'M[R]_(m, v)) :
  hidden act X (row_mx W V) = row_mx (hidden act X W) (hidden act X V).
Proof. by rewrite /hidden mul_mx_row map_row_mx. Qed.

Lemma optimum_scaled u (W : 'M[R]_(m, u)) (c : 'rV[R]_u) : (forall j, 0 < c 0 j) ->
  optimum (hidden act X (W *m diag_mx c)) y = optimum (hidden act X W) y.
Proof.
move=> c0; rewrite (hidden_scaled _ c0); apply/eqP; rewrite eq_le.
apply/andP; split; last exact: (optimum_span _ (erefl _)).
apply: (@optimum_span _ _ _ _ _ _ (diag_mx (map_mx GRing.inv c))); rewrite -mulmxA mul_mx_diag.
suff -> : \matrix_(i, j) (diag_mx c i j * map_mx GRing.inv c 0 j) = 1%:M by rewrite mulmx1.
apply/matrixP => i j; rewrite !mxE; have [->|_] := eqVneq i j; last by rewrite mul0r.
by rewrite !mulr1n mulfV // gt_eqF.
Qed.

Lemma row_diag u (W : 'M[R]_(m, u)) (w : 'cV[R]_m) (c : 'rV[R]_u) (b : R) :
  row_mx (W *m diag_mx c) (b *: w) = row_mx W w *m diag_mx (row_mx c b%:M).
Proof.
rewrite !mul_mx_diag; apply/matrixP => i j; rewrite !mxE.
by case: splitP => k _; rewrite !mxE // ord1 eqxx mulr1n mulrC.
Qed.

Lemma optimum_scaled_row u (W : 'M[R]_(m, u)) (w : 'cV[R]_m) (c : 'rV[R]_u) (b : R) :
  (forall j, 0 < c 0 j) -> 0 < b ->
  optimum (row_mx (hidden act X (W *m diag_mx c)) (hidden act X (b *: w))) y =
  optimum (row_mx (hidden act X W) (hidden act X w)) y.
Proof.
move=> c0 b0; rewrite -!hidden_row row_diag optimum_scaled // => j.
by rewrite mxE; case: splitP => k _; rewrite ?c0 // !mxE ord1 eqxx.
Qed.

(* No optimum changes, with or without a further neuron w scaled by b, and so no verdict. *)
Theorem homogeneity u (W : 'M[R]_(m, u)) (w : 'cV[R]_m) (c : 'rV[R]_u) (b : R) :
  (forall j, 0 < c 0 j) -> 0 < b ->
  let G := hidden act X W in
  let g := hidden act X w in
  let G' := hidden act X (W *m diag_mx c) in
  let g' := hidden act X (b *: w) in
  [/\ optimum G' y = optimum G y, optimum (row_mx G' g') y = optimum (row_mx G g) y &
      (optimum (row_mx G' g') y < optimum G' y) = (optimum (row_mx G g) y < optimum G y)].
Proof.
move=> c0 b0.
have E := optimum_scaled W c0.
have Eg := optimum_scaled_row W w c0 b0.
by cbv zeta; rewrite Eg E; split; exact: erefl.
Qed.

End Homogeneity.
