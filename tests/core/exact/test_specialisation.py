"""tanh, sigmoid and Gaussian modulo a prime: a homomorphism, tabulated rightly, with the verdicts of enclosures."""

from collections import Counter
from fractions import Fraction
from typing import Any

import flint
import numpy as np
import pytest

from core.activations import ACTIVATIONS, Exponential
from core.exact import Problem, Rationals, Verdict, grow, rationals
from core.exact.balls import BallElimination, excludes_zero, outputs, vector
from core.exact.modular import primes_below
from core.exact.outputs import Specialisation, _symmetric, exponential_outputs, exponential_table, specialisations

F = Fraction
EXPONENTIAL = [act for act in ACTIVATIONS.values() if isinstance(act, Exponential)]
SAFE = (7, 23, 47)


def modulo(value: Fraction, p: int) -> int:
    return value.numerator * pow(value.denominator, -1, p) % p


def power(place: Specialisation, exponent: Fraction) -> int:
    """The image of e^exponent."""
    assert place.root is not None
    return pow(place.root, modulo(exponent, place.p // 2), place.p)


def value(name: str, place: Specialisation, z: Fraction) -> int:
    """The image of the activation's value, from the textbook's formula."""
    p = place.p
    match name:
        case "tanh":
            E = power(place, 2 * z)
            return (E - 1) * pow(E + 1, -1, p) % p
        case "sigmoid":
            return pow(1 + power(place, -z), -1, p)
        case _:
            return power(place, -(z**2))


@pytest.mark.parametrize("activation", EXPONENTIAL, ids=lambda act: act.name)
@pytest.mark.parametrize("place", [*(Specialisation(p, 4) for p in SAFE), specialisations(EXPONENTIAL[0], 100)[0]])
def test_the_table_is_the_formula_at_every_exponent(activation: Exponential, place: Specialisation) -> None:
    q = place.p // 2
    table = exponential_table(activation, place)
    assert table.shape == (q,)
    assert np.abs(table).max() <= place.p / 2 + 2
    rate = {"tanh": F(2), "sigmoid": F(1), "gaussian": F(-1)}[activation.name]
    exponents = range(q) if q < 100 else [*range(50), *range(q - 50, q), *np.random.default_rng(0).integers(0, q, 500)]
    for exponent in map(int, exponents):
        if activation.name == "gaussian":
            expected = power(place, F(exponent))
        else:
            expected = value(activation.name, place, exponent / rate)
        assert int(table[exponent]) % place.p == expected


@pytest.mark.parametrize("place", [Specialisation(p, 4) for p in (*SAFE, 1_048_343)])
def test_it_is_a_homomorphism(place: Specialisation) -> None:
    """e^(a + b) = e^a e^b, also for images; so the addition theorems hold for the images of tanh and sigmoid."""
    assert place.root is not None
    q, p = place.p // 2, place.p
    assert flint.fmpz(q).is_prime()
    assert flint.fmpz(p).is_prime()
    assert pow(place.root, q, p) == 1 != place.root
    rng = np.random.default_rng(1)
    for _ in range(200):
        a, b = (F(int(rng.integers(-50, 50)), 2 ** int(rng.integers(0, 40))) for _ in range(2))
        assert power(place, a + b) == power(place, a) * power(place, b) % p
        ta, tb, both = (value("tanh", place, z) for z in (a, b, a + b))
        assert both * (1 + ta * tb) % p == (ta + tb) % p
        assert (value("sigmoid", place, a) + value("sigmoid", place, -a)) % p == 1
        assert (2 * value("sigmoid", place, 2 * a) - 1 - ta) % p == 0


@pytest.mark.parametrize("activation", EXPONENTIAL, ids=lambda act: act.name)
@pytest.mark.parametrize("p", [*SAFE, 1_048_343])
@pytest.mark.parametrize("scale", [F(1), F(1, 100), F(7, 5)])
def test_outputs_are_the_formula_at_exact_preactivations(activation: Exponential, p: int, scale: Fraction) -> None:
    if scale.denominator % (p // 2) == 0:
        pytest.skip("the denominator vanishes")
    rng, place = np.random.default_rng(2), Specialisation(p, 4)
    X, W = rationals(rng.standard_normal((6, 3))), rationals(rng.standard_normal((5, 3)))
    found = exponential_outputs(activation, X, W, scale, place)
    for k, w in enumerate(W.fractions()):
        for i, x in enumerate(X.fractions()):
            z = scale * sum((a * b for a, b in zip(w, x, strict=True)), F(0))
            assert int(found[k, i]) % p == value(activation.name, place, z)


def test_places_are_safe_and_others_are_refused() -> None:
    for terms in (1, 100, 20_000):
        for place in specialisations(EXPONENTIAL[0], terms):
            assert place.p in primes_below(place.p, safe=True)
            assert place.root is not None
            assert place.root % place.p != 1
            assert pow(place.root, place.p // 2, place.p) == 1
    problem = Problem(rationals([[1.0]]), rationals([1.0]), rationals([[1.0]]))
    for p in (3, 5, 13, 101):
        with pytest.raises(ValueError, match="2q \\+ 1"):
            grow([problem], ACTIVATIONS["tanh"], neurons=1, prime=p)
    for p in (1, 2, 9, 1001):
        for name in ("tanh", "relu"):
            with pytest.raises(ValueError, match="odd prime"):
                grow([problem], ACTIVATIONS[name], neurons=1, prime=p)


def by_balls(activation: Exponential, X: Rationals, y: Rationals, W: Rationals, scale: Fraction) -> list[bool]:
    """What enclosures at 2,000 bits see to improve."""
    with flint.ctx.workprec(2000):
        state, seen = BallElimination(vector(y)), []
        for k in range(W.shape[0]):
            g = outputs(activation, X, W[k : k + 1], scale)
            pivot, entry, row = state.meet(g)
            seen.append(excludes_zero(pivot) and excludes_zero(entry))
            if seen[-1]:
                state.keep(g, pivot, entry, row)
        return seen


def instance(rng: np.random.Generator) -> tuple[Rationals, Rationals, Rationals]:
    """Few points and neurons, some of them repeated, opposite or zero."""
    n, m, K = int(rng.integers(1, 6)), int(rng.integers(1, 3)), int(rng.integers(1, 9))
    X, W = rng.integers(-2, 3, (n, m)) / 2, rng.integers(-3, 4, (K, m)) / 4
    if rng.random() < 0.5:
        X, W = rng.standard_normal((n, m)), rng.standard_normal((K, m))
        for rows in (X, W):
            for i in range(len(rows)):
                if rng.random() < 0.35:
                    rows[i] = rows[rng.integers(len(rows))] * rng.choice([1, -1, 0])
    y = rng.standard_normal(n) if rng.random() < 0.8 else np.where(rng.random(n) < 0.5, 0, X[:, 0])
    return rationals(X), rationals(y), rationals(W)


@pytest.mark.parametrize("activation", EXPONENTIAL, ids=lambda act: act.name)
def test_growths_are_those_of_enclosures_for_every_prime(activation: Exponential) -> None:
    rng = np.random.default_rng(4)
    met: Counter[str] = Counter()
    for _ in range(150):
        (X, y, W), scale = instance(rng), [F(1), F(1, 100), F(7, 5)][rng.integers(3)]
        expected = by_balls(activation, X, y, W, scale)
        for prime in (None, *SAFE):
            (found,) = grow([Problem(X, y, W)], activation, neurons=W.shape[0], scale=scale, prime=prime)
            assert len(found.verdicts) == len(expected), (found.ended, X.fractions(), y.fractions(), W.fractions())
            for seen, verdict in zip(expected, found.verdicts, strict=True):
                assert seen == (verdict is Verdict.IMPROVES)
            met.update(map(str, found.verdicts))
            met[f"prime {found.place.p if found.place and found.place.p in SAFE else 'large'}"] += 1
            met.update(kind for reason in found.reasons for kind in kinds(reason))
    assert met["undecided"] < met["does not"] / 20
    assert all(met[key] for key in ("improves", "prime 47", "prime large", "twin", "saturated", "full")), met
    assert met["dead"] or activation.name != "tanh"


def kinds(reason: Any) -> list[str]:
    evidence = {"twin": getattr(reason, "twin", None) is not None}
    evidence |= {key: getattr(reason, key, False) for key in ("saturated", "full")}
    evidence["dead"] = getattr(reason, "cause", None) == "dead"
    return [key for key, there in evidence.items() if there]


def test_what_cannot_be_shown_is_undecided_and_nothing_is_left_out() -> None:
    """σ(z) + σ(-z) = 1: no evidence of that kind exists, so what follows is undecided, but it is answered."""
    X, W = rationals([[1.0], [2.0], [3.0]]), rationals([[1.0], [-1.0], [0.0], [2.0]])
    (found,) = grow([Problem(X, rationals([1.0, 1.0, 1.0]), W)], ACTIVATIONS["sigmoid"], neurons=4)
    assert found.verdicts == (Verdict.IMPROVES, Verdict.IMPROVES, Verdict.UNDECIDED, Verdict.UNDECIDED)
    X, W = rationals([[1.0], [2.0]]), rationals([[0.0], [1.0]])
    (found,) = grow([Problem(X, rationals([1.0, 1.0]), W)], ACTIVATIONS["gaussian"], neurons=2)
    assert found.verdicts == (Verdict.IMPROVES, Verdict.UNDECIDED)


def test_huge_weights_still_find_their_twin() -> None:
    X, W = rationals([[1e300, 1.0], [-1e300, 2.0], [1e300, 3.0]]), rationals([[1e300, 1.0], [-1e300, -1.0]])
    (found,) = grow([Problem(X, rationals([1.0, 2.0, 4.0]), W)], ACTIVATIONS["tanh"], neurons=2)
    assert found.verdicts == (Verdict.IMPROVES, Verdict.DOES_NOT)


@pytest.mark.parametrize("p", [3, 7, 23])
def test_symmetric_residues(p: int) -> None:
    found = [_symmetric(r, p) for r in range(p)]
    assert sorted(found) == list(range(-(p // 2), p // 2 + 1))
    assert all((a - r) % p == 0 for r, a in enumerate(found))
