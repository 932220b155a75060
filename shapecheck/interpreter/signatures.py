"""What the head of a function states: `Returns: (batch, 10)` in its docstring, and the shapes in its annotations.

Neither is believed: like a trailing comment, one is untrue only where no reading of it fits, each time it is reached.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from shapecheck.interpreter.comments import fits_prose, stated_sizes
from shapecheck.interpreter.program import Statement
from shapecheck.interpreter.values import Array, Function, Reference, Tensor, Value
from shapecheck.source import Location, Site, Span

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["note_annotated", "note_given", "note_returned"]

_ANNOTATING = "jaxtyping."
_SHAPE = r"(?:(?:an?\s+|the\s+)?[\w.\s]*?\b(?:of|with)?\s*shape[:\s]\s*)?`*(\([^()]*\))`*\.?"
_AT_ONCE = re.compile(rf"\s*:?returns?\s*:\s*{_SHAPE}\s*(?:#.*)?$", re.IGNORECASE)
_TITLE = re.compile(r"\s*returns?\s*:?\s*$", re.IGNORECASE)
_RULE = re.compile(r"\s*-+\s*$")
_BELOW = re.compile(rf"\s*(?:\w+\s*:\s*)?{_SHAPE}\s*$", re.IGNORECASE)
_FIXED = re.compile(r"(?:\w+=)?(\d+)")


class _Line(NamedTuple):
    """A shape in a docstring: how many lines below the first, and its text."""

    row: int
    text: str


@lru_cache(maxsize=1 << 12)
def _returned_line(docstring: str) -> _Line | None:
    """Find the line of a docstring that says nothing but the shape of what is returned."""
    lines = docstring.splitlines()
    for row, line in enumerate(lines):
        at_once = _AT_ONCE.match(line)
        if at_once is not None:
            return _Line(row, at_once.group(1))
        if _TITLE.match(line):
            below = next((at for at in range(row + 1, len(lines)) if not _RULE.match(lines[at])), None)
            found = _BELOW.match(lines[below]) if below is not None else None
            return _Line(below, found.group(1)) if found is not None and below is not None else None
    return None


def note_returned(function: Function, value: Value, frame: Frame) -> None:
    """Note what a function's docstring and annotation state of what it has returned; `frame` is its own."""
    node = function.node
    if not isinstance(node, cst.FunctionDef):
        return
    docstring = _docstring(node)
    if docstring is not None and "eturn" in docstring.value:
        text = docstring.evaluated_value
        line = _returned_line(docstring.raw_value) if isinstance(text, str) else None
        stated = stated_sizes(line.text) if line is not None else None
        if line is not None and stated is not None and len(stated) > 1:
            _note("docstring", stated, value, frame.site(docstring), _span(docstring, line, frame), frame)
    if node.returns is not None:
        _note_annotation(node.returns, value, frame)


def note_given(function: Function, bound: Mapping[str, Value], frame: Frame) -> None:
    """Note what the annotations of parameters state of what they are given; `frame` is the function's own."""
    parameters = function.node.params
    for each in (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params):
        if each.annotation is not None and each.name.value in bound:
            _note_annotation(each.annotation, bound[each.name.value], frame)


def note_annotated(annotation: cst.Annotation, value: Value, frame: Frame) -> None:
    """Note what the annotation of a variable states of its value."""
    _note_annotation(annotation, value, frame)


def _note_annotation(annotation: cst.Annotation, value: Value, frame: Frame) -> None:
    if not isinstance(value, Tensor | Array):
        return
    stated = _annotated_sizes(annotation.annotation, frame)
    if stated is not None:
        site = frame.site(annotation.annotation)
        _note("annotation", stated, value, site, site.span, frame)


def _note(kind: str, stated: tuple[int | str | None, ...], value: Value, site: Site, span: Span, frame: Frame) -> None:
    if isinstance(value, Array):
        value = value.tensor
    if isinstance(value, Tensor):
        value = frame.run.current(value)
    fits, actual = None, None
    if isinstance(value, Tensor) and value.shape is not None and not frame.run.refined_tensors and frame.run.undoubted:
        fits, actual = fits_prose(stated, [value.shape]), value.keras_view()
    frame.run.program.statements.append(Statement(kind, value, stated, actual, fits, span, site))


def _docstring(node: cst.FunctionDef) -> cst.SimpleString | None:
    body = node.body.body
    first = body[0] if body else None
    inner = first.body[0] if isinstance(first, cst.SimpleStatementLine) and first.body else first
    value = inner.value if isinstance(inner, cst.Expr) else None
    return value if isinstance(value, cst.SimpleString) else None


def _span(docstring: cst.SimpleString, line: _Line, frame: Frame) -> Span:
    row = frame.source.span(docstring).start.row + line.row
    start = frame.source.lines[row - 1].find(line.text) + 1
    return Span(Location(row, start), Location(row, start + len(line.text)))


def _annotated_sizes(node: cst.BaseExpression, frame: Frame) -> tuple[int | str | None, ...] | None:
    """Read `Float[Array, "batch time 64"]`; None for what is none, and where the number of axes is left open."""
    if not isinstance(node, cst.Subscript) or len(node.slice) != 2 or not _is_shaped(node.value, frame):
        return None
    last = node.slice[1].slice
    text = (
        last.value.evaluated_value if isinstance(last, cst.Index) and isinstance(last.value, cst.SimpleString) else None
    )
    if not isinstance(text, str) or "..." in text or "*" in text:
        return None
    return tuple(_sizes(text))


def _sizes(text: str) -> Iterator[int | str]:
    for word in text.split():
        fixed = _FIXED.fullmatch(word)
        yield int(fixed.group(1)) if fixed is not None else word


def _is_shaped(node: cst.BaseExpression, frame: Frame) -> bool:
    """Tell whether an expression names one of jaxtyping's kinds of arrays."""
    name = node.value if isinstance(node, cst.Attribute) else node
    found = frame.lookup(name.value) if isinstance(name, cst.Name) else None
    if not isinstance(found, Reference):
        return False
    path = f"{found.path}.{node.attr.value}" if isinstance(node, cst.Attribute) else found.path
    return path.startswith(_ANNOTATING)
