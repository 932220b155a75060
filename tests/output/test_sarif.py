"""What SARIF 2.1.0 asks of a log, as far as the sample uses it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from shapecheck.output.formats import render
from shapecheck.output.terminal import Style
from tests.output.samples import REPORT

LOG = json.loads(render(REPORT, "sarif", Style()))
[RUN] = LOG["runs"]


def _regions(content: Any) -> Iterator[dict[str, int]]:
    if isinstance(content, dict):
        yield from (item for name, item in content.items() if name in {"region", "deletedRegion"})
        content = list(content.values())
    if isinstance(content, list):
        for item in content:
            yield from _regions(item)


def _artifacts(content: Any) -> Iterator[dict[str, str]]:
    if isinstance(content, dict):
        yield from (item for name, item in content.items() if name == "artifactLocation")
        content = list(content.values())
    if isinstance(content, list):
        for item in content:
            yield from _artifacts(item)


def test_log() -> None:
    assert LOG["version"] == "2.1.0"
    assert urlsplit(LOG["$schema"]).scheme == "https"
    assert RUN["columnKind"] == "unicodeCodePoints"
    assert RUN["tool"]["driver"]["name"] == "shapecheck"
    assert RUN["invocations"] == [{"executionSuccessful": True}]


def test_rules_are_those_that_spoke() -> None:
    rules = RUN["tool"]["driver"]["rules"]
    identifiers = [rule["id"] for rule in rules]
    assert identifiers == sorted({found.code for found in REPORT.findings})
    for rule in rules:
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
        assert all(rule[name]["text"] for name in ("shortDescription", "fullDescription", "help"))
        assert rule["help"]["markdown"].startswith(f"# {rule['id']}: ")
    for result in RUN["results"]:
        assert identifiers[result["ruleIndex"]] == result["ruleId"]


def test_results_are_the_findings() -> None:
    levels = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}
    for found, result in zip(REPORT.findings, RUN["results"], strict=True):
        assert levels[result["level"]] == found.severity.name
        assert result["message"]["text"].startswith(found.message)
        assert (found.keras_error or "") in result["message"]["text"]
        assert len(result["locations"]) == 1
        assert len(result.get("relatedLocations", [])) == len(found.notes)
        assert all(each["message"]["text"] for each in result.get("relatedLocations", []))
    fingerprints = [tuple(result["partialFingerprints"].values()) for result in RUN["results"]]
    assert len(set(fingerprints)) == len(fingerprints)


def test_regions_have_a_start_and_an_end() -> None:
    regions = list(_regions(RUN))
    assert len(regions) > len(RUN["results"])
    for region in regions:
        start, end = (region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])
        assert (1, 1) <= start <= end


def test_paths_are_relative_uris() -> None:
    artifacts = list(_artifacts(RUN))
    assert {unquote(each["uri"]) for each in artifacts} == {*REPORT.files} - {"src/clean.py"}
    for each in artifacts:
        assert each["uriBaseId"] == "%SRCROOT%"
        assert urlsplit(each["uri"]).scheme == ""
        assert each["uri"].isascii()


def test_a_fix_replaces_text_of_its_own_file() -> None:
    pairs = [pair for pair in zip(REPORT.findings, RUN["results"], strict=True) if pair[0].fix is not None]
    assert pairs
    for found, result in pairs:
        assert found.fix is not None
        [fix] = result["fixes"]
        [change] = fix["artifactChanges"]
        assert fix["description"]["text"] == found.fix.message
        assert change["artifactLocation"] == result["locations"][0]["physicalLocation"]["artifactLocation"]
        contents = [each["insertedContent"]["text"] for each in change["replacements"]]
        assert contents == [edit.content for edit in found.fix.edits]
