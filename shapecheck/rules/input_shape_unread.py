"""KSH706: `input_shape` on a layer that is not the first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.finding import Proposal, Step
from shapecheck.rules.redundancy import together
from shapecheck.rules.rule import Draft, report, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH706",
    bad=[
        """
        model = keras.Sequential([
            keras.layers.Dense(16, input_shape=(8,)),
            keras.layers.Dense(4, activation="relu", input_shape=(16,)),  # KSH706
        ])
        """,
        """
        x = keras.Input((8,))
        y = keras.layers.Dense(4, input_shape=(8,))(x)  # KSH706
        """,
        """
        model = keras.Sequential()
        model.add(keras.Input((8, 3)))
        model.add(keras.layers.LSTM(4, input_shape=(8, 3), return_sequences=True))  # KSH706
        model.add(keras.layers.Dense(1))
        """,
    ],
    good=[
        """
        model = keras.Sequential([keras.layers.Dense(16, input_shape=(8,)), keras.layers.Dense(4)])
        """,
        """
        model = keras.Sequential()
        for _ in range(3):
            model.add(keras.layers.Dense(8, input_shape=(8,)))
        """,
        """
        def first(units):
            return keras.layers.Dense(units, input_shape=(8,))
        model = keras.Sequential([first(4), keras.layers.Dense(2)])
        """,
        """
        inner = keras.Sequential([keras.layers.Dense(16, input_shape=(8,))])
        outer = keras.Sequential([keras.Input((8,)), inner])
        """,
    ],
    fixable=True,
)
def input_shape_unread(program: Program) -> Iterator[Draft]:
    """A layer is told the shape of its input, but it is not the first of a `Sequential`: nobody reads it.

    Keras only warns. Fix: leave it out; the input has the shape that the layer before gives.
    """
    inputs = {call.site.node for call in program.calls if call.operation == "keras.Input"}
    told = {call.operation for call in program.calls if call.config.get("input_shape") is not None}
    for calls in together(program, told):
        call, written = calls[-1], program.written(calls[-1])
        if written is None or "input_shape" not in written.arguments or written.site.node in inputs:
            continue
        name = call.operation.rpartition(".")[2]
        step = Step("remove-argument", call.site, f"{name}.input_shape")
        yield report(
            written.site,
            f"`input_shape` of {name} is not read: it is not the first layer of a Sequential",
            proposals=[Proposal("safe", "leave `input_shape` out", (step,))],
        )
