"""KSH702: `Flatten` of what is flat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.flattening import shown
from shapecheck.rules.redundancy import idle, made_here, without
from shapecheck.rules.rule import Draft, report, rule

if TYPE_CHECKING:
    from shapecheck.graph.call import LayerCall
    from shapecheck.interpreter.program import Program

_VECTORS = frozenset(
    {"keras.layers.Flatten"}
    | {f"keras.layers.Global{kind}Pooling{rank}D" for kind in ("Average", "Max") for rank in (1, 2, 3)}
    | {f"keras.layers.{name}" for name in ("LSTM", "GRU", "SimpleRNN", "Bidirectional")}
)
"""Layers that give one vector per sample, unless an argument says otherwise."""

_OTHERWISE = ("keepdims", "return_sequences", "return_state", "merge_mode")


@rule(
    "KSH702",
    bad=[
        """
        model = keras.Sequential([
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(8, 3),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Flatten(),  # KSH702
            keras.layers.Dense(10),
        ])
        """,
        """
        x = keras.Input((784,))
        h = keras.layers.Dense(32)(x)
        h = keras.layers.Flatten()(h)  # KSH702
        y = keras.layers.Dense(10)(h)
        """,
        """
        model = keras.Sequential()
        model.add(keras.Input((8, 4)))
        model.add(keras.layers.LSTM(16))
        model.add(keras.layers.Flatten())  # KSH702
        model.add(keras.layers.Dense(1))
        """,
    ],
    good=[
        """
        model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10)])
        """,
        """
        x = keras.Input((8, 8, 3))
        h = keras.layers.GlobalMaxPooling2D(keepdims=True)(x)
        y = keras.layers.Dense(10)(keras.layers.Flatten()(h))
        """,
        """
        def head(features, classes):
            return keras.layers.Dense(classes)(keras.layers.Flatten()(features))
        a = head(keras.Input((784,)), 10)
        """,
        """
        def build(shape=(784,)):
            x = keras.Input(shape)
            return keras.Model(x, keras.layers.Dense(10)(keras.layers.Flatten()(x)))
        """,
        """
        x = keras.Input(())
        y = keras.layers.Dense(10)(keras.layers.Flatten()(x))
        """,
    ],
    fixable=True,
)
def flatten_without_effect(program: Program) -> Iterator[Draft]:
    """`Flatten` is given one vector per sample, and gives it back.

    After a global pooling, after another Flatten, and on inputs of rank 1 there is nothing to flatten. Fix: leave it out.
    """
    for call, given, written in idle(program, {"keras.layers.Flatten"}):
        origin = made_here(call, given, program)
        if given.rank == 2 and origin is not None and _is_vector(origin, program):
            name = origin.operation.rpartition(".")[2]
            message = f"Flatten changes nothing: {name} gives {shown(given)} already"
            fixes = [] if "input_shape" in written.arguments else [without(call, "Flatten")]
            yield report(call.site, message, notes=[(f"{shown(given)} comes from here", origin.site)], proposals=fixes)


def _is_vector(call: LayerCall, program: Program) -> bool:
    """Tell whether a call gives one vector per sample as it is written, whatever else the program is given."""
    written = program.written(call)
    if call.operation == "keras.Input":
        arguments = {} if written is None else written.arguments
        shapes = [arguments.get(name) for name in ("shape", "input_shape", "batch_shape", 0)]
        return any(isinstance(shape, tuple | list) for shape in shapes)
    if call.operation not in _VECTORS or any(call.config.get(name) is True for name in _OTHERWISE):
        return False
    return written is not None and not {"*", *_OTHERWISE} & written.arguments.keys()
