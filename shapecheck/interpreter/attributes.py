"""Attributes: what `value.name` is, and what setting it does."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from shapecheck.interpreter.attribute_dicts import AttributesObject
from shapecheck.interpreter.class_attributes import class_attribute, of_class
from shapecheck.interpreter.collections_ import kind_of, python_class
from shapecheck.interpreter.contents import contents
from shapecheck.interpreter.exceptions import ExceptionObject, exception_class
from shapecheck.interpreter.frame import Frame, Raised, raising
from shapecheck.interpreter.iterators import is_iterator
from shapecheck.interpreter.obscure import part_of
from shapecheck.interpreter.properties import get_by, settles
from shapecheck.interpreter.state import (
    ClassObject,
    DictObject,
    InstanceObject,
    LayerObject,
    LibraryObject,
    ModuleObject,
    SetObject,
)
from shapecheck.interpreter.tensor_shapes import WORDS
from shapecheck.interpreter.values import (
    NONE,
    Array,
    Bound,
    Builtin,
    Function,
    Known,
    Method,
    Partial,
    Ref,
    Reference,
    Slice,
    Super,
    Tensor,
    Tuple,
    Unknown,
    Value,
    unknown,
)

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["attributes_of", "get_attribute", "has_attribute"]


def get_attribute(value: Value, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `value.name`.

    Raises Raised (AttributeError) where Python would on a known value.
    """
    from shapecheck.interpreter import bridge
    from shapecheck.interpreter.standard import constant

    if isinstance(value, Reference):
        bridge.note_gone(f"{value.path}.{name}", (), frame, node, imported=False)
        return constant(f"{value.path}.{name}") or Reference(f"{value.path}.{name}")
    if isinstance(value, Ref):
        return _of_object(value, name, frame, node)
    if isinstance(value, Unknown):
        return part_of(value, "attribute", name, frame)
    if isinstance(value, Array):
        return bridge.array_attribute(value, name, frame, node)
    if isinstance(value, Tensor):
        return bridge.tensor_attribute(value, name, frame, node)
    if isinstance(value, Super):
        return _of_super(value, name, frame, node)
    if isinstance(value, Slice) and name in ("start", "stop", "step"):
        return {"start": value.start, "stop": value.stop, "step": value.step}[name]
    if isinstance(value, Builtin):
        return _of_builtin(value, name, frame, node)
    if name == "__class__":
        from shapecheck.interpreter.instances import class_of

        cls = class_of(value, frame)
        return unknown("the class of this object is not known", frame.site(node)) if cls is None else cls
    if isinstance(value, Tuple) and name in value.fields:
        return value.items[value.fields.index(name)]
    if isinstance(value, Tuple) and value.cls is not None:
        definition = frame.run.state.objects[value.cls]
        found = class_attribute(definition, name, frame)
        if found is not None and not isinstance(found, Reference):
            described = get_by(found, value, Ref(value.cls), name, frame, node)
            return _bind(found, value, definition, frame, node) if described is None else described
    if isinstance(value, Tuple) and value.cls is None and not hasattr((), name) and name not in WORDS:
        raise raising("AttributeError", f"'tuple' object has no attribute '{name}'", frame.site(node))
    if isinstance(value, Tuple) and value.cls is None and name in ("ndims", "rank"):
        return Known(len(value.items))
    if isinstance(value, Function | Bound | Partial):
        return _of_function(value, name, frame, node)
    if isinstance(value, Known) and not hasattr(value.value, name):
        raise raising(
            "AttributeError", f"'{type(value.value).__name__}' object has no attribute '{name}'", frame.site(node)
        )
    if isinstance(value, Known) and isinstance(value.value, int | float | complex | range | slice):
        found_attribute = getattr(value.value, name)
        if isinstance(found_attribute, int | float):
            return Known(found_attribute)
    return Method(value, name)


