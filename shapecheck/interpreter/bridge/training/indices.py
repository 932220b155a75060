"""Numbers in the data against the tables that an `Embedding` looks them up in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.catalog.training.structures import flattened
from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.interpreter.program import Problem, Training
from shapecheck.interpreter.values import Array
from shapecheck.shapes.facts import Facts
from shapecheck.shapes.words import shape_text

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["meet_tables"]


def meet_tables(training: Training, frame: Frame) -> None:
    """Doubt indices that certainly occur and have no row: TensorFlow's CPU raises, JAX gives NaN (`keras.ops.take`)."""
    wanted, given = list(tensors_in(training.inputs)), flattened(training.x)
    if training.condition is not None or isinstance(training.x, dict) or len(wanted) != len(given):
        return
    graph = frame.run.program.graph
    for tensor, array in zip(wanted, given, strict=True):
        made = graph.producer(tensor)
        if made is None or not isinstance(array, Array) or not array.tensor.dtype.startswith(("int", "uint")):
            continue
        for call in graph.consumers(made[0]):
            reads = any(one.key == tensor.key for one in tensors_in(call.inputs))
            if not reads or call.operation != "keras.layers.Embedding" or call.layer is None:
                continue
            rows = frame.run.state.objects[call.layer].config.get("input_dim")
            met = _beyond(array.facts, rows) if isinstance(rows, int) else None
            if met is not None:
                _doubt(f"{met}, but the Embedding has {rows} rows, 0 to {rows - 1}", call, array, training, frame)


def _beyond(facts: Facts, rows: int) -> str | None:
    """Say which index certainly occurs and has no row; None where all may have one."""
    if isinstance(facts.low, int) and facts.low >= rows:
        return f"no index is below {facts.low}"
    if facts.full and facts.high is not None and facts.high >= rows:
        return f"there are indices up to {facts.high}"
    return None


def _doubt(message: str, call: LayerCall, array: Array, training: Training, frame: Frame) -> None:
    notes = [("the table is looked up here", call.site)]
    if array.site is not None:
        notes.insert(0, (f"the data come from here: {shape_text(array.tensor.shape or ())}", array.site))
    problem = Problem(
        "data-index",
        f"{message} (raises on tensorflow only, jax looks up NaN)",
        training.site,
        when="run",
        operation=call.operation,
        trail=training.trail,
        notes=tuple(notes),
        details={"training": training},
    )
    frame.run.program.doubts.append(frame.believed(problem))
