"""KSH306: The data have not the shape that the model takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH306",
    bad=[
        """
        import numpy as np
        x, y = np.zeros((96, 6, 2)), np.zeros((96, 1))
        inputs = keras.Input(batch_shape=(16, 6, 2))
        model = keras.Model(inputs, keras.layers.Dense(1)(keras.layers.LSTM(4, stateful=True)(inputs)))
        model.compile("adam", "mse")
        model.fit(x, y)  # KSH306
        model.predict(x)  # KSH306
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 28, 28)), np.zeros((100, 10))
        model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
        model.compile("adam", "categorical_crossentropy")
        model.fit(x, y)  # KSH306
        """,
        """
        import numpy as np
        inputs = keras.Input((9,))
        model = keras.Model(inputs, keras.layers.Dense(1)(inputs))
        model.predict(np.ones((100, 8)))  # KSH306
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100, 1))
        model = keras.Sequential([keras.Input((100, 20)), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(x, y)  # KSH306
        """,
        """
        import numpy as np
        images = np.load("images.npy")  # shape: (N, 28, 28)
        model = keras.Sequential([keras.Input((32, 32)), keras.layers.Flatten(), keras.layers.Dense(10)])
        model.predict(images)  # KSH306
        """,
        """
        import numpy as np
        table = np.loadtxt("table.csv", delimiter=",")
        assert table.shape == (768, 9)
        model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])
        model.predict(table[:, :9])  # KSH306
        """,
        """
        import numpy as np
        images = np.load("images.npy")
        images = images.reshape(-1, 784)
        model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10)])
        model.predict(images)  # KSH306
        """,
        """
        import numpy as np
        import pandas as pd
        frame = pd.DataFrame({"age": [30, 40], "height": [1.6, 1.8], "sick": [0, 1]})
        x, y = frame.values, frame["sick"].values
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
        model.compile("adam", "binary_crossentropy")
        model.fit(x, y)  # KSH306
        """,
        """
        import numpy as np
        class Windows(keras.utils.PyDataset):
            def __len__(self):
                return 10
            def __getitem__(self, index):
                return np.zeros((32, 24, 2)), np.zeros((32, 1))
        model = keras.Sequential([keras.Input((24, 3)), keras.layers.LSTM(8), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(Windows())  # KSH306
        """,
        """
        import tensorflow as tf
        import numpy as np
        data = tf.data.Dataset.from_tensor_slices((np.zeros((100, 12)), np.zeros(100))).shuffle(100)
        model = keras.Sequential([keras.Input((12,)), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(data.prefetch(1))  # KSH306
        """,
    ],
    good=[
        """
        import numpy as np
        x, y = np.zeros((96, 6, 2)), np.zeros((96, 1))
        inputs = keras.Input(batch_shape=(16, 6, 2))
        model = keras.Model(inputs, keras.layers.Dense(1)(keras.layers.LSTM(4, stateful=True)(inputs)))
        model.compile("adam", "mse")
        model.fit(x, y, batch_size=16, validation_split=1 / 6)
        model.predict(x, batch_size=16)
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 28, 28)), np.zeros((100, 10))
        model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
        model.compile("adam", "categorical_crossentropy")
        model.fit(x, y)
        """,
        """
        import numpy as np
        x, y = np.load("x.npy"), np.load("y.npy")
        model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
        model.compile("adam", "categorical_crossentropy")
        model.fit(x, y)
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100, 1))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(x, y)
        """,
        """
        import numpy as np
        images = np.load("images.npy")  # shape: (N, 28, 28)
        model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10)])
        model.predict(images)
        """,
        """
        import numpy as np
        table = np.loadtxt("table.csv", delimiter=",")
        assert table.shape == (768, 9)
        model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])
        model.predict(table[:, :8])
        """,
        """
        import numpy as np
        images = np.load("images.npy")
        images = images.reshape(-1, 28, 28, 1)
        model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10)])
        model.predict(images)
        """,
        """
        import numpy as np
        import pandas as pd
        frame = pd.DataFrame({"age": [30, 40], "height": [1.6, 1.8], "sick": [0, 1]})
        x, y = frame.drop("sick", axis=1).values, frame["sick"].values
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
        model.compile("adam", "binary_crossentropy")
        model.fit(x, y)
        """,
        """
        import numpy as np
        class Windows(keras.utils.PyDataset):
            def __len__(self):
                return 10
            def __getitem__(self, index):
                return np.zeros((32, 24, 3)), np.zeros((32, 1))
        model = keras.Sequential([keras.Input((24, 3)), keras.layers.LSTM(8), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(Windows())
        """,
        """
        import tensorflow as tf
        import numpy as np
        data = tf.data.Dataset.from_tensor_slices((np.zeros((100, 12)), np.zeros(100))).shuffle(100).batch(10)
        model = keras.Sequential([keras.Input((12,)), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(data.prefetch(1))
        """,
    ],
    level="error",
)
def data_shape(program: Program) -> Iterator[Draft]:
    """The data have not the shape that the model takes.

    A model takes a trailing axis of 1 too much or too little; every other axis must be as `Input` or `input_shape` says,
    which leaves the axis of the samples out. Fix: the shape of one sample in `Input`, or a `reshape` of the data.
    """
    yield from refused(program, "data-input-rank", "data-input-size")
