"""Decorators: the standard ones by what they do, the user's by calling them, unknown ones looked through."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shapecheck.interpreter.frame import Frame
from shapecheck.interpreter.values import (
    TRUE,
    Builtin,
    Function,
    Known,
    Method,
    Partial,
    Ref,
    Reference,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["decorated", "field_default"]

_TRANSPARENT = (
    "functools.wraps", "functools.lru_cache", "functools.cache", "abc.abstractmethod", "typing.overload", "typing.final",
    "contextlib.contextmanager", "functools.total_ordering", "atexit.register",
)  # fmt: skip


def decorated(decorator: Value, made: Value, frame: Frame, node: cst.Decorator) -> Value:
    """Return what a decorator makes of a function or class."""
    from shapecheck.interpreter.calls import call

    if isinstance(decorator, Builtin) and decorator.name in ("staticmethod", "classmethod", "property"):
        return replace(made, kind=decorator.name) if isinstance(made, Function) else made
    if isinstance(decorator, Method) and decorator.name in ("setter", "getter", "deleter"):
        if decorator.name == "setter" and isinstance(decorator.receiver, Function):
            frame.bind(f"{decorator.receiver.name}.setter", made)
        return decorator.receiver
    path = _path(decorator)
    if path in ("functools.cached_property", "abc.abstractproperty"):
        return replace(made, kind="property") if isinstance(made, Function) else made
    if path == "dataclasses.dataclass":
        if isinstance(made, Ref):
            frame.run.state.objects[made.address, "__dataclass__"] = TRUE
        return made
    if path in _TRANSPARENT or _of_keras(path):
        return made
    if isinstance(decorator, (Function | Partial, Ref)):
        return call(decorator, [made], {}, frame, node)
    if path is None and isinstance(decorator, Unknown):
        frame.lost("a decorator that is not read is taken to return what it decorates", node)
    return made


def _path(decorator: Value) -> str | None:
    """Return the dotted path of a library's decorator, or of the factory that made it."""
    if isinstance(decorator, Reference):
        return decorator.path
    if isinstance(decorator, Builtin):
        return decorator.name
    if isinstance(decorator, Partial) and isinstance(decorator.function, Reference | Builtin):
        return _path(decorator.function)
    if isinstance(decorator, Unknown) and isinstance(decorator.key, tuple) and decorator.key[:1] == ("called",):
        return _path(decorator.key[1])
    return None


def _of_keras(path: str | None) -> bool:
    return path is not None and path.partition(".")[0] in (
        "keras",
        "tensorflow",
        "tf_keras",
        "jax",
        "numba",
        "keras_hub",
    )


def field_default(default: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return a fresh default of a dataclass's field, from `field(default=...)` or `field(default_factory=...)`."""
    from shapecheck.interpreter.calls import call

    if isinstance(default, Partial) and default.function == Builtin("dataclasses.field"):
        given = dict(default.keywords)
        if "default_factory" in given:
            return call(given["default_factory"], [], {}, frame, node)
        return given.get("default", Known(None))
    return default
