"""The user's classes: making one, its method resolution order, instances and attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from shapecheck.interpreter.contents import CONTAINERS, builtin_base, hold
from shapecheck.interpreter.dataclasses_ import bind_fields, declare_fields, fields_of, fill, is_dataclass
from shapecheck.interpreter.dispatch import evaluate, execute
from shapecheck.interpreter.enumerations import is_enumeration, make_members, member_of
from shapecheck.interpreter.exceptions import exception_class
from shapecheck.interpreter.frame import Frame, raising
from shapecheck.interpreter.keys import dunder
from shapecheck.interpreter.state import ClassObject, InstanceObject, ModuleObject, ScopeObject
from shapecheck.interpreter.values import Builtin, Function, Known, Partial, Ref, Reference, Tuple, Unknown, Value

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Run

__all__ = [
    "bare_instance",
    "call_instance",
    "close_class",
    "instantiate",
    "is_a",
    "make_class",
    "mangled",
    "open_class",
]


def make_class(node: cst.ClassDef, frame: Frame) -> Value:
    """Run a class body and return the class."""
    bases = [evaluate(base.value, frame) for base in node.bases if not base.star]
    keywords = {item.keyword.value: evaluate(item.value, frame) for item in node.keywords if item.keyword}
    run = frame.run
    made = open_class(node.name.value, bases, keywords, frame, node)
    scope = run.new(ScopeObject(frame.scope)).address
    inner = replace(
        frame,
        scope=scope,
        qualname=frame.qualified(node.name.value),
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
            run.state.bind(made.address, mangled(bound, inner), value)
    declare_fields(made, inner.annotated, frame)
    return close_class(made, bases, keywords, frame, node)


def open_class(
    name: str, bases: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Ref:
    """Make a class without attributes."""
    run = frame.run
    module = run.state.objects[frame.module]
    assert isinstance(module, ModuleObject)
    made = run.new(None)
    order = (made, *_linear(bases, run))
    site = frame.site(node)
    definition = ClassObject(name, f"{module.name}.{name}", order, (), frame.module, site, tuple(keywords.items()))
    run.state.objects[made.address] = definition
    return made


def close_class(
    made: Ref, bases: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Finish a class whose attributes are set: members of an enumeration, descriptors, what its bases do with it."""
    from shapecheck.interpreter.calls import call
    from shapecheck.interpreter.class_attributes import class_attribute

    if any(_is_metaclass(parent, frame) for parent in (keywords.get("metaclass"), *_metaclasses(bases, frame))):
        return frame.lost("a metaclass of the user's makes this class", node)
    if is_enumeration(made, frame):
        make_members(made, frame, node)
    state = frame.run.state
    definition = state.objects[made.address]
    for name in definition.names:
        value = state.cell(made.address, name)
        told = None if value is None else dunder(value, "__set_name__", frame)
        if told is not None and value is not None:
            call(told, [value, made, Known(name)], {}, frame, node)
    told = class_attribute(definition, "__init_subclass__", frame, after=made.address)
    if isinstance(told, Function):
        words = {word: value for word, value in keywords.items() if word != "metaclass"}
        call(replace(told, kind="function"), [made], words, frame, node)
    return made


def _metaclasses(bases: Sequence[Value], frame: Frame) -> Iterator[Value]:
    """Yield the metaclasses that bases, and those above them, are made by."""
    for base in bases:
        found = frame.run.state.objects.get(base.address) if isinstance(base, Ref) else None
        for parent in found.order if isinstance(found, ClassObject) else ():
            inner = frame.run.state.objects.get(parent.address) if isinstance(parent, Ref) else None
            yield from (value for word, value in getattr(inner, "keywords", ()) if word == "metaclass")


def _is_metaclass(value: Value | None, frame: Frame) -> bool:
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    return isinstance(found, ClassObject) and Builtin("type") in found.order


def mangled(name: str, frame: Frame) -> str:
    """Return a private name (`__x`) as it is called outside of its class."""
    if frame.owner is None or not name.startswith("__") or name.endswith("__"):
        return name
    return f"_{frame.run.state.objects[frame.owner].name.lstrip('_')}{name}"


def _linear(bases: Sequence[Value], run: Run) -> list[Value]:
    """Return the method resolution order below a class: C3, or depth first where C3 has none."""
    if len(bases) == 1:
        found = run.state.objects.get(bases[0].address) if isinstance(bases[0], Ref) else None
        return list(found.order) if isinstance(found, ClassObject) else list(bases)
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


def is_a(cls: Value, path: str, frame: Frame) -> bool:
    """Tell whether a class derives from a library's class of exactly this path."""
    found = frame.run.state.objects.get(cls.address) if isinstance(cls, Ref) else None
    return isinstance(found, ClassObject) and (Reference(path) in found.order or Builtin(path) in found.order)


