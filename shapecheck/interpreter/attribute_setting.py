"""Attributes set and deleted: `value.name = item`, `del value.name`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.interpreter.class_attributes import class_attribute
from shapecheck.interpreter.dataclasses_ import option
from shapecheck.interpreter.frame import Frame, Raised, raising
from shapecheck.interpreter.keys import dunder
from shapecheck.interpreter.obscure import may_change, set_part
from shapecheck.interpreter.properties import delete_by, set_by
from shapecheck.interpreter.state import ClassObject, InstanceObject, LayerObject, LibraryObject, ModuleObject
from shapecheck.interpreter.values import Array, Bound, Function, Known, Ref, Unknown, Value, unknown

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["delete_attribute", "set_attribute", "set_plainly"]


def set_attribute(value: Value, name: str, item: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Carry out `value.name = item`."""
    from shapecheck.interpreter import bridge
    from shapecheck.interpreter.calls import call

    if isinstance(value, Array):
        bridge.set_array_attribute(value, name, item, frame, node)
    function = value.function if isinstance(value, Bound) else value
    if isinstance(function, Function):
        frame.run.state.objects[function, name] = item
    if isinstance(value, Unknown):
        set_part(value, "attribute", name, item, frame)
    if not isinstance(value, Ref):
        return
    method = dunder(value, "__setattr__", frame)
    if method is not None:
        call(method, [value, Known(name), item], {}, frame, node)
    else:
        refuse_frozen(value, frame, node)
        set_plainly(value, name, item, frame, node)


def set_plainly(value: Ref, name: str, item: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Carry out `object.__setattr__(value, name, item)`.

    Raises Raised (AttributeError) for a field of a frozen dataclass, and a property without a setter.
    """
    from shapecheck.interpreter import bridge

    state = frame.run.state
    found = state.objects.get(value.address)
    cls = getattr(found, "cls", None)
    definition = state.objects.get(cls) if cls is not None else None
    held = class_attribute(definition, name, frame) if isinstance(definition, ClassObject) else None
    if held is not None and set_by(held, value, name, item, frame, node):
        return
    if isinstance(found, ModuleObject):
        state.bind(found.scope, name, item)
    elif isinstance(found, LayerObject):
        bridge.set_layer_attribute(value, found, name, item, frame, node)
    elif isinstance(found, InstanceObject | ClassObject):
        state.bind(value.address, name, item)
    elif isinstance(found, Unknown):
        set_part(found, "attribute", name, item, frame)
    elif isinstance(found, LibraryObject):
        state.objects[value.address] = unknown(f"the attribute `{name}` was set", frame.site(node))


def refuse_frozen(value: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Refuse to set or delete a field of a frozen dataclass.

    Raises Raised (FrozenInstanceError).
    """
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    definition = frame.run.state.objects.get(found.cls) if isinstance(found, InstanceObject) else None
    if isinstance(definition, ClassObject) and option(definition, "frozen", frame, False):
        raise Raised(_FROZEN, site=frame.site(node))


_FROZEN = ("dataclasses.FrozenInstanceError", "AttributeError", "Exception", "BaseException", "object")


def delete_attribute(value: Value, name: str, frame: Frame, node: cst.CSTNode) -> None:
    """Carry out `del value.name`."""
    if isinstance(value, Unknown):
        may_change(value, frame, node)
    if not isinstance(value, Ref):
        return
    refuse_frozen(value, frame, node)
    found = frame.run.state.objects.get(value.address)
    cls = getattr(found, "cls", None)
    definition = frame.run.state.objects.get(cls) if cls is not None else None
    held = class_attribute(definition, name, frame) if isinstance(definition, ClassObject) else None
    if held is None or not delete_by(held, value, frame, node):
        if isinstance(found, InstanceObject | ClassObject) and name not in found.names:
            raise raising("AttributeError", f"object has no attribute '{name}'", frame.site(node))
        frame.run.state.unbind(value.address, name)
