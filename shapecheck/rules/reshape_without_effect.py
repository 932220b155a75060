"""KSH703: `Reshape` to the shape that is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.flattening import shown
from shapecheck.rules.redundancy import idle, without
from shapecheck.rules.rule import Draft, report, rule

if TYPE_CHECKING:
    from shapecheck.graph.call import LayerCall
    from shapecheck.interpreter.program import Program


@rule(
    "KSH703",
    bad=[
        """
        x = keras.Input((28, 28))
        h = keras.layers.Reshape((28, 28))(x)  # KSH703
        y = keras.layers.Reshape((28, 28, 1))(h)
        """,
        """
        model = keras.Sequential([
            keras.Input((16,)),
            keras.layers.Dense(49),
            keras.layers.Reshape((49,)),  # KSH703
            keras.layers.Dense(4),
        ])
        """,
    ],
    good=[
        """
        x = keras.Input((28, 28))
        y = keras.layers.Reshape((28, 28, 1))(x)
        """,
        """
        def build(features, units=49):
            x = keras.Input((features,))
            h = keras.layers.Dense(units)(x)
            return keras.Model(x, keras.layers.Reshape((49,))(h))
        """,
        """
        SIZE = 28
        x = keras.Input((28, SIZE))
        y = keras.layers.Reshape((28, 28))(x)
        """,
        """
        x = keras.Input((None, 4))
        y = keras.layers.Reshape((-1, 4))(x)
        z = keras.layers.Reshape((7, 4))(x)
        """,
    ],
    fixable=True,
)
def reshape_without_effect(program: Program) -> Iterator[Draft]:
    """`Reshape` asks for the shape that its input has.

    Reported only where all that makes the input is written in numbers, so that no other shape can come. Fix: leave it out.
    """
    for call, given, written in idle(program, {"keras.layers.Reshape"}):
        if not all(isinstance(size, int) for size in (given.shape or ())[1:]):
            continue
        before = program.graph.ancestors(call)
        if _literal(call, program) and all(_literal(one, program) for one in before):
            where = [site.node for site in call.trail]
            if all([site.node for site in one.trail] == where for one in before):
                message = f"Reshape changes nothing: its input is {shown(given)} already"
                fixes = [] if "input_shape" in written.arguments else [without(call, "Reshape")]
                yield report(call.site, message, proposals=fixes)


def _literal(call: LayerCall, program: Program) -> bool:
    """Tell whether a layer is constructed where it is called, with nothing but literals."""
    written = program.written(call)
    if call.operation.startswith("keras.ops.") or written is None or "*" in written.arguments:
        return False
    return all(value is not ... for value in written.arguments.values())
