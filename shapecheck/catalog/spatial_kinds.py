"""Kinds of configuration values of convolutions, pooling, padding and activations."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import KINDS, Checker, above_zero, entries, kind, known, refuse, tuples
from shapecheck.shapes.dims import Dim

__all__ = [
    "AdaptivePair",
    "AdaptiveSingle",
    "AdaptiveTriple",
    "ChannelGroups",
    "ExactDataFormat",
    "Filters",
    "Lowered",
    "NotNegative",
    "PairCrop",
    "PairMargin",
    "SingleMargin",
    "TripleCrop",
    "TripleMargin",
    "not_negative",
]

AdaptiveSingle = Any
AdaptivePair = Any
AdaptiveTriple = Any
ChannelGroups = Dim
ExactDataFormat = Any
Filters = Any
Lowered = str
NotNegative = Any
SingleMargin = Any
PairMargin = Any
TripleMargin = Any
PairCrop = Any
TripleCrop = Any


@kind("NotNegative")
def not_negative(value: Any, name: str, path: str) -> Any:
    """Take a number that is not below 0; what is not known is taken, for it changes no shape."""
    layer = path.rpartition(".")[2]
    text = NOT_NEGATIVE[layer].format(name=name, value=value)
    if value is None or isinstance(value, str | list | tuple | dict) or (isinstance(value, int | float) and value < 0):
        refuse("a number that is not negative", name, value, path, text)
    return value


NOT_NEGATIVE = {
    "LeakyReLU": "The negative_slope value of a Leaky ReLU layer cannot be None or negative value. Expected a float. "
    "Received: negative_slope={value}",
    "ReLU": "{name} of a ReLU layer cannot be None or a negative value. Received: {name}={value}",
}


@kind("Filters")
def filters(value: Any, name: str, path: str) -> Any:
    """Take what `Conv2D(filters)` takes: None and floats pass until the kernel is made."""
    text = f"Invalid value for argument `{name}`. Expected a strictly positive value. Received {name}={value}."
    return at_least_one(value, name, path, text)


@kind("ChannelGroups")
def channel_groups(value: Any, name: str, path: str) -> Any:
    """Take what `Conv2D(groups)` takes."""
    text = f"The number of groups must be a positive integer. Received: groups={value}."
    if value is None:
        refuse("a positive integer", name, value, path, text)
    return at_least_one(value, name, path, text)


def at_least_one(value: Any, name: str, path: str, text: str) -> Any:
    """Take None, and any number above 0."""
    if known(value) is None:
        return None
    if not isinstance(value, Dim | float):
        refuse("a positive integer", name, value, path, text)
    above_zero(value, name, path, text)
    return value


def margins(count: int, least: int | None = None) -> Checker:
    """Make the checker of what is added or cut before and after each of `count` axes (`ZeroPadding2D(padding)`).

    A single number is not compared with 0 where `least` is None, as padding does, which finds it when it runs.
    """

    def checker(value: Any, name: str, path: str) -> Any:
        if isinstance(known(value), Dim):
            if least is not None:
                above_zero(value, name, path, f"`{name}` cannot be negative. Received: {name}={value}.", least)
            return ((value, value),) * count
        text = f"`{name}` should have {count} elements. Received: {name}={value}."
        if not isinstance(value, tuple | list) or len(value) != count:
            refuse(f"an integer or {count} pairs of integers", name, value, path, text)
        return tuple(entries(item, 2, name, path, 0) for item in value)

    return checker


KINDS |= {"SingleMargin": tuples(2, 0), "PairMargin": margins(2), "TripleMargin": margins(3)}
KINDS |= {"PairCrop": margins(2, 0), "TripleCrop": margins(3, 0)}


def adaptive(count: int) -> Checker:
    """Make the checker of the output sizes of an adaptive pooling: one for all axes, or one for each."""

    def checker(value: Any, name: str, path: str) -> Any:
        if isinstance(known(value), int):
            return (int(value),) * count
        if isinstance(value, Dim):
            return (value,) * count
        text = f"`{name}` must be an integer or tuple of {count} integers. Received: {value} of type {type(value)}"
        if not isinstance(value, tuple | list) or len(value) != count:
            refuse(f"{count} sizes" if count > 1 else "a size", name, value, path, text)
        return tuple(map(known, value))

    return checker


KINDS |= {"AdaptiveSingle": adaptive(1), "AdaptivePair": adaptive(2), "AdaptiveTriple": adaptive(3)}


@kind("Lowered")
def lowered(value: Any, name: str, path: str) -> str:
    """Take any word, and make it lower case."""
    if not isinstance(known(value), str):
        refuse("a word", name, value, path, f"'{type(value).__name__}' object has no attribute 'lower'")
    return str(value).lower()


@kind("ExactDataFormat")
def exact_data_format(value: Any, name: str, path: str) -> Any:
    """Take "channels_last" or "channels_first" as they are; what is false is what the configuration of Keras says."""
    found = known(value) or "channels_last"
    if found not in ("channels_last", "channels_first"):
        text = f"Invalid data_format: {found}. Expected 'channels_first' or 'channels_last'."
        refuse("'channels_last' or 'channels_first'", name, value, path, text)
    return found
