"""The claims about layers, depth and factors, proved for all sizes: what is proved, and that it is true of numbers.

Each derivation arrives at its statement. Each statement is tried on small networks in Fractions, whose premises must
hold there; and where a network breaks one premise, the conclusion is false, so that every one is needed.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from types import ModuleType
from typing import Any

import pytest

from core.exact.fractions_oracle import best
from verify.claims import ALL, deep_no_worse, homogeneity, shallow_to_deep
from verify.instruments.rational import beside, columns, dot, minus, times
from verify.proof import Refused, Words
from verify.proof.models import Matrix, Model, Name, small, unmet
from verify.proof.notation import Unreadable
from verify.proof.serial import steps
from verify.proof.syntax import Expr
from verify.ways import Proof

Given = Mapping[str, Any]
SEEDS = 30


def proof(claim: str) -> Proof:
    found: Proof = importlib.import_module(ALL[claim]).PROOF
    return found


def statement(claim: str) -> Expr:
    return Words()(proof(claim).statement)


# ---- a statement at numbers ----


@dataclass
class Told:
    """What a statement's premises and conclusions are at the given values, in their order."""

    premises: list[bool] = field(default_factory=list)
    conclusions: list[bool] = field(default_factory=list)

    @property
    def broken(self) -> list[int]:
        return [number for number, holds in enumerate(self.premises) if not holds]


def told(claim: str, given: Given, optima: tuple[Matrix, ...] = ()) -> Told:
    """Decide a statement at given values; ∃ tries the optima first, which is where the objective is the lowest."""

    def value(name: Name) -> Any:
        kind, letter, *shape, index = name
        found = given[letter](index)
        if kind == "nat":
            return found
        assert (len(found), *(len(row) for row in found)) == (shape[0], *[shape[1]] * shape[0]), name
        return rational(found)

    def tried(rows: int, cols: int) -> list[Matrix]:
        fitting = [one for one in optima if len(one) == rows and all(len(row) == cols for row in one)]
        return fitting + small(rows, cols)[:9]

    result = Told()
    _tell(statement(claim), Model(value, matrices=tried), given, result)
    return result


def _tell(formula: Expr, model: Model, given: Given, result: Told) -> None:
    while True:
        if formula.op == "all" and formula.parts[0].parts[0] in given:
            name, formula = formula.parts
            value = given[name.parts[0]]
            model = model.where(name, value if name.op == "nat" else rational(value))
        elif formula.op == "->":
            premise, formula = formula.parts
            result.premises.append(model.holds(premise))
        elif formula.op == "and" and not formula.parts[0].op == formula.parts[1].op == "->":
            _tell(formula.parts[0], model, given, result)
            formula = formula.parts[1]
        else:
            result.conclusions.append(model.holds(formula))
            return


def rational(rows: Any) -> Matrix:
    return tuple(tuple(Fraction(entry) for entry in row) for row in rows)


def column(entries: Any) -> Matrix:
    return tuple((Fraction(entry),) for entry in entries)


def flat(rows: Matrix) -> list[Fraction]:
    return [row[0] for row in rows]


def product(a: Matrix, b: Matrix) -> Matrix:
    """A B, B with a row at least."""
    return tuple(zip(*(times(a, entries) for entries in columns(b)), strict=True)) if b[0] else tuple(() for _ in a)


def drawn(random: Random, rows: int, cols: int) -> Matrix:
    return rational([[random.choice((-2, -1, 0, 0, 1, 2, Fraction(1, 2))) for _ in range(cols)] for _ in range(rows)])


def unit_vectors(random: Random, rows: int, cols: int) -> tuple[Matrix, Matrix]:
    """Two parts of the unit vectors in any order: of `cols` columns, and the others."""
    order = random.sample(range(rows), rows)
    whole = [[int(order[j] == i) for j in range(rows)] for i in range(rows)]
    return rational([row[:cols] for row in whole]), rational([row[cols:] for row in whole])


def placed(a: Matrix, A: Matrix, b: Matrix, B: Matrix) -> Matrix:
    """A Aᵀ + b Bᵀ, for a Aᵀ of the columns of a at the unit vectors A."""
    at = [tuple(sum(x * e for x, e in zip(row, unit, strict=True)) for unit in A) for row in a]
    too = [tuple(sum(x * e for x, e in zip(row, unit, strict=True)) for unit in B) for row in b]
    return rational([[x + z for x, z in zip(*rows, strict=True)] for rows in zip(at, too, strict=True)])


