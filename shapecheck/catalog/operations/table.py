"""The table of operations, and how their arguments are bound whatever library's names they come under."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.operations.dtypes import UNKNOWN, WIDE, is_float
from shapecheck.catalog.operations.folding import folded
from shapecheck.catalog.operations.operands import refuse
from shapecheck.catalog.operations.recorded import Signature, renamed, signature_of
from shapecheck.shapes.requirements import Refused, build_first
from shapecheck.shapes.tensor import Tensor

__all__ = ["OPERATIONS", "Bound", "Operation", "NotTaken", "Plain", "apply", "bind", "find", "named_alike", "operation"]


@dataclass(frozen=True, slots=True)
class Operation:
    """Hold one operation: its canonical path, its function, and the arguments that the function reads.

    `keeps` tells that its results have the dtype of its first tensor in every library; `needed` are the arguments that
    the function cannot do without.
    """

    path: str
    function: Callable[..., Any]
    parameters: tuple[str, ...]
    variadic: bool
    keeps: bool
    defaults: Mapping[str, Any]
    needed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plain:
    """Wrap a result that is no tensor: a tuple of sizes, an integer."""

    content: Any


@dataclass(frozen=True, slots=True)
class Bound:
    """Hold the arguments of a call by the names of the operation, and those that came for its variadic one."""

    operation: Operation
    arguments: dict[str, Any]
    rest: tuple[Any, ...] = ()


OPERATIONS: dict[str, Operation] = {}

Rule = TypeVar("Rule", bound=Callable[..., Any])


def operation(*paths: str, keeps: bool = False, **defaults: Any) -> Callable[[Rule], Rule]:
    """Enter a function under each of its paths; the first is canonical.

    It takes what it reads of the operation's arguments, by their names, and returns a Tensor, a list or tuple of these, or
    plain sizes wrapped in `Plain`. `defaults` are what the further paths put in where nothing is given, if that is
    neither their own default nor the operation's. Raises Refused where Keras does, NotKnown where a value is unknown.
    """

    def enter(function: Rule) -> Rule:
        parameters = inspect.signature(function).parameters.values()
        names = tuple(item.name for item in parameters if item.kind is not item.VAR_POSITIONAL)
        variadic = any(item.kind is item.VAR_POSITIONAL for item in parameters)
        needed = tuple(item.name for item in parameters if item.default is item.empty and item.name in names)
        for path in paths:
            own = {} if path == paths[0] else defaults
            OPERATIONS[path] = Operation(paths[0], function, names, variadic, keeps, own, needed)
        return function

    return enter


_FAMILIES = (
    "keras.ops.{}", "numpy.{}", "tensorflow.{}", "tensorflow.math.{}", "tensorflow.nn.{}", "tensorflow.linalg.{}",
    "numpy.linalg.{}", "keras.backend.{}", "keras.activations.{}",
)  # fmt: skip


def named_alike(name: str) -> tuple[str, ...]:
    """Return the paths of an operation that the libraries have under one name, with one meaning."""
    return tuple(family.format(name) for family in _FAMILIES)


def find(path: str) -> Operation | None:
    """Return the operation that a path stands for, None where it stands for none."""
    found = OPERATIONS.get(path)
    if found is None and path.startswith("jax.numpy."):
        found = OPERATIONS.get(path.removeprefix("jax."))
    return None if found is None or signature_of(path) is None else found


def apply(path: str, positional: Sequence[Any], keywords: Mapping[str, Any]) -> tuple[Bound, Any]:
    """Apply an operation by any of its paths: its bound arguments, and what it returns.

    Raises Refused for what Keras refuses, NotKnown where a value that matters is unknown, LookupError for a path that
    stands for no operation.
    """
    bound = bind(path, positional, keywords)
    operation = bound.operation
    read = {name: value for name, value in bound.arguments.items() if name in operation.parameters}
    lacking = next((name for name in operation.needed if name not in read), None)
    if lacking is not None:
        raise NotKnown(f"the argument `{lacking}` is not given in this spelling")
    for value in (*bound.rest, *read.values()):
        if isinstance(value, Opaque) and not value.callable:
            raise NotKnown(value.reason)
    sizes = folded(operation.path, read)
    if sizes is not None:
        return bound, Plain(sizes)
    try:
        with build_first:
            made = operation.function(*bound.rest, **read)
    except Refused as refused:
        scalar = any(isinstance(item, Tensor) and item.shape == () for item in (*bound.rest, *read.values()))
        lenient = path.startswith("numpy.") and scalar  # NumPy gives a scalar the axes 0 and -1
        if path.startswith("keras.") or path == operation.path or (refused.kind in _SHARED and not lenient):
            raise
        raise NotKnown(refused.message) from None
    if path.startswith("keras."):
        made = _halved(made)
    if path != operation.path and not path.startswith("keras.activations."):
        made = _retyped(made, operation, (*bound.rest, *bound.arguments.values()), bound.arguments.get("dtype"))
    return bound, made


_SHARED = frozenset(
    ("broadcast-mismatch", "inner-mismatch", "axis-out-of-range", "reshape-size", "concatenate-mismatch")
)
"""What every library refuses; the rest are Keras's own checks."""


