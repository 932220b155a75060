"""Membership: `item in container`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.interpreter.arithmetic import is_plain
from shapecheck.interpreter.attribute_dicts import AttributesObject, entries_of
from shapecheck.interpreter.collections_ import ViewObject
from shapecheck.interpreter.contents import underlying
from shapecheck.interpreter.equality import equals
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.iterators import Obscure, advance, iterate
from shapecheck.interpreter.keys import count_of, dunder, key_in, keyed, truth
from shapecheck.interpreter.state import DictObject, LayerObject, ListObject, SetObject
from shapecheck.interpreter.values import Known, Ref, Tuple, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["contains"]


def contains(container: Value, item: Value, frame: Frame, node: cst.CSTNode) -> bool | None:
    """Decide `item in container`; None where it is not known. An iterator is used up to the item.

    Raises Raised where Python would on known values.
    """
    from shapecheck.interpreter.calls import call

    method = dunder(container, "__contains__", frame)
    if method is not None:
        return truth(call(method, [container, item], {}, frame, node), frame)
    container = underlying(container, frame)
    if isinstance(container, Known):
        return _in_constant(container, underlying(item, frame), frame, node)
    found = frame.run.state.objects.get(container.address) if isinstance(container, Ref) else container
    if isinstance(found, AttributesObject):
        found = entries_of(found, frame)
    if isinstance(found, DictObject):
        return key_in(found.entries, item) is not None if keyed(item, frame, node) else None
    if isinstance(found, ViewObject) and found.what == "keys":
        return contains(Ref(found.owner), item, frame, node)
    if isinstance(found, SetObject):
        keyed(item, frame, node)
    if isinstance(found, Tuple | ListObject | SetObject | ViewObject):
        items = items_of(container, frame, node, ordered=False)
        results = [] if isinstance(items, Unknown) else [equals(item, other, frame) for other in items]
        if isinstance(items, Unknown):
            return None
        return True if True in results else (None if None in results else False)
    if isinstance(found, Unknown | LayerObject) or not isinstance(container, Ref):
        return None
    return _found_by_iterating(container, item, frame, node)


def _in_constant(container: Known, item: Value, frame: Frame, node: cst.CSTNode) -> bool | None:
    if not isinstance(container.value, str | bytes | range):
        raise raising(
            "TypeError", f"argument of type '{type(container.value).__name__}' is not iterable", frame.site(node)
        )
    if not isinstance(item, Known):
        if not is_plain(item, frame) or isinstance(container.value, range):
            return False if isinstance(container.value, range) and isinstance(item, Tuple) else None
        raise raising("TypeError", "'in <string>' requires string as left operand", frame.site(node))
    if isinstance(container.value, range) and not isinstance(item.value, int):
        if count_of(container.value) > frame.run.limits.items:
            return None
    try:
        return item.value in container.value
    except TypeError as error:
        raise raising("TypeError", str(error), frame.site(node)) from None


def _found_by_iterating(container: Value, item: Value, frame: Frame, node: cst.CSTNode) -> bool | None:
    try:
        iterator = iterate(container, frame, node)
        for _ in range(frame.run.limits.unrolling):
            other = advance(iterator, frame, node)
            if other is None:
                return False
            same = equals(item, other, frame)
            if same is not False:
                return same
    except Obscure:
        return None
    return None
