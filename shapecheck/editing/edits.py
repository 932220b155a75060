"""Edits of a text: put in, told apart, and what becomes of a place when they are made."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import pairwise

from shapecheck.finding import Edit
from shapecheck.source import Location, Span

__all__ = ["applied", "clash", "insertion", "moved", "touched"]

_NEWLINE = re.compile(r"\r\n?|\n")


class _Text:
    """Turn places into offsets and back."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in _NEWLINE.finditer(text))]

    def offset(self, place: Location) -> int:
        return self._starts[place.row - 1] + place.column - 1

    def place(self, offset: int) -> Location:
        row = bisect_right(self._starts, offset)
        return Location(row, offset - self._starts[row - 1] + 1)

    def stretches(self, edits: Iterable[Edit]) -> list[tuple[int, int, str]]:
        """Return each different edit as its first offset, the offset after its last, and what takes its place."""
        return sorted({(self.offset(edit.span.start), self.offset(edit.span.end), edit.content) for edit in edits})


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with edits made; equal ones count once, and none may overlap another."""
    parts, at = [], 0
    for start, end, content in _Text(text).stretches(edits):
        parts += [text[at:start], content]
        at = end
    return "".join([*parts, text[at:]])


def clash(text: str, edits: Iterable[Edit]) -> bool:
    """Tell whether different edits overlap, or stand at one place so that their order would matter."""
    stretches = _Text(text).stretches(edits)
    return any(start < end or (start == other_start) for (other_start, end, _), (start, _, _) in pairwise(stretches))


def moved(text: str, edits: Iterable[Edit], places: Iterable[Location]) -> list[Location | None]:
    """Return where places stand after edits; None for those inside what is replaced.

    What is put in at a place stands before it.
    """
    before, after = _Text(text), _Text(applied(text, edits))
    stretches = before.stretches(edits)

    def offset_of(offset: int) -> int | None:
        shift = 0
        for start, end, content in stretches:
            if start < offset < end or start == offset < end:
                return None
            if end <= offset:
                shift += len(content) - (end - start)
        return offset + shift

    found = [offset_of(before.offset(place)) for place in places]
    return [None if offset is None else after.place(offset) for offset in found]


def touched(text: str, edits: Iterable[Edit]) -> set[int]:
    """Return the rows of the edited text that edits have written on."""
    rows: set[int] = set()
    after, shift = _Text(applied(text, edits)), 0
    for start, end, content in _Text(text).stretches(edits):
        first, last = after.place(start + shift).row, after.place(start + shift + len(content)).row
        rows.update(range(first, last + 1))
        shift += len(content) - (end - start)
    return rows


def insertion(content: str, place: Location) -> Edit:
    """Return the edit that puts a text in at a place."""
    return Edit(content, Span(place, place))
