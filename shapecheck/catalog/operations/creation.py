"""New tensors: constants, ranges, matrices of ones, windows, and what is drawn at random."""

from __future__ import annotations

import math
from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.dtypes import UNKNOWN, promoted, stated
from shapecheck.catalog.operations.operands import axis_in, known, refuse, shape_of, sizes_of, whole
from shapecheck.catalog.operations.rearranging import dtype_in
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes.dims import Dim, ceil_div
from shapecheck.shapes.requirements import at_most, forbid, less
from shapecheck.shapes.shape import Shape, axis_of, broadcast, shape_text
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


def _target(shape: Any) -> Shape:
    sizes = sizes_of(shape)
    for size in sizes:
        words = f"no tensor has the shape {shape_text(sizes)}"
        forbid(less(size, 0), words, keras="negative dimensions are not allowed", kind="invalid-argument")
    return sizes


def _enter_filled(name: str, *others: str) -> None:
    @operation(f"keras.ops.{name}", f"numpy.{name}", *others)
    def filled(shape: Any, dtype: Any = None) -> Tensor:
        return Tensor(_target(shape), stated(dtype, "float32"))


_enter_filled("zeros", "tensorflow.zeros", "keras.backend.zeros")
_enter_filled("ones", "tensorflow.ones", "keras.backend.ones")
_enter_filled("empty")


@operation("keras.ops.full", "numpy.full", "tensorflow.fill")
def full(shape: Any, fill_value: Any, dtype: Any = None) -> Tensor:
    """Return a tensor of a given value, which stretches to the shape."""
    target = _target(shape)
    given = shape_of(fill_value) if not isinstance(fill_value, bool | int | float) else ()
    if given:
        raise NotKnown("a tensor filled with a tensor")
    return Tensor(target, stated(dtype, "float32" if isinstance(fill_value, float) else UNKNOWN))


def _enter_alike(name: str) -> None:
    @operation(f"keras.ops.{name}", f"numpy.{name}", f"tensorflow.{name}", f"keras.backend.{name}", keeps=True)
    def alike(x: Any, dtype: Any = None) -> Tensor:
        return Tensor(shape_of(x), stated(dtype, dtype_in(x)))


for _name in ("zeros_like", "ones_like", "empty_like"):
    _enter_alike(_name)


@operation("keras.ops.full_like", "numpy.full_like", keeps=True)
def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Tensor:
    """Return a tensor of a given value, as large as another."""
    if shape_of(fill_value):
        raise NotKnown("a tensor filled with a tensor")
    return Tensor(shape_of(x), stated(dtype, dtype_in(x)))


@operation("keras.ops.arange", "numpy.arange", "keras.backend.arange", "tensorflow.range")
def arange(start: Any, stop: Any = None, step: Any = None, dtype: Any = None) -> Tensor:
    """Return evenly spaced numbers: from 0, or from the first to before the second."""
    if step is None:
        step = 1
    first, last, by = (known(value) for value in ((0, start, step) if stop is None else (start, stop, step)))
    kind = stated(dtype, promoted(*(value for value in (first, last, by))))
    if any(isinstance(value, bool) or not isinstance(value, Dim | float) for value in (first, last, by)) or by == 0:
        raise NotKnown("the number of elements is not known")
    if all(isinstance(value, int | float) for value in (first, last, by)):
        return Tensor((max(0, math.ceil((last - first) / by)),), kind)
    if isinstance(first, float) or isinstance(last, float) or not isinstance(by, int):
        raise NotKnown("the number of elements is not known")
    count = ceil_div(last - first, by) if by > 0 else ceil_div(first - last, -by)
    if at_most(0, count) is not True:
        raise NotKnown("whether the range is empty is not known")
    return Tensor((count,), kind)


def _enter_spaced(name: str, *others: str) -> None:
    @operation(f"keras.ops.{name}", f"numpy.{name}", *others)
    def spaced(start: Any, stop: Any, num: Any = 50, dtype: Any = None, axis: Any = 0, retstep: Any = False) -> Tensor:
        if known(retstep):
            raise NotKnown("the step is returned too")
        shape, count = broadcast(shape_of(start), shape_of(stop)), whole(num)
        if less(count, 0) is True:
            raise NotKnown("a negative number of elements")
        place = axis_of(axis_in(axis), len(shape) + 1)
        return Tensor((*shape[:place], count, *shape[place:]), UNKNOWN)


_enter_spaced("linspace", "tensorflow.linspace")
_enter_spaced("logspace")
_enter_spaced("geomspace")


@operation("keras.ops.eye", "numpy.eye")
def eye(N: Any, M: Any = None, dtype: Any = None) -> Tensor:
    """Return the unit matrix, or a part of it."""
    for name, value in (("N", N), ("M", M)):
        if isinstance(value, float):
            or_none = ", or `None`" if name == "M" else ""
            text = f"Argument `{name}` must be an integer{',' if name == 'M' else ' or'} an integer tensor{or_none}."
            refuse(f"`{name}` of eye wants an integer, got {value}", text)
    rows = whole(N)
    return Tensor(_target((rows, rows if M is None else whole(M))), stated(dtype, "float32"))


