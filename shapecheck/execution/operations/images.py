"""What operations on images compute."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from shapecheck.execution.axes import each
from shapecheck.execution.kernel import Array
from shapecheck.execution.resizing import resized, with_aspect_of
from shapecheck.execution.windows import around, depthwise, padded, windows_of

__all__ = ["FUNCTIONS"]


def resize(
    images: Array,
    size: Sequence[int],
    interpolation: str = "bilinear",
    antialias: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
    data_format: str | None = None,
) -> Array:
    """Resize images to (height, width)."""
    first = images.ndim - (2 if data_format == "channels_first" else 3)
    axes, sizes = (first, first + 1), (int(size[0]), int(size[1]))
    if crop_to_aspect_ratio or pad_to_aspect_ratio:
        images = with_aspect_of(images, axes, sizes, pad=pad_to_aspect_ratio, fill=fill_value)
    return resized(images, axes, sizes, interpolation, antialias)


def places_of(images: Array, data_format: str | None) -> tuple[int, int, int]:
    """Return where height, width and channels stand."""
    return (-2, -1, -3) if data_format == "channels_first" else (-3, -2, -1)


def rgb_to_grayscale(images: Array, data_format: str | None = None) -> Array:
    """Weigh three channels as the eye does; one stays what it is."""
    axis = places_of(images, data_format)[2]
    if images.shape[axis] == 1:
        return images
    return np.expand_dims(np.tensordot(images, np.array([0.2989, 0.587, 0.114], np.float32), ((axis,), (0,))), axis)


def rgb_to_hsv(images: Array, data_format: str | None = None) -> Array:
    """Turn red, green and blue to hue, saturation and value."""
    axis = places_of(images, data_format)[2]
    red, green, blue = np.moveaxis(images, axis, 0)
    value = np.max(images, axis)
    spread = value - np.min(images, axis)
    safe = np.where(spread == 0, 1, spread)
    hue = np.select(
        [red == value, green == value], [(green - blue) / safe, (blue - red) / safe + 2], (red - green) / safe + 4
    )
    hue = np.where(spread == 0, 0, hue / 6)
    hue = np.where(hue < 0, hue + 1, hue)
    return np.stack([hue, np.where(value > 0, spread / np.where(value > 0, value, 1), 0), value], axis)


def hsv_to_rgb(images: Array, data_format: str | None = None) -> Array:
    """Turn hue, saturation and value to red, green and blue."""
    axis = places_of(images, data_format)[2]
    hue, saturation, value = np.moveaxis(images, axis, 0)
    steps = hue * 6
    weights = [np.abs(steps - 3) - 1, 2 - np.abs(steps - 2), 2 - np.abs(steps - 4)]
    return np.stack([(1 - saturation + saturation * np.clip(weight, 0, 1)) * value for weight in weights], axis)


def patches(
    images: Array,
    size: Any,
    strides: Any = None,
    dilation_rate: Any = 1,
    padding: str = "valid",
    data_format: Any = None,
) -> Any:
    """Lay windows out in channels."""
    axes = 3 if np.ndim(size) and len(size) == 3 else 2
    return _patches(images, size, axes, strides, dilation_rate, padding, data_format)


def patches_3d(
    volumes: Array,
    size: Any,
    strides: Any = None,
    dilation_rate: Any = 1,
    padding: str = "valid",
    data_format: Any = None,
) -> Any:
    """Lay windows over three axes out in channels."""
    return _patches(volumes, size, 3, strides, dilation_rate, padding, data_format)


def _patches(images: Array, size: Any, axes: int, strides: Any, dilation: Any, padding: str, data_format: Any) -> Any:
    single = images.ndim == axes + 1
    given = images[None] if single else images
    given = np.moveaxis(given, 1, -1) if data_format == "channels_first" else given
    wide, step, gap = each(size, axes), each(size if strides is None else strides, axes), each(dilation, axes)
    given = padded(given, around(given.shape[1:-1], wide, step, padding, gap))
    windows = windows_of(given, wide, step, gap)
    made = windows.reshape(*windows.shape[: axes + 1], -1)
    made = np.moveaxis(made, -1, 1) if data_format == "channels_first" else made
    return made[0] if single else made


def pad_images(
    images: Array,
    top_padding: Any = None,
    left_padding: Any = None,
    bottom_padding: Any = None,
    right_padding: Any = None,
    target_height: Any = None,
    target_width: Any = None,
    data_format: Any = None,
) -> Array:
    """Put margins around images."""
    margins = [(0, 0)] * images.ndim
    given = (top_padding, bottom_padding, target_height), (left_padding, right_padding, target_width)
    for place, (before, after, target) in zip(places_of(images, data_format), given, strict=False):
        size = images.shape[place]
        before = target - size - after if before is None else before
        margins[place] = (before, target - size - before if after is None else after)
    return np.pad(images, margins)


def crop_images(
    images: Array,
    top_cropping: Any = None,
    left_cropping: Any = None,
    bottom_cropping: Any = None,
    right_cropping: Any = None,
    target_height: Any = None,
    target_width: Any = None,
    data_format: Any = None,
) -> Array:
    """Cut margins off images."""
    key = [slice(None)] * images.ndim
    given = (top_cropping, bottom_cropping, target_height), (left_cropping, right_cropping, target_width)
    for place, (before, after, target) in zip(places_of(images, data_format), given, strict=False):
        size = images.shape[place]
        before = size - target - after if before is None else before
        key[place] = slice(before, before + (size - before - after if target is None else target))
    return images[tuple(key)]


def gaussian(size: int, sigma: float) -> Array:
    """Return a bell that sums to 1."""
    place = np.arange(size, dtype=np.float32) - (size - 1) / 2
    bell = np.exp(-(place**2) / (2 * sigma**2))
    return np.asarray(bell / bell.sum(), np.float32)


def sobel_edges(images: Array, data_format: str | None = None) -> Array:
    """Return the slope of images in both directions; their margins are mirrored, the outermost pixels too."""
    given = np.moveaxis(images, 1, -1) if data_format == "channels_first" else images
    wide = np.pad(given, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="symmetric")
    down = np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]], np.float32)
    slopes = []
    for weights in (down, down.T):
        kernel = np.tile(weights[:, :, None, None], (1, 1, given.shape[-1], 1))
        slopes.append(depthwise(wide, kernel, (1, 1), "valid", (1, 1)))
    made = np.stack(slopes, -1)
    return np.moveaxis(made, -2, 1) if data_format == "channels_first" else made


def ssim(
    image1: Array,
    image2: Array,
    max_val: float = 1.0,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
    data_format: str | None = None,
) -> Any:
    """Compare the structure of images."""
    if image1.ndim == 3:
        return ssim(image1[None], image2[None], max_val, filter_size, filter_sigma, k1, k2, data_format)[0]
    if data_format == "channels_first":
        image1, image2 = np.moveaxis(image1, 1, -1), np.moveaxis(image2, 1, -1)
    bell = gaussian(filter_size, filter_sigma)
    kernel = np.tile(np.outer(bell, bell)[:, :, None, None], (1, 1, image1.shape[-1], 1))

    def blurred(image: Array) -> Array:
        return depthwise(image, kernel, (1, 1), "valid", (1, 1))

    one, other = blurred(image1), blurred(image2)
    first, second, both = (
        blurred(image1**2) - one**2,
        blurred(image2**2) - other**2,
        blurred(image1 * image2) - one * other,
    )
    low, high = (k1 * max_val) ** 2, (k2 * max_val) ** 2
    found = (2 * one * other + low) * (2 * both + high) / ((one**2 + other**2 + low) * (first + second + high))
    return found.mean((1, 2, 3))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "image.crop_images": crop_images,
    "image.extract_patches": patches,
    "image.extract_patches_3d": patches_3d,
    "image.hsv_to_rgb": hsv_to_rgb,
    "image.pad_images": pad_images,
    "image.resize": resize,
    "image.rgb_to_grayscale": rgb_to_grayscale,
    "image.rgb_to_hsv": rgb_to_hsv,
    "image.sobel_edges": sobel_edges,
    "image.ssim": ssim,
}
