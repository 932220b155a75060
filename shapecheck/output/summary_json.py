"""The machine format of `summary`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shapecheck.graph.call import tensors_in
from shapecheck.graph.layer_graph import inputs_of
from shapecheck.report import Examined
from shapecheck.shapes.dims import exact
from shapecheck.shapes.requirements import exact_of

if TYPE_CHECKING:
    from shapecheck.graph.call import LayerCall, Structure
    from shapecheck.graph.model import Case, Model, ModelLayer, Parameters
    from shapecheck.interpreter.program import Origin, Program, Requirement
    from shapecheck.shapes.dims import Dim
    from shapecheck.shapes.tensor import Tensor

__all__ = ["render", "shape_as_list"]

_VERSION = 1


def render(examined: Iterable[Examined]) -> str:
    """Return the models of every file as one JSON object."""
    files = [_file(each) for each in examined]
    return json.dumps({"version": _VERSION, "files": files}, indent=2) + "\n"


def _file(examined: Examined) -> dict[str, Any]:
    program = examined.program
    if program is None:
        assert examined.failure is not None
        unknown = [{"line": examined.failure.span.start.row, "reason": examined.failure.message}]
        return {"path": examined.path, "models": [], "unknown": unknown, "problems": 0}
    return {
        "path": examined.path,
        "models": [_model(model, examined.path) for model in program.models],
        "unknown": _unknown(program),
        "problems": len(program.problems),
    }


def _unknown(program: Program) -> list[dict[str, Any]]:
    rows = [(spot.site.filename, spot.site.line, spot.reason) for spot in program.blind_spots]
    return [
        {"line": line, "reason": reason} | ({} if filename == program.source.path else {"path": filename})
        for filename, line, reason in sorted(set(rows))
    ]


def _model(model: Model, path: str) -> dict[str, Any]:
    return {
        "name": model.name,
        "target": path if model.target is None else f"{path}::{model.target}",
        "line": model.site.line,
        "kind": model.kind,
        "symbols": _symbols(model.symbols),
        "requires": [_requirement(requirement) for requirement in model.requirements],
        "inputs": [_port(name, tensor) for name, tensor in model.inputs],
        "outputs": [_port(name, tensor) for name, tensor in model.outputs],
        "parameters": _parameters(model.parameters),
        "layers": [_layer(row) for row in model.layers],
        "operations": [_operation(row) for row in model.operations],
        "cases": [_case(case) for case in model.cases],
        "complete": model.complete,
    }


def _symbols(symbols: Mapping[str, Origin]) -> dict[str, Any]:
    return {
        name: {
            "kind": "dynamic" if origin.symbol.dynamic else "static",
            "origin": origin.text,
            "line": None if origin.site is None else origin.site.line,
        }
        for name, origin in symbols.items()
    }


def _requirement(requirement: Requirement) -> dict[str, Any]:
    return {
        "condition": exact_of(requirement.condition),
        "when": requirement.when,
        "line": requirement.site.line,
    }


def _port(name: str | None, tensor: Tensor) -> dict[str, Any]:
    return {"name": name, "shape": shape_as_list(tensor), "dtype": tensor.dtype}


def _parameters(counts: Parameters) -> dict[str, Any]:
    return {name: _size(count) for name, count in counts._asdict().items()}


def _size(size: Dim | None) -> int | str | None:
    return None if size is None else exact(size)


def _case(case: Case) -> dict[str, Any]:
    return {
        "condition": case.condition,
        "parameters": _parameters(case.parameters),
        "outputs": [_port(name, tensor) for name, tensor in case.outputs],
    }


def _layer(row: ModelLayer) -> dict[str, Any]:
    layer, counts = row.layer, row.parameters
    described: dict[str, Any] = {
        "name": layer.name,
        "class": layer.class_name,
        "line": layer.site.line,
        "output_shape": _output_shape(row),
        "parameters": _size(counts.total),
        "trainable": _size(counts.trainable),
        "repeat": exact(row.repeat),
        "calls": [] if layer.path == "keras.layers.InputLayer" else [_call(call) for call in row.calls],
        "weights": None
        if layer.weights is None
        else [
            {"name": weight.name, "shape": [exact(size) for size in weight.shape], "trainable": weight.trainable}
            for weight in layer.weights
        ],
    }
    if row.model is not None:
        described["layers"] = [_layer(inner) for inner in row.model.layers]
        described["operations"] = [_operation(inner) for inner in row.model.operations]
    return described


def _operation(row: ModelLayer) -> dict[str, Any]:
    return {
        "name": row.layer.name,
        "class": row.layer.class_name,
        "line": row.layer.site.line,
        "output_shape": _output_shape(row),
        "calls": [_call(call) for call in row.calls],
    }


def _output_shape(row: ModelLayer) -> Any:
    return _structure(row.calls[-1].outputs) if row.calls else None


def _call(call: LayerCall) -> dict[str, Any]:
    return {
        "line": call.site.line,
        "input_shape": _one_or_many([shape_as_list(tensor) for tensor in inputs_of(call)]),
        "output_shape": _structure(call.outputs),
    }


def _structure(structure: Structure) -> Any:
    """Return the shapes of what a call returns: one, a list, or an object by key."""
    if isinstance(structure, dict):
        return {key: _structure(structure[key]) for key in sorted(structure)}
    return _one_or_many([shape_as_list(tensor) for tensor in tensors_in(structure)])


def _one_or_many(shapes: Sequence[Any]) -> Any:
    return shapes[0] if len(shapes) == 1 else list(shapes)


def shape_as_list(tensor: Tensor) -> list[int | str] | None:
    """Return a shape as JSON has it; None where not even the rank is known."""
    return None if tensor.shape is None else [exact(size) for size in tensor.shape]
