"""SARIF against the schema of the standard itself: what is made by hand, and the findings of the buggy fixtures."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jsonschema")

import jsonschema

from shapecheck.output.formats import render
from shapecheck.output.terminal import Style
from shapecheck.report import Report
from shapecheck.rules.rule import load
from shapecheck.rules.tool import INTERNAL_ERROR
from tests.output.samples import REPORT, span

SCHEMA = json.loads(Path(__file__).with_name("schemas").joinpath("sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
FIXTURES = Path(__file__).parents[2] / "fixtures"


def faults(log: Any) -> list[str]:
    """Say where a log is not what the schema wants."""
    checker = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in checker.iter_errors(log)]


def test_the_schema_is_looked_at() -> None:
    assert faults({"version": "2.1.0"})
    log = json.loads(render(REPORT, "sarif", Style()))
    log["runs"][0]["results"][0]["level"] = "info"
    assert len(faults(log)) == 1


@pytest.mark.parametrize("report", [REPORT, Report(), Report(files=("a.py",))], ids=["samples", "nothing", "clean"])
def test_findings_made_by_hand(report: Report) -> None:
    assert faults(json.loads(render(report, "sarif", Style()))) == []


def test_findings_of_the_buggy_fixtures() -> None:
    command = [sys.executable, "-m", "shapecheck", "check", "fixtures/buggy", "--output-format", "sarif"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=FIXTURES.parent, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    log = json.loads(done.stdout)
    assert faults(log) == []
    [run] = log["runs"]
    files = {place["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for place in run["results"]}
    assert files == {path.relative_to(FIXTURES.parent).as_posix() for path in FIXTURES.glob("buggy/*/model.py")}


def test_what_failed_in_the_tool_is_a_notification(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shapecheck.output.sarif.load", load)
    failure = INTERNAL_ERROR.at(span(1, 1, 1), "src/failed.py", "shapecheck failed on this file")
    log = json.loads(render(replace(REPORT, findings=(*REPORT.findings, failure)), "sarif", Style()))
    assert faults(log) == []
    [run] = log["runs"]
    assert len(run["results"]) == len(REPORT.findings)
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is False
    [notification] = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"] == failure.message
    descriptor = run["tool"]["driver"]["notifications"][notification["descriptor"]["index"]]
    assert descriptor["id"] == notification["descriptor"]["id"] == "KSH000"
