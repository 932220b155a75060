"""The last-axis rule: `Dense` maps `(..., k)` to `(..., m)`; which calls keep every axis, and which Dense stands behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.shapes.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapecheck.graph.layer_graph import LayerGraph

__all__ = ["DENSE", "axes_from", "before_flatten", "dense_behind", "flattened_between", "head_behind"]

DENSE = "keras.layers.Dense"
FLATTEN = "keras.layers.Flatten"

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
    for call, given in _back(tensor, graph):
        if not _keeps_axes(call):
            break
        if _is_wide(call, given):
            found = call
    return found


def _keeps_axes(call: LayerCall) -> bool:
    alone = call.operation in ELEMENTWISE and len(list(tensors_in(call.inputs))) == 1
    return alone or call.operation in KEEPS_AXES


def _is_wide(call: LayerCall, given: Tensor | None) -> bool:
    """Tell whether a call is a `Dense` that keeps more axes than the batch."""
    return call.operation == DENSE and given is not None and given.shape is not None and given.rank >= 3


def _back(tensor: Tensor, graph: LayerGraph) -> Iterator[tuple[LayerCall, Tensor | None]]:
    """Yield the calls that a tensor came through, each with its first input, the last one first; into models and layers."""
    outside: dict[int | None, Tensor] = {}
    current: Tensor | None = tensor
    while current is not None:
        current = outside.get(current.key, current)
        made = graph.producer(current)
        if made is None:
            return
        call, index = made
        if call.inside is not None:
            given, results = (list(tensors_in(part)) for part in call.inside)
            # a model holds inputs of its own, a user's code works on the tensors themselves
            outside.update(
                (one.key, other) for one, other in zip(given, tensors_in(call.inputs), strict=False) if one is not other
            )
            current = results[index] if index < len(results) else None
            continue
        current = next(tensors_in(call.inputs), None)
        yield call, current


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


def flattened_between(tensor: Tensor, graph: LayerGraph) -> tuple[LayerCall, LayerCall, LayerCall] | None:
    """Return the first `Dense` that kept its axes, the `Flatten` behind it, and the first `Dense` after that.

    None where a tensor did not come that way, with nothing else between them but what keeps the axes.
    """
    after: LayerCall | None = None
    flatten: LayerCall | None = None
    behind: LayerCall | None = None
    for call, given in _back(tensor, graph):
        if flatten is None and call.operation == FLATTEN:
            flatten = call
        elif not _keeps_axes(call):
            break
        elif flatten is None:
            after = call if call.operation == DENSE else after
        elif _is_wide(call, given):
            behind = call
    return None if behind is None or flatten is None or after is None else (behind, flatten, after)


def before_flatten(tensor: Tensor, graph: LayerGraph) -> Tensor | None:
    """Return what a `Flatten` made a tensor of, None where it was another layer."""
    made = graph.producer(tensor)
    if made is None or made[0].operation != FLATTEN:
        return None
    return next(tensors_in(made[0].inputs), None)
