"""SARIF 2.1.0, as code scanning reads it."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from shapecheck import __version__
from shapecheck.finding import Finding, Fix, Severity
from shapecheck.output.fingerprints import fingerprints
from shapecheck.output.rules_page import markdown
from shapecheck.output.terminal import Style
from shapecheck.report import INTERNAL, Report
from shapecheck.rules.rule import Rule, load
from shapecheck.source import Span

__all__ = ["render"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
"""What GitHub's code scanning calls the levels of a rule."""

_ROOT = "%SRCROOT%"
_FINGERPRINT = "fileCodeAndLine/v1"


def render(report: Report, style: Style) -> str:
    """Return one run: the rules that spoke, and a result for each finding; what failed in the tool is a notification."""
    marked = list(zip(report.findings, fingerprints(report), strict=True))
    results = [(found, fingerprint) for found, fingerprint in marked if found.code != INTERNAL]
    failures = [found for found, _ in marked if found.code == INTERNAL]
    codes = sorted({found.code for found, _ in results})
    rules = load()
    invocation: dict[str, Any] = {"executionSuccessful": not failures}
    driver = {
        "name": "shapecheck",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(rules[code]) for code in codes],
    }
    if failures:
        invocation["toolExecutionNotifications"] = [_notification(found) for found in failures]
        driver["notifications"] = [_rule(rules[INTERNAL])]
    run = {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "results": [_result(found, codes.index(found.code), fingerprint) for found, fingerprint in results],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.documentation},
        "help": {"text": rule.documentation, "markdown": markdown(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {
            "tags": [rule.family.about],
            "kebabName": rule.name,
            "precision": "very-high",
            "problem.severity": _SEVERITIES[rule.level],
        },
    }


def _notification(found: Finding) -> dict[str, Any]:
    return {
        "descriptor": {"id": found.code, "index": 0},
        "level": "error",
        "message": {"text": found.message},
        "locations": [_location(found.filename, found.span)],
    }


def _result(found: Finding, index: int, fingerprint: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": index,
        "level": _LEVELS[found.severity],
        "message": {"text": _message(found)},
        "locations": [_location(found.filename, found.span)],
        "partialFingerprints": {_FINGERPRINT: fingerprint},
    }
    if found.notes:
        result["relatedLocations"] = [
            {"id": number, **_location(note.filename or found.filename, note.span), "message": {"text": note.message}}
            for number, note in enumerate(found.notes, 1)
        ]
    if found.fix is not None:
        result["fixes"] = [_fix(found.fix, found.filename)]
    return result


def _message(found: Finding) -> str:
    parts = [found.message]
    if found.conditional is not None:
        parts.append(f"only if {found.conditional.test} (line {found.conditional.line})")
    if found.keras_error is not None:
        parts.append(f"Keras: {found.keras_error}")
    return "\n".join(parts)


def _location(filename: str, span: Span) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(filename), "region": _region(span)}}


def _artifact(filename: str) -> dict[str, str]:
    path = PurePath(filename)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(path.as_posix(), errors="surrogateescape"), "uriBaseId": _ROOT}


def _region(span: Span) -> dict[str, int]:
    start, end = span
    return {"startLine": start.row, "startColumn": start.column, "endLine": end.row, "endColumn": end.column}


def _fix(fix: Fix, filename: str) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.content}} for edit in fix.edits
    ]
    return {
        "description": {"text": fix.message},
        "artifactChanges": [{"artifactLocation": _artifact(filename), "replacements": replacements}],
    }
