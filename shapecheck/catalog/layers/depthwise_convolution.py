"""Convolutions that treat each channel alone; the separable ones then mix the channels."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import DataFormat, Padding, Pair, Single
from shapecheck.catalog.layers.kernels import Kernel, known_channels, weight
from shapecheck.catalog.spatial_kinds import Filters
from shapecheck.catalog.tables import Applied, layer
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.windows import joined

__all__: list[str] = []


def multiplied(multiplier: Any, channels: Dim) -> Any:
    """Return the number of channels that a depthwise kernel makes; what cannot be multiplied the kernel refuses."""
    return multiplier * channels if isinstance(multiplier, Dim) else multiplier


def depthwise(inputs: Tensor, kernel: Kernel, depth_multiplier: Any, use_bias: bool) -> Applied:
    """Slide a kernel `(*kernel_size, channels, depth_multiplier)` over each channel."""
    parts = kernel.parts(inputs)
    channels = known_channels(parts, inputs)
    weights = [weight("kernel", (*kernel.size, channels, depth_multiplier))]
    made = multiplied(depth_multiplier, channels)
    if use_bias:
        weights.append(weight("bias", (made,)))
    return Applied(joined(parts.batch, kernel.slide(parts.sizes), made, kernel.data_format), weights)


def separable(inputs: Tensor, filters: Any, kernel: Kernel, depth_multiplier: Any, use_bias: bool) -> Applied:
    """Slide a kernel over each channel, then map the channels to `filters` at each place."""
    parts = kernel.parts(inputs)
    channels = known_channels(parts, inputs)
    weights = [
        weight("depthwise_kernel", (*kernel.size, channels, depth_multiplier)),
        weight("pointwise_kernel", (*[1] * len(kernel.size), multiplied(depth_multiplier, channels), filters)),
    ]
    if use_bias:
        weights.append(weight("bias", (filters,)))
    return Applied(joined(parts.batch, kernel.slide(parts.sizes), filters, kernel.data_format), weights)


@layer("keras.layers.DepthwiseConv1D", min_rank=3)
def depthwise_conv_1d(
    inputs: Tensor,
    /,
    kernel_size: Single,
    strides: Single = 1,
    padding: Padding = "valid",
    depth_multiplier: Filters = 1,
    data_format: DataFormat = None,
    dilation_rate: Single = 1,
    use_bias: bool = True,
) -> Applied:
    """Slide `depth_multiplier` kernels of its own over the steps of each channel.

    DepthwiseConv1D(3)                      (B, 10, 4) -> (B, 8, 4)     16
    DepthwiseConv1D(3, depth_multiplier=2)  (B, T, 4) -> (B, T - 2, 8)  32
    DepthwiseConv1D(3, padding="causal")    (B, 10, 4) -> error
    DepthwiseConv1D(11)                     (B, 10, 4) -> error
    """
    return depthwise(
        inputs, Kernel(kernel_size, strides, padding, dilation_rate, data_format), depth_multiplier, use_bias
    )


@layer("keras.layers.DepthwiseConv2D", min_rank=4)
def depthwise_conv_2d(
    inputs: Tensor,
    /,
    kernel_size: Pair,
    strides: Pair = (1, 1),
    padding: Padding = "valid",
    depth_multiplier: Filters = 1,
    data_format: DataFormat = None,
    dilation_rate: Pair = (1, 1),
    use_bias: bool = True,
) -> Applied:
    """Slide `depth_multiplier` kernels of its own over height and width of each channel.

    DepthwiseConv2D(3)                                 (B, 28, 28, 4) -> (B, 26, 26, 4)  40
    DepthwiseConv2D(3, 2, "same", depth_multiplier=2)  (B, 28, 28, 4) -> (B, 14, 14, 8)  80
    DepthwiseConv2D(3, data_format="channels_first")   (B, 4, 28, 28) -> (B, 4, 26, 26)  40
    DepthwiseConv2D(3, depth_multiplier=0)             (B, 28, 28, 4) -> error
    DepthwiseConv2D(3)                                 (B, 28, 28, H) -> error
    DepthwiseConv2D(3)                                 (B, 28, 28) -> error
    """
    return depthwise(
        inputs, Kernel(kernel_size, strides, padding, dilation_rate, data_format), depth_multiplier, use_bias
    )


@layer("keras.layers.SeparableConv1D", min_rank=3)
def separable_conv_1d(
    inputs: Tensor,
    /,
    filters: Filters,
    kernel_size: Single,
    strides: Single = 1,
    padding: Padding = "valid",
    data_format: DataFormat = None,
    dilation_rate: Single = 1,
    depth_multiplier: Filters = 1,
    use_bias: bool = True,
) -> Applied:
    """Slide kernels over the steps of each channel, then mix the channels into `filters`.

    SeparableConv1D(8, 3)                      (B, 10, 4) -> (B, 8, 8)     52
    SeparableConv1D(8, 3, depth_multiplier=2)  (B, T, 4) -> (B, T - 2, 8)  96
    SeparableConv1D(8, 3, padding="causal")    (B, 10, 4) -> error
    SeparableConv1D(8, 11)                     (B, 10, 4) -> error
    """
    kernel = Kernel(kernel_size, strides, padding, dilation_rate, data_format)
    return separable(inputs, filters, kernel, depth_multiplier, use_bias)


@layer("keras.layers.SeparableConv2D", min_rank=4)
def separable_conv_2d(
    inputs: Tensor,
    /,
    filters: Filters,
    kernel_size: Pair,
    strides: Pair = (1, 1),
    padding: Padding = "valid",
    data_format: DataFormat = None,
    dilation_rate: Pair = (1, 1),
    depth_multiplier: Filters = 1,
    use_bias: bool = True,
) -> Applied:
    """Slide kernels over height and width of each channel, then mix the channels into `filters`.

    SeparableConv2D(64, 3)                                 (B, 28, 28, 32) -> (B, 26, 26, 64)  2400
    SeparableConv2D(8, 3, padding="same", use_bias=False)  (B, H, W, 4) -> (B, H, W, 8)        68
    SeparableConv2D(8, 3, data_format="channels_first")    (B, 4, 28, 28) -> (B, 8, 26, 26)    76
    SeparableConv2D(8, 3)                                  (B, 28, 28, H) -> error
    SeparableConv2D(8, 29)                                 (B, 28, 28, 4) -> error
    """
    kernel = Kernel(kernel_size, strides, padding, dilation_rate, data_format)
    return separable(inputs, filters, kernel, depth_multiplier, use_bias)
