"""Tensors and weights: a shape, a dtype, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from shapecheck.shapes.dims import keras_view, product, summation

if TYPE_CHECKING:
    from shapecheck.shapes.dims import Dim, Symbol

__all__ = ["EITHER", "Tensor", "Vector", "Weight"]

EITHER = -1
"""The key of a tensor that is one of several of a graph, nobody knows which."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """Describe one tensor; `shape` is None where not even the rank is known.

    `dtype` is "" where it is not known. `key` names the edge of the layer graph that carries it (`None` outside a graph), so two tensors of the
    same shape stay two tensors.
    """

    shape: tuple[Dim, ...] | None
    dtype: str = "float32"
    key: int | None = None
    sparse: bool = False

    @property
    def rank(self) -> int:
        """Count the axes; only to be asked where the shape is known."""
        assert self.shape is not None
        return len(self.shape)

    def keras_view(self) -> tuple[Dim | None, ...] | None:
        """Return the shape that Keras itself reports here, with its `None`s."""
        return None if self.shape is None else tuple(keras_view(size) for size in self.shape)

    def with_shape(self, shape: tuple[Dim, ...]) -> Tensor:
        """Return a tensor of the same dtype and another shape, not yet in a graph."""
        return replace(self, shape=shape, key=None)


@dataclass(frozen=True, slots=True)
class Vector:
    """Describe a tensor of rank 1 whose integers are known: the sizes that `tf.shape(x)` returns, and what is made of them."""

    sizes: tuple[Dim, ...]


@dataclass(frozen=True, slots=True)
class Weight:
    """Describe one variable of a layer: its name below the layer, its shape, and whether `fit` may change it.

    `key` is the identity of the variable once a layer was built (0 before): a shared one is counted once. `ranges` holds
    `(index, first, last)`, the innermost first, where it stands for the variables of each turn of a loop.
    """

    name: str
    shape: tuple[Dim, ...]
    trainable: bool = True
    dtype: str = "float32"
    key: int = field(default=0, compare=False)
    ranges: tuple[tuple[Symbol, Dim, Dim], ...] = ()
    parameters: Dim = field(init=False, compare=False)

    def __post_init__(self) -> None:
        count = product(self.shape)
        for index, first, last in self.ranges:
            count = summation(count, index, first, last, proven=True)
        object.__setattr__(self, "parameters", count)
