"""One line a finding: `path:row:column: CODE message`."""

from __future__ import annotations

from shapecheck.output.terminal import LEVEL_COLORS, Style
from shapecheck.report import Report

__all__ = ["render"]


def render(report: Report, style: Style) -> str:
    """Return one line a finding."""
    return "".join(
        f"{found.filename}:{found.span.start.row}:{found.span.start.column}: "
        f"{style.paint(found.code, LEVEL_COLORS[found.severity], 'bold')} {_one_line(found.message)}\n"
        for found in report.findings
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
