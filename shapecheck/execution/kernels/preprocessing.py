"""Preprocessing that runs inside a model (keras/src/layers/preprocessing); random layers do nothing at inference."""

from __future__ import annotations

from typing import Any

import numpy as np

from shapecheck.execution.axes import channels_first
from shapecheck.execution.kernel import Array, Config, NotExecutable, Weights, apply, kernel
from shapecheck.execution.resizing import resized, with_aspect_of

EPSILON = 1e-7


@kernel("keras.layers.Rescaling")
def rescaling(x: Array, weights: Weights, config: Config) -> Array:
    """Multiply by `scale` and add `offset`."""
    return x.astype(np.float32) * np.asarray(config["scale"], np.float32) + np.asarray(config["offset"], np.float32)


def image_axes(x: Array, config: Config) -> tuple[int, int]:
    """Return the axes of height and width, of one image or of a batch."""
    return (x.ndim - 2, x.ndim - 1) if channels_first(config) else (x.ndim - 3, x.ndim - 2)


@kernel("keras.layers.Resizing")
def resizing(x: Array, weights: Weights, config: Config) -> Array:
    """Resize images to `height` and `width`."""
    x = x.astype(np.float32)
    axes, sizes = image_axes(x, config), (int(config["height"]), int(config["width"]))
    if config["crop_to_aspect_ratio"]:
        x = with_aspect_of(x, axes, sizes)
    elif config["pad_to_aspect_ratio"]:
        x = with_aspect_of(x, axes, sizes, pad=True, fill=config["fill_value"])
    return resized(x, axes, sizes, config["interpolation"], bool(config["antialias"]))


@kernel("keras.layers.CenterCrop")
def center_crop(x: Array, weights: Weights, config: Config) -> Array:
    """Keep the middle of images; smaller ones are cropped to the aspect ratio and resized."""
    x = x.astype(np.float32)
    axes, sizes = image_axes(x, config), (int(config["height"]), int(config["width"]))
    if any(x.shape[axis] < size for axis, size in zip(axes, sizes, strict=True)):
        return resized(with_aspect_of(x, axes, sizes), axes, sizes, "bilinear")
    for axis, size in zip(axes, sizes, strict=True):
        start = (x.shape[axis] - size) // 2
        x = np.take(x, range(start, start + size), axis=axis)
    return x


@kernel("keras.layers.Normalization")
def normalization(x: Array, weights: Weights, config: Config) -> Array:
    """Subtract the mean and divide by the deviation of each position along `axis`."""
    axis = config["axis"]
    axes = sorted(
        item % x.ndim for item in (() if axis is None else axis if isinstance(axis, list | tuple) else [axis])
    )
    if config["mean"] is None:
        mean, variance = weights["mean"], weights["variance"]
    else:
        mean, variance = np.asarray(config["mean"], np.float32), np.asarray(config["variance"], np.float32)
    mean, variance = aligned(mean, axes, x.ndim), aligned(variance, axes, x.ndim)
    deviation = np.maximum(np.sqrt(variance), EPSILON)
    x = x.astype(np.float32)
    return x * deviation + mean if config["invert"] else (x - mean) / deviation


def aligned(statistic: Array, axes: list[int], rank: int) -> Array:
    """Lay the axes of a statistic along those axes, from the right."""
    shape = [1] * rank
    for axis, size in zip(reversed(axes), reversed(statistic.shape), strict=False):
        shape[axis] = size
    return statistic.reshape(shape)


@kernel("keras.layers.CategoryEncoding")
def category_encoding(x: Array, weights: Weights, config: Config, *, count_weights: Any = None) -> Array:
    """Encode integers by position, by presence or by count."""
    return encoded(x, config["output_mode"], int(config["num_tokens"]), count_weights)


@kernel("keras.layers.Discretization")
def discretization(x: Array, weights: Weights, config: Config) -> Array:
    """Number the bin that each value falls into, then encode it.

    Raises NotExecutable where the boundaries are to be learned from data.
    """
    if config["bin_boundaries"] is None:
        raise NotExecutable("the bins of Discretization are learned from data")
    bounds = np.asarray(config["bin_boundaries"], np.float32)
    bins = np.digitize(x, bounds).astype(np.int32)
    return encoded(bins, config["output_mode"], len(bounds) + 1, None)


def encoded(x: Array, mode: str, depth: int, count_weights: Any) -> Array:
    """Encode integers as Keras does: `int`, `one_hot`, `multi_hot` or `count`."""
    if mode == "int":
        return x
    x = np.atleast_1d(x)
    if mode == "one_hot" and x.ndim > 1 and x.shape[-1] == 1:
        x = x[..., 0]
    hot: Array = (x.astype(np.int64)[..., None] == np.arange(depth)).astype(np.float32)
    if mode == "one_hot":
        return hot
    axis = 1 if x.ndim > 1 else 0
    weighed = hot if count_weights is None else hot * np.asarray(count_weights, np.float32)[..., None]
    found: Array = hot.max(axis=axis) if mode == "multi_hot" else weighed.sum(axis=axis)
    return found


@kernel(
    "keras.layers.AugMix",
    "keras.layers.CutMix",
    "keras.layers.Equalization",
    "keras.layers.MaxNumBoundingBoxes",
    "keras.layers.MixUp",
    "keras.layers.RandAugment",
    "keras.layers.RandomBrightness",
    "keras.layers.RandomColorDegeneration",
    "keras.layers.RandomColorJitter",
    "keras.layers.RandomContrast",
    "keras.layers.RandomElasticTransform",
    "keras.layers.RandomErasing",
    "keras.layers.RandomFlip",
    "keras.layers.RandomGaussianBlur",
    "keras.layers.RandomGrayscale",
    "keras.layers.RandomHue",
    "keras.layers.RandomInvert",
    "keras.layers.RandomPerspective",
    "keras.layers.RandomPosterization",
    "keras.layers.RandomRotation",
    "keras.layers.RandomSaturation",
    "keras.layers.RandomSharpness",
    "keras.layers.RandomShear",
    "keras.layers.RandomTranslation",
    "keras.layers.RandomZoom",
    "keras.layers.Solarization",
)
def augmentation(x: Array, weights: Weights, config: Config) -> Array:
    """Return the images: these layers act in training only."""
    return x.astype(np.float32)


@kernel("keras.layers.AutoContrast")
def auto_contrast(x: Array, weights: Weights, config: Config) -> Array:
    """Stretch each image over the whole range of values; Keras takes axes 1 and 2 whatever the data format."""
    lowest, highest = sorted(config["value_range"])
    x = x.astype(np.float32)
    low, high = x.min(axis=(1, 2), keepdims=True), x.max(axis=(1, 2), keepdims=True)
    stretched = (x - low) / (high - low) * (highest - lowest) + lowest
    return np.where(np.isnan(stretched), x, np.clip(stretched, lowest, highest))


@kernel("keras.layers.Pipeline")
def pipeline(x: Array, weights: Weights, config: Config) -> Array:
    """Apply layers one after the other."""
    for layer in config["layers"]:
        x = apply(layer, x, weights)
    return x
