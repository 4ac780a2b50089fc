"""Strategies that no longer generate what they are there for."""

from tests.mutants.edit import Edit, by_tests, report

STRATEGIES = by_tests(
    *(
        f"verify/instruments/test_strategies.py::{name}"
        for name in (
            "test_additions_reach_every_stratum",
            "test_samples_reach_every_stratum",
            "test_hidden_outputs_have_every_rank",
            "test_strata_are_decided_from_the_numbers",
            "test_off_the_hyperplane_is_off_by_large_and_by_tiny_powers",
            "test_additions_have_full_mantissas_now_and_then",
        )
    )
)

EDITS = (
    Edit(
        "never-just-off",
        "neurons off the hyperplane are off by 1/2 of an entry, never by less",
        "verify/instruments/strategies.py",
        "k = draw(st.integers(1, LARGEST_K))",
        "k = draw(st.integers(1, 1))",
        (report("theorem-1"), STRATEGIES),
    ),
    Edit(
        "never-on-the-boundary",
        "neurons on the hyperplane are never generated, only ones beside it",
        "verify/instruments/strategies.py",
        "    along = sum(a * b for a, b in zip(h, R, strict=True))\n",
        "    along = sum(a * b for a, b in zip(h, R, strict=True)) + 1\n",
        (report("theorem-1"),),
    ),
    Edit(
        "never-more-neurons-than-points",
        "there are never more neurons than points",
        "verify/instruments/strategies.py",
        "(*(tuple(range(n)) * 2), n, n + 1, n + 2)",
        "(*(tuple(range(n)) * 2), n)",
        (report("gain-formula"),),
    ),
    Edit(
        "never-rough",
        "floats with full mantissas are never generated among the additions",
        "verify/instruments/strategies.py",
        "rough = draw(st.integers(0, 5)) == 5",
        "rough = draw(st.integers(0, 5)) == 6",
        (report("theorem-1"), STRATEGIES),
    ),
    Edit(
        "never-one-point",
        "samples always have two points at least",
        "verify/instruments/strategies.py",
        "for _ in range(draw(st.integers(1, largest_n))):",
        "for _ in range(draw(st.integers(2, largest_n))):",
        (report("homogeneity"),),
    ),
    Edit(
        "never-independent",
        "every hidden neuron after the first is dead, a duplicate or a sum",
        "verify/instruments/strategies.py",
        "kind = draw(st.integers(0, 7)) if found else 7",
        "kind = draw(st.integers(0, 2)) if found else 7",
        (report("zero-objective"), STRATEGIES),
    ),
    Edit(
        "stratum-mislabelled",
        "a neuron on the hyperplane is counted as just off it",
        "verify/instruments/strategies.py",
        '"just off the hyperplane": 0 < v * v * 2**20 <= dot(g, g) * dot(r, r),',
        '"just off the hyperplane": 0 <= v * v * 2**20 <= dot(g, g) * dot(r, r),',
        (STRATEGIES,),
    ),
    Edit(
        "bound-says-nothing",
        "the float bound of gᵀr is so wide that floats never tell anything",
        "verify/instruments/float_bounds.py",
        "return at_most(length(g) * length(y) * (bound.relative",
        "return 1e18 * at_most(length(g) * length(y) * (bound.relative",
        (report("theorem-1"),),
    ),
)
