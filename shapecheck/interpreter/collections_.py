"""Containers of `collections` that are more than a list or dict, and the views of a dict."""

from __future__ import annotations

import collections
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapecheck.interpreter.state import DictObject, ListObject, SetObject
from shapecheck.interpreter.values import Tuple, Value

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = [
    "CounterObject",
    "DequeObject",
    "OrderedObject",
    "ViewObject",
    "kind_of",
    "python_class",
    "trimmed",
    "view_items",
]


@dataclass(frozen=True, slots=True)
class DequeObject(ListObject):
    """A `deque`; one with a `maxlen` drops items at the other end."""

    kind: str = "deque"
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class CounterObject(DictObject):
    """A `Counter`; what it does not hold is there zero times."""


@dataclass(frozen=True, slots=True)
class OrderedObject(DictObject):
    """An `OrderedDict`; two of them are equal only in the same order."""


@dataclass(frozen=True, slots=True)
class ViewObject:
    """The `keys`, `values` or `items` of a dict, as it is when it is looked at."""

    owner: int
    what: str


def kind_of(found: object) -> str | None:
    """Return the name of a container's class, None for what is none."""
    if isinstance(found, ListObject):
        return found.kind
    if isinstance(found, CounterObject | OrderedObject):
        return "Counter" if isinstance(found, CounterObject) else "OrderedDict"
    if isinstance(found, DictObject):
        return "dict" if found.default is None else "defaultdict"
    return f"dict_{found.what}" if isinstance(found, ViewObject) else None


_MADE: tuple[type, ...] = (
    list, dict, collections.deque, collections.Counter, collections.OrderedDict, collections.defaultdict,
    type({}.keys()), type({}.values()), type({}.items()),
)  # fmt: skip
_CLASSES = {cls.__name__: cls for cls in _MADE}


def python_class(found: object) -> type | None:
    """Return the class that Python makes a container of, None for what is none."""
    if isinstance(found, SetObject):
        return frozenset if found.frozen else set
    return _CLASSES.get(kind_of(found) or "")


def trimmed(found: ListObject, items: tuple[Value, ...], *, left: bool = False) -> tuple[Value, ...]:
    """Return items as a list or deque keeps them; `left` tells that they were added at the left end."""
    longest = found.longest if isinstance(found, DequeObject) else None
    if longest is None or len(items) <= longest:
        return items
    return items[:longest] if left else items[len(items) - longest :]


def view_items(view: ViewObject, frame: Frame) -> tuple[Value, ...] | None:
    """Return what a view shows now, None where its dict is unknown."""
    found = frame.run.state.objects.get(view.owner)
    if not isinstance(found, DictObject):
        return None
    if view.what == "items":
        return tuple(Tuple(pair) for pair in found.entries.items())
    return tuple(found.entries) if view.what == "keys" else tuple(found.entries.values())
