"""The table of what makes and prepares data: functions by their paths, methods by class and name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from shapecheck.catalog.arrays.data import Data, operand
from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.shapes.dims import Dim, Symbol
from shapecheck.shapes.requirements import Refused, differs

__all__ = [
    "CLASSES", "METHODS", "OPEN", "SELF", "SOURCES", "Changed", "Source", "Tool", "apply", "array", "constant", "library_class",
    "method", "open_size", "rows_of", "same_rows", "source", "with_rows",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tool:
    """An object of a library's that holds or prepares data: a scaler, a data set, a table.

    `config` is what its class was given, `learned` what it knows by now; its attributes are read from there.
    """

    path: str
    config: Mapping[str, Any] = field(default_factory=dict)
    learned: Mapping[str, Any] = field(default_factory=dict)

    def knows(self, **learned: Any) -> Tool:
        """Return the same tool with more that it knows."""
        return replace(self, learned={**self.learned, **learned})


@dataclass(frozen=True, slots=True)
class Changed:
    """What a method returns that changes its object: what the object is from now on, and the result."""

    tool: Any
    result: Any = None


SELF = object()
"""The result of a method that returns its own object."""

OPEN = "?"
"""How the names of sizes begin that only the data decides; whoever takes the result puts fresh symbols there."""


def open_size(name: str, minimum: int = 0) -> Symbol:
    """Return a size that only the data decides; within one result a name is one size."""
    return Symbol(OPEN + name, False, minimum)


@dataclass(frozen=True, slots=True)
class Source:
    """Hold one function or method: what it does, by the signature of the real one."""

    path: str
    function: Callable[..., Any]
    signature: inspect.Signature


SOURCES: dict[str, Source] = {}
"""By dotted path; canonical for names of Keras."""

METHODS: dict[tuple[str, str], Source] = {}
"""By the class of a Tool and the name of the method, whose first argument is the Tool."""

CLASSES: dict[str, tuple[str, ...]] = {}
"""Classes whose objects are Tools, with the names of their arguments in order."""

F = TypeVar("F", bound=Callable[..., Any])


def source(*paths: str) -> Callable[[F], F]:
    """Enter a function under its paths.

    It has the parameters of the real one, in order; those that change nothing here may be left to `**rest`. It takes arrays
    as Data, objects as Tool, functions as callables, what is unknown as Opaque, and returns the like. Raises Refused
    where the library does, NotKnown where the result is unknown.
    """

    def enter(made: F) -> F:
        signature = inspect.signature(made)
        for path in paths:
            SOURCES[path] = Source(path, made, signature)
        return made

    return enter


def method(classes: str | Sequence[str], *names: str) -> Callable[[F], F]:
    """Enter a method of one or more classes, under one or more names."""

    def enter(made: F) -> F:
        signature = inspect.signature(made)
        for path in (classes,) if isinstance(classes, str) else classes:
            for name in names:
                METHODS[path, name] = Source(f"{path}.{name}", made, signature)
        return made

    return enter


def library_class(path: str, *arguments: str) -> None:
    """Enter a class whose objects are Tools; its arguments are kept by name."""
    CLASSES[path] = arguments


def apply(entry: Source, positional: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
    """Apply a function or method to plain arguments.

    Raises Refused where the library refuses, NotKnown where the result is unknown.
    """
    try:
        bound = entry.signature.bind(*positional, **keywords)
    except TypeError as error:
        raise NotKnown(str(error)) from None
    return entry.function(*bound.args, **bound.kwargs)


def constant(value: Any, default: Any = None) -> Any:
    """Return an argument that must be known; the default for None.

    Raises NotKnown where it is not.
    """
    if isinstance(value, Opaque):
        raise NotKnown(value.reason)
    return default if value is None else value


def array(value: Any) -> Data:
    """Return what a library makes an array of: an array, a table, a list.

    Raises NotKnown where that is not known.
    """
    if isinstance(value, Tool):
        held = value.learned.get("array")
        if isinstance(held, Data):
            return held
        raise NotKnown(f"what array a {value.path} is")
    if isinstance(value, Opaque) or callable(value) or isinstance(value, dict):
        raise NotKnown("what is given is no array that is known")
    try:
        return operand(value)
    except Refused as refused:
        raise NotKnown(refused.message) from None


def rows_of(value: Any) -> Dim | None:
    """Return the number of rows of an array, table or list, None where it is not known."""
    try:
        shape = array(value).shape
    except NotKnown:
        return len(value) if isinstance(value, list | tuple) else None
    return shape[0] if shape else None


def same_rows(values: Sequence[Any]) -> Dim | None:
    """Return the number of rows that several things have.

    Raises Refused where two are proven to differ, as `sklearn.utils.check_consistent_length` does.
    """
    counts = [rows_of(value) for value in values if value is not None]
    known = [count for count in counts if count is not None]
    for count in known[1:]:
        if differs(known[0], count) is True:
            text = f"Found input variables with inconsistent numbers of samples: [{', '.join(map(str, counts))}]"
            raise Refused(f"{known[0]} and {count} samples do not belong together", "build", text, "samples-differ")
    return next((count for count in known if isinstance(count, int)), known[0] if known else None)


def with_rows(value: Any, rows: Dim) -> Any:
    """Return some rows of an array, table or list."""
    if isinstance(value, Tool) and isinstance(value.learned.get("array"), Data):
        series = {name: with_rows(column, rows) for name, column in value.learned.get("series", {}).items()}
        return value.knows(array=with_rows(value.learned["array"], rows), series=series)
    try:
        data = array(value)
    except NotKnown as lost:
        return Opaque(str(lost))
    if isinstance(value, list | tuple) and (data.shape is None or data.dtype == ""):
        return Opaque("some items of a list")
    if data.shape is None:
        return data
    return data.shaped((rows, *data.shape[1:]), data.facts.picked(rows=len(data.shape) > 1))
