"""Labels that may be a column of a table: of a `pandas.Series` Keras makes a batch of rows of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.values import Array

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["judged_as_column"]


def judged_as_column(judge: Callable[[Any, Any], None], y: Any, weight: Any, frame: Frame) -> None:
    """Judge labels and weights as they are and, where that finds something and they may be columns, as rows of one too.

    What is less grave stands: `(N,)` of NumPy is `(N, 1)` of pandas (`PandasSeriesSliceable` of
    `keras/src/trainers/data_adapters/array_slicing.py`), and which of them a vector is was not followed.
    """
    found = frame.run.program.problems, frame.run.program.doubts
    before = len(found[0]), len(found[1])
    judge(y, weight)
    as_rows = _as_rows(y), _as_rows(weight)
    if "pandas" not in frame.source.text or as_rows == (y, weight):
        return
    first = _taken(found, before)
    if not any(first):
        return
    judge(*as_rows)
    second = _taken(found, before)
    chosen = second if _gravity(second) < _gravity(first) else first
    found[0].extend(chosen[0])
    found[1].extend(chosen[1])


def _as_rows(content: Any) -> Any:
    if isinstance(content, Array) and content.tensor.shape is not None and len(content.tensor.shape) == 1:
        return replace(content, tensor=content.tensor.with_shape((*content.tensor.shape, 1)))
    if isinstance(content, list | tuple):
        return type(content)(_as_rows(item) for item in content)
    return {name: _as_rows(item) for name, item in content.items()} if isinstance(content, dict) else content


def _taken(found: tuple[list[Any], list[Any]], before: tuple[int, int]) -> tuple[list[Any], list[Any]]:
    """Take away what was found since."""
    new = found[0][before[0] :], found[1][before[1] :]
    for kept, count in zip(found, before, strict=True):
        del kept[count:]
    return new


def _gravity(findings: tuple[list[Any], list[Any]]) -> int:
    return 2 * bool(findings[0]) or int(bool(findings[1]))