# ---- random networks ----


def new_layer(random: Random) -> tuple[Given, tuple[Matrix, ...]]:
    """G with optimal output weights, and a layer [N p]; what its neurons may see as well is X, or F."""
    n, u, q, m = random.randrange(1, 4), random.randrange(3), random.randrange(1, 3), random.randrange(3)
    G, y, N, X = (drawn(random, n, cols) for cols in (u, 1, q, m))
    A, B = drawn(random, u, q), drawn(random, m, q)
    s = best(G, flat(y))
    p = times(G, s)
    weights = best(beside(N, p), flat(y))
    Z = [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(_sum(G, A, q), _sum(X, B, q), strict=True)]
    linear = best(beside(rational(Z), p), flat(y))
    given = {"n": n, "u": u, "q": q, "m": m, "f": m, "G": G, "N": N, "X": X, "F": X, "y": y, "A": A, "B": B}
    t, v = column(weights[:-1]), column(weights[-1:])
    optima = (t, v, column(linear[:-1]), column(linear[-1:]))
    return {**given, "s": column(s), "p": column(p), "t": t, "v": v}, optima


def _sum(G: Matrix, A: Matrix, q: int) -> Matrix:
    return product(G, A) if A else tuple((Fraction(0),) * q for _ in G)


def two_networks(random: Random) -> tuple[Given, tuple[Matrix, ...]]:
    """Blocks of 0 to 2 neurons, put side by side in any order, with any output weights; layer k and its optima."""
    n, k = random.randrange(1, 4), random.randrange(3)
    u = [random.randrange(3) for _ in range(4)]
    v = [sum(u[:at]) for at in range(5)]
    G = [drawn(random, n, width) for width in u]
    s = [drawn(random, width, 1) for width in u]
    H, t, p = [rational([()] * n)], [rational(())], [column([0] * n)]
    A, B, E, e, D, w = ([] for _ in range(6))  # type: ignore[var-annotated]
    for at, width in enumerate(u):
        for one, other, sizes in ((A, B, (v[at + 1], v[at])), (E, e, (width + 1, width))):
            for into, part in zip((one, other), unit_vectors(random, *sizes), strict=True):
                into.append(part)
        H.append(placed(H[at], A[at], G[at], B[at]))
        t.append(placed(rational([flat(t[at])]), A[at], rational([flat(s[at])]), B[at]))
        t[-1] = column(t[-1][0])
        D.append(placed(G[at], E[at], p[at], e[at]))
        w.append(column(placed(rational([flat(s[at])]), E[at], rational([[1]]), e[at])[0]))
        p.append(column(times(D[at], flat(w[at]))))
    y = drawn(random, n, 1)
    families: dict[str, list[Any]] = {
        "u": u,
        "v": v,
        "G": G,
        "s": s,
        "H": H,
        "t": t,
        "A": A,
        "B": B,
        "D": D,
        "w": w,
        "E": E,
        "e": e,
        "p": p,
    }
    c, a = column(best(D[k], flat(y))), column(best(H[k + 1], flat(y)))
    return {"n": n, "k": k, "y": y, "c": c, "a": a, **{name: at.__getitem__ for name, at in families.items()}}, ()


def factors(random: Random) -> tuple[Given, tuple[Matrix, ...]]:
    """Neurons with a factor each, in any order; and an activation with a factor for its weighted sum."""
    n, u = random.randrange(1, 4), random.randrange(3)
    positive = [Fraction(c) for c in (1, 2, "1/2", "1/100", "7/3")]
    c = [random.choice(positive) for _ in range(4)]
    E, e, D = [], [], [rational(())]
    for at in range(4):
        units, last = unit_vectors(random, at + 1, at)
        E.append(units)
        e.append(last)
        inner = product(product(units, D[at]), tuple(columns(units))) if at else rational([[0]])  # type: ignore[arg-type]
        D.append(
            rational(
                [
                    [x + c[at] * a * b for x, (b,) in zip(row, last, strict=True)]
                    for row, (a,) in zip(inner, last, strict=True)
                ]
            )
        )
    G, y, g, b = drawn(random, n, u), drawn(random, n, 1), drawn(random, n, 1), random.choice(positive)
    scaled = product(G, D[u]) if u else G
    s, w = best(G, flat(y)), best(scaled, flat(y))
    tries = best(beside(G, flat(g)), flat(y)), best(beside(scaled, [b * entry for entry in flat(g)]), flat(y))
    a, z, x = random.choice([Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 3)]), drawn(random, 1, 1)[0][0], c[0]
    given = {"c": lambda k: [[c[k]]], "E": E.__getitem__, "e": e.__getitem__, "D": D.__getitem__, "n": n, "u": u}
    numbers = {"a": a, "z": z, "x": x, "h": max(z, a * z), "f": max(x * z, a * x * z), "b": b}
    given |= {name: [[value]] for name, value in numbers.items()} | {"G": G, "y": y, "g": g}
    optima = tuple(column(part) for weights in tries for part in (weights[:-1], weights[-1:]))
    return {**given, "s": column(s), "w": column(w)}, optima


