(* Small instances that keep the statements honest: their hypotheses can be met, and without them they fail. One point
   and at most one neuron are enough, so every matrix here is a number. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective least_squares growth bounds homogeneity search descent.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Examples.
Variable R : realFieldType.

(* The number a as a matrix of one row and one column. *)
Local Notation "# a" := (a%:M : 'M[R]_1) (at level 2, format "# a").

Lemma dot1 (a b : R) : dot #a #b = a * b.
Proof. by rewrite /dot tr_scalar_mx -scalar_mxM !mxE eqxx mulr1n. Qed.

Lemma sq1 (a : R) : sq #a = a ^+ 2.
Proof. by rewrite /sq dot1 expr2. Qed.

Lemma objective1 (a b s : R) : objective #a #b #s = (a * s - b) ^+ 2.
Proof. by rewrite /objective -scalar_mxM -raddfB sq1. Qed.

(* With no neuron, or only a neuron that is always 0, the optimum is |y|^2. *)
Lemma optimum_no_neuron n (G : 'M[R]_(n, 0)) (y : 'cV_n) : optimum G y = sq y.
Proof. by rewrite /optimum /objective [best G y]flatmx0 mulmx0 sub0r sqN. Qed.

Lemma optimum_zero n u (y : 'cV[R]_n) : optimum (0 : 'M_(n, u)) y = sq y.
Proof. by apply/optimum_eq_sq; rewrite trmx0 mul0mx. Qed.

Lemma optimum1 (b : R) : optimum #1 #b = 0.
Proof. by apply: zero_objective_square; rewrite det_scalar1 oner_neq0. Qed.

(* theorem-1 for the first neuron: it improves exactly when it correlates with the target. *)
Example first_neuron n (g y : 'cV[R]_n) :
  (optimum (row_mx (0 : 'M_(n, 0)) g) y < optimum (0 : 'M_(n, 0)) y) <-> (g^T *m y != 0).
Proof.
rewrite (theorem_1 g (s := 0)); first by rewrite mul0mx mulmx0 eq_sym.
by apply/normal_equations; rewrite trmx0 mul0mx.
Qed.

(* normal-equations: the minimiser is not unique for every G. *)
Example minimiser_not_unique : exists s t : 'cV[R]_1, s != t /\ minimises (0 : 'M_1) 0 s /\ minimises (0 : 'M_1) 0 t.
Proof.
exists 0, #1; rewrite eq_sym oner_neq0; split=> //.
by split; apply/normal_equations; rewrite trmx0 mul0mx.
Qed.

(* theorem-1 needs optimal output weights: G = 1, y = 1, s = 0, g = 1 has g^T G s <> g^T y, and improves nothing. *)
Example theorem_1_needs_optimal :
  #1^T *m (#1 *m #0) != #1^T *m #1 /\ ~~ (optimum (row_mx #1 #1) #1 < optimum #1 #1).
Proof.
split; last by rewrite optimum1 -leNgt optimum_ge0.
by rewrite raddf0 !mulmx0 trmx1 mul1mx eq_sym oner_neq0.
Qed.

(* monotone-in-neurons: an added neuron need not lower the optimum. *)
Example not_always_lower : optimum (row_mx #1 #1) #1 = optimum #1 #1.
Proof. by apply/eqP; rewrite eq_le monotone_in_neurons optimum1 optimum_ge0. Qed.

(* zero-objective: as many neurons as points are not enough without the determinant. *)
Example square_not_enough : optimum #0 #1 = 1.
Proof. by rewrite raddf0 optimum_zero sq1 expr1n. Qed.

(* objective-bounds: the bound about the mean needs a bias column. *)
Example bias_needed : \sum_i (#1 i 0 - mean #1) ^+ 2 < optimum #0 #1.
Proof.
rewrite square_not_enough /mean !big_ord_recl !big_ord0 !addr0 divr1 subrr expr0n ltr01 //.
Qed.

(* homogeneity needs a homogeneous activation: with act x = x - 1 the weight 2 fits the target 1 and the weight 1
   gives the output 0. *)
Example homogeneity_needed (act := fun x : R => x - 1) :
  optimum (hidden act #1 (#1 *m diag_mx (const_mx 2%:R))) #1 != optimum (hidden act #1 #1) #1.
Proof.
have h a : hidden act #1 #a = #(a - 1).
  by rewrite /hidden mul1mx; apply/matrixP => i j; rewrite !ord1 !mxE eqxx !mulr1n.
rewrite mul1mx diag_const_mx !h subrr square_not_enough.
have -> : 2%:R - 1 = 1 :> R by rewrite (natrD _ 1 1) addrK.
by rewrite optimum1 eq_sym oner_neq0.
Qed.

(* descent-bound: the identity has the largest eigenvalue 1, and a step of size 2 from s = 1 to s = -3 raises s^2. *)
Example identity_eigenvalue u : largest_eigenvalue (1%:M : 'M[R]_u.+1) 1.
Proof.
split=> [|v]; last by rewrite mul1mx mul1r.
exists (const_mx 1); rewrite trmx1 !mul1mx scale1r; split=> //.
by apply/eqP => /matrixP /(_ 0 0); rewrite !mxE; apply/eqP; rewrite oner_neq0.
Qed.

Example large_step_raises : ~ forall s, objective #1 0 (gradient_step #1 0 2%:R s) <= objective #1 0 s.
Proof.
have [steps _] := gradient_descent_eigenvalue 0 (ltr0Sn R 1) (identity_eigenvalue 0).
by move/steps; rewrite mulr1 lern1.
Qed.

End Examples.
