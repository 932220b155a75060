"""Functions about functions: `functools`, and the factories of decorators."""

from __future__ import annotations

from dataclasses import replace

from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.calls import call
from shapecheck.interpreter.decorators import decorated
from shapecheck.interpreter.dispatch import evaluate
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.instances import order_of
from shapecheck.interpreter.keys import key_in, keyed
from shapecheck.interpreter.properties import as_function
from shapecheck.interpreter.state import ClassObject, DictObject
from shapecheck.interpreter.values import Builtin, Function, Known, Partial, Ref, Tuple, Value


@builtin("functools.partial")
def partial(arguments: Arguments) -> Value:
    if not arguments.positional:
        raise raising("TypeError", "type 'partial' takes at least one argument", arguments.frame.site(arguments.node))
    return Partial(arguments.positional[0], tuple(arguments.positional[1:]), tuple(arguments.keywords.items()))


@builtin("functools.wraps", "functools.update_wrapper")
def wraps(arguments: Arguments) -> Value:
    """Let a function have the name of the one that it wraps."""
    wrapped, made = (arguments.at(0), arguments.get(1))
    if arguments.name == "functools.update_wrapper" and made is not None:
        wrapped, made = made, wrapped
    if made is None:
        return Partial(Builtin("functools.wraps"), (wrapped,), ())
    title = as_function(wrapped, arguments.frame)
    return (
        replace(made, name=title.name, qualname=title.qualname)
        if isinstance(made, Function) and title is not None
        else made
    )


@builtin("functools.lru_cache", "functools.cache", "dataclasses.field", "dataclasses.dataclass",
         "functools.total_ordering", "contextlib.contextmanager", "abc.abstractmethod", "contextlib.suppress",
         "contextlib.nullcontext")  # fmt: skip
def factory(arguments: Arguments) -> Value:
    first = arguments.get(0)
    is_class = isinstance(first, Ref) and isinstance(arguments.frame.run.state.objects.get(first.address), ClassObject)
    if first is not None and (isinstance(first, Function) or is_class) and not arguments.name.endswith("suppress"):
        return decorated(Builtin(arguments.name), first, arguments.frame, arguments.node)
    return Partial(Builtin(arguments.name), tuple(arguments.positional), tuple(arguments.keywords.items()))


@builtin("functools.cached call")
def cached_call(arguments: Arguments) -> Value:
    """Call a function once for equal arguments."""
    frame, node = arguments.frame, arguments.node
    function, kept, *given = arguments.positional
    words = [Tuple((Known(word), value)) for word, value in sorted(arguments.keywords.items())]
    key = Tuple((Tuple(tuple(given)), Tuple(tuple(words))))
    if isinstance(kept, Ref) and keyed(key, frame, node):
        found = frame.run.state.objects.get(kept.address)
        same = key_in(found.entries, key) if isinstance(found, DictObject) else None
        if isinstance(found, DictObject) and same is not None:
            return found.entries[same]
        result = call(function, given, arguments.keywords, frame, node)
        now = frame.run.state.objects.get(kept.address)
        if isinstance(now, DictObject):
            frame.run.state.objects[kept.address] = replace(now, entries={**now.entries, key: result})
        return result
    return call(function, given, arguments.keywords, frame, node)


@builtin("functools.singledispatch")
def singledispatch(arguments: Arguments) -> Value:
    table = arguments.frame.run.new(DictObject({}))
    return Partial(Builtin("functools.dispatched"), (arguments.at(0), table), ())


@builtin("functools.dispatched.register")
def register(arguments: Arguments) -> Value:
    """Enter a function for a class: the one given, or the annotation of its first parameter."""
    frame = arguments.frame
    default, table, first = arguments.at(0), arguments.at(1), arguments.at(2)
    function = arguments.get(3)
    if function is None and not isinstance(first, Function):
        return Partial(Builtin("functools.dispatched.register"), (default, table, first), ())
    if function is None:
        assert isinstance(first, Function)
        parameters = first.node.params.params
        annotation = parameters[0].annotation if parameters else None
        cls: Value = arguments.lost("no annotation") if annotation is None else evaluate(annotation.annotation, frame)
        function = first
    else:
        cls = first
    found = frame.run.state.objects.get(table.address) if isinstance(table, Ref) else None
    if isinstance(found, DictObject) and isinstance(table, Ref):
        known_class = isinstance(cls, Ref | Builtin)
        changed = (
            replace(found, entries={**found.entries, cls: function}) if known_class else arguments.lost("its class")
        )
        frame.run.state.objects[table.address] = changed
    return function


@builtin("functools.dispatched")
def dispatched(arguments: Arguments) -> Value:
    """Call the function that is entered for the class of the first argument, or for the nearest one above it."""
    frame, node = arguments.frame, arguments.node
    default, table, *given = arguments.positional
    found = frame.run.state.objects.get(table.address) if isinstance(table, Ref) else None
    order = order_of(given[0], frame) if given else None
    if not isinstance(found, DictObject) or order is None:
        return arguments.lost("which function is called is not known")
    chosen = next((found.entries[cls] for cls in order if cls in found.entries), default)
    return call(chosen, given, arguments.keywords, frame, node)


@builtin("functools.cmp_to_key")
def cmp_to_key(arguments: Arguments) -> Value:
    return Partial(Builtin("functools.compared"), (arguments.at(0),), ())


@builtin("functools.compared")
def compared(arguments: Arguments) -> Value:
    return arguments.lost("what is sorted by a comparison is not modelled")
