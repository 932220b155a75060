"""The user's classes: making one, its method resolution order, instances and attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from shapecheck.interpreter.dispatch import evaluate, execute
from shapecheck.interpreter.frame import Frame, raising
from shapecheck.interpreter.state import ClassObject, InstanceObject, ModuleObject, ScopeObject
from shapecheck.interpreter.values import Builtin, Function, Known, Ref, Reference, Tuple, Unknown, Value, unknown

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Run

__all__ = ["call_instance", "fields_of", "instantiate", "is_a", "make_class"]


def make_class(node: cst.ClassDef, frame: Frame) -> Value:
    """Run a class body and return the class."""
    bases = [evaluate(base.value, frame) for base in node.bases if not base.star]
    keywords = tuple((item.keyword.value, evaluate(item.value, frame)) for item in node.keywords if item.keyword)
    run = frame.run
    module = run.state.objects[frame.module]
    assert isinstance(module, ModuleObject)
    name = node.name.value
    made = run.new(None)
    order = (made, *_linear(bases, run))
    path = f"{module.name}.{name}"
    run.state.objects[made.address] = ClassObject(name, path, order, (), frame.module, frame.site(node), keywords)
    scope = run.new(ScopeObject(frame.scope)).address
    inner = replace(
        frame,
        scope=scope,
        qualname=frame.qualified(name),
        owner=made.address,
        receiver=None,
        redirected={},
        loops=[],
        in_class=True,
        annotated=[],
    )
    execute(node.body, inner)
    for bound in run.state.names_in(scope):
        value = run.state.cell(scope, bound)
        if value is not None:
            run.state.bind(made.address, bound, value)
    _declare_fields(made, inner, frame)
    return _finished(made, bases, frame)


def _linear(bases: Sequence[Value], run: Run) -> list[Value]:
    """Return the method resolution order below a class: C3, or depth first where C3 has none."""
    orders: list[list[Value]] = []
    for base in bases:
        found = run.state.objects.get(base.address) if isinstance(base, Ref) else None
        orders.append(list(found.order) if isinstance(found, ClassObject) else [base])
    orders.append(list(bases))
    merged: list[Value] = []
    while any(orders):
        orders = [order for order in orders if order]
        heads = [order[0] for order in orders if not any(order[0] in other[1:] for other in orders)]
        head = heads[0] if heads else orders[0][0]
        merged.append(head)
        orders = [[cls for cls in order if cls != head] for order in orders]
    return merged


def _declare_fields(made: Ref, inner: Frame, frame: Frame) -> None:
    """Note the annotated names of a class body, in order: the fields of a dataclass or named tuple."""
    names = tuple(item.target.value for item in inner.annotated if isinstance(item.target, cst.Name))
    if names:
        frame.run.state.objects[made.address, "__annotations__"] = Tuple(tuple(Known(name) for name in names))


def _finished(made: Ref, bases: Sequence[Value], frame: Frame) -> Value:
    if any(is_a(made, path, frame) for path in ("enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag")):
        _make_members(made, frame)
    return made


def _make_members(made: Ref, frame: Frame) -> None:
    """Turn the plain attributes of an enumeration into members with `name` and `value`."""
    state = frame.run.state
    definition = state.objects[made.address]
    members: list[Value] = []
    number = 0
    for name in definition.names:
        value = state.cell(made.address, name)
        if name.startswith("_") or isinstance(value, Function) or value is None:
            continue
        if isinstance(value, Unknown) and value.name == name and "auto" in value.reason:
            number += 1
            value = Known(number)
        elif isinstance(value, Known) and isinstance(value.value, int):
            number = value.value
        member = frame.run.new(InstanceObject(made.address))
        state.bind(member.address, "name", Known(name))
        state.bind(member.address, "value", value)
        state.objects[made.address, name] = member
        members.append(member)
    state.objects[made.address, "__members__"] = Tuple(tuple(members))


def is_a(cls: Value, path: str, frame: Frame) -> bool:
    """Tell whether a class derives from a library's class of exactly this path."""
    found = frame.run.state.objects.get(cls.address) if isinstance(cls, Ref) else None
    return isinstance(found, ClassObject) and (Reference(path) in found.order or Builtin(path) in found.order)


