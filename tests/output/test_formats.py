"""Every format of `check`: the whole text against a file, and what must hold of each."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len

from shapecheck.finding import Conditional, Edit, Finding, Fix, Note, Severity
from shapecheck.output.formats import FOR_PEOPLE, FORMATS, closing_line, render, render_statistics
from shapecheck.output.terminal import Style
from shapecheck.report import Report, Understood
from shapecheck.rules.tool import INTERNAL_ERROR
from shapecheck.settings import OUTPUT_FORMATS
from shapecheck.source import Location, Span
from tests.output import samples
from tests.output.golden_files import assert_golden
from tests.output.samples import FINDINGS, REPORT

PLAIN, COLORED = Style(), Style(True)
FAILURE = INTERNAL_ERROR.at(samples.span(1, 1, 1), "src/failed.py", "shapecheck failed on this file")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("name", FORMATS)
def test_whole_output(name: str) -> None:
    assert_golden(f"check.{name}.txt", render(REPORT, name, PLAIN))


def test_the_formats_are_those_that_can_be_set() -> None:
    assert set(OUTPUT_FORMATS) == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_found(name: str) -> None:
    text = render(Report(files=("a.py",)), name, PLAIN)
    if name in {"json", "gitlab", "sarif", "rdjson"}:
        json.loads(text)
    elif name != "junit":
        assert text == ""


@pytest.mark.parametrize("name", FORMATS)
def test_no_escape_reaches_the_output_unasked(name: str) -> None:
    assert "\x1b" not in render(REPORT, name, PLAIN)


@pytest.mark.parametrize("name", FORMATS)
def test_colors_change_nothing_but_colors(name: str) -> None:
    colored = render(REPORT, name, COLORED)
    assert ("\x1b" in colored) == (name in FOR_PEOPLE)
    assert _ANSI.sub("", colored) == render(REPORT, name, PLAIN)


def test_statistics_and_closing_line() -> None:
    text = render_statistics(REPORT, PLAIN)
    assert text.splitlines()[:2] == [
        "2  KSH102  [*]  dense-on-spatial-features",
        "2  KSH701  [*]  time-distributed-dense",
    ]
    assert closing_line(REPORT, PLAIN) == "Found 3 errors, 3 warnings, 2 infos in 5 files."
    assert closing_line(Report(files=("a.py",)), PLAIN) == "No findings in 1 file."
    understood = Report(files=("a.py", "b.py"), understood=Understood(2, 1400, 1399))
    assert closing_line(understood, PLAIN) == "No findings in 2 files; understood 2 models, 1,399 of 1,400 tensors."
    understood = Report(files=("a.py",), known=3, understood=Understood(1, 1, 1))
    assert closing_line(understood, PLAIN) == (
        "No findings in 1 file (3 more in the baseline); understood 1 model, 1 tensor."
    )


@pytest.mark.parametrize("finding", [samples.MERGE, samples.WRAPPER, samples.WIDE, samples.EMOJI], ids=str)
def test_carets_stand_below_their_place(finding: Finding) -> None:
    shown = render(replace(REPORT, findings=(finding,)), "full", PLAIN).splitlines()
    [index] = [number for number, line in enumerate(shown) if set(line.partition("| ")[2].partition("^ ")[0]) >= {"^"}]
    above, carets = shown[index - 1].partition("| ")[2], shown[index].partition("| ")[2]
    start, end = finding.span
    source = samples.NET.splitlines()[start.row - 1].replace("\t", "    ")
    tabs = samples.NET.splitlines()[start.row - 1][: start.column - 1].count("\t") * 3
    assert above == source.rstrip()
    assert len(carets) - len(carets.lstrip()) == cell_len(source[: start.column - 1 + tabs])
    assert carets.count("^") == cell_len(source[start.column - 1 + tabs : end.column - 1 + tabs])


def test_long_lines_are_cut_around_the_place() -> None:
    line = f"x = [{'1, ' * 200}] + layers.Dense(4)(y) + [{'1, ' * 200}]"
    column = line.index("layers") + 1
    finding = Finding(
        "KSH201", "wrong-rank", Severity.ERROR, "m", samples.span(1, column, column + 18), filename="a.py"
    )
    shown = render(Report((finding,), ("a.py",), (), {"a.py": line}), "full", PLAIN).splitlines()
    place = shown[4].index("^")
    assert shown[3][place : place + 18] == "layers.Dense(4)(y)"
    assert max(map(len, shown)) < 180


def test_a_place_outside_the_text_is_no_error() -> None:
    finding = Finding("KSH201", "wrong-rank", Severity.ERROR, "m", samples.span(7, 90, 95), filename="gone.py")
    assert render(Report((finding,)), "full", PLAIN).splitlines()[:2] == ["error[KSH201]: m", " --> gone.py:7:90"]


def _span(content: dict[str, Any]) -> Span:
    return Span(Location(**content["location"]), Location(**content["end_location"]))


def _finding(content: dict[str, Any]) -> Finding:
    fix, conditional = content["fix"], content["conditional"]
    return Finding(
        content["code"],
        content["name"],
        Severity[content["severity"].upper()],
        content["message"],
        _span(content),
        tuple(Note(each["message"], _span(each), each.get("filename")) for each in content["notes"]),
        content["keras_error"],
        fix
        and Fix(
            fix["applicability"], fix["message"], tuple(Edit(each["content"], _span(each)) for each in fix["edits"])
        ),
        conditional and Conditional(**conditional),
        content["cell"],
        content["filename"],
    )


def test_json_loses_nothing() -> None:
    array = json.loads(render(REPORT, "json", PLAIN))
    assert tuple(map(_finding, array)) == FINDINGS
    assert [json.loads(line) for line in render(REPORT, "json-lines", PLAIN).splitlines()] == array


def test_json_has_the_fields_of_the_contract() -> None:
    fields = "filename code name severity message location end_location notes keras_error fix conditional cell url"
    assert all(list(each) == fields.split() for each in json.loads(render(REPORT, "json", PLAIN)))


def test_junit_counts_what_it_holds() -> None:
    root = ElementTree.fromstring(render(REPORT, "junit", PLAIN))
    assert root.attrib == {"name": "shapecheck", "tests": "9", "failures": "6", "errors": "0"}
    assert [suite.get("name") for suite in root] == list(REPORT.files)
    for suite in root:
        assert suite.get("tests") == str(len(suite))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))


ALLOWED: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": ({"testsuite"}, set(), {"name", "time", "tests", "failures", "errors"}),
    "testsuite": (
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
        {"name", "tests", "failures", "errors"},
        {"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"},
    ),
    "testcase": ({"skipped", "error", "failure", "system-out", "system-err"}, {"name"}, {"time", "classname", "group"}),
    "failure": (set(), set(), {"type", "message"}),
    "error": (set(), set(), {"type", "message"}),
    "system-out": (set(), set(), set()),
}
"""What the schema of Jenkins (junit-10.xsd of its plugin xunit) allows: children, required and further attributes."""


def _junit_faults(element: ElementTree.Element) -> list[str]:
    children, required, further = ALLOWED[element.tag]
    attributes = set(element.attrib)
    faults = [f"{element.tag} has {name}" for name in attributes - required - further]
    faults += [f"{element.tag} lacks {name}" for name in required - attributes]
    faults += [f"{child.tag} in {element.tag}" for child in element if child.tag not in children]
    return faults + [fault for child in element for fault in _junit_faults(child)]


def test_junit_is_what_jenkins_reads() -> None:
    root = ElementTree.fromstring(render(replace(REPORT, findings=(*FINDINGS, FAILURE)), "junit", PLAIN))
    assert _junit_faults(root) == []
    cases = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert len(set(cases)) == len(cases)
    assert root.get("errors") == "1"
    assert len(root.findall("testsuite/testcase/error")) == 1


def test_rdjson_counts_bytes() -> None:
    diagnostics = json.loads(render(REPORT, "rdjson", PLAIN))["diagnostics"]
    for found, diagnostic in zip(FINDINGS, diagnostics, strict=True):
        lines = REPORT.texts[found.filename].splitlines()
        for name, place in zip(("start", "end"), found.span, strict=True):
            line = lines[place.row - 1] if place.row <= len(lines) else ""
            column = len(line[: place.column - 1].encode()) + 1
            assert diagnostic["location"]["range"][name] == {"line": place.row, "column": column}


def test_fingerprints_outlive_moved_lines() -> None:
    moved = tuple(
        replace(found, span=Span(*(Location(row + 3, column) for row, column in found.span))) for found in FINDINGS
    )
    texts = {name: f"# one\n# two\n# three\n{text}" for name, text in REPORT.texts.items()}
    before = [each["fingerprint"] for each in json.loads(render(REPORT, "gitlab", PLAIN))]
    after = [
        each["fingerprint"] for each in json.loads(render(Report(moved, REPORT.files, (), texts), "gitlab", PLAIN))
    ]
    assert before == after
    assert len(set(before)) == len(before)


@pytest.mark.parametrize("name", ["github", "azure", "concise", "pylint", "json-lines"])
def test_one_line_a_finding(name: str) -> None:
    assert len(render(REPORT, name, PLAIN).splitlines()) == len(FINDINGS)


def test_commands_cannot_be_smuggled_in() -> None:
    for line in render(REPORT, "azure", PLAIN).splitlines():
        assert line.startswith("##vso[task.logissue type=") or "##" not in line
        properties = line.partition("[")[2].partition("]")[0]
        assert properties.count(";") in {0, 5}
    for line in render(REPORT, "github", PLAIN).splitlines():
        assert re.match(r"::(error|warning|notice) title=KSH\d{3} \([a-z-]+\),file=[^,:]+,line=\d+,", line)
