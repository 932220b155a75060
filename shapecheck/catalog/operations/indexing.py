"""What is taken out of tensors, and put into them: the gather family, slices, scatter, one-hot."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.dtypes import UNKNOWN, stated
from shapecheck.catalog.operations.operands import axes_of, axis_in, refuse, shape_of, sizes_of, whole
from shapecheck.catalog.operations.rearranging import dtype_in, flat_size
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes.dims import Dim, hide, is_none
from shapecheck.shapes.requirements import at_most, differs, forbid, less, require
from shapecheck.shapes.shape import Shape, axis_of, broadcast, subscript, view_text
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


@operation("keras.ops.take", "numpy.take", keeps=True)
def take(x: Any, indices: Any, axis: Any = None) -> Tensor:
    """Take elements along an axis; of all elements where none is given."""
    shape, places, axes = shape_of(x), shape_of(indices), axes_of(axis)
    if axes is None:
        return Tensor(places, dtype_in(x))
    place = axis_of(axis_in(axes), len(shape))
    return Tensor((*shape[:place], *places, *shape[place + 1 :]), dtype_in(x))


@operation("tensorflow.gather", "keras.backend.gather", "tensorflow.nn.embedding_lookup", keeps=True)
def gather(params: Any, indices: Any, axis: Any = None, batch_dims: Any = 0) -> Tensor:
    """Take slices along an axis, the first `batch_dims` axes side by side (`tf.gather`)."""
    shape, places, batch = shape_of(params), shape_of(indices), axis_in(batch_dims)
    if not -len(places) <= batch <= len(places):
        raise NotKnown("more axes of a batch than the indices have")
    batch = batch % len(places) if batch < 0 else batch
    place = batch if axis is None else axis_of(axis_in(axis), len(shape))
    if place < batch:
        raise NotKnown("an axis of the batch")
    for one, other in zip(shape[:batch], places[:batch], strict=False):
        forbid(differs(one, other), "the batches of a gather differ", "run", kind="size-mismatch")
    return Tensor((*shape[:place], *places[batch:], *shape[place + 1 :]), dtype_in(params))


@operation("tensorflow.gather_nd", keeps=True)
def gather_nd(params: Any, indices: Any, batch_dims: Any = 0) -> Tensor:
    """Take slices at places that the last axis of the indices spells out (`tf.gather_nd`)."""
    shape, places, batch = shape_of(params), shape_of(indices), axis_in(batch_dims)
    if not places or not isinstance(places[-1], int) or batch < 0 or batch >= len(places):
        raise NotKnown("how many axes the indices spell out is not known")
    depth = places[-1]
    if batch + depth > len(shape):
        refuse(f"indices of {depth} axes into a tensor of rank {len(shape)}", kind="wrong-rank")
    return Tensor((*places[:-1], *shape[batch + depth :]), dtype_in(params))


@operation("tensorflow.boolean_mask")
def boolean_mask(tensor: Any) -> Tensor:
    """Keep what a mask marks: how much is not known."""
    raise NotKnown("how many elements a mask keeps is not known")


@operation(
    "keras.ops.take_along_axis", "numpy.take_along_axis", "tensorflow.experimental.numpy.take_along_axis", keeps=True
)
def take_along_axis(x: Any, indices: Any, axis: Any = None) -> Tensor:
    """Take elements along an axis, each at a place of its own (`keras/src/ops/operation_utils.py`)."""
    shape, places, axes = shape_of(x), shape_of(indices), axes_of(axis)
    if axes is None:
        shape, axes = (flat_size(shape),), 0
    if len(shape) != len(places):
        text = "`x` and `indices` must have the same number of dimensions, but receive shape "
        words = f"indices of rank {len(places)} into a tensor of rank {len(shape)}"
        refuse(words, f"{text}{view_text(shape)} and {view_text(places)}.", "wrong-rank")
    place = axis_of(axis_in(axes), len(shape))
    return Tensor(broadcast((*shape[:place], places[place], *shape[place + 1 :]), places), dtype_in(x))


@operation("keras.ops.get_item", keeps=True)
def get_item(x: Any, key: Any) -> Tensor:
    """Return `x[key]`."""
    parts = key if isinstance(key, tuple) else (key,)
    if any(part is not None and part is not ... and not isinstance(part, Dim | slice) for part in parts):
        raise NotKnown("this index of a tensor is not modelled")
    if any(isinstance(part, slice) and not isinstance(part.step, int | None) for part in parts):
        raise NotKnown("the step of a slice is not known")
    cut = [(part.start, part.stop, part.step) if isinstance(part, slice) else part for part in parts]
    return Tensor(subscript(shape_of(x), cut), dtype_in(x))


@operation("keras.ops.slice", keeps=True)
def slice_(inputs: Any, start_indices: Any, shape: Any) -> Tensor:
    """Cut a block out; a size of -1 is what is left (`keras/src/ops/core.py`)."""
    wanted = sizes_of(shape)
    if -1 in wanted and len(wanted) == len(shape_of(inputs)):
        raise NotKnown("the backends differ in what -1 is")
    return _block(shape_of(inputs), start_indices, wanted, dtype_in(inputs))


@operation("tensorflow.slice", keeps=True)
def slice_of_tensorflow(input_: Any, begin: Any, size: Any) -> Tensor:
    """Cut a block out; a size of -1 is what is left."""
    return _block(shape_of(input_), begin, sizes_of(size), dtype_in(input_))


def _block(shape: Shape, starts: Any, sizes: Shape, dtype: str) -> Tensor:
    if len(sizes) != len(shape):
        text = "The number of dimensions in `inputs` must match the number of dimensions in `shape`. Received inputs.shape="
        refuse(
            f"a block of rank {len(sizes)} of a tensor of rank {len(shape)}", f"{text}{view_text(shape)}", "wrong-rank"
        )
    begin = None if isinstance(starts, Tensor) else sizes_of(starts)
    if begin is not None and len(begin) != len(shape):
        text = "The number of dimensions in `start_indices` must match the number of dimensions in `inputs`."
        refuse(f"{len(begin)} places to start at in a tensor of rank {len(shape)}", text, "wrong-rank")
    found: list[Dim] = []
    for place, (size, wanted) in enumerate(zip(shape, sizes, strict=True)):
        if wanted != -1:
            forbid(less(wanted, 0), f"a block of size {wanted}", "run", kind="invalid-argument")
            first = 0 if begin is None else begin[place]
            inside = at_most(first + wanted, size)
            if inside is False and not is_none(size):
                raise NotKnown("a block that is not inside of the tensor")
            if inside is not True and not is_none(size):
                require(inside, "run")
            found.append(wanted)
        elif begin is None:
            raise NotKnown("where the block starts is not known")
        else:
            if not is_none(size) and (less(begin[place], 0) is not False or at_most(begin[place], size) is not True):
                raise NotKnown("a block that starts outside of the tensor")
            found.append(hide(size - begin[place]) if is_none(size) else size - begin[place])
    return Tensor(tuple(found), dtype)


@operation("keras.ops.slice_update", keeps=True)
def slice_update(inputs: Any, start_indices: Any, updates: Any) -> Tensor:
    """Put a block into a tensor."""
    return Tensor(shape_of(inputs), dtype_in(inputs))


@operation("keras.ops.scatter_update", keeps=True)
def scatter_update(inputs: Any, indices: Any, updates: Any, reduction: Any = None) -> Tensor:
    """Put elements into a tensor."""
    if isinstance(reduction, str) and reduction.lower() not in ("add", "max", "min", "mul"):
        text = f"Invalid reduction: {reduction}. Supported values are: None, 'add', 'max', 'min', 'mul'."
        refuse(f"scatter_update knows no reduction {reduction!r}", text)
    return Tensor(shape_of(inputs), dtype_in(inputs))


@operation(
    "tensorflow.tensor_scatter_nd_update", "tensorflow.tensor_scatter_nd_add", "tensorflow.tensor_scatter_nd_sub",
    "tensorflow.tensor_scatter_nd_max", "tensorflow.tensor_scatter_nd_min", keeps=True,
)  # fmt: skip
def tensor_scatter(tensor: Any) -> Tensor:
    """Put elements into a tensor (`tf.tensor_scatter_nd_update`)."""
    return Tensor(shape_of(tensor), dtype_in(tensor))


@operation("keras.ops.scatter")
def scatter(indices: Any, values: Any, shape: Any) -> Tensor:
    """Put elements into zeros of a shape."""
    return Tensor(sizes_of(shape), dtype_in(values))


@operation("tensorflow.scatter_nd")
def scatter_nd(indices: Any, updates: Any, shape: Any) -> Tensor:
    """Put elements into zeros of a shape (`tf.scatter_nd`)."""
    return Tensor(sizes_of(shape), dtype_in(updates))


def _hot(x: Any, classes: Any, axis: Any) -> tuple[list[Dim], int]:
    """Return a shape with an axis of classes in it, and its place: the last, or one that the tensor has."""
    shape, place, count = list(shape_of(x)), axis_in(axis), whole(classes)
    if place != -1 and not 0 <= place < len(shape):
        text = f"axis must be -1 or between [0, {view_text(shape)}), but received {place}."
        refuse(f"axis {place} is not -1 and not one of rank {len(shape)}", text, "axis-out-of-range")
    if less(count, 0) is True:
        raise NotKnown("a negative number of classes")
    place = len(shape) if place == -1 else place
    return [*shape[:place], count, *shape[place:]], place


@operation("keras.ops.one_hot")
def one_hot(x: Any, num_classes: Any, axis: Any = -1, dtype: Any = None) -> Tensor:
    """Turn indices into vectors with a single 1."""
    return Tensor(tuple(_hot(x, num_classes, axis)[0]), stated(dtype, "float32"))


@operation("tensorflow.one_hot", "keras.backend.one_hot")
def one_hot_of_tensorflow(indices: Any, depth: Any, axis: Any = None, dtype: Any = None) -> Tensor:
    """Turn indices into vectors with a single 1; the axis may also be that behind the last (`tf.one_hot`)."""
    shape, place = shape_of(indices), -1 if axis is None else axis_in(axis)
    place = len(shape) if place == -1 else axis_of(place, len(shape) + 1)
    return Tensor((*shape[:place], whole(depth), *shape[place:]), stated(dtype, "float32"))


@operation("keras.ops.multi_hot")
def multi_hot(inputs: Any, num_classes: Any = None, axis: Any = -1) -> Tensor:
    """Turn lists of indices into vectors with as many ones (`keras/src/ops/nn.py`)."""
    if num_classes is None:
        refuse("multi_hot wants `num_classes`", "Argument `num_classes` must be specified.", "missing-argument")
    shape, _ = _hot(inputs, num_classes, axis)
    if len(shape) not in (2, 3) or axis_in(axis) != -1:
        raise NotKnown("Keras reports another shape than it makes")
    return Tensor((shape[-1],) if len(shape) == 2 else (shape[0], *shape[2:]), UNKNOWN)


@operation("keras.utils.to_categorical")
def to_categorical(x: Any, num_classes: Any = None) -> Tensor:
    """Turn classes into vectors with a single 1; a last axis of 1 goes (`keras/src/utils/numerical_utils.py`)."""
    shape = shape_of(x)
    if num_classes is None:
        raise NotKnown("the number of classes is that of the data")
    if len(shape) > 1 and shape[-1] == 1:
        shape = shape[:-1]
    return Tensor((*shape, whole(num_classes)), UNKNOWN)
