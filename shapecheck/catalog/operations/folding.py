"""Calculation with shapes: operations on sizes and vectors of sizes, of which the numbers are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.dtypes import is_integer
from shapecheck.shapes.dims import Dim, floor_div, larger, modulo, product, smaller, total
from shapecheck.shapes.tensor import Vector

__all__ = ["folded"]

Arguments = Mapping[str, Any]


def folded(path: str, arguments: Arguments) -> Any:
    """Return what an operation makes of sizes: a size, a Vector, a list of these; None where it is no such calculation."""
    fold = _FOLDS.get(path)
    if fold is None or not any(map(_is_size, arguments.values())):
        return None
    try:
        return fold(arguments)
    except (NotKnown, ZeroDivisionError):
        return None


def _is_size(value: Any) -> bool:
    """Tell whether this is a size, or a list with one in it."""
    if isinstance(value, list | tuple):
        return any(map(_is_size, value))
    return isinstance(value, Vector) or (isinstance(value, Dim) and not isinstance(value, bool))


def _content(value: Any) -> Dim | tuple[Dim, ...]:
    """Return a size, or several.

    Raises NotKnown for anything else.
    """
    if isinstance(value, Vector):
        return value.sizes
    if isinstance(value, Dim) and not isinstance(value, bool):
        return value
    if isinstance(value, list | tuple) and all(isinstance(item, Dim) for item in value):
        return tuple(value)
    raise NotKnown("not a size")


def _several(value: Any) -> tuple[Dim, ...]:
    found = _content(value)
    if not isinstance(found, tuple):
        raise NotKnown("not several sizes")
    return found


def _one(value: Any) -> Dim:
    found = _content(value)
    if isinstance(found, tuple):
        raise NotKnown("not one size")
    return found


def _made(content: Dim | tuple[Dim, ...]) -> Dim | Vector:
    return Vector(content) if isinstance(content, tuple) else content


def _first_axis(value: Any) -> None:
    if value not in (None, 0, -1, (0,), [0]):
        raise NotKnown("another axis than the first")


def _each(function: Callable[[Dim, Dim], Dim]) -> Callable[[Arguments], Any]:
    """Apply a function of two sizes element by element."""

    def fold(arguments: Arguments) -> Any:
        one, other = _content(arguments["x1"]), _content(arguments["x2"])
        if not isinstance(one, tuple) and not isinstance(other, tuple):
            return function(one, other)
        count = max(len(side) for side in (one, other) if isinstance(side, tuple))
        sides = [side * count if isinstance(side, tuple) and len(side) == 1 else side for side in (one, other)]
        pair = [side if isinstance(side, tuple) else (side,) * count for side in sides]
        if len(pair[0]) != len(pair[1]):
            raise NotKnown("vectors of different length")
        return Vector(tuple(map(function, *pair)))

    return fold


def _all(function: Callable[[tuple[Dim, ...]], Dim]) -> Callable[[Arguments], Any]:
    """Apply a function to all sizes of a vector."""

    def fold(arguments: Arguments) -> Any:
        _first_axis(arguments.get("axis"))
        found = function(_several(arguments["x"]))
        return Vector((found,)) if arguments.get("keepdims") else found

    return fold


def _extreme(function: Callable[[Dim, Dim], Dim]) -> Callable[[tuple[Dim, ...]], Dim]:
    def of_all(sizes: tuple[Dim, ...]) -> Dim:
        if not sizes:
            raise NotKnown("nothing to choose from")
        found = sizes[0]
        for size in sizes[1:]:
            found = function(found, size)
        return found

    return of_all


def _same(argument: str) -> Callable[[Arguments], Any]:
    """Return what is only given another type."""

    def fold(arguments: Arguments) -> Any:
        dtype = arguments.get("dtype")
        if dtype is not None and not (isinstance(dtype, str) and is_integer(dtype)):
            raise NotKnown("no integers")
        return _made(_content(arguments[argument]))

    return fold


def _vector(argument: str) -> Callable[[Arguments], Any]:
    """Return a list of sizes as a vector; one number stays a tensor."""

    def fold(arguments: Arguments) -> Any:
        found = _same(argument)(arguments)
        if isinstance(found, int) or arguments.get("shape") is not None:
            raise NotKnown("a number as a tensor")
        return found

    return fold


def _concatenated(arguments: Arguments) -> Vector:
    _first_axis(arguments.get("axis"))
    if not isinstance(arguments["xs"], list | tuple):
        raise NotKnown("the parts of one tensor")
    return Vector(tuple(size for item in arguments["xs"] for size in _several(item)))


def _stacked(arguments: Arguments) -> Vector:
    _first_axis(arguments.get("axis"))
    if not isinstance(arguments["x"], list | tuple):
        raise NotKnown("the parts of one tensor")
    return Vector(tuple(_one(item) for item in arguments["x"]))


def _taken(tensor: str) -> Callable[[Arguments], Any]:
    def fold(arguments: Arguments) -> Any:
        _first_axis(arguments.get("axis"))
        sizes, places = _several(arguments[tensor]), _content(arguments["indices"])
        wanted = places if isinstance(places, tuple) else (places,)
        if not all(isinstance(place, int) and -len(sizes) <= place < len(sizes) for place in wanted):
            raise NotKnown("a place that is not known")
        found = tuple(sizes[place] for place in wanted if isinstance(place, int))
        return Vector(found) if isinstance(places, tuple) else found[0]

    return fold


def _reshaped(arguments: Arguments) -> Vector:
    sizes = _content(arguments["x"])
    flat = sizes if isinstance(sizes, tuple) else (sizes,)
    target = _content(arguments["newshape"])
    if target not in (-1, (-1,), len(flat), (len(flat),)):
        raise NotKnown("another shape")
    return Vector(flat)


def _expanded(arguments: Arguments) -> Vector:
    if arguments.get("axis") not in (0, -1):
        raise NotKnown("another axis")
    return Vector((_one(arguments["x"]),))


def _squeezed(arguments: Arguments) -> Dim:
    sizes = _several(arguments["x"])
    if len(sizes) != 1:
        raise NotKnown("more than one size")
    return sizes[0]


def _reversed(arguments: Arguments) -> Vector:
    _first_axis(arguments.get("axis"))
    return Vector(tuple(reversed(_several(arguments["x"]))))


def _unstacked(arguments: Arguments) -> list[Dim]:
    _first_axis(arguments.get("axis"))
    return list(_several(arguments["x"]))


def _sliced(arguments: Arguments) -> Vector:
    sizes, begin, count = (_several(arguments[name]) for name in ("input_", "begin", "size"))
    start, length = begin[0], count[0]
    if len(begin) != 1 or len(count) != 1 or not isinstance(start, int) or not isinstance(length, int) or start < 0:
        raise NotKnown("another slice")
    return Vector(sizes[start:] if length == -1 else sizes[start : start + length])


def _negative(arguments: Arguments) -> Any:
    sizes = _content(arguments["x"])
    return Vector(tuple(-size for size in sizes)) if isinstance(sizes, tuple) else -sizes


def _tiled(arguments: Arguments) -> Vector:
    sizes, times = _several(arguments["x"]), _content(arguments["repeats"])
    times = times[0] if isinstance(times, tuple) and len(times) == 1 else times
    if not isinstance(times, int) or not 0 <= times <= 64:
        raise NotKnown("how many repeats is not known")
    return Vector(sizes * times)


_FOLDS: dict[str, Callable[[Arguments], Any]] = {
    "keras.ops.add": _each(lambda one, other: one + other),
    "keras.ops.subtract": _each(lambda one, other: one - other),
    "keras.ops.multiply": _each(lambda one, other: one * other),
    "keras.ops.floor_divide": _each(floor_div),
    "keras.ops.mod": _each(modulo),
    "keras.ops.maximum": _each(larger),
    "keras.ops.minimum": _each(smaller),
    "keras.ops.negative": _negative,
    "keras.ops.prod": _all(product),
    "keras.ops.sum": _all(total),
    "keras.ops.max": _all(_extreme(larger)),
    "keras.ops.min": _all(_extreme(smaller)),
    "keras.ops.amax": _all(_extreme(larger)),
    "keras.ops.amin": _all(_extreme(smaller)),
    "keras.ops.cast": _same("x"),
    "keras.ops.copy": _same("x"),
    "keras.ops.stop_gradient": _same("variable"),
    "keras.ops.convert_to_tensor": _vector("x"),
    "tensorflow.constant": _vector("value"),
    "keras.ops.concatenate": _concatenated,
    "keras.ops.stack": _stacked,
    "keras.ops.unstack": _unstacked,
    "keras.ops.take": _taken("x"),
    "tensorflow.gather": _taken("params"),
    "tensorflow.slice": _sliced,
    "keras.ops.reshape": _reshaped,
    "keras.ops.expand_dims": _expanded,
    "keras.ops.squeeze": _squeezed,
    "keras.ops.flip": _reversed,
    "keras.ops.tile": _tiled,
}
"""By canonical path; the arguments have the names of the operation."""
