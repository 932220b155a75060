"""Attributes of arrays, their length, and what setting a shape does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.arrays.data import Data
from shapecheck.interpreter.bridge.arrays.conversion import derived, facts_of, wrapped
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.state import DictObject, ListObject
from shapecheck.interpreter.values import Array, Known, Method, Reference, Tuple, Unknown, Value, size, unknown
from shapecheck.shapes.dims import product

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["array_attribute", "array_length", "exchange", "set_array_attribute"]


def array_attribute(array: Array, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return an attribute of an array."""
    shape = array.tensor.shape
    if name in ("shape", "ndim", "size"):
        if shape is None:
            return _unknown(array, name)
        if name == "shape":
            return Tuple(tuple(size(dim) for dim in shape))
        return Known(len(shape)) if name == "ndim" else size(product(shape))
    if name == "dtype" and array.tensor.dtype:
        return Reference(f"numpy.{array.tensor.dtype}")
    if name in ("T", "mT"):
        return _transposed(array, name, frame, node)
    if name == "values":
        made = Data(shape, array.tensor.dtype, facts_of(array, frame))
        return derived(wrapped(made, array.origin, frame, node, array.buffers), [array])
    if name in ("flat", "real", "imag", "data", "base", "flags", "strides", "str", "iloc", "loc", "index", "columns"):
        return unknown(f"`{name}` of an array is not modelled", frame.site(node))
    return Method(array, name)


def _unknown(array: Array, name: str) -> Unknown:
    """Return what is not known of an array of unknown rank; of one array it is the same each time."""
    reason = f"the shape of an array is not known ({array.origin})"
    if array.tensor.key is None:
        return unknown(reason, array.site)
    return Unknown(reason, array.site, ("attribute", ("array", array.tensor.key), name))


def _transposed(array: Array, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    shape = array.tensor.shape
    if shape is not None:
        shape = shape[::-1] if name == "T" else (*shape[:-2], *shape[-2:][::-1])
    facts = facts_of(array, frame).moved(rows=shape is not None and len(shape) < 2)
    return wrapped(Data(shape, array.tensor.dtype, facts), f".{name}", frame, node, array.buffers)


def array_length(array: Array, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `len(array)`.

    Raises Raised (TypeError) for a number.
    """
    shape = array.tensor.shape
    if shape is None:
        return _unknown(array, "len")
    if not shape:
        raise raising("TypeError", "len() of unsized object", frame.site(node))
    return size(shape[0])


def set_array_attribute(array: Array, name: str, item: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Carry out `array.shape = item`: every place that holds the array now holds one of that shape."""
    if name not in ("shape", "dtype"):
        return
    from shapecheck.interpreter.bridge.arrays.calling import call_array_method

    if name == "shape":
        made = call_array_method(array, "reshape", [item], {}, frame, node)
    else:
        made = replace(array, tensor=replace(array.tensor, shape=None, dtype="", key=next(frame.run.keys)))
    exchange(array, made, frame)


def exchange(array: Array, made: Value, frame: Frame) -> None:
    """Put another value wherever the program holds an array."""
    objects = frame.run.state.objects
    for key, held in objects.everything():
        exchanged = _exchanged(held, array, made)
        if exchanged is not held:
            objects[key] = exchanged


def _exchanged(held: Any, old: Array, new: Value) -> Any:
    if held is old:
        return new
    if isinstance(held, ListObject | Tuple) and any(item is old for item in held.items):
        return replace(held, items=tuple(new if item is old else item for item in held.items))
    if isinstance(held, DictObject) and any(item is old for item in held.entries.values()):
        return replace(held, entries={key: new if item is old else item for key, item in held.entries.items()})
    return held
