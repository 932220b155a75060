"""Numbers, strings, and the displays of tuples, lists, sets and dicts."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import libcst as cst

from shapecheck.interpreter.dispatch import evaluate, evaluates
from shapecheck.interpreter.frame import Frame
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.keys import hashable
from shapecheck.interpreter.state import DictObject, ListObject, SetObject
from shapecheck.interpreter.text import formatted
from shapecheck.interpreter.values import Known, Tuple, Unknown, Value, unknown


@evaluates(cst.Integer, cst.Float, cst.Imaginary)
def number(node: cst.BaseNumber, frame: Frame) -> Value:
    assert isinstance(node, cst.Integer | cst.Float | cst.Imaginary)
    if len(node.value) > 4000:
        return frame.lost("a number of more than 4,000 digits", node)
    return Known(ast.literal_eval(node.value))


@evaluates(cst.SimpleString)
def string(node: cst.SimpleString, frame: Frame) -> Value:
    return Known(ast.literal_eval(node.value))


@evaluates(cst.ConcatenatedString)
def concatenated(node: cst.ConcatenatedString, frame: Frame) -> Value:
    left, right = evaluate(node.left, frame), evaluate(node.right, frame)
    if isinstance(left, Known) and isinstance(right, Known):
        return Known(left.value + right.value)
    return unknown("part of the string is unknown", frame.site(node))


@evaluates(cst.FormattedString)
def formatted_string(node: cst.FormattedString, frame: Frame) -> Value:
    pieces: list[str] = []
    lost: Value | None = None
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            quoted = f"{node.start.replace('f', '').replace('F', '')}{part.value}{node.end}"
            pieces.append(ast.literal_eval(quoted).replace("{{", "{").replace("}}", "}"))
            continue
        text = _replacement(part, frame)
        if text is None:
            lost = unknown("part of the string is unknown", frame.site(node))
        else:
            pieces.append(text)
    if lost is not None:
        return lost
    return Known("".join(pieces))


def _replacement(part: cst.BaseFormattedStringContent, frame: Frame) -> str | None:
    assert isinstance(part, cst.FormattedStringExpression)
    value = evaluate(part.expression, frame)
    spec = ""
    for piece in part.format_spec or ():
        if isinstance(piece, cst.FormattedStringText):
            spec += piece.value
        else:
            inner = _replacement(piece, frame)
            if inner is None:
                return None
            spec += inner
    shown = formatted(value, part.conversion or ("r" if part.equal and not spec else ""), spec, frame)
    if shown is not None and part.equal:
        return frame.source.module.code_for_node(part.expression) + "=" + shown
    return shown


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
    if isinstance(items, Unknown) or not all(hashable(item, frame) for item in items):
        return unknown("a set of values that are not all known", frame.site(node))
    return frame.run.new(SetObject(tuple(dict.fromkeys(items))))


@evaluates(cst.Dict)
def dict_(node: cst.Dict, frame: Frame) -> Value:
    entries: dict[Value, Value] = {}
    lost: Unknown | None = None
    for element in node.elements:
        value = evaluate(element.value, frame)
        if isinstance(element, cst.StarredDictElement):
            inner = frame.run.state.objects.get(getattr(value, "address", None))
            if isinstance(inner, DictObject):
                entries.update(inner.entries)
            else:
                lost = unknown("a dict that is unknown is unpacked here", frame.site(element))
        else:
            assert isinstance(element, cst.DictElement)
            key = evaluate(element.key, frame)
            if hashable(key, frame):
                entries[key] = value
            else:
                lost = unknown("a key of this dict is unknown", frame.site(element))
    return frame.run.new(lost or DictObject(entries))
