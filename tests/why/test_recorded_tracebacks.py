"""Errors as real Keras raised them for the buggy fixtures: what explains them is the finding that is marked there."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from shapecheck.causes import causes, rows_of
from shapecheck.check import check_paths
from shapecheck.finding import Finding
from shapecheck.tracebacks import own_places, read
from tests.fixtures import in_thread, marks

ROOT = Path(__file__).parents[2]
RECORDING = ROOT / "tests" / "oracle" / "recordings" / "tracebacks.json.gz"
TRACEBACKS: dict[str, str] = json.loads(gzip.decompress(RECORDING.read_bytes()))["tracebacks"]

BY_TEXT = 69
"""How many are found by the text alone, without a place; some texts speak of what Keras made of the mistake later."""


class Explained(NamedTuple):
    """The findings that explain an error by its places, and those that do by its text alone."""

    by_place: list[Finding]
    by_text: list[Finding]


@cache
def explained(name: str) -> Explained:
    path = ROOT / "fixtures" / "buggy" / name / "model.py"
    raised = read(TRACEBACKS[name])
    own = replace(raised, places=tuple(own_places(raised.places, str(path))))
    rows = rows_of(own, path.read_text(encoding="utf-8").splitlines(), str(path))
    assert rows
    findings = in_thread(lambda: check_paths([str(path)])).findings
    return Explained(causes(findings, raised, rows), causes(findings, raised, []))


def marked(found: Finding, name: str) -> bool:
    return (found.code, found.span.start.row) in marks(ROOT / "fixtures" / "buggy" / name)


@pytest.mark.parametrize("name", TRACEBACKS)
def test_the_marked_finding_explains_the_error(name: str) -> None:
    found = explained(name).by_place
    assert found
    assert all(marked(each, name) for each in found)


def test_text_alone() -> None:
    found = {name: explained(name).by_text for name in TRACEBACKS}
    assert all(marked(each, name) for name, group in found.items() for each in group)
    assert sum(map(bool, found.values())) >= BY_TEXT


def test_errors_from_fit_are_among_them() -> None:
    assert len(TRACEBACKS) >= 75
    assert sum(".fit(" in text for text in TRACEBACKS.values()) >= 40
