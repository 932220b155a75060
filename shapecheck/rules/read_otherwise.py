"""KSH803: Arguments are given by position as Keras 1 read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.finding import Proposal, Step
from shapecheck.rules.refusals import draft
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH803",
    today=True,
    bad=[
        """
        from keras.layers import Convolution2D

        x = keras.Input((32, 32, 3))
        y = Convolution2D(64, 3, 3, padding="same")(x)  # KSH803
    """,
    ],
    good=[
        """
        from keras.layers import Convolution2D

        x = keras.Input((32, 32, 3))
        y = Convolution2D(64, (3, 3), padding="same")(x)
        z = Convolution2D(64, 1, 1)(y)
    """,
        """
        x = keras.Input((224, 224, 3))
        patches = keras.layers.Conv2D(64, 16, 16)(x)
    """,
    ],
    fixable=True,
)
def read_otherwise(program: Program) -> Iterator[Draft]:
    """The sides of a kernel are given one by one, as Keras 1 read them: today the second one is taken for the strides.

    Keras 2 still made one kernel of them; today's Keras builds another layer without a word. Only the name that Keras 1
    had for the layer tells that its reading is meant. Fix: one tuple for the kernel. Silent where `keras-version` is 2.
    """
    for doubt in program.doubts:
        if doubt.kind == "read-otherwise":
            sides = doubt.details["sides"]
            step = Step("join-arguments", doubt.site, sides)
            yield draft(doubt, doubt.message, [Proposal("unsafe", "make one kernel of them", (step,))])
