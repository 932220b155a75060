"""Data at the door of a model: numbers of samples, names, ranks and sizes of its inputs, and what its layers then say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.training.inputs import Fed, feed
from shapecheck.catalog.training.samples import (
    samples_outcome,
    split,
    split_outcome,
    stateful_outcome,
    weights_outcome,
)
from shapecheck.catalog.training.structures import flattened, packed
from shapecheck.graph.call import tensors_in
from shapecheck.interpreter.bridge.models import apply_model, entries_of, layers_of
from shapecheck.interpreter.program import Problem, Training
from shapecheck.interpreter.values import Array, Ref
from shapecheck.shapes.requirements import Refused, collecting, differs
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.words import shape_text, view_text

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["batch_of", "meet_inputs"]


def meet_inputs(ref: Ref, training: Training, frame: Frame) -> bool:
    """Hold the data of one call against the inputs of the model; False where they are refused."""
    if training.method in ("fit", "evaluate") and not training.batched and not _same_samples(training, frame):
        return False
    if training.x is None or training.inputs is None:
        return True
    found = frame.run.state.objects[ref.address]
    entry = entries_of(training.inputs, frame)
    batch = batch_of(training.x, frame)
    if entry is None or batch is None:
        return True
    fed = feed(entry, batch, found.name, found.model.kind == "sequential")
    if fed is None or fed.kind == "undecided":
        return True
    if fed.kind == "refused":
        _refuse(fed, training, frame)
        return False
    fed = _batched(fed, training)
    return _states_fit(ref, training, frame) and _run(ref, fed, training, frame)


def batch_of(x: Any, frame: Frame) -> Any:
    """Return a batch of data as symbolic tensors, whose first axis is open; None where not even a rank is known."""
    if isinstance(x, Array):
        shape = x.tensor.shape
        if not shape:
            return None
        kind = x.tensor.dtype or "float32"
        dtype = "float32" if kind.startswith("float") else kind
        return Tensor((frame.run.batch(), *shape[1:]), dtype, next(frame.run.keys))
    if isinstance(x, dict):
        made = {name: batch_of(item, frame) for name, item in x.items()}
        return None if any(item is None for item in made.values()) else made
    items = [batch_of(item, frame) for item in x]
    return None if any(item is None for item in items) else type(x)(items)


def _same_samples(training: Training, frame: Frame) -> bool:
    """Count the samples as Keras does before the first batch; False where it refuses them."""
    parts = [training.x, training.y, training.sample_weight]
    x, y, weight = (None if part is None else packed(part, [leaf.tensor for leaf in flattened(part)]) for part in parts)
    share = training.arguments.get("validation_split")
    class_weight = training.arguments.get("class_weight")
    outcomes = [samples_outcome(x, y, weight)]
    if y is not None and (class_weight is None or isinstance(class_weight, dict)):
        outcomes.append(weights_outcome(y, weight, class_weight is not None))
    first = next((leaf.shape[0] for leaf in flattened(x) if leaf.shape), None) if x is not None else None
    if isinstance(share, float) and share and isinstance(first, int):
        outcomes.append(split_outcome(first, share))
    refused = next((outcome for outcome in outcomes if outcome.kind == "refused"), None)
    if refused is None:
        return True
    arrays = [array for part in parts if part is not None for array in flattened(part)]
    places = {array.site: f"this has {shape_text(array.tensor.shape or ())}" for array in arrays if array.site}
    problem = Problem(
        f"data-{refused.defect}",
        refused.message,
        training.site,
        when="run",
        operation=f"keras.Model.{training.method}",
        keras_error=refused.keras_error,
        trail=training.trail,
        notes=tuple((text, site) for site, text in places.items()),
        details={"training": training},
    )
    frame.problem(problem)
    return False


def _refuse(fed: Fed, training: Training, frame: Frame) -> None:
    """Record that a model does not take its data."""
    wanted, given = list(tensors_in(training.inputs)), flattened(training.x)
    index = fed.index or 0
    notes = []
    message = fed.message
    kind = f"data-{fed.defect}"
    if index < len(given) and index < len(wanted):
        shape, view = given[index].tensor.shape or (), wanted[index].keras_view() or ()
        if given[index].site is not None:
            notes.append((f"the data come from here: {shape_text(shape)}", given[index].site))
        if fed.defect in ("input-rank", "input-size") and len(shape) > 0:
            if _same(shape, view[1:]) and training.method.startswith("predict"):
                kind = "data-no-batch-axis"
                message += "; one sample is given without a batch axis"
            elif len(view) == len(shape) + 1 and _same(shape[1:], view[2:]):
                message += f"; its `shape` seems to count the samples as well: leave {view_text(view[1:2])[1:-2]} out"
    made = frame.run.program.graph.producer(wanted[index]) if index < len(wanted) else None
    if made is not None:
        notes.append((f"the input is made here: {view_text(wanted[index].shape or ())}", made[0].site))
    problem = Problem(
        kind,
        message,
        training.site,
        when="run",
        operation=f"keras.Model.{training.method}",
        keras_error=fed.keras_error,
        trail=training.trail,
        notes=tuple(notes),
        details={"training": training},
    )
    frame.problem(problem)


def _same(shape: Any, view: Any) -> bool:
    return len(shape) == len(view) and all(
        other is None or differs(size, other) is False for size, other in zip(shape, view, strict=True)
    )


def _batched(fed: Fed, training: Training) -> Fed:
    """Give the batch the size that the model's inputs fix; whether it has that size, only stateful layers ask."""
    fixed = [wanted.shape[0] if wanted.shape else None for wanted in tensors_in(training.inputs)]
    if len(fixed) != len(fed.tensors):
        return fed
    tensors = (
        tensor.with_shape((size, *tensor.shape[1:])) if isinstance(size, int) and tensor.shape else tensor
        for size, tensor in zip(fixed, fed.tensors, strict=True)
    )
    return replace(fed, tensors=tuple(tensors))


