"""Coq is left out of every test but those about it: it takes as long as all claims of a small run together."""

import os

os.environ.setdefault("LEMMATA_COQ", "off")  # before any test, for the programs that tests start as well
