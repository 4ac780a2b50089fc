(* Networks, and what their layers compute at every input.

   A point is a row vector x of m features (a bias is a feature that is always 1). A neuron has weights and an
   activation, any function of the field into itself, its own for each neuron. The neurons of the first hidden layer see
   the input. The neurons of a later layer may see three things: the outputs of the layer before, the outputs of the
   first hidden layer, and the input; where a neuron is not connected to one of them, its weights there are 0. That is
   the whole of the connection: [on_previous] is a layer that sees the layer before alone, [on_first_layer] one that
   sees the first hidden layer too, [on_input] one that sees the input too. (A neuron's bias where the input is not
   seen is part of its activation, z |-> act (z + b).) The output weights are a linear map of the last layer's outputs.

   On a dataset, the rows of a matrix X, the outputs of the last layer are the hidden outputs [outputs N X], a row a
   point and a column a neuron; what objective.v says of a matrix G is said of them. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Networks.
Variable R : realFieldType.

(* u neurons side by side, each of which sees the same k numbers. *)
Record neurons (k u : nat) := Neurons { activation : 'I_u -> R -> R; weights : 'M[R]_(k, u) }.

Definition fire k u (N : neurons k u) (v : 'rV_k) : 'rV_u :=
  \row_j activation N j ((v *m weights N) 0 j).

(* A network of m features, f neurons in its first hidden layer, and u in its last: the first hidden layer, or a network
   whose last layer has p neurons and then one more layer. *)
Inductive network (m f : nat) : nat -> Type :=
| First : neurons m f -> network m f f
| Then p u : network m f p -> neurons (p + (f + m)) u -> network m f u.

(* The outputs of the first hidden layer, and those of the last, at x. *)
Fixpoint first m f u (N : network m f u) (x : 'rV[R]_m) : 'rV[R]_f :=
  match N with First L => fire L x | Then _ _ N _ => first N x end.

Fixpoint last m f u (N : network m f u) (x : 'rV[R]_m) : 'rV[R]_u :=
  match N with
  | First L => fire L x
  | Then _ _ N L => fire L (row_mx (last N x) (row_mx (first N x) x))
  end.

(* What the network computes, with output weights s. *)
Definition value m f u (N : network m f u) (s : 'cV[R]_u) (x : 'rV_m) : R := (last N x *m s) 0 0.

(* The outputs of the last layer, and of the first, on a dataset. *)
Definition outputs m f u (N : network m f u) n (X : 'M[R]_(n, m)) : 'M[R]_(n, u) :=
  \matrix_i last N (row i X).
Definition first_outputs m f u (N : network m f u) n (X : 'M[R]_(n, m)) : 'M[R]_(n, f) :=
  \matrix_i first N (row i X).

(* The number of neurons in each hidden layer, from the first to the last. *)
Fixpoint widths m f u (N : network m f u) : seq nat :=
  match N with First _ => [:: f] | Then _ u N _ => rcons (widths N) u end.

(* What the neurons of a later layer see. *)
Definition on_previous m f p u (act : 'I_u -> R -> R) (V : 'M_(p, u)) : neurons (p + (f + m)) u :=
  Neurons act (col_mx V 0).
Definition on_first_layer m f p u (act : 'I_u -> R -> R) (V : 'M_(p, u)) (F : 'M_(f, u)) : neurons (p + (f + m)) u :=
  Neurons act (col_mx V (col_mx F 0)).
Definition on_input m f p u (act : 'I_u -> R -> R) (V : 'M_(p, u)) (W : 'M_(m, u)) : neurons (p + (f + m)) u :=
  Neurons act (col_mx V (col_mx 0 W)).

(* Two groups of neurons as one. *)
Definition beside k u v (N : neurons k u) (M : neurons k v) : neurons k (u + v) :=
  Neurons (fun j => match split j with inl i => activation N i | inr i => activation M i end)
          (row_mx (weights N) (weights M)).

(* The pass-through neuron: identity activation, weights s on the layer before and 0 on all else. *)
Definition pass_through_neuron m f p (s : 'cV[R]_p) : neurons (p + (f + m)) 1 := on_previous m f (fun _ z => z) s.
Definition with_pass_through m f p u (L : neurons (p + (f + m)) u) (s : 'cV[R]_p) : neurons (p + (f + m)) (u + 1) :=
  beside L (pass_through_neuron m f s).

(* No layer after the first sees the input. *)
Fixpoint blind m f u (N : network m f u) : Prop :=
  match N with First _ => True | Then _ _ N L => blind N /\ dsubmx (dsubmx (weights L)) = 0 end.

Section Facts.
Variables m f : nat.

Lemma fire_beside k u v (N : neurons k u) (M : neurons k v) x :
  fire (beside N M) x = row_mx (fire N x) (fire M x).
Proof.
by apply/rowP => j; rewrite [LHS]mxE /= mul_mx_row !mxE; case: (split j) => i; rewrite !mxE.
Qed.

Lemma fire_pass_through p (s : 'cV[R]_p) v w : fire (pass_through_neuron m f s) (row_mx v w) = v *m s.
Proof. by apply/rowP => j; rewrite [LHS]mxE /= mul_row_col mulmx0 addr0 ord1. Qed.

Lemma last_with_pass_through p u (N : network m f p) (L : neurons (p + (f + m)) u) s x :
  last (Then N (with_pass_through L s)) x = row_mx (last (Then N L) x) (last N x *m s).
Proof. by rewrite /= fire_beside fire_pass_through. Qed.

(* Output weight 1 on the pass-through neuron, and t on its neighbours. *)
Lemma value_with_pass_through p u (N : network m f p) (L : neurons (p + (f + m)) u) s t x :
  value (Then N (with_pass_through L s)) (col_mx t 1) x = value (Then N L) t x + value N s x.
Proof. by rewrite /value last_with_pass_through mul_row_col mulmx1 mxE. Qed.

Lemma value_outputs u (N : network m f u) s n (X : 'M_(n, m)) i : (outputs N X *m s) i 0 = value N s (row i X).
Proof. by rewrite /value -(rowK (fun i => last N (row i X)) i) -row_mul [RHS]mxE. Qed.

(* What a neuron of a later layer computes, by what it is connected to. *)
Lemma fire_on_previous p u (act : 'I_u -> R -> R) (V : 'M_(p, u)) (v : 'rV_p) (w : 'rV_f) (x : 'rV_m) j :
  fire (on_previous m f act V) (row_mx v (row_mx w x)) 0 j = act j ((v *m V) 0 j).
Proof. by rewrite mxE /= mul_row_col mulmx0 addr0. Qed.

Lemma fire_on_first_layer p u (act : 'I_u -> R -> R) (V : 'M_(p, u)) F (v : 'rV_p) (w : 'rV_f) (x : 'rV_m) j :
  fire (on_first_layer m act V F) (row_mx v (row_mx w x)) 0 j = act j ((v *m V + w *m F) 0 j).
Proof. by rewrite mxE /= !mul_row_col mulmx0 addr0. Qed.

Lemma fire_on_input p u (act : 'I_u -> R -> R) (V : 'M_(p, u)) W (v : 'rV_p) (w : 'rV_f) (x : 'rV_m) j :
  fire (on_input f act V W) (row_mx v (row_mx w x)) 0 j = act j ((v *m V + x *m W) 0 j).
Proof. by rewrite mxE /= !mul_row_col mulmx0 add0r. Qed.

(* Layers of the first two kinds do not see the input. *)
Lemma blind_on_previous p u (N : network m f p) (act : 'I_u -> R -> R) V :
  blind N -> blind (Then N (on_previous m f act V)).
Proof. by split; rewrite //= col_mxKd raddf0. Qed.

Lemma blind_on_first_layer p u (N : network m f p) (act : 'I_u -> R -> R) V F :
  blind N -> blind (Then N (on_first_layer m act V F)).
Proof. by split; rewrite //= !col_mxKd. Qed.

Lemma blind_pass_through p u (N : network m f p) (L : neurons (p + (f + m)) u) s :
  blind (Then N L) -> blind (Then N (with_pass_through L s)).
Proof.
case=> blindN W0; split=> //=; apply/matrixP => a b; rewrite 3!mxE; case: (split b) => c; last first.
  by rewrite col_mxEd !mxE.
by move/matrixP/(_ a c): W0; rewrite !mxE.
Qed.

(* The words, in coordinates. *)
Lemma network_words u p (L : neurons m f) (N : network m f p) act (V : 'M_(p, u)) F W (s : 'cV_p) n (X : 'M_(n, m)) x :
  let K := Neurons act (col_mx V (col_mx F W)) in
  [/\ forall j, last (First L) x 0 j = activation L j (\sum_i x 0 i * weights L i j),
      forall j, last (Then N K) x 0 j = act j ((last N x *m V + first N x *m F + x *m W) 0 j),
      first (First L) x = last (First L) x /\ first (Then N K) x = first N x,
      value N s x = \sum_j last N x 0 j * s j 0
    & forall i, row i (outputs N X) = last N (row i X) /\ row i (first_outputs N X) = first N (row i X)].
Proof.
split=> [j|j|||i] //; rewrite ?rowK //; last by rewrite /value mxE.
  by rewrite !mxE.
by rewrite mxE /= !mul_row_col addrA.
Qed.

Lemma blind_words u p (L : neurons m f) (N : network m f p) act (V : 'M_(p, u)) F W :
  blind (First L) /\ (blind (Then N (Neurons act (col_mx V (col_mx F W)))) <-> blind N /\ W = 0).
Proof. by rewrite /= !col_mxKd. Qed.

End Facts.
End Networks.
