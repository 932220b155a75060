"""The fixtures: their sources, what real Keras was recorded to say of them, and what the analysis says in the same form."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.graph.layer_graph import inputs_of
from shapecheck.graph.model import Model, ModelLayer, Parameters
from shapecheck.interpreter.interpret import Options, interpret
from shapecheck.interpreter.program import Program
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.tensor import Tensor
from shapecheck.source import SourceFile

ROOT = Path(__file__).parents[1] / "fixtures"
CORRECT = sorted(path.parent for path in ROOT.glob("correct/*/model.py"))
BUGGY = sorted(path.parent for path in ROOT.glob("buggy/*/model.py"))
_MARK = re.compile(r"#\s*(KSH\d{3}(?:\s*,\s*KSH\d{3})*)\s*$")


def recorded(directory: Path) -> dict[str, Any]:
    """Return what real Keras was recorded to say."""
    content: dict[str, Any] = json.loads((directory / "expected.json").read_text())
    return content


def marks(directory: Path) -> set[tuple[str, int]]:
    """Return the codes that a source marks, with their lines."""
    found = set()
    for row, line in enumerate((directory / "model.py").read_text().splitlines(), 1):
        match = _MARK.search(line)
        if match is not None:
            found.update((code.strip(), row) for code in match.group(1).split(","))
    return found


@cache
def program(directory: Path, target: str | None = None) -> Program:
    """Analyse a fixture, with the recorded arguments where it has any."""
    arguments = recorded(directory)["arguments"]
    values = {name: value for given in arguments.values() for name, value in given.items()}
    source = SourceFile.read(str(directory / "model.py"))
    return in_thread(lambda: interpret(source, Options(target, values)))


def in_thread(work: Callable[[], Any]) -> Any:
    """Run work in a thread with a large stack, as the tool does."""
    results: list[Any] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    before = threading.stack_size(256 * 1024 * 1024)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    thread = threading.Thread(target=run)
    thread.start()
    threading.stack_size(before)
    thread.join()
    sys.setrecursionlimit(limit)
    if errors:
        raise errors[0]
    return results[0]


def shape(tensor: Tensor) -> list[Any] | None:
    """Return a shape as Keras shows it."""
    view = tensor.keras_view()
    return None if view is None else list(view)


def shapes(structure: Any) -> Any:
    """Return the shape of one tensor, or the flat list of the shapes of several."""
    found = [shape(tensor) for tensor in tensors_in(structure)]
    return found[0] if len(found) == 1 else found


def outputs(structure: Any) -> Any:
    """Return the shapes of a call's outputs, nested as Keras shows them."""
    if isinstance(structure, dict):
        return {name: outputs(item) for name, item in structure.items()}
    return shapes(structure)


def described(model: Model) -> dict[str, Any]:
    """Return a model in the form of the recordings."""
    return {
        "name": model.name,
        "kind": model.kind,
        "inputs": [{"name": name, "shape": shape(tensor), "dtype": tensor.dtype} for name, tensor in model.inputs],
        "outputs": [{"name": name, "shape": shape(tensor)} for name, tensor in model.outputs],
        "parameters": counts(model.parameters),
        "layers": [row_of(row) for row in model.layers],
        "operations": [operation(row) for row in model.operations],
        "complete": model.complete,
    }


def counts(parameters: Parameters) -> dict[str, Any]:
    """Return counts by name."""
    return dict(parameters._asdict())


def calls_of(calls: tuple[LayerCall, ...]) -> list[dict[str, Any]]:
    """Return the calls of a layer; those of an input are none."""
    return [
        {"input_shape": shapes(list(inputs_of(call))), "output_shape": outputs(call.outputs)}
        for call in calls
        if call.operation != "keras.Input"
    ]


def row_of(row: ModelLayer) -> dict[str, Any]:
    """Return one layer of a model."""
    described_row: dict[str, Any] = {
        "name": row.layer.name,
        "class": row.layer.class_name,
        "parameters": row.parameters.total,
        "trainable": row.parameters.trainable,
        "calls": calls_of(row.calls),
        "weights": [
            {"name": weight.name, "shape": list(weight.shape), "trainable": weight.trainable}
            for weight in row.layer.weights or ()
        ],
    }
    if row.model is not None:
        described_row["layers"] = [row_of(inner) for inner in row.model.layers]
    return described_row


def operation(row: ModelLayer) -> dict[str, Any]:
    """Return one raw operation of a model."""
    return {"name": row.layer.name, "class": row.layer.class_name, "calls": calls_of(row.calls)}


def differences(expected: Any, actual: Any, path: str = "") -> Iterator[str]:
    """Say where a description differs from the recording, which may say more."""
    if isinstance(actual, dict) and isinstance(expected, dict):
        for name, value in actual.items():
            if name in expected and (name, value) != ("complete", False):
                yield from differences(expected[name], value, f"{path}.{name}")
    elif isinstance(actual, list) and isinstance(expected, list):
        if len(actual) != len(expected):
            yield f"{path}: {len(expected)} recorded, {len(actual)} found"
        for index, (one, other) in enumerate(zip(expected, actual, strict=False)):
            yield from differences(one, other, f"{path}[{index}]")
    elif isinstance(actual, Dim) and not isinstance(actual, int):
        return  # a size that depends on data is not claimed
    elif expected != actual:
        yield f"{path}: {expected!r} recorded, {actual!r} found"
