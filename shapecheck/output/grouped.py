"""Findings below the name of their file."""

from __future__ import annotations

from itertools import groupby

from shapecheck.output.cells import sheet
from shapecheck.output.terminal import LEVEL_COLORS, Style, clean, one_line
from shapecheck.report import Report

__all__ = ["render"]


def render(report: Report, style: Style) -> str:
    """Return a table of findings for each file."""
    blocks = []
    for filename, group in groupby(report.findings, key=lambda found: sheet(found.filename, found.cell)):
        found_here = list(group)
        places = [f"{found.span.start.row}:{found.span.start.column}" for found in found_here]
        widest = max(map(len, places))
        lines = [style.paint(clean(filename), "bold")]
        for place, found in zip(places, found_here, strict=True):
            code = style.paint(f"{found.code} {found.severity!s:7}", LEVEL_COLORS[found.severity])
            lines.append(f"  {place:>{widest}}  {code}  {one_line(found.message)}")
        blocks.append("\n".join(lines) + "\n\n")
    return "".join(blocks)
