"""Objects: `isinstance`, `getattr`, `vars`, `hash`, and what has no effect here."""

from __future__ import annotations

from dataclasses import replace

from shapecheck.interpreter.attribute_dicts import AttributesObject, entries_of
from shapecheck.interpreter.attribute_setting import delete_attribute, set_attribute
from shapecheck.interpreter.attributes import attributes_of, get_attribute, has_attribute
from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.frame import Raised
from shapecheck.interpreter.instances import is_instance, is_subclass
from shapecheck.interpreter.keys import dunder, keyed
from shapecheck.interpreter.library.making_classes import attribute_name
from shapecheck.interpreter.state import (
    ClassObject,
    DictObject,
    InstanceObject,
    LayerObject,
    ListObject,
    ModuleObject,
    SetObject,
)
from shapecheck.interpreter.values import (
    NONE,
    Bound,
    Builtin,
    Function,
    Known,
    Method,
    Partial,
    Ref,
    Reference,
    Size,
    Super,
    Tensor,
    Tuple,
    Unknown,
    Value,
    derived_key,
    known,
    unknown,
)


@builtin("isinstance", "issubclass")
def isinstance_(arguments: Arguments) -> Value:
    value, cls = arguments.at(0), arguments.at(1)
    decide = is_instance if arguments.name == "isinstance" else is_subclass
    result = decide(value, cls, arguments.frame)
    if result is None and isinstance(value, Unknown):
        return Unknown(
            value.reason, value.site, derived_key("isinstance", value.key, cls), None, value.entry, value.problem
        )
    return arguments.lost("the class of this object is not known") if result is None else known(result)


@builtin("getattr")
def getattr_(arguments: Arguments) -> Value:
    name = attribute_name(arguments)
    value = arguments.at(0)
    if name is None:
        return arguments.lost("the name of the attribute is not known")
    if len(arguments.positional) > 2:
        found = arguments.frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
        plain = isinstance(found, Known | Tuple | Reference | LayerObject | Tensor)
        if plain and has_attribute(value, name, arguments.frame, arguments.node) is False:
            return arguments.positional[2]
        try:
            return get_attribute(value, name, arguments.frame, arguments.node)
        except Raised as raised:
            if "AttributeError" not in raised.lineage:
                raise
            return arguments.positional[2]
    return get_attribute(value, name, arguments.frame, arguments.node)


@builtin("hasattr")
def hasattr_(arguments: Arguments) -> Value:
    name = attribute_name(arguments)
    value = arguments.at(0)
    result = None if name is None else has_attribute(value, name, arguments.frame, arguments.node)
    if result is None and isinstance(value, Unknown):
        return Unknown(
            value.reason, value.site, derived_key("hasattr", value.key, name), None, value.entry, value.problem
        )
    return arguments.lost("whether the attribute exists is not known") if result is None else known(result)


@builtin("setattr")
def setattr_(arguments: Arguments) -> Value:
    name = attribute_name(arguments)
    if name is not None and len(arguments.positional) == 3:
        set_attribute(arguments.positional[0], name, arguments.positional[2], arguments.frame, arguments.node)
    return NONE


@builtin("callable")
def callable_(arguments: Arguments) -> Value:
    value = arguments.at(0)
    if isinstance(value, Function | Bound | Partial | Builtin | Method):
        return known(True)
    if isinstance(value, Known | Tuple | Size):
        return known(False)
    found = arguments.frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, ListObject | DictObject | SetObject | ModuleObject):
        return known(False)
    if isinstance(found, ClassObject) or dunder(value, "__call__", arguments.frame) is not None:
        return known(True)
    if isinstance(value, Unknown):
        return Unknown(value.reason, value.site, derived_key("callable", value.key), None, value.entry, value.problem)
    return arguments.lost("whether this can be called is not known")


@builtin("delattr")
def delattr_(arguments: Arguments) -> Value:
    name = attribute_name(arguments)
    if name is not None:
        delete_attribute(arguments.at(0), name, arguments.frame, arguments.node)
    return NONE


@builtin("vars", "dir")
def variables(arguments: Arguments) -> Value:
    value = arguments.get(0)
    if value is None or not isinstance(value, Ref) or arguments.name == "dir":
        return arguments.lost(f"what `{arguments.name}` returns is not modelled")
    return attributes_of(value, arguments.frame, arguments.node)


@builtin("super")
def super_(arguments: Arguments) -> Value:
    if len(arguments.positional) == 2 and isinstance(arguments.positional[0], Ref):
        return Super(arguments.positional[0].address, arguments.positional[1])
    return arguments.lost("this `super` is not modelled")


@builtin("object")
def object_(arguments: Arguments) -> Value:
    return arguments.frame.run.new(InstanceObject(None))


@builtin("hash")
def hash_(arguments: Arguments) -> Value:
    """Hash a number as Python does; of other values only that they can be hashed is known, and that equal ones agree."""
    value = arguments.at(0)
    keyed(value, arguments.frame, arguments.node)
    if isinstance(value, Known) and isinstance(value.value, int | float | complex):
        return Known(hash(value.value))
    reason = "the hash of this object differs from run to run"
    if isinstance(value, Known):
        return Unknown(reason, arguments.frame.site(arguments.node), ("hash", value))
    return arguments.lost(reason)


@builtin("id")
def id_(arguments: Arguments) -> Value:
    value = arguments.at(0)
    reason = "the identity of an object differs from run to run"
    if isinstance(value, Ref):
        return Unknown(reason, arguments.frame.site(arguments.node), ("id", value))
    return arguments.lost(reason)


@builtin("globals", "locals")
def names(arguments: Arguments) -> Value:
    """Return the names of the module, or a copy of those that are bound here."""
    frame = arguments.frame
    module = frame.run.state.objects[frame.module]
    if arguments.name == "globals" or frame.scope == module.scope:
        return frame.run.new(AttributesObject(module.scope))
    return frame.run.new(entries_of(AttributesObject(frame.scope), frame))


@builtin("input", "open", "memoryview", "time.time")
def opaque(arguments: Arguments) -> Value:
    return arguments.lost(f"what `{arguments.name}` returns is not modelled")


@builtin("print", "warnings.warn", "warnings.filterwarnings", "warnings.simplefilter", "random.seed",
         "logging.info", "logging.warning", "logging.debug", "logging.error", "logging.basicConfig", "time.sleep",
         "typing.cast")  # fmt: skip
def without_effect(arguments: Arguments) -> Value:
    return arguments.positional[1] if arguments.name == "typing.cast" and len(arguments.positional) > 1 else NONE


@builtin("random.shuffle", "numpy.random.shuffle")
def shuffle(arguments: Arguments) -> Value:
    """Put the items of a list into an order that nobody knows."""
    value = arguments.at(0)
    found = arguments.frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, ListObject) and isinstance(value, Ref) and len(found.items) > 1:
        site = arguments.frame.site(arguments.node)
        items = tuple(unknown("the order is random", site) for _ in found.items)
        arguments.frame.run.state.objects[value.address] = replace(found, items=items)
    return NONE


@builtin("sys.exit", "exit", "quit", "os._exit")
def exit_(arguments: Arguments) -> Value:
    site = arguments.frame.site(arguments.node)
    raise Raised(("SystemExit", "BaseException", "object"), explicit=True, site=site)


@builtin("types.SimpleNamespace", "argparse.Namespace")
def namespace(arguments: Arguments) -> Value:
    made = arguments.frame.run.new(InstanceObject(None))
    for name, value in arguments.keywords.items():
        arguments.frame.run.state.bind(made.address, name, value)
    return made
