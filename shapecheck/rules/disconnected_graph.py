"""KSH214: The outputs of a model depend on an input that it does not list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH214",
    bad=[
        """
        a = keras.Input((4,))
        b = keras.Input((4,))
        y = keras.layers.Add()([a, b])
        model = keras.Model(a, y)  # KSH214
    """,
    ],
    good=[
        """
        a = keras.Input((4,))
        b = keras.Input((4,))
        y = keras.layers.Add()([a, b])
        model = keras.Model([a, b], y)
    """,
    ],
)
def disconnected_graph(program: Program) -> Iterator[Draft]:
    """The outputs of a model depend on an input that it does not list.

    Fix: add the input to the model's inputs.
    """
    yield from refused(program, "disconnected-graph")
