(* The frozen statements about networks and Gaussians, as in statements.v: what is claimed, written out with every
   quantifier, each closed by the theorem that proves it. Networks, layers and what they compute are defined in
   networks.v, the deep network made from a shallow one in deepening.v. R is any ordered field, sizes are any natural
   numbers, 0 included; activations are any functions, each neuron's its own. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective least_squares networks layers deepening stalling gaussians.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* What the words below mean, in coordinates: what the first layer and a later one compute from weights V on the layer
   before, F on the first hidden layer and W on the input; the network's output; the hidden outputs on a dataset. *)
Definition claim_networks__words :
  forall (R : realFieldType) (m f u p : nat) (L : neurons R m f) (N : network R m f p) (act : 'I_u -> R -> R)
         (V : 'M[R]_(p, u)) (F : 'M[R]_(f, u)) (W : 'M[R]_(m, u)) (s : 'cV[R]_p) (n : nat) (X : 'M[R]_(n, m)) x,
    let K := Neurons act (col_mx V (col_mx F W)) in
    [/\ forall j, last (First L) x 0 j = activation L j (\sum_i x 0 i * weights L i j),
        forall j, last (Then N K) x 0 j = act j ((last N x *m V + first N x *m F + x *m W) 0 j),
        first (First L) x = last (First L) x /\ first (Then N K) x = first N x,
        value N s x = \sum_j last N x 0 j * s j 0
      & forall i, row i (outputs N X) = last N (row i X) /\ row i (first_outputs N X) = first N (row i X)]
  := @network_words.

(* [blind]: without input connection after the first layer. *)
Definition claim_networks__blind :
  forall (R : realFieldType) (m f u p : nat) (L : neurons R m f) (N : network R m f p) (act : 'I_u -> R -> R)
         (V : 'M[R]_(p, u)) (F : 'M[R]_(f, u)) (W : 'M[R]_(m, u)),
    blind (First L) /\ (blind (Then N (Neurons act (col_mx V (col_mx F W)))) <-> blind N /\ W = 0)
  := @blind_words.

(* The pass-through neuron: beside the outputs of the layer L it puts what the network computed before. *)
Definition claim_networks__pass_through :
  forall (R : realFieldType) (m f p u : nat) (N : network R m f p) (L : neurons R (p + (f + m)) u) (s : 'cV[R]_p) x,
    last (Then N (with_pass_through L s)) x = row_mx (last (Then N L) x) (last N x *m s)
  := @last_with_pass_through.

(* What each kind of later layer computes, neuron by neuron: from the layer before alone, and the first hidden layer
   too, and the input too. *)
Definition claim_networks__connections :
  (forall (R : realFieldType) (m f p u : nat) (N : network R m f p) (act : 'I_u -> R -> R) (V : 'M[R]_(p, u)) x j,
     last (Then N (on_previous m f act V)) x 0 j = act j ((last N x *m V) 0 j))
  /\ (forall (R : realFieldType) (m f p u : nat) (N : network R m f p) (act : 'I_u -> R -> R) (V : 'M[R]_(p, u)) F x j,
     last (Then N (on_first_layer m act V F)) x 0 j = act j ((last N x *m V + first N x *m F) 0 j))
  /\ (forall (R : realFieldType) (m f p u : nat) (N : network R m f p) (act : 'I_u -> R -> R) (V : 'M[R]_(p, u)) W x j,
     last (Then N (on_input f act V W)) x 0 j = act j ((last N x *m V + x *m W) 0 j))
  := conj (fun R m f p u N act V x j => fire_on_previous act V (last N x) (first N x) x j)
    (conj (fun R m f p u N act V F x j => fire_on_first_layer act V F (last N x) (first N x) x j)
          (fun R m f p u N act V W x j => fire_on_input act V W (last N x) (first N x) x j)).

(* A further layer extended with a pass-through neuron of optimal weights never raises the optimal objective, whatever
   its neurons L are connected to. *)
Definition claim_pass_through :
  forall (R : realFieldType) (m f p u : nat) (N : network R m f p) (L : neurons R (p + (f + m)) u)
         (n : nat) (X : 'M[R]_(n, m)) (y : 'cV[R]_n) (s : 'cV[R]_p),
    minimises (outputs N X) y s ->
    optimum (outputs (Then N (with_pass_through L s)) X) y <= optimum (outputs N X) y
  := @pass_through.

(* Why: at every input, weight 1 on it and 0 on its neighbours gives what the network computed before. *)
Definition claim_pass_through__value :
  forall (R : realFieldType) (m f p u : nat) (N : network R m f p) (L : neurons R (p + (f + m)) u) (s : 'cV[R]_p) x,
    value (Then N (with_pass_through L s)) (col_mx 0 1) x = value N s x
  := @pass_through_value.

(* It lowers it exactly when one of the new neurons is not orthogonal to the residual of the network before. *)
Definition claim_layer_improves :
  forall (R : realFieldType) (m f p u : nat) (N : network R m f p) (L : neurons R (p + (f + m)) u)
         (n : nat) (X : 'M[R]_(n, m)) (y : 'cV[R]_n) (s : 'cV[R]_p),
    minimises (outputs N X) y s ->
    (optimum (outputs (Then N (with_pass_through L s)) X) y < optimum (outputs N X) y)
    <-> (exists j, dot (col j (outputs (Then N L) X)) (y - outputs N X *m s) != 0)
  := @layer_improves.

(* Both, for a layer that sees the input too. *)
Definition claim_input_connection :
  forall (R : realFieldType) (m f p u : nat) (N : network R m f p)
         (act : 'I_u -> R -> R) (V : 'M[R]_(p, u)) (W : 'M[R]_(m, u))
         (n : nat) (X : 'M[R]_(n, m)) (y : 'cV[R]_n) (s : 'cV[R]_p),
    minimises (outputs N X) y s ->
    (optimum (outputs (Then N (with_pass_through (on_input f act V W) s)) X) y <= optimum (outputs N X) y)
    /\ ((optimum (outputs (Then N (with_pass_through (on_input f act V W) s)) X) y < optimum (outputs N X) y)
        <-> (exists j, dot (col j (outputs (Then N (on_input f act V W)) X)) (y - outputs N X *m s) != 0))
  := @input_connection.

(* Both, for a layer that sees the first hidden layer too. *)
Definition claim_first_layer_connection :
  forall (R : realFieldType) (m f p u : nat) (N : network R m f p)
         (act : 'I_u -> R -> R) (V : 'M[R]_(p, u)) (F : 'M[R]_(f, u))
         (n : nat) (X : 'M[R]_(n, m)) (y : 'cV[R]_n) (s : 'cV[R]_p),
    minimises (outputs N X) y s ->
    (optimum (outputs (Then N (with_pass_through (on_first_layer m act V F) s)) X) y <= optimum (outputs N X) y)
    /\ ((optimum (outputs (Then N (with_pass_through (on_first_layer m act V F) s)) X) y < optimum (outputs N X) y)
        <-> (exists j, dot (col j (outputs (Then N (on_first_layer m act V F)) X)) (y - outputs N X *m s) != 0))
  := @first_layer_connection.

(* A shallow network cut into blocks of any sizes k and ks, a layer a block, computes the same at every input. *)
Definition claim_shallow_to_deep :
  forall (R : realFieldType) (m k : nat) (ks : seq nat) (N : neurons R m (k + sumn ks)) (s : 'cV[R]_(k + sumn ks)) x,
    value (network_of (deep N s)) (output_weights (deep N s)) x = value (First N) s x
  := @shallow_to_deep.

(* The construction, layer by layer: the first block; then each further block on the input, and the pass-through neuron
   that carries the sum so far; its output weights are those of the last block, and 1. *)
Definition claim_shallow_to_deep__construction :
  (forall (R : realFieldType) (m k : nat) (ks : seq nat) (N : neurons R m (k + sumn ks)) (s : 'cV[R]_(k + sumn ks)),
     deep N s = extend_all (Fitted (First (front N)) (usubmx s)) (rear N) (dsubmx s))
  /\ (forall (R : realFieldType) (m f : nat) (D : fitted R m f) (N : neurons R m (sumn [::])) s,
     extend_all D N s = D)
  /\ (forall (R : realFieldType) (m f : nat) (D : fitted R m f) (k : nat) (ks : seq nat)
             (N : neurons R m (k + sumn ks)) (s : 'cV[R]_(k + sumn ks)),
     @extend_all R m f D (k :: ks) N s
     = extend_all (Fitted (Then (network_of D) (with_pass_through
                     (on_input f (activation (front N)) 0 (weights (front N))) (output_weights D)))
                   (col_mx (usubmx s) 1)) (rear N) (dsubmx s))
  := conj (fun _ _ _ _ _ _ => erefl) (conj (fun _ _ _ _ _ _ => erefl) (fun _ _ _ _ _ _ _ _ => erefl)).

(* Its layers: as many as blocks, each with its block's neurons and, from the second on, the linear neuron. *)
Definition claim_shallow_to_deep__widths :
  forall (R : realFieldType) (m k : nat) (ks : seq nat) (N : neurons R m (k + sumn ks)) (s : 'cV[R]_(k + sumn ks)),
    widths (network_of (deep N s)) = k :: [seq j.+1 | j <- ks]
  := @widths_deep.

(* Counting: (l + 1) n neurons in blocks of n make l + 1 layers of n, with the linear neuron beside them. *)
Definition claim_shallow_to_deep__counting :
  forall (R : realFieldType) (m l n : nat) (N : neurons R m (n + sumn (nseq l n))) (s : 'cV[R]_(n + sumn (nseq l n))),
    (n + sumn (nseq l n) = l.+1 * n)%N /\ widths (network_of (deep N s)) = n :: nseq l n.+1
  := @equal_blocks.

(* The deep network's objective is the shallow one's, for any output weights; and its last layer, solved again, never
   raises that and never goes below the shallow network's optimum. *)
Definition claim_deep_no_worse :
  forall (R : realFieldType) (m k : nat) (ks : seq nat) (N : neurons R m (k + sumn ks)) (s : 'cV[R]_(k + sumn ks))
         (n : nat) (X : 'M[R]_(n, m)) (y : 'cV[R]_n),
    objective (outputs (network_of (deep N s)) X) y (output_weights (deep N s)) = objective (outputs (First N) X) y s
    /\ optimum (outputs (network_of (deep N s)) X) y <= objective (outputs (First N) X) y s
    /\ optimum (outputs (First N) X) y <= optimum (outputs (network_of (deep N s)) X) y
  := @deep_no_worse.

(* Without input connection, where the first hidden layer gives two points the same outputs, no depth and no output
   weights bring the objective below half the squared difference of their targets. *)
Definition claim_depth_can_stall :
  forall (R : realFieldType) (m f u : nat) (N : network R m f u) (n : nat) (X : 'M[R]_(n, m)) (y : 'cV[R]_n)
         (i j : 'I_n),
    blind N -> row i (first_outputs N X) = row j (first_outputs N X) ->
    forall s : 'cV[R]_u, (y i 0 - y j 0) ^+ 2 / 2%:R <= objective (outputs N X) y s
  := @depth_can_stall.

(* Later layers that see the layer before, or the first hidden layer too, with pass-through neurons or without, are
   without input connection. *)
Definition claim_depth_can_stall__layers :
  forall (R : realFieldType) (m f p u : nat) (N : network R m f p) (act : 'I_u -> R -> R) (V : 'M[R]_(p, u))
         (F : 'M[R]_(f, u)) (s : 'cV[R]_p),
    blind N ->
    [/\ blind (Then N (on_previous m f act V)), blind (Then N (on_first_layer m act V F)),
        blind (Then N (with_pass_through (on_previous m f act V) s))
      & blind (Then N (with_pass_through (on_first_layer m act V F) s))]
  := @blind_layers.

(* The Gaussian, in coordinates. *)
Definition claim_gaussian_interpolation__words :
  forall (R : realFieldType) (e : R -> R) (k : R) (m n c : nat) (X : 'M[R]_(n, m)) (C : 'M[R]_(c, m)) i j,
    gaussians e k X C i j = e (- (k * \sum_l (X i l - C j l) ^+ 2))
  := @gaussian_words.

(* For an injective e with e (a + b) = e a * e b: Gaussians of one deviation at n centres, which do not depend on the
   target, interpolate any target at n distinct points. *)
Definition claim_gaussian_interpolation :
  forall (R : realFieldType) (e : R -> R),
    (forall a b, e (a + b) = e a * e b) -> (forall a b, e a = e b -> a = b) ->
    forall (m n : nat) (k : R) (X : 'M[R]_(n, m)), k != 0 -> (forall i j, row i X = row j X -> i = j) ->
    exists C : 'M[R]_(n, m),
      gaussians e k X C \in unitmx /\ forall y : 'cV[R]_n, exists h : 'cV[R]_n, gaussians e k X C *m h = y
  := @gaussian_interpolation.

(* The same with all that is asked of e asked on a subring D alone, in which the centres then lie too. *)
Definition claim_gaussian_interpolation__subring :
  forall (R : realFieldType) (D : R -> Prop) (e : R -> R),
    [/\ D 1, forall a b, D a -> D b -> D (a - b) & forall a b, D a -> D b -> D (a * b)] ->
    (forall a b, D a -> D b -> e (a + b) = e a * e b) /\ (forall a b, D a -> D b -> e a = e b -> a = b) ->
    forall (m n : nat) (k : R) (X : 'M[R]_(n, m)),
      D k -> k != 0 -> (forall i l, D (X i l)) -> (forall i j, row i X = row j X -> i = j) ->
    exists C : 'M[R]_(n, m),
      [/\ forall j l, D (C j l), gaussians e k X C \in unitmx
        & forall y : 'cV[R]_n, exists h : 'cV[R]_n, gaussians e k X C *m h = y]
  := @gaussian_interpolation_within.

(* An instance whose premises are all met: points with integers for features, and e a = 2^a. *)
Definition claim_gaussian_interpolation__integers :
  forall (m n : nat) (X : 'M[rat]_(n, m)),
    (forall i l, exists z : int, X i l = z%:~R) -> (forall i j, row i X = row j X -> i = j) ->
    exists C : 'M[rat]_(n, m),
      [/\ forall j l, exists z : int, C j l = z%:~R, gaussians (fun a => 2%:R ^ numq a) 1 X C \in unitmx
        & forall y : 'cV[rat]_n, exists h : 'cV[rat]_n, gaussians (fun a => 2%:R ^ numq a) 1 X C *m h = y]
  := @gaussian_interpolation_integers.
