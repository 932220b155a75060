"""Subscripts of arrays: integers, slices, new axes, arrays of integers, masks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from shapecheck.catalog.arrays.data import UNCOUNTED, Data, known_shape, numpy_says, operand, refuse, stretched
from shapecheck.catalog.arrays.dtypes import is_integer
from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.requirements import differs, less
from shapecheck.shapes.shape import shape_text, slice_size, subscript

__all__ = ["item"]


def item(array: Data, key: Any) -> Data:
    """Return `array[key]`.

    Raises Refused where NumPy does for all values, NotKnown where a part of the key is not known.
    """
    shape = known_shape(array)
    if array.dtype == "" and isinstance(key, str | list) and all(isinstance(name, str) for name in key):
        raise NotKnown("a field of an array of records")
    parts = [_part(part) for part in (key if isinstance(key, tuple) else (key,))]
    taken = sum(_axes_taken(part) for part in parts)
    if sum(part is Ellipsis for part in parts) > 1:
        refuse("more than one Ellipsis in a subscript", "an index can only have a single ellipsis ('...')")
    if taken > len(shape):
        text = f"too many indices for array: array is {len(shape)}-dimensional, but {taken} were indexed"
        refuse(f"{taken} indices for an array of shape {shape_text(shape)}", text, "too-many-indices")
    if not any(isinstance(part, Data) for part in parts):
        result = _basic(shape, parts)
        rows = bool(shape) and bool(result) and _last_whole(parts, len(shape))
        every = all(part is None or part is Ellipsis or part == slice(None) for part in parts)
        return array.shaped(result, array.facts.moved(rows=rows) if every else array.facts.picked(rows=rows))
    return _advanced(array, parts)


def _part(part: Any) -> Any:
    """Return one part of a key in normal form: an integer, slice, None, Ellipsis, or an array of places or of bools."""
    if part is None or part is Ellipsis:
        return part
    if isinstance(part, slice):
        return slice(*(_bound(end) for end in (part.start, part.stop, part.step)))
    if isinstance(part, bool):
        return Data((), "bool")
    if isinstance(part, Dim):
        return part
    if isinstance(part, Opaque):
        raise NotKnown(part.reason)
    if isinstance(part, str):
        raise NotKnown("a field, or the column of a table")
    if isinstance(part, float):
        text = "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices"
        refuse(f"{part!r} is no index", text, "invalid-index")
    made = operand(part)
    if isinstance(part, list | tuple) and made.shape == (0,):
        made = Data((0,), "int64")
    if made.shape == () and is_integer(made.dtype):
        return made.facts.exact if isinstance(made.facts.exact, int) else Data((), "int64", made.facts)
    if made.dtype == "" or made.shape is None:
        raise NotKnown("an index is not known")
    if made.dtype != "bool" and not is_integer(made.dtype):
        refuse("an index is of floats", "arrays used as indices must be of integer (or boolean) type", "invalid-index")
    return made


def _bound(end: Any) -> Any:
    if isinstance(end, Data):
        end = end.facts.exact if end.shape == () else None
        if not isinstance(end, int):
            raise NotKnown("a bound of a slice is not known")
    if isinstance(end, Opaque):
        raise NotKnown(end.reason)
    if isinstance(end, float):
        refuse("a bound of a slice is no integer", "slice indices must be integers or None or have an __index__ method")
    return end


def _axes_taken(part: Any) -> int:
    if part is None or part is Ellipsis:
        return 0
    if isinstance(part, Data) and part.dtype == "bool":
        return len(known_shape(part))
    return 1


def _basic(shape: tuple[Dim, ...], parts: Sequence[Any]) -> tuple[Dim, ...]:
    plain = [(part.start, part.stop, part.step) if isinstance(part, slice) else part for part in parts]
    if any(isinstance(part, tuple) and not isinstance(part[2], int | None) for part in plain):
        raise NotKnown("the step of a slice is not known")
    if any(isinstance(part, tuple) and part[2] == 0 for part in plain):
        refuse("the step of a slice is 0", "slice step cannot be zero")
    with numpy_says("index is out of bounds for axis with size"):
        return subscript(shape, plain)


def _last_whole(parts: Sequence[Any], rank: int) -> bool:
    """Tell whether a key of integers and slices leaves the vectors along the last axis as they are."""
    places = [part for part in parts if part is not None]
    if Ellipsis not in [part for part in places if not isinstance(part, Data)]:
        places.append(Ellipsis)
    if parts and parts[-1] is None:
        return False
    at = places.index(Ellipsis)
    if len(places) - 1 < rank and at == len(places) - 1:
        return True
    last = places[-1] if at != len(places) - 1 else places[-2] if len(places) - 1 == rank else None
    return isinstance(last, slice) and last == slice(None)


def _advanced(array: Data, parts: list[Any]) -> Data:
    """Return an item under a key that holds arrays: they broadcast, and stand where they stood if side by side."""
    shape = list(known_shape(array))
    if Ellipsis not in [part for part in parts if not isinstance(part, Data)]:
        parts = [*parts, Ellipsis]
    taken = sum(_axes_taken(part) for part in parts)
    result: list[Any] = []
    groups: list[tuple[Dim, ...]] = []
    places: list[int] = []
    for position, part in enumerate(parts):
        if part is None:
            result.append(1)
        elif part is Ellipsis:
            skipped = len(known_shape(array)) - taken
            result += shape[:skipped]
            shape = shape[skipped:]
        elif isinstance(part, slice):
            result.append(slice_size(shape.pop(0), part.start, part.stop, part.step))
        else:
            groups.append(_chosen(part, shape))
            places.append(position)
            if len(groups) == 1:
                start = len(result)
    apart = any(later - earlier > 1 for earlier, later in pairwise(places))
    met = stretched(*groups)
    where = 0 if apart else start
    result[where:where] = met
    last = parts[-1] if parts[-1] is not Ellipsis else (None if taken < len(known_shape(array)) else parts[-2])
    rows = (last is None and parts[-1] is Ellipsis) or (isinstance(last, slice) and last == slice(None))
    return array.shaped(tuple(result), array.facts.picked(rows=rows and not apart))


def _chosen(part: Any, left: list[Dim]) -> tuple[Dim, ...]:
    """Return the shape that an array of places has among the other arrays, and take the axes that it indexes."""
    if not isinstance(part, Data):
        size = left.pop(0)
        _in_range(part, part, size)
        return ()
    if part.dtype != "bool":
        size = left.pop(0)
        facts = part.facts
        if known_shape(part) and 0 not in known_shape(part) and facts.low is not None and facts.high is not None:
            _in_range(facts.low, facts.high, size, surely=facts.exact is not None or facts.full)
        return known_shape(part)
    for wanted in known_shape(part):
        size = left.pop(0)
        if differs(size, wanted) is True:
            text = f"boolean index did not match indexed array along axis; size of axis is {size} but size of corresponding boolean axis is {wanted}"
            refuse(f"a mask of size {wanted} for an axis of size {size}", text, "mask-mismatch")
    return (UNCOUNTED,)


def _in_range(low: Any, high: Any, size: Dim, *, surely: bool = True) -> None:
    """Refuse places outside of an axis; `surely` tells that both bounds occur."""
    if not surely or not isinstance(size, int) or not isinstance(low, int) or not isinstance(high, int):
        return
    if less(high, size) is False or low < -size:
        place = high if high >= size else low
        text = f"index {place} is out of bounds for axis with size {size}"
        refuse(f"index {place} is out of range for the size {size}", text, "index-out-of-range")
