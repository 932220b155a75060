"""What a method that nothing calls is run on: the one object of its class that the module makes, or another one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from shapecheck.interpreter import bridge
from shapecheck.interpreter.bridge.snapshot import constructed
from shapecheck.interpreter.class_attributes import class_attribute
from shapecheck.interpreter.state import ClassObject, InstanceObject, LayerObject
from shapecheck.interpreter.values import Function, Ref, Value, unknown
from shapecheck.interpreter.walking import called_attributes, changed_attributes

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


def forget_changed(receiver: Value, definition: ClassObject, initial: Iterable[int], frame: Frame) -> None:
    """Take for unknown what methods may have changed by the time another one is called."""
    found = frame.run.state.objects.get(receiver.address) if isinstance(receiver, Ref) else None
    if not isinstance(receiver, Ref) or not isinstance(found, InstanceObject | LayerObject):
        return
    done = set(initial)
    for parent in definition.order:
        if not isinstance(parent, Ref):
            continue
        held = frame.run.state.objects.get(parent.address)
        for name in held.names if isinstance(held, ClassObject) else ():
            method = frame.run.state.cell(parent.address, name)
            if not isinstance(method, Function) or id(method.node) in done:
                continue
            for attribute in changed_attributes(method.node):
                if attribute in found.names:
                    reason = f"`{attribute}` is changed by `{name}`"
                    frame.run.state.bind(receiver.address, attribute, unknown(reason, frame.site(method.node)))
