"""What orders, counts and searches compute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from shapecheck.execution.kernel import Array

__all__ = ["FUNCTIONS"]


def along(function: Callable[..., Any], usual: int | None = -1) -> Callable[..., Any]:
    """Make an operation along one axis."""
    return lambda x, axis=usual: function(x, axis=axis)


def top_k(x: Array, k: int, sorted: bool = True) -> list[Array]:
    """Return the largest elements of the last axis, and where they stand."""
    places = np.argsort(-x, axis=-1)[..., :k]
    return [np.take_along_axis(x, places, axis=-1), places.astype(np.int32)]


def running(name: str) -> Callable[..., Any]:
    """Make a running sum or product."""

    def found(x: Array, axis: Any = None, dtype: Any = None) -> Any:
        return getattr(np, name)(x.astype(np.int32) if x.dtype == bool else x, axis=axis, dtype=dtype)

    return found


def unique(x: Array, return_index: bool = False, return_counts: bool = False, size: int | None = None, **_: Any) -> Any:
    """Return the first `size` elements that differ, filled up with the smallest."""
    found: Any = np.unique(x, return_index=return_index, return_counts=return_counts)  # type: ignore[call-overload]
    rows = list(found) if isinstance(found, tuple) else [found]
    if size is None:
        return rows
    short = size - len(rows[0])
    filling = [rows[0][:1], *(row[:1] for row in rows[1:])]
    return [
        np.concatenate([row[:size], np.repeat(fill, max(short, 0))]) for row, fill in zip(rows, filling, strict=True)
    ]


def in_top_k(targets: Array, predictions: Array, k: int) -> Array:
    """Tell whether each target is among the k largest."""
    wanted = np.take_along_axis(predictions, targets[:, None].astype(np.int64), axis=1)
    return np.asarray((predictions > wanted).sum(axis=1) < k)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: along(getattr(np, name)) for name in ("argsort", "sort")},
    **{name: running(name) for name in ("cumprod", "cumsum", "nancumprod", "nancumsum")},
    "argpartition": lambda x, kth, axis=-1: np.argpartition(x, kth, axis).astype(np.int32),
    "corrcoef": lambda x: np.corrcoef(x),
    "correlate": lambda x1, x2, mode="valid": np.correlate(x1, x2, mode),
    "diff": lambda a, n=1, axis=-1: np.diff(a, n, axis),
    "digitize": lambda x, bins: np.digitize(x, bins).astype(np.int32),
    "histogram": lambda x, bins=10, range=None: list(np.histogram(x, bins, range)),
    "in_top_k": in_top_k,
    "isin": lambda x1, x2, assume_unique=False, invert=False: np.isin(x1, x2, assume_unique, invert),
    "searchsorted": lambda sorted_sequence, values, side="left": np.searchsorted(sorted_sequence, values, side).astype(
        np.int32
    ),
    "top_k": top_k,
    "unique": unique,
}
