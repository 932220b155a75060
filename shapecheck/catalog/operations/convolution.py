"""Convolution and pooling, as operations on given kernels."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.dtypes import UNKNOWN, is_float
from shapecheck.catalog.operations.operands import known, pair_of, refuse, shape_of, whole
from shapecheck.catalog.operations.rearranging import dtype_in
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes.dims import Dim, product
from shapecheck.shapes.requirements import differs, forbid, less
from shapecheck.shapes.shape import Shape, shape_text, view_text, when_of
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.windows import joined, spatial, transposed, window

__all__ = ["convolved", "float_of", "format_of", "pooled", "positive"]


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


def positive(sizes: tuple[Dim, ...]) -> tuple[Dim, ...]:
    """Return sizes that are above 0.

    Raises NotKnown for others.
    """
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
    width = positive(pair_of(pool_size, count))
    stride = width if strides is None else positive(pair_of(strides, count))
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
        return Tensor(joined(parts.batch, positive(tuple(map(whole, size))), parts.channels, order), dtype_in(inputs))


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
    steps, apart = positive(pair_of(strides, count)), positive(pair_of(dilation, count))
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
    return Tensor(made, float_of(inputs, kernel))


def float_of(*operands: Any) -> str:
    """Return the one dtype of floats that operands have; what the backends make of others differs."""
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
    return Tensor(made, float_of(inputs, kernel))


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
    return Tensor(made, float_of(inputs, depthwise_kernel, pointwise_kernel))


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
    steps, apart = positive(pair_of(strides, count)), positive(pair_of(dilation_rate, count))
    if output_padding is not None:
        raise NotKnown("an output padding of its own")
    sizes = [
        transposed(size, wide, step, how, None, gap)
        for size, wide, step, gap in zip(parts.sizes, filters[:-2], steps, apart, strict=True)
    ]
    return Tensor(joined(parts.batch, sizes, filters[-2], order), float_of(inputs, kernel))
