"""Operations that put the elements of one tensor in another shape or order: reshape, transpose, expand, squeeze, tile."""

from __future__ import annotations

import re
from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.dtypes import UNKNOWN, stated
from shapecheck.catalog.operations.operands import axes_of, axis_in, known, refuse, shape_of, sizes_of, whole
from shapecheck.catalog.operations.table import Plain, operation
from shapecheck.shapes import shape as shapes
from shapecheck.shapes.dims import Dim, floor_div, hide_if, is_none, modulo, product
from shapecheck.shapes.requirements import differs, forbid, less
from shapecheck.shapes.shape import Shape, axis_of, shape_text, view_text
from shapecheck.shapes.tensor import Tensor, Vector

__all__ = ["dtype_in", "flat_size"]


def dtype_in(x: Any) -> str:
    """Return the dtype of a tensor; of numbers it depends on the library."""
    return x.dtype if isinstance(x, Tensor) else "int32" if isinstance(x, Vector) else UNKNOWN


def flat_size(shape: Shape) -> Dim:
    """Return the number of elements; Keras does not know it where it does not know one of the sizes."""
    return hide_if(any(map(is_none, shape)), product(shape))


@operation("keras.ops.reshape", "tensorflow.reshape", "numpy.reshape", "keras.backend.reshape", keeps=True)
def reshape(x: Any, newshape: Any) -> Tensor:
    """Return the elements in another shape; one size may be -1."""
    return Tensor(shapes.reshape(shape_of(x), sizes_of(newshape)), dtype_in(x))


@operation("keras.ops.ravel", "numpy.ravel", "keras.backend.flatten", keeps=True)
def ravel(x: Any) -> Tensor:
    """Return the elements in one axis."""
    return Tensor((flat_size(shape_of(x)),), dtype_in(x))


@operation(
    "keras.ops.transpose", "tensorflow.transpose", "numpy.transpose", "keras.backend.permute_dimensions",
    "keras.backend.transpose", "numpy.permute_dims", keeps=True,
)  # fmt: skip
def transpose(x: Any, axes: Any = None) -> Tensor:
    """Put the axes in another order."""
    order = axes_of(axes)
    if isinstance(order, int):
        raise NotKnown("one axis is no order")
    return Tensor(shapes.transpose(shape_of(x), order), dtype_in(x))


@operation("keras.ops.swapaxes", "numpy.swapaxes", keeps=True)
def swapaxes(x: Any, axis1: Any, axis2: Any) -> Tensor:
    """Exchange two axes."""
    shape = list(shape_of(x))
    one, two = axis_of(axis_in(axis1), len(shape)), axis_of(axis_in(axis2), len(shape))
    shape[one], shape[two] = shape[two], shape[one]
    return Tensor(tuple(shape), dtype_in(x))


@operation("keras.ops.moveaxis", "numpy.moveaxis", "tensorflow.experimental.numpy.moveaxis", keeps=True)
def moveaxis(x: Any, source: Any, destination: Any) -> Tensor:
    """Move axes to other places."""
    shape = shape_of(x)
    given, wanted = (
        (found,) if isinstance(found, int) else found or () for found in (axes_of(source), axes_of(destination))
    )
    if len(given) != len(wanted):
        text = "`source` and `destination` arguments must have the same number of elements, but received "
        refuse(f"{len(given)} axes cannot go to {len(wanted)} places", f"{text}`source={source}`")
    sources = [axis_of(axis, len(shape)) for axis in given]
    places = [axis_of(axis, len(shape)) for axis in wanted]
    if len(set(sources)) < len(sources) or len(set(places)) < len(places):
        raise NotKnown("an axis moves twice")
    left = iter(size for axis, size in enumerate(shape) if axis not in sources)
    found = dict(zip(places, sources, strict=True))
    return Tensor(
        tuple(shape[found[place]] if place in found else next(left) for place in range(len(shape))), dtype_in(x)
    )


