"""What the pictures establish beside or against the post, read from the figures of a run."""

from collections.abc import Iterator, Sequence

from verify.evidence import Figure, Finding
from verify.evidence.figures import Agreement


def figure_findings(figures: Sequence[Figure]) -> Iterator[Finding]:
    """Yield a finding for each picture that departs from what the post describes, and for each impossible reading."""
    for figure in figures:
        if figure.agreement in {Agreement.EXPLAINED, Agreement.UNEXPLAINED}:
            verdict = figure.agreement
            yield Finding(
                id=f"{figure.id}-{verdict}",
                title=f"{figure.id} is not what its description gives ({verdict})",
                post_says=f"it shows {figure.shows}",
                established=f"departs by {figure.largest_departure:.1f} half-widths at {figure.at}. {figure.explained}",
                evidence=(figure.id,),
            )
        for number, note in enumerate(figure.notes, start=1):
            yield Finding(
                id=f"{figure.id}-note-{number}",
                title=f"a bound beside {figure.id}",
                post_says=f"it shows {figure.shows}",
                established=note,
                evidence=(figure.id,),
            )
