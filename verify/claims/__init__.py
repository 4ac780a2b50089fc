"""The claims, in the order of the post: id -> module. Nothing is imported here."""

ALL: dict[str, str] = {
    "normal-equations": "verify.claims.normal_equations",
    "gradient-descent-printed": "verify.claims.gradient_descent_printed",
    "descent-bound": "verify.claims.descent_bound",
    "objective-bounds": "verify.claims.objective_bounds",
    "monotone-in-neurons": "verify.claims.monotone_in_neurons",
    "zero-objective": "verify.claims.zero_objective",
    "theorem-1-printed": "verify.claims.theorem_1_printed",
    "theorem-1": "verify.claims.theorem_1",
    "hyperplane-printed": "verify.claims.hyperplane_printed",
    "hyperplane": "verify.claims.hyperplane",
    "gain-formula": "verify.claims.gain_formula",
    "homogeneity": "verify.claims.homogeneity",
    "census-tanh": "verify.claims.census_tanh",
    "census-relu": "verify.claims.census_relu",
    "candidates": "verify.claims.candidates",
    "changes-monotone": "verify.claims.changes_monotone",
    "mean-squared-error-printed": "verify.claims.mean_squared_error_printed",
    "mean-squared-error": "verify.claims.mean_squared_error",
    "pass-through": "verify.claims.pass_through",
    "shallow-to-deep": "verify.claims.shallow_to_deep",
}
