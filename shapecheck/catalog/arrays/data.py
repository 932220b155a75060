"""An array as the catalog sees it, and what becomes one: numbers, and nested lists of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, NoReturn

from shapecheck.catalog.arrays.dtypes import named, promoted
from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.shapes.dims import Dim, Symbol
from shapecheck.shapes.facts import NOTHING, Facts
from shapecheck.shapes.requirements import Refused, differs, forbid, less
from shapecheck.shapes.shape import Shape, axis_of, broadcast_all, shape_text

__all__ = [
    "UNCOUNTED", "Data", "Named", "anything", "axes_of", "integer", "known_shape", "numpy_says", "operand", "place_of", "refuse",
    "shape_given", "sizes_of", "stretched", "whole",
]  # fmt: skip

UNCOUNTED = Symbol("uncounted")
"""A size that only the numbers decide: how many a mask selects; whoever takes the result puts a fresh symbol here."""


@dataclass(frozen=True, slots=True)
class Data:
    """An array: its shape (None where not even the rank is known), its dtype ("" where unknown), its numbers."""

    shape: Shape | None
    dtype: str = ""
    facts: Facts = NOTHING

    def shaped(self, shape: Shape | None, facts: Facts = NOTHING) -> Data:
        """Return an array of the same dtype in another shape."""
        return Data(shape, self.dtype, facts)


class Named(str):
    """The last name of something of a library's, where it may name a dtype; no text of the program's own."""

    __slots__ = ()


def anything(dtype: str = "") -> Data:
    """Return an array of which nothing is known."""
    return Data(None, dtype)


def known_shape(value: Data) -> Shape:
    """Return the shape of an array.

    Raises NotKnown where not even the rank is known.
    """
    if value.shape is None:
        raise NotKnown("the rank of an array is not known")
    return value.shape


def operand(value: Any, dtype: Any = None) -> Data:
    """Return a value as the array that `np.asarray(value)` makes of it.

    Raises Refused for lists of unlike shapes, as NumPy does.
    """
    found = _operand(value)
    return found if dtype is None else replace(found, dtype=named(dtype))


def _operand(value: Any) -> Data:
    if isinstance(value, Data):
        return value
    if isinstance(value, bool):
        return Data((), "bool", Facts(int(value), int(value)))
    if isinstance(value, int):
        return Data((), "int64", Facts(value, value))
    if isinstance(value, float):
        return Data((), "float64", Facts(value, value) if value == value else NOTHING)
    if isinstance(value, complex):
        return Data((), "complex128")
    if isinstance(value, Dim):
        return Data((), "int64")
    if isinstance(value, range):
        return Data((len(value),), "int64", _bounds(value))
    if isinstance(value, list | tuple):
        return _listed(value)
    text = isinstance(value, str | bytes) and not isinstance(value, Named)
    return Data(() if text else None)


def _bounds(value: range) -> Facts:
    return Facts(min(value), max(value), None, len(value)) if value else NOTHING


def _listed(items: Sequence[Any]) -> Data:
    """Return the array of a list: its items side by side."""
    if not items:
        return Data((0,), "float64")
    if not any(isinstance(item, Data | list | tuple | range | Opaque) for item in items):
        return _flat(items)
    parts = [_operand(item) for item in items]
    shapes = [part.shape for part in parts]
    dtype = promoted(*dict.fromkeys(part.dtype for part in parts))
    if any(shape is None for shape in shapes):
        return anything()
    first = shapes[0]
    assert first is not None
    for shape in shapes[1:]:
        assert shape is not None
        if len(shape) != len(first) or any(differs(a, b) is True for a, b in zip(first, shape, strict=True)):
            raise Refused(
                f"a list of arrays of unlike shapes: {shape_text(first)} and {shape_text(shape)}",
                keras_error="setting an array element with a sequence. The requested array has an inhomogeneous shape "
                "after 1 dimensions.",
                kind="ragged",
            )
    return Data((len(parts), *_agreed(shapes)), dtype, _together(parts, items))


def _agreed(shapes: Sequence[Shape | None]) -> Shape:
    """Return the shape that all items have: an integer rather than a symbol."""
    columns = zip(*(shape for shape in shapes if shape is not None), strict=True)
    return tuple(next((size for size in column if isinstance(size, int)), column[0]) for column in columns)


def _flat(items: Sequence[Any]) -> Data:
    """Return the array of a list of numbers."""
    if any(isinstance(item, str | bytes) or item is None for item in items):
        return Data((len(items),))
    kinds = {type(item) for item in items}
    dtype = promoted(*(_operand(next(item for item in items if type(item) is kind)).dtype for kind in kinds))
    if not kinds <= {int, bool, float}:
        return Data((len(items),), dtype)
    return Data((len(items),), dtype, _counted(items))


def _counted(numbers: Iterable[Any]) -> Facts:
    distinct = set(numbers)
    if not distinct or any(number != number for number in distinct):
        return NOTHING
    return Facts(_plain(min(distinct)), _plain(max(distinct)), None, len(distinct))


def _plain(number: Any) -> int | float:
    return int(number) if isinstance(number, bool) else number


def _together(parts: Sequence[Data], items: Sequence[Any]) -> Facts:
    """Return what is known of the numbers of several arrays side by side; literal rows are looked at one by one."""
    literal = all(isinstance(item, list | tuple) and _numbers(item) for item in items)
    if literal:
        facts = _counted(chain.from_iterable(items))
        hot = all(sorted(item) == [0] * (len(item) - 1) + [1] for item in items)
        return replace(facts, one_hot=hot)
    facts = parts[0].facts
    for part in parts[1:]:
        facts = facts.hull(part.facts)
    return facts.moved(rows=all(part.shape for part in parts)).picked(rows=True)


def _numbers(items: Sequence[Any]) -> bool:
    return bool(items) and all(isinstance(item, int | float) and item == item for item in items)


def integer(value: Any) -> Any:
    """Return an integer or size that must be known; an array of one exact integer is one.

    Raises NotKnown where it is not.
    """
    if isinstance(value, Data) and value.shape == () and isinstance(value.facts.exact, int):
        return value.facts.exact
    if isinstance(value, Dim):
        return value
    raise NotKnown("an integer is not known")


def axes_of(value: Any) -> Any:
    """Return None, an axis, or a tuple of axes.

    Raises NotKnown where it is not known.
    """
    if value is None:
        return None
    found = tuple(integer(item) for item in value) if isinstance(value, list | tuple) else integer(value)
    if not all(isinstance(item, int) for item in (found if isinstance(found, tuple) else (found,))):
        raise NotKnown("an axis is not known")
    return found


def sizes_of(value: Any) -> tuple[Dim, ...]:
    """Return a target shape as sizes.

    Raises NotKnown where one is not known, Refused where NumPy refuses a float.
    """
    items = tuple(value) if isinstance(value, list | tuple) else (value,)
    for item in items:
        if isinstance(item, float):
            raise Refused(
                f"a size is an integer, not {item!r}",
                keras_error="'float' object cannot be interpreted as an integer",
                kind="invalid-argument",
            )
    return tuple(integer(item) for item in items)


def shape_given(value: Any) -> Shape:
    """Return the shape of a new array.

    Raises NotKnown where a size is not known, Refused where NumPy takes no such size.
    """
    sizes = sizes_of(value)
    for size in sizes:
        forbid(
            less(size, 0),
            f"a size of {shape_text(sizes)} is negative",
            keras="negative dimensions are not allowed",
            kind="invalid-argument",
        )
    return sizes


def whole(value: Any) -> Dim:
    """Return one size.

    Raises NotKnown where it is not known, Refused for a float.
    """
    (found,) = sizes_of((value,))
    return found


@contextmanager
def numpy_says(text: str | None = None, kind: str | None = None) -> Iterator[None]:
    """Give what is refused inside the block NumPy's own words instead of Keras's; NumPy refuses at once."""
    try:
        yield
    except Refused as refused:
        raise Refused(refused.message, "build", text, kind or refused.kind) from None


def refuse(message: str, text: str | None = None, kind: str = "invalid-argument") -> NoReturn:
    """Raise what NumPy raises; `text` are its words."""
    raise Refused(message, "build", text, kind)


def place_of(axis: Any, rank: int) -> int:
    """Return an axis counted from the front.

    Raises NotKnown where it is not known, Refused for one that an array of this rank does not have.
    """
    if isinstance(axis, list | tuple):
        refuse("one axis is wanted, not several", f"'{type(axis).__name__}' object cannot be interpreted as an integer")
    found = integer(axis)
    if not isinstance(found, int):
        raise NotKnown("an axis is not known")
    with numpy_says(f"axis {found} is out of bounds for array of dimension {rank}"):
        return axis_of(found, rank)


def stretched(*shapes: Shape) -> Shape:
    """Return the shape that several broadcast to.

    Raises Refused where they do not, for all values.
    """
    words = " ".join(shape_text(shape).replace(" ", "") for shape in shapes)
    with numpy_says(f"operands could not be broadcast together with shapes {words} ", "broadcast-mismatch"):
        return broadcast_all(shapes)
