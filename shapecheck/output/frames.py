"""Frames of source: the lines that a finding involves, each place underlined, with what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from shapecheck.output.terminal import Style, clean, one_line, width_of
from shapecheck.output.texts import Texts
from shapecheck.source import Location, Span

__all__ = ["Label", "frame"]

MOST_COLUMNS = 160
"""A longer line is cut around the place in question."""

MOST_ROWS = 4
"""Of a longer stretch only the first and the last line are shown."""


class Label(NamedTuple):
    """A place, what is said of it, and whether it is the place of the finding itself."""

    span: Span
    text: str
    primary: bool


def frame(filename: str, labels: Sequence[Label], texts: Texts, style: Style, color: str, margin: int) -> Iterator[str]:
    """Yield the lines of a frame; `margin` is the width of the column of line numbers."""
    gutter = style.paint(f"{'':{margin}} |", "blue")
    parts = [part for label in labels for part in _rows(label, filename, texts)]
    ordered = sorted(parts, key=lambda part: (part.span.start.row, not part.primary, -part.span.start.column))
    previous = None
    if ordered:
        yield gutter
    for row, group in groupby(ordered, key=lambda part: part.span.start.row):
        between = row - previous - 1 if previous is not None else 0
        if between > 1:
            yield style.paint("...", "blue")
        elif between == 1:
            yield _line(row - 1, (texts.line(filename, row - 1) or "")[:MOST_COLUMNS], style, margin)
        here = list(group)
        line, offset = _window(texts.line(filename, row) or "", here)
        yield _line(row, line, style, margin)
        for part in here:
            yield f"{gutter} {_underlined(line, offset, part, style, color)}"
        previous = row


def _line(row: int, line: str, style: Style, margin: int) -> str:
    return f"{style.paint(f'{row:{margin}} |', 'blue')} {clean(line)}".rstrip()


def _rows(label: Label, filename: str, texts: Texts) -> Iterator[Label]:
    """Yield a label row by row, its text in the last one; of a note only the first row."""
    start, end = label.span
    last = end.row if label.primary else start.row
    rows = range(start.row, last + 1) if last - start.row < MOST_ROWS else (start.row, last)
    for row in rows:
        line = texts.line(filename, row)
        if line is None or (not line.strip() and row != start.row):
            continue
        first = start.column if row == start.row else len(line) - len(line.lstrip()) + 1
        stop = end.column if row == end.row else len(line.rstrip()) + 1
        text = label.text if row == last else ""
        yield Label(Span(Location(row, first), Location(row, max(first, stop))), text, label.primary)


def _window(line: str, parts: Sequence[Label]) -> tuple[str, int]:
    """Cut a very long line around its places; return how many characters were cut off on the left."""
    if len(line) <= MOST_COLUMNS:
        return line, 0
    first = max(min(part.span.start.column for part in parts) - 1 - MOST_COLUMNS // 4, 0)
    return line[first : first + MOST_COLUMNS], first


def _underlined(line: str, offset: int, part: Label, style: Style, color: str) -> str:
    first, last = (min(max(place.column - 1 - offset, 0), len(line)) for place in part.span)
    indent = width_of(clean(line[:first]))
    length = max(width_of(clean(line[first:last])), 1)
    mark = ("^" if part.primary else "-") * length
    return " " * indent + style.paint(f"{mark} {one_line(part.text)}".rstrip(), color if part.primary else "blue")
