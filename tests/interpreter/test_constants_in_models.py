"""Arrays that go into functional models: they are constants of the model, not tensors of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.both import disagreements, needs_keras

PROGRAM = """
import keras
import numpy as np
from keras import layers, ops


def positions(length, depth):
    angles = np.arange(length)[:, None] / np.power(10000, np.arange(depth)[None] / depth)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=-1)[None].astype("float32")


x = keras.Input((6, 16))
model = keras.Model(x, CONSTANT)
"""


@needs_keras
@pytest.mark.parametrize(
    "constant",
    [
        "x + np.zeros(16, 'float32')",
        "ops.add(x, np.zeros(16, 'float32'))",
        "ops.matmul(x, np.zeros((16, 3), 'float32'))",
        "layers.Dense(3)(x) + ops.convert_to_tensor(np.zeros(3, 'float32'))",
        "ops.where(x > 0, x, np.zeros(16, 'float32'))",
        "x + ops.cast(ops.arange(16), 'float32')",
        "layers.Dense(4)(x + positions(6, 8))",
        "ops.concatenate([x, ops.zeros_like(x)], axis=-1) + ops.ones((32,))",
    ],
)
def test_a_constant(constant: str, tmp_path: Path) -> None:
    assert disagreements(PROGRAM.replace("CONSTANT", constant), tmp_path / "model.py") == []


EITHER = """
import keras
from keras import layers


def build(deep):
    x = keras.Input((8,))
    if deep:
        y = layers.Dense(8)(x)
    else:
        y = layers.Dense(8, activation="relu")(x)
    return keras.Model(x, layers.Dense(2)(y))
"""


@needs_keras
@pytest.mark.parametrize("deep", [True, False])
def test_one_of_two_tensors(deep: bool, tmp_path: Path) -> None:
    assert disagreements(f"{EITHER}\nmodel = build({deep})\n", tmp_path / "model.py") == []
