"""The multiply-adds of operations, by their canonical paths and with the names of their arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from shapecheck.catalog.operations.table import OPERATIONS as KNOWN
from shapecheck.cost.work import Shape, Uncounted, of_kernels, places, shape_of
from shapecheck.graph.call import tensors_in
from shapecheck.shapes.dims import Dim, product, total

__all__ = ["OPERATIONS", "UNCOUNTED", "multiply_adds"]

Counter = Callable[..., Dim]

OPERATIONS: dict[str, Counter] = {}


def multiply_adds(path: str, inputs: Any, arguments: Mapping[str, Any], outputs: Any) -> Dim:
    """Count what one call of an operation multiplies; raises Uncounted where that is unknown.

    `inputs` are its positional arguments: a tuple, or the only one.
    """
    if path not in OPERATIONS:
        if path in UNCOUNTED or path not in KNOWN:
            raise Uncounted(UNCOUNTED.get(path, f"what {path} does is unknown"))
        return 0
    made = shape_of(next(tensors_in(outputs), None))
    try:
        given = inspect.signature(OPERATIONS[path]).bind(
            made, *(inputs if isinstance(inputs, tuple) else (inputs,)), **arguments
        )
    except TypeError as error:
        raise Uncounted(f"{path}: {error}") from None
    return OPERATIONS[path](*given.args, **given.kwargs)


def counts(*paths: str) -> Callable[[Counter], Counter]:
    """Enter a function under each path; its first argument is the shape of what the operation makes."""

    def enter(function: Counter) -> Counter:
        OPERATIONS.update(dict.fromkeys(paths, function))
        return function

    return enter


@counts("keras.ops.matmul", "keras.ops.dot", "keras.ops.inner", "keras.ops.vdot")
def last_axis(made: Shape, x1: Any, x2: Any) -> Dim:
    """Sum over the last axis of the first for each number that is made; a product with a single number sums nothing."""
    first, second = shape_of(x1), shape_of(x2)
    return product((*made, first[-1])) if first and second else 0


@counts("tensorflow.matmul", "tensorflow.linalg.matvec")
def matmul_of_tensorflow(made: Shape, a: Any, b: Any, transpose_a: Any = False, **rest: Any) -> Dim:
    """Sum over the columns of the first, or, turned, over its rows."""
    if not isinstance(transpose_a, bool) or rest.get("adjoint_a") not in (None, False):
        raise Uncounted("how the matrix is turned is unknown")
    shape_of(b)
    return product((*made, shape_of(a)[-2 if transpose_a else -1]))


@counts("keras.ops.tensordot")
def tensordot(made: Shape, x1: Any, x2: Any, axes: Any = 2) -> Dim:
    """Sum over the given axes of the first: so many of its last, or those listed."""
    first = shape_of(x1)
    if isinstance(axes, int):
        summed = first[len(first) - axes :]
    elif isinstance(axes, list | tuple):
        of_first = axes[0] if isinstance(axes[0], list | tuple) else (axes[0],)
        if not all(isinstance(axis, int) for axis in of_first):
            raise Uncounted("the axes are unknown")
        summed = tuple(first[axis] for axis in of_first)
    else:
        raise Uncounted("the axes are unknown")
    shape_of(x2)
    return product((*made, *summed))


@counts("numpy.tensordot")
def tensordot_of_numpy(made: Shape, a: Any, b: Any, axes: Any = 2) -> Dim:
    """Sum as `keras.ops.tensordot` does."""
    return tensordot(made, a, b, axes)


@counts("keras.backend.batch_dot")
def batch_dot(made: Shape, x: Any, y: Any, axes: Any = None) -> Dim:
    """Sum over one axis of both; without axes over the last of the first."""
    axis = axes[0] if isinstance(axes, list | tuple) else -1 if axes is None else axes
    if not isinstance(axis, int):
        raise Uncounted("the axes are unknown")
    shape_of(y)
    return product((*made, shape_of(x)[axis]))


@counts("keras.ops.einsum")
def einsum(made: Shape, subscripts: Any, *operands: Any) -> Dim:
    """Multiply the sizes of all letters of two operands; one operand is summed without a product."""
    if not isinstance(subscripts, str):
        raise Uncounted("the equation is unknown")
    shapes = [shape_of(operand) for operand in operands]
    if len(operands) == 1:
        return 0
    written, _, target = subscripts.replace(" ", "").partition("->")
    specs = written.split(",")
    if len(operands) != 2 or "->" not in subscripts or len(specs) != 2:
        raise Uncounted("the order of several products is open")
    if any(len(set(spec) - {"."}) < len(spec.replace("...", "")) for spec in specs):
        raise Uncounted("an axis is taken along a diagonal")
    if (set(specs[0]) ^ set(specs[1])) - set(target) - {"."}:
        raise Uncounted("an axis is summed before the product")
    sizes: dict[str, Dim] = {}
    for spec, shape in zip(specs, shapes, strict=True):
        before, _, after = spec.partition("...")
        sizes.update(zip(before, shape, strict=False))
        if after:
            sizes.update(zip(after, shape[-len(after) :], strict=True))
    summed = [size for letter, size in sizes.items() if letter not in target]
    return product((*made, *summed))


@counts("keras.ops.conv", "keras.ops.depthwise_conv")
def conv(
    made: Shape,
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: Any = "valid",
    data_format: Any = None,
    dilation_rate: Any = 1,
) -> Dim:
    """Apply the kernel at every place of the output."""
    return product((*places(made, {"data_format": data_format}), *shape_of(kernel)))


@counts("keras.ops.separable_conv")
def separable_conv(
    made: Shape,
    inputs: Any,
    depthwise_kernel: Any,
    pointwise_kernel: Any,
    *_: Any,
    data_format: Any = None,
    **rest: Any,
) -> Dim:
    """Apply both kernels at every place of the output."""
    if len(_) > 2:
        raise Uncounted("the place of the channels is unknown")
    where = places(made, {"data_format": data_format})
    return total(of_kernels(where, (shape_of(depthwise_kernel), shape_of(pointwise_kernel))))


@counts("keras.ops.conv_transpose")
def conv_transpose(
    made: Shape,
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: Any = "valid",
    output_padding: Any = None,
    data_format: Any = None,
    dilation_rate: Any = 1,
) -> Dim:
    """Spread every place of the input over the kernel."""
    return product((*places(shape_of(inputs), {"data_format": data_format}), *shape_of(kernel)))


@counts("keras.ops.dot_product_attention")
def dot_product_attention(made: Shape, query: Any, key: Any, value: Any, *_: Any, **rest: Any) -> Dim:
    """Score each query of (batch, steps, heads, size) by each key, and weigh the values."""
    asking, answering = shape_of(query), shape_of(value)
    return total((product((*asking, shape_of(key)[1])), product((*asking[:-1], *answering[1:2], answering[-1]))))


def _uncounted() -> Mapping[str, str]:
    families = {
        "a decomposition is not counted": """
        cholesky cholesky_inverse det eig eigh inv logdet lstsq lu_factor matrix_rank norm pinv qr slogdet solve
        solve_triangular svd""",
        "Fourier transforms are not counted": "fft fft2 ifft2 irfft istft rfft stft",
        "it reads between the pixels": """
        image.affine_transform image.elastic_transform image.gaussian_blur image.map_coordinates
        image.perspective_transform image.scale_and_translate image.sobel_edges image.ssim""",
        "what it multiplies is not counted": "corrcoef correlate ctc_decode ctc_loss",
    }
    named = {f"keras.ops.{name}": reason for reason, names in families.items() for name in names.split()}
    others = """
    keras.backend.conv1d keras.backend.conv2d keras.backend.conv3d keras.backend.depthwise_conv2d
    tensorflow.image.ssim tensorflow.nn.conv1d tensorflow.nn.conv1d_transpose tensorflow.nn.conv2d
    tensorflow.nn.conv2d_transpose tensorflow.nn.conv3d tensorflow.nn.conv3d_transpose tensorflow.nn.depthwise_conv2d
    tensorflow.nn.separable_conv2d tensorflow.signal.fft tensorflow.signal.fft2d tensorflow.signal.fft3d
    tensorflow.signal.ifft tensorflow.signal.ifft2d tensorflow.signal.ifft3d tensorflow.signal.stft
    """
    return {**named, **dict.fromkeys(others.split(), "what it multiplies is not counted")}


UNCOUNTED = _uncounted()
"""The operations whose multiply-adds are unknown, and why."""
