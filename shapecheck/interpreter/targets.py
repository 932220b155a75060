"""Binding: names, attributes, items, and the unpacking of sequences, stars included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from shapecheck.interpreter.attribute_setting import set_attribute
from shapecheck.interpreter.classes import mangled
from shapecheck.interpreter.dispatch import evaluate
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.indexing import set_item
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.program import Problem
from shapecheck.interpreter.state import ListObject
from shapecheck.interpreter.subscript import subscript_key
from shapecheck.interpreter.values import Array, Known, Size, Tensor, Unknown, Value, unknown
from shapecheck.shapes import dims

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["assign"]


def assign(target: cst.BaseExpression, value: Value, frame: Frame) -> None:
    """Bind a target to a value.

    Raises Raised (ValueError) where the number of items does not fit the targets.
    """
    if not frame.run.state.alive:
        return
    if isinstance(target, cst.Name):
        if isinstance(value, Unknown) and value.name is None:
            value = replace(value, name=target.value)
        frame.bind(target.value, value)
    elif isinstance(target, cst.Attribute):
        set_attribute(evaluate(target.value, frame), mangled(target.attr.value, frame), value, frame, target)
    elif isinstance(target, cst.Subscript):
        set_item(evaluate(target.value, frame), subscript_key(target, frame), value, frame, target)
    elif isinstance(target, cst.Tuple | cst.List):
        _unpack(target.elements, value, frame, target)
    else:
        frame.lost(f"assignment to {type(target).__name__} is not modelled", target)


def _counted(items: Sequence[Value]) -> str | None:
    """Return what these items are in words: tensors, arrays, or the axes of a tensor; None for what is none of them."""
    number = len(items)
    if items and all(isinstance(item, Array) and item.tensor.shape == () for item in items):
        return f"{number} number{'s' * (number > 1)}"
    for kind, name in ((Tensor, "tensor"), (Array, "array")):
        if items and all(isinstance(item, kind) for item in items):
            return f"{number} {name}{'s' * (number > 1)}"
    if any(isinstance(item, Size) and dims.is_none(item.dim) for item in items):
        return f"the shape of a tensor of rank {number}"
    return None


def _refused(message: str, said: str, frame: Frame, node: cst.CSTNode) -> Unknown:
    return frame.problem(Problem("unpacking", message, frame.site(node), keras_error=said, trail=frame.run.trail))


def _unpack(elements: Sequence[cst.BaseElement], value: Value, frame: Frame, node: cst.CSTNode) -> None:
    from shapecheck.interpreter import bridge

    starred = next((i for i, element in enumerate(elements) if isinstance(element, cst.StarredElement)), None)
    if isinstance(value, Array) and value.tensor.shape == ():
        lost = _refused("one number is unpacked", "cannot unpack non-iterable float object", frame, node)
        for element in elements:
            assign(element.value, lost, frame)
        return
    if isinstance(value, Tensor) and bridge.cannot_iterate(value, frame):
        lost = _refused(
            f"one tensor is unpacked into {len(elements)}",
            "Iterating over a symbolic KerasTensor is not supported.",
            frame,
            node,
        )
        for element in elements:
            assign(element.value, lost, frame)
        return
    items = items_of(value, frame, node)
    if isinstance(items, Unknown):
        if starred is None and frame.run.undoubted:
            frame.run.evidence.parts[items.key] = len(elements)
        for index, element in enumerate(elements):
            piece = unknown(items.reason, items.site, entry=items.entry, problem=items.problem)
            if starred is None:
                piece = replace(piece, key=("item", items.key, Known(index)))
            assign(element.value, piece, frame)
        return
    wanted = len(elements) - (starred is not None)
    if (starred is None and len(items) != wanted) or len(items) < wanted:
        words = "too many values to unpack" if len(items) > wanted else "not enough values to unpack"
        words = f"{words} (expected {wanted}, got {len(items)})"
        what = _counted(items)
        if what is None:
            raise raising("ValueError", words, frame.site(node))
        lost = _refused(f"{what} {'are' if len(items) > 1 else 'is'} unpacked into {wanted}", words, frame, node)
        for element in elements:
            assign(element.value, lost, frame)
        return
    if starred is None:
        for element, item in zip(elements, items, strict=True):
            assign(element.value, item, frame)
        return
    after = len(elements) - starred - 1
    middle = items[starred : len(items) - after]
    for element, item in zip(elements[:starred], items[:starred], strict=True):
        assign(element.value, item, frame)
    assign(elements[starred].value, frame.run.new(ListObject(middle)), frame)
    for element, item in zip(elements[starred + 1 :], items[len(items) - after :], strict=True):
        assign(element.value, item, frame)
