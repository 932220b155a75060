"""Equality: what Python's `==` says of abstract values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.interpreter.attribute_dicts import AttributesObject, entries_of
from shapecheck.interpreter.collections_ import CounterObject, OrderedObject, ViewObject, view_items
from shapecheck.interpreter.contents import underlying
from shapecheck.interpreter.keys import compared_fields, dunder, hashable, key_in, truth
from shapecheck.interpreter.state import ClassObject, DictObject, InstanceObject, LayerObject, ListObject, SetObject
from shapecheck.interpreter.values import (
    Bound,
    Builtin,
    Function,
    Known,
    Method,
    Partial,
    Ref,
    Reference,
    Size,
    Slice,
    Tensor,
    Tuple,
    Unknown,
    Value,
)
from shapecheck.shapes.requirements import differs

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["ask_equal", "equals"]

_DEEPEST = 100
"""How deep containers within each other are compared."""

_DEFINITE = (
    Known, Size, Tuple, Function, Builtin, ListObject, DictObject, SetObject, InstanceObject, LayerObject, ClassObject,
)  # fmt: skip
_OBJECTS = (Function, Bound, Method, Partial, Reference, Builtin)


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
    if isinstance(one, Ref) or isinstance(two, Ref):
        return _objects_equal(one, two, frame)
    if any(isinstance(side, Reference) and side.path.startswith("numpy.") for side in (one, two)) and one != two:
        # a dtype equals whatever names it: `np.float64`, `float`, "float64", `tf.float64`
        return None
    if isinstance(one, _OBJECTS) and isinstance(two, _OBJECTS):
        return one == two if type(one) is type(two) else False
    if isinstance(one, Slice) and isinstance(two, Slice):
        return _all_equal((one.start, one.stop, one.step), (two.start, two.stop, two.step), frame)
    plain = (Known, Tuple, Function, Builtin, Slice)
    return False if isinstance(one, plain) and isinstance(two, plain) else None


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
    run = frame.run
    if run.comparing > _DEEPEST:
        return None
    verdict: bool | None = True
    run.comparing += 1
    try:
        for left, right in zip(one, two, strict=True):
            # as in Python, an item is equal to itself, even if it is NaN
            same = True if left is right else equals(left, right, frame)
            if same is False:
                return False
            verdict = verdict and same
    finally:
        run.comparing -= 1
    return verdict


def _objects_equal(one: Value, two: Value, frame: Frame) -> bool | None:
    if one == two and dunder(one, "__eq__", frame) is None:
        return True
    asked = ask_equal(one, two, frame, None)
    if asked is not None:
        return truth(asked, frame)
    held = underlying(one, frame), underlying(two, frame)
    if held != (one, two):
        return equals(*held, frame)
    left, right = (_as_compared(side, frame) for side in (one, two))
    if isinstance(left, Unknown) or isinstance(right, Unknown) or Tensor in (type(left), type(right)):
        return None
    fields = compared_fields(one, frame), compared_fields(two, frame)
    if fields[0] is not None and fields[1] is not None and getattr(left, "cls", 0) == getattr(right, "cls", 1):
        return _all_equal(fields[0], fields[1], frame)
    if isinstance(left, InstanceObject) and isinstance(right, InstanceObject) and left.cls is right.cls is None:
        return _attributes_equal(one, left, two, right, frame)
    return _containers_equal(left, right, frame)


def _as_compared(value: Value, frame: Frame) -> object:
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    return entries_of(found, frame) if isinstance(found, AttributesObject) else found


def _attributes_equal(one: Value, left: InstanceObject, two: Value, right: InstanceObject, frame: Frame) -> bool | None:
    """Compare two namespaces; what has no attributes may be a bare `object()`."""
    assert isinstance(one, Ref) and isinstance(two, Ref)
    if set(left.names) != set(right.names):
        return False
    cell = frame.run.state.cell
    pairs = [(cell(one.address, name), cell(two.address, name)) for name in left.names]
    results = [None if a is None or b is None else equals(a, b, frame) for a, b in pairs]
    return False if False in results else (None if None in results or not results else True)


def _containers_equal(left: object, right: object, frame: Frame) -> bool | None:
    if isinstance(left, ViewObject) or isinstance(right, ViewObject):
        return _views_equal(left, right, frame)
    if isinstance(left, ListObject) and isinstance(right, ListObject):
        return left.kind == right.kind and _all_equal(left.items, right.items, frame)
    if isinstance(left, DictObject) and isinstance(right, DictObject):
        if isinstance(left, CounterObject) or isinstance(right, CounterObject):
            return None if left != right else True
        return _dicts_equal(left, right, frame)
    if isinstance(left, SetObject) and isinstance(right, SetObject):
        return len(left.items) == len(right.items) and all(key_in(right.items, one) is not None for one in left.items)
    return False if isinstance(left, _DEFINITE) and isinstance(right, _DEFINITE) else None


def _dicts_equal(left: DictObject, right: DictObject, frame: Frame) -> bool | None:
    pairs = [(name, key_in(right.entries, name)) for name in left.entries]
    if len(left.entries) != len(right.entries) or any(other is None for _, other in pairs):
        return False
    if isinstance(left, OrderedObject) and isinstance(right, OrderedObject):
        if [other for _, other in pairs] != list(right.entries):
            return False
    values = tuple(right.entries[other] for _, other in pairs if other is not None)
    return _all_equal(tuple(left.entries.values()), values, frame)


def _views_equal(left: object, right: object, frame: Frame) -> bool | None:
    sides = [view_items(s, frame) if isinstance(s, ViewObject) else getattr(s, "items", None) for s in (left, right)]
    if any(isinstance(side, ViewObject) and side.what == "values" for side in (left, right)):
        return False
    if not all(isinstance(side, ViewObject | SetObject) for side in (left, right)):
        return False
    one, two = sides
    if one is None or two is None or not all(hashable(item, frame) for item in (*one, *two)):
        return None
    return len(one) == len(two) and all(key_in(two, item) is not None for item in one)


def ask_equal(one: Value, two: Value, frame: Frame, node: cst.CSTNode | None) -> Value | None:
    """Return what the `__eq__` of an instance says, None where neither side has one that does."""
    from shapecheck.interpreter.calls import call

    for receiver, other in ((one, two), (two, one)):
        method = dunder(receiver, "__eq__", frame)
        if method is not None:
            place = node or getattr(method, "node", None) or frame.source.module
            answer = call(method, [receiver, other], {}, frame, place)
            if answer != Known(NotImplemented):
                return answer
    return None
