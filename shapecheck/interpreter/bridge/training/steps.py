"""A `train_step` or `test_step` of the user's own: run on one batch, as `fit` and `evaluate` run it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.graph.call import tensors_in
from shapecheck.interpreter.bridge.conversion import lifted
from shapecheck.interpreter.bridge.training.inputs import batch_of
from shapecheck.interpreter.bridge.training.meeting import meet_labels
from shapecheck.interpreter.bridge.training.own import refusals
from shapecheck.interpreter.class_attributes import class_attribute
from shapecheck.interpreter.frame import Raised
from shapecheck.interpreter.program import Training
from shapecheck.interpreter.state import LayerObject
from shapecheck.interpreter.values import NONE, Array, Bound, Function, Ref, Tensor, Value, unknown

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["compute_loss", "follow_step", "own_methods"]

_OWN = ("train_step", "test_step", "predict_step", "compute_loss", "fit", "evaluate", "predict")
_STEPS = {"fit": "train_step", "train_on_batch": "train_step", "evaluate": "test_step", "test_on_batch": "test_step"}


def own_methods(found: LayerObject, frame: Frame) -> frozenset[str]:
    """Return which of the methods that train, test and predict a class of the user's has of its own."""
    if found.cls is None:
        return frozenset()
    return frozenset(
        name
        for cls in frame.run.state.objects[found.cls].order
        for name in _OWN
        if isinstance(cls, Ref) and frame.run.state.cell(cls.address, name) is not None
    )


def follow_step(method: str, ref: Ref, data: Sequence[Any], frame: Frame, node: cst.CSTNode) -> None:
    """Run the step behind a method on x, y and weights of one batch; what it refuses is a Problem where it stands.

    `data` are arrays, nested as they are given; Keras packs them as `pack_x_y_sample_weight` does. A step that takes a
    state besides, as with jax, is not followed.
    """
    run = frame.run
    definition = run.state.objects[run.state.objects[ref.address].cls]
    step = class_attribute(definition, _STEPS.get(method, ""), frame)
    x, y, weight = data
    if not isinstance(step, Function) or x is None or len(run.conditions) > 0:
        return
    if len(step.node.params.params) != 2:
        return
    parts = [x] if y is None else [x, y] if weight is None else [x, y, weight]
    batch = [batch_of(part, frame) for part in parts]
    if any(part is None for part in batch):
        return
    packed = batch[0] if len(batch) == 1 and not isinstance(batch[0], list | tuple) else tuple(batch)
    try:
        found = refusals(Bound(step, ref), [lifted(packed, frame)], frame, node)
    except Raised:
        return
    known = {(problem.kind, problem.site) for problem in run.program.problems}
    for problem in found:
        if (problem.kind, problem.site) not in known:
            frame.problem(replace(problem, when="run", trail=problem.trail or (*run.trail, frame.site(node))))


def compute_loss(
    ref: Ref, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Evaluate `self.compute_loss(x, y, y_pred)`: the losses that `compile` was told meet labels and predictions."""
    words = {**dict(zip(("x", "y", "y_pred", "sample_weight", "training"), positional, strict=False)), **keywords}
    y, predictions = words.get("y", NONE), words.get("y_pred", NONE)
    found = frame.run.state.objects[ref.address]
    lost = unknown("what `compute_loss` gives is not known", frame.site(node))
    if not isinstance(y, Tensor) or not isinstance(predictions, Tensor) or found.model.compiled is None:
        return lost
    y, predictions = frame.run.current(y), frame.run.current(predictions)
    if not y.shape or not predictions.shape or len(list(tensors_in(predictions))) != 1:
        return lost
    compilation = replace(found.model.compiled, metrics=None)
    site = frame.site(node)
    training = Training(
        "compute_loss", found.name, None, predictions, None, Array(y, site=None), compilation, site, frame.run.trail
    )
    problems = len(frame.run.program.problems)
    meet_labels(training, frame, node)
    return unknown("a refused loss", site, problem=True) if len(frame.run.program.problems) > problems else lost
