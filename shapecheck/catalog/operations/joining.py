"""Several tensors made one, and one made several: concatenate, stack, split."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.dtypes import promoted
from shapecheck.catalog.operations.operands import at_the_run, axes_of, axis_in, known, refuse, shape_of, tensors_of
from shapecheck.catalog.operations.rearranging import dtype_in, flat_size
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes import shape as shapes
from shapecheck.shapes.dims import Dim, floor_div, hide, hide_if, is_none, modulo, total
from shapecheck.shapes.requirements import at_most, differs, equal, forbid, require
from shapecheck.shapes.shape import axis_of, view_text
from shapecheck.shapes.tensor import Tensor

__all__ = ["cut", "joined"]


def joined(items: list[Any], axis: int) -> Tensor:
    """Join tensors end to end along an axis."""
    return Tensor(shapes.concatenate([shape_of(item) for item in items], axis, layer=False), promoted(*items))


@operation(
    "keras.ops.concatenate", "tensorflow.concat", "numpy.concatenate", "numpy.concat", "keras.backend.concatenate", keeps=True,
)  # fmt: skip
def concatenate(xs: Any, axis: Any = 0) -> Tensor:
    """Join tensors end to end along an axis."""
    place = axes_of(axis)
    if place is None:
        refuse("`axis` of concatenate wants an integer, got None", "`axis` cannot be None for `concatenate`.")
    items = tensors_of(xs)
    if len(items) == 1 and not shape_of(items[0]):
        raise NotKnown("one scalar alone")
    return joined(items, axis_in(axis))


@operation("keras.ops.append", "numpy.append")
def append(x1: Any, x2: Any, axis: Any = None) -> Tensor:
    """Join two tensors along an axis, or their elements (`keras/src/ops/numpy.py`)."""
    place = axes_of(axis)
    one, other = shape_of(x1), shape_of(x2)
    if place is None:
        size = total((flat_size(one), flat_size(other)))
        return Tensor((size,), promoted(x1, x2))
    if not isinstance(place, int) or len(one) != len(other) or not -len(one) <= place < len(one):
        refuse(f"append along {axis} wants tensors of one rank", kind="concatenate-mismatch")
    if is_none(one[place]) or is_none(other[place]):
        raise NotKnown("Keras cannot add a None")
    return joined([x1, x2], place)


@operation("keras.ops.stack", "tensorflow.stack", "numpy.stack", "keras.backend.stack", keeps=True)
def stack(x: Any, axis: Any = 0) -> Tensor:
    """Join tensors along a new axis."""
    items = tensors_of(x, "what is stacked")
    return Tensor(shapes.stack([shape_of(item) for item in items], axis_in(axis)), promoted(*items))


def _enter_stack(name: str, least: int, axis: int) -> None:
    """Enter a join along a fixed axis, of tensors of a least rank."""

    @operation(f"keras.ops.{name}", f"numpy.{name}", keeps=True)
    def stacked(xs: Any) -> Tensor:
        items = tensors_of(xs)
        if any(len(shape_of(item)) < least for item in items):
            raise NotKnown(f"{name} of tensors of rank below {least}")
        return joined(items, axis)


_enter_stack("vstack", 2, 0)
_enter_stack("hstack", 2, 1)


@operation("keras.ops.dstack", "numpy.dstack", keeps=True)
def dstack(xs: Any) -> Tensor:
    """Join tensors along the third axis; lower ranks get it, and one in front (`keras/src/ops/numpy.py`)."""

    def raised(item: Any) -> Tensor:
        shape = shape_of(item)
        if len(shape) < 3:
            shape = ((1, 1, 1), (1, *shape, 1), (*shape, 1))[len(shape)]
        return Tensor(shape, dtype_in(item))

    return joined([raised(item) for item in tensors_of(xs)], 2)


@operation("keras.ops.unstack", "tensorflow.unstack", keeps=True)
def unstack(x: Any, num: Any = None, axis: Any = 0) -> list[Tensor]:
    """Take a tensor apart along an axis."""
    shape = list(shape_of(x))
    size, count = shape.pop(axis_of(axis_in(axis), len(shape))), known(num)
    if count is None and is_none(size):
        text = (
            f"Cannot infer argument `num` from shape {view_text(shape_of(x))}. Either provide a tensor with a concrete "
        )
        words = "how many parts there are is not known before the run"
        refuse(words, f"{text}shape in the `axis` dimension or explicitly pass the `num` argument.", "unknown-size")
    count = size if count is None else count
    if not isinstance(count, int) or count > _MOST:
        raise NotKnown("into how many parts is not known")
    if differs(size, count) is True:
        raise NotKnown("the backends differ in this number of parts")
    require(equal(size, count), "run")
    return [Tensor(tuple(shape), dtype_in(x)) for _ in range(count)]


_MOST = 4096


def cut(x: Any, sections: Any, axis: int, *, uneven: bool = False) -> list[Tensor]:
    """Cut a tensor along an axis into equal parts, or at places (`_compute_split_output_spec`, `keras/src/ops/numpy.py`)."""
    shape, found = list(shape_of(x)), known(sections)
    place = axis_of(axis, len(shape))
    size = shape[place]

    def part(length: Dim) -> Tensor:
        return Tensor((*shape[:place], length, *shape[place + 1 :]), dtype_in(x))

    if isinstance(found, tuple):
        return [part(length) for length in _between(size, found)]
    if not isinstance(found, int) or found > _MOST or isinstance(found, bool):
        raise NotKnown("into how many parts is not known")
    if found < 1:
        raise NotKnown(f"{found} parts")
    left = modulo(size, found)
    forbid(
        differs(left, 0),
        lambda: f"an axis of size {size} cannot be cut into {found} equal parts",
        "run" if is_none(size) else "build",
        f"`x` size on given `axis` must be divisible by `indices_or_sections` when `indices_or_sections` is an int. But "
        f"received {size} and {found}.",
        kind="invalid-argument",
    )
    return [part(floor_div(size, found)) for _ in range(found)]


def _between(size: Dim, places: tuple[Any, ...]) -> list[Dim]:
    """Return the lengths between places along an axis; those that Python would clip are not known."""
    ends = [0, *places, size]
    found = []
    for start, end in pairwise(ends):
        if not isinstance(start, Dim) or not isinstance(end, Dim) or at_most(start, end) is False:
            raise NotKnown("the places to cut at are not in order")
        if at_most(end, size) is not True or (isinstance(start, int) and start < 0):
            raise NotKnown("a place to cut at is outside of the axis")
        found.append(hide(total((end, -start))) if is_none(size) and end is size else total((end, -start)))
    return found


@operation("keras.ops.split", "numpy.split", keeps=True)
def split(x: Any, indices_or_sections: Any, axis: Any = 0) -> list[Tensor]:
    """Cut a tensor into equal parts, or at places."""
    return cut(x, indices_or_sections, axis_in(axis))


def _enter_split(name: str, least: int, axis: int) -> None:
    @operation(f"keras.ops.{name}", f"numpy.{name}", keeps=True)
    def split_along(x: Any, indices_or_sections: Any) -> list[Tensor]:
        rank = len(shape_of(x))
        if rank < least:
            text = f"`{name}` only works on arrays of at least {least} dimensions. Received array with shape "
            refuse(f"{name} wants rank {least} or more, got {rank}", f"{text}{view_text(shape_of(x))}.", "wrong-rank")
        return cut(x, indices_or_sections, 0 if name == "hsplit" and rank == 1 else axis)


_enter_split("hsplit", 1, 1)
_enter_split("vsplit", 2, 0)
_enter_split("dsplit", 3, 2)


@operation("keras.ops.array_split", "numpy.array_split", keeps=True)
def array_split(x: Any, indices_or_sections: Any, axis: Any = 0) -> list[Tensor]:
    """Cut a tensor into parts that differ by one at most."""
    count, shape = known(indices_or_sections), shape_of(x)
    if not isinstance(count, int) or count > _MOST:
        raise NotKnown("into how many parts is not known")
    if count <= 0:
        text = "Argument `indices_or_sections` must be a positive integer. Received: indices_or_sections="
        refuse(f"a tensor cannot be cut into {count} parts", f"{text}{count}")
    place = at_the_run(lambda: axis_of(axis_in(axis), len(shape)))
    size = shape[place]
    lengths = [_share(size, count, index) for index in range(count)]
    return [Tensor((*shape[:place], length, *shape[place + 1 :]), dtype_in(x)) for length in lengths]


def _share(size: Dim, count: int, index: int) -> Dim:
    return hide_if(is_none(size), floor_div(size + (count - 1 - index), count))


@operation("keras.ops.meshgrid", "numpy.meshgrid", "tensorflow.meshgrid")
def meshgrid(*x: Any, indexing: Any = "xy") -> list[Tensor]:
    """Spread axes over a grid."""
    order = known(indexing)
    if order not in ("xy", "ij"):
        refuse(f"`indexing` wants 'xy' or 'ij', got {order!r}", "Valid values for `indexing` are 'xy' and 'ij'")
    sizes: list[Dim] = [flat_size(shape_of(item)) for item in x]
    if not sizes or (order == "xy" and len(sizes) < 2) or any(len(shape_of(item)) > 1 for item in x):
        raise NotKnown("a grid of these is not modelled")
    if order == "xy":
        sizes[0], sizes[1] = sizes[1], sizes[0]
    dtypes = [dtype_in(item) if order == "xy" or dtype_in(item) == "float32" else "" for item in x]
    return [Tensor(tuple(sizes), dtype) for dtype in dtypes]
