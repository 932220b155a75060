"""Numbers, strings, and the displays of tuples, lists, sets and dicts."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import lru_cache

import libcst as cst

from shapecheck.interpreter.arithmetic import is_plain
from shapecheck.interpreter.dispatch import evaluate, evaluates
from shapecheck.interpreter.frame import Frame, raising
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.keys import distinct, key_in, keyed
from shapecheck.interpreter.mappings import mapping_of
from shapecheck.interpreter.state import DictObject, ListObject, SetObject
from shapecheck.interpreter.text import formatted
from shapecheck.interpreter.values import Known, Tuple, Unknown, Value, unknown


@evaluates(cst.Integer, cst.Float, cst.Imaginary)
def number(node: cst.BaseNumber, frame: Frame) -> Value:
    assert isinstance(node, cst.Integer | cst.Float | cst.Imaginary)
    if len(node.value) > 4000:
        return frame.lost("a number of more than 4,000 digits", node)
    return _known(node.value)


@lru_cache(maxsize=1 << 14)
def _known(text: str) -> Known:
    """Return the value of a literal; loops and many files evaluate the same ones."""
    return Known(ast.literal_eval(text))


@evaluates(cst.SimpleString)
def string(node: cst.SimpleString, frame: Frame) -> Value:
    return _known(node.value)


@evaluates(cst.ConcatenatedString)
def concatenated(node: cst.ConcatenatedString, frame: Frame) -> Value:
    left, right = evaluate(node.left, frame), evaluate(node.right, frame)
    if isinstance(left, Known) and isinstance(right, Known):
        return Known(left.value + right.value)
    return unknown("part of the string is unknown", frame.site(node))


@evaluates(cst.FormattedString)
def formatted_string(node: cst.FormattedString, frame: Frame) -> Value:
    raw = "r" in node.start.lower()
    pieces: list[str] = []
    lost: Value | None = None
    for part in node.parts:
        text = (
            _literal(part.value, raw) if isinstance(part, cst.FormattedStringText) else _replacement(part, raw, frame)
        )
        if text is None:
            lost = unknown("part of the string is unknown", frame.site(node))
        else:
            pieces.append(text)
    return lost or Known("".join(pieces))


_ESCAPED = re.compile(r'\\.|"', re.DOTALL)


def _literal(text: str, raw: bool) -> str:
    """Return what stands between the fields of an f-string, as written, without its escapes and doubled braces."""
    if "\\" in text and not raw:
        quoted = _ESCAPED.sub(lambda found: '\\"' if found[0] == '"' else found[0], text)
        text = ast.literal_eval(f'"""{quoted}"""')
    return text.replace("{{", "{").replace("}}", "}")


def _replacement(part: cst.BaseFormattedStringContent, raw: bool, frame: Frame) -> str | None:
    assert isinstance(part, cst.FormattedStringExpression)
    value = evaluate(part.expression, frame)
    spec = ""
    for piece in part.format_spec or ():
        inner = (
            _literal(piece.value, raw)
            if isinstance(piece, cst.FormattedStringText)
            else _replacement(piece, raw, frame)
        )
        if inner is None:
            return None
        spec += inner
    conversion = part.conversion or ("r" if part.equal and not part.format_spec else "")
    shown = formatted(value, conversion, spec, frame, part)
    return shown if shown is None or part.equal is None else _named(part, frame) + shown


def _named(part: cst.FormattedStringExpression, frame: Frame) -> str:
    """Return how `f"{x = }"` names what it shows: as written, blanks included."""
    equal = part.equal
    assert equal is not None
    code = frame.source.module.code_for_node
    blanks = (part.whitespace_before_expression, part.expression, part.whitespace_after_expression)
    return "".join(map(code, blanks)) + code(equal)


@evaluates(cst.Ellipsis)
def ellipsis(node: cst.Ellipsis, frame: Frame) -> Value:
    return Known(...)


def elements(nodes: Sequence[cst.BaseElement], frame: Frame) -> tuple[Value, ...] | Unknown:
    """Evaluate the elements of a display, stars unpacked."""
    values: list[Value] = []
    lost: Unknown | None = None
    for element in nodes:
        value = evaluate(element.value, frame)
        if isinstance(element, cst.StarredElement):
            items = items_of(value, frame, element)
            if isinstance(items, Unknown):
                lost = lost or items
            else:
                values.extend(items)
        else:
            values.append(value)
    return lost or tuple(values)


@evaluates(cst.Tuple)
def tuple_(node: cst.Tuple, frame: Frame) -> Value:
    items = elements(node.elements, frame)
    return items if isinstance(items, Unknown) else Tuple(items)


@evaluates(cst.List)
def list_(node: cst.List, frame: Frame) -> Value:
    items = elements(node.elements, frame)
    return frame.run.new(items if isinstance(items, Unknown) else ListObject(items))


@evaluates(cst.Set)
def set_(node: cst.Set, frame: Frame) -> Value:
    items = elements(node.elements, frame)
    if isinstance(items, Unknown) or not all(keyed(item, frame, node) for item in items):
        return unknown("a set of values that are not all known", frame.site(node))
    return frame.run.new(SetObject(distinct(items)))


@evaluates(cst.Dict)
def dict_(node: cst.Dict, frame: Frame) -> Value:
    entries: dict[Value, Value] = {}
    lost: Unknown | None = None
    for element in node.elements:
        if isinstance(element, cst.StarredDictElement):
            given = evaluate(element.value, frame)
            inner = mapping_of(given, frame)
            if inner is None and is_plain(given, frame):
                raise raising("TypeError", "object is not a mapping", frame.site(element))
            if inner is None:
                lost = unknown("a dict that is unknown is unpacked here", frame.site(element))
            for key, value in ({} if inner is None else inner.entries).items():
                _enter(entries, key, value)
        else:
            assert isinstance(element, cst.DictElement)
            key = evaluate(element.key, frame)
            value = evaluate(element.value, frame)
            if keyed(key, frame, element):
                _enter(entries, key, value)
            else:
                lost = unknown("a key of this dict is unknown", frame.site(element))
    return frame.run.new(lost or DictObject(entries))


def _enter(entries: dict[Value, Value], key: Value, value: Value) -> None:
    same = key_in(entries, key)
    entries[key if same is None else same] = value
