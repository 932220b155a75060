"""KSH201: Keras refuses an input of this rank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH201",
    bad=[
        """
        x = keras.Input((28, 28))
        y = keras.layers.Conv2D(8, 3)(x)  # KSH201
    """,
    ],
    good=[
        """
        x = keras.Input((28, 28, 1))
        y = keras.layers.Conv2D(8, 3)(x)
    """,
    ],
)
def wrong_rank(program: Program) -> Iterator[Draft]:
    """Keras refuses an input of this rank.

    Each layer wants a certain number of axes: `Conv2D` four (batch, height, width, channels), `LSTM` three (batch,
    steps, features). Fix: add the missing axis, keep the steps with `return_sequences=True`, or flatten.
    """
    yield from refused(program, "wrong-rank")
