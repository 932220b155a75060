"""`isinstance` and `issubclass`."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

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
    Tensor,
    Tuple,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["is_instance", "is_subclass"]

_ABSTRACT = {
    "numbers.Number": (int, float, complex), "numbers.Integral": (int,), "numbers.Real": (int, float),
    "collections.abc.Sequence": (list, tuple, str, range, bytes), "collections.abc.Mapping": (dict,),
    "collections.abc.Iterable": (list, tuple, str, range, dict, set, bytes), "typing.Sequence": (list, tuple, str, range),
    "typing.Mapping": (dict,), "typing.Iterable": (list, tuple, str, range, dict, set), "collections.Sequence": (list, tuple, str),
    "collections.Iterable": (list, tuple, str, range, dict, set), "typing.List": (list,), "typing.Tuple": (tuple,),
    "typing.Dict": (dict,), "types.FunctionType": (), "types.LambdaType": (), "six.string_types": (str,),
}  # fmt: skip


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
    if isinstance(cls, Builtin | Reference):
        name = cls.name if isinstance(cls, Builtin) else cls.path
        if name in _ABSTRACT:
            if own is not None:
                return issubclass(own, _ABSTRACT[name])
            return isinstance(value, Function | Bound) if name.startswith("types.") else False
        if isinstance(cls, Builtin):
            wanted = getattr(builtins, cls.name, None)
            if isinstance(wanted, type) and own is not None:
                return issubclass(own, wanted)
            return wanted is object if isinstance(wanted, type) else None
        if own is not None:
            return False if not name.startswith(("numpy.", "typing.")) else None
    return _user_class(value, cls, frame)


def _may_be_number(value: Array, cls: Value) -> bool:
    """Tell whether an array may be an instance of a class of numbers or iterables, as `numpy.float64` is a float."""
    name = cls.name if isinstance(cls, Builtin) else getattr(cls, "path", "")
    return name in _ABSTRACT or (name in ("float", "complex", "bytes", "str") and not value.tensor.shape)


def _python_class(value: Value, frame: Frame) -> type | None:
    if isinstance(value, Known):
        return type(value.value)
    if isinstance(value, Size):
        return int
    if isinstance(value, Tuple):
        return tuple if value.cls is None else None
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    kinds = {ListObject: list, DictObject: dict, SetObject: set, ClassObject: type}
    if isinstance(found, ListObject) and found.kind != "list":
        return None
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


def is_subclass(one: Value, other: Value, frame: Frame) -> bool | None:
    """Decide `issubclass(one, other)`; None where a library's classes decide it."""
    from shapecheck.interpreter import bridge

    if isinstance(other, Tuple):
        results = [is_subclass(one, cls, frame) for cls in other.items]
        return True if True in results else (None if None in results else False)
    if one == other or other == Builtin("object"):
        return True
    found = frame.run.state.objects.get(one.address) if isinstance(one, Ref) else None
    if isinstance(found, ClassObject):
        if other in found.order:
            return True
        library = [parent for parent in found.order if isinstance(parent, Reference)]
        if isinstance(other, Reference):
            results = [bridge.is_subclass_of(parent.path, other.path) for parent in library]
            return True if True in results else (None if None in results else False)
        return None if isinstance(other, Unknown) else False
    if isinstance(one, Reference) and isinstance(other, Reference):
        return bridge.is_subclass_of(one.path, other.path)
    if isinstance(one, Builtin) and isinstance(other, Builtin):
        classes = [getattr(builtins, side.name, None) for side in (one, other)]
        if all(isinstance(side, type) for side in classes):
            return issubclass(*classes)  # type: ignore[arg-type]
    return None
