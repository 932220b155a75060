"""Comments that excuse what is found: written where they are heard, on the line or before the statement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from shapecheck.editing.edits import applied, insertion
from shapecheck.finding import Edit, Finding
from shapecheck.fixing import Fixed
from shapecheck.scan import Scan, scan
from shapecheck.source import Comment, Location, Span, SyntaxProblem

__all__ = ["add_ignores"]

_NEWLINE = re.compile(r"\r\n?|\n")
_IGNORE = re.compile(r"(?P<before>#\s*shapecheck:\s*ignore\[)(?P<codes>[^\]]*)\]")
_TOOL = "KSH0"
"""The family that speaks of comments: what it finds is mended, not excused."""


def add_ignores(text: str, filename: str, findings: Iterable[Finding], reason: str) -> Fixed:
    """Return a file's text with an `ignore` for each finding, and those that got one."""
    waiting = [found for found in findings if not found.code.startswith(_TOOL)]
    try:
        scanned = scan(text)
        free = _free_rows(text, scanned, {row for found in waiting for row in _rows(found)})
    except SyntaxProblem:
        return Fixed(filename, text, text, ())
    behind: dict[int, list[str]] = {}
    before: dict[int, list[str]] = {}
    for found in waiting:
        row = next((row for row in _rows(found) if row in free), None)
        if row is not None:
            behind.setdefault(row, []).append(found.code)
        else:
            before.setdefault(_statement(found, scanned), []).append(found.code)
    edits = [*_behind(text, scanned, behind, reason), *_before(text, scanned, before, reason)]
    return Fixed(filename, text, applied(text, edits), tuple(waiting))


def _rows(found: Finding) -> tuple[int, int]:
    return found.span.start.row, found.span.end.row


def _free_rows(text: str, scanned: Scan, rows: Iterable[int]) -> set[int]:
    """Return those of some rows that end in a comment, or may: not inside a string, nor before a joined line."""
    lines = _NEWLINE.split(text)
    commented = {comment.span.start.row for comment in scanned.comments}
    probed = [row for row in rows if row not in commented and not lines[row - 1].endswith("\\")]
    probe = scan(applied(text, [insertion("#", Location(row, len(lines[row - 1]) + 1)) for row in probed]))
    heard = {comment.span.start.row for comment in probe.comments if comment.text == "#"}
    return commented.union(row for row in probed if row in heard)


def _statement(found: Finding, scanned: Scan) -> int:
    """Return the first row of the statement in which a finding begins."""
    row = found.span.start.row
    return next((each.first for each in scanned.statements if each.first <= row <= each.last), row)


def _behind(text: str, scanned: Scan, wanted: Mapping[int, list[str]], reason: str) -> Iterator[Edit]:
    """Yield the comments at the ends of lines; one that ignores already is given the codes."""
    lines = _NEWLINE.split(text)
    comments = {comment.span.start.row: comment for comment in scanned.comments}
    for row, codes in wanted.items():
        extended = _extended(comments.get(row), codes)
        line = lines[row - 1]
        place = Location(row, len(line.rstrip()) + 1)
        yield extended or Edit(f"  {_comment(codes, reason)}", Span(place, Location(row, len(line) + 1)))


def _before(text: str, scanned: Scan, wanted: Mapping[int, list[str]], reason: str) -> Iterator[Edit]:
    """Yield the comments on lines of their own."""
    lines = _NEWLINE.split(text)
    newline = next((match.group() for match in _NEWLINE.finditer(text)), "\n")
    alone = {comment.span.start.row: comment for comment in scanned.comments if comment.alone}
    for row, codes in wanted.items():
        line = lines[row - 1]
        indent = line[: len(line) - len(line.lstrip())]
        extended = _extended(alone.get(row - 1), codes)
        yield extended or insertion(f"{indent}{_comment(codes, reason)}{newline}", Location(row, 1))


def _comment(codes: Iterable[str], reason: str) -> str:
    because = f" -- {' '.join(reason.split())}" if reason.strip() else ""
    return f"# shapecheck: ignore[{', '.join(sorted(set(codes)))}]{because}"


def _extended(comment: Comment | None, codes: Iterable[str]) -> Edit | None:
    """Return the edit that adds codes to a comment that ignores others; None where it ignores none."""
    match = _IGNORE.search(comment.text) if comment is not None else None
    if comment is None or match is None:
        return None
    there = [word.strip() for word in match["codes"].split(",") if word.strip()]
    row, column = comment.span.start
    span = Span(Location(row, column + match.start("codes")), Location(row, column + match.end("codes")))
    return Edit(", ".join(dict.fromkeys([*there, *sorted(set(codes))])), span)
