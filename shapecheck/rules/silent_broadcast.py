"""KSH302: The loss stretches labels and predictions to a common shape, and trains without a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.meetings import doubted
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH302",
    bad=[
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100, 5))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(x, y)  # KSH302
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100,))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5)])
        model.compile("adam", "mse")
        model.fit(x, y, batch_size=5)  # KSH302
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100,))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(1)])
        error = np.mean((y - model.predict(x)) ** 2)  # KSH302
        """,
    ],
    good=[
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100,))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(1)])
        model.compile("adam", "mse", metrics=["mae"])
        model.fit(x, y)
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 12, 3)), np.zeros((100, 12, 1))
        model = keras.Sequential([keras.Input((12, 3)), keras.layers.LSTM(8, return_sequences=True), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(x, y)
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100,))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(1)])
        predictions = model.predict(x)
        error = np.mean((y - predictions.ravel()) ** 2)
        between = predictions - predictions[:, 0]
        """,
    ],
    level="warning",
)
def silent_broadcast(program: Program) -> Iterator[Draft]:
    """The loss stretches labels and predictions to a common shape, and trains without a word.

    So does NumPy where the code itself compares them: `y - model.predict(x)` of shapes (N,) and (N, 1) is (N, N).
    `mean_squared_error` and its like subtract as NumPy does: `(B, 1)` against `(B, 5)` compares every prediction with
    every label of the row, `(B, 1, k)` against `(B, k)` every sample with every other. Fix: as many units as the labels
    have columns; a `Flatten` or `return_sequences=False` before the head.
    """
    yield from doubted(program, "loss-broadcasts", "predictions-broadcast")
