"""KSH207: A layer is given an argument that it does not take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH207",
    bad=[
        """
        layer = keras.layers.Dense(8, use_biases=False)  # KSH207
    """,
    ],
    good=[
        """
        layer = keras.layers.Dense(8, use_bias=False)
    """,
    ],
)
def unknown_argument(program: Program) -> Iterator[Draft]:
    """A layer is given an argument that it does not take.

    Fix: the name that today's Keras has for it.
    """
    yield from refused(program, "unknown-argument")