@operation(
    "keras.ops.expand_dims", "tensorflow.expand_dims", "numpy.expand_dims", "keras.backend.expand_dims", keeps=True
)
def expand_dims(x: Any, axis: Any) -> Tensor:
    """Add axes of size 1."""
    axes = axes_of(axis)
    if axes is None:
        text = "The `axis` argument to `expand_dims` should be an integer, tuple or list. Received axis=None"
        refuse("`axis` of expand_dims wants an integer, got None", text)
    return Tensor(shapes.expand_dims(shape_of(x), axes), dtype_in(x))


@operation("keras.ops.squeeze", "tensorflow.squeeze", "numpy.squeeze", "keras.backend.squeeze", keeps=True)
def squeeze(x: Any, axis: Any = None) -> Tensor:
    """Drop axes of size 1."""
    shape, axes = shape_of(x), axes_of(axis)
    if axes is None and any(is_none(size) for size in shape):
        raise NotKnown("whether a size is 1 is not known before the run")
    places = [axis % len(shape) for axis in ((axes,) if isinstance(axes, int) else axes or ()) if shape]
    if len(set(places)) < len(places):
        raise NotKnown("an axis is dropped twice")
    return Tensor(shapes.squeeze(shape, axes), dtype_in(x))


@operation("keras.ops.tile", "tensorflow.tile", "numpy.tile", "keras.backend.tile", keeps=True)
def tile(x: Any, repeats: Any) -> Tensor:
    """Repeat the whole along each axis."""
    return Tensor(shapes.tile(shape_of(x), sizes_of(repeats)), dtype_in(x))


@operation("keras.ops.repeat", "tensorflow.repeat", "numpy.repeat", "keras.backend.repeat_elements", keeps=True)
def repeat(x: Any, repeats: Any, axis: Any = None) -> Tensor:
    """Repeat each element along an axis."""
    shape, place, times = shape_of(x), axes_of(axis), sizes_of(repeats)
    if isinstance(place, tuple):
        raise NotKnown("repeats along several axes")
    if len(times) > 1 and any(is_none(size) for size in (shape if place is None else shape[place : place + 1 or None])):
        raise NotKnown("Keras does not count these repeats")
    return Tensor(shapes.repeat(shape, times, place), dtype_in(x))


@operation("keras.ops.pad", "numpy.pad", "tensorflow.pad", keeps=True)
def pad(x: Any, pad_width: Any) -> Tensor:
    """Add elements around."""
    shape, widths = shape_of(x), known(pad_width)
    if isinstance(widths, Dim):
        widths = ((widths, widths),)
    elif isinstance(widths, tuple) and widths and isinstance(widths[0], Dim):
        widths = (widths,)
    if (
        not isinstance(widths, tuple)
        or not widths
        or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in widths)
    ):
        raise NotKnown("these widths of padding are not modelled")
    for size in (size for pair in widths for size in pair):
        forbid(less(whole(size), 0), f"a width of padding is {size}", "run", kind="invalid-argument")
    return Tensor(shapes.pad(shape, widths), dtype_in(x))


@operation("keras.ops.broadcast_to", "tensorflow.broadcast_to", "numpy.broadcast_to", keeps=True)
def broadcast_to(x: Any, shape: Any) -> Tensor:
    """Stretch a tensor to a shape."""
    given, target = shape_of(x), sizes_of(shape)
    if any(size == -1 for size in target):
        raise NotKnown("a size to stretch to is -1")
    found = shapes.broadcast(given, target)
    if len(found) != len(target) or any(differs(one, other) is True for one, other in zip(found, target, strict=True)):
        words = f"{shape_text(given)} does not stretch to {shape_text(target)}"
        refuse(words, kind="broadcast-mismatch", when="run")
    return Tensor(target, dtype_in(x))


def _enter_same(name: str, *others: str, least: int = 0) -> None:
    """Enter what only changes the order of elements, of tensors of a least rank."""

    @operation(f"keras.ops.{name}", f"numpy.{name}", *others, keeps=True)
    def same(x: Any) -> Tensor:
        shape = shape_of(x)
        if len(shape) < least:
            text = f"`{name}` requires input with {least} or more dimensions. Received: x.shape={view_text(shape)}"
            refuse(f"{name} wants rank {least} or more, got {len(shape)}", text, "wrong-rank")
        return Tensor(shape, dtype_in(x))


