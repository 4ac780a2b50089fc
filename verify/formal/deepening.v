(* From shallow to deep: a shallow network cut into blocks, one block a layer, computes the same at every input.

   The shallow network has one hidden layer of any neurons, and output weights s. Its neurons are cut into blocks of any
   sizes, k the first and ks the others. Layer 1 of the deep network holds the first block. Each further layer holds
   the next block, which sees the input alone, and a linear neuron whose weights are the output weights of the network
   so far: those of the block before, and 1 on the linear neuron before. The output weights are those of the last block,
   and 1 on the linear neuron. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective least_squares networks.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Construction.
Variables (R : realFieldType) (m : nat).

(* Some of a group of neurons: the first k, and the others. *)
Definition front k v (N : neurons R m (k + v)) : neurons R m k :=
  Neurons (fun j => activation N (lshift v j)) (lsubmx (weights N)).
Definition rear k v (N : neurons R m (k + v)) : neurons R m v :=
  Neurons (fun j => activation N (rshift k j)) (rsubmx (weights N)).

(* A network with output weights; the last layer may have any width. *)
Record fitted f := Fitted { width : nat; network_of : network R m f width; output_weights : 'cV[R]_width }.
Definition computes f (D : fitted f) : 'rV_m -> R := value (network_of D) (output_weights D).

(* One more layer: the neurons B, on the input, and the linear neuron. *)
Definition extend f (D : fitted f) k (B : neurons R m k) (t : 'cV_k) : fitted f :=
  Fitted (Then (network_of D) (with_pass_through (on_input f (activation B) 0 (weights B)) (output_weights D)))
         (col_mx t 1).

(* A layer for each of the sizes ks. *)
Fixpoint extend_all f (D : fitted f) ks : neurons R m (sumn ks) -> 'cV[R]_(sumn ks) -> fitted f :=
  match ks with
  | [::] => fun _ _ => D
  | k :: ks => fun (N : neurons R m (k + sumn ks)) s =>
      extend_all (extend D (front N) (usubmx s)) (rear N) (dsubmx s)
  end.

Definition deep k ks (N : neurons R m (k + sumn ks)) (s : 'cV[R]_(k + sumn ks)) : fitted k :=
  extend_all (Fitted (First (front N)) (usubmx s)) (rear N)
             (dsubmx s).

(* ---- the same output ---- *)

Lemma fire_front k v (N : neurons R m (k + v)) x : fire (front N) x = lsubmx (fire N x).
Proof. by apply/rowP => j; rewrite mxE /= mulmx_lsub [RHS]mxE [RHS]mxE mxE. Qed.

Lemma fire_rear k v (N : neurons R m (k + v)) x : fire (rear N) x = rsubmx (fire N x).
Proof. by apply/rowP => j; rewrite mxE /= mulmx_rsub [RHS]mxE [RHS]mxE mxE. Qed.

Lemma fire_front_rear k v (N : neurons R m (k + v)) (s : 'cV_(k + v)) x :
  fire N x *m s = fire (front N) x *m usubmx s + fire (rear N) x *m dsubmx s.
Proof. by rewrite fire_front fire_rear -mul_row_col hsubmxK vsubmxK. Qed.

(* Neurons on the input fire as they do in a first layer. *)
Lemma fire_as_first f p k (B : neurons R m k) (v : 'rV_p) (w : 'rV_f) x :
  fire (on_input f (activation B) 0 (weights B)) (row_mx v (row_mx w x)) = fire B x.
Proof. by apply/rowP => j; rewrite [LHS]mxE [RHS]mxE /= !mul_row_col !mulmx0 !add0r. Qed.

Lemma last_extend f (D : fitted f) k (B : neurons R m k) t x :
  last (network_of (extend D B t)) x = row_mx (fire B x) (last (network_of D) x *m output_weights D).
Proof. by rewrite last_with_pass_through /= fire_as_first. Qed.

Lemma computes_extend f (D : fitted f) k (B : neurons R m k) t x :
  computes (extend D B t) x = (fire B x *m t) 0 0 + computes D x.
Proof. by rewrite /computes /value last_extend mul_row_col mulmx1 mxE. Qed.

Lemma computes_extend_all f (D : fitted f) ks N s x :
  computes (@extend_all f D ks N s) x = computes D x + (fire N x *m s) 0 0.
Proof.
elim: ks D N s => [|k ks IH] D N s /=; first by rewrite [s]flatmx0 mulmx0 mxE addr0.
by rewrite IH computes_extend (addrC _ (computes D x)) -addrA (fire_front_rear N); congr (_ + _); rewrite [RHS]mxE.
Qed.

Theorem shallow_to_deep k ks (N : neurons R m (k + sumn ks)) s x :
  computes (deep N s) x = value (First N) s x.
Proof. by rewrite computes_extend_all /value /= (fire_front_rear N) [RHS]mxE. Qed.

(* ---- counting ---- *)

Lemma widths_extend_all f (D : fitted f) ks N s :
  widths (network_of (@extend_all f D ks N s)) = widths (network_of D) ++ [seq k.+1 | k <- ks].
Proof.
elim: ks D N s => [|k ks IH] D N s /=; first by rewrite cats0.
by rewrite IH /= addn1 cat_rcons.
Qed.

(* A layer a block, of the block's neurons, and of the linear neuron from the second layer on. *)
Theorem widths_deep k ks (N : neurons R m (k + sumn ks)) s :
  widths (network_of (deep N s)) = k :: [seq k.+1 | k <- ks].
Proof. exact: widths_extend_all. Qed.

Theorem equal_blocks l n (N : neurons R m (n + sumn (nseq l n))) s :
  (n + sumn (nseq l n) = l.+1 * n)%N /\ widths (network_of (deep N s)) = n :: nseq l n.+1.
Proof. by rewrite widths_deep map_nseq sumn_nseq mulnC mulSn. Qed.

(* ---- no worse ---- *)

(* What is in the last layer is a linear map of the shallow network's hidden outputs. *)
Lemma last_in_span f (D : fitted f) ks N s q (e : 'rV_m -> 'rV_q) A B :
  (forall x, last (network_of D) x = e x *m A) -> (forall x, fire N x = e x *m B) ->
  exists M, forall x, last (network_of (@extend_all f D ks N s)) x = e x *m M.
Proof.
elim: ks D N s A B => [|k ks IH] D N s A B eA eB /=; first by exists A.
apply: (IH (extend D (front N) (usubmx s)) _ _ (row_mx (lsubmx B) (A *m output_weights D)) (rsubmx B)) => x.
  by rewrite last_extend fire_front eB eA mul_mx_row mulmx_lsub mulmxA.
by rewrite fire_rear eB mulmx_rsub.
Qed.

Lemma deep_in_span k ks (N : neurons R m (k + sumn ks)) s n (X : 'M_(n, m)) :
  exists M, outputs (network_of (deep N s)) X = outputs (First N) X *m M.
Proof.
have [||M eM] := @last_in_span k (Fitted (First (front N)) (usubmx s)) ks
  (rear N) (dsubmx s) _ (fire N) (lsubmx 1%:M) (rsubmx 1%:M).
- by move=> x; rewrite /= fire_front mulmx_lsub mulmx1.
- by move=> x; rewrite fire_rear mulmx_rsub mulmx1.
by exists M; apply/row_matrixP => i; rewrite row_mul !rowK; exact: eM.
Qed.

Section OnADataset.
Variables (k : nat) (ks : seq nat) (N : neurons R m (k + sumn ks)) (s : 'cV[R]_(k + sumn ks)).
Variables (n : nat) (X : 'M[R]_(n, m)) (y : 'cV[R]_n).
Let G := outputs (First N) X.
Let H := outputs (network_of (deep N s)) X.

(* The same objective, for any output weights of the shallow network. *)
Theorem deep_same_objective : objective H y (output_weights (deep N s)) = objective G y s.
Proof.
rewrite /objective; congr (sq (_ - y)); apply/colP => i.
by rewrite !value_outputs -(shallow_to_deep N s).
Qed.

(* Solving its last layer again never raises that, and never goes below the shallow network's optimum. *)
Theorem deep_no_worse :
  objective H y (output_weights (deep N s)) = objective G y s
  /\ optimum H y <= objective G y s /\ optimum G y <= optimum H y.
Proof.
have [M eM] := deep_in_span N s X.
split; first exact: deep_same_objective.
by rewrite -deep_same_objective; split; [exact: optimum_le | exact: optimum_span eM].
Qed.

End OnADataset.
End Construction.
