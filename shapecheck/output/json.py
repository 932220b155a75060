"""The machine format of `check`: an array of findings."""

from __future__ import annotations

import json
from typing import Any

from shapecheck.finding import Edit, Finding, Fix, Note
from shapecheck.output.terminal import Style
from shapecheck.report import Report
from shapecheck.source import Location, Span

__all__ = ["as_object", "render"]


def render(report: Report, style: Style) -> str:
    """Return all findings as one JSON array."""
    return json.dumps([as_object(found) for found in report.findings], indent=2) + "\n"


def as_object(found: Finding) -> dict[str, Any]:
    """Return one finding as the object that the contract names."""
    conditional = found.conditional
    return {
        "filename": found.filename,
        "code": found.code,
        "name": found.name,
        "severity": str(found.severity),
        "message": found.message,
        **_places(found.span),
        "notes": [_note(note) for note in found.notes],
        "keras_error": found.keras_error,
        "fix": None if found.fix is None else _fix(found.fix),
        "conditional": None if conditional is None else {"test": conditional.test, "line": conditional.line},
        "cell": found.cell,
        "url": None,
    }


def _note(note: Note) -> dict[str, Any]:
    elsewhere = {} if note.filename is None else {"filename": note.filename}
    return {"message": note.message, **elsewhere, **_cell(note.cell), **_places(note.span)}


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "applicability": fix.applicability,
        "message": fix.message,
        "edits": [_edit(edit) for edit in fix.edits],
    }


def _edit(edit: Edit) -> dict[str, Any]:
    return {"content": edit.content, **_cell(edit.cell), **_places(edit.span)}


def _cell(cell: int | None) -> dict[str, int]:
    return {} if cell is None else {"cell": cell}


def _places(span: Span) -> dict[str, Any]:
    return {"location": _location(span.start), "end_location": _location(span.end)}


def _location(location: Location) -> dict[str, int]:
    return {"row": location.row, "column": location.column}
