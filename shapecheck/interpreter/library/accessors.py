"""Functions of `operator` that fetch an item or attribute, or call a method."""

from __future__ import annotations

from shapecheck.interpreter.attributes import get_attribute
from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.calls import call
from shapecheck.interpreter.indexing import get_item
from shapecheck.interpreter.values import Builtin, Known, Partial, Tuple, Value


@builtin("operator.itemgetter", "operator.attrgetter")
def getter(arguments: Arguments) -> Value:
    return Partial(Builtin(f"{arguments.name}.call"), tuple(arguments.positional), ())


@builtin("operator.itemgetter.call", "operator.attrgetter.call")
def get(arguments: Arguments) -> Value:
    *keys, value = arguments.positional
    found = []
    for key in keys:
        if arguments.name.startswith("operator.itemgetter"):
            found.append(get_item(value, key, arguments.frame, arguments.node))
        elif isinstance(key, Known):
            held = value
            for part in str(key.value).split("."):
                held = get_attribute(held, part, arguments.frame, arguments.node)
            found.append(held)
    return found[0] if len(found) == 1 else Tuple(tuple(found))


@builtin("operator.methodcaller")
def method_caller(arguments: Arguments) -> Value:
    return Partial(
        Builtin("operator.methodcaller.call"), tuple(arguments.positional), tuple(arguments.keywords.items())
    )


@builtin("operator.methodcaller.call")
def call_by_name(arguments: Arguments) -> Value:
    name, *given, value = arguments.positional
    if not isinstance(name, Known):
        return arguments.lost("the name of the method is not known")
    method = get_attribute(value, str(name.value), arguments.frame, arguments.node)
    return call(method, given, arguments.keywords, arguments.frame, arguments.node)


@builtin("operator.getitem")
def item(arguments: Arguments) -> Value:
    return get_item(arguments.at(0), arguments.at(1), arguments.frame, arguments.node)
