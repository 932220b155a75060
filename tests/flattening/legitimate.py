"""Programs that use `Dense` on three axes or more as it is meant: nothing may be said of any of them."""

from __future__ import annotations

import textwrap

__all__ = ["LEGITIMATE"]

_START = "import keras\nimport numpy as np\nfrom keras import layers, ops\n"

_PROGRAMS = {
    "tags for each word": """
        model = keras.Sequential([
            keras.Input((12,)),
            layers.Embedding(50, 8),
            layers.Bidirectional(layers.LSTM(6, return_sequences=True)),
            layers.Dense(5, activation="softmax"),
        ])
        model.compile("sgd", "sparse_categorical_crossentropy")
        model.fit(np.zeros((4, 12), "int32"), np.zeros((4, 12), "int32"), verbose=0)
        """,
    "tags with a trailing one": """
        model = keras.Sequential([
            keras.Input((12, 3)), layers.GRU(6, return_sequences=True), layers.Dense(5, activation="softmax"),
        ])
        model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(np.zeros((4, 12, 3)), np.zeros((4, 12, 1), "int32"), verbose=0)
        """,
    "a class for each pixel": """
        x = keras.Input((8, 8, 3))
        h = layers.Conv2D(6, 3, padding="same", activation="relu")(x)
        model = keras.Model(x, layers.Dense(4, activation="softmax")(h))
        model.compile("sgd", "sparse_categorical_crossentropy")
        model.fit(np.zeros((2, 8, 8, 3)), np.zeros((2, 8, 8), "int32"), verbose=0)
        """,
    "a U-Net with a Dense head": """
        x = keras.Input((8, 8, 3))
        a = layers.Conv2D(4, 3, padding="same", activation="relu")(x)
        b = layers.Conv2D(8, 3, padding="same", activation="relu")(layers.MaxPooling2D()(a))
        c = layers.Concatenate()([layers.UpSampling2D()(b), a])
        model = keras.Model(x, layers.Dense(3, activation="softmax")(c))
        """,
    "a coarse map by stride, upsampled after the head": """
        x = keras.Input((16, 16, 3))
        h = layers.Conv2D(8, 3, strides=2, padding="same")(x)
        h = layers.Dense(4, activation="softmax")(h)
        model = keras.Model(x, layers.UpSampling2D()(h))
        """,
    "depth for each pixel": """
        model = keras.Sequential([
            keras.Input((8, 8, 3)), layers.Conv2D(8, 3, padding="same"), layers.Dense(1),
        ])
        model.compile("sgd", "mse")
        model.fit(np.zeros((2, 8, 8, 3)), np.zeros((2, 8, 8, 1)), verbose=0)
        """,
    "a mask for each pixel": """
        model = keras.Sequential([
            keras.Input((8, 8, 3)), layers.Conv2D(8, 3, padding="same"), layers.Dense(1, activation="sigmoid"),
        ])
        model.compile("sgd", "binary_crossentropy")
        model.fit(np.zeros((2, 8, 8, 3)), np.zeros((2, 8, 8)), verbose=0)
        """,
    "the next value at each step": """
        model = keras.Sequential([
            keras.Input((10, 1)), layers.SimpleRNN(8, return_sequences=True), layers.Dense(1),
        ])
        model.compile("sgd", "mse")
        model.fit(np.zeros((4, 10, 1)), np.zeros((4, 10, 1)), verbose=0)
        """,
    "ten values ahead at each step": """
        model = keras.Sequential([
            keras.Input((None, 1)),
            layers.SimpleRNN(8, return_sequences=True),
            layers.SimpleRNN(8, return_sequences=True),
            layers.TimeDistributed(layers.Dense(10)),
        ])
        model.compile("sgd", "mse")
        model.fit(np.zeros((4, 10, 1)), np.zeros((4, 10, 10)), verbose=0)
        """,
    "a decoder of sequences": """
        model = keras.Sequential([
            keras.Input((7, 4)),
            layers.LSTM(6),
            layers.RepeatVector(5),
            layers.LSTM(6, return_sequences=True),
            layers.Dense(4),
        ])
        model.compile("sgd", "mae")
        model.fit(np.zeros((4, 7, 4)), np.zeros((4, 5, 4)), verbose=0)
        """,
    "an autoencoder of steps": """
        x = keras.Input((9, 6))
        code = layers.Dense(2, activation="relu")(x)
        model = keras.Model(x, layers.Dense(6)(code))
        model.compile("sgd", "mse")
        model.fit(np.zeros((4, 9, 6)), np.zeros((4, 9, 6)), verbose=0)
        """,
    "the feed-forward part of a transformer": """
        x = keras.Input((10, 16))
        a = layers.MultiHeadAttention(2, 8)(x, x)
        x1 = layers.LayerNormalization()(layers.Add()([x, a]))
        f = layers.Dense(16)(layers.Dense(64, activation="gelu")(x1))
        x2 = layers.LayerNormalization()(layers.Add()([x1, f]))
        model = keras.Model(x, layers.Dense(3, activation="softmax")(layers.GlobalAveragePooling1D()(x2)))
        """,
    "a language model": """
        x = keras.Input((None,), dtype="int32")
        h = layers.Embedding(40, 16)(x)
        h = layers.Add()([h, layers.MultiHeadAttention(2, 8)(h, h, use_causal_mask=True)])
        model = keras.Model(x, layers.Dense(40)(h))
        model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        model.fit(np.zeros((2, 6), "int32"), np.zeros((2, 6), "int32"), verbose=0)
        """,
    "the class token of a vision transformer": """
        x = keras.Input((8, 8, 3))
        p = layers.Reshape((4, 48))(layers.Reshape((4, 4, 12))(x))
        h = layers.Dense(16)(p)
        h = layers.Add()([h, layers.MultiHeadAttention(2, 8)(h, h)])
        model = keras.Model(x, layers.Dense(5, activation="softmax")(h[:, 0]))
        """,
    "a mixer over tokens and channels": """
        x = keras.Input((9, 8))
        t = layers.Permute((2, 1))(x)
        t = layers.Dense(9)(layers.Dense(12, activation="gelu")(t))
        x1 = layers.Add()([x, layers.Permute((2, 1))(t)])
        x2 = layers.Add()([x1, layers.Dense(8)(layers.Dense(16, activation="gelu")(x1))])
        model = keras.Model(x, layers.Dense(4, activation="softmax")(layers.GlobalAveragePooling1D()(x2)))
        """,
    "pointwise layers of a ConvNeXt block": """
        x = keras.Input((8, 8, 6))
        h = layers.DepthwiseConv2D(7, padding="same")(x)
        h = layers.Dense(6)(layers.Dense(24, activation="gelu")(layers.LayerNormalization()(h)))
        model = keras.Model(x, layers.Add()([x, h]))
        """,
    "squeeze and excitation with kept axes": """
        x = keras.Input((8, 8, 6))
        s = layers.GlobalAveragePooling2D(keepdims=True)(x)
        s = layers.Dense(6, activation="sigmoid")(layers.Dense(2, activation="relu")(s))
        model = keras.Model(x, layers.Multiply()([x, s]))
        """,
    "deep sets": """
        x = keras.Input((None, 3))
        h = layers.Dense(16, activation="relu")(layers.Dense(16, activation="relu")(x))
        h = layers.GlobalMaxPooling1D()(h)
        model = keras.Model(x, layers.Dense(1)(h))
        model.compile("sgd", "mse")
        model.fit(np.zeros((4, 5, 3)), np.zeros((4, 1)), verbose=0)
        """,
    "a sum over a set by ops": """
        x = keras.Input((7, 3))
        h = layers.Dense(8, activation="relu")(x)
        model = keras.Model(x, layers.Dense(2)(ops.sum(h, axis=1)))
        assert model.output_shape == (None, 2)
        """,
    "points of a cloud, each with a class": """
        x = keras.Input((32, 3))
        h = layers.Dense(8, activation="relu")(x)
        g = layers.RepeatVector(32)(layers.GlobalMaxPooling1D()(h))
        h = layers.Concatenate()([h, g])
        model = keras.Model(x, layers.Dense(4, activation="softmax")(h))
        assert model.output_shape == (None, 32, 4)
        """,
    "colour and density of rays": """
        x = keras.Input((16, 8, 3))
        h = layers.Dense(12, activation="relu")(layers.Dense(12, activation="relu")(x))
        rgb = layers.Dense(3, activation="sigmoid")(h)
        sigma = layers.Dense(1, activation="relu")(h)
        model = keras.Model(x, [rgb, sigma])
        """,
    "scores of attention over steps": """
        x = keras.Input((9, 6))
        h = layers.GRU(8, return_sequences=True)(x)
        a = layers.Softmax(axis=1)(layers.Dense(1, activation="tanh")(h))
        c = ops.sum(h * a, axis=1)
        model = keras.Model(x, layers.Dense(3, activation="softmax")(c))
        """,
    "attention by hand in a layer": """
        class Attention(keras.layers.Layer):
            def __init__(self, units):
                super().__init__()
                self.query = layers.Dense(units)
                self.key = layers.Dense(units)
                self.value = layers.Dense(units)
            def call(self, x):
                q, k, v = self.query(x), self.key(x), self.value(x)
                scores = ops.softmax(ops.matmul(q, ops.transpose(k, (0, 2, 1))))
                return ops.matmul(scores, v)
        x = keras.Input((7, 5))
        model = keras.Model(x, layers.Dense(2)(layers.Flatten()(Attention(4)(x))))
        """,
    "heads split from one projection": """
        x = keras.Input((6, 8))
        qkv = layers.Reshape((6, 3, 2, 4))(layers.Dense(24)(x))
        model = keras.Model(x, qkv)
        """,
    "Dense before a recurrent layer": """
        model = keras.Sequential([
            keras.Input((9, 6)), layers.Dense(4, activation="relu"), layers.LSTM(5), layers.Dense(1),
        ])
        model.compile("sgd", "mse")
        model.fit(np.zeros((4, 9, 6)), np.zeros((4,)), verbose=0)
        """,
    "Dense before a convolution": """
        model = keras.Sequential([
            keras.Input((9, 6)), layers.Dense(4), layers.Conv1D(8, 3), layers.GlobalMaxPooling1D(),
            layers.Dense(2, activation="softmax"),
        ])
        """,
    "Dense before Flatten": """
        model = keras.Sequential([
            keras.Input((9, 6)), layers.Dense(4, activation="relu"), layers.Flatten(),
            layers.Dense(2, activation="softmax"),
        ])
        model.compile("sgd", "categorical_crossentropy")
        model.fit(np.zeros((4, 9, 6)), np.eye(2)[[0, 1, 0, 1]], verbose=0)
        """,
    "one number for each step, flattened": """
        model = keras.Sequential([
            keras.Input((9, 6)), layers.LSTM(4, return_sequences=True), layers.Dense(1), layers.Flatten(),
        ])
        model.compile("sgd", "mse")
        model.fit(np.zeros((4, 9, 6)), np.zeros((4, 9)), verbose=0)
        """,
    "a reshape that joins positions": """
        x = keras.Input((4, 4, 6))
        model = keras.Model(x, layers.Reshape((16, 3))(layers.Dense(3)(x)))
        """,
    "a reduction after the head": """
        x = keras.Input((8, 8, 3))
        h = layers.MaxPooling2D()(layers.Conv2D(6, 3, padding="same")(x))
        h = layers.Dense(5, activation="softmax")(h)
        model = keras.Model(x, layers.GlobalAveragePooling2D()(h))
        model.compile("sgd", "categorical_crossentropy")
        model.fit(np.zeros((2, 8, 8, 3)), np.eye(5)[[0, 1]], verbose=0)
        """,
    "frames with several labels each": """
        model = keras.Sequential([
            keras.Input((20, 8)), layers.Conv1D(6, 3, padding="same"), layers.Dense(4, activation="sigmoid"),
        ])
        model.compile("sgd", "binary_crossentropy")
        model.fit(np.zeros((2, 20, 8)), np.zeros((2, 20, 4)), verbose=0)
        """,
    "symbols of speech for each frame": """
        x = keras.Input((None, 16))
        h = layers.Bidirectional(layers.GRU(6, return_sequences=True))(x)
        model = keras.Model(x, layers.Dense(29, activation="softmax")(h))
        """,
    "characters along the width of a line of text": """
        x = keras.Input((8, 32, 1))
        h = layers.MaxPooling2D((2, 2))(layers.Conv2D(4, 3, padding="same")(x))
        h = layers.Reshape((16, 16))(layers.Permute((2, 1, 3))(h))
        h = layers.Bidirectional(layers.LSTM(6, return_sequences=True))(layers.Dense(8, activation="relu")(h))
        model = keras.Model(x, layers.Dense(11, activation="softmax")(h))
        """,
    "classes of anchors on a grid": """
        x = keras.Input((16, 16, 3))
        h = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu")(x)
        h = layers.Reshape((64, 8))(h)
        model = keras.Model(x, layers.Dense(6, activation="softmax")(h))
        """,
    "a comment that is true": """
        x = keras.Input((9, 6))
        h = layers.Dense(4)(x)  # (None, 9, 4)
        z = layers.Dense(2)(h)  # shape: (B, 9, 2)
        model = keras.Model(x, z)
        """,
    "asserts that hold": """
        model = keras.Sequential([keras.Input((28, 28)), layers.Dense(10)])
        assert model.output_shape == (None, 28, 10)
        assert model.count_params() == 290
        """,
    "the kernel of the last axis": """
        model = keras.Sequential([keras.Input((9, 6)), layers.Dense(4)])
        model.set_weights([np.zeros((6, 4)), np.zeros(4)])
        """,
    "one layer on vectors and on steps": """
        shared = layers.Dense(4)
        a, b = keras.Input((6,)), keras.Input((9, 6))
        model = keras.Model([a, b], [shared(a), shared(b)])
        """,
    "a gate for each step": """
        x = keras.Input((9, 6))
        model = keras.Model(x, layers.Multiply()([layers.Dense(4)(x), layers.Dense(4, activation="sigmoid")(x)]))
        """,
    "a vector added to every step": """
        x, v = keras.Input((9, 6)), keras.Input((3,))
        h = layers.Add()([layers.Dense(4)(x), layers.Dense(4)(v)])
        model = keras.Model([x, v], layers.GlobalAveragePooling1D()(h))
        """,
    "scores of queries and keys": """
        q, k = keras.Input((5, 6)), keras.Input((7, 6))
        model = keras.Model([q, k], layers.Dot(axes=2)([layers.Dense(4)(q), layers.Dense(4)(k)]))
        """,
    "nodes of a graph": """
        x, a = keras.Input((10, 4)), keras.Input((10, 10))
        h = ops.relu(ops.matmul(a, layers.Dense(8)(x)))
        h = ops.relu(ops.matmul(a, layers.Dense(8)(h)))
        model = keras.Model([x, a], layers.Dense(3, activation="softmax")(h))
        """,
    "a policy for each agent": """
        x = keras.Input((4, 12))
        h = layers.Dense(16, activation="relu")(x)
        model = keras.Model(x, [layers.Dense(5, activation="softmax")(h), layers.Dense(1)(h)])
        """,
    "values over moves and players": """
        class Head(keras.Model):
            def __init__(self):
                super().__init__()
                self.hidden = layers.Dense(8, activation="relu")
                self.value = layers.Dense(1)
            def call(self, x):
                return ops.squeeze(self.value(self.hidden(x)), -1)
        model = Head()
        model.compile("sgd", "mse")
        model.fit(np.zeros((4, 6, 3)), np.zeros((4, 6)), verbose=0)
        """,
    "a helper that any rank may be given": """
        def block(x, units):
            return layers.LayerNormalization()(layers.Dense(units, activation="relu")(x))
        a, b = keras.Input((6,)), keras.Input((9, 6))
        model = keras.Model([a, b], [block(a, 4), block(b, 4)])
        """,
    "frames of a video through one Dense": """
        x = keras.Input((5, 8, 8, 3))
        h = layers.TimeDistributed(layers.Conv2D(4, 3))(x)
        h = layers.TimeDistributed(layers.GlobalAveragePooling2D())(h)
        h = layers.Dense(6, activation="relu")(h)
        model = keras.Model(x, layers.Dense(3, activation="softmax")(layers.LSTM(4)(h)))
        """,
}

LEGITIMATE = {name: _START + textwrap.dedent(text).lstrip() for name, text in _PROGRAMS.items()}
