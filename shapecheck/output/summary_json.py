"""The machine format of `summary`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shapecheck.cost.counting import Costs, values_of
from shapecheck.graph.call import tensors_in
from shapecheck.graph.layer_graph import inputs_of
from shapecheck.output.memory import bits_of, is_number
from shapecheck.output.view import View
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


def render(examined: Iterable[Examined], view: View | None = None) -> str:
    """Return the models of every file as one JSON object, with what the columns of the view add to each layer."""
    files = [_file(each, view or View()) for each in examined]
    return json.dumps({"version": _VERSION, "files": files}, indent=2) + "\n"


def _file(examined: Examined, view: View) -> dict[str, Any]:
    program = examined.program
    if program is None:
        assert examined.failure is not None
        unknown = [{"line": examined.failure.span.start.row, "reason": examined.failure.message}]
        return {"path": examined.path, "models": [], "unknown": unknown, "problems": 0}
    return {
        "path": examined.path,
        "models": [_model(model, examined.path, view) for model in program.models],
        "unknown": _unknown(program),
        "problems": len(program.problems),
    }


def _unknown(program: Program) -> list[dict[str, Any]]:
    rows = [(spot.site.filename, spot.site.line, spot.reason) for spot in program.blind_spots]
    return [
        {"line": line, "reason": reason} | ({} if filename == program.source.path else {"path": filename})
        for filename, line, reason in sorted(set(rows))
    ]


def _model(model: Model, path: str, view: View) -> dict[str, Any]:
    counted = Counted(view, model)
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
        "layers": [_layer(row, counted) for row in model.layers],
        "operations": [_operation(row, counted) for row in model.operations],
        "cases": [_case(case) for case in model.cases],
        "complete": model.complete,
        **counted.total(),
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


def _layer(row: ModelLayer, counted: Counted) -> dict[str, Any]:
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
        **counted.of(row),
    }
    if row.model is not None:
        inside = counted.inside(row.model)
        described["layers"] = [_layer(inner, inside) for inner in row.model.layers]
        described["operations"] = [_operation(inner, inside) for inner in row.model.operations]
    return described


class Counted:
    """Describe the costs of a model and its layers, as far as the columns of a view ask for them."""

    def __init__(self, view: View, model: Model, costs: Costs | None = None) -> None:
        self._view = view
        self._costs = costs or Costs(model, values_of(model, view.batch))

    def inside(self, model: Model) -> Counted:
        """Return the same for a model inside."""
        return Counted(self._view, model, Costs(model, self._costs.values))

    def total(self) -> dict[str, Any]:
        """Return what the columns add to the model."""
        return {"multiply_adds": _size(self._costs.total)} if "flops" in self._view.columns else {}

    def of(self, row: ModelLayer) -> dict[str, Any]:
        """Return what the columns add to a layer or operation."""
        added: dict[str, Any] = {}
        if "flops" in self._view.columns:
            added["multiply_adds"] = _size(self._costs.multiply_adds(row))
        if "activations" in self._view.columns:
            added["activations"] = _size(self._costs.activations(row))
            added["activation_bytes"] = _size(self._costs.activations(row, self._bytes))
        return added

    def _bytes(self, dtype: str) -> int | None:
        return 1 if dtype == "bool" else bits_of(dtype, self._view.dtype) // 8 if is_number(dtype) else None


def _operation(row: ModelLayer, counted: Counted) -> dict[str, Any]:
    return {
        "name": row.layer.name,
        "class": row.layer.class_name,
        "line": row.layer.site.line,
        "output_shape": _output_shape(row),
        "calls": [_call(call) for call in row.calls],
        **counted.of(row),
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
