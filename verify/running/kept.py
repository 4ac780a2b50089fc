"""Where things are kept between runs; the environment variable LEMMATA_CACHE names one folder for all of them."""

import os
from pathlib import Path

from platformdirs import user_cache_path

_VARIABLE = "LEMMATA_CACHE"


def counterexamples() -> Path:
    """Return the folder of counterexamples: by default in the current folder, beside the claims that they refute."""
    return Path(os.environ.get(_VARIABLE) or ".lemmata_cache") / "counterexamples"


def results() -> Path:
    """Return the folder of the results of long work: by default in the user's folder for caches."""
    chosen = os.environ.get(_VARIABLE)
    return (Path(chosen) if chosen else user_cache_path("lemmata")) / "results"
