"""Unknown values whose kind a use fixes: a size where an integer is wanted, a tensor where a layer is called on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.interpreter.state import DictObject
from shapecheck.interpreter.values import Known, Ref, Size, Tuple, Unknown, Value

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame, Run
    from shapecheck.shapes.dims import Dim

__all__ = ["as_size", "as_tensor", "holds_place", "refined"]


def refined(value: Value, frame: Frame) -> Value:
    """Return what the uses of an unknown value so far have made of it."""
    if isinstance(value, Unknown):
        return frame.run.refinements.get(value.key, value)
    return value


def as_size(value: Value, frame: Frame, *, beside: Value | None = None, wanted: bool = False) -> Dim | None:
    """Return a value as a size, None where it is none.

    An entry's parameter becomes a symbol beside another integer; any unknown does where an integer is `wanted`.
    """
    value = refined(value, frame)
    if isinstance(value, Size):
        return value.dim
    if isinstance(value, Known):
        return value.value if isinstance(value.value, int) else None
    if not isinstance(value, Unknown) or value.problem:
        return None
    if not wanted and not (value.entry and value.name and _is_integer(beside, frame)):
        return None
    if value.name is None:
        return None
    origin = f"parameter {value.name}" if value.entry else f"{value.name}: {value.reason}"
    symbol = frame.run.symbol(value.name, dynamic=False, origin=origin, site=value.site)
    frame.run.refinements[value.key] = Size(symbol)
    return symbol


def _is_integer(value: Value | None, frame: Frame) -> bool:
    if value is None:
        return False
    value = refined(value, frame)
    if isinstance(value, Known):
        return isinstance(value.value, int) and not isinstance(value.value, bool)
    return isinstance(value, Size) or (isinstance(value, Unknown) and value.entry and value.name is not None)


def as_tensor(value: Value, frame: Frame) -> Value:
    """Return an entry's parameter that a layer is called on as a tensor of unknown rank; other values as they are."""
    value = refined(value, frame)
    # of what a parameter holds, evidence says what is an input
    own = isinstance(value, Unknown) and value.entry and value.name is not None and value.name.isidentifier()
    if isinstance(value, Unknown) and own and not value.problem:
        tensor = frame.run.evidence.tensor(value, frame.run.keys)
        frame.run.refinements[value.key] = tensor
        return tensor
    return value


def holds_place(value: Value | None, run: Run) -> bool:
    """Tell whether a default only holds a place: `None`, 0, empty."""
    if isinstance(value, Known):
        return not value.value and value.value is not False
    if isinstance(value, Tuple):
        return not value.items
    found = run.state.objects.get(value.address) if isinstance(value, Ref) else None
    return isinstance(found, DictObject) and not found.entries
