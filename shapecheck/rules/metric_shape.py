"""KSH304: A metric refuses these labels for these predictions, though the loss takes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH304",
    bad=[
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100, 5))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", "categorical_crossentropy", metrics=["sparse_categorical_accuracy"])
        model.fit(x, y)  # KSH304
        """,
        """
        import numpy as np
        from keras import ops
        x, y = np.zeros((100, 20)), np.random.randint(0, 5, 100)
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy", metrics=[keras.metrics.CategoricalCrossentropy()])
        model.fit(x, y)  # KSH304
        """,
    ],
    good=[
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100, 5))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", "categorical_crossentropy", metrics=["accuracy", keras.metrics.TopKCategoricalAccuracy(k=3)])
        model.fit(x, y)
        """,
        """
        import numpy as np
        from keras import ops
        x, y = np.zeros((100, 20)), np.random.randint(0, 5, 100)
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy", metrics=[keras.metrics.SparseCategoricalCrossentropy()])
        model.fit(x, y)
        """,
    ],
    level="error",
)
def metric_shape(program: Program) -> Iterator[Draft]:
    """A metric refuses these labels for these predictions, though the loss takes them.

    Metrics squeeze a trailing 1 as losses do, and then want shapes that can be compared. Fix: a metric that goes with
    the loss, or none.
    """
    yield from refused(program, "metric-shape")
