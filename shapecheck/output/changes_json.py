"""The machine format of `diff`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shapecheck.shapes.dims import exact

if TYPE_CHECKING:
    from shapecheck.changes import Change, Facts, FileChange, Row
    from shapecheck.shapes.dims import Dim

__all__ = ["render"]


def render(files: Sequence[FileChange], revision: str, commit: str) -> str:
    """Return the changes of every file as one JSON object."""
    made = {"version": 1, "revision": revision, "commit": commit, "files": [_file(file) for file in files]}
    return json.dumps(made, indent=2) + "\n"


def _file(file: FileChange) -> dict[str, Any]:
    return {
        "path": file.path,
        "path_before": file.before,
        "failed": list(file.failed),
        "models": [_model(change) for change in file.changes],
    }


def _model(change: Change) -> dict[str, Any]:
    gone, come = change.required
    return {
        "target": change.target,
        "before": _facts(change.before),
        "after": _facts(change.after),
        "requires_no_more": gone,
        "requires_now": come,
        "layers": [{"before": _row(each.before), "after": _row(each.after)} for each in change.layers],
    }


def _facts(facts: Facts | None) -> dict[str, Any] | None:
    if facts is None:
        return None
    return {
        "name": facts.name,
        "kind": facts.kind,
        "line": facts.line,
        "input": facts.inputs,
        "output": facts.outputs,
        "parameters": _size(facts.parameters),
        "trainable": _size(facts.trainable),
        "requires": list(facts.requires),
        "complete": facts.complete,
    }


def _row(row: Row | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "name": row.name,
        "class": row.kind,
        "line": row.line,
        "output_shape": row.shape,
        "parameters": _size(row.parameters),
    }


def _size(count: Dim | None) -> int | str | None:
    return None if count is None else exact(count)