def bind(path: str, positional: Sequence[Any], keywords: Mapping[str, Any]) -> Bound:
    """Bind the arguments of a call to the names of the operation.

    Raises Refused for arguments that Keras does not take, NotKnown for those that another library may take, or whose
    meaning the operation lacks.
    """
    operation, signature = find(path), signature_of(path)
    if operation is None or signature is None:
        raise LookupError(path)
    given, rest = _given(path, signature, positional, keywords)
    if path == operation.path:
        return Bound(operation, given, rest)
    names = renamed(path, operation.path)
    arguments: dict[str, Any] = {}
    for name, value in given.items():
        if name not in names:
            if name in signature.defaults and _same(value, signature.defaults[name]):
                continue
            raise NotKnown(f"the argument `{name}` is not modelled")
        ours = names[name]
        if ours is not None:
            usual = ours in operation.defaults and _same(value, signature.defaults.get(name, _MISSING))
            arguments[ours] = operation.defaults[ours] if usual else value
    own = signature_of(operation.path)
    for name, default in signature.defaults.items():
        ours = names.get(name)
        if ours is not None and ours not in arguments and own is not None and not _is_sentinel(default):
            value = operation.defaults.get(ours, default)
            if ours in own.names and not _same(value, own.defaults.get(ours, _MISSING)):
                arguments[ours] = value
    return Bound(operation, arguments, rest)


_MISSING = object()


def _is_sentinel(default: Any) -> bool:
    """Tell whether a default only says that nothing was given: it is recorded by its type, "<_NoValueType>"."""
    return isinstance(default, str) and default.startswith("<")


def _same(one: Any, other: Any) -> bool:
    return one is other or (
        type(one) is type(other) and isinstance(one, bool | int | float | str | tuple) and one == other
    )


def _given(
    path: str, signature: Signature, positional: Sequence[Any], keywords: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[Any, ...]]:
    """Return the arguments by the function's own names, and the variadic ones."""
    given = dict(zip(signature.positional, positional, strict=False))
    rest = tuple(positional[len(signature.positional) :])
    name = path.rpartition(".")[2]
    if rest and signature.variadic is None:
        text = f"{name}() takes {len(signature.positional)} positional arguments but {len(positional)} were given"
        _not_taken(path, f"{name} takes {len(signature.positional)} arguments, got {len(positional)}", text)
    for word, value in keywords.items():
        if word in given:
            text = f"{name}() got multiple values for argument '{word}'"
            _not_taken(path, f"{name} is given `{word}` twice", text, "invalid-argument")
        if word not in signature.names and not signature.keywords:
            _not_taken(
                path, f"{name} takes no argument `{word}`", f"{name}() got an unexpected keyword argument '{word}'"
            )
        given[word] = value
    missing = [word for word in signature.names if word not in given and word not in signature.defaults]
    if missing:
        words = " and ".join(f"'{word}'" for word in missing)
        plural = "s" if len(missing) > 1 else ""
        text = f"{name}() missing {len(missing)} required positional argument{plural}: {words}"
        _not_taken(path, f"{name} wants {words}".replace("'", "`"), text, "missing-argument")
    return given, rest


class NotTaken(NotKnown):
    """Raised where a function of another library may not take its arguments: a TypeError, if so."""


def _not_taken(path: str, message: str, text: str, kind: str = "unknown-argument") -> None:
    """Refuse arguments that a function of today's Keras does not take; other libraries change theirs."""
    if not path.startswith(("keras.ops.", "keras.random.")):
        raise NotTaken(message)
    refuse(message, text, kind)


def _halved(made: Any) -> Any:
    """Take back dtypes of 64 bits, which some of Keras's backends halve."""
    if isinstance(made, list | tuple):
        return type(made)(map(_halved, made))
    return replace(made, dtype=UNKNOWN) if isinstance(made, Tensor) and made.dtype in WIDE else made


def _retyped(made: Any, operation: Operation, operands: Sequence[Any], asked: Any) -> Any:
    """Take back dtypes that only Keras gives: other libraries promote in their own ways."""
    if isinstance(made, list | tuple):
        return type(made)(_retyped(item, operation, operands, asked) for item in made)
    if not isinstance(made, Tensor) or made.dtype == "bool" or (asked and made.dtype == asked):
        return made
    given = {
        item.dtype
        for value in operands
        for item in (value if isinstance(value, list | tuple) else [value])
        if isinstance(item, Tensor)
    }
    of_first = isinstance(operands[0] if operands else None, Tensor)  # indices beside it have a dtype of their own
    if operation.keeps and (of_first or given == {made.dtype}):
        return made
    return made if given == {made.dtype} and is_float(made.dtype) else replace(made, dtype=UNKNOWN)
