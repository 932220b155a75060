"""Losses and metrics that the user's own code calls, as loops and `train_step`s of one's own do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from shapecheck.catalog.arrays.data import Data
from shapecheck.catalog.losses import LOSSES, loss_outcome, loss_path
from shapecheck.catalog.metrics import metric_outcome, metric_path
from shapecheck.catalog.training.labels import label_outcome
from shapecheck.catalog.training.outcome import Outcome
from shapecheck.catalog.training.targets import Pair
from shapecheck.interpreter.bridge.arrays.conversion import facts_of, wrapped
from shapecheck.interpreter.bridge.conversion import new_tensor
from shapecheck.interpreter.bridge.training.named import Named, options_of
from shapecheck.interpreter.bridge.training.verdicts import Contract, flattened_reading, numbers_in_words, words_of
from shapecheck.interpreter.program import Problem
from shapecheck.interpreter.values import Array, Made, Reference, Tensor, Unknown, Value, unknown
from shapecheck.shapes.words import Shape, shape_text

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame
    from shapecheck.source import Site

__all__ = ["call_judge", "is_judge", "judging_method"]

_ARGUMENTS = ("y_true", "y_pred", "sample_weight")


def is_judge(path: str) -> bool:
    """Tell whether a canonical path is that of a loss or metric, a class or a function."""
    return loss_path(path) is not None or metric_path(path) is not None


def judging_method(judge: Made, method: str) -> bool:
    """Tell whether a method of a loss or metric holds labels against predictions."""
    return method == "update_state" and metric_path(judge.path) is not None


def call_judge(
    judge: Made | Reference,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    """Call a loss, a metric, or the function of one, and return what a loss gives; what it refuses becomes a Problem.

    An object of a loss brings both sides to one rank and averages (`Loss.__call__`), a function does neither.
    """
    words = {**dict(zip(_ARGUMENTS, positional, strict=False)), **keywords}
    labels, predictions = words.get("y_true"), words.get("y_pred")
    for value in (labels, predictions):
        if isinstance(value, Unknown) and value.problem:
            return unknown(value.reason, frame.site(node), problem=True)
    target, scores = _tensor(labels, frame), _tensor(predictions, frame)
    named, contract, role = _named(
        judge, {name: item for name, item in words.items() if name not in _ARGUMENTS}, frame, frame.site(node)
    )
    if target is None or scores is None or named is None:
        return unknown("what a loss or metric gives for data that are not known", frame.site(node))
    outcome = contract(named.name, target, scores, named.options)
    if outcome is None or outcome.kind == "undecided":
        return unknown("what a loss or metric makes of these is not known", frame.site(node))
    pair = Pair(named, labels, predictions)
    if outcome.kind != "fits":
        kind = f"{role}-shape" if outcome.kind == "refused" else f"{role}-{outcome.kind}"
        message = words_of(named.name, outcome, target, scores)
        refused = _record(judge, kind, message, outcome, pair, target, scores, contract, frame, node)
        if refused is not None:
            return refused
    numbers = _numbers(named, labels, target, scores, frame) if role == "loss" and outcome.kind == "fits" else None
    if numbers is not None:
        message = numbers_in_words(numbers)
        _record(judge, "label-numbers", message, numbers, pair, target, scores, contract, frame, node)
    if role == "metric" or outcome.values is None:
        return unknown("what a metric gives is not known", frame.site(node))
    return _given(judge, outcome.values, named, (labels, predictions), frame, node)


def _named(
    judge: Made | Reference, words: Mapping[str, Value], frame: Frame, site: Site
) -> tuple[Named | None, Contract, str]:
    """Return the name and the options of what judges, its contract, and whether it is a "loss" or a "metric".

    The function of a loss is judged as the metric that calls it as it is.
    """
    options = options_of(judge if isinstance(judge, Made) else Made(judge.path, tuple(words.items())), frame, site)
    loss = loss_path(judge.path)
    name = (loss if isinstance(judge, Made) else None) or metric_path(judge.path) or loss
    named = None if name is None or options is None else Named(name, options)
    if loss is not None and isinstance(judge, Made):
        return named, loss_outcome, "loss"
    return named, metric_outcome, "loss" if loss is not None else "metric"


def _tensor(value: Value | None, frame: Frame) -> Tensor | None:
    """Return what is known of labels or predictions, arrays outside of any `call` and tensors within one."""
    if isinstance(value, Array):
        found = value.tensor
    elif isinstance(value, Tensor) and frame.run.tracing:
        found = frame.run.current(value)
    else:
        return None
    return found if found.shape else None


def _numbers(named: Named, labels: Value | None, target: Tensor, scores: Tensor, frame: Frame) -> Outcome | None:
    """Return what a loss makes of the labels' numbers, None where nothing is wrong with them."""
    if not isinstance(labels, Array) or not scores.shape or named.name not in LOSSES:
        return None
    whole = target.dtype.startswith(("int", "uint", "bool"))
    outcome = label_outcome(named.name, facts_of(labels, frame), scores.shape[-1], named.options, whole)
    return outcome if outcome.kind in ("depends", "misread") else None


def _record(
    judge: Made | Reference,
    kind: str,
    message: str,
    outcome: Outcome,
    pair: Pair,
    target: Tensor,
    scores: Tensor,
    contract: Contract,
    frame: Frame,
    node: cst.CSTNode,
) -> Value | None:
    """Record what is refused, and return the unknown that follows; doubt what is stretched or misread."""
    refused = outcome.kind == "refused" and outcome.unless is False
    if not refused and (outcome.kind == "refused" or frame.run.tracing or frame.run.conditions or frame.run.repeating):
        return None
    site = frame.site(node)
    chosen = judge.site if isinstance(judge, Made) and judge.site is not None else site
    notes = [] if chosen is site else [(f"the {kind.partition('-')[0]} is chosen here", chosen)]
    labels = shape_text(target.shape or ())
    if isinstance(pair.target, Array) and pair.target.site is not None:
        notes.insert(0, (f"the labels come from here: {labels}", pair.target.site))
    output = pair.prediction.output if isinstance(pair.prediction, Array) else pair.prediction
    details = {"chosen": chosen, "labels": labels, "target": target}
    if output is not None and output.shape:
        behind = replace(pair, prediction=output)
        batch = replace(target, shape=(output.shape[0], *(target.shape or ())[1:]))
        flat = flattened_reading(behind, contract, batch, frame, refused=refused)
        details |= {} if flat is None else {"flattened": flat}
    problem = Problem(
        kind,
        message,
        site,
        when="run",
        operation=f"{judge.path.rpartition('.')[0]}.{pair.loss.name}",
        keras_error=outcome.keras_error,
        inputs=(scores if output is None else output,),
        trail=frame.run.trail,
        notes=tuple(notes),
        details=details,
    )
    if refused:
        return frame.problem(problem)
    frame.run.program.doubts.append(frame.believed(problem))
    return None


def _given(
    judge: Made | Reference, values: Shape, named: Named, given: Sequence[Value | None], frame: Frame, node: cst.CSTNode
) -> Value:
    """Return the numbers of a loss: an average, or one for each vector of scores where nothing reduces them."""
    reduced = isinstance(judge, Made) and named.options.get("reduction", "sum") not in (None, "none")
    shape = () if reduced else values
    if any(isinstance(value, Tensor) for value in given):
        return new_tensor(shape, "float32", frame)
    return wrapped(Data(shape, "float32"), judge.path, frame, node)
