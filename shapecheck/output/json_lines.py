"""The machine format of `check`, one finding a line."""

from __future__ import annotations

import json

from shapecheck.output.json import as_object
from shapecheck.output.terminal import Style
from shapecheck.report import Report

__all__ = ["render"]


def render(report: Report, style: Style) -> str:
    """Return one JSON object a line."""
    return "".join(json.dumps(as_object(found)) + "\n" for found in report.findings)
