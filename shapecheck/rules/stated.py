"""Stated shapes that are untrue: which of them are the flattened reading of a `Dense`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapecheck.graph.last_axis import dense_behind
from shapecheck.shapes.requirements import differs
from shapecheck.shapes.tensor import Tensor

if TYPE_CHECKING:
    from shapecheck.graph.call import LayerCall
    from shapecheck.interpreter.program import Program, Statement

__all__ = ["flattened_reading", "written"]


def flattened_reading(statement: Statement, program: Program) -> LayerCall | None:
    """Return the `Dense` call behind an untrue statement, if it states what a flattening `Dense` would give."""
    tensor = statement.subject
    if statement.holds is not False or not isinstance(tensor, Tensor) or tensor.shape is None or tensor.rank < 3:
        return None
    stated = statement.stated
    if not isinstance(stated, tuple) or len(stated) != 2 or not _same(stated[1], tensor.shape[-1]):
        return None
    return dense_behind(tensor, program.graph)


def _same(stated: Any, size: Any) -> bool:
    return isinstance(stated, int) and differs(size, stated) is False


def written(stated: Any) -> str:
    """Write a stated shape as the code has it."""
    if isinstance(stated, tuple):
        return f"({', '.join(map(str, stated))}{',' if len(stated) == 1 else ''})"
    return str(stated)
