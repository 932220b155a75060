"""Logging commands that Azure Pipelines lists as issues of a build."""

from __future__ import annotations

from shapecheck.finding import Finding, Severity
from shapecheck.output.terminal import Style, clean_lines
from shapecheck.report import Report

__all__ = ["render"]

_TYPES = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def render(report: Report, style: Style) -> str:
    """Return one logging command a finding; a hint is a plain line, since Azure knows no such type."""
    return "".join(_command(found) for found in report.findings)


def _command(found: Finding) -> str:
    start = found.span.start
    if found.severity not in _TYPES:
        return _plain(f"{found.filename}:{start.row}:{start.column}: {found.code} {found.message}")
    properties = {
        "type": _TYPES[found.severity],
        "sourcepath": found.filename,
        "linenumber": start.row,
        "columnnumber": start.column,
        "code": found.code,
    }
    listed = "".join(f"{key}={_property(str(value))};" for key, value in properties.items())
    return f"##vso[task.logissue {listed}]{_data(found.message)}\n"


def _plain(text: str) -> str:
    # the agent obeys a command wherever it stands in a line, and messages quote the source
    return f"{_data(text).replace('##', '# #')}\n"


def _data(text: str) -> str:
    return clean_lines(text).replace("%", "%AZP25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
