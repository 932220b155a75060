"""Shapes and axes in words, and the check that an axis exists."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index

from shapecheck.shapes.formulas import text
from shapecheck.shapes.requirements import forbid
from shapecheck.shapes.sizes import Dim, is_none

__all__ = ["Shape", "axis_of", "ranks", "shape_text", "view_text", "when_of"]

Shape = tuple[Dim, ...]


def shape_text(shape: Sequence[Dim | None]) -> str:
    """Write a shape for people: "(B, 28, 28, 1)", "(B,)"."""
    sizes = ["None" if size is None else text(size) for size in shape]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def view_text(shape: Sequence[Dim | None]) -> str:
    """Write a shape as Keras prints it: "(None, 28, 28, 1)"."""
    return shape_text([None if size is None or is_none(size) else size for size in shape])


def ranks(shapes: Sequence[Sequence[Dim]]) -> str:
    """Write the ranks of several shapes: "2, 3 and 4"."""
    *most, last = [str(len(shape)) for shape in shapes]
    return f"{', '.join(most)} and {last}" if most else last


def axis_of(axis: int, rank: int) -> int:
    """Return an axis counted from the front.

    Raises Refused for one that a tensor of this rank does not have.
    """
    axis = index(axis)
    if not -rank <= axis < rank:
        forbid(
            True,
            f"axis {axis} does not exist in a tensor of rank {rank}",
            keras=f"axis {axis} is out of bounds for an array with dimension {rank}.",
            kind="axis-out-of-range",
        )
    return axis % rank


def when_of(*sizes: Dim) -> str:
    """Say when Keras meets these sizes: a None holds nothing up before the model runs."""
    return "run" if any(is_none(size) for size in sizes) else "build"
