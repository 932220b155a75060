"""KSH211: A weight needs a size that Keras does not know (None)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH211",
    bad=[
        """
        x = keras.Input((None, 3))
        y = keras.layers.Flatten()(x)
        z = keras.layers.Dense(2)(y)  # KSH211
    """,
    ],
    good=[
        """
        x = keras.Input((None, 3))
        y = keras.layers.GlobalAveragePooling1D()(x)
        z = keras.layers.Dense(2)(y)
    """,
    ],
)
def unknown_size(program: Program) -> Iterator[Draft]:
    """A weight needs a size that Keras does not know (None).

    A kernel has a fixed size, so the axis that it maps must be known when the model is built. Fix: state the size in
    `Input`, or pool over the open axes.
    """
    yield from refused(program, "unknown-size")
