"""Layers that order the elements of each sample anew."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import DataFormat, Repeats, kind, known, refuse
from shapecheck.catalog.tables import Applied, check_rank, forbid, layer, shape_of
from shapecheck.shapes import shape
from shapecheck.shapes.dims import Dim, hide, is_none, product
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []

TargetShape = tuple[Any, ...]
Permutation = tuple[int, ...]


@layer("keras.layers.Flatten", min_rank=1)
def flatten(inputs: Tensor, /, data_format: DataFormat = None) -> Applied:
    """Join all axes but the first.

    Flatten()  (B, 28, 28, 3) -> (B, 2352)  0
    Flatten()  (B, T, 3) -> (B, 3*T)        0
    Flatten()  (B,) -> (B, 1)               0
    """
    batch, *others = shape_of(inputs)
    size = product(others)
    return Applied((batch, hide(size) if any(map(is_none, others)) else size))


@layer("keras.layers.Reshape")
def reshape(inputs: Tensor, /, target_shape: TargetShape) -> Applied:
    """Give each sample another shape of the same size; -1 stands for the size that is left.

    Reshape((4, 6))      (B, 24) -> (B, 4, 6)     0
    Reshape((-1, 6))     (B, 8, 3) -> (B, 4, 6)   0
    Reshape((-1,))       (B, T, 3) -> (B, 3*T)    0
    Reshape((4, 6))      (B, 25) -> error
    Reshape((-1, 6))     (B, 25) -> error
    Reshape((-1, -1))    (B, 24) -> error
    Reshape(24)          (B, 4, 6) -> error
    """
    forbid(not shape_of(inputs), "there is no batch", keras="tuple index out of range", kind="wrong-rank")
    batch, *others = shape_of(inputs)
    return Applied((batch, *shape.reshape(others, target_shape, "target_shape")))


@kind("TargetShape")
def target(value: Any, name: str, path: str) -> tuple[Any, ...]:
    """Take sizes, at most one of which is -1; what is no integer leaves a size open as well."""
    if not isinstance(known(value), list | tuple):
        refuse("a tuple of sizes", name, value, path, f"'{type(value).__name__}' object is not iterable")
    sizes = tuple(known(size) for size in value)
    integers = [size for size in sizes if isinstance(size, int)]
    if any(size < -1 for size in integers):
        text = f"Each dimension in `{name}` must be a non-negative integer, or `-1` for a single unknown dimension."
        refuse("sizes of at least 0, or -1", name, value, path, f"{text} Received: {name}={sizes}.")
    if integers.count(-1) > 1:
        text = f"There must be at most one unknown dimension (-1) in `{name}`. Received: {name}={sizes}."
        refuse("at most one -1", name, value, path, text)
    return tuple(size if isinstance(size, Dim) else None for size in sizes)


@layer("keras.layers.Permute")
def permute(inputs: Tensor, /, dims: Permutation) -> Applied:
    """Order the axes anew; the first after batch is 1.

    Permute((2, 1))     (B, T, 8) -> (B, 8, T)        0
    Permute([3, 1, 2])  (B, 4, 5, 6) -> (B, 6, 4, 5)  0
    Permute((2, 1))     (B, 8) -> error
    Permute((0, 1))     (B, T, 8) -> error
    """
    check_rank("keras.layers.Permute", inputs, len(dims) + 1)
    sizes = shape_of(inputs)
    return Applied((sizes[0], *(sizes[axis] for axis in dims)))


@kind("Permutation")
def permutation(value: Any, name: str, path: str) -> tuple[int, ...]:
    """Take the numbers from 1 on, in any order."""
    text = (
        f"Invalid permutation argument `{name}` for Permute Layer. The set of indices in `{name}` must be consecutive "
        f"and start from 1. Received {name}={value}"
    )
    if not isinstance(known(value), list | tuple):
        refuse("the numbers of axes, from 1 on", name, value, path, f"'{type(value).__name__}' object is not iterable")
    axes = tuple(known(axis) for axis in value)
    if not all(isinstance(axis, int) for axis in axes) or sorted(axes) != list(range(1, len(axes) + 1)):
        refuse("the numbers of axes, from 1 on", name, value, path, text)
    return axes


@layer("keras.layers.RepeatVector", rank=2)
def repeat_vector(inputs: Tensor, /, n: Repeats) -> Applied:
    """Repeat each vector `n` times, along a new axis of steps.

    RepeatVector(3)    (B, 32) -> (B, 3, 32)  0
    RepeatVector(3)    (B, T) -> (B, 3, T)    0
    RepeatVector(3)    (B, 4, 32) -> error
    RepeatVector(0)    (B, 32) -> error
    RepeatVector(2.0)  (B, 32) -> error
    """
    batch, features = shape_of(inputs)
    return Applied((batch, n, features))
