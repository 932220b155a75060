"""Whole programs, as users write them, against real Keras: what it trains is left alone, what it refuses is found."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from shapecheck import check_source
from shapecheck.finding import Severity
from tests.fixtures import in_thread

HERE = Path(__file__).parent
PROGRAMS = {path.stem: path.read_text(encoding="utf-8") for path in sorted((HERE / "programs").glob("*.py"))}
RECORDED: dict[str, Any] = json.loads((HERE / "recorded.json").read_text(encoding="utf-8"))
WRONG = [name for name, answer in RECORDED.items() if answer["raises"]]
RIGHT = [name for name, answer in RECORDED.items() if not answer["raises"]]


def test_everything_is_recorded() -> None:
    assert RECORDED.keys() == PROGRAMS.keys()
    assert min(len(WRONG), len(RIGHT)) >= 40


@pytest.mark.parametrize("name", RIGHT)
def test_what_keras_trains_is_left_alone(name: str) -> None:
    found = in_thread(lambda: check_source(PROGRAMS[name], filename=f"{name}.py")).findings
    assert [one.message for one in found if one.severity >= Severity.WARNING] == []


@pytest.mark.parametrize("name", WRONG)
def test_what_keras_refuses_is_found_where_it_refuses_it(name: str) -> None:
    found = in_thread(lambda: check_source(PROGRAMS[name], filename=f"{name}.py")).findings
    errors = [one for one in found if one.severity >= Severity.ERROR]
    assert errors
    found_in = {_statement(name, span.start.row) for one in errors for span in (one.span, *(n.span for n in one.notes))}
    assert found_in & {_statement(name, row) for row in RECORDED[name]["raises"]["rows"]}


def _statement(name: str, row: int) -> int:
    """Return where the innermost statement starts that a line belongs to."""
    nodes = [node for node in ast.walk(ast.parse(PROGRAMS[name])) if isinstance(node, ast.stmt)]
    return max(node.lineno for node in nodes if node.lineno <= row <= (node.end_lineno or row))