def stalling(random: Random) -> tuple[Given, tuple[Matrix, ...]]:
    """ReLU layers whose first one gives two points the same outputs."""
    n = random.randrange(2, 4)
    i, j = random.sample(range(n), 2)
    u = [random.randrange(1, 3) for _ in range(5)]
    first = list(drawn(random, n, u[0]))
    first[j] = first[i]
    H, A, B = [tuple(first)], [], []
    for at in range(4):
        A.append(drawn(random, u[at], u[at + 1]))
        B.append(drawn(random, u[0], u[at + 1]))
        sums = zip(product(H[at], A[at]), product(H[0], B[at]), strict=True)
        H.append(rational([[max(a + b, 0) for a, b in zip(*rows, strict=True)] for rows in sums]))
    e, f = (column([int(at == point) for at in range(n)]) for point in (i, j))
    families: dict[str, list[Any]] = {"u": u, "H": H, "A": A, "B": B}
    given = {"n": n, "e": e, "f": f, "y": drawn(random, n, 1)}
    return {**given, **{name: at.__getitem__ for name, at in families.items()}}, ()


INSTANCES: dict[str, Callable[[Random], tuple[Given, tuple[Matrix, ...]]]] = {
    "pass-through": new_layer,
    "layer-improves": new_layer,
    "input-connection": new_layer,
    "first-layer-connection": new_layer,
    "shallow-to-deep": two_networks,
    "deep-no-worse": two_networks,
    "homogeneity": factors,
    "depth-can-stall": stalling,
}

# ---- what is proved ----


@pytest.mark.parametrize("claim", INSTANCES)
def test_the_derivation_arrives_at_the_statement(claim: str) -> None:
    theorem = proof(claim).derive()
    assert theorem.hypotheses == frozenset()
    assert theorem.conclusion == statement(claim)
    assert len(steps(theorem)) < 450


@pytest.mark.parametrize("claim", INSTANCES)
def test_the_claim_has_the_proof(claim: str) -> None:
    assert importlib.import_module(ALL[claim]).CLAIM.proof is proof(claim)


@pytest.mark.parametrize("claim", INSTANCES)
def test_premises_and_conclusions_hold_at_the_model(claim: str) -> None:
    given = proof(claim).model
    assert unmet(statement(claim), given) is None
    if claim.endswith("connection"):  # for every N, t and v, and A and B: here for these
        given = {**given, "N": [[0], [1]], "t": [[2]], "v": [[0]], "A": [[1]], "B": [[1]]}
    at = told(claim, given, tuple(((Fraction(value),),) for value in (2, "1/2", "1/3")))
    assert all(at.premises)
    assert all(at.conclusions)
    assert at.conclusions


@pytest.mark.parametrize("claim", INSTANCES)
def test_premises_and_conclusions_hold_at_random_networks(claim: str) -> None:
    for seed in range(SEEDS):
        given, optima = INSTANCES[claim](Random(seed))
        at = told(claim, given, optima)
        assert (at.broken, all(at.conclusions)) == ([], True), (seed, given)


def test_new_layers_lower_the_objective_and_do_not() -> None:
    """Else the verdicts above would have been tried on one side alone."""
    seen = set()
    for seed in range(SEEDS):
        given, _ = new_layer(Random(seed))
        r = minus(flat(given["y"]), flat(given["p"]))
        seen.add(any(dot(g, r) for g in columns(given["N"])))
    assert seen == {True, False}


# ---- every premise is needed: with one of them broken the conclusion is false ----

