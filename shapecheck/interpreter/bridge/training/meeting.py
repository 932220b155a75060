"""A model's outputs meet labels, as its losses and metrics take them: Problems and doubts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.losses import loss_outcome
from shapecheck.catalog.metrics import metric_outcome
from shapecheck.catalog.training.labels import label_outcome, one_hot_labels
from shapecheck.catalog.training.measured import measures_of
from shapecheck.catalog.training.outcome import Outcome
from shapecheck.catalog.training.samples import DEFAULT_BATCH
from shapecheck.catalog.training.structures import flattened
from shapecheck.catalog.training.targets import Pair, pairs_of
from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.interpreter.bridge.training.named import Named
from shapecheck.interpreter.bridge.training.own import follow
from shapecheck.interpreter.bridge.training.verdicts import Contract, flattened_reading, numbers_in_words, words_of
from shapecheck.interpreter.program import Problem, Training
from shapecheck.interpreter.values import Array
from shapecheck.shapes.dims import Symbol, substitute
from shapecheck.shapes.requirements import Refused, holds, text_of
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.words import shape_text

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["meet_labels", "pairs"]


def pairs(training: Training, targets: Any) -> list[Pair]:
    """Return which loss judges which output by which labels. Raises Refused with Keras's text."""
    assert training.compilation is not None
    compilation = training.compilation
    return pairs_of(compilation.losses, training.outputs, targets, training.output_names, compilation.weights)


def meet_labels(training: Training, frame: Frame, node: cst.CSTNode) -> None:
    """Hold labels against what the losses and the metrics of the model want; the user's own are followed."""
    compilation = training.compilation
    if compilation is None or compilation.losses is None or training.outputs is None or training.y is None:
        return
    try:
        found = pairs(training, training.y)
    except Refused as refused:
        if not any(one is None or (isinstance(one, Named) and not one.name) for one in flattened(compilation.losses)):
            _structure(refused, training, frame)
        return
    refused_any = False
    for pair in found:
        own = _follow(pair, "loss", training, frame, node)
        refused_any = own or _judge(pair, "loss", loss_outcome, training, frame) or refused_any
    if refused_any:
        return
    try:
        measures = measures_of(compilation.metrics, training.outputs, training.y, training.output_names)
    except Refused as refused:
        if all(isinstance(one, Named) and one.name for one in flattened(compilation.metrics)):
            _structure(refused, training, frame)
        return
    for one in measures:
        pair = Pair(one.metric, one.target, one.prediction)
        if not _follow(pair, "metric", training, frame, node):
            _judge(pair, "metric", metric_outcome, training, frame)


def _structure(refused: Refused, training: Training, frame: Frame) -> None:
    """Record that labels and losses are not arranged as the outputs are."""
    assert training.compilation is not None
    problem = Problem(
        "label-structure",
        refused.message,
        training.site,
        when="run",
        operation=f"keras.Model.{training.method}",
        keras_error=refused.keras_error,
        trail=training.trail,
        notes=(("the losses are chosen here", training.compilation.site),),
        details={"training": training},
    )
    frame.problem(problem)


def _judge(pair: Pair, role: str, contract: Contract, training: Training, frame: Frame) -> bool:
    """Record what a loss or metric makes of labels and predictions; True where it refuses them."""
    if not isinstance(pair.loss, Named) or not pair.loss.name:
        return False
    if not isinstance(pair.target, Array) or not isinstance(pair.prediction, Tensor):
        return False
    prediction = _sized(pair.prediction, training)
    target = _batch_of(pair.target, prediction)
    if target is None:
        return False
    outcome = contract(pair.loss.name, target, prediction, pair.loss.options)
    if outcome is None:
        return False
    if outcome.kind == "undecided":
        one_hot = one_hot_labels(pair.loss.name, pair.target.facts, target, prediction)
        if role == "loss" and one_hot.kind == "misread":
            _record("label-numbers", one_hot.message, one_hot, pair, role, training, frame, None)
        return False
    if outcome.kind == "fits":
        if role == "loss" and prediction.shape:
            _judge_numbers(pair, target, prediction, training, frame)
            return _judge_weights(pair, target, prediction, training, frame)
        return False
    if outcome.kind == "refused" and not _always(outcome, training, frame):
        message = f"{words_of(pair.loss.name, outcome, target, prediction)}, unless {text_of(outcome.unless)}, when it stretches them"
        outcome = replace(outcome, kind="broadcasts", shape=None)
    else:
        message = words_of(pair.loss.name, outcome, target, prediction)
    kind = f"{role}-shape" if outcome.kind == "refused" else f"{role}-{outcome.kind}"
    flat = flattened_reading(pair, contract, target, frame, refused=outcome.kind == "refused")
    _record(kind, message, outcome, pair, role, training, frame, flat)
    return outcome.kind == "refused"


def _follow(pair: Pair, role: str, training: Training, frame: Frame, node: cst.CSTNode) -> bool:
    """Run a loss or metric of the user's own on the first batch; True where something in it is refused."""
    if not isinstance(pair.loss, Named) or pair.loss.own is None:
        return False
    if not isinstance(pair.target, Array) or not isinstance(pair.prediction, Tensor):
        return False
    prediction = _sized(pair.prediction, training)
    target = _batch_of(pair.target, prediction)
    if target is None or prediction.shape is None:
        return False
    first = _first_batch(training)
    if first is not None and prediction.shape[0] == frame.run.batch():
        target, prediction = (replace(one, shape=(first, *(one.shape or ())[1:])) for one in (target, prediction))
    notes = [(f"the {role} is chosen here", training.compilation.site)] if training.compilation is not None else []
    if pair.target.site is not None:
        notes.insert(0, (f"the labels come from here: {shape_text(pair.target.tensor.shape or ())}", pair.target.site))
    return follow(pair.loss.own, role, target, prediction, training, notes, frame, node)


