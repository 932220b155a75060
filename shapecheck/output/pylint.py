"""One line a finding as pylint's `parseable` format has it: `path:row: [CODE] message`."""

from __future__ import annotations

from shapecheck.output.terminal import Style, clean, one_line
from shapecheck.report import Report

__all__ = ["render"]


def render(report: Report, style: Style) -> str:
    """Return one line a finding."""
    return "".join(
        f"{clean(found.filename)}:{found.span.start.row}: [{found.code}] {one_line(found.message)}\n"
        for found in report.findings
    )
