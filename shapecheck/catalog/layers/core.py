"""Layers that map the last axis, or nothing at all."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import Size
from shapecheck.catalog.layers.adapters import adapted
from shapecheck.catalog.tables import Applied, forbid, layer, shape_of
from shapecheck.shapes.tensor import Tensor, Weight

__all__: list[str] = []


@layer("keras.layers.Dense", min_rank=2)
def dense(
    inputs: Tensor,
    /,
    units: Size,
    use_bias: bool = True,
    kernel_constraint: Any = None,
    lora_rank: Any = None,
) -> Applied:
    """Map the last axis to `units` features; every other axis is kept, and shares the weights.

    Dense(10)                  (B, 784) -> (B, 10)                7850
    Dense(8, use_bias=False)   (B, T, 4) -> (B, T, 8)             32
    Dense(10)                  (B, 13, 13, 64) -> (B, 13, 13, 10) 650
    Dense(4, lora_rank=2)      (B, 3) -> (B, 4)                   30
    Dense(4)                   (B,) -> error
    Dense(4)                   (B, T) -> error
    Dense(0)                   (B, 3) -> error
    Dense(2.0)                 (B, 3) -> error
    """
    *leading, features = shape_of(inputs)
    weights = [Weight("kernel", (features, units))]
    if use_bias:
        weights.append(Weight("bias", (units,)))
    return Applied((*leading, units), adapted(weights, lora_rank, kernel_constraint))


@layer("keras.layers.Masking")
def masking(inputs: Tensor, /) -> Applied:
    """Mark the steps whose features all have one value as to be skipped; nothing changes its shape.

    Masking(0.0)  (B, T, 4) -> (B, T, 4)  0
    """
    shape = shape_of(inputs)
    text = "axis -1 is out of bounds for an array with dimension 0."
    forbid(not shape, "there is no axis to compare", keras=text, kind="wrong-rank")
    return Applied(shape)


@layer("keras.layers.Identity")
def identity(inputs: Any, /) -> Applied:
    """Return the input, tensor or structure of tensors, as it is.

    Identity()  (B, 4) -> (B, 4)                      0
    Identity()  [(B, 4), (B, 5)] -> [(B, 4), (B, 5)]  0
    """
    return Applied(inputs)
