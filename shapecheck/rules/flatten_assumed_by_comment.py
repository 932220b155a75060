"""KSH105: a `# shape:` comment states the shape that `Dense` would give if it flattened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.flattening import assumed
from shapecheck.rules.rule import Draft, rule
from shapecheck.rules.stated import SPEAKERS, flattened_reading, untrue, written

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH105",
    bad=[
        """
        x = keras.Input((7, 7, 64))
        y = keras.layers.Dense(10, name="logits")(x)  # shape: (B, 10)  # KSH105
        """,
        """
        x = keras.Input((7, 7, 64))
        y = keras.layers.Dense(10)(x)  # (None, 10)  # KSH105
        """,
    ],
    good=[
        """
        x = keras.Input((7, 7, 64))
        y = keras.layers.Dense(10)(x)  # shape: (B, 7, 7, 10)
        """,
        """
        x = keras.Input((7, 7, 64))
        x = keras.layers.Flatten()(x)
        y = keras.layers.Dense(10)(x)  # shape: (B, 10)
        """,
    ],
    level="warning",
    fixable=True,
)
def flatten_assumed_by_comment(program: Program) -> Iterator[Draft]:
    """A comment, docstring or annotation states the shape that `Dense` would give if it flattened its input.

    Keras builds and trains it, with other shapes and far fewer parameters than the comment says. Fix: `Flatten()`
    before the Dense, or the true shape in the comment.
    """
    for statement in untrue(program):
        call = flattened_reading(statement, program) if "-" not in statement.kind else None
        if call is not None:
            yield assumed(call, f"{SPEAKERS[statement.kind]} says {written(statement.stated)}", statement.site, program)
