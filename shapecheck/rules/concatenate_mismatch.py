"""KSH202: Tensors that are concatenated differ in another axis than the one they are joined along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH202",
    bad=[
        """
        a = keras.Input((8, 4))
        b = keras.Input((6, 4))
        y = keras.layers.Concatenate()([a, b])  # KSH202
    """,
    ],
    good=[
        """
        a = keras.Input((8, 4))
        b = keras.Input((6, 4))
        y = keras.layers.Concatenate(axis=1)([a, b])
    """,
    ],
)
def concatenate_mismatch(program: Program) -> Iterator[Draft]:
    """Tensors that are concatenated differ in another axis than the one they are joined along.

    Fix: crop, pad or pool one of them, or join along the axis that differs.
    """
    yield from refused(program, "concatenate-mismatch")
