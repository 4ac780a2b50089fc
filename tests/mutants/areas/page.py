"""Bugs in the page: a number that is not the report's, text that becomes markup, a level that is not reached."""

from tests.mutants.edit import Edit, by_tests

PAGE = by_tests("verify/report/page/test_page.py")

EDITS = (
    Edit(
        "page-counts-one-more",
        "every count on the page is one more than that of the report",
        "verify/report/page/numbers.py",
        'return _written(self.at(*path), "{:,}".format)',
        'return _written(self.at(*path), lambda count: f"{count + 1:,}")',
        (PAGE,),
    ),
    Edit(
        "page-lets-markup-in",
        "what a user has written becomes markup on the page",
        "verify/report/page/document.py",
        "autoescape=True",
        "autoescape=False",
        (PAGE,),
    ),
    Edit(
        "page-lets-formulas-be-markup",
        "what stands in a formula becomes markup on the page",
        "verify/proof/mathml.py",
        "sign, shown = tokens[at], html.escape(tokens[at])",
        "sign, shown = tokens[at], tokens[at]",
        (by_tests("verify/proof/test_mathml.py"),),
    ),
    Edit(
        "page-asks-the-network",
        "the page may load what it likes from elsewhere",
        "verify/report/page/document.py",
        "default-src 'none'",
        "default-src *",
        (PAGE,),
    ),
    Edit(
        "page-takes-a-claims-anchor",
        "a claim that is called like a part of the page takes its anchor",
        "verify/report/page/anchors.py",
        "if _SAFE.fullmatch(name) and name not in used:",
        "if _SAFE.fullmatch(name):",
        (by_tests("verify/report/page/test_anchors.py"), PAGE),
    ),
    Edit(
        "graph-shows-own-levels",
        "the graph hides that a claim rests on weaker ones",
        "verify/report/page/graph.py",
        "return claim.effective_level.value if claim.effective_level else",
        "return claim.level.value if claim.level else",
        (PAGE,),
    ),
    Edit(
        "graph-loses-edges",
        "the graph leaves out what a claim rests on besides the first",
        "verify/report/page/graph.py",
        "return [end for end in dict.fromkeys(ends) if end not in implied]",
        "return [end for end in dict.fromkeys(ends) if end not in implied][:1]",
        (by_tests("verify/report/page/test_graph.py"),),
    ),
    Edit(
        "rounded-looks-exact",
        "a counterexample in decimals looks exact",
        "verify/report/page/matrices.py",
        'sign = "=" if rounded(exactly(value)) == exactly(value) else "≈"',
        'sign = "="',
        (by_tests("verify/report/page/test_matrices.py"),),
    ),
    Edit(
        "program-of-unquoted-names",
        "the name of a matrix becomes a part of the program that replays an instance",
        "verify/report/program.py",
        'f"{_quoted(name)}: {_literal(value)}"',
        "f'\"{name}\": {_literal(value)}'",
        (by_tests("verify/report/test_program.py"),),
    ),
)
