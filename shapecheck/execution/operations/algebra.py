"""What products and decompositions compute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from shapecheck.execution.kernel import Array

__all__ = ["FUNCTIONS"]


def matmul(x1: Array, x2: Array, transpose_a: bool = False, transpose_b: bool = False) -> Any:
    """Multiply matrices."""
    return np.matmul(np.swapaxes(x1, -1, -2) if transpose_a else x1, np.swapaxes(x2, -1, -2) if transpose_b else x2)


def cdist(x: Array, y: Array) -> Array:
    """Return the distance of each row from each."""
    distance: Array = np.sqrt(np.square(x[..., :, None, :] - y[..., None, :, :]).sum(-1))
    return distance


def lower_upper(x: Array) -> list[Array]:
    """Return the triangles of matrices in one, and the rows that were exchanged."""
    result = np.array(x, np.float64)
    rows, columns = result.shape[-2:]
    pivots = np.zeros((*result.shape[:-2], min(rows, columns)), np.int32)
    for batch in np.ndindex(*result.shape[:-2]):
        matrix = result[batch]
        for step in range(min(rows, columns)):
            best = step + int(np.abs(matrix[step:, step]).argmax())
            pivots[(*batch, step)] = best
            matrix[[step, best]] = matrix[[best, step]]
            if matrix[step, step] != 0:
                matrix[step + 1 :, step] /= matrix[step, step]
                matrix[step + 1 :, step + 1 :] -= np.outer(matrix[step + 1 :, step], matrix[step, step + 1 :])
    return [result.astype(x.dtype), pivots]


def triangular(a: Array, b: Array, lower: bool = False) -> Array:
    """Solve for a triangle: what lies beyond it does not count."""
    return solved(np.tril(a) if lower else np.triu(a), b)


def solved(a: Array, b: Array) -> Array:
    """Solve for matrices, or vectors of as many batches."""
    if b.ndim == a.ndim - 1:
        return np.linalg.solve(a, b[..., None])[..., 0]
    return np.linalg.solve(a, b)


def cholesky_inverse(x: Array, upper: bool = False) -> Array:
    """Invert a matrix by its triangle."""
    inverse = np.linalg.inv(np.triu(x) if upper else np.tril(x))
    return inverse @ inverse.swapaxes(-1, -2) if upper else inverse.swapaxes(-1, -2) @ inverse


def crossed(x1: Array, x2: Array, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None) -> Array:
    """Return what stands upright on two vectors, one of which may lie in the plane."""
    one = np.moveaxis(x1, axisa if axis is None else axis, -1)
    other = np.moveaxis(x2, axisb if axis is None else axis, -1)
    in_space = [
        np.concatenate([side, np.zeros((*side.shape[:-1], 1), side.dtype)], -1) if side.shape[-1] == 2 else side
        for side in (one, other)
    ]
    return np.moveaxis(np.cross(in_space[0], in_space[1]), -1, axisc if axis is None else axis)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "cdist": cdist,
    "cholesky": lambda x, upper=False: np.linalg.cholesky(x, upper=upper),
    "cholesky_inverse": cholesky_inverse,
    "cross": crossed,
    "det": lambda x: np.linalg.det(x),
    "dot": lambda x1, x2: np.dot(x1, x2),
    "eig": lambda x: list(np.linalg.eig(x)),
    "eigh": lambda x: list(np.linalg.eigh(x)),
    "einsum": lambda subscripts, *operands: np.einsum(subscripts.replace(" ", ""), *operands, optimize=True),
    "inner": lambda x1, x2: np.inner(x1, x2),
    "inv": lambda x: np.linalg.inv(x),
    "kron": lambda x1, x2: np.kron(x1, x2),
    "logdet": lambda x: np.linalg.slogdet(x)[1],
    "lstsq": lambda a, b, rcond=None: np.linalg.lstsq(a, b, rcond)[0],
    "lu_factor": lower_upper,
    "matmul": matmul,
    "matrix_rank": lambda x, tol=None: np.asarray(np.linalg.matrix_rank(x, tol)).astype(np.int32),
    "outer": lambda x1, x2: np.outer(x1, x2),
    "pinv": lambda x, rcond=None: np.linalg.pinv(x, rcond),
    "qr": lambda x, mode="reduced": list(np.linalg.qr(x, mode)),
    "slogdet": lambda x: list(np.linalg.slogdet(x)),
    "solve": solved,
    "solve_triangular": triangular,
    "svd": lambda x, full_matrices=True, compute_uv=True: np.linalg.svd(x, full_matrices, compute_uv),
    "tensordot": lambda x1, x2, axes=2: np.tensordot(x1, x2, axes=axes),
    "trace": lambda x, offset=0, axis1=0, axis2=1: np.trace(x, offset, axis1, axis2),
    "vdot": lambda x1, x2: np.vdot(x1, x2),
}
