"""Decompositions, inverses and solutions of matrices."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.dtypes import UNKNOWN, is_float
from shapecheck.catalog.operations.operands import known, refuse, shape_of
from shapecheck.catalog.operations.rearranging import dtype_in
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes.dims import Dim, is_none, smaller
from shapecheck.shapes.requirements import differs, forbid
from shapecheck.shapes.shape import Shape, shape_text, view_text
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


def _matrix(x: Any, *, square: bool = False) -> Shape:
    """Return the shape of matrices; refuse what is none (`keras/src/ops/linalg.py`)."""
    shape = shape_of(x)
    if len(shape) < 2:
        text = f"Expected input to have rank >= 2. Received input with shape {view_text(shape)}."
        refuse(f"a matrix wants rank 2 or more, got {len(shape)}", text, "wrong-rank")
    if square:
        rows, columns = shape[-2:]
        text = f"Expected a square matrix. Received non-square input with shape {view_text(shape)}"
        unlike = is_none(rows) != is_none(columns) or differs(rows, columns)
        both = is_none(rows) and is_none(columns)
        forbid(unlike, f"the matrix {shape_text(shape)} is not square", "run" if both else "build", text)
    return shape


def _dtype(x: Any) -> str:
    return dtype_in(x) if is_float(dtype_in(x)) else UNKNOWN


def _enter_square(name: str, *others: str) -> None:
    @operation(f"keras.ops.{name}", *others)
    def square(x: Any) -> Tensor:
        return Tensor(_matrix(x, square=True), _dtype(x))


_enter_square("cholesky", "numpy.linalg.cholesky", "tensorflow.linalg.cholesky")


@operation("keras.ops.cholesky_inverse")
def cholesky_inverse(x: Any) -> Tensor:
    """Invert a matrix by its triangle."""
    shape = _matrix(x, square=True)
    if len(shape) > 2:
        raise NotKnown("Keras reports another shape than it makes")
    return Tensor(shape, _dtype(x))


_enter_square("inv", "numpy.linalg.inv", "tensorflow.linalg.inv")


@operation("keras.ops.det", "numpy.linalg.det", "tensorflow.linalg.det")
def det(x: Any) -> Tensor:
    """Return the determinant."""
    return Tensor(_matrix(x, square=True)[:-2], _dtype(x))


@operation("keras.ops.logdet", "tensorflow.linalg.logdet")
def logdet(x: Any) -> Tensor:
    """Return the logarithm of the determinant; Keras asks at the run for a square."""
    shape = shape_of(x)
    if len(shape) < 2 or is_none(shape[-1]) or differs(shape[-1], shape[-2]) is not False:
        raise NotKnown("whether the matrices are square is not known")
    return Tensor(shape[:-2], _dtype(x))


@operation("keras.ops.slogdet", "numpy.linalg.slogdet", "tensorflow.linalg.slogdet")
def slogdet(x: Any) -> tuple[Tensor, Tensor]:
    """Return sign and logarithm of the determinant; Keras reports one sign for all."""
    shape = shape_of(x)
    if len(shape) != 2 or is_none(shape[-1]) or differs(shape[-1], shape[-2]) is not False:
        raise NotKnown("Keras reports another shape of the signs than it makes")
    return Tensor((), _dtype(x)), Tensor((), _dtype(x))


def _enter_eigen(name: str) -> None:
    @operation(f"keras.ops.{name}", f"numpy.linalg.{name}", f"tensorflow.linalg.{name}")
    def eigen(x: Any) -> tuple[Tensor, Tensor]:
        shape = _matrix(x, square=True)
        dtype = _dtype(x) if name == "eigh" else UNKNOWN
        return Tensor(shape[:-1], dtype), Tensor(shape, dtype)


_enter_eigen("eig")
_enter_eigen("eigh")


def _sides(shape: Shape) -> tuple[Dim, Dim, Dim]:
    rows, columns = shape[-2:]
    if is_none(rows) or is_none(columns):
        text = f"Input should have its last 2 dimensions fully-defined. Received: input.shape = {view_text(shape)}"
        refuse(f"the matrix {shape_text(shape)} has a size that is None here", text, "unknown-size")
    return rows, columns, smaller(rows, columns)


@operation("keras.ops.lu_factor")
def lu_factor(x: Any) -> tuple[Tensor, Tensor]:
    """Return the triangles of a matrix, and the order of its rows."""
    shape = _matrix(x)
    *_, least = _sides(shape)
    return Tensor(shape, _dtype(x)), Tensor((*shape[:-2], least), UNKNOWN)


@operation("keras.ops.qr", "numpy.linalg.qr")
def qr(x: Any, mode: Any = "reduced") -> tuple[Tensor, Tensor]:
    """Return a rotation and a triangle."""
    how = known(mode)
    if how not in ("reduced", "complete"):
        text = "`mode` argument value not supported. Expected one of {'reduced', 'complete'}. Received: mode="
        refuse(f"`mode` of qr wants 'reduced' or 'complete', got {how!r}", f"{text}{how}")
    shape = shape_of(x)
    if len(shape) < 2:
        text = f"Input should have rank >= 2. Received: input.shape = {view_text(shape)}"
        refuse(f"a matrix wants rank 2 or more, got {len(shape)}", text, "wrong-rank")
    rows, columns, least = _sides(shape)
    inner = least if how == "reduced" else rows
    return Tensor((*shape[:-2], rows, inner), _dtype(x)), Tensor((*shape[:-2], inner, columns), _dtype(x))


@operation("keras.ops.svd", "numpy.linalg.svd")
def svd(x: Any, full_matrices: Any = True, compute_uv: Any = True) -> Any:
    """Return the singular values, between two rotations."""
    shape = _matrix(x)
    rows, columns, least = _sides(shape)
    batch, dtype = shape[:-2], _dtype(x)
    values = Tensor((*batch, least), dtype)
    if not known(compute_uv):
        return values
    if known(full_matrices):
        return Tensor((*batch, rows, rows), dtype), values, Tensor((*batch, columns, columns), dtype)
    return Tensor((*batch, rows, least), dtype), values, Tensor((*batch, least, columns), dtype)


@operation("keras.ops.matrix_rank", "numpy.linalg.matrix_rank", "tensorflow.linalg.matrix_rank")
def matrix_rank(x: Any) -> Tensor:
    """Return the rank of each matrix."""
    return Tensor(_matrix(x)[:-2], "int32")


@operation("keras.ops.pinv", "numpy.linalg.pinv", "tensorflow.linalg.pinv")
def pinv(x: Any) -> Tensor:
    """Return the pseudo-inverse."""
    shape = _matrix(x)
    return Tensor((*shape[:-2], shape[-1], shape[-2]), _dtype(x))


def _enter_solve(name: str, *others: str) -> None:
    @operation(f"keras.ops.{name}", *others)
    def solve(a: Any, b: Any) -> Tensor:
        one, other = _matrix(a, square=True), shape_of(b)
        if not other:
            refuse("a solution wants rank 1 or more, got a scalar", kind="wrong-rank")
        rank = len(one)
        if len(other) not in (rank, rank - 1) or (len(other) == rank - 1 and rank > 2):
            raise NotKnown("what is solved for has another rank than the matrices")
        size = other[-2] if len(other) == rank else other[-1]
        if len(other) == rank - 1 == len(one[:-1]) or len(other) == rank:
            unlike = is_none(size) != is_none(one[-1]) or differs(size, one[-1])
            words = f"{shape_text(one)} cannot be solved for {shape_text(other)}"
            forbid(unlike, words, "run" if is_none(size) and is_none(one[-1]) else "build", kind="inner-mismatch")
        for mine, theirs in zip(one[:-2], other[:-2] if len(other) == rank else other[:-1], strict=True):
            if differs(mine, theirs) is not False:
                raise NotKnown("the batches of matrices differ")
        return Tensor(other, dtype_in(b) if is_float(dtype_in(b)) and dtype_in(a) == dtype_in(b) else UNKNOWN)


_enter_solve("solve", "numpy.linalg.solve", "tensorflow.linalg.solve")
_enter_solve("solve_triangular")


@operation("keras.ops.lstsq")
def lstsq(a: Any, b: Any) -> Tensor:
    """Return the best solution."""
    one, other = shape_of(a), shape_of(b)
    if len(one) != 2:
        text = f"Expected a to have rank 2. Received: a.shape={view_text(one)}"
        refuse(f"`a` of lstsq wants rank 2, got {len(one)}", text, "wrong-rank")
    if len(other) not in (1, 2):
        text = f"Expected b to have rank 1 or 2. Received: b.shape={view_text(other)}"
        refuse(f"`b` of lstsq wants rank 1 or 2, got {len(other)}", text, "wrong-rank")
    text = (
        f"Expected b.shape[0] to be equal to a.shape[0]. Received: a.shape={view_text(one)}, b.shape={view_text(other)}"
    )
    unlike = is_none(one[0]) != is_none(other[0]) or differs(one[0], other[0])
    both = is_none(one[0]) and is_none(other[0])
    forbid(unlike, "the rows of lstsq differ", "run" if both else "build", text, "inner-mismatch")
    return Tensor((one[1], *other[1:]), _dtype(a) if dtype_in(a) == dtype_in(b) else UNKNOWN)


@operation("tensorflow.linalg.diag", "tensorflow.linalg.tensor_diag")
def diag(diagonal: Any) -> Tensor:
    """Put vectors on diagonals (`tf.linalg.diag`)."""
    shape = shape_of(diagonal)
    if not shape:
        raise NotKnown("a scalar has no diagonal")
    return Tensor((*shape, shape[-1]), dtype_in(diagonal))


@operation("tensorflow.linalg.diag_part")
def diag_part(input: Any) -> Tensor:
    """Read the diagonals of matrices off (`tf.linalg.diag_part`)."""
    shape = shape_of(input)
    if len(shape) < 2:
        raise NotKnown("less than a matrix")
    return Tensor((*shape[:-2], smaller(shape[-2], shape[-1])), dtype_in(input))


@operation("tensorflow.linalg.trace")
def trace(x: Any) -> Tensor:
    """Sum the diagonals of matrices (`tf.linalg.trace`)."""
    shape = shape_of(x)
    if len(shape) < 2:
        raise NotKnown("less than a matrix")
    return Tensor(shape[:-2], dtype_in(x))


def _enter_turned(*paths: str) -> None:
    @operation(*paths)
    def turned(a: Any = None, matrix: Any = None, x: Any = None) -> Tensor:
        given = next(item for item in (a, matrix, x) if item is not None)
        shape = shape_of(given)
        if len(shape) < 2:
            raise NotKnown("less than a matrix")
        return Tensor((*shape[:-2], shape[-1], shape[-2]), dtype_in(given))


_enter_turned("tensorflow.linalg.matrix_transpose")
_enter_turned("tensorflow.linalg.adjoint")
_enter_turned("numpy.matrix_transpose")
