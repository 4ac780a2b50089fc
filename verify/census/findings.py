"""How the census of a run compares with the post's figures, in sentences computed from its rows.

No cause of a difference is named here. What was tried is listed with what it came to, and where none of it comes
near the post's figure, the finding says so.
"""

from collections.abc import Iterator, Sequence

from core.activations import activation, as_written
from verify.evidence import CensusRow, Claim, Finding, FloatCriterion, Outcome, OwnPathCounts, PostFigure

ALMOST_SURELY = "improves-almost-surely"
HOMOGENEITY = "homogeneity"
"""The claim that explains, where it holds, why an exact factor changes no count."""


def census_findings(claims: Sequence[Claim], census: Sequence[CensusRow]) -> Iterator[Finding]:
    """Yield the findings about the census: shares, scaling, the float criterion, the post's program, the tail."""
    for row in census:
        base = _at_scale_1(row, census)
        if row.post is not None and row.post.added:
            yield _share(row, row.post)
        if row.post is not None and base is not None and base.post is not None:
            yield _scaled(row, row.post, base, base.post, census, claims)
    yield from _floats(census)
    for row in census:
        if row.post is not None and row.own_path:
            yield _repeated(row, row.post)
        yield from _unreached(row, census)
        yield from _tail(row)
        yield from _probability(row)
        yield from _null_event(row, claims)


def _at_scale_1(row: CensusRow, census: Sequence[CensusRow]) -> CensusRow | None:
    """Return the row of the same activation at scale 1; None for that row itself."""
    found = next((base for base in census if base.activation == row.activation and base.scale_exact == "1"), None)
    return None if found is row else found


def _share(row: CensusRow, post: PostFigure) -> Finding:
    share = post.non_improving / (post.added or 1)
    where = "inside" if _within(share, row) else "outside"
    return Finding(
        id=f"share-{_slug(row)}",
        title=f"{_written(row)}: the post's share of non-improving neurons is {where} the interval of this run",
        post_says=f"{post.non_improving:,} of {post.added:,} neurons did not improve ({_percent(share)})",
        established=f"{_exactly(row)} ({_percent(row.rate.value)}); the {_confidence(row)} interval, with the growth "
        f"as its unit, is {_interval(row)}",
        evidence=(row.name,),
    )


def _scaled(
    row: CensusRow,
    post: PostFigure,
    base: CensusRow,
    post_base: PostFigure,
    census: Sequence[CensusRow],
    claims: Sequence[Claim],
) -> Finding:
    """Compare a scaled row with the one at scale 1, beside the post's two counts."""
    same = (row.drawn, row.improving, row.causes) == (base.drawn, base.improving, base.causes)
    rounded = _rounded(row, census)
    products = "".join(f", {_counts(other)} when the products are rounded to floats" for other in rounded)
    scaled = f"{_counts(row)} with the exact factor {row.scale_exact}{products}"
    sentences = [f"{_exactly(base)} with the weights as drawn, {scaled}, on the same streams of candidates."]
    held = [claim.id for claim in claims if claim.id == HOMOGENEITY and claim.outcome is Outcome.HOLDS]
    must = held if same and activation(row.activation).positively_homogeneous else []
    if must:
        sentences.append(
            f"By the claim {HOMOGENEITY} no exact factor c > 0 changes a verdict of {as_written(row.activation)}."
        )
    sentences += _readings(row, post, post_base)
    return Finding(
        id=f"scale-{_slug(row)}",
        title=f"{_written(base)}: the exact factor {row.scale_exact} changes {'no count' if same else 'the counts'}; "
        f"the post's count went from {post_base.non_improving:,} to {post.non_improving:,}",
        post_says=f"{post_base.non_improving:,} neurons did not improve; with weights multiplied by {row.scale:g}, "
        f"{post.non_improving:,}",
        established=" ".join(sentences),
        evidence=(base.name, row.name, *(other.name for other in rounded), *must),
    )


def _readings(row: CensusRow, post: PostFigure, post_base: PostFigure) -> Iterator[str]:
    """Hold the post's count for the scaled weights, which has no total, against the interval in two readings."""
    if not post_base.added:
        return
    as_many_drawn, as_many_improved = post_base.added, post_base.added - post_base.non_improving + post.non_improving
    shares = [post.non_improving / total for total in (as_many_drawn, as_many_improved)]
    where = ("both outside", "only one inside", "both inside")[sum(_within(share, row) for share in shares)]
    yield (
        f"The post gives no total for its {post.non_improving:,}. If as many were drawn as before, it is "
        f"{_percent(shares[0])} of {as_many_drawn:,}; if as many improved, {_percent(shares[1])} of "
        f"{as_many_improved:,}: {where} the {_confidence(row)} interval {_interval(row)}."
    )


