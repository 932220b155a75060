"""Normalization layers, as at inference (keras/src/layers/normalization)."""

from __future__ import annotations

from typing import Any

import numpy as np

from shapecheck.execution.kernel import Array, Config, Weights, kernel


def axes_of(axis: Any) -> tuple[int, ...]:
    """Read an axis or several, sorted as written (Keras does not bring negative ones to positive ones first)."""
    return tuple(sorted(int(item) for item in axis)) if isinstance(axis, list | tuple) else (int(axis),)


def along(weight: Array, x: Array, axes: tuple[int, ...]) -> Array:
    """Lay a weight along those axes of x."""
    shape = [1] * x.ndim
    for axis in axes:
        shape[axis] = x.shape[axis]
    return weight.reshape(shape)


def scaled_and_shifted(x: Array, weights: Weights, axes: tuple[int, ...]) -> Array:
    """Multiply by gamma and add beta, where the layer has them."""
    x = x * along(weights["gamma"], x, axes) if "gamma" in weights else x
    return x + along(weights["beta"], x, axes) if "beta" in weights else x


@kernel("keras.layers.BatchNormalization")
def batch_normalization(x: Array, weights: Weights, config: Config) -> Array:
    """Normalize by the moving mean and variance."""
    axes = axes_of(config["axis"])
    mean, variance = along(weights["moving_mean"], x, axes), along(weights["moving_variance"], x, axes)
    return scaled_and_shifted((x - mean) / np.sqrt(variance + config["epsilon"]), weights, axes)


@kernel("keras.layers.LayerNormalization")
def layer_normalization(x: Array, weights: Weights, config: Config) -> Array:
    """Normalize each element by the mean and variance along the axes."""
    axes = axes_of(config["axis"])
    # called so in Keras, though it subtracts the mean for the variance
    mean = 0 if config.get("rms_scaling") else x.mean(axis=axes, keepdims=True)
    return scaled_and_shifted((x - mean) / np.sqrt(x.var(axis=axes, keepdims=True) + config["epsilon"]), weights, axes)


@kernel("keras.layers.GroupNormalization")
def group_normalization(x: Array, weights: Weights, config: Config) -> Array:
    """Normalize each group of channels by its mean and variance over all but the batch.

    Raises ValueError where the channels do not split into the groups.
    """
    axis = int(config["axis"]) % x.ndim
    channels = x.shape[axis]
    groups = channels if int(config["groups"]) == -1 else int(config["groups"])
    split = x.reshape(*x.shape[:axis], groups, channels // groups, *x.shape[axis + 1 :])
    within = tuple(item for item in range(1, split.ndim) if item != axis)
    mean, variance = split.mean(axis=within, keepdims=True), split.var(axis=within, keepdims=True)
    normal = ((split - mean) / np.sqrt(variance + config["epsilon"])).reshape(x.shape)
    return scaled_and_shifted(normal, weights, (axis,))


@kernel("keras.layers.RMSNormalization")
def rms_normalization(x: Array, weights: Weights, config: Config) -> Array:
    """Divide by the root of the mean square along the axes; the scale lies along the last ones, as in Keras."""
    axes = axes_of(config["axis"])
    mean_square = np.square(x).mean(axis=axes, keepdims=True)
    scaled: Array = x / np.sqrt(mean_square + config["epsilon"]) * weights["scale"]
    return scaled


@kernel("keras.layers.UnitNormalization")
def unit_normalization(x: Array, weights: Weights, config: Config) -> Array:
    """Scale to length 1 along the axes."""
    square = np.square(x).sum(axis=axes_of(config["axis"]), keepdims=True)
    scaled: Array = x * np.minimum(1 / np.sqrt(square), 1e12)
    return scaled
