"""KSH705: `Activation("linear")`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.redundancy import idle, without
from shapecheck.rules.rule import Draft, report, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH705",
    bad=[
        """
        x = keras.Input((8,))
        y = keras.layers.Dense(1)(x)
        y = keras.layers.Activation("linear")(y)  # KSH705
        model = keras.Model(x, y)
        """,
        """
        model = keras.Sequential()
        model.add(keras.Input((8,)))
        model.add(keras.layers.Dense(1))
        model.add(keras.layers.Activation(activation="linear"))  # KSH705
        model.compile("adam", "mse")
        """,
    ],
    good=[
        """
        x = keras.Input((8,))
        y = keras.layers.Activation("relu")(x)
        """,
        """
        x = keras.Input((8,))
        y = keras.layers.Activation("linear", dtype="float32")(keras.layers.Dense(1)(x))
        """,
        """
        x = keras.Input((8,))
        y = keras.layers.Activation("linear", name="predictions")(keras.layers.Dense(1)(x))
        """,
        """
        def head(x, activation="linear"):
            return keras.layers.Activation(activation)(keras.layers.Dense(1)(x))
        y = head(keras.Input((8,)))
        """,
        """
        x = keras.Input((8,), dtype="float64")
        y = keras.layers.Activation("linear")(x)
        """,
    ],
    fixable=True,
)
def activation_without_effect(program: Program) -> Iterator[Draft]:
    """`Activation("linear")` gives back its input.

    With a name it names an output, with a dtype it casts (the last layer under mixed precision): both are left alone.
    Fix: leave it out.
    """
    for call, _, written in idle(program, {"keras.layers.Activation"}):
        if len(written.arguments) == 1 and written.literal(0, "activation") == "linear":
            yield report(call.site, 'Activation("linear") changes nothing', proposals=[without(call, "Activation")])
