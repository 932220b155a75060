"""KSH205: A reshape does not keep the number of elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH205",
    bad=[
        """
        x = keras.Input((10,))
        y = keras.layers.Reshape((3, 4))(x)  # KSH205
    """,
    ],
    good=[
        """
        x = keras.Input((12,))
        y = keras.layers.Reshape((3, -1))(x)
    """,
    ],
)
def reshape_size(program: Program) -> Iterator[Draft]:
    """A reshape does not keep the number of elements.

    Fix: a target whose sizes multiply to the same number; one of them may be -1.
    """
    yield from refused(program, "reshape-size")
