"""Operations on each element: the shape is kept, the operands broadcast."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.dtypes import UNKNOWN, floating, is_float, kind_of, promoted, stated
from shapecheck.catalog.operations.operands import at_the_run, axes_of, known, refuse, shape_of
from shapecheck.catalog.operations.table import named_alike, operation
from shapecheck.shapes.dims import hide
from shapecheck.shapes.shape import broadcast
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


def _same(x: Any) -> str:
    return promoted(x) if not isinstance(x, Tensor) else x.dtype


def _of_floats(x: Any) -> str:
    """Keep a dtype of floats; what the backends make of integers differs."""
    kind = kind_of(x)
    return kind if is_float(kind) else UNKNOWN


def _no_bool(x: Any) -> str:
    return "int32" if kind_of(x) == "bool" else _same(x)


def _number(x: Any) -> str:
    return UNKNOWN if kind_of(x) == "bool" else _same(x)


def _float32(x: Any) -> str:
    return "float32" if kind_of(x) == "float32" else UNKNOWN


def _boolean(x: Any) -> str:
    return "bool"


def _float_of_integers(x: Any) -> str:
    return "float32" if kind_of(x) == "int64" else floating(x)


_UNARY: dict[Callable[[Any], str], str] = {
    _same: "abs absolute bitwise_invert bitwise_not copy nan_to_num negative",
    _number: "conj conjugate imag real round sign",
    _no_bool: "square",
    _float32: "reciprocal",
    _boolean: "isfinite isinf isnan isneginf isposinf isreal logical_not signbit",
    _float_of_integers: "arccos arccosh arcsin arcsinh arctan arctanh ceil cos cosh exp exp2 expm1 fabs floor log log10 "
    "log1p log2 sin sinc sinh sqrt tan tanh",
    floating: "angle cbrt deg2rad erfc i0 rad2deg",
    _of_floats: "celu elu erf erfinv gelu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu log_sigmoid "
    "relu relu6 rsqrt selu sigmoid silu soft_shrink softplus softsign sparse_plus sparse_sigmoid squareplus "
    "tanh_shrink threshold trunc",
}

_OTHER_NAMES = {
    "abs": ("tensorflow.abs", "tensorflow.math.abs"), "negative": ("tensorflow.negative",), "conj": ("tensorflow.math.conj",),
    "arccos": ("tensorflow.acos", "tensorflow.math.acos"), "arcsin": ("tensorflow.asin", "tensorflow.math.asin"),
    "arctan": ("tensorflow.atan", "tensorflow.math.atan"), "arccosh": ("tensorflow.acosh", "tensorflow.math.acosh"),
    "arcsinh": ("tensorflow.asinh", "tensorflow.math.asinh"), "arctanh": ("tensorflow.atanh", "tensorflow.math.atanh"),
    "isfinite": ("tensorflow.math.is_finite",), "isinf": ("tensorflow.math.is_inf",),
    "isnan": ("tensorflow.math.is_nan",), "rsqrt": ("tensorflow.math.rsqrt",), "imag": ("tensorflow.math.imag",),
    "silu": ("tensorflow.nn.swish", "keras.activations.swish"), "hard_silu": ("keras.activations.hard_swish",),
    "log_sigmoid": ("tensorflow.math.log_sigmoid",), "copy": ("tensorflow.identity", "tensorflow.stop_gradient"),
}  # fmt: skip


def _enter_unary(name: str, dtype: Callable[[Any], str]) -> None:
    @operation(*named_alike(name), *_OTHER_NAMES.get(name, ()))
    def unary(x: Any) -> Tensor:
        return Tensor(shape_of(x), dtype(x))


for _dtype, _names in _UNARY.items():
    for _name in _names.split():
        _enter_unary(_name, _dtype)


@operation("keras.activations.exponential")
def exponential(x: Any) -> Tensor:
    """Raise e to each element."""
    return Tensor(shape_of(x), _of_floats(x))


@operation("keras.activations.linear")
def linear(x: Any) -> Tensor:
    """Return the tensor as it is."""
    return Tensor(shape_of(x), _same(x))


@operation("keras.activations.mish")
def mish(x: Any) -> Tensor:
    """Compute `x * tanh(softplus(x))`."""
    return Tensor(shape_of(x), _of_floats(x))


def _settled(one: Any, other: Any) -> str:
    """Promote, where all backends do so alike: what a number makes of a narrow dtype differs."""
    found = promoted(one, other)
    narrow = found not in ("float32", "int32") and not (isinstance(one, Tensor) and isinstance(other, Tensor))
    return UNKNOWN if narrow else "int32" if found == "bool" else found


def _settled_float(one: Any, other: Any) -> str:
    found = floating(one, other)
    return UNKNOWN if found != "float32" and not (isinstance(one, Tensor) and isinstance(other, Tensor)) else found


def _truth(one: Any, other: Any) -> str:
    return "bool"


_BINARY: dict[Callable[[Any, Any], str], str] = {
    promoted: "add fmax fmin gcd lcm maximum minimum multiply subtract",
    _settled: "fmod mod",
    _settled_float: "logaddexp logaddexp2",
    floating: "arctan2 divide divide_no_nan ldexp nextafter true_divide",
    _truth: "equal greater greater_equal isclose less less_equal logical_and logical_or logical_xor not_equal",
}

_OTHER_BINARY = {
    "multiply": ("tensorflow.math.multiply",), "arctan2": ("tensorflow.atan2", "tensorflow.math.atan2"),
    "mod": ("tensorflow.math.floormod", "tensorflow.math.mod", "numpy.remainder"),
    "floor_divide": ("tensorflow.math.floordiv",), "true_divide": ("tensorflow.truediv", "tensorflow.math.truediv"),
    "power": ("tensorflow.pow", "tensorflow.math.pow", "keras.backend.pow"),
}  # fmt: skip


def _enter_binary(name: str, dtype: Callable[[Any, Any], str]) -> None:
    @operation(*named_alike(name), *_OTHER_BINARY.get(name, ()))
    def binary(x1: Any, x2: Any) -> Tensor:
        return Tensor(broadcast(shape_of(x1), shape_of(x2)), dtype(x1, x2))


for _both, _names in _BINARY.items():
    for _name in _names.split():
        _enter_binary(_name, _both)


@operation(*named_alike("power"), *_OTHER_BINARY["power"])
def power(x1: Any, x2: Any) -> Tensor:
    """Raise one to the other; of integers the backends make different things."""
    dtype = promoted(x1, x2)
    return Tensor(broadcast(shape_of(x1), shape_of(x2)), dtype if is_float(dtype) else UNKNOWN)


@operation(*named_alike("floor_divide"), *_OTHER_BINARY["floor_divide"])
def floor_divide(x1: Any, x2: Any) -> Tensor:
    """Divide and round down."""
    dtype = promoted(x1, x2)
    return Tensor(broadcast(shape_of(x1), shape_of(x2)), UNKNOWN if dtype == "bool" else dtype)


@operation("tensorflow.math.squared_difference")
def squared_difference(x: Any, y: Any) -> Tensor:
    """Square the difference."""
    return Tensor(broadcast(shape_of(x), shape_of(y)), promoted(x, y))


def _enter_of_tensors(name: str) -> None:
    @operation(*named_alike(name))
    def of_tensors(x1: Any, x2: Any) -> Tensor:
        if not isinstance(x1, Tensor) or not isinstance(x2, Tensor):
            raise NotKnown("Keras takes two tensors here")
        dtype = promoted(x1, x2)
        return Tensor(broadcast(shape_of(x1), shape_of(x2)), dtype if is_float(dtype) else UNKNOWN)


for _name in ("heaviside", "hypot"):
    _enter_of_tensors(_name)


def _enter_bitwise(name: str) -> None:
    @operation(*named_alike(name))
    def bitwise(x: Any, y: Any) -> Tensor:
        first = shape_of(x)
        shape = at_the_run(lambda: broadcast(first, shape_of(y)))
        if shape != first:
            # Keras reports the shape of the first operand, the backends that of both: what it does not know may differ
            spread = list(zip(shape, first, strict=False))
            if len(shape) != len(first) or any(size != one and isinstance(one, int) for size, one in spread):
                raise NotKnown("Keras reports the shape of the first operand")
            shape = tuple(size if size == one else hide(size) for size, one in spread)
        return Tensor(shape, promoted(x, y) if isinstance(y, Tensor) else UNKNOWN)


for _name in (
    "bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_left_shift", "bitwise_right_shift", "left_shift", "right_shift",
):  # fmt: skip
    _enter_bitwise(_name)


@operation("keras.ops.clip", "numpy.clip", "tensorflow.clip_by_value", "keras.backend.clip")
def clip(x: Any, x_min: Any, x_max: Any) -> Tensor:
    """Hold each element between two bounds."""
    shape = shape_of(x)
    for bound in (x_min, x_max):
        if bound is not None and at_the_run(partial(broadcast, shape, shape_of(bound))) != shape:
            raise NotKnown("Keras reports the shape without that of the bounds")
    return Tensor(shape, _no_bool(x))


@operation(
    "keras.ops.cast", "tensorflow.cast", "keras.backend.cast", "tensorflow.dtypes.cast", "keras.ops.saturate_cast",
    "tensorflow.dtypes.saturate_cast", "tensorflow.saturate_cast",
)  # fmt: skip
def cast(x: Any, dtype: Any) -> Tensor:
    """Change the dtype; the shape is kept."""
    if known(dtype) is None:
        return Tensor(shape_of(x), UNKNOWN)
    return Tensor(shape_of(x), stated(dtype, UNKNOWN))


@operation("tensorflow.bitcast")
def bitcast(input: Any, type: Any) -> Tensor:
    """Read the bytes anew."""
    raise NotKnown("the sizes of dtypes are not compared")


@operation(
    "keras.ops.convert_to_tensor", "tensorflow.convert_to_tensor", "keras.ops.array", "numpy.array", "numpy.asarray", "numpy.copy",
    "keras.backend.variable", keeps=True,
)  # fmt: skip
def convert_to_tensor(x: Any, dtype: Any = None) -> Tensor:
    """Return the value as a tensor."""
    return Tensor(shape_of(x), stated(dtype, _content(x)))


@operation("keras.ops.convert_to_numpy", keeps=True)
def convert_to_numpy(x: Any) -> Tensor:
    """Return the value as an array; a symbolic tensor has none."""
    raise NotKnown("the value of a tensor is not known")


def _content(x: Any) -> str:
    """Return the dtype of a tensor; numbers become what the library says."""
    return x.dtype if isinstance(x, Tensor) else UNKNOWN


@operation("tensorflow.constant", "keras.backend.constant")
def constant(value: Any, dtype: Any = None, shape: Any = None) -> Tensor:
    """Return numbers as a tensor, of a shape if one is given."""
    if shape is not None:
        return Tensor(known(shape), stated(dtype, UNKNOWN))
    return Tensor(shape_of(value), stated(dtype, _content(value)))


@operation("tensorflow.Variable")
def variable(initial_value: Any, dtype: Any = None, shape: Any = None) -> Tensor:
    """Return a variable of the shape of its first value."""
    if shape is not None or not isinstance(initial_value, Tensor):
        raise NotKnown("a variable of this value is not modelled")
    return Tensor(shape_of(initial_value), stated(dtype, initial_value.dtype))


@operation("keras.ops.stop_gradient", "keras.backend.stop_gradient", "tensorflow.stop_gradient", keeps=True)
def stop_gradient(variable: Any) -> Tensor:
    """Return the same tensor."""
    return Tensor(shape_of(variable), _content(variable))


@operation("keras.ops.where", "tensorflow.where", "numpy.where")
def where(condition: Any, x1: Any = None, x2: Any = None) -> Any:
    """Choose element by element; without choices, say where the condition holds."""
    if (x1 is None) is not (x2 is None):
        refuse(
            "where takes both values or none",
            "`x1` and `x2` either both should be `None` or both should have non-None value.",
        )
    if x1 is None:
        raise NotKnown("how often a condition holds is not known")
    shape = broadcast(broadcast(shape_of(condition), shape_of(x1)), shape_of(x2))
    return Tensor(shape, promoted(x1, x2))


_SAME_AXES = "softmax log_softmax"


def _enter_softmax(name: str, *others: str) -> None:
    @operation(
        f"keras.ops.{name}",
        f"tensorflow.nn.{name}",
        f"keras.backend.{name}",
        f"keras.activations.{name}",
        *others,
        axis=-1,
    )
    def softmax(x: Any, axis: Any = -1) -> Tensor:
        shape = shape_of(x)
        _checked(axes_of(axis), len(shape))
        return Tensor(shape, _of_floats(x))


def _checked(axes: int | tuple[int, ...] | None, rank: int) -> None:
    """Refuse axes that do not exist, or stand twice (`canonicalize_axes`, `keras/src/backend/common/backend_utils.py`)."""
    from shapecheck.shapes.shape import axis_of

    given = () if axes is None else (axes,) if isinstance(axes, int) else axes
    places = [axis_of(axis, rank) for axis in given]
    if len(set(places)) < len(places):
        refuse(f"an axis stands twice in {axes}", kind="axis-out-of-range")


_enter_softmax("softmax", "tensorflow.math.softmax")
_enter_softmax("log_softmax", "tensorflow.math.log_softmax")


@operation("keras.ops.sparsemax", "keras.activations.sparsemax")
def sparsemax(x: Any, axis: Any = -1) -> Tensor:
    """Project onto the simplex."""
    shape = shape_of(x)
    _checked(axes_of(axis), len(shape))
    return Tensor(shape, _float32(x))


@operation(
    "keras.ops.normalize", "tensorflow.math.l2_normalize", "tensorflow.nn.l2_normalize", "keras.backend.l2_normalize",
    "tensorflow.linalg.l2_normalize",
)  # fmt: skip
def normalize(x: Any, axis: Any = -1) -> Tensor:
    """Scale to length 1 along axes."""
    shape = shape_of(x)
    if not shape:
        raise NotKnown("Keras gives a scalar an axis")
    _checked(axes_of(axis), len(shape))
    return Tensor(shape, "float32" if kind_of(x) == "float32" else UNKNOWN)
