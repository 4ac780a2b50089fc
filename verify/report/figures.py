"""Pictures of what a run established, with matplotlib, which is imported only when a picture is asked for."""

import io
from typing import Any

from verify.evidence import FailureProbability, Report


def pictures(report: Report) -> dict[str, str]:
    """Return the pictures that a report has the numbers for: file name -> SVG."""
    found = {}
    for row in report.census:
        if row.failure_probability is not None:
            found[f"failure-probability-{row.activation}.svg"] = _failure_probability(row.name, row.failure_probability)
    return found


# Fixed, so that the same numbers give the same bytes; text stays text, to be read and searched.
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "lemmata",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def _failure_probability(name: str, failure: FailureProbability) -> str:
    import matplotlib as mpl  # noqa: PLC0415  it is optional, and slow to import
    from matplotlib.figure import Figure  # noqa: PLC0415

    neurons = [step.neurons for step in failure.steps]
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(6.0, 3.6), layout="constrained")
        axes = figure.subplots()
        low, high = [step.low for step in failure.steps], [step.high for step in failure.steps]
        axes.fill_between(neurons, low, high, color="0.85", linewidth=0, label="5 % to 95 % of growths")
        axes.plot(neurons, [step.median for step in failure.steps], color="black", label="median")
        axes.plot(neurons, [step.mean for step in failure.steps], color="black", linestyle=":", label="mean")
        axes.axhline(failure.dead, color="#0072b2", linestyle="--", linewidth=1, label="no point active (mean)")
        axes.set_xlabel("neurons that are there")
        axes.set_ylabel("probability that the next one fails")
        axes.set_xlim(0, neurons[-1])
        if min(low) > 0:  # most growths end at a probability many times that of their beginning
            axes.set_yscale("log")
            axes.set_yticks([0.02, 0.05, 0.1, 0.2, 0.5, 1], labels=["2 %", "5 %", "10 %", "20 %", "50 %", "100 %"])
            axes.minorticks_off()
        axes.set_title(
            f"{name}: exact failure probability, {failure.growths} growths\n"
            f"{failure.expected:.0f} failures expected, {failure.observed} counted",
            fontsize=9,
            loc="left",
        )
        axes.legend(frameon=False, loc="upper left")
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"
