"""The claims, in the order of the post: id -> module. Nothing is imported here."""

ALL: dict[str, str] = {
    "training-not-convex": "verify.claims.training_not_convex",
    "normal-equations": "verify.claims.normal_equations",
    "monotone-in-neurons": "verify.claims.monotone_in_neurons",
    "zero-objective": "verify.claims.zero_objective",
    "determinant-printed": "verify.claims.determinant_printed",
    "generic-nonsingularity": "verify.claims.generic_nonsingularity",
    "theorem-1": "verify.claims.theorem_1",
    "gain-formula": "verify.claims.gain_formula",
    "improves-almost-surely": "verify.claims.improves_almost_surely",
    "failure-probability": "verify.claims.failure_probability",
    "smaller-weights-printed": "verify.claims.smaller_weights_printed",
    "homogeneity": "verify.claims.homogeneity",
    "census-tanh": "verify.claims.census_tanh",
    "census-relu": "verify.claims.census_relu",
    "pass-through": "verify.claims.pass_through",
    "shallow-to-deep": "verify.claims.shallow_to_deep",
}
