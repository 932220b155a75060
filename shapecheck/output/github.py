"""Workflow commands that become annotations on a pull request."""

from __future__ import annotations

from shapecheck.finding import Finding, Severity
from shapecheck.output.terminal import Style, clean_lines
from shapecheck.report import Report

__all__ = ["render"]

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, style: Style) -> str:
    """Return one workflow command a finding."""
    return "".join(_command(found) for found in report.findings)


def _command(found: Finding) -> str:
    start, end = found.span
    properties = {
        "title": f"{found.code} ({found.name})",
        "file": found.filename.replace("\\", "/"),
        "line": start.row,
        "endLine": end.row,
    }
    if start.row == end.row:
        # columns are only understood within one line
        properties |= {"col": start.column, "endColumn": end.column}
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    message = f"{found.filename}:{start.row}:{start.column}: {found.code} {found.message}"
    return f"::{_COMMANDS[found.severity]} {listed}::{_escaped(message)}\n"


def _escaped(text: str) -> str:
    return clean_lines(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
