(* The objective of the output weights, and the words that every other file uses.

   For hidden outputs G (n points, u neurons) and a target y, the objective of output weights s is the residual sum of
   squares |G s - y|^2. Numbers are those of any ordered field, so no roots, limits or axioms are used, and every
   size may be 0. [optimum] is defined as the objective at concrete weights, [best], which exist at every rank; that
   nothing lies below it is proved here ([best_minimises]) and is no part of its definition. *)

From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Definitions.
Variable R : realFieldType.

Definition dot n (u v : 'cV[R]_n) : R := (u^T *m v) 0 0.
Definition sq n (v : 'cV[R]_n) : R := dot v v.

Definition objective n u (G : 'M[R]_(n, u)) (y : 'cV_n) (s : 'cV_u) : R := sq (G *m s - y).
Definition minimises n u (G : 'M[R]_(n, u)) (y : 'cV_n) (s : 'cV_u) : Prop :=
  forall t, objective G y s <= objective G y t.

Definition best n u (G : 'M[R]_(n, u)) (y : 'cV_n) : 'cV_u := (y^T *m G *m pinvmx (G^T *m G))^T.
Definition optimum n u (G : 'M[R]_(n, u)) (y : 'cV_n) : R := objective G y (best G y).

End Definitions.

(* The scalar product. *)
Section Dot.
Variables (R : realFieldType) (n : nat).
Implicit Types (u v w : 'cV[R]_n) (a : R).

Lemma dotE u v : dot u v = \sum_i u i 0 * v i 0.
Proof. by rewrite /dot mxE; apply: eq_bigr => i _; rewrite mxE. Qed.

Lemma dot_mx u v : u^T *m v = (dot u v)%:M.
Proof. by rewrite [LHS]mx11_scalar. Qed.

Lemma dotC u v : dot u v = dot v u.
Proof. by rewrite !dotE; apply: eq_bigr => i _; rewrite mulrC. Qed.

Lemma dotDr u v w : dot u (v + w) = dot u v + dot u w.
Proof. by rewrite /dot mulmxDr mxE. Qed.

Lemma dotNr u v : dot u (- v) = - dot u v.
Proof. by rewrite /dot mulmxN mxE. Qed.

Lemma dotBr u v w : dot u (v - w) = dot u v - dot u w.
Proof. by rewrite dotDr dotNr. Qed.

Lemma dotZr a u v : dot u (a *: v) = a * dot u v.
Proof. by rewrite /dot -scalemxAr mxE. Qed.

Lemma dot0r u : dot u 0 = 0.
Proof. by rewrite /dot mulmx0 mxE. Qed.

Lemma dotDl u v w : dot (u + v) w = dot u w + dot v w.
Proof. by rewrite dotC dotDr !(dotC w). Qed.

Lemma dotNl u v : dot (- u) v = - dot u v.
Proof. by rewrite dotC dotNr dotC. Qed.

Lemma dotBl u v w : dot (u - v) w = dot u w - dot v w.
Proof. by rewrite dotDl dotNl. Qed.

Lemma dotZl a u v : dot (a *: u) v = a * dot u v.
Proof. by rewrite dotC dotZr dotC. Qed.

Lemma dot0l u : dot 0 u = 0.
Proof. by rewrite dotC dot0r. Qed.

Lemma dot_mull m (A : 'M[R]_(n, m)) (t : 'cV_m) v : dot (A *m t) v = dot t (A^T *m v).
Proof. by rewrite /dot trmx_mul mulmxA. Qed.

Lemma dot_eq0_mx u v : (u^T *m v == 0) = (dot u v == 0).
Proof.
rewrite dot_mx; apply/eqP/eqP => [/matrixP/(_ 0 0)|->]; last by rewrite raddf0.
by rewrite !mxE mulr1n.
Qed.

Lemma sq_ge0 v : 0 <= sq v.
Proof. by rewrite /sq dotE; apply: sumr_ge0 => i _; rewrite -expr2 sqr_ge0. Qed.

Lemma sq_eq0 v : (sq v == 0) = (v == 0).
Proof.
apply/eqP/eqP => [|->]; last by rewrite /sq dot0r.
rewrite /sq dotE => /eqP; rewrite psumr_eq0 => [/allP z|i _]; last by rewrite -expr2 sqr_ge0.
apply/colP => i; move: (z i); rewrite mem_index_enum -expr2 sqrf_eq0 mxE => /(_ isT) /eqP //.
Qed.

Lemma sq_gt0 v : (0 < sq v) = (v != 0).
Proof. by rewrite lt0r sq_ge0 andbT sq_eq0. Qed.

Lemma sq0 : sq (0 : 'cV[R]_n) = 0.
Proof. exact: dot0r. Qed.

Lemma sqN v : sq (- v) = sq v.
Proof. by rewrite /sq dotNl dotNr opprK. Qed.

Lemma sqZ a v : sq (a *: v) = a ^+ 2 * sq v.
Proof. by rewrite /sq dotZl dotZr mulrA -expr2. Qed.

Lemma sqD u v : sq (u + v) = sq u + dot u v *+ 2 + sq v.
Proof. by rewrite /sq dotDr !dotDl (dotC v u) mulr2n !addrA. Qed.

Lemma sqB u v : sq (u - v) = sq u - dot u v *+ 2 + sq v.
Proof. by rewrite sqD sqN dotNr mulNrn. Qed.

Lemma sq_eq0P v : sq v <= 0 -> v = 0.
Proof. by move=> le0; apply/eqP; rewrite -sq_eq0 eq_le le0 sq_ge0. Qed.

End Dot.
