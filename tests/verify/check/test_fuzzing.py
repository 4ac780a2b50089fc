"""Whatever is changed in a certificate: what is accepted is true. And any bytes end in one line, never a traceback."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from verify.check.__main__ import run
from verify.check.certificates import Accepted, Malformed, Refused, check_line

Checker = Callable[[str], Accepted]
SMALL = st.integers(-2, 2).map(str)
PRIMES = (3, 7, 11, 101, 10007)
FUZZ = settings(
    deadline=None, derandomize=True, database=None, report_multiple_bugs=False,
    phases=[Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip


def accepts(check: Checker, o: dict[str, Any]) -> bool:
    try:
        check(json.dumps(o))
    except (Malformed, Refused):
        return False
    return True


@st.composite
def growths(draw: st.DrawFn) -> dict[str, Any]:
    """Small neurons or columns with many dependencies; shrinks towards one point and few candidates."""
    n, m, count = draw(st.integers(1, 4)), draw(st.integers(1, 2)), draw(st.integers(1, 6))

    def matrix(height: int, width: int) -> list[list[str]]:
        return draw(st.lists(st.lists(SMALL, min_size=width, max_size=width), min_size=height, max_size=height))

    head = {"y": matrix(1, n)[0], "p": draw(st.sampled_from(PRIMES)), "given": draw(st.integers(0, 2))}
    if draw(st.booleans()):
        return {**head, "columns": matrix(count, n)}
    name = draw(st.sampled_from(["relu", "leaky_relu", "abs", "identity", "hard_tanh", "step"]))
    return {
        **head,
        "X": matrix(n, m),
        "W": matrix(count, m),
        "activation": name,
        "scale": draw(st.sampled_from(["1", "1/2"])),
    }


def certificate(forge: Any, drawn: dict[str, Any]) -> dict[str, Any]:
    data = {key: value for key, value in drawn.items() if key not in {"y", "p", "given"}}
    o: dict[str, Any] = forge.judge(data, [Fraction(v) for v in drawn["y"]], drawn["given"], drawn["p"])
    return o


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the numbers are: strings that read as numbers, integers, booleans, and the keys of sparse vectors."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from places(part, (*way, key))
            if key.isdigit():
                yield (*way, ("key", key))
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from places(part, (*way, i))
    elif isinstance(value, (bool, int)) or (value[-1:].isdigit() and not value.startswith("certificate")):
        yield way


def mutated(draw: st.DrawFn, o: dict[str, Any]) -> dict[str, Any]:
    o = deepcopy(o)
    *way, last = draw(st.sampled_from(list(places(o))))
    place: Any = o
    for key in way:
        place = place[key]
    if isinstance(last, tuple):
        place[str(draw(st.integers(0, 6)))] = place.pop(last[1])
    elif isinstance(place[last], bool):
        place[last] = not place[last]
    elif isinstance(place[last], int):
        place[last] = draw(st.sampled_from(PRIMES)) if last == "p" else draw(st.integers(0, 100))
    else:
        place[last] = draw(st.sampled_from(["0", "1", "-1", "2", "-2", "1/2", "3/2", "0x1.8p+1", "-1/3"]))
    return o


def plain(o: dict[str, Any]) -> dict[str, Any]:
    """Write hex floats as fractions, which the naive judge reads."""
    return dict(json.loads(json.dumps(o).replace("0x1.8p+1", "3")))


def what_is_accepted_is_true(check: Checker, forge: Any, *, examples: int) -> dict[str, int]:
    """Run the property for a checker and count what happened."""
    seen = {"accepted": 0, "refused": 0, "made": 0, "unit": 0}

    @settings(FUZZ, max_examples=examples)
    @given(st.data())
    def property_(data: st.DataObject) -> None:
        o = certificate(forge, data.draw(growths()))
        whole = all(entry.get("residue") != 0 for entry in o["candidates"]) and accepts(check, o)
        seen["made"] += 1
        seen["unit"] += whole  # a small prime can make a pivot or a residue vanish
        for _ in range(3):
            changed = data.draw(st.composite(mutated)(o))
            good = accepts(check, changed)
            assert not good or forge.true(plain(changed))
            seen["accepted" if good else "refused"] += 1

    property_()
    return seen


def test_growths(forge: Any) -> None:
    seen = what_is_accepted_is_true(check_line, forge, examples=120)
    assert seen["refused"] > 100
    assert seen["accepted"] > 20
    assert seen["unit"] > seen["made"] / 2


def test_the_property_catches_a_checker_that_accepts_everything(forge: Any) -> None:
    with pytest.raises(AssertionError):
        what_is_accepted_is_true(lambda _: Accepted(1), forge, examples=120)


def test_the_property_catches_a_checker_that_forgets_residues(forge: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verify.check.certificates.Growth.improves", lambda *_: None)
    with pytest.raises(AssertionError):
        what_is_accepted_is_true(check_line, forge, examples=120)


def test_the_property_catches_a_checker_that_forgets_reasons(forge: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verify.check.certificates.Growth.fails", lambda *_, **__: None)
    with pytest.raises(AssertionError):
        what_is_accepted_is_true(check_line, forge, examples=120)


EVIDENCE = ("dead", "full", "saturated", "basis")


@st.composite
def other_evidence(draw: st.DrawFn, o: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The same line with other evidence that one of its candidates does not improve, or a null basis."""
    o, kind, n = deepcopy(o), draw(st.sampled_from(EVIDENCE)), len(o["y"])
    k = draw(st.integers(0, len(o["candidates"]) - 1))
    o["candidates"][k] = {"improves": False, kind: 0 if kind == "basis" else True}
    vector = st.dictionaries(st.integers(0, n - 1).map(str), SMALL, min_size=1, max_size=2)
    if kind == "basis":
        kept = sum("residue" in entry or entry == {"given": True} for entry in o["candidates"][:k])
        o["null_bases"] = [draw(st.lists(vector, min_size=max(0, n - kept), max_size=max(0, n - kept)))]
    return kind, o


