"""Values: whatever a figure draws is read back from its CSV exactly."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.verify.report import made_up
from verify.evidence import Curve, Figure
from verify.report.values import HEADER, table


def read_back(text: str) -> tuple[dict[str, Curve], dict[str, Curve]]:
    """The curves of a figure and the published ones, from its CSV."""
    found: dict[str, dict[str, dict[str, Any]]] = {"no": {}, "yes": {}}
    for row in csv.DictReader(io.StringIO(text, newline="")):
        curve = found[row["published"]].setdefault(row["curve"], {"kind": row["kind"]})
        for name in ("x", "y", "low", "high"):
            if row[name]:
                curve.setdefault(name, []).append(float(row[name]))
    read, published = (
        {name: Curve.model_validate_json(json.dumps(curve)) for name, curve in part.items()} for part in found.values()
    )
    return read, published


@pytest.mark.parametrize("make", made_up.ALL, ids=lambda make: make.__name__)
def test_figures_are_read_back(make: Any) -> None:
    figure = make()
    assert read_back(table(figure)) == (figure.curves, figure.post)


@st.composite
def curves(draw: st.DrawFn) -> Curve:
    count = draw(st.integers(1, 3))
    values = st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=count, max_size=count).map(tuple)
    names = ("x", "y", "low", "high") if draw(st.booleans()) else ("x", "y")
    kind: Any = draw(st.sampled_from(["line", "points", "centres", "bound"]))
    return Curve(kind=kind, **{name: draw(values) for name in names})


@given(
    st.dictionaries(st.text(min_size=1), curves(), max_size=2),
    st.dictionaries(st.text(min_size=1), curves(), max_size=2),
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])  # as it is on a busy machine
def test_any_curves_are_read_back(drawn: dict[str, Curve], post: dict[str, Curve]) -> None:
    figure = made_up.gaussian_data().model_copy(update={"curves": drawn, "post": post})
    assert read_back(table(figure)) == (drawn, post)


def test_it_is_a_plain_table_with_a_header() -> None:
    curves_ = {"a, b": Curve(x=(1.0,), y=(0.1,), low=(0.0,), high=(1e-300,))}
    post = {"a, b": Curve(x=(2.0,), y=(0.3,), kind="points")}
    figure = Figure(id="f", title="t", shows="s", x_label="x", y_label="y", curves=curves_, post=post)
    assert table(figure) == (
        "curve,kind,x,y,low,high,published\r\n"
        '"a, b",line,1.0,0.1,0.0,1e-300,no\r\n'
        '"a, b",points,2.0,0.3,,,yes\r\n'
    )  # fmt: skip
    assert table(figure).startswith(",".join(HEADER))
