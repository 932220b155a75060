"""The machine format of `reveal`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from shapecheck.discovery import display_path
from shapecheck.graph.call import class_name, tensors_in
from shapecheck.output.cells import cell_of
from shapecheck.output.summary_json import shape_as_list
from shapecheck.shapes.dims import Dim, exact
from shapecheck.shapes.tensor import Tensor

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program, Revealed, Step
    from shapecheck.source import Site

__all__ = ["render"]


def render(program: Program) -> str:
    """Return what is revealed in a file, each time that it is evaluated, as one JSON object."""
    made = {
        "version": 1,
        "path": display_path(program.source.path),
        "symbols": {
            name: {
                "kind": "dynamic" if origin.symbol.dynamic else "static",
                "origin": origin.text,
                "line": None if origin.site is None else origin.site.line,
            }
            for name, origin in program.symbols.items()
        },
        "revealed": [_revealed(each) for each in program.revealed],
    }
    return json.dumps(made, indent=2) + "\n"


def _revealed(each: Revealed) -> dict[str, Any]:
    return {
        **_place(each.site),
        "kind": each.kind,
        "name": each.name,
        "class": None if each.call is None or each.kind != "layer" else class_name(each.call.operation),
        "input_shape": None if each.call is None else _inputs(each.call.inputs),
        "shape": _content(each.content),
        "dtype": next((tensor.dtype for tensor in tensors_in(each.content)), None),
        "parameters": None if each.parameters is None else exact(each.parameters),
        "steps": [_step(step) for step in each.steps],
        "called_from": [_place(site) for site in each.trail],
        "conditions": [{"test": item.test, "line": item.line, "holds": item.holds} for item in each.conditions],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        **_place(step.site),
        "operation": class_name(step.operation) or None,
        "input_shape": _inputs(step.inputs),
        "shape": _content(step.content),
        "parameters": None if step.parameters is None else exact(step.parameters),
    }


def _place(site: Site) -> dict[str, Any]:
    cell, start = cell_of(site)
    first, last = site.span
    end = last._replace(row=last.row - first.row + start.row)
    return {
        "filename": display_path(site.filename),
        "cell": cell,
        "location": start._asdict(),
        "end_location": end._asdict(),
        "source": site.source.module.code_for_node(site.node).strip(),
    }


def _inputs(structure: Any) -> Any:
    shapes = [shape_as_list(tensor) for tensor in tensors_in(structure)]
    return shapes[0] if len(shapes) == 1 else shapes or None


def _content(content: Any) -> Any:
    """Return shapes as lists, sizes as integers or formulas, nested as they are."""
    if isinstance(content, Tensor):
        return shape_as_list(content)
    if isinstance(content, dict):
        return {str(name): _content(item) for name, item in content.items()}
    if isinstance(content, Iterable) and not isinstance(content, str):
        return [_content(item) for item in content]
    return exact(content) if isinstance(content, Dim) else content
