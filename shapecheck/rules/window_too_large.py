"""KSH204: A window is larger than the input it slides over, so that nothing is left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH204",
    bad=[
        """
        x = keras.Input((4, 4, 3))
        y = keras.layers.Conv2D(8, 5)(x)  # KSH204
    """,
    ],
    good=[
        """
        x = keras.Input((4, 4, 3))
        y = keras.layers.Conv2D(8, 5, padding="same")(x)
    """,
    ],
)
def window_too_large(program: Program) -> Iterator[Draft]:
    """A window is larger than the input it slides over, so that nothing is left.

    It happens at the end of a chain of poolings or strided convolutions on a small image. Fix: one stage less, a
    smaller window, or `padding="same"`.
    """
    yield from refused(program, "window-too-large")
