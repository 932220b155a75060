"""Which layers a layer holds: those in its attributes, lists and dicts, in the order in which Keras tracks them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from shapecheck.interpreter.state import DictObject, LayerObject, ListObject, SetObject
from shapecheck.interpreter.values import Array, Ref, Reference, Tuple, Unknown, Value

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["synchronized"]


def synchronized(ref: Ref, frame: Frame) -> LayerObject | None:
    """Note what an object holds by now; a list counts from the moment when something is put into it.

    To be asked before each new attribute, and when the layers are wanted.
    """
    state = frame.run.state
    found = state.objects.get(ref.address)
    if not isinstance(found, LayerObject) or found.cls is None:
        return found if isinstance(found, LayerObject) else None
    held = list(found.sublayers)
    for name in found.names:
        value = state.cell(ref.address, name)
        if value is not None:
            held.extend(address for address in _layers_in(value, frame, set()) if address not in held)
    held = [address for address in dict.fromkeys(held) if address != ref.address]
    if tuple(held) != found.sublayers:
        found = replace(found, sublayers=tuple(held))
        state.objects[ref.address] = found
    if not found.reason:
        several = next((name for name in found.names if _holds_several(state.cell(ref.address, name), frame)), None)
        if several is not None:
            found = replace(found, reason=f"how many layers `{several}` holds is not known")
            state.objects[ref.address] = found
    if not found.reason:
        variable = next((name for name in found.names if _holds_variable(state.cell(ref.address, name), frame)), None)
        if variable is not None:
            found = replace(found, reason=f"`{variable}` holds a variable that is not counted")
            state.objects[ref.address] = found
    return found


def _holds_variable(value: Value | None, frame: Frame) -> bool:
    """Tell whether a value is a `keras.Variable`, or holds one: Keras tracks it as a weight."""
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, Array):
        return found.origin == "keras.Variable"
    if isinstance(found, Unknown):
        return isinstance(found.key, tuple) and Reference("keras.Variable") in found.key
    items = found.items if isinstance(found, Tuple | ListObject) else ()
    return any(isinstance(item, Array | Unknown) and _holds_variable(item, frame) for item in items)


def _holds_several(value: Value | None, frame: Frame) -> bool:
    """Tell whether a value is a sequence of layers whose number is not known."""
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    return (
        isinstance(found, Unknown)
        and found.series is None
        and found.item is not None
        and any(True for _ in _layers_in(found.item, frame, set()))
    )


def _layers_in(value: Value, frame: Frame, seen: set[int]) -> Iterator[int]:
    if isinstance(value, Tuple):
        for item in value.items:
            yield from _layers_in(item, frame, seen)
    if not isinstance(value, Ref) or value.address in seen:
        return
    seen.add(value.address)
    found = frame.run.state.objects.get(value.address)
    if isinstance(found, LayerObject):
        yield value.address
    elif isinstance(found, Unknown) and found.series is not None:
        yield from _layers_in(found.series.item, frame, seen)
    elif isinstance(found, ListObject | SetObject):
        for item in found.items:
            yield from _layers_in(item, frame, seen)
    elif isinstance(found, DictObject):
        for item in found.entries.values():
            yield from _layers_in(item, frame, seen)
