"""Copies: `copy.copy` and `copy.deepcopy`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.contents import contents, hold
from shapecheck.interpreter.keys import dunder
from shapecheck.interpreter.properties import Property
from shapecheck.interpreter.state import ClassObject, DictObject, InstanceObject, ListObject, ModuleObject, SetObject
from shapecheck.interpreter.values import Ref, Tuple, Unknown, Value


@builtin("copy.copy", "copy.deepcopy")
def copy(arguments: Arguments) -> Value:
    value = arguments.at(0)
    return copied(value, arguments, {}, deep=arguments.name == "copy.deepcopy")


def copied(value: Value, arguments: Arguments, done: dict[int, Value], *, deep: bool) -> Value:
    """Return a copy of a container or instance; other objects are their own copies, layers are unknown."""
    state = arguments.frame.run.state

    def inner(item: Value) -> Value:
        return copied(item, arguments, done, deep=True) if deep else item

    if isinstance(value, Tuple):
        return replace(value, items=tuple(inner(item) for item in value.items))
    if not isinstance(value, Ref):
        return value
    if value.address in done:
        return done[value.address]
    found: Any = state.objects.get(value.address)
    if isinstance(found, ModuleObject | ClassObject | Unknown | Property):
        return value
    special = dunder(value, "__deepcopy__" if deep else "__copy__", arguments.frame)
    if special is not None:
        return arguments.lost("a copy that the object makes itself is not modelled")
    if not isinstance(found, ListObject | DictObject | SetObject | InstanceObject):
        return arguments.lost("a copy of a layer or model is not modelled")
    made = done[value.address] = arguments.frame.run.new(found)
    if isinstance(found, ListObject | SetObject):
        state.objects[made.address] = replace(found, items=tuple(inner(item) for item in found.items))
    elif isinstance(found, DictObject):
        state.objects[made.address] = replace(found, entries={k: inner(v) for k, v in found.entries.items()})
    else:
        for name in found.names:
            held = state.cell(value.address, name)
            if held is not None:
                state.objects[made.address, name] = inner(held)
        held = contents(value, arguments.frame)
        if held is not None:
            hold(made, copied(held, arguments, done, deep=deep), arguments.frame)
    return made
