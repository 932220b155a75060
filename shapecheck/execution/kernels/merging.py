"""Layers that make one tensor of several (keras/src/layers/merging)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from shapecheck.execution.kernel import Array, Config, Weights, kernel


def elementwise(function: Callable[[Any, Any], Any]) -> Callable[[Sequence[Array], Weights, Config], Array]:
    """Make a kernel that folds its inputs by a function of two arrays."""

    def fold(arrays: Sequence[Array], weights: Weights, config: Config) -> Array:
        return reduce(function, of_one_rank(arrays))

    return fold


def of_one_rank(arrays: Sequence[Array]) -> list[Array]:
    """Give every array the largest rank; new axes follow the batch."""
    rank = max(array.ndim for array in arrays)
    return [np.expand_dims(array, tuple(range(1, 1 + rank - array.ndim))) for array in arrays]


for path, function in {
    "keras.layers.Add": np.add,
    "keras.layers.Multiply": np.multiply,
    "keras.layers.Maximum": np.maximum,
    "keras.layers.Minimum": np.minimum,
    "keras.layers.Subtract": np.subtract,
}.items():
    kernel(path)(elementwise(function))


@kernel("keras.layers.Average")
def average(arrays: Sequence[Array], weights: Weights, config: Config) -> Array:
    """Take the mean of the inputs, element by element."""
    total: Array = reduce(np.add, of_one_rank(arrays))
    return total / len(arrays)


@kernel("keras.layers.Concatenate")
def concatenate(arrays: Sequence[Array], weights: Weights, config: Config) -> Array:
    """Join arrays end to end along the axis."""
    return np.concatenate(list(arrays), axis=config["axis"])


@kernel("keras.layers.Dot")
def dot(arrays: Sequence[Array], weights: Weights, config: Config) -> Array:
    """Contract one axis of each of two arrays, for every element of the batch."""
    first, second = arrays
    axes = config["axes"]
    left, right = (axes, axes) if isinstance(axes, int) else tuple(axes)
    left, right = left % first.ndim, right % second.ndim
    if config["normalize"]:
        first, second = unit(first, left), unit(second, right)
    joined = [0, *range(1, first.ndim)]
    others = [0, *range(first.ndim, first.ndim + second.ndim - 1)]
    others[right] = joined[left]
    kept = [0, *(axis for axis in joined[1:] if axis != joined[left]), *(a for a in others[1:] if a != joined[left])]
    result: Array = np.einsum(first, joined, second, others, kept, optimize=True)
    return result[:, None] if result.ndim == 1 else result


def unit(x: Array, axis: int) -> Array:
    """Scale to length 1 along an axis."""
    length = np.sqrt(np.maximum((x * x).sum(axis=axis, keepdims=True), 1e-24))
    scaled: Array = x / length
    return scaled
