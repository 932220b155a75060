"""Frames of source: the lines that a finding involves, each place underlined, with what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from shapecheck.output.terminal import Style, clean, width_of
from shapecheck.output.texts import Texts
from shapecheck.source import Location, Span

__all__ = ["Label", "frame"]

MOST_COLUMNS = 160
"""A longer line is cut around the place in question."""


class Label(NamedTuple):
    """A place, what is said of it, and whether it is the place of the finding itself."""

    span: Span
    text: str
    primary: bool


def frame(filename: str, labels: Sequence[Label], texts: Texts, style: Style, color: str, margin: int) -> Iterator[str]:
    """Yield the lines of a frame; `margin` is the width of the column of line numbers."""
    gutter = style.paint(f"{'':{margin}} |", "blue")
    ordered = sorted(labels, key=lambda label: (label.span.start.row, -label.span.start.column))
    previous = None
    yield gutter
    for row, group in groupby(ordered, key=lambda label: label.span.start.row):
        line = texts.line(filename, row)
        if line is None:
            continue
        if previous is not None and row > previous + 1:
            yield style.paint("...", "blue")
        here = list(group)
        line, offset = _window(line, here)
        yield f"{style.paint(f'{row:{margin}} |', 'blue')} {clean(line)}".rstrip()
        for label in here:
            yield f"{gutter} {_underlined(line, offset, label, style, color)}"
        previous = row


def _window(line: str, labels: Sequence[Label]) -> tuple[str, int]:
    """Cut a very long line around its places; return how many characters were cut off on the left."""
    if len(line) <= MOST_COLUMNS:
        return line, 0
    first = max(min(label.span.start.column for label in labels) - 1 - MOST_COLUMNS // 4, 0)
    return line[first : first + MOST_COLUMNS], first


def _underlined(line: str, offset: int, label: Label, style: Style, color: str) -> str:
    start, end = label.span
    first = min(max(start.column - 1 - offset, 0), len(line))
    last = end.column - 1 - offset if _same_row(start, end) else len(line.rstrip())
    indent = width_of(clean(line[:first]))
    length = max(width_of(clean(line[first : max(last, first)])), 1)
    mark = ("^" if label.primary else "-") * length
    return " " * indent + style.paint(f"{mark} {label.text}".rstrip(), color if label.primary else "blue")


def _same_row(start: Location, end: Location) -> bool:
    return start.row == end.row
