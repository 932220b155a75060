"""What operations compute, by the names of keras.ops and with the names of its arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from shapecheck.execution.activations import ACTIVATIONS, error_function
from shapecheck.execution.kernel import Array, NotExecutable, single
from shapecheck.execution.resizing import resized, with_aspect_of

__all__ = ["OPERATIONS", "operate"]

UNARY = (
    *("abs", "absolute", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctanh", "ceil", "conj", "conjugate"),
    *("copy", "cos", "cosh", "deg2rad", "exp", "exp2", "expm1", "floor", "i0", "imag", "isfinite", "isinf", "isnan"),
    *("log", "log10", "log1p", "log2", "logical_not", "nan_to_num", "negative", "ones_like", "positive", "rad2deg"),
    *("ravel", "real", "reciprocal", "sign", "sin", "sinc", "sinh", "sqrt", "square", "tan", "trunc", "zeros_like"),
)
BINARY = (
    *("add", "arctan2", "cross", "divide", "dot", "equal", "floor_divide", "fmod", "greater", "greater_equal", "hypot"),
    *("inner", "isclose", "less", "less_equal", "logaddexp", "logical_and", "logical_or", "logical_xor", "maximum"),
    *("minimum", "mod", "multiply", "not_equal", "outer", "power", "remainder", "subtract", "true_divide", "vdot"),
)
REDUCTIONS = ("all", "amax", "amin", "any", "max", "mean", "median", "min", "nansum", "prod", "std", "sum", "var")


def unary(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make an operation of one tensor."""
    return lambda x: function(x)


def binary(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make an operation of two tensors, or a tensor and a number."""
    return lambda x1, x2: function(x1, x2)


def reduction(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make an operation that takes away axes, or leaves them with size 1."""

    def reduced(x: Array, axis: Any = None, keepdims: bool = False) -> Any:
        return function(x, axis=tuple(axis) if isinstance(axis, list) else axis, keepdims=keepdims)

    return reduced


def along(function: Callable[..., Any], usual: int | None = -1) -> Callable[..., Any]:
    """Make an operation along one axis."""
    return lambda x, axis=usual: function(x, axis=axis)


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = None) -> Array:
    """Count from 0, or from the first to before the second."""
    return np.arange(start, step=step) if stop is None else np.arange(start, stop, step)


def reshape(x: Array, newshape: Any) -> Array:
    """Reshape; one -1 takes what is left."""
    return x.reshape([newshape] if np.ndim(newshape) == 0 else [int(size) for size in newshape])


def expand_dims(x: Array, axis: Any) -> Array:
    """Put in axes of size 1."""
    return np.expand_dims(x, tuple(axis) if isinstance(axis, list | tuple) else axis)


def get_item(x: Array, key: Any) -> Any:
    """Index, by a tuple where several axes are meant."""
    return x[tuple(key) if isinstance(key, list) else key]


def split(x: Array, indices_or_sections: Any, axis: int = 0) -> list[Array]:
    """Cut into equal parts, or at places."""
    return list(np.split(x, indices_or_sections, axis))


def unstack(x: Array, num: int | None = None, axis: int = 0) -> list[Array]:
    """List the parts along an axis."""
    return list(np.moveaxis(x, axis, 0))


