"""The same numbers in another shape or order."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.arrays.data import (
    UNCOUNTED,
    Data,
    axes_of,
    integer,
    known_shape,
    numpy_says,
    operand,
    place_of,
    refuse,
    sizes_of,
)  # fmt: skip
from shapecheck.catalog.arrays.table import function
from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.shapes import shape as shapes
from shapecheck.shapes.dims import Dim, product
from shapecheck.shapes.requirements import differs, less
from shapecheck.shapes.shape import Shape, shape_text

__all__ = ["same_rows"]


def same_rows(before: Shape | None, after: Shape | None) -> bool:
    """Tell whether the vectors along the last axis stay whole."""
    return bool(before) and bool(after) and differs(before[-1], after[-1]) is False  # type: ignore[index]


def _in_shape(made: Data, shape: Shape) -> Data:
    return made.shaped(shape, made.facts.moved(rows=same_rows(made.shape, shape)))


def _reshaped(a: Any, target: tuple[Dim, ...], order: Any) -> Data:
    made = operand(a)
    if made.shape is None:
        if sum(size == -1 for size in target) > 1:
            refuse("only one size may be -1", "can only specify one unknown dimension", "reshape-size")
        return made.shaped(tuple(UNCOUNTED if size == -1 else size for size in target), made.facts.moved(rows=False))
    count = product(made.shape)
    with numpy_says(f"cannot reshape array of size {count} into shape {shape_text(target).replace(' ', '')}"):
        shape = shapes.reshape(made.shape, target)
    return _in_shape(made, shape) if order in ("C", None) else made.shaped(shape, made.facts.moved(rows=False))


@function("reshape", view=True)
def reshape(a: Any, shape: Any = None, order: Any = "C", *, newshape: Any = None, copy: Any = None) -> Data:
    """Return the numbers in another shape; one size may be -1."""
    return _reshaped(a, sizes_of(newshape if shape is None else shape), order)


def reshape_method(a: Any, *shape: Any, order: Any = "C", copy: Any = None) -> Data:
    """Return the numbers in another shape, given as one tuple or size by size."""
    return _reshaped(a, _spread(shape), order)


def _spread(given: tuple[Any, ...]) -> tuple[Dim, ...]:
    if len(given) == 1 and isinstance(given[0], Data | Opaque) and operand(given[0]).shape != ():
        raise NotKnown("the target shape is not known")
    return sizes_of(given[0] if len(given) == 1 else given)


function(methods=["reshape"], view=True)(reshape_method)


@function("resize", methods=[])
def resize(a: Any, new_shape: Any) -> Data:
    """Return the numbers, repeated or cut, in another shape."""
    made = operand(a)
    return made.shaped(sizes_of(new_shape), made.facts.picked(rows=False))


@function("ravel", methods=["ravel"], view=True)
def ravel(a: Any, order: Any = "C") -> Data:
    """Return the numbers in one axis."""
    made = operand(a)
    shape = (UNCOUNTED,) if made.shape is None else (product(made.shape),)
    return made.shaped(shape, made.facts.moved(rows=made.shape is not None and len(made.shape) == 1))


@function(methods=["flatten"])
def flatten(a: Any, order: Any = "C") -> Data:
    """Return a copy in one axis."""
    return ravel(a)  # type: ignore[no-any-return]


@function("transpose", "permute_dims", view=True)
def transpose(a: Any, axes: Any = None) -> Data:
    """Put the axes in another order."""
    made = operand(a)
    order = axes_of(axes)
    with numpy_says("axes don't match array"):
        shape = shapes.transpose(known_shape(made), (order,) if isinstance(order, int) else order)
    kept = (order is None and len(shape) < 2) or (isinstance(order, tuple) and order[-1:] in ((-1,), (len(shape) - 1,)))
    return made.shaped(shape, made.facts.moved(rows=kept))


def transpose_method(a: Any, *axes: Any) -> Data:
    """Put the axes in the order given, as one tuple or axis by axis."""
    given = axes[0] if len(axes) == 1 else axes or None
    return transpose(a, (given,) if isinstance(given, int) else given)  # type: ignore[no-any-return]


function(methods=["transpose"], view=True)(transpose_method)


@function("swapaxes", methods=["swapaxes"], view=True)
def swapaxes(a: Any, axis1: Any, axis2: Any) -> Data:
    """Exchange two axes."""
    made = operand(a)
    shape = list(known_shape(made))
    one, two = place_of(axis1, len(shape)), place_of(axis2, len(shape))
    shape[one], shape[two] = shape[two], shape[one]
    rows = one == two or len(shape) - 1 not in (one, two)
    return made.shaped(tuple(shape), made.facts.moved(rows=rows))


@function("moveaxis", view=True)
def moveaxis(a: Any, source: Any, destination: Any) -> Data:
    """Move axes to other places; the others keep their order."""
    made = operand(a)
    shape = known_shape(made)
    ends = [axes_of(source), axes_of(destination)]
    starts, goals = ([place_of(one, len(shape)) for one in (e if isinstance(e, tuple) else (e,))] for e in ends)
    if len(starts) != len(goals):
        text = "`source` and `destination` arguments must have the same number of elements"
        refuse(f"{len(starts)} axes are moved to {len(goals)} places", text)
    if len(set(starts)) != len(starts) or len(set(goals)) != len(goals):
        refuse("an axis stands twice", "repeated axis", "axis-out-of-range")
    order = [place for place in range(len(shape)) if place not in starts]
    for goal, start in sorted(zip(goals, starts, strict=True)):
        order.insert(goal, start)
    rows = not order or order[-1] == len(shape) - 1
    return made.shaped(tuple(shape[place] for place in order), made.facts.moved(rows=rows))


@function("rollaxis", view=True)
def rollaxis(a: Any, axis: Any, start: Any = 0) -> Data:
    """Move one axis before another."""
    made = operand(a)
    shape = known_shape(made)
    place, goal = place_of(axis, len(shape)), integer(start)
    goal = goal + len(shape) if goal < 0 else goal
    if not 0 <= goal <= len(shape):
        refuse(f"place {start} does not exist", "'start' arg requires ...", "axis-out-of-range")
    order = [other for other in range(len(shape)) if other != place]
    order.insert(goal - 1 if place < goal else goal, place)
    return made.shaped(tuple(shape[other] for other in order), made.facts.moved(rows=order[-1] == len(shape) - 1))


@function("expand_dims", view=True)
def expand_dims(a: Any, axis: Any) -> Data:
    """Insert axes of size 1."""
    made = operand(a)
    with numpy_says(None):
        shape = shapes.expand_dims(known_shape(made), axes_of(axis))
    return _in_shape(made, shape)


@function("squeeze", methods=["squeeze"], view=True)
def squeeze(a: Any, axis: Any = None) -> Data:
    """Drop axes of size 1."""
    made = operand(a)
    shape = known_shape(made)
    if axis is None and any(not isinstance(size, int) and differs(size, 1) is not True for size in shape):
        raise NotKnown("whether an axis is dropped depends on the data")
    if not shape and axis in (0, -1):
        return made
    with numpy_says("cannot select an axis to squeeze out which has size not equal to one", "squeeze"):
        result = shapes.squeeze(shape, axes_of(axis))
    return _in_shape(made, result)


def _at_least(arys: tuple[Any, ...], rank: int) -> Any:
    made = [_with_rank(operand(item), rank) for item in arys]
    return made[0] if len(made) == 1 else tuple(made)


def _with_rank(made: Data, rank: int) -> Data:
    shape = known_shape(made)
    if len(shape) >= rank:
        return made
    if rank == 3:
        return _in_shape(made, {0: (1, 1, 1), 1: (1, *shape, 1), 2: (*shape, 1)}[len(shape)])
    return _in_shape(made, (*(1,) * (rank - len(shape)), *shape))


@function("atleast_1d", view=True)
def atleast_1d(*arys: Any) -> Any:
    """Give each array one axis at least."""
    return _at_least(arys, 1)


@function("atleast_2d", view=True)
def atleast_2d(*arys: Any) -> Any:
    """Give each array two axes at least."""
    return _at_least(arys, 2)


@function("atleast_3d", view=True)
def atleast_3d(*arys: Any) -> Any:
    """Give each array three axes at least."""
    return _at_least(arys, 3)


@function("tile")
def tile(A: Any, reps: Any) -> Data:  # noqa: N803
    """Repeat the whole along each axis."""
    made = operand(A)
    times = sizes_of(reps)
    if any(less(time, 0) is True for time in times):
        refuse("a number of repetitions is negative")
    shape = shapes.tile(known_shape(made), times)
    rows = (times[-1] if times else 1) == 1 and bool(made.shape)
    # All numbers occur again, unless there are no repetitions at all.
    whole = all(less(0, time) is True for time in times)
    return made.shaped(shape, made.facts.moved(rows=rows) if whole else made.facts.picked(rows=rows))


@function("repeat", methods=["repeat"])
def repeat(a: Any, repeats: Any, axis: Any = None) -> Data:
    """Repeat each number, or each slice along an axis."""
    made = operand(a)
    shape = known_shape(made)
    if isinstance(repeats, Data) and repeats.facts.exact is None:
        if repeats.shape == () or axis is None:
            raise NotKnown("how often is not known")
        place = place_of(axis, len(shape))
        return made.shaped((*shape[:place], UNCOUNTED, *shape[place + 1 :]), made.facts.picked(rows=False))
    times = sizes_of(repeats)
    if any(less(time, 0) is True for time in times):
        refuse("a number of repetitions is negative", "repeats may not contain negative values.")
    shape = shape or (1,)
    along = None if axis is None else place_of(axis, len(shape))
    with numpy_says("operands could not be broadcast together with shape", "broadcast-mismatch"):
        result = shapes.repeat(shape, times, along)
    return made.shaped(result, made.facts.picked(rows=along is not None and along != len(shape) - 1))


@function("broadcast_to", view=True)
def broadcast_to(array: Any, shape: Any, subok: Any = False) -> Data:
    """Stretch an array to a shape."""
    made, target = operand(array), sizes_of(shape)
    before = known_shape(made)
    text = "operands could not be broadcast together with remapped shapes"
    if len(before) > len(target):
        refuse("the shape has fewer axes than the array", "input operand has more dimensions than allowed")
    with numpy_says(text, "broadcast-mismatch"):
        met = shapes.broadcast(before, target)
    for size, wanted in zip(met, target, strict=True):
        if differs(size, wanted) is True:
            refuse(f"{shape_text(before)} does not stretch to {shape_text(target)}", text, "broadcast-mismatch")
    return made.shaped(target, made.facts.picked(rows=same_rows(before, target)))


@function("flip", "flipud", "fliplr", view=True)
def flip(m: Any, axis: Any = None) -> Data:
    """Return the numbers in the opposite order."""
    return operand(m)


@function("roll")
def roll(a: Any, shift: Any, axis: Any = None) -> Data:
    """Move numbers along an axis; those at the end come in at the front."""
    made = operand(a)
    one = axis is not None or (made.shape is not None and len(made.shape) == 1)
    return made.shaped(made.shape, made.facts.moved(rows=one))


@function("rot90", view=True)
def rot90(m: Any, k: Any = 1, axes: Any = (0, 1)) -> Data:
    """Turn a plane by right angles."""
    made = operand(m)
    shape = list(known_shape(made))
    one, two = (place_of(axis, len(shape)) for axis in axes_of(axes))
    if integer(k) % 2:
        shape[one], shape[two] = shape[two], shape[one]
    return made.shaped(tuple(shape), made.facts.moved(rows=False))


@function("pad")
def pad(array: Any, pad_width: Any, mode: Any = "constant", **rest: Any) -> Data:
    """Add numbers around."""
    made = operand(array)
    shape = known_shape(made)
    pairs = _widths(pad_width)
    with numpy_says("operands could not be broadcast together with remapped shapes", "broadcast-mismatch"):
        result = shapes.pad(shape, pairs)
    if any(less(width, 0) is True for pair in pairs for width in pair):
        refuse("a width of padding is negative", "index can't contain negative values")
    own = mode in ("edge", "reflect", "symmetric", "wrap")
    return made.shaped(result, made.facts.picked(rows=False) if own else Data(()).facts)


def _widths(value: Any) -> tuple[tuple[Dim, Dim], ...]:
    if isinstance(value, dict):
        raise NotKnown("padding by axis is not modelled")
    if not isinstance(value, list | tuple):
        return ((integer(value), integer(value)),)
    if all(isinstance(item, list | tuple) for item in value):
        pairs = [(*item, *item) if len(item) == 1 else tuple(item) for item in value]
        return tuple((integer(one), integer(two)) for one, two in pairs)
    if len(value) == 1:
        return ((integer(value[0]), integer(value[0])),)
    if len(value) != 2:
        raise NotKnown("these widths of padding are not modelled")
    return ((integer(value[0]), integer(value[1])),)


@function("shape", plain=True)
def shape_(a: Any) -> tuple[Dim, ...]:
    """Return the shape."""
    return known_shape(operand(a))


@function("ndim", plain=True)
def ndim(a: Any) -> int:
    """Return the number of axes."""
    return len(known_shape(operand(a)))


@function("size", plain=True)
def size_(a: Any, axis: Any = None) -> Dim:
    """Return the number of elements, or of those along an axis."""
    shape = known_shape(operand(a))
    return product(shape) if axis is None else shape[place_of(axis, len(shape))]
