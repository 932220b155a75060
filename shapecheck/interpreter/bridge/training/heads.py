"""The last activation of a model against its loss: what gives out probabilities, and what reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapecheck.catalog.training.heads import head_mismatches, reads_one_distribution
from shapecheck.catalog.training.targets import Pair
from shapecheck.graph.call import LayerCall
from shapecheck.graph.last_axis import before_flatten, dense_behind
from shapecheck.interpreter.bridge.training.meeting import pairs
from shapecheck.interpreter.bridge.training.named import Named
from shapecheck.interpreter.program import Problem, Training
from shapecheck.shapes.dims import text
from shapecheck.shapes.requirements import Refused, differs
from shapecheck.shapes.tensor import Tensor

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["head_of", "meet_heads"]

_LAYERS = {
    "keras.layers.ReLU": "relu", "keras.layers.LeakyReLU": "leaky_relu", "keras.layers.PReLU": "relu",
    "keras.layers.ELU": "elu",
}  # fmt: skip
"""Layers that are activations, by what they are to a loss."""

_KEEPS = frozenset(f"keras.layers.{name}" for name in ("Dropout", "Identity"))


def meet_heads(training: Training, frame: Frame) -> None:
    """Hold the last activation of each output against the loss that reads it, where no undecided test chose them."""
    compilation = training.compilation
    if training.condition is not None or compilation is None or compilation.losses is None or training.outputs is None:
        return
    try:
        found = pairs(training, training.outputs)
    except Refused:
        return
    for pair in found:
        if not isinstance(pair.loss, Named) or not isinstance(pair.prediction, Tensor) or not pair.prediction.shape:
            continue
        head = head_of(pair.prediction, frame)
        if head is None:
            _flattened_head(pair, training, frame)
            continue
        call, activation = head
        units, name = pair.prediction.shape[-1], pair.loss.name or None
        for mismatch in head_mismatches(activation, units, name, pair.loss.options)[:1]:
            _doubt(mismatch.name, mismatch.message, call, pair.prediction, training, frame)


def _doubt(
    name: str, message: str, call: LayerCall, output: Tensor, training: Training, frame: Frame, **details: Any
) -> None:
    """Record what is odd about a head, once."""
    doubts = frame.run.program.doubts
    if any(doubt.site == call.site and doubt.details.get("head") == name for doubt in doubts):
        return
    assert training.compilation is not None
    doubts.append(
        Problem(
            f"head-{name}",
            message,
            call.site,
            when="run",
            operation=call.operation,
            inputs=(output,),
            trail=call.trail,
            notes=(("the loss is chosen here", training.compilation.site),),
            details={"head": name, "training": training, **details},
        )
    )


def _flattened_head(pair: Pair, training: Training, frame: Frame) -> None:
    """Doubt a `Dense` that gives a distribution for each position, when the loss reads all of them as one."""
    if not reads_one_distribution(pair.loss.name, pair.loss.options):
        return
    before = before_flatten(pair.prediction, frame.run.program.graph)
    head = head_of(before, frame) if before is not None else None
    behind = dense_behind(before, frame.run.program.graph) if before is not None else None
    if before is None or head is None or head[1] != "softmax" or behind is None or not before.shape:
        return
    if differs(before.shape[-1], pair.prediction.shape[-1]) is not True:
        return
    message = f"Flatten makes {text(pair.prediction.shape[-1])} classes of a distribution over {text(before.shape[-1])}"
    _doubt("flattened", message, head[0], pair.prediction, training, frame, flattened=behind)


def head_of(tensor: Tensor, frame: Frame) -> tuple[LayerCall, str] | None:
    """Return the call that gives an output its activation, over the last axis, and that activation; None if not known."""
    graph = frame.run.program.graph
    made = graph.producer(tensor)
    if made is None or made[0].layer is None:
        return None
    call = made[0]
    found = frame.run.state.objects.get(call.layer)
    if found is None:
        return None
    if found.model is not None and isinstance(found.model.outputs, Tensor):
        return head_of(found.model.outputs, frame)
    if call.operation in _KEEPS and isinstance(call.inputs, tuple) and isinstance(call.inputs[0], Tensor):
        return head_of(call.inputs[0], frame)
    if call.operation in _LAYERS:
        return call, _LAYERS[call.operation]
    if call.operation == "keras.layers.Softmax":
        return (call, "softmax") if found.config.get("axis", -1) in (-1, (tensor.rank - 1)) else None
    if found.cls is not None or "activation" not in found.config or "recurrent_activation" in found.config:
        return None
    activation = found.config["activation"]
    if activation is None:
        return call, "linear"
    return (call, activation) if isinstance(activation, str) else None
