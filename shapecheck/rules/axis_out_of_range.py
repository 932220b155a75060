"""KSH206: An axis is named that the input does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH206",
    bad=[
        """
        a = keras.Input((4,))
        b = keras.Input((4,))
        y = keras.layers.Concatenate(axis=3)([a, b])  # KSH206
    """,
    ],
    good=[
        """
        a = keras.Input((4,))
        b = keras.Input((4,))
        y = keras.layers.Concatenate(axis=1)([a, b])
    """,
    ],
)
def axis_out_of_range(program: Program) -> Iterator[Draft]:
    """An axis is named that the input does not have.

    Axes count from 0, the batch included; -1 is the last. Fix: an axis within the rank of the input.
    """
    yield from refused(program, "axis-out-of-range")
