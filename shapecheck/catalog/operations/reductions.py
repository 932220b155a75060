"""Reductions: axes are taken together, kept as 1 or dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.dtypes import UNKNOWN, floating, is_float, kind_of, promoted, stated, widened
from shapecheck.catalog.operations.operands import at_the_run, axes_of, known, refuse, shape_of
from shapecheck.catalog.operations.table import named_alike, operation
from shapecheck.shapes.requirements import differs, forbid
from shapecheck.shapes.shape import Shape, axis_of, broadcast, reduce, shape_text
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


def _reduced(x: Any, axis: Any, keepdims: Any) -> Shape:
    return reduce(shape_of(x), axes_of(axis), bool(known(keepdims)))


def _same(x: Any) -> str:
    return promoted(x)


def _float_or_same(x: Any) -> str:
    kind = kind_of(x)
    return kind if is_float(kind) and kind != "float64" else floating(x)


def _boolean(x: Any) -> str:
    return "bool"


_REDUCTIONS: dict[Callable[[Any], str], str] = {
    _boolean: "all any",
    _same: "amax amin nanmax nanmin ptp",
    _float_or_same: "mean median nanmean nanmedian nanstd nanvar std var",
    widened: "nanprod nansum sum",
}

_OTHER_NAMES = {
    "amax": ("tensorflow.reduce_max", "tensorflow.math.reduce_max"), "all": ("tensorflow.reduce_all", "tensorflow.math.reduce_all"),
    "amin": ("tensorflow.reduce_min", "tensorflow.math.reduce_min"), "any": ("tensorflow.reduce_any", "tensorflow.math.reduce_any"),
    "mean": ("tensorflow.reduce_mean", "tensorflow.math.reduce_mean"),
    "std": ("tensorflow.math.reduce_std",), "var": ("tensorflow.math.reduce_variance",),
    "sum": ("tensorflow.reduce_sum", "tensorflow.math.reduce_sum"),
}  # fmt: skip


def _enter(name: str, dtype: Callable[[Any], str]) -> None:
    @operation(*named_alike(name), *_OTHER_NAMES.get(name, ()))
    def reduction(x: Any, axis: Any = None, keepdims: Any = False) -> Tensor:
        return Tensor(_reduced(x, axis, keepdims), dtype(x))


for _dtype, _names in _REDUCTIONS.items():
    for _name in _names.split():
        _enter(_name, _dtype)


def _enter_extreme(name: str) -> None:
    @operation(*named_alike(name))
    def extreme(x: Any, axis: Any = None, keepdims: Any = False, initial: Any = None) -> Tensor:
        return Tensor(_reduced(x, axis, keepdims), _same(x) if initial is None else UNKNOWN)


for _name in ("max", "min"):
    _enter_extreme(_name)


@operation(
    "keras.ops.prod", "numpy.prod", "keras.backend.prod", "tensorflow.reduce_prod", "tensorflow.math.reduce_prod"
)
def prod(x: Any, axis: Any = None, keepdims: Any = False, dtype: Any = None) -> Tensor:
    """Multiply along axes."""
    return Tensor(_reduced(x, axis, keepdims), stated(dtype, widened(x)))


@operation(
    "keras.ops.logsumexp", "tensorflow.reduce_logsumexp", "tensorflow.math.reduce_logsumexp",
)  # fmt: skip
def logsumexp(x: Any, axis: Any = None, keepdims: Any = False) -> Tensor:
    """Take the logarithm of the sum of exponentials."""
    if not shape_of(x) and known(keepdims):
        raise NotKnown("Keras reports another shape than it makes")
    return Tensor(_reduced(x, axis, keepdims), "float32" if kind_of(x) == "float32" else UNKNOWN)


def _enter_place(name: str, *others: str) -> None:
    """Enter what finds places; TensorFlow looks along axis 0, and K along the last, where nothing is said."""

    @operation(f"keras.ops.{name}", f"numpy.{name}", f"keras.backend.{name}")
    def place(x: Any, axis: Any = None, keepdims: Any = False) -> Tensor:
        axes = axes_of(axis)
        if isinstance(axes, tuple):
            raise NotKnown("places along several axes")
        return Tensor(_reduced(x, axis, keepdims), "int32")

    if others:
        operation(f"keras.ops.{name}", *others, axis=0)(place)


for _name in ("argmax", "argmin"):
    _enter_place(_name, f"tensorflow.{_name}", f"tensorflow.math.{_name}")
for _name in ("nanargmax", "nanargmin"):
    _enter_place(_name)


@operation("keras.ops.count_nonzero", "numpy.count_nonzero", "tensorflow.math.count_nonzero")
def count_nonzero(x: Any, axis: Any = None) -> Tensor:
    """Count what is not zero."""
    return Tensor(_reduced(x, axis, False), "int32")


_MATRIX_NORMS = (None, "fro", "nuc", float("inf"), float("-inf"), 1, -1, 2, -2)


@operation("keras.ops.norm", "numpy.linalg.norm", "tensorflow.norm", "tensorflow.linalg.norm")
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Tensor:
    """Take the length of vectors or matrices (`keras/src/ops/linalg.py`)."""
    shape, axes, order = shape_of(x), axes_of(axis), known(ord)
    order = {"euclidean": None}.get(order, order) if isinstance(order, str) else order
    if isinstance(order, str) and order not in ("fro", "nuc"):
        text = "Invalid `ord` argument. Expected one of {'fro', 'nuc'} when using string."
        refuse(f"`ord` wants 'fro', 'nuc' or a number, got {order!r}", f"{text} Received: ord={order}")
    count = len(shape) if axes is None else 1 if isinstance(axes, int) else len(axes)
    if count == 1 and isinstance(order, str):
        refuse(f"no norm {order!r} of vectors", f"Invalid `ord` argument for vector norm. Received: ord={order}")
    if count == 2 and order not in _MATRIX_NORMS:
        refuse(f"no norm {order!r} of matrices", f"Invalid `ord` argument for matrix norm. Received: ord={order}")
    if (axes is None and order is not None and count > 2) or count > 2 or (axes is None and count == 0):
        raise NotKnown("a norm over more axes than two")
    return Tensor(reduce(shape, axes, bool(known(keepdims))), _float_or_same(x))


@operation("keras.ops.average", "numpy.average")
def average(x: Any, axis: Any = None, weights: Any = None) -> Tensor:
    """Take a weighted mean."""
    shape, axes = shape_of(x), axes_of(axis)
    dtype = floating(x) if weights is None else floating(x, weights)
    if isinstance(axes, tuple):
        raise NotKnown("an average over several axes")
    place = None if axes is None else axis_of(axes, len(shape))
    if weights is not None:
        heavy = shape_of(weights)
        wanted = shape if place is None or len(heavy) != 1 else (shape[place],)
        alike = len(heavy) == len(wanted)
        words = f"weights {shape_text(heavy)} do not fit {shape_text(shape)}"
        forbid(not alike, words, kind="size-mismatch")
        for one, other in zip(heavy, wanted, strict=True):
            forbid(differs(one, other), words, kind="size-mismatch")
    return Tensor(reduce(shape, place), dtype)


@operation("keras.ops.moments", "tensorflow.nn.moments")
def moments(x: Any, axes: Any, keepdims: Any = False) -> tuple[Tensor, Tensor]:
    """Return mean and variance."""
    found = Tensor(_reduced(x, axes, keepdims), kind_of(x) if is_float(kind_of(x)) else UNKNOWN)
    return found, found


def _enter_quantile(name: str, scalar_list: bool) -> None:
    @operation(f"keras.ops.{name}", f"numpy.{name}")
    def quantile(x: Any, q: Any, axis: Any = None, keepdims: Any = False) -> Tensor:
        ranks = shape_of(q)
        if len(ranks) > 1 or (isinstance(q, list | tuple) and len(q) == 1 and not scalar_list):
            raise NotKnown("Keras reports one axis of quantiles, or none")
        return Tensor((*ranks, *_reduced(x, axis, keepdims)), UNKNOWN)


for _name in ("percentile", "nanpercentile"):
    _enter_quantile(_name, True)
for _name in ("quantile", "nanquantile"):
    _enter_quantile(_name, False)


@operation("keras.ops.allclose", "numpy.allclose")
def allclose(x1: Any, x2: Any) -> Tensor:
    """Tell whether all elements are close."""
    at_the_run(lambda: broadcast(shape_of(x1), shape_of(x2)))
    return Tensor((), "bool")


@operation("keras.ops.trapezoid", "numpy.trapezoid")
def trapezoid(y: Any, x: Any = None, axis: Any = -1) -> Tensor:
    """Integrate along an axis."""
    shape, place = shape_of(y), axes_of(axis)
    if not isinstance(place, int) or not shape or x is not None or not -len(shape) <= place < len(shape):
        raise NotKnown("Keras takes any axis here")
    return Tensor(reduce(shape, place), floating(y))
