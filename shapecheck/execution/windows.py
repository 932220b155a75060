"""Sliding windows: padding, convolution and reduction over any number of spatial axes, channels last."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from shapecheck.execution.kernel import Array

__all__ = ["around", "columns_of", "convolved", "depthwise", "padded", "windows_of"]

CHUNK_BYTES = 64 * 2**20


def around(
    sizes: Sequence[int], kernel: Sequence[int], strides: Sequence[int], padding: str, dilation: Sequence[int]
) -> list[tuple[int, int]]:
    """Return what `padding` puts before and after each spatial axis.

    Raises ValueError for a padding that Keras does not have.
    """
    reach = [(size - 1) * rate + 1 for size, rate in zip(kernel, dilation, strict=True)]
    match padding.lower():
        case "valid":
            return [(0, 0)] * len(reach)
        case "causal":
            return [(size - 1, 0) for size in reach]
        case "same":
            missing = [
                max((-(-size // stride) - 1) * stride + extent - size, 0)
                for size, stride, extent in zip(sizes, strides, reach, strict=True)
            ]
            return [(size // 2, size - size // 2) for size in missing]
    raise ValueError(f"unknown padding {padding!r}")


def padded(x: Array, margins: Sequence[tuple[int, int]], value: float = 0) -> Array:
    """Put a value around the spatial axes."""
    if not any(before or after for before, after in margins):
        return x
    return np.pad(x, [(0, 0), *margins, (0, 0)], constant_values=value)


def windows_of(x: Array, kernel: Sequence[int], strides: Sequence[int], dilation: Sequence[int]) -> Array:
    """Show, without a copy, the window at each place: (batch, *places, *kernel, channels).

    Raises ValueError where the window does not fit.
    """
    reach = tuple((size - 1) * rate + 1 for size, rate in zip(kernel, dilation, strict=True))
    view = sliding_window_view(x, reach, axis=tuple(range(1, x.ndim - 1)))
    places = tuple(slice(None, None, stride) for stride in strides)
    inside = tuple(slice(None, None, rate) for rate in dilation)
    return np.moveaxis(view[(slice(None), *places, slice(None), *inside)], x.ndim - 1, -1)


def columns_of(windows: Array, kernel: Array) -> Array:
    """Multiply windows (batch, *places, *kernel, channels) by a kernel (*kernel, channels, filters).

    Copies at most some 64 MB of windows at a time.
    """
    spatial = kernel.ndim - 2
    places = windows.shape[1 : 1 + spatial]
    matrix = kernel.reshape(-1, kernel.shape[-1])
    result = np.empty((len(windows), *places, kernel.shape[-1]), np.result_type(windows, kernel))
    row_bytes = len(windows) * prod(places[1:]) * len(matrix) * windows.itemsize
    rows = max(CHUNK_BYTES // max(row_bytes, 1), 1)
    for start in range(0, places[0], rows):
        part = windows[:, start : start + rows]
        flat = part.reshape(-1, len(matrix)) @ matrix
        result[:, start : start + rows] = flat.reshape(*part.shape[: 1 + spatial], -1)
    return result


def convolved(x: Array, kernel: Array, strides: Sequence[int], padding: str, dilation: Sequence[int]) -> Array:
    """Correlate x (batch, *spatial, channels) with a kernel (*kernel, channels per group, filters).

    Raises ValueError where the channels are no multiple of the kernel's, or nothing is left.
    """
    *sizes, inner, filters = kernel.shape
    groups, odd = divmod(x.shape[-1], inner)
    if odd or filters % groups:
        raise ValueError(f"{x.shape[-1]} channels and {filters} filters do not split into groups of {inner}")
    x = padded(x, around(x.shape[1:-1], sizes, strides, padding, dilation))
    windows = windows_of(x, sizes, strides, dilation)
    if groups == 1:
        return columns_of(windows, kernel)
    parts = zip(np.split(windows, groups, axis=-1), np.split(kernel, groups, axis=-1), strict=True)
    return np.concatenate([columns_of(part, factor) for part, factor in parts], axis=-1)


def depthwise(x: Array, kernel: Array, strides: Sequence[int], padding: str, dilation: Sequence[int]) -> Array:
    """Correlate each channel with its own kernels (*kernel, channels, multiplier); channels stay together."""
    *sizes, channels, multiplier = kernel.shape
    if x.shape[-1] != channels:
        raise ValueError(f"{x.shape[-1]} channels meet a kernel for {channels}")
    x = padded(x, around(x.shape[1:-1], sizes, strides, padding, dilation))
    windows = windows_of(x, sizes, strides, dilation)
    spatial = len(sizes)
    result = np.zeros((*windows.shape[: 1 + spatial], channels, multiplier), np.result_type(x, kernel))
    for place in np.ndindex(*sizes):
        result += windows[(slice(None), *[slice(None)] * spatial, *place)][..., None] * kernel[place]
    return result.reshape(*windows.shape[: 1 + spatial], channels * multiplier)
