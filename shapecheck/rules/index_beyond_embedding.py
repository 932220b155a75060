"""KSH312: The data hold indices that an Embedding has no row for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.meetings import doubted
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH312",
    bad=[
        """
        import numpy as np
        x, y = np.arange(1, 31).reshape(6, 5), np.zeros(6)
        model = keras.Sequential([keras.layers.Embedding(30, 4), keras.layers.Flatten(), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(x, y)  # KSH312
        """,
    ],
    good=[
        """
        import numpy as np
        x, y = np.arange(1, 31).reshape(6, 5), np.zeros(6)
        model = keras.Sequential([keras.layers.Embedding(31, 4), keras.layers.Flatten(), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(x, y)
        """,
        """
        import numpy as np
        x, y = np.random.randint(0, 50, (6, 5)), np.zeros(6)
        model = keras.Sequential([keras.layers.Embedding(40, 4), keras.layers.Flatten(), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(np.clip(x, 0, 39), y)
        """,
    ],
    level="warning",
)
def index_beyond_embedding(program: Program) -> Iterator[Draft]:
    """The data hold indices that an Embedding has no row for.

    `Embedding(input_dim, ...)` has the rows 0 to `input_dim - 1`. TensorFlow on a CPU raises at another index, JAX looks up
    NaN. Fix: `input_dim` is the largest index plus one, `len(word_index) + 1` where the words are counted from 1.
    """
    yield from doubted(program, "data-index")
