"""What a reader takes for the same: A → B and B → A for an equivalence, and a fact said again for the fact."""

from verify.proof.normal_form import normal
from verify.proof.rules import Theorem
from verify.proof.serial import premises
from verify.proof.syntax import FALSE, Expr


def equivalence(expr: Expr) -> bool:
    """Tell whether a formula is A → B and B → A."""
    if expr.op != "and" or {part.op for part in expr.parts} != {"->"}:
        return False
    there, back = expr.parts
    return bool(there.parts == back.parts[::-1]) and FALSE not in there.parts


def plain(theorem: Theorem) -> Theorem:
    """The theorem without steps that only say it again: in other writing, or put together and taken apart."""
    while True:
        given = premises(theorem)
        inner = given[0] if given else theorem
        if theorem.rule in {"first", "second"} and inner.rule == "both":
            theorem = premises(inner)[0 if theorem.rule == "first" else 1]
        elif theorem.rule == "specialise" and inner.rule == "generalise" and _unchanged(theorem, inner):
            theorem = inner.arguments[1]
        elif theorem.rule == "linear" and len(given) == 1 and _same(theorem.conclusion, inner.conclusion):
            theorem = inner
        else:
            return theorem


def _unchanged(theorem: Theorem, inner: Theorem) -> bool:
    """Tell whether ∀v. A was only put together and taken apart; not where A stands on its own and may be a lemma."""
    return bool(inner.hypotheses) and bool(inner.arguments[0] == theorem.arguments[1])


def _same(one: Expr, other: Expr) -> bool:
    """Tell whether two relations have equal sides."""
    return one.op == other.op != "false" and [*map(normal, one.parts)] == [*map(normal, other.parts)]
