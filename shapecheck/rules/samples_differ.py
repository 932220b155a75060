"""KSH308: The arrays of one call have different numbers of samples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH308",
    bad=[
        """
        import numpy as np
        x, y = np.zeros((800, 10)), np.zeros((1000,))
        model = keras.Sequential([keras.Input((10,)), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(x, y)  # KSH308
        """,
    ],
    good=[
        """
        import numpy as np
        x, y = np.zeros((800, 10)), np.zeros((800,))
        model = keras.Sequential([keras.Input((10,)), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(x, y, validation_data=(np.zeros((200, 10)), np.zeros((200, 1))))
        """,
    ],
    level="error",
)
def samples_differ(program: Program) -> Iterator[Draft]:
    """The arrays of one call have different numbers of samples.

    All arrays of `x`, `y` and `sample_weight` are cut into batches together. Fix: look at where they were sliced.
    """
    yield from refused(program, "data-cardinality", "data-validation-split")
