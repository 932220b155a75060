"""KSH313: The arrays given to `set_weights` are not as many, or not of the shapes, that the layer has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH313",
    bad=[
        """
        import numpy as np
        layer = keras.layers.Embedding(1000, 100)
        model = keras.Sequential([keras.Input((7,)), layer, keras.layers.Flatten(), keras.layers.Dense(1)])
        layer.set_weights([np.zeros((1000, 50))])  # KSH313
        """,
        """
        import numpy as np
        layer = keras.layers.Dense(2)
        model = keras.Sequential([keras.Input((3,)), layer])
        layer.set_weights([np.zeros((3, 2))])  # KSH313
        """,
        """
        import numpy as np
        layer = keras.layers.Embedding(1000, 100, weights=[np.zeros((999, 100))])  # KSH313
        """,
        """
        import numpy as np
        matrix = np.zeros((500, 100))
        text = keras.layers.Embedding(500, 50)
        model = keras.Sequential([keras.Input((7,)), text, keras.layers.Flatten(), keras.layers.Dense(1)])
        model.layers[0].set_weights([matrix])  # KSH313
        """,
    ],
    good=[
        """
        import numpy as np
        layer = keras.layers.Embedding(1000, 100, weights=[np.zeros((1000, 100))], trainable=False)
        """,
        """
        import numpy as np
        layer = keras.layers.BatchNormalization()
        model = keras.Sequential([keras.Input((3,)), layer])
        layer.set_weights([np.ones(3), np.zeros(3), np.zeros(3), np.ones(3)])
        """,
        """
        import numpy as np
        layer = keras.layers.Dense(2)
        model = keras.Sequential([keras.Input((3,)), layer])
        layer.set_weights([np.load("kernel.npy"), np.zeros(2)])
        layer.set_weights(layer.get_weights())
        """,
        """
        import numpy as np
        matrix = np.zeros((500, 50))
        text = keras.layers.Embedding(500, 50)
        model = keras.Sequential([keras.Input((7,)), text, keras.layers.Flatten(), keras.layers.Dense(1)])
        model.layers[0].set_weights([matrix])
        """,
    ],
    level="error",
)
def weight_shape(program: Program) -> Iterator[Draft]:
    """The arrays given to `set_weights` are not as many, or not of the shapes, that the layer has.

    A `Dense` has a kernel `(inputs, units)` and a bias `(units,)`, an `Embedding` one matrix `(input_dim, output_dim)`.
    Fix: arrays of these shapes, or `use_bias=False`.
    """
    yield from refused(program, "weight-shape")