_enter_same("fliplr", least=2)
_enter_same("flipud", least=1)


@operation("keras.ops.flip", "numpy.flip", "tensorflow.reverse", "keras.backend.reverse", keeps=True)
def flip(x: Any, axis: Any = None) -> Tensor:
    """Turn axes round."""
    if not shape_of(x):
        raise NotKnown("a scalar has no axes")
    return _along(x, axes_of(axis))


@operation("keras.ops.roll", "numpy.roll", "tensorflow.roll", keeps=True)
def roll(x: Any, shift: Any, axis: Any = None) -> Tensor:
    """Shift along axes, round the end."""
    axes = axes_of(axis)
    if (
        isinstance(axes, tuple)
        and isinstance(shift, list | tuple)
        and len(shift) not in (1, len(axes))
        and len(axes) != 1
    ):
        raise NotKnown("shifts and axes of different number")
    return _along(x, axes)


def _along(x: Any, axes: int | tuple[int, ...] | None) -> Tensor:
    shape = shape_of(x)
    places = [axis_of(axis, len(shape)) for axis in ((axes,) if isinstance(axes, int) else axes or ())]
    if len(set(places)) < len(places):
        refuse(f"an axis stands twice in {axes}", kind="axis-out-of-range")
    return Tensor(shape, dtype_in(x))


@operation("keras.ops.rot90", "numpy.rot90", keeps=True)
def rot90(array: Any, k: Any = 1, axes: Any = (0, 1)) -> Tensor:
    """Turn by a right angle; Keras reports the shape of an odd number of turns always."""
    shape, plane, turns = list(shape_of(array)), axes_of(axes), known(k)
    if len(shape) < 2:
        text = f"Input array must have at least 2 dimensions. Received: array.shape={view_text(shape)}"
        refuse(f"rot90 wants rank 2 or more, got {len(shape)}", text, "wrong-rank")
    if not isinstance(plane, tuple) or len(plane) != 2 or plane[0] == plane[1]:
        text = f"Invalid axes: {plane}. Axes must be a tuple of two different dimensions."
        refuse(f"rot90 wants two axes, got {plane}", text)
    one, two = plane
    if not all(-len(shape) <= axis < len(shape) for axis in plane):
        refuse(f"no axes {plane} in a tensor of rank {len(shape)}", kind="axis-out-of-range")
    if one % len(shape) == two % len(shape):
        raise NotKnown("one axis twice")
    turned = list(shape)
    turned[one], turned[two] = shape[two], shape[one]
    if not isinstance(turns, int) or (turns % 2 == 0 and turned != shape):
        raise NotKnown("Keras reports the shape of a quarter turn")
    return Tensor(tuple(turned), dtype_in(array))


def _enter_triangle(name: str) -> None:
    @operation(f"keras.ops.{name}", f"numpy.{name}", keeps=True)
    def triangle(x: Any) -> Tensor:
        shape = shape_of(x)
        if len(shape) < 2:
            raise NotKnown(f"{name} of less than a matrix")
        return Tensor(shape, dtype_in(x))


_enter_triangle("tril")
_enter_triangle("triu")


@operation("tensorflow.linalg.band_part")
def band_part(input: Any) -> Tensor:
    """Keep a band of each matrix."""
    return Tensor(shape_of(input), dtype_in(input))


@operation("keras.ops.view")
def view(x: Any, dtype: Any = None) -> Tensor:
    """Read the bytes as another dtype of the same width."""
    if dtype is None:
        raise NotKnown("the backends differ in what no dtype is")
    wanted = stated(dtype, dtype_in(x))
    bits = [re.sub(r"\D", "", kind) for kind in (wanted, dtype_in(x))]
    if not bits[0] or bits[0] != bits[1]:
        raise NotKnown("a view of another width")
    return Tensor(shape_of(x), wanted)


