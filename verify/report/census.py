"""The census on the screen: how many neurons improve, beside the post's figures, and why others do not."""

from collections.abc import Sequence

from rich.console import Console

from verify.evidence import CensusRow, FailureProbability
from verify.report.tables import Column, print_heading, print_lines, print_table
from verify.report.words import ABSENT, percent


def print_census(console: Console, census: tuple[CensusRow, ...]) -> None:
    """Print the census as tables with a row for each activation and scale."""
    print_heading(console, "Census")
    sizes = {(row.growths, row.points, row.neurons) for row in census}
    for growths, points, neurons in sorted(sizes):
        print_lines(
            console,
            f"{growths:,} datasets of {points:,} points, each grown to {neurons:,} neurons; "
            "every drawn neuron is counted.",
        )
    _print_counts(console, census)
    _print_rates(console, census)
    _print_causes(console, census)
    for row in census:
        if row.failure_probability is not None:
            _print_probability(console, row.name, row.failure_probability)
    certain = [row for row in census if row.null_steps is not None]
    if certain:
        _print_null_steps(console, certain)
    if any(row.float_criterion for row in census):
        _print_floats(console, census)
    if any(row.own_path for row in census):
        _print_own_paths(console, census)


def _print_counts(console: Console, census: tuple[CensusRow, ...]) -> None:
    columns = [Column("neurons drawn")]
    columns += [Column(name, numeric=True) for name in ("drawn", "improving", "non-improving", "undecided")]
    print_table(
        console,
        columns,
        [
            [row.name, *(f"{n:,}" for n in (row.drawn, row.improving, row.non_improving, row.undecided))]
            for row in census
        ],
    )


def _print_rates(console: Console, census: tuple[CensusRow, ...]) -> None:
    confidences = sorted({row.rate.confidence for row in census})
    interval = f"{', '.join(f'{100 * c:g} %' for c in confidences)} interval by growth"
    console.print()
    print_table(
        console,
        [Column("non-improving"), Column("share", numeric=True), Column(interval), Column("the post")],
        [
            [
                row.name,
                percent(row.rate.value),
                f"{percent(row.rate.low)} to {percent(row.rate.high)}",
                _post(row),
            ]
            for row in census
        ],
    )


def _post(row: CensusRow) -> str:
    if row.post is None:
        return ABSENT
    count = f"{row.post.non_improving:,}"
    return f"{count} of {row.post.added:,}" if row.post.added else count


CAUSES = {
    "dead": "dead", "linear": "linear", "in_span": "in span", "orthogonal": "orthogonal", "residual_zero": "residual 0",
}  # fmt: skip
"""How the causes are called, by the fields that count them."""

ABOUT_CAUSES = (
    "the first that applies: dead, all outputs 0; linear on the data; otherwise in the span of what is there; "
    "outside it, but orthogonal to the residual; residual already 0"
)


def _print_causes(console: Console, census: tuple[CensusRow, ...]) -> None:
    console.print()
    print_table(
        console,
        [Column("why they do not"), *(Column(name, numeric=True) for name in CAUSES.values())],
        [
            [
                row.name,
                *(
                    f"{count:,}"
                    for count in (
                        row.causes.dead,
                        row.causes.linear,
                        row.causes.in_span,
                        row.causes.orthogonal,
                        row.causes.residual_zero,
                    )
                ),
            ]
            for row in census
        ],
    )
    print_lines(console, ABOUT_CAUSES)


_SHOWN = 6  # steps of a growth on the screen; --json has all


def _print_probability(console: Console, name: str, failure: FailureProbability) -> None:
    """Print the probability of failure at some steps, and the failures counted beside those expected."""
    console.print()
    print_lines(console, f"{name}: the exact probability that the next neuron fails, over {failure.growths:,} growths")
    last = len(failure.steps) - 1
    steps = [failure.steps[k] for k in sorted({round(last * part / (_SHOWN - 1)) for part in range(_SHOWN)})]
    columns = [Column("neurons there"), *(Column(str(step.neurons), numeric=True) for step in steps)]
    lines = (("mean", "mean"), ("5 % of growths below", "low"), ("median", "median"), ("5 % above", "high"))
    print_table(console, columns, [[word, *(percent(getattr(step, field)) for step in steps)] for word, field in lines])
    print_lines(
        console,
        f"no point active: {percent(failure.dead)}. Expected failures {failure.expected:,.1f} ± "
        f"{failure.deviation:.1f}, counted {failure.observed:,}; allowed {failure.low:,} to {failure.high:,}; growths "
        f"outside their own interval: {failure.outside:,} (error {failure.error:g} for all together)",
    )


def _print_null_steps(console: Console, rows: Sequence[CensusRow]) -> None:
    """Print at how many steps failure has probability 0."""
    console.print()
    for row in rows:
        print_lines(console, f"{row.name}: it is 0 at all {row.null_steps:,} steps, by an improving neuron at each")


def _print_floats(console: Console, census: tuple[CensusRow, ...]) -> None:
    console.print()
    print_lines(console, "The criterion f_new < f_old in float64, along the exact growth, is wrong when it says:")
    columns = [Column("neurons drawn"), Column("lstsq cutoff"), Column("judged", numeric=True)]
    columns += [Column("improves", numeric=True), Column("does not", numeric=True)]
    rows = []
    for row in census:
        for run in row.float_criterion:
            wrong = (run.judged, run.says_improving_but_not, run.says_not_but_improving)
            rows.append([row.name, run.cutoff, *(f"{count:,}" for count in wrong)])
    print_table(console, columns, rows)


def _print_own_paths(console: Console, census: tuple[CensusRow, ...]) -> None:
    console.print()
    print_lines(console, "The post's program repeated, its float criterion deciding what is added, refuses:")
    columns = [Column("neurons drawn"), Column("lstsq cutoff")]
    columns += [Column(name, numeric=True) for name in ("growths", "repeated", "least", "most", "capped")]
    rows = []
    for row in census:
        for paths in row.own_path:
            counts = (paths.growths, len(paths.refused), min(paths.refused), max(paths.refused), paths.capped)
            rows.append([row.name, paths.cutoff, *(f"{count:,}" for count in counts)])
    print_table(console, columns, rows)
