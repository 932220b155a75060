"""KSH708: `TimeDistributed` around what treats every step alike anyway."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.redundancy import together
from shapecheck.rules.rule import Draft, report, rule
from shapecheck.rules.time_distributed_dense import unwrapped

if TYPE_CHECKING:
    from shapecheck.graph.call import LayerCall
    from shapecheck.interpreter.program import Program

_STEPWISE = frozenset(
    f"keras.layers.{name}"
    for name in """Activation Dropout ELU GaussianDropout GaussianNoise LayerNormalization LeakyReLU ReLU Rescaling
    Softmax""".split()
)
_LAST = (-1, (-1,), [-1])


@rule(
    "KSH708",
    bad=[
        """
        x = keras.Input((12, 8))
        y = keras.layers.TimeDistributed(keras.layers.Activation("relu"))(x)  # KSH708
        """,
        """
        model = keras.Sequential([
            keras.Input((12, 8)),
            keras.layers.TimeDistributed(keras.layers.Dropout(0.5)),  # KSH708
            keras.layers.LSTM(4),
        ])
        """,
    ],
    good=[
        """
        x = keras.Input((12, 8))
        y = keras.layers.Activation("relu")(x)
        """,
        """
        x = keras.Input((12, 8, 4))
        y = keras.layers.TimeDistributed(keras.layers.Softmax(axis=1))(x)
        """,
        """
        x = keras.Input((12, 8, 8, 3))
        y = keras.layers.TimeDistributed(keras.layers.Flatten())(x)
        y = keras.layers.TimeDistributed(keras.layers.BatchNormalization())(y)
        """,
    ],
    fixable=True,
)
def time_distributed_elementwise(program: Program) -> Iterator[Draft]:
    """`TimeDistributed` wraps a layer that treats every step alike anyway: an activation, dropout, or a norm of the last axis.

    The layer alone computes the same. Fix: unwrap it. Unwrapping renames weights, if there are any.
    """
    for calls in together(program, {"keras.layers.TimeDistributed"}):
        if all(call.wrapped in _STEPWISE and _is_stepwise(call) for call in calls):
            name = (calls[-1].wrapped or "").rpartition(".")[2]
            message = f"TimeDistributed({name}) computes what {name} computes: it treats every step alike anyway"
            yield report(calls[-1].site, message, proposals=[unwrapped(calls[-1], name)])


def _is_stepwise(call: LayerCall) -> bool:
    """Tell whether the wrapped layer works on the last axis, or on each number: its `axis`, if it has one, is the last."""
    config = getattr(call.config.get("layer"), "config", {})
    noise = config.get("noise_shape")
    activation = config.get("activation")
    return config.get("axis", -1) in _LAST and noise is None and (activation is None or isinstance(activation, str))
