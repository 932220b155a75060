"""Dtypes of results, by Keras's rules of promotion; "" where Keras's backends do not agree, or nothing is known."""

from __future__ import annotations

from functools import cache
from typing import Any

from shapecheck.shapes.dims import Dim
from shapecheck.shapes.tensor import Tensor

__all__ = ["UNKNOWN", "WIDE", "floating", "is_float", "is_integer", "kind_of", "promoted", "stated", "widened"]

UNKNOWN = ""

_NEXT = {
    "bool": ("int",), "uint8": ("int16", "uint16"), "uint16": ("int32", "uint32"), "uint32": ("int64", "uint64"),
    "uint64": ("float",), "int": ("uint8", "int8", "complex64"), "int8": ("int16",), "int16": ("int32",),
    "int32": ("int64",), "int64": ("float",), "float": ("bfloat16", "float16"), "bfloat16": ("float32",),
    "float16": ("float32",), "float32": ("float64", "complex64"), "float64": ("complex128",),
    "complex64": ("complex128",), "complex128": (),
}  # fmt: skip
"""What each kind is promoted to next (`keras/src/backend/common/dtypes.py`); `int` and `float` are Python's numbers."""

WIDE = ("int64", "uint64", "float64", "complex128")
"""What TensorFlow keeps and the other backends halve."""


@cache
def _above(kind: str) -> frozenset[str]:
    return frozenset({kind}).union(*map(_above, _NEXT[kind]))


def kind_of(value: Any) -> str:
    """Return the kind of an operand: its dtype, or that of a Python number."""
    if isinstance(value, Tensor):
        return value.dtype
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, Dim):
        return "int"
    return "float" if isinstance(value, float) else UNKNOWN


def promoted(*values: Any) -> str:
    """Return the dtype that several operands, or kinds, are promoted to."""
    kinds = [value if isinstance(value, str) else kind_of(value) for value in values]
    if not kinds or any(kind not in _NEXT for kind in kinds):
        return UNKNOWN
    common = frozenset.intersection(*map(_above, kinds))
    least = [kind for kind in common if common <= _above(kind)]
    found = {"int": "int32", "float": "float32"}.get(least[0], least[0]) if len(least) == 1 else UNKNOWN
    return UNKNOWN if found in WIDE else found


def floating(*values: Any) -> str:
    """Return the dtype of a calculation that makes floats of integers."""
    kinds = [value if isinstance(value, str) else kind_of(value) for value in values]
    return UNKNOWN if any(kind in WIDE for kind in kinds) else promoted(*kinds, "float")


def widened(value: Any) -> str:
    """Return the dtype of a sum or product: no integers of less than 32 bits."""
    kind = kind_of(value)
    narrow = {"bool": "int32", "int8": "int32", "int16": "int32", "uint8": "uint32", "uint16": "uint32", "int": "int32"}
    return narrow.get(kind, promoted(kind))


def stated(dtype: Any, default: str) -> str:
    """Return the dtype that an argument asks for, or the default where it asks for none."""
    if dtype is None:
        return default
    return {"int": "int32", "float": "float32"}.get(dtype, dtype) if isinstance(dtype, str) else UNKNOWN


def is_float(dtype: str) -> bool:
    """Tell whether a dtype is known to be one of floats."""
    return dtype.startswith(("float", "bfloat"))


def is_integer(dtype: str) -> bool:
    """Tell whether a dtype is known to be one of integers."""
    return dtype.startswith(("int", "uint"))
