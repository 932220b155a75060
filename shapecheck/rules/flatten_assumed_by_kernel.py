"""KSH107: a `Dense` has the kernel that it would need if it flattened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.flattening import assumed
from shapecheck.rules.refusals import conditional
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH107",
    bad=[
        """
        head = keras.layers.Dense(10)
        head.build((None, 784))
        outputs = head(keras.Input((28, 28)))  # KSH107
        """,
        """
        head = keras.layers.Dense(3, use_bias=False)
        flat = head(keras.layers.Flatten()(keras.Input((8, 8, 2))))
        outputs = head(keras.Input((8, 8, 2)))  # KSH107
        """,
        """
        import numpy as np
        inputs = keras.Input((4, 4))
        head = keras.layers.Dense(3)
        outputs = head(inputs)  # KSH107
        head.set_weights([np.zeros((16, 3)), np.zeros(3)])
        """,
        """
        import numpy as np
        model = keras.Sequential([keras.Input((28, 28)), keras.layers.Dense(10)])  # KSH107
        model.set_weights([np.zeros((784, 10)), np.zeros(10)])
        """,
    ],
    good=[
        """
        import numpy as np
        model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10)])
        model.set_weights([np.zeros((784, 10)), np.zeros(10)])
        """,
        """
        import numpy as np
        model = keras.Sequential([keras.Input((28, 28)), keras.layers.Dense(10)])
        model.set_weights([np.zeros((28, 10)), np.zeros(10)])
        """,
        """
        head = keras.layers.Dense(10)
        head.build((None, 784))
        outputs = head(keras.layers.Flatten()(keras.Input((28, 28))))
        """,
        """
        head = keras.layers.Dense(10)
        head.build((None, 28, 28))
        outputs = head(keras.Input((28, 28)))
        """,
        """
        head = keras.layers.Dense(10)
        outputs = [head(keras.Input((28,))), head(keras.Input((5, 28)))]
        """,
    ],
    level="error",
    fixable=True,
)
def flatten_assumed_by_kernel(program: Program) -> Iterator[Draft]:
    """A `Dense` was built for the flattened input, or is given its weights, and Keras refuses them.

    That kernel has as many rows as the input has numbers, where the last axis alone counts. Fix: `Flatten()` before the
    Dense, or a kernel for the last axis.
    """
    for problem in program.problems:
        call = problem.details.get("flattened")
        if call is not None and "kernel" in problem.details:
            yield assumed(
                call,
                problem.message,
                problem.site,
                program,
                keras_error=problem.keras_error,
                conditional=conditional(problem),
                pooling=False,
            )
