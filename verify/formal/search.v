(* Two ways to look for better neurons: choose among candidates the one with the largest gain, and change the neurons'
   weights, keeping a change only when it lowers the optimum. *)

From mathcomp Require Import all_ssreflect all_algebra.
From Lemmata Require Import objective least_squares growth.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Candidates.
Variables (R : realFieldType) (n u : nat) (G : 'M[R]_(n, u)) (y : 'cV[R]_n).

(* The gain by its formula: (g^T r)^2 / |(I - P) g|^2, and 0 for g in the span of G, that is (I - P) g = 0. *)
Definition gain (g : 'cV[R]_n) : R :=
  let r := y - G *m best G y in
  let q := g - G *m best G g in
  if q == 0 then 0 else dot g r ^+ 2 / sq q.

(* By [gain_formula] it is what the optimum loses. *)
Theorem gain_optimum g : optimum G y - optimum (row_mx G g) y = gain g.
Proof.
have [outside within] := gain_formula g (best_minimises G y); rewrite /gain.
case: eqP => [/eqP|/eqP q0]; last exact: outside (projection_normal G g) q0.
by rewrite subr_eq0 => /eqP; exact: within.
Qed.

Lemma gain_le g h : (gain g <= gain h) = (optimum (row_mx G h) y <= optimum (row_mx G g) y).
Proof. by rewrite -!gain_optimum ler_add2l ler_opp2. Qed.

(* The candidate with the largest gain leaves the lowest optimum. *)
Theorem candidates k (g : 'I_k -> 'cV[R]_n) (i : 'I_k) :
  (forall j, gain (g j) <= gain (g i)) -> forall j, optimum (row_mx G (g i)) y <= optimum (row_mx G (g j)) y.
Proof. by move=> top j; rewrite -gain_le. Qed.

(* Among one or more candidates there is one with the largest gain. *)
Theorem candidates_exist k (g : 'I_k.+1 -> 'cV[R]_n) : exists i, forall j, gain (g j) <= gain (g i).
Proof.
have [i _ top] := @arg_maxP _ _ _ ord0 xpredT (fun j => gain (g j)) isT.
by exists i => j; exact: top.
Qed.

End Candidates.

(* Changes. A state is whatever a change acts on (the weights of all neurons); f is what is to be lowered. Each change
   proposes a state in view of the present one, so that it may be a random step from there; nothing is asked of it. *)
Section Changes.
Variables (R : realFieldType) (T : eqType) (f : T -> R).
Implicit Types (x : T) (changes : seq (T -> T)).

(* Kept only when it lowers f. *)
Definition keep x x' : T := if f x' < f x then x' else x.

Fixpoint run x changes : T := if changes is change :: rest then run (keep x (change x)) rest else x.

(* The states proposed on the way. *)
Fixpoint proposed x changes : seq T :=
  if changes is change :: rest then change x :: proposed (keep x (change x)) rest else [::].

Lemma keep_le x x' : (f (keep x x') <= f x) && (f (keep x x') <= f x').
Proof. by rewrite /keep; case: ltP => [/ltW ->|->]; rewrite lexx. Qed.

Lemma keep_or x x' : (keep x x' == x) || (keep x x' == x').
Proof. by rewrite /keep; case: ifP; rewrite eqxx ?orbT. Qed.

Lemma run_le x changes : f (run x changes) <= f x.
Proof.
elim: changes x => [|change rest IH] x /=; first exact: lexx.
by have /andP [le _] := keep_le x (change x); exact: le_trans (IH _) le.
Qed.

Lemma run_lowest x changes x' : x' \in x :: proposed x changes -> f (run x changes) <= f x'.
Proof.
elim: changes x => [|change rest IH] x /=; first by rewrite inE => /eqP ->.
have /andP [lex lex'] := keep_le x (change x); have le := run_le (keep x (change x)) rest.
rewrite !inE => /or3P [/eqP ->|/eqP ->|new]; [exact: le_trans lex | exact: le_trans lex' |].
by apply: IH; rewrite inE new orbT.
Qed.

Lemma run_tried x changes : run x changes \in x :: proposed x changes.
Proof.
elim: changes x => [|change rest IH] x /=; first by rewrite inE.
have := IH (keep x (change x)); rewrite !inE => /orP [/eqP ->|->]; last by rewrite !orbT.
by case/orP: (keep_or x (change x)) => ->; rewrite ?orbT.
Qed.

Lemma run_cat x changes more : run x (changes ++ more) = run (run x changes) more.
Proof. by elim: changes x => //= change rest IH x. Qed.

(* The state reached is one of those tried and the lowest of them, and going on does not raise it. *)
Theorem changes_monotone x changes more :
  [/\ run x changes \in x :: proposed x changes,
      forall x', x' \in x :: proposed x changes -> f (run x changes) <= f x' &
      f (run x (changes ++ more)) <= f (run x changes)].
Proof.
by split; [exact: run_tried | exact: run_lowest | rewrite run_cat; exact: run_le].
Qed.

End Changes.