def _of_builtin(value: Builtin, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return an attribute of a built-in function or class: its name, or what the class holds."""
    from shapecheck.interpreter.builtins_ import FUNCTIONS

    if name in ("__name__", "__qualname__"):
        return Known(value.name.rpartition(".")[2])
    path = f"{value.name}.{name}"
    if path in FUNCTIONS:
        return Builtin(path)
    own = getattr(builtins, value.name, None)
    if own is not None and not hasattr(own, name):
        raise raising("AttributeError", f"type object '{value.name}' has no attribute '{name}'", frame.site(node))
    return Method(value, name)


def _of_function(value: Function | Bound | Partial, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    if isinstance(value, Partial):
        held = partial_attribute(value, name, frame)
        if held is not None:
            return held
    function = value.function if isinstance(value, Bound | Partial) else value
    if isinstance(value, Partial) and value.arguments and isinstance(value.arguments[0], Function):
        function = value.arguments[0]
    if isinstance(function, Function):
        own = frame.run.state.objects.get((function, name))
        if own is not None:
            return own  # type: ignore[no-any-return]
    if name in ("__name__", "__qualname__") and isinstance(function, Function):
        return Known(function.qualname if name == "__qualname__" else function.name)
    if isinstance(value, Bound) and name == "__self__":
        return value.receiver
    if isinstance(value, Bound) and name == "__func__":
        return value.function
    if name == "__defaults__" and isinstance(function, Function):
        return Tuple(tuple(item for _, item in function.defaults)) if function.defaults else NONE
    if name == "__doc__":
        return unknown("docstrings are not evaluated", frame.site(node))
    return Method(value, name)


def partial_attribute(value: Partial, name: str, frame: Frame) -> Value | None:
    """Return what a `partial` or a function of several kinds shows of itself."""
    if value.function == Builtin("functools.dispatched"):
        return Partial(Builtin("functools.dispatched.register"), value.arguments, ()) if name == "register" else None
    if name in ("func", "args") and not isinstance(value.function, Builtin):
        return value.function if name == "func" else Tuple(value.arguments)
    if name == "keywords" and not isinstance(value.function, Builtin):
        return frame.run.new(DictObject({Known(word): item for word, item in value.keywords}))
    return None


def _of_object(value: Ref, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    from shapecheck.interpreter import bridge
    from shapecheck.interpreter.modules import module_attribute

    state = frame.run.state
    found = state.objects.get(value.address)
    if isinstance(found, ModuleObject):
        return module_attribute(value, found, name, frame, node)
    if isinstance(found, Unknown) and found.item is not None:
        return Method(value, name)
    if isinstance(found, Unknown):
        return part_of(found, "attribute", name, frame)
    if isinstance(found, LibraryObject):
        return bridge.data_attribute(value, name, frame, node)
    if isinstance(found, ClassObject):
        return of_class(value, found, name, frame, node)
    if isinstance(found, ExceptionObject):
        return _of_exception(value, found, name, frame, node)
    if isinstance(found, InstanceObject | LayerObject):
        own = state.cell(value.address, name)
        definition = state.objects.get(found.cls) if found.cls is not None else None
        inherited = class_attribute(definition, name, frame) if isinstance(definition, ClassObject) else None
        if inherited is not None and (own is None or settles(inherited, frame)):
            described = get_by(inherited, value, Ref(found.cls), name, frame, node) if found.cls is not None else None
            if described is not None:
                return described
        if own is not None:
            return own
        if name == "__class__" and found.cls is not None:
            return Ref(found.cls)
        if isinstance(found, LayerObject) and (inherited is None or isinstance(inherited, Reference)):
            return bridge.layer_attribute(value, found, name, frame, node)
        if isinstance(found, LayerObject) and name in bridge.WRAPPED:
            return Method(value, name)
        if inherited is not None and isinstance(definition, ClassObject):
            return _bind(inherited, value, definition, frame, node)
        return _missing(value, found, name, frame, node)
    own_class = python_class(found)
    if own_class is not None and not hasattr(own_class, name):
        raise raising("AttributeError", f"'{own_class.__name__}' object has no attribute '{name}'", frame.site(node))
    if is_iterator(found) and not name.startswith("__") and name not in _OF_GENERATORS:
        raise raising("AttributeError", f"object has no attribute '{name}'", frame.site(node))
    if found is not None:
        return Method(value, name)
    return unknown(f"the attribute `{name}` is not known", frame.site(node))


_OF_GENERATORS = ("send", "throw", "close", "gi_frame", "gi_running", "gi_code", "from_iterable")


def _of_exception(value: Ref, found: ExceptionObject, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    if name == "args":
        return found.args
    if name == "__class__":
        return Builtin(found.name)
    cls = exception_class(found.name)
    if not hasattr(cls, name):
        raise raising("AttributeError", f"'{found.name}' object has no attribute '{name}'", frame.site(node))
    return unknown(f"`{name}` of an exception is not modelled", frame.site(node))


def _missing(value: Ref, found: InstanceObject | LayerObject, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    from shapecheck.interpreter.calls import call
    from shapecheck.interpreter.keys import dunder

    if name == "__dict__":
        return attributes_of(value, frame, node)
    held = contents(value, frame)
    if held is not None and has_attribute(held, name, frame, node) is not False:
        return get_attribute(held, name, frame, node)
    fallback = dunder(value, "__getattr__", frame)
    if fallback is not None:
        return call(fallback, [value, Known(name)], {}, frame, node)
    raise raising("AttributeError", f"object has no attribute '{name}'", frame.site(node))


def attributes_of(value: Ref, frame: Frame, node: cst.CSTNode) -> Value:
    """Return the attributes of an instance as a dict."""
    if not isinstance(frame.run.state.objects.get(value.address), InstanceObject):
        return unknown("`__dict__` of this object is not modelled", frame.site(node))
    return frame.run.new(AttributesObject(value.address))


def _bind(found: Value, receiver: Value, definition: object, frame: Frame, node: cst.CSTNode) -> Value:
    """Turn what a class holds into what an instance shows: bound methods."""
    if isinstance(found, Partial) and found.function in _BINDING:
        return Bound(found, receiver)
    if isinstance(found, Function):
        if found.kind == "classmethod":
            own = frame.run.state.objects.get(receiver.address) if isinstance(receiver, Ref) else receiver
            cls = getattr(own, "cls", None)
            return Bound(found, receiver if cls is None else Ref(cls))
        return found if found.kind == "staticmethod" else Bound(found, receiver)
    if isinstance(found, Reference):
        return Method(receiver, found.path)
    return found


_BINDING = (Builtin("functools.cached call"), Builtin("functools.dispatched"))
"""What stands for a function in a class, and is bound as one."""


def _of_super(value: Super, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    from shapecheck.interpreter import bridge
    from shapecheck.interpreter.builtins_ import FUNCTIONS

    objects = frame.run.state.objects
    receiver = objects.get(value.receiver.address) if isinstance(value.receiver, Ref) else value.receiver
    cls = getattr(receiver, "cls", None)
    definition = objects.get(cls) if cls is not None else receiver
    if not isinstance(definition, ClassObject):
        return unknown("`super()` of this object is not known", frame.site(node))
    if Ref(value.owner) not in definition.order:
        if any(isinstance(one, Unknown) for one in definition.order):
            return unknown("`super()` of this object is not known", frame.site(node))
        message = "super(type, obj): obj must be an instance or subtype of type"
        raise raising("TypeError", message, frame.site(node))
    found = class_attribute(definition, name, frame, after=value.owner)
    if isinstance(found, Reference):
        return bridge.library_method(value.receiver, found.path, frame, node)
    if found is not None:
        described = get_by(found, value.receiver, definition.order[0], name, frame, node)
        return _bind(found, value.receiver, definition, frame, node) if described is None else described
    if f"object.{name}" in FUNCTIONS:
        return (
            Builtin("object.__new__")
            if name == "__new__"
            else Partial(Builtin(f"object.{name}"), (value.receiver,), ())
        )
    held = contents(value.receiver, frame)
    if held is not None:
        return get_attribute(held, name, frame, node)
    if not hasattr(object, name) and all(isinstance(one, Ref) for one in definition.order):
        raise raising("AttributeError", f"'super' object has no attribute '{name}'", frame.site(node))
    return unknown(f"`{name}` of what is above this class is not modelled", frame.site(node))


def has_attribute(value: Value, name: str, frame: Frame, node: cst.CSTNode) -> bool | None:
    """Decide `hasattr(value, name)`; None where it is not known. A property is asked.

    Raises Raised where the program's own code raises anything but an AttributeError.
    """
    from shapecheck.interpreter.standard import standard_attribute

    if isinstance(value, Known):
        return hasattr(value.value, name)
    if isinstance(value, Tuple) and value.cls is None:
        return hasattr((), name)
    if isinstance(value, Tensor):
        from shapecheck.interpreter import bridge

        return False if bridge.tensor_lacks(value, name, frame) else None
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    kind = kind_of(found) or ("set" if isinstance(found, SetObject) else None)
    if kind is not None and hasattr(builtins, kind):
        return hasattr(getattr(builtins, kind), name)
    if isinstance(found, LayerObject) and isinstance(value, Ref):
        from shapecheck.interpreter import bridge

        return bridge.layer_has(value, found, name, frame)
    if isinstance(found, ModuleObject):
        from shapecheck.interpreter.modules import binds

        return binds(found, name, frame)
    if isinstance(value, Reference):
        return standard_attribute(value.path, name)
    if not isinstance(found, InstanceObject | ClassObject):
        return None
    try:
        held = get_attribute(value, name, frame, node)
    except Raised as raised:
        if "AttributeError" not in raised.lineage:
            raise
        return False
    return None if isinstance(held, Reference | Unknown) else True
