"""The format for people: each finding with the lines that it involves."""

from __future__ import annotations

from collections.abc import Iterator

from shapecheck.finding import Finding
from shapecheck.output.cells import sheet
from shapecheck.output.frames import Label, frame
from shapecheck.output.terminal import LEVEL_COLORS, Style, clean, one_line
from shapecheck.output.texts import Texts
from shapecheck.report import Report
from shapecheck.source import Location

__all__ = ["render"]


def render(report: Report, style: Style) -> str:
    """Return every finding with its frames, the text of Keras, its fix and its condition."""
    texts = Texts(report.texts)
    return "".join(f"{line}\n" for found in report.findings for line in (*_lines(found, texts, style), ""))


def _lines(found: Finding, texts: Texts, style: Style) -> Iterator[str]:
    color = LEVEL_COLORS[found.severity]
    level = style.paint(f"{found.severity}[{found.code}]", color, "bold")
    yield f"{level}: {style.paint(one_line(found.message), 'bold')}"
    labels = _labels(found)
    margin = len(str(max(label.span.end.row for group in labels.values() for label in group)))
    for filename, group in labels.items():
        arrow = "-->" if filename == sheet(found.filename, found.cell) else ":::"
        yield f"{'':{margin}}{style.paint(arrow, 'blue')} {_place(filename, group[0].span.start)}"
        yield from frame(filename, group, texts, style, color, margin)
    for title, text in _remarks(found):
        yield from _remark(title, text, margin, style)


def _labels(found: Finding) -> dict[str, list[Label]]:
    """Return the places of a finding by file, its own first; a note on the very place is its text."""
    notes = list(found.notes)
    own_sheet = sheet(found.filename, found.cell)
    own = next(
        (note for note in notes if note.filename is None and (note.span, note.cell) == (found.span, found.cell)), None
    )
    if own is not None:
        notes.remove(own)
    labels = {own_sheet: [Label(found.span, own.message if own is not None else "", True)]}
    for note in notes:
        labels.setdefault(sheet(note.filename or found.filename, note.cell), []).append(
            Label(note.span, note.message, False)
        )
    return labels


def _place(filename: str, start: Location) -> str:
    return f"{clean(filename)}:{start.row}:{start.column}"


def _remarks(found: Finding) -> Iterator[tuple[str, str]]:
    if found.conditional is not None:
        yield "only if", f"{found.conditional.test} (line {found.conditional.line})"
    if found.keras_error is not None:
        yield "keras", found.keras_error
    if found.fix is not None:
        yield "fix" if found.fix.applicability == "safe" else f"{found.fix.applicability} fix", found.fix.message
    yield "rule", found.name


def _remark(title: str, text: str, margin: int, style: Style) -> Iterator[str]:
    first, *rest = text.splitlines() or [""]
    yield f"{'':{margin}} {style.paint('=', 'blue')} {style.paint(title, 'bold')}: {clean(first)}"
    for line in rest:
        yield f"{'':{margin}}   {clean(line)}".rstrip()
