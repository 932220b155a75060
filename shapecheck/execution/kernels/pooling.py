"""Pooling over windows, over whole axes, and down to a given size (keras/src/layers/pooling)."""

from __future__ import annotations

import numpy as np

from shapecheck.execution.axes import each, leading, spatial_axes, trailing
from shapecheck.execution.kernel import Array, Config, Weights, kernel
from shapecheck.execution.windows import around, padded, windows_of

RANKS = (1, 2, 3)


def pool_windows(x: Array, config: Config, value: float) -> Array:
    """Show the windows of a pooling layer, `value` put around them."""
    x = trailing(x, config)
    rank = x.ndim - 2
    size = each(config["pool_size"], rank)
    strides = size if config["strides"] is None else each(config["strides"], rank)
    ones = (1,) * rank
    x = padded(x, around(x.shape[1:-1], size, strides, config["padding"], ones), value)
    return windows_of(x, size, strides, ones)


def inside(windows: Array) -> tuple[int, ...]:
    """Return the axes that lie within a window: (batch, *places, *window, channels)."""
    rank = (windows.ndim - 2) // 2
    return tuple(range(1 + rank, 1 + 2 * rank))


@kernel(*(f"keras.layers.MaxPooling{rank}D" for rank in RANKS))
def max_pooling(x: Array, weights: Weights, config: Config) -> Array:
    """Take the largest element of each window."""
    windows = pool_windows(x, config, -np.inf)
    return leading(windows.max(axis=inside(windows)), config)


@kernel(*(f"keras.layers.AveragePooling{rank}D" for rank in RANKS))
def average_pooling(x: Array, weights: Weights, config: Config) -> Array:
    """Take the mean of each window; padding does not count."""
    windows, counted = pool_windows(x, config, 0), pool_windows(np.ones_like(x[:1]), config, 0)
    axes = inside(windows)
    return leading(windows.sum(axis=axes) / counted.sum(axis=axes), config)


@kernel(*(f"keras.layers.GlobalMaxPooling{rank}D" for rank in RANKS))
def global_max_pooling(x: Array, weights: Weights, config: Config) -> Array:
    """Take the largest element of each channel."""
    largest: Array = x.max(axis=tuple(spatial_axes(x, config)), keepdims=config["keepdims"])
    return largest


@kernel(*(f"keras.layers.GlobalAveragePooling{rank}D" for rank in RANKS))
def global_average_pooling(x: Array, weights: Weights, config: Config, *, mask: Array | None = None) -> Array:
    """Take the mean of each channel; masked steps do not count."""
    axes, kept = tuple(spatial_axes(x, config)), config["keepdims"]
    counted = None if mask is None or len(axes) > 1 else np.expand_dims(mask.astype(bool), 1 if axes == (2,) else 2)
    mean: Array = x.mean(axis=axes, keepdims=kept, where=True if counted is None else counted)
    return mean


def adaptive(x: Array, config: Config, mode: str) -> Array:
    """Reduce each spatial axis to the given size; windows start at floor(i * n / size) and may overlap."""
    axes = spatial_axes(x, config)
    for axis, size in zip(axes, each(config["output_size"], len(axes)), strict=True):
        given = x.shape[axis]
        pieces = [
            getattr(np.take(x, range(index * given // size, -(-(index + 1) * given // size)), axis=axis), mode)(
                axis=axis
            )
            for index in range(size)
        ]
        x = np.stack(pieces, axis=axis)
    return x


@kernel(*(f"keras.layers.AdaptiveMaxPooling{rank}D" for rank in RANKS))
def adaptive_max_pooling(x: Array, weights: Weights, config: Config) -> Array:
    """Take the largest element of each of `output_size` windows."""
    return adaptive(x, config, "max")


@kernel(*(f"keras.layers.AdaptiveAveragePooling{rank}D" for rank in RANKS))
def adaptive_average_pooling(x: Array, weights: Weights, config: Config) -> Array:
    """Take the mean of each of `output_size` windows."""
    return adaptive(x, config, "mean")
