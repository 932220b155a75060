"""KSH402: A loss with `from_logits=True` gets what an activation has already squashed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.meetings import doubted
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH402",
    bad=[
        """
        model = keras.Sequential([
            keras.Input((8,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),  # KSH402
        ])
        model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        """,
    ],
    good=[
        """
        model = keras.Sequential([
            keras.Input((8,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(10),
        ])
        model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        """,
    ],
    level="warning",
)
def activation_before_from_logits(program: Program) -> Iterator[Draft]:
    """A loss with `from_logits=True` gets what an activation has already squashed.

    The loss applies its own softmax or sigmoid on top. Fix: no activation in the head, or `from_logits=False`.
    """
    yield from doubted(program, "head-activation-and-from-logits")
