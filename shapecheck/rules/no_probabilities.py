"""KSH403: A crossentropy reads probabilities, and the head gives none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.meetings import doubted
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH403",
    bad=[
        """
        model = keras.Sequential([
            keras.Input((8,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(10),  # KSH403
        ])
        model.compile("adam", "categorical_crossentropy")
        """,
    ],
    good=[
        """
        model = keras.Sequential([
            keras.Input((8,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(10),
        ])
        model.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True))
        """,
    ],
    level="warning",
)
def no_probabilities(program: Program) -> Iterator[Draft]:
    """A crossentropy reads probabilities, and the head gives none.

    Numbers outside of 0 to 1 are clipped, and the gradient with them. Fix: `softmax` or `sigmoid` in the head, or
    `from_logits=True` in the loss.
    """
    yield from doubted(program, "head-no-probabilities")
