"""The table of NumPy's functions, and how their arguments are bound."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapecheck.catalog.arrays.data import Data
from shapecheck.catalog.checks import NotKnown
from shapecheck.shapes.requirements import Refused

__all__ = ["FUNCTIONS", "METHODS", "ArrayFunction", "apply", "function"]


@dataclass(frozen=True, slots=True)
class ArrayFunction:
    """Hold one function of NumPy's: its path and what it does.

    `view` tells that its results may share the memory of its first argument; `inside` that it writes to it what it returns,
    `plain` that it returns no array.
    """

    path: str
    function: Callable[..., Any]
    signature: inspect.Signature
    view: bool
    inside: bool
    plain: bool


FUNCTIONS: dict[str, ArrayFunction] = {}
"""By dotted path, "numpy.zeros"."""

METHODS: dict[str, ArrayFunction] = {}
"""By the name of a method of arrays; the array is the first argument."""

Entered = Callable[[Callable[..., Any]], Callable[..., Any]]


def function(
    *paths: str, methods: Sequence[str] = (), view: bool = False, inside: bool = False, plain: bool = False
) -> Entered:
    """Enter a function under its paths below `numpy`, and as methods of arrays.

    It has NumPy's own parameters, in its order; those that change neither shape nor numbers may be left to `**rest`. It
    takes arrays as `Data`, lists of them and of numbers, sizes, strings; what is unknown is `Opaque`. It returns Data,
    a size, a tuple or list of these, or None. Raises Refused where NumPy does, NotKnown where the result is unknown.
    """

    def enter(made: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(made)
        for path in paths:
            FUNCTIONS[f"numpy.{path}"] = ArrayFunction(f"numpy.{path}", made, signature, view, inside, plain)
        for name in methods:
            METHODS[name] = ArrayFunction(f"numpy.ndarray.{name}", made, signature, view, inside, plain)
        return made

    return enter


def apply(entry: ArrayFunction, positional: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
    """Apply a function to plain arguments.

    Raises Refused where NumPy refuses, NotKnown where its result is unknown.
    """
    try:
        bound = entry.signature.bind(*positional, **keywords)
    except TypeError as error:
        raise NotKnown(str(error)) from None
    if any(isinstance(keywords.get(name), Data) for name in ("out", "where")):
        raise NotKnown("an array to write to, or to choose by, is not modelled")
    try:
        return entry.function(*bound.args, **bound.kwargs)
    except Refused as refused:
        if refused.kind == "axis-out-of-range" and any(_has_no_axes(value) for value in positional[:1]):
            # many of NumPy's functions give a number the axes 0 and -1, others do not
            raise NotKnown(refused.message) from None
        raise


def _has_no_axes(value: Any) -> bool:
    return isinstance(value, bool | int | float | complex) or (isinstance(value, Data) and value.shape == ())
