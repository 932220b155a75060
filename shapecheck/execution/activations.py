"""Activation functions by Keras's names (keras/src/activations)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from shapecheck.execution.kernel import Array, NotExecutable, Weights, apply
from shapecheck.graph.call import Layer

__all__ = ["ACTIVATIONS", "activate", "softmax"]


def relu(x: Array, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Array:
    """Cut below `threshold` (or slope there), and above `max_value`."""
    kept = np.where(x > threshold, x, 0) if threshold else np.maximum(x, 0)
    kept = kept if max_value is None else np.clip(kept, 0, max_value)
    return kept + negative_slope * np.minimum(x - threshold, 0) if negative_slope else kept


def sigmoid(x: Array) -> Array:
    """Map to (0, 1)."""
    return 1 / (1 + np.exp(-x))


def softmax(x: Array, axis: int | tuple[int, ...] = -1) -> Array:
    """Make the elements along the axis (or axes) sum to 1."""
    raised = np.exp(x - x.max(axis=axis, keepdims=True))
    shares: Array = raised / raised.sum(axis=axis, keepdims=True)
    return shares


def log_softmax(x: Array, axis: int = -1) -> Array:
    """Take the logarithm of the softmax."""
    shifted = x - x.max(axis=axis, keepdims=True)
    logarithms: Array = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return logarithms


def sparsemax(x: Array, axis: int = -1) -> Array:
    """Zero all but the largest; as Keras computes it, whose threshold sums the cumulated sums themselves."""
    ordered = np.moveaxis(-np.sort(-x, axis=axis), axis, -1)
    sums = np.cumsum(ordered, axis=-1)
    support = ordered * np.arange(1, ordered.shape[-1] + 1) > sums - 1
    threshold = (np.where(support, sums, 0).sum(-1, keepdims=True) - 1) / support.sum(-1, keepdims=True)
    kept: Array = np.maximum(x - np.moveaxis(threshold, -1, axis), 0)
    return kept


def softplus(x: Array) -> Array:
    """Take a smooth maximum with 0."""
    return np.logaddexp(x, 0)


def hard_sigmoid(x: Array) -> Array:
    """Map to [0, 1] by straight lines."""
    return np.clip(x / 6 + 0.5, 0, 1)


def elu(x: Array, alpha: float = 1.0) -> Array:
    """Let negatives decay to -alpha."""
    return np.where(x >= 0, x, alpha * np.expm1(np.minimum(x, 0)))


def error_function(x: Array) -> Array:
    """Integrate the normal density; Chebyshev fit of Numerical Recipes 6.2, relative error below 1.2e-7."""
    wide = np.abs(x.astype(np.float64))
    t = 1 / (1 + wide / 2)
    polynomial = np.zeros_like(t)
    for factor in (
        0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807,
        -0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223,
    ):  # fmt: skip
        polynomial = polynomial * t + factor
    return np.copysign(1 - t * np.exp(-wide * wide + polynomial), x)


def gelu(x: Array, approximate: bool = False) -> Array:
    """Weigh by the normal distribution."""
    share = np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)) if approximate else error_function(x / np.sqrt(2))
    weighed: Array = x * (share + 1) / 2
    return weighed


def glu(x: Array, axis: int = -1) -> Array:
    """Gate one half by the other."""
    kept, gate = np.split(x, 2, axis)
    return kept * sigmoid(gate)


ACTIVATIONS: dict[str, Callable[..., Any]] = {
    "relu": relu,
    "leaky_relu": lambda x, negative_slope=0.2: relu(x, negative_slope),
    "relu6": lambda x: np.clip(x, 0, 6),
    "softmax": softmax,
    "celu": lambda x, alpha=1.0: np.maximum(x, 0) + alpha * np.expm1(np.minimum(x, 0) / alpha),
    "elu": elu,
    "selu": lambda x: 1.0507009873554805 * elu(x, 1.6732632423543772),
    "softplus": softplus,
    "softsign": lambda x: x / (1 + np.abs(x)),
    "squareplus": lambda x, b=4: (x + np.sqrt(x**2 + b)) / 2,
    "soft_shrink": lambda x, threshold=0.5: np.sign(x) * np.maximum(np.abs(x) - threshold, 0),
    "sparse_plus": lambda x: np.where(x <= -1, 0, np.where(x < 1, (x + 1) ** 2 / 4, x)),
    "silu": lambda x: x * sigmoid(x),
    "gelu": gelu,
    "glu": glu,
    "tanh": np.tanh,
    "tanh_shrink": lambda x: x - np.tanh(x),
    "threshold": lambda x, threshold, default_value: np.where(x > threshold, x, default_value),
    "sigmoid": sigmoid,
    "sparse_sigmoid": lambda x: np.clip((x + 1) / 2, 0, 1),
    "exponential": np.exp,
    "hard_sigmoid": hard_sigmoid,
    "hard_silu": lambda x: x * hard_sigmoid(x),
    "hard_tanh": lambda x: np.clip(x, -1, 1),
    "hard_shrink": lambda x, threshold=0.5: np.where(np.abs(x) > threshold, x, 0),
    "linear": lambda x: x,
    "mish": lambda x: x * np.tanh(softplus(x)),
    "log_softmax": log_softmax,
    "log_sigmoid": lambda x: -softplus(-x),
    "sparsemax": sparsemax,
}
ACTIVATIONS["swish"] = ACTIVATIONS["silu"]
ACTIVATIONS["hard_swish"] = ACTIVATIONS["hard_silu"]


def activate(activation: Any, x: Array, weights: Weights | None = None) -> Array:
    """Apply an activation as a layer's configuration holds it: None, a name, a path that ends in one, or a layer.

    Raises NotExecutable for the user's own functions.
    """
    if activation is None:
        return x
    if isinstance(activation, Layer):
        applied: Array = apply(activation, x, weights or {})
        return applied
    if isinstance(activation, str) and (name := activation.rpartition(".")[2]) in ACTIVATIONS:
        activated: Array = ACTIVATIONS[name](x)
        return activated
    raise NotExecutable(f"the activation {activation!r} is not known")
