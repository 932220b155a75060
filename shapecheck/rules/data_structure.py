"""KSH307: The data are not arranged as the inputs of the model are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH307",
    bad=[
        """
        import numpy as np
        a, b = keras.Input((8,)), keras.Input((4,))
        joined = keras.layers.Concatenate()([a, b])
        model = keras.Model([a, b], keras.layers.Dense(1)(joined))
        model.predict(np.ones((100, 8)))  # KSH307
        """,
        """
        import numpy as np
        a, b = keras.Input((8,), name="words"), keras.Input((4,), name="tags")
        model = keras.Model([a, b], keras.layers.Dense(1)(keras.layers.Concatenate()([a, b])))
        model.predict({"words": np.ones((100, 8)), "labels": np.ones((100, 4))})  # KSH307
        """,
        """
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.predict([0.1, 0.2, 0.3, 0.4])  # KSH307
        """,
        """
        import numpy as np
        import tensorflow as tf
        x, y = np.zeros((100, 4)), np.zeros((100, 1))
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(10), y)  # KSH307
        """,
    ],
    good=[
        """
        import numpy as np
        a, b = keras.Input((8,), name="a"), keras.Input((4,), name="b")
        joined = keras.layers.Concatenate()([a, b])
        model = keras.Model([a, b], keras.layers.Dense(1)(joined))
        model.predict([np.ones((100, 8)), np.ones((100, 4))])
        model.predict({"a": np.ones((100, 8)), "b": np.ones((100, 4))})
        """,
        """
        import numpy as np
        a, b = keras.Input((8,), name="words"), keras.Input((4,), name="tags")
        model = keras.Model([a, b], keras.layers.Dense(1)(keras.layers.Concatenate()([a, b])))
        model.predict({"words": np.ones((100, 8)), "tags": np.ones((100, 4))})
        """,
        """
        import numpy as np
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.predict(np.array([[0.1, 0.2, 0.3, 0.4]]))
        """,
    ],
    level="error",
)
def data_structure(program: Program) -> Iterator[Draft]:
    """The data are not arranged as the inputs of the model are.

    A model with several inputs wants as many arrays, in their order, or a dict with the names of its inputs. A list
    is several arrays, never one: lists of numbers want `np.array`. A data set or generator holds labels and weights itself.
    """
    yield from refused(
        program,
        "data-input-count",
        "data-input-names",
        "data-input-structure",
        "data-weights",
        "data-not-arrays",
        "data-unsupported-argument",
    )
