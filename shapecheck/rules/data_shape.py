"""KSH306: The data have not the shape that the model takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH306",
    bad=[
        """
        import numpy as np
        x, y = np.zeros((96, 6, 2)), np.zeros((96, 1))
        inputs = keras.Input(batch_shape=(16, 6, 2))
        model = keras.Model(inputs, keras.layers.Dense(1)(keras.layers.LSTM(4, stateful=True)(inputs)))
        model.compile("adam", "mse")
        model.fit(x, y)  # KSH306
        model.predict(x)  # KSH306
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 28, 28)), np.zeros((100, 10))
        model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
        model.compile("adam", "categorical_crossentropy")
        model.fit(x, y)  # KSH306
        """,
        """
        import numpy as np
        inputs = keras.Input((9,))
        model = keras.Model(inputs, keras.layers.Dense(1)(inputs))
        model.predict(np.ones((100, 8)))  # KSH306
        """,
    ],
    good=[
        """
        import numpy as np
        x, y = np.zeros((96, 6, 2)), np.zeros((96, 1))
        inputs = keras.Input(batch_shape=(16, 6, 2))
        model = keras.Model(inputs, keras.layers.Dense(1)(keras.layers.LSTM(4, stateful=True)(inputs)))
        model.compile("adam", "mse")
        model.fit(x, y, batch_size=16, validation_split=1 / 6)
        model.predict(x, batch_size=16)
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 28, 28)), np.zeros((100, 10))
        model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
        model.compile("adam", "categorical_crossentropy")
        model.fit(x, y)
        """,
        """
        import numpy as np
        x, y = np.load("x.npy"), np.load("y.npy")
        model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
        model.compile("adam", "categorical_crossentropy")
        model.fit(x, y)
        """,
    ],
    level="error",
)
def data_shape(program: Program) -> Iterator[Draft]:
    """The data have not the shape that the model takes.

    A model takes a trailing axis of 1 too much or too little; every other axis must be as `Input` or `input_shape` says,
    which leaves the axis of the samples out. Fix: the shape of one sample in `Input`, or a `reshape` of the data.
    """
    yield from refused(program, "data-input-rank", "data-input-size")
