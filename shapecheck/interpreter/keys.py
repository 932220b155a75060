"""Equality, hashing, truth: what Python's `==`, `in`, `bool` and `is` say of abstract values."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from shapecheck.interpreter.state import ClassObject, DictObject, InstanceObject, ListObject, SetObject
from shapecheck.interpreter.values import (
    Array,
    Bound,
    Builtin,
    Function,
    Known,
    Method,
    Partial,
    Ref,
    Reference,
    Size,
    Tuple,
    Unknown,
    Value,
)
from shapecheck.shapes.requirements import differs

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["dunder", "equals", "hashable", "identical", "key_of", "length", "truth"]

_OBJECTS = (Function, Bound, Method, Partial, Reference, Builtin)


def key_of(value: Value) -> Hashable:
    """Return what identifies a value among tests, None where nothing does."""
    if isinstance(value, Unknown):
        return ("unknown", value.key)
    if isinstance(value, Known | Ref | Size | Tuple | Reference | Builtin):
        return value
    return None


def dunder(value: Value, name: str, frame: Frame) -> Value | None:
    """Return a special method that the class of an instance defines, as a plain function."""
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    cls = getattr(found, "cls", None)
    if cls is None:
        return None
    definition = frame.run.state.objects.get(cls)
    if isinstance(definition, ClassObject):
        for parent in definition.order:
            method = frame.run.state.cell(parent.address, name) if isinstance(parent, Ref) else None
            if method is not None:
                return method
    return None


def hashable(value: Value, frame: Frame) -> bool:
    """Tell whether a value can stand as a key whose equality with other keys is decided."""
    if isinstance(value, Tuple):
        return all(hashable(item, frame) for item in value.items)
    if isinstance(value, Ref):
        found = frame.run.state.objects.get(value.address)
        return not isinstance(found, ListObject | DictObject | SetObject) and dunder(value, "__eq__", frame) is None
    return isinstance(value, Known | Function | Reference | Builtin | Bound)


def identical(one: Value, two: Value) -> bool | None:
    """Decide `one is two`; None where it is not known."""
    if isinstance(one, Unknown) or isinstance(two, Unknown):
        return True if isinstance(one, Unknown) and one == two else None
    if isinstance(one, Known) and isinstance(two, Known):
        singletons = (type(None), bool, type(...))
        if isinstance(one.value, singletons) or isinstance(two.value, singletons):
            return one.value is two.value
        return True if one == two else (False if type(one.value) is not type(two.value) else None)
    if isinstance(one, Ref) and isinstance(two, Ref):
        return one.address == two.address
    if type(one) is not type(two):
        return False if not isinstance(one, Reference) and not isinstance(two, Reference) else _library(one, two)
    if isinstance(one, Tuple | Size | Array):
        return True if one is two else None
    return one == two


def _library(one: Value, two: Value) -> bool | None:
    """Decide whether a library's attribute is a constant: it may be anything but what the user made himself."""
    other = two if isinstance(one, Reference) else one
    return None if isinstance(other, Known) else False


def equals(one: Value, two: Value, frame: Frame) -> bool | None:
    """Decide `one == two`; None where it is not known."""
    if isinstance(one, Known) and isinstance(two, Known):
        return bool(one.value == two.value)
    if isinstance(one, Size | Known) and isinstance(two, Size | Known):
        return _sizes_equal(one, two)
    if isinstance(one, Unknown) or isinstance(two, Unknown):
        return True if isinstance(one, Unknown) and one == two else None
    if isinstance(one, Tuple) and isinstance(two, Tuple):
        return _all_equal(one.items, two.items, frame)
    if isinstance(one, Ref) and isinstance(two, Ref):
        return _objects_equal(one, two, frame)
    if any(isinstance(side, Reference) and side.path.startswith("numpy.") for side in (one, two)) and one != two:
        # a dtype equals whatever names it: `np.float64`, `float`, "float64", `tf.float64`
        return None
    if isinstance(one, _OBJECTS) and isinstance(two, _OBJECTS):
        return one == two if type(one) is type(two) else False
    plain = (Known, Tuple, Function, Builtin)
    if isinstance(one, plain) and isinstance(two, plain):
        return False
    if isinstance(one, Ref) or isinstance(two, Ref):
        ref, other = (one, two) if isinstance(one, Ref) else (two, one)
        if dunder(ref, "__eq__", frame) is None and isinstance(other, Known | Tuple | Size):
            return False
    return None


def _sizes_equal(one: Size | Known, two: Size | Known) -> bool | None:
    sides = [side.dim if isinstance(side, Size) else side.value for side in (one, two)]
    if any(isinstance(side, float) and side.is_integer() for side in sides):
        sides = [int(side) if isinstance(side, float) else side for side in sides]
    if any(isinstance(side, str | bytes | float | complex | range) or side is None for side in sides):
        return False
    verdict = differs(sides[0], sides[1])
    return not verdict if isinstance(verdict, bool) else None


def _all_equal(one: tuple[Value, ...], two: tuple[Value, ...], frame: Frame) -> bool | None:
    if len(one) != len(two):
        return False
    results = [equals(a, b, frame) for a, b in zip(one, two, strict=True)]
    if False in results:
        return False
    return None if None in results else True


def _objects_equal(one: Ref, two: Ref, frame: Frame) -> bool | None:
    if one.address == two.address:
        return True
    left, right = (frame.run.state.objects.get(side.address) for side in (one, two))
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    if isinstance(left, ListObject) and isinstance(right, ListObject):
        return _all_equal(left.items, right.items, frame)
    if isinstance(left, DictObject) and isinstance(right, DictObject):
        if set(left.entries) != set(right.entries):
            return False
        names = list(left.entries)
        return _all_equal(tuple(left.entries[k] for k in names), tuple(right.entries[k] for k in names), frame)
    if isinstance(left, SetObject) and isinstance(right, SetObject):
        return set(left.items) == set(right.items)
    if dunder(one, "__eq__", frame) is not None or dunder(two, "__eq__", frame) is not None:
        return None
    return False


def truth(value: Value, frame: Frame) -> bool | None:
    """Decide `bool(value)`; None where it is not known."""
    if isinstance(value, Known):
        return bool(value.value)
    if isinstance(value, Unknown):
        return frame.run.state.path.get(key_of(value))
    if isinstance(value, Size):
        verdict = differs(value.dim, 0)
        return verdict if isinstance(verdict, bool) else frame.run.state.path.get(key_of(value))
    if isinstance(value, Array):
        from shapecheck.interpreter import bridge

        return bridge.array_truth(value, frame)
    if isinstance(value, Tuple | Ref):
        size = length(value, frame)
        return None if size is None else size > 0
    if isinstance(value, Function | Bound | Method | Partial | Builtin):
        return True
    return None


def length(value: Value, frame: Frame) -> int | None:
    """Count the items of a container; 1 for an object that has none, None where it is not known."""
    if isinstance(value, Tuple):
        return len(value.items)
    if isinstance(value, Known) and isinstance(value.value, str | bytes | range):
        return len(value.value)
    if isinstance(value, Ref):
        found = frame.run.state.objects.get(value.address)
        if isinstance(found, ListObject | SetObject):
            return len(found.items)
        if isinstance(found, DictObject):
            return len(found.entries)
        if isinstance(found, InstanceObject):
            special = dunder(value, "__bool__", frame) or dunder(value, "__len__", frame)
            return None if special is not None or found.cls is None else 1
        return None if isinstance(found, Unknown) else 1
    return None
