"""KSH213: Two layers of one model have the same name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH213",
    today=True,
    bad=[
        """
        model = keras.Sequential()
        model.add(keras.layers.Dense(4, name="out"))
        model.add(keras.layers.Dense(2, name="out"))  # KSH213
    """,
        """
        x = keras.Input((4,))
        heads = [keras.layers.Dense(n, name="head")(x) for n in (1, 2)]
        model = keras.Model(x, heads)  # KSH213
    """,
    ],
    good=[
        """
        model = keras.Sequential()
        model.add(keras.layers.Dense(4, name="hidden"))
        model.add(keras.layers.Dense(2, name="out"))
    """,
        """
        x = keras.Input((4,))
        shared = keras.layers.Dense(4, name="head")
        model = keras.Model(x, shared(shared(x)))
        unused = keras.layers.Dense(2, name="head")(x)
    """,
    ],
)
def repeated_name(program: Program) -> Iterator[Draft]:
    """Two layers of one model have the same name.

    Fix: another name for one of them, or none: Keras then finds one.
    """
    yield from refused(program, "repeated-name")
