"""What shapecheck says of a program that calls `keras.applications`, in the form of the recording."""

from __future__ import annotations

from typing import Any

from shapecheck.graph.call import tensors_in
from shapecheck.graph.model import Model, ModelLayer
from shapecheck.interpreter.interpret import Options, interpret
from shapecheck.interpreter.program import Program
from shapecheck.source import SourceFile
from tests.fixtures import in_thread, outputs

Json = Any


def analysed(text: str, **options: Any) -> Program:
    """Analyse a program."""
    program: Program = in_thread(lambda: interpret(SourceFile("program.py", text), Options(**options)))
    return program


def described(program: Program) -> Json:
    """Describe the last model of a program."""
    model = program.models[-1]
    counts = model.parameters
    return {
        "name": model.name,
        "total": counts.total,
        "trainable": counts.trainable,
        "layers": [_row(row, model) for row in model.layers],
        "operations": [_row(row, model) for row in model.operations],
    }


def _row(row: ModelLayer, model: Model) -> Json:
    weights = [[list(weight.shape), weight.trainable] for weight in row.layer.weights or ()]
    inner = [_row(part, row.model) for part in row.model.layers] if row.model is not None else []
    return [
        row.layer.name,
        row.layer.class_name,
        outputs(row.calls[-1].outputs) if row.calls else None,
        weights,
        _origins(row, model),
        inner,
    ]


def _origins(row: ModelLayer, model: Model) -> list[str]:
    """Return the names of what the last call takes, "input" for an input."""
    graph = model.graph
    assert graph is not None
    rows = [one for one in (*model.layers, *model.operations) if one.layer.class_name != "InputLayer"]
    names = {call.key: one.layer.name for one in rows for call in one.calls}
    made = [graph.producer(tensor) for call in row.calls[-1:] for tensor in tensors_in(call.inputs)]
    return [names.get(one[0].key, "input") for one in made if one is not None]
