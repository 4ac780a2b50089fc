(* The bounds of the optimum: 0 below, |y|^2 above, and with a bias column the sum of squares about the mean; when the
   upper bounds are reached, and when the optimum is 0. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective least_squares.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* The mean of the target; 0 when there are no points, since x / 0 = 0 here. *)
Definition mean (R : realFieldType) n (y : 'cV[R]_n) : R := (\sum_i y i 0) / n%:R.

Section Bounds.
Variables (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n).

Lemma optimum_ge0 : 0 <= optimum G y.
Proof. exact: sq_ge0. Qed.

(* An objective is the optimum exactly at minimisers. *)
Lemma objective_optimum s : optimum G y = objective G y s <-> minimises G y s.
Proof. by split=> [E t|]; [rewrite -E; exact: optimum_le | exact: optimum_minimiser]. Qed.

Lemma objective0 : objective G y 0 = sq y.
Proof. by rewrite /objective mulmx0 sub0r sqN. Qed.

Lemma optimum_le_sq : optimum G y <= sq y.
Proof. by rewrite -objective0 optimum_le. Qed.

Lemma optimum_eq_sq : optimum G y = sq y <-> G^T *m y = 0.
Proof. by rewrite -objective0 objective_optimum residual_normal mulmx0 subr0. Qed.

Section Bias.
Variable j : 'I_u.
Hypothesis bias : const_mx 1 = col j G.
Let about_mean : 'cV[R]_u := mean y *: delta_mx j 0.

Lemma about_mean_outputs : G *m about_mean = const_mx (mean y).
Proof. by rewrite -scalemxAr -colE -bias; apply/colP => i; rewrite !mxE mulr1. Qed.

Lemma about_mean_objective : objective G y about_mean = \sum_i (y i 0 - mean y) ^+ 2.
Proof.
rewrite /objective about_mean_outputs -opprB sqN /sq dotE.
by apply: eq_bigr => i _; rewrite !mxE expr2.
Qed.

Lemma optimum_le_variance : optimum G y <= \sum_i (y i 0 - mean y) ^+ 2.
Proof. by rewrite -about_mean_objective optimum_le. Qed.

Lemma optimum_eq_variance :
  optimum G y = \sum_i (y i 0 - mean y) ^+ 2 <-> G^T *m (y - const_mx (mean y)) = 0.
Proof. by rewrite -about_mean_objective objective_optimum residual_normal about_mean_outputs. Qed.

End Bias.

(* The bounds without a bias column. *)
Theorem objective_bounds :
  [/\ 0 <= optimum G y, optimum G y <= sq y & optimum G y = sq y <-> G^T *m y = 0].
Proof. by split; [exact: optimum_ge0 | exact: optimum_le_sq | exact: optimum_eq_sq]. Qed.

(* The bounds with the bias column j. *)
Theorem objective_bounds_bias (j : 'I_u) : const_mx 1 = col j G ->
  optimum G y <= \sum_i (y i 0 - mean y) ^+ 2 /\
  (optimum G y = \sum_i (y i 0 - mean y) ^+ 2 <-> G^T *m (y - const_mx (mean y)) = 0).
Proof. by move=> bias; split; [exact: (optimum_le_variance bias) | exact: (optimum_eq_variance bias)]. Qed.

(* The optimum is 0 exactly when some weights fit the target. *)
Theorem zero_objective_span : optimum G y = 0 <-> exists s, G *m s = y.
Proof.
split=> [/eqP|[s Gs]]; first by rewrite sq_eq0 subr_eq0 => /eqP Gy; exists (best G y).
by apply/eqP; rewrite eq_le optimum_ge0 andbT (le_trans (optimum_le G y s)) // /objective Gs subrr sq0.
Qed.

End Bounds.

(* As many neurons as points, and a determinant that is not 0. *)
Theorem zero_objective_square (R : realFieldType) n (G : 'M[R]_n) (y : 'cV_n) : \det G != 0 -> optimum G y = 0.
Proof.
move=> dG; apply/zero_objective_span; exists (invmx G *m y).
by rewrite mulKVmx // unitmxE unitfE.
Qed.

(* The bias column alone reaches the second bound: the mean is the best constant. *)
Lemma bias_alone (R : realFieldType) n (y : 'cV[R]_n) :
  optimum (const_mx 1 : 'M_(n, 1)) y = \sum_i (y i 0 - mean y) ^+ 2.
Proof.
have bias : const_mx 1 = col 0 (const_mx 1 : 'M[R]_(n, 1)) by apply/colP => i; rewrite !mxE.
apply/(optimum_eq_variance _ bias)/matrixP => i j; rewrite !mxE (ord1 j).
under eq_bigr do rewrite !mxE mul1r; rewrite sumrB sumr_const card_ord -mulr_natr.
rewrite /mean; case: n y {bias} => [|m] y; first by rewrite big_ord0 mulr0n mulr0 subrr.
by rewrite divfK ?subrr ?pnatr_eq0 //.
Qed.