def _rounded(row: CensusRow, census: Sequence[CensusRow]) -> list[CensusRow]:
    """Return the row whose weights were rounded to floats after scaling, if there is one."""
    return [
        other
        for other in census
        if other.rounded and (other.activation, other.scale_exact) == (row.activation, row.scale_exact)
    ]


def _floats(census: Sequence[CensusRow]) -> Iterator[Finding]:
    """Say how often the criterion that the post's program used judges wrongly along the exact growth."""
    too_good = _wrong(census, [[run.says_improving_but_not for run in row.float_criterion] for row in census])
    too_bad = _wrong(census, [[run.says_not_but_improving for run in row.float_criterion] for row in census])
    parts = []
    if too_good:
        parts.append(f"it says that neurons improve that do not: {'; '.join(too_good.values())}")
    if too_bad:
        parts.append(f"it says that neurons do not improve that do: {'; '.join(too_bad.values())}")
    if parts:
        yield Finding(
            id="float-criterion",
            title="f_new < f_old in float64 is not the exact verdict",
            post_says="a neuron counts as improving when f_new < f_old in float64, as its program has it",
            established=f"along the exact growth, {', and '.join(parts)} (the range is that of the lstsq cutoffs)",
            evidence=tuple(row.name for row in census if row.name in too_good.keys() | too_bad.keys()),
        )


def _wrong(census: Sequence[CensusRow], counts: Sequence[Sequence[int]]) -> dict[str, str]:
    """Write the counts of each row that has any: "41 to 49 of 1,627 for ReLU"."""
    return {
        row.name: f"{_range(wrong)} of {row.float_criterion[0].judged:,} for {_written(row)}"
        for row, wrong in zip(census, counts, strict=True)
        if any(wrong)
    }


def _repeated(row: CensusRow, post: PostFigure) -> Finding:
    """Hold the post's count against what its program refuses when it is repeated, under each cutoff."""
    reached = [paths.cutoff for paths in row.own_path if _refuses(paths, post)]
    where = f"among (lstsq cutoff: {', '.join(reached)})" if reached else "not among"
    capped = sum(paths.capped for paths in row.own_path)
    ended = f"; {capped:,} growths ended at the cap of {row.own_path[0].cap:,} draws" if capped else ""
    return Finding(
        id=f"repeated-{_slug(row)}",
        title=f"{_written(row)}: the post's count is {where} those of its program repeated",
        post_says=f"{post.non_improving:,} neurons did not improve",
        established="its float criterion decides what is added, and refuses "
        + "; ".join(
            f"{_range(paths.refused)} neurons in {len(paths.refused)} repetitions of {paths.growths:,} growths with "
            f"the lstsq cutoff of {paths.cutoff}"
            for paths in row.own_path
        )
        + ended,
        evidence=(row.name,),
    )


def _unreached(row: CensusRow, census: Sequence[CensusRow]) -> Iterator[Finding]:
    """Where the post's share lies in nothing that this run tried, list what that was and what it came to."""
    if row.post is None or not row.post.added:
        return
    post = row.post
    share = post.non_improving / row.post.added
    spans = [("the exact verdicts", row.rate.low, row.rate.high)]
    for run in row.float_criterion:
        shift = _shift(run)
        criterion = f"f_new < f_old with the lstsq cutoff of {run.cutoff}"
        spans.append((criterion, row.rate.low + shift, row.rate.high + shift))
    for other in census:
        if other.activation == row.activation and other is not row:
            factor = f"the factor {other.scale_exact}, {'rounded to floats' if other.rounded else 'exact'}"
            spans.append((factor, other.rate.low, other.rate.high))
    if row.tail is not None and row.drawn > row.tail.failures:
        left = (row.non_improving - row.tail.failures) / (row.drawn - row.tail.failures)
        spans.append((f"without the failures at the last {row.tail.last} neurons of a growth", left, left))
    if any(low <= share <= high for _, low, high in spans) or any(_refuses(paths, post) for paths in row.own_path):
        return
    tried = [f"{what}: {_percents(low, high)}" for what, low, high in spans]
    tried += [f"its program repeated, {paths.cutoff}: {_range(paths.refused)} refused" for paths in row.own_path]
    missing = "" if row.own_path else ". The post's own program was not repeated in this profile"
    yield Finding(
        id=f"unreached-{_slug(row)}",
        title=f"{_written(row)}: none of the causes tried in this run brings the count near the post's",
        post_says=f"{post.non_improving:,} of {post.added:,} neurons did not improve ({_percent(share)})",
        established=f"shares of neurons that do not improve: {'; '.join(tried)}{missing}",
        evidence=(row.name,),
    )


