(* The frozen statements: what is claimed, written out with every quantifier, each closed by the theorem that proves it.
   A theorem that became weaker would no longer fit its statement here, and this file would not compile. R is any
   ordered field, sizes are any natural numbers, 0 included, and no rank is assumed of any matrix. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective least_squares growth.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* Output weights are optimal exactly when they satisfy the normal equations. *)
Definition claim_normal_equations :
  forall (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n) (s : 'cV[R]_u),
    minimises G y s <-> G^T *m (G *m s - y) = 0
  := @normal_equations.

(* Optimal output weights exist. *)
Definition claim_normal_equations__existence :
  forall (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n), exists s : 'cV[R]_u, minimises G y s
  := @minimiser_exists.

(* The weights by which [optimum] is defined are optimal. *)
Definition claim_normal_equations__best :
  forall (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n), minimises G y (best G y)
  := @best_minimises.

(* [optimum] is the objective of any optimal output weights. *)
Definition claim_normal_equations__optimum :
  forall (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n) (s : 'cV[R]_u),
    minimises G y s -> optimum G y = objective G y s
  := @optimum_minimiser.

(* A neuron with outputs g lowers the optimum exactly when g^T G s differs from g^T y. *)
Definition claim_theorem_1 :
  forall (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y g : 'cV[R]_n) (s : 'cV[R]_u),
    minimises G y s -> (optimum (row_mx G g) y < optimum G y) <-> (g^T *m (G *m s) != g^T *m y)
  := @theorem_1.

(* Any number of added neurons never raises the optimum. *)
Definition claim_monotone_in_neurons :
  forall (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n) (k : nat) (H : 'M[R]_(n, k)),
    optimum (row_mx G H) y <= optimum G y
  := @monotone_in_neurons.

(* The gain of a neuron: (g^T r)^2 / |(I - P) g|^2 outside the span of G, G s0 being the projection P g; 0 within it. *)
Definition claim_gain_formula :
  forall (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y g : 'cV[R]_n) (s : 'cV[R]_u), minimises G y s ->
    (forall s0 : 'cV[R]_u, G^T *m G *m s0 = G^T *m g -> g - G *m s0 != 0 ->
       optimum G y - optimum (row_mx G g) y = dot g (y - G *m s) ^+ 2 / sq (g - G *m s0)) /\
    (forall c : 'cV[R]_u, g = G *m c -> optimum G y - optimum (row_mx G g) y = 0)
  := @gain_formula.