@operation("tensorflow.eye", "keras.backend.eye", "tensorflow.linalg.eye")
def eye_of_tensorflow(num_rows: Any, num_columns: Any = None, batch_shape: Any = None, dtype: Any = None) -> Tensor:
    """Return unit matrices, one for each of a batch (`tf.eye`)."""
    rows = whole(num_rows)
    batch = () if batch_shape is None else sizes_of(batch_shape)
    return Tensor((*batch, rows, rows if num_columns is None else whole(num_columns)), stated(dtype, "float32"))


@operation("keras.ops.tri", "numpy.tri")
def tri(N: Any, M: Any = None, dtype: Any = None) -> Tensor:
    """Return ones at and below a diagonal."""
    rows = whole(N)
    target = (rows, rows if M is None else whole(M))
    if any(less(size, 0) is True for size in target):
        raise NotKnown("a negative size")
    return Tensor(target, stated(dtype, "float32"))


@operation("keras.ops.identity", "numpy.identity")
def identity(n: Any, dtype: Any = None) -> Tensor:
    """Return the unit matrix."""
    rows = whole(n)
    return Tensor(_target((rows, rows)), stated(dtype, "float32"))


def _enter_window(name: str) -> None:
    @operation(f"keras.ops.{name}", f"numpy.{name}")
    def window(x: Any) -> Tensor:
        count = whole(x)
        if at_most(1, count) is not True:
            raise NotKnown("a window without elements")
        return Tensor((count,), UNKNOWN)


for _name in ("bartlett", "blackman", "hamming", "hanning", "kaiser"):
    _enter_window(_name)


@operation("tensorflow.signal.hann_window", "tensorflow.signal.hamming_window", "tensorflow.signal.kaiser_window")
def window_of_tensorflow(window_length: Any) -> Tensor:
    """Return a window."""
    return Tensor((whole(window_length),), "float32")


def _enter_drawn(name: str, *others: str, default: str = "float32") -> None:
    @operation(f"keras.random.{name}", *others)
    def drawn(shape: Any, dtype: Any = None) -> Tensor:
        return Tensor(_target(shape), stated(dtype, default))


_enter_drawn("normal", "tensorflow.random.normal", "keras.backend.random_normal", "tensorflow.random.stateless_normal")
_enter_drawn(
    "uniform", "tensorflow.random.uniform", "keras.backend.random_uniform", "tensorflow.random.stateless_uniform"
)
_enter_drawn(
    "truncated_normal", "tensorflow.random.truncated_normal", "keras.backend.truncated_normal",
    "tensorflow.random.stateless_truncated_normal",
)  # fmt: skip
_enter_drawn("randint", default="int32")


def _enter_of_parameters(name: str) -> None:
    """Enter a distribution whose parameters stretch to the shape."""

    @operation(f"keras.random.{name}")
    def of_parameters(
        shape: Any, alpha: Any = 1.0, beta: Any = 1.0, counts: Any = 1.0, probabilities: Any = 1.0, dtype: Any = None
    ) -> Tensor:
        target = _target(shape)
        for given in (alpha, beta, counts, probabilities):
            if broadcast(shape_of(given), target) != target:
                raise NotKnown("parameters that do not stretch to the shape")
        return Tensor(target, stated(dtype, "float32"))


for _name in ("gamma", "beta", "binomial"):
    _enter_of_parameters(_name)


@operation("keras.random.shuffle", "tensorflow.random.shuffle")
def shuffle(x: Any) -> Tensor:
    """Shuffle along an axis."""
    return Tensor(shape_of(x), dtype_in(x))


@operation("keras.random.dropout", "tensorflow.nn.dropout", "tensorflow.nn.experimental.stateless_dropout")
def dropout(inputs: Any) -> Tensor:
    """Set elements to zero."""
    return Tensor(shape_of(inputs), dtype_in(inputs))


@operation("keras.backend.dropout")
def dropout_of_backend(x: Any) -> Tensor:
    """Set elements to zero."""
    return Tensor(shape_of(x), dtype_in(x))


@operation("keras.random.categorical", "tensorflow.random.categorical")
def categorical(logits: Any, num_samples: Any, dtype: Any = None) -> Tensor:
    """Draw classes for each row of logits."""
    shape = shape_of(logits)
    forbid(len(shape) != 2, f"categorical wants rank 2, got {len(shape)}", "run", kind="wrong-rank")
    return Tensor((shape[0], whole(num_samples)), stated(dtype, "int32"))


@operation("tensorflow.random.gamma", "tensorflow.random.poisson")
def drawn_for_each(shape: Any, alpha: Any = 1.0, lam: Any = 1.0, beta: Any = 1.0) -> Tensor:
    """Draw a block for each of the parameters."""
    given = [shape_of(value) for value in (alpha, lam, beta)]
    return Tensor((*_target(shape), *broadcast(broadcast(given[0], given[1]), given[2])), UNKNOWN)


@operation("tensorflow.sequence_mask")
def sequence_mask(lengths: Any, maxlen: Any = None, dtype: Any = None) -> Tensor:
    """Mark the first elements of each row (`tf.sequence_mask`)."""
    if maxlen is None:
        raise NotKnown("the longest length is that of the data")
    return Tensor((*shape_of(lengths), whole(maxlen)), stated(dtype, "bool"))
