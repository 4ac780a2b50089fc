"""The independent checkers of certificates, which import nothing of the rest of the project.

`certificates` (exact, standard library) with `lines` and `neurons`; `enclosures` (balls, python-flint);
`dispatch.check_line` sends each line to the right one, `python -m verify.check FILE.jsonl` a whole file.
"""
