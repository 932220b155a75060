"""What reductions compute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from shapecheck.execution.kernel import Array
from shapecheck.execution.operations.elementwise import floats

__all__ = ["FUNCTIONS"]


PLAIN = (
    *("all", "amax", "amin", "any", "mean", "median", "nanmax", "nanmean", "nanmedian", "nanmin", "nanprod", "nanstd"),
    *("nansum", "nanvar", "ptp", "std", "sum", "var"),
)


def reduction(name: str) -> Callable[..., Any]:
    """Make an operation that takes away axes, or leaves them with size 1."""

    function = getattr(np, name)

    def reduced(x: Array, axis: Any = None, keepdims: bool = False) -> Any:
        return function(floats(x) if name in FLOATING else x, axis=several(axis), keepdims=keepdims)

    return reduced


FLOATING = ("mean", "median", "nanmean", "nanmedian", "nanstd", "nanvar", "std", "var")


def several(axis: Any) -> Any:
    """Return axes as NumPy takes them."""
    return tuple(axis) if isinstance(axis, list) else axis


def extreme(name: str) -> Callable[..., Any]:
    """Make a largest or smallest element, which `initial` joins."""

    def reduced(x: Array, axis: Any = None, keepdims: bool = False, initial: Any = None) -> Any:
        more = {} if initial is None else {"initial": initial}
        return getattr(np, name)(x, axis=several(axis), keepdims=keepdims, **more)

    return reduced


def place(name: str) -> Callable[..., Any]:
    """Make a place of an element; one among nothing but NaN is -1."""

    def found(x: Array, axis: Any = None, keepdims: bool = False) -> Any:
        if not name.startswith("nan"):
            return np.asarray(getattr(np, name)(x, axis=axis, keepdims=keepdims)).astype(np.int32)
        lost = np.isnan(floats(x))
        fill = np.where(lost, -np.inf if name == "nanargmax" else np.inf, floats(x))
        where = getattr(np, name.removeprefix("nan"))(fill, axis=axis, keepdims=keepdims)
        return np.where(lost.all(axis=axis, keepdims=keepdims), -1, where).astype(np.int32)

    return found


def logsumexp(x: Array, axis: Any = None, keepdims: bool = False) -> Any:
    """Take the logarithm of the sum of exponentials."""
    peak = x.max(axis, keepdims=True)
    result = np.log(np.exp(x - peak).sum(axis, keepdims=True)) + peak
    return result if keepdims else result.squeeze(axis)


def norm(x: Array, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """Take the length."""
    return np.linalg.norm(floats(x), ord, several(axis), keepdims)


def moments(x: Array, axes: Any, keepdims: bool = False, synchronized: bool = False) -> list[Any]:
    """Return mean and variance."""
    axes = tuple(axes) if isinstance(axes, list) else axes
    return [x.mean(axes, keepdims=keepdims), x.var(axes, keepdims=keepdims)]


def quantile(name: str) -> Callable[..., Any]:
    """Make a quantile; the first axis of the result runs over `q`."""

    def found(x: Array, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False) -> Any:
        return getattr(np, name)(floats(x), q, axis=several(axis), method=method, keepdims=keepdims)

    return found


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: reduction(name) for name in PLAIN},
    **{name: extreme(name) for name in ("max", "min")},
    **{name: place(name) for name in ("argmax", "argmin", "nanargmax", "nanargmin")},
    **{name: quantile(name) for name in ("quantile", "nanquantile", "percentile", "nanpercentile")},
    "average": lambda x, axis=None, weights=None: np.average(x, axis=axis, weights=weights),
    "count_nonzero": lambda x, axis=None: np.asarray(np.count_nonzero(x, axis=axis)).astype(np.int32),
    "logsumexp": logsumexp,
    "moments": moments,
    "norm": norm,
    "prod": lambda x, axis=None, keepdims=False, dtype=None: np.prod(x, several(axis), dtype, keepdims=keepdims),
    "trapezoid": lambda y, x=None, dx=1.0, axis=-1: np.trapezoid(y, x, dx, axis),
}
