"""What stands where a tensor must, and tensors that are taken for their items: as real Keras raises."""

from __future__ import annotations

import pytest

from shapecheck import check_source
from shapecheck.finding import Severity
from tests.both import needs_keras, raised
from tests.fixtures import in_thread

HEAD = """
import keras
from keras import layers, ops


class Same(layers.Layer):
    def call(self, x, other=None, third=None, training=None):
        return x


class Encoder(layers.Layer):
    def __init__(self, return_state, activation="relu"):
        super().__init__()
        self.rnn = layers.GRU(8, return_sequences=True, return_state=return_state)
        self.activation = keras.activations.get(activation)

    def call(self, x):
        out, state = self.rnn(x)
        return self.activation(out), state


x = keras.Input((5, 3))
dense = layers.Dense(2)
"""

WRONG = [
    ("keras.Model(x, dense)", "KSH212"),
    ("keras.Model(x, [dense(x), layers.Dense(3)])", "KSH212"),
    ("keras.Model([x, 3], dense(x))", "KSH212"),
    ("keras.Model(x, {'a': dense(x), 'b': dense})", "KSH212"),
    ("Same()(dense)", "KSH212"),
    ("Same()([x, dense])", "KSH212"),
    ("Same()(x, None, True)", "KSH212"),
    ("Same()('x')", "KSH212"),
    ("layers.Flatten()(dense)", "KSH212"),
    ("_, h, c = layers.LSTM(4)(x)", "KSH217"),
    ("y, h = dense(x)", "KSH217"),
    ("keras.Input((3,), names='a')", "KSH207"),
    ("keras.Input(input_shape=(3,))", "KSH207"),
    ("keras.Sequential([dense], names='a')", "KSH207"),
]

RIGHT = [
    "keras.Model(x, [dense(x), layers.Dense(3)(x)])",
    "keras.Model({'x': x}, {'a': dense(x)})",
    "Same()(x, None)",
    "Same()(x, training=True)",
    "Same()([x, dense(x)])",
    "allowing = Same()\nallowing._allow_non_tensor_positional_args = True\nallowing(x, None, True)",
    "_, h, c = layers.LSTM(4, return_state=True)(x)",
    "y, = [dense(x)]",
    "first, second = ops.split(dense(x), 2, axis=-1)",
    "Encoder(True)(x)",
    "keras.Input(shape=(3,), name='a', batch_size=2)",
    "keras.layers.InputLayer(input_shape=(3,))",
    "keras.Sequential(layers=[dense], trainable=False, name='a')",
]


def found(text: str) -> list[tuple[str, int]]:
    report = in_thread(lambda: check_source(HEAD + text + "\n", filename="model.py"))
    return [(one.code, one.span.start.row) for one in report.findings if one.severity >= Severity.WARNING]


@needs_keras
@pytest.mark.parametrize(("text", "code"), WRONG)
def test_what_keras_refuses(text: str, code: str) -> None:
    answer = raised(HEAD + text + "\n")
    assert answer is not None
    assert found(text) == [(code, answer.line)]


@needs_keras
@pytest.mark.parametrize("text", RIGHT)
def test_what_keras_takes(text: str) -> None:
    assert raised(HEAD + text + "\n") is None
    assert found(text) == []


@needs_keras
def test_states_that_a_layer_does_not_return() -> None:
    answer = raised(HEAD + "Encoder(False)(x)\n")
    assert answer is not None
    assert "unpack" in answer.message
    assert found("Encoder(False)(x)") == [("KSH217", answer.line)]


@needs_keras
def test_an_activation_that_is_looked_up() -> None:
    answer = raised(HEAD + "Encoder(True, 'leakyrelu')\n")
    assert answer is not None
    assert answer.message == "Could not interpret activation function identifier: leakyrelu"
    assert found("Encoder(True, 'leakyrelu')") == [("KSH210", answer.line)]
