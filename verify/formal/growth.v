(* What an added neuron does to the optimum: never a rise (any number of neurons at once), and for one neuron with
   outputs g the exact gain, (g^T r)^2 / |(I - P) g|^2 with r the residual and P g the projection of g onto the
   columns of G. Theorem 1 of the post, in both directions and at every rank, is read off the gain. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective least_squares.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Growth.
Variables (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n).
Implicit Types (g : 'cV[R]_n) (s : 'cV[R]_u).

(* More neurons never raise the optimum: weight 0 on the new ones. *)
Theorem monotone_in_neurons k (H : 'M[R]_(n, k)) : optimum (row_mx G H) y <= optimum G y.
Proof. by apply: (@optimum_span _ _ _ _ _ _ (col_mx 1%:M 0)); rewrite mul_row_col mulmx1 mulmx0 addr0. Qed.

(* Neurons within the span of G change nothing. *)
Lemma optimum_in_span k (C : 'M[R]_(u, k)) : optimum (row_mx G (G *m C)) y = optimum G y.
Proof.
apply/eqP; rewrite eq_le monotone_in_neurons /=.
by apply: (@optimum_span _ _ _ _ _ _ (row_mx 1%:M C)); rewrite mul_mx_row mulmx1.
Qed.

(* The part of g that is orthogonal to the columns of G. *)
Section NewPart.
Variables (g : 'cV[R]_n) (s s0 : 'cV[R]_u).
Hypotheses (ms : minimises G y s) (Ns0 : G^T *m G *m s0 = G^T *m g).
Let r := y - G *m s.
Let q := g - G *m s0.

Lemma new_part_orthogonal : G^T *m q = 0.
Proof. by rewrite mulmxBr mulmxA Ns0 subrr. Qed.

Lemma new_part_residual : dot q r = dot g r.
Proof. by rewrite dotBl residual_dot // subr0. Qed.

Lemma new_part_sq : dot g q = sq q.
Proof. by rewrite /sq {2}/q dotBl dot_mull new_part_orthogonal dot0r subr0. Qed.

(* Optimal weights for G with g beside it. *)
Let a := dot g r / sq q.
Let t := col_mx (s - a *: s0) (a%:M : 'cV_1).

Lemma grown_residual : row_mx G g *m t - y = a *: q - r.
Proof.
rewrite mul_row_col mul_mx_scalar mulmxBr -scalemxAr /q /r scalerBr opprB -addrA addrACA [RHS]addrACA.
by congr (_ + _); exact: addrC.
Qed.

Lemma grown_minimises : q != 0 -> minimises (row_mx G g) y t.
Proof.
move=> q0; apply/normal_equations; rewrite grown_residual tr_row_mx mul_col_mx.
rewrite !(mulmxBr _ (a *: q)) -!scalemxAr new_part_orthogonal.
rewrite ((residual_normal _ _ _).1 ms) scaler0 subrr !dot_mx new_part_sq.
by rewrite scale_scalar_mx divfK ?sq_eq0 // subrr col_mx0.
Qed.

Lemma gain_outside_span : q != 0 -> optimum G y - optimum (row_mx G g) y = dot g r ^+ 2 / sq q.
Proof.
move=> q0; rewrite (optimum_residual ms) (optimum_minimiser (grown_minimises q0)) /objective grown_residual -/r.
rewrite (sqB (a *: q)) sqZ dotZl new_part_residual.
have -> : a ^+ 2 * sq q = a * dot g r by rewrite expr2 -mulrA divfK ?sq_eq0.
by rewrite opprD addrCA subrr addr0 mulr2n opprB addrK /a mulrAC -expr2.
Qed.

End NewPart.

(* The projection exists: [best G g] are weights for it. *)
Lemma projection_normal g : G^T *m G *m best G g = G^T *m g.
Proof. by apply/eqP; rewrite -mulmxA -subr_eq0 -mulmxBr best_normal. Qed.

(* The gain of a neuron: outside the span of G by the first formula, within it 0. *)
Theorem gain_formula g s : minimises G y s ->
  (forall s0, G^T *m G *m s0 = G^T *m g -> g - G *m s0 != 0 ->
     optimum G y - optimum (row_mx G g) y = dot g (y - G *m s) ^+ 2 / sq (g - G *m s0)) /\
  (forall c, g = G *m c -> optimum G y - optimum (row_mx G g) y = 0).
Proof.
by move=> ms; split=> [s0 Ns0 q0|c ->]; [exact: gain_outside_span | rewrite optimum_in_span subrr].
Qed.

(* Theorem 1: a neuron improves exactly when its outputs are not orthogonal to the residual. *)
Theorem theorem_1 g s : minimises G y s ->
  (optimum (row_mx G g) y < optimum G y) <-> (g^T *m (G *m s) != g^T *m y).
Proof.
move=> ms; have -> : (g^T *m (G *m s) != g^T *m y) = (dot g (y - G *m s) != 0).
  by rewrite eq_sym -subr_eq0 -mulmxBr dot_eq0_mx.
suff -> : (optimum (row_mx G g) y < optimum G y) = (dot g (y - G *m s) != 0) by [].
have [/eqP|q0] := eqVneq (g - G *m best G g) 0.
  by rewrite subr_eq0 => /eqP ->; rewrite optimum_in_span ltxx residual_dot ?eqxx.
rewrite -subr_gt0 (gain_outside_span ms (projection_normal g) q0).
by rewrite pmulr_lgt0 ?invr_gt0 ?sq_gt0 // lt0r sqr_ge0 andbT sqrf_eq0.
Qed.

End Growth.
