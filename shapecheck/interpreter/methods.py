"""Methods of strings, lists, dicts, sets, tuples and numbers."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.builtins_ import Arguments
from shapecheck.interpreter.calls import escape
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.keys import equals, hashable
from shapecheck.interpreter.state import DictObject, LayerObject, ListObject, SetObject
from shapecheck.interpreter.text import plain
from shapecheck.interpreter.values import NONE, Array, Known, Ref, Tensor, Tuple, Unknown, Value, known, unknown

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["call_method"]


def call_method(
    receiver: Value,
    name: str,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    """Call a method of a built-in type, a tensor, a layer or a model.

    Raises Raised where Python would on known values.
    """
    from shapecheck.interpreter import bridge

    arguments = Arguments(name, positional, keywords, frame, node)
    found = frame.run.state.objects.get(receiver.address) if isinstance(receiver, Ref) else receiver
    if isinstance(found, LayerObject) and isinstance(receiver, Ref):
        return bridge.call_layer_method(receiver, name, positional, keywords, frame, node)
    if isinstance(found, Array):
        return bridge.call_array_method(found, name, positional, keywords, frame, node)
    if isinstance(found, Tensor):
        return bridge.call_tensor_method(found, name, positional, keywords, frame, node)
    if isinstance(found, Known):
        return _constant_method(found, arguments)
    for kind, table in _METHODS:
        if isinstance(found, kind):
            handler = table.get(name)
            if handler is not None:
                return handler(receiver, found, arguments)
            break
    for value in (receiver, *positional, *keywords.values()):
        escape(value, frame, node)
    if isinstance(found, Unknown):
        return unknown(found.reason, found.site, problem=found.problem)
    return frame.lost(f"the method `{name}` is not modelled", node)


_LONG = ("ljust", "rjust", "center", "zfill", "expandtabs")


def _constant_method(found: Known, arguments: Arguments) -> Value:
    """Call a method of a constant with constants; its result becomes values again."""
    frame, name = arguments.frame, arguments.name
    site = frame.site(arguments.node)
    try:
        given = [plain(value, frame) for value in arguments.positional]
        words = {word: plain(value, frame) for word, value in arguments.keywords.items()}
        if name == "join" and arguments.positional:
            joined = items_of(arguments.positional[0], frame, arguments.node)
            if isinstance(joined, Unknown):
                return joined
            given = [[plain(item, frame) for item in joined]]
    except ValueError:
        return arguments.lost(f"an argument of `{name}` is not known")
    too_long = name in _LONG and any(isinstance(value, int) and value > 100_000 for value in given)
    if too_long or (name == "format" and _wide(str(found.value))):
        return frame.lost("the text would be too long", arguments.node)
    method = getattr(found.value, name, None)
    if not callable(method):
        raise raising("AttributeError", f"'{type(found.value).__name__}' object has no attribute '{name}'", site)
    try:
        return lifted(method(*given, **words), frame)
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        kind = next(base for base in type(error).__mro__ if base.__module__ == "builtins")
        raise raising(kind.__name__, str(error), site) from None


def _wide(text: str) -> bool:
    """Tell whether a format asks for a field of more than 9,999 characters."""
    try:
        fields = [spec or "" for _, _, spec, _ in string.Formatter().parse(text)]
    except ValueError:
        return False
    return any(len(run) > 4 for spec in fields for run in re.findall(r"\d+", spec))


def lifted(result: Any, frame: Frame) -> Value:
    """Turn a plain Python object into values."""
    if isinstance(result, list):
        return frame.run.new(ListObject(tuple(lifted(item, frame) for item in result)))
    if isinstance(result, tuple):
        return Tuple(tuple(lifted(item, frame) for item in result))
    return Known(result)


Method = Callable[[Any, Any, Arguments], Value]


def _update(receiver: Ref, arguments: Arguments, changed: Any) -> Value:
    arguments.frame.run.state.objects[receiver.address] = changed
    return NONE


def _index(arguments: Arguments, position: int, default: int | None = None) -> int | None:
    value = arguments.get(position)
    if value is None:
        return default
    return value.value if isinstance(value, Known) and isinstance(value.value, int) else None


def _append(receiver: Ref, found: ListObject, arguments: Arguments) -> Value:
    return _update(receiver, arguments, replace(found, items=(*found.items, arguments.positional[0])))


def _extend(receiver: Ref, found: ListObject, arguments: Arguments) -> Value:
    more = items_of(arguments.positional[0], arguments.frame, arguments.node)
    changed = more if isinstance(more, Unknown) else replace(found, items=(*found.items, *more))
    return _update(receiver, arguments, changed)


def _insert(receiver: Ref, found: ListObject, arguments: Arguments) -> Value:
    place = 0 if arguments.name == "appendleft" else _index(arguments, 0)
    if place is None:
        return _update(receiver, arguments, arguments.lost("an item was inserted at a place that is not known"))
    items = list(found.items)
    items.insert(place, arguments.positional[-1])
    return _update(receiver, arguments, replace(found, items=tuple(items)))


def _pop(receiver: Ref, found: ListObject, arguments: Arguments) -> Value:
    place = 0 if arguments.name == "popleft" else _index(arguments, 0, -1)
    if place is None:
        _update(receiver, arguments, arguments.lost("an item was taken from a place that is not known"))
        return arguments.lost("which item is taken is not known")
    items = list(found.items)
    try:
        taken = items.pop(place)
    except IndexError as error:
        raise raising("IndexError", str(error), arguments.frame.site(arguments.node)) from None
    _update(receiver, arguments, replace(found, items=tuple(items)))
    return taken


def _remove(receiver: Ref, found: ListObject, arguments: Arguments) -> Value:
    place = _position(found.items, arguments)
    if place is None:
        return _update(receiver, arguments, arguments.lost("an item was removed that is not known"))
    return _update(receiver, arguments, replace(found, items=found.items[:place] + found.items[place + 1 :]))


def _position(items: Sequence[Value], arguments: Arguments) -> int | None:
    """Return the index of an item, None where it is not decided.

    Raises Raised (ValueError) where it is not among them.
    """
    for place, item in enumerate(items):
        same = equals(item, arguments.positional[0], arguments.frame)
        if same is None:
            return None
        if same:
            return place
    raise raising("ValueError", "the item is not in the list", arguments.frame.site(arguments.node))


def _find(receiver: Value, found: ListObject | Tuple, arguments: Arguments) -> Value:
    place = _position(found.items, arguments)
    return arguments.lost("the index of the item is not known") if place is None else Known(place)


def _count(receiver: Value, found: ListObject | Tuple, arguments: Arguments) -> Value:
    results = [equals(item, arguments.positional[0], arguments.frame) for item in found.items]
    return arguments.lost("how many items are equal is not known") if None in results else Known(results.count(True))


def _reverse(receiver: Ref, found: ListObject, arguments: Arguments) -> Value:
    return _update(receiver, arguments, replace(found, items=found.items[::-1]))


def _sort(receiver: Ref, found: ListObject, arguments: Arguments) -> Value:
    from shapecheck.interpreter.library.containers import ordered_items

    ordered = ordered_items(found.items, arguments)
    changed = ordered if isinstance(ordered, Unknown) else replace(found, items=ordered)
    return _update(receiver, arguments, changed)


def _clear(receiver: Ref, found: Any, arguments: Arguments) -> Value:
    empty: Any = {} if isinstance(found, DictObject) else ()
    return _update(receiver, arguments, replace(found, **{"entries" if empty == {} else "items": empty}))


def _copy(receiver: Ref, found: Any, arguments: Arguments) -> Value:
    return arguments.frame.run.new(found)


def _dict_get(receiver: Ref, found: DictObject, arguments: Arguments) -> Value:
    key, default = arguments.positional[0], arguments.get(1, "default", NONE)
    assert default is not None
    if not hashable(key, arguments.frame):
        return arguments.lost("the key is not known")
    return found.entries.get(key, default)


def _dict_pop(receiver: Ref, found: DictObject, arguments: Arguments) -> Value:
    key = arguments.positional[0]
    if not hashable(key, arguments.frame):
        return _update(receiver, arguments, arguments.lost("an entry was taken under a key that is not known"))
    if key in found.entries:
        rest = {other: value for other, value in found.entries.items() if other != key}
        _update(receiver, arguments, replace(found, entries=rest))
        return found.entries[key]
    default = arguments.get(1)
    if default is None:
        raise raising("KeyError", "", arguments.frame.site(arguments.node))
    return default


def _set_default(receiver: Ref, found: DictObject, arguments: Arguments) -> Value:
    key, default = arguments.positional[0], arguments.get(1, None, NONE)
    assert default is not None
    if not hashable(key, arguments.frame):
        return _update(receiver, arguments, arguments.lost("an entry was set under a key that is not known"))
    if key not in found.entries:
        _update(receiver, arguments, replace(found, entries={**found.entries, key: default}))
    return found.entries.get(key, default)


def _dict_update(receiver: Ref, found: DictObject, arguments: Arguments) -> Value:
    from shapecheck.interpreter.library.containers import pairs_into

    entries = dict(found.entries)
    lost = pairs_into(entries, arguments) if arguments.positional else None
    entries.update({Known(word): value for word, value in arguments.keywords.items()})
    return _update(receiver, arguments, lost or replace(found, entries=entries))


def _view(receiver: Ref, found: DictObject, arguments: Arguments) -> Value:
    views: dict[str, tuple[Value, ...]] = {
        "keys": tuple(found.entries),
        "values": tuple(found.entries.values()),
        "items": tuple(Tuple(pair) for pair in found.entries.items()),
    }
    return arguments.frame.run.new(ListObject(views[arguments.name], "view"))


def _popitem(receiver: Ref, found: DictObject, arguments: Arguments) -> Value:
    if not found.entries:
        raise raising("KeyError", "dictionary is empty", arguments.frame.site(arguments.node))
    *rest, last = found.entries.items()
    _update(receiver, arguments, replace(found, entries=dict(rest)))
    return Tuple(last)


def _set_change(receiver: Ref, found: SetObject, arguments: Arguments) -> Value:
    item = arguments.positional[0]
    if not hashable(item, arguments.frame):
        return _update(receiver, arguments, arguments.lost("an item of the set is not known"))
    kept = tuple(other for other in found.items if other != item)
    if arguments.name == "add":
        return _update(receiver, arguments, replace(found, items=found.items if item in found.items else (*kept, item)))
    if arguments.name == "remove" and item not in found.items:
        raise raising("KeyError", "", arguments.frame.site(arguments.node))
    return _update(receiver, arguments, replace(found, items=kept))


def _set_operation(receiver: Ref, found: SetObject, arguments: Arguments) -> Value:
    result = dict.fromkeys(found.items)
    for other in arguments.positional:
        items = items_of(other, arguments.frame, arguments.node)
        if isinstance(items, Unknown):
            changed: Any = items
            break
        if arguments.name in ("union", "update"):
            result.update(dict.fromkeys(items))
        else:
            keep = arguments.name.startswith("intersection")
            result = {item: None for item in result if (item in items) is keep}
    else:
        changed = SetObject(tuple(result), found.frozen)
    return _update(receiver, arguments, changed) if "update" in arguments.name else arguments.frame.run.new(changed)


def _set_test(receiver: Ref, found: SetObject, arguments: Arguments) -> Value:
    items = items_of(arguments.positional[0], arguments.frame, arguments.node)
    if isinstance(items, Unknown):
        return items
    one, two = set(found.items), set(items)
    tests = {"issubset": one <= two, "issuperset": one >= two, "isdisjoint": one.isdisjoint(two)}
    return known(tests[arguments.name])


def _tuple_fields(receiver: Tuple, found: Tuple, arguments: Arguments) -> Value:
    if arguments.name == "_asdict":
        pairs = zip(found.fields, found.items, strict=True)
        return arguments.frame.run.new(DictObject({Known(name): value for name, value in pairs}))
    items = [arguments.keywords.get(name, value) for name, value in zip(found.fields, found.items, strict=True)]
    return replace(found, items=tuple(items))


_LIST: dict[str, Method] = {
    "append": _append, "extend": _extend, "insert": _insert, "appendleft": _insert, "pop": _pop, "popleft": _pop,
    "remove": _remove, "index": _find, "count": _count, "reverse": _reverse, "sort": _sort, "clear": _clear, "copy": _copy,
}  # fmt: skip
_DICT: dict[str, Method] = {
    "get": _dict_get, "pop": _dict_pop, "setdefault": _set_default, "update": _dict_update, "keys": _view, "values": _view,
    "items": _view, "popitem": _popitem, "clear": _clear, "copy": _copy,
}  # fmt: skip
_SET: dict[str, Method] = {
    "add": _set_change, "discard": _set_change, "remove": _set_change, "clear": _clear, "copy": _copy,
    **dict.fromkeys(("union", "intersection", "difference", "update", "intersection_update", "difference_update"), _set_operation),
    **dict.fromkeys(("issubset", "issuperset", "isdisjoint"), _set_test),
}  # fmt: skip
_TUPLE: dict[str, Method] = {"index": _find, "count": _count, "_asdict": _tuple_fields, "_replace": _tuple_fields}

_METHODS: tuple[tuple[type, dict[str, Method]], ...] = (
    (ListObject, _LIST),
    (DictObject, _DICT),
    (SetObject, _SET),
    (Tuple, _TUPLE),
)
