"""Losses and metrics of the user's own: run on labels and predictions as Keras runs them, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.paths import canonical
from shapecheck.catalog.training.ranks import same_rank
from shapecheck.catalog.training.turns import Open, Way
from shapecheck.interpreter.bridge.conversion import new_tensor
from shapecheck.interpreter.cases import marks, rollback
from shapecheck.interpreter.class_attributes import class_attribute
from shapecheck.interpreter.program import Problem, Training
from shapecheck.interpreter.state import ClassObject, InstanceObject
from shapecheck.interpreter.values import Bound, Function, Partial, Ref, Reference, Tensor, Value
from shapecheck.shapes.dims import TooLarge
from shapecheck.shapes.requirements import Refused, collecting

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame
    from shapecheck.source import Site

__all__ = ["follow", "refusals"]

_FLOATS = "float32"


def follow(
    own: Value,
    role: str,
    labels: Tensor,
    predictions: Tensor,
    training: Training,
    notes: list[tuple[str, Site]],
    frame: Frame,
    node: cst.CSTNode,
) -> bool:
    """Run a "loss" or "metric" on one batch; record what is refused in it, and tell whether anything is.

    A loss is given floats (`Loss.__call__`); a function besides what `LossFunctionWrapper` makes of both ranks.
    A metric is given labels and predictions as they are (`MeanMetricWrapper.update_state`).
    """
    found = _function(own, role, frame)
    if found is None:
        return False
    function, wrapped = found
    if role == "loss":
        labels, predictions = replace(labels, dtype=_FLOATS), replace(predictions, dtype=_FLOATS)
        if wrapped:
            try:
                both = same_rank(Way(), labels.shape or (), predictions.shape or ())
            except Open:
                return False
            labels, predictions = replace(labels, shape=both[0]), replace(predictions, shape=both[1])
    given = [new_tensor(one, one.dtype, frame) for one in (labels, predictions)]
    refused = False
    for problem in refusals(function, given, frame, node):
        # while a model is trained the backend refuses it, in words of its own
        details = {**problem.details, "training": training}
        problem = replace(problem, when="run", keras_error=None, notes=(*problem.notes, *notes), details=details)
        if problem.kind == "index-out-of-range":
            _doubt(problem, role, training, frame)
            continue
        refused = True
        if not _is_known(problem, frame.run.program.problems):
            frame.problem(frame.believed(replace(problem, condition=training.condition)))
    return refused


def _doubt(problem: Problem, role: str, training: Training, frame: Frame) -> None:
    """Record an index that jax takes for the last one."""
    message = f"{problem.message}: jax takes the last one, elsewhere it raises"
    found = replace(problem, kind=f"{role}-depends", message=message, condition=training.condition)
    if not _is_known(found, frame.run.program.doubts):
        frame.run.program.doubts.append(frame.believed(found))


def _is_known(problem: Problem, problems: list[Problem]) -> bool:
    return any(known.kind == problem.kind and known.site == problem.site for known in problems)


def refusals(function: Value, given: Sequence[Value], frame: Frame, node: cst.CSTNode) -> list[Problem]:
    """Call a function on tensors of the backend, on a fork of the state; return what is refused on the way."""
    from shapecheck.interpreter.calls import call

    run = frame.run
    state, before = run.state, marks(run)
    run.state = state.fork()
    run.tracing += 1
    try:
        with collecting():
            call(function, list(given), {}, frame, node)
        return run.program.problems[before[0] :]
    except (NotKnown, Refused, TooLarge):
        return []
    finally:
        run.tracing -= 1
        run.state = state
        rollback(run, before)


_METHODS = {
    "loss": ("call", "keras.losses.Loss", "keras.Loss"),
    "metric": ("update_state", "keras.metrics.Metric", "keras.Metric"),
}
"""What an object computes in, and the classes of Keras that it derives from then."""


def _function(own: Value, role: str, frame: Frame) -> tuple[Value, bool] | None:
    """Return what to call, and whether Keras wraps it; None where that is not known."""
    if isinstance(own, Function | Bound | Partial):
        return own, True
    made = frame.run.state.objects.get(own.address) if isinstance(own, Ref) else None
    definition = frame.run.state.objects.get(made.cls) if isinstance(made, InstanceObject) and made.cls else None
    if not isinstance(definition, ClassObject):
        return None
    name, *bases = _METHODS[role]
    of_keras = any(isinstance(one, Reference) and canonical(one.path) in bases for one in definition.order)
    method = class_attribute(definition, name if of_keras else "__call__", frame)
    return (Bound(method, own), not of_keras) if isinstance(method, Function) else None
