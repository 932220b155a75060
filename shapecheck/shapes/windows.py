"""Windows over an axis: convolution, pooling, their transposes; cropping, padding, upsampling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from shapecheck.shapes.requirements import at_most, forbid, less, require
from shapecheck.shapes.sizes import Dim, ceil_div, floor_div, hide_if, is_none, larger, modulo, plain
from shapecheck.shapes.words import Shape, when_of

__all__ = [
    "Parts",
    "joined",
    "cropped",
    "padded",
    "spatial",
    "transposed",
    "upsampled",
    "window",
]


def window(
    size: Dim,
    kernel: Dim,
    stride: Dim = 1,
    padding: str = "valid",
    dilation: Dim = 1,
    *,
    pooling: bool = False,
    axis: str = "axis",
    keras: str | Callable[[], str] | None = None,
) -> Dim:
    """Return how many windows fit an axis; `padding` is "valid", "same" or "causal".

    A window larger than the axis is refused, under "valid" alone. Over a None, convolution raises at the run, pooling
    makes an empty tensor (`keras/src/ops/operation_utils.py`, `keras/src/backend/jax/nn.py`). Raises Refused.
    """
    if padding != "valid":
        return hide_if(is_none(size), ceil_div(plain(size), stride))
    reach = (kernel - 1) * dilation + 1
    count = floor_div(plain(size) - reach, stride) + 1
    if pooling and is_none(size):
        if less(count, 0) is True:
            return hide_if(True, 0)
        require(at_most(0, count), "run")
        return hide_if(True, count)
    forbid(
        at_most(count, 0),
        lambda: f"a window of {reach} does not fit the {axis} of {size}",
        when_of(size),
        keras,
        "window-too-large",
    )
    return hide_if(is_none(size), count)


def transposed(
    size: Dim,
    kernel: Dim,
    stride: Dim = 1,
    padding: str = "valid",
    output_padding: Dim | None = None,
    dilation: Dim = 1,
) -> Dim:
    """Return the length that a transposed convolution makes (`keras/src/backend/common/backend_utils.py`)."""
    length, reach = plain(size), (kernel - 1) * dilation + 1
    if padding == "valid":
        extra = larger(reach, stride) - reach if output_padding is None else output_padding
        result = (length - 1) * stride + reach + extra
    elif output_padding is None:
        result = length * stride
    else:
        result = (length - 1) * stride + modulo(reach, 2) + output_padding
    return hide_if(is_none(size), result)


def upsampled(size: Dim, factor: Dim) -> Dim:
    """Return the length after every element was repeated."""
    return hide_if(is_none(size), plain(size) * factor)


def padded(size: Dim, around: Sequence[Dim]) -> Dim:
    """Return the length with (before, after) added."""
    return hide_if(is_none(size), plain(size) + around[0] + around[1])


def cropped(
    size: Dim, around: Sequence[Dim], *, axis: str = "axis", keras: str | Callable[[], str] | None = None
) -> Dim:
    """Return the length with (before, after) cut off.

    Raises Refused where nothing is left.
    """
    left = plain(size) - around[0] - around[1]
    forbid(
        at_most(left, 0),
        lambda: f"cropping {around[0]} and {around[1]} leaves nothing of the {axis} of {size}",
        when_of(size),
        keras,
        "window-too-large",
    )
    return hide_if(is_none(size), left)


class Parts(NamedTuple):
    """A shape taken apart: the batch, the spatial sizes, the channels."""

    batch: Dim
    sizes: Shape
    channels: Dim


def spatial(shape: Sequence[Dim], data_format: str = "channels_last") -> Parts:
    """Take a shape apart by its data format."""
    if data_format == "channels_first":
        return Parts(shape[0], tuple(shape[2:]), shape[1])
    return Parts(shape[0], tuple(shape[1:-1]), shape[-1])


def joined(batch: Dim, sizes: Sequence[Dim], channels: Dim, data_format: str = "channels_last") -> Shape:
    """Put a shape together by its data format."""
    if data_format == "channels_first":
        return (batch, channels, *sizes)
    return (batch, *sizes, channels)
