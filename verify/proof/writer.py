"""Writes one proof in the kernel's small steps as an argument: which steps get a line, and what is a line's reason."""

from functools import reduce

from verify.proof.multipliers import UNIT, merged, single_number, written_out
from verify.proof.normal_form import NONE
from verify.proof.page import EmitsError, Page
from verify.proof.prose import Spans, bracketed, introduced, joined, listed, times
from verify.proof.reading import equivalence, plain
from verify.proof.rules import Theorem
from verify.proof.serial import premises
from verify.proof.syntax import FALSE, Expr, substitute

_MOST_TERMS = 4
"""Of combinations of more facts only the facts are named."""
_IS = "\u00a0:=\u00a0"
_PHRASES = {
    "gram": ("a sum of squares", ""),
    "signs": ("the product of ", ""),
    "absurd": ("since ", " is absurd"),
    "reciprocal": ("by ", ", as what is not 0 has a reciprocal"),
    "split": ("the first unit vectors and the last one", ""),
    "total": ("one or the other", ""),
    "excluded_middle": ("one or the other", ""),
}
"""What stands before and after the facts that a rule uses."""
_SCOPING = frozenset({"generalise", "discharge", "obtain", "cases", "induct", "both"})


class Writer(Page):
    """Writes one proof, step by step, on the page that it is."""

    # ---- facts ----

    def cite(self, theorem: Theorem) -> Spans:
        """How a reason refers to a fact; lines that establish it are written first."""
        theorem = plain(theorem)
        formula = self.see(theorem.conclusion)
        if formula in self.known:
            return self.known[formula]
        if theorem.conclusion in self.lemmas and not theorem.hypotheses:
            return (self.lemmas[theorem.conclusion],)
        if theorem.rule == "gram" or theorem.rule in {"total", "excluded_middle"}:
            return (formula,)
        if theorem.rule == "both" and not equivalence(theorem.conclusion):
            return joined([self.cite(part) for part in premises(theorem)])
        if theorem.rule == "specialise":
            head, instances, others, side = self.drawn(theorem)
            if not others and not side:
                return self.applied(self.cite(head), instances)
        return self.state(theorem)

    def state(self, theorem: Theorem) -> Spans:
        """Establish a fact with a line of its own."""
        formula = self.see(theorem.conclusion)
        if theorem.rule in {"generalise", "discharge"}:
            self.introduce(theorem, formula)
        elif theorem.rule == "obtain":
            with self.scope(named=False):
                inner = self.take(theorem)
                label = self.cite(inner)
            self.known[formula] = label
        elif theorem.rule == "cases":
            self.alternatives(theorem, formula)
        elif theorem.rule == "induct":
            self.known[formula] = self.count(formula, ("by induction:",))
            with self.scope(deeper=1):
                self.induction(theorem)
        elif theorem.rule == "both":
            refs = [self.cite(part) for part in premises(theorem)]
            self.known[formula] = self.count(formula, ("by ", *joined(refs)))
        else:
            reason = self.reason(theorem)
            self.known[formula] = self.count(formula, reason)
        return self.known[formula]

    def introduce(self, theorem: Theorem, formula: Expr) -> None:
        """∀ and → that are established on the way: in one line where that is enough."""
        try:
            self.quiet, before = True, self.quiet
            with self.scope():
                shown, reason = self.at_once(theorem)
        except EmitsError:
            reason = ()
        finally:
            self.quiet = before
        if reason:
            self.known[formula] = self.count(shown, reason)
            return
        label = self.count(formula, ("as follows.",))
        with self.scope(deeper=1):
            self.prove(theorem)
        self.known[formula] = label

    def at_once(self, theorem: Theorem) -> tuple[Expr, Spans]:
        """∀ … A → …, and its reason when that needs no line before it; raises EmitsError when it does."""
        supposed: list[Spans] = []
        before: list[tuple[str, Expr]] = []
        while theorem.rule in {"generalise", "discharge"}:
            argument, theorem = theorem.arguments
            theorem = plain(theorem)
            if argument.sort == "formula":
                assumed = self.see(argument)
                self.known[assumed] = (assumed,)
                supposed.append((assumed,))
                before.append(("->", assumed))
            else:
                before.append(("all", self.bind(argument)))
        shown = reduce(lambda inner, one: Expr(one[0], one[1], inner), reversed(before), self.see(theorem.conclusion))
        if theorem.rule in {"obtain", "cases", "induct", "both"}:
            raise EmitsError
        if theorem.conclusion == FALSE and theorem.rule == "linear" and len(supposed) == 1:
            others = joined([one for one in self.facts(theorem) if one != supposed[0]])
            return shown, (*supposed[0], " would contradict ", *others) if others else (*supposed[0], " is absurd")
        return shown, self.reason(theorem)

    # ---- reasons ----

    def reason(self, theorem: Theorem) -> Spans:
        """Why a fact holds; lines that the reason refers to are written first."""
        rule = theorem.rule
        if rule == "linear":
            return self.combination(theorem)
        if rule in {"specialise", "detach", "first", "second"}:
            return self.instance(theorem)
        if rule == "exhibit":
            return self.example(theorem)
        if rule == "gram_zero":
            return self.square(premises(theorem)[0])
        given = joined([self.cite(one) for one in premises(theorem)])
        before, after = _PHRASES.get(rule, ("by ", ""))
        return (before, *given, after) if after else (before, *given)

    def square(self, zero: Theorem) -> Spans:
        """Why a is 0 where ‖a‖² is, or is not above."""
        if zero.rule == "antisymmetric" and premises(zero)[1].rule == "gram":
            upper = self.cite(premises(zero)[0])
            return ("by ", *upper, ", as a sum of squares is never negative, and 0 only at 0")
        return ("by ", *self.cite(zero), ", as a sum of squares is 0 only at 0")

    def facts(self, theorem: Theorem) -> list[Spans]:
        """References to the premises of a step, each once."""
        found: list[Spans] = []
        for one in premises(theorem):
            ref = self.cite(one)
            if ref not in found:
                found.append(ref)
        return found

    def combination(self, theorem: Theorem) -> Spans:
        """Which multiples of which facts add up to the goal; the facts alone where the multiples are long."""
        goal, equations, inequalities = theorem.arguments
        refs = self.facts(theorem)  # what needs a line gets it here
        if not refs:
            return ("there are no entries",) if NONE in goal.parts[0].sort else ("expanding",)
        if len(equations) == 1 and not inequalities and single_number(*equations[0][1:3]) is not None:
            return ("by ", *refs[0])
        terms: list[Spans] = [times(c, self.cite(one)) for one, c in inequalities]
        sign = 1 if goal.op == "=" else -1
        for (one, right, flipped), lefts in merged(equations).items():
            ref = self.cite(one)
            left = written_out(reduce(lambda a, b: Expr("+", a, b), lefts), sign)
            terms.append(self.multiple(left, written_out(right), ("the transpose of ", *ref) if flipped else ref))
        if len(terms) == 1:
            return ("by ", *terms[0]) if terms[0] in refs else terms[0]
        return ("adding ", *joined(terms)) if len(terms) <= _MOST_TERMS else ("by ", *joined(refs), ", expanding")

    def multiple(self, left: Expr, right: Expr, ref: Spans) -> Spans:
        """A multiple of an equation, by a matrix on either side."""
        if right.op == "num" and left.op == "num":
            return times(left.parts[0] * right.parts[0], ref)
        found: Spans = (*bracketed(self.see(left)), " times ", *ref) if left != UNIT else ref
        return (*found, " times ", *bracketed(self.see(right))) if right != UNIT else found

    def drawn(self, theorem: Theorem) -> tuple[Theorem, list[tuple[Expr, Expr]], list[Theorem], str]:
        """From what a fact is drawn: the head, the values for its names, its premises, and which half is meant."""
        theorem = plain(theorem)
        instances: list[tuple[Expr, Expr]] = []
        others: list[Theorem] = []
        side = ""
        while theorem.rule in {"specialise", "detach", "first", "second"}:
            inner = theorem.arguments[0]
            if theorem.rule == "specialise":
                instances.insert(0, (inner.conclusion.parts[0], self.see(theorem.arguments[1])))
            elif theorem.rule == "detach":
                others.insert(0, theorem.arguments[1])
            elif equivalence(inner.conclusion):
                side = " (→)" if theorem.rule == "first" else " (←)"
            elif not side:
                side = " (first part)" if theorem.rule == "first" else " (second part)"
            theorem = plain(inner)
            if self.see(theorem.conclusion) in self.known:
                break
        return theorem, instances, others, side

    def instance(self, theorem: Theorem) -> Spans:
        """A reason that puts values and premises into a known fact."""
        if theorem.rule == "detach" and theorem.conclusion == FALSE:
            denied, holds = (self.cite(one) for one in premises(theorem))
            return (*holds, " contradicts ", *denied)
        head, instances, others, side = self.drawn(theorem)
        base = self.cite(head)
        refs = [self.cite(one) for one in others]
        found: Spans = ("by ", *self.applied((*base, side) if side else base, instances))
        return (*found, ", since ", *joined(refs)) if refs else found

    def applied(self, head: Spans, instances: list[tuple[Expr, Expr]]) -> Spans:
        """A fact with values for its names; what keeps its name, and sizes, which shapes tell, are not said."""
        told = [(name, value) for name, value in instances if name.parts[0] != value.parts[0] or name.op != value.op]
        if any(name.op == "var" for name, _ in told):
            told = [(name, value) for name, value in told if name.op == "var"]
        return (*head, " with ", *listed([(name, _IS, (value,)) for name, value in told])) if told else head

    def example(self, theorem: Theorem) -> Spans:
        """A reason that names what exists."""
        told: list[tuple[Expr, str, Spans]] = []
        while theorem.rule == "exhibit":
            goal, value, inner = theorem.arguments
            if goal.parts[0].parts[0] != value.parts[0]:
                told.append((goal.parts[0], _IS, (self.see(value),)))
            theorem = plain(inner)
        ref = self.cite(theorem)
        return ("by ", *ref, ", with ", *listed(told)) if told else ("by ", *ref)

    # ---- whole arguments ----

    def prove(self, theorem: Theorem) -> None:
        """Write the argument for a goal that the reader has before them."""
        theorem = plain(theorem)
        formula = self.see(theorem.conclusion)
        rule = theorem.rule
        if theorem.conclusion in self.lemmas and not theorem.hypotheses:
            self.say(f"This is {self.lemmas[theorem.conclusion]}.")
        elif formula in self.known:
            self.say("This is ", *self.known[formula], ".")
        elif rule in {"generalise", "discharge"}:
            self.prove(self.assumed(theorem))
        elif rule == "obtain":
            self.prove(self.take(theorem))
        elif rule == "absurd":
            self.prove(premises(theorem)[0])
        elif rule in {"cases", "induct", "both"}:
            self.branches(theorem)
        elif formula == FALSE:
            self.contradiction(theorem)
        else:
            self.state(theorem)

    def branches(self, theorem: Theorem) -> None:
        """Write the argument for a goal that has several parts."""
        if theorem.rule == "cases":
            self.alternatives(theorem, None)
        elif theorem.rule == "induct":
            self.say("By induction on ", theorem.conclusion.parts[0], ".")
            self.induction(theorem)
        else:
            both = equivalence(theorem.conclusion)
            for sign, part in zip("→←" if both else "12", premises(theorem), strict=True):
                self.say(f"({sign})" if both else f"Part {sign}: ", *(() if both else (self.see(part.conclusion),)))
                with self.scope(deeper=1):
                    self.prove(part)

    def assumed(self, theorem: Theorem) -> Theorem:
        """Let what is bound be given, assume what is discharged, in their order; what is left to show."""
        assuming = False
        while theorem.rule in {"generalise", "discharge"}:
            given: list[Expr] = []
            while theorem.rule == "generalise":
                name, theorem = theorem.arguments
                given.append(self.bind(name))
                theorem = plain(theorem)
            if given:
                self.say("Let ", *introduced(given), " be given.")
            said = False
            while theorem.rule == "discharge":
                formula, theorem = theorem.arguments
                theorem = plain(theorem)
                if self.see(formula) not in self.known:
                    if not said:
                        self.say("Assume" if theorem.conclusion != FALSE else "Suppose")
                    said = True
                    self.learn(self.see(formula))
                assuming = True
        told = theorem.rule in {"obtain", "cases", "induct", "exhibit"} or equivalence(theorem.conclusion)
        if told and (assuming or self.depth) and theorem.conclusion != FALSE:
            self.say("To show: ", self.see(theorem.conclusion))
        return theorem

    def take(self, theorem: Theorem) -> Theorem:
        """Name what exists; what is then shown."""
        existence = theorem.arguments[0]
        reason = self.existence(existence)
        found: list[Expr] = []
        formula = existence.conclusion
        while theorem.rule == "obtain" and theorem.arguments[0].conclusion == formula:
            existence, name, theorem = theorem.arguments
            formula = substitute(formula.parts[1], formula.parts[0], name)
            found.append(self.bind(name))
        self.say(*reason, "take ", *introduced(found), " with")
        self.learn(self.see(formula))
        return theorem

    def existence(self, theorem: Theorem) -> Spans:
        """How a sentence begins that takes what exists."""
        if self.see(theorem.conclusion) in self.known:
            return ("By ", *self.known[self.see(theorem.conclusion)], " ")
        theorem = plain(theorem)
        if theorem.rule == "split":
            return ("As the first unit vectors and the last one, ",)
        reason = self.reason(theorem) if theorem.rule not in _SCOPING else ("by ", *self.state(theorem))
        whole = "".join(part if isinstance(part, str) else "\0" for part in reason)
        first = reason[0]
        capital = first[:1].upper() + first[1:] if isinstance(first, str) else first
        return (capital, *reason[1:], ", " if "," in whole else " ")

    def alternatives(self, theorem: Theorem, formula: Expr | None) -> None:
        """Two cases, or the negation of the goal refuted."""
        either, left, right = premises(theorem)
        A, B = (self.see(part) for part in either.conclusion.parts)
        goal = self.see(theorem.conclusion)
        if left.rule == "assume" and left.conclusion == either.conclusion.parts[0] and right.rule == "absurd":
            label = self.count(goal, ("otherwise",)) if formula is not None else None
            with self.scope(deeper=1 if formula is not None else 0):
                if formula is None:
                    self.say("Suppose not:")
                self.learn(B)
                self.prove(premises(right)[0])
            if formula is not None and label is not None:
                self.known[formula] = label
            return
        self.cite(either)
        label = self.count(goal, ("in both of two cases.",)) if formula is not None else None
        for at, (case, part) in enumerate(((A, left), (B, right)), 1):
            with self.scope(deeper=1 if formula is not None else 0):
                self.say(f"Case {at}:")
                with self.scope(deeper=1):
                    self.learn(case)
                    self.prove(part)
        if formula is not None and label is not None:
            self.known[formula] = label

    def induction(self, theorem: Theorem) -> None:
        """Both parts of an induction."""
        base, step = premises(theorem)
        k = theorem.conclusion.parts[0]
        self.say("For ", k, " = 0: ", self.see(base.conclusion))
        with self.scope(deeper=1):
            self.prove(base)
        self.say("From ", k, " to ", Expr("nat", k.parts[0], None, 1), ":")
        with self.scope(deeper=1):
            self.prove(step)

    def contradiction(self, theorem: Theorem) -> None:
        """The line in which an argument ends that refutes something."""
        reason = self.reason(theorem)
        if theorem.rule == "detach":
            self.say(*reason, ".")
        else:
            self.say("Contradiction, as 0 < 0: ", *reason, ".")
