"""The table of operations, and how their arguments are bound whatever library's names they come under."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.shapes.dims import Dim, symbols_of
from shapecheck.shapes.shape import Shape
from shapecheck.shapes.tensor import Tensor

__all__ = ["OPERATIONS", "Operation", "Plain", "apply", "dtype_of", "known_int", "operation", "shape_of"]

_NAMES = {
    "input_tensor": "x", "input": "x", "a": "x", "tensor": "x", "inputs": "x", "value": "x", "features": "x", "logits": "x",
    "t": "x", "images": "x", "arr": "x", "y": "x2", "x": "x", "keep_dims": "keepdims", "dim": "axis", "axes": "axis",
    "reduction_indices": "axis", "values": "xs", "arrays": "xs", "tensors": "xs", "newshape": "newshape",
    "shape": "newshape", "perm": "axes", "multiples": "repeats", "reps": "repeats", "paddings": "pad_width",
    "b": "x2", "num_or_size_splits": "indices_or_sections", "params": "x",
}  # fmt: skip
"""What other libraries call the same argument; tried where the operation itself has no such name."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Hold one operation: its canonical path, its function, and its parameters with their defaults."""

    path: str
    function: Callable[..., Any]
    parameters: tuple[str, ...]

    def bind(self, positional: Sequence[Any], keywords: Mapping[str, Any]) -> dict[str, Any]:
        """Bind arguments by name; a name of another library is understood, one that matters to nobody dropped.

        Raises NotKnown where an argument has no place.
        """
        bound = dict(zip(self.parameters, positional, strict=False))
        if len(positional) > len(self.parameters):
            raise NotKnown("more arguments than are modelled")
        for name, value in keywords.items():
            chosen = name if name in self.parameters else _NAMES.get(name, name)
            if chosen not in self.parameters and chosen == "axis" and "axes" in self.parameters:
                chosen = "axes"
            if chosen in self.parameters:
                bound[chosen] = value
            elif name not in ("name", "dtype"):
                raise NotKnown(f"the argument `{name}` is not modelled")
        return bound


OPERATIONS: dict[str, Operation] = {}


def operation(*paths: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enter a function under each of its paths; the first is canonical.

    It takes plain arguments (tensors, sizes, tuples) by Keras's own names, and returns a shape, a Tensor, a list of
    these, or plain sizes wrapped in `Plain`. Raises Refused where Keras does, NotKnown where a value is unknown.
    """

    def enter(function: Callable[..., Any]) -> Callable[..., Any]:
        names = tuple(inspect.signature(function).parameters)
        for path in paths:
            OPERATIONS[path] = Operation(paths[0], function, names)
        return function

    return enter


@dataclass(frozen=True, slots=True)
class Plain:
    """Wrap a result that is no tensor: a tuple of sizes, an integer."""

    content: Any


def apply(path: str, positional: Sequence[Any], keywords: Mapping[str, Any]) -> tuple[Operation, dict[str, Any], Any]:
    """Apply an operation by any of its paths: the operation, its bound arguments, and what it returns."""
    found = OPERATIONS[path]
    bound = found.bind(positional, keywords)
    for name in bound:
        if isinstance(bound[name], Opaque) and not bound[name].callable:
            raise NotKnown(bound[name].reason)
    return found, bound, found.function(**bound)


def shape_of(value: Any) -> Shape:
    """Return the shape of an operand: a tensor's, () for a number.

    Raises NotKnown where not even the rank is known.
    """
    if isinstance(value, Tensor):
        if value.shape is None:
            raise NotKnown("the rank of an operand is not known")
        return value.shape
    if isinstance(value, list | tuple):
        inner = [shape_of(item) for item in value]
        return (len(inner), *(inner[0] if inner else ()))
    if isinstance(value, Opaque):
        raise NotKnown(value.reason)
    if isinstance(value, Dim) and any(not symbol.dynamic for symbol in symbols_of(value)):
        raise NotKnown("a parameter that may be a size or a tensor")
    return ()


def dtype_of(*values: Any) -> str:
    """Return the dtype of a result: that of a float operand before that of an integer one."""
    kinds = [value.dtype for value in values if isinstance(value, Tensor)]
    floats = [kind for kind in kinds if kind.startswith(("float", "bfloat"))]
    if floats:
        return floats[0]
    if any(isinstance(value, float) for value in values):
        return "float32"
    return kinds[0] if kinds else "float32"


def known_int(value: Any) -> Any:
    """Return a value that must be known, None included.

    Raises NotKnown where it is not.
    """
    if isinstance(value, (Opaque, Tensor)):
        raise NotKnown("an argument is not known")
    if isinstance(value, list | tuple):
        return tuple(known_int(item) for item in value)
    return value