LAYER: Given = {
    **dict.fromkeys("nuqmf", 1),
    **{name: [[1]] for name in "GXFyspv"},
    **{name: [[0]] for name in "NtAB"},
}
DEEP = {**deep_no_worse.PROOF.model, "k": 1}
SHALLOW_ALONE = {**shallow_to_deep.MODEL, "k": 1}
SCALED = homogeneity.PROOF.model
HALF, ONE = ((Fraction(1, 2),),), ((Fraction(1),),)
STALL: Given = importlib.import_module(ALL["depth-can-stall"]).PROOF.model
BROKEN: list[tuple[str, int, Given]] = [
    ("pass-through", 0, {**LAYER, "s": [[0]], "p": [[0]], "v": [[0]]}),
    ("pass-through", 1, {**LAYER, "p": [[0]], "v": [[0]]}),
    ("pass-through", 2, {**LAYER, "v": [[0]]}),
    ("layer-improves", 0, {**LAYER, "s": [[2]], "p": [[2]]}),
    ("layer-improves", 1, {**LAYER, "G": [[0]], "s": [[0]]}),
    ("input-connection", 0, {**LAYER, "s": [[2]], "p": [[2]], "v": [[Fraction(1, 2)]]}),
    ("input-connection", 1, {**LAYER, "G": [[0]], "s": [[0]]}),
    ("first-layer-connection", 0, {**LAYER, "s": [[2]], "p": [[2]], "v": [[Fraction(1, 2)]]}),
    ("first-layer-connection", 1, {**LAYER, "G": [[0]], "s": [[0]]}),
    *(
        (claim, premise, {**given, **changed})
        for claim, given in (("shallow-to-deep", SHALLOW_ALONE), ("deep-no-worse", DEEP))
        for premise, changed in (
            # no place for the new block
            (0, {"B": lambda k: [[0]] * (k + 1), "H": lambda k: [[0] * k], "t": lambda k: [[0]] * k}),
            # something before the first block
            (
                1,
                {
                    "v": lambda k: k + 1,
                    "H": lambda k: [[*range(1, k + 1), 5]],
                    "t": lambda k: [*[[2]] * k, [1]],
                    "A": lambda k: [[int(i == (j if j < k else k + 1)) for j in range(k + 1)] for i in range(k + 2)],
                    "B": lambda k: [[int(i == k)] for i in range(k + 2)],
                    "a": [[1], [0], [0]],
                },
            ),
            # other output weights
            (2, {"t": lambda k: [[1]] * k}),
            # no place for the linear neuron
            (
                3,
                {
                    "e": lambda _: [[0], [0]],
                    "D": lambda k: [[k + 1, 0]],
                    "w": lambda _: [[2], [0]],
                    "p": lambda k: [[2 * sum(range(k + 1))]] if k < 2 else [[2 * k]],
                },
            ),
            # weight 0 on the linear neuron
            (4, {"w": lambda _: [[2], [0]], "p": lambda k: [[2 * k]], "D": lambda k: [[k + 1, 2 * k]]}),
            # something carried into the first layer
            (5, {"p": lambda k: [[k * (k + 1) + 5]], "D": lambda k: [[k + 1, k * (k + 1) + 5]]}),
            # nothing carried
            (6, {"p": lambda _: [[0]], "D": lambda k: [[k + 1, 0]]}),
        )
    ),
    ("deep-no-worse", 7, {**DEEP, "c": [[0], [10]]}),
    ("deep-no-worse", 8, {**DEEP, "a": [[5], [5]]}),
    ("homogeneity", 0, {**SCALED, "a": [[0]], "z": [[1]], "x": [[-1]], "h": [[1]], "f": [[0]]}),
    ("homogeneity", 1, {**SCALED, "h": [[5]]}),
    ("homogeneity", 2, {**SCALED, "f": [[5]]}),
    (
        "homogeneity",
        3,
        {**SCALED, "c": lambda k: [[k]], "D": lambda k: [[i * (i == j) for j in range(k)] for i in range(k)]},
    ),
    ("homogeneity", 4, {**SCALED, "e": lambda k: [[0]] * (k + 1), "D": lambda k: [[0] * k] * k}),
    ("homogeneity", 5, {**SCALED, "D": lambda k: [[0] * k] * k}),
    ("homogeneity", 6, {**SCALED, "s": [[0]]}),
    ("homogeneity", 7, {**SCALED, "w": [[0]]}),
    ("homogeneity", 8, {**SCALED, "b": [[0]]}),
    ("depth-can-stall", 0, {**STALL, "e": [[2], [0]], "f": [[0], [1]], "y": [[1], [0]], "H": lambda _: [[0], [0]]}),
    ("depth-can-stall", 1, {**STALL, "f": [[0], [2]], "y": [[0], [1]], "H": lambda _: [[0], [0]]}),
    ("depth-can-stall", 2, {**STALL, "f": [[-1], [0]], "y": [[1], [0]], "H": lambda _: [[0], [0]]}),
    ("depth-can-stall", 3, {**STALL, "H": lambda _: [[1], [-1]]}),
    ("depth-can-stall", 4, {**STALL, "H": lambda k: [[1], [1 - 2 * (k > 0)]]}),
]


