"""Methods of `contextlib.ExitStack`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from shapecheck.interpreter.builtins_ import Arguments
from shapecheck.interpreter.context_managers import Manager, entered, opened
from shapecheck.interpreter.exit_stacks import Callback, Entry, Exit, Overdue, Stack, StackObject, Swallowing
from shapecheck.interpreter.generators import Generator, collect, forget, touched
from shapecheck.interpreter.keys import dunder
from shapecheck.interpreter.values import NONE, Method, Ref, Unknown, Value, unknown

__all__ = ["STACK_METHODS"]


def _put(receiver: Ref, entry: Entry, arguments: Arguments) -> None:
    found = arguments.frame.run.state.objects[receiver.address]
    arguments.frame.run.state.objects[receiver.address] = replace(found, entries=(*found.entries, entry))


def _enter(receiver: Ref, found: StackObject, arguments: Arguments) -> Value:
    frame, node, value = arguments.frame, arguments.node, arguments.at(0)
    manager = opened(value, frame)
    if isinstance(manager, Generator) and isinstance(value, Ref):
        return _enter_generator(receiver, value, manager, arguments)
    given = entered(value, frame, node)
    if isinstance(manager, Manager):
        _put(receiver, Exit(manager.method, (manager.instance,)), arguments)
    elif isinstance(manager, Stack):
        _put(receiver, Callback(Method(manager.ref, "close")), arguments)
    elif not isinstance(manager, Generator) and manager != ():
        _put(receiver, Swallowing(manager), arguments)
    return given


def _enter_generator(receiver: Ref, value: Ref, made: Generator, arguments: Arguments) -> Value:
    """Run a generator to its end: what it changes is not known, neither now nor when the stack is left."""
    frame, node = arguments.frame, arguments.node
    before = frame.run.state.fork()
    items = collect(value, made, frame, node)
    keys = tuple(key for key in touched(before, frame.run.state) if key != value.address)
    forget(before, frame, "a generator on a stack of context managers may change it", node)
    _put(receiver, Overdue(keys), arguments)
    if isinstance(items, Unknown) or not items or (keys and not isinstance(items[0], Ref)):
        return unknown("what this context manager gives is not known", frame.site(node))
    return items[0]


def _push(receiver: Ref, found: StackObject, arguments: Arguments) -> Value:
    value = arguments.at(0)
    method = dunder(value, "__exit__", arguments.frame)
    _put(receiver, Exit(value) if method is None else Exit(method, (value,)), arguments)
    return value


def _callback(receiver: Ref, found: StackObject, arguments: Arguments) -> Value:
    entry = Callback(arguments.at(0), tuple(arguments.positional[1:]), tuple(arguments.keywords.items()))
    _put(receiver, entry, arguments)
    return arguments.at(0)


def _pop_all(receiver: Ref, found: StackObject, arguments: Arguments) -> Value:
    arguments.frame.run.state.objects[receiver.address] = StackObject()
    return arguments.frame.run.new(found)


def _close(receiver: Ref, found: StackObject, arguments: Arguments) -> Value:
    Stack(receiver).leave(None, arguments.frame, arguments.node)
    return NONE


STACK_METHODS: dict[str, Callable[[Any, Any, Arguments], Value]] = {
    "enter_context": _enter, "push": _push, "callback": _callback, "pop_all": _pop_all, "close": _close,
}  # fmt: skip
