"""KSH309: One sample is given where a batch of samples is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH309",
    bad=[
        """
        import numpy as np
        x = np.zeros((8, 8, 3))
        model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten(), keras.layers.Dense(1)])
        model.predict(x)  # KSH309
        """,
    ],
    good=[
        """
        import numpy as np
        x = np.zeros((100, 8, 8, 3))
        model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten(), keras.layers.Dense(1)])
        model.predict(x[:1])
        model.predict(x[0][np.newaxis])
        """,
    ],
    level="error",
)
def no_batch_axis(program: Program) -> Iterator[Draft]:
    """One sample is given where a batch of samples is wanted.

    `predict` takes a batch. Fix: `x[np.newaxis]`, `np.expand_dims(x, 0)` or `x[:1]`.
    """
    yield from refused(program, "data-no-batch-axis")
