"""Claims and the evidence for them. Here is what a claim of one's own is made of; see README, "Your own claims"."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verify.exhausted import Scope, sizes
    from verify.own import Part, check_claim, state
    from verify.replaying import replay

__all__ = ["Part", "Scope", "check_claim", "replay", "sizes", "state"]

_HOMES = {
    "Part": "verify.own",
    "Scope": "verify.exhausted",
    "check_claim": "verify.own",
    "replay": "verify.replaying",
    "sizes": "verify.exhausted",
    "state": "verify.own",
}


def __getattr__(name: str) -> Any:
    """Import a name only when it is asked for, so that `python -m verify.report --help` stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'verify' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415  as above

    return getattr(import_module(_HOMES[name]), name)
