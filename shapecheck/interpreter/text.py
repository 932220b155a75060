"""`str`, `repr` and `format` of values that are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.state import DictObject, ListObject
from shapecheck.interpreter.values import Known, Ref, Tuple, Value

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["formatted", "plain", "shown"]


def plain(value: Value, frame: Frame) -> object:
    """Return a value made of constants, tuples, lists and dicts as the Python object that it is.

    Raises ValueError where a part of it is not known.
    """
    if isinstance(value, Known):
        return value.value
    if isinstance(value, Tuple) and not value.fields:
        return tuple(plain(item, frame) for item in value.items)
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, ListObject) and found.kind == "list":
        return [plain(item, frame) for item in found.items]
    if isinstance(found, DictObject) and found.default is None:
        return {plain(key, frame): plain(item, frame) for key, item in found.entries.items()}
    raise ValueError("not a plain value")


def shown(value: Value, frame: Frame, *, as_repr: bool = False) -> str | None:
    """Return `str(value)` or `repr(value)`, None where it is not known."""
    try:
        constant = plain(value, frame)
    except ValueError:
        return None
    return repr(constant) if as_repr else str(constant)


def formatted(value: Value, conversion: str | None, spec: str, frame: Frame) -> str | None:
    """Return `format(value, spec)` after a conversion (`r`, `s`, `a`), None where it is not known.

    Raises Raised where Python refuses the format.
    """
    try:
        constant = plain(value, frame)
    except ValueError:
        return None
    if conversion:
        convert: dict[str, Callable[[object], str]] = {"r": repr, "s": str, "a": ascii}
        constant = convert[conversion](constant)
    if any(run.isdigit() and len(run) > 4 for run in "".join(c if c.isdigit() else " " for c in spec).split()):
        return None
    try:
        return format(constant, spec)
    except (ValueError, TypeError) as error:
        raise raising(type(error).__name__, str(error)) from None
