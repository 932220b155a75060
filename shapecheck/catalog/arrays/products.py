"""Products of vectors, matrices and arrays; linear algebra."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.arrays.data import Data, axes_of, known_shape, numpy_says, operand, place_of, refuse
from shapecheck.catalog.arrays.dtypes import kind_of, promoted
from shapecheck.catalog.arrays.table import function
from shapecheck.catalog.checks import NotKnown
from shapecheck.shapes import shape as shapes
from shapecheck.shapes.dims import product
from shapecheck.shapes.requirements import differs
from shapecheck.shapes.shape import Shape, shape_text

__all__: list[str] = []


def _both(a: Any, b: Any) -> tuple[Shape, Shape, str]:
    one, two = operand(a), operand(b)
    return known_shape(one), known_shape(two), promoted(one.dtype, two.dtype)


@function("matmul")
def matmul(x1: Any, x2: Any, **rest: Any) -> Data:
    """Multiply matrices; leading axes broadcast."""
    one, two, kind = _both(x1, x2)
    if not one or not two:
        refuse("a number is no matrix", "matmul: Input operand does not have enough dimensions", "wrong-rank")
    inner = two[-2] if len(two) > 1 else two[-1]
    text = f"matmul: Input operand 1 has a mismatch in its core dimension 0 (size {inner} is different from {one[-1]})"
    with numpy_says(text, "matmul-mismatch"):
        return Data(shapes.matmul(one, two), kind)


@function("dot", methods=["dot"])
def dot(a: Any, b: Any, out: Any = None) -> Data:
    """Sum over the last axis of one and the last but one of the other."""
    one, two, kind = _both(a, b)
    if not one or not two:
        return Data((*one, *two), kind)
    inner = two[-2] if len(two) > 1 else two[-1]
    text = f"shapes {shape_text(one).replace(' ', '')} and {shape_text(two).replace(' ', '')} not aligned"
    with numpy_says(
        f"{text}: {one[-1]} (dim {len(one) - 1}) != {inner} (dim {max(0, len(two) - 2)})", "matmul-mismatch"
    ):
        return Data(shapes.dot(one, two), kind)


@function("vdot")
def vdot(a: Any, b: Any) -> Data:
    """Multiply two arrays, flattened, into a number."""
    one, two, kind = _both(a, b)
    if differs(product(one), product(two)) is True:
        refuse(
            f"{shape_text(one)} and {shape_text(two)} have unlike sizes",
            "cannot take the dot product",
            "matmul-mismatch",
        )
    return Data((), kind)


@function("inner")
def inner(a: Any, b: Any) -> Data:
    """Sum over the last axis of both."""
    one, two, kind = _both(a, b)
    if not one or not two:
        return Data((*one, *two), kind)
    text = f"shapes {shape_text(one).replace(' ', '')} and {shape_text(two).replace(' ', '')} not aligned"
    with numpy_says(text, "matmul-mismatch"):
        return Data(shapes.tensordot(one, two, ((-1,), (-1,))), kind)


@function("outer")
def outer(a: Any, b: Any, out: Any = None) -> Data:
    """Multiply every number of one with every number of the other."""
    one, two, kind = _both(a, b)
    return Data((product(one), product(two)), kind)


@function("tensordot")
def tensordot(a: Any, b: Any, axes: Any = 2) -> Data:
    """Sum over pairs of axes."""
    one, two, kind = _both(a, b)
    if not isinstance(axes, int):
        axes = tuple((found,) if isinstance(found, int) else found for found in (axes_of(part) for part in axes))
    with numpy_says("shape-mismatch for sum", "matmul-mismatch"):
        return Data(shapes.tensordot(one, two, axes), kind)


@function("einsum")
def einsum(subscripts: Any, *operands: Any, **rest: Any) -> Data:
    """Sum products over labelled axes."""
    if not isinstance(subscripts, str):
        raise NotKnown("the equation is not known")
    parts = [operand(item) for item in operands]
    with numpy_says(None, "matmul-mismatch"):
        shape = shapes.einsum(shapes.lowered(subscripts.replace(" ", "")), [known_shape(part) for part in parts])
    return Data(shape, promoted(*dict.fromkeys(part.dtype for part in parts)))


@function("kron")
def kron(a: Any, b: Any) -> Data:
    """Multiply every number of one with the whole other."""
    one, two, kind = _both(a, b)
    rank = max(len(one), len(two))
    one, two = ((1,) * (rank - len(shape)) + shape for shape in (one, two))
    return Data(tuple(x * y for x, y in zip(one, two, strict=True)), kind)


@function("linalg.norm")
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Data:
    """Return the norm, of all or along axes."""
    made = operand(x)
    if not isinstance(keepdims, bool):
        raise NotKnown("whether axes are kept is not known")
    with numpy_says(None):
        shape = shapes.reduce(known_shape(made), axes_of(axis), keepdims)
    return Data(shape, made.dtype if kind_of(made.dtype) == "f" else "float64" if made.dtype else "")


def _square(a: Any) -> Data:
    made = operand(a)
    shape = known_shape(made)
    if len(shape) < 2:
        words = f"{len(shape)}-dimensional array given. Array must be at least two-dimensional"
        refuse(f"{shape_text(shape)} is no matrix", words, "wrong-rank")
    if differs(shape[-1], shape[-2]) is True:
        refuse(f"{shape_text(shape)} is not square", "Last 2 dimensions of the array must be square")
    return Data(
        shape, made.dtype if made.dtype in ("float32", "complex64", "complex128") else "float64" if made.dtype else ""
    )


@function("linalg.inv", "linalg.cholesky", "linalg.matrix_power")
def inv(a: Any, *rest: Any) -> Data:
    """Return a matrix of the same shape."""
    return _square(a)


@function("linalg.det")
def det(a: Any) -> Data:
    """Return the determinant of each matrix."""
    made = _square(a)
    return made.shaped(known_shape(made)[:-2])


@function("linalg.pinv")
def pinv(a: Any, *rest: Any, **others: Any) -> Data:
    """Return the pseudo-inverse of each matrix."""
    made = operand(a)
    shape = known_shape(made)
    if len(shape) < 2:
        refuse(f"{shape_text(shape)} is no matrix", None, "wrong-rank")
    return Data((*shape[:-2], shape[-1], shape[-2]))


@function("trace", methods=["trace"])
def trace(a: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1, **rest: Any) -> Data:
    """Sum along a diagonal."""
    made = operand(a)
    shape = known_shape(made)
    if len(shape) < 2:
        refuse(
            f"{shape_text(shape)} has no diagonal", "diag requires an array of at least two dimensions", "wrong-rank"
        )
    dropped = {place_of(axis1, len(shape)), place_of(axis2, len(shape))}
    return Data(tuple(size for place, size in enumerate(shape) if place not in dropped))
