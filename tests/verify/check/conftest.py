"""Certificates made by hand, with Fractions and a naive elimination, and a naive judge of what a line states."""

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
        A = [
            row if i == j else [(a - row[j] * b) % p for a, b in zip(row, A[j], strict=True)] for i, row in enumerate(A)
        ]
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
        p, entries, kept = p or self.p, list[dict[str, Any]](), dict[int, Column]()
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
                entries.append({"improves": True, "residue": value or 0})  # 0: p is no good prime here
                kept[k] = g
            elif not any(g):
                entries.append({"improves": False, "dead": True})
            else:
                entries.append(
                    {"improves": False} | ({"coefficients": sparse} if inside else {"output_weights": weights})
                )
        return {
            "lemmata": "certificate/1", "kind": "growth", **o, "y": [str(v) for v in y], "p": p, "candidates": entries,
            "ended": "weights used up",
        }  # fmt: skip

    def true(self, o: dict[str, Any]) -> bool:
        """Whether everything that a line with rational outputs and no null basis states is true."""
        y = [F(v) for v in o["y"]]
        if o["kind"] == "rational":
            G, g, s = [[F(v) for v in row] for row in o["G"]], [F(v) for v in o["g"]], [F(v) for v in o["s"]]
            r = [a - dot(row, s) for row, a in zip(G, y, strict=True)]
            optimal = all(dot([row[j] for row in G], r) == 0 for j in range(len(s)))
            return optimal and improves(G, y, g) == o["improves"]
        kept: dict[int, Column] = {}
        for k, (g, entry) in enumerate(zip(self.outputs(o), o["candidates"], strict=True)):
            if not self.true_entry(entry, g, y, kept, o["p"]):
                return False
            if entry.get("improves") or entry == {"given": True}:
                kept[k] = g
        return True

    def true_entry(self, entry: dict[str, Any], g: Column, y: Column, kept: dict[int, Column], p: int) -> bool:
        """Whether everything that one entry states is true."""
        G = rows(list(kept.values()), len(y))
        weights = entry.get("coefficients", entry.get("output_weights", {}))
        if any(int(j) not in kept for j in weights):
            return False
        total = [sum((F(v) * kept[int(j)][i] for j, v in weights.items()), F(0)) for i in range(len(y))]
        r = [a - b for a, b in zip(y, total, strict=True)]
        statements = [
            "coefficients" not in entry or total == g,
            "improves" not in entry or improves(G, y, g) == entry["improves"],
            "dead" not in entry or not any(g),
            "output_weights" not in entry or not any(dot(c, r) for c in (*kept.values(), g)),
        ]
        if entry.get("improves"):
            images = [[modulo(v, p) for v in c] for c in (*kept.values(), y, g)]
            statements.append(residue(images[:-2], images[-2], images[-1], p) == entry["residue"])
        return all(statements)


@pytest.fixture(scope="session")
def forge() -> Forge:
    return Forge()
