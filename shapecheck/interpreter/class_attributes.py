"""Attributes of classes, found along the method resolution order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.interpreter.dataclasses_ import fields_of
from shapecheck.interpreter.frame import Frame, raising
from shapecheck.interpreter.properties import Property, get_by
from shapecheck.interpreter.state import ClassObject, DictObject
from shapecheck.interpreter.values import (
    NONE,
    Bound,
    Builtin,
    Function,
    Known,
    Partial,
    Ref,
    Reference,
    Tuple,
    Unknown,
    Value,
    unknown,
)

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["class_attribute", "of_class"]


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


def of_class(value: Ref, found: ClassObject, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return an attribute of a class of the user's.

    Raises Raised (AttributeError) where Python would.
    """
    if name in ("__name__", "__qualname__"):
        return Known(found.name)
    if name == "__mro__":
        last = () if Builtin("object") in found.order else (Builtin("object"),)
        return Tuple((*found.order, *last))
    if name == "__bases__":
        return _bases(found, frame, node)
    if name == "__class__":
        return Builtin("type")
    attribute = class_attribute(found, name, frame)
    if isinstance(attribute, Function) and attribute.kind == "classmethod":
        return Bound(attribute, value)
    if attribute is None and Builtin("typing.NamedTuple") in found.order:
        return _of_named_tuple(found, name, frame, node)
    if attribute is None and any(isinstance(parent, Builtin) and parent != Builtin("object") for parent in found.order):
        return unknown(f"`{name}` of a built-in class is not modelled here", frame.site(node))
    if attribute is None and name == "__doc__":
        return unknown("docstrings are not evaluated", frame.site(node))
    if attribute is None:
        raise raising("AttributeError", f"type object '{found.name}' has no attribute '{name}'", frame.site(node))
    described = None if isinstance(attribute, Function) else _described(attribute, value, name, frame, node)
    return attribute if described is None else described


def _described(attribute: Value, value: Ref, name: str, frame: Frame, node: cst.CSTNode) -> Value | None:
    """Return what a descriptor gives for the class itself; a property gives itself."""
    found = frame.run.state.objects.get(attribute.address) if isinstance(attribute, Ref) else None
    return None if isinstance(found, Property) else get_by(attribute, NONE, value, name, frame, node)


def _bases(found: ClassObject, frame: Frame, node: cst.CSTNode) -> Value:
    """Return the direct bases of a class: those in its order that stand in the order of none other."""
    rest = found.order[1:]
    inner = [frame.run.state.objects.get(parent.address) for parent in rest if isinstance(parent, Ref)]
    above = {one for cls in inner if isinstance(cls, ClassObject) for one in cls.order[1:]}
    direct = tuple(parent for parent in rest if parent not in above)
    return Tuple(direct or (Builtin("object"),))


def _of_named_tuple(found: ClassObject, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    fields = fields_of(found, frame)
    if name == "_fields":
        return Tuple(tuple(Known(field.name) for field in fields))
    if name == "_field_defaults":
        entries: dict[Value, Value] = {
            Known(field.name): field.default for field in fields if field.default is not None
        }
        return frame.run.new(DictObject(entries))
    if name == "_make":
        return Partial(Builtin("collections.namedtuple._make"), (found.order[0],), ())
    return unknown(f"`{name}` of a named tuple is not modelled", frame.site(node))
