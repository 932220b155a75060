"""From what came of each file to the report: every finding once, and what comments and settings leave of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from shapecheck.finding import Finding
from shapecheck.reading import text_of
from shapecheck.report import Outcome, Report, Understood
from shapecheck.rules.rule import Rule, load
from shapecheck.rules.witness import one_witness
from shapecheck.selection import Choices, levels
from shapecheck.settings import Configuration, Settings
from shapecheck.source import SyntaxProblem
from shapecheck.suppression import suppress

__all__ = ["heard"]

_LEGACY = re.compile(r"^\s*(import|from)\b.*\btf_keras\b", re.MULTILINE)
"""The package `tf_keras` is Keras 2, whatever Keras there is beside it."""


def heard(
    outcomes: Mapping[str, Outcome],
    configuration: Settings | Configuration,
    rules: Callable[[], Mapping[str, Rule]] | None = None,
) -> Report:
    """Join what came of files, and let the comments of each speak on all that was found in it.

    `rules` gives all rules where they need not be imported.
    """
    texts = {filename: each.text for filename, each in outcomes.items() if each.text is not None}
    found: dict[str, dict[Any, Finding]] = {}
    for outcome in outcomes.values():
        for each in outcome.findings:
            # files that import one another come to the same finding
            found.setdefault(each.filename, {}).setdefault((each.span, each.code, each.message), each)
    kept: list[Finding] = []
    spoken = {**texts, **found}
    if spoken:
        known = (rules or load)()
        choices = Choices(configuration, known)
        for filename in spoken:
            own = outcomes.get(filename)
            complete = own is not None and own.whole
            if filename not in texts:
                texts[filename] = _text_of(filename)
            kept += _left(filename, texts[filename], found.get(filename, {}).values(), choices, complete=complete)
    kept.sort(key=lambda each: (each.filename, each.span, each.code, each.message))
    shown = {each.filename for each in kept} | {note.filename for each in kept for note in each.notes}
    unseen = tuple(place for outcome in outcomes.values() for place in outcome.unseen)
    lasting = all(outcome.lasting for outcome in outcomes.values())
    pointed_at = {name: text for name, text in texts.items() if name in shown}
    understood = Understood.of(outcomes.values())
    return Report(tuple(kept), tuple(outcomes), unseen, pointed_at, lasting=lasting, understood=understood)


def _left(filename: str, text: str, findings: Iterable[Finding], choices: Choices, *, complete: bool) -> list[Finding]:
    """Return what is left of the findings in a file after its comments and its settings."""
    settings, enabled = choices.of(filename)
    rules = choices.rules
    legacy = settings.keras_version == 2 or _LEGACY.search(text) is not None
    found = [each for each in findings if each.code in enabled and not (legacy and rules[each.code].today)]
    kept = suppress(text, filename, one_witness(found), rules, enabled, complete=complete)
    given = levels(settings, rules)
    return [replace(each, severity=given.get(each.code, each.severity)) for each in kept]


def _text_of(filename: str) -> str:
    try:
        return text_of(Path(filename).read_bytes(), filename)
    except (OSError, SyntaxProblem):
        return ""
