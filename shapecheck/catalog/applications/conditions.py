"""When a constructor of `keras.applications` makes a layer: what its arguments, and the sizes so far, say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shapecheck.catalog.applications.formulas import channels_of
from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.shapes.dims import is_none
from shapecheck.shapes.requirements import Verdict, differs, negate
from shapecheck.shapes.words import Shape

__all__ = ["CONDITIONS", "holds"]

Arguments = Mapping[str, Any]


def read(arguments: Arguments, name: str) -> Any:
    """Return an argument.

    Raises NotKnown where its value is not known.
    """
    value = arguments[name]
    if isinstance(value, Opaque):
        raise NotKnown(f"the layers depend on `{name}`: {value.reason}")
    return value


def pooled(arguments: Arguments, how: str) -> bool:
    """Tell whether features are pooled: not where there is a top (`keras/src/applications/*.py`)."""
    return not read(arguments, "include_top") and bool(read(arguments, "pooling") == how)


CONDITIONS: Mapping[str, Callable[[Arguments], Verdict]] = {
    "top": lambda arguments: bool(read(arguments, "include_top")),
    "avg": lambda arguments: pooled(arguments, "avg"),
    "average": lambda arguments: bool(read(arguments, "include_top")) or pooled(arguments, "avg"),
    "max": lambda arguments: pooled(arguments, "max"),
    "imagenet": lambda arguments: bool(read(arguments, "weights") == "imagenet"),
    "preprocessing": lambda arguments: bool(read(arguments, "include_preprocessing")),
    "rgb": lambda arguments: negate(differs(arguments["channels"], 3)),
    "minimalistic": lambda arguments: bool(read(arguments, "minimalistic")),
    "dropout": lambda arguments: bool(read(arguments, "dropout_rate") > 0),
}
"""Tests of arguments; `channels` stands among them for the last size of the settled `input_shape`."""


def holds(condition: Any, arguments: Arguments, shapes: Sequence[Shape]) -> bool:
    """Decide a condition; `shapes` are those of the tensors so far.

    It is the name of one of CONDITIONS, with a `!` before it where it must not hold, or compares two tensors:
    ["widths", a, b] and ["!widths", a, b] as Keras sees their widths, ["channels", a, b] their numbers of channels.
    Raises NotKnown where that is not decided.
    """
    name = condition if isinstance(condition, str) else condition[0]
    word = name.removeprefix("!")
    if word in CONDITIONS:
        verdict = CONDITIONS[word](arguments)
    else:
        one, two = (shapes[tensor] for tensor in condition[1:])
        verdict = same_width(one, two) if word == "widths" else equal_channels(one, two, arguments)
    if not isinstance(verdict, bool):
        raise NotKnown("the layers depend on a size that is not known")
    return verdict is not name.startswith("!")


def same_width(one: Shape, two: Shape) -> Verdict:
    """Compare widths as Keras sees them, where None equals None (`_adjust_block` in keras/src/applications/nasnet.py)."""
    if is_none(one[-2]) or is_none(two[-2]):
        return is_none(one[-2]) and is_none(two[-2])
    return negate(differs(one[-2], two[-2]))


def equal_channels(one: Shape, two: Shape, arguments: Arguments) -> Verdict:
    """Compare numbers of channels."""
    return negate(differs(channels_of(one, arguments), channels_of(two, arguments)))
