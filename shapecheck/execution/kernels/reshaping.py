"""Layers that move, repeat, pad or cut axes (keras/src/layers/reshaping)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from shapecheck.execution.axes import channels_first, each, spatial_axes
from shapecheck.execution.kernel import Array, Config, Weights, kernel
from shapecheck.execution.resizing import resized


@kernel("keras.layers.Flatten")
def flatten(x: Array, weights: Weights, config: Config) -> Array:
    """Make one axis of all but the batch; channels come last in it, whatever the format."""
    moved = np.moveaxis(x, 1, -1) if channels_first(config) and x.ndim > 1 else x
    return moved.reshape(len(x), int(np.prod(x.shape[1:])))


@kernel("keras.layers.Reshape")
def reshape(x: Array, weights: Weights, config: Config) -> Array:
    """Reshape all but the batch; one -1 takes what is left."""
    target = [int(size) for size in config["target_shape"]]
    if -1 in target:
        # an empty batch would leave the -1 undecided
        others = int(np.prod([size for size in target if size != -1]))
        target[target.index(-1)] = int(np.prod(x.shape[1:])) // others
    return x.reshape(len(x), *target)


@kernel("keras.layers.Permute")
def permute(x: Array, weights: Weights, config: Config) -> Array:
    """Reorder the axes after the batch; they count from 1."""
    return x.transpose(0, *config["dims"])


@kernel("keras.layers.RepeatVector")
def repeat_vector(x: Array, weights: Weights, config: Config) -> Array:
    """Repeat a vector along a new axis after the batch."""
    return np.repeat(x[:, None], int(config["n"]), axis=1)


def pairs(value: Any, rank: int) -> list[tuple[int, int]]:
    """Read a padding or cropping: one int, one per axis, or one pair per axis (for one axis, also a pair)."""
    if np.ndim(value) == 0:
        return [(int(value), int(value))] * rank
    if rank == 1 and np.ndim(value) == 1 and len(value) == 2:
        return [(int(value[0]), int(value[1]))]
    return [(int(item), int(item)) if np.ndim(item) == 0 else (int(item[0]), int(item[1])) for item in value]


@kernel("keras.layers.ZeroPadding1D", "keras.layers.ZeroPadding2D", "keras.layers.ZeroPadding3D")
def zero_padding(x: Array, weights: Weights, config: Config) -> Array:
    """Put zeros around the spatial axes."""
    margins = [(0, 0)] * x.ndim
    for axis, margin in zip(spatial_axes(x, config), pairs(config["padding"], x.ndim - 2), strict=True):
        margins[axis] = margin
    return np.pad(x, margins)


@kernel("keras.layers.Cropping1D", "keras.layers.Cropping2D", "keras.layers.Cropping3D")
def cropping(x: Array, weights: Weights, config: Config) -> Array:
    """Cut away the margins of the spatial axes."""
    kept: list[slice] = [slice(None)] * x.ndim
    for axis, (before, after) in zip(spatial_axes(x, config), pairs(config["cropping"], x.ndim - 2), strict=True):
        kept[axis] = slice(before, x.shape[axis] - after)
    return x[tuple(kept)]


@kernel("keras.layers.UpSampling1D", "keras.layers.UpSampling2D", "keras.layers.UpSampling3D")
def up_sampling(x: Array, weights: Weights, config: Config) -> Array:
    """Repeat every element along the spatial axes, or interpolate between them."""
    axes = tuple(spatial_axes(x, config))
    factors = each(config["size"], len(axes))
    interpolation = config.get("interpolation", "nearest")
    if interpolation != "nearest":
        return resized(x, axes, scaled(x, axes, factors), interpolation)
    for axis, factor in zip(axes, factors, strict=True):
        x = np.repeat(x, factor, axis=axis)
    return x


def scaled(x: Array, axes: Sequence[int], factors: Sequence[int]) -> tuple[int, ...]:
    """Multiply the sizes of some axes."""
    return tuple(x.shape[axis] * factor for axis, factor in zip(axes, factors, strict=True))
