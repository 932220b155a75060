"""KSH210: An argument has a value that Keras refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH210",
    today=True,
    bad=[
        """
        layer = keras.layers.Dense(0)  # KSH210
    """,
    ],
    good=[
        """
        layer = keras.layers.Dense(1)
    """,
    ],
)
def invalid_argument(program: Program) -> Iterator[Draft]:
    """An argument has a value that Keras refuses.

    Fix: a value of the kind that the message names.
    """
    yield from refused(program, "invalid-argument", "symbolic-argument", "unknown-identifier")
