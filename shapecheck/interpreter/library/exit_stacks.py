"""`contextlib.ExitStack` and `closing`."""

from __future__ import annotations

from shapecheck.interpreter.attributes import get_attribute
from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.exit_stacks import Callback, StackObject
from shapecheck.interpreter.values import Value


@builtin("contextlib.ExitStack")
def exit_stack(arguments: Arguments) -> Value:
    return arguments.frame.run.new(StackObject())


@builtin("contextlib.closing")
def closing(arguments: Arguments) -> Value:
    thing = arguments.at(0)
    close = get_attribute(thing, "close", arguments.frame, arguments.node)
    return arguments.frame.run.new(StackObject((Callback(close),), thing))
