(* The normal equations: s minimises |G s - y|^2 exactly when G^T (G s - y) = 0, whatever the rank of G.

   The concrete weights [best G y] satisfy them, so a minimiser always exists; and every minimiser has the same
   outputs G s and the same objective, which is [optimum G y]. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section LeastSquares.
Variable R : realFieldType.

(* G^T (G z) = 0 only for G z = 0: at every rank. *)
Lemma gram_eq0 n u (G : 'M[R]_(n, u)) (z : 'cV_u) : G^T *m (G *m z) = 0 -> G *m z = 0.
Proof. by move=> Gz; apply/eqP; rewrite -sq_eq0 /sq dot_mull Gz dot0r. Qed.

Lemma gram_eq0_mx n u k (G : 'M[R]_(n, u)) (Z : 'M_(u, k)) : G^T *m G *m Z = 0 -> G *m Z = 0.
Proof.
move=> GZ; apply/matrixP => i j.
have /gram_eq0 : G^T *m (G *m col j Z) = 0 by rewrite colE !mulmxA GZ mul0mx.
by rewrite colE mulmxA -colE => /colP /(_ i); rewrite !mxE.
Qed.

Section Fixed.
Variables (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n).
Implicit Types s t d : 'cV[R]_u.

(* The rows of G lie in the row space of G^T G. *)
Lemma rows_below_gram : (G <= G^T *m G)%MS.
Proof. by rewrite submxE; apply/eqP/gram_eq0_mx; rewrite mulmx_coker. Qed.

Lemma best_normal : G^T *m (G *m best G y - y) = 0.
Proof.
have trB : (best G y)^T *m (G^T *m G) = y^T *m G by rewrite trmxK mulmxKpV // mulmx_sub // rows_below_gram.
apply: trmx_inj; rewrite trmx_mul trmxK trmx0 linearB /= trmx_mul mulmxBl -mulmxA trB subrr //.
Qed.

(* The objective around any weights. *)
Lemma objective_step s d :
  objective G y (s + d) = objective G y s + dot d (G^T *m (G *m s - y)) *+ 2 + sq (G *m d).
Proof.
rewrite /objective; have -> : G *m (s + d) - y = (G *m s - y) + G *m d by rewrite mulmxDr addrAC.
by rewrite sqD dotC dot_mull.
Qed.

(* The objective around weights that satisfy the normal equations. *)
Lemma pythagoras s t :
  G^T *m (G *m s - y) = 0 -> objective G y t = objective G y s + sq (G *m (t - s)).
Proof. by move=> Ns; rewrite -[in LHS](subrK s t) addrC objective_step Ns dot0r mul0rn addr0. Qed.

Lemma normal_minimises s : G^T *m (G *m s - y) = 0 -> minimises G y s.
Proof. by move=> Ns t; rewrite (pythagoras t Ns) ler_addl sq_ge0. Qed.

(* The weights that define [optimum] are optimal: nothing lies below it. *)
Theorem best_minimises : minimises G y (best G y).
Proof. exact/normal_minimises/best_normal. Qed.

(* All minimisers have the same outputs. *)
Lemma minimiser_outputs s : minimises G y s -> G *m s = G *m best G y.
Proof.
move=> /(_ (best G y)); rewrite (pythagoras s best_normal) ger_addl => /sq_eq0P /eqP.
by rewrite mulmxBr subr_eq0 => /eqP.
Qed.

(* The normal equations decide who is a minimiser, at every rank. *)
Theorem normal_equations s : minimises G y s <-> G^T *m (G *m s - y) = 0.
Proof.
by split=> [/minimiser_outputs ->|]; [exact: best_normal | exact: normal_minimises].
Qed.

(* The same, said of the residual: it is orthogonal to every neuron. *)
Lemma residual_normal s : minimises G y s <-> G^T *m (y - G *m s) = 0.
Proof.
rewrite normal_equations -opprB mulmxN.
by split=> [/eqP|->]; rewrite ?oppr0 // oppr_eq0 => /eqP.
Qed.

Theorem minimiser_exists : exists s, minimises G y s.
Proof. by exists (best G y); exact: best_minimises. Qed.

(* [optimum] is the objective of any minimiser. *)
Theorem optimum_minimiser s : minimises G y s -> optimum G y = objective G y s.
Proof. by move=> /minimiser_outputs Gs; rewrite /optimum /objective Gs. Qed.

Lemma optimum_le t : optimum G y <= objective G y t.
Proof. exact: best_minimises. Qed.

Lemma residual_dot s t : minimises G y s -> dot (G *m t) (y - G *m s) = 0.
Proof. by move/residual_normal => rs; rewrite dot_mull rs dot0r. Qed.

Lemma optimum_residual s : minimises G y s -> optimum G y = sq (y - G *m s).
Proof. by move/optimum_minimiser ->; rewrite /objective -opprB sqN. Qed.

End Fixed.

(* The words in coordinates. *)
Theorem words n u (G : 'M[R]_(n, u)) (y v w : 'cV[R]_n) (s : 'cV[R]_u) :
  [/\ dot v w = \sum_i v i 0 * w i 0, sq v = \sum_i v i 0 ^+ 2,
      objective G y s = \sum_i ((G *m s) i 0 - y i 0) ^+ 2,
      minimises G y s <-> (forall t, objective G y s <= objective G y t) & optimum G y = objective G y (best G y)].
Proof.
have sqE (x : 'cV[R]_n) : sq x = \sum_i x i 0 ^+ 2 :> R by rewrite /sq dotE; apply: eq_bigr => i _; rewrite expr2.
split=> //; [exact: dotE | rewrite /objective sqE].
by apply: eq_bigr => i _; rewrite !mxE.
Qed.

(* The optimum depends on the span of the columns alone: more span, no higher optimum. *)
Lemma optimum_span n u k (G : 'M[R]_(n, u)) (H : 'M_(n, k)) (M : 'M_(u, k)) (y : 'cV_n) :
  H = G *m M -> optimum G y <= optimum H y.
Proof. by move=> ->; rewrite [X in _ <= X]/optimum /objective -mulmxA; exact: optimum_le. Qed.

End LeastSquares.
