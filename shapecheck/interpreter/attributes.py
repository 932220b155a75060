"""Attributes: what `value.name` is, and what setting it does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shapecheck.interpreter.frame import Frame, raising
from shapecheck.interpreter.state import (
    ClassObject,
    DictObject,
    InstanceObject,
    LayerObject,
    ListObject,
    ModuleObject,
    SetObject,
)
from shapecheck.interpreter.values import (
    Array,
    Bound,
    Builtin,
    Function,
    Known,
    Method,
    Partial,
    Ref,
    Reference,
    Super,
    Tensor,
    Tuple,
    Unknown,
    Value,
    unknown,
)

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["class_attribute", "get_attribute", "has_attribute", "set_attribute"]


def class_attribute(definition: ClassObject, name: str, frame: Frame, *, after: int | None = None) -> Value | None:
    """Look a name up along the method resolution order; a library's class that comes first answers by reference.

    `after` starts the search behind a class, as `super()` does.
    """
    order = definition.order
    if after is not None:
        order = order[order.index(Ref(after)) + 1 :]
    for parent in order:
        if isinstance(parent, Ref):
            found = frame.run.state.cell(parent.address, name)
            if found is not None:
                return found
        elif isinstance(parent, Unknown):
            return parent
        elif isinstance(parent, Reference):
            return Reference(f"{parent.path}.{name}")
    return None


def get_attribute(value: Value, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `value.name`.

    Raises Raised (AttributeError) where Python would on a known value.
    """
    from shapecheck.interpreter import bridge
    from shapecheck.interpreter.standard import constant

    if isinstance(value, Reference):
        return constant(f"{value.path}.{name}") or Reference(f"{value.path}.{name}")
    if isinstance(value, Ref):
        return _of_object(value, name, frame, node)
    if isinstance(value, Unknown):
        return Unknown(value.reason, value.site, ("attribute", value.key, name), None, value.entry, value.problem)
    if isinstance(value, Array):
        return bridge.array_attribute(value, name, frame, node)
    if isinstance(value, Tensor):
        return bridge.tensor_attribute(value, name, frame, node)
    if isinstance(value, Super):
        return _of_super(value, name, frame, node)
    if isinstance(value, Tuple) and name in value.fields:
        return value.items[value.fields.index(name)]
    if isinstance(value, Tuple) and value.cls is not None:
        definition = frame.run.state.objects[value.cls]
        found = class_attribute(definition, name, frame)
        if found is not None and not isinstance(found, Reference):
            return _bind(found, value, definition, frame, node)
    if isinstance(value, Function | Bound | Partial | Builtin):
        return _of_function(value, name, frame, node)
    if isinstance(value, Known) and not hasattr(value.value, name):
        raise raising(
            "AttributeError", f"'{type(value.value).__name__}' object has no attribute '{name}'", frame.site(node)
        )
    if isinstance(value, Known) and isinstance(value.value, int | float | complex | range | slice):
        found_attribute = getattr(value.value, name)
        if isinstance(found_attribute, int | float):
            return Known(found_attribute)
    return Method(value, name)


