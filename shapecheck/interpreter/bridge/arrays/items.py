"""Items of arrays: reading them, writing to them, and all of them one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.catalog.arrays.data import Data, operand
from shapecheck.catalog.arrays.indexing import item as item_of
from shapecheck.catalog.arrays.joining import along_last, below
from shapecheck.catalog.checks import NotKnown
from shapecheck.interpreter.bridge.arrays.conversion import (
    derived,
    facts_of,
    holds,
    opaque,
    plain_of,
    refuse,
    wrapped,
    written,
)
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.values import Array, Tensor, Tuple, Unknown, Value, unknown
from shapecheck.shapes.dims import TooLarge
from shapecheck.shapes.facts import NOTHING
from shapecheck.shapes.requirements import Refused, collecting

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["array_element", "array_items", "get_array_item", "joined_by_subscript", "set_array_item"]

_MOST = 256
"""How many items are looked at one by one; they are all alike, so more would only cost time."""


def get_array_item(array: Array, key: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `array[key]`."""
    parts = key.items if isinstance(key, Tuple) else (key,)
    for part in parts:
        if isinstance(part, Unknown) and part.problem:
            return unknown(part.reason, frame.site(node), problem=True)
    if holds(parts, Tensor, frame):
        return unknown("an array under a symbolic tensor as key", frame.site(node))
    try:
        with collecting():
            made = item_of(plain_of(array, frame), plain_of(key, frame))
    except Refused as refused:
        return refuse(refused, "numpy.ndarray.__getitem__", [array, *parts], frame, node)
    except (NotKnown, TooLarge):
        return opaque(f"an item of {array.origin}", frame, node)
    return derived(wrapped(made, array.origin, frame, node, array.buffers | {id(node)}), [array])


def set_array_item(array: Array, key: Value, item: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Carry out `array[key] = item`: the shape stays, the numbers are those there were or those written."""
    try:
        facts = operand(plain_of(item, frame)).facts
    except Refused:
        facts = NOTHING
    written(array, facts.picked(rows=False), frame)


def array_element(array: Array, frame: Frame, node: cst.CSTNode) -> Array | None:
    """Return what every item of an array is, None where its rank is not known."""
    shape = array.tensor.shape
    if not shape:
        return None
    facts = facts_of(array, frame).picked(rows=len(shape) > 1)
    element = wrapped(Data(shape[1:], array.tensor.dtype, facts), array.origin, frame, node, array.buffers)
    return element if isinstance(element, Array) else None


def array_items(array: Array, frame: Frame, node: cst.CSTNode) -> tuple[Value, ...] | Unknown:
    """Return the items of an array along its first axis; unknown where they are too many, or their number is unknown.

    Raises Raised (TypeError) for a number.
    """
    shape = array.tensor.shape
    if shape == ():
        raise raising("TypeError", "iteration over a 0-d array", frame.site(node))
    element = array_element(array, frame, node)
    if element is None or not shape or not isinstance(shape[0], int):
        return unknown("the number of items of an array is not known", frame.site(node))
    if shape[0] > _MOST:
        return unknown(f"an array of {shape[0]:,} items is not followed item by item", frame.site(node))
    return (element,) * shape[0]


def joined_by_subscript(path: str, key: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `np.r_[...]` or `np.c_[...]`."""
    parts = key.items if isinstance(key, Tuple) else (key,)
    join = along_last if path == "numpy.c_" else below
    try:
        with collecting():
            made = join([plain_of(part, frame) for part in parts])
    except Refused as refused:
        return refuse(refused, path, parts, frame, node)
    except (NotKnown, TooLarge):
        return opaque(path, frame, node)
    return wrapped(made, f"np.{path.rpartition('.')[2]}", frame, node)
