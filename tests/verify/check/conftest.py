"""Certificates made by hand, with Fractions and a naive elimination, and a naive judge of what a line states."""

import json
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import pytest

from core.exact.fractions_oracle import best, dot, improves, objective

F = Fraction
Column = list[Fraction]

ACTIVATIONS: dict[str, Callable[[Fraction], Fraction]] = {
    "relu": lambda z: max(z, F(0)),
    "leaky_relu": lambda z: z if z > 0 else z / 100,
    "abs": abs,
    "identity": lambda z: z,
    "hard_tanh": lambda z: max(F(-1), min(F(1), z)),
    "step": lambda z: F(int(z >= 0)),
}


def rows(columns: Sequence[Sequence[Any]], n: int) -> list[list[Any]]:
    return [[column[i] for column in columns] for i in range(n)]


def modulo(value: Fraction, p: int) -> int:
    return value.numerator * pow(value.denominator, -1, p) % p


def residue(K: list[list[int]], y: list[int], g: list[int], p: int) -> int | None:
    """gᵀ(y - K s) modulo p with KᵀK s = Kᵀy solved by Gauss-Jordan; None where KᵀK is singular modulo p."""
    A = [[sum(a * b for a, b in zip(u, v, strict=True)) % p for v in [*K, y]] for u in K]
    for j in range(len(K)):
        found = next((i for i in range(j, len(K)) if A[i][j]), None)
        if found is None:
            return None
        A[j], A[found] = A[found], A[j]
        A[j] = [v * pow(A[j][j], -1, p) % p for v in A[j]]
        A = [row if i == j else [(a - row[j] * b) % p for a, b in zip(row, A[j], strict=True)] for i, row in enumerate(A)]
    r = [(y[i] - sum(A[j][-1] * K[j][i] for j in range(len(K)))) % p for i in range(len(y))]
    return sum(a * b for a, b in zip(g, r, strict=True)) % p


class Forge:
    """Makes certificates, and says whether what a line states is true."""

    def __init__(self) -> None:
        self.p = 10007

    def outputs(self, o: dict[str, Any]) -> list[Column]:
        if "columns" in o:
            return [[F(v) for v in column] for column in o["columns"]]
        act, scale = ACTIVATIONS[o["activation"]], F(o["scale"])
        X = [[F(v) for v in row] for row in o["X"]]
        return [[act(scale * dot(row, [F(v) for v in w])) for row in X] for w in o["W"]]

    def columns(self, columns: list[Column], y: Column, *, given: int = 0, p: int | None = None) -> dict[str, Any]:
        o = {"columns": [[str(v) for v in column] for column in columns]}
        return self.judge(o, y, given, p)

    def neurons(self, name: str, X: Any, W: Any, y: Any, *, scale: Any = 1, p: int | None = None) -> dict[str, Any]:
        text = {key: [[str(v) for v in row] for row in value] for key, value in (("X", X), ("W", W))}
        return self.judge({**text, "activation": name, "scale": str(scale)}, [F(v) for v in y], 0, p)

    def judge(self, o: dict[str, Any], y: Column, given: int, p: int | None) -> dict[str, Any]:
        """Write the entries by solving every question anew in Fractions."""
        p, entries, kept = p or self.p, [], dict[int, Column]()
        n = len(y)
        for k, g in enumerate(self.outputs(o)):
            G, keys = rows(list(kept.values()), n), list(kept)
            sparse = {str(j): str(s) for j, s in zip(keys, best(G, g), strict=True) if s}
            weights = {str(j): str(s) for j, s in zip(keys, best(G, y), strict=True) if s}
            inside = objective(G, g) == 0
            if k < given:
                entries.append({"given": True, "coefficients": sparse} if inside else {"given": True})
                if not inside:
                    kept[k] = g
            elif improves(G, y, g):
                value = residue(
                    [[modulo(v, p) for v in c] for c in kept.values()],
                    [modulo(v, p) for v in y],
                    [modulo(v, p) for v in g],
                    p,
                )
                entries.append({"improves": True, "residue": value})
                kept[k] = g
            elif not any(g):
                entries.append({"improves": False, "cause": "dead"})
            elif inside:
                cause = "linear" if "W" in o and self.linear(o, k) else "in_span"
                entries.append({"improves": False, "cause": cause, "coefficients": sparse})
            else:
                cause = "residual_zero" if objective(G, y) == 0 else "orthogonal"
                entries.append({"improves": False, "cause": cause, "output_weights": weights})
        return {
            "lemmata": "certificate/1", "kind": "growth", **o, "y": [str(v) for v in y], "p": p, "candidates": entries,
            "ended": "weights used up",
        }  # fmt: skip

    def linear(self, o: dict[str, Any], k: int) -> bool:
        """Whether all points lie on one (closed) piece."""
        scale, w = F(o["scale"]), [F(v) for v in o["W"][k]]
        z = [scale * dot([F(v) for v in row], w) for row in o["X"]]
        cuts = {"relu": [0], "leaky_relu": [0], "abs": [0], "identity": [], "hard_tanh": [-1, 1], "step": [0]}
        edges = cuts[o["activation"]]
        low, high = min(z), max(z)
        if o["activation"] == "step":
            return low >= 0
        return all(high <= c or low >= c for c in edges)

    def true(self, o: dict[str, Any]) -> bool:
        """Whether everything that a line with rational outputs and no null basis states is true."""
        y = [F(v) for v in o["y"]]
        if o["kind"] == "rational":
            G, g, s = [[F(v) for v in row] for row in o["G"]], [F(v) for v in o["g"]], [F(v) for v in o["s"]]
            r = [a - dot(row, s) for row, a in zip(G, y, strict=True)]
            optimal = all(dot([row[j] for row in G], r) == 0 for j in range(len(s)))
            return optimal and improves(G, y, g) == o["improves"]
        p, kept = o["p"], dict[int, Column]()
        for k, (g, entry) in enumerate(zip(self.outputs(o), o["candidates"], strict=True)):
            G = rows(list(kept.values()), len(y))
            weights = entry.get("coefficients", entry.get("output_weights", {}))
            if any(int(j) not in kept for j in weights):
                return False
            total = [sum((F(v) * kept[int(j)][i] for j, v in weights.items()), F(0)) for i in range(len(y))]
            if entry.get("improves"):
                images = [[modulo(v, p) for v in c] for c in (*kept.values(), y, g)]
                if not improves(G, y, g) or residue(images[:-2], images[-2], images[-1], p) != entry["residue"]:
                    return False
            elif "improves" in entry and improves(G, y, g):
                return False
            if ("coefficients" in entry and total != g) or (entry.get("cause") == "dead" and any(g)):
                return False
            r = [a - b for a, b in zip(y, total, strict=True)]
            if entry.get("cause") == "orthogonal" and (dot(g, r) or any(dot(c, r) for c in kept.values())):
                return False
            if entry.get("cause") == "residual_zero" and any(r):
                return False
            if entry.get("improves") or entry == {"given": True}:
                kept[k] = g
        return True


@pytest.fixture(scope="session")
def forge() -> Forge:
    return Forge()


@pytest.fixture(scope="session")
def line() -> Callable[[dict[str, Any]], str]:
    return json.dumps
