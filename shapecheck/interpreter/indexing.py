"""Items: `value[key]`, `value[key] = item`, `del value[key]`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.keys import dunder, hashable
from shapecheck.interpreter.state import DictObject, LayerObject, ListObject
from shapecheck.interpreter.values import (
    Array,
    Known,
    Ref,
    Reference,
    Size,
    Slice,
    Tensor,
    Tuple,
    Unknown,
    Value,
    unknown,
)

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["delete_item", "get_item", "set_item"]


def get_item(value: Value, key: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `value[key]`.

    Raises Raised (IndexError, KeyError, TypeError) where Python would on known values.
    """
    from shapecheck.interpreter import bridge
    from shapecheck.interpreter.calls import call

    site = frame.site(node)
    if isinstance(value, Tensor):
        return bridge.index(value, key, frame, node)
    if isinstance(value, Array):
        return bridge.get_array_item(value, key, frame, node)
    if isinstance(value, Unknown):
        if isinstance(key, Known) and frame.run.undoubted:
            frame.run.evidence.taken.setdefault(value.key, set()).add(key.value)
        return Unknown(value.reason, value.site, ("item", value.key, key), None, value.entry, value.problem)
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, Unknown):
        return found
    if isinstance(found, DictObject):
        return _entry(value, found, key, frame, node)
    if isinstance(found, Tuple | ListObject) or (
        isinstance(found, Known) and isinstance(found.value, str | bytes | range)
    ):
        return _sequence_item(found, key, frame, node)
    method = dunder(value, "__getitem__", frame)
    if method is not None:
        return call(method, [value, key], {}, frame, node)
    if isinstance(found, Known):
        raise raising("TypeError", f"'{type(found.value).__name__}' object is not subscriptable", site)
    if isinstance(found, LayerObject):
        return frame.lost("a layer has no items", node)
    if isinstance(value, Reference):
        if value.path in ("numpy.r_", "numpy.c_"):
            return bridge.joined_by_subscript(value.path, key, frame, node)
        return Reference(value.path)
    return unknown("the items of this object are not known", site)


def _bounds(key: Slice) -> slice | None:
    parts = (key.start, key.stop, key.step)
    if not all(isinstance(part, Known) for part in parts):
        return None
    return slice(*(part.value for part in parts if isinstance(part, Known)))


def _sequence_item(found: Tuple | ListObject | Known, key: Value, frame: Frame, node: cst.CSTNode) -> Value:
    site = frame.site(node)
    items = found.value if isinstance(found, Known) else found.items
    if isinstance(key, Slice):
        bounds = _bounds(key)
        if bounds is None:
            return unknown("a bound of this slice is not known", site)
        try:
            chosen = items[bounds]
        except (TypeError, ValueError) as error:
            raise raising(type(error).__name__, str(error), site) from None
        if isinstance(found, Known):
            return Known(chosen)
        return Tuple(chosen, vector=found.vector) if isinstance(found, Tuple) else frame.run.new(ListObject(chosen))
    if isinstance(key, Known) and isinstance(key.value, int):
        try:
            item = items[key.value]
        except IndexError as error:
            raise raising("IndexError", str(error), site) from None
        return Known(item) if isinstance(found, Known) else item
    if isinstance(key, Unknown | Size | Array):
        reason = key.reason if isinstance(key, Unknown) else "the index depends on a size or on data"
        return unknown(reason, site, problem=isinstance(key, Unknown) and key.problem)
    raise raising("TypeError", "indices must be integers or slices", site)


def _entry(value: Value, found: DictObject, key: Value, frame: Frame, node: cst.CSTNode) -> Value:
    from shapecheck.interpreter.calls import call

    if not hashable(key, frame):
        return unknown("the key is not known", frame.site(node))
    if key in found.entries:
        return found.entries[key]
    if found.default is not None and isinstance(value, Ref):
        made = call(found.default, [], {}, frame, node)
        frame.run.state.objects[value.address] = replace(found, entries={**found.entries, key: made})
        return made
    raise raising("KeyError", repr(key.value) if isinstance(key, Known) else "", frame.site(node))


def set_item(value: Value, key: Value, item: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Carry out `value[key] = item`; what cannot be followed makes the container unknown."""
    from shapecheck.interpreter import bridge
    from shapecheck.interpreter.calls import call

    if isinstance(value, Array):
        bridge.set_array_item(value, key, item, frame, node)
    if not isinstance(value, Ref):
        return
    objects = frame.run.state.objects
    found = objects.get(value.address)
    method = dunder(value, "__setitem__", frame)
    if method is not None:
        call(method, [value, key, item], {}, frame, node)
    elif isinstance(found, DictObject) and hashable(key, frame):
        objects[value.address] = replace(found, entries={**found.entries, key: item})
    elif isinstance(found, ListObject) and isinstance(key, Known) and isinstance(key.value, int):
        items = list(found.items)
        try:
            items[key.value] = item
        except IndexError as error:
            raise raising("IndexError", str(error), frame.site(node)) from None
        objects[value.address] = replace(found, items=tuple(items))
    elif isinstance(found, ListObject) and isinstance(key, Slice) and _bounds(key) is not None:
        _set_slice(value, found, key, item, frame, node)
    elif isinstance(found, ListObject | DictObject):
        objects[value.address] = unknown("an item was set under a key that is not known", frame.site(node))


def _set_slice(value: Ref, found: ListObject, key: Slice, item: Value, frame: Frame, node: cst.CSTNode) -> None:
    from shapecheck.interpreter.iteration import items_of

    new = items_of(item, frame, node)
    if isinstance(new, Unknown):
        frame.run.state.objects[value.address] = new
        return
    items = list(found.items)
    try:
        items[_bounds(key)] = new  # type: ignore[index]
    except ValueError as error:
        raise raising("ValueError", str(error), frame.site(node)) from None
    frame.run.state.objects[value.address] = replace(found, items=tuple(items))


def delete_item(value: Value, key: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Carry out `del value[key]`."""
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if not isinstance(value, Ref) or not isinstance(found, ListObject | DictObject):
        return
    objects = frame.run.state.objects
    if isinstance(found, DictObject) and hashable(key, frame):
        if key not in found.entries:
            raise raising("KeyError", "", frame.site(node))
        objects[value.address] = replace(found, entries={k: v for k, v in found.entries.items() if k != key})
    elif isinstance(found, ListObject) and isinstance(key, Known | Slice):
        chosen = _bounds(key) if isinstance(key, Slice) else key.value
        items = list(found.items)
        try:
            del items[chosen]  # type: ignore[arg-type]
        except (IndexError, TypeError) as error:
            raise raising(type(error).__name__, str(error), frame.site(node)) from None
        objects[value.address] = replace(found, items=tuple(items))
    else:
        objects[value.address] = unknown("an item was deleted under a key that is not known", frame.site(node))
