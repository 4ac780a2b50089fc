(* Small networks that keep the statements about networks honest: their hypotheses can be met, and without them they
   fail. One feature, one neuron a layer and at most two points are enough. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective least_squares growth bounds networks layers stalling gaussians.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Examples.
Variable R : realFieldType.

(* One neuron on the input, of weight 1; two points, 1 and -1. *)
Definition one_neuron (act : R -> R) : network R 1 1 1 := First (Neurons (fun _ => act) 1).
Definition opposite : 'M[R]_(2, 1) := \matrix_(i, j) (-1) ^+ i.

Lemma fire_one (act : R -> R) (x : 'rV[R]_1) j : fire (Neurons (fun _ : 'I_1 => act) 1) x 0 j = act (x 0 j).
Proof. by rewrite mxE mulmx1. Qed.

(* depth-can-stall: the absolute value gives two distinct points the same outputs. *)
Example confused :
  row 0 opposite != row 1 opposite /\
  row 0 (first_outputs (one_neuron Num.norm) opposite) = row 1 (first_outputs (one_neuron Num.norm) opposite).
Proof.
split; last by rewrite !rowK; apply/rowP => j; rewrite !fire_one !mxE expr0 expr1 normrN.
apply/eqP => /rowP /(_ 0); rewrite !mxE expr0 expr1 => /eqP.
by rewrite -subr_eq0 opprK -mulr2n pnatr_eq0.
Qed.

(* With input connection the next layer tells them apart, and fits targets that differ. *)
Definition next : network R 1 1 1 := Then (one_neuron Num.norm) (on_input 1 (fun _ z => z) 0 1).

Example depth_can_stall_needs_blind :
  objective (outputs next opposite) opposite 1 = 0 /\ 0 < (opposite 0 0 - opposite 1 0) ^+ 2 / 2%:R.
Proof.
have -> : outputs next opposite = opposite.
  apply/row_matrixP => i; rewrite rowK; apply/rowP => j.
  by rewrite fire_on_input mulmx0 add0r mulmx1.
rewrite /objective mulmx1 subrr sq0; split=> //; apply: divr_gt0; rewrite ?ltr0n //.
by rewrite lt0r sqr_ge0 sqrf_eq0 !mxE expr0 expr1 opprK -mulr2n pnatr_eq0.
Qed.

(* pass-through: without the pass-through neuron a layer may raise the optimum. Here the new neuron is always 0. *)
Definition dead : network R 1 1 1 := Then (one_neuron (fun z => z)) (on_previous 1 1 (fun _ => fun=> 0) 0).

Example pass_through_needed :
  optimum (outputs (one_neuron (fun z => z)) (1 : 'M_1)) 1 = 0 /\ optimum (outputs dead (1 : 'M_1)) 1 = 1.
Proof.
split.
  apply/zero_objective_span; exists 1; rewrite mulmx1; apply/row_matrixP => i; rewrite rowK; apply/rowP => j.
  by rewrite fire_one.
have -> : outputs dead (1 : 'M_1) = 0 by apply/row_matrixP => i; rewrite rowK row0; apply/rowP => j; rewrite !mxE.
have -> : optimum (0 : 'M[R]_1) 1 = sq (1 : 'cV[R]_1).
  by apply/(optimum_eq_sq (0 : 'M[R]_1) 1); rewrite trmx0 mul0mx.
by rewrite /sq /dot trmx1 mul1mx mxE.
Qed.

(* Gaussians, wherever their centres are, give the same point twice the same value. *)
Example distinct_points_needed (e : R -> R) k m n c (X : 'M_(n, m)) (C : 'M_(c, m)) (h : 'cV_c) i j :
  row i X = row j X -> (gaussians e k X C *m h) i 0 = (gaussians e k X C *m h) j 0.
Proof. by move=> same; rewrite !mxE; apply: eq_bigr => l _; rewrite !mxE same. Qed.

End Examples.
