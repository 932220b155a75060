"""`compile`, `fit` and their likes: what they are given becomes a fact, and meets the model's contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.arrays.data import Data
from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.graph.call import tensors_in
from shapecheck.interpreter.bridge.arrays.conversion import facts_of
from shapecheck.interpreter.bridge.arrays.predicting import predicted
from shapecheck.interpreter.bridge.conversion import plain
from shapecheck.interpreter.bridge.data.batches import batch_given, parts_of
from shapecheck.interpreter.bridge.layers import apply_layer
from shapecheck.interpreter.bridge.training.columns import judged_as_column
from shapecheck.interpreter.bridge.training.heads import meet_heads
from shapecheck.interpreter.bridge.training.identified import doubt_identifiers, meet_identifiers, meet_optimizer
from shapecheck.interpreter.bridge.training.indices import meet_tables
from shapecheck.interpreter.bridge.training.inputs import batch_of, meet_inputs
from shapecheck.interpreter.bridge.training.meeting import meet_labels
from shapecheck.interpreter.bridge.training.named import Named, losses_of, metrics_of
from shapecheck.interpreter.bridge.training.slicing import can_slice, stands_alone
from shapecheck.interpreter.bridge.training.steps import follow_step, own_methods
from shapecheck.interpreter.program import Compilation, Problem, Training
from shapecheck.interpreter.state import DictObject, LayerObject, LibraryObject, ListObject, ModelFacts
from shapecheck.interpreter.values import NONE, Array, Ref, Tensor, Tuple, Unknown, Value, is_none, unknown

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame
    from shapecheck.source import Site

__all__ = ["METHODS", "call_training"]

_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "compile": ("optimizer", "loss", "loss_weights", "metrics", "weighted_metrics"),
    "fit": (
        "x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split", "validation_data", "shuffle",
        "class_weight", "sample_weight",
    ),
    "evaluate": ("x", "y", "batch_size", "verbose", "sample_weight"),
    "predict": ("x", "batch_size"),
    "train_on_batch": ("x", "y", "sample_weight", "class_weight"),
    "test_on_batch": ("x", "y", "sample_weight"),
    "predict_on_batch": ("x",),
    "fit_generator": (
        "x", "steps_per_epoch", "epochs", "verbose", "callbacks", "validation_data", "validation_steps",
        "validation_freq", "class_weight",
    ),
    "evaluate_generator": ("x", "steps"),
    "predict_generator": ("x", "steps"),
}  # fmt: skip
"""The arguments in their order (`keras/src/trainers/trainer.py`), as far as they are read here."""

METHODS = frozenset(_ARGUMENTS)

_COMPILED = ("fit", "evaluate", "train_on_batch", "test_on_batch")
"""The methods that ask whether the model was compiled (`keras/src/backend/jax/trainer.py`, and its like)."""


def call_training(
    ref: Ref,
    found: LayerObject,
    method: str,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    """Call a method that trains a model or asks it for predictions."""
    words = {**dict(zip(_ARGUMENTS[method], positional, strict=False)), **keywords}
    if method.endswith("_generator"):
        words.setdefault("x", words.pop("generator", NONE))
        method = method.removesuffix("_generator")
    site = frame.site(node)
    if method == "compile":
        losses = losses_of(words.get("loss", NONE), frame, site)
        metrics = metrics_of(words.get("metrics", NONE), frame, site)
        weights = plain(words.get("loss_weights", NONE), frame, site)
        plainly = isinstance(losses, Named) and is_none(words.get("weighted_metrics", NONE))
        results = _results(metrics) if plainly else None
        compilation = Compilation(losses, metrics, site, None if isinstance(weights, Opaque) else weights, results)
        assert found.model is not None
        frame.run.state.objects[ref.address] = replace(found, model=replace(found.model, compiled=compilation))
        meet_optimizer(words.get("optimizer"), frame, site)
        doubt_identifiers(compilation, frame)
        _note(method, ref, {}, frame, node)
        return NONE
    if method in _COMPILED and not _is_compiled(found, frame):
        return _not_compiled(found, method, frame, node)
    facts = found.model
    assert facts is not None
    if method in _COMPILED and found.cls is None and meet_identifiers(facts.compiled, method, frame, site):
        return unknown("what follows from a loss or metric that Keras does not know", site, problem=True)
    problems = len(frame.run.program.problems)
    _note(method, ref, words, frame, node)
    if method.startswith("predict"):
        if len(frame.run.program.problems) > problems:
            return unknown("what follows from data that do not fit", site, problem=True)
        return predicted(frame.run.state.objects[ref.address], words.get("x"), frame, node)
    if method in ("evaluate", "test_on_batch", "train_on_batch") and "return_dict" not in words:
        return _measured(found, frame, site)
    held_out = words.get("validation_data", NONE)
    if isinstance(held_out, Tuple) and len(held_out.items) in (2, 3):
        parts = dict(zip(("x", "y", "sample_weight"), held_out.items, strict=False))
        _note("evaluate", ref, parts, frame, node)
    elif isinstance(held_out, Ref):
        _note("evaluate", ref, {"x": held_out}, frame, node)
    return unknown(f"what `{method}` returns is not known", site)


def _results(metrics: Any) -> int | None:
    """Return how many numbers one loss and these metrics are; a metric that is named twice gives more."""
    if metrics is None:
        return 1
    plain_ones = isinstance(metrics, list) and all(isinstance(metric, Named) for metric in metrics)
    return 1 + len(metrics) if plain_ones and len({metric.name for metric in metrics}) == len(metrics) else None


def _measured(found: LayerObject, frame: Frame, site: Site) -> Value:
    """Return the loss, or the loss and the metrics (`Trainer._flatten_metrics_in_order`)."""
    facts = found.model
    assert facts is not None
    own = [layer for layer in facts.layers if frame.run.state.objects[layer].cls is not None]
    count = None if facts.compiled is None or found.cls is not None or own else facts.compiled.results
    if count is None or len(list(tensors_in(facts.outputs))) != 1:
        return unknown("how many numbers a model measures is not known", site)
    number = Array(Tensor((), "float32"), site=site, origin="a measure of the model")
    return number if count == 1 else frame.run.new(ListObject((number,) * count))


def _is_compiled(found: LayerObject, frame: Frame) -> bool:
    """Tell whether a model was, or may have been, compiled: only what the file itself runs tells that it was not."""
    run = frame.run
    assert found.model is not None
    open_end = run.entered or run.repeating or run.importing or not run.undoubted
    return bool(found.model.compiled is not None or open_end or found.cls is not None or found.weights is None)


def _not_compiled(found: LayerObject, method: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Record that a model is trained before anything told it how."""
    problem = Problem(
        "not-compiled",
        f"the model `{found.name}` has not been compiled: `{method}` needs a loss and an optimizer",
        frame.site(node),
        when="run",
        operation=f"keras.Model.{method}",
        keras_error="You must call `compile()` before using the model.",
        trail=frame.run.trail,
        notes=(("the model is made here", found.site),),
    )
    return frame.problem(problem)


