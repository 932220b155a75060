"""Items: `value[key]`, `value[key] = item`, `del value[key]`."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from shapecheck.interpreter.attribute_dicts import AttributesObject, through
from shapecheck.interpreter.collections_ import CounterObject, DequeObject, ViewObject
from shapecheck.interpreter.contents import underlying
from shapecheck.interpreter.enumerations import member_named
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.iterators import is_iterator
from shapecheck.interpreter.keys import dunder, key_in, keyed, with_entry
from shapecheck.interpreter.obscure import may_change, part_of, set_part
from shapecheck.interpreter.state import (
    ClassObject,
    DictObject,
    InstanceObject,
    LayerObject,
    LibraryObject,
    ListObject,
    SetObject,
)
from shapecheck.interpreter.values import (
    Array,
    Builtin,
    Function,
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

__all__ = ["as_index", "delete_item", "get_item", "set_item"]


def get_item(value: Value, key: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `value[key]`.

    Raises Raised (IndexError, KeyError, TypeError) where Python would on known values.
    """
    from shapecheck.interpreter import bridge
    from shapecheck.interpreter.calls import call
    from shapecheck.interpreter.carried import forget_picked

    site = frame.site(node)
    if isinstance(value, Tensor):
        return bridge.index(value, key, frame, node)
    if isinstance(value, Array):
        return bridge.get_array_item(value, key, frame, node)
    if isinstance(value, Unknown):
        if value.item is not None and isinstance(key, Known | Size | Unknown):
            return value.item
        if isinstance(key, Known) and frame.run.undoubted:
            frame.run.evidence.taken.setdefault(value.key, set()).add(key.value)
        if isinstance(key, Slice):
            frame.run.evidence.listed.add(value.key)
        return part_of(value, "item", key, frame)
    method = dunder(value, "__getitem__", frame)
    if method is not None:
        return call(method, [value, key], {}, frame, node)
    own, value = value, underlying(value, frame)
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, Unknown):
        if found.series is not None and isinstance(value, Ref):
            # one that is picked out is not as the others any more
            forget_picked(found.series.item, frame.run)
            frame.run.state.objects[value.address] = found = replace(found, series=None)
        return found if found.item is None or isinstance(key, Slice) else found.item
    if isinstance(found, AttributesObject):
        return through(found, lambda ref: get_item(ref, key, frame, node), frame)
    if isinstance(found, DictObject):
        return _entry(own, value, found, key, frame, node)
    if isinstance(found, Tuple | ListObject) or (
        isinstance(found, Known) and isinstance(found.value, str | bytes | range)
    ):
        return _sequence_item(found, key, frame, node)
    if isinstance(found, LibraryObject) and isinstance(value, Ref):
        return bridge.data_item(value, key, frame, node)
    if isinstance(found, Known):
        raise raising("TypeError", f"'{type(found.value).__name__}' object is not subscriptable", site)
    if isinstance(found, LayerObject):
        return frame.lost("a layer has no items", node)
    if isinstance(value, Reference) and value.path in ("numpy.r_", "numpy.c_"):
        return bridge.joined_by_subscript(value.path, key, frame, node)
    if isinstance(value, Reference | Builtin):
        return value
    if isinstance(found, ClassObject) and isinstance(value, Ref):
        return _of_class(value, key, frame, node)
    if _is_bare(found, frame):
        raise raising("TypeError", f"'{type(own).__name__}' object is not subscriptable", site)
    return unknown("the items of this object are not known", site)


def _is_container(value: Value, frame: Frame) -> bool:
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    return isinstance(found, ListObject | DictObject | SetObject)


def _is_bare(found: object, frame: Frame) -> bool:
    """Tell whether an object has no items: a set, a view, an iterator, an instance of classes that are all the user's."""
    if isinstance(found, SetObject | ViewObject) or is_iterator(found):
        return True
    definition = frame.run.state.objects.get(found.cls) if isinstance(found, InstanceObject) else None
    return isinstance(definition, ClassObject) and all(isinstance(parent, Ref) for parent in definition.order)


