"""Operations that put elements in another shape: reshape, transpose, expand, squeeze, tile, concatenate, stack, split."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.operations.table import Plain, dtype_of, known_int, operation, shape_of
from shapecheck.shapes import shape as shapes
from shapecheck.shapes.dims import Dim, floor_div, keras_view
from shapecheck.shapes.requirements import differs, forbid
from shapecheck.shapes.shape import axis_of
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


def sizes_of(value: Any) -> tuple[Dim | None, ...]:
    """Return a target shape as sizes.

    Raises NotKnown where one of them is not known.
    """
    if isinstance(value, Dim):
        return (value,)
    if not isinstance(value, list | tuple):
        raise NotKnown("the target shape is not known")
    if any(isinstance(item, Opaque | Tensor) for item in value):
        raise NotKnown("a size of the target shape is not known")
    return tuple(value)


@operation("keras.ops.reshape", "tensorflow.reshape", "numpy.reshape", "keras.backend.reshape")
def reshape(x: Any, newshape: Any) -> Tensor:
    """Return the elements in another shape; one size may be -1."""
    return Tensor(shapes.reshape(shape_of(x), sizes_of(newshape)), dtype_of(x))


@operation("keras.ops.ravel", "numpy.ravel", "keras.backend.flatten")
def ravel(x: Any) -> Tensor:
    """Return the elements in one axis."""
    return Tensor(shapes.reshape(shape_of(x), (-1,)), dtype_of(x))


@operation("keras.ops.transpose", "tensorflow.transpose", "numpy.transpose", "keras.backend.permute_dimensions")
def transpose(x: Any, axes: Any = None) -> Tensor:
    """Put the axes in another order."""
    return Tensor(shapes.transpose(shape_of(x), known_int(axes)), dtype_of(x))


@operation("keras.ops.swapaxes", "numpy.swapaxes")
def swapaxes(x: Any, axis1: Any, axis2: Any) -> Tensor:
    """Exchange two axes."""
    shape = list(shape_of(x))
    one, two = axis_of(known_int(axis1), len(shape)), axis_of(known_int(axis2), len(shape))
    shape[one], shape[two] = shape[two], shape[one]
    return Tensor(tuple(shape), dtype_of(x))


@operation("keras.ops.expand_dims", "tensorflow.expand_dims", "numpy.expand_dims", "keras.backend.expand_dims")
def expand_dims(x: Any, axis: Any = -1) -> Tensor:
    """Add an axis of size 1."""
    return Tensor(shapes.expand_dims(shape_of(x), known_int(axis)), dtype_of(x))


@operation("keras.ops.squeeze", "tensorflow.squeeze", "numpy.squeeze", "keras.backend.squeeze")
def squeeze(x: Any, axis: Any = None) -> Tensor:
    """Drop axes of size 1."""
    return Tensor(shapes.squeeze(shape_of(x), known_int(axis)), dtype_of(x))


@operation("keras.ops.tile", "tensorflow.tile", "numpy.tile", "keras.backend.tile")
def tile(x: Any, repeats: Any) -> Tensor:
    """Repeat the whole along each axis."""
    return Tensor(shapes.tile(shape_of(x), known_int(repeats)), dtype_of(x))


@operation("keras.ops.repeat", "tensorflow.repeat", "numpy.repeat", "keras.backend.repeat_elements")
def repeat(x: Any, repeats: Any, axis: Any = None) -> Tensor:
    """Repeat each element along an axis."""
    return Tensor(shapes.repeat(shape_of(x), known_int(repeats), known_int(axis)), dtype_of(x))


@operation(
    "keras.ops.concatenate", "tensorflow.concat", "numpy.concatenate", "keras.backend.concatenate", "keras.ops.append",
)  # fmt: skip
def concatenate(xs: Any, axis: Any = 0) -> Any:
    """Join tensors end to end along an axis."""
    if not isinstance(xs, list | tuple):
        raise NotKnown("what is joined is not known")
    if xs and all(isinstance(item, list | tuple) for item in xs):
        return Plain(tuple(size for item in xs for size in item))
    axis = known_int(axis)
    return Tensor(shapes.concatenate([shape_of(item) for item in xs], axis, layer=False), dtype_of(*xs))


@operation("keras.ops.stack", "tensorflow.stack", "numpy.stack", "keras.backend.stack")
def stack(xs: Any, axis: Any = 0) -> Any:
    """Join tensors along a new axis; a stack of sizes is a shape."""
    if not isinstance(xs, list | tuple):
        raise NotKnown("what is stacked is not known")
    if all(isinstance(item, Dim) for item in xs):
        return Plain(tuple(xs))
    return Tensor(shapes.stack([shape_of(item) for item in xs], known_int(axis)), dtype_of(*xs))


@operation("keras.ops.unstack", "tensorflow.unstack")
def unstack(x: Any, num: Any = None, axis: Any = 0) -> Any:
    """Take a tensor apart along an axis."""
    shape = list(shape_of(x))
    count = shape.pop(axis_of(known_int(axis), len(shape)))
    if isinstance(x, tuple | list):
        return Plain(tuple(x))
    if not isinstance(count, int):
        raise NotKnown("the number of pieces is not known")
    return [Tensor(tuple(shape), dtype_of(x)) for _ in range(count)]


@operation("keras.ops.split", "numpy.split", "tensorflow.split")
def split(x: Any, indices_or_sections: Any, axis: Any = 0) -> Any:
    """Cut a tensor into equal pieces along an axis."""
    shape = list(shape_of(x))
    place = axis_of(known_int(axis), len(shape))
    count = known_int(indices_or_sections)
    if not isinstance(count, int) or count < 1 or count > 4096:
        raise NotKnown("cutting at given places is not modelled")
    size = shape[place]
    if keras_view(size) is not None and isinstance(size, int):
        forbid(
            differs(size % count, 0),
            f"an axis of size {size} cannot be cut into {count} equal pieces",
            kind="invalid-argument",
        )
    shape[place] = floor_div(size, count)
    return [Tensor(tuple(shape), dtype_of(x)) for _ in range(count)]


@operation("keras.ops.pad", "tensorflow.pad", "numpy.pad")
def pad(x: Any, pad_width: Any, mode: Any = "constant", constant_values: Any = None) -> Tensor:
    """Add elements around."""
    return Tensor(shapes.pad(shape_of(x), known_int(pad_width)), dtype_of(x))


@operation("keras.ops.broadcast_to", "tensorflow.broadcast_to", "numpy.broadcast_to")
def broadcast_to(x: Any, newshape: Any) -> Tensor:
    """Stretch a tensor to a shape."""
    sizes = sizes_of(newshape)
    if any(size is None for size in sizes):
        raise NotKnown("a size of the target shape is not known")
    target = tuple(size for size in sizes if size is not None)
    shapes.broadcast(shape_of(x), target)
    return Tensor(target, dtype_of(x))


@operation("keras.ops.shape", "tensorflow.shape", "keras.backend.shape")
def shape(x: Any) -> Plain:
    """Return the shape as sizes."""
    return Plain(shape_of(x))


@operation("keras.ops.ndim", "keras.backend.ndim", "tensorflow.rank", "numpy.ndim")
def ndim(x: Any) -> Plain:
    """Return the number of axes."""
    return Plain(len(shape_of(x)))


@operation("keras.ops.size", "tensorflow.size", "numpy.size")
def size(x: Any) -> Plain:
    """Return the number of elements."""
    from shapecheck.shapes.dims import product

    return Plain(product(shape_of(x)))