@operation("keras.ops.rearrange")
def rearrange(tensor: Any, pattern: Any, **lengths: Any) -> Tensor:
    """Rearrange the axes as an einops pattern says (`keras/src/ops/einops.py`): "b (h p) c -> b h (p c)"."""
    shape, text = shape_of(tensor), known(pattern)
    if not isinstance(text, str) or text.count("->") != 1 or "..." in text or re.search(r"[^\w\s()>-]", text):
        raise NotKnown("this pattern is not modelled")
    left, right = (re.findall(r"\w+|\(.*?\)", side) for side in text.split("->"))
    if len(left) != len(shape):
        raise NotKnown("the pattern has not the rank of the tensor")
    if any(is_none(size) for size in shape):
        words = f"rearrange cannot calculate with a None: {shape_text(shape)}"
        refuse(words, "unsupported operand type(s) for *=: 'int' and 'NoneType'", "unknown-size")
    sizes: dict[str, Dim] = {}
    given = {name: whole(size) for name, size in lengths.items()}
    for axis, size in zip(left, shape, strict=True):
        names = re.findall(r"\w+", axis)
        open_ = [name for name in names if name not in given] if axis.startswith("(") else names
        rest = product([given[name] for name in names if name not in open_])
        if len(open_) > 1:
            raise NotKnown("an axis is taken apart into sizes that are not known")
        forbid(not open_ and differs(rest, size), f"{axis} does not make {size}", "run", kind="reshape-size")
        if open_ and axis.startswith("("):
            forbid(
                differs(modulo(size, rest), 0), f"{size} cannot be taken apart as {axis}", "run", kind="reshape-size"
            )
            size = floor_div(size, rest)
        sizes |= {name: given.get(name, size) for name in names}
    inside, outside = (sorted(re.findall(r"\w+", " ".join(side))) for side in (left, right))
    if inside != outside or any(name.isdigit() for name in inside):
        raise NotKnown("an axis stands on one side only")
    made = [product([sizes[name] for name in re.findall(r"\w+", axis)]) for axis in right]
    return Tensor(tuple(made), dtype_in(tensor))


@operation("keras.ops.shape", "numpy.shape")
def shape(x: Any) -> Plain:
    """Return the shape as a tuple."""
    return Plain(shape_of(x))


@operation("tensorflow.shape", "keras.backend.shape")
def shape_as_tensor(input: Any) -> Plain:
    """Return the shape as a tensor."""
    return Plain(Vector(shape_of(input)))


@operation("keras.ops.ndim", "keras.backend.ndim", "tensorflow.rank", "numpy.ndim")
def ndim(x: Any) -> Plain:
    """Return the number of axes."""
    return Plain(len(shape_of(x)))


@operation("keras.ops.size", "tensorflow.size", "numpy.size")
def size(x: Any) -> Plain:
    """Return the number of elements."""
    return Plain(product(shape_of(x)))


@operation("keras.ops.dtype", "keras.backend.dtype")
def dtype(x: Any) -> Plain:
    """Return the name of the dtype."""
    if not dtype_in(x):
        raise NotKnown("the dtype is not known")
    return Plain(dtype_in(x))


@operation("keras.ops.is_tensor", "tensorflow.is_tensor")
def is_tensor(x: Any) -> Plain:
    """Tell whether this is a tensor."""
    if not isinstance(x, Tensor):
        raise NotKnown("whether this is a tensor")
    return Plain(True)


@operation("keras.ops.unravel_index", "numpy.unravel_index")
def unravel_index(indices: Any, shape: Any) -> list[Tensor]:
    """Turn flat places into one place for each axis."""
    if not isinstance(indices, Tensor) or not sizes_of(shape):
        raise NotKnown("Keras takes a tensor of places here")
    return [Tensor(shape_of(indices), UNKNOWN) for _ in sizes_of(shape)]


@operation("keras.ops.nonzero", "numpy.nonzero")
def nonzero(x: Any) -> Any:
    """Say where elements are not zero: how many is not known."""
    raise NotKnown("how many elements are not zero is not known")
