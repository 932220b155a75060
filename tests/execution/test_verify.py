"""Verification: what agrees, what disagrees and is noticed, and what cannot be run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest
from real_models import ours

from shapecheck.execution.execute import execute
from shapecheck.execution.kernel import NotExecutable
from shapecheck.execution.sizing import small_sizes
from shapecheck.execution.verify import Row, verify
from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.graph.layer_graph import LayerGraph
from shapecheck.graph.model import Model
from shapecheck.shapes.dims import Symbol
from shapecheck.shapes.requirements import at_most, both, differs, either, equal
from shapecheck.shapes.tensor import Tensor, Weight
from tests.fixtures import CORRECT, program

HEAD = "import keras\nfrom keras import layers\n"
CONVOLUTIONS = """
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3, activation="relu", name="conv"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(10, name="head"),
    ])
"""


def model_of(text: str) -> Model:
    return ours(HEAD + dedent(text))[-1]


def row_of(model: Model, layer: str) -> Row:
    return next(row for row in verify(model).rows if row.layer == layer)


def with_layer(model: Model, name: str, **changes: Any) -> Model:
    """Return a model of which one layer has other facts."""
    rows = tuple(
        replace(row, layer=replace(row.layer, **changes)) if row.layer.name == name else row for row in model.layers
    )
    return replace(model, layers=rows)


def with_output(model: Model, name: str, shape: tuple[int, ...]) -> Model:
    """Return a model in which another shape was inferred for the output of one layer."""
    assert model.graph is not None
    (target,) = (row.calls[0] for row in model.layers if row.layer.name == name)
    (old,) = tensors_in(target.outputs)

    def changed(call: LayerCall) -> LayerCall:
        return replace(call, outputs=replace(old, shape=shape)) if call.key == target.key else call

    rows = tuple(replace(row, calls=tuple(map(changed, row.calls))) for row in model.layers)
    return replace(model, graph=LayerGraph(map(changed, model.graph.calls())), layers=rows)


@pytest.mark.parametrize("directory", CORRECT, ids=lambda path: path.name)
def test_fixtures(directory: Path) -> None:
    for model in program(directory).models:
        if model.graph is None or not model.complete:
            continue
        found = verify(model)
        assert found.ok, [row for row in found.rows if not row.equal] or found
        left = [row for row in found.rows if row.equal is None and row.operation.startswith("keras.layers")]
        # a cell of the user's own is not stepped through in NumPy
        assert all(row.note.startswith("model.") and "Cell has no NumPy kernel" in row.note for row in left), left


def test_a_wrong_shape_is_noticed() -> None:
    model = with_output(model_of(CONVOLUTIONS), "conv", (2, 28, 28, 8))
    row = row_of(model, "conv")
    assert (row.inferred, row.executed, row.equal) == (((2, 28, 28, 8),), ((2, 26, 26, 8),), False)
    assert not verify(model).ok
    # what follows is run on what was really made
    assert row_of(model, "head").equal


def test_a_weight_of_a_wrong_shape_is_noticed() -> None:
    model = model_of(CONVOLUTIONS)
    found = verify(with_layer(model, "head", weights=(Weight("kernel", (100, 10)), Weight("bias", (10,)))))
    (row,) = (row for row in found.rows if row.layer == "head")
    assert row.equal is False
    assert "matmul" in row.note
    assert not found.ok


def test_a_weight_that_nothing_reads_is_noticed() -> None:
    model = model_of(CONVOLUTIONS)
    (head,) = (row.layer for row in model.layers if row.layer.name == "head")
    assert head.weights is not None
    found = verify(with_layer(model, "head", weights=(*head.weights, Weight("more", (7,)))))
    assert found.unread == ("head/more",)
    assert not found.ok


def test_a_missing_weight_is_noticed() -> None:
    found = verify(with_layer(model_of(CONVOLUTIONS), "head", weights=()))
    assert [row.note for row in found.rows if row.equal is False] == ["KeyError: 'kernel'"]


def test_parameters_are_those_allocated() -> None:
    found = verify(model_of(CONVOLUTIONS))
    assert found.ok
    assert found.complete
    assert found.inferred_parameters == found.allocated_parameters == 3 * 3 * 8 + 8 + 13 * 13 * 8 * 10 + 10


def test_shared_weights_are_allocated_once() -> None:
    found = verify(
        model_of("""
            a, b = keras.Input((4,)), keras.Input((4,))
            shared = layers.Dense(3)
            model = keras.Model([a, b], layers.Add()([shared(a), shared(b)]))
        """)
    )
    assert found.ok
    assert found.allocated_parameters == 15


def test_what_cannot_be_run_is_said_and_the_rest_verified() -> None:
    model = model_of("""
        x = keras.Input((8, 6))
        y = layers.Dense(4, name="before")(x)
        y = layers.Dense(5, name="odd")(layers.Flatten()(y))
        y = layers.Dense(3, name="after")(y)
        model = keras.Model(x, y)
    """)
    odd = with_layer(model, "odd", weights=None)
    found = verify(odd)
    rows = {row.layer: row for row in found.rows}
    assert rows["odd"].equal is None
    assert rows["odd"].note == "the weights are not known"
    assert rows["before"].equal
    assert rows["after"].equal
    assert not found.complete
    with pytest.raises(NotExecutable):
        execute(odd)


def test_symbols_take_small_sizes_that_meet_the_requirements() -> None:
    model = model_of("""
        def build(units, steps):
            x = keras.Input((steps, 8))
            y = layers.Conv1D(units, 5, strides=3, name="conv")(x)
            return keras.Model(x, layers.Dense(units * 2)(layers.Flatten()(y)))
    """)
    found = verify(model)
    assert found.ok
    assert found.complete
    sizes = {symbol.name: size for symbol, size in found.sizes.items()}
    assert sizes["steps"] >= 5
    given = verify(model, {symbol: 17 for symbol in found.sizes if symbol.name == "steps"})
    assert {symbol.name: size for symbol, size in given.sizes.items()}["steps"] == 17
    assert given.ok


def test_sizes_are_searched() -> None:
    d, h, n = (Symbol(name) for name in "dhn")
    conditions = [equal(d % h, 0), at_most(30, d), either(at_most(n, 1), at_most(100, n)), differs(n, 1)]
    found = small_sizes([d, h, n], [*conditions, both(at_most(2, h), at_most(h, 9))], {})
    assert found[d] % found[h] == 0
    assert found[d] >= 30
    assert 2 <= found[h] <= 9
    assert found[n] == 0 or found[n] >= 100


def test_no_sizes_meet_contradictions() -> None:
    d = Symbol("d")
    with pytest.raises(NotExecutable, match="no small sizes"):
        small_sizes([d], [at_most(3, d), at_most(d, 2)], {})


def test_execute_takes_inputs_and_weights() -> None:
    model = model_of("""
        x = keras.Input((None, 3), name="x")
        model = keras.Model(x, layers.Dense(2, name="head")(x))
    """)
    x = np.arange(24, dtype=np.float32).reshape(2, 4, 3)
    kernel = np.arange(6, dtype=np.float32).reshape(3, 2)
    done = execute(model, inputs={"x": x}, weights={"head/kernel": kernel, "head/bias": np.ones(2, np.float32)})
    assert np.array_equal(done.outputs[0], x @ kernel + 1)
    assert done.weights["head/kernel"] is kernel
    assert sorted(done.sizes.values()) == [2, 4]
    (key,) = (tensor.key for _, tensor in model.outputs)
    assert key is not None
    assert done.arrays[key] is done.outputs[0]


def test_weights_of_another_shape_are_refused() -> None:
    model = model_of("model = keras.Sequential([keras.Input((3,)), layers.Dense(2, name='head')])")
    with pytest.raises(ValueError, match=r"head/kernel has the shape \(2, 3\)"):
        execute(model, weights={"head/kernel": np.zeros((2, 3), np.float32)})


def test_unknown_rank_is_said() -> None:
    model = model_of("model = keras.Sequential([keras.Input((3,)), layers.Dense(2)])")
    blind = replace(model, inputs=tuple((name, Tensor(None, key=tensor.key)) for name, tensor in model.inputs))
    assert "rank" in verify(blind).reason