def data_of(value: Value, frame: Frame) -> Any:
    """Return data as a structure of arrays; None where it is not given, or a part of it is not known."""
    if isinstance(value, Array):
        return None if value.tensor.dtype == "object" else replace(value, facts=facts_of(value, frame))
    items: Any = None
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, Tuple | ListObject):
        items = [data_of(item, frame) for item in found.items]
        known = all(item is not None for item in items)
        return (tuple(items) if isinstance(found, Tuple) else items) if known and items else None
    if isinstance(found, LibraryObject):
        return _table(found, frame)
    if isinstance(found, DictObject):
        items = {getattr(key, "value", None): data_of(item, frame) for key, item in found.entries.items()}
        return items if items and all(item is not None for item in items.values()) else None
    return None


def _table(found: LibraryObject, frame: Frame) -> Any:
    """Return the array that Keras makes of a table; None for any other object."""
    held = found.tool.learned.get("array")
    if not isinstance(held, Data) or not held.shape:
        return None
    return Array(Tensor(held.shape, held.dtype), held.facts, found.site, found.origin)


_PLAIN = ("batch_size", "validation_split", "class_weight", "steps_per_epoch")


def _note(method: str, ref: Ref, words: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> None:
    """Record that a model meets data, and hold it against what the model, its loss and its metrics want."""
    run = frame.run
    site = frame.site(node)
    found = run.state.objects[ref.address]
    own = own_methods(found, frame)
    if run.repeating or found.weights is None or method in own:
        return
    batch = batch_given(words.get("x", NONE), frame, node) if "x" in words else None
    fitting = can_slice if batch is None else stands_alone
    if not fitting(method, words, frame, node):
        return
    found = run.state.objects[ref.address]
    given = [words.get(name, NONE) for name in ("x", "y", "sample_weight")] if batch is None else parts_of(batch, frame)
    x, y, weight = (data_of(value, frame) for value in given)
    if own:
        judged_as_column(
            lambda labels, weights: follow_step(method, ref, (x, labels, weights), frame, node), y, weight, frame
        )
        return
    if x is not None and found.model.inputs is None:
        _build_on(ref, x, frame, node)
        found = run.state.objects[ref.address]
    facts = found.model
    if found.weights is None or (facts.inputs is not None and facts.outputs is None):
        return
    tests = run.conditions
    if len(tests) > 1 or (tests and not tests[0].entry):
        return
    training = Training(
        method, found.name, facts.inputs, facts.outputs, x, y, facts.compiled, site, run.trail,
        tests[0].condition() if tests else None, _output_names(facts, frame), weight,
        {name: plain(words[name], frame, site) for name in _PLAIN if name in words}, batch is not None,
    )  # fmt: skip
    run.program.trainings.append(training)
    meet_heads(training, frame)
    if meet_inputs(ref, training, frame):
        if x is not None:
            meet_tables(training, frame)
        judged_as_column(
            lambda labels, weights: meet_labels(replace(training, y=labels, sample_weight=weights), frame, node),
            y,
            weight,
            frame,
        )


def _output_names(facts: ModelFacts, frame: Frame) -> tuple[str, ...] | None:
    """Return the names of a functional model's outputs, those of the layers that make them."""
    if facts.kind != "functional" or facts.outputs is None:
        return None
    return tuple(frame.input_name(tensor) for tensor in tensors_in(facts.outputs))


def _build_on(ref: Ref, x: Any, frame: Frame, node: cst.CSTNode) -> None:
    """Build a model that has no input yet on the first batch, as `fit` does."""
    batch = batch_of(x, frame)
    if batch is None:
        return
    try:
        made = apply_layer(ref, [batch], {}, frame, frame.site(node))
    except NotKnown:
        return
    found = frame.run.state.objects[ref.address]
    if not isinstance(made, Unknown) and found.model.outputs is None:
        facts = replace(found.model, inputs=batch, outputs=made)
        frame.run.state.objects[ref.address] = replace(found, model=facts)
