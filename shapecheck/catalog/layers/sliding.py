"""Counting the places of a window whose size or stride may be a float, which Keras's constructors let pass."""

from __future__ import annotations

from math import floor
from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.tables import forbid
from shapecheck.shapes.dims import Dim, is_none
from shapecheck.shapes.windows import window

__all__ = ["slid"]


def slid(
    size: Dim,
    kernel: Any,
    stride: Any,
    padding: str,
    dilation: Any = 1,
    *,
    pooling: bool = False,
    axis: str = "axis",
    keras: str | None = None,
) -> Dim:
    """Return how many windows fit an axis, as `window` does; `kernel`, `stride` and `dilation` may be floats.

    Keras announces the quotient rounded down (`keras/src/ops/operation_utils.py`). Where it announces None, TensorFlow
    alone runs the layer, with the whole part of each number. Raises Refused, and NotKnown for a symbol with a float.
    """
    numbers = (kernel, stride, dilation)
    if any(isinstance(number, float) and not number.is_integer() for number in numbers):
        if isinstance(size, int) and all(isinstance(number, int | float) for number in numbers):
            return _announced(size, kernel, stride, padding, dilation, axis, keras)
        if not is_none(size) or not all(isinstance(number, int | float) and number >= 1 for number in numbers):
            raise NotKnown("a size, stride or dilation of the window is no integer")
    kernel, stride, dilation = (int(number) if isinstance(number, float) else number for number in numbers)
    return window(size, kernel, stride, padding, dilation, pooling=pooling, axis=axis, keras=keras)


def _announced(size: int, kernel: Any, stride: Any, padding: str, dilation: Any, axis: str, keras: str | None) -> int:
    """Count as Keras does when it builds; refuse where no place is left."""
    reach = dilation * (kernel - 1) + 1 if padding == "valid" else 1
    count: int = floor((size - reach) / stride) + 1
    words = f"a window of {reach} does not fit the {axis} of {size}"
    forbid(count <= 0 and padding == "valid", words, keras=keras, kind="window-too-large")
    return count
