(* Methods that never raise the loss, and for which step sizes gradient descent is one of them.

   For fixed neurons one step of gradient descent on |G s - y|^2 is s' = s - 2 eta w with w = G^T (G s - y). It changes
   the objective by -4 eta (|w|^2 - eta |G w|^2). So it never raises the objective if eta |G v|^2 <= |v|^2 for every v,
   that is if eta <= 1 / lambda with lambda the largest eigenvalue of G^T G; and only then, since every v has the same
   G v as its projection onto the columns of G^T G, and each of these is half the gradient somewhere. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective least_squares.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section NeverRaised.
Variable R : realFieldType.

Lemma never_raised (f : nat -> R) : (forall k, f k.+1 <= f k) -> forall k, f k <= f 0%N.
Proof. by move=> down; elim=> [|k IH]; [exact: lexx | exact: le_trans (down k) IH]. Qed.

(* Any parameters whatever (all weights of a network, say), with hidden outputs G and output weights s among them. *)
Theorem descent_bound (P : Type) n u (G : P -> 'M[R]_(n, u)) (s : P -> 'cV[R]_u) (y : 'cV[R]_n) (p : nat -> P) :
  minimises (G (p 0%N)) y (s (p 0%N)) ->
  (forall k, objective (G (p k.+1)) y (s (p k.+1)) <= objective (G (p k)) y (s (p k))) ->
  forall k, objective (G (p k)) y (s (p k)) <= optimum (G (p 0%N)) y.
Proof.
move=> start down k; rewrite (optimum_minimiser start).
exact: (@never_raised (fun k => objective (G (p k)) y (s (p k)))).
Qed.

End NeverRaised.

Section GradientDescent.
Variables (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n).
Implicit Types (eta : R) (s v : 'cV[R]_u).

Definition half_gradient s : 'cV[R]_u := G^T *m (G *m s - y).
Definition gradient_step eta s : 'cV[R]_u := s - (eta *+ 2) *: half_gradient s.

(* What one step changes. *)
Lemma gradient_step_change eta s (w := half_gradient s) :
  objective G y s - objective G y (gradient_step eta s) = (eta *+ 4) * (sq w - eta * sq (G *m w)).
Proof.
rewrite /gradient_step objective_step -/(half_gradient s) -/w dotNl dotZl -/(sq w) mulmxN sqN -scalemxAr sqZ.
rewrite mulNrn -addrA opprD addrA subrr add0r opprD opprK mulrBr; congr (_ - _).
  by rewrite !mulrnAl -mulrnA.
by rewrite expr2 !(mulrnAl, mulrnAr) -mulrnA mulrA.
Qed.

Lemma step_never_raises eta s : 0 < eta -> (objective G y (gradient_step eta s) <= objective G y s) =
  (eta * sq (G *m half_gradient s) <= sq (half_gradient s)).
Proof. by move=> eta0; rewrite -[LHS]subr_ge0 gradient_step_change pmulr_rge0 ?pmulrn_lgt0 // subr_ge0. Qed.

Lemma step_lowers eta s : 0 < eta -> (objective G y (gradient_step eta s) < objective G y s) =
  (eta * sq (G *m half_gradient s) < sq (half_gradient s)).
Proof. by move=> eta0; rewrite -[LHS]subr_gt0 gradient_step_change pmulr_rgt0 ?pmulrn_lgt0 // subr_gt0. Qed.

(* Every v has the G v of a half gradient w that is no longer than v. *)
Lemma half_gradient_below v : exists s, G *m half_gradient s = G *m v /\ sq (half_gradient s) <= sq v.
Proof.
set A := G^T *m G; have trA : A^T = A by rewrite /A trmx_mul trmxK.
have := best_normal A v; set x := best A v; rewrite trA => Az.
have Gz : G *m (A *m x - v) = 0 by apply: gram_eq0_mx.
exists (best G y + x).
have -> : half_gradient (best G y + x) = A *m x.
  by rewrite /half_gradient [G *m (_ + _)]mulmxDr addrAC mulmxDr best_normal add0r mulmxA.
split; first by apply/eqP; rewrite -subr_eq0 -mulmxBr Gz.
have -> : v = A *m x - (A *m x - v) by rewrite opprB addrC subrK.
rewrite sqB [dot _ _]dot_mull trA Az dot0r mul0rn subr0 ler_addl; exact: sq_ge0.
Qed.

(* Which steps never raise the objective from any start. *)
Theorem gradient_descent_steps eta : 0 < eta ->
  (forall s, objective G y (gradient_step eta s) <= objective G y s) <->
  (forall v, eta * sq (G *m v) <= sq v).
Proof.
move=> eta0; split=> [down v|small s]; last by rewrite step_never_raises.
have [s [<- le]] := half_gradient_below v; apply: le_trans le.
by rewrite -step_never_raises.
Qed.

(* Smaller ones lower it wherever the output weights are not optimal. *)
Theorem gradient_descent_lowers eta : 0 < eta -> (forall v, v != 0 -> eta * sq (G *m v) < sq v) ->
  forall s, ~ minimises G y s -> objective G y (gradient_step eta s) < objective G y s.
Proof.
move=> eta0 small s not_optimal; rewrite step_lowers //; apply: small.
by apply/eqP => /normal_equations.
Qed.

(* lambda is the largest eigenvalue of G^T G: it is one, and G stretches no square by more. *)
Definition largest_eigenvalue (lambda : R) : Prop :=
  (exists v, v != 0 /\ G^T *m G *m v = lambda *: v) /\ (forall v, sq (G *m v) <= lambda * sq v).

(* Both in terms of the largest eigenvalue. *)
Theorem gradient_descent_eigenvalue eta lambda : 0 < eta -> largest_eigenvalue lambda ->
  ((forall s, objective G y (gradient_step eta s) <= objective G y s) <-> eta * lambda <= 1) /\
  (eta * lambda < 1 -> forall s, ~ minimises G y s -> objective G y (gradient_step eta s) < objective G y s).
Proof.
move=> eta0 [[v [v0 Av]] top]; have bound x : eta * sq (G *m x) <= eta * lambda * sq x by rewrite -mulrA ler_pmul2l.
split; last first.
  move=> small; apply: gradient_descent_lowers => // x x0; apply: le_lt_trans (bound x) _.
  by rewrite gtr_pmull ?sq_gt0.
rewrite gradient_descent_steps //; split=> [/(_ v)|small x].
  have -> : sq (G *m v) = lambda * sq v by rewrite /sq dot_mull mulmxA Av dotZr.
  by rewrite mulrA ger_pmull ?sq_gt0.
by apply: le_trans (bound x) _; rewrite ler_pimull ?sq_ge0.
Qed.

End GradientDescent.
