"""Activation layers (keras/src/layers/activations)."""

from __future__ import annotations

import numpy as np

from shapecheck.execution.activations import activate, elu, relu, softmax
from shapecheck.execution.kernel import Array, Config, Weights, kernel


@kernel("keras.layers.Activation")
def activation(x: Array, weights: Weights, config: Config) -> Array:
    """Apply the named function to every element."""
    return activate(config["activation"], x, weights)


@kernel("keras.layers.ReLU")
def rectified(x: Array, weights: Weights, config: Config) -> Array:
    """Cut below the threshold and above the largest value."""
    return relu(x, config["negative_slope"], config["max_value"], config["threshold"])


@kernel("keras.layers.LeakyReLU")
def leaky(x: Array, weights: Weights, config: Config) -> Array:
    """Give negatives a slope of their own."""
    # Keras 2 called it `alpha`, and Keras 3 still takes that name
    return relu(x, config.get("alpha", config["negative_slope"]))


@kernel("keras.layers.PReLU")
def parametric(x: Array, weights: Weights, config: Config) -> Array:
    """Give negatives learned slopes."""
    sloped: Array = np.maximum(x, 0) + weights["alpha"] * np.minimum(x, 0)
    return sloped


@kernel("keras.layers.ELU")
def exponential(x: Array, weights: Weights, config: Config) -> Array:
    """Let negatives decay to -alpha."""
    return elu(x, config["alpha"])


@kernel("keras.layers.Softmax")
def softmax_layer(x: Array, weights: Weights, config: Config, *, mask: Array | None = None) -> Array:
    """Make the elements along the axis sum to 1; masked ones weigh nothing."""
    axis = tuple(config["axis"]) if isinstance(config["axis"], list | tuple) else config["axis"]
    if mask is None:
        return softmax(x, axis)
    return np.where(mask, softmax(np.where(mask, x, -1e9), axis), 0)
