"""Layers, models and operations on arrays give the arrays that Keras gives."""

from __future__ import annotations

import pytest

from tests.fixtures import in_thread
from tests.interpreter.arrays import disagreements

PROGRAMS = [
    "m = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Dense(2)]); a, b = m.layers[0].get_weights();"
    " w = m.get_weights(); c = w[2]; n = len(w); k = w[0].shape[0]",
    "t = np.zeros((2, 3), 'float32'); a = ops.reshape(keras.Variable(initializer=t, shape=t.shape, trainable=False), (-1,));"
    " b = ops.reshape(keras.Variable('zeros', (3, 4)), (2, 6)); c = ops.reshape(keras.Variable(t), (3, 2))",
    "x = np.random.rand(4, 28, 28).astype('float32'); a = keras.layers.Flatten()(x); b = keras.layers.Dense(3)(a); c = b[0]",
    "m = keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(2)]); a = m(np.zeros((5, 7))); n = a.shape[1]",
    "m = keras.Sequential([keras.Input((8, 3)), keras.layers.LSTM(6)]); a = m(np.zeros((2, 8, 3))); b = m.predict(np.zeros((9, 8, 3)), verbose=0)",
    "i = keras.Input((4,)); m = keras.Model(i, [keras.layers.Dense(2)(i), keras.layers.Dense(3)(i)]); a, b = m(np.ones((6, 4)));"
    " p = m.predict(np.ones((7, 4)), verbose=0); q = p[1].argmax(axis=-1)",
    "class Net(keras.Model):\n    def __init__(self):\n        super().__init__()\n        self.d = keras.layers.Dense(3)\n        self.table ="
    " np.ones((1, 7), 'float32')\n    def call(self, x):\n        return self.d(x + self.table)\nnet = Net(); a = net(np.zeros((5, 7)))",
    "a = ops.zeros((2, 3)); b = ops.concatenate([a, np.ones((4, 3))], axis=0); c = ops.reshape(b, (-1, 9)); d = ops.mean(b, axis=1)",
    "a = ops.convert_to_tensor([[1.0, 2.0], [3.0, 4.0]]); b = a @ ops.transpose(a); c = ops.expand_dims(b, 0); d = a * 2",
    "e = keras.layers.Embedding(10, 4)(np.array([[1, 2, 3], [4, 5, 6]])); a = keras.layers.GlobalAveragePooling1D()(e)",
    "i = keras.Input((None, 5)); m = keras.Model(i, keras.layers.Conv1D(2, 3, padding='same')(i)); a = m.predict(np.ones((3, 8, 5)), verbose=0)",
    "m = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]); a = m.predict(np.zeros((70, 3)), verbose=0); b = (a > 0.5).astype(int)",
    "a = keras.random.normal((3, 4)); b = ops.one_hot(np.array([0, 2, 1]), 3); c = ops.argmax(b, axis=-1); d = ops.cast(c, 'float32')",
]


@pytest.mark.parametrize("text", PROGRAMS)
def test_arrays_are_those_of_keras(text: str) -> None:
    program = f"import numpy as np\nimport keras\nfrom keras import ops\n{text}"
    assert in_thread(lambda: disagreements(program)) == []


REFUSED = [
    "m, o = (keras.Sequential([keras.Input((n,)), keras.layers.Dense(3)]) for n in (4, 5))\no.set_weights(m.get_weights())",
    "keras.layers.Dense(3)(np.zeros((4,)))",
    "m = keras.Sequential([keras.Input((8,)), keras.layers.Dense(2)])\nm(np.zeros((3, 9)))",
    "ops.matmul(np.zeros((2, 3)), np.zeros((2, 3)))",
    "ops.reshape(np.zeros((2, 3)), (4, 2))",
]


@pytest.mark.parametrize("text", REFUSED)
def test_both_refuse(text: str) -> None:
    program = f"import numpy as np\nimport keras\nfrom keras import ops\n{text}"
    assert in_thread(lambda: disagreements(program)) == []