@pytest.mark.parametrize(("claim", "premise", "given"), BROKEN, ids=[f"{claim}-{at}" for claim, at, _ in BROKEN])
def test_without_a_premise_the_conclusion_is_false(claim: str, premise: int, given: Given) -> None:
    at = told(claim, given, (HALF, ONE))
    assert at.broken == [premise]
    assert not all(at.conclusions)


def test_every_premise_is_among_those_broken() -> None:
    broken = {(claim, premise) for claim, premise, _ in BROKEN}
    for claim, instance in INSTANCES.items():
        given, optima = instance(Random(0))
        for premise, _ in enumerate(told(claim, given, optima).premises):
            # the premise on (t, v) of the connections is that of pass-through, and is broken there
            assert (claim, premise) in broken or (claim.endswith("connection") and premise == 2), (claim, premise)


# ---- nor is there a derivation without it ----


@pytest.mark.parametrize(
    ("module", "name", "premise", "weaker"),
    [
        (shallow_to_deep, "SHALLOW", 0, "∀ k. A[k]ᵀ A[k] = I[v[k]] ∧ B[k]ᵀ B[k] = I[u[k]] ∧ 0 = 0"),
        (shallow_to_deep, "SHALLOW", 1, "H[0] = H[0]"),
        (shallow_to_deep, "SHALLOW", 2, "∀ k. H[k+1] = H[k] A[k]ᵀ + G[k] B[k]ᵀ ∧ 0 = 0"),
        (shallow_to_deep, "DEEP", 0, "∀ k. E[k]ᵀ E[k] = I[u[k]] ∧ e[k]ᵀ e[k] = 1 ∧ 0 = 0"),
        (shallow_to_deep, "DEEP", 1, "∀ k. D[k] = G[k] E[k]ᵀ + p[k] e[k]ᵀ ∧ w[k] = E[k] s[k]"),
        (shallow_to_deep, "DEEP", 2, "p[0] = p[0]"),
        (shallow_to_deep, "DEEP", 3, "∀ k. p[k+1] = D[k+1] w[k+1]"),
        (homogeneity, "SCALES", 0, "∀ k. 0 ≤ c[k]"),
    ],
)
def test_a_weaker_premise_leads_nowhere(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, premise: int, weaker: str
) -> None:
    premises = getattr(module, name)
    monkeypatch.setattr(module, name, (*premises[:premise], weaker, *premises[premise + 1 :]))
    for lemma in [one for one in vars(module).values() if hasattr(one, "cache_clear")]:
        monkeypatch.setattr(module, lemma.__name__, lemma.__wrapped__)  # what was derived before does not count
    with pytest.raises(Refused, match=r"the facts do not combine|this combination is not strict"):
        module.derivation()


# ---- ∀ over families ----


def test_a_statement_may_begin_with_families() -> None:
    formula = Words()("∀ n. ∀ u[k]. ∀ G[k]: n×u[k]. ∀ k. G[k] = G[k]")
    assert formula == Words("u[k]; n; G[k]: n×u[k]")("∀ n. ∀ k. G[k] = G[k]")


@pytest.mark.parametrize(
    "text",
    [
        "∃ u[k]. ∀ k. I[u[k]] = 0",
        "∀ n. ∃ u[k]. ∀ k. I[u[k]] = 0",
        "∀ n. (∀ u[k]. ∀ k. I[u[k]] = 0) → 0 < 1",
        "∀ n. 0 < 1 → ∀ u[k]. ∀ k. I[u[k]] = 0",
        "¬ ∀ u[k]. ∀ k. I[u[k]] = 0",
    ],
)
def test_no_other_quantifier_speaks_of_families(text: str) -> None:
    with pytest.raises(Unreadable, match="only the ∀ at the beginning speak of a family such as u"):
        Words()(text)


def test_the_index_of_a_family_is_not_left_free() -> None:
    with pytest.raises(Unreadable, match="'k' is not declared"):
        Words()("∀ u[k]. I[u[k]] = 0")