def _states_fit(ref: Ref, training: Training, frame: Frame) -> bool:
    """Hold the batches against the states that stateful layers keep; False where they are of another size."""
    objects = frame.run.state.objects
    keeps = [
        objects[one] for one in layers_of(ref.address, frame.run.state) if objects[one].config.get("stateful") is True
    ]
    expected = next((one.shape[0] for one in tensors_in(training.inputs) if one.shape), None)
    samples = next((leaf.tensor.shape[0] for leaf in flattened(training.x) if leaf.tensor.shape), None)
    share = training.arguments.get("validation_split") or 0.0
    if not keeps or not isinstance(expected, int) or samples is None:
        return True
    asked = [training.arguments.get(name) for name in ("batch_size", "steps_per_epoch")]
    size, steps = (
        asked if training.method in ("fit", "evaluate", "predict") and not training.batched else (samples, None)
    )
    if any(not isinstance(one, int | None) for one in (size, steps)):
        return True
    counts = split(samples, share) if share and isinstance(samples, int) and isinstance(share, float) else (samples,)
    if share and len(counts) == 1:
        return True
    outcomes = (stateful_outcome(expected, count, size, steps) for count in counts)
    refused = next((outcome for outcome in outcomes if outcome.kind == "refused"), None)
    if refused is None:
        return True
    frame.problem(
        Problem(
            "data-input-size",
            refused.message,
            training.site,
            when="run",
            operation=f"keras.Model.{training.method}",
            keras_error=refused.keras_error,
            trail=training.trail,
            notes=(("this layer keeps its state", keeps[0].site),),
            details={"training": training},
        )
    )
    return False


def _run(ref: Ref, fed: Fed, training: Training, frame: Frame) -> bool:
    """Run the model's graph on a batch: its layers may refuse what its inputs take."""
    wanted = list(tensors_in(training.inputs))
    if len(wanted) != len(fed.tensors) or any(
        one.shape is None or _same(other.shape, one.keras_view())
        for one, other in zip(wanted, fed.tensors, strict=True)
    ):
        return True
    problems = frame.run.program.problems
    found = frame.run.state.objects[ref.address]
    before = len(problems)
    try:
        with collecting():
            content = _arranged(training.inputs, iter(fed.tensors))
            apply_model(ref, [content], {}, frame, training.site, record=False)
    except (NotKnown, Refused):
        return True
    notes = tuple(
        (f"the data come from here: {shape_text(array.tensor.shape or ())}", array.site)
        for array in flattened(training.x)
        if array.site is not None
    )
    for position in range(before, len(problems)):
        one = problems[position]
        layer = "" if one.operation == found.path else f"{one.operation.rpartition('.')[2]}: "
        problems[position] = frame.believed(
            replace(
                one,
                kind="data-input-size",
                message=f"the data do not fit the model: {layer}{one.message}",
                when="run",
                notes=(*notes, *one.notes),
                details={**one.details, "training": training},
            )
        )
    return len(problems) == before


def _arranged(content: Any, tensors: Any) -> Any:
    """Put tensors in the places of the model's inputs."""
    if isinstance(content, Tensor):
        return next(tensors)
    if isinstance(content, dict):
        made = {name: _arranged(content[name], tensors) for name in sorted(content)}
        return {name: made[name] for name in content}
    return type(content)([_arranged(item, tensors) for item in content])
