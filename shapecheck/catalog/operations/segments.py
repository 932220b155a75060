"""Sums and extremes of rows that belong together."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.operands import known, refuse, shape_of, whole
from shapecheck.catalog.operations.rearranging import dtype_in
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes.requirements import differs, forbid
from shapecheck.shapes.shape import view_text, when_of
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


def _enter_segments(name: str) -> None:
    @operation(f"keras.ops.{name}", keeps=True)
    def segments(data: Any, segment_ids: Any, num_segments: Any = None) -> Tensor:
        shape, ids = shape_of(data), shape_of(segment_ids)
        if len(ids) > 1:
            text = f"Argument `segment_ids` should be an 1-D vector, got shape: {len(ids)}."
            refuse(f"`segment_ids` of {name} wants rank 1, got {len(ids)}", text, "wrong-rank")
        if not ids or not shape:
            refuse(f"{name} wants rank 1 or more, got a scalar", "tuple index out of range", "wrong-rank")
        text = "Argument `segment_ids` and `data` should have same leading dimension. Got "
        forbid(
            differs(ids[0], shape[0]), f"{ids[0]} segments for {shape[0]} rows", when_of(ids[0], shape[0]),
            f"{text}{view_text(ids)} v.s. {view_text(shape)}.",
        )  # fmt: skip
        if known(num_segments) is None:
            raise NotKnown("the number of segments is that of the data")
        return Tensor((whole(num_segments), *shape[1:]), dtype_in(data))


for _name in ("segment_max", "segment_min", "segment_prod", "segment_sum"):
    _enter_segments(_name)


def _enter_unsorted(name: str) -> None:
    @operation(f"tensorflow.math.unsorted_segment_{name}", keeps=True)
    def unsorted(data: Any, segment_ids: Any, num_segments: Any) -> Tensor:
        shape, ids = shape_of(data), shape_of(segment_ids)
        if len(ids) > len(shape):
            raise NotKnown("segments of more axes than the data have")
        return Tensor((whole(num_segments), *shape[len(ids) :]), dtype_in(data))


for _name in ("sum", "mean", "max", "min", "prod", "sqrt_n"):
    _enter_unsorted(_name)


def _enter_sorted(name: str) -> None:
    @operation(f"tensorflow.math.segment_{name}")
    def in_order(data: Any) -> Tensor:
        raise NotKnown("the number of segments is that of the data")


for _name in ("sum", "mean", "max", "min", "prod"):
    _enter_sorted(_name)
