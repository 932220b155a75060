"""Record ten models as Keras 2 writes them (`to_json`), with the parameters that it counts, into `keras2.json`.

Run `python tests/saved/record_keras2.py` where `tf_keras` and TensorFlow are installed. What TensorFlow records as a
layer for each operation (`TFOpLambda`) is left out of the rows: today's Keras has no such layers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tensorflow as tf
import tf_keras as keras
from tf_keras import layers

TARGET = Path(__file__).with_name("keras2.json")
OPERATIONS = ("TFOpLambda", "SlicingOpLambda")


def dicts() -> Any:
    image, numbers = keras.Input((8, 8, 3), name="img"), keras.Input((5,))
    features = layers.Conv2D(4, 3, activation="relu")(image)
    features = layers.Bidirectional(layers.LSTM(3))(layers.Reshape((36, 4))(features))
    attended = layers.MultiHeadAttention(2, 3)(layers.Reshape((3, 2))(features), layers.Reshape((3, 2))(features))
    joined = layers.Concatenate()([features, numbers])
    made = keras.Sequential([keras.Input((11,)), layers.Dense(3)])(joined) + 1.0
    mean = tf.reduce_mean(made, axis=-1, keepdims=True)
    return keras.Model({"a": image, "b": numbers}, {"o": mean, "p": layers.Flatten()(attended)})


def mnist() -> Any:
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3),
            layers.MaxPooling2D(),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ],
        name="mnist",
    )


def seq2seq() -> Any:
    source, target = keras.Input((None,), name="enc"), keras.Input((None,))
    _, *states = layers.LSTM(8, return_state=True)(layers.Embedding(100, 16, mask_zero=True)(source))
    steps = layers.LSTM(8, return_sequences=True)(layers.Embedding(90, 16)(target), initial_state=states)
    return keras.Model([source, target], layers.TimeDistributed(layers.Dense(90, activation="softmax"))(steps))


def siamese() -> Any:
    tower = keras.Sequential([keras.Input((10,)), layers.Dense(5), layers.Dense(4)], name="tower")
    features = keras.Input((4,))
    head = keras.Model(features, layers.Dense(6)(features), name="head")
    left, right = keras.Input((10,)), keras.Input((10,))
    apart = layers.Subtract()([head(tower(left)), head(tower(right))])
    return keras.Model([left, right], layers.Dense(1)(tf.abs(apart)))


def slices() -> Any:
    steps = keras.Input((16, 4))
    x = layers.LayerNormalization()(steps)[:, :8] * 2.0
    x = tf.reshape(tf.concat([x, x], axis=-1), (-1, 4, 16))
    return keras.Model(steps, layers.GlobalAveragePooling1D()(layers.GRU(5, return_sequences=True)(x)))


def unet() -> Any:
    image = keras.Input((32, 32, 3))
    kept, x = [], image
    for filters in (8, 16):
        x = layers.Conv2D(filters, 3, padding="same")(x)
        kept.append(x)
        x = layers.MaxPooling2D()(x)
    x = layers.Conv2D(32, 3, padding="same")(x)
    for filters, other in zip((16, 8), kept[::-1], strict=True):
        x = layers.Conv2DTranspose(filters, 2, strides=2)(x)
        x = layers.SeparableConv2D(filters, 3, padding="same")(layers.Concatenate()([x, other]))
        x = layers.PReLU(shared_axes=[1, 2])(x)
    return keras.Model(image, layers.Conv2D(1, 1, activation="sigmoid")(x), name="unet")


def built() -> Any:
    model = keras.Sequential([layers.Dense(4), layers.Dense(2)])
    model.build((None, 7))
    return model


def cells() -> Any:
    steps = keras.Input((6, 3))
    return keras.Model([steps], [layers.RNN([layers.LSTMCell(4), layers.GRUCell(5)])(steps)])


def transfer() -> Any:
    base = keras.applications.VGG16(weights=None, include_top=False, input_shape=(64, 64, 3))
    base.trainable = False
    return keras.Sequential([base, layers.GlobalAveragePooling2D(), layers.Dense(2)])


def two_heads() -> Any:
    words = keras.Input((50,))
    x = layers.Embedding(200, 8, input_length=50)(words)
    x = layers.Conv1D(16, 3, padding="causal", dilation_rate=2)(x)
    x = layers.LeakyReLU(alpha=0.2)(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.Bidirectional(layers.GRU(6, return_sequences=True), merge_mode="sum")(x)
    x = layers.GlobalMaxPooling1D()(x)
    first = layers.Dense(3, activation="softmax", kernel_regularizer="l2")(x)
    return keras.Model(words, [first, layers.Dense(1, name="second")(x)])


MODELS = (dicts, mnist, seq2seq, siamese, slices, unet, built, cells, transfer, two_heads)


def recording(build: Callable[[], Any]) -> dict[str, Any]:
    """Build a model and say what Keras says of it."""
    keras.utils.clear_session(free_memory=False)
    model = build()
    rows = [[each.name, type(each).__name__, each.count_params()] for each in model.layers]
    return {
        "config": json.loads(model.to_json()),
        "layers": [row for row in rows if row[1] not in OPERATIONS],
        "total": model.count_params(),
        "trainable": sum(math.prod(weight.shape) for weight in model.trainable_weights),
    }


if __name__ == "__main__":
    lines = (f'"{each.__name__}": {json.dumps(recording(each), separators=(",", ":"))}' for each in MODELS)
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n")
