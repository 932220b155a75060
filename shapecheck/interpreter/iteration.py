"""What a `for`, an unpacking or a star sees of a value: its items, all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.keys import dunder
from shapecheck.interpreter.state import DictObject, ListObject, SetObject
from shapecheck.interpreter.values import Array, Known, Ref, Size, Tuple, Unknown, Value, unknown

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["items_of"]


def items_of(value: Value, frame: Frame, node: cst.CSTNode) -> tuple[Value, ...] | Unknown:
    """Return the items of an iterable; unknown where they, or their number, are not known.

    Raises Raised (TypeError) where Python would on a known value.
    """
    site = frame.site(node)
    if isinstance(value, Tuple):
        return value.items
    if isinstance(value, Known):
        return _constant_items(value, frame, node)
    if isinstance(value, Ref):
        found = frame.run.state.objects.get(value.address)
        if isinstance(found, ListObject):
            if found.kind == "iterator":
                frame.run.state.objects[value.address] = ListObject((), found.kind)
            return found.items
        if isinstance(found, SetObject):
            return found.items
        if isinstance(found, DictObject):
            return tuple(found.entries)
        if isinstance(found, Unknown):
            return found
        return _instance_items(value, frame, node)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Array):
        from shapecheck.interpreter import bridge

        return bridge.array_items(value, frame, node)
    if isinstance(value, Size):
        raise raising("TypeError", "'int' object is not iterable", site)
    return unknown("what is iterated here is not modelled", site)


def _constant_items(value: Known, frame: Frame, node: cst.CSTNode) -> tuple[Value, ...] | Unknown:
    constant = value.value
    if isinstance(constant, str | bytes | range):
        if len(constant) > frame.run.limits.items:
            return frame.lost(f"more than {frame.run.limits.items:,} items", node)
        return tuple(Known(item) for item in constant)
    raise raising("TypeError", f"'{type(constant).__name__}' object is not iterable", frame.site(node))


def _instance_items(value: Ref, frame: Frame, node: cst.CSTNode) -> tuple[Value, ...] | Unknown:
    from shapecheck.interpreter.calls import call

    method = dunder(value, "__iter__", frame)
    if method is not None:
        result = call(method, [value], {}, frame, node)
        if result != value:
            return items_of(result, frame, node)
    return unknown("the items of this object are not known", frame.site(node))
