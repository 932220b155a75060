"""Pooling: a window slides over the spatial axes; features are kept."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import DataFormat, Pair, PairStride, Single, SingleStride, Triple, TripleStride
from shapecheck.catalog.layers.sliding import slid
from shapecheck.catalog.tables import Applied, forbid, layer, shape_of, shape_view
from shapecheck.shapes.requirements import equal
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.windows import joined, spatial

__all__: list[str] = []


def pooled(inputs: Tensor, sizes: Any, strides: Any, padding: str, data_format: str) -> Applied:
    """Slide a window over each spatial axis; its stride is its size where none is given."""
    batch, axes, features = spatial(shape_of(inputs), data_format)
    steps = sizes if strides is None else strides
    forbid(
        padding not in ("valid", "same"),
        f"`padding` of a pooling is 'valid' or 'same', got {padding!r}",
        keras=f"Argument `padding` must be either 'valid' or 'same'. Received: padding={padding}",
        kind="invalid-argument",
    )
    for step in steps:
        text = "cannot convert float infinity to integer"
        forbid(
            step == 0 if isinstance(step, float) else equal(step, 0),
            "a stride of the window is 0",
            keras=text,
            kind="invalid-argument",
        )
    text = (
        "Computed output size would be zero or negative. Received: "
        f"`inputs.shape={shape_view(inputs)}`, `pool_size={sizes}`, `strides={steps}`, `padding={padding}`."
    )
    outputs = [
        slid(size, width, step, padding, pooling=True, keras=text)
        for size, width, step in zip(axes, sizes, steps, strict=True)
    ]
    return Applied(joined(batch, outputs, features, data_format))


@layer("keras.layers.MaxPooling1D", rank=3)
def max_pooling_1d(
    inputs: Tensor,
    /,
    pool_size: Single = 2,
    strides: SingleStride | None = None,
    padding: str = "valid",
    data_format: DataFormat = None,
) -> Applied:
    """Take the largest of each window over steps.

    MaxPooling1D(2)                  (B, 10, 8) -> (B, 5, 8)    0
    MaxPooling1D(3, 1)               (B, 10, 8) -> (B, 8, 8)    0
    MaxPooling1D(3, padding="same")  (B, 10, 8) -> (B, 4, 8)    0
    MaxPooling1D(4)                  (B, T, 8) -> (B, T//4, 8)  0
    MaxPooling1D(11)                 (B, 10, 8) -> error
    MaxPooling1D(2)                  (B, 10) -> error
    MaxPooling1D(2, 0)               (B, 10, 8) -> error
    MaxPooling1D((2.5,))             (B, 10, 8) -> (B, 4, 8)    0
    MaxPooling1D((10.5,), (2.0,))    (B, 10, 8) -> error
    """
    return pooled(inputs, pool_size, strides, padding, data_format)


@layer("keras.layers.MaxPooling2D", rank=4)
def max_pooling_2d(
    inputs: Tensor,
    /,
    pool_size: Pair = (2, 2),
    strides: PairStride | None = None,
    padding: str = "valid",
    data_format: DataFormat = None,
) -> Applied:
    """Take the largest of each window over height and width.

    MaxPooling2D(2)                                (B, 28, 28, 8) -> (B, 14, 14, 8)       0
    MaxPooling2D((3, 2), strides=(2, 1))           (B, 28, 28, 8) -> (B, 13, 27, 8)       0
    MaxPooling2D(2, padding="same")                (B, 7, H, 8) -> (B, 4, (H + 1)//2, 8)  0
    MaxPooling2D(2, data_format="channels_first")  (B, 8, 28, 28) -> (B, 8, 14, 14)       0
    MaxPooling2D(2, padding="SAME")                (B, 7, 7, 8) -> error
    MaxPooling2D(29)                               (B, 28, 28, 8) -> error
    MaxPooling2D(2)                                (B, 28, 28) -> error
    """
    return pooled(inputs, pool_size, strides, padding, data_format)


@layer("keras.layers.MaxPooling3D", rank=5)
def max_pooling_3d(
    inputs: Tensor,
    /,
    pool_size: Triple = (2, 2, 2),
    strides: TripleStride | None = None,
    padding: str = "valid",
    data_format: DataFormat = None,
) -> Applied:
    """Take the largest of each window over the three spatial axes.

    MaxPooling3D(2)          (B, 8, 8, 8, 3) -> (B, 4, 4, 4, 3)  0
    MaxPooling3D((1, 2, 4))  (B, 8, 8, 8, 3) -> (B, 8, 4, 2, 3)  0
    MaxPooling3D((1, 2))     (B, 8, 8, 8, 3) -> error
    MaxPooling3D(9)          (B, 8, 8, 8, 3) -> error
    """
    return pooled(inputs, pool_size, strides, padding, data_format)


@layer("keras.layers.AveragePooling1D", rank=3)
def average_pooling_1d(
    inputs: Tensor,
    /,
    pool_size: Single,
    strides: SingleStride | None = None,
    padding: str = "valid",
    data_format: DataFormat = None,
) -> Applied:
    """Take the mean of each window over steps.

    AveragePooling1D(2)                  (B, 10, 8) -> (B, 5, 8)    0
    AveragePooling1D(3, 1)               (B, 10, 8) -> (B, 8, 8)    0
    AveragePooling1D(3, padding="same")  (B, 10, 8) -> (B, 4, 8)    0
    AveragePooling1D(4)                  (B, T, 8) -> (B, T//4, 8)  0
    AveragePooling1D(11)                 (B, 10, 8) -> error
    AveragePooling1D(2)                  (B, 10) -> error
    AveragePooling1D(2, 0)               (B, 10, 8) -> error
    """
    return pooled(inputs, pool_size, strides, padding, data_format)


@layer("keras.layers.AveragePooling2D", rank=4)
def average_pooling_2d(
    inputs: Tensor,
    /,
    pool_size: Pair,
    strides: PairStride | None = None,
    padding: str = "valid",
    data_format: DataFormat = None,
) -> Applied:
    """Take the mean of each window over height and width.

    AveragePooling2D(2)                                (B, 28, 28, 8) -> (B, 14, 14, 8)       0
    AveragePooling2D((3, 2), strides=(2, 1))           (B, 28, 28, 8) -> (B, 13, 27, 8)       0
    AveragePooling2D(2, padding="same")                (B, 7, H, 8) -> (B, 4, (H + 1)//2, 8)  0
    AveragePooling2D(2, data_format="channels_first")  (B, 8, 28, 28) -> (B, 8, 14, 14)       0
    AveragePooling2D(2, padding="SAME")                (B, 7, 7, 8) -> error
    AveragePooling2D(29)                               (B, 28, 28, 8) -> error
    AveragePooling2D(2)                                (B, 28, 28) -> error
    """
    return pooled(inputs, pool_size, strides, padding, data_format)


@layer("keras.layers.AveragePooling3D", rank=5)
def average_pooling_3d(
    inputs: Tensor,
    /,
    pool_size: Triple,
    strides: TripleStride | None = None,
    padding: str = "valid",
    data_format: DataFormat = None,
) -> Applied:
    """Take the mean of each window over the three spatial axes.

    AveragePooling3D(2)          (B, 8, 8, 8, 3) -> (B, 4, 4, 4, 3)  0
    AveragePooling3D((1, 2, 4))  (B, 8, 8, 8, 3) -> (B, 8, 4, 2, 3)  0
    AveragePooling3D((1, 2))     (B, 8, 8, 8, 3) -> error
    AveragePooling3D(9)          (B, 8, 8, 8, 3) -> error
    """
    return pooled(inputs, pool_size, strides, padding, data_format)
