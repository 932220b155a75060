"""KSH305: A metric stretches labels and predictions to a common shape; what it prints is not what it is called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.meetings import doubted
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH305",
    bad=[
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100, 1))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["mse"])
        model.fit(x, y)  # KSH305
        """,
    ],
    good=[
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100, 1))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(x, y)
        """,
    ],
    level="warning",
)
def metric_broadcast(program: Program) -> Iterator[Draft]:
    """A metric stretches labels and predictions to a common shape; what it prints is not what it is called.

    `accuracy` on one column of labels against several of predictions compares each with each. Fix: a metric that goes
    with the loss.
    """
    yield from doubted(program, "metric-broadcasts")
