"""Several arrays made one, and one made several."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from shapecheck.catalog.arrays.data import (
    UNCOUNTED,
    Data,
    integer,
    known_shape,
    numpy_says,
    operand,
    place_of,
    refuse,
    sizes_of,
)  # fmt: skip
from shapecheck.catalog.arrays.dtypes import named, promoted
from shapecheck.catalog.arrays.elementwise import kinds_of
from shapecheck.catalog.arrays.reshaping import atleast_1d, atleast_2d, atleast_3d, ravel
from shapecheck.catalog.arrays.table import function
from shapecheck.catalog.checks import NotKnown
from shapecheck.shapes import shape as shapes
from shapecheck.shapes.dims import Dim, ceil_div, floor_div, modulo
from shapecheck.shapes.facts import Facts
from shapecheck.shapes.requirements import differs, forbid
from shapecheck.shapes.shape import slice_size

__all__ = ["along_last", "below", "joined"]

_UNLIKE = "all the input array dimensions except for the concatenation axis must match exactly"


def _parts(arrays: Any) -> list[Data]:
    """Return the arrays that are joined; an array in place of a list is one of its slices each.

    Raises NotKnown where their number is not known.
    """
    if isinstance(arrays, Data) and arrays.shape and isinstance(arrays.shape[0], int) and arrays.shape[0] <= 1000:
        facts = arrays.facts.picked(rows=len(arrays.shape) > 1)
        return [arrays.shaped(arrays.shape[1:], facts)] * arrays.shape[0]
    if not isinstance(arrays, list | tuple):
        raise NotKnown("what is joined is not known")
    if not arrays:
        refuse("nothing to join", "need at least one array to concatenate")
    return [operand(item) for item in arrays]


def _facts(parts: Sequence[Data], *, rows: bool) -> Facts:
    facts = parts[0].facts
    for part in parts[1:]:
        facts = facts.hull(part.facts)
    return facts.picked(rows=rows)


def joined(parts: Sequence[Data], axis: Any, dtype: Any = None) -> Data:
    """Join arrays end to end along an axis.

    Raises Refused where their other sizes differ, NotKnown where one has unknown axes.
    """
    kind = promoted(*dict.fromkeys(part.dtype for part in parts)) if dtype is None else named(dtype)
    known = [known_shape(part) for part in parts]
    if any(not shape for shape in known):
        refuse("numbers cannot be joined", "zero-dimensional arrays cannot be concatenated", "concatenate-mismatch")
    with numpy_says(_UNLIKE, "concatenate-mismatch"):
        if any(len(shape) != len(known[0]) for shape in known):
            shapes.concatenate(known, 0, layer=False)
    place = place_of(axis, len(known[0]))
    with numpy_says(_UNLIKE):
        shape = shapes.concatenate(known, place, layer=False)
    return Data(shape, kind, _facts(parts, rows=place != len(shape) - 1))


@function("concatenate", "concat")
def concatenate(arrays: Any, axis: Any = 0, out: Any = None, *, dtype: Any = None, **rest: Any) -> Data:
    """Join arrays end to end along an axis, or flattened where it is None."""
    parts = _parts(arrays)
    return joined([ravel(part) for part in parts], 0, dtype) if axis is None else joined(parts, axis, dtype)


@function("stack")
def stack(arrays: Any, axis: Any = 0, out: Any = None, *, dtype: Any = None, **rest: Any) -> Data:
    """Put arrays side by side along a new axis."""
    parts = _parts(arrays)
    known = [known_shape(part) for part in parts]
    with numpy_says("all input arrays must have the same shape"):
        shapes.stack(known, 0)
    place = place_of(axis, len(known[0]) + 1)
    shape = shapes.stack(known, place)
    kind = promoted(*dict.fromkeys(part.dtype for part in parts)) if dtype is None else named(dtype)
    return Data(shape, kind, _facts(parts, rows=place != len(shape) - 1))


@function("vstack", "row_stack")
def vstack(tup: Any, *, dtype: Any = None, **rest: Any) -> Data:
    """Put rows below one another."""
    return joined([atleast_2d(part) for part in _parts(tup)], 0, dtype)


@function("hstack")
def hstack(tup: Any, *, dtype: Any = None, **rest: Any) -> Data:
    """Put columns beside one another; vectors end to end."""
    parts = [atleast_1d(part) for part in _parts(tup)]
    return joined(parts, 0 if len(known_shape(parts[0])) == 1 else 1, dtype)


@function("dstack")
def dstack(tup: Any) -> Data:
    """Join along the third axis."""
    return joined([atleast_3d(part) for part in _parts(tup)], 2)


@function("column_stack")
def column_stack(tup: Any) -> Data:
    """Put vectors as columns, and matrices, beside one another."""
    parts = []
    for part in _parts(tup):
        shape = known_shape(part)
        one = part.facts.moved(rows=False)
        parts.append(part.shaped((*shape, 1) if shape else (1, 1), one) if len(shape) < 2 else part)
    return joined(parts, 1)


@function("append")
def append(arr: Any, values: Any, axis: Any = None) -> Data:
    """Join values to the end of an array."""
    parts = [operand(arr), operand(values)]
    return joined([ravel(part) for part in parts], 0) if axis is None else joined(parts, axis)


@function("delete")
def delete(arr: Any, obj: Any, axis: Any = None) -> Data:
    """Leave out a slice, or several, along an axis."""
    made = operand(arr) if axis is not None else ravel(arr)
    shape = list(known_shape(made))
    place = 0 if axis is None else place_of(axis, len(shape))
    shape[place] = shape[place] - 1 if isinstance(obj, int) and not isinstance(obj, bool) else UNCOUNTED
    if isinstance(obj, int):
        forbid(
            differs(_within(known_shape(made)[place], obj), True),
            f"index {obj} is out of range for the size {known_shape(made)[place]}",
            keras=f"index {obj} is out of bounds for axis {place} with size {known_shape(made)[place]}",
            kind="index-out-of-range",
        )
    return made.shaped(tuple(shape), made.facts.picked(rows=place != len(shape) - 1))


def _within(size: Dim, index: int) -> bool:
    return not isinstance(size, int) or -size <= index < size


def _cut(ary: Any, sections: Any, axis: Any, *, equal: bool) -> list[Data]:
    made = operand(ary)
    shape = known_shape(made)
    place = place_of(axis, len(shape))
    facts = made.facts.picked(rows=place != len(shape) - 1)
    sizes = _at(shape[place], sections) if isinstance(sections, list | tuple) else _even(shape[place], sections, equal)
    return [made.shaped((*shape[:place], size, *shape[place + 1 :]), facts) for size in sizes]


def _even(size: Dim, sections: Any, equal: bool) -> list[Dim]:
    count = integer(sections)
    if not isinstance(count, int) or count > 4096:
        raise NotKnown("the number of pieces is not known")
    if count <= 0:
        refuse(f"{count} pieces", "number sections must be larger than 0.")
    if equal:
        words = f"an axis of size {size} cannot be cut into {count} equal pieces"
        text = "array split does not result in an equal division"
        forbid(differs(modulo(size, count), 0), words, keras=text, kind="split")
        return [floor_div(size, count)] * count
    if isinstance(size, int):
        return [size // count + (number < size % count) for number in range(count)]
    return [ceil_div(size - number, count) for number in range(count)]


def _at(size: Dim, places: Sequence[Any]) -> list[Dim]:
    ends = [None, *sizes_of(places), None]
    return [slice_size(size, start, stop) for start, stop in pairwise(ends)]


@function("split", view=True)
def split(ary: Any, indices_or_sections: Any, axis: Any = 0) -> list[Data]:
    """Cut an array along an axis, into equal pieces or at places."""
    return _cut(ary, indices_or_sections, axis, equal=True)


@function("array_split", view=True)
def array_split(ary: Any, indices_or_sections: Any, axis: Any = 0) -> list[Data]:
    """Cut an array along an axis, into pieces as equal as can be."""
    return _cut(ary, indices_or_sections, axis, equal=False)


@function("vsplit", view=True)
def vsplit(ary: Any, indices_or_sections: Any) -> list[Data]:
    """Cut an array of two axes or more along the first."""
    if len(known_shape(operand(ary))) < 2:
        refuse("an array of less than two axes", "vsplit only works on arrays of 2 or more dimensions", "wrong-rank")
    return _cut(ary, indices_or_sections, 0, equal=True)


@function("hsplit", view=True)
def hsplit(ary: Any, indices_or_sections: Any) -> list[Data]:
    """Cut an array along the second axis, a vector along its only one."""
    rank = len(known_shape(operand(ary)))
    if rank == 0:
        refuse("a number cannot be cut", "hsplit only works on arrays of 1 or more dimensions", "wrong-rank")
    return _cut(ary, indices_or_sections, 1 if rank > 1 else 0, equal=True)


@function("dsplit", view=True)
def dsplit(ary: Any, indices_or_sections: Any) -> list[Data]:
    """Cut an array along the third axis."""
    if len(known_shape(operand(ary))) < 3:
        refuse("an array of less than three axes", "dsplit only works on arrays of 3 or more dimensions", "wrong-rank")
    return _cut(ary, indices_or_sections, 2, equal=True)


def _subscripted(parts: Sequence[Any]) -> list[Data]:
    """Return the parts of `np.r_[...]`: arrays, numbers, and slices that stand for ranges.

    Raises NotKnown where a part is a string that changes what the others mean.
    """
    made = []
    for part in parts:
        if isinstance(part, str):
            raise NotKnown("axes given as text are not modelled")
        made.append(_ranged(part) if isinstance(part, slice) else operand(part))
    return made


def _ranged(part: slice) -> Data:
    ends = (0 if part.start is None else part.start, part.stop, 1 if part.step is None else part.step)
    if not all(isinstance(end, int) for end in ends):
        raise NotKnown("the range is not known")
    return operand(range(*ends))


def below(parts: Sequence[Any]) -> Data:
    """Return `np.r_[parts]`: arrays end to end, numbers as vectors of one."""
    return _weakly([atleast_1d(part) for part in _subscripted(parts)], 0, parts)


def _weakly(made: Sequence[Data], axis: int, parts: Sequence[Any]) -> Data:
    """Join arrays, and Python's numbers that bring only their kind along."""
    result = joined(made, axis)
    return Data(result.shape, promoted(*kinds_of(*(one if isinstance(part, slice) else part for one, part in zip(made, parts, strict=True)))), result.facts)  # fmt: skip


def along_last(parts: Sequence[Any]) -> Data:
    """Return `np.c_[parts]`: vectors as columns, arrays joined along the last axis."""
    made = []
    for part in _subscripted(parts):
        shape = known_shape(part)
        columns = (1, 1) if not shape else (*shape, 1) if len(shape) == 1 else shape
        made.append(part.shaped(columns, part.facts.moved(rows=len(shape) > 1)))
    return _weakly(made, -1, parts)
