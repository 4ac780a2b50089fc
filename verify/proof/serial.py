"""A proof as one JSON line: what `python -m verify.check` reads, and nothing else is needed to check it.

    {"lemmata": "proof/1", "proves": NAME, "statement": EXPR, "steps": [[RULE, ARGUMENT, ...], ...]}

An EXPR is [op, part, ...] with text for names, null for none, "p/q" for a rational number and an integer for what is
added to a natural number. An ARGUMENT is an EXPR, the number of an earlier step (from 0) or, for `linear`, a list of
[step, EXPR, EXPR, true or false] or of [step, "p/q"]. The last step proves the statement, without hypotheses.
"""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from verify.proof.rules import Theorem
from verify.proof.syntax import Expr


def line(name: str, theorem: Theorem) -> str:
    """Write the proof of a theorem as one line."""
    order = steps(theorem)
    number = {id(step): index for index, step in enumerate(order)}
    proof = {
        "lemmata": "proof/1",
        "proves": name,
        "statement": written(theorem.conclusion),
        "steps": [[step.rule, *(written(argument, number) for argument in step.arguments)] for step in order],
    }
    return json.dumps(proof, separators=(",", ":"), ensure_ascii=False)


def steps(theorem: Theorem) -> list[Theorem]:
    """The theorem and all that it rests on, each once, premises first; without recursion, as proofs are deep."""
    order: list[Theorem] = []
    seen: set[int] = set()
    waiting = [(theorem, False)]
    while waiting:
        step, ready = waiting.pop()
        if ready:
            order.append(step)
        elif id(step) not in seen:
            seen.add(id(step))
            waiting.append((step, True))
            waiting += [(premise, False) for premise in reversed(premises(step))]
    return order


def premises(step: Theorem) -> list[Theorem]:
    """The theorems that a step was made from, in the order of its arguments."""
    found = []
    for argument in step.arguments:
        inner = [one[0] for one in argument] if type(argument) is tuple else [argument]
        found += [one for one in inner if type(one) is Theorem]
    return found


def written(value: Any, number: Mapping[int, int] | None = None) -> Any:
    """An expression as nested lists; a theorem as its number among the steps."""
    if type(value) is Expr:
        return [value.op, *(written(part) for part in value.parts)]
    if type(value) is Theorem:
        return (number or {})[id(value)]
    if type(value) is tuple:
        return [written(one, number) for one in value]
    return str(value) if type(value) is Fraction else value
