"""`vars(object)`, `object.__dict__` and `globals()`: a dict that is the attributes or names themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from shapecheck.interpreter.state import DictObject, InstanceObject
from shapecheck.interpreter.values import Known, Ref

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["AttributesObject", "entries_of", "through"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AttributesObject:
    """The attributes of an instance, or the names of a scope, as a dict."""

    owner: int


def entries_of(found: AttributesObject, frame: Frame) -> DictObject:
    """Return the attributes as they are now."""
    state = frame.run.state
    owner = state.objects.get(found.owner)
    names = owner.names if isinstance(owner, InstanceObject) else state.names_in(found.owner)
    held = {name: state.cell(found.owner, name) for name in names if name.isidentifier()}
    return DictObject({Known(name): value for name, value in held.items() if value is not None})


def through(found: AttributesObject, do: Callable[[Ref], T], frame: Frame) -> T:
    """Do something with the attributes as a plain dict, and set and delete what it has changed."""
    before = entries_of(found, frame)
    plain = frame.run.new(before)
    result = do(plain)
    state = frame.run.state
    after: Any = state.objects.get(plain.address)
    entries: Mapping[Any, Any] = (
        after.entries if isinstance(after, DictObject) else dict.fromkeys(before.entries, after)
    )
    for key in before.entries.keys() - entries.keys():
        state.unbind(found.owner, str(getattr(key, "value", "")))
    for key, value in entries.items():
        if isinstance(key, Known) and before.entries.get(key) is not value:
            state.bind(found.owner, str(key.value), value)
    return result
