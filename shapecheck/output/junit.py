"""JUnit's XML, within what the schema of Jenkins allows: one suite a file, a case for each finding.

An error or warning is a failure, what failed in the tool an error, a hint only a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree

from shapecheck.finding import Finding, Severity
from shapecheck.output.terminal import Style, clean, one_line
from shapecheck.report import INTERNAL, Report

__all__ = ["render"]


def render(report: Report, style: Style) -> str:
    """Return the suites of all files that were read; one without findings has a case that passes."""
    found = {name: list(group) for name, group in groupby(report.findings, key=lambda each: each.filename)}
    suites = [_suite(name, found.get(name, [])) for name in dict.fromkeys((*report.files, *found))]
    root = ElementTree.Element("testsuites", {"name": "shapecheck", **_counts(report.findings, suites)})
    root.extend(suites)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _counts(findings: Sequence[Finding], suites: Sequence[ElementTree.Element]) -> dict[str, str]:
    errors = sum(found.code == INTERNAL for found in findings)
    failures = sum(found.severity > Severity.INFO for found in findings) - errors
    return {"tests": str(sum(map(len, suites))), "failures": str(failures), "errors": str(errors)}


def _suite(filename: str, findings: Sequence[Finding]) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", name=clean(filename), file=clean(filename))
    for found in findings:
        suite.append(_case(found))
    if not findings:
        ElementTree.SubElement(suite, "testcase", name="shapecheck", classname=clean(filename))
    suite.attrib |= _counts(findings, [suite])
    return suite


def _case(found: Finding) -> ElementTree.Element:
    start = found.span.start
    # consumers take two cases of one name for the same
    name = f"{found.code} ({found.name}) at {start.row}:{start.column}"
    case = ElementTree.Element("testcase", name=name, classname=clean(found.filename))
    text = "\n".join(clean(line) for line in _lines(found))
    if found.severity == Severity.INFO:
        ElementTree.SubElement(case, "system-out").text = text
    else:
        kind = "error" if found.code == INTERNAL else "failure"
        failure = ElementTree.SubElement(case, kind, message=one_line(found.message), type=str(found.severity))
        failure.text = text
    return case


def _lines(found: Finding) -> list[str]:
    """Say it all: the message, what other lines have to do with it, and Keras's own words."""
    start = found.span.start
    lines = [f"{found.filename}:{start.row}:{start.column}: {found.code} {found.message}"]
    for note in found.notes:
        lines.append(f"{note.filename or found.filename}:{note.span.start.row}: {note.message}")
    if found.keras_error is not None:
        lines += [f"Keras: {found.keras_error}"]
    return [part for line in lines for part in line.splitlines()]
