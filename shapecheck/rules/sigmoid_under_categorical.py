"""KSH404: Categorical crossentropy reads one distribution over the classes, a sigmoid gives each class its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.meetings import doubted
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH404",
    bad=[
        """
        model = keras.Sequential([
            keras.Input((8,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(10, activation="sigmoid"),  # KSH404
        ])
        model.compile("adam", "categorical_crossentropy")
        """,
    ],
    good=[
        """
        model = keras.Sequential([
            keras.Input((8,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(10, activation="sigmoid"),
        ])
        model.compile("adam", "binary_crossentropy")
        """,
    ],
    level="warning",
)
def sigmoid_under_categorical(program: Program) -> Iterator[Draft]:
    """Categorical crossentropy reads one distribution over the classes, a sigmoid gives each class its own.

    Fix: `softmax` for classes that exclude each other, `binary_crossentropy` for labels that do not.
    """
    yield from doubted(program, "head-sigmoid-under-categorical")