def fields_of(cls: ClassObject, frame: Frame) -> list[tuple[str, Value | None]]:
    """Return the annotated fields of a class and those above it, with their defaults, in order."""
    fields: dict[str, Value | None] = {}
    for parent in reversed(cls.order):
        if isinstance(parent, Ref):
            annotated = frame.run.state.cell(parent.address, "__annotations__")
            for name in annotated.items if isinstance(annotated, Tuple) else ():
                if isinstance(name, Known):
                    fields[name.value] = frame.run.state.cell(parent.address, name.value)
    return list(fields.items())


def instantiate(
    cls: Ref,
    definition: ClassObject,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    """Make an instance of a user's class and run its `__init__`."""
    from shapecheck.interpreter import bridge
    from shapecheck.interpreter.attributes import class_attribute
    from shapecheck.interpreter.calls import call

    state = frame.run.state
    members = state.cell(cls.address, "__members__")
    if isinstance(members, Tuple):
        return _member(members, positional, frame, node)
    if is_a(cls, "typing.NamedTuple", frame):
        fields = fields_of(definition, frame)
        bound = _bind_fields(definition.name, fields, positional, keywords, frame, node)
        return Tuple(tuple(bound.values()), tuple(bound), cls.address)
    library = bridge.library_base(definition)
    if library is not None:
        return bridge.make_custom(cls, definition, library, positional, keywords, frame, node)
    made = frame.run.new(InstanceObject(cls.address))
    initializer = class_attribute(definition, "__init__", frame)
    if isinstance(initializer, Function):
        call(initializer, [made, *positional], keywords, frame, node)
    elif state.cell(cls.address, "__dataclass__") is not None or _inherits_dataclass(definition, frame):
        fields = fields_of(definition, frame)
        for name, value in _bind_fields(definition.name, fields, positional, keywords, frame, node).items():
            frame.run.state.bind(made.address, name, value)
        after = class_attribute(definition, "__post_init__", frame)
        if isinstance(after, Function):
            call(after, [made], {}, frame, node)
    elif any(isinstance(parent, Unknown | Reference) for parent in definition.order):
        frame.lost("what a class of a library does with its arguments is not known", node)
    return made


def _inherits_dataclass(definition: ClassObject, frame: Frame) -> bool:
    return any(
        isinstance(parent, Ref) and frame.run.state.cell(parent.address, "__dataclass__") is not None
        for parent in definition.order
    )


def _member(members: Tuple, positional: Sequence[Value], frame: Frame, node: cst.CSTNode) -> Value:
    from shapecheck.interpreter.keys import equals

    for member in members.items:
        if isinstance(member, Ref) and positional:
            value = frame.run.state.cell(member.address, "value")
            if value is not None and equals(value, positional[0], frame) is True:
                return member
    return unknown("which member of the enumeration this is is not known", frame.site(node))


def _bind_fields(
    name: str,
    fields: Sequence[tuple[str, Value | None]],
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> dict[str, Value]:
    from shapecheck.interpreter.decorators import field_default

    site = frame.site(node)
    if len(positional) > len(fields) or any(word not in dict(fields) for word in keywords):
        raise raising("TypeError", f"{name}.__init__() got unexpected arguments", site)
    bound: dict[str, Value] = {}
    for index, (word, default) in enumerate(fields):
        if index < len(positional):
            bound[word] = positional[index]
        elif word in keywords:
            bound[word] = keywords[word]
        elif default is not None:
            bound[word] = field_default(default, frame, node)
        else:
            raise raising("TypeError", f"{name}.__init__() missing 1 required argument: '{word}'", site)
    return bound


def call_instance(
    instance: Ref, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call an instance: its class's `__call__`."""
    from shapecheck.interpreter.calls import call
    from shapecheck.interpreter.keys import dunder

    method = dunder(instance, "__call__", frame)
    if method is None:
        return frame.lost("what calling this object does is not known", node)
    return call(method, [instance, *positional], keywords, frame, node)
