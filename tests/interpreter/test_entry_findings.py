"""Functions and classes that nothing calls: what nobody passed proves nothing."""

from __future__ import annotations

import pytest

from shapecheck import check_source

CORRECT = {
    "what goes into *args and **kwargs is open": """
import keras

def conv(*args, **kwargs):
    return keras.Sequential([keras.layers.Conv2D(*args, **kwargs)])

class Node:
    def __init__(self, shape=None, **kwargs):
        super().__init__(**kwargs)
        self.shape = shape

class Middle(Node):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)

class Input(Middle):
    def __init__(self, name=None, **kwargs):
        super().__init__(**kwargs)
        self.name = name

    def build(self):
        return keras.Input(shape=self.shape)
""",
    "no warning rests on a default": """
import keras

def head(n_classes=1, activation="softmax"):
    inputs = keras.Input((4,))
    model = keras.Model(inputs, keras.layers.Dense(n_classes, activation=activation)(inputs))
    model.compile("adam", "categorical_crossentropy")
    return model
""",
    "a shape that is made of unknown parts is no size": """
import keras
from keras import layers

def build(output_shape, encoding=10):
    dims = len(output_shape[:-1])
    if dims not in [2, 3]:
        raise ValueError("no image")
    inputs = keras.Input((encoding,))
    x = layers.Dense(pow(4, dims) * encoding)(inputs)
    return keras.Model(inputs, layers.Reshape((4,) * dims + (encoding,))(x))
""",
    "inputs of wrapped layers, states of another layer": """
from keras import layers

class Encoder(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.net = layers.Bidirectional(layers.LSTM(units // 2, return_state=True, return_sequences=True))

    def call(self, x):
        out, h, c, h2, c2 = self.net(x)
        return out, [layers.Concatenate()([h, h2]), layers.Concatenate()([c, c2])]

class Decoder(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.net = layers.LSTM(units, return_state=True, return_sequences=True)

    def call(self, x, states):
        x, h, c = self.net(x, initial_state=states)
        return x, [h, c]
""",
    "the constructor of a class of Keras's wants arguments": """
from keras import layers

class Attention(layers.MultiHeadAttention):
    def call(self, query, value):
        return super().call(query, value)
""",
    "an inner method of a layer of Keras's is replaced": """
import keras
from keras import layers

class Own(layers.MultiHeadAttention):
    def _compute_attention(self, query, key, value, attention_mask=None, **kwargs):
        return query, None

inputs = keras.Input((6, 8))
mask = keras.Input((5, 3), dtype="bool")
outputs = Own(num_heads=2, key_dim=4)(inputs, inputs, attention_mask=mask)
""",
    "sizes inside of a call are the backend's": """
import keras
from keras import layers

class Low(layers.Layer):
    def __init__(self):
        super().__init__()
        self.low = layers.EinsumDense("bcs,sd->bcd", output_shape=(None, 7))
        self.dense = layers.Dense(3)

    def call(self, x):
        return self.dense(keras.ops.transpose(self.low(keras.ops.transpose(x, (0, 2, 1))), (0, 2, 1)))

outputs = Low()(keras.Input((21, 80)))
""",
    "a number has the axes 0 and -1 for many functions": """
import keras
import numpy as np

total, most, place, sums = np.sum(0.0, axis=-1), np.max(np.float64(2.0), axis=0), np.argmax(1.0, axis=-1), np.cumsum(1.0, axis=0)
""",
    "a name that is not known is no size": """
import keras

class Relative(keras.layers.Embedding):
    def __init__(self, units, **kwargs):
        kwargs["input_dim"] = 2
        super().__init__(output_dim=units, **kwargs)

def build(units, count):
    x = keras.Input((4,))
    for i in range(count):
        y = Relative(units, name="relative-{}".format(i + 1))(x)
    return keras.Model(x, y)
""",
    "what an inner object's methods change": """
import keras

class Labels:
    def __init__(self):
        self.index = {}

    def read(self, texts):
        self.index = {text: number for number, text in enumerate(texts)}

    @property
    def count(self):
        return len(self.index)

class Task:
    def __init__(self):
        self.labels = Labels()

    def model(self):
        return keras.Sequential([keras.Input((4,)), keras.layers.Dense(self.labels.count)])
""",
    "what another method makes": """
import numpy as np

class Sampler:
    def __init__(self):
        self.size = 8

    def connect(self, session):
        self.session = session

    def sample(self, noise):
        made = []
        for i in range(noise.shape[0] // self.size):
            made.append(self.session.run(noise[i * self.size :]))
        return np.concatenate(made)
""",
    "a registered name": """
import keras

layer = keras.layers.Dense(4, kernel_initializer="mine>orthogonal")
""",
    "a call that can only raise": """
import keras

class Pairs(keras.layers.Embedding):
    def call(self, inputs):
        first, second = inputs
        raise NotImplementedError(first)

    def build(self, input_shape):
        raise NotImplementedError

class Other(keras.layers.Layer):
    def build(self, input_shape):
        raise NotImplementedError

    def compute_output_shape(self, input_shape):
        return input_shape

    def call(self, x):
        raise NotImplementedError
""",
    "a call that fails without a mask": """
import keras

class Masked(keras.layers.Layer):
    def call(self, inputs, mask=None):
        return inputs[0] * mask[0]
""",
    "super of another class": """
import keras

class One(keras.layers.Layer):
    def settings(self):
        return super(Two, self).get_config()

class Two(keras.layers.Layer):
    pass
""",
}

BUGGY = {
    "a missing argument that nothing can add": (
        "import keras\n\ndef conv(*args, **kwargs):\n    return keras.layers.Conv2D(8)\n",
        "KSH208",
    ),
    "a function that was called with nothing": (
        "import keras\n\ndef conv(**kwargs):\n    return keras.layers.Conv2D(8, **kwargs)\n\nconv()\n",
        "KSH208",
    ),
    "a warning that needs no default": (
        "import keras\n\ndef head(n=3):\n    x = keras.Input((4,))\n    m = keras.Model(x, keras.layers.Dense(1, 'softmax')(x))\n"
        "    m.compile('adam', 'binary_crossentropy')\n    return m\n",
        "KSH401",
    ),
}


@pytest.mark.parametrize("name", CORRECT)
def test_no_finding(name: str) -> None:
    assert not check_source(CORRECT[name]).findings


@pytest.mark.parametrize("name", BUGGY)
def test_finding(name: str) -> None:
    text, code = BUGGY[name]
    assert [finding.code for finding in check_source(text).findings] == [code]
