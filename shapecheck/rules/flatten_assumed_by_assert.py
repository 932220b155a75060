"""KSH101: an assert states the shape that `Dense` would give if it flattened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.finding import Step
from shapecheck.rules.flattening import assumed
from shapecheck.rules.rule import Draft, rule
from shapecheck.rules.stated import SPEAKERS, flattened_reading, moved_flatten, untrue, written

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


_WANTED = {"count": "{} parameters", "rank": "rank {}", "size": "{} there"}


@rule(
    "KSH101",
    bad=[
        """
        inputs = keras.Input((28, 28, 1))
        x = keras.layers.Conv2D(8, 3)(inputs)
        outputs = keras.layers.Dense(10)(x)  # KSH101
        model = keras.Model(inputs, outputs)
        assert model.output_shape == (None, 10)
        """,
        """
        model = keras.Sequential([keras.Input((28, 28)), keras.layers.Dense(10)])  # KSH101
        assert model.count_params() == 7850
        """,
        """
        import numpy as np
        model = keras.Sequential([keras.Input((28, 28)), keras.layers.Dense(10)])  # KSH101
        predictions = model.predict(np.zeros((5, 28, 28)))
        assert predictions.shape == (5, 10)
        """,
        """
        model = keras.Sequential([
            keras.Input((28, 28)),
            keras.layers.Dense(128, activation="relu"),  # KSH101
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ])
        assert model.count_params() == 101_770
        """,
    ],
    good=[
        """
        inputs = keras.Input((28, 28, 1))
        x = keras.layers.Conv2D(8, 3)(inputs)
        x = keras.layers.Flatten()(x)
        outputs = keras.layers.Dense(10)(x)
        model = keras.Model(inputs, outputs)
        assert model.output_shape == (None, 10)
        """,
        """
        inputs = keras.Input((5, 8))
        outputs = keras.layers.Dense(10)(inputs)
        model = keras.Model(inputs, outputs)
        assert model.output_shape == (None, 5, 10)
        """,
        """
        model = keras.Sequential([
            keras.Input((28, 28)),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ])
        assert model.count_params() == 39_562
        """,
    ],
    level="error",
    fixable=True,
)
def flatten_assumed_by_assert(program: Program) -> Iterator[Draft]:
    """An assert, or a check that raises, states the shape, or the number of parameters, that `Dense` would give if it flattened its input.

    `Dense` maps `(..., k)` to `(..., m)` with `k*m + m` parameters, shared over all leading axes. The assert fails.
    Fix: `Flatten()` (or a global pooling) before the Dense.
    """
    for statement in untrue(program):
        speaker, _, what = statement.kind.partition("-")
        call = flattened_reading(statement, program) if what else None
        moved = moved_flatten(statement, program)
        if moved is not None:
            call, flatten = moved
            wanted = _WANTED[what].format(written(statement.stated))
            step = Step("remove-layer", flatten.site, "Flatten")
            yield assumed(
                call, f"{SPEAKERS[speaker]} wants {wanted}", statement.site, program, pooling=False, further=[step]
            )
        elif call is not None:
            wanted = _WANTED.get(what, "{}").format(written(statement.stated))
            yield assumed(call, f"{SPEAKERS[speaker]} wants {wanted}", statement.site, program)
