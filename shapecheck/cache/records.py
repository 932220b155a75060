"""What is kept, as JSON: outcomes of analyses, fixes, the table of rules."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from shapecheck.report import Outcome, Understood, Unseen

if TYPE_CHECKING:
    from shapecheck.finding import Finding, Fix
    from shapecheck.offers import Offers
    from shapecheck.rules.rule import Rule
    from shapecheck.source import Span

__all__ = [
    "offers_in",
    "offers_out",
    "outcome_in",
    "outcome_out",
    "packed",
    "rules_in",
    "rules_out",
    "unpacked",
]


def packed(value: Any) -> bytes:
    """Return JSON in few bytes, with a checksum."""
    return zlib.compress(json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode(), 1)


def unpacked(body: bytes) -> Any:
    """Return what was packed.

    Raises ValueError for bytes that are not as they were written.
    """
    try:
        return json.loads(zlib.decompress(body))
    except zlib.error as error:
        raise ValueError(str(error)) from error


def outcome_out(outcome: Outcome) -> Any:
    """Return an outcome as JSON knows it; of its text no more than whether it has one."""
    findings = [_finding_out(each) for each in outcome.findings]
    return [findings, outcome.unseen, outcome.text is not None, outcome.whole, outcome.understood]


def outcome_in(record: Any, text: Callable[[], str]) -> Outcome:
    """Return the outcome of a record; `text` is asked where it had its text."""
    findings, unseen, texted, whole, understood = record
    return Outcome(
        tuple(_findings_in(findings)),
        tuple(Unseen(*each) for each in unseen),
        text() if texted else None,
        whole=whole,
        understood=Understood(*understood),
    )


def _finding_out(found: Finding) -> Any:
    conditional = found.conditional
    return [
        found.code,
        found.name,
        int(found.severity),
        found.message,
        found.span,
        [[note.message, note.span, note.filename] for note in found.notes],
        found.keras_error,
        None if found.fix is None else _fix_out(found.fix),
        None if conditional is None else [conditional.test, conditional.line],
        found.cell,
        found.filename,
    ]


def _findings_in(records: Any) -> list[Finding]:
    """Return the findings of their records."""
    if not records:
        return []
    from shapecheck.finding import Conditional, Finding, Note, Severity

    return [
        Finding(
            code,
            name,
            Severity(severity),
            message,
            _span_in(span),
            tuple(Note(said, _span_in(place), file) for said, place, file in notes),
            keras_error,
            None if fix is None else _fix_in(fix),
            None if conditional is None else Conditional(*conditional),
            cell,
            filename,
        )
        for code, name, severity, message, span, notes, keras_error, fix, conditional, cell, filename in records
    ]


def _fix_out(fix: Fix) -> Any:
    """Return a fix as JSON knows it."""
    return [fix.applicability, fix.message, [[edit.content, edit.span] for edit in fix.edits]]


def _fix_in(record: Any) -> Fix:
    """Return the fix of a record."""
    from shapecheck.finding import Edit, Fix

    applicability, message, edits = record
    return Fix(applicability, message, tuple(Edit(content, _span_in(span)) for content, span in edits))


def offers_out(offers: Offers) -> Any:
    """Return the fixes of a file as JSON knows them."""
    return [[span, code, message, _fix_out(fix)] for (span, code, message), fix in offers.fixes.items()]


def offers_in(records: Any) -> Offers:
    """Return the fixes of their records."""
    from shapecheck.offers import Offers

    return Offers({(_span_in(span), code, message): _fix_in(fix) for span, code, message, fix in records})


def _span_in(record: Any) -> Span:
    from shapecheck.source import Location, Span

    start, end = record
    return Span(Location(*start), Location(*end))


def rules_out(rules: Mapping[str, Rule]) -> Any:
    """Return what comments and settings ask of rules."""
    return [
        [rule.code, rule.name, int(rule.level), rule.summary, rule.fixable, rule.preview, rule.today]
        for rule in rules.values()
    ]


def rules_in(record: Any) -> dict[str, Rule]:
    """Return rules without their functions and documentation."""
    from shapecheck.finding import Severity
    from shapecheck.rules.rule import FAMILIES, Rule

    return {
        code: Rule(
            code, name, Severity(level), FAMILIES[code[:4]], summary, "", fixable=fixable, preview=preview, today=today
        )
        for code, name, level, summary, fixable, preview, today in record
    }
