(* Without input connection depth can stall: where the first hidden layer gives two points the same outputs, every later
   layer does, and then no output weights bring the objective below (y_i - y_j)^2 / 2.

   The later layers are free: their number, widths, activations and weights, on the layer before and on the first
   hidden layer. For i = j the bound is 0 and says nothing. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective least_squares networks.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Stalling.
Variables (R : realFieldType) (m f : nat).

(* A layer that does not see the input. *)
Lemma unseen_input p u (L : neurons R (p + (f + m)) u) v w x x' :
  dsubmx (dsubmx (weights L)) = 0 -> fire L (row_mx v (row_mx w x)) = fire L (row_mx v (row_mx w x')).
Proof.
move=> W0; apply/rowP => j; rewrite [LHS]mxE [RHS]mxE -(vsubmxK (weights L)) -(vsubmxK (dsubmx (weights L))) W0.
by rewrite !mul_row_col !mulmx0.
Qed.

Lemma same_outputs u (N : network R m f u) x x' : blind N -> first N x = first N x' -> last N x = last N x'.
Proof.
elim: N => [L //|p v N IH L] /= [blindN W0] same.
by rewrite IH // same; exact: unseen_input.
Qed.

Lemma two_terms n (r : 'cV[R]_n) i j : i != j -> r i 0 ^+ 2 + r j 0 ^+ 2 <= sq r.
Proof.
move=> ij; rewrite /sq dotE (bigD1 i) //= (bigD1 j) 1?eq_sym //= addrA ler_addl.
by apply: sumr_ge0 => l _; rewrite -expr2 sqr_ge0.
Qed.

Lemma parallelogram (a b : R) : (a + b) ^+ 2 + (a - b) ^+ 2 = (a ^+ 2 + b ^+ 2) * 2%:R.
Proof. by rewrite sqrrD sqrrB addrAC (addrAC (a ^+ 2) (- _)) addrACA subrr addr0 mulr_natr mulr2n. Qed.

(* One value v for two targets a and b: half their squared distance is left. *)
Lemma half_square (v a b : R) : (a - b) ^+ 2 / 2%:R <= (v - a) ^+ 2 + (v - b) ^+ 2.
Proof.
have -> : a - b = (v - b) - (v - a) by rewrite opprB [RHS]addrC addrA subrK.
by rewrite [X in _ <= X]addrC ler_pdivr_mulr ?ltr0n // -parallelogram ler_addr sqr_ge0.
Qed.

Section OnADataset.
Variables (u : nat) (N : network R m f u) (n : nat) (X : 'M[R]_(n, m)) (y : 'cV[R]_n) (i j : 'I_n).
Hypotheses (blindN : blind N) (same : row i (first_outputs N X) = row j (first_outputs N X)).

Theorem depth_can_stall s : (y i 0 - y j 0) ^+ 2 / 2%:R <= objective (outputs N X) y s.
Proof.
have [->|ij] := eqVneq i j; first by rewrite subrr expr0n mul0r sq_ge0.
apply: le_trans (two_terms _ ij); have : (outputs N X *m s) i 0 = (outputs N X *m s) j 0.
  by rewrite !value_outputs /value (same_outputs blindN (x' := row j X)) //; move: same; rewrite !rowK.
by rewrite [(_ - y) i 0]mxE [(_ - y) j 0]mxE [(- y) i 0]mxE [(- y) j 0]mxE => ->; exact: half_square.
Qed.

Corollary depth_can_stall_optimum : (y i 0 - y j 0) ^+ 2 / 2%:R <= optimum (outputs N X) y.
Proof. exact: depth_can_stall. Qed.

End OnADataset.
End Stalling.

(* The layers without input connection that are named in networks.v. *)
Lemma blind_layers (R : realFieldType) m f p u (N : network R m f p) act (V : 'M_(p, u)) F s :
  blind N ->
  [/\ blind (Then N (on_previous m f act V)), blind (Then N (on_first_layer m act V F)),
      blind (Then N (with_pass_through (on_previous m f act V) s))
    & blind (Then N (with_pass_through (on_first_layer m act V F) s))].
Proof.
move=> blindN; have [previous first] := (blind_on_previous act V blindN, blind_on_first_layer act V F blindN).
by split=> //; exact: blind_pass_through.
Qed.
