"""The formats of `check` by name; each is imported when it is asked for."""

from __future__ import annotations

import importlib
from collections import Counter

from shapecheck.output.terminal import LEVEL_COLORS, Style
from shapecheck.report import Report, Understood
from shapecheck.severity import Severity

__all__ = ["FORMATS", "FOR_PEOPLE", "WITH_FIXES", "closing_line", "render", "render_statistics"]

FORMATS = {
    "full": "full",
    "concise": "concise",
    "grouped": "grouped",
    "json": "json",
    "json-lines": "json_lines",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
    "rdjson": "rdjson",
    "azure": "azure",
    "pylint": "pylint",
}
"""The module that writes each format."""

_SILENT = frozenset({"full", "concise", "grouped"})
"""Those that write nothing where nothing is found."""

_KNOWING_CELLS = frozenset({"full", "concise", "grouped", "json", "json_lines", "statistics"})

FOR_PEOPLE = frozenset({"full", "concise", "grouped"})

WITH_FIXES = frozenset({"json", "json-lines", "sarif", "rdjson"})
"""The formats that programs read for the fixes too."""


def render(report: Report, name: str, style: Style) -> str:
    """Return a report in the format of that name."""
    return _rendered(report, FORMATS[name], style)


def render_statistics(report: Report, style: Style) -> str:
    """Return how often each rule spoke."""
    return _rendered(report, "statistics", style)


def _rendered(report: Report, module: str, style: Style) -> str:
    if not report.findings and module in _SILENT:
        return ""
    if report.findings:
        from shapecheck.output.cells import by_cell

        report = by_cell(report, worded=module not in _KNOWING_CELLS)
    text: str = importlib.import_module(f"shapecheck.output.{module}").render(report, style)
    return text


def closing_line(report: Report, style: Style) -> str:
    """Return how many findings there are, and how much was understood, in one line."""
    files = _counted(len(report.files), "file")
    if report.known:
        files += f" ({report.known:,} more in the baseline)"
    if not report.findings:
        return f"{style.paint('No findings', 'green', 'bold')} in {files}{_understood(report.understood)}."
    counts = Counter(found.severity for found in report.findings)
    parts = [
        style.paint(_counted(counts[level], str(level)), LEVEL_COLORS[level], "bold")
        for level in sorted(Severity, reverse=True)
        if counts[level]
    ]
    return f"Found {', '.join(parts)} in {files}{_understood(report.understood)}."


def _understood(understood: Understood) -> str:
    """Say how many models and tensors were understood; nothing where there are none."""
    models, tensors, known = understood
    if not models and not tensors:
        return ""
    share = _counted(tensors, "tensor") if known == tensors else f"{known:,} of {_counted(tensors, 'tensor')}"
    return f"; understood {_counted(models, 'model')}, {share}" if models else f"; understood {share}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
