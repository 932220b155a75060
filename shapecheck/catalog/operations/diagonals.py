"""Diagonals of matrices: read off, put in, summed."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.operations.dtypes import UNKNOWN, widened
from shapecheck.catalog.operations.operands import axis_in, known, refuse, shape_of
from shapecheck.catalog.operations.rearranging import dtype_in, flat_size
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes.dims import Dim, hide_if, is_none, larger, plain, smaller
from shapecheck.shapes.shape import Shape, axis_of, view_text
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


def _enter_diagonal() -> None:
    """Enter what reads diagonals off, or puts them in."""

    @operation("keras.ops.diag", "numpy.diag", keeps=True)
    def diag(x: Any, k: Any = 0) -> Tensor:
        shape, offset = shape_of(x), axis_in(k)
        if len(shape) == 1:
            return Tensor((hide_if(is_none(shape[0]), shape[0] + abs(offset)),) * 2, dtype_in(x))
        if len(shape) != 2:
            text = f"`x` must be 1-D or 2-D, but received shape {view_text(shape)}."
            refuse(f"diag wants rank 1 or 2, got {len(shape)}", text, "wrong-rank")
        return Tensor((_length(shape[0], shape[1], offset),), dtype_in(x))

    @operation("keras.ops.diagflat", "numpy.diagflat", keeps=True)
    def diagflat(x: Any, k: Any = 0) -> Tensor:
        shape, offset = shape_of(x), axis_in(k)
        size = flat_size(shape)
        return Tensor((hide_if(is_none(size), size + abs(offset)),) * 2, dtype_in(x))

    @operation("keras.ops.diagonal", "numpy.diagonal", keeps=True)
    def diagonal(x: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1) -> Tensor:
        shape = shape_of(x)
        kept, length = _plane(shape, axis_in(axis1), axis_in(axis2), axis_in(offset))
        return Tensor((*kept, length), dtype_in(x))

    @operation("keras.ops.trace", "numpy.trace")
    def trace(x: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1) -> Tensor:
        shape = shape_of(x)
        kept, _ = _plane(shape, axis_in(axis1), axis_in(axis2), axis_in(offset))
        return Tensor(kept, widened(x))


def _plane(shape: Shape, axis1: int, axis2: int, offset: int) -> tuple[Shape, Dim]:
    """Return the sizes outside of two axes, and the length of the diagonal of these."""
    if len(shape) < 2:
        refuse(f"a diagonal wants rank 2 or more, got {len(shape)}", kind="wrong-rank")
    one, two = axis_of(axis1, len(shape)), axis_of(axis2, len(shape))
    if one == two:
        text = f"`axis1` and `axis2` cannot be the same. Received: axis1={axis1}, axis2={axis2}"
        refuse(f"a diagonal wants two axes, got {axis1} twice", text)
    kept = tuple(size for axis, size in enumerate(shape) if axis not in (one, two))
    return kept, _length(shape[one], shape[two], offset)


def _length(rows: Dim, columns: Dim, offset: int) -> Dim:
    left = plain(columns) - offset if offset > 0 else plain(rows) + offset
    found = larger(0, smaller(left, smaller(plain(rows), plain(columns))))
    return hide_if(is_none(rows) or is_none(columns), plain(found))


_enter_diagonal()


@operation("keras.ops.vander", "numpy.vander")
def vander(x: Any, N: Any = None) -> Tensor:
    """Return the powers of each element."""
    shape, count = shape_of(x), known(N)
    if len(shape) != 1:
        text = f"Input tensor must be 1-dimensional. Received: input.shape={view_text(shape)}"
        refuse(f"vander wants rank 1, got {len(shape)}", text, "wrong-rank")
    if count is not None and (not isinstance(count, int) or count < 0):
        refuse(f"`N` of vander wants an integer that is not negative, got {count}")
    return Tensor((*shape, shape[0] if count is None else count), UNKNOWN)
