"""Run the calls of a model, one after another, nested models included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest
from typing import Any

from shapecheck.execution.filling import input_values, weight_values
from shapecheck.execution.kernel import Array, NotExecutable, run
from shapecheck.execution.masks import TAKING, mask_arguments, masks_after
from shapecheck.execution.operations import operate
from shapecheck.execution.sizing import Settings, Sizes, bound, concrete, concrete_shape
from shapecheck.graph.call import Layer, LayerCall, tensors_in
from shapecheck.graph.layer_graph import inputs_of, is_input
from shapecheck.graph.model import Model, ModelLayer
from shapecheck.shapes.tensor import Tensor, Weight

__all__ = ["FAILURES", "Allocation", "Run", "Step", "Steps"]

Masks = list[Array | None]

FIRST = ("inputs", "sequences", "sequence", "query", "data", "x")
"""How the `call`s of Keras name the argument that the rest goes with."""

FAILURES = (ArithmeticError, LookupError, TypeError, ValueError)
"""What NumPy and Python raise where shapes do not fit, or a weight is missing."""


@dataclass(slots=True)
class Allocation:
    """Make weights when a layer is first run, and count what was made and what was read.

    `given` holds arrays by layer and weight name, which then take the place of made ones. Without `keep` only
    their sizes are remembered.
    """

    given: Mapping[str, Array] = field(default_factory=dict)
    seed: int | None = 0
    keep: bool = True
    arrays: dict[str, Array] = field(default_factory=dict)
    counts: dict[tuple[int, str], int] = field(default_factory=dict)
    names: dict[tuple[int, str], str] = field(default_factory=dict)
    read: set[tuple[int, str]] = field(default_factory=set)

    def identity(self, layer: Layer, weight: Weight) -> tuple[int, str]:
        """Name one variable, however many layers hold it."""
        return (weight.key, "") if weight.key else (id(layer), weight.name)

    def make(self, layer: Layer, weight: Weight, path: str, sizes: Sizes) -> Array:
        """Return the array of a weight.

        Raises NotExecutable where its shape is not known, ValueError where a given array has another one.
        """
        identity, name = self.identity(layer, weight), f"{path}/{weight.name}"
        shape = concrete_shape(weight.shape, sizes)
        first = self.names.setdefault(identity, name)
        array = self.given.get(name, self.given.get(first))
        if array is None:
            array = self.arrays.get(first)
        if array is None:
            array = weight_values(first, shape, weight.dtype, self.seed)
        if array.shape != shape:
            raise ValueError(f"the weight {name} has the shape {array.shape}, wanted is {shape}")
        self.counts[identity] = array.size
        if self.keep:
            self.arrays[first] = self.arrays[name] = array
        return array


class Lent(Mapping[str, Array]):
    """Lend the weights of one layer, and note which are read."""

    def __init__(self, allocation: Allocation, layer: Layer, path: str, sizes: Sizes) -> None:
        self._allocation = allocation
        self._layer = layer
        self._arrays = {
            weight.name: (weight, allocation.make(layer, weight, path, sizes)) for weight in layer.weights or ()
        }

    def __getitem__(self, name: str) -> Array:
        weight, array = self._arrays[name]
        self._allocation.read.add(self._allocation.identity(self._layer, weight))
        return array

    def __contains__(self, name: object) -> bool:
        return name in self._arrays

    def __iter__(self) -> Any:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)


@dataclass(frozen=True, slots=True)
class Step:
    """Tell of one call that was run: the layer's path from the outermost model, and what came out.

    `outputs` are those computed, None where the call could not be run; `note` then says why, and `failed` whether
    it is the sizes that do not fit. `sizes` are those of the symbols inside the model of the call.
    """

    path: str
    call: LayerCall
    outputs: list[Array] | None
    sizes: Sizes
    note: str = ""
    failed: bool = False


Steps = Generator[Step, None, tuple[list[Array], Masks]]


@dataclass(slots=True)
class Run:
    """Run models with one set of weights.

    A `strict` run raises where a call cannot be run; else arrays of the inferred shape stand in for what it would
    have made, and its step says so. `keep` collects every array by tensor key.
    """

    allocation: Allocation
    strict: bool = True
    keep: bool = True
    arrays: dict[int, Array] = field(default_factory=dict)

    def steps(
        self,
        model: Model,
        inputs: Sequence[Array],
        masks: Masks,
        sizes: Sizes,
        prefix: str = "",
        variables: Mapping[int, Callable[[], Array]] | None = None,
    ) -> Steps:
        """Yield each call of a model as it is run; returns the outputs and their masks.

        `variables` gives by tensor key the weights that the user's own code reads.
        Raises NotExecutable where the calls of the model are not known.
        """
        if model.graph is None:
            raise NotExecutable(f"the calls of {model.name} are not known")
        frame = Frame(self, model, prefix, sizes, variables or {})
        for (_, tensor), array, mask in zip(model.inputs, inputs, masks, strict=True):
            frame.sizes.update(bound(tensor.shape or (), array.shape))
            frame.put(tensor, array, None, mask)
        outputs = [tensor for _, tensor in model.outputs]
        waiting = Counter(tensor.key for call in model.graph.calls() for tensor in inputs_of(call))
        waiting.update(tensor.key for tensor in outputs)
        for call in model.graph.order():
            if not is_input(call):
                yield from frame.run(call)
            for tensor in inputs_of(call):
                waiting[tensor.key] -= 1
                if not waiting[tensor.key]:
                    frame.forget(tensor)
        return [frame.array(tensor) for tensor in outputs], [frame.live(tensor) for tensor in outputs]


class Frame:
    """Hold what one model's calls have made so far.

    Keras carries masks twice: while a functional model is traced, which fixes the masks of calls on one tensor
    alone, and again while it runs, where some layers take a mask away from their inputs.
    """

    def __init__(
        self, owner: Run, model: Model, prefix: str, sizes: Sizes, variables: Mapping[int, Callable[[], Array]]
    ) -> None:
        self._owner = owner
        self._variables = variables
        self._prefix = prefix
        self._rows = {call.key: row for row in (*model.layers, *model.operations) for call in row.calls}
        self._arrays: dict[int | None, Array] = {}
        self._traced: dict[int | None, Array | None] = {}
        self._live: dict[int | None, Array | None] = {}
        self.sizes = dict(sizes)

    def put(self, tensor: Tensor, array: Array, traced: Array | None, live: Array | None) -> None:
        """Keep the array of a tensor, and its masks."""
        self._arrays[tensor.key] = array
        self._traced[tensor.key] = traced
        self._live[tensor.key] = live
        if self._owner.keep and tensor.key is not None:
            self._owner.arrays[tensor.key] = array

    def forget(self, tensor: Tensor) -> None:
        """Let go of an array that nobody waits for."""
        self._arrays.pop(tensor.key, None)

    def array(self, tensor: Tensor) -> Array:
        """Return the array of a tensor.

        Raises NotExecutable for a tensor that no call of this model makes.
        """
        if tensor.key is not None and tensor.key in self._variables:
            return self._variables[tensor.key]()
        try:
            return self._arrays[tensor.key]
        except KeyError:
            raise NotExecutable("a tensor comes from outside of the model") from None

    def traced(self, tensor: Tensor) -> Array | None:
        """Return the mask that a tensor has while the model is traced."""
        return self._traced.get(tensor.key)

    def live(self, tensor: Tensor) -> Array | None:
        """Return the mask that a tensor has while the model runs."""
        return self._live.get(tensor.key)

    def fixed(self, tensor: Tensor) -> Array | None:
        """Return the mask that tracing fixed for a tensor, else that of the run."""
        traced = self.traced(tensor)
        return self.live(tensor) if traced is None else traced

    def run(self, call: LayerCall) -> Generator[Step, None, None]:
        """Run one call, and keep what it makes."""
        row = self._rows.get(call.key)
        path = self._prefix + (row.layer.name if row is not None else call.name or call.operation)
        outputs: list[Array] | None = None
        masks: list[Masks] = [[], []]
        note, failed = "", False
        try:
            outputs, *masks = yield from self._made(call, row, path)
        except NotExecutable as lost:
            if self._owner.strict:
                raise
            note = str(lost)
        except FAILURES as error:
            if self._owner.strict:
                raise
            note, failed = f"{type(error).__name__}: {error}", True
        yield Step(path, call, outputs, dict(self.sizes), note, failed)
        tensors = list(tensors_in(call.outputs))
        if outputs is None or len(outputs) != len(tensors):
            outputs = [self._stand_in(tensor, path) for tensor in tensors]
        traced, live = (mask[: len(tensors)] for mask in masks)
        for tensor, array, *both in zip_longest(tensors, outputs, traced, live):
            self.put(tensor, array, *both)

    def _stand_in(self, tensor: Tensor, path: str) -> Array:
        if tensor.shape is None:
            raise NotExecutable(f"the rank of what {path} makes is not known")
        return input_values(path, concrete_shape(tensor.shape, self.sizes), tensor.dtype)

    def _made(
        self, call: LayerCall, row: ModelLayer | None, path: str
    ) -> Generator[Step, None, tuple[list[Array], Masks, Masks]]:
        first = next((call.arguments[name] for name in FIRST if name in call.arguments), call.inputs)
        if row is not None and row.model is not None:
            tensors = in_order(first, row.model)
            arrays = [self.array(tensor) for tensor in tensors]
            masks = [self.live(tensor) for tensor in tensors]
            outputs, after = yield from self._owner.steps(row.model, arrays, masks, self.sizes, f"{path}/")
            return outputs, [], after
        if row is not None and call.key in row.inside:
            return (yield from self._followed(call, row, path))
        given = {name: value for name, value in call.arguments.items() if name != "training"}
        arguments = {name: self._filled(value, self.array) for name, value in given.items()}
        if call.layer is None:
            return flat(operate(call.operation, self._filled(call.inputs, self.array), arguments)), [], []
        if row is None:
            raise NotExecutable("the layer is not listed in the model")
        inputs = self._filled(first, self.array)
        if row.layer.weights is None:
            raise NotExecutable("the weights are not known")
        config = Settings(row.layer.config, self.sizes)
        weights = Lent(self._owner.allocation, row.layer, path, self.sizes)
        live = self._filled(first, self.live)
        carried = {name: value for name, value in call.arguments.items() if any(tensors_in(value))} or {"inputs": first}
        known = self.fixed if isinstance(call.inputs, Tensor) and not call.keywords else self.live
        arguments |= mask_arguments({name: self._filled(value, known) for name, value in carried.items()}, arguments)
        outputs = run(call.operation, inputs, weights, config, arguments)
        if call.operation in TAKING:
            self._live.update((tensor.key, None) for tensor in tensors_in(list(carried.values())))
        explicit = arguments.get("mask") if "mask" in call.arguments else None
        before = (self._filled(first, self.traced), live if explicit is None else explicit)
        traced, after = (masks_after(call.operation, inputs, mask, config, outputs) for mask in before)
        return flat(outputs), traced, after

    def _followed(
        self, call: LayerCall, row: ModelLayer, path: str
    ) -> Generator[Step, None, tuple[list[Array], Masks, Masks]]:
        """Run what the user's own code does in a call."""
        model, lent = row.inside[call.key], Lent(self._owner.allocation, row.layer, path, self.sizes)
        variables = {weight.key: partial(lent.__getitem__, weight.name) for weight in row.layer.weights or ()}
        arrays = [self.array(tensor) for _, tensor in model.inputs]
        masks: Masks = [None] * len(arrays)
        outputs, _ = yield from self._owner.steps(model, arrays, masks, self.sizes, f"{path}/", variables)
        return outputs, [], []

    def _filled(self, structure: Any, look_up: Callable[[Tensor], Any]) -> Any:
        if isinstance(structure, Tensor):
            return look_up(structure)
        if isinstance(structure, list | tuple):
            return type(structure)(self._filled(item, look_up) for item in structure)
        if isinstance(structure, dict):
            return {name: self._filled(item, look_up) for name, item in structure.items()}
        return concrete(structure, self.sizes)


def in_order(structure: Any, model: Model) -> list[Tensor]:
    """List the tensors that a model is called on in the order of its inputs."""
    names = [name for name, _ in model.inputs]
    if isinstance(structure, dict) and set(structure) == set(names):
        return [structure[name] for name in names]
    return list(tensors_in(structure))


def flat(structure: Any) -> list[Array]:
    """List the arrays of a structure, dicts by sorted key."""
    if isinstance(structure, dict):
        return [array for name in sorted(structure) for array in flat(structure[name])]
    if isinstance(structure, list | tuple):
        return [array for item in structure for array in flat(item)]
    return [structure]
