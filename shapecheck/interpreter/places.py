"""From a place in a text to the expressions that stand there: a row, a row and a column, or a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from shapecheck.interpreter.walking import children
from shapecheck.source import Location

if TYPE_CHECKING:
    from shapecheck.source import SourceFile

__all__ = ["Place", "place_at", "places_of_comments"]

_REVEAL = re.compile(r"#\s*shapecheck:\s*reveal\b")
_UNEVALUATED = (cst.AssignTarget, cst.Annotation, cst.Import, cst.ImportFrom)
_PLAIN = (cst.Name, cst.BaseNumber, cst.BaseString)


class Place(NamedTuple):
    """Somewhere in a text, and the expressions that may be meant: those of the first choice, else of the next."""

    location: Location
    choices: tuple[tuple[cst.BaseExpression, ...], ...]


def places_of_comments(source: SourceFile) -> list[Place]:
    """Return the places that `# shapecheck: reveal` asks about: its line, or the next one where it stands alone."""
    if "reveal" not in source.text:
        return []
    found = []
    for comment in source.comments:
        if _REVEAL.search(comment.text):
            row = comment.span.start.row
            found.append(place_at(source, _next_row(source, row) if comment.alone else row))
    return found


def _next_row(source: SourceFile, row: int) -> int:
    for number in range(row, len(source.lines)):
        text = source.lines[number].strip()
        if text and not text.startswith("#"):
            return number + 1
    return row


def place_at(source: SourceFile, row: int, column: int | None = None) -> Place:
    """Return what stands at a row, or at a column of it.

    At a column: the innermost expression, else the one around it. On the last row of a statement: its value. On other
    rows: the calls and operators that begin there, else those that end or go on there, else plain names.
    """
    if column is not None:
        at = Location(row, column)
        around = [node for node in _expressions(source, row) if _holds(source, node, at)]
        return Place(at, (*((node,) for node in reversed(around)), *_values(source, row)))
    nodes = list(_expressions(source, row))
    spans = {id(node): source.span(node) for node in nodes}
    composed = [node for node in nodes if not isinstance(node, _PLAIN)]
    beginning = _outermost(source, [node for node in composed if spans[id(node)].start.row == row])
    ending = _outermost(source, [node for node in composed if spans[id(node)].end.row == row])
    crossing = sorted(composed, key=lambda node: spans[id(node)].start, reverse=True)
    plain = tuple(node for node in nodes if isinstance(node, _PLAIN) and spans[id(node)].start.row == row)
    last = tuple(_values(source, row, last=True))
    choices = [*last, beginning, ending, *((node,) for node in crossing), plain]
    return Place(Location(row, 1), tuple(choice for choice in choices if choice))


def _holds(source: SourceFile, node: cst.CSTNode, at: Location) -> bool:
    start, end = source.span(node)
    return start <= at < end


def _expressions(source: SourceFile, row: int) -> Iterator[cst.BaseExpression]:
    """Yield the expressions that stand on a row, in whole or in part, each before those inside it."""
    pending: list[cst.CSTNode] = [source.module]
    while pending:
        node = pending.pop()
        if isinstance(node, cst.BaseExpression):
            yield node
        # what is assigned to is not evaluated, nor is what only annotates or names a module
        parts = (child for child in children(node) if not isinstance(child, _UNEVALUATED))
        if isinstance(node, cst.AnnAssign | cst.AugAssign | cst.For | cst.CompFor):
            parts = (child for child in parts if child is not node.target)
        pending.extend(reversed([child for child in parts if _crosses(source, child, row)]))


def _crosses(source: SourceFile, node: cst.CSTNode, row: int) -> bool:
    start, end = source.span(node)
    return start.row <= row <= end.row


def _values(source: SourceFile, row: int, *, last: bool = False) -> Iterator[tuple[cst.BaseExpression, ...]]:
    """Yield the value of the simple statement that crosses a row; with `last` only if it ends there and began before."""
    pending: list[cst.CSTNode] = [source.module]
    while pending:
        node = pending.pop()
        if isinstance(node, cst.Assign | cst.AnnAssign | cst.AugAssign | cst.Return | cst.Expr):
            start, end = source.span(node)
            if node.value is not None and (not last or start.row < row == end.row):
                yield (node.value,)
        elif not isinstance(node, cst.BaseExpression):
            pending.extend(child for child in children(node) if _crosses(source, child, row))


def _outermost(source: SourceFile, nodes: list[cst.BaseExpression]) -> tuple[cst.BaseExpression, ...]:
    """Return the expressions that stand in none of the others; they come outermost first."""
    kept: list[cst.BaseExpression] = []
    for node in nodes:
        start, end = source.span(node)
        if not any(source.span(other).start <= start and end <= source.span(other).end for other in kept):
            kept.append(node)
    return tuple(kept)
