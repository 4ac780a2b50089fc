(* The frozen statements: what is claimed, written out with every quantifier, each closed by the theorem that proves it.
   A theorem that became weaker would no longer fit its statement here, and this file would not compile. R is any
   ordered field, sizes are any natural numbers, 0 included, and no rank is assumed of any matrix. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective least_squares growth bounds homogeneity search descent.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* What the words below mean, in coordinates. *)
Definition claim_normal_equations__words :
  forall (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y v w : 'cV[R]_n) (s : 'cV[R]_u),
    [/\ dot v w = \sum_i v i 0 * w i 0, sq v = \sum_i v i 0 ^+ 2,
        objective G y s = \sum_i ((G *m s) i 0 - y i 0) ^+ 2,
        minimises G y s <-> (forall t, objective G y s <= objective G y t) & optimum G y = objective G y (best G y)]
  := @words.

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

(* 0 <= optimum <= |y|^2, the upper bound reached exactly when no neuron correlates with the target. *)
Definition claim_objective_bounds :
  forall (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n),
    [/\ 0 <= optimum G y, optimum G y <= sq y & optimum G y = sq y <-> G^T *m y = 0]
  := @objective_bounds.

(* With a bias column among those of G: optimum <= sum (y - mean)^2, reached exactly when G^T (y - mean 1) = 0. *)
Definition claim_objective_bounds__bias :
  forall (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n) (j : 'I_u), const_mx 1 = col j G ->
    let mean := (\sum_i y i 0) / n%:R in
    optimum G y <= \sum_i (y i 0 - mean) ^+ 2 /\
    (optimum G y = \sum_i (y i 0 - mean) ^+ 2 <-> G^T *m (y - const_mx mean) = 0)
  := @objective_bounds_bias.

(* As many neurons as points and det G <> 0 give the optimum 0; and it is 0 exactly when y is in the span of G. *)
Definition claim_zero_objective :
  (forall (R : realFieldType) (n : nat) (G : 'M[R]_n) (y : 'cV[R]_n), \det G != 0 -> optimum G y = 0) /\
  (forall (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n),
     optimum G y = 0 <-> exists s : 'cV[R]_u, G *m s = y)
  := conj zero_objective_square zero_objective_span.

(* Positively homogeneous activation: factors above 0, one a neuron, on all weights (the bias is a column of X) change
   no optimum, neither without nor with a further neuron, and so not whether that neuron improves. *)
Definition claim_homogeneity :
  forall (R : realFieldType) (act : R -> R) (n m : nat) (X : 'M[R]_(n, m)) (y : 'cV[R]_n),
    (forall a x : R, 0 < a -> act (a * x) = a * act x) ->
    forall (u : nat) (W : 'M[R]_(m, u)) (w : 'cV[R]_m) (c : 'rV[R]_u) (b : R),
      (forall j, 0 < c 0 j) -> 0 < b ->
      let G := map_mx act (X *m W) in
      let g := map_mx act (X *m w) in
      let G' := map_mx act (X *m (W *m diag_mx c)) in
      let g' := map_mx act (X *m (b *: w)) in
      [/\ optimum G' y = optimum G y, optimum (row_mx G' g') y = optimum (row_mx G g) y &
          (optimum (row_mx G' g') y < optimum G' y) = (optimum (row_mx G g) y < optimum G y)]
  := @homogeneity.

(* ReLU, leaky ReLU of any slope, the absolute value and the identity are positively homogeneous. *)
Definition claim_homogeneity__activations :
  forall R : realFieldType,
    [/\ forall a x : R, 0 < a -> Num.max 0 (a * x) = a * Num.max 0 x,
        forall slope a x : R, 0 < a ->
          (if 0 <= a * x then a * x else slope * (a * x)) = a * (if 0 <= x then x else slope * x),
        forall a x : R, 0 < a -> `|a * x| = a * `|x| &
        forall a x : R, 0 < a -> a * x = a * x]
  := @homogeneous_activations.

(* Of k candidates the one with the largest gain leaves the lowest optimum. *)
Definition claim_candidates :
  forall (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n) (k : nat) (g : 'I_k -> 'cV[R]_n) (i : 'I_k),
    (forall j, gain G y (g j) <= gain G y (g i)) ->
    forall j, optimum (row_mx G (g i)) y <= optimum (row_mx G (g j)) y
  := @candidates.

(* There [gain] is the formula, 0 for g in the span of G, and it is what the optimum loses. *)
Definition claim_candidates__gain :
  forall (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y g : 'cV[R]_n),
    let r := y - G *m best G y in
    let q := g - G *m best G g in
    gain G y g = (if q == 0 then 0 else dot g r ^+ 2 / sq q) /\
    optimum G y - optimum (row_mx G g) y = gain G y g
  := fun R n u G y g => conj erefl (gain_optimum G y g).

(* A largest gain exists among one or more candidates. *)
Definition claim_candidates__existence :
  forall (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n) (k : nat) (g : 'I_k.+1 -> 'cV[R]_n),
    exists i, forall j, gain G y (g j) <= gain G y (g i)
  := @candidates_exist.

(* Weights of any kind with hidden outputs G. After any sequence of changes, each kept only when it lowers the optimum,
   the weights are among those tried, their optimum is the lowest of all tried, the first among them, and further
   changes do not raise it. *)
Definition claim_changes_monotone :
  forall (R : realFieldType) (n u : nat) (weights : eqType) (G : weights -> 'M[R]_(n, u)) (y : 'cV[R]_n)
         (W : weights) (changes more : seq (weights -> weights)),
    let f := fun V => optimum (G V) y in
    [/\ run f W changes \in W :: proposed f W changes,
        forall V, V \in W :: proposed f W changes -> f (run f W changes) <= f V &
        f (run f W (changes ++ more)) <= f (run f W changes)]
  := fun R n u weights G y => changes_monotone (fun V => optimum (G V) y).

(* The rule by which a change is kept, and what counts as tried, for any f that is to be lowered. *)
Definition claim_changes_monotone__rule :
  forall (R : realFieldType) (T : eqType) (f : T -> R) (x : T) (change : T -> T) (rest : seq (T -> T)),
    let kept := if f (change x) < f x then change x else x in
    [/\ run f x [::] = x, run f x (change :: rest) = run f kept rest,
        proposed f x [::] = [::] & proposed f x (change :: rest) = change x :: proposed f kept rest]
  := fun R T f x change rest => And4 erefl erefl erefl erefl.

(* Parameters of any kind, with hidden outputs G and output weights s. A method that never raises the objective, started
   at optimal output weights, stays at or below the optimum of the neurons it started with. *)
Definition claim_descent_bound :
  forall (R : realFieldType) (parameters : Type) (n u : nat) (G : parameters -> 'M[R]_(n, u))
         (s : parameters -> 'cV[R]_u) (y : 'cV[R]_n) (p : nat -> parameters),
    minimises (G (p 0%N)) y (s (p 0%N)) ->
    (forall k, objective (G (p k.+1)) y (s (p k.+1)) <= objective (G (p k)) y (s (p k))) ->
    forall k, objective (G (p k)) y (s (p k)) <= optimum (G (p 0%N)) y
  := @descent_bound.

(* Fixed neurons: a step of gradient descent of size eta > 0 never raises the objective, from any start, exactly when
   eta |G v|^2 <= |v|^2 for every v. *)
Definition claim_descent_bound__steps :
  forall (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n) (eta : R), 0 < eta ->
    (forall s : 'cV[R]_u, objective G y (s - (eta *+ 2) *: (G^T *m (G *m s - y))) <= objective G y s) <->
    (forall v : 'cV[R]_u, eta * sq (G *m v) <= sq v)
  := @gradient_descent_steps.

(* The same by the largest eigenvalue lambda of G^T G, here one that also bounds |G v|^2 / |v|^2 (that the largest
   always does is the spectral theorem, not proved here): a step never raises the objective exactly when
   eta lambda <= 1, and when eta lambda < 1 it lowers it wherever s is not optimal. *)
Definition claim_descent_bound__eigenvalue :
  forall (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n) (eta lambda : R), 0 < eta ->
    (exists v : 'cV[R]_u, v != 0 /\ G^T *m G *m v = lambda *: v) /\
    (forall v : 'cV[R]_u, sq (G *m v) <= lambda * sq v) ->
    let step := fun s : 'cV[R]_u => s - (eta *+ 2) *: (G^T *m (G *m s - y)) in
    ((forall s, objective G y (step s) <= objective G y s) <-> eta * lambda <= 1) /\
    (eta * lambda < 1 -> forall s, ~ minimises G y s -> objective G y (step s) < objective G y s)
  := @gradient_descent_eigenvalue.
