"""KSH406: A categorical crossentropy over one class has nothing to choose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.meetings import doubted
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH406",
    bad=[
        """
        model = keras.Sequential([
            keras.Input((8,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),  # KSH406
        ])
        model.compile("adam", "sparse_categorical_crossentropy")
        """,
    ],
    good=[
        """
        model = keras.Sequential([
            keras.Input((8,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ])
        model.compile("adam", "binary_crossentropy")
        """,
    ],
    level="warning",
)
def one_class(program: Program) -> Iterator[Draft]:
    """A categorical crossentropy over one class has nothing to choose.

    Fix: `binary_crossentropy` for a yes-or-no head, or as many units as there are classes.
    """
    yield from doubted(program, "head-one-unit-categorical")
