"""The table of Python's own functions and those of its standard library, by dotted name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from shapecheck.interpreter.exceptions import exception_class, make_exception
from shapecheck.interpreter.frame import Frame, raising
from shapecheck.interpreter.values import Unknown, Value, derived_key, unknown

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["FUNCTIONS", "Arguments", "builtin", "call_builtin", "load"]


class Arguments:
    """The arguments of one call of a built-in: values by position and keyword, the frame and the node."""

    __slots__ = ("frame", "keywords", "name", "node", "positional")

    def __init__(
        self, name: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
    ) -> None:
        self.name = name
        self.positional = list(positional)
        self.keywords = dict(keywords)
        self.frame = frame
        self.node = node

    def get(self, index: int, keyword: str | None = None, default: Value | None = None) -> Value | None:
        """Return an argument by position or keyword."""
        if index < len(self.positional):
            return self.positional[index]
        return self.keywords.get(keyword, default) if keyword is not None else default

    def at(self, index: int, keyword: str | None = None) -> Value:
        """Return an argument that there must be.

        Raises Raised (TypeError).
        """
        value = self.get(index, keyword)
        if value is None:
            raise raising("TypeError", f"{self.name}() misses an argument", self.frame.site(self.node))
        return value

    def lost(self, reason: str) -> Unknown:
        """Return an unknown that came about here; it carries on what is unknown in the arguments."""
        for value in (*self.positional, *self.keywords.values()):
            if isinstance(value, Unknown):
                key = derived_key(self.name, *(getattr(v, "key", v) for v in self.positional))
                return Unknown(value.reason, value.site, _hashable(key), None, value.entry, value.problem)
        return unknown(reason, self.frame.site(self.node))


def _hashable(key: object) -> object:
    try:
        hash(key)
    except TypeError:
        return object()
    return key


Handler = Callable[[Arguments], Value]

FUNCTIONS: dict[str, Handler] = {}


def builtin(*names: str) -> Callable[[Handler], Handler]:
    """Enter a function as the meaning of built-ins."""

    def enter(handler: Handler) -> Handler:
        for name in names:
            FUNCTIONS[name] = handler
        return handler

    return enter


def load() -> None:
    """Import every file of the library once."""
    from shapecheck.interpreter import library

    if not FUNCTIONS:
        for module in pkgutil.iter_modules(library.__path__):
            importlib.import_module(f"{library.__name__}.{module.name}")


def call_builtin(
    name: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call a built-in by its dotted name.

    Raises Raised where Python would on known values.
    """
    from shapecheck.interpreter.calls import escape

    handler = FUNCTIONS.get(name)
    if handler is not None:
        return handler(Arguments(name, positional, keywords, frame, node))
    if exception_class(name) is not None:
        return make_exception(name, positional, keywords, frame)
    for value in (*positional, *keywords.values()):
        escape(value, frame, node)
    return frame.lost(f"`{name}` is not modelled", node)
