"""Operations on each element: the operands broadcast, the shape is otherwise kept."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.operations.table import dtype_of, operation, shape_of
from shapecheck.shapes.shape import broadcast
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []

_UNARY = (
    "abs absolute negative exp exp2 expm1 log log10 log1p log2 sqrt rsqrt square sign sin cos tan sinh cosh tanh arcsin "
    "arccos arctan arcsinh arccosh arctanh ceil floor round trunc reciprocal erf erfinv sigmoid relu relu6 softplus "
    "softsign silu swish gelu elu selu leaky_relu hard_sigmoid hard_silu hard_swish hard_tanh log_sigmoid celu mish "
    "squareplus sparse_plus sparse_sigmoid tanh_shrink soft_shrink hard_shrink threshold softmax log_softmax sparsemax "
    "normalize stop_gradient nan_to_num clip conj conjugate real imag copy identity ones_like zeros_like full_like "
    "deg2rad rad2deg cumsum cumprod flip positive i0 sinc l2_normalize"
).split()

_TENSORFLOW = {
    "abs": ("tensorflow.abs", "tensorflow.math.abs"), "clip": ("tensorflow.clip_by_value", "keras.backend.clip"),
    "stop_gradient": ("tensorflow.stop_gradient", "keras.backend.stop_gradient"),
    "normalize": ("tensorflow.math.l2_normalize", "tensorflow.nn.l2_normalize", "keras.backend.l2_normalize",
                  "tensorflow.linalg.l2_normalize"),
    "negative": ("tensorflow.negative", "tensorflow.math.negative"), "flip": ("tensorflow.reverse", "keras.backend.reverse"),
    "identity": ("tensorflow.identity",),
}  # fmt: skip

_BINARY = (
    "add subtract multiply divide true_divide floor_divide mod power maximum minimum arctan2 logaddexp hypot fmod "
    "remainder divide_no_nan squared_difference"
).split()

_COMPARISONS = (
    "equal not_equal greater greater_equal less less_equal logical_and logical_or logical_xor isclose".split()
)


def _paths(name: str) -> tuple[str, ...]:
    spelled = (f"keras.ops.{name}", f"keras.ops.nn.{name}", f"keras.ops.numpy.{name}", f"numpy.{name}")
    others = (f"tensorflow.{name}", f"tensorflow.math.{name}", f"tensorflow.nn.{name}", f"keras.backend.{name}")
    return (*spelled, *others, f"keras.activations.{name}", *_TENSORFLOW.get(name, ()))


def _register_unary(name: str) -> None:
    @operation(*_paths(name))
    def unary(
        x: Any, axis: Any = None, x_min: Any = None, x_max: Any = None, alpha: Any = None, negative_slope: Any = None,
        approximate: Any = None, max_value: Any = None, order: Any = None, epsilon: Any = None, decimals: Any = None,
        threshold: Any = None,
    ) -> Tensor:  # fmt: skip
        return Tensor(shape_of(x), dtype_of(x))


def _register_binary(name: str, *, boolean: bool) -> None:
    @operation(*_paths(name))
    def binary(x1: Any, x2: Any) -> Tensor:
        return Tensor(broadcast(shape_of(x1), shape_of(x2)), "bool" if boolean else dtype_of(x1, x2))


for _name in _UNARY:
    _register_unary(_name)
for _name in _BINARY:
    _register_binary(_name, boolean=False)
for _name in _COMPARISONS:
    _register_binary(_name, boolean=True)


@operation("keras.ops.cast", "tensorflow.cast", "keras.backend.cast", "tensorflow.dtypes.cast")
def cast(x: Any, dtype: Any) -> Tensor:
    """Change the dtype; the shape is kept."""
    return Tensor(shape_of(x), dtype if isinstance(dtype, str) else "float32")


@operation(
    "keras.ops.convert_to_tensor", "tensorflow.convert_to_tensor", "keras.backend.constant", "tensorflow.constant"
)
def convert_to_tensor(x: Any, dtype: Any = None) -> Tensor:
    """Return the value as a tensor."""
    return Tensor(shape_of(x), dtype if isinstance(dtype, str) else dtype_of(x))


@operation("keras.ops.where", "tensorflow.where", "numpy.where", "keras.backend.switch")
def where(condition: Any, x1: Any = None, x2: Any = None) -> Tensor:
    """Choose element by element."""
    shape = broadcast(broadcast(shape_of(condition), shape_of(x1)), shape_of(x2))
    return Tensor(shape, dtype_of(x1, x2))


@operation("keras.ops.logical_not", "tensorflow.logical_not", "numpy.logical_not", "tensorflow.math.logical_not")
def logical_not(x: Any) -> Tensor:
    """Negate each element."""
    return Tensor(shape_of(x), "bool")
