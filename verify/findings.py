"""What a run established beside or against the post, computed from its evidence and never typed in."""

from collections.abc import Iterator, Sequence

from verify.census.findings import census_findings
from verify.evidence import CensusRow, Claim, Figure, Finding, Kind, Outcome, PremiseVerdict
from verify.evidence.figures import Agreement


def findings(
    claims: Sequence[Claim], census: Sequence[CensusRow], figures: Sequence[Figure] = ()
) -> tuple[Finding, ...]:
    """Return the findings of a run, those about claims first."""
    return (
        *_refuted_as_printed(claims),
        *_forgotten_premises(claims),
        *census_findings(claims, census),
        *_of_pictures(figures),
    )


def _refuted_as_printed(claims: Sequence[Claim]) -> Iterator[Finding]:
    for claim in claims:
        if claim.kind is Kind.PRINTED and claim.outcome is Outcome.REFUTED:
            repairs = [other.id for other in claims if other.repairs == claim.id]
            repaired = f"; repaired as {', '.join(repairs)}" if repairs else ""
            yield Finding(
                id=f"{claim.id}-refuted",
                title=f"a statement is false as printed: {claim.id}",
                post_says=claim.statement,
                established=f"the smallest counterexample is shown with {claim.id}{repaired}",
                evidence=(claim.id, *repairs),
            )


def _forgotten_premises(claims: Sequence[Claim]) -> Iterator[Finding]:
    """Name the premises of the post's own statements that it leaves out and that they cannot do without."""
    for claim in claims:
        for premise in claim.premises:
            if premise.stated_in_post is False and premise.verdict is PremiseVerdict.NECESSARY:
                yield Finding(
                    id=f"{claim.id}-needs-{premise.id}",
                    title=f"{claim.id} needs a premise that the post does not state: {premise.statement}",
                    post_says=claim.source,
                    established=f"without that premise the statement is false; the witness is shown with {claim.id}",
                    evidence=(claim.id,),
                )


def _of_pictures(figures: Sequence[Figure]) -> Iterator[Finding]:
    """Name the pictures that are not what their description gives, and what else they establish."""
    for figure in figures:
        if figure.agreement in {Agreement.EXPLAINED, Agreement.UNEXPLAINED}:
            yield Finding(
                id=f"{figure.id}-{figure.agreement}",
                title=f"{figure.id} is not what its description gives ({figure.agreement})",
                post_says=f"it shows {figure.shows}",
                established=f"departs by {figure.largest_departure:.1f} half-widths at {figure.at}. {figure.explained}",
                evidence=(figure.id,),
            )
        for number, remark in enumerate(figure.remarks, start=1):
            yield Finding(
                id=f"{figure.id}-{number}",
                title=f"{figure.id}: {remark.title}",
                post_says=remark.post_says,
                established=remark.established,
                evidence=(figure.id,),
            )
