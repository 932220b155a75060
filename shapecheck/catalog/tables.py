"""The tables of the catalog, and the decorators that fill them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shapecheck.catalog.checks import NotKnown, check
from shapecheck.catalog.inputs import (
    Ranks,
    check_rank,
    check_single,
    check_weight,
    shape_of,
    shape_view,
    text_of,
)
from shapecheck.shapes.requirements import Refused, build_first, forbid
from shapecheck.shapes.tensor import Tensor, Weight

__all__ = [
    "GONE",
    "LAYERS",
    "Applied",
    "LayerRule",
    "NotKnown",
    "Refused",
    "SubLayer",
    "check_rank",
    "check_weight",
    "forbid",
    "layer",
    "prefixed",
    "rule_of",
    "shape_of",
    "shape_view",
    "text_of",
]


@dataclass(frozen=True, slots=True)
class Applied:
    """What a layer makes of its inputs.

    `outputs` is a shape (a tuple of sizes; the dtype is then the layer's own), a Tensor, or a list or dict of
    these. `weights` are the variables in the order in which Keras creates them.
    """

    outputs: Any
    weights: Sequence[Weight] = ()


class SubLayer(Protocol):
    """A layer given to another as configuration: the layer of a wrapper, the cell of an RNN."""

    @property
    def path(self) -> str:
        """Return the canonical path of its class."""

    @property
    def name(self) -> str:
        """Return its name."""

    @property
    def config(self) -> Mapping[str, Any]:
        """Return its bound configuration."""

    @property
    def shapeless(self) -> bool:
        """Tell whether its class is the program's own and leaves `compute_output_shape` to Keras, which has none."""

    def apply(self, *inputs: Any, **arguments: Any) -> Applied:
        """Call it; its weights carry their identity, so that they are counted once."""

    def stepped(self, inputs: Any, states: Any) -> Applied:
        """Call it as the cell of a recurrent layer is called, which builds it and may leave its parts unbuilt."""

    def copy(self, **changes: Any) -> SubLayer:
        """Return a new layer of the same class with another configuration, as `from_config` does."""


def prefixed(name: str, weights: Sequence[Weight]) -> list[Weight]:
    """Put the name of a sublayer before the names of its weights."""
    from dataclasses import replace

    return [replace(weight, name=f"{name}/{weight.name}") for weight in weights]


@dataclass(frozen=True, slots=True)
class LayerRule:
    """Hold what the catalog knows of one layer class.

    `inputs` names the tensors of its call, `options` its further call arguments, `parameters` the part of its
    configuration that it reads: name -> (kind, default).
    """

    path: str
    function: Callable[..., Applied]
    configure: Callable[..., None] | None
    configure_parameters: tuple[str, ...]
    ranks: Ranks
    call_parameters: tuple[str, ...]
    parameters: Mapping[str, tuple[str, Any]]
    variadic: bool
    single: bool

    def configured(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """Return the part of a bound configuration that this layer reads, checked and in its normal form.

        Raises Refused for what the constructor refuses, NotKnown where a value that matters is unknown.
        """
        dtype = config.get("dtype")
        if isinstance(dtype, str) and "_from_" in dtype:
            raise NotKnown("quantized layers are not modelled")
        kept = {
            name: check(kind, config.get(name, default), name, self.path)
            for name, (kind, default) in self.parameters.items()
        }
        if self.configure is not None:
            self.configure(**{name: kept[name] for name in self.configure_parameters})
        return kept

    def apply(self, arguments: Mapping[str, Any], config: Mapping[str, Any]) -> Applied:
        """Apply the layer to call arguments by name, with a configuration from `configured`.

        Raises Refused for what Keras refuses, NotKnown where a value that matters is unknown.
        """
        given = [arguments.get(name) for name in self.call_parameters]
        if isinstance(given[0], Tensor):
            check_rank(self.path, given[0], *self.ranks)
        elif self.single:
            check_single(self.path, given[0], self.ranks)
        while len(given) > 1 and given[-1] is None:
            given.pop()
        with build_first:
            applied = self.function(*given, **config)
            for weight in applied.weights:
                check_weight(weight.name, weight.shape)
        return applied


LAYERS: dict[str, LayerRule] = {}

GONE: dict[str, LayerRule] = {}
"""The layers of older releases that today's Keras has not."""


def rule_of(path: str) -> LayerRule | None:
    """Return the rule of a layer of today's Keras, or of yesterday's."""
    return LAYERS.get(path) or GONE.get(path)


def layer(
    *paths: str,
    rank: int | None = None,
    min_rank: int | None = None,
    max_rank: int | None = None,
    configure: Callable[..., None] | None = None,
    gone: bool = False,
) -> Callable[[Callable[..., Applied]], Callable[..., Applied]]:
    """Enter a function into the table of layers, or of those that are gone, under each of its paths.

    Its positional-only parameters are the arguments of the layer's `call`, its keyword parameters the part of
    the constructor's arguments that it reads. `configure` checks at construction what several arguments say
    together. `rank`, `min_rank` and `max_rank` are the layer's `input_spec`.
    """

    def enter(function: Callable[..., Applied]) -> Callable[..., Applied]:
        parameters = inspect.signature(function).parameters.values()
        calls = tuple(item.name for item in parameters if item.kind is item.POSITIONAL_ONLY)
        config = {
            item.name: (str(item.annotation), item.default)
            for item in parameters
            if item.kind in (item.POSITIONAL_OR_KEYWORD, item.KEYWORD_ONLY)
        }
        first = str(next(iter(parameters)).annotation)
        many, single = first.startswith(("list", "Sequence")), first == "Tensor"
        reads = () if configure is None else tuple(inspect.signature(configure).parameters)
        ranks = Ranks(rank, min_rank, max_rank)
        for path in paths:
            (GONE if gone else LAYERS)[path] = LayerRule(
                path, function, configure, reads, ranks, calls, config, many, single
            )
        return function

    return enter
