"""Convolutions: a kernel slides over the spatial axes and maps the channels to `filters`."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import CausalPadding, DataFormat, Padding, Pair, Single, Triple
from shapecheck.catalog.layers.adapters import adapted
from shapecheck.catalog.layers.kernels import (
    Kernel,
    divided,
    filters_in_groups,
    known_channels,
    stride_or_dilation,
    weight,
)
from shapecheck.catalog.spatial_kinds import ChannelGroups, Filters
from shapecheck.catalog.tables import Applied, layer
from shapecheck.shapes.dims import Dim, floor_div
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.windows import joined

__all__: list[str] = []


def settings(filters: Any, groups: Any, strides: Any, dilation_rate: Any) -> None:
    """Refuse what filters, groups, strides and dilation say together."""
    filters_in_groups(filters, groups)
    stride_or_dilation(strides, dilation_rate)


def convolved(
    inputs: Tensor, filters: Any, kernel: Kernel, groups: Dim, use_bias: bool, lora_rank: Any, constraint: Any
) -> Applied:
    """Slide a kernel `(*kernel_size, channels // groups, filters)` over the spatial axes."""
    parts = kernel.parts(inputs)
    channels = known_channels(parts, inputs)
    divided(channels, groups, inputs)
    weights = [weight("kernel", (*kernel.size, floor_div(channels, groups), filters))]
    if use_bias:
        weights.append(weight("bias", (filters,)))
    shape = joined(parts.batch, kernel.slide(parts.sizes), filters, kernel.data_format)
    return Applied(shape, adapted(weights, lora_rank, constraint))


@layer("keras.layers.Conv1D", min_rank=3, configure=settings)
def conv_1d(
    inputs: Tensor,
    /,
    filters: Filters,
    kernel_size: Single,
    strides: Single = 1,
    padding: CausalPadding = "valid",
    data_format: DataFormat = None,
    dilation_rate: Single = 1,
    groups: ChannelGroups = 1,
    use_bias: bool = True,
    kernel_constraint: Any = None,
    lora_rank: Any = None,
) -> Applied:
    """Slide a kernel over the steps, and map the channels to `filters`.

    Conv1D(8, 3)                                (B, 10, 4) -> (B, 8, 8)     104
    Conv1D(8, 3, padding="causal")              (B, T, 4) -> (B, T, 8)      104
    Conv1D(8, 3, 2, "same")                     (B, 10, 4) -> (B, 5, 8)     104
    Conv1D(8, 3, dilation_rate=2)               (B, T, 4) -> (B, T - 4, 8)  104
    Conv1D(8, 3, data_format="channels_first")  (B, 4, 10) -> (B, 8, 8)     104
    Conv1D(8, 11)                               (B, 10, 4) -> error
    Conv1D(8, 3)                                (B, 10) -> error
    Conv1D(8, 3)                                (B, 10, T) -> error
    Conv1D(8, 3, strides=2, dilation_rate=2)    (B, 10, 4) -> error
    Conv1D(8, 3)                                (B, 5, 10, 4) -> error
    """
    kernel = Kernel(kernel_size, strides, padding, dilation_rate, data_format)
    return convolved(inputs, filters, kernel, groups, use_bias, lora_rank, kernel_constraint)


@layer("keras.layers.Conv2D", min_rank=4, configure=settings)
def conv_2d(
    inputs: Tensor,
    /,
    filters: Filters,
    kernel_size: Pair,
    strides: Pair = (1, 1),
    padding: Padding = "valid",
    data_format: DataFormat = None,
    dilation_rate: Pair = (1, 1),
    groups: ChannelGroups = 1,
    use_bias: bool = True,
    kernel_constraint: Any = None,
    lora_rank: Any = None,
) -> Applied:
    """Slide a kernel over height and width, and map the channels to `filters`.

    Conv2D(32, 3)                               (B, 28, 28, 1) -> (B, 26, 26, 32)                320
    Conv2D(64, (3, 5), 2, "same")               (B, H, W, 3) -> (B, (H + 1)//2, (W + 1)//2, 64)  2944
    Conv2D(8, 3, groups=4)                      (B, 28, 28, 4) -> (B, 26, 26, 8)                 80
    Conv2D(8, 3, use_bias=False)                (B, 28, 28, 4) -> (B, 26, 26, 8)                 288
    Conv2D(8, 3, data_format="channels_first")  (B, 3, 28, 28) -> (B, 8, 26, 26)                 224
    Conv2D(8, 3)                                (B, 28, 28) -> error
    Conv2D(8, 3)                                (B, 28, 28, H) -> error
    Conv2D(8, 29)                               (B, 28, 28, 1) -> error
    Conv2D(8, (3,))                             (B, 28, 28, 1) -> error
    Conv2D(8, 3, groups=3)                      (B, 28, 28, 3) -> error
    Conv2D(8, 3, groups=4)                      (B, 28, 28, 3) -> error
    Conv2D(8, 3, padding="causal")              (B, 28, 28, 1) -> error
    Conv2D(8.0, 3)                              (B, 28, 28, 1) -> error
    """
    kernel = Kernel(kernel_size, strides, padding, dilation_rate, data_format)
    return convolved(inputs, filters, kernel, groups, use_bias, lora_rank, kernel_constraint)


@layer("keras.layers.Conv3D", min_rank=5, configure=settings)
def conv_3d(
    inputs: Tensor,
    /,
    filters: Filters,
    kernel_size: Triple,
    strides: Triple = (1, 1, 1),
    padding: Padding = "valid",
    data_format: DataFormat = None,
    dilation_rate: Triple = (1, 1, 1),
    groups: ChannelGroups = 1,
    use_bias: bool = True,
    kernel_constraint: Any = None,
    lora_rank: Any = None,
) -> Applied:
    """Slide a kernel over three spatial axes, and map the channels to `filters`.

    Conv3D(8, 3)          (B, 16, 16, 16, 1) -> (B, 14, 14, 14, 8)  224
    Conv3D(8, (1, 2, 3))  (B, 16, 16, 16, 2) -> (B, 16, 15, 14, 8)  104
    Conv3D(8, 3)          (B, 16, 16, 1) -> error
    Conv3D(0, 3)          (B, 16, 16, 16, 1) -> error
    """
    kernel = Kernel(kernel_size, strides, padding, dilation_rate, data_format)
    return convolved(inputs, filters, kernel, groups, use_bias, lora_rank, kernel_constraint)
