"""Subscripts: `value[key]`."""

from __future__ import annotations

import libcst as cst

from shapecheck.interpreter.dispatch import evaluate, evaluates
from shapecheck.interpreter.frame import Frame
from shapecheck.interpreter.indexing import get_item
from shapecheck.interpreter.subscript import subscript_key
from shapecheck.interpreter.values import Value


@evaluates(cst.Subscript)
def subscript(node: cst.Subscript, frame: Frame) -> Value:
    value = evaluate(node.value, frame)
    return get_item(value, subscript_key(node, frame), frame, node)
