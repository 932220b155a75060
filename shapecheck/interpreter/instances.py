"""`isinstance` and `issubclass`."""

from __future__ import annotations

import builtins
from collections import Counter, OrderedDict, defaultdict, deque
from typing import TYPE_CHECKING

from shapecheck.interpreter.collections_ import CounterObject, DequeObject, OrderedObject, kind_of
from shapecheck.interpreter.exceptions import ExceptionObject, exception_class
from shapecheck.interpreter.state import ClassObject, DictObject, InstanceObject, LayerObject, ListObject, SetObject
from shapecheck.interpreter.values import (
    Array,
    Bound,
    Builtin,
    Function,
    Known,
    Ref,
    Reference,
    Size,
    Slice,
    Tensor,
    Tuple,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["class_of", "is_instance", "is_subclass", "order_of"]

_ABSTRACT = {
    "numbers.Number": (int, float, complex), "numbers.Integral": (int,), "numbers.Real": (int, float),
    "collections.abc.Sequence": (list, tuple, str, range, bytes), "collections.abc.Mapping": (dict,),
    "collections.abc.Iterable": (list, tuple, str, range, dict, set, frozenset, bytes),
    "collections.abc.MutableMapping": (dict,), "collections.abc.MutableSequence": (list,), "collections.abc.Set": (set, frozenset),
    "collections.abc.Hashable": (int, float, complex, str, bytes, range, tuple, frozenset, type(None)),
    "collections.abc.Sized": (list, tuple, str, range, dict, set, frozenset, bytes), "typing.Sequence": (list, tuple, str, range),
    "typing.Mapping": (dict,), "typing.Iterable": (list, tuple, str, range, dict, set), "collections.Sequence": (list, tuple, str),
    "collections.Iterable": (list, tuple, str, range, dict, set), "typing.List": (list,), "typing.Tuple": (tuple,),
    "typing.Dict": (dict,), "types.FunctionType": (), "types.LambdaType": (), "six.string_types": (str,),
}  # fmt: skip


_COLLECTIONS: dict[str, type] = {
    "collections.deque": deque, "collections.Counter": Counter, "collections.OrderedDict": OrderedDict,
    "collections.defaultdict": defaultdict,
}  # fmt: skip


def _is_default(value: Value, name: str, frame: Frame) -> bool:
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    return isinstance(found, DictObject) and found.default is not None and name == "collections.defaultdict"


def is_instance(value: Value, cls: Value, frame: Frame) -> bool | None:
    """Decide `isinstance(value, cls)`; None where it is not known."""
    if isinstance(cls, Tuple):
        results = [is_instance(value, one, frame) for one in cls.items]
        return True if True in results else (None if None in results else False)
    if isinstance(value, Unknown) or isinstance(cls, Unknown):
        return None
    if isinstance(value, Array) and _may_be_number(value, cls):
        return None
    own = _python_class(value, frame)
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if own is None and getattr(found, "cls", None) is not None:
        return _user_class(value, cls, frame)
    if isinstance(cls, Builtin | Reference):
        name = cls.name if isinstance(cls, Builtin) else cls.path
        if name in _ABSTRACT:
            if own is not None:
                return issubclass(own, _ABSTRACT[name])
            return isinstance(value, Function | Bound) if name.startswith("types.") else False
        if isinstance(cls, Builtin) and "." not in cls.name:
            wanted = type(None) if cls.name == "NoneType" else getattr(builtins, cls.name, None)
            if isinstance(wanted, type) and own is not None:
                return issubclass(own, wanted)
            return wanted is object if isinstance(wanted, type) else None
        if own is not None and name in _COLLECTIONS:
            return issubclass(own, _COLLECTIONS[name]) if own is not dict else _is_default(value, name, frame)
        if own is not None:
            return False if not name.startswith(("numpy.", "typing.")) else None
    return _user_class(value, cls, frame)


def _may_be_number(value: Array, cls: Value) -> bool:
    """Tell whether an array may be an instance of a class of numbers or iterables, as `numpy.float64` is a float."""
    name = cls.name if isinstance(cls, Builtin) else getattr(cls, "path", "")
    return name in _ABSTRACT or (name in ("float", "complex", "bytes", "str") and not value.tensor.shape)


def class_of(value: Value, frame: Frame) -> Value | None:
    """Return `type(value)`, None where it is not known."""
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    cls = getattr(found, "cls", None)
    if cls is not None:
        return Ref(cls)
    if isinstance(found, ExceptionObject):
        return Builtin(found.name)
    if isinstance(found, CounterObject | OrderedObject | DequeObject):
        return Builtin(f"collections.{kind_of(found)}")
    if isinstance(found, DictObject) and found.default is not None:
        return Builtin("collections.defaultdict")
    if isinstance(value, Builtin):
        own = getattr(builtins, value.name, None)
        return Builtin("type") if isinstance(own, type) else Builtin("builtin_function_or_method") if own else None
    if isinstance(value, Function):
        return Builtin("function")
    own = _python_class(value, frame)
    return None if own is None else Builtin(own.__name__)


def _python_class(value: Value, frame: Frame) -> type | None:
    if isinstance(value, Known):
        return type(value.value)
    if isinstance(value, Size):
        return int
    if isinstance(value, Slice):
        return slice
    if isinstance(value, Tuple):
        return tuple if value.cls is None else None
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, ExceptionObject):
        return exception_class(found.name)
    if isinstance(found, SetObject):
        return frozenset if found.frozen else set
    kinds = {
        ListObject: list,
        DictObject: dict,
        ClassObject: type,
        DequeObject: deque,
        CounterObject: Counter,
        OrderedObject: OrderedDict,
    }
    return kinds.get(type(found))


