"""KSH602: a layer announces another shape than it makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.meetings import doubted
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH602",
    bad=[
        """
        class Pair(keras.layers.Layer):
            def call(self, x):
                return keras.ops.concatenate([x, x], axis=-1)
            def compute_output_shape(self, input_shape):  # KSH602
                return input_shape
        y = Pair()(keras.Input((8,)))
        """,
        """
        class Pooled(keras.layers.Layer):
            def call(self, x):
                return keras.ops.mean(x, axis=1)
            def compute_output_shape(self, input_shape):  # KSH602
                return (input_shape[0], 1, input_shape[2])
        y = Pooled()(keras.Input((8, 4)))
        """,
    ],
    good=[
        """
        class Pair(keras.layers.Layer):
            def call(self, x):
                return keras.ops.concatenate([x, x], axis=-1)
            def compute_output_shape(self, input_shape):
                return (*input_shape[:-1], 2 * input_shape[-1])
        y = Pair()(keras.Input((8,)))
        """,
        """
        class Last(keras.layers.Layer):
            def call(self, x, training=None):
                return x[:, -1]
            def compute_output_shape(self, input_shape):
                return (None, None)
        y = Last()(keras.Input((8, 4)))
        """,
        """
        class Two(keras.layers.Layer):
            def call(self, x):
                return x, keras.ops.sum(x, axis=-1)
            def compute_output_shape(self, input_shape):
                return [input_shape, input_shape[:-1]]
        y, z = Two()(keras.Input((8, 4)))
        """,
    ],
    level="warning",
)
def announced_shape(program: Program) -> Iterator[Draft]:
    """`compute_output_shape` says another shape than `call` makes.

    Keras believes the announcement, and builds what follows for it; data then come in the shape that `call` makes. Fix:
    say what `call` makes, or leave `compute_output_shape` out, so that Keras finds out itself.
    """
    yield from doubted(program, "announced-shape")
