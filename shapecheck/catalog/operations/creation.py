"""New tensors, and what is taken out of others: zeros, ranges, one-hot, gather."""

from __future__ import annotations

import math
from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.rearranging import sizes_of
from shapecheck.catalog.operations.table import dtype_of, known_int, operation, shape_of
from shapecheck.shapes.dims import Dim, floor_div
from shapecheck.shapes.shape import axis_of
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


def _made(newshape: Any, dtype: Any) -> Tensor:
    sizes = sizes_of(newshape)
    if any(size is None for size in sizes):
        raise NotKnown("a size is not known")
    return Tensor(tuple(size for size in sizes if size is not None), dtype if isinstance(dtype, str) else "float32")


@operation(
    "keras.ops.zeros", "keras.ops.ones", "tensorflow.zeros", "tensorflow.ones", "keras.backend.zeros", "keras.backend.ones",
)  # fmt: skip
def zeros(newshape: Any, dtype: Any = None) -> Tensor:
    """Return a tensor of one value."""
    return _made(newshape, dtype)


@operation("keras.ops.full", "tensorflow.fill")
def full(newshape: Any, fill_value: Any, dtype: Any = None) -> Tensor:
    """Return a tensor of a given value."""
    return _made(newshape, dtype)


@operation(
    "keras.random.normal", "keras.random.uniform", "tensorflow.random.normal", "tensorflow.random.uniform",
    "keras.backend.random_normal", "keras.backend.random_uniform", "keras.random.truncated_normal",
    "tensorflow.random.truncated_normal",
)  # fmt: skip
def random(
    newshape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None, minval: Any = None,
    maxval: Any = None,
) -> Tensor:  # fmt: skip
    """Return random numbers in a shape."""
    return _made(newshape, dtype)


@operation("keras.ops.arange", "tensorflow.range", "keras.backend.arange")
def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = None) -> Tensor:
    """Return evenly spaced numbers."""
    first, last = (0, start) if stop is None else (start, stop)
    first, last, step = known_int(first), known_int(last), known_int(step)
    kind = dtype if isinstance(dtype, str) else "int32"
    if all(isinstance(value, int | float) for value in (first, last, step)) and step:
        return Tensor((max(0, math.ceil((last - first) / step)),), kind)
    if first == 0 and isinstance(last, Dim) and isinstance(step, int) and step > 0:
        return Tensor((last if step == 1 else floor_div(last + step - 1, step),), kind)
    raise NotKnown("the number of elements is not known")


@operation("keras.ops.eye", "tensorflow.eye", "numpy.identity", "keras.ops.identity")
def eye(rows: Any, columns: Any = None, dtype: Any = None) -> Tensor:
    """Return the unit matrix."""
    return _made((rows, rows if columns is None else columns), dtype)


@operation("keras.ops.one_hot", "tensorflow.one_hot", "keras.backend.one_hot")
def one_hot(x: Any, num_classes: Any, axis: Any = -1, dtype: Any = None) -> Tensor:
    """Turn indices into vectors with a single 1."""
    shape = list(shape_of(x))
    place = axis_of(known_int(axis), len(shape) + 1)
    shape.insert(place, known_int(num_classes))
    return Tensor(tuple(shape), "float32")


@operation("keras.ops.take", "tensorflow.gather", "keras.backend.gather", "numpy.take")
def take(x: Any, indices: Any, axis: Any = None) -> Tensor:
    """Take elements along an axis."""
    shape = shape_of(x)
    place = axis_of(known_int(axis) or 0, len(shape))
    return Tensor((*shape[:place], *shape_of(indices), *shape[place + 1 :]), dtype_of(x))
