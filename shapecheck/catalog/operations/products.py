"""Products of matrices and tensors."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.table import dtype_of, known_int, operation, shape_of
from shapecheck.shapes import shape as shapes
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


@operation("keras.ops.matmul", "tensorflow.matmul", "tensorflow.linalg.matmul", "numpy.matmul")
def matmul(x1: Any, x2: Any, transpose_a: Any = False, transpose_b: Any = False) -> Tensor:
    """Multiply matrices; leading axes broadcast."""
    one, two = shape_of(x1), shape_of(x2)
    if known_int(transpose_a):
        one = (*one[:-2], one[-1], one[-2])
    if known_int(transpose_b):
        two = (*two[:-2], two[-1], two[-2])
    return Tensor(shapes.matmul(one, two), dtype_of(x1, x2))


@operation("keras.ops.dot", "numpy.dot", "keras.backend.dot")
def dot(x1: Any, x2: Any) -> Tensor:
    """Sum over the last axis of one and the last but one of the other."""
    return Tensor(shapes.dot(shape_of(x1), shape_of(x2)), dtype_of(x1, x2))


@operation("keras.ops.tensordot", "tensorflow.tensordot", "numpy.tensordot")
def tensordot(x1: Any, x2: Any, axes: Any = 2) -> Tensor:
    """Sum over pairs of axes."""
    return Tensor(shapes.tensordot(shape_of(x1), shape_of(x2), known_int(axes)), dtype_of(x1, x2))


@operation("keras.ops.einsum", "tensorflow.einsum", "numpy.einsum")
def einsum(subscripts: Any, x1: Any, x2: Any = None, x3: Any = None, x4: Any = None) -> Tensor:
    """Sum products over labelled axes."""
    if not isinstance(subscripts, str):
        raise NotKnown("the equation is not known")
    operands = [item for item in (x1, x2, x3, x4) if item is not None]
    return Tensor(
        shapes.einsum(subscripts.replace(" ", ""), [shape_of(item) for item in operands]), dtype_of(*operands)
    )
