"""One line a finding: `path:row:column: CODE message`."""

from __future__ import annotations

from shapecheck.output.cells import sheet
from shapecheck.output.terminal import LEVEL_COLORS, Style, clean, one_line
from shapecheck.report import Report

__all__ = ["render"]


def render(report: Report, style: Style) -> str:
    """Return one line a finding."""
    return "".join(
        f"{clean(sheet(found.filename, found.cell))}:{found.span.start.row}:{found.span.start.column}: "
        f"{style.paint(found.code, LEVEL_COLORS[found.severity], 'bold')} {one_line(found.message)}\n"
        for found in report.findings
    )
