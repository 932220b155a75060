"""The last-axis rule: `Dense` maps `(..., k)` to `(..., m)`; which calls keep every axis, and which Dense stands behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.shapes.tensor import Tensor

if TYPE_CHECKING:
    from shapecheck.graph.layer_graph import LayerGraph

__all__ = ["DENSE", "axes_from", "before_flatten", "dense_behind", "head_behind"]

DENSE = "keras.layers.Dense"

KEEPS_AXES = frozenset(
    f"keras.layers.{name}"
    for name in [
        "Activation",
        "ReLU",
        "LeakyReLU",
        "PReLU",
        "ELU",
        "Softmax",
        "ThresholdedReLU",
        "Dropout",
        "GaussianDropout",
        "GaussianNoise",
        "AlphaDropout",
        "SpatialDropout1D",
        "SpatialDropout2D",
        "SpatialDropout3D",
        "ActivityRegularization",
        "BatchNormalization",
        "LayerNormalization",
        "GroupNormalization",
        "UnitNormalization",
        "RMSNormalization",
        "Masking",
        "Identity",
        "Dense",
    ]
)
"""Layers whose output has the axes of their input, each where it was."""

ELEMENTWISE = frozenset(
    f"keras.ops.{name}"
    for name in """abs absolute add cast celu clip divide elu exp gelu hard_sigmoid hard_silu hard_tanh identity leaky_relu log
    log_sigmoid log_softmax maximum minimum mish multiply negative power relu relu6 selu sigmoid silu softmax softplus
    softsign sqrt square subtract tanh true_divide""".split()
)
"""Operations that keep the axes of a tensor, on it alone or with numbers."""


def dense_behind(tensor: Tensor, graph: LayerGraph) -> LayerCall | None:
    """Return the first `Dense` on an input of rank 3 or more whose axes a tensor still has, None where there is none.

    It is looked for inside models and in what a user's own layers do too.
    """
    found: LayerCall | None = None
    outside: dict[int | None, Tensor] = {}
    current: Tensor | None = tensor
    while current is not None:
        current = outside.get(current.key, current)
        made = graph.producer(current)
        if made is None:
            return found
        call, index = made
        if call.inside is not None:
            given, results = (list(tensors_in(part)) for part in call.inside)
            # a model holds inputs of its own, a user's code works on the tensors themselves
            outside.update(
                (one.key, other) for one, other in zip(given, tensors_in(call.inputs), strict=False) if one is not other
            )
            current = results[index] if index < len(results) else None
            continue
        taken = list(tensors_in(call.inputs))
        alone = call.operation in ELEMENTWISE and len(taken) == 1
        if call.operation not in KEEPS_AXES and not alone:
            return found
        current = taken[0] if taken else None
        if call.operation == DENSE and current is not None and current.shape is not None and current.rank >= 3:
            found = call
    return found


def head_behind(tensor: Tensor, graph: LayerGraph) -> LayerCall | None:
    """Return the last `Dense` before a tensor, if nothing after it changes the shape."""
    made = graph.producer(tensor)
    while made is not None and made[0].operation != DENSE:
        given = next(tensors_in(made[0].inputs), None)
        made = graph.producer(given) if given is not None and made[0].operation in KEEPS_AXES else None
    return None if made is None else made[0]


def axes_from(tensor: Tensor, graph: LayerGraph) -> LayerCall | None:
    """Return the call that gave a tensor its axes: what keeps them is passed by, all but the last size counts."""
    made = graph.producer(tensor)
    while made is not None and made[0].operation in KEEPS_AXES:
        given = next(tensors_in(made[0].inputs), None)
        before = None if given is None else graph.producer(given)
        if before is None:
            break
        made = before
    return None if made is None else made[0]


def before_flatten(tensor: Tensor, graph: LayerGraph) -> Tensor | None:
    """Return what a `Flatten` made a tensor of, None where it was another layer."""
    made = graph.producer(tensor)
    if made is None or made[0].operation != "keras.layers.Flatten":
        return None
    return next(tensors_in(made[0].inputs), None)
