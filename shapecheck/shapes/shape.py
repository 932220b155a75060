"""Shapes and what becomes of them: the rules that layers and operations are made of, in one place to import from."""

from __future__ import annotations

from shapecheck.shapes.broadcasting import broadcast, broadcast_all, merge_broadcast
from shapecheck.shapes.joining import concatenate, stack
from shapecheck.shapes.linear_algebra import dot, einsum, lowered, matmul, tensordot
from shapecheck.shapes.reshaping import expand_dims, pad, reduce, repeat, reshape, squeeze, tile, transpose
from shapecheck.shapes.slicing import slice_size, subscript
from shapecheck.shapes.words import Shape, axis_of, ranks, shape_text, view_text, when_of

__all__ = [
    "Shape",
    "axis_of",
    "broadcast",
    "broadcast_all",
    "concatenate",
    "dot",
    "einsum",
    "expand_dims",
    "lowered",
    "matmul",
    "merge_broadcast",
    "pad",
    "ranks",
    "reduce",
    "repeat",
    "reshape",
    "shape_text",
    "slice_size",
    "squeeze",
    "stack",
    "subscript",
    "tensordot",
    "tile",
    "transpose",
    "view_text",
    "when_of",
]
