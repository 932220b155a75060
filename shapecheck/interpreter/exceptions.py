"""Exceptions of the analysed program: what a `raise` raises and an `except` catches."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from shapecheck.interpreter.dispatch import evaluate
from shapecheck.interpreter.frame import Raised
from shapecheck.interpreter.state import ClassObject, InstanceObject
from shapecheck.interpreter.values import Builtin, Ref, Reference, Tuple, Value

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["caught_names", "lineage", "raised_of"]

_ANY = ("Exception", "BaseException", "object")


def lineage(value: Value, frame: Frame) -> tuple[str, ...]:
    """Return the names of an exception's class, or of an instance's class, and of those above it."""
    if isinstance(value, Builtin):
        cls = getattr(builtins, value.name, None)
        return tuple(base.__name__ for base in cls.__mro__) if isinstance(cls, type) else (value.name, *_ANY)
    if isinstance(value, Reference):
        return (value.path, *_ANY)
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, InstanceObject) and found.cls is not None:
        return lineage(Ref(found.cls), frame)
    if isinstance(found, ClassObject):
        names = [found.path]
        for parent in found.order[1:]:
            names.extend(lineage(parent, frame) if not isinstance(parent, Ref) else [_path(parent, frame)])
        return tuple(dict.fromkeys(names))
    return _ANY


def _path(ref: Ref, frame: Frame) -> str:
    found = frame.run.state.objects.get(ref.address)
    return found.path if isinstance(found, ClassObject) else "Exception"


def raised_of(value: Value, frame: Frame, node: cst.CSTNode) -> Raised:
    """Return the exception that `raise value` raises."""
    return Raised(lineage(value, frame), value, explicit=True, site=frame.site(node))


def caught_names(handler: cst.ExceptHandler, frame: Frame) -> tuple[str, ...] | None:
    """Return the names of the classes that a handler catches; None where it catches everything."""
    if handler.type is None:
        return None
    value = evaluate(handler.type, frame)
    classes = value.items if isinstance(value, Tuple) else (value,)
    names = tuple(lineage(cls, frame)[0] for cls in classes)
    return None if {"Exception", "BaseException"} & set(names) else names
