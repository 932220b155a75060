"""Methods of lists, deques, dicts, views, sets and tuples: what they return, and what they change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from shapecheck.interpreter.arithmetic import is_plain
from shapecheck.interpreter.builtins_ import Arguments
from shapecheck.interpreter.collections_ import CounterObject, DequeObject, OrderedObject, ViewObject, trimmed
from shapecheck.interpreter.combining import extended, set_result
from shapecheck.interpreter.equality import equals
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.keys import distinct, key_in, keyed
from shapecheck.interpreter.state import DictObject, ListObject, SetObject
from shapecheck.interpreter.tensor_shapes import SHAPE_METHODS
from shapecheck.interpreter.values import NONE, TRUE, Known, Ref, Tuple, Unknown, Value, known, unknown

__all__ = ["TABLES", "Method"]

Method = Callable[[Any, Any, Arguments], Value]


def _update(receiver: Ref, arguments: Arguments, changed: Any) -> Value:
    arguments.frame.run.state.objects[receiver.address] = changed
    return NONE


def _index(arguments: Arguments, position: int, default: int | None = None) -> int | None:
    value = arguments.get(position)
    if value is None:
        return default
    if isinstance(value, Known) and isinstance(value.value, int):
        return value.value
    if is_plain(value, arguments.frame):
        raise raising("TypeError", "an integer is required", arguments.frame.site(arguments.node))
    return None


def _missing(arguments: Arguments, key: Value) -> Exception:
    text = repr(key.value) if isinstance(key, Known) else ""
    return raising("KeyError", text, arguments.frame.site(arguments.node))


def _append(receiver: Ref, found: ListObject, arguments: Arguments) -> Value:
    more = (arguments.at(0),)
    return _update(receiver, arguments, extended(found, more, arguments.frame, arguments.node))


def _append_left(receiver: Ref, found: ListObject, arguments: Arguments) -> Value:
    more: tuple[Value, ...] = (arguments.at(0),)
    if arguments.name == "extendleft":
        given = items_of(arguments.at(0), arguments.frame, arguments.node)
        if isinstance(given, Unknown):
            return _update(receiver, arguments, given)
        more = given[::-1]
    return _update(receiver, arguments, replace(found, items=trimmed(found, (*more, *found.items), left=True)))


def _extend(receiver: Ref, found: ListObject, arguments: Arguments) -> Value:
    more = items_of(arguments.at(0), arguments.frame, arguments.node)
    now = arguments.frame.run.state.objects.get(receiver.address)
    if isinstance(now, ListObject):
        _update(receiver, arguments, extended(now, more, arguments.frame, arguments.node))
    return NONE


def _insert(receiver: Ref, found: ListObject, arguments: Arguments) -> Value:
    place = _index(arguments, 0)
    if place is None:
        return _update(receiver, arguments, arguments.lost("an item was inserted at a place that is not known"))
    items = list(found.items)
    items.insert(place, arguments.at(1))
    return _update(receiver, arguments, replace(found, items=tuple(items)))


def _pop(receiver: Ref, found: ListObject, arguments: Arguments) -> Value:
    place = 0 if arguments.name == "popleft" else _index(arguments, 0, -1)
    if place is None:
        _update(receiver, arguments, arguments.lost("an item was taken from a place that is not known"))
        return arguments.lost("which item is taken is not known")
    items = list(found.items)
    try:
        taken = items.pop(place)
    except (IndexError, OverflowError) as error:
        raise raising("IndexError", str(error), arguments.frame.site(arguments.node)) from None
    _update(receiver, arguments, replace(found, items=tuple(items)))
    return taken


def _rotate(receiver: Ref, found: ListObject, arguments: Arguments) -> Value:
    steps = _index(arguments, 0, 1)
    if steps is None:
        return _update(receiver, arguments, arguments.lost("how far it is turned is not known"))
    at = -steps % len(found.items) if found.items else 0
    return _update(receiver, arguments, replace(found, items=found.items[at:] + found.items[:at]))


def _remove(receiver: Ref, found: ListObject, arguments: Arguments) -> Value:
    place = _position(found.items, arguments)
    if place is None:
        return _update(receiver, arguments, arguments.lost("an item was removed that is not known"))
    return _update(receiver, arguments, replace(found, items=found.items[:place] + found.items[place + 1 :]))


def _position(items: Sequence[Value], arguments: Arguments) -> int | None:
    """Return the index of an item, None where it is not decided.

    Raises Raised (ValueError) where it is not among them.
    """
    bounds = [value.value if isinstance(value, Known) else None for value in arguments.positional[1:3]]
    if None in bounds:
        return None
    first, last = (*bounds, None, None)[:2]
    for place in range(len(items))[slice(first, last)]:
        same = equals(items[place], arguments.at(0), arguments.frame)
        if same is None:
            return None
        if same:
            return place
    raise raising("ValueError", "the item is not in the list", arguments.frame.site(arguments.node))


def _find(receiver: Value, found: ListObject | Tuple, arguments: Arguments) -> Value:
    place = _position(found.items, arguments)
    return arguments.lost("the index of the item is not known") if place is None else Known(place)


def _count(receiver: Value, found: ListObject | Tuple, arguments: Arguments) -> Value:
    results = [equals(item, arguments.at(0), arguments.frame) for item in found.items]
    return arguments.lost("how many items are equal is not known") if None in results else Known(results.count(True))


def _reverse(receiver: Ref, found: ListObject, arguments: Arguments) -> Value:
    return _update(receiver, arguments, replace(found, items=found.items[::-1]))


def _sort(receiver: Ref, found: ListObject, arguments: Arguments) -> Value:
    from shapecheck.interpreter.sorting import ordered_items

    ordered = ordered_items(found.items, arguments)
    changed = ordered if isinstance(ordered, Unknown) else replace(found, items=ordered)
    return _update(receiver, arguments, changed)


def _clear(receiver: Ref, found: Any, arguments: Arguments) -> Value:
    empty: dict[str, Any] = {"entries": {}} if isinstance(found, DictObject) else {"items": ()}
    return _update(receiver, arguments, replace(found, **empty))


def _copy(receiver: Ref, found: Any, arguments: Arguments) -> Value:
    return arguments.frame.run.new(found)


def _dict_get(receiver: Ref, found: DictObject, arguments: Arguments) -> Value:
    key, default = arguments.at(0), arguments.get(1, "default", NONE)
    assert default is not None
    if not keyed(key, arguments.frame, arguments.node):
        return arguments.lost("the key is not known")
    same = key_in(found.entries, key)
    return default if same is None else found.entries[same]


def _dict_pop(receiver: Ref, found: DictObject, arguments: Arguments) -> Value:
    key = arguments.at(0)
    if not keyed(key, arguments.frame, arguments.node):
        return _update(receiver, arguments, arguments.lost("an entry was taken under a key that is not known"))
    same = key_in(found.entries, key)
    if same is not None:
        rest = {other: value for other, value in found.entries.items() if other != same}
        _update(receiver, arguments, replace(found, entries=rest))
        return found.entries[same]
    default = arguments.get(1)
    if default is None:
        raise _missing(arguments, key)
    return default


def _set_default(receiver: Ref, found: DictObject, arguments: Arguments) -> Value:
    key, default = arguments.at(0), arguments.get(1, None, NONE)
    assert default is not None
    if not keyed(key, arguments.frame, arguments.node):
        return _update(receiver, arguments, arguments.lost("an entry was set under a key that is not known"))
    same = key_in(found.entries, key)
    if same is None:
        _update(receiver, arguments, replace(found, entries={**found.entries, key: default}))
        return default
    return found.entries[same]


def _dict_update(receiver: Ref, found: DictObject, arguments: Arguments) -> Value:
    from shapecheck.interpreter.library.dicts import count_into, pairs_into

    entries = dict(found.entries)
    fill = count_into if isinstance(found, CounterObject) else pairs_into
    lost = fill(entries, arguments) if arguments.positional else None
    for word, value in arguments.keywords.items():
        entries[Known(word)] = value
    return _update(receiver, arguments, lost or replace(found, entries=entries))


def _view(receiver: Ref, found: DictObject, arguments: Arguments) -> Value:
    return arguments.frame.run.new(ViewObject(receiver.address, arguments.name))


def _popitem(receiver: Ref, found: DictObject, arguments: Arguments) -> Value:
    if not found.entries:
        raise raising("KeyError", "dictionary is empty", arguments.frame.site(arguments.node))
    last = arguments.get(0, "last", TRUE)
    if not isinstance(last, Known):
        return _update(receiver, arguments, arguments.lost("which entry is taken is not known"))
    pairs = list(found.entries.items())
    taken = pairs.pop(-1 if last.value else 0)
    _update(receiver, arguments, replace(found, entries=dict(pairs)))
    return Tuple(taken)


def _move_to_end(receiver: Ref, found: OrderedObject, arguments: Arguments) -> Value:
    last = arguments.get(1, "last", TRUE)
    same = key_in(found.entries, arguments.at(0))
    if not isinstance(last, Known):
        return _update(receiver, arguments, arguments.lost("which end is meant is not known"))
    if same is None:
        raise _missing(arguments, arguments.at(0))
    rest = {key: value for key, value in found.entries.items() if key != same}
    moved = {same: found.entries[same]}
    return _update(receiver, arguments, replace(found, entries={**rest, **moved} if last.value else {**moved, **rest}))


def _most_common(receiver: Ref, found: CounterObject, arguments: Arguments) -> Value:
    counts = [value.value if isinstance(value, Known) else None for value in found.entries.values()]
    if None in counts:
        return arguments.lost("a count is not known")
    pairs = sorted(found.entries.items(), key=lambda pair: getattr(pair[1], "value", 0), reverse=True)
    given = arguments.get(0, "n", NONE)
    most = given.value if isinstance(given, Known) else None
    return arguments.frame.run.new(ListObject(tuple(Tuple(pair) for pair in pairs[:most])))


def _elements(receiver: Ref, found: CounterObject, arguments: Arguments) -> Value:
    items: list[Value] = []
    for key, count in found.entries.items():
        if not isinstance(count, Known) or count.value > arguments.frame.run.limits.items:
            return arguments.lost("a count is not known")
        items.extend([key] * count.value)
    return arguments.frame.run.new(ListObject(tuple(items)))


def _set_change(receiver: Ref, found: SetObject, arguments: Arguments) -> Value:
    item = arguments.at(0)
    if not keyed(item, arguments.frame, arguments.node):
        return _update(receiver, arguments, arguments.lost("an item of the set is not known"))
    if 2 * len(found.items) > arguments.frame.run.limits.growth:
        return _update(receiver, arguments, arguments.lost("a set that is too large to be followed"))
    same = key_in(found.items, item)
    if arguments.name == "add":
        return _update(receiver, arguments, replace(found, items=(*found.items, item))) if same is None else NONE
    if arguments.name == "remove" and same is None:
        raise _missing(arguments, item)
    return _update(receiver, arguments, replace(found, items=tuple(other for other in found.items if other != same)))


def _set_pop(receiver: Ref, found: SetObject, arguments: Arguments) -> Value:
    if not found.items:
        raise raising("KeyError", "pop from an empty set", arguments.frame.site(arguments.node))
    if len(found.items) > 1:
        reason = "which item of a set is taken is not known"
        _update(receiver, arguments, unknown(reason, arguments.frame.site(arguments.node)))
        return arguments.lost(reason)
    _update(receiver, arguments, replace(found, items=()))
    return found.items[0]


_SIGNS = {"union": "|", "intersection": "&", "difference": "-", "symmetric": "^", "update": "|"}


def _set_operation(receiver: Ref, found: SetObject, arguments: Arguments) -> Value:
    frame = arguments.frame
    sign = _SIGNS[arguments.name.partition("_")[0]]
    result: Any = found.items
    for other in arguments.positional:
        items = items_of(other, frame, arguments.node, ordered=False)
        if isinstance(items, Unknown):
            result = items
            break
        if not all(keyed(item, frame, arguments.node) for item in items):
            result = arguments.lost("an item of the set is not known")
            break
        result = set_result(sign, result, distinct(items))
    changed = result if isinstance(result, Unknown) else SetObject(result, found.frozen)
    return _update(receiver, arguments, changed) if "update" in arguments.name else frame.run.new(changed)


def _set_test(receiver: Ref, found: SetObject, arguments: Arguments) -> Value:
    items = items_of(arguments.at(0), arguments.frame, arguments.node, ordered=False)
    if isinstance(items, Unknown):
        return items
    if not all(keyed(item, arguments.frame, arguments.node) for item in items):
        return arguments.lost("an item is not known")
    if arguments.name == "isdisjoint":
        return known(not set_result("&", found.items, items))
    one, two = (found.items, items) if arguments.name == "issubset" else (items, found.items)
    return known(not set_result("-", one, two))


def _tuple_fields(receiver: Tuple, found: Tuple, arguments: Arguments) -> Value:
    if arguments.name == "_asdict":
        pairs = zip(found.fields, found.items, strict=True)
        return arguments.frame.run.new(DictObject({Known(name): value for name, value in pairs}))
    if not set(arguments.keywords) <= set(found.fields):
        raise raising("ValueError", "Got unexpected field names", arguments.frame.site(arguments.node))
    items = [arguments.keywords.get(name, value) for name, value in zip(found.fields, found.items, strict=True)]
    return replace(found, items=tuple(items))


_LIST: dict[str, Method] = {
    "append": _append, "extend": _extend, "insert": _insert, "pop": _pop, "remove": _remove, "index": _find,
    "count": _count, "reverse": _reverse, "sort": _sort, "clear": _clear, "copy": _copy,
}  # fmt: skip
_DEQUE: dict[str, Method] = {
    **{name: method for name, method in _LIST.items() if name != "sort"},
    "appendleft": _append_left, "extendleft": _append_left, "popleft": _pop, "rotate": _rotate,
}  # fmt: skip
_DICT: dict[str, Method] = {
    "get": _dict_get, "pop": _dict_pop, "setdefault": _set_default, "update": _dict_update, "keys": _view, "values": _view,
    "items": _view, "popitem": _popitem, "clear": _clear, "copy": _copy,
}  # fmt: skip
_COUNTER: dict[str, Method] = {**_DICT, "most_common": _most_common, "elements": _elements}
_ORDERED: dict[str, Method] = {**_DICT, "move_to_end": _move_to_end}
_SET: dict[str, Method] = {
    "add": _set_change, "discard": _set_change, "remove": _set_change, "clear": _clear, "copy": _copy, "pop": _set_pop,
    **dict.fromkeys(
        ("union", "intersection", "difference", "symmetric_difference", "update", "intersection_update",
         "difference_update", "symmetric_difference_update"),
        _set_operation,
    ),
    **dict.fromkeys(("issubset", "issuperset", "isdisjoint"), _set_test),
}  # fmt: skip
_TUPLE: dict[str, Method] = {
    **SHAPE_METHODS, "index": _find, "count": _count, "_asdict": _tuple_fields, "_replace": _tuple_fields,
}  # fmt: skip

TABLES: tuple[tuple[type, dict[str, Method]], ...] = (
    (DequeObject, _DEQUE),
    (ListObject, _LIST),
    (CounterObject, _COUNTER),
    (OrderedObject, _ORDERED),
    (DictObject, _DICT),
    (SetObject, _SET),
    (Tuple, _TUPLE),
)
"""The methods of each kind of container; the first kind that fits has the word."""
