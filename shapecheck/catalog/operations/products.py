"""Products of vectors, matrices and tensors."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.dtypes import UNKNOWN, floating, kind_of, promoted
from shapecheck.catalog.operations.operands import axis_in, known, refuse, refuse_symbolic, shape_of, symbolic
from shapecheck.catalog.operations.rearranging import flat_size
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes import shape as shapes
from shapecheck.shapes.dims import Dim, is_none, product
from shapecheck.shapes.requirements import differs, forbid
from shapecheck.shapes.shape import Shape, axis_of, broadcast, shape_text, view_text, when_of
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


def _of_bytes(*operands: Any) -> str:
    """Return the dtype of a product: bytes become integers of 32 bits."""
    return "int32" if {kind_of(item) for item in operands} == {"int8"} else promoted(*operands)


@operation("keras.ops.matmul", "numpy.matmul")
def matmul(x1: Any, x2: Any) -> Tensor:
    """Multiply matrices; leading axes broadcast."""
    return Tensor(shapes.matmul(shape_of(x1), shape_of(x2)), _of_bytes(x1, x2))


@operation("tensorflow.matmul", "tensorflow.linalg.matmul")
def matmul_of_tensorflow(
    a: Any, b: Any, transpose_a: Any = False, transpose_b: Any = False, adjoint_a: Any = False, adjoint_b: Any = False
) -> Tensor:
    """Multiply matrices, turned if so asked; leading axes broadcast (`tf.matmul`)."""
    one, other = shape_of(a), shape_of(b)
    if len(one) < 2 or len(other) < 2:
        raise NotKnown("a product of vectors")
    one = _turned(one, bool(known(transpose_a)) or bool(known(adjoint_a)))
    other = _turned(other, bool(known(transpose_b)) or bool(known(adjoint_b)))
    return Tensor(shapes.matmul(one, other), promoted(a, b))


def _turned(shape: Shape, turn: bool) -> Shape:
    return (*shape[:-2], shape[-1], shape[-2]) if turn else shape


@operation("tensorflow.linalg.matvec")
def matvec(a: Any, b: Any, transpose_a: Any = False) -> Tensor:
    """Multiply matrices with vectors (`tf.linalg.matvec`)."""
    one, other = _turned(shape_of(a), bool(known(transpose_a))), shape_of(b)
    return Tensor(shapes.matmul(one, (*other, 1))[:-1], promoted(a, b))


@operation("keras.ops.dot", "numpy.dot", "keras.backend.dot")
def dot(x1: Any, x2: Any) -> Tensor:
    """Sum over the last axis of one and the last but one of the other."""
    return Tensor(shapes.dot(shape_of(x1), shape_of(x2)), promoted(x1, x2))


@operation("keras.ops.tensordot")
def tensordot(x1: Any, x2: Any, axes: Any = 2) -> Tensor:
    """Sum over pairs of axes."""
    found = known(axes)
    if isinstance(found, tuple) and any(isinstance(item, int) for item in found):
        # the backend takes two numbers for a pair
        refuse_symbolic("`axes` of tensordot wants two lists of axes", "'int' object is not iterable")
    return tensordot_of_numpy(x1, x2, found)


@operation("numpy.tensordot", "tensorflow.tensordot", "tensorflow.linalg.tensordot")
def tensordot_of_numpy(a: Any, b: Any, axes: Any = 2) -> Tensor:
    """Sum over pairs of axes; two numbers are one pair."""
    x1, x2, found = a, b, known(axes)
    if isinstance(found, tuple):
        if len(found) != 2:
            raise NotKnown(f"{found!r} are no two lists of axes")
        found = tuple((item,) if isinstance(item, int) else item for item in found)
        sides = [tuple(axis_in(axis) for axis in item) for item in found]
        return Tensor(shapes.tensordot(shape_of(x1), shape_of(x2), sides), promoted(x1, x2))
    return Tensor(shapes.tensordot(shape_of(x1), shape_of(x2), axis_in(found)), promoted(x1, x2))


@operation("keras.ops.einsum", "tensorflow.einsum", "tensorflow.linalg.einsum", "numpy.einsum")
def einsum(*operands: Any, subscripts: Any = None) -> Tensor:
    """Sum products over labelled axes; NumPy counts the equation among the operands."""
    if subscripts is None and operands:
        subscripts, operands = operands[0], operands[1:]
    if not isinstance(subscripts, str):
        raise NotKnown("the equation is not known")
    equation = subscripts.replace(" ", "")
    if equation != subscripts and equation != "".join(subscripts.split()):
        raise NotKnown("this equation is not modelled")
    if not symbolic():
        # Keras's own reading of upper case (`Einsum.compute_output_spec`) is for symbolic tensors
        equation = shapes.lowered(equation)
    return Tensor(shapes.einsum(equation, [shape_of(item) for item in operands]), _of_bytes(*operands))


@operation("keras.ops.outer", "numpy.outer")
def outer(x1: Any, x2: Any) -> Tensor:
    """Multiply each element with each."""
    return Tensor((flat_size(shape_of(x1)), flat_size(shape_of(x2))), promoted(x1, x2))


@operation("keras.ops.inner", "numpy.inner")
def inner(x1: Any, x2: Any) -> Tensor:
    """Sum over the last axes."""
    one, other = shape_of(x1), shape_of(x2)
    if not one or not other:
        return Tensor((*one, *other), promoted(x1, x2))
    words = f"last sizes differ: {shape_text(one)} and {shape_text(other)}"
    text = "`inner` requires the last dimension of `x1` and `x2` to match. Received: "
    text += f"x1.shape={view_text(one)}, x2.shape={view_text(other)}."
    forbid(differs(one[-1], other[-1]), words, when_of(one[-1], other[-1]), text, "inner-mismatch")
    return Tensor((*one[:-1], *other[:-1]), promoted(x1, x2))


@operation("keras.ops.vdot", "numpy.vdot")
def vdot(x1: Any, x2: Any) -> Tensor:
    """Sum over all elements; that there are as many, Keras asks at the run."""
    one, other = product(shape_of(x1)), product(shape_of(x2))
    forbid(differs(one, other), f"{one} elements against {other}", "run", kind="inner-mismatch")
    return Tensor((), promoted(x1, x2))


@operation("keras.ops.kron", "numpy.kron")
def kron(x1: Any, x2: Any) -> Tensor:
    """Multiply each element with the whole of the other."""
    one, other = shape_of(x1), shape_of(x2)
    if len(one) != len(other):
        raise NotKnown("Keras reports another rank than it makes")
    sizes: list[Dim] = [product(pair) for pair in zip(one, other, strict=True)]
    return Tensor(tuple(sizes), promoted(x1, x2))


@operation("keras.ops.cross", "numpy.cross", "tensorflow.linalg.cross")
def cross(x1: Any, x2: Any, axisa: Any = -1, axisb: Any = -1, axisc: Any = -1, axis: Any = None) -> Tensor:
    """Return what stands upright on two vectors (`keras/src/ops/numpy.py`)."""
    one, other = shape_of(x1), shape_of(x2)
    first, second, third = (axis_in(axis if axis is not None else item) for item in (axisa, axisb, axisc))
    places = axis_of(first, len(one)), axis_of(second, len(other))
    if is_none(one[places[0]]) or is_none(other[places[1]]):
        raise NotKnown("whether the vectors have two sizes or three is not known")
    for shape, place in zip((one, other), places, strict=True):
        size = shape[place]
        if not isinstance(size, int) or size not in (2, 3):
            text = f"dim on `axis={{axis}}` must be either 2 or 3, but received: {size}"
            forbid(isinstance(size, int), f"a vector of {size} has no cross product", keras=text)
            raise NotKnown("whether the vectors have two sizes or three is not known")
    rest = broadcast((*one[: places[0]], *one[places[0] + 1 :]), (*other[: places[1]], *other[places[1] + 1 :]))
    if one[places[0]] == 2 and other[places[1]] == 2:
        raise NotKnown("a cross product in the plane")
    place = axis_of(third, len(rest) + 1)
    return Tensor((*rest[:place], 3, *rest[place:]), promoted(x1, x2))


@operation("keras.ops.cdist")
def cdist(x: Any, y: Any) -> Tensor:
    """Return the distance of each row from each (`keras/src/ops/math.py`)."""
    one, other = shape_of(x), shape_of(y)
    if len(one) < 2 or len(other) < 2:
        text = "Inputs to `cdist` must have rank >= 2. Received shapes: "
        refuse(
            "cdist wants rank 2 or more", f"{text}x.shape={view_text(one)}, y.shape={view_text(other)}", "wrong-rank"
        )
    text = "The last dimension of inputs to `cdist` must match. Received shapes: "
    forbid(
        differs(one[-1], other[-1]), f"last sizes differ: {shape_text(one)} and {shape_text(other)}",
        when_of(one[-1], other[-1]), f"{text}x.shape={view_text(one)}, y.shape={view_text(other)}", "inner-mismatch",
    )  # fmt: skip
    return Tensor((*broadcast(one[:-2], other[:-2]), one[-2], other[-2]), floating(x, y))


@operation("keras.backend.batch_dot")
def batch_dot(x: Any, y: Any, axes: Any = None) -> Tensor:
    """Sum over one axis of each, the batches side by side (`keras/src/legacy/backend.py`)."""
    one, other = shape_of(x), shape_of(y)
    if len(one) < 2 or len(other) < 2:
        refuse("batch_dot wants rank 2 or more", "Cannot do batch_dot on inputs with rank < 2.", "wrong-rank")
    found = known(axes)
    if found is None:
        found = (len(one) - 1, len(other) - 1 if len(other) == 2 else len(other) - 2)
    pair = (found, found) if isinstance(found, int) else found
    if not isinstance(pair, tuple) or len(pair) != 2 or not all(isinstance(item, int) for item in pair):
        raise NotKnown("these axes are not modelled")
    first, second = axis_of(pair[0], len(one)), axis_of(pair[1], len(other))
    if 0 in (first, second):
        refuse("batch_dot cannot sum over the batch", "Cannot perform batch_dot over axis 0.")
    forbid(
        differs(one[first], other[second]), f"sizes that are summed over differ: {shape_text(one)} and {shape_text(other)}",
        when_of(one[first], other[second]),
        f"Cannot do batch_dot on inputs with shapes {view_text(one)} and {view_text(other)} with axes={list(pair)}. "
        f"x.shape[{first}] != y.shape[{second}] ({one[first]} != {other[second]}).", "inner-mismatch",
    )  # fmt: skip
    rest = (*one[:first], *one[first + 1 :], *other[1:second], *other[second + 1 :])
    return Tensor(rest if len(rest) > 1 else (*rest, 1), promoted(x, y) or UNKNOWN)
