"""KSH310: The labels, or the losses, are not arranged as the outputs of the model are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH310",
    bad=[
        """
        import numpy as np
        inputs = keras.Input((8,))
        a, b = keras.layers.Dense(1, name="a")(inputs), keras.layers.Dense(3, name="b")(inputs)
        model = keras.Model(inputs, [a, b])
        model.compile("adam", ["mse", "mse"])
        model.fit(np.zeros((16, 8)), np.zeros((16, 1)))  # KSH310
        """,
    ],
    good=[
        """
        import numpy as np
        inputs = keras.Input((8,))
        a, b = keras.layers.Dense(1, name="a")(inputs), keras.layers.Dense(3, name="b")(inputs)
        model = keras.Model(inputs, [a, b])
        model.compile("adam", {"a": "mse", "b": "mae"})
        model.fit(np.zeros((16, 8)), [np.zeros((16, 1)), np.zeros((16, 3))])
        """,
    ],
    level="error",
)
def label_structure(program: Program) -> Iterator[Draft]:
    """The labels, or the losses, are not arranged as the outputs of the model are.

    A model with several outputs wants labels for each, and one loss for all, or a list or dict of losses. Fix: as many
    label arrays as outputs.
    """
    yield from refused(program, "label-structure")
