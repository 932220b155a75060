"""KSH303: Whether the loss takes these labels depends on the backend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.meetings import doubted
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH303",
    bad=[
        """
        import numpy as np
        x, y = np.zeros((100, 9)), np.zeros((100, 3))
        model = keras.Sequential([keras.Input((9,)), keras.layers.Reshape((3, 3)), keras.layers.Softmax(axis=1)])
        model.compile("adam", keras.losses.SparseCategoricalCrossentropy(axis=1))
        model.fit(x, y)  # KSH303
        """,
        """
        import numpy as np
        def third(y_true, y_pred):
            return keras.ops.mean(y_true[:, 2] - y_pred[:, 2])  # KSH303
        x, y = np.zeros((100, 20)), np.zeros((100, 2))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(2)])
        model.compile("adam", third)
        model.fit(x, y)
        """,
    ],
    good=[
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100,))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", keras.losses.SparseCategoricalCrossentropy())
        model.fit(x, y)
        """,
        """
        import numpy as np
        def third(y_true, y_pred):
            return keras.ops.mean(y_true[:, 2] - y_pred[:, 2])
        x, y = np.zeros((100, 20)), np.zeros((100, 3))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(3)])
        model.compile("adam", third)
        model.fit(x, y)
        """,
    ],
    level="warning",
)
def labels_depend_on_the_backend(program: Program) -> Iterator[Draft]:
    """Whether the loss takes these labels depends on the backend.

    The same program trains on one backend and raises on another. Fix: bring labels and predictions to the shape that
    every backend takes.
    """
    yield from doubted(program, "loss-depends", "metric-depends")
