"""Values in the configuration of a recorded layer that the constructor's arguments, or sizes on the way, decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.shapes.dims import Dim, ceil_div, is_none, plain
from shapecheck.shapes.requirements import Refused
from shapecheck.shapes.words import Shape

__all__ = ["FORMULAS", "channels_of", "rounded", "value_of"]

Arguments = Mapping[str, Any]


def rounded(value: float, divisor: int = 8) -> int:
    """Round to a multiple of 8, down by less than a tenth (`_make_divisible`, `_depth` in keras/src/applications)."""
    made = max(divisor, int(value + divisor / 2) // divisor * divisor)
    return made + divisor if made < 0.9 * value else made


FORMULAS: Mapping[str, Callable[[float, int], int]] = {
    "int": lambda alpha, filters: int(filters * alpha),
    "round": lambda alpha, filters: rounded(filters * alpha),
    "round_int": lambda alpha, filters: rounded(int(filters * alpha)),
    "round_above_1": lambda alpha, filters: rounded(filters * alpha) if alpha > 1.0 else filters,
}
"""Numbers of filters by the argument `alpha` of the MobileNets."""


def value_of(content: Any, arguments: Arguments, shapes: Sequence[Shape]) -> Any:
    """Return a recorded value; `shapes` are those of the tensors so far.

    What is not plain is an object of one entry: {"argument": name}, {"format": [channels_last, channels_first]},
    {"initializer": class}, one of FORMULAS with a number, {"channels": [tensor, factor, whether it is rounded]}, or
    {"padding": [tensor, kernel]}. Raises NotKnown where an argument that decides is not known, Refused where Keras
    raises.
    """
    if isinstance(content, list):
        return tuple(value_of(item, arguments, shapes) for item in content)
    if not isinstance(content, dict):
        return content
    ((kind, said),) = content.items()
    if kind == "argument":
        return arguments[said]
    if kind == "format":
        return value_of(said[arguments["data_format"] == "channels_first"], arguments, shapes)
    if kind == "initializer":
        return Opaque(f"a {said} initializer", callable=True)
    if kind == "padding":
        return padding(shapes[said[0]], said[1], arguments)
    if kind == "channels":
        tensor, factor, whole = said
        size = channels_of(shapes[tensor], arguments)
        if not isinstance(size, int):
            raise NotKnown("the number of channels is not known")
        return rounded(size * factor) if whole else size * factor
    alpha = arguments["alpha"]
    if isinstance(alpha, bool) or not isinstance(alpha, int | float):
        raise NotKnown("`alpha` is not known")
    return FORMULAS[kind](alpha, said)


def channels_of(shape: Shape, arguments: Arguments) -> Dim:
    """Return the number of channels."""
    return shape[1 if arguments["data_format"] == "channels_first" else -1]


def padding(shape: Shape, kernel: Sequence[int], arguments: Arguments) -> tuple[tuple[Dim, Dim], ...]:
    """Return the padding before a strided convolution, by the parity of the sizes (`imagenet_utils.correct_pad`).

    Raises Refused where the height is known and the width is None.
    """
    first = 2 if arguments["data_format"] == "channels_first" else 1
    height, width = shape[first : first + 2]
    if is_none(height):
        odd: tuple[Dim, Dim] = (0, 0)
    elif is_none(width):
        text = "unsupported operand type(s) for %: 'NoneType' and 'int'"
        raise Refused("the width is None where the height is known", kind="invalid-argument", keras_error=text)
    else:
        # the remainder of a size by 2, written so that it cancels in the size of the strided convolution that follows
        odd = (2 * ceil_div(height, 2) - plain(height), 2 * ceil_div(width, 2) - plain(width))
    return tuple((size // 2 - 1 + extra, size // 2) for size, extra in zip(kernel, odd, strict=True))
