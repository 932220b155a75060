"""KSH212: A layer or model is called on another number or kind of inputs than it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH212",
    today=True,
    bad=[
        """
        a = keras.Input((4,))
        b = keras.Input((4,))
        model = keras.Model([a, b], keras.layers.Add()([a, b]))
        y = model(keras.Input((4,)))  # KSH212
    """,
    ],
    good=[
        """
        a = keras.Input((4,))
        b = keras.Input((4,))
        model = keras.Model([a, b], keras.layers.Add()([a, b]))
        y = model([keras.Input((4,)), keras.Input((4,))])
    """,
    ],
)
def input_structure(program: Program) -> Iterator[Draft]:
    """A layer or model is called on another number or kind of inputs than it takes.

    Fix: one tensor, or a list with as many tensors as it has inputs.
    """
    yield from refused(program, "input-structure")
