"""What operations on each element compute."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from shapecheck.execution.activations import ACTIVATIONS, error_function
from shapecheck.execution.kernel import Array

__all__ = ["FUNCTIONS"]


FLOATING = (
    *(
        "arccos",
        "arccosh",
        "arcsin",
        "arcsinh",
        "arctan",
        "arctanh",
        "cbrt",
        "ceil",
        "cos",
        "cosh",
        "deg2rad",
        "exp",
        "exp2",
    ),
    *("expm1", "fabs", "floor", "i0", "log", "log10", "log1p", "log2", "rad2deg", "sin", "sinc", "sinh", "sqrt", "tan"),
    *("tanh", "angle", "reciprocal"),
)
"""Functions that make floats of integers."""

UNARY = (
    *FLOATING,
    *(
        "abs",
        "absolute",
        "bitwise_invert",
        "bitwise_not",
        "conj",
        "conjugate",
        "copy",
        "imag",
        "isfinite",
        "isinf",
        "isnan",
    ),
    *(
        "isneginf",
        "isposinf",
        "isreal",
        "logical_not",
        "nan_to_num",
        "negative",
        "ones_like",
        "positive",
        "real",
        "sign",
    ),
    *("signbit", "trunc", "zeros_like", "empty_like"),
)
BINARY = (
    *(
        "add",
        "equal",
        "floor_divide",
        "fmax",
        "fmin",
        "fmod",
        "gcd",
        "greater",
        "greater_equal",
        "heaviside",
        "isclose",
    ),
    *("lcm", "less", "less_equal", "logical_and", "logical_or", "logical_xor", "maximum", "minimum", "mod", "multiply"),
    *("not_equal", "power", "remainder", "subtract"),
)
FLOATING_BINARY = ("arctan2", "divide", "hypot", "logaddexp", "logaddexp2", "true_divide", "nextafter")
BITWISE = (
    *(
        "bitwise_and",
        "bitwise_or",
        "bitwise_xor",
        "bitwise_left_shift",
        "bitwise_right_shift",
        "left_shift",
        "right_shift",
    ),
)


def floats(x: Any) -> Any:
    """Return integers as floats; NumPy would make narrow ones of narrow integers, Keras does not."""
    array = np.asarray(x)
    return array.astype(np.float32) if array.dtype.kind in "biu" else array


def unary(name: str) -> Callable[..., Any]:
    """Make an operation of one tensor."""
    function = getattr(np, name)
    if name in FLOATING:
        return lambda x: function(floats(x))
    if name.endswith("_like"):
        return lambda x, dtype=None: function(x, dtype=dtype)
    return lambda x: function(x)


def binary(name: str) -> Callable[..., Any]:
    """Make an operation of two tensors, or a tensor and a number."""
    function = getattr(np, name)
    if name in FLOATING_BINARY:
        return lambda x1, x2: function(floats(x1), floats(x2))
    return lambda x1, x2: function(x1, x2)


def bitwise(name: str) -> Callable[..., Any]:
    """Make an operation on bits, whose arguments are `x` and `y`."""
    function = getattr(np, name.removeprefix("bitwise_") if name.endswith("shift") else name)
    return lambda x, y: function(x, y)


def divide_no_nan(x1: Any, x2: Any) -> Array:
    """Divide; by zero gives zero."""
    return np.where(np.equal(x2, 0), 0, np.divide(x1, np.where(np.equal(x2, 0), 1, x2)))


def cast(x: Array, dtype: str) -> Array:
    """Change the dtype; bfloat16, which NumPy lacks, becomes float32."""
    return np.asarray(x).astype("float32" if dtype == "bfloat16" else dtype)


def complementary_error(x: Array) -> Any:
    """Return what the error function leaves to 1."""
    return 1 - error_function(floats(x))


def inverse_error(x: Array) -> Any:
    """Turn the error function round: a rational start, then Newton's steps."""
    y = floats(x).astype(np.float64)
    a = 0.147
    logarithm = np.log(np.maximum(1 - y * y, 1e-300))
    half = 2 / (np.pi * a) + logarithm / 2
    found = np.sign(y) * np.sqrt(np.sqrt(half * half - logarithm / a) - half)
    for _ in range(4):
        found = found - (np.vectorize(math.erf)(found) - y) / (2 / np.sqrt(np.pi) * np.exp(-found * found))
    return np.where(np.abs(y) == 1, np.sign(y) * np.inf, np.where(np.abs(y) > 1, np.nan, found))


def polar(abs_: Array, angle: Array) -> Any:
    """Return complex numbers by length and angle."""
    return (abs_ * np.cos(angle) + 1j * (abs_ * np.sin(angle))).astype(np.complex64)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: unary(name) for name in UNARY if hasattr(np, name)},
    **{name: binary(name) for name in (*BINARY, *FLOATING_BINARY)},
    **{name: bitwise(name) for name in BITWISE},
    **ACTIVATIONS,
    "allclose": lambda x1, x2, rtol=1e-5, atol=1e-8, equal_nan=False: np.allclose(x1, x2, rtol, atol, equal_nan),
    "array": lambda x, dtype=None: np.asarray(x) if dtype is None else cast(x, dtype),
    "cast": cast,
    "clip": lambda x, x_min, x_max: np.clip(x, x_min, x_max),
    "convert_to_tensor": lambda x, dtype=None, sparse=None, ragged=None: (
        np.asarray(x) if dtype is None else cast(x, dtype)
    ),
    "divide_no_nan": divide_no_nan,
    "erf": lambda x: error_function(floats(x)),
    "erfc": complementary_error,
    "erfinv": inverse_error,
    "gelu": lambda x, approximate=True: ACTIVATIONS["gelu"](x, approximate),
    "isclose": lambda x1, x2, rtol=1e-5, atol=1e-8, equal_nan=False: np.isclose(x1, x2, rtol, atol, equal_nan),
    "ldexp": lambda x1, x2: floats(x1) * np.exp2(floats(x2)),
    "nan_to_num": lambda x, nan=0.0, posinf=None, neginf=None: np.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf),
    "polar": polar,
    "round": lambda x, decimals=0: np.round(x, decimals),
    "rsqrt": lambda x: 1 / np.sqrt(x),
    "saturate_cast": lambda x, dtype: saturated(x, dtype),
    "square": lambda x: np.square(x.astype(np.int32) if x.dtype == bool else x),
    "squared_difference": lambda x1, x2: np.square(x1 - x2),
    "stop_gradient": lambda variable: variable,
    "tanh": lambda x: np.tanh(floats(x)),
    "view_as_complex": lambda x: x[..., 0] + 1j * x[..., 1],
    "view_as_real": lambda x: np.stack((x.real, x.imag), -1),
    "view": lambda x, dtype=None: x.view(dtype),
}


def saturated(x: Array, dtype: str) -> Any:
    """Change the dtype; what does not fit becomes the largest or smallest that does."""
    if dtype == "bool":
        return np.clip(x, 0, 1).astype(bool)
    limits = np.iinfo(dtype) if "int" in dtype else np.finfo(dtype)
    low, high = float(limits.min), float(limits.max)
    return cast(np.clip(floats(x).astype(np.float64), low, high), dtype)
