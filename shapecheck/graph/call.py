"""One application of a layer, and the layer it applies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapecheck.shapes.tensor import Tensor, Weight
from shapecheck.source import Site

__all__ = ["Layer", "LayerCall", "Structure", "class_name", "tensors_in"]

Structure = Any
"""A tensor, or a tuple, list or dict of structures, as Keras nests its call arguments."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Describe one layer object at the end of the analysis; compared by identity, as weights are shared by it.

    `path` is canonical ("keras.layers.Dense", or "models.Net" for a user's own class). `config` holds the
    bound configuration, defaults included, with nested layers as `Layer`. `weights` is None where they are
    unknown, empty where the layer has none (or was never built). `sublayers` are those Keras tracks, in its
    order; their weights are part of `weights` (the names then carry the sublayer's path).
    """

    path: str
    name: str
    config: Mapping[str, Any]
    site: Site
    weights: tuple[Weight, ...] | None = ()
    built: bool = False
    sublayers: tuple[Layer, ...] = ()

    @property
    def class_name(self) -> str:
        """Return the class as Keras's `summary` prints it."""
        return class_name(self.path)


@dataclass(frozen=True, slots=True, eq=False)
class LayerCall:
    """Record one application: `key` is the node of the graph; `inputs` and `outputs` are nested as in the call.

    `operation` is the canonical path of what runs ("keras.layers.Dense", "keras.ops.add", "keras.Input").
    `layer` is the address of the layer object in the interpreter's state, None for a raw operation.
    `arguments` holds all arguments of the call, bound and plain; `keywords` names those that were given by
    keyword. `name` is an operation's own name, `wrapped` the path of the layer that a
    wrapper applies. `trail` lists the user's calls
    that lead here, outermost first. `inside` is what the layer's own code was followed on and what it made, of a
    user's layer or function; the inputs and outputs of a model. `config` is the layer's bound
    configuration.
    """

    key: int
    operation: str
    layer: int | None
    inputs: Structure
    outputs: Structure
    site: Site
    arguments: Mapping[str, Any] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    name: str = ""
    wrapped: str | None = None
    trail: tuple[Site, ...] = ()
    inside: tuple[Structure, Structure] | None = None
    config: Mapping[str, Any] = field(default_factory=dict)


_PRIVATE_NAMES = {"keras.layers.GroupQueryAttention": "GroupedQueryAttention"}
"""Classes that Keras shows, and names their objects after, under another name than the public one."""


def class_name(path: str) -> str:
    """Return the `__name__` of the class of that canonical path."""
    return _PRIVATE_NAMES.get(path) or path.rpartition(".")[2]


def tensors_in(structure: Structure) -> Iterator[Tensor]:
    """Yield the tensors of a nested structure in Keras's order (dicts by sorted key)."""
    if isinstance(structure, Tensor):
        yield structure
    elif isinstance(structure, dict):
        for name in sorted(structure):
            yield from tensors_in(structure[name])
    elif isinstance(structure, list | tuple):
        for item in structure:
            yield from tensors_in(item)
