"""KSH215: `get_layer` names a layer that the model does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH215",
    today=True,
    bad=[
        """
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name="out")])
        layer = model.get_layer("output")  # KSH215
    """,
    ],
    good=[
        """
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name="out")])
        layer = model.get_layer("out")
    """,
    ],
)
def no_such_layer(program: Program) -> Iterator[Draft]:
    """`get_layer` names a layer that the model does not have.

    Fix: one of the names that the message lists.
    """
    yield from refused(program, "no-such-layer")
