"""What rules ask of their arguments: the shape of an operand, an axis, a size, a target shape; all of them known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Any, NoReturn, TypeVar

from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.shapes.dims import Dim, symbols_of
from shapecheck.shapes.requirements import Refused
from shapecheck.shapes.shape import Shape
from shapecheck.shapes.tensor import Tensor, Vector

T = TypeVar("T")

__all__ = [
    "axes_of",
    "at_the_run",
    "axis_in",
    "by_backend",
    "known",
    "pair_of",
    "refuse",
    "refuse_symbolic",
    "shape_of",
    "sizes_of",
    "symbolic",
    "tensors_of",
    "whole",
]


class Backends(local):
    """Tell how many blocks there are around, in this thread, in which the backend computes."""

    depth: int = 0


BACKENDS = Backends()


@contextmanager
def by_backend(computes: bool) -> Iterator[None]:
    """Say that the backend itself computes what is asked inside: on arrays, or while it traces a `call`."""
    BACKENDS.depth += computes
    try:
        yield
    finally:
        BACKENDS.depth -= computes


def symbolic() -> bool:
    """Tell whether Keras works out what becomes of its symbolic tensors, without its backend."""
    return not BACKENDS.depth


def refuse(message: str, keras: str | None = None, kind: str = "invalid-argument", when: str = "build") -> NoReturn:
    """Raise what Keras raises for this call."""
    raise Refused(message, when, keras, kind)


def refuse_symbolic(message: str, keras: str) -> None:
    """Raise what Keras raises of symbolic tensors alone: arrays, and tensors in a `call`, the backend takes so."""
    if symbolic():
        refuse(message, keras, "symbolic-argument")


def at_the_run(check: Callable[[], T]) -> T:
    """Return what a check returns; what it refuses, Keras refuses only as it runs."""
    try:
        return check()
    except Refused as refused:
        raise Refused(refused.message, "run", None, refused.kind) from None


def shape_of(value: Any) -> Shape:
    """Return the shape of an operand: a tensor's, that of nested lists of numbers, () for a number.

    Raises NotKnown where not even the rank is known.
    """
    if isinstance(value, Tensor):
        if value.shape is None:
            raise NotKnown("the rank of an operand is not known")
        return value.shape
    if isinstance(value, Vector):
        return (len(value.sizes),)
    if isinstance(value, list | tuple):
        inner = {shape_of(item) for item in value}
        if len(inner) > 1:
            raise NotKnown("a list of unlike items")
        return (len(value), *next(iter(inner), ()))
    if isinstance(value, Dim):
        if any(not symbol.dynamic for symbol in symbols_of(value)):
            raise NotKnown("a parameter that may be a size or a tensor")
        return ()
    if isinstance(value, float | complex):
        return ()
    raise NotKnown(value.reason if isinstance(value, Opaque) else f"{type(value).__name__} is no tensor")


def known(value: Any) -> Any:
    """Return a plain value that must be known, None included; lists become tuples.

    Raises NotKnown where it is not.
    """
    if isinstance(value, Opaque):
        raise NotKnown(value.reason)
    if isinstance(value, Tensor):
        raise NotKnown("an argument is a tensor whose content is not known")
    if isinstance(value, Vector):
        return value.sizes
    if isinstance(value, list | tuple):
        return tuple(known(item) for item in value)
    return value


def whole(value: Any) -> Dim:
    """Return an integer, which may be a symbol.

    Raises NotKnown for anything else.
    """
    found = known(value)
    if isinstance(found, bool) or not isinstance(found, Dim):
        raise NotKnown(f"{found!r} is not an integer")
    return found


def axis_in(value: Any) -> int:
    """Return an axis.

    Raises NotKnown for what is no known integer.
    """
    found = known(value)
    if not isinstance(found, int):
        raise NotKnown(f"{found!r} is not an axis")
    return found


def axes_of(value: Any) -> int | tuple[int, ...] | None:
    """Return an axis, several, or None.

    Raises NotKnown for anything else.
    """
    found = known(value)
    if found is None or isinstance(found, int):
        return found
    if isinstance(found, tuple):
        return tuple(axis_in(item) for item in found)
    raise NotKnown(f"{found!r} is not a list of axes")


def pair_of(value: Any, count: int = 2) -> tuple[Dim, ...]:
    """Return one integer for each of several axes, of one that serves all or of as many.

    Raises NotKnown for anything else.
    """
    found = known(value)
    if isinstance(found, tuple) and len(found) == count:
        return tuple(whole(item) for item in found)
    return (whole(found),) * count


def sizes_of(value: Any) -> tuple[Dim, ...]:
    """Return a target shape as sizes.

    Raises NotKnown where one of them is not known.
    """
    found = known(value)
    if isinstance(found, Dim) and not isinstance(found, bool):
        return (found,)
    if not isinstance(found, tuple):
        raise NotKnown("the target shape is not known")
    return tuple(whole(item) for item in found)


def tensors_of(value: Any, what: str = "what is joined") -> list[Any]:
    """Return a list of tensors as one; a tensor in place of the list is one of its slices each.

    Raises NotKnown for anything else.
    """
    if isinstance(value, Tensor) and value.shape and isinstance(value.shape[0], int) and value.shape[0] <= 64:
        return [Tensor(value.shape[1:], value.dtype)] * value.shape[0]
    if not isinstance(value, list | tuple) or not value:
        raise NotKnown(f"{what} is not known")
    return list(value)
