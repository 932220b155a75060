"""Layers that widen, cut or enlarge the spatial axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapecheck.catalog.checks import DataFormat, Pair, Repeats, Triple
from shapecheck.catalog.spatial_kinds import Lowered, PairCrop, PairMargin, SingleMargin, TripleCrop, TripleMargin
from shapecheck.catalog.tables import Applied, layer, shape_of, shape_view
from shapecheck.shapes.dims import Dim, is_none
from shapecheck.shapes.requirements import forbid, less
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.windows import cropped, joined, padded, spatial, upsampled
from shapecheck.shapes.words import when_of

__all__: list[str] = []

Margins = tuple[tuple[Dim, Dim], ...]


@layer("keras.layers.ZeroPadding1D", rank=3)
def zero_padding_1d(inputs: Tensor, /, padding: SingleMargin = 1, data_format: DataFormat = None) -> Applied:
    """Put zeros before and after the steps.

    ZeroPadding1D(2)       (B, 10, 4) -> (B, 14, 4)    0
    ZeroPadding1D((1, 0))  (B, T, 4) -> (B, T + 1, 4)  0
    ZeroPadding1D(-1)      (B, 10, 4) -> error
    ZeroPadding1D((1, 2.5))  (B, 10, 4) -> error
    ZeroPadding1D(1)       (B, 10) -> error
    """
    return widened(inputs, (padding,), data_format)


@layer("keras.layers.ZeroPadding2D", rank=4)
def zero_padding_2d(inputs: Tensor, /, padding: PairMargin = (1, 1), data_format: DataFormat = None) -> Applied:
    """Put zeros around height and width: one number, one for each axis, or ((top, bottom), (left, right)).

    ZeroPadding2D(3)                        (B, 28, 28, 3) -> (B, 34, 34, 3)   0
    ZeroPadding2D((1, 2))                   (B, 28, 28, 3) -> (B, 30, 32, 3)   0
    ZeroPadding2D(((0, 1), (2, 0)))         (B, H, 28, 3) -> (B, H + 1, 30, 3) 0
    ZeroPadding2D(1, "channels_first")      (B, 3, 28, 28) -> (B, 3, 30, 30)   0
    ZeroPadding2D((1, 2, 3))                (B, 28, 28, 3) -> error
    ZeroPadding2D(-1)                       (B, 1, 1, 3) -> error
    """
    return widened(inputs, padding, data_format)


@layer("keras.layers.ZeroPadding3D", rank=5)
def zero_padding_3d(
    inputs: Tensor, /, padding: TripleMargin = ((1, 1), (1, 1), (1, 1)), data_format: DataFormat = None
) -> Applied:
    """Put zeros around the three spatial axes.

    ZeroPadding3D(2)          (B, 8, 8, 8, 3) -> (B, 12, 12, 12, 3)  0
    ZeroPadding3D((1, 2, 3))  (B, 8, 8, 8, 3) -> (B, 10, 12, 14, 3)  0
    ZeroPadding3D((1, 2))     (B, 8, 8, 8, 3) -> error
    """
    return widened(inputs, padding, data_format)


def widened(inputs: Tensor, margins: Margins, data_format: str) -> Applied:
    """Add margins to the spatial axes; one below 0 Keras refuses when it runs, or where less than nothing is left."""
    batch, sizes, channels = spatial(shape_of(inputs), data_format)
    outputs = [padded(size, whole(margin, size)) for size, margin in zip(sizes, margins, strict=True)]
    for size, margin in zip(outputs, margins, strict=True):
        negative = not is_none(size) and less(size, 0)
        text = "Negative dimensions are not allowed."
        forbid(negative, "the padding leaves less than nothing", keras=text, kind="invalid-argument")
        for amount in margin:
            text = "index can't contain negative values"
            below = amount < 0 if isinstance(amount, float) else less(amount, 0)
            forbid(below, f"a padding of {amount}", when="run", keras=text, kind="invalid-argument")
    return Applied(joined(batch, outputs, channels, data_format))


def whole(amounts: Sequence[Any], size: Dim, where: str = "build") -> list[Dim]:
    """Return the whole parts of margins or factors.

    A float makes one of the size, which Keras refuses where it knows the size. Where it does not, some backends run a
    padding or an enlargement, by the whole part; all of them refuse a cropping: then `where` is "run".
    """
    for amount in amounts:
        forbid(
            isinstance(amount, float) and (where == "run" or not is_none(size)),
            f"{amount} is no integer",
            when_of(size),
            keras="Cannot convert to a shape. Found invalid dimension of type '<class 'float'>'.",
            kind="invalid-argument",
        )
    return [int(amount) if isinstance(amount, float) else amount for amount in amounts]


@layer("keras.layers.Cropping1D", rank=3)
def cropping_1d(inputs: Tensor, /, cropping: SingleMargin = (1, 1)) -> Applied:
    """Cut steps off before and after.

    Cropping1D((2, 3))  (B, 10, 4) -> (B, 5, 4)    0
    Cropping1D(1)       (B, T, 4) -> (B, T - 2, 4) 0
    Cropping1D(5)       (B, 10, 4) -> error
    Cropping1D(-1)      (B, 10, 4) -> error
    Cropping1D((1, 2.5))  (B, 10, 4) -> error
    Cropping1D((1, 2.5))  (B, T, 4) -> error
    """
    return cut(inputs, (cropping,), "channels_last")


@layer("keras.layers.Cropping2D", rank=4)
def cropping_2d(inputs: Tensor, /, cropping: PairCrop = ((0, 0), (0, 0)), data_format: DataFormat = None) -> Applied:
    """Cut off height and width: one number, one for each axis, or ((top, bottom), (left, right)).

    Cropping2D(2)                    (B, 28, 28, 3) -> (B, 24, 24, 3)  0
    Cropping2D(((1, 2), (0, 3)))     (B, 28, 28, 3) -> (B, 25, 25, 3)  0
    Cropping2D(2, "channels_first")  (B, 3, 28, 28) -> (B, 3, 24, 24)  0
    Cropping2D(14)                   (B, 28, 28, 3) -> error
    Cropping2D(-1)                   (B, 28, 28, 3) -> error
    """
    return cut(inputs, cropping, data_format)


@layer("keras.layers.Cropping3D", rank=5)
def cropping_3d(
    inputs: Tensor, /, cropping: TripleCrop = ((1, 1), (1, 1), (1, 1)), data_format: DataFormat = None
) -> Applied:
    """Cut off the three spatial axes.

    Cropping3D()           (B, 8, 8, 8, 3) -> (B, 6, 6, 6, 3)  0
    Cropping3D((1, 2, 3))  (B, 8, 8, 8, 3) -> (B, 6, 4, 2, 3)  0
    Cropping3D(4)          (B, 8, 8, 8, 3) -> error
    """
    return cut(inputs, cropping, data_format)


def cut(inputs: Tensor, margins: Margins, data_format: str) -> Applied:
    """Cut margins off the spatial axes; something must be left of each."""
    batch, sizes, channels = spatial(shape_of(inputs), data_format)
    text = (
        "Values in `cropping` argument should be smaller than the corresponding spatial dimension of the input. "
        f"Received: input_shape={shape_view(inputs)}, cropping={margins}"
    )
    outputs = [
        cropped(size, whole(margin, size, "run"), keras=text) for size, margin in zip(sizes, margins, strict=True)
    ]
    return Applied(joined(batch, outputs, channels, data_format))


@layer("keras.layers.UpSampling1D", rank=3)
def up_sampling_1d(inputs: Tensor, /, size: Repeats = 2) -> Applied:
    """Repeat each step.

    UpSampling1D(3)    (B, 10, 4) -> (B, 30, 4)  0
    UpSampling1D()     (B, T, 4) -> (B, 2*T, 4)  0
    UpSampling1D(0)    (B, 10, 4) -> error
    UpSampling1D(2.0)  (B, 10, 4) -> error
    """
    return enlarged(inputs, (size,), "channels_last")


@layer("keras.layers.UpSampling2D", rank=4)
def up_sampling_2d(
    inputs: Tensor, /, size: Pair = (2, 2), data_format: DataFormat = None, interpolation: Lowered = "nearest"
) -> Applied:
    """Enlarge height and width.

    UpSampling2D(2)                            (B, 7, 7, 64) -> (B, 14, 14, 64)   0
    UpSampling2D((1, 3))                       (B, H, 7, 64) -> (B, H, 21, 64)    0
    UpSampling2D(interpolation="bilinear")     (B, 7, 7, 64) -> (B, 14, 14, 64)   0
    UpSampling2D(data_format="channels_first") (B, 64, 7, 7) -> (B, 64, 14, 14)   0
    UpSampling2D((2, 2, 2))                    (B, 7, 7, 64) -> error
    UpSampling2D(2)                            (B, 7, 7) -> error
    UpSampling2D((1, 2.5))                     (B, 7, 7, 64) -> error
    """
    forbid(
        interpolation not in INTERPOLATIONS,
        f"`interpolation` of UpSampling2D is one of {', '.join(INTERPOLATIONS)}, got {interpolation!r}",
        when="run",
        keras=f"Invalid `interpolation` argument. Received: interpolation={interpolation}",
        kind="invalid-argument",
    )
    return enlarged(inputs, size, data_format)


INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5", "area")


@layer("keras.layers.UpSampling3D", rank=5)
def up_sampling_3d(inputs: Tensor, /, size: Triple = (2, 2, 2), data_format: DataFormat = None) -> Applied:
    """Enlarge the three spatial axes.

    UpSampling3D(2)          (B, 4, 4, 4, 8) -> (B, 8, 8, 8, 8)   0
    UpSampling3D((1, 2, 3))  (B, 4, 4, 4, 8) -> (B, 4, 8, 12, 8)  0
    UpSampling3D(0)          (B, 4, 4, 4, 8) -> error
    """
    return enlarged(inputs, size, data_format)


def enlarged(inputs: Tensor, factors: tuple[Any, ...], data_format: str) -> Applied:
    """Multiply the spatial sizes."""
    batch, sizes, channels = spatial(shape_of(inputs), data_format)
    outputs = [upsampled(size, *whole([factor], size)) for size, factor in zip(sizes, factors, strict=True)]
    return Applied(joined(batch, outputs, channels, data_format))
