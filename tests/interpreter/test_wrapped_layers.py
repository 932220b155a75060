"""Layers of the program's own inside Keras's: cells of an RNN, the layer of a wrapper; against real Keras."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.both import analysed, disagreements, needs_keras, recorded

CELLS = """
import keras
from keras import layers, ops


class Cell(layers.Layer):
    def __init__(self, units, **kwargs):
        self.units = units
        self.state_size = units
        super().__init__(**kwargs)

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name="kernel")
        self.recurrent = self.add_weight(shape=(self.units, self.units), name="recurrent")

    def call(self, inputs, states):
        made = ops.matmul(inputs, self.kernel) + ops.matmul(states[0], self.recurrent)
        return made, [made]


class Wide(Cell):
    def __init__(self, units):
        super().__init__(units, name="wide")
        self.state_size = [units, 2 * units]
        self.output_size = units

    def call(self, inputs, states):
        made, _ = super().call(inputs, states[:1])
        return made, [made, states[1]]


class Told(Cell):
    @property
    def state_size(self):
        return self.units

    @state_size.setter
    def state_size(self, value):
        pass


def build(units=4):
    x = keras.Input((5, 3))
    sequence, last = layers.RNN(Cell(units), return_sequences=True, return_state=True)(x)
    states = layers.RNN(Wide(6), return_state=True)(sequence)
    told = layers.RNN([Told(units, name="told"), layers.LSTMCell(7)])(x)
    return keras.Model(x, [last, *states, told])
"""

NET = """
import keras
from keras import layers


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(3)

    def call(self, x):
        return self.dense(x)
"""

STEPS = """
import keras
from keras import layers, ops


class Project(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units))

    def call(self, x):
        return ops.matmul(x, self.w)


class Announced(Project):
    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)


class Inherited(layers.Dense):
    pass


x = keras.Input((5, 7, 2))
class Mixed(Announced):
    def build(self, input_shape):
        super().build(input_shape)
        self.dense = layers.Dense(self.units)
        self.dense.build((*input_shape[:-1], self.units))

    def call(self, x):
        return self.dense(super().call(x))


tower = keras.Sequential([keras.Input((7, 2)), layers.Dense(3)])
frozen = keras.Sequential([keras.Input((7, 2)), layers.Dense(3), tower_of_one := layers.Dense(4)], name="frozen")
tower_of_one.trainable = False
y = layers.TimeDistributed(WRAPPED)(x)
model = keras.Model(x, y)
tower.trainable = False
"""


@needs_keras
def test_cells(tmp_path: Path) -> None:
    assert disagreements(CELLS, tmp_path / "model.py") == []


@needs_keras
@pytest.mark.parametrize("wrapped", ["Announced(3)", "Inherited(3)", "tower", "Mixed(4)", "frozen"])
def test_a_layer_that_tells_its_shape(wrapped: str, tmp_path: Path) -> None:
    assert disagreements(STEPS.replace("WRAPPED", wrapped), tmp_path / "model.py") == []


@needs_keras
@pytest.mark.parametrize("wrapped", ["Project(3)", "Net()"])
def test_a_layer_that_does_not_tell_its_shape(wrapped: str, tmp_path: Path) -> None:
    text = (NET + STEPS if "Net" in wrapped else STEPS).replace("WRAPPED", wrapped)
    assert recorded(text)["raises"]["type"] == "NotImplementedError"
    [problem] = analysed(text, tmp_path / "model.py").problems
    assert "does not tell its output shape" in problem.message


TRAINING = """
import keras
from keras import layers, ops


class Plain(layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(3)

    def call(self, x):
        return self.dense(x)


class Catching(Plain):
    def call(self, x, **others):
        return self.dense(ops.stack([x, x], axis=1)) if others else self.dense(x)


class Asking(Plain):
    def call(self, x, *, training=None):
        return self.dense(ops.stack([x, x], axis=1)) if training else self.dense(x)


x = keras.Input((7,))
plain = keras.Model(x, Plain()(x, training=True))
asking = keras.Model(x, Asking()(x, training=True))
"""


@needs_keras
def test_training_goes_to_those_that_take_it(tmp_path: Path) -> None:
    assert disagreements(TRAINING, tmp_path / "model.py") == []


@needs_keras
def test_training_is_not_caught_with_the_others(tmp_path: Path) -> None:
    text = TRAINING.split("plain =")[0] + "caught = keras.Model(x, Catching()(x, training=True))\n"
    assert disagreements(text, tmp_path / "model.py") == []
