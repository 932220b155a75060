"""Convolution, pooling, normalization, attention and losses, as operations on given kernels."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.dtypes import UNKNOWN, is_float, promoted
from shapecheck.catalog.operations.operands import at_the_run, axes_of, axis_in, known, pair_of, refuse, shape_of, whole
from shapecheck.catalog.operations.rearranging import dtype_in
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes.dims import Dim, floor_div, hide_if, is_none, modulo, plain, product
from shapecheck.shapes.requirements import differs, forbid, less
from shapecheck.shapes.shape import Shape, axis_of, broadcast, shape_text, view_text, when_of
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.windows import joined, spatial, transposed, window

__all__ = ["convolved", "format_of", "pooled"]


def format_of(data_format: Any) -> str:
    """Return a data format, that of the configuration where none is given.

    Raises NotKnown for anything else.
    """
    found = known(data_format)
    if found is None:
        return "channels_last"
    if not isinstance(found, str) or found.lower() not in ("channels_last", "channels_first"):
        text = "The `data_format` argument must be one of {'channels_first', 'channels_last'}. Received: data_format="
        refuse(f"no data format {found!r}", f"{text}{found}")
    return found.lower()


def _padding(padding: Any, *more: str) -> str:
    found = known(padding)
    if not isinstance(found, str):
        raise NotKnown(f"the padding {found!r} is not modelled")
    if found.lower() not in ("valid", "same", *more):
        text = f"`padding` must be either `'valid'` or `'same'`. Received {found.lower()}."
        refuse(f"`padding` wants 'valid' or 'same', got {found!r}", text)
    return found.lower()


def _positive(sizes: tuple[Dim, ...]) -> tuple[Dim, ...]:
    if any(less(0, size) is False for size in sizes):
        raise NotKnown("a window, stride or dilation that is not above 0")
    for size in sizes:
        forbid(less(size, 1), "a window, stride or dilation that is not above 0")
    return sizes


def pooled(
    shape: Shape, pool_size: Any, strides: Any, padding: Any, data_format: Any, *, rank: int | None = None
) -> Shape:
    """Return the shape of a pooling (`compute_pooling_output_shape`, `keras/src/ops/operation_utils.py`)."""
    if len(shape) < 3 or (rank is not None and len(shape) != rank + 2):
        raise NotKnown(f"pooling over a tensor of rank {len(shape)}")
    parts = spatial(shape, format_of(data_format))
    count = len(parts.sizes)
    width = _positive(pair_of(pool_size, count))
    stride = width if strides is None else _positive(pair_of(strides, count))
    how = _padding(padding)
    text = f"Computed output size would be zero or negative. Received: `inputs.shape={view_text(shape)}`"
    sizes = [
        window(size, wide, step, how, pooling=True, keras=text)
        for size, wide, step in zip(parts.sizes, width, stride, strict=True)
    ]
    return joined(parts.batch, sizes, parts.channels, format_of(data_format))


def _enter_pool(name: str) -> None:
    @operation(f"keras.ops.{name}")
    def pool(
        inputs: Any, pool_size: Any, strides: Any = None, padding: Any = "valid", data_format: Any = None
    ) -> Tensor:
        return Tensor(pooled(shape_of(inputs), pool_size, strides, padding, data_format), dtype_in(inputs))


_enter_pool("max_pool")
_enter_pool("average_pool")


def _enter_adaptive(name: str) -> None:
    @operation(f"keras.ops.{name}")
    def adaptive(inputs: Any, output_size: Any, data_format: Any = None) -> Tensor:
        shape, size, order = shape_of(inputs), known(output_size), format_of(data_format)
        if not isinstance(size, tuple) or len(shape) != len(size) + 2:
            raise NotKnown("Keras takes one size for each spatial axis here")
        if order == "channels_last":
            raise NotKnown("Keras reports another rank than it makes")
        parts = spatial(shape, order)
        return Tensor(joined(parts.batch, _positive(tuple(map(whole, size))), parts.channels, order), dtype_in(inputs))


_enter_adaptive("adaptive_average_pool")
_enter_adaptive("adaptive_max_pool")


def convolved(
    shape: Shape, kernel: Shape, filters: Dim, strides: Any, padding: Any, data_format: str, dilation: Any,
    *, empty: bool = False,
) -> Shape:  # fmt: skip
    """Return the shape of a convolution (`compute_conv_output_shape`, `keras/src/ops/operation_utils.py`).

    `empty` tells that over a None too small there is an empty tensor, and no error.
    """
    if len(shape) != len(kernel) or len(shape) < 3:
        text = f"Kernel shape must have the same length as input, but received kernel of shape {view_text(kernel)} and input "
        refuse(
            f"a kernel of rank {len(kernel)} for an input of rank {len(shape)}",
            f"{text}of shape {view_text(shape)}.",
            "wrong-rank",
        )
    parts = spatial(shape, data_format)
    text = "The number of input channels must match the kernel's input channels. Received: input channels="
    forbid(
        differs(parts.channels, kernel[-2]),
        lambda: f"{parts.channels} channels for a kernel of {kernel[-2]}: {shape_text(shape)}",
        when_of(parts.channels, kernel[-2]), f"{text}{parts.channels}, kernel input channels={kernel[-2]}",
    )  # fmt: skip
    count = len(parts.sizes)
    steps, apart = _positive(pair_of(strides, count)), _positive(pair_of(dilation, count))
    if any(less(1, step) is not False for step in steps) and any(less(1, wide) is not False for wide in apart):
        raise NotKnown("strides together with dilation")
    text = f"Computed output size would be zero or negative. Received `inputs shape={view_text(shape)}`"
    sizes = [
        window(size, wide, step, padding, gap, pooling=empty, keras=text)
        for size, wide, step, gap in zip(parts.sizes, kernel[:-2], steps, apart, strict=True)
    ]
    return joined(parts.batch, sizes, filters, data_format)


@operation("keras.ops.conv")
def conv(
    inputs: Any, kernel: Any, strides: Any = 1, padding: Any = "valid", data_format: Any = None, dilation_rate: Any = 1
) -> Tensor:
    """Slide kernels over the spatial axes."""
    filters = shape_of(kernel)
    if len(filters) < 3:
        raise NotKnown("this is no kernel")
    order, how = format_of(data_format), _padding(padding, "causal")
    made = convolved(shape_of(inputs), filters, filters[-1], strides, how, order, dilation_rate)
    return Tensor(made, _float(inputs, kernel))


def _float(*operands: Any) -> str:
    found = {dtype_in(item) for item in operands}
    return found.pop() if len(found) == 1 and is_float(dtype_in(operands[0])) else UNKNOWN


@operation("keras.ops.depthwise_conv")
def depthwise_conv(
    inputs: Any, kernel: Any, strides: Any = 1, padding: Any = "valid", data_format: Any = None, dilation_rate: Any = 1
) -> Tensor:
    """Slide kernels over the spatial axes, each over one channel."""
    filters = shape_of(kernel)
    if len(filters) < 3:
        raise NotKnown("this is no kernel")
    made = convolved(
        shape_of(inputs),
        filters,
        product(filters[-2:]),
        strides,
        _padding(padding),
        format_of(data_format),
        dilation_rate,
        empty=True,
    )
    return Tensor(made, _float(inputs, kernel))


@operation("keras.ops.separable_conv")
def separable_conv(
    inputs: Any, depthwise_kernel: Any, pointwise_kernel: Any, strides: Any = 1, padding: Any = "valid",
    data_format: Any = None, dilation_rate: Any = 1,
) -> Tensor:  # fmt: skip
    """Slide kernels over one channel each, then mix the channels."""
    filters, mixing = shape_of(depthwise_kernel), shape_of(pointwise_kernel)
    if len(filters) < 3 or len(mixing) != len(filters):
        raise NotKnown("these are no kernels")
    if differs(product(filters[-2:]), mixing[-2]) is not False or any(size != 1 for size in mixing[:-2]):
        raise NotKnown("the kernels do not follow one another")
    made = convolved(
        shape_of(inputs), filters, mixing[-1], strides, _padding(padding), format_of(data_format), dilation_rate
    )
    return Tensor(made, _float(inputs, depthwise_kernel, pointwise_kernel))


@operation("keras.ops.conv_transpose")
def conv_transpose(
    inputs: Any, kernel: Any, strides: Any = 1, padding: Any = "valid", output_padding: Any = None, data_format: Any = None,
    dilation_rate: Any = 1,
) -> Tensor:  # fmt: skip
    """Turn a convolution round (`compute_conv_transpose_output_shape`, `keras/src/backend/common/backend_utils.py`)."""
    shape, filters, order = shape_of(inputs), shape_of(kernel), format_of(data_format)
    if len(filters) != len(shape) or len(shape) < 3:
        raise NotKnown("this is no kernel for the input")
    parts = spatial(shape, order)
    text = "The number of input channels must match the kernel's input channels. Received: input channels="
    forbid(
        differs(parts.channels, filters[-1]), f"{parts.channels} channels for a kernel of {filters[-1]}",
        when_of(parts.channels, filters[-1]), f"{text}{parts.channels}, kernel input channels={filters[-1]}",
    )  # fmt: skip
    count, how = len(parts.sizes), _padding(padding)
    steps, apart = _positive(pair_of(strides, count)), _positive(pair_of(dilation_rate, count))
    if output_padding is not None:
        raise NotKnown("an output padding of its own")
    sizes = [
        transposed(size, wide, step, how, None, gap)
        for size, wide, step, gap in zip(parts.sizes, filters[:-2], steps, apart, strict=True)
    ]
    return Tensor(joined(parts.batch, sizes, filters[-2], order), _float(inputs, kernel))


@operation("keras.ops.batch_normalization")
def batch_normalization(x: Any, mean: Any, variance: Any, axis: Any, offset: Any = None, scale: Any = None) -> Tensor:
    """Normalize with given statistics, vectors along an axis."""
    shape = shape_of(x)
    if not -len(shape) <= axis_in(axis) < len(shape):
        refuse(
            f"axis {axis} does not exist in a tensor of rank {len(shape)}",
            "tuple index out of range",
            "axis-out-of-range",
        )
    size = shape[axis_in(axis)]
    for name, value in (("mean", mean), ("variance", variance), ("offset", offset), ("scale", scale)):
        if value is None:
            continue
        given = shape_of(value)
        text = f"Arguments `{name}` must be a vector of length `x.shape[axis]`. Expected: `{view_text((size,))}`. Received: "
        text += f"`{view_text(given)}."
        words = f"`{name}` of batch_normalization is no vector of {size}: {shape_text(given)}"
        forbid(len(given) != 1 or is_none(given[0]) != is_none(size), words, keras=text)
        forbid(differs(given[0], size), words, when_of(size), text)
    return Tensor(shape, _float(x))


@operation("tensorflow.nn.batch_normalization")
def batch_normalization_of_tensorflow(x: Any, mean: Any, variance: Any, offset: Any, scale: Any) -> Tensor:
    """Normalize with given statistics, which stretch (`tf.nn.batch_normalization`)."""
    shape = shape_of(x)
    for value in (mean, variance, offset, scale):
        if value is not None:
            shape = broadcast(shape, shape_of(value))
    return Tensor(shape, dtype_in(x))


def _enter_normalization(name: str) -> None:
    @operation(f"keras.ops.{name}")
    def normalization(x: Any, gamma: Any = None, beta: Any = None, scale: Any = None, axis: Any = -1) -> Tensor:
        shape, axes = shape_of(x), axes_of(axis)
        places = (
            [axis_of(place, len(shape)) for place in ((axes,) if isinstance(axes, int) else axes or ())]
            if shape
            else None
        )
        if not places or len(set(places)) < len(places):
            raise NotKnown("Keras asks at the run for the axes")
        for value in (gamma, beta, scale):
            if value is not None and tuple(shape_of(value)) != tuple(shape[place] for place in sorted(places)):
                raise NotKnown("Keras asks at the run for the sizes of gamma and beta")
        return Tensor(shape, _float(x))


_enter_normalization("layer_normalization")
_enter_normalization("rms_normalization")


@operation("keras.ops.dot_product_attention")
def dot_product_attention(query: Any, key: Any, value: Any, bias: Any = None, mask: Any = None) -> Tensor:
    """Attend to values by keys; Keras reports the shape of the query, and asks for sizes at the run."""
    shapes = [shape_of(item) for item in (query, key, value)]
    if any(len(shape) != 4 for shape in shapes):
        refuse("attention wants tensors of rank 4", kind="wrong-rank", when="run")
    one, two, three = shapes
    if any(differs(one[axis], other) is not False for axis in (0, 3) for other in (two[axis], three[axis])):
        raise NotKnown("query, key and value of different sizes")
    if (
        differs(two[1], three[1]) is not False
        or differs(two[2], three[2]) is not False
        or differs(one[2], two[2]) is not False
    ):
        raise NotKnown("query, key and value of different sizes")
    if bias is not None or mask is not None:
        full = (one[0], one[2], one[1], two[1])
        for given in (bias, mask):
            if given is not None and broadcast(shape_of(given), full) != full:
                raise NotKnown("a mask of another shape")
    return Tensor(one, promoted(query, key, value) if _float(query, key, value) else UNKNOWN)


@operation("keras.ops.glu", "keras.activations.glu")
def glu(x: Any, axis: Any = -1) -> Tensor:
    """Gate one half of an axis by the other."""
    shape = shape_of(x)
    place = axis_in(axis)
    if not -len(shape) <= place < len(shape):
        refuse(
            f"axis {place} does not exist in a tensor of rank {len(shape)}",
            "list index out of range",
            "axis-out-of-range",
        )
    place %= len(shape)
    size = shape[place]
    text = f"axis size must be divisible by 2. Received: x.shape={view_text(shape)} with axis={axis}"
    forbid(differs(modulo(size, 2), 0), f"an axis of {size} has no two halves", when_of(size), text)
    return Tensor((*shape[:place], floor_div(size, 2), *shape[place + 1 :]), _float(x))


@operation("keras.ops.polar")
def polar(abs_: Any, angle: Any) -> Tensor:
    """Return complex numbers by length and angle."""
    shape = shape_of(abs_)
    if at_the_run(lambda: broadcast(shape, shape_of(angle))) != shape:
        raise NotKnown("Keras reports the shape of the lengths")
    return Tensor(shape, UNKNOWN)


@operation("keras.ops.psnr")
def psnr(x1: Any, x2: Any) -> Tensor:
    """Compare two images."""
    one, other = shape_of(x1), shape_of(x2)
    if len(one) != len(other):
        refuse(f"images of rank {len(one)} and {len(other)}", "Inputs must have the same rank", "wrong-rank")
    if tuple(one) != tuple(other):
        raise NotKnown("Keras asks at the run for one shape")
    return Tensor((), "float32" if _float(x1, x2) == "float32" else UNKNOWN)


def _same_shape(target: Any, output: Any) -> Shape:
    one, other = shape_of(target), shape_of(output)
    text = "Arguments `target` and `output` must have the same shape. Received: "
    text += f"target.shape={view_text(one)}, output.shape={view_text(other)}"
    words = f"targets {shape_text(one)} and outputs {shape_text(other)} differ"
    forbid(len(one) != len(other), words, keras=text)
    for a, b in zip(one, other, strict=True):
        forbid(is_none(a) != is_none(b) or differs(a, b), words, "run" if is_none(a) and is_none(b) else "build", text)
    return other


@operation("keras.ops.binary_crossentropy")
def binary_crossentropy(target: Any, output: Any) -> Tensor:
    """Compare probabilities element by element."""
    return Tensor(_same_shape(target, output), _float(output))


@operation("keras.ops.categorical_crossentropy")
def categorical_crossentropy(target: Any, output: Any, axis: Any = -1) -> Tensor:
    """Compare probabilities of classes."""
    shape = _same_shape(target, output)
    if not shape:
        refuse("categorical_crossentropy wants rank 1 or more", kind="wrong-rank")
    if axis_in(axis) not in (-1, len(shape) - 1):
        raise NotKnown("Keras reports the shape without the last axis")
    return Tensor(shape[:-1], _float(output))


@operation("keras.ops.sparse_categorical_crossentropy")
def sparse_categorical_crossentropy(target: Any, output: Any, axis: Any = -1) -> Tensor:
    """Compare classes with probabilities (`keras/src/ops/nn.py`)."""
    one, other = shape_of(target), shape_of(output)
    if not other:
        refuse(
            "outputs want rank 1 or more",
            f"Argument `output` must be at least rank 1. Received: output.shape={view_text(other)}",
            "wrong-rank",
        )
    place = axis_of(axis_in(axis), len(other))
    given = one[:-1] if len(one) == len(other) and one[-1] == 1 else one
    wanted = (*other[:place], *other[place + 1 :])
    text = "Arguments `target` and `output` must have the same shape up until the last dimension: "
    text += f"target.shape={view_text(one)}, output.shape={view_text(other)}"
    words = f"targets {shape_text(one)} do not fit outputs {shape_text(other)}"
    forbid(len(given) != len(wanted), words, keras=text)
    for a, b in zip(given, wanted, strict=True):
        forbid(is_none(a) != is_none(b) or differs(a, b), words, "run" if is_none(a) and is_none(b) else "build", text)
    return Tensor(wanted, _float(output))


@operation("keras.ops.ctc_loss")
def ctc_loss(target: Any, output: Any, target_length: Any, output_length: Any) -> Tensor:
    """Compare sequences without alignment."""
    shapes = [shape_of(item) for item in (target, output, target_length, output_length)]
    if [len(shape) for shape in shapes] != [2, 3, 1, 1]:
        raise NotKnown("targets, outputs or lengths of another rank")
    batch = shapes[0][0]
    for shape in shapes[1:]:
        text = "Arguments must have the same first dimension."
        unlike = is_none(shape[0]) != is_none(batch) or differs(shape[0], batch)
        forbid(unlike, f"batches of {batch} and {shape[0]}", when_of(shape[0]) if is_none(batch) else "build", text)
    return Tensor((batch,), UNKNOWN)


@operation("keras.ops.ctc_decode")
def ctc_decode(
    inputs: Any, sequence_lengths: Any, strategy: Any = "greedy", top_paths: Any = 1
) -> tuple[Tensor, Tensor]:
    """Return the likeliest sequences."""
    shape = shape_of(inputs)
    if len(shape) != 3 or known(strategy) not in ("greedy", "beam_search"):
        raise NotKnown("inputs of another rank")
    paths = 1 if known(strategy) == "greedy" else whole(top_paths)
    return Tensor((paths, shape[0], shape[1]), "int32"), Tensor((shape[0], paths), UNKNOWN)


def _blocks(x: Any, block_size: Any, data_format: Any, name: str) -> tuple[tuple[Dim, Dim, Dim, Dim], int, str]:
    shape, block, order = shape_of(x), known(block_size), format_of(data_format)
    if not isinstance(block, int):
        raise NotKnown("the size of the blocks is not known")
    if block < 2:
        refuse(f"blocks of {block}", f"`block_size` must be at least 2. Received: block_size={block}")
    if len(shape) != 4:
        text = f"`{name}` requires a 4D input tensor. Received: x.shape={view_text(shape)}"
        refuse(f"{name} wants rank 4, got {len(shape)}", text, "wrong-rank")
    parts = spatial(shape, order)
    return (parts.batch, parts.sizes[0], parts.sizes[1], parts.channels), block, order


@operation("keras.ops.depth_to_space")
def depth_to_space(x: Any, block_size: Any, data_format: Any = "channels_last") -> Tensor:
    """Lay channels out in space."""
    (batch, height, width, channels), block, order = _blocks(x, block_size, data_format, "depth_to_space")
    text = f"The number of channels ({channels}) must be divisible by block_size**2 ({block**2})."
    words = f"{channels} channels make no blocks of {block} by {block}"
    forbid(differs(modulo(channels, block**2), 0), words, when_of(channels), text)
    sizes = [hide_if(is_none(size), plain(size) * block) for size in (height, width)]
    return Tensor(joined(batch, sizes, floor_div(channels, block**2), order), dtype_in(x))


@operation("keras.ops.space_to_depth")
def space_to_depth(x: Any, block_size: Any, data_format: Any = "channels_last") -> Tensor:
    """Gather blocks of space into channels."""
    (batch, height, width, channels), block, order = _blocks(x, block_size, data_format, "space_to_depth")
    for name, size in (("Height", height), ("Width", width)):
        text = f"{name} ({size}) must be divisible by block_size ({block})."
        forbid(differs(modulo(size, block), 0), f"{size} is no multiple of {block}", when_of(size), text)
    sizes = [floor_div(size, block) for size in (height, width)]
    return Tensor(joined(batch, sizes, hide_if(is_none(channels), plain(channels) * block**2), order), dtype_in(x))


def _enter_blocks_of_tensorflow(path: str, rule: Any) -> None:
    @operation(path)
    def blocks(input: Any, block_size: Any, data_format: Any = "NHWC") -> Tensor:
        if known(data_format) != "NHWC":
            raise NotKnown("another layout of the data")
        made: Tensor = rule(input, block_size)
        return made


for _path in ("tensorflow.nn.depth_to_space", "tensorflow.nn.space_to_depth"):
    _enter_blocks_of_tensorflow(_path, depth_to_space if "depth_to" in _path else space_to_depth)


@operation("keras.ops.unfold")
def unfold(x: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    """Lay windows side by side (`keras/src/ops/nn.py`)."""
    shape = shape_of(x)
    if len(shape) != 4:
        text = f"Input must be a 4D tensor. Received: input.shape={view_text(shape)}"
        refuse(f"unfold wants rank 4, got {len(shape)}", text, "wrong-rank")
    if any(is_none(size) for size in shape[1:]):
        refuse("unfold cannot calculate with a None", "unsupported operand type(s)", "unknown-size")
    wide, gap, margin, step = (pair_of(item) for item in (kernel_size, dilation, padding, stride))
    _positive((*wide, *gap, *step))
    counts = [
        floor_div(size + 2 * around - between * (width - 1) - 1, by) + 1
        for size, width, between, around, by in zip(shape[2:], wide, gap, margin, step, strict=True)
    ]
    if any(less(0, count) is not True for count in counts):
        raise NotKnown("whether a window fits is not known")
    return Tensor((shape[0], product((shape[1], *wide)), product(counts)), dtype_in(x))


@operation("keras.ops.fold")
def fold(x: Any, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    """Put windows back where they came from (`keras/src/ops/nn.py`)."""
    shape = shape_of(x)
    if len(shape) != 3:
        text = f"Input must be a 3D tensor. Received: input.shape={view_text(shape)}"
        refuse(f"fold wants rank 3, got {len(shape)}", text, "wrong-rank")
    wide, target = pair_of(kernel_size), pair_of(output_size)
    _positive((*wide, *target))
    area = product(wide)
    text = f"The second dimension of the input ({shape[1]}) must be divisible by kernel_size product ({area})."
    forbid(differs(modulo(shape[1], area), 0), f"{shape[1]} is no multiple of {area}", when_of(shape[1]), text)
    return Tensor((shape[0], floor_div(shape[1], area), *target), dtype_in(x))
