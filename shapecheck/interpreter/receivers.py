"""What a method that nothing calls is run on: the one object of its class that the module makes, or another one."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from shapecheck.interpreter import bridge
from shapecheck.interpreter.bridge.snapshot import constructed
from shapecheck.interpreter.class_attributes import class_attribute
from shapecheck.interpreter.state import ClassObject, DictObject, InstanceObject, LayerObject, ListObject, ModuleObject
from shapecheck.interpreter.values import Function, Ref, Tuple, Value, unknown
from shapecheck.interpreter.walking import called_attributes, changed_attributes
from shapecheck.source import Site

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame, Run

__all__ = ["beginning", "forget_changed", "living", "unlist"]


def living(cls: Ref, definition: ClassObject, run: Run) -> Ref | None:
    """Return the layer or model of a class that the module makes; None where it makes none, or several."""
    if bridge.library_base(definition) is None:
        return None
    found = [
        address
        for address, item in run.state.objects.items()
        if isinstance(item, LayerObject) and item.cls == cls.address and isinstance(address, int)
    ]
    return Ref(found[0]) if len(found) == 1 else None


def unlist(after: int, run: Run) -> None:
    """Leave out the models that were made after a serial number: the entry of their class has shown them."""
    objects = run.state.objects
    for address in constructed(run, after):
        objects[address] = replace(objects[address], serial=0)


def beginning(definition: ClassObject, frame: Frame) -> set[int]:
    """Return the methods that run once, before all others: the constructor, what builds or compiles, what these call."""
    waiting, found = ["__init__", "build", "compile"], dict[str, int]()
    while waiting:
        name = waiting.pop()
        method = class_attribute(definition, name, frame)
        if name not in found and isinstance(method, Function):
            found[name] = id(method.node)
            waiting.extend(called_attributes(method.node))
    return set(found.values())


def forget_changed(receiver: Value, initial: Iterable[int], frame: Frame) -> None:
    """Take for unknown what methods may have changed by the time another one is called, in all that an object holds.

    That goes for what they would make, too.
    """
    state, ran = frame.run.state, set(initial)
    waiting, seen = [receiver], set[int]()
    while waiting:
        value = waiting.pop()
        if isinstance(value, Tuple):
            waiting.extend(value.items)
        if not isinstance(value, Ref) or value.address in seen:
            continue
        seen.add(value.address)
        found = state.objects.get(value.address)
        if isinstance(found, ListObject):
            waiting.extend(found.items)
        elif isinstance(found, DictObject):
            waiting.extend(found.entries.values())
        if not isinstance(found, InstanceObject | LayerObject):
            continue
        definition = state.objects.get(found.cls) if found.cls is not None else None
        if isinstance(definition, ClassObject):
            done = ran if value == receiver else ran | beginning(definition, frame)
            _forget(value, definition, done, frame)
        waiting.extend(filter(None, (state.cell(value.address, name) for name in found.names)))


def _forget(receiver: Ref, definition: ClassObject, done: Set[int], frame: Frame) -> None:
    state = frame.run.state
    for parent in definition.order:
        held = state.objects.get(parent.address) if isinstance(parent, Ref) else None
        for name in held.names if isinstance(held, ClassObject) else ():
            assert isinstance(parent, Ref)
            method = state.cell(parent.address, name)
            if not isinstance(method, Function) or id(method.node) in done:
                continue
            module = state.objects[method.module]
            assert isinstance(module, ModuleObject)
            for attribute in changed_attributes(method.node):
                reason = f"`{attribute}` is changed by `{name}`"
                state.bind(receiver.address, attribute, unknown(reason, Site(module.source, method.node)))