def _of_class(cls: Ref, key: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return a member of an enumeration by name, what `__class_getitem__` says, or a generic class as it is."""
    from shapecheck.interpreter.calls import call
    from shapecheck.interpreter.class_attributes import class_attribute

    members = frame.run.state.cell(cls.address, "__members__")
    if isinstance(members, Tuple):
        return member_named(cls, members, key, frame, node)
    method = class_attribute(frame.run.state.objects[cls.address], "__class_getitem__", frame)
    if isinstance(method, Function):
        return call(replace(method, kind="function"), [cls, key], {}, frame, node)
    return cls


def as_index(key: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return a subscript as the number that it stands for, by `__index__` or what an instance holds."""
    from shapecheck.interpreter.calls import call

    method = dunder(key, "__index__", frame)
    if method is not None:
        return call(method, [key], {}, frame, node)
    return underlying(key, frame)


def _bounds(key: Slice) -> slice | None:
    parts = (key.start, key.stop, key.step)
    if not all(isinstance(part, Known) for part in parts):
        return None
    return slice(*(part.value for part in parts if isinstance(part, Known)))


def _sequence_item(found: Tuple | ListObject | Known, key: Value, frame: Frame, node: cst.CSTNode) -> Value:
    site = frame.site(node)
    items = found.value if isinstance(found, Known) else found.items
    if isinstance(key, Slice) and isinstance(found, DequeObject):
        raise raising("TypeError", "sequence index must be integer, not 'slice'", site)
    if isinstance(key, Slice):
        bounds = _bounds(key)
        if any(isinstance(part, Tuple) or _is_container(part, frame) for part in (key.start, key.stop, key.step)):
            raise raising("TypeError", "slice indices must be integers or None", site)
        if bounds is None:
            return unknown("a bound of this slice is not known", site)
        try:
            chosen = items[bounds]
        except (TypeError, ValueError) as error:
            raise raising(type(error).__name__, str(error), site) from None
        if isinstance(found, Known):
            return Known(chosen)
        return Tuple(chosen, vector=found.vector) if isinstance(found, Tuple) else frame.run.new(ListObject(chosen))
    key = as_index(key, frame, node)
    if isinstance(key, Known) and isinstance(key.value, int):
        try:
            item = items[key.value]
        except IndexError as error:
            raise raising("IndexError", str(error), site) from None
        return Known(item) if isinstance(found, Known) else item
    if isinstance(key, Unknown | Size | Tensor | Array):
        reason = key.reason if isinstance(key, Unknown) else "the index depends on a size or on data"
        return unknown(reason, site, problem=isinstance(key, Unknown) and key.problem)
    raise raising("TypeError", "indices must be integers or slices", site)


def _entry(own: Value, value: Value, found: DictObject, key: Value, frame: Frame, node: cst.CSTNode) -> Value:
    from shapecheck.interpreter.calls import call

    if isinstance(key, Slice):
        # a slice can be hashed from 3.12 on
        raise raising("TypeError" if sys.version_info < (3, 12) else "KeyError", "slice", frame.site(node))
    if not keyed(key, frame, node):
        return unknown("the key is not known", frame.site(node))
    same = key_in(found.entries, key)
    if same is not None:
        return found.entries[same]
    missing = dunder(own, "__missing__", frame)
    if missing is not None:
        return call(missing, [own, key], {}, frame, node)
    if isinstance(found, CounterObject):
        return Known(0)
    if found.default is not None and isinstance(value, Ref):
        made = call(found.default, [], {}, frame, node)
        now = frame.run.state.objects.get(value.address)
        if isinstance(now, DictObject):
            frame.run.state.objects[value.address] = replace(now, entries={**now.entries, key: made})
        return made
    raise raising("KeyError", repr(key.value) if isinstance(key, Known) else "", frame.site(node))


def set_item(value: Value, key: Value, item: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Carry out `value[key] = item`; what cannot be followed makes the container unknown.

    Raises Raised (IndexError, TypeError, ValueError) where Python would on known values.
    """
    from shapecheck.interpreter import bridge
    from shapecheck.interpreter.calls import call

    if isinstance(value, Array):
        bridge.set_array_item(value, key, item, frame, node)
        return
    method = dunder(value, "__setitem__", frame)
    if method is not None:
        call(method, [value, key, item], {}, frame, node)
        return
    value = underlying(value, frame)
    objects = frame.run.state.objects
    found = objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, AttributesObject):
        through(found, lambda ref: set_item(ref, key, item, frame, node), frame)
        return
    if isinstance(found, Known | Tuple) or _is_bare(found, frame):
        raise raising("TypeError", "object does not support item assignment", frame.site(node))
    if isinstance(value, Unknown):
        if isinstance(key, Known):
            set_part(value, "item", key, item, frame)
        else:
            may_change(value, frame, node)
    if not isinstance(value, Ref):
        return
    if isinstance(found, LibraryObject):
        bridge.set_data_item(value, key, item, frame, node)
        return
    key = key if isinstance(found, DictObject) else as_index(key, frame, node)
    if isinstance(found, DictObject) and len(found.entries) > frame.run.limits.growth:
        objects[value.address] = frame.lost(f"a dict of more than {frame.run.limits.growth:,} entries", node)
    elif isinstance(found, DictObject) and keyed(key, frame, node):
        objects[value.address] = replace(found, entries=with_entry(found.entries, key, item))
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
    if len(items) > frame.run.limits.items:
        frame.run.state.objects[value.address] = frame.lost(f"more than {frame.run.limits.items:,} items", node)
        return
    frame.run.state.objects[value.address] = replace(found, items=tuple(items))


def delete_item(value: Value, key: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Carry out `del value[key]`.

    Raises Raised (IndexError, KeyError, TypeError) where Python would on known values.
    """
    from shapecheck.interpreter.calls import call

    method = dunder(value, "__delitem__", frame)
    if method is not None:
        call(method, [value, key], {}, frame, node)
        return
    value = underlying(value, frame)
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, AttributesObject):
        through(found, lambda ref: delete_item(ref, key, frame, node), frame)
    if isinstance(found, LibraryObject) and isinstance(value, Ref):
        from shapecheck.interpreter import bridge

        bridge.call_data_method(value, "__delitem__", [key], {}, frame, node)
    refuses = isinstance(value, Known | Tuple) or _is_bare(found, frame)
    if refuses:
        raise raising("TypeError", "object doesn't support item deletion", frame.site(node))
    if not isinstance(value, Ref) or not isinstance(found, ListObject | DictObject):
        return
    objects = frame.run.state.objects
    if isinstance(found, DictObject) and keyed(key, frame, node):
        same = key_in(found.entries, key)
        if same is None:
            raise raising("KeyError", "", frame.site(node))
        objects[value.address] = replace(found, entries={k: v for k, v in found.entries.items() if k != same})
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
