"""The Reviewdog Diagnostic Format; its columns count bytes of UTF-8."""

from __future__ import annotations

import json
from typing import Any

from shapecheck.finding import Finding
from shapecheck.output.cells import sheet
from shapecheck.output.terminal import Style
from shapecheck.output.texts import Texts
from shapecheck.report import Report
from shapecheck.source import Location, Span

__all__ = ["render"]


def render(report: Report, style: Style) -> str:
    """Return all findings as one JSON object."""
    texts = Texts(report.texts)
    result = {
        "source": {"name": "shapecheck"},
        "diagnostics": [_diagnostic(found, texts) for found in report.findings],
    }
    return json.dumps(result, indent=2) + "\n"


def _diagnostic(found: Finding, texts: Texts) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": found.message,
        "location": {"path": found.filename, "range": _range(sheet(found.filename, found.cell), found.span, texts)},
        "severity": found.severity.name,
        "code": {"value": found.code},
    }
    # one suggestion is one edit here, and half a fix is none
    if found.fix is not None and len(found.fix.edits) == 1:
        diagnostic["suggestions"] = [
            {"range": _range(found.filename, edit.span, texts), "text": edit.content} for edit in found.fix.edits
        ]
    return diagnostic


def _range(filename: str, span: Span, texts: Texts) -> dict[str, Any]:
    return {"start": _position(filename, span.start, texts), "end": _position(filename, span.end, texts)}


def _position(filename: str, location: Location, texts: Texts) -> dict[str, int]:
    before = (texts.line(filename, location.row) or "")[: location.column - 1]
    wider = len(before.encode("utf-8", "surrogatepass")) - len(before)
    return {"line": location.row, "column": location.column + wider}
