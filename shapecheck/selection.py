"""Which rules hold: selectors (a code, the start of one, a name, ALL) against the table of rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shapecheck.rules.rule import Rule
from shapecheck.settings import Configuration, Settings, SettingsError, suggestion
from shapecheck.severity import Severity

__all__ = ["Choices", "enabled_codes", "find_rule", "levels", "matches"]

_ALWAYS = "KSH000"
_UNLESS_IGNORED = "KSH001"
_EXACT = 100


def _specificity(selector: str, rule: Rule) -> int:
    """Say how closely a selector names a rule: 0 where it does not, most for its code or name."""
    if selector in (rule.code, rule.name):
        return _EXACT
    if selector == "ALL":
        return 1
    prefix = re.sub("x+$", "", selector)
    return len(prefix) if prefix.startswith("KSH") and rule.code.startswith(prefix) else 0


def matches(selectors: Iterable[str], rule: Rule) -> bool:
    """Tell whether one of the selectors names a rule."""
    return any(_specificity(selector, rule) for selector in selectors)


def _closest(selectors: Iterable[str], rule: Rule) -> int:
    return max((_specificity(selector, rule) for selector in selectors), default=0)


def _validate(where: str, selectors: Iterable[str], rules: Mapping[str, Rule]) -> None:
    for selector in selectors:
        if not any(_specificity(selector, rule) for rule in rules.values()):
            known = [*rules, *(rule.name for rule in rules.values())]
            raise SettingsError(f'{where}: no rule is called "{selector}"{suggestion(selector, known)}')


def enabled_codes(settings: Settings, rules: Mapping[str, Rule]) -> frozenset[str]:
    """Return the codes that are reported; of two selectors the closer one wins, and `ignore` wins a tie.

    Raises SettingsError for a selector that names no rule.
    """
    for where, selectors in (
        ("select", settings.select or ()),
        ("extend-select", settings.extend_select),
        ("ignore", settings.ignore),
        ("severity", settings.severity),
        *(("per-file-ignores", listed) for listed in settings.per_file_ignores.values()),
    ):
        _validate(where, selectors, rules)
    selected = ("ALL",) if settings.select is None else settings.select
    return frozenset(
        code for code, rule in rules.items() if _is_enabled(rule, (*selected, *settings.extend_select), settings)
    )


def _is_enabled(rule: Rule, chosen: Iterable[str], settings: Settings) -> bool:
    if rule.code == _ALWAYS:
        return True
    if rule.code == _UNLESS_IGNORED:
        return not matches(settings.ignore, rule)
    if rule.preview and not settings.preview:
        return False
    return _closest(chosen, rule) > _closest(settings.ignore, rule)


def levels(settings: Settings, rules: Mapping[str, Rule]) -> dict[str, Severity]:
    """Return the level that the settings give a code, by code."""
    given: dict[str, Severity] = {}
    for code, rule in rules.items():
        named = [selector for selector in settings.severity if _specificity(selector, rule)]
        if named:
            given[code] = settings.severity[max(named, key=lambda selector: _specificity(selector, rule))]
    return given


def find_rule(word: str, rules: Mapping[str, Rule]) -> Rule | None:
    """Return the rule of a code or name, in any case; None where there is none."""
    lowered = word.lower().replace("_", "-")
    for rule in rules.values():
        if lowered in (rule.code.lower(), rule.name):
            return rule
    return None


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """The settings of each file, and the codes that are looked for in it."""

    configuration: Settings | Configuration
    rules: Mapping[str, Rule]
    _known: dict[int, tuple[Settings, frozenset[str]]] = field(default_factory=dict)

    def of(self, filename: str) -> tuple[Settings, frozenset[str]]:
        """Return the settings of a file and the codes that are enabled in it.

        Raises SettingsError.
        """
        path = Path(filename)
        settings = self.configuration.of(path)
        if id(settings) not in self._known:
            # the settings are held too, so that no others get their id
            self._known[id(settings)] = settings, enabled_codes(settings, self.rules)
        _, enabled = self._known[id(settings)]
        ignored = settings.ignored_in(path)
        return settings, frozenset(code for code in enabled if not matches(ignored, self.rules[code]))
