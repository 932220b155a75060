"""Which findings explain an error that Keras raised: by the lines that it came through, else by its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from shapecheck.finding import Finding
from shapecheck.severity import Severity
from shapecheck.tracebacks import Raised
from shapecheck.usage import UsageError

__all__ = ["causes", "rows_of"]

Form = Callable[[str], str]

_LEAST = 12
"""How many characters of a text tell it from others."""

_SHAPE = re.compile(r"[(\[](?:\s*(?:None|\d+|[A-Za-z_]\w*)\s*,?)*[)\]]")
_SET = re.compile(r"\{[^{}]*\}")
_NAMED_INPUT = re.compile(r" with name '[^']*'(?= of layer)")
_SIZE = re.compile(r"(?<![\w.])\d+(?![\w.])")
_NUMBER = re.compile(r"\d+|\bNone\b")


def rows_of(raised: Raised, lines: Sequence[str], filename: str) -> list[int]:
    """Return the rows of a file that an error came through, innermost first; `raised` has only places of that file.

    Where a line reads otherwise than it was printed, the one that reads so stands for it, if it is the only one. Raises
    UsageError where the file has no such line.
    """
    rows = []
    for place in reversed(raised.places):
        now = lines[place.line - 1].strip() if place.line <= len(lines) else None
        if place.code and now != place.code:
            alike = [row for row, line in enumerate(lines, 1) if line.strip() == place.code]
            if len(alike) == 1:
                rows.append(alike[0])
                continue
            if now is not None:
                continue
        if now is None:
            raise UsageError(
                f"{filename} has only {len(lines):,} lines, but the error came through line {place.line:,}: "
                f"it is of another version of the file"
            )
        rows.append(place.line)
    return list(dict.fromkeys(rows))


def causes(findings: Sequence[Finding], raised: Raised, rows: Sequence[int]) -> list[Finding]:
    """Return the findings that explain an error best; none where nothing that was found has to do with it.

    Best is what stands on a row that it came through and quotes its text; then what quotes its text, then its text but for
    numbers and shapes; then an error on such a row, inner ones first.
    """
    tests: list[Callable[[Finding], bool]] = [
        lambda found: _stands_on(found, rows) and _says(found, raised, _same),
        lambda found: _says(found, raised, _same),
        lambda found: _stands_on(found, rows) and _says(found, raised, _alike),
        *(partial(_fails_on, row=row) for row in rows),
        *(partial(_points_to, row=row) for row in rows),
        lambda found: _says(found, raised, _alike),
    ]
    chosen = next((chosen for test in tests if (chosen := [found for found in findings if test(found)])), [])
    return chosen or _of_these_sizes(findings, raised)


def _of_these_sizes(findings: Sequence[Finding], raised: Raised) -> list[Finding]:
    """Return the only error that speaks of several sizes, all of which are in the text; none where several do."""
    said = set(_SIZE.findall(raised.message))
    alike = [
        found
        for found in findings
        if found.severity is Severity.ERROR and len(sizes := set(_SIZE.findall(found.message))) > 1 and sizes <= said
    ]
    return alike if len(alike) == 1 else []


def _fails_on(found: Finding, row: int) -> bool:
    return found.severity is Severity.ERROR and _stands_on(found, [row])


def _points_to(found: Finding, row: int) -> bool:
    return found.severity is Severity.ERROR and any(
        note.filename is None and note.span.start.row <= row <= note.span.end.row for note in found.notes
    )


def _stands_on(found: Finding, rows: Sequence[int]) -> bool:
    return any(found.span.start.row <= row <= found.span.end.row for row in rows)


def _says(found: Finding, raised: Raised, form: Form) -> bool:
    """Tell whether a finding quotes the text of an error, in full or as a part of what wraps it."""
    if not found.keras_error or not raised.message:
        return False
    quoted, text = form(found.keras_error), form(raised.message)
    return (len(quoted) >= _LEAST and quoted in text) or (len(text) >= _LEAST and text in quoted)


def _same(text: str) -> str:
    """Return a text in one spelling: on one line, with one kind of quotes, and without the names of inputs."""
    return _NAMED_INPUT.sub("", " ".join(text.split()).replace('"', "'"))


def _alike(text: str) -> str:
    """Return a text without its numbers, shapes, sets (which have no order), and the endings of automatic names."""
    return _NUMBER.sub("#", re.sub(r"_\d+\b", "", _SET.sub("{}", _SHAPE.sub("()", _same(text)))))