def instantiate(
    cls: Ref,
    definition: ClassObject,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    """Make an instance of a user's class: its `__new__`, then its `__init__`."""
    from shapecheck.interpreter import bridge
    from shapecheck.interpreter.calls import call
    from shapecheck.interpreter.class_attributes import class_attribute

    state = frame.run.state
    members = state.cell(cls.address, "__members__")
    if isinstance(members, Tuple):
        return member_of(members, positional, frame, node)
    if is_a(cls, "typing.NamedTuple", frame):
        fields = fields_of(definition, frame)
        bound = bind_fields(definition.name, fields, positional, keywords, frame, node)
        return Tuple(tuple(bound.values()), tuple(bound), cls.address)
    library = bridge.library_base(definition)
    if library is not None:
        return bridge.make_custom(cls, definition, library, positional, keywords, frame, node)
    _refuse_abstract(definition, frame, node)
    maker = class_attribute(definition, "__new__", frame)
    if isinstance(maker, Function):
        made = call(replace(maker, kind="function"), [cls, *positional], keywords, frame, node)
        found = frame.run.state.objects.get(made.address) if isinstance(made, Ref) else None
        if not isinstance(found, InstanceObject) or found.cls != cls.address or not isinstance(made, Ref):
            return made
    else:
        made = bare_instance(cls, definition, positional, frame, node)
    _initialize(made, definition, positional, keywords, frame, node)
    return made


def bare_instance(
    cls: Ref, definition: ClassObject, positional: Sequence[Value], frame: Frame, node: cst.CSTNode
) -> Ref:
    """Make an instance as `object.__new__` does, or that of the built-in class it derives from."""
    from shapecheck.interpreter.builtins_ import call_builtin

    made = frame.run.new(InstanceObject(cls.address))
    above = builtin_base(definition)
    if above is not None:
        hold(made, call_builtin(above, [] if above in CONTAINERS else positional, {}, frame, node), frame)
    elif any(isinstance(parent, Builtin) and exception_class(parent.name) for parent in definition.order):
        frame.run.state.bind(made.address, "args", Tuple(tuple(positional)))
    return made


def _initialize(
    made: Ref,
    definition: ClassObject,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> None:
    from shapecheck.interpreter.builtins_ import call_builtin
    from shapecheck.interpreter.calls import call
    from shapecheck.interpreter.class_attributes import class_attribute

    initializer = class_attribute(definition, "__init__", frame)
    above = builtin_base(definition)
    if isinstance(initializer, Function | Partial) or (isinstance(initializer, Ref) and initializer != made):
        call(initializer, [made, *positional], keywords, frame, node)
    elif is_dataclass(definition, frame):
        fill(made, definition, positional, keywords, frame, node)
    elif above in CONTAINERS:
        hold(made, call_builtin(above, positional, keywords, frame, node), frame)
    elif any(isinstance(parent, Unknown | Reference) for parent in definition.order):
        frame.lost("what a class of a library does with its arguments is not known", node)
    elif (positional or keywords) and all(isinstance(one, Ref) or one in _EMPTY for one in definition.order):
        if class_attribute(definition, "__new__", frame) is None:
            raise raising("TypeError", f"{definition.name}() takes no arguments", frame.site(node))


_EMPTY = (Builtin("object"), Builtin("abc.ABC"), Builtin("typing.Generic"), Builtin("typing.Protocol"))
"""Bases that bring nothing."""


def _refuse_abstract(definition: ClassObject, frame: Frame, node: cst.CSTNode) -> None:
    """Refuse an instance of a class with abstract methods.

    Raises Raised (TypeError).
    """
    from shapecheck.interpreter.class_attributes import class_attribute

    metaclasses = [value for word, value in definition.keywords if word == "metaclass"]
    if Builtin("abc.ABC") not in definition.order and Reference("abc.ABCMeta") not in metaclasses:
        return
    state = frame.run.state
    for parent in definition.order:
        inner = state.objects.get(parent.address) if isinstance(parent, Ref) else None
        for name in inner.names if isinstance(inner, ClassObject) else ():
            found = class_attribute(definition, name, frame)
            if isinstance(found, Function) and id(found.node) in frame.run.abstract:
                message = f"Can't instantiate abstract class {definition.name} with abstract method {name}"
                raise raising("TypeError", message, frame.site(node))


def call_instance(
    instance: Ref, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call an instance: its class's `__call__`."""
    from shapecheck.interpreter.calls import call

    method = dunder(instance, "__call__", frame)
    if method is None:
        return frame.lost("what calling this object does is not known", node)
    return call(method, [instance, *positional], keywords, frame, node)
