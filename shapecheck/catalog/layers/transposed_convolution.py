"""Transposed convolutions: the spatial axes grow by the strides."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import (
    DataFormat,
    Padding,
    Pair,
    PairStride,
    Single,
    SingleStride,
    Triple,
    TripleStride,
)
from shapecheck.catalog.layers.kernels import Kernel, output_padding_below_strides, stride_or_dilation, weight
from shapecheck.catalog.spatial_kinds import Filters
from shapecheck.catalog.tables import Applied, layer
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.requirements import forbid, less
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.windows import joined, transposed
from shapecheck.shapes.words import when_of

__all__: list[str] = []


def settings(strides: Any, output_padding: Any, dilation_rate: Any) -> None:
    """Refuse what strides, output padding and dilation say together."""
    output_padding_below_strides(output_padding, strides)
    stride_or_dilation(strides, dilation_rate)


def grown(inputs: Tensor, filters: Any, kernel: Kernel, output_padding: Any, use_bias: bool) -> Applied:
    """Return the shape that a kernel `(*kernel_size, filters, channels)` grows."""
    parts = kernel.parts(inputs)
    weights = [weight("kernel", (*kernel.size, filters, parts.channels))]
    if use_bias:
        weights.append(weight("bias", (filters,)))
    extras = output_padding or (None,) * len(kernel.size)
    each = zip(parts.sizes, kernel.size, kernel.strides, extras, kernel.dilation, strict=True)
    sizes = [
        transposed(
            size,
            width,
            whole(stride, size),
            kernel.padding,
            whole(extra, size),
            # "same" without an output padding does not look at the dilation
            whole(dilation, size) if extra is not None or kernel.padding == "valid" else 1,
        )
        for size, width, stride, extra, dilation in each
    ]
    for size in sizes:
        forbid(less(size, 0), "the output has a size below 0", keras="Negative dimensions are not allowed.")
    return Applied(joined(parts.batch, sizes, filters, kernel.data_format), weights)


def whole(number: Any, size: Dim) -> Any:
    """Refuse a float for stride, output padding or dilation: it makes one of the size, where that is known."""
    forbid(
        isinstance(number, float),
        f"a transposed convolution wants integers, got {number}",
        when_of(size),
        keras="Cannot convert to a shape. Found invalid dimension of type '<class 'float'>'.",
        kind="invalid-argument",
    )
    return int(number) if isinstance(number, float) else number


@layer("keras.layers.Conv1DTranspose", min_rank=3, configure=settings)
def conv_1d_transpose(
    inputs: Tensor,
    /,
    filters: Filters,
    kernel_size: Single,
    strides: Single = 1,
    padding: Padding = "valid",
    output_padding: SingleStride | None = None,
    data_format: DataFormat = None,
    dilation_rate: Single = 1,
    use_bias: bool = True,
) -> Applied:
    """Spread each element over the steps, as the gradient of a convolution does.

    Conv1DTranspose(8, 3)                               (B, 10, 4) -> (B, 12, 8)  104
    Conv1DTranspose(8, 3, 2, "same")                    (B, T, 4) -> (B, 2*T, 8)  104
    Conv1DTranspose(8, 2, strides=3)                    (B, 10, 4) -> (B, 30, 8)  72
    Conv1DTranspose(8, 3, strides=2, output_padding=1)  (B, 10, 4) -> (B, 22, 8)  104
    Conv1DTranspose(8, 3, output_padding=1)             (B, 10, 4) -> error
    Conv1DTranspose(8, 3)                               (B, 10) -> error
    Conv1DTranspose(8, 3, (2.0,))                       (B, 10, 4) -> error
    Conv1DTranspose(8, 3, (2.0,))                       (B, T, 4) -> error
    """
    kernel = Kernel(kernel_size, strides, padding, dilation_rate, data_format)
    return grown(inputs, filters, kernel, output_padding, use_bias)


@layer("keras.layers.Conv2DTranspose", min_rank=4, configure=settings)
def conv_2d_transpose(
    inputs: Tensor,
    /,
    filters: Filters,
    kernel_size: Pair,
    strides: Pair = (1, 1),
    padding: Padding = "valid",
    output_padding: PairStride | None = None,
    data_format: DataFormat = None,
    dilation_rate: Pair = (1, 1),
    use_bias: bool = True,
) -> Applied:
    """Spread each element over height and width, as the gradient of a convolution does.

    Conv2DTranspose(64, 4, strides=2, padding="same")    (B, 7, 7, 128) -> (B, 14, 14, 64)   131136
    Conv2DTranspose(8, 3)                                (B, H, 28, 1) -> (B, H + 2, 30, 8)  80
    Conv2DTranspose(8, 3, 2, "same", 1)                  (B, 7, 7, 1) -> (B, 14, 14, 8)      80
    Conv2DTranspose(8, 3, data_format="channels_first")  (B, 1, 7, 7) -> (B, 8, 9, 9)        80
    Conv2DTranspose(8, 3, 2, "same", 2)                  (B, 7, 7, 1) -> error
    Conv2DTranspose(8, 3, padding="causal")              (B, 7, 7, 1) -> error
    Conv2DTranspose(8, 3)                                (B, 7, 7, H) -> error
    Conv2DTranspose(8, 3)                                (B, 7, 7) -> error
    """
    kernel = Kernel(kernel_size, strides, padding, dilation_rate, data_format)
    return grown(inputs, filters, kernel, output_padding, use_bias)


@layer("keras.layers.Conv3DTranspose", min_rank=5, configure=settings)
def conv_3d_transpose(
    inputs: Tensor,
    /,
    filters: Filters,
    kernel_size: Triple,
    strides: Triple = (1, 1, 1),
    padding: Padding = "valid",
    data_format: DataFormat = None,
    output_padding: TripleStride | None = None,
    dilation_rate: Triple = (1, 1, 1),
    use_bias: bool = True,
) -> Applied:
    """Spread each element over three spatial axes, as the gradient of a convolution does.

    Conv3DTranspose(8, 3)             (B, 4, 4, 4, 1) -> (B, 6, 6, 6, 8)   224
    Conv3DTranspose(8, 3, (1, 2, 3))  (B, 4, 4, 4, 1) -> (B, 6, 9, 12, 8)  224
    Conv3DTranspose(8, 3)             (B, 4, 4, 1) -> error
    """
    kernel = Kernel(kernel_size, strides, padding, dilation_rate, data_format)
    return grown(inputs, filters, kernel, output_padding, use_bias)
