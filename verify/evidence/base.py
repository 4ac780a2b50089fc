"""What all models of the report share: frozen, strict, and silent about what was not established."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

Count = Annotated[int, Field(ge=0)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Text = Annotated[str, Field(min_length=1)]

Number = Annotated[str, Field(pattern=r"^-?[0-9]+(/[0-9]*[1-9][0-9]*)?$", max_length=4000)]
"""An exact number: "-3" or "1/2", within what Python's integers read at once."""

# Exact numbers and names are strings; vectors, matrices and families of matrices are tuples of them.
Vector = tuple[str, ...]
Matrix = tuple[Vector, ...]
Exact = str | Vector | Matrix | tuple[Matrix, ...]
Instance = dict[str, Exact]
"""A counterexample or witness that can be checked by hand: {"G": (("1",), ("0",)), "y": ("0", "1")}."""


Numbers = dict[
    str, Number | tuple[Number, ...] | tuple[tuple[Number, ...], ...] | tuple[tuple[tuple[Number, ...], ...], ...]
]
"""An instance that has no names in it, and so can be decided again."""


class Model(BaseModel):
    """A frozen model that refuses unknown fields and wrong types, and leaves out what is None.

    "Evidence that a run did not establish is absent, never 0": None is left out of the JSON, except in the
    fields that `shown_as_null` names because the contract shows them as null.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    shown_as_null: ClassVar[frozenset[str]] = frozenset()

    @model_serializer(mode="wrap")
    def _absent_not_null(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = handler(self)
        return {name: value for name, value in fields.items() if value is not None or name in self.shown_as_null}


def exact(value: object) -> Exact:
    """Write exact numbers as the strings of a counterexample: 1/2 -> "1/2", [[1], [0]] -> (("1",), ("0",)).

    Accepts ints, Fractions, names, floats (taken as the exact dyadic numbers they are) and nested sequences
    of these, NumPy arrays included. TypeError for anything else, and for more than three levels of nesting.
    """
    written: Exact = _nested(value, 3)
    return written


def _nested(value: object, depth: int) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        raise TypeError("a truth value is not an exact number")
    if hasattr(value, "tolist"):  # a NumPy array or scalar, without importing NumPy here
        value = value.tolist()
    if isinstance(value, int | float | Fraction):
        return str(Fraction(value))
    if isinstance(value, Sequence) and not isinstance(value, bytes) and depth:
        return tuple(_nested(entry, depth - 1) for entry in value)
    raise TypeError(f"cannot write {type(value).__name__} as exact numbers")
