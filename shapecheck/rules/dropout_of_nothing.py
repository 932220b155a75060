"""KSH704: a rate of 0."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.redundancy import idle, without
from shapecheck.rules.rule import Draft, report, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program

_NOISE = frozenset(
    f"keras.layers.{name}"
    for name in """AlphaDropout Dropout GaussianDropout GaussianNoise SpatialDropout1D SpatialDropout2D
    SpatialDropout3D""".split()
)


@rule(
    "KSH704",
    bad=[
        """
        x = keras.Input((8,))
        h = keras.layers.Dense(4)(x)
        h = keras.layers.Dropout(0)(h)  # KSH704
        y = keras.layers.Dense(2)(h)
        """,
        """
        model = keras.Sequential([
            keras.Input((8, 8, 3)),
            keras.layers.SpatialDropout2D(rate=0.0),  # KSH704
            keras.layers.Conv2D(4, 3),
        ])
        """,
    ],
    good=[
        """
        x = keras.Input((8,))
        y = keras.layers.Dropout(0.5)(x)
        """,
        """
        RATE = 0.0
        x = keras.Input((8,))
        y = keras.layers.Dropout(RATE)(x)
        """,
        """
        def block(x, rate=0):
            return keras.layers.Dropout(rate)(keras.layers.Dense(4)(x))
        y = block(keras.Input((8,)))
        """,
    ],
    fixable=True,
)
def dropout_of_nothing(program: Program) -> Iterator[Draft]:
    """A layer of dropout or noise is written with a rate of 0, and gives back its input.

    A rate that comes from a name or a parameter is a setting, and is left alone. Fix: leave the layer out.
    """
    for call, _, written in idle(program, _NOISE):
        rates = [written.arguments.get(key) for key in (0, "rate", "stddev") if key in written.arguments]
        if rates and type(rates[0]) in (int, float) and rates[0] == 0:
            name = call.operation.rpartition(".")[2]
            yield report(call.site, f"{name} of 0 changes nothing", proposals=[without(call, name)])