def _user_class(value: Value, cls: Value, frame: Frame) -> bool | None:
    from shapecheck.interpreter import bridge

    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    own = getattr(found, "cls", None) if not isinstance(value, Tuple) else value.cls
    if own is not None:
        return is_subclass(Ref(own), cls, frame)
    if isinstance(found, LayerObject) and isinstance(cls, Reference):
        return bridge.is_layer_of(found, cls.path)
    if isinstance(value, Tensor) and isinstance(cls, Reference):
        return bridge.is_tensor_of(cls.path)
    if isinstance(found, InstanceObject | LayerObject) or isinstance(value, Function | Bound):
        return False
    return None if isinstance(cls, Reference) else False


_ALSO = {
    "typing.NamedTuple": Builtin("tuple"), "enum.IntEnum": Builtin("int"), "enum.StrEnum": Builtin("str"),
    "collections.OrderedDict": Builtin("dict"), "collections.defaultdict": Builtin("dict"),
    "collections.Counter": Builtin("dict"),
}  # fmt: skip
"""What derives from a built-in class without being one itself."""


def is_subclass(one: Value, other: Value, frame: Frame) -> bool | None:
    """Decide `issubclass(one, other)`; None where a library's classes decide it."""
    from shapecheck.interpreter import bridge

    if isinstance(other, Tuple):
        results = [is_subclass(one, cls, frame) for cls in other.items]
        return True if True in results else (None if None in results else False)
    if one == other or other == Builtin("object"):
        return True
    if isinstance(one, Builtin) and isinstance(other, Builtin) and other.name in _ABSTRACT:
        own = getattr(builtins, one.name, None)
        return issubclass(own, _ABSTRACT[other.name]) if isinstance(own, type) else None
    found = frame.run.state.objects.get(one.address) if isinstance(one, Ref) else None
    if isinstance(found, ClassObject):
        if other in found.order:
            return True
        parents = [_ALSO.get(parent.name, parent) for parent in found.order if isinstance(parent, Builtin)]
        above = [is_subclass(parent, other, frame) for parent in parents]
        if True in above:
            return True
        library = [parent for parent in found.order if isinstance(parent, Reference)]
        if isinstance(other, Reference):
            results = [bridge.is_subclass_of(parent.path, other.path) for parent in library]
            return True if True in results else (None if None in results else False)
        if isinstance(other, Builtin) and other.name in _ABSTRACT and None in above:
            return None
        return None if isinstance(other, Unknown) else False
    if isinstance(one, Reference) and isinstance(other, Reference):
        return bridge.is_subclass_of(one.path, other.path)
    if isinstance(one, Builtin) and isinstance(other, Builtin):
        classes = [getattr(builtins, side.name, None) for side in (one, other)]
        if all(isinstance(side, type) for side in classes):
            return issubclass(*classes)  # type: ignore[arg-type]
    return None


def order_of(value: Value, frame: Frame) -> list[Value] | None:
    """Return the method resolution order of a value's class, None where it is not known."""
    cls = class_of(value, frame)
    found = frame.run.state.objects.get(cls.address) if isinstance(cls, Ref) else None
    if isinstance(found, ClassObject):
        return [*found.order, Builtin("object")]
    own = getattr(builtins, cls.name, None) if isinstance(cls, Builtin) else None
    return [Builtin(one.__name__) for one in own.__mro__] if isinstance(own, type) else None
