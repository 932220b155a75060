"""KSH405: Binary crossentropy judges each unit on its own, a softmax makes them share one probability."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.meetings import doubted
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH405",
    bad=[
        """
        model = keras.Sequential([
            keras.Input((8,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(2, activation="softmax"),  # KSH405
        ])
        model.compile("adam", "binary_crossentropy")
        """,
    ],
    good=[
        """
        model = keras.Sequential([
            keras.Input((8,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(2, activation="softmax"),
        ])
        model.compile("adam", "categorical_crossentropy")
        """,
    ],
    level="warning",
)
def softmax_under_binary(program: Program) -> Iterator[Draft]:
    """Binary crossentropy judges each unit on its own, a softmax makes them share one probability.

    Fix: one unit with `sigmoid`, or `categorical_crossentropy`.
    """
    yield from doubted(program, "head-softmax-under-binary")
