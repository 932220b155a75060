"""Builders whose parameters are symbols: source text by name, and the values to try of each parameter."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent
from typing import Any, NamedTuple

__all__ = ["BUILDERS", "GPT", "HEAD", "Builder", "source_of"]


class Builder(NamedTuple):
    """A function `build`, and the values that its parameters may take."""

    source: str
    values: Mapping[str, Any]


HEAD = """\
import keras
from keras import layers
"""


_POSITIONS = """
class Positions(layers.Layer):
    def __init__(self, steps, d_model):
        super().__init__()
        self.table = layers.Embedding(steps, d_model)
        self.steps = steps

    def call(self, x):
        return x + self.table(keras.ops.arange(self.steps))
"""

GPT = {
    "loop": _POSITIONS
    + """
def build(vocab, d_model, heads, depth, ff, steps):
    assert d_model % heads == 0
    tokens = keras.Input((steps,), dtype="int32")
    x = layers.Embedding(vocab, d_model)(tokens)
    x = Positions(steps, d_model)(x)
    for _ in range(depth):
        a = layers.LayerNormalization()(x)
        a = layers.MultiHeadAttention(heads, key_dim=d_model // heads)(a, a, use_causal_mask=True)
        x = x + a
        f = layers.LayerNormalization()(x)
        f = layers.Dense(ff, activation="gelu")(f)
        f = layers.Dense(d_model)(f)
        x = layers.Add()([x, f])
    x = layers.LayerNormalization()(x)
    return keras.Model(tokens, layers.Dense(vocab, use_bias=False)(x))
""",
    "helper": _POSITIONS
    + """
def block(x, d_model, heads, ff, dropout=0.1):
    if d_model % heads != 0:
        raise ValueError("d_model must be a multiple of heads")
    key_dim = d_model // heads
    a = layers.MultiHeadAttention(num_heads=heads, key_dim=key_dim, dropout=dropout)(x, x)
    x = layers.LayerNormalization(epsilon=1e-6)(x + a)
    f = keras.Sequential([layers.Dense(ff, activation="relu"), layers.Dense(d_model)])(x)
    return layers.LayerNormalization(epsilon=1e-6)(x + layers.Dropout(dropout)(f))


def build(vocab, d_model, heads, depth, ff, steps):
    if d_model % heads:
        raise ValueError("d_model must be a multiple of heads")
    tokens = keras.Input((steps,), dtype="int32")
    x = Positions(steps, d_model)(layers.Embedding(vocab, d_model)(tokens))
    for index in range(1, depth + 1):
        x = block(x, d_model, heads, ff)
    return keras.Model(tokens, layers.Dense(vocab)(x))
""",
    "subclassed block": _POSITIONS
    + """
class TransformerBlock(layers.Layer):
    def __init__(self, d_model, heads, ff, rate=0.1, **kwargs):
        super().__init__(**kwargs)
        assert d_model % heads == 0
        self.attention = layers.MultiHeadAttention(num_heads=heads, key_dim=d_model // heads)
        self.ffn = keras.Sequential([layers.Dense(ff, activation="relu"), layers.Dense(d_model)])
        self.norm1 = layers.LayerNormalization(epsilon=1e-6)
        self.norm2 = layers.LayerNormalization(epsilon=1e-6)
        self.dropout = layers.Dropout(rate)

    def call(self, inputs):
        x = self.norm1(inputs + self.attention(inputs, inputs))
        return self.norm2(x + self.dropout(self.ffn(x)))


def build(vocab, d_model, heads, depth, ff, steps):
    assert d_model % heads == 0, "d_model must be a multiple of heads"
    tokens = keras.Input((steps,), dtype="int32")
    x = Positions(steps, d_model)(layers.Embedding(vocab, d_model)(tokens))
    for i in range(depth):
        x = TransformerBlock(d_model, heads, ff)(x)
    return keras.Model(tokens, layers.Dense(vocab)(x))
""",
    "list of blocks": _POSITIONS
    + """
class Block(layers.Layer):
    def __init__(self, d_model, heads, ff):
        super().__init__()
        self.attention = layers.MultiHeadAttention(heads, d_model // heads)
        self.norms = [layers.LayerNormalization() for _ in range(2)]
        self.ffn = keras.Sequential([layers.Dense(ff, activation="gelu"), layers.Dense(d_model)])

    def call(self, x):
        y = self.norms[0](x)
        x = x + self.attention(y, y)
        return x + self.ffn(self.norms[1](x))


class Transformer(keras.Model):
    def __init__(self, vocab, d_model, heads, depth, ff, steps):
        super().__init__()
        assert d_model % heads == 0
        self.positions = Positions(steps, d_model)
        self.blocks = [Block(d_model, heads, ff) for _ in range(depth)]
        self.norm = layers.LayerNormalization()
        self.head = layers.Dense(vocab)

    def call(self, x):
        x = self.positions(x)
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def build(vocab, d_model, heads, depth, ff, steps):
    tokens = keras.Input((steps,), dtype="int32")
    x = layers.Embedding(vocab, d_model)(tokens)
    return keras.Model(tokens, Transformer(vocab, d_model, heads, depth, ff, steps)(x))
""",
}

BUILDERS = {
    "mlp": Builder(
        """
def build(width, depth):
    x = inputs = keras.Input((7,))
    for _ in range(depth):
        x = layers.Dense(width, activation="relu")(x)
        x = layers.BatchNormalization()(x)
    return keras.Model(inputs, layers.Dense(10)(x))
""",
        {"width": (3, 7, 8), "depth": (0, 1, 2, 4)},
    ),
    "powers of two": Builder(
        """
def build(filters, stages, classes):
    x = inputs = keras.Input((64, 64, 3))
    for i in range(stages):
        x = layers.Conv2D(filters * 2**i, 3, padding="same")(x)
        x = layers.BatchNormalization()(x)
        x = layers.MaxPooling2D()(x)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(classes)(x))
""",
        {"filters": (2, 3), "stages": (0, 1, 2, 4, 6, 7), "classes": (2, 5)},
    ),
    "doubled": Builder(
        """
def build(units, depth):
    x = inputs = keras.Input((9,))
    for _ in range(depth):
        x = layers.Dense(units)(x)
        units *= 2
    return keras.Model(inputs, layers.Dense(units)(x))
""",
        {"units": (2, 3), "depth": (0, 1, 2, 4)},
    ),
    "halved": Builder(
        """
def build(units, depth):
    x = inputs = keras.Input((9,))
    for _ in range(depth):
        x = layers.Dense(units)(x)
        units = units // 2
    return keras.Model(inputs, layers.Dense(2)(x))
""",
        {"units": (2, 3, 16, 21), "depth": (0, 1, 2, 4)},
    ),
    "growth": Builder(
        """
def build(growth, depth):
    x = inputs = keras.Input((8, 8, 4))
    for _ in range(depth):
        y = layers.Conv2D(growth, 3, padding="same")(layers.ReLU()(layers.BatchNormalization()(x)))
        x = layers.Concatenate()([x, y])
    return keras.Model(inputs, layers.Dense(3)(layers.GlobalAveragePooling2D()(x)))
""",
        {"growth": (2, 4), "depth": (0, 1, 2, 3, 5)},
    ),
    "residual stages": Builder(
        """
def block(x, filters, stride):
    shortcut = layers.Conv2D(filters, 1, strides=stride, use_bias=False)(x)
    x = layers.Conv2D(filters, 3, strides=stride, padding="same")(x)
    x = layers.BatchNormalization()(x)
    return layers.Add()([x, shortcut])


def build(filters, stages, blocks, classes):
    x = inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(filters, 3, padding="same")(x)
    for stage in range(stages):
        x = block(x, filters * 2**stage, 2)
        for _ in range(blocks):
            x = block(x, filters * 2**stage, 1)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(classes)(x))
""",
        {"filters": (2, 3), "stages": (1, 2, 3), "blocks": (0, 1, 2), "classes": (4,)},
    ),
    "layers of a list": Builder(
        """
def build(width, depth):
    x = inputs = keras.Input((width,))
    stack = [(layers.Dense(width), layers.BatchNormalization()) for _ in range(depth)]
    for index, (dense, norm) in enumerate(stack):
        x = norm(dense(x))
    sizes = [width * (index + 1) for index in range(depth)]
    for size in sizes:
        x = layers.Dense(size)(x)
    return keras.Model(inputs, layers.Dense(3)(x))
""",
        {"width": (2, 5), "depth": (0, 1, 2, 4)},
    ),
    "recurrent stack": Builder(
        """
def build(units, depth, steps, features):
    x = inputs = keras.Input((steps, features))
    for _ in range(depth - 1):
        x = layers.Bidirectional(layers.LSTM(units, return_sequences=True))(x)
    x = layers.GRU(units)(x)
    return keras.Model(inputs, layers.Dense(1)(x))
""",
        {"units": (2, 3), "depth": (1, 2, 4), "steps": (5,), "features": (2, 6)},
    ),
}


def source_of(name: str) -> str:
    """Return the source of a builder by its name."""
    found = GPT[name] if name in GPT else BUILDERS[name].source
    return HEAD + dedent(found)
