"""Convolutions of one, two and three spatial axes (keras/src/layers/convolutional)."""

from __future__ import annotations

import numpy as np

from shapecheck.execution.activations import activate
from shapecheck.execution.axes import each, leading, trailing
from shapecheck.execution.kernel import Array, Config, Weights, kernel
from shapecheck.execution.windows import convolved, depthwise


def finished(x: Array, weights: Weights, config: Config) -> Array:
    """Add the bias, restore the order of the axes, apply the activation."""
    x = x + weights["bias"] if "bias" in weights else x
    return activate(config["activation"], leading(x, config), weights)


@kernel("keras.layers.Conv1D", "keras.layers.Conv2D", "keras.layers.Conv3D")
def convolution(x: Array, weights: Weights, config: Config) -> Array:
    """Correlate with the kernel; groups follow from the kernel's channels."""
    rank = x.ndim - 2
    strides, dilation = each(config["strides"], rank), each(config["dilation_rate"], rank)
    result = convolved(trailing(x, config), weights["kernel"], strides, config["padding"], dilation)
    return finished(result, weights, config)


@kernel("keras.layers.DepthwiseConv1D", "keras.layers.DepthwiseConv2D")
def depthwise_convolution(x: Array, weights: Weights, config: Config) -> Array:
    """Correlate every channel with kernels of its own."""
    rank = x.ndim - 2
    strides, dilation = each(config["strides"], rank), each(config["dilation_rate"], rank)
    result = depthwise(trailing(x, config), weights["kernel"], strides, config["padding"], dilation)
    return finished(result, weights, config)


@kernel("keras.layers.SeparableConv1D", "keras.layers.SeparableConv2D")
def separable_convolution(x: Array, weights: Weights, config: Config) -> Array:
    """Correlate every channel by itself, then mix the channels."""
    rank = x.ndim - 2
    strides, dilation = each(config["strides"], rank), each(config["dilation_rate"], rank)
    result = depthwise(trailing(x, config), weights["depthwise_kernel"], strides, config["padding"], dilation)
    result = convolved(result, weights["pointwise_kernel"], (1,) * rank, "valid", (1,) * rank)
    return finished(result, weights, config)


@kernel("keras.layers.Conv1DTranspose", "keras.layers.Conv2DTranspose", "keras.layers.Conv3DTranspose")
def transposed_convolution(x: Array, weights: Weights, config: Config) -> Array:
    """Spread every element over a window: correlate what lies `strides` apart with the kernel turned round."""
    x = trailing(x, config)
    rank = x.ndim - 2
    strides, dilation = each(config["strides"], rank), each(config["dilation_rate"], rank)
    extra = (None,) * rank if config["output_padding"] is None else each(config["output_padding"], rank)
    turned = np.flip(weights["kernel"], tuple(range(rank))).swapaxes(-1, -2)
    spread = np.zeros(
        (len(x), *((size - 1) * s + 1 for size, s in zip(x.shape[1:-1], strides, strict=True)), x.shape[-1]), x.dtype
    )
    spread[(slice(None), *(slice(None, None, stride) for stride in strides))] = x
    margins = [
        transposed_margins((size - 1) * rate + 1, stride, config["padding"], more)
        for size, rate, stride, more in zip(turned.shape, dilation, strides, extra, strict=False)
    ]
    result = convolved(with_margins(spread, margins), turned, (1,) * rank, "valid", dilation)
    return finished(result, weights, config)


def transposed_margins(reach: int, stride: int, padding: str, extra: int | None) -> tuple[int, int]:
    """Return the zeros before and after one axis (keras/src/backend/common/backend_utils.py)."""
    if padding.lower() == "valid":
        return reach - 1, reach - 1 + (max(reach, stride) - reach if extra is None else extra)
    total = stride + reach - 2 if extra is None else reach + reach % 2 - 2 + extra
    before = min(total // 2 + total % 2, reach - 1)
    return before, total - before


def with_margins(x: Array, margins: list[tuple[int, int]]) -> Array:
    """Pad the spatial axes; a negative margin cuts."""
    kept = tuple(
        slice(max(-before, 0), size - max(-after, 0))
        for size, (before, after) in zip(x.shape[1:-1], margins, strict=True)
    )
    put = [(max(before, 0), max(after, 0)) for before, after in margins]
    return np.pad(x[(slice(None), *kept)], [(0, 0), *put, (0, 0)])
