"""Keys, truth and length: what Python's hashing, `bool`, `len` and `is` say of abstract values."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Mapping
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.attribute_dicts import AttributesObject, entries_of
from shapecheck.interpreter.collections_ import ViewObject, kind_of, view_items
from shapecheck.interpreter.contents import contents
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.state import (
    ClassObject,
    DictObject,
    InstanceObject,
    ListObject,
    SetObject,
)
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
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = [
    "compared_fields", "count_of", "distinct", "dunder", "hashable", "identical", "key_in", "key_of", "keyed", "length",
    "truth", "with_entry",
]  # fmt: skip


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


_DEEPEST = 12


def hashable(value: Value, frame: Frame, depth: int = _DEEPEST) -> bool:
    """Tell whether a value can stand as a key whose equality with other keys is decided."""
    if isinstance(value, Tuple):
        return depth > 0 and value.cls is None and all(hashable(item, frame, depth - 1) for item in value.items)
    if isinstance(value, Ref):
        found = frame.run.state.objects.get(value.address)
        if isinstance(found, ListObject | DictObject | SetObject | Unknown) or contents(value, frame) is not None:
            return False
        return dunder(value, "__eq__", frame) is None and compared_fields(value, frame) is None
    return isinstance(value, Known | Function | Reference | Builtin | Bound)


def keyed(value: Value, frame: Frame, node: cst.CSTNode) -> bool:
    """Tell whether a value can stand as a key, as `hashable` does.

    Raises Raised (TypeError) for what can never be one.
    """
    if hashable(value, frame):
        return True
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    frozen = isinstance(found, SetObject) and found.frozen
    if isinstance(found, ListObject | DictObject | SetObject) and not frozen:
        raise raising("TypeError", f"unhashable type: '{kind_of(found) or 'set'}'", frame.site(node))
    if _is_unhashable(value, frame):
        raise raising("TypeError", "unhashable type", frame.site(node))
    if isinstance(value, Tuple):
        for item in value.items:
            if not isinstance(item, Tuple):
                keyed(item, frame, node)
    return False


def _is_unhashable(value: Value, frame: Frame) -> bool:
    """Tell whether the class of an instance defines `__eq__` without `__hash__`, or is a dataclass that does."""
    from shapecheck.interpreter.dataclasses_ import option

    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    definition = frame.run.state.objects.get(found.cls) if isinstance(found, InstanceObject) else None
    for parent in definition.order if isinstance(definition, ClassObject) else ():
        if not isinstance(parent, Ref) or frame.run.state.cell(parent.address, "__hash__") is not None:
            return False
        if frame.run.state.cell(parent.address, "__eq__") is not None:
            return True
    if not isinstance(definition, ClassObject) or compared_fields(value, frame) is None:
        return False
    return not option(definition, "frozen", frame, False) and not option(definition, "unsafe_hash", frame, False)


def key_in(entries: Container[Value], key: Value) -> Value | None:
    """Return the key among others that Python takes for the same: 1, 1.0 and True are one."""
    if isinstance(entries, tuple):
        wanted = _bare(key)
        return next((other for other in entries if type(other) is type(key) and _bare(other) == wanted), None)
    if key in entries:
        return key
    return next((other for other in _spellings(key) if other in entries), None)


def _bare(value: Value) -> object:
    """Return a key in a form that Python's own `==` compares as it compares the key."""
    if isinstance(value, Known):
        return value.value
    return tuple(map(_bare, value.items)) if isinstance(value, Tuple) else value


_MOST_SPELLINGS = 256


def _spellings(key: Value) -> Iterable[Value]:
    """Yield values that are equal to a key, and of other types."""
    if isinstance(key, Tuple):
        columns = [(item, *_spellings(item)) for item in key.items]
        if prod(map(len, columns)) <= _MOST_SPELLINGS:
            yield from (Tuple(items) for items in product(*columns))
    elif isinstance(key, Known) and isinstance(key.value, int | float | complex):
        for cls in (int, float, bool, complex):
            try:
                other = cls(key.value)  # type: ignore[arg-type]
            except (TypeError, ValueError, OverflowError):
                continue
            if other == key.value and type(other) is not type(key.value):
                yield Known(other)


def with_entry(entries: Mapping[Value, Value], key: Value, value: Value) -> dict[Value, Value]:
    """Return the entries of a dict with one set; a key that is there stays as it was written first."""
    same = key_in(entries, key)
    return {**entries, key if same is None else same: value}


def distinct(items: Iterable[Value]) -> tuple[Value, ...]:
    """Return items without those that are equal to an earlier one."""
    kept: dict[object, Value] = {}
    for item in items:
        kept.setdefault(_bare(item), item)
    return tuple(kept.values())


def identical(one: Value, two: Value) -> bool | None:
    """Decide `one is two`; None where it is not known."""
    if isinstance(one, Unknown) or isinstance(two, Unknown):
        return True if isinstance(one, Unknown) and one == two else None
    if isinstance(one, Known) and isinstance(two, Known):
        singletons = (type(None), bool, type(...))
        if isinstance(one.value, singletons) or isinstance(two.value, singletons):
            return one.value is two.value
        if one is two or one.value is two.value:
            return True
        if type(one.value) is not type(two.value) or one != two:
            return False
        small = isinstance(one.value, int) and -5 <= one.value <= 256
        return True if small or (isinstance(one.value, str) and one.value.isidentifier()) else None
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


def compared_fields(value: Value, frame: Frame) -> tuple[Value, ...] | None:
    """Return the fields of a dataclass's instance that its own `__eq__` compares, None for anything else."""
    from shapecheck.interpreter.dataclasses_ import field_values

    return field_values(value, frame, "compare") if isinstance(value, Ref) else None


def truth(value: Value, frame: Frame) -> bool | None:
    """Decide `bool(value)`; None where it is not known."""
    if isinstance(value, Known):
        return value.value is NotImplemented or bool(value.value)
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
        return count_of(value.value)
    if isinstance(value, Ref):
        found = frame.run.state.objects.get(value.address)
        if isinstance(found, ListObject | SetObject):
            return len(found.items)
        if isinstance(found, DictObject):
            return len(found.entries)
        if isinstance(found, ViewObject):
            shown = view_items(found, frame)
            return None if shown is None else len(shown)
        if isinstance(found, AttributesObject):
            return len(entries_of(found, frame).entries)
        if isinstance(found, InstanceObject):
            return _instance_length(value, frame)
        return None if isinstance(found, Unknown) else 1
    return None


def _instance_length(value: Ref, frame: Frame) -> int | None:
    from shapecheck.interpreter.calls import call

    for name in ("__bool__", "__len__"):
        method = dunder(value, name, frame)
        if method is not None:
            answer = call(method, [value], {}, frame, getattr(method, "node", None) or frame.source.module)
            return int(answer.value) if isinstance(answer, Known) and isinstance(answer.value, int) else None
    held = contents(value, frame)
    if held is None:
        return 1
    decided = truth(held, frame)
    return None if decided is None else int(decided)


def count_of(constant: Any) -> int:
    """Count the items of a string or range; a range may have more than `len` can say."""
    if isinstance(constant, range):
        return max(0, -((constant.start - constant.stop) // constant.step))
    return len(constant)
