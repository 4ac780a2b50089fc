"""The claims, in the order of the post: id -> module. Nothing is imported here."""

ALL: dict[str, str] = {
    "normal-equations": "verify.claims.normal_equations",
    "monotone-in-neurons": "verify.claims.monotone_in_neurons",
    "zero-objective": "verify.claims.zero_objective",
    "theorem-1": "verify.claims.theorem_1",
    "gain-formula": "verify.claims.gain_formula",
    "homogeneity": "verify.claims.homogeneity",
    "census-tanh": "verify.claims.census_tanh",
    "census-relu": "verify.claims.census_relu",
    "pass-through": "verify.claims.pass_through",
    "layer-improves": "verify.claims.layer_improves",
    "depth-suffices-printed": "verify.claims.depth_suffices_printed",
    "depth-can-stall": "verify.claims.depth_can_stall",
    "input-connection": "verify.claims.input_connection",
    "shallow-to-deep-printed": "verify.claims.shallow_to_deep_printed",
    "shallow-to-deep": "verify.claims.shallow_to_deep",
    "deep-no-worse": "verify.claims.deep_no_worse",
    "first-layer-connection": "verify.claims.first_layer_connection",
}
