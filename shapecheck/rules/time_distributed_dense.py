"""KSH701: `TimeDistributed(Dense(m))` is `Dense(m)`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.finding import Proposal, Step
from shapecheck.graph.last_axis import DENSE
from shapecheck.rules.rule import Draft, report, rule

__all__ = ["unwrapped"]

if TYPE_CHECKING:
    from shapecheck.graph.call import LayerCall
    from shapecheck.interpreter.program import Program


@rule(
    "KSH701",
    bad=[
        """
        x = keras.Input((12, 8))
        y = keras.layers.TimeDistributed(keras.layers.Dense(4))(x)  # KSH701
        """,
    ],
    good=[
        """
        x = keras.Input((12, 8))
        y = keras.layers.Dense(4)(x)
        """,
        """
        x = keras.Input((12, 8, 8, 3))
        y = keras.layers.TimeDistributed(keras.layers.Conv2D(4, 3))(x)
        """,
    ],
    fixable=True,
)
def time_distributed_dense(program: Program) -> Iterator[Draft]:
    """`TimeDistributed(Dense(m))` computes what `Dense(m)` computes.

    Dense already works on the last axis and shares its weights over all the others: same output shape, same
    parameters, one wrapper less. Fix: unwrap it. Unwrapping renames the weights (`time_distributed/dense/kernel`).
    """
    seen: set[int] = set()
    for call in program.calls:
        inner = call.wrapped
        if call.operation == "keras.layers.TimeDistributed" and inner == DENSE and id(call.site.node) not in seen:
            seen.add(id(call.site.node))
            yield report(
                call.site,
                "TimeDistributed(Dense) computes what Dense computes: it works on the last axis anyway",
                proposals=[unwrapped(call, "Dense")],
            )


def unwrapped(call: LayerCall, name: str) -> Proposal:
    """Propose to use the layer that `TimeDistributed` wraps."""
    message = f"use the {name} itself; its weights, if any, and automatic names then lack `time_distributed`"
    return Proposal("unsafe", message, (Step("unwrap", call.site, "TimeDistributed"),))
