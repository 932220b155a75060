"""The formats of `check` by name; each is imported when it is asked for."""

from __future__ import annotations

import importlib
from collections import Counter

from shapecheck.finding import Severity
from shapecheck.output.terminal import LEVEL_COLORS, Style
from shapecheck.report import Report

__all__ = ["FOR_PEOPLE", "closing_line", "render", "render_statistics"]

FOR_PEOPLE = frozenset({"full", "concise", "grouped"})


def render(report: Report, name: str, style: Style) -> str:
    """Return a report in the format of that name."""
    module = importlib.import_module(f"shapecheck.output.{name.replace('-', '_')}")
    rendered: str = module.render(report, style)
    return rendered


def render_statistics(report: Report, style: Style) -> str:
    """Return how often each rule spoke."""
    return render(report, "statistics", style)


def closing_line(report: Report, style: Style) -> str:
    """Return how many findings there are, in one line."""
    files = _counted(len(report.files), "file")
    if not report.findings:
        return f"{style.paint('No findings', 'green', 'bold')} in {files}."
    counts = Counter(found.severity for found in report.findings)
    parts = [
        style.paint(_counted(counts[level], str(level)), LEVEL_COLORS[level], "bold")
        for level in sorted(Severity, reverse=True)
        if counts[level]
    ]
    return f"Found {', '.join(parts)} in {files}."


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
