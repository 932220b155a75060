"""What a `for`, an unpacking or a star sees of a value: its items, one after the other or all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from shapecheck.interpreter.attribute_dicts import AttributesObject, entries_of
from shapecheck.interpreter.collections_ import ViewObject, view_items
from shapecheck.interpreter.generators import Generator, collect, push
from shapecheck.interpreter.iterators import Obscure, advance, iterate, set_items
from shapecheck.interpreter.keys import count_of
from shapecheck.interpreter.state import DictObject, LibraryObject, ListObject, SetObject
from shapecheck.interpreter.values import Array, Known, Ref, Tuple, Unknown, Value, unknown

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["items_of", "visit"]


def items_of(value: Value, frame: Frame, node: cst.CSTNode, *, ordered: bool = True) -> tuple[Value, ...] | Unknown:
    """Return the items of an iterable; unknown where they, or their number, are not known.

    `ordered` tells that it matters which item comes first, which nobody knows of a set. Raises Raised (TypeError)
    where Python would on a known value.
    """
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, Tuple | ListObject):
        return found.items
    if isinstance(found, SetObject):
        return set_items(found, frame, node, ordered=ordered)
    if isinstance(found, DictObject):
        return tuple(found.entries)
    if isinstance(found, AttributesObject):
        return tuple(entries_of(found, frame).entries)
    if isinstance(found, ViewObject):
        shown = view_items(found, frame)
        if shown is not None:
            return shown
    if isinstance(found, Known) and isinstance(found.value, str | bytes | range):
        if count_of(found.value) > frame.run.limits.items:
            return frame.lost(f"more than {frame.run.limits.items:,} items", node)
        return tuple(Known(item) for item in found.value)
    if isinstance(found, Array):
        from shapecheck.interpreter import bridge

        return bridge.array_items(found, frame, node)
    if isinstance(found, LibraryObject):
        return _elements(value, frame, node)
    if isinstance(found, Generator) and isinstance(value, Ref):
        return collect(value, found, frame, node)
    return _drained(value, frame, node, ordered=ordered)


def _elements(value: Value, frame: Frame, node: cst.CSTNode) -> Unknown:
    """Return what is known of the elements of a source of data: what each is like, not how many there are."""
    from shapecheck.interpreter import bridge

    lost = unknown("how many elements the data have is not known", frame.site(node))
    return replace(lost, item=bridge.data_element(value, frame, node))


def _drained(value: Value, frame: Frame, node: cst.CSTNode, *, ordered: bool) -> tuple[Value, ...] | Unknown:
    items: list[Value] = []
    try:
        iterator = iterate(value, frame, node)
        while (item := advance(iterator, frame, node, ordered=ordered)) is not None:
            items.append(item)
            if len(items) > frame.run.limits.unrolling:
                return frame.lost(f"more than {frame.run.limits.unrolling:,} items are given one by one", node)
    except Obscure as obscure:
        return obscure.value
    return tuple(items)


def visit(
    value: Value,
    frame: Frame,
    node: cst.CSTNode,
    each: Callable[[Value], None],
    *,
    ordered: bool = True,
    pushed: bool = True,
) -> Unknown | None:
    """Do something with each item when its turn comes, as long as the state is alive.

    A generator may be `pushed`, its body and what is done taking turns; then `each` is called under the tests that
    are open in it, and keeps what it finds in the state only. Returns why there are further items that are not known, if so.
    """
    run = frame.run
    found = run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, Generator) and isinstance(value, Ref) and pushed:
        return push(value, found, frame, node, each)
    if isinstance(found, LibraryObject):
        return _elements(value, frame, node)
    if isinstance(found, AttributesObject):
        value = Tuple(tuple(entries_of(found, frame).entries))
    unknown_before = run.unknown_loops
    turns, longest = 0, 0 if id(node) in run.overlong else run.limits.unrolling
    try:
        iterator = iterate(value, frame, node)
        while run.state.alive and (item := advance(iterator, frame, node, ordered=ordered)) is not None:
            if turns >= longest or run.unknown_loops - unknown_before > run.limits.unknown_loops:
                run.overlong.add(id(node))
                return frame.lost(f"a loop of more than {run.limits.unrolling:,} turns", node)
            turns += 1
            each(item)
    except Obscure as obscure:
        return obscure.value
    return None