def _of_function(value: Value, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    function = value.function if isinstance(value, Bound | Partial) else value
    if name in ("__name__", "__qualname__"):
        if isinstance(function, Function):
            return Known(function.qualname if name == "__qualname__" else function.name)
        if isinstance(function, Builtin):
            return Known(function.name.rpartition(".")[2])
    if isinstance(value, Bound) and name == "__self__":
        return value.receiver
    if name == "__doc__":
        return unknown("docstrings are not evaluated", frame.site(node))
    return Method(value, name)


def _of_object(value: Ref, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    from shapecheck.interpreter import bridge
    from shapecheck.interpreter.modules import module_attribute

    state = frame.run.state
    found = state.objects.get(value.address)
    if isinstance(found, ModuleObject):
        return module_attribute(value, found, name, frame, node)
    if isinstance(found, Unknown):
        return Unknown(found.reason, found.site, ("attribute", found.key, name), None, found.entry, found.problem)
    if isinstance(found, ListObject | DictObject | SetObject):
        return Method(value, name)
    if isinstance(found, ClassObject):
        return _of_class(value, found, name, frame, node)
    if isinstance(found, InstanceObject | LayerObject):
        own = state.cell(value.address, name)
        definition = state.objects.get(found.cls) if found.cls is not None else None
        inherited = class_attribute(definition, name, frame) if isinstance(definition, ClassObject) else None
        if isinstance(inherited, Function) and inherited.kind == "property":
            return _bind(inherited, value, definition, frame, node)
        if own is not None:
            return own
        if name == "__class__" and found.cls is not None:
            return Ref(found.cls)
        if isinstance(found, LayerObject) and (inherited is None or isinstance(inherited, Reference)):
            return bridge.layer_attribute(value, found, name, frame, node)
        if inherited is not None and isinstance(definition, ClassObject):
            return _bind(inherited, value, definition, frame, node)
        return _missing(value, found, name, frame, node)
    return unknown(f"the attribute `{name}` is not known", frame.site(node))


def _missing(value: Ref, found: InstanceObject | LayerObject, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    from shapecheck.interpreter.calls import call
    from shapecheck.interpreter.keys import dunder

    if name == "__dict__":
        return unknown("`__dict__` is not modelled", frame.site(node))
    fallback = dunder(value, "__getattr__", frame)
    if fallback is not None:
        return call(fallback, [value, Known(name)], {}, frame, node)
    raise raising("AttributeError", f"object has no attribute '{name}'", frame.site(node))


def _bind(found: Value, receiver: Value, definition: object, frame: Frame, node: cst.CSTNode) -> Value:
    """Turn what a class holds into what an instance shows: bound methods, evaluated properties."""
    from shapecheck.interpreter.calls import call

    if isinstance(found, Function):
        if found.kind == "property":
            return call(replace(found, kind="function"), [receiver], {}, frame, node)
        if found.kind == "classmethod":
            own = frame.run.state.objects.get(receiver.address) if isinstance(receiver, Ref) else receiver
            cls = getattr(own, "cls", None)
            return Bound(found, receiver if cls is None else Ref(cls))
        return found if found.kind == "staticmethod" else Bound(found, receiver)
    if isinstance(found, Reference):
        return Method(receiver, found.path)
    return found


def _of_class(value: Ref, found: ClassObject, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    if name in ("__name__", "__qualname__"):
        return Known(found.name)
    attribute = class_attribute(found, name, frame)
    if isinstance(attribute, Function) and attribute.kind == "classmethod":
        return Bound(attribute, value)
    if attribute is None:
        raise raising("AttributeError", f"type object '{found.name}' has no attribute '{name}'", frame.site(node))
    return attribute


def _of_super(value: Super, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    from shapecheck.interpreter import bridge

    objects = frame.run.state.objects
    receiver = objects.get(value.receiver.address) if isinstance(value.receiver, Ref) else value.receiver
    cls = getattr(receiver, "cls", None)
    definition = objects.get(cls) if cls is not None else receiver
    if not isinstance(definition, ClassObject):
        return unknown("`super()` of this object is not known", frame.site(node))
    found = class_attribute(definition, name, frame, after=value.owner)
    if isinstance(found, Reference):
        return bridge.library_method(value.receiver, found.path, frame, node)
    if found is None:
        return Builtin("object.method")
    return _bind(found, value.receiver, definition, frame, node)


def has_attribute(value: Value, name: str, frame: Frame, node: cst.CSTNode) -> bool | None:
    """Decide `hasattr(value, name)`; None where it is not known."""
    if isinstance(value, Known):
        return hasattr(value.value, name)
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, InstanceObject | ClassObject):
        if isinstance(value, Ref) and frame.run.state.cell(value.address, name) is not None:
            return True
        definition = found if isinstance(found, ClassObject) else frame.run.state.objects.get(found.cls)
        if definition is None:
            return False
        if isinstance(definition, ClassObject):
            attribute = class_attribute(definition, name, frame)
            return False if attribute is None else (True if not isinstance(attribute, Reference | Unknown) else None)
    if isinstance(found, LayerObject) and isinstance(value, Ref):
        return True if frame.run.state.cell(value.address, name) is not None else None
    if isinstance(found, ModuleObject):
        from shapecheck.interpreter.modules import binds

        return binds(found, name, frame)
    if isinstance(found, ListObject | DictObject | SetObject):
        return hasattr({ListObject: [], DictObject: {}, SetObject: set()}[type(found)], name)
    return None


def set_attribute(value: Value, name: str, item: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Carry out `value.name = item`."""
    from shapecheck.interpreter import bridge
    from shapecheck.interpreter.calls import call
    from shapecheck.interpreter.keys import dunder

    if isinstance(value, Array):
        bridge.set_array_attribute(value, name, item, frame, node)
    if not isinstance(value, Ref):
        return
    state = frame.run.state
    found = state.objects.get(value.address)
    setter = dunder(value, f"{name}.setter", frame)
    if setter is not None:
        call(setter, [value, item], {}, frame, node)
    elif isinstance(found, ModuleObject):
        state.bind(found.scope, name, item)
    elif isinstance(found, LayerObject):
        bridge.set_layer_attribute(value, found, name, item, frame, node)
    elif isinstance(found, InstanceObject | ClassObject):
        state.bind(value.address, name, item)