def _always(outcome: Outcome, training: Training, frame: Frame) -> bool:
    """Tell whether a refusal holds for a batch that is certain to come, whatever coincidence of sizes would let it pass."""
    if outcome.unless is False:
        return True
    first = _first_batch(training)
    if first is None:
        return False
    try:
        return not holds(outcome.unless, {frame.run.batch(): first})
    except ValueError:
        return False


def _first_batch(training: Training) -> int | None:
    """Return how many samples the first batch has; None where that is not known."""
    size = training.arguments.get("batch_size")
    samples = next((array.tensor.shape[0] for array in _arrays(training.x) if array.tensor.shape), None)
    if training.batched or training.method not in ("fit", "evaluate") or "steps_per_epoch" in training.arguments:
        size = samples
    elif size is None:
        size = DEFAULT_BATCH
    if not isinstance(size, int):
        return None
    return min(size, samples) if isinstance(samples, int) else size


def _judge_numbers(pair: Pair, target: Tensor, prediction: Tensor, training: Training, frame: Frame) -> None:
    """Hold what is known of the labels' numbers against what the loss reads."""
    assert prediction.shape is not None
    outcome = label_outcome(
        pair.loss.name, pair.target.facts, prediction.shape[-1], pair.loss.options, _is_whole(target.dtype)
    )
    if outcome.kind in ("depends", "misread"):
        _record("label-numbers", numbers_in_words(outcome), outcome, pair, "loss", training, frame, None)


def _judge_weights(pair: Pair, target: Tensor, prediction: Tensor, training: Training, frame: Frame) -> bool:
    """Hold one array of weights against the loss of each sample; True where they are refused."""
    weights = training.sample_weight
    if not isinstance(weights, Array) or len(list(tensors_in(training.outputs))) != 1:
        return False
    given = _batch_of(weights, prediction)
    outcome = loss_outcome(pair.loss.name, target, prediction, pair.loss.options, given)
    if given is None or outcome is None or outcome.kind not in ("refused", "broadcasts"):
        return False
    if outcome.kind == "refused" and not _always(outcome, training, frame):
        return False
    message = f"sample weights {shape_text(given.shape or ())} do not go with the losses of the samples"
    if outcome.kind == "refused":
        _record("loss-shape", f"{message}: {outcome.message}", outcome, pair, "loss", training, frame, None)
        return True
    message += f": both are stretched to {shape_text(outcome.shape or ())}"
    _record("loss-broadcasts", message, outcome, pair, "loss", training, frame, None)
    return False


def _is_whole(dtype: str) -> bool:
    return dtype.startswith(("int", "uint", "bool"))


def _record(
    kind: str,
    message: str,
    outcome: Outcome,
    pair: Pair,
    role: str,
    training: Training,
    frame: Frame,
    flat: LayerCall | None,
) -> None:
    assert training.compilation is not None
    labels = shape_text(pair.target.tensor.shape or ())
    notes = [(f"the {role} is chosen here", training.compilation.site)]
    made = frame.run.program.graph.producer(pair.prediction)
    if made is not None:
        notes.insert(0, (f"the predictions come from here: {shape_text(pair.prediction.shape)}", made[0].site))
    if pair.target.site is not None:
        notes.insert(0, (f"the labels come from here: {labels}", pair.target.site))
    details = {
        "training": training,
        "chosen": training.compilation.site,
        "labels": labels,
        "target": pair.target.tensor,
    }
    if flat is not None:
        details["flattened"] = flat
    problem = Problem(
        kind,
        message,
        training.site,
        when="run",
        operation=f"keras.{'losses' if role == 'loss' else 'metrics'}.{pair.loss.name}",
        keras_error=outcome.keras_error,
        inputs=(pair.prediction,),
        trail=training.trail,
        notes=tuple(notes),
        condition=training.condition,
        details=details,
    )
    if outcome.kind == "refused":
        frame.problem(problem)
    else:
        frame.run.program.doubts.append(frame.believed(problem))


def _batch_of(labels: Array, prediction: Tensor) -> Tensor | None:
    """Return labels as the loss sees them: a batch as large as that of the predictions."""
    if not labels.tensor.shape or not prediction.shape:
        return None
    return replace(labels.tensor, shape=(prediction.shape[0], *labels.tensor.shape[1:]))


def _sized(output: Tensor, training: Training) -> Tensor:
    """Return an output with what the data say of the open sizes of the inputs put in."""
    if output.shape is None or training.x is None:
        return output
    known: dict[Symbol, Any] = {}
    for wanted, given in zip(tensors_in(training.inputs), _arrays(training.x), strict=False):
        sizes, others = wanted.shape, given.tensor.shape
        if sizes is not None and others is not None and len(sizes) == len(others):
            pairs = zip(sizes[1:], others[1:], strict=True)
            known.update((size, other) for size, other in pairs if isinstance(size, Symbol))
    return replace(output, shape=tuple(substitute(size, known) for size in output.shape))


def _arrays(content: Any) -> Iterator[Array]:
    return (leaf for leaf in flattened(content) if isinstance(leaf, Array))
