"""KSH209: An input has a size that does not fit: a layer was built for another, or two operands must agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH209",
    bad=[
        """
        layer = keras.layers.Dense(8)
        a = layer(keras.Input((4,)))
        b = layer(keras.Input((5,)))  # KSH209
    """,
        """
        x = keras.ops.matmul(keras.Input((3, 4)), keras.Input((5, 6)))  # KSH209
    """,
        """
        source, target = keras.Input((8, 5)), keras.Input((6, 5))
        _, h, c = keras.layers.LSTM(24, return_state=True)(source)
        decoded = keras.layers.LSTM(16, return_sequences=True)(target, initial_state=[h, c])  # KSH209
        """,
    ],
    good=[
        """
        layer = keras.layers.Dense(8)
        a = layer(keras.Input((4,)))
        b = layer(keras.Input((4,)))
    """,
        """
        x = keras.ops.matmul(keras.Input((3, 4)), keras.Input((4, 6)))
    """,
        """
        source, target = keras.Input((8, 5)), keras.Input((6, 5))
        _, h, c = keras.layers.LSTM(16, return_state=True)(source)
        decoded = keras.layers.LSTM(16, return_sequences=True)(target, initial_state=[h, c])
        """,
    ],
)
def size_mismatch(program: Program) -> Iterator[Draft]:
    """An input has a size that does not fit: a layer was built for another, or two operands must agree.

    A layer's weights are made for the first input that it is called on. Fix: another layer for the other width, or a
    projection to the width that the layer was built for.
    """
    yield from refused(program, "size-mismatch", "inner-mismatch")
