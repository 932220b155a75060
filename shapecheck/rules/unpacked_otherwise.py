"""KSH217: Tensors, or the sizes of a shape, are unpacked into more or fewer names than there are of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH217",
    bad=[
        """
        x = keras.Input((20, 8))
        y, h, c = keras.layers.Bidirectional(keras.layers.LSTM(4, return_state=True))(x)  # KSH217
    """,
        """
        class Rows(keras.layers.Layer):
            def call(self, images):
                batch, height, width, channels = images.shape  # KSH217
                return keras.ops.reshape(images, (-1, height, width * channels))

        y = Rows()(keras.Input((28, 28)))
    """,
        """
        from sklearn.model_selection import train_test_split

        (x, y), _ = keras.datasets.mnist.load_data()
        x_train, x_test = train_test_split(x, y)  # KSH217
    """,
        """
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        loss, accuracy = model.evaluate(np.zeros((10, 4)), np.zeros((10, 1)))  # KSH217
    """,
        """
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.compile("adam", "mse", metrics=["mae"])
        loss, error, accuracy = model.evaluate(np.zeros((10, 4)), np.zeros((10, 1)))  # KSH217
    """,
    ],
    good=[
        """
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.compile("adam", "mse", metrics=["mae"])
        loss, error = model.evaluate(np.zeros((10, 4)), np.zeros((10, 1)))
        model.compile("adam", "mse")
        print(round(model.evaluate(np.zeros((10, 4)), np.zeros((10, 1))), 3))
        score = model.evaluate(np.zeros((10, 4)), np.zeros((10, 1)), return_dict=True)
        (loss,) = score.values()
    """,
        """
        x = keras.Input((20, 8))
        y, *states = keras.layers.Bidirectional(keras.layers.LSTM(4, return_state=True))(x)
        z, h, c = keras.layers.LSTM(4, return_state=True)(x)
    """,
        """
        class Rows(keras.layers.Layer):
            def call(self, images):
                batch, height, width, channels = images.shape
                return keras.ops.reshape(images, (-1, height, width * channels))

        y = Rows()(keras.Input((28, 28, 1)))
    """,
        """
        from sklearn.model_selection import train_test_split

        (x, y), _ = keras.datasets.mnist.load_data()
        x_train, x_test, y_train, y_test = train_test_split(x, y)
    """,
    ],
)
def unpacked_otherwise(program: Program) -> Iterator[Draft]:
    """Tensors, or the sizes of a shape, are unpacked into more or fewer names than there are of them.

    With `return_state`, an LSTM gives its output and two states, a GRU one state, a Bidirectional those of both
    directions. Fix: as many names as there are, or a starred one for the rest.
    """
    yield from refused(program, "unpacking")
