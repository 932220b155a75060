"""Dropout, noise and penalties: they keep the shape and have no weights; the state of a seed is no weight in Keras."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import DataFormat
from shapecheck.catalog.kinds import within
from shapecheck.catalog.tables import Applied, forbid, layer
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


def rate_in_range(rate: Any) -> None:
    """Refuse a rate that is no share."""
    text = f"Invalid value received for argument `rate`. Expected a float value between 0 and 1. Received: rate={rate}"
    within(rate, "rate", 0, 1, text)


def deviation_in_range(stddev: Any) -> None:
    """Refuse a standard deviation above 1, as Keras does."""
    text = "Invalid value received for argument `stddev`. Expected a float value between 0 and 1. Received: "
    within(stddev, "stddev", 0, 1, f"{text}stddev={stddev}")


def noise(rate: Any, noise_shape: Any) -> None:
    """Refuse a noise shape that is no tuple of positive ints and Nones."""
    rate_in_range(rate)
    words = f"`noise_shape` of Dropout wants positive integers and None, got {noise_shape!r}"
    text = "Invalid value received for argument `noise_shape`. Expected "
    if isinstance(noise_shape, int | float | str):
        forbid(
            True,
            words,
            kind="invalid-argument",
            keras=f"{text}an iterable of integers. Received: noise_shape={noise_shape}",
        )
    for item in noise_shape if isinstance(noise_shape, list | tuple) else ():
        wrong = isinstance(item, float | str | list | tuple)
        forbid(wrong, words, kind="invalid-argument", keras=f"{text}all elements to be integers or None.")
        wrong = isinstance(item, int) and item <= 0
        forbid(wrong, words, kind="invalid-argument", keras=f"{text}all dimensions to be positive integers or None.")


@layer("keras.layers.Dropout", configure=noise)
def dropout(inputs: Tensor, /, rate: Any, noise_shape: Any = None) -> Applied:
    """Set a share of the inputs to 0 while training.

    Dropout(0.5)                        (B, T, 8) -> (B, T, 8)  0
    Dropout(0.5, noise_shape=(None, 1)) (B, 8) -> (B, 8)        0
    Dropout(1.5)                        (B, 8) -> error
    Dropout(0.5, noise_shape=(0,))      (B, 8) -> error
    """
    return Applied(inputs.shape)


@layer("keras.layers.AlphaDropout", "keras.layers.GaussianDropout", configure=rate_in_range)
def noisy_dropout(inputs: Tensor, /, rate: Any) -> Applied:
    """Drop a share of the inputs, such that their statistics stay.

    AlphaDropout(0.5)     (B, T, 8) -> (B, T, 8)  0
    GaussianDropout(0.5)  (B, 8) -> (B, 8)        0
    AlphaDropout(2)       (B, 8) -> error
    """
    return Applied(inputs.shape)


@layer("keras.layers.GaussianNoise", configure=deviation_in_range)
def gaussian_noise(inputs: Tensor, /, stddev: Any) -> Applied:
    """Add noise while training.

    GaussianNoise(0.1)   (B, T, 8) -> (B, T, 8)  0
    GaussianNoise(-0.1)  (B, 8) -> error
    """
    return Applied(inputs.shape)


def penalties(l1: Any, l2: Any) -> None:
    """Refuse factors that are no numbers, or below 0 (`keras/src/regularizers/regularizers.py`)."""
    for name, value in (("l1", l1), ("l2", l2)):
        forbid(
            isinstance(value, str | list | tuple | dict)
            or (isinstance(value, float | int) and not 0 <= value < float("inf")),
            f"`{name}` of ActivityRegularization wants a number that is not negative, got {value!r}",
            kind="invalid-argument",
            keras=f"Invalid value for argument {name}: expected a non-negative float.Received: {name}={value}",
        )


@layer("keras.layers.ActivityRegularization", configure=penalties)
def activity_regularization(inputs: Tensor, /, *, l1: Any = 0.0, l2: Any = 0.0) -> Applied:
    """Add a penalty on the inputs to the loss.

    ActivityRegularization(l2=0.1)   (B, T, 8) -> (B, T, 8)  0
    ActivityRegularization(l1=-0.1)  (B, T, 8) -> error
    """
    return Applied(inputs.shape)


@layer("keras.layers.SpatialDropout1D", rank=3, configure=rate_in_range)
def spatial_dropout_1d(inputs: Tensor, /, rate: Any) -> Applied:
    """Drop whole feature maps.

    SpatialDropout1D(0.5)  (B, T, 8) -> (B, T, 8)  0
    SpatialDropout1D(0.5)  (B, 8) -> error
    """
    return Applied(inputs.shape)


@layer("keras.layers.SpatialDropout2D", rank=4, configure=rate_in_range)
def spatial_dropout_2d(inputs: Tensor, /, rate: Any, data_format: DataFormat = None) -> Applied:
    """Drop whole feature maps.

    SpatialDropout2D(0.5)                     (B, H, W, 8) -> (B, H, W, 8)  0
    SpatialDropout2D(0.5)                     (B, T, 8) -> error
    SpatialDropout2D(0.5, data_format="last") (B, H, W, 8) -> error
    """
    return Applied(inputs.shape)


@layer("keras.layers.SpatialDropout3D", rank=5, configure=rate_in_range)
def spatial_dropout_3d(inputs: Tensor, /, rate: Any, data_format: DataFormat = None) -> Applied:
    """Drop whole feature maps.

    SpatialDropout3D(0.5)  (B, 4, H, W, 8) -> (B, 4, H, W, 8)  0
    SpatialDropout3D(0.5)  (B, H, W, 8) -> error
    """
    return Applied(inputs.shape)
