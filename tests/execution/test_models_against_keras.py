"""Whole models, read from source, with the weights of their twins in Keras: the same numbers come out."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent

import pytest
import tensorflow_names
from entries import automatic_entries
from real_models import difference, ours, real

from shapecheck.execution.kernel import NotExecutable
from tests.fixtures import CORRECT, program, recorded

LIMIT = 1e-4
SLOW = {"resnet50", "vgg16"}
FIXTURES = [
    pytest.param(path, id=path.name, marks=[pytest.mark.oracle] if path.name in SLOW else []) for path in CORRECT
]

TEXTS = {
    "a mask from an embedding reaches the LSTM": """
        x = keras.Input((7,), dtype="int32")
        y = layers.Embedding(3, 4, mask_zero=True)(x)
        y = layers.Dropout(0.5)(layers.Dense(5)(y))
        model = keras.Model(x, layers.LSTM(6)(y), name="model")
    """,
    "a mask of sequences passes on": """
        x = keras.Input((7,), dtype="int32")
        y = layers.Embedding(3, 4, mask_zero=True)(x)
        y = layers.GRU(6, return_sequences=True)(y)
        y = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(y)
        model = keras.Model(x, layers.GlobalAveragePooling1D()(y), name="model")
    """,
    "masking in a Sequential": """
        model = keras.Sequential([
            keras.Input((6, 3)), layers.Masking(0.5), layers.SimpleRNN(4, go_backwards=True), layers.Dense(2)
        ], name="model")
    """,
    "masks that are merged": """
        x = keras.Input((5,), dtype="int32")
        z = keras.Input((5,), dtype="int32")
        a = layers.Embedding(3, 4, mask_zero=True)(x)
        b = layers.Embedding(3, 4, mask_zero=True)(z)
        one = layers.LSTM(3)(layers.Add()([a, b]))
        two = layers.LSTM(3)(layers.Concatenate()([a, b]))
        three = layers.LSTM(3)(layers.Concatenate(axis=1)([a, b]))
        model = keras.Model([x, z], [one, two, three], name="model")
    """,
    "an initial state drops the mask": """
        x = keras.Input((5,), dtype="int32")
        e = layers.Embedding(3, 4, mask_zero=True)(x)
        out, h, c = layers.LSTM(4, return_state=True)(e)
        model = keras.Model(x, layers.LSTM(4)(e, initial_state=[h, c]), name="model")
    """,
    "attention to masked values": """
        x = keras.Input((5,), dtype="int32")
        q = keras.Input((4, 6))
        e = layers.Embedding(3, 6, mask_zero=True)(x)
        model = keras.Model([x, q], layers.MultiHeadAttention(2, 3)(query=q, value=e), name="model")
    """,
    "masked attention to oneself, its mask passed on": """
        x = keras.Input((5,), dtype="int32")
        e = layers.Embedding(3, 6, mask_zero=True)(x)
        y = layers.MultiHeadAttention(2, 3)(e, e, use_causal_mask=True)
        model = keras.Model(x, layers.LSTM(2)(y), name="model")
    """,
    "masked queries that see nothing, and their scores": """
        x = keras.Input((5,), dtype="int32")
        e = layers.Embedding(3, 6, mask_zero=True)(x)
        y, scores = layers.MultiHeadAttention(2, 3)(e, e, return_attention_scores=True)
        model = keras.Model(x, [y, scores], name="model")
    """,
    "multi-head attention takes the masks of its inputs away": """
        x = keras.Input((5,), dtype="int32")
        e = layers.Embedding(3, 6, mask_zero=True)(x)
        y = layers.MultiHeadAttention(2, 3)(e, e)
        model = keras.Model(x, layers.LSTM(2)(layers.Add()([e, y])), name="model")
    """,
    "attention of one head under masks": """
        x = keras.Input((5,), dtype="int32")
        e = layers.Embedding(3, 6, mask_zero=True)(x)
        model = keras.Model(x, layers.LSTM(2)(layers.Attention(use_scale=True)([e, e])), name="model")
    """,
    "grouped heads under masks": """
        x = keras.Input((5,), dtype="int32")
        e = layers.Embedding(3, 6, mask_zero=True)(x)
        model = keras.Model(x, layers.LSTM(2)(layers.GroupQueryAttention(3, 4, 2, name="grouped")(e, e)), name="model")
    """,
    "a model inside a model, called twice": """
        inner = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="tanh"), layers.Dense(4)], name="inner")
        x = keras.Input((4,))
        model = keras.Model(x, layers.Concatenate()([inner(x), inner(inner(x))]), name="model")
    """,
    "operators and operations": """
        x = keras.Input((4, 6))
        y = (x * 2 - 1) / 3 + layers.Dense(6)(x)
        model = keras.Model(x, layers.Dense(2)(-y), name="model")
    """,
    "several inputs by name": """
        a = keras.Input((3,), name="b_first")
        b = keras.Input((4,), name="a_second")
        y = layers.Concatenate()([layers.Dense(2)(a), layers.Dense(5)(b)])
        model = keras.Model({"b_first": a, "a_second": b}, {"z": layers.Dense(2)(y), "y": y}, name="model")
    """,
    "layers and functions of the program's own": """
        class Gate(layers.Layer):
            def __init__(self, units):
                super().__init__()
                self.units, self.dense = units, layers.Dense(units, activation="tanh")

            def build(self, input_shape):
                self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name="kernel")
                self.scale = self.add_weight(shape=(), initializer="ones", name="scale")

            def call(self, x):
                return self.dense(x) * keras.ops.sigmoid(keras.ops.matmul(x, self.kernel)) + self.scale

        class Twice(layers.Layer):
            def __init__(self):
                super().__init__(name="twice")
                self.gate, self.last = Gate(6), layers.Lambda(lambda t: t[:, -1] / 2)

            def call(self, x):
                return self.last(self.gate(self.gate(x)))

        x = keras.Input((4, 6))
        y = layers.Lambda(lambda t: t * 3 - 1)(Twice()(x))
        model = keras.Model(x, layers.Dense(2)(y), name="model")
    """,
    "a layer for each step": """
        x = keras.Input((3, 8, 8, 2))
        y = layers.TimeDistributed(layers.Conv2D(4, 3, strides=2, padding="same", activation="relu"))(x)
        y = layers.TimeDistributed(layers.Flatten())(y)
        model = keras.Model(x, layers.Bidirectional(layers.GRU(3))(y), name="model")
    """,
}


@pytest.mark.parametrize("title", TEXTS)
def test_numbers_of_models(title: str) -> None:
    text = "import keras\nfrom keras import layers\n" + dedent(TEXTS[title])
    (model,) = (found for found in ours(text) if found.name == "model")
    assert difference(model, real(text, {})["model"]) <= LIMIT


@pytest.mark.parametrize("directory", FIXTURES)
def test_numbers_of_fixtures(directory: Path) -> None:
    tensorflow_names.install()
    text, arguments = (directory / "model.py").read_text(), recorded(directory)["arguments"]
    calls = {name: {} for name in automatic_entries(ast.parse(text), list(arguments))} | arguments
    compared, left_out = 0, []
    # entry by entry, for each of them begins with fresh names
    for entry, given in list(calls.items()) or [(None, {})]:
        try:
            twins = real(text, {} if entry is None else {entry: given})
        except (ImportError, NotImplementedError, OSError, ValueError) as error:
            pytest.skip(f"needs more than Keras's NumPy backend: {error}")
        for model in program(directory, entry).models:
            twin = twins.get(model.name)
            if twin is None or model.graph is None or not getattr(twin, "inputs", None):
                continue
            try:
                assert difference(model, twin) <= LIMIT, model.name
                compared += 1
            except NotExecutable as reason:
                left_out.append(f"{model.name}: {reason}")
    if left_out and not compared:
        pytest.skip("; ".join(left_out))
