"""KSH203: Tensors that are added, multiplied or compared have sizes that do not broadcast."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH203",
    bad=[
        """
        x = keras.Input((16,))
        y = keras.layers.Dense(8)(x)
        z = keras.layers.Add()([x, y])  # KSH203
    """,
        """
        x = keras.Input((16,))
        z = x * keras.layers.Dense(8)(x)  # KSH203
    """,
    ],
    good=[
        """
        x = keras.Input((16,))
        y = keras.layers.Dense(16)(x)
        z = keras.layers.Add()([x, y])
    """,
        """
        x = keras.Input((16,))
        z = x * keras.layers.Dense(1)(x)
    """,
    ],
)
def merge_mismatch(program: Program) -> Iterator[Draft]:
    """Tensors that are added, multiplied or compared have sizes that do not broadcast.

    Two sizes of one axis must be equal, or one of them 1. Fix: give both branches the same number of features, for
    instance by a projection (`Dense`, or `Conv2D` with a 1x1 kernel) on the shortcut.
    """
    yield from refused(program, "merge-mismatch", "broadcast-mismatch")
