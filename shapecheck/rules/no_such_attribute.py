"""KSH218: A layer, model or symbolic tensor is asked for an attribute or method that it has not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH218",
    today=True,
    bad=[
        """
        x = keras.Input((4,))
        model = keras.Model(x, keras.layers.Dense(2)(x))
        model.add(keras.layers.Dense(1))  # KSH218
    """,
        """
        x = keras.Input((28, 28))
        rows = keras.layers.Dense(2)(x).mean(axis=1)  # KSH218
    """,
        """
        class Head(keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self.dense = keras.layers.Dense(2)

            def call(self, x):
                return self.dens(x)  # KSH218

        y = Head()(keras.Input((4,)))
    """,
    ],
    good=[
        """
        x = keras.Input((28, 28))
        rows = keras.ops.mean(keras.layers.Dense(2)(x), axis=1)
    """,
        """
        layer = keras.layers.Dense(2)
        layer.rate = 3
        rate = layer.rate, getattr(layer, "momentum", 0.9)
    """,
    ],
)
def no_such_attribute(program: Program) -> Iterator[Draft]:
    """A layer, model or symbolic tensor is asked for an attribute or method that it has not.

    Python raises AttributeError there. A `keras.KerasTensor`, which is what functions that build a model see, has a shape
    and a dtype but none of the methods of an array: these are functions of `keras.ops`. Silent where the attribute may
    have been set, or `keras-version` is 2.
    """
    yield from refused(program, "no-such-attribute")
