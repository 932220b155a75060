"""KSH103: a later layer fits only what `Dense` would give if it flattened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.flattening import assumed
from shapecheck.rules.refusals import conditional
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH103",
    bad=[
        """
        x = keras.Input((7, 7, 64))
        x = keras.layers.Dense(49)(x)  # KSH103
        y = keras.layers.Reshape((7, 7, 1))(x)
        """,
    ],
    good=[
        """
        x = keras.Input((7, 7, 64))
        x = keras.layers.Flatten()(x)
        x = keras.layers.Dense(49)(x)
        y = keras.layers.Reshape((7, 7, 1))(x)
        """,
        """
        x = keras.Input((7, 7, 64))
        x = keras.layers.Dense(49)(x)
        y = keras.layers.Reshape((49, 49))(x)
        """,
    ],
    level="error",
    fixable=True,
)
def flatten_assumed_downstream(program: Program) -> Iterator[Draft]:
    """A later layer fits only what `Dense` would give if it flattened its input, and Keras refuses it.

    With the leading axes gone the later layer would be right. Fix: `Flatten()` (or a global pooling) before the Dense.
    """
    for problem in program.problems:
        call = problem.details.get("flattened")
        if call is not None and not {"training", "labels", "kernel"} & problem.details.keys():
            witness = f"{problem.operation.rpartition('.')[2]} wants the flattened shape: {problem.message}"
            yield assumed(
                call,
                witness,
                problem.site,
                program,
                keras_error=problem.keras_error,
                conditional=conditional(problem),
            )
