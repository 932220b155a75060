"""Images resized by separable interpolation, as on Keras's NumPy backend (keras/src/backend/numpy/image.py)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from shapecheck.execution.kernel import Array, NotExecutable

__all__ = ["resized", "with_aspect_of"]


def triangle(distance: Array) -> Array:
    """Weigh linearly."""
    weight: Array = np.maximum(0, 1 - distance)
    return weight


def cubic(distance: Array) -> Array:
    """Weigh by the cubic kernel of Keys."""
    near = ((1.5 * distance - 2.5) * distance) * distance + 1
    far = ((-0.5 * distance + 2.5) * distance - 4) * distance + 2
    return np.where(distance >= 2, 0, np.where(distance >= 1, far, near))


def lanczos(radius: int) -> Callable[[Array], Array]:
    """Make the windowed sinc kernel of that radius."""
    return lambda distance: np.where(distance > radius, 0, np.sinc(distance) * np.sinc(distance / radius))


INTERPOLATIONS: dict[str, Callable[[Array], Array]] = {
    "bilinear": triangle,
    "bicubic": cubic,
    "lanczos3": lanczos(3),
    "lanczos5": lanczos(5),
}


def resized(
    x: Array, axes: tuple[int, ...], sizes: tuple[int, ...], interpolation: str, antialias: bool = False
) -> Array:
    """Resize an array along its axes to the sizes; integers stay integers.

    Raises NotExecutable for an interpolation that Keras does not have.
    """
    method = interpolation.lower()
    if method != "nearest" and method not in INTERPOLATIONS:
        raise NotExecutable(f"the interpolation {interpolation!r} is not known")
    result = x if method == "nearest" else x.astype(np.float64)
    for axis, size in zip(axes, sizes, strict=True):
        given = x.shape[axis]
        if given == size:
            continue
        centres = (np.arange(size) + 0.5) * given / size
        if method == "nearest":
            result = np.take(result, np.floor(centres).astype(np.int64), axis=axis)
            continue
        wide = max(given / size, 1.0) if antialias else 1.0
        weights = INTERPOLATIONS[method](np.abs(centres - 0.5 - np.arange(given)[:, None]) / wide)
        result = np.moveaxis(np.tensordot(result, weights / weights.sum(axis=0), axes=(axis, 0)), -1, axis)
    if x.dtype.kind in "iu" and method != "nearest":
        result = np.clip(np.round(result), x.min(), x.max())
    return result.astype(x.dtype)


def with_aspect_of(
    x: Array, axes: tuple[int, ...], sizes: tuple[int, ...], pad: bool = False, fill: float = 0.0
) -> Array:
    """Crop an image in its middle, or pad it, to the aspect ratio of the sizes that it will be resized to."""
    (height, width), (high, wide) = (x.shape[axis] for axis in axes), sizes
    wanted = (int(float(width * high) / wide), int(float(height * wide) / high))
    margins = [(0, 0)] * x.ndim
    for axis, given, size in zip(axes, (height, width), wanted, strict=True):
        if pad and size > given:
            before = int(float(size - given) / 2)
            margins[axis] = (before, before)
        elif not pad and size < given:
            start = int(float(given - max(size, 1)) / 2)
            x = np.take(x, range(start, start + max(size, 1)), axis=axis)
    return np.pad(x, margins, constant_values=fill) if pad else x
