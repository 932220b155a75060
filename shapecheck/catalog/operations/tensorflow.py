"""What TensorFlow has in ways of its own: `tf.split` by sizes, `tf.nn` by layouts, and what Keras has no word for."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.convolution import convolved, pooled
from shapecheck.catalog.operations.dtypes import stated
from shapecheck.catalog.operations.joining import cut
from shapecheck.catalog.operations.operands import (
    axes_of,
    axis_in,
    known,
    refuse,
    shape_of,
    sizes_of,
    tensors_of,
    whole,
)
from shapecheck.catalog.operations.rearranging import dtype_in
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes.dims import Dim, floor_div, hide_if, is_none, modulo, plain, product, total
from shapecheck.shapes.requirements import differs, forbid, meet
from shapecheck.shapes.shape import Shape, axis_of, broadcast, broadcast_all, shape_text, when_of
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


@operation("tensorflow.split")
def split(value: Any, num_or_size_splits: Any, axis: Any = 0) -> list[Tensor]:
    """Cut a tensor into equal parts, or into parts of given sizes, one of which may be -1 (`tf.split`)."""
    shape, wanted, place = list(shape_of(value)), known(num_or_size_splits), axis_in(axis)
    if not isinstance(wanted, tuple):
        return cut(value, wanted, place)
    place = axis_of(place, len(shape))
    sizes = [whole(size) for size in wanted]
    given = total(size for size in sizes if size != -1)
    if sizes.count(-1) > 1:
        refuse(f"more than one size of {wanted} is -1")
    if -1 not in sizes:
        words = f"parts of {wanted} make {given}, not {shape[place]}"
        forbid(differs(given, shape[place]), words, when_of(shape[place]), kind="size-mismatch")
    rest = hide_if(is_none(shape[place]), plain(shape[place]) - given)
    lengths = [rest if size == -1 else size for size in sizes]
    return [Tensor((*shape[:place], length, *shape[place + 1 :]), dtype_in(value)) for length in lengths]


@operation("tensorflow.add_n", "tensorflow.math.add_n", "tensorflow.math.accumulate_n")
def add_n(inputs: Any) -> Tensor:
    """Add tensors of one shape."""
    items = tensors_of(inputs, "what is added")
    return Tensor(broadcast_all([shape_of(item) for item in items]), dtype_in(items[0]))


@operation("tensorflow.ensure_shape", keeps=True)
def ensure_shape(x: Any, shape: Any) -> Tensor:
    """Check a shape; what is None in it is not checked."""
    given, wanted = shape_of(x), known(shape)
    if not isinstance(wanted, tuple) or any(size is not None and not isinstance(size, Dim) for size in wanted):
        raise NotKnown("the shape is not known")
    if len(given) != len(wanted):
        refuse(f"{shape_text(given)} is not {wanted}", kind="wrong-rank")
    pairs = zip(given, wanted, strict=True)
    sizes = [a if b is None else meet(a, b, f"{shape_text(given)} is not {wanted}") for a, b in pairs]
    return Tensor(tuple(sizes), dtype_in(x))


@operation("tensorflow.nn.bias_add")
def bias_add(value: Any, bias: Any, data_format: Any = None) -> Tensor:
    """Add a bias along the channels."""
    shape, given = shape_of(value), shape_of(bias)
    if known(data_format) not in (None, "NHWC", "N...C") or len(given) != 1 or len(shape) < 2:
        raise NotKnown("a bias of another layout")
    words = f"a bias of {given[0]} for {shape[-1]} channels"
    size = meet(shape[-1], given[0], words, when_of(shape[-1], given[0]))
    return Tensor((*shape[:-1], size), dtype_in(value))


def _layout(data_format: Any) -> str:
    found = known(data_format)
    if found is None or found in ("NHWC", "NWC", "NDHWC"):
        return "channels_last"
    if found in ("NCHW", "NCW", "NCDHW"):
        return "channels_first"
    raise NotKnown(f"the layout {found!r}")


def _spatial(value: Any, count: int, order: str) -> tuple[Dim, ...]:
    """Return one integer for each spatial axis, of one, of as many, or of one for each axis of the tensor."""
    found = known(value)
    if isinstance(found, tuple) and len(found) == count + 2:
        found = found[1:-1] if order == "channels_last" else found[2:]
    if isinstance(found, tuple) and len(found) == 1:
        found = found * count
    if isinstance(found, tuple):
        if len(found) != count:
            raise NotKnown(f"{found} for {count} axes")
        return tuple(whole(item) for item in found)
    return (whole(found),) * count


def _how(padding: Any) -> str:
    found = known(padding)
    if not isinstance(found, str) or found.lower() not in ("valid", "same"):
        raise NotKnown(f"the padding {found!r}")
    return found.lower()


def _enter_convolution(name: str, axes: int) -> None:
    @operation(f"tensorflow.nn.{name}")
    def convolution(
        input: Any, filters: Any = None, filter: Any = None, strides: Any = 1, stride: Any = None, padding: Any = "VALID",
        data_format: Any = None, dilations: Any = None,
    ) -> Tensor:  # fmt: skip
        kernel, order = shape_of(filters if filter is None else filter), _layout(data_format)
        if len(kernel) != axes + 2 or len(shape_of(input)) != axes + 2:
            raise NotKnown("a kernel or input of another rank")
        steps = _spatial(strides if stride is None else stride, axes, order)
        gaps = _spatial(1 if dilations is None else dilations, axes, order)
        made = product(kernel[-2:]) if name.startswith("depthwise") else kernel[-1]
        channels = shape_of(input)[-1 if order == "channels_last" else 1]
        if not name.startswith("depthwise") and differs(modulo(channels, kernel[-2]), 0) is not True:
            # TensorFlow takes the rest for groups
            kernel = (*kernel[:-2], channels, kernel[-1])
        return Tensor(convolved(shape_of(input), kernel, made, steps, _how(padding), order, gaps), dtype_in(input))


for _name, _axes in (("conv1d", 1), ("conv2d", 2), ("conv3d", 3), ("depthwise_conv2d", 2)):
    _enter_convolution(_name, _axes)


@operation("tensorflow.nn.separable_conv2d")
def separable_conv2d(
    input: Any, depthwise_filter: Any, pointwise_filter: Any, strides: Any, padding: Any, data_format: Any = None,
    dilations: Any = None,
) -> Tensor:  # fmt: skip
    """Slide kernels over one channel each, then mix the channels."""
    kernel, mixing, order = shape_of(depthwise_filter), shape_of(pointwise_filter), _layout(data_format)
    if len(kernel) != 4 or len(mixing) != 4:
        raise NotKnown("kernels of another rank")
    steps = _spatial(strides, 2, order)
    gaps = _spatial(1 if dilations is None else dilations, 2, order)
    return Tensor(convolved(shape_of(input), kernel, mixing[-1], steps, _how(padding), order, gaps), dtype_in(input))


def _enter_transposed(name: str, axes: int) -> None:
    @operation(f"tensorflow.nn.{name}")
    def transposed(input: Any, output_shape: Any) -> Tensor:
        target = sizes_of(output_shape)
        if len(target) != axes + 2:
            raise NotKnown("a target of another rank")
        return Tensor(target, dtype_in(input))


for _name, _axes in (("conv1d_transpose", 1), ("conv2d_transpose", 2), ("conv3d_transpose", 3)):
    _enter_transposed(_name, _axes)


def _enter_pool(name: str, axes: int | None) -> None:
    @operation(f"tensorflow.nn.{name}")
    def pool(input: Any, ksize: Any, strides: Any, padding: Any, data_format: Any = None) -> Tensor:
        shape, order = shape_of(input), _layout(data_format)
        count = len(shape) - 2 if axes is None else axes
        if count < 1:
            raise NotKnown("an input of another rank")
        width, steps = _spatial(ksize, count, order), _spatial(strides, count, order)
        return Tensor(pooled(shape, width, steps, _how(padding), order, rank=axes), dtype_in(input))


for _kind in ("max", "avg"):
    for _suffix, _count in (("", None), ("1d", 1), ("2d", 2), ("3d", 3)):
        _enter_pool(f"{_kind}_pool{_suffix}", _count)


@operation("tensorflow.nn.sigmoid_cross_entropy_with_logits")
def sigmoid_cross_entropy(labels: Any, logits: Any) -> Tensor:
    """Compare element by element."""
    one, other = shape_of(labels), shape_of(logits)
    if len(one) != len(other):
        refuse(f"labels of rank {len(one)} for logits of rank {len(other)}", kind="wrong-rank")
    pairs = zip(other, one, strict=True)
    return Tensor(tuple(meet(a, b, "labels and logits differ in shape") for a, b in pairs), dtype_in(logits))


@operation("tensorflow.nn.softmax_cross_entropy_with_logits")
def softmax_cross_entropy(labels: Any, logits: Any, axis: Any = -1) -> Tensor:
    """Compare distributions along an axis."""
    shape = broadcast(shape_of(labels), shape_of(logits))
    place = axis_of(axis_in(axis), len(shape))
    return Tensor((*shape[:place], *shape[place + 1 :]), dtype_in(logits))


@operation("tensorflow.nn.sparse_softmax_cross_entropy_with_logits")
def sparse_softmax_cross_entropy(labels: Any, logits: Any) -> Tensor:
    """Compare classes with distributions on the last axis."""
    one, other = shape_of(labels), shape_of(logits)
    if len(one) != len(other) - 1:
        refuse(f"labels of rank {len(one)} for logits of rank {len(other)}", kind="wrong-rank")
    return Tensor(other[:-1], dtype_in(logits))


@operation("tensorflow.nn.l2_loss")
def l2_loss(t: Any) -> Tensor:
    """Return half the sum of squares."""
    return Tensor((), dtype_in(t)) if shape_of(t) is not None else Tensor(())


@operation("tensorflow.nn.local_response_normalization", "tensorflow.nn.lrn")
def local_response_normalization(input: Any) -> Tensor:
    """Normalize over neighbouring channels."""
    return Tensor(shape_of(input), dtype_in(input))


@operation("tensorflow.nn.crelu")
def crelu(features: Any, axis: Any = -1) -> Tensor:
    """Lay what is above and what is below zero side by side."""
    shape = shape_of(features)
    place = axis_of(axis_in(axis), len(shape))
    return Tensor((*shape[:place], shape[place] * 2, *shape[place + 1 :]), dtype_in(features))


@operation("tensorflow.space_to_batch", "tensorflow.nn.space_to_batch", "tensorflow.space_to_batch_nd")
def space_to_batch(input: Any, block_shape: Any, paddings: Any) -> Tensor:
    """Move blocks of space into the batch (`tf.space_to_batch`)."""
    shape, blocks, margins = shape_of(input), sizes_of(block_shape), known(paddings)
    if not isinstance(margins, tuple) or len(margins) != len(blocks) or len(shape) <= len(blocks):
        raise NotKnown("blocks of another rank")
    sizes = [total((size, *pair)) for size, pair in zip(shape[1:], margins, strict=False)]
    for size, block in zip(sizes, blocks, strict=True):
        forbid(differs(modulo(size, block), 0), f"{size} is no multiple of {block}", when_of(size))
    inner = [floor_div(size, block) for size, block in zip(sizes, blocks, strict=True)]
    return Tensor((product((shape[0], *blocks)), *inner, *shape[len(blocks) + 1 :]), dtype_in(input))


@operation("tensorflow.batch_to_space")
def batch_to_space(input: Any, block_shape: Any, crops: Any) -> Tensor:
    """Move blocks of the batch into space (`tf.batch_to_space`)."""
    shape, blocks, margins = shape_of(input), sizes_of(block_shape), known(crops)
    if not isinstance(margins, tuple) or len(margins) != len(blocks) or len(shape) <= len(blocks):
        raise NotKnown("blocks of another rank")
    forbid(
        differs(modulo(shape[0], product(blocks)), 0),
        f"a batch of {shape[0]} has no {blocks} blocks",
        when_of(shape[0]),
    )
    inner = [size * block - total(pair) for size, block, pair in zip(shape[1:], blocks, margins, strict=False)]
    return Tensor((floor_div(shape[0], product(blocks)), *inner, *shape[len(blocks) + 1 :]), dtype_in(input))


def _enter_strided(path: str) -> None:
    @operation(path)
    def strided(input_: Any, begin: Any, end: Any, strides: Any = None) -> Tensor:
        from shapecheck.shapes.shape import subscript

        shape, first, last = shape_of(input_), sizes_of(begin), sizes_of(end)
        steps = (1,) * len(first) if strides is None else sizes_of(strides)
        if not len(first) == len(last) == len(steps) <= len(shape):
            raise NotKnown("a slice of another rank")
        parts: list[Any] = []
        for start, stop, step in zip(first, last, steps, strict=True):
            if not isinstance(step, int):
                raise NotKnown("a step that is not known")
            parts.append((start, stop, step))
        return Tensor(subscript(shape, parts), dtype_in(input_))


_enter_strided("tensorflow.strided_slice")


@operation("tensorflow.reverse_sequence")
def reverse_sequence(input: Any) -> Tensor:
    """Turn the first elements of each row round."""
    return Tensor(shape_of(input), dtype_in(input))


@operation("tensorflow.searchsorted")
def searchsorted(sorted_sequence: Any, values: Any) -> Tensor:
    """Say where values belong in sorted rows."""
    if len(shape_of(sorted_sequence)) != len(shape_of(values)):
        raise NotKnown("sequences and values of different rank")
    return Tensor(shape_of(values), "int32")


@operation("tensorflow.math.reduce_euclidean_norm")
def reduce_euclidean_norm(input_tensor: Any, axis: Any = None, keepdims: Any = False) -> Tensor:
    """Take the length along axes."""
    from shapecheck.shapes.shape import reduce

    return Tensor(reduce(shape_of(input_tensor), axes_of(axis), bool(known(keepdims))), dtype_in(input_tensor))


@operation("tensorflow.linalg.normalize")
def normalize(tensor: Any, ord: Any = "euclidean", axis: Any = None) -> tuple[Tensor, Tensor]:
    """Scale to length 1, and return the length."""
    from shapecheck.shapes.shape import reduce

    shape = shape_of(tensor)
    return Tensor(shape, dtype_in(tensor)), Tensor(reduce(shape, axes_of(axis), True), dtype_in(tensor))


@operation("tensorflow.math.confusion_matrix")
def confusion_matrix(labels: Any, num_classes: Any = None, dtype: Any = None) -> Tensor:
    """Count what was taken for what."""
    if num_classes is None:
        raise NotKnown("the number of classes is that of the data")
    return Tensor((whole(num_classes),) * 2, stated(dtype, "int32"))


def _enter_promoting(name: str) -> None:
    @operation(f"tensorflow.math.{name}")
    def promoting(x: Any, y: Any) -> Tensor:
        return Tensor(broadcast(shape_of(x), shape_of(y)), dtype_in(x))


for _name in ("xlogy", "xdivy", "multiply_no_nan", "xlog1py", "truncatediv", "truncatemod"):
    _enter_promoting(_name)


def _enter_elementwise(name: str) -> None:
    @operation(f"tensorflow.math.{name}")
    def elementwise(x: Any) -> Tensor:
        return Tensor(shape_of(x), dtype_in(x))


for _name in (
    "digamma",
    "lgamma",
    "erfcinv",
    "ndtri",
    "rint",
    "reciprocal_no_nan",
    "bessel_i0",
    "bessel_i1",
):
    _enter_elementwise(_name)


def _enter_clipped(name: str) -> None:
    @operation(f"tensorflow.{name}")
    def clipped(t: Any) -> Tensor:
        return Tensor(shape_of(t), dtype_in(t))


_enter_clipped("clip_by_norm")


@operation("tensorflow.broadcast_static_shape", "tensorflow.broadcast_dynamic_shape")
def broadcast_shape(shape_x: Any, shape_y: Any) -> Any:
    """Return the shape that two stretch to."""
    from shapecheck.catalog.operations.table import Plain

    found: Shape = broadcast(sizes_of(shape_x), sizes_of(shape_y))
    return Plain(found)


@operation("tensorflow.signal.overlap_and_add")
def overlap_and_add(signal: Any, frame_step: Any) -> Tensor:
    """Add overlapping pieces up (`tf.signal.overlap_and_add`)."""
    shape, step = shape_of(signal), whole(frame_step)
    if len(shape) < 2:
        raise NotKnown("pieces of another rank")
    return Tensor((*shape[:-2], (shape[-2] - 1) * step + shape[-1]), dtype_in(signal))