def _shift(run: FloatCriterion) -> float:
    """Return by how much the criterion's wrong verdicts change the share of neurons that do not improve."""
    return (run.says_not_but_improving - run.says_improving_but_not) / run.judged if run.judged else 0.0


def _refuses(paths: OwnPathCounts, post: PostFigure) -> bool:
    return min(paths.refused) <= post.non_improving <= max(paths.refused)


def _tail(row: CensusRow) -> Iterator[Finding]:
    """Say how the failures are spread: over the length of a growth, and over the growths."""
    if row.tail is None or row.post is None or row.scale_exact != "1" or not row.non_improving:
        return
    tail, mean = row.tail, row.non_improving / row.growths
    share = _percent(tail.failures / row.non_improving)
    yield Finding(
        id=f"tail-{_slug(row)}",
        title=f"{_written(row)}: {share} of the failures come with the last {tail.last} of {row.neurons:,} neurons",
        post_says=f"{row.post.non_improving:,} neurons did not improve; it does not say where in a growth",
        established=f"{tail.failures:,} of {row.non_improving:,} failures came while the last {tail.last} neurons of a "
        f"growth were sought; a growth has {mean:.3g} failures on average, and {tail.most_in_a_growth:,} at most",
        evidence=(row.name,),
    )


_SMALL = "with a proper sampling of the weights the probability that a neuron fails is small"


def _probability(row: CensusRow) -> Iterator[Finding]:
    """Give the exact probability of failure, and hold the failures that were counted against it."""
    failure = row.failure_probability
    if failure is None:
        return
    last = len(failure.steps) - 1
    shown = [failure.steps[k] for k in sorted({0, last // 2, last})]
    steps = ", ".join(f"{_percent(step.mean)} with {step.neurons}" for step in shown)
    apart = (failure.observed - failure.expected) / failure.deviation if failure.deviation else 0.0
    yield Finding(
        id=f"probability-{_slug(row)}",
        title=f"{_written(row)}: the probability that the next neuron fails goes from {_percent(shown[0].mean)} to "
        f"{_percent(shown[-1].mean)}, and the failures counted {'agree' if failure.consistent else 'do not agree'}",
        post_says=_SMALL,
        established=f"computed from the exact cells of weights, the mean over {failure.growths:,} growths is {steps} "
        f"neurons; weights that leave every point inactive make {_percent(failure.dead)} of it. Expected failures: "
        f"{failure.expected:,.1f}, standard deviation {failure.deviation:.1f}; counted: {failure.observed:,}, "
        f"{apart:+.2f} deviations from it, where {failure.low:,} to {failure.high:,} were allowed; "
        f"{failure.outside:,} growths lie outside their own interval (error {failure.error:g} for all together)",
        evidence=(row.name, "failure-probability"),
    )


def _null_event(row: CensusRow, claims: Sequence[Claim]) -> Iterator[Finding]:
    """Where failure has probability 0, say by what argument; only if this run established it."""
    held = [claim.id for claim in claims if claim.id == ALMOST_SURELY and claim.outcome is Outcome.HOLDS]
    if row.null_steps and held:
        yield Finding(
            id=f"probability-{_slug(row)}",
            title=f"{_written(row)}: the next neuron fails with probability exactly 0, at all {row.null_steps:,} steps",
            post_says="a non-linear neuron hits the linear subspace almost never; one of some 10,000 did",
            established=f"at each step an improving neuron was found; by the claim {held[0]} it is a witness that all "
            "weights but a null set improve (--certificates FILE writes the witnesses)",
            evidence=(row.name, *held),
        )


def _within(share: float, row: CensusRow) -> bool:
    return row.rate.low <= share <= row.rate.high


def _exactly(row: CensusRow) -> str:
    return f"exactly, {_counts(row)} neurons do not improve"


def _counts(row: CensusRow) -> str:
    return f"{row.non_improving:,} of {row.drawn:,}"


def _interval(row: CensusRow) -> str:
    return _percents(row.rate.low, row.rate.high)


def _confidence(row: CensusRow) -> str:
    return f"{100 * row.rate.confidence:g} %"


def _range(counts: Sequence[int]) -> str:
    low, high = min(counts), max(counts)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _percents(low: float, high: float) -> str:
    return _percent(low) if low == high else f"{_percent(low)} to {_percent(high)}"


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def _written(row: CensusRow) -> str:
    """The name of a row, as a sentence has it."""
    return as_written(row.activation) + row.name.removeprefix(row.activation)


def _slug(row: CensusRow) -> str:
    return row.name.replace(" x ", "-x-").replace(" ", "-")
