"""Properties and other descriptors: what a class holds, and what an instance shows in its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.builtins_ import Arguments
from shapecheck.interpreter.frame import Frame, raising
from shapecheck.interpreter.keys import dunder
from shapecheck.interpreter.values import NONE, Function, Ref, Value

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["PROPERTY_METHODS", "Property", "as_function", "delete_by", "get_by", "set_by", "settles"]


@dataclass(frozen=True, slots=True)
class Property:
    """A `property`; one that is `cached` keeps in the instance what it returned first."""

    getter: Value
    setter: Value = NONE
    deleter: Value = NONE
    cached: bool = False


def as_function(value: Value, frame: Frame) -> Function | None:
    """Return a function, or the one that a property asks."""
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    inner = found.getter if isinstance(found, Property) else value
    return inner if isinstance(inner, Function) else None


def _changed(receiver: Value, found: Property, arguments: Arguments) -> Value:
    function = arguments.at(0)
    changed = {
        "getter": replace(found, getter=function),
        "setter": replace(found, setter=function),
        "deleter": replace(found, deleter=function),
    }
    return arguments.frame.run.new(changed[arguments.name])


PROPERTY_METHODS: dict[str, Callable[[Any, Any, Arguments], Value]] = {
    "getter": _changed,
    "setter": _changed,
    "deleter": _changed,
}


def get_by(held: Value, receiver: Value, owner: Value, name: str, frame: Frame, node: cst.CSTNode) -> Value | None:
    """Return what a descriptor of a class gives for an instance; None for what is no descriptor."""
    from shapecheck.interpreter.calls import call

    found = frame.run.state.objects.get(held.address) if isinstance(held, Ref) else None
    if isinstance(found, Property):
        result = call(found.getter, [receiver], {}, frame, node)
        if found.cached and isinstance(receiver, Ref):
            frame.run.state.bind(receiver.address, name, result)
        return result
    method = dunder(held, "__get__", frame)
    return None if method is None else call(method, [held, receiver, owner], {}, frame, node)


def settles(held: Value, frame: Frame) -> bool:
    """Tell whether a descriptor goes before what the instance itself holds."""
    found = frame.run.state.objects.get(held.address) if isinstance(held, Ref) else None
    return not found.cached if isinstance(found, Property) else dunder(held, "__set__", frame) is not None


def set_by(held: Value, receiver: Value, name: str, item: Value, frame: Frame, node: cst.CSTNode) -> bool:
    """Let a descriptor of a class carry out an assignment; False for what is none.

    Raises Raised (AttributeError) where a property has no setter.
    """
    from shapecheck.interpreter.calls import call

    found = frame.run.state.objects.get(held.address) if isinstance(held, Ref) else None
    if isinstance(found, Property) and not found.cached:
        if found.setter == NONE:
            raise raising("AttributeError", f"property '{name}' of object has no setter", frame.site(node))
        call(found.setter, [receiver, item], {}, frame, node)
        return True
    method = dunder(held, "__set__", frame)
    if method is not None:
        call(method, [held, receiver, item], {}, frame, node)
    return method is not None


def delete_by(held: Value, receiver: Value, frame: Frame, node: cst.CSTNode) -> bool:
    """Let a property of a class carry out `del`; False for what is none."""
    from shapecheck.interpreter.calls import call

    found = frame.run.state.objects.get(held.address) if isinstance(held, Ref) else None
    if not isinstance(found, Property) or found.cached:
        return False
    call(found.deleter, [receiver], {}, frame, node)
    return True
