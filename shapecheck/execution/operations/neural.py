"""What convolutions, normalizations, losses and attention compute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from shapecheck.execution.activations import ACTIVATIONS
from shapecheck.execution.kernel import Array
from shapecheck.execution.kernels.convolution import (
    convolution,
    depthwise_convolution,
    separable_convolution,
    transposed_convolution,
)
from shapecheck.execution.kernels.pooling import adaptive, average_pooling, max_pooling
from shapecheck.execution.windows import windows_of

__all__ = ["FUNCTIONS"]


def normalize(x: Array, axis: Any = -1, order: float = 2, epsilon: float | None = None) -> Array:
    """Scale to length 1 along an axis."""
    axis = tuple(axis) if isinstance(axis, list) else axis
    power = np.abs(x) ** order
    length = power.sum(axis=axis, keepdims=True) ** (1 / order)
    unit: Array = x / np.maximum(length, 1e-7 if epsilon is None else epsilon)
    return unit


def settings(data_format: str | None = None, **values: Any) -> dict[str, Any]:
    """Return a configuration as the kernels of layers read it."""
    return {"data_format": data_format or "channels_last", "use_bias": False, "activation": None, "groups": 1, **values}


def conv(
    inputs: Array,
    kernel: Array,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """Slide kernels over the spatial axes."""
    config = settings(data_format, strides=strides, padding=padding.lower(), dilation_rate=dilation_rate)
    return convolution(inputs, {"kernel": kernel}, config)


def depthwise_conv(
    inputs: Array,
    kernel: Array,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """Slide kernels over one channel each."""
    config = settings(data_format, strides=strides, padding=padding.lower(), dilation_rate=dilation_rate)
    return depthwise_convolution(inputs, {"kernel": kernel}, config)


def separable_conv(
    inputs: Array,
    depthwise_kernel: Array,
    pointwise_kernel: Array,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """Slide kernels over one channel each, then mix the channels."""
    config = settings(data_format, strides=strides, padding=padding.lower(), dilation_rate=dilation_rate)
    weights = {"depthwise_kernel": depthwise_kernel, "pointwise_kernel": pointwise_kernel}
    return separable_convolution(inputs, weights, config)


def conv_transpose(
    inputs: Array,
    kernel: Array,
    strides: Any = 1,
    padding: str = "valid",
    output_padding: Any = None,
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """Turn a convolution round."""
    config = settings(
        data_format,
        strides=strides,
        padding=padding.lower(),
        dilation_rate=dilation_rate,
        output_padding=output_padding,
    )
    return transposed_convolution(inputs, {"kernel": kernel}, config)


def pool(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """Make a pooling of the kernel of its layer."""

    def pooled(
        inputs: Array, pool_size: Any, strides: Any = None, padding: str = "valid", data_format: str | None = None
    ) -> Any:
        return kernel(inputs, {}, settings(data_format, pool_size=pool_size, strides=strides, padding=padding.lower()))

    return pooled


def adaptive_pool(mode: str) -> Callable[..., Any]:
    """Make a pooling to a size."""

    def pooled(inputs: Array, output_size: Any, data_format: str | None = None) -> Any:
        return adaptive(inputs, settings(data_format, output_size=output_size), mode)

    return pooled


def batch_normalization(
    x: Array, mean: Array, variance: Array, axis: int, offset: Any = None, scale: Any = None, epsilon: float = 1e-3
) -> Any:
    """Normalize with given statistics."""
    shape = [1] * x.ndim
    shape[axis] = -1
    factor = 1 / np.sqrt(variance.reshape(shape) + epsilon)
    if scale is not None:
        factor = factor * scale.reshape(shape)
    result = (x - mean.reshape(shape)) * factor
    return result if offset is None else result + offset.reshape(shape)


def layer_normalization(
    x: Array, gamma: Any = None, beta: Any = None, axis: Any = -1, epsilon: float | None = None
) -> Any:
    """Normalize over axes."""
    axes = tuple(sorted(axis)) if isinstance(axis, list | tuple) else (axis,)
    mean = x.mean(axes, keepdims=True)
    # as Keras calculates, so that what cancels out is the same
    variance = np.square(x).mean(axes, keepdims=True) - np.square(mean)
    inverse = 1 / np.sqrt(np.maximum(variance, 0) + (1e-7 if epsilon is None else epsilon))
    shape = [x.shape[place] if place in [one % x.ndim for one in axes] else 1 for place in range(x.ndim)]
    inverse = inverse if gamma is None else inverse * gamma.reshape(shape)
    result = x * inverse - mean * inverse
    return result if beta is None else result + beta.reshape(shape)


def rms_normalization(x: Array, scale: Any = None, axis: Any = -1, epsilon: float | None = None) -> Any:
    """Scale by the root of the mean of squares."""
    axis = tuple(axis) if isinstance(axis, list) else axis
    result = x / np.sqrt(np.square(x).mean(axis, keepdims=True) + (1e-7 if epsilon is None else epsilon))
    return result if scale is None else result * scale


def attention(
    query: Array,
    key: Array,
    value: Array,
    bias: Any = None,
    mask: Any = None,
    scale: Any = None,
    is_causal: bool = False,
    flash_attention: Any = None,
) -> Any:
    """Attend to values by keys."""
    scores = np.einsum("bthd,bshd->bhts", query, key) * (1 / np.sqrt(query.shape[-1]) if scale is None else scale)
    scores = scores if bias is None else scores + bias
    if is_causal:
        scores = np.where(np.tril(np.ones(scores.shape[-2:], bool)), scores, -0.7 * np.finfo(np.float32).max)
    scores = scores if mask is None else np.where(mask, scores, -0.7 * np.finfo(np.float32).max)
    return np.einsum("bhts,bshd->bthd", ACTIVATIONS["softmax"](scores), value)


def binary_crossentropy(target: Array, output: Array, from_logits: bool = False) -> Any:
    """Compare probabilities element by element."""
    output = ACTIVATIONS["sigmoid"](output) if from_logits else output
    output = np.clip(output, 1e-7, 1 - 1e-7)
    return -(target * np.log(output) + (1 - target) * np.log(1 - output))


def logarithms(output: Array, from_logits: bool, axis: int) -> Any:
    """Return the logarithms of probabilities."""
    if from_logits:
        return ACTIVATIONS["log_softmax"](output, axis)
    return np.log(np.clip(output / output.sum(axis=axis, keepdims=True), 1e-7, 1 - 1e-7))


def categorical_crossentropy(target: Array, output: Array, from_logits: bool = False, axis: int = -1) -> Any:
    """Compare probabilities of classes."""
    return -(target * logarithms(output, from_logits, axis)).sum(axis=axis)


def sparse_categorical_crossentropy(target: Array, output: Array, from_logits: bool = False, axis: int = -1) -> Any:
    """Compare classes with probabilities."""
    target = target[..., 0] if target.ndim == output.ndim and target.shape[-1] == 1 else target
    found = logarithms(output, from_logits, axis)
    return -np.take_along_axis(found, np.expand_dims(target.astype(np.int64), axis), axis).squeeze(axis)


def depth_to_space(x: Array, block_size: int, data_format: str = "channels_last") -> Array:
    """Lay channels out in space."""
    if data_format == "channels_first":
        return np.moveaxis(depth_to_space(np.moveaxis(x, 1, -1), block_size), -1, 1)
    batch, height, width, channels = x.shape
    blocks = x.reshape(batch, height, width, block_size, block_size, channels // block_size**2)
    return blocks.transpose(0, 1, 3, 2, 4, 5).reshape(batch, height * block_size, width * block_size, -1)


def space_to_depth(x: Array, block_size: int, data_format: str = "channels_last") -> Array:
    """Gather blocks of space into channels."""
    if data_format == "channels_first":
        return np.moveaxis(space_to_depth(np.moveaxis(x, 1, -1), block_size), -1, 1)
    batch, height, width, channels = x.shape
    blocks = x.reshape(batch, height // block_size, block_size, width // block_size, block_size, channels)
    return blocks.transpose(0, 1, 3, 2, 4, 5).reshape(batch, height // block_size, width // block_size, -1)


def both(value: Any) -> tuple[int, int]:
    """Return a pair of one number, or of two."""
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def unfold(x: Array, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Array:
    """Lay windows of images (batch, channels, height, width) side by side."""
    margin = both(padding)
    wide = np.pad(x, ((0, 0), (0, 0), (margin[0],) * 2, (margin[1],) * 2))
    windows = windows_of(np.moveaxis(wide, 1, -1), both(kernel_size), both(stride), both(dilation))
    return np.moveaxis(windows, (-1, 3, 4), (1, 2, 3)).reshape(len(x), -1, windows.shape[1] * windows.shape[2])


def fold(x: Array, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Array:
    """Add windows up where they came from."""
    (height, width), (rows, columns) = both(output_size), both(kernel_size)
    (gap, other_gap), (margin, other_margin), (step, other_step) = both(dilation), both(padding), both(stride)
    channels = x.shape[1] // (rows * columns)
    down = (height + 2 * margin - gap * (rows - 1) - 1) // step + 1
    along = (width + 2 * other_margin - other_gap * (columns - 1) - 1) // other_step + 1
    windows = x.reshape(len(x), channels, rows, columns, down, along)
    result = np.zeros((len(x), channels, height + 2 * margin, width + 2 * other_margin), x.dtype)
    for row, column in np.ndindex(rows, columns):
        top, left = row * gap, column * other_gap
        result[:, :, top : top + down * step : step, left : left + along * other_step : other_step] += windows[
            :, :, row, column
        ]
    return result[:, :, margin : margin + height, other_margin : other_margin + width]


def psnr(x1: Array, x2: Array, max_val: float) -> Any:
    """Compare two images."""
    return 20 * np.log10(max_val) - 10 * np.log10(np.mean(np.square(x1 - x2)))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "adaptive_average_pool": adaptive_pool("average"),
    "adaptive_max_pool": adaptive_pool("max"),
    "average_pool": pool(average_pooling),
    "batch_normalization": batch_normalization,
    "binary_crossentropy": binary_crossentropy,
    "categorical_crossentropy": categorical_crossentropy,
    "conv": conv,
    "conv_transpose": conv_transpose,
    "depth_to_space": depth_to_space,
    "depthwise_conv": depthwise_conv,
    "dot_product_attention": attention,
    "fold": fold,
    "layer_normalization": layer_normalization,
    "max_pool": pool(max_pooling),
    "normalize": normalize,
    "psnr": psnr,
    "rms_normalization": rms_normalization,
    "separable_conv": separable_conv,
    "space_to_depth": space_to_depth,
    "sparse_categorical_crossentropy": sparse_categorical_crossentropy,
    "unfold": unfold,
}
