"""Values in a form in which two of them are the same only if Python cannot tell them apart: type, order and all."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Any

__all__ = ["DEEPEST", "NotPlain", "described"]

_SCALARS = (bool, int, float, complex, str, bytes, type(None), type(...), range)


class NotPlain(Exception):
    """Raised for what is no plain value: an instance, a function, an iterator."""


DEEPEST = 60


def described(value: Any, depth: int = 0) -> Any:
    """Return a value as nested tuples that begin with its type.

    Raises NotPlain, also for what is nested without end.
    """
    if depth > DEEPEST:
        raise NotPlain("too deep")
    kind = type(value).__name__
    if type(value) in _SCALARS:
        return kind, repr(value)
    if isinstance(value, tuple) and type(value).__repr__ is not tuple.__repr__:
        return kind, tuple(described(item, depth + 1) for item in value)
    if type(value) in (list, tuple, deque):
        return kind, tuple(described(item, depth + 1) for item in value)
    if type(value) in (set, frozenset):
        return kind, tuple(sorted((described(item, depth + 1) for item in value), key=repr))
    if isinstance(value, dict) and type(value).__module__ in ("builtins", "collections"):
        named = kind if isinstance(value, OrderedDict) or type(value) is not dict else "dict"
        return named, tuple((described(key, depth + 1), described(item, depth + 1)) for key, item in value.items())
    raise NotPlain(kind)