def test_evidence_that_shows_nothing_is_refused(forge: Any) -> None:
    """Dead, a full or saturated span, a null basis: where one is accepted, the candidate does not improve."""
    seen = {(kind, good): 0 for kind in EVIDENCE for good in (True, False)}

    @settings(FUZZ, max_examples=800)
    @given(st.data())
    def property_(data: st.DataObject) -> None:
        o = certificate(forge, data.draw(growths()) | {"p": (1 << 61) - 1})
        kind, changed = data.draw(other_evidence(o))
        good = accepts(check_line, changed)
        assert not good or forge.true(changed)
        seen[kind, good] += 1

    property_()
    assert min(seen.values()) > 0, seen


@settings(FUZZ, max_examples=200)
@given(data=st.data())
def test_with_a_large_prime_every_true_growth_is_accepted(forge: Any, data: st.DataObject) -> None:
    drawn = data.draw(growths()) | {"p": (1 << 61) - 1}
    o = certificate(forge, drawn)
    assert forge.true(o)
    assert check_line(json.dumps(o)).verdicts == sum("improves" in entry for entry in o["candidates"])


@settings(FUZZ, max_examples=200)
@given(data=st.data())
def test_rational_lines(forge: Any, data: st.DataObject) -> None:
    n, u = data.draw(st.integers(1, 3)), data.draw(st.integers(0, 2))
    numbers = st.lists(SMALL, min_size=n, max_size=n)
    y, g, columns = data.draw(numbers), data.draw(numbers), [data.draw(numbers) for _ in range(u)]
    s = data.draw(st.lists(st.sampled_from(["0", "1", "1/2", "-1/2"]), min_size=u, max_size=u))
    G = [[column[i] for column in columns] for i in range(n)]
    o = {
        "lemmata": "certificate/1",
        "kind": "rational",
        "G": G,
        "y": y,
        "g": g,
        "s": s,
        "improves": data.draw(st.booleans()),
    }
    assert accepts(check_line, o) == forge.true(o)


LINE = json.dumps({"lemmata": "certificate/1", "kind": "rational", "G": [["1"]], "y": ["1"], "g": ["1"], "s": ["1"],
                   "improves": False}).encode()  # fmt: skip


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Any bytes, any JSON, or a good line with some bytes changed; shrinks towards nothing."""
    leaf = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    key = st.sampled_from(["lemmata", "kind", "y", "X", "W", "columns", "p", "candidates", "improves", "0"])
    tree = st.recursive(
        leaf, lambda part: st.lists(part, max_size=3) | st.dictionaries(key, part, max_size=4), max_leaves=8
    )
    kind = st.sampled_from(["rational", "growth", "enclosure"])
    match draw(st.integers(0, 2)):
        case 0:
            return draw(st.binary(max_size=60))
        case 1:
            head = {"lemmata": "certificate/1", "kind": draw(kind)} if draw(st.booleans()) else {}
            return json.dumps({**draw(st.dictionaries(key, tree, max_size=6)), **head}).encode()
        case _:
            at, to = draw(st.integers(0, len(LINE))), draw(st.integers(0, len(LINE)))
            return LINE[:at] + draw(st.binary(max_size=4)) + LINE[to:]


@settings(FUZZ, max_examples=300, deadline=2000)
@given(content=files())
def test_any_bytes_end_in_one_line(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "any.jsonl"
    file.write_bytes(content)
    status = run(str(file))
    out, err = capsys.readouterr()
    assert status in (0, 2, 5)
    assert bool(out) == (status == 0)
    lines = (out + err).splitlines()
    assert len(lines) == 1 or (status != 0 and b"\n" in content)
    assert all(len(text) < 300 and text.isascii() for text in lines)
