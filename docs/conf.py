"""How Sphinx builds the documentation: `python -m nox -s docs`. Nothing is downloaded."""

import sys
from importlib import metadata
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]  # generated.py, and the project

project = "Lemmata"
release = metadata.version("lemmata")
copyright = "the authors of Lemmata"  # noqa: A001  Sphinx calls it so

extensions = ["myst_parser", "sphinx.ext.autodoc", "generated"]
exclude_patterns = ["_build"]

myst_heading_anchors = 3

smartquotes = False  # quotes and dashes stay as the code has them
default_role = "code"  # docstrings put code in single backticks
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
# Types of other projects, which are documented there, and our own that no user makes or reads.
nitpick_ignore_regex = [
    ("py:.*", r"(?!(core|verify)\b).*"),
    ("py:.*", r"core\.exact\.(reasons|outputs)\..*"),
]

html_theme = "furo"
html_title = "Lemmata"
html_show_sphinx = False
html_copy_source = False
