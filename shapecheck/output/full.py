"""The format for people: each finding with the lines that it involves."""

from __future__ import annotations

from collections.abc import Iterator

from shapecheck.finding import Finding
from shapecheck.output.frames import Label, frame
from shapecheck.output.terminal import LEVEL_COLORS, Style, clean
from shapecheck.output.texts import Texts
from shapecheck.report import Report

__all__ = ["render"]


def render(report: Report, style: Style) -> str:
    """Return every finding with its frames, the text of Keras, its fix and its condition."""
    texts = Texts(report.texts)
    return "".join(f"{line}\n" for found in report.findings for line in (*_lines(found, texts, style), ""))


def _lines(found: Finding, texts: Texts, style: Style) -> Iterator[str]:
    color = LEVEL_COLORS[found.severity]
    yield f"{style.paint(f'{found.severity}[{found.code}]', color, 'bold')}: {style.paint(found.message, 'bold')}"
    notes = [(note.filename or found.filename, Label(note.span, note.message, False)) for note in found.notes]
    own = [Label(found.span, "", True), *(label for filename, label in notes if filename == found.filename)]
    margin = len(str(max(label.span.start.row for label in (*own, *(label for _, label in notes)))))
    start = found.span.start
    yield f"{'':{margin}}{style.paint('-->', 'blue')} {found.filename}:{start.row}:{start.column}"
    yield from frame(found.filename, own, texts, style, color, margin)
    for filename in dict.fromkeys(filename for filename, _ in notes if filename != found.filename):
        there = [label for name, label in notes if name == filename]
        place = there[0].span.start
        yield f"{'':{margin}}{style.paint(':::', 'blue')} {filename}:{place.row}:{place.column}"
        yield from frame(filename, there, texts, style, color, margin)
    for title, text in _remarks(found):
        yield from _remark(title, text, margin, style)


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
