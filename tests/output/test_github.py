"""Workflow commands, read back as the runner reads them (`ActionCommand.TryParseV2` in actions/runner)."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from shapecheck.finding import Finding
from shapecheck.output.formats import render
from shapecheck.output.terminal import Style
from tests.output.samples import FINDINGS, REPORT

LEVELS = {"error": "ERROR", "warning": "WARNING", "notice": "INFO"}
# the properties that an annotation has
KNOWN = {"title", "file", "line", "endLine", "col", "endColumn"}


class Command(NamedTuple):
    """What the runner makes of one line."""

    name: str
    properties: dict[str, str]
    message: str


def read(line: str) -> Command:
    assert line.startswith("::")
    head, _, message = line[2:].partition("::")
    name, _, listed = head.partition(" ")
    properties = dict(part.split("=", 1) for part in listed.split(","))
    return Command(name, {key: unescaped(value, ":,") for key, value in properties.items()}, unescaped(message))


def unescaped(text: str, further: str = "") -> str:
    for character in f"\r\n{further}%":
        text = text.replace(f"%{ord(character):02X}", character)
    return text


PAIRS = list(zip(FINDINGS, render(REPORT, "github", Style()).split("\n"), strict=False))


@pytest.mark.parametrize(("finding", "line"), PAIRS, ids=str)
def test_what_the_runner_reads(finding: Finding, line: str) -> None:
    command = read(line)
    start, end = finding.span
    assert LEVELS[command.name] == finding.severity.name
    assert command.properties["file"] == finding.filename
    assert command.properties["title"] == f"{finding.code} ({finding.name})"
    assert (command.properties["line"], command.properties["endLine"]) == (str(start.row), str(end.row))
    assert command.properties.keys() <= KNOWN
    columns = [command.properties.get(name) for name in ("col", "endColumn")]
    assert columns == ([str(start.column), str(end.column)] if start.row == end.row else [None, None])
    # the first words stand unchanged, whatever is shown of characters that a terminal would obey
    assert command.message.startswith(f"{finding.filename}:{start.row}:{start.column}: {finding.code} ")
    assert command.message.count("\n") == finding.message.count("\n")


def test_one_command_a_finding_and_nothing_else() -> None:
    assert len(PAIRS) == len(FINDINGS)
    assert render(REPORT, "github", Style()).count("\n") == len(FINDINGS)
