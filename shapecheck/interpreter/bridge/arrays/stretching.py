"""Predictions in a column beside labels in a row: what compares them number by number makes a square of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.catalog.arrays.data import Data
from shapecheck.interpreter.program import Problem
from shapecheck.interpreter.values import Array, Value
from shapecheck.shapes.requirements import differs
from shapecheck.shapes.words import shape_text

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["meet_stretched"]


def meet_stretched(symbol: str, left: Value, right: Value, made: Data, frame: Frame, node: cst.CSTNode) -> None:
    """Doubt `y - predictions` of shapes (N,) and (N, 1), which is (N, N): every label against every prediction.

    Both made of predictions are left alone: distances between all of them are meant so.
    """
    if not isinstance(left, Array) or not isinstance(right, Array) or left.predicted is right.predicted:
        return
    column, row = (left, right) if left.predicted else (right, left)
    given, labels = column.tensor.shape, row.tensor.shape
    if not given or not labels or len(given) != 2 or len(labels) != 1 or made.shape is None:
        return
    square = differs(given[0], labels[0]) is False and differs(given[0], 1) is not False
    if not square or differs(given[1], 1) is not False or frame.run.conditions or frame.run.repeating:
        return
    frame.run.program.doubts.append(
        Problem(
            "predictions-broadcast",
            f"`{symbol}` stretches labels {shape_text(labels)} and predictions {shape_text(given)} to "
            f"{shape_text(made.shape)}",
            frame.site(node),
            when="run",
            operation=f"numpy {symbol}",
            inputs=(column.tensor, row.tensor),
            trail=frame.run.trail,
            notes=tuple(
                (f"{shape_text(one.tensor.shape or ())} comes from {one.origin or 'here'}", one.site)
                for one in (column, row)
                if one.site is not None and one.site.node is not node
            ),
        )
    )
