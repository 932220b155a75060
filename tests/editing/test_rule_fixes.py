"""Every fix in the rules' examples: it is offered, its finding is gone, and real Keras takes what it makes."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from shapecheck.check import check_source
from shapecheck.fixing import fix_text
from shapecheck.rules.rule import load
from shapecheck.settings import Settings

IMPORTS = "import keras\n"
FIXABLE = {code: rule for code, rule in load().items() if rule.fixable}
RECORDED: dict[str, Any] = json.loads(Path(__file__).with_name("recorded_fixes.json").read_text(encoding="utf-8"))
CASES = [(code, index) for code, rule in FIXABLE.items() for index in range(len(rule.bad))]


@pytest.mark.parametrize(("code", "index"), CASES)
def test_the_fix_of_a_bad_example(code: str, index: int) -> None:
    text = IMPORTS + FIXABLE[code].bad[index]
    found = [each for each in check_source(text, "example.py").findings if each.code == code]
    fixed = fix_text(text, "example.py", Settings(), unsafe=True)
    assert len(found) == len([each for each in fixed.gone if each.code == code])
    ast.parse(fixed.after)
    assert [each.code for each in check_source(fixed.after, "example.py").findings if each.code == code] == []
    assert fix_text(fixed.after, "example.py", Settings(), unsafe=True).after == fixed.after


@pytest.mark.parametrize(("code", "index"), CASES)
def test_what_keras_makes_of_it(code: str, index: int) -> None:
    recorded = RECORDED[f"{code}-{index}"]
    fixed = fix_text(IMPORTS + FIXABLE[code].bad[index], "example.py", Settings(), unsafe=True)
    assert fixed.after == recorded["text"]
    before, after = recorded["before"], recorded["after"]
    assert after["raises"] is None
    if code.startswith("KSH7"):
        assert before == after
    if code.startswith("KSH1") and before["raises"] is None:
        assert before != after or not before["parameters"]
