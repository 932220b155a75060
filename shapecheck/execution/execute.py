"""Execute a model: real arrays for every tensor and every weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shapecheck.execution.filling import input_values
from shapecheck.execution.kernel import Array, NotExecutable
from shapecheck.execution.running import Allocation, Run
from shapecheck.execution.sizing import Sizes, bound, concrete_shape, small_sizes, symbols_of_model

if TYPE_CHECKING:
    from shapecheck.graph.model import Model
    from shapecheck.shapes.dims import Symbol

__all__ = ["Execution", "execute", "sizes_for", "values_for"]


@dataclass(frozen=True, slots=True)
class Execution:
    """Hold what a model computed: arrays by tensor key, weights by layer and weight name, outputs in order."""

    sizes: dict[Symbol, int]
    arrays: dict[int, Array]
    weights: dict[str, Array]
    outputs: list[Array]


def execute(
    model: Model,
    sizes: Sizes | None = None,
    *,
    inputs: Mapping[str, Array] | Sequence[Array] | None = None,
    weights: Mapping[str, Array] | None = None,
    seed: int = 0,
) -> Execution:
    """Run every call of a model, as at inference.

    `inputs` (by the name of the input, or in order) fix the sizes of their symbols; other symbols take `sizes`, or
    small ones that meet the model's requirements. `weights` are named "layer/weight", below a nested model
    "model/layer/weight"; those not given are made from `seed`. Raises NotExecutable for what has no NumPy kernel,
    and what NumPy raises where shapes do not fit.
    """
    given = dict(sizes or {})
    arrays = None if inputs is None else listed(model, inputs)
    for (_, tensor), array in zip(model.inputs, arrays or (), strict=False):
        given.update(bound(tensor.shape or (), array.shape))
    chosen = sizes_for(model, given)
    arrays = values_for(model, chosen, seed) if arrays is None else arrays
    allocation = Allocation(weights or {}, seed)
    run = Run(allocation)
    steps = run.steps(model, arrays, [None] * len(arrays), chosen)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return Execution(chosen, run.arrays, allocation.arrays, end.value[0])


def listed(model: Model, inputs: Mapping[str, Array] | Sequence[Array]) -> list[Array]:
    """Bring inputs into the order of the model's; floats are float32.

    Raises NotExecutable where their number or names are others.
    """
    if len(inputs) != len(model.inputs):
        raise NotExecutable(f"{len(inputs)} inputs are given, {model.name} has {len(model.inputs)}")
    if isinstance(inputs, Mapping):
        missing = [str(name) for name, _ in model.inputs if name not in inputs]
        if missing:
            raise NotExecutable(f"no array is given for {', '.join(missing)}")
        inputs = [inputs[str(name)] for name, _ in model.inputs]
    arrays = [np.asarray(array) for array in inputs]
    return [array.astype(np.float32) if array.dtype.kind == "f" else array for array in arrays]


def is_repeated(model: Model) -> bool:
    """Tell whether a loop in a model, or in a model in it, has one turn for all."""
    inner = [each for row in model.layers for each in (row.model, *row.inside.values()) if each is not None]
    return bool(model.repeated) or any(row.repeat != 1 for row in model.layers) or any(map(is_repeated, inner))


def sizes_for(model: Model, given: Sizes) -> dict[Symbol, int]:
    """Choose small sizes for the symbols of a model that meet its requirements.

    Raises NotExecutable where none are found.
    """
    if is_repeated(model):
        raise NotExecutable("a loop turns as often as a size says: the graph holds one turn (`--set` gives the number)")
    symbols = symbols_of_model(model)
    return small_sizes(symbols, [requirement.condition for requirement in model.requirements], given)


def values_for(model: Model, sizes: Sizes, seed: int) -> list[Array]:
    """Make the inputs of a model.

    Raises NotExecutable where not even the rank of one is known.
    """
    arrays = []
    for name, tensor in model.inputs:
        if tensor.shape is None:
            raise NotExecutable(f"the rank of the input {name} is not known")
        arrays.append(input_values(str(name), concrete_shape(tensor.shape, sizes), tensor.dtype, seed))
    return arrays
