"""The layers of Keras 2 that today's Keras has not, as Keras 2 was recorded to build them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shapecheck.catalog.yesterday.old_layers import NAMES, old_layer
from shapecheck.cost.counting import Costs
from shapecheck.interpreter.interpret import Options, interpret
from shapecheck.interpreter.program import Program
from shapecheck.source import SourceFile

RECORDING = Path(__file__).parents[1] / "oracle" / "recordings" / "old_layers.json"
ANSWERS: list[tuple[str, list[int], dict[str, Any]]] = json.loads(RECORDING.read_text())["answers"]


OF_TENSORFLOW = "ThresholdedReLU"
"""The layer that `tf.keras` of today still shows; so its name is followed in every program."""


def analysed(call: str, shape: list[int], module: str = "tf_keras", version: int = 2) -> Program:
    """Analyse a call, the layer by the whole path of its module."""
    text = (
        f"import {module}\n\nx = {module}.Input({tuple(shape)})\nmodel = {module}.Model(x, {module}.layers.{call}(x))\n"
    )
    return interpret(SourceFile("model.py", text), Options(keras_version=version))


@pytest.mark.parametrize(("call", "shape", "answer"), ANSWERS, ids=[f"{call}-{shape}" for call, shape, _ in ANSWERS])
@pytest.mark.parametrize("module", ["tf_keras", "tensorflow.keras"])
def test_as_keras_2_builds_it(call: str, shape: list[int], answer: dict[str, Any], module: str) -> None:
    program = analysed(call, shape, module)
    if "error" in answer:
        assert program.problems or program.blind_spots
        assert not any(model.complete for model in program.models)
        return
    assert program.problems == []
    [model] = program.models
    row = model.layers[-1]
    [(_, output)] = model.outputs
    assert output.keras_view() == tuple(answer["output"])
    assert row.layer.name == answer["name"]
    assert [[weight.name, list(weight.shape)] for weight in row.layer.weights or ()] == answer["weights"]


@pytest.mark.parametrize("name", NAMES)
def test_spellings(name: str) -> None:
    for module in ("keras.layers", "tf.keras.layers", "keras.layers.local", "tensorflow.compat.v1.keras.layers"):
        assert old_layer(f"{module}.{name}") == f"keras.layers.{name}"
    assert old_layer(f"numpy.layers.{name}") is None
    assert old_layer(f"keras.layers.Thing.{name}") is None
    assert old_layer(f"keras.{name}") is None


@pytest.mark.parametrize("name", NAMES)
def test_today_they_are_gone(name: str) -> None:
    program = analysed(f"{name}(4)", [10, 8], "keras", version=3)
    assert [problem.kind for problem in program.problems] == ["gone-name"]
    assert name == OF_TENSORFLOW or not any(model.complete for model in program.models)


def test_tensorflow_still_has_one() -> None:
    program = analysed(f"{OF_TENSORFLOW}(theta=0.5)", [4], "tensorflow.keras", version=3)
    assert program.problems == []
    assert [model.complete for model in program.models] == [True]


@pytest.mark.parametrize(
    ("call", "shape", "count"),
    [
        ("LocallyConnected2D(4, (3, 2))", [9, 8, 3], 7 * 7 * 3 * 2 * 3 * 4),
        ("CuDNNLSTM(5)", [10, 8], 10 * (8 + 5) * 20),
        ("ThresholdedReLU()", [4], 0),
    ],
)
def test_multiply_adds(call: str, shape: list[int], count: int) -> None:
    model = analysed(call, shape).models[-1]
    symbols = {symbol.symbol: 1 for symbol in model.symbols.values()}
    assert Costs(model, symbols).total == count
