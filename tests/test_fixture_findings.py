"""What is said of the fixtures: each buggy one's marked line and nothing else, nothing at all of the correct ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapecheck import check_source
from shapecheck.finding import Severity
from tests.fixtures import BUGGY, CORRECT, in_thread, marks


def _found(directory: Path) -> set[tuple[str, int]]:
    text = (directory / "model.py").read_text(encoding="utf-8")
    report = in_thread(lambda: check_source(text, filename=str(directory / "model.py")))
    return {(one.code, one.span.start.row) for one in report.findings if one.severity >= Severity.WARNING}


@pytest.mark.parametrize("directory", BUGGY, ids=lambda path: path.name)
def test_the_marked_line_is_found_and_no_other(directory: Path) -> None:
    found, marked = _found(directory), marks(directory)
    assert marked <= found
    assert {row for _, row in found} == {row for _, row in marked}


@pytest.mark.parametrize("directory", CORRECT, ids=lambda path: path.name)
def test_a_correct_fixture_gets_no_error_and_no_warning(directory: Path) -> None:
    assert _found(directory) == set()
