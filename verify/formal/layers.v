(* A further layer with a pass-through neuron: it never raises the optimal objective (pass_through), and lowers it
   exactly when one of its other neurons is not orthogonal to the residual (layer_improves).

   The new layer holds any neurons, whatever they are connected to, and beside them the pass-through neuron, whose
   weights s are optimal output weights of the network before. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective least_squares networks.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* The two facts about matrices: N the outputs of the new neurons, p those of the pass-through neuron. *)
Section Matrices.
Variables (R : realFieldType) (n u v : nat) (G : 'M[R]_(n, u)) (N : 'M[R]_(n, v)) (y : 'cV[R]_n).

Lemma carried_never_raises s : minimises G y s -> optimum (row_mx N (G *m s)) y <= optimum G y.
Proof.
move=> ms; rewrite (optimum_minimiser ms).
by apply: le_trans (optimum_le _ _ (col_mx 0 1)) _; rewrite /objective mul_row_col mulmx0 add0r mulmx1.
Qed.

Lemma carried_stays s : minimises G y s -> N^T *m (y - G *m s) = 0 -> minimises (row_mx N (G *m s)) y (col_mx 0 1).
Proof.
move=> /residual_normal Gr Nr; apply/residual_normal; rewrite mul_row_col mulmx0 add0r mulmx1 tr_row_mx mul_col_mx.
by rewrite Nr trmx_mul -mulmxA Gr mulmx0 col_mx0.
Qed.

Lemma carried_equal s :
  minimises G y s -> optimum (row_mx N (G *m s)) y = optimum G y -> N^T *m (y - G *m s) = 0.
Proof.
move=> ms same; have m1 : minimises (row_mx N (G *m s)) y (col_mx 0 1).
  by move=> t; rewrite {1}/objective mul_row_col mulmx0 add0r mulmx1 -/(objective G y s) -optimum_minimiser // -same
                       optimum_le.
move/residual_normal: m1; rewrite mul_row_col mulmx0 add0r mulmx1 tr_row_mx mul_col_mx -col_mx0.
by case/eq_col_mx.
Qed.

Lemma orthogonal_columns r : (exists j, dot (col j N) r != 0) <-> N^T *m r != 0.
Proof.
have entry j : dot (col j N) r = (N^T *m r) j 0.
  by rewrite /dot tr_col -row_mul mxE.
split=> [[j]|]; first by rewrite entry; apply: contraNneq => ->; rewrite mxE.
move=> nz; have /existsP[j] : [exists j, dot (col j N) r != 0]; last by exists j.
apply: contraNT nz; rewrite negb_exists => /forallP all0; apply/eqP/colP => j.
by rewrite -entry [RHS]mxE; apply/eqP; rewrite -[_ == 0]negbK all0.
Qed.

Lemma carried_improves s :
  minimises G y s ->
  (optimum (row_mx N (G *m s)) y < optimum G y) <-> (exists j, dot (col j N) (y - G *m s) != 0).
Proof.
move=> ms; apply: iff_trans (iff_sym (orthogonal_columns _)).
rewrite lt_neqAle carried_never_raises // andbT; split; last first.
  by apply: contraNneq => same; exact/eqP/(carried_equal ms).
apply: contraNneq => Nr.
by rewrite (optimum_minimiser (carried_stays ms Nr)) (optimum_minimiser ms) /objective mul_row_col mulmx0 add0r mulmx1.
Qed.

End Matrices.

Section Layers.
Variables (R : realFieldType) (m f p u : nat).
Variables (N : network R m f p) (L : neurons R (p + (f + m)) u) (n : nat) (X : 'M[R]_(n, m)) (y : 'cV[R]_n).

Lemma outputs_with_pass_through s :
  outputs (Then N (with_pass_through L s)) X = row_mx (outputs (Then N L) X) (outputs N X *m s).
Proof.
apply/row_matrixP => i; rewrite row_row_mx row_mul !rowK last_with_pass_through //.
Qed.

(* A layer extended with a pass-through neuron of optimal weights never raises the optimal objective. *)
Theorem pass_through s :
  minimises (outputs N X) y s -> optimum (outputs (Then N (with_pass_through L s)) X) y <= optimum (outputs N X) y.
Proof. by move=> ms; rewrite outputs_with_pass_through; exact: carried_never_raises. Qed.

(* It lowers it if and only if one of its other neurons is not orthogonal to the residual. *)
Theorem layer_improves s :
  minimises (outputs N X) y s ->
  (optimum (outputs (Then N (with_pass_through L s)) X) y < optimum (outputs N X) y)
  <-> (exists j, dot (col j (outputs (Then N L) X)) (y - outputs N X *m s) != 0).
Proof. by move=> ms; rewrite outputs_with_pass_through; exact: carried_improves. Qed.

(* The network can still compute what it did before, at every input. *)
Theorem pass_through_value s x : value (Then N (with_pass_through L s)) (col_mx 0 1) x = value N s x.
Proof. by rewrite value_with_pass_through {1}/value mulmx0 mxE add0r. Qed.

End Layers.

(* The same for the two connections: what the new neurons see plays no part. *)
Section Connections.
Variables (R : realFieldType) (m f p u : nat) (N : network R m f p) (act : 'I_u -> R -> R) (V : 'M[R]_(p, u)).

Theorem input_connection (W : 'M[R]_(m, u)) n (X : 'M[R]_(n, m)) (y : 'cV[R]_n) s :
  minimises (outputs N X) y s ->
  (optimum (outputs (Then N (with_pass_through (on_input f act V W) s)) X) y <= optimum (outputs N X) y)
  /\ ((optimum (outputs (Then N (with_pass_through (on_input f act V W) s)) X) y < optimum (outputs N X) y)
      <-> (exists j, dot (col j (outputs (Then N (on_input f act V W)) X)) (y - outputs N X *m s) != 0)).
Proof. by move=> ms; split; [exact: pass_through | exact: layer_improves]. Qed.

Theorem first_layer_connection (F : 'M[R]_(f, u)) n (X : 'M[R]_(n, m)) (y : 'cV[R]_n) s :
  minimises (outputs N X) y s ->
  (optimum (outputs (Then N (with_pass_through (on_first_layer m act V F) s)) X) y <= optimum (outputs N X) y)
  /\ ((optimum (outputs (Then N (with_pass_through (on_first_layer m act V F) s)) X) y < optimum (outputs N X) y)
      <-> (exists j, dot (col j (outputs (Then N (on_first_layer m act V F)) X)) (y - outputs N X *m s) != 0)).
Proof. by move=> ms; split; [exact: pass_through | exact: layer_improves]. Qed.

End Connections.
