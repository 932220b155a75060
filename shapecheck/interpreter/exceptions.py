"""Exceptions of the analysed program: what a `raise` raises, an `except` catches, and `as` binds."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapecheck.interpreter.dispatch import evaluate
from shapecheck.interpreter.frame import Frame, Raised
from shapecheck.interpreter.state import ClassObject, InstanceObject
from shapecheck.interpreter.values import Builtin, Ref, Reference, Tuple, Value, unknown

if TYPE_CHECKING:
    import libcst as cst

__all__ = [
    "ExceptionObject",
    "caught_names",
    "exception_class",
    "exception_of",
    "lineage",
    "make_exception",
    "raised_of",
]

_ANY = ("Exception", "BaseException", "object")


@dataclass(frozen=True, slots=True)
class ExceptionObject:
    """An instance of one of Python's own exceptions: its class, and its `args`."""

    name: str
    args: Value


def exception_class(name: str) -> type[BaseException] | None:
    """Return Python's own exception of a name."""
    cls = getattr(builtins, name, None)
    return cls if isinstance(cls, type) and issubclass(cls, BaseException) else None


def make_exception(name: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame) -> Value:
    """Make an instance of one of Python's own exceptions."""
    return frame.run.new(ExceptionObject(name, Tuple(tuple(positional))))


def lineage(value: Value, frame: Frame) -> tuple[str, ...]:
    """Return the names of an exception's class, or of an instance's class, and of those above it."""
    if isinstance(value, Builtin):
        cls = exception_class(value.name)
        return tuple(base.__name__ for base in cls.__mro__) if cls is not None else (value.name, *_ANY)
    if isinstance(value, Reference):
        return (value.path, *_ANY)
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, ExceptionObject):
        return lineage(Builtin(found.name), frame)
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
    """Return the exception that `raise value` raises; a class is called first."""
    from shapecheck.interpreter.calls import call

    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, ClassObject) or (isinstance(value, Builtin) and exception_class(value.name) is not None):
        value = call(value, [], {}, frame, node)
    return Raised(lineage(value, frame), value, explicit=True, site=frame.site(node))


def exception_of(raised: Raised, frame: Frame) -> Value:
    """Return what `as` binds; what Python or Keras says with an exception of theirs is not repeated here."""
    found = frame.run.state.objects.get(raised.value.address) if isinstance(raised.value, Ref) else None
    if raised.explicit and found is not None and raised.value is not None:
        return raised.value
    if exception_class(raised.lineage[0]) is None:
        return unknown("the exception is not known", raised.site)
    text = unknown("what the exception says is not known", raised.site)
    return frame.run.new(ExceptionObject(raised.lineage[0], text))


def caught_names(handler: cst.ExceptHandler, frame: Frame) -> tuple[str, ...] | None:
    """Return the names of the classes that a handler catches; None where it catches everything."""
    if handler.type is None:
        return None
    value = evaluate(handler.type, frame)
    classes = value.items if isinstance(value, Tuple) else (value,)
    names = tuple(lineage(cls, frame)[0] for cls in classes)
    return None if {"Exception", "BaseException"} & set(names) else names
