"""Classes and objects made by calls: `type`, `Enum`, `property`, and what `object` does at the end of `super()`."""

from __future__ import annotations

from dataclasses import replace

from shapecheck.interpreter.attribute_setting import delete_attribute, set_plainly
from shapecheck.interpreter.attributes import get_attribute
from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.classes import bare_instance, close_class, open_class
from shapecheck.interpreter.contents import contents
from shapecheck.interpreter.decorators import decorated
from shapecheck.interpreter.enumerations import AUTO
from shapecheck.interpreter.instances import class_of
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.mappings import mapping_of
from shapecheck.interpreter.methods import call_method
from shapecheck.interpreter.properties import Property
from shapecheck.interpreter.state import ClassObject
from shapecheck.interpreter.values import NONE, Builtin, Function, Known, Ref, Tuple, Unknown, Value, unknown


def attribute_name(arguments: Arguments) -> str | None:
    """Return the second argument as the name of an attribute, None where it is not known."""
    name = arguments.get(1)
    return name.value if isinstance(name, Known) and isinstance(name.value, str) else None


@builtin("type")
def type_(arguments: Arguments) -> Value:
    """Return the class of an object; of a name, bases and attributes, a new class."""
    frame, node = arguments.frame, arguments.node
    if len(arguments.positional) < 2:
        cls = class_of(arguments.at(0), frame)
        return arguments.lost("the class of this object is not known") if cls is None else cls
    name, bases, namespace = arguments.at(0), arguments.at(1), mapping_of(arguments.at(2), frame)
    if not isinstance(name, Known) or not isinstance(bases, Tuple) or namespace is None:
        return arguments.lost("a class is made here of what is not known")
    made = open_class(str(name.value), bases.items, arguments.keywords, frame, node)
    for key, value in namespace.entries.items():
        if isinstance(key, Known):
            frame.run.state.bind(made.address, str(key.value), owned(value, made.address))
    return close_class(made, bases.items, arguments.keywords, frame, node)


def owned(value: Value, owner: int) -> Value:
    """Return a function as one of a class's."""
    return replace(value, owner=owner) if isinstance(value, Function) else value


@builtin("enum.Enum", "enum.IntEnum")
def enumeration(arguments: Arguments) -> Value:
    """Make an enumeration by a call: its name, and the names of its members."""
    frame, node = arguments.frame, arguments.node
    name, stated = arguments.at(0), arguments.at(1, "names")
    if isinstance(stated, Known) and isinstance(stated.value, str):
        pairs = [(word, Known(at)) for at, word in enumerate(stated.value.replace(",", " ").split(), 1)]
    else:
        entries = mapping_of(stated, frame)
        rows = items_of(stated, frame, node) if entries is None else tuple(map(Tuple, entries.entries.items()))
        if isinstance(rows, Unknown) or not isinstance(name, Known):
            return arguments.lost("the members of the enumeration are not known")
        pairs = []
        for at, row in enumerate(rows, 1):
            key, value = row.items if isinstance(row, Tuple) and len(row.items) == 2 else (row, Known(at))
            if not isinstance(key, Known) or not isinstance(value, Known):
                return arguments.lost("the members of the enumeration are not known")
            pairs.append((str(key.value), value))
    base = Builtin(arguments.name)
    made = open_class(str(getattr(name, "value", "")), [base], {}, frame, node)
    for word, value in pairs:
        frame.run.state.bind(made.address, word, value)
    return close_class(made, [base], {}, frame, node)


@builtin("property", "staticmethod", "classmethod")
def descriptor(arguments: Arguments) -> Value:
    """Make of functions what the decorators of these names make."""
    if arguments.name != "property":
        return decorated(Builtin(arguments.name), arguments.at(0), arguments.frame, arguments.node)
    getter, setter, deleter = (
        arguments.get(at, name, NONE) or NONE for at, name in enumerate(("fget", "fset", "fdel"))
    )
    return arguments.frame.run.new(Property(getter, setter, deleter))


@builtin("object.__new__")
def new_object(arguments: Arguments) -> Value:
    cls = arguments.at(0)
    found = arguments.frame.run.state.objects.get(cls.address) if isinstance(cls, Ref) else None
    if not isinstance(found, ClassObject) or not isinstance(cls, Ref):
        return arguments.lost("an object of a class that is not known")
    return bare_instance(cls, found, arguments.positional[1:], arguments.frame, arguments.node)


@builtin("object.__init__", "object.__init_subclass__")
def initialize(arguments: Arguments) -> Value:
    """Do what the built-in base of an instance does with the arguments of its `__init__`."""
    frame, node = arguments.frame, arguments.node
    receiver = arguments.at(0)
    held = contents(receiver, frame)
    if arguments.name == "object.__init__" and isinstance(receiver, Ref):
        if held is not None:
            call_method(held, "__init__", arguments.positional[1:], arguments.keywords, frame, node)
        elif frame.run.state.cell(receiver.address, "args") is not None:
            frame.run.state.bind(receiver.address, "args", Tuple(tuple(arguments.positional[1:])))
    return NONE


@builtin("object.__setattr__", "object.__delattr__")
def set_plain_attribute(arguments: Arguments) -> Value:
    name = attribute_name(arguments)
    receiver = arguments.at(0)
    if name is not None and isinstance(receiver, Ref):
        if arguments.name == "object.__setattr__":
            set_plainly(receiver, name, arguments.at(2), arguments.frame, arguments.node)
        else:
            delete_attribute(receiver, name, arguments.frame, arguments.node)
    return NONE


@builtin("object.__getattribute__")
def get_plain_attribute(arguments: Arguments) -> Value:
    name = attribute_name(arguments)
    if name is None:
        return arguments.lost("the name of the attribute is not known")
    return get_attribute(arguments.at(0), name, arguments.frame, arguments.node)


@builtin("enum.auto")
def auto(arguments: Arguments) -> Value:
    return unknown(AUTO, arguments.frame.site(arguments.node))
