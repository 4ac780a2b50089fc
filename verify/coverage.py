"""Every checkable statement of the post, section by section, and what in the report speaks about it.

The words are ours. A statement is *covered* when claims of the registry are about it, *open* when it is mathematics
that no claim is about yet (also in part: what is missing is said), and otherwise no mathematics. Which claims were run
and what became of them, only the report knows.
"""

from dataclasses import dataclass

INTRODUCTION = "Introduction"
GAUSSIANS = "General Approach"
PROBLEM = "Definition of Learning Problem"
SHALLOW = "Shallow Networks"
LAYERS = "Extra Layers for Error Correction"
CONCLUSION = "Conclusion"
PROOF = "Proof of Theorem 1"

_FAST = "how fast is shown by the pictures; no claim says it"


@dataclass(frozen=True)
class Statement:
    """A statement of the post: the claims about it, what of it is still open, or why it is no mathematics."""

    id: str
    section: str
    words: str
    claims: tuple[str, ...] = ()
    still_open: str | None = None
    not_mathematical: str | None = None

    def __post_init__(self) -> None:
        if not (self.claims or self.still_open or self.not_mathematical):
            raise ValueError(f"{self.id}: name claims, or say why there are none")


STATEMENTS: tuple[Statement, ...] = (
    Statement(
        "I1", INTRODUCTION, "others show that local minima trouble large networks less",
        not_mathematical="it reports other papers",
    ),
    Statement(
        "I2", INTRODUCTION, "after such an initialisation, more neurons make a bad local minimum harder to reach",
        ("descent-bound", "monotone-in-neurons"),
    ),
    Statement(
        "I3", INTRODUCTION, "a local minimum of any quality is had at initialisation if neurons or layers are free",
        ("zero-objective", "generic-nonsingularity", "depth-suffices-printed", "depth-can-stall"),
    ),
    Statement(
        "I4", INTRODUCTION, "so gradient descent always solves supervised learning, efficiently",
        ("gradient-descent-printed",), still_open="'efficiently' is not made precise",
    ),
    Statement(
        "G1", GAUSSIANS, "the best single Gaussian can be found by search",
        still_open="no claim; figure_0.5 has a rigorous search",
    ),
    Statement("G2", GAUSSIANS, "four Gaussians have a bad local minimum", ("gaussian-local",)),
    Statement("G3", GAUSSIANS, "the best four Gaussians fit the data perfectly", ("gaussian-global",)),
    Statement(
        "G4", GAUSSIANS, "more Gaussians have more local minima",
        still_open="no claim; gaussian-minima-number counts what a search finds and proves",
    ),
    Statement(
        "G5", GAUSSIANS, "with more Gaussians it is harder to fit badly",
        ("monotone-in-neurons",), still_open="covered for heights that are solved again; about local minima it is open",
    ),
    Statement(
        "G6", GAUSSIANS, "three more Gaussians mend the bad minimum, to the global optimum",
        still_open="no claim; figure_3 shows where a descent from there ends",
    ),
    Statement(
        "G7", GAUSSIANS, "adding a Gaussian where the fit is worst cannot end badly",
        ("greedy-gaussian",), still_open="it never raises the objective; with one deviation it can get stuck above 0",
    ),
    Statement(
        "G8", GAUSSIANS, "narrow Gaussians, one a point, fit the data perfectly",
        ("gaussian-interpolation", "one-gaussian-a-point"),
    ),
    Statement("G9", GAUSSIANS, "such a model overfits", not_mathematical="there is no distribution to measure it by"),
    Statement(
        "D1", PROBLEM, "training is to minimise the sum of squared residuals over all parameters",
        not_mathematical="a definition",
    ),
    Statement(
        "S1", SHALLOW, "a shallow network is a linear combination of its neurons", not_mathematical="a definition",
    ),
    Statement("S2", SHALLOW, "its training is not convex", ("training-not-convex",)),
    Statement(
        "S3", SHALLOW, "with fixed neurons it is convex, so gradient descent always finds the optimum",
        ("normal-equations", "gradient-descent-printed", "descent-bound"),
    ),
    Statement(
        "S4", SHALLOW, "that optimum bounds every local minimum reached from there",
        ("gradient-descent-printed", "descent-bound"),
    ),
    Statement("S5", SHALLOW, "without neurons the objective is ‖Y‖², the worst there is", ("objective-bounds",)),
    Statement("S6", SHALLOW, "with a bias the worst is the sum of squared deviations", ("objective-bounds",)),
    Statement(
        "S7", SHALLOW, "as many neurons as points and det G ≠ 0 give objective 0, a global optimum",
        ("zero-objective",),
    ),
    Statement(
        "S8", SHALLOW, "in practice the determinant of G is not zero",
        ("determinant-printed", "generic-nonsingularity"),
    ),
    Statement(
        "S9", SHALLOW, "in between, the objective goes from ‖Y‖² down to 0",
        ("objective-bounds", "monotone-in-neurons"),
    ),
    Statement(
        "S10", SHALLOW, "an added neuron improves unless one equation holds",
        ("theorem-1-printed", "theorem-1", "gain-formula"),
    ),
    Statement(
        "S11", SHALLOW, "the equation is a linear subspace, which uniform outputs hit with probability almost 0",
        ("hyperplane-printed", "hyperplane"),
    ),
    Statement(
        "S12", SHALLOW, "non-linear neurons hardly ever hit it either",
        ("improves-almost-surely", "failure-probability"),
    ),
    Statement("S13", SHALLOW, "of some 10,000 tanh neurons one failed, perhaps by a numerical error", ("census-tanh",)),
    Statement("S14", SHALLOW, "of 15,000 ReLU neurons 5,000 failed", ("census-relu",)),
    Statement("S15", SHALLOW, "because many were dead, or linear on the data", ("census-relu",)),
    Statement(
        "S16", SHALLOW, "because the weights were too large: a factor 0.01 left 1,000 failures",
        ("smaller-weights-printed", "homogeneity", "census-relu"),
    ),
    Statement("S17", SHALLOW, "with proper sampling the probability of failure is small", ("failure-probability",)),
    Statement(
        "S18", SHALLOW, "so some random neuron improves with large probability",
        ("improves-almost-surely", "failure-probability"),
    ),
    Statement(
        "S19", SHALLOW, "the average objective of tanh networks falls fast", ("curve-shallow",), still_open=_FAST,
    ),
    Statement(
        "S20", SHALLOW, "it tends to 0 as the neurons become as many as the points",
        ("zero-objective", "generic-nonsingularity", "curve-shallow"), still_open=_FAST,
    ),
    Statement("S21", SHALLOW, "ReLU networks behave alike", ("curve-shallow",), still_open=_FAST),
    Statement(
        "S22", SHALLOW, "the scaled objective hardly depends on the number of points",
        still_open="the pictures show it; no claim is about it",
    ),
    Statement("S23", SHALLOW, "the best of several candidates is a better choice", ("candidates",)),
    Statement(
        "S24", SHALLOW, "changes kept when they help improve the start, more efficiently than candidates",
        ("changes-monotone", "curve-changes", "changes-beat-candidates"),
        still_open="which is more efficient is tested at one size, and depends on it",
    ),
    Statement(
        "S25", SHALLOW, "divided by 100 the objective is the mean squared error",
        ("mean-squared-error-printed", "mean-squared-error"),
    ),
    Statement(
        "E1", LAYERS, "a layer is added by taking the outputs of the last one as points",
        not_mathematical="a definition",
    ),
    Statement("E2", LAYERS, "the objective of the start bounds local minima here too", ("descent-bound",)),
    Statement("E3", LAYERS, "a linear neuron with the optimal weights keeps the objective", ("pass-through",)),
    Statement("E4", LAYERS, "so a further layer improves with large probability", ("layer-improves",)),
    Statement(
        "E5", LAYERS, "layers of one ReLU neuron lower the objective steadily",
        ("pass-through", "curve-deep"), still_open=_FAST,
    ),
    Statement("E6", LAYERS, "layers of five do so faster", ("curve-deep",), still_open=_FAST),
    Statement(
        "E7", LAYERS, "with enough layers any objective can be reached", ("depth-suffices-printed", "depth-can-stall"),
    ),
    Statement("E8", LAYERS, "perhaps there are data on which it never becomes 0", ("depth-can-stall",)),
    Statement(
        "E9", LAYERS, "layers that see the input cannot lose information, and improve faster",
        ("input-connection", "curve-deep"), still_open=_FAST,
    ),
    Statement(
        "E10", LAYERS, "a shallow network can be made deep, layer by layer",
        ("shallow-to-deep-printed", "shallow-to-deep"),
    ),
    Statement("E11", LAYERS, "the deep network is as good as the shallow one", ("deep-no-worse",)),
    Statement("E12", LAYERS, "layers may see the first hidden layer instead of the input", ("first-layer-connection",)),
    Statement(
        "E13", LAYERS, "fewer connections overfit less",
        not_mathematical="there is no distribution to measure it by",
    ),
    Statement(
        "C1", CONCLUSION, "any objective can be had, the number of neurons or layers being free",
        ("zero-objective", "generic-nonsingularity", "depth-suffices-printed", "depth-can-stall"),
    ),
    Statement("C2", CONCLUSION, "computers become faster, so this matters", not_mathematical="a forecast"),
    Statement("P1", PROOF, "at an optimum the normal equations hold", ("normal-equations",)),
    Statement("P2", PROOF, "written in blocks, all but one hold without the new neuron too", ("theorem-1",)),
    Statement(
        "P3", PROOF, "where that one fails the gradient is not 0, so the objective can fall",
        ("theorem-1", "gain-formula"),
    ),
)  # fmt: skip


def unknown(ids: frozenset[str]) -> tuple[str, ...]:
    """Return what the statements name and the registry `ids` does not have."""
    return tuple(sorted({claim for statement in STATEMENTS for claim in statement.claims} - ids))
