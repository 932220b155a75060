"""What operations compute, by the names of keras.ops: NumPy's own functions where these mean the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from shapecheck.execution.activations import ACTIVATIONS, error_function
from shapecheck.execution.kernel import Array, NotExecutable, single
from shapecheck.execution.resizing import resized, with_aspect_of

__all__ = ["OPERATIONS", "operate"]

SAME_IN_NUMPY = (
    *("abs", "absolute", "add", "all", "any", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2"),
    *("arctanh", "argmax", "argmin", "argsort", "average", "broadcast_to", "ceil", "concatenate", "conj"),
    *("copy", "cos", "cosh", "count_nonzero", "cross", "cumprod", "cumsum", "diag", "diagonal", "divide"),
    *("dot", "equal", "exp", "exp2", "expm1", "flip", "floor", "floor_divide", "full_like", "greater"),
    *("greater_equal", "imag", "inner", "isfinite", "isinf", "isnan", "less", "less_equal", "log", "log10"),
    *("log1p", "log2", "logaddexp", "logical_and", "logical_not", "logical_or", "logical_xor"),
    *("matmul", "maximum", "mean", "median", "meshgrid", "minimum", "mod", "moveaxis", "nan_to_num"),
    *("negative", "not_equal", "ones_like", "outer", "power", "prod", "ravel", "real", "reciprocal"),
    *("repeat", "roll", "round", "sign", "sin", "sinh", "sort", "sqrt", "square", "squeeze", "stack", "std"),
    *("subtract", "sum", "swapaxes", "take", "take_along_axis", "tan", "tensordot", "tile", "trace"),
    *("transpose", "tril", "triu", "true_divide", "trunc", "var", "vdot", "zeros_like"),
)
"""Operations whose positional arguments, and the names of the further ones, are NumPy's."""


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


def largest(x: Array, axis: Any = None, keepdims: bool = False, initial: Any = None) -> Any:
    """Take the largest element."""
    return x.max(axis, keepdims=keepdims) if initial is None else x.max(axis, keepdims=keepdims, initial=initial)


def smallest(x: Array, axis: Any = None, keepdims: bool = False, initial: Any = None) -> Any:
    """Take the smallest element."""
    return x.min(axis, keepdims=keepdims) if initial is None else x.min(axis, keepdims=keepdims, initial=initial)


def logsumexp(x: Array, axis: Any = None, keepdims: bool = False) -> Any:
    """Take the logarithm of the sum of exponentials."""
    peak = x.max(axis, keepdims=True)
    result = np.log(np.exp(x - peak).sum(axis, keepdims=True)) + peak
    return result if keepdims else result.squeeze(axis)


def norm(x: Array, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """Take the length."""
    return np.linalg.norm(x, ord, tuple(axis) if isinstance(axis, list) else axis, keepdims)


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
    **{name: getattr(np, name) for name in SAME_IN_NUMPY},
    **ACTIVATIONS,
    "amax": largest,
    "amin": smallest,
    "cast": cast,
    "clip": lambda x, x_min, x_max: np.clip(x, x_min, x_max),
    "convert_to_tensor": lambda x, dtype=None, sparse=None: np.asarray(x),
    "divide_no_nan": divide_no_nan,
    "einsum": lambda subscripts, *operands: np.einsum(subscripts, *operands, optimize=True),
    "erf": error_function,
    "expand_dims": expand_dims,
    "gelu": lambda x, approximate=True: ACTIVATIONS["gelu"](x, approximate),
    "get_item": get_item,
    "getitem": get_item,
    "hstack": lambda xs: np.hstack(xs),
    "image.resize": resize,
    "logsumexp": logsumexp,
    "max": largest,
    "min": smallest,
    "moments": moments,
    "norm": norm,
    "normalize": normalize,
    "one_hot": one_hot,
    "pad": pad,
    "reshape": reshape,
    "rsqrt": lambda x: 1 / np.sqrt(x),
    "slice": piece,
    "split": split,
    "stop_gradient": lambda variable: variable,
    "top_k": top_k,
    "unstack": unstack,
    "vstack": lambda xs: np.vstack(xs),
    "where": where,
}

OPERATIONS: Mapping[str, Callable[..., Any]] = {f"keras.ops.{name}": function for name, function in FUNCTIONS.items()}


def operate(path: str, inputs: Any, arguments: Mapping[str, Any]) -> Any:
    """Compute an operation of its positional arguments (a tuple, or the only one) and those given by name.

    Raises NotExecutable for one that is not in the table.
    """
    if path not in OPERATIONS:
        raise NotExecutable(f"{path} has no NumPy kernel")
    given = inputs if isinstance(inputs, tuple) else (inputs,)
    with np.errstate(all="ignore"):
        return single(OPERATIONS[path](*given, **arguments))
