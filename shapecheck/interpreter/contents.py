"""Instances that are containers or constants too: classes that derive from `dict`, `list`, `str`, `int` and their kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.interpreter.values import Builtin, Ref, Value

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame
    from shapecheck.interpreter.state import ClassObject

__all__ = ["CONTAINERS", "builtin_base", "contents", "hold", "underlying"]

CONTAINERS = ("dict", "list", "set", "collections.OrderedDict", "collections.defaultdict", "collections.deque")
"""Bases whose instances are filled by `__init__`; the others are filled when they are made."""

_BASES = frozenset((*CONTAINERS, "str", "int", "float", "tuple", "frozenset", "bytes", "complex"))

_CONTENTS = " contents"
"""The cell of an instance that holds what it is as a container: no name of Python's."""


def builtin_base(definition: ClassObject) -> str | None:
    """Return the built-in class of values that a user's class derives from."""
    return next((one.name for one in definition.order if isinstance(one, Builtin) and one.name in _BASES), None)


def contents(value: Value, frame: Frame) -> Value | None:
    """Return what an instance holds as an instance of its built-in base, None where it has none."""
    return frame.run.state.cell(value.address, _CONTENTS) if isinstance(value, Ref) else None


def hold(instance: Ref, held: Value, frame: Frame) -> None:
    """Let an instance be a container or constant."""
    frame.run.state.objects[instance.address, _CONTENTS] = held


def underlying(value: Value, frame: Frame) -> Value:
    """Return a value as operators of built-in classes see it: what it holds, or itself."""
    held = contents(value, frame)
    return value if held is None else held
