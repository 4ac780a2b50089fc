"""What a run established beside or against the post, computed from its evidence and never typed in."""

from collections.abc import Iterator, Sequence

from verify.evidence import CensusRow, Claim, Finding, Kind, Outcome, PremiseVerdict


def findings(claims: Sequence[Claim], census: Sequence[CensusRow]) -> tuple[Finding, ...]:
    """Return the findings of a run, those about claims first."""
    return (
        *_refuted_as_printed(claims),
        *_forgotten_premises(claims),
        *_shares(census),
        *_scales(census),
        *_floats(census),
        *_repetitions(census),
        *_tails(census),
    )


def _refuted_as_printed(claims: Sequence[Claim]) -> Iterator[Finding]:
    for claim in claims:
        if claim.kind is Kind.PRINTED and claim.outcome is Outcome.REFUTED:
            repairs = [other.id for other in claims if other.repairs == claim.id]
            repaired = f"; repaired as {', '.join(repairs)}" if repairs else ""
            yield Finding(
                id=f"{claim.id}-as-printed",
                title=f"{claim.id} is false as printed",
                post_says=claim.statement,
                established=f"a counterexample was found{repaired}",
                evidence=(claim.id, *repairs),
            )


def _forgotten_premises(claims: Sequence[Claim]) -> Iterator[Finding]:
    for claim in claims:
        for premise in claim.premises:
            if not premise.stated_in_post and premise.verdict is PremiseVerdict.NECESSARY:
                yield Finding(
                    id=f"{claim.id}-needs-{premise.id}",
                    title=f"{claim.id} needs a premise that the post does not state",
                    post_says=claim.source,
                    established=f"false without '{premise.statement}'; the witness is shown with the claim",
                    evidence=(claim.id,),
                )


def _shares(census: Sequence[CensusRow]) -> Iterator[Finding]:
    """Hold the post's share of non-improving neurons, where it names a total, against the row's interval."""
    for row in census:
        if row.post is None or not row.post.added:
            continue
        share = row.post.non_improving / row.post.added
        where = "inside" if row.rate.low <= share <= row.rate.high else "outside"
        interval = f"{_percent(row.rate.low)} to {_percent(row.rate.high)}"
        yield Finding(
            id=f"share-{_slug(row)}",
            title=f"the post's share of non-improving neurons for {row.name} is {where} the interval",
            post_says=f"{row.post.non_improving:,} of {row.post.added:,} ({_percent(share)})",
            established=f"{_percent(row.rate.value)} ({interval} at {100 * row.rate.confidence:g} % confidence)",
            evidence=(row.name,),
        )


def _scales(census: Sequence[CensusRow]) -> Iterator[Finding]:
    """Compare each scaled row with the row at scale 1, where the post gives a figure for both."""
    for row in census:
        base = next((b for b in census if b.activation == row.activation and b.scale_exact == "1"), None)
        if base is None or row is base or row.post is None or base.post is None:
            continue
        same = (row.improving, row.causes) == (base.improving, base.causes)
        before, after = base.post.non_improving, row.post.non_improving
        counts = f"{base.non_improving:,} of {base.drawn:,}, and {row.non_improving:,} of {row.drawn:,}"
        yield Finding(
            id=f"scale-{_slug(row)}",
            title=f"{row.name} beside {base.name}: {'no count changes' if same else 'the counts change'}",
            post_says=f"{before:,} neurons did not improve; with the weights scaled, {after:,}",
            established=f"{counts} with the weights scaled, on the same streams of candidates",
            evidence=(base.name, row.name),
        )


def _floats(census: Sequence[CensusRow]) -> Iterator[Finding]:
    """Say how often the criterion that the post's program used judges wrongly along the exact growth."""
    wrong: dict[str, str] = {}
    for row in census:
        counts = [
            f"{run.says_improving_but_not:,} + {run.says_not_but_improving:,} of {run.judged:,} ({run.cutoff})"
            for run in row.float_criterion
            if run.says_improving_but_not or run.says_not_but_improving
        ]
        if counts:
            wrong[row.name] = f"{row.name}: {', '.join(counts)}"
    if wrong:
        yield Finding(
            id="float-criterion",
            title="f_new < f_old in float64 is not the exact verdict",
            post_says="a neuron counts as improving when f_new < f_old in float64, as its program has it",
            established=f"wrongly said to improve + not to, by lstsq cutoff: {'; '.join(wrong.values())}",
            evidence=tuple(wrong),
        )


def _repetitions(census: Sequence[CensusRow]) -> Iterator[Finding]:
    """Hold the post's count against what its program refuses when it is repeated, under each cutoff."""
    for row in census:
        if row.post is None:
            continue
        figure = row.post.non_improving
        for paths in row.own_path:
            low, high = min(paths.refused), max(paths.refused)
            where = "among" if low <= figure <= high else "outside"
            capped = f"; {paths.capped:,} growths ended at the cap of {paths.cap:,} draws" if paths.capped else ""
            yield Finding(
                id=f"repeated-{_slug(row)}-{paths.cutoff.replace(' ', '-')}",
                title=f"{row.name}: the post's count is {where} those of its program repeated ({paths.cutoff})",
                post_says=f"{figure:,} neurons did not improve",
                established=f"{low:,} to {high:,} in {len(paths.refused)} repetitions of "
                f"{paths.growths:,} growths under the lstsq cutoff '{paths.cutoff}'{capped}",
                evidence=(row.name,),
            )


def _tails(census: Sequence[CensusRow]) -> Iterator[Finding]:
    """Say how the failures are spread: over growths, and over the length of a growth."""
    for row in census:
        if row.tail is None or row.post is None or not row.non_improving:
            continue
        yield Finding(
            id=f"tail-{_slug(row)}",
            title=f"{row.name}: the failures have a long tail",
            post_says=f"{row.post.non_improving:,} neurons did not improve",
            established=f"{row.tail.failures:,} of {row.non_improving:,} failures came while the last "
            f"{row.tail.last} of {row.neurons:,} neurons were sought; one growth alone had {row.tail.most_in_a_growth:,}",
            evidence=(row.name,),
        )


def _slug(row: CensusRow) -> str:
    return row.name.replace(" x ", "-x-").replace(" ", "-")


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
