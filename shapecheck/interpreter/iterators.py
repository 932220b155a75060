"""Iterators: what is left of them, and how they give one item after the other, each when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.collections_ import ViewObject, view_items
from shapecheck.interpreter.contents import contents
from shapecheck.interpreter.frame import Frame, Raised, raising
from shapecheck.interpreter.keys import count_of, dunder
from shapecheck.interpreter.state import ClassObject, DictObject, LibraryObject, ListObject, SetObject
from shapecheck.interpreter.values import Array, Known, Ref, Size, Tuple, Unknown, Value, unknown

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["STEPS", "Lazy", "Obscure", "Walk", "advance", "is_iterator", "iterate", "set_items", "stepping"]


class Obscure(Exception):
    """Raised where it is not known what comes next, or whether anything does."""

    def __init__(self, value: Unknown) -> None:
        super().__init__(value.reason)
        self.value = value


@dataclass(frozen=True, slots=True)
class Walk:
    """An iterator by position over what never changes, or over a list as it is at each step."""

    source: Value
    index: int = 0


@dataclass(frozen=True, slots=True)
class Lazy:
    """An iterator over iterators (`zip`, `map`, `count`): what kind, from what, and how far it is."""

    kind: str
    sources: tuple[Value, ...] = ()
    given: tuple[Value, ...] = ()
    count: int = 0


Step = Callable[[Ref, Any, Frame, "cst.CSTNode", bool], Value | None]

STEPS: dict[type, Step] = {}


def is_iterator(found: object) -> bool:
    """Tell whether an object is one of Python's own iterators or a generator; a library's data may do more than walk."""
    return type(found) in STEPS and not isinstance(found, LibraryObject)


def stepping(cls: type) -> Callable[[Step], Step]:
    """Enter a function `(iterator, object, frame, node, ordered) -> item or None` as the way an iterator goes on."""

    def enter(step: Step) -> Step:
        STEPS[cls] = step
        return step

    return enter


def advance(iterator: Value, frame: Frame, node: cst.CSTNode, *, ordered: bool = True) -> Value | None:
    """Return the next item of an iterator, None at its end; `ordered` tells that it matters which comes first.

    Raises Obscure where that is not known; the iterator is unknown from then on.
    """
    objects = frame.run.state.objects
    found = objects.get(iterator.address) if isinstance(iterator, Ref) else iterator
    frame.run.step()
    if not frame.run.turn():
        raise Obscure(frame.lost(f"more than {frame.run.limits.turns:,} turns of all loops", node))
    step = STEPS.get(type(found))
    if isinstance(iterator, Ref) and step is not None:
        try:
            return step(iterator, found, frame, node, ordered)
        except Obscure as obscure:
            frame.run.state.objects[iterator.address] = obscure.value
            raise
    if isinstance(found, Unknown):
        frame.run.evidence.listed.add(found.key)
        raise Obscure(found)
    return _next_of_instance(iterator, frame, node)


def _next_of_instance(iterator: Value, frame: Frame, node: cst.CSTNode) -> Value | None:
    from shapecheck.interpreter.calls import call

    method = dunder(iterator, "__next__", frame)
    if method is None:
        raise Obscure(unknown("what the iterator gives next is not known", frame.site(node)))
    try:
        return call(method, [iterator], {}, frame, node)
    except Raised as raised:
        if "StopIteration" not in raised.lineage:
            raise
        return None


def iterate(value: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `iter(value)`.

    Raises Raised (TypeError) where Python would, Obscure where the value is unknown.
    """
    run = frame.run
    found: Hashable = run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, Tuple):
        return run.new(Walk(found))
    if isinstance(found, Known):
        if not isinstance(found.value, str | bytes | range | bytearray):
            raise raising("TypeError", f"'{type(found.value).__name__}' object is not iterable", frame.site(node))
        return run.new(Walk(found))
    if isinstance(found, Size):
        # what was taken for a size, as two parameters that are added are, may as well be a sequence
        raise Obscure(unknown("a parameter that may be a size or a sequence", frame.site(node)))
    if type(found) in STEPS:
        return value
    if isinstance(found, ListObject | SetObject):
        return run.new(Walk(value))
    if isinstance(found, DictObject):
        return run.new(Walk(Tuple(tuple(found.entries))))
    if isinstance(found, ViewObject):
        shown = view_items(found, frame)
        if shown is not None:
            return run.new(Walk(Tuple(shown)))
    if isinstance(found, Unknown):
        # what is made of its items is no such series itself
        raise Obscure(replace(found, series=None))
    if isinstance(found, Array):
        from shapecheck.interpreter import bridge

        items = bridge.array_items(found, frame, node)
        if isinstance(items, Unknown):
            raise Obscure(items)
        return run.new(Walk(Tuple(items)))
    return _iterate_instance(value, found, frame, node)


def _iterate_instance(value: Value, found: object, frame: Frame, node: cst.CSTNode) -> Value:
    from shapecheck.interpreter.calls import call

    method = dunder(value, "__iter__", frame)
    if method is not None:
        return call(method, [value], {}, frame, node)
    held = contents(value, frame)
    if held is not None:
        return iterate(held, frame, node)
    if dunder(value, "__getitem__", frame) is not None:
        return frame.run.new(Lazy("items", (value,)))
    members = frame.run.state.cell(value.address, "__members__") if isinstance(value, Ref) else None
    if isinstance(found, ClassObject) and isinstance(members, Tuple):
        return frame.run.new(Walk(members))
    raise Obscure(unknown("the items of this object are not known", frame.site(node)))


def set_items(found: SetObject, frame: Frame, node: cst.CSTNode, *, ordered: bool) -> tuple[Value, ...]:
    """Return the items of a set; where their order matters and there are several, nobody knows which is which."""
    if not ordered or len(found.items) < 2:
        return found.items
    site = frame.site(node)
    return tuple(unknown("the order of a set is not known", site) for _ in found.items)


@stepping(Walk)
def walk(iterator: Ref, found: Walk, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    state = frame.run.state
    source = state.objects.get(found.source.address) if isinstance(found.source, Ref) else found.source
    if isinstance(source, SetObject):
        source = Tuple(set_items(source, frame, node, ordered=ordered))
    if isinstance(source, Unknown):
        raise Obscure(source)
    taken: Value
    if isinstance(source, Known):
        if found.index >= count_of(source.value):
            return None
        taken = Known(source.value[found.index])
    else:
        assert isinstance(source, Tuple | ListObject)
        if found.index >= len(source.items):
            return None
        taken = source.items[found.index]
    state.objects[iterator.address] = replace(found, index=found.index + 1)
    return taken
