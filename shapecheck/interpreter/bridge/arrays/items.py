"""Items of arrays: reading them, writing to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.catalog.arrays.data import operand
from shapecheck.interpreter.bridge.arrays.conversion import plain_of, written
from shapecheck.interpreter.values import Array, Value
from shapecheck.shapes.facts import NOTHING
from shapecheck.shapes.requirements import Refused

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["set_array_item"]


def set_array_item(array: Array, key: Value, item: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Carry out `array[key] = item`: the shape stays, the numbers are those there were or those written."""
    try:
        facts = operand(plain_of(item, frame)).facts
    except Refused:
        facts = NOTHING
    written(array, facts, frame)
