"""KSH401: A softmax over one unit is 1 whatever its input: the model learns nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.meetings import doubted
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH401",
    bad=[
        """
        model = keras.Sequential([
            keras.Input((8,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(1, activation="softmax"),  # KSH401
        ])
        model.compile("adam", "binary_crossentropy")
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
        """
        def build(classes, several):
            units = classes if several else 1
            inputs = keras.Input((8,))
            model = keras.Model(inputs, keras.layers.Dense(units, activation="softmax")(inputs))
            model.compile("adam", "mse")
            return model
        """,
    ],
    level="warning",
)
def softmax_over_one_unit(program: Program) -> Iterator[Draft]:
    """A softmax over one unit is 1 whatever its input: the model learns nothing.

    Fix: `sigmoid` for a yes-or-no head, or as many units as there are classes.
    """
    yield from doubted(program, "head-one-unit-softmax")
