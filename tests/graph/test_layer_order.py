"""`layer_order` and `between` against real Keras, on random graphs with shared layers, several inputs and outputs."""

from __future__ import annotations

import random
from typing import Any

import keras
import pytest

from shapecheck.graph.call import LayerCall
from shapecheck.graph.layer_graph import Disconnected, LayerGraph
from shapecheck.shapes.tensor import Tensor

WIDTH = 3


class Twin:
    """Build the same graph in Keras and in a LayerGraph; tensors are pairs."""

    def __init__(self) -> None:
        self.graph = LayerGraph()
        self.layers: dict[int, str] = {}
        self.calls = 0
        self.tensors = 0

    def _record(self, operation: str, layer: int | None, name: str, inputs: Any, outputs: int) -> list[Tensor]:
        made = [Tensor((2, WIDTH), key=self.tensors + index) for index in range(outputs)]
        self.tensors += outputs
        structure = made[0] if outputs == 1 else made
        self.graph.add(LayerCall(self.calls, operation, layer, inputs, structure, None))  # type: ignore[arg-type]
        self.layers[self.calls] = name
        self.calls += 1
        return made

    def source(self) -> tuple[Any, Tensor]:
        tensor = keras.Input((WIDTH,), batch_size=2)
        return tensor, self._record("keras.Input", None, tensor._keras_history.operation.name, (), 1)[0]

    def call(self, layer: Any, given: list[tuple[Any, Tensor]]) -> tuple[Any, Tensor]:
        real = [tensor for tensor, _ in given]
        output = layer(real if isinstance(layer, keras.layers.Add) else real[0])
        ours = [tensor for _, tensor in given]
        return output, self._record("keras.layers.X", id(layer), layer.name, ours, 1)[0]

    def split(self, given: tuple[Any, Tensor]) -> list[tuple[Any, Tensor]]:
        real = keras.ops.unstack(keras.ops.stack([given[0], given[0]]), axis=0)
        stacked = self._record("keras.ops.stack", None, "stack", [given[1], given[1]], 1)
        ours = self._record("keras.ops.unstack", None, "unstack", stacked, 2)
        return list(zip(real, ours, strict=True))


def random_twin(seed: int) -> tuple[Twin, list[tuple[Any, Tensor]], list[tuple[Any, Tensor]], random.Random]:
    """Build a random graph; returns it, its inputs, and all of its tensors."""
    chance = random.Random(seed)
    twin = Twin()
    inputs = [twin.source() for _ in range(chance.randint(1, 3))]
    tensors = list(inputs)
    shared = [keras.layers.Dense(WIDTH) for _ in range(2)] + [keras.layers.Add()]
    for _ in range(chance.randint(3, 14)):
        kind = chance.random()
        if kind < 0.1:
            tensors += twin.split(chance.choice(tensors))
            continue
        layer = chance.choice(shared) if kind < 0.45 else chance.choice([keras.layers.Dense(WIDTH), keras.layers.Add()])
        if isinstance(layer, keras.layers.Add):
            tensors.append(twin.call(layer, [chance.choice(tensors) for _ in range(chance.randint(2, 3))]))
        else:
            tensors.append(twin.call(layer, [chance.choice(tensors[-5:])]))
    return twin, inputs, tensors, chance


def real_order(inputs: list[Any], outputs: list[Any]) -> list[str] | None:
    """Name the operations of the model in Keras's order; None where Keras finds it disconnected."""
    try:
        model = keras.Model(inputs, outputs)
    except ValueError as error:
        assert "not connected" in str(error) or "Graph disconnected" in str(error), error
        return None
    return [operation.name for operation in model.operations]


def our_order(twin: Twin, inputs: list[Tensor], outputs: list[Tensor]) -> list[str] | None:
    try:
        groups = twin.graph.layer_order(inputs, outputs)
    except Disconnected:
        return None
    return [twin.layers.get(group[0].key, "CLONE") for group in groups]


def spelled(names: list[str] | None) -> list[str] | None:
    """Drop the counters of raw operations and of new inputs, which are Keras's own affair."""
    if names is None:
        return None
    kinds = ("stack", "unstack")
    return [
        "CLONE" if name.endswith("CLONE") else next((kind for kind in kinds if name.split("_")[0] == kind), name)
        for name in names
    ]


@pytest.mark.parametrize("seed", range(100))
def test_order_of_whole_models(seed: int) -> None:
    twin, inputs, tensors, chance = random_twin(seed)
    outputs = chance.sample(tensors[len(inputs) :], min(chance.randint(1, 3), len(tensors) - len(inputs)))
    chance.shuffle(inputs)
    real = real_order([real for real, _ in inputs], [real for real, _ in outputs])
    ours = our_order(twin, [ours for _, ours in inputs], [ours for _, ours in outputs])
    assert ours == spelled(real)


@pytest.mark.parametrize("seed", range(1000, 1150))
def test_models_cut_out_of_the_middle(seed: int) -> None:
    twin, _, tensors, chance = random_twin(seed)
    entries = chance.sample(tensors, min(len(tensors), chance.randint(1, 3)))
    outputs = [chance.choice(tensors) for _ in range(chance.randint(1, 2))]
    real = real_order([real for real, _ in entries], [real for real, _ in outputs])
    ours = our_order(twin, [ours for _, ours in entries], [ours for _, ours in outputs])
    assert ours == spelled(real)
