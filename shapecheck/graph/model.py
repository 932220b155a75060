"""A model as the analysis left it: inputs, outputs, layers, and their parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from shapecheck.graph.call import Layer, LayerCall
from shapecheck.shapes.dims import total
from shapecheck.shapes.tensor import Tensor, Weight

if TYPE_CHECKING:
    from shapecheck.graph.layer_graph import LayerGraph
    from shapecheck.shapes.dims import Dim
    from shapecheck.source import Site

__all__ = ["Model", "ModelLayer", "Parameters"]


class Parameters(NamedTuple):
    """Counts of a model or layer; None where a weight that enters is unknown."""

    total: Dim | None
    trainable: Dim | None
    non_trainable: Dim | None


def count(weights: Iterable[Weight]) -> Parameters:
    """Sum the parameters of weights."""
    kept = list(weights)
    return Parameters(
        total(weight.parameters for weight in kept),
        total(weight.parameters for weight in kept if weight.trainable),
        total(weight.parameters for weight in kept if not weight.trainable),
    )


@dataclass(frozen=True, slots=True, eq=False)
class ModelLayer:
    """One row of a model's table: a layer, its calls inside this model, and the model it is, if it is one.

    `repeat` counts the layers that a symbolic loop made from this row. `inside` holds by the key of a call what a
    user's own code does in it, as a model.
    """

    layer: Layer
    calls: tuple[LayerCall, ...] = ()
    model: Model | None = None
    repeat: Dim = 1
    inside: Mapping[int, Model] = field(default_factory=dict)

    @property
    def parameters(self) -> Parameters:
        """Count the layer's own weights, sublayers included."""
        if self.layer.weights is None:
            return Parameters(None, None, None)
        return count(self.layer.weights)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Describe one model object.

    `kind` is sequential, functional or subclassed; `target` is the name after `FILE::` (a function, class or
    variable), None where it has none. `layers` are those of Keras's `model.layers`, in its order; `operations`
    the further nodes of its `summary`. `unknown` holds the reasons why a weight or output is unknown: the model
    is complete when it is empty. `graph` holds the calls between `inputs` and `outputs`, nested models as one
    call each; it is None for a model whose calls are not known. `symbols` says by name where each symbol comes
    from, `requirements` what must hold of them. `weights` are those that the model itself
    makes, besides its layers'. `repeated` are the calls, by their keys, that one turn of a loop makes for all of its turns.
    """

    name: str
    kind: str
    target: str | None
    site: Site
    inputs: tuple[tuple[str | None, Tensor], ...]
    outputs: tuple[tuple[str | None, Tensor], ...]
    layers: tuple[ModelLayer, ...]
    operations: tuple[ModelLayer, ...] = ()
    graph: LayerGraph | None = None
    unknown: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    symbols: Mapping[str, Any] = field(default_factory=dict)
    requirements: tuple[Any, ...] = ()
    weights: tuple[Weight, ...] | None = ()
    repeated: frozenset[int] = frozenset()

    @property
    def complete(self) -> bool:
        """Tell whether nothing that enters the totals is unknown."""
        return not self.unknown

    @property
    def parameters(self) -> Parameters:
        """Count every variable of the model once, however often its layer is used; None where unknown."""
        if self.weights is None or any(case.parameters != self.cases[0].parameters for case in self.cases):
            return Parameters(None, None, None)
        weights = {weight.key: weight for weight in self.weights}
        for row in self.layers:
            if row.layer.weights is None and (row.layer.built or self.kind != "subclassed"):
                return Parameters(None, None, None)
            weights.update((weight.key, weight) for weight in row.layer.weights or ())
        return count(weights.values())


@dataclass(frozen=True, slots=True)
class Case:
    """What a model is under one combination of unknown flags."""

    condition: str
    parameters: Parameters
    outputs: tuple[tuple[str | None, Tensor], ...]
