"""Decorators: the standard ones by what they do, the user's by calling them, unknown ones looked through."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shapecheck.interpreter.dataclasses_ import make_dataclass
from shapecheck.interpreter.frame import Frame
from shapecheck.interpreter.properties import Property, as_function
from shapecheck.interpreter.state import DictObject
from shapecheck.interpreter.values import (
    TRUE,
    Builtin,
    Function,
    Method,
    Partial,
    Ref,
    Reference,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["decorated"]

_TRANSPARENT = (
    "typing.overload", "typing.final", "typing.no_type_check", "typing.runtime_checkable", "contextlib.contextmanager",
    "atexit.register", "enum.unique",
)  # fmt: skip

_KINDS = ("staticmethod", "classmethod")
_PROPERTIES = ("property", "functools.cached_property", "abc.abstractproperty")
_CACHES = ("functools.lru_cache", "functools.cache")


def decorated(decorator: Value, made: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return what a decorator makes of a function or class."""
    from shapecheck.interpreter.calls import call

    path = _path(decorator)
    if path is not None and path in (*_KINDS, *_PROPERTIES, *_CACHES):
        return _of_python(path, made, frame)
    if path == "dataclasses.dataclass" and isinstance(made, Ref):
        make_dataclass(made, dict(decorator.keywords) if isinstance(decorator, Partial) else {}, frame)
        return made
    if path == "functools.total_ordering" and isinstance(made, Ref):
        frame.run.state.objects[made.address, " total ordering"] = TRUE
        return made
    if path == "abc.abstractmethod":
        function = as_function(made, frame)
        if function is not None:
            frame.run.abstract.add(id(function.node))
        return made
    if path in _TRANSPARENT or _of_keras(path):
        return made
    found = frame.run.state.objects.get(decorator.address) if isinstance(decorator, Ref) else None
    called = isinstance(decorator, Function | Partial | Builtin | Method)
    if called or (isinstance(decorator, Ref) and not isinstance(found, Unknown)):
        return call(decorator, [made], {}, frame, node)
    if path is None and isinstance(decorator, Unknown):
        frame.lost("a decorator that is not read is taken to return what it decorates", node)
    return made


def _of_python(path: str, made: Value, frame: Frame) -> Value:
    """Return what one of Python's own decorators makes of a function."""
    if path in _KINDS:
        return replace(made, kind=path) if isinstance(made, Function) else made
    if path in _PROPERTIES:
        return frame.run.new(Property(made, cached=path == "functools.cached_property"))
    return Partial(Builtin("functools.cached call"), (made, frame.run.new(DictObject({}))), ())


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
