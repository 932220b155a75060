"""A model's outputs meet labels, as its loss and its metrics take them: Problems and doubts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.losses import loss_outcome
from shapecheck.catalog.metrics import metric_outcome
from shapecheck.catalog.training.outcome import Outcome
from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.graph.last_axis import dense_behind
from shapecheck.interpreter.bridge.training.named import Named
from shapecheck.interpreter.program import Problem, Training
from shapecheck.interpreter.values import Array
from shapecheck.shapes.dims import Symbol, substitute
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.words import shape_text

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["meet"]


def meet(training: Training, frame: Frame) -> None:
    """Hold one call of `fit` or its likes against what the loss and the metrics of the model want."""
    compilation, outputs, labels = training.compilation, training.outputs, training.y
    if compilation is None or not isinstance(outputs, Tensor) or not isinstance(labels, Array):
        return
    losses, metrics = _flat(compilation.losses), _flat(compilation.metrics)
    prediction = _sized(outputs, training)
    target = _batch_of(labels, prediction)
    if target is None:
        return
    refused = False
    for loss in losses if len(losses) == 1 else []:
        refused = _report(loss, "loss", loss_outcome, target, prediction, training, frame) or refused
    for metric in [] if refused else metrics:
        _report(metric, "metric", metric_outcome, target, prediction, training, frame)


def _flat(content: Any) -> list[Named]:
    if isinstance(content, Named):
        return [content]
    if isinstance(content, list | tuple):
        return [named for item in content for named in _flat(item)]
    return []


def _batch_of(labels: Array, prediction: Tensor) -> Tensor | None:
    """Return labels as the loss sees them: a batch as large as that of the predictions."""
    if not labels.tensor.shape or not prediction.shape:
        return None
    return replace(labels.tensor, shape=(prediction.shape[0], *labels.tensor.shape[1:]))


def _sized(output: Tensor, training: Training) -> Tensor:
    """Return an output with what the data say of the open sizes of the inputs put in."""
    if output.shape is None:
        return output
    known: dict[Symbol, Any] = {}
    for wanted, given in zip(tensors_in(training.inputs), _arrays(training.x), strict=False):
        sizes, others = wanted.shape, given.tensor.shape
        if sizes is not None and others is not None and len(sizes) == len(others):
            pairs = zip(sizes[1:], others[1:], strict=True)
            known.update((size, other) for size, other in pairs if isinstance(size, Symbol))
    return replace(output, shape=tuple(substitute(size, known) for size in output.shape))


def _arrays(content: Any) -> list[Array]:
    if isinstance(content, Array):
        return [content]
    if isinstance(content, dict):
        return [array for name in sorted(content) for array in _arrays(content[name])]
    return [array for item in content or () for array in _arrays(item)]


def _report(
    named: Named, role: str, outcome_of: Any, target: Tensor, prediction: Tensor, training: Training, frame: Frame
) -> bool:
    """Record what a loss or metric makes of labels and predictions; True where it refuses them."""
    outcome: Outcome | None = outcome_of(named.name, target, prediction, named.options)
    if outcome is None or outcome.kind in ("fits", "undecided"):
        return False
    flattened = _flattened_reading(named, outcome_of, target, training, frame)
    details = {"outcome": outcome, "training": training, "role": role, "loss": named.name}
    if flattened is not None:
        details["flattened"] = flattened
    labels, output = shape_text(target.shape or ()), shape_text(prediction.shape or ())
    message = f"{named.name} cannot take labels {labels} and predictions {output}: {outcome.message}"
    if outcome.kind == "broadcasts":
        message = (
            f"{named.name} broadcasts labels {labels} and predictions {output} to {shape_text(outcome.shape or ())}"
        )
    elif outcome.kind == "depends":
        message += f" (on {', '.join(outcome.refused_on)})"
    known = training.y
    assert training.compilation is not None
    notes = [(f"the {role} is chosen here", training.compilation.site)]
    made = frame.run.program.graph.producer(training.outputs)
    if made is not None:
        notes.insert(0, (f"the predictions come from here: {output}", made[0].site))
    if known.site is not None:
        notes.insert(0, (f"the labels come from here: {shape_text(known.tensor.shape)}", known.site))
    problem = Problem(
        f"{role}-shape" if outcome.kind == "refused" else f"{role}-{outcome.kind}",
        message,
        training.site,
        when="run",
        operation=f"keras.{'losses' if role == 'loss' else 'metrics'}.{named.name}",
        keras_error=outcome.keras_error,
        inputs=(prediction,),
        trail=training.trail,
        notes=tuple(notes),
        details=details,
    )
    if outcome.kind == "refused":
        frame.problem(problem)
    else:
        frame.run.program.doubts.append(replace(problem, condition=training.condition))
    return outcome.kind == "refused"


def _flattened_reading(
    named: Named, outcome_of: Any, target: Tensor, training: Training, frame: Frame
) -> LayerCall | None:
    """Return the `Dense` call behind the output if the labels fit what a flattening `Dense` would give."""
    output = training.outputs
    behind = dense_behind(output, frame.run.program.graph)
    if behind is None or output.shape is None:
        return None
    flat = Tensor((output.shape[0], output.shape[-1]), output.dtype)
    outcome = outcome_of(named.name, target, flat, named.options)
    return behind if outcome is not None and outcome.kind == "fits" else None
