"""Where the spatial axes of an array lie, and settings that are given once for all of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from shapecheck.execution.kernel import Array, Config

__all__ = ["channels_first", "each", "leading", "spatial_axes", "trailing"]


def each(value: Any, rank: int) -> tuple[int, ...]:
    """Repeat a single size for every spatial axis."""
    return (int(value),) * rank if np.ndim(value) == 0 else tuple(int(item) for item in value)


def channels_first(config: Config) -> bool:
    """Tell whether the channels stand before the spatial axes."""
    return config.get("data_format") == "channels_first"


def spatial_axes(x: Array, config: Config) -> range:
    """Return the axes between batch and channels."""
    return range(2, x.ndim) if channels_first(config) else range(1, x.ndim - 1)


def trailing(x: Array, config: Config) -> Array:
    """Move the channels to the end, where the kernels want them."""
    return np.moveaxis(x, 1, -1) if channels_first(config) else x


def leading(x: Array, config: Config) -> Array:
    """Move the channels back to where the configuration has them."""
    return np.moveaxis(x, -1, 1) if channels_first(config) else x
