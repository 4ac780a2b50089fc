"""Whatever the bytes of the files are: evidence, or one line."""

from pathlib import Path

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from verify.bad_input import BadInputError
from verify.own_data import judge
from verify.own_data.options import Options

GOOD = ["0", "1", "-1", "2.5", "1e-300", "-1e150", "0.1", "3e2"]
# Mostly good, or hardly a file would be read to its end.
NUMBERS = st.sampled_from([*GOOD * 5, "", "x", "nan", "1e999"])
ROWS = st.lists(st.lists(NUMBERS, min_size=2, max_size=2).map(",".join), max_size=6).map("\n".join)
TABLES = st.one_of(ROWS.map(lambda rows: f"a,y\n{rows}".encode()), st.binary(max_size=60))
WEIGHTS = st.one_of(
    st.lists(NUMBERS, max_size=4).map("\n".join).map(str.encode), ROWS.map(str.encode), st.binary(max_size=60)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(
    table=TABLES,
    weights=st.none() | WEIGHTS,
    activation=st.sampled_from(["relu", "identity", "hard_tanh", "tanh", "erf", "swish"]),
    scale=st.sampled_from(["1", "0.01", "1e100", "1e-100", "x"]),
    neurons=st.sampled_from([None, 1, 7]),
    bias=st.booleans(),
    standardise=st.booleans(),
)
def test_any_files_and_options_end_in_evidence_or_in_one_line(
    tmp_path: Path,
    table: bytes,
    weights: bytes | None,
    activation: str,
    scale: str,
    neurons: int | None,
    *,
    bias: bool,
    standardise: bool,
) -> None:
    (tmp_path / "t.csv").write_bytes(table)
    (tmp_path / "w.csv").write_bytes(weights or b"")
    options = Options(
        data=tmp_path / "t.csv",
        target="y",
        activation=activation,
        scale=scale,
        neurons=neurons,
        growths=None if weights is not None else 1,
        bias=bias,
        standardise=standardise,
        weights=None if weights is None else tmp_path / "w.csv",
    )
    message = ""
    try:
        assert len(judge.run(options).growths) == 1
    except BadInputError as refused:
        message = str(refused)
    event("one line" if message else "evidence")
    assert not message or message.isprintable()
