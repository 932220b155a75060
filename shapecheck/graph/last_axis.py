"""The last-axis rule: `Dense` maps `(..., k)` to `(..., m)`; which calls keep every axis, and which Dense stands behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.shapes.tensor import Tensor

if TYPE_CHECKING:
    from shapecheck.graph.layer_graph import LayerGraph

__all__ = ["DENSE", "dense_behind"]

DENSE = "keras.layers.Dense"

KEEPS_AXES = frozenset(
    f"keras.layers.{name}"
    for name in [
        "Activation",
        "ReLU",
        "LeakyReLU",
        "PReLU",
        "ELU",
        "Softmax",
        "ThresholdedReLU",
        "Dropout",
        "GaussianDropout",
        "GaussianNoise",
        "AlphaDropout",
        "SpatialDropout1D",
        "SpatialDropout2D",
        "SpatialDropout3D",
        "ActivityRegularization",
        "BatchNormalization",
        "LayerNormalization",
        "GroupNormalization",
        "UnitNormalization",
        "RMSNormalization",
        "Masking",
        "Identity",
        "Dense",
    ]
)
"""Layers whose output has the axes of their input, each where it was."""


def dense_behind(tensor: Tensor, graph: LayerGraph) -> LayerCall | None:
    """Return the first `Dense` on an input of rank 3 or more whose axes a tensor still has, None where there is none."""
    found: LayerCall | None = None
    current: Tensor | None = tensor
    while current is not None:
        made = graph.producer(current)
        if made is None or made[0].operation not in KEEPS_AXES:
            return found
        call = made[0]
        current = next(tensors_in(call.inputs), None)
        if call.operation == DENSE and current is not None and current.shape is not None and current.rank >= 3:
            found = call
    return found
