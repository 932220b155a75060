"""KSH219: A tensor is called as if it were a layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH219",
    bad=[
        """
        x = keras.Input((4,))
        encoded = keras.layers.Dense(2)(x)
        again = encoded(x)  # KSH219
    """,
    ],
    good=[
        """
        x = keras.Input((4,))
        encoder = keras.Model(x, keras.layers.Dense(2)(x))
        again = encoder(x)
    """,
    ],
)
def not_callable(program: Program) -> Iterator[Draft]:
    """A tensor is called as if it were a layer.

    Python raises TypeError there. Fix: call the layer or the model that the tensor came from.
    """
    yield from refused(program, "not-callable")
