"""Every rule's examples: the bad ones are found on the marked lines and nowhere else, the good ones not at all."""

from __future__ import annotations

import re

import pytest

from shapecheck.check import check_source
from shapecheck.finding import Severity
from shapecheck.rules.rule import load

RULES = {code: rule for code, rule in load().items() if rule.function is not None}
GOOD = [(code, index) for code, rule in RULES.items() for index in range(len(rule.good))]
BAD = [(code, index) for code, rule in RULES.items() for index in range(len(rule.bad))]
_IMPORTS = "import keras\n"


def _found(example: str) -> set[tuple[str, int]]:
    findings = check_source(_IMPORTS + example, "example.py").findings
    return {(found.code, found.span.start.row) for found in findings}


@pytest.mark.parametrize(("code", "index"), GOOD)
def test_good_example_is_left_alone(code: str, index: int) -> None:
    findings = check_source(_IMPORTS + RULES[code].good[index], "example.py").findings
    assert [found for found in findings if found.code == code or found.severity > Severity.INFO] == []


@pytest.mark.parametrize(("code", "index"), BAD)
def test_bad_example_is_found_where_it_is_marked(code: str, index: int) -> None:
    example = RULES[code].bad[index]
    rows = {row for row, line in enumerate(example.splitlines(), 2) if re.search(rf"#\s*{code}\b", line)}
    assert rows
    assert _found(example) == {(code, row) for row in rows}
