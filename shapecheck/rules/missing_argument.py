"""KSH208: A layer is not given an argument that it needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH208",
    today=True,
    bad=[
        """
        layer = keras.layers.Conv2D(8)  # KSH208
    """,
    ],
    good=[
        """
        layer = keras.layers.Conv2D(8, 3)
    """,
    ],
)
def missing_argument(program: Program) -> Iterator[Draft]:
    """A layer is not given an argument that it needs.

    Fix: give it.
    """
    yield from refused(program, "missing-argument")
