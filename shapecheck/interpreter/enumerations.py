"""Enumerations: their members, found by name and by value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shapecheck.interpreter.contents import hold
from shapecheck.interpreter.equality import equals
from shapecheck.interpreter.frame import Frame, raising
from shapecheck.interpreter.properties import Property
from shapecheck.interpreter.state import ClassObject, InstanceObject
from shapecheck.interpreter.values import Builtin, Function, Known, Ref, Tuple, Unknown, Value, unknown

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["AUTO", "is_enumeration", "make_members", "member_named", "member_of"]

AUTO = "the next value of the enumeration (auto)"

_FLAGS = {Builtin("enum.Flag"), Builtin("enum.IntFlag")}
_KINDS = {Builtin("enum.Enum"), Builtin("enum.IntEnum"), Builtin("enum.StrEnum"), *_FLAGS}
_MIXED = {Builtin("enum.IntEnum"), Builtin("enum.StrEnum"), *map(Builtin, ("str", "int", "float"))}


def is_enumeration(cls: Value, frame: Frame) -> bool:
    """Tell whether a class of the user's is an enumeration."""
    found = frame.run.state.objects.get(cls.address) if isinstance(cls, Ref) else None
    return isinstance(found, ClassObject) and not _KINDS.isdisjoint(found.order)


def make_members(made: Ref, frame: Frame, node: cst.CSTNode) -> None:
    """Turn the plain attributes of an enumeration into members; a value that was there before makes an alias."""
    state = frame.run.state
    definition = state.objects[made.address]
    members: list[Value] = []
    last: Value | None = None
    for name in definition.names:
        value = state.cell(made.address, name)
        if name.startswith("_") or value is None or _is_method(value, frame):
            continue
        if isinstance(value, Unknown) and value.reason == AUTO:
            value = _automatic(name, last, definition)
        last = value
        state.objects[made.address, name] = _member(made, definition, name, value, members, frame, node)
    state.objects[made.address, "__members__"] = Tuple(tuple(members))


def _is_method(value: Value, frame: Frame) -> bool:
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    return isinstance(value, Function) or isinstance(found, Property)


def _automatic(name: str, last: Value | None, definition: ClassObject) -> Value:
    if Builtin("enum.StrEnum") in definition.order:
        return Known(name.lower())
    if last is None:
        return Known(1)
    return Known(last.value + 1) if isinstance(last, Known) and isinstance(last.value, int) else unknown(AUTO)


def _member(
    made: Ref, definition: ClassObject, name: str, value: Value, members: list[Value], frame: Frame, node: cst.CSTNode
) -> Value:
    from shapecheck.interpreter.calls import call
    from shapecheck.interpreter.class_attributes import class_attribute

    state = frame.run.state
    if not _FLAGS.isdisjoint(definition.order):
        return unknown("flags are not modelled", frame.site(node))
    for earlier in members:
        held = state.cell(earlier.address, "value") if isinstance(earlier, Ref) else None
        if held is not None and equals(held, value, frame) is True:
            return earlier
    member = frame.run.new(InstanceObject(made.address))
    state.bind(member.address, "name", Known(name))
    state.bind(member.address, "value", value)
    if not _MIXED.isdisjoint(definition.order):
        hold(member, value, frame)
    state.objects[made.address, name] = member
    initializer = class_attribute(definition, "__init__", frame)
    if isinstance(initializer, Function):
        call(initializer, [member, *(value.items if isinstance(value, Tuple) else (value,))], {}, frame, node)
    members.append(member)
    return member


def member_of(members: Tuple, positional: Sequence[Value], frame: Frame, node: cst.CSTNode) -> Value:
    """Return the member of a value.

    Raises Raised (ValueError) where there is none.
    """
    verdicts: list[bool | None] = []
    for member in members.items:
        value = frame.run.state.cell(member.address, "value") if isinstance(member, Ref) else None
        same = None if value is None or not positional else equals(value, positional[0], frame)
        if same or (positional and member == positional[0]):
            return member
        verdicts.append(same)
    if None in verdicts or not members.items:
        return unknown("which member of the enumeration this is is not known", frame.site(node))
    raise raising("ValueError", "not a value of the enumeration", frame.site(node))


def member_named(cls: Ref, members: Tuple, key: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return the member of a name, as a subscript of the class.

    Raises Raised (KeyError) where there is none.
    """
    if not isinstance(key, Known):
        return unknown("which member of the enumeration this is is not known", frame.site(node))
    found = frame.run.state.cell(cls.address, key.value) if isinstance(key.value, str) else None
    if found is None or found not in members.items:
        raise raising("KeyError", repr(key.value), frame.site(node))
    return found
