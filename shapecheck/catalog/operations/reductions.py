"""Reductions: axes are taken together, kept as 1 or dropped."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.operations.table import dtype_of, known_int, operation, shape_of
from shapecheck.shapes.shape import reduce
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []

_NAMES = "sum mean max min prod var std any all logsumexp median amax amin nansum".split()
_TENSORFLOW = {"var": "variance", "amax": "max", "amin": "min"}


def _register(name: str) -> None:
    other = _TENSORFLOW.get(name, name)
    paths = [f"keras.ops.{name}", f"keras.ops.numpy.{name}", f"numpy.{name}", f"keras.backend.{name}"]
    if name not in ("amax", "amin"):
        paths += [f"tensorflow.reduce_{other}", f"tensorflow.math.reduce_{other}"]

    @operation(*paths)
    def reduction(x: Any, axis: Any = None, keepdims: Any = False) -> Tensor:
        dtype = "bool" if name in ("any", "all") else dtype_of(x)
        if name in ("mean", "var", "std", "logsumexp") and not dtype.startswith(("float", "bfloat")):
            dtype = "float32"
        return Tensor(reduce(shape_of(x), known_int(axis), bool(known_int(keepdims))), dtype)


for _name in _NAMES:
    _register(_name)


@operation(
    "keras.ops.argmax", "tensorflow.argmax", "tensorflow.math.argmax", "numpy.argmax", "keras.backend.argmax",
    "keras.ops.argmin", "tensorflow.argmin", "numpy.argmin", "keras.backend.argmin",
)  # fmt: skip
def argmax(x: Any, axis: Any = None, keepdims: Any = False) -> Tensor:
    """Return the index of the largest element along an axis."""
    return Tensor(reduce(shape_of(x), known_int(axis), bool(known_int(keepdims))), "int32")


@operation("keras.ops.norm", "tensorflow.norm", "keras.ops.linalg.norm", "numpy.linalg.norm")
def norm(x: Any, order: Any = None, axis: Any = None, keepdims: Any = False) -> Tensor:
    """Return the norm along axes."""
    return Tensor(reduce(shape_of(x), known_int(axis), bool(known_int(keepdims))), dtype_of(x))
