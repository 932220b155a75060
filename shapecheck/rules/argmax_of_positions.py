"""KSH315: `argmax` chooses a position of the predictions where their classes lie along another axis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.meetings import doubted
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH315",
    bad=[
        """
        import numpy as np
        model = keras.Sequential([
            keras.Input((12,)),
            keras.layers.Embedding(50, 8),
            keras.layers.LSTM(16, return_sequences=True),
            keras.layers.Dense(6, activation="softmax"),
        ])
        tags = np.argmax(model.predict(np.zeros((30, 12))), axis=1)  # KSH315
        """,
        """
        import numpy as np
        pixels = keras.Input((8, 8, 3))
        model = keras.Model(pixels, keras.layers.Conv2D(4, 1, activation="softmax")(pixels))
        masks = model.predict(np.zeros((5, 8, 8, 3)))
        masks = masks.argmax(1)  # KSH315
        """,
    ],
    good=[
        """
        import numpy as np
        model = keras.Sequential([
            keras.Input((12,)),
            keras.layers.Embedding(50, 8),
            keras.layers.LSTM(16, return_sequences=True),
            keras.layers.Dense(6, activation="softmax"),
        ])
        tags = np.argmax(model.predict(np.zeros((30, 12))), axis=-1)
        one = np.argmax(model.predict(np.zeros((30, 12)))[0], axis=1)
        """,
        """
        import numpy as np
        model = keras.Sequential([keras.Input((12,)), keras.layers.Dense(6, activation="softmax")])
        classes = np.argmax(model.predict(np.zeros((30, 12))), axis=1)
        """,
        """
        import numpy as np
        model = keras.Sequential([keras.Input((12, 3)), keras.layers.Dense(1), keras.layers.Softmax(axis=1)])
        step = np.argmax(model.predict(np.zeros((30, 12, 3))), axis=1)
        """,
    ],
    level="warning",
)
def argmax_of_positions(program: Program) -> Iterator[Draft]:
    """`argmax` chooses a position of the predictions where their classes lie along another axis.

    `axis=1` are the classes of predictions `(samples, classes)`. A model that predicts for every step, or for every pixel,
    has them along the last axis: there `axis=1` says at which step each class is likeliest. Fix: `axis=-1`.
    """
    yield from doubted(program, "argmax-of-positions")
