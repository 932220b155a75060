"""Python's operators on arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.catalog.arrays import load
from shapecheck.catalog.arrays.data import Data
from shapecheck.catalog.arrays.elementwise import arithmetic, compared
from shapecheck.catalog.arrays.table import FUNCTIONS
from shapecheck.catalog.checks import NotKnown
from shapecheck.interpreter.bridge.arrays.conversion import derived, facts_of, plain_of, refuse, wrapped, written
from shapecheck.interpreter.bridge.arrays.stretching import meet_stretched
from shapecheck.interpreter.values import Array, Known, Unknown, Value, unknown
from shapecheck.shapes.dims import TooLarge
from shapecheck.shapes.facts import NOTHING, Facts
from shapecheck.shapes.requirements import Refused, collecting

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["array_number", "array_operator", "array_truth", "augmented_array", "signed_array"]

_COMPARING = ("-", "==", "!=")
"""What holds predictions against labels, number by number."""

_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


def array_operator(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `left symbol right` where one of them is an array."""
    load()
    site = frame.site(node)
    for value in (left, right):
        if isinstance(value, Unknown):
            return unknown(value.reason, site, problem=value.problem)
        if isinstance(value, Known) and not isinstance(value.value, int | float | complex | range):
            return unknown(f"`{symbol}` of an array and {value.value!r}", site)
    one, two = plain_of(left, frame), plain_of(right, frame)
    try:
        with collecting():
            if symbol == "@":
                made = FUNCTIONS["numpy.matmul"].function(one, two)
            elif symbol in _COMPARISONS:
                made = compared(symbol, one, two)
            else:
                made = arithmetic(symbol, one, two)
    except Refused as refused:
        return refuse(refused, f"numpy {symbol}", [left, right], frame, node)
    except (NotKnown, TooLarge) as lost:
        return unknown(str(lost), site)
    if symbol in _COMPARING:
        meet_stretched(symbol, left, right, made, frame, node)
    return derived(wrapped(made, f"`{symbol}`", frame, node), [left, right])


def augmented_array(array: Array, symbol: str, value: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Carry out `array symbol= value`: NumPy writes into the array, an eager tensor is bound anew."""
    made = array_operator(symbol, array, value, frame, node)
    if not isinstance(made, Array):
        written(array, NOTHING, frame)
        return made
    written(array, made.facts, frame)
    if made.tensor.shape != array.tensor.shape:
        return made
    tensor = array.tensor if array.tensor.dtype == made.tensor.dtype else made.tensor
    return Array(tensor, made.facts, frame.site(node), array.origin, array.buffers)


def signed_array(symbol: str, array: Array, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `-array`, `+array` or `~array`."""
    facts = facts_of(array, frame)
    if symbol == "-":
        whole = not array.tensor.dtype.startswith("uint")
        low, high = (None if end is None else -end for end in (facts.high, facts.low))
        facts = Facts(low, high) if whole else NOTHING
    elif symbol == "~":
        facts = Facts(0, 1) if array.tensor.dtype == "bool" else NOTHING
    return wrapped(Data(array.tensor.shape, array.tensor.dtype, facts), array.origin, frame, node)


def array_number(array: Array, frame: Frame) -> float | None:
    """Return the number that an array without axes is known to be."""
    return facts_of(array, frame).exact if array.tensor.shape == () else None


def array_truth(array: Array, frame: Frame) -> bool | None:
    """Decide `bool(array)` for a single number."""
    number = array_number(array, frame)
    return None if number is None else bool(number)
