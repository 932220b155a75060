"""Selectors: codes, their beginnings, names; the closer one wins."""

from __future__ import annotations

import pytest

from shapecheck.finding import Severity
from shapecheck.rules.rule import FAMILIES, Rule
from shapecheck.selection import enabled_codes, find_rule, levels
from shapecheck.settings import Settings, SettingsError


def made(code: str, name: str, *, preview: bool = False) -> Rule:
    family = FAMILIES[code[:4]]
    return Rule(code, name, family.level, family, name, name, preview=preview)


RULES = {
    rule.code: rule
    for rule in (
        made("KSH000", "internal-error"),
        made("KSH001", "syntax-error"),
        made("KSH201", "wrong-rank"),
        made("KSH202", "concatenate-mismatch"),
        made("KSH701", "time-distributed-dense"),
        made("KSH702", "new-rule", preview=True),
    )
}
TOOL = {"KSH000", "KSH001"}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(), {"KSH201", "KSH202", "KSH701"}),
        (Settings(preview=True), {"KSH201", "KSH202", "KSH701", "KSH702"}),
        (Settings(select=("KSH2",)), {"KSH201", "KSH202"}),
        (Settings(select=("KSH2xx",)), {"KSH201", "KSH202"}),
        (Settings(select=("wrong-rank",)), {"KSH201"}),
        (Settings(select=("KSH7",), extend_select=("KSH201",)), {"KSH201", "KSH701"}),
        (Settings(ignore=("KSH2",)), {"KSH701"}),
        (Settings(select=("KSH201",), ignore=("KSH2",)), {"KSH201"}),
        (Settings(select=("KSH2",), ignore=("KSH201",)), {"KSH202"}),
        (Settings(select=("KSH201",), ignore=("KSH201",)), set()),
        (Settings(select=()), set()),
    ],
)
def test_selection(settings: Settings, expected: set[str]) -> None:
    assert enabled_codes(settings, RULES) == TOOL | expected


def test_a_syntax_error_is_reported_unless_it_is_ignored() -> None:
    assert "KSH001" in enabled_codes(Settings(select=("KSH7",)), RULES)
    assert enabled_codes(Settings(ignore=("KSH0",), select=()), RULES) == {"KSH000"}


@pytest.mark.parametrize(
    "settings",
    [
        Settings(select=("KSH203",)),
        Settings(ignore=("wrong-rnk",)),
        Settings(per_file_ignores={"a": ("KSH9",)}),
        Settings(severity={"nope": Severity.ERROR}),
    ],
)
def test_an_unknown_selector(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="no rule is called"):
        enabled_codes(settings, RULES)


def test_levels_by_the_closer_selector() -> None:
    settings = Settings(severity={"KSH2": Severity.WARNING, "wrong-rank": Severity.INFO})
    assert levels(settings, RULES) == {"KSH201": Severity.INFO, "KSH202": Severity.WARNING}


def test_finding_a_rule() -> None:
    assert find_rule("ksh201", RULES) is RULES["KSH201"]
    assert find_rule("Wrong_Rank", RULES) is RULES["KSH201"]
    assert find_rule("KSH2", RULES) is None
