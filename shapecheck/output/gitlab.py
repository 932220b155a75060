"""GitLab's report of code quality: an array of issues, each with a fingerprint that outlives moved lines."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any

from shapecheck.finding import Finding, Severity
from shapecheck.output.fingerprints import fingerprints
from shapecheck.output.terminal import Style
from shapecheck.report import Report

__all__ = ["render"]

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def render(report: Report, style: Style) -> str:
    """Return all findings as one JSON array."""
    pairs = zip(report.findings, fingerprints(report), strict=True)
    return json.dumps([_issue(found, fingerprint) for found, fingerprint in pairs], indent=2) + "\n"


def _issue(found: Finding, fingerprint: str) -> dict[str, Any]:
    start, end = found.span
    return {
        "description": f"{found.code}: {found.message}",
        "check_name": found.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[found.severity],
        "location": {
            "path": PurePath(found.filename).as_posix(),
            "lines": {"begin": start.row, "end": end.row},
        },
    }
