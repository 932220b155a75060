"""KSH314: A model is trained or judged before it is compiled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH314",
    bad=[
        """
        import numpy as np
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.fit(np.zeros((10, 4)), np.zeros(10))  # KSH314
        """,
        """
        import numpy as np
        first = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        second = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        first.compile("adam", "mse")
        second.evaluate(np.zeros((10, 4)), np.zeros(10))  # KSH314
        """,
    ],
    good=[
        """
        import numpy as np
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.predict(np.zeros((10, 4)))
        """,
        """
        import numpy as np
        from somewhere import prepare
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        prepare(model)
        model.fit(np.zeros((10, 4)), np.zeros(10))
        """,
        """
        import os
        import numpy as np
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        if os.environ.get("TRAIN"):
            model.compile("adam", "mse")
        if os.environ.get("TRAIN"):
            model.fit(np.zeros((10, 4)), np.zeros(10))
        """,
        """
        class Trainer:
            def __init__(self):
                self.model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
            def prepare(self):
                self.model.compile("adam", "mse")
            def train(self, x, y):
                self.model.fit(x, y)
        """,
    ],
    level="error",
)
def not_compiled(program: Program) -> Iterator[Draft]:
    """A model is trained or judged before it is compiled.

    `fit`, `evaluate` and their likes want a loss and an optimizer. Only what the file itself runs is looked at: a function
    that nobody calls may be given a model that was compiled elsewhere. Fix: `model.compile(...)` first.
    """
    yield from refused(program, "not-compiled")
