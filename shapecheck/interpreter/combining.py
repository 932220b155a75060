"""`+`, `*`, `|`, `&`, `-` and `^` of lists, tuples, dicts and sets, and what they do in place."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.collections_ import CounterObject, ViewObject, trimmed, view_items
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.keys import distinct, hashable, key_in
from shapecheck.interpreter.mappings import mapping_of
from shapecheck.interpreter.state import DictObject, ListObject, SetObject
from shapecheck.interpreter.values import Known, Ref, Tuple, Unknown, Value, unknown

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["change", "combined", "extended", "set_result"]


def combined(symbol: str, left: Value, right: Value, frame: Frame, node: cst.CSTNode) -> Value | None:
    """Return what an operator makes of containers, None where it is none of theirs."""
    objects = frame.run.state.objects
    one = objects.get(left.address) if isinstance(left, Ref) else left
    two = objects.get(right.address) if isinstance(right, Ref) else right
    if symbol == "+":
        return _joined(one, two, frame, node)
    if symbol == "*":
        for items, times in ((one, two), (two, one)):
            if isinstance(items, Tuple | ListObject) and isinstance(times, Known) and isinstance(times.value, int):
                return _repeated(items, times.value, frame, node)
    if symbol == "|" and isinstance(one, DictObject) and isinstance(two, DictObject):
        return None if isinstance(one, CounterObject) else frame.run.new(_merged(one, two))
    if isinstance(one, CounterObject) and isinstance(two, CounterObject):
        return _counted(symbol, one, two, frame)
    if symbol in "|&-^":
        return _sets(symbol, one, two, (left, right), frame, node)
    return None


def _joined(one: object, two: object, frame: Frame, node: cst.CSTNode) -> Value | None:
    if isinstance(one, CounterObject) and isinstance(two, CounterObject):
        return _counted("+", one, two, frame)
    both = (isinstance(one, Tuple) and isinstance(two, Tuple)) or (
        isinstance(one, ListObject) and isinstance(two, ListObject) and one.kind == two.kind
    )
    if not both:
        return None
    assert isinstance(one, Tuple | ListObject) and isinstance(two, Tuple | ListObject)
    if len(one.items) + len(two.items) > frame.run.limits.items:
        return frame.lost(f"more than {frame.run.limits.items:,} items", node)
    items = (*one.items, *two.items)
    return Tuple(items) if isinstance(one, Tuple) else frame.run.new(replace(one, items=trimmed(one, items)))


def _repeated(found: Tuple | ListObject, times: int, frame: Frame, node: cst.CSTNode) -> Value:
    if len(found.items) * times > frame.run.limits.items:
        return frame.lost(f"more than {frame.run.limits.items:,} items", node)
    items = found.items * times
    return Tuple(items) if isinstance(found, Tuple) else frame.run.new(replace(found, items=trimmed(found, items)))


def _merged(one: DictObject, two: DictObject) -> DictObject:
    entries = dict(one.entries)
    for key, value in two.entries.items():
        same = key_in(entries, key)
        entries[key if same is None else same] = value
    return replace(one, entries=entries)


_COUNTS: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "&": min, "|": max}


def _counted(symbol: str, one: CounterObject, two: CounterObject, frame: Frame) -> Value | None:
    """Combine two counters; only what is there more than zero times stays."""
    if symbol not in _COUNTS:
        return None
    counts: dict[Value, Value] = {}
    for key in (*one.entries, *(key for key in two.entries if key_in(one.entries, key) is None)):
        sides = []
        for side in (one, two):
            same = key_in(side.entries, key)
            sides.append(Known(0) if same is None else side.entries[same])
        if not all(isinstance(count, Known) for count in sides):
            return unknown("a count is not known")
        count = _COUNTS[symbol](*(count.value for count in sides if isinstance(count, Known)))
        if count > 0:
            counts[key] = Known(count)
    return frame.run.new(CounterObject(counts))


def _sets(
    symbol: str, one: object, two: object, given: tuple[Value, Value], frame: Frame, node: cst.CSTNode
) -> Value | None:
    sides = [_as_set(side, frame) for side in (one, two)]
    for mine, other in ((0, 1), (1, 0)):
        # what is like a set combines with whatever can be walked, sets only with sets
        if isinstance((one, two)[mine], ViewObject) and sides[mine] is not None and sides[other] is None:
            items = items_of(given[other], frame, node)
            if isinstance(items, Unknown):
                return items
            if not all(hashable(item, frame) for item in items):
                return None
            sides[other] = items
    if sides[0] is None or sides[1] is None:
        return None
    frozen = isinstance(one, SetObject) and one.frozen
    if 2 * (len(sides[0]) + len(sides[1])) > frame.run.limits.growth:
        return unknown("a set that is too large to be followed")
    return frame.run.new(SetObject(set_result(symbol, sides[0], sides[1]), frozen))


def _as_set(found: object, frame: Frame) -> tuple[Value, ...] | None:
    if isinstance(found, SetObject):
        return found.items
    items = view_items(found, frame) if isinstance(found, ViewObject) and found.what != "values" else None
    return items if items is not None and all(hashable(item, frame) for item in items) else None


def set_result(symbol: str, one: Sequence[Value], two: Sequence[Value]) -> tuple[Value, ...]:
    """Return the items of a union, intersection, difference or symmetric difference."""
    if symbol == "|":
        return distinct((*one, *two))
    inside, outside = set(one), set(two)
    if symbol == "&":
        return tuple(item for item in one if key_in(outside, item) is not None)
    rest = tuple(item for item in one if key_in(outside, item) is None)
    return rest if symbol == "-" else (*rest, *(item for item in two if key_in(inside, item) is None))


def change(symbol: str, target: Value, value: Value, frame: Frame, node: cst.CSTNode) -> bool:
    """Carry out `+=` or `*=` on a list, `|=` on a dict, any of a set's operators on a set; False for what is none.

    Raises Raised (TypeError) where Python would.
    """
    objects = frame.run.state.objects
    found = objects.get(target.address) if isinstance(target, Ref) else None
    if not isinstance(target, Ref):
        return False
    if isinstance(found, ListObject) and symbol == "+":
        items = items_of(value, frame, node)
        objects[target.address] = extended(found, items, frame, node)
    elif isinstance(found, ListObject) and symbol == "*" and isinstance(value, Known) and isinstance(value.value, int):
        made = _repeated(found, value.value, frame, node)
        objects[target.address] = objects[made.address] if isinstance(made, Ref) else made
    elif isinstance(found, DictObject) and symbol == "|" and not isinstance(found, CounterObject):
        other = mapping_of(value, frame)
        if isinstance(value, Known) and not isinstance(value.value, str | bytes):
            raise raising("TypeError", "object is not iterable", frame.site(node))
        objects[target.address] = _merged(found, other) if other is not None else unknown("what is merged is not known")
    elif isinstance(found, SetObject) and not found.frozen and symbol in "|&-^":
        given = objects.get(value.address) if isinstance(value, Ref) else value
        other_items = _as_set(given, frame)
        if other_items is not None and 2 * (len(found.items) + len(other_items)) > frame.run.limits.growth:
            other_items = None
        elif other_items is None and isinstance(given, Known | Tuple | ListObject | DictObject):
            raise raising("TypeError", "unsupported operand type(s)", frame.site(node))
        objects[target.address] = (
            unknown("what is combined with the set is not known", frame.site(node))
            if other_items is None
            else replace(found, items=set_result(symbol, found.items, other_items))
        )
    else:
        return False
    return True


def extended(
    found: ListObject, items: tuple[Value, ...] | Unknown, frame: Frame, node: cst.CSTNode
) -> ListObject | Unknown:
    """Return a list with more items at its end; unknown where there would be too many."""
    if isinstance(items, Unknown):
        return items
    if len(found.items) + len(items) > frame.run.limits.items:
        return frame.lost(f"more than {frame.run.limits.items:,} items", node)
    return replace(found, items=trimmed(found, (*found.items, *items)))
