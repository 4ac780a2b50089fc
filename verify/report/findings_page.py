"""The folder of pictures: each figure with its values, and a page that tells what they show; all from the report."""

import shlex
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from verify.bad_input import BadInputError, file
from verify.evidence import Figure, Finding, Report
from verify.report.growth_picture import growth_pictures
from verify.report.marking import opening, plain, table
from verify.report.pictures import draw, draw_failure_probability
from verify.report.terminal import command
from verify.report.values import table as values
from verify.report.words import ABSENT, departure
from verify.whole_file import whole_file

PAGE = "findings.md"


def write(report: Report, folder: Path) -> None:
    """Write the pictures of a report, their values and the page into a folder that exists.

    Nothing is replaced before everything is written; BadInputError where the folder or the disk does not take it.
    """
    try:
        with ExitStack() as stack:
            for name, text in files(report).items():
                stream = stack.enter_context(whole_file(folder / name, "--figures"))
                stream.write(text)
                stream.flush()  # a full disk is found out here, while every old file is still there
    except OSError as error:
        where, what = f"--figures {file(folder)}", f"cannot be written ({error.strerror})"
        raise BadInputError(where, what, "free some space or name another folder") from None


def files(report: Report) -> dict[str, str]:
    """Return what a report has the numbers for, by file name: pictures as SVG, their values as CSV, and the page."""
    found = {}
    for row in report.census:
        if row.failure_probability is not None:
            name = f"failure-probability-{row.activation}.svg"
            found[name] = draw_failure_probability(row.name, row.failure_probability)
    for figure in report.figures:
        found[f"{figure.id}.svg"] = draw(figure)
        found[f"{figure.id}.csv"] = values(figure)
    if report.figures:
        found[PAGE] = page(report)
    return found | growth_pictures(report.own_data)


def page(report: Report) -> str:
    """Tell in Markdown what each figure shows, how far it is from the published one and why, and the findings."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    compared = any(figure.agreement for figure in report.figures)
    yield "# The post's pictures, made again\n" if compared else "# Pictures\n"
    yield f"Made by `{shlex.join([*command(report), '--figures', 'FOLDER'])}`.\n"
    if compared:
        yield (
            "A departure is the largest distance of a published value from the curve of this run, in half-widths of\n"
            "the prediction interval. At most 1: the picture is reproduced. Otherwise causes were tried, each by\n"
            "running again with that alone changed; a cause explains the picture if a run on a seed that was not used\n"
            "in the search is inside the interval as well.\n"
        )
    yield from table(
        ("picture", "what it shows", "growths", "departure", "verdict"),
        (
            (
                plain(figure.id),
                plain(figure.title),
                ABSENT if figure.growths is None else f"{figure.growths:,}",
                _departure(figure.largest_departure),
                figure.agreement or ABSENT,
            )
            for figure in report.figures
        ),
    )
    for figure in report.figures:
        yield from _about(figure)
    if report.findings:
        yield "## Findings\n"
        for finding in report.findings:
            yield from _finding(finding)


def _about(figure: Figure) -> Iterator[str]:
    """Tell about one figure: the picture first, then a line for each thing that the run established."""
    yield f"## {plain(figure.id)}: {plain(figure.title)}\n"
    yield f"![{plain(figure.shows)}]({figure.id}.svg)\n"
    yield f"- drawn: {plain(figure.shows)}; {plain(figure.y_label)} against {plain(figure.x_label)}"
    if figure.interval is not None:
        yield f"- interval: {plain(figure.interval)}"
    if figure.growths is not None:
        yield f"- growths: {figure.growths:,}"
    if figure.largest_departure is not None:
        at = f", at {plain(figure.at)}" if figure.at else ""
        yield f"- largest departure: {departure(figure.largest_departure)} half-widths{at}: **{figure.agreement}**"
    if figure.explained is not None:
        yield f"- {opening(plain(figure.explained))}"
    for note in figure.notes:
        yield f"- {opening(plain(note))}"
    yield f"- every value that is drawn: [{figure.id}.csv]({figure.id}.csv)\n"
    if figure.causes:
        yield from table(
            ("changed", "departure in the search", "on a fresh seed"),
            (
                (plain(", ".join(cause.changed)), *map(_departure, (cause.searched, cause.departure)))
                for cause in figure.causes
            ),
        )


def _departure(half_widths: float | None) -> str:
    return ABSENT if half_widths is None else departure(half_widths)


def _finding(finding: Finding) -> Iterator[str]:
    yield f"### {plain(finding.title)}\n"
    yield f"- the post: {plain(finding.post_says)}"
    yield f"- this run: {plain(finding.established)}"
    yield f"- evidence: {plain(', '.join(finding.evidence))}\n"
