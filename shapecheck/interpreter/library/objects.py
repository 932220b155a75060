"""Objects: `isinstance`, `getattr`, `type`, `copy`, `functools`, `dataclasses`, and what has no effect here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shapecheck.interpreter.attributes import get_attribute, has_attribute, set_attribute
from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.frame import Raised, raising
from shapecheck.interpreter.instances import is_instance, is_subclass
from shapecheck.interpreter.state import ClassObject, DictObject, InstanceObject, ListObject, ModuleObject, SetObject
from shapecheck.interpreter.values import (
    NONE,
    Bound,
    Builtin,
    Function,
    Known,
    Method,
    Partial,
    Ref,
    Size,
    Super,
    Tuple,
    Unknown,
    Value,
    known,
)


@builtin("isinstance", "issubclass")
def isinstance_(arguments: Arguments) -> Value:
    value, cls = arguments.get(0), arguments.get(1)
    assert value is not None and cls is not None
    decide = is_instance if arguments.name == "isinstance" else is_subclass
    result = decide(value, cls, arguments.frame)
    if result is None and isinstance(value, Unknown):
        return Unknown(value.reason, value.site, ("isinstance", value.key, cls), None, value.entry, value.problem)
    return arguments.lost("the class of this object is not known") if result is None else known(result)


def _attribute_name(arguments: Arguments) -> str | None:
    name = arguments.get(1)
    return name.value if isinstance(name, Known) and isinstance(name.value, str) else None


@builtin("getattr")
def getattr_(arguments: Arguments) -> Value:
    name = _attribute_name(arguments)
    value = arguments.positional[0]
    if name is None:
        return arguments.lost("the name of the attribute is not known")
    if len(arguments.positional) > 2:
        if has_attribute(value, name, arguments.frame, arguments.node) is False:
            return arguments.positional[2]
        try:
            return get_attribute(value, name, arguments.frame, arguments.node)
        except Raised:
            return arguments.positional[2]
    return get_attribute(value, name, arguments.frame, arguments.node)


@builtin("hasattr")
def hasattr_(arguments: Arguments) -> Value:
    name = _attribute_name(arguments)
    value = arguments.positional[0]
    result = None if name is None else has_attribute(value, name, arguments.frame, arguments.node)
    if result is None and isinstance(value, Unknown):
        return Unknown(value.reason, value.site, ("hasattr", value.key, name), None, value.entry, value.problem)
    return arguments.lost("whether the attribute exists is not known") if result is None else known(result)


@builtin("setattr")
def setattr_(arguments: Arguments) -> Value:
    name = _attribute_name(arguments)
    if name is not None and len(arguments.positional) == 3:
        set_attribute(arguments.positional[0], name, arguments.positional[2], arguments.frame, arguments.node)
    return NONE


@builtin("callable")
def callable_(arguments: Arguments) -> Value:
    value = arguments.get(0)
    if isinstance(value, Function | Bound | Partial | Builtin | Method):
        return known(True)
    if isinstance(value, Known | Tuple | Size):
        return known(False)
    found = arguments.frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, ListObject | DictObject | SetObject | ModuleObject):
        return known(False)
    if isinstance(found, ClassObject):
        return known(True)
    if isinstance(value, Unknown):
        return Unknown(value.reason, value.site, ("callable", value.key), None, value.entry, value.problem)
    return arguments.lost("whether this can be called is not known")


@builtin("type")
def type_(arguments: Arguments) -> Value:
    value = arguments.get(0)
    if isinstance(value, Known):
        return Builtin(type(value.value).__name__)
    if isinstance(value, Size):
        return Builtin("int")
    found = arguments.frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    cls = getattr(found, "cls", None)
    if cls is not None:
        return Ref(cls)
    if isinstance(found, ListObject | DictObject | SetObject | Tuple):
        return Builtin({ListObject: "list", DictObject: "dict", SetObject: "set", Tuple: "tuple"}[type(found)])
    return arguments.lost("the class of this object is not known")


@builtin("super")
def super_(arguments: Arguments) -> Value:
    if len(arguments.positional) == 2 and isinstance(arguments.positional[0], Ref):
        return Super(arguments.positional[0].address, arguments.positional[1])
    return arguments.lost("this `super` is not modelled")


@builtin("object")
def object_(arguments: Arguments) -> Value:
    return arguments.frame.run.new(InstanceObject(None))


@builtin("id", "hash", "input", "open", "globals", "locals", "vars", "dir", "memoryview", "bytearray", "time.time")
def opaque(arguments: Arguments) -> Value:
    return arguments.lost(f"what `{arguments.name}` returns is not modelled")


@builtin("print", "object.method", "warnings.warn", "warnings.filterwarnings", "warnings.simplefilter", "random.seed",
         "logging.info", "logging.warning", "logging.debug", "logging.error", "logging.basicConfig", "time.sleep",
         "typing.cast", "delattr")  # fmt: skip
def without_effect(arguments: Arguments) -> Value:
    return arguments.positional[1] if arguments.name == "typing.cast" and len(arguments.positional) > 1 else NONE


@builtin("sys.exit", "exit", "quit", "os._exit")
def exit_(arguments: Arguments) -> Value:
    site = arguments.frame.site(arguments.node)
    raise Raised(("SystemExit", "BaseException", "object"), explicit=True, site=site)


@builtin("functools.partial")
def partial(arguments: Arguments) -> Value:
    if not arguments.positional:
        raise raising("TypeError", "type 'partial' takes at least one argument", arguments.frame.site(arguments.node))
    return Partial(arguments.positional[0], tuple(arguments.positional[1:]), tuple(arguments.keywords.items()))


@builtin("functools.wraps", "functools.lru_cache", "functools.cache", "dataclasses.field", "dataclasses.dataclass",
         "functools.total_ordering", "contextlib.contextmanager", "abc.abstractmethod")  # fmt: skip
def factory(arguments: Arguments) -> Value:
    first = arguments.get(0)
    is_class = isinstance(first, Ref) and isinstance(arguments.frame.run.state.objects.get(first.address), ClassObject)
    if first is not None and (isinstance(first, Function) or is_class) and arguments.name != "functools.wraps":
        return first
    return Partial(Builtin(arguments.name), tuple(arguments.positional), tuple(arguments.keywords.items()))


@builtin("enum.auto")
def auto(arguments: Arguments) -> Value:
    return arguments.lost("the next value of the enumeration (auto)")


@builtin("types.SimpleNamespace", "argparse.Namespace")
def namespace(arguments: Arguments) -> Value:
    made = arguments.frame.run.new(InstanceObject(None))
    for name, value in arguments.keywords.items():
        arguments.frame.run.state.bind(made.address, name, value)
    return made


@builtin("copy.copy", "copy.deepcopy")
def copy(arguments: Arguments) -> Value:
    value = arguments.get(0)
    assert value is not None
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
    if isinstance(found, ModuleObject | ClassObject | Unknown):
        return value
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
    return made


@builtin("operator.itemgetter", "operator.attrgetter")
def getter(arguments: Arguments) -> Value:
    return Partial(Builtin(f"{arguments.name}.call"), tuple(arguments.positional), ())


@builtin("operator.itemgetter.call", "operator.attrgetter.call")
def get(arguments: Arguments) -> Value:
    from shapecheck.interpreter.indexing import get_item

    *keys, value = arguments.positional
    found = []
    for key in keys:
        if arguments.name.startswith("operator.itemgetter"):
            found.append(get_item(value, key, arguments.frame, arguments.node))
        elif isinstance(key, Known):
            found.append(get_attribute(value, str(key.value), arguments.frame, arguments.node))
    return found[0] if len(found) == 1 else Tuple(tuple(found))
