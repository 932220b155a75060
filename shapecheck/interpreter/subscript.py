"""The key of a subscript: one value, a slice, or a tuple of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from shapecheck.interpreter.dispatch import evaluate
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.values import NONE, Slice, Tuple, Unknown, Value

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["subscript_key"]


def subscript_key(node: cst.Subscript, frame: Frame) -> Value:
    """Evaluate what stands between the brackets."""
    elements = node.slice
    if len(elements) == 1 and not isinstance(elements[0].comma, cst.Comma):
        return _element(elements[0].slice, frame)
    keys: list[Value] = []
    for element in elements:
        key = _element(element.slice, frame)
        if isinstance(element.slice, cst.Index) and element.slice.star is not None:
            items = items_of(key, frame, element)
            if isinstance(items, Unknown):
                return items
            keys.extend(items)
        else:
            keys.append(key)
    return Tuple(tuple(keys))


def _element(node: cst.BaseSlice, frame: Frame) -> Value:
    if isinstance(node, cst.Index):
        return evaluate(node.value, frame)
    assert isinstance(node, cst.Slice)
    bounds = (node.lower, node.upper, node.step)
    return Slice(*(NONE if bound is None else evaluate(bound, frame) for bound in bounds))
