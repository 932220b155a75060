"""The page of a rule and the table of rules."""

from __future__ import annotations

import re

import pytest

from shapecheck.output.rules_page import markdown, page, table
from shapecheck.output.terminal import Style
from shapecheck.rules.rule import load
from tests.output.golden_files import assert_golden
from tests.output.samples import RULES

PLAIN, COLORED = Style(), Style(True)


def test_whole_page() -> None:
    assert_golden("rule.txt", page(RULES["KSH701"], PLAIN))
    assert_golden("rule.md", markdown(RULES["KSH102"]))


@pytest.mark.parametrize("width", [None, 80, 120])
def test_whole_table(width: int | None) -> None:
    assert_golden(f"rules.{width}.txt", table(RULES.values(), PLAIN, width))


def test_every_rule_has_a_page_that_fits() -> None:
    rules = load().values()
    for rule in rules:
        assert rule.summary in " ".join(page(rule, PLAIN).split())
        assert markdown(rule).count("```") == 2 * (len(rule.bad) + len(rule.good))
    assert max(map(len, table(rules, PLAIN, 80).splitlines())) <= 80


def test_colors_only_when_asked() -> None:
    shown = table(RULES.values(), COLORED) + page(RULES["KSH701"], COLORED)
    assert "\x1b" in shown
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown) == table(RULES.values(), PLAIN) + page(RULES["KSH701"], PLAIN)
