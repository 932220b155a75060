"""One call as its cost is worked out: shapes of what goes in, of what comes out, and of the weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shapecheck.graph.call import tensors_in
from shapecheck.shapes.dims import Dim, product
from shapecheck.shapes.tensor import Tensor

__all__ = ["Cost", "Shape", "Work", "of_kernels", "places"]

Shape = tuple[Dim, ...]


class Uncounted(Exception):
    """Raised inside the tables where a shape or setting that the count needs is unknown; never leaves the room."""


@dataclass(frozen=True, slots=True)
class Work:
    """Hold one call of a layer: call arguments by name, outputs, weights below the layer by name, configuration."""

    arguments: Mapping[str, Any]
    inputs: Any
    outputs: Any
    weights: Mapping[str, Shape]
    config: Mapping[str, Any]

    @property
    def entering(self) -> Shape:
        """Return the shape of the first tensor that goes in."""
        return shape_of(next(tensors_in(self.inputs), None))

    @property
    def leaving(self) -> Shape:
        """Return the shape of the first tensor that comes out."""
        return shape_of(next(tensors_in(self.outputs), None))

    def argument(self, name: str) -> Shape:
        """Return the shape of the tensor given as that argument."""
        return shape_of(self.arguments.get(name))

    def weight(self, name: str) -> Shape:
        """Return the shape of a weight."""
        if name not in self.weights:
            raise Uncounted(f"no weight is called {name}")
        return self.weights[name]

    def inside(self, name: str, config: Mapping[str, Any], **changes: Any) -> Work:
        """Return the call of a layer that this one holds, with the weights below it."""
        below = {
            key.removeprefix(f"{name}/"): shape for key, shape in self.weights.items() if key.startswith(f"{name}/")
        }
        return replace(self, weights=below, config=config, **changes)


Cost = Callable[[Work], Dim]


def shape_of(tensor: Any) -> Shape:
    """Return the shape of a tensor; raises Uncounted for what is none, or has an unknown one."""
    if not isinstance(tensor, Tensor) or tensor.shape is None:
        raise Uncounted("a shape is unknown")
    return tensor.shape


def places(shape: Shape, config: Mapping[str, Any]) -> Shape:
    """Return the batch and the spatial axes of a shape: all but the channels."""
    match config.get("data_format"):
        case "channels_first":
            return (shape[0], *shape[2:])
        case "channels_last" | None:
            return shape[:-1]
    raise Uncounted("the place of the channels is unknown")


def of_kernels(times: Sequence[Dim], kernels: Iterable[Shape]) -> list[Dim]:
    """Return what each of some kernels costs that are applied so many times."""
    return [product((*times, *kernel)) for kernel in kernels]
