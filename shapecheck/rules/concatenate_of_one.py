"""KSH707: `Concatenate` of one tensor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.redundancy import idle, without
from shapecheck.rules.rule import Draft, report, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program

_MERGES = frozenset(f"keras.layers.{name}" for name in "Concatenate Add Average Maximum Minimum Multiply".split())


@rule(
    "KSH707",
    bad=[
        """
        x = keras.Input((8,))
        y = keras.layers.Dense(4)(x)
        y = keras.layers.Concatenate()([y])  # KSH707
        model = keras.Model(x, y)
        """,
    ],
    good=[
        """
        x = keras.Input((8,))
        y = keras.layers.Concatenate()([x, keras.layers.Dense(4)(x)])
        """,
        """
        x = keras.Input((8,))
        branches = []
        for units in (4,):
            branches.append(keras.layers.Dense(units)(x))
        y = keras.layers.Concatenate()(branches)
        """,
    ],
    fixable=True,
)
def concatenate_of_one(program: Program) -> Iterator[Draft]:
    """A list of one tensor is merged: the layer gives it back.

    A list that is built elsewhere may have more items another time, and is left alone. Fix: the tensor itself.
    """
    for call, _, written in idle(program, _MERGES):
        if written.listed == 1:
            name = call.operation.rpartition(".")[2]
            yield report(call.site, f"{name} of one tensor changes nothing", proposals=[without(call, name)])