def pad(x: Array, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Array:
    """Put a margin around."""
    if mode != "constant":
        return np.pad(x, pad_width, mode=mode)  # type: ignore[call-overload, no-any-return]
    return np.pad(x, pad_width, constant_values=0 if constant_values is None else constant_values)


def one_hot(x: Array, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False) -> Array:
    """Encode integers by position."""
    hot = np.asarray(x)[..., None] == np.arange(num_classes)
    return np.moveaxis(hot.astype(np.float32), -1, axis)


def top_k(x: Array, k: int, sorted: bool = True) -> list[Array]:
    """Return the largest elements of the last axis, and where they stand."""
    places = np.argsort(-x, axis=-1)[..., :k]
    return [np.take_along_axis(x, places, axis=-1), places.astype(np.int32)]


def logsumexp(x: Array, axis: Any = None, keepdims: bool = False) -> Any:
    """Take the logarithm of the sum of exponentials."""
    peak = x.max(axis, keepdims=True)
    result = np.log(np.exp(x - peak).sum(axis, keepdims=True)) + peak
    return result if keepdims else result.squeeze(axis)


def norm(x: Array, order: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """Take the length."""
    return np.linalg.norm(x, order, tuple(axis) if isinstance(axis, list) else axis, keepdims)


def matmul(x1: Array, x2: Array, transpose_a: bool = False, transpose_b: bool = False) -> Any:
    """Multiply matrices."""
    return np.matmul(np.swapaxes(x1, -1, -2) if transpose_a else x1, np.swapaxes(x2, -1, -2) if transpose_b else x2)


def transpose(x: Array, axes: Any = None) -> Array:
    """Reorder the axes; turn them round unless it is said how."""
    return np.transpose(x, axes)


def normalize(x: Array, axis: int = -1, order: float = 2, epsilon: float | None = None) -> Array:
    """Scale to length 1 along an axis."""
    length = np.linalg.norm(x, order, axis, keepdims=True)
    unit: Array = x / np.maximum(length, 1e-7 if epsilon is None else epsilon)
    return unit


def where(condition: Array, x1: Any = None, x2: Any = None) -> Any:
    """Choose between two, or list the places where a condition holds."""
    return list(np.where(condition)) if x1 is None else np.where(condition, x1, x2)


def divide_no_nan(x1: Any, x2: Any) -> Array:
    """Divide; by zero gives zero."""
    return np.where(np.equal(x2, 0), 0, np.divide(x1, np.where(np.equal(x2, 0), 1, x2)))


def piece(inputs: Array, start_indices: Sequence[int], shape: Sequence[int]) -> Array:
    """Cut out a block."""
    return inputs[tuple(slice(start, start + size) for start, size in zip(start_indices, shape, strict=True))]


def moments(x: Array, axes: Any, keepdims: bool = False, synchronized: bool = False) -> list[Any]:
    """Return mean and variance."""
    axes = tuple(axes) if isinstance(axes, list) else axes
    return [x.mean(axes, keepdims=keepdims), x.var(axes, keepdims=keepdims)]


def resize(
    images: Array,
    size: Sequence[int],
    interpolation: str = "bilinear",
    antialias: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
    data_format: str | None = None,
) -> Array:
    """Resize images to (height, width)."""
    first = images.ndim - (2 if data_format == "channels_first" else 3)
    axes, sizes = (first, first + 1), (int(size[0]), int(size[1]))
    if crop_to_aspect_ratio or pad_to_aspect_ratio:
        images = with_aspect_of(images, axes, sizes, pad=pad_to_aspect_ratio, fill=fill_value)
    return resized(images, axes, sizes, interpolation, antialias)


def cast(x: Array, dtype: str) -> Array:
    """Change the dtype; bfloat16, which NumPy lacks, becomes float32."""
    return np.asarray(x).astype("float32" if dtype == "bfloat16" else dtype)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: unary(getattr(np, name)) for name in UNARY},
    **{name: binary(getattr(np, name)) for name in BINARY},
    **{name: reduction(getattr(np, name)) for name in REDUCTIONS},
    **{name: along(getattr(np, name)) for name in ("argsort", "sort")},
    **{name: along(getattr(np, name), None) for name in ("cumprod", "cumsum", "flip")},
    **ACTIVATIONS,
    "arange": arange,
    "argmax": lambda x, axis=None, keepdims=False: np.argmax(x, axis=axis, keepdims=keepdims).astype(np.int32),
    "argmin": lambda x, axis=None, keepdims=False: np.argmin(x, axis=axis, keepdims=keepdims).astype(np.int32),
    "average": lambda x, axis=None, weights=None: np.average(x, axis=axis, weights=weights),
    "broadcast_to": lambda x, newshape: np.broadcast_to(x, newshape),
    "cast": cast,
    "clip": lambda x, x_min, x_max: np.clip(x, x_min, x_max),
    "concatenate": lambda xs, axis=0: np.concatenate(xs, axis=axis),
    "convert_to_tensor": lambda x, dtype=None, sparse=None: np.asarray(x),
    "count_nonzero": lambda x, axis=None: np.count_nonzero(x, axis=axis),
    "diag": lambda x, k=0: np.diag(x, k),
    "diagonal": lambda x, offset=0, axis1=0, axis2=1: np.diagonal(x, offset, axis1, axis2),
    "divide_no_nan": divide_no_nan,
    "einsum": lambda subscripts, *operands: np.einsum(subscripts, *operands, optimize=True),
    "erf": error_function,
    "expand_dims": expand_dims,
    "full": lambda newshape, fill_value, dtype=None: np.full(newshape, fill_value),
    "full_like": lambda x, fill_value, dtype=None: np.full_like(x, fill_value),
    "gelu": lambda x, approximate=True: ACTIVATIONS["gelu"](x, approximate),
    "get_item": get_item,
    "hstack": lambda xs: np.hstack(xs),
    "image.resize": resize,
    "l2_normalize": normalize,
    "logsumexp": logsumexp,
    "matmul": matmul,
    "meshgrid": lambda *x, indexing="xy": list(np.meshgrid(*x, indexing=indexing)),
    "moments": moments,
    "moveaxis": lambda x, source, destination: np.moveaxis(x, source, destination),
    "norm": norm,
    "normalize": normalize,
    "one_hot": one_hot,
    "ones": lambda newshape, dtype=None: np.ones(newshape, np.float32),
    "pad": pad,
    "repeat": lambda x, repeats, axis=None: np.repeat(x, repeats, axis=axis),
    "reshape": reshape,
    "roll": lambda x, shift, axis=None: np.roll(x, shift, axis=axis),
    "round": lambda x, decimals=0: np.round(x, decimals),
    "rsqrt": lambda x: 1 / np.sqrt(x),
    "slice": piece,
    "split": split,
    "squared_difference": lambda x1, x2: np.square(x1 - x2),
    "squeeze": lambda x, axis=None: np.squeeze(x, tuple(axis) if isinstance(axis, list) else axis),
    "stack": lambda xs, axis=0: np.stack(xs, axis=axis),
    "stop_gradient": lambda x: x,
    "swapaxes": lambda x, axis1, axis2: np.swapaxes(x, axis1, axis2),
    "take": lambda x, indices, axis=None: np.take(x, np.asarray(indices).astype(np.int64), axis=axis),
    "take_along_axis": lambda x, indices, axis=None: np.take_along_axis(x, indices, axis=axis),
    "tensordot": lambda x1, x2, axes=2: np.tensordot(x1, x2, axes=axes),
    "tile": lambda x, repeats: np.tile(x, repeats),
    "top_k": top_k,
    "trace": lambda x, offset=0, axis1=0, axis2=1: np.trace(x, offset, axis1, axis2),
    "transpose": transpose,
    "tril": lambda x, k=0: np.tril(x, k),
    "triu": lambda x, k=0: np.triu(x, k),
    "unstack": unstack,
    "vstack": lambda xs: np.vstack(xs),
    "where": where,
    "zeros": lambda newshape, dtype=None: np.zeros(newshape, np.float32),
}

OPERATIONS: Mapping[str, Callable[..., Any]] = {f"keras.ops.{name}": function for name, function in FUNCTIONS.items()}


def operate(path: str, inputs: Any, arguments: Mapping[str, Any]) -> Any:
    """Compute an operation of its positional arguments (a tuple, or the only one) and those given by name.

    Raises NotExecutable for one that is not in the table, or that is given an argument which it does not take here.
    """
    if path not in OPERATIONS:
        raise NotExecutable(f"{path} has no NumPy kernel")
    signature = inspect.signature(OPERATIONS[path])
    known = signature.parameters
    named = {name: item for name, item in arguments.items() if name in known or name not in ("dtype", "name")}
    try:
        held = signature.bind(*(inputs if isinstance(inputs, tuple) else (inputs,)), **named)
    except TypeError as error:
        raise NotExecutable(f"{path}: {error}") from None
    with np.errstate(all="ignore"):
        return single(OPERATIONS[path](*held.args, **held.kwargs))
