"""KSH311: The numbers in the labels are not those that the loss reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.meetings import doubted
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH311",
    bad=[
        """
        import numpy as np
        x, y = np.zeros((10, 28, 28)), np.arange(10)
        model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(9, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy")
        model.fit(x, y)  # KSH311
        """,
        """
        import pandas as pd
        table = pd.read_csv("flowers.csv")
        x, y = table.iloc[:, :4].values, keras.utils.to_categorical(table["kind"].values)
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy")
        model.fit(x, y)  # KSH311
        """,
        """
        pictures = keras.utils.image_dataset_from_directory("pictures", label_mode="categorical", image_size=(32, 32))
        model = keras.Sequential([
            keras.Input((32, 32, 3)), keras.layers.Flatten(), keras.layers.Dense(1, activation="sigmoid")
        ])
        model.compile("adam", "binary_crossentropy")
        model.fit(pictures)  # KSH311
        """,
    ],
    good=[
        """
        import numpy as np
        (x, y), _ = keras.datasets.mnist.load_data()
        model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy")
        model.fit(x, y)
        """,
        """
        import pandas as pd
        table = pd.read_csv("flowers.csv")
        x, y = table.iloc[:, :4].values, keras.utils.to_categorical(table["kind"].values)
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", "categorical_crossentropy")
        model.fit(x, y)
        """,
        """
        pictures = keras.utils.image_dataset_from_directory("pictures", label_mode="binary", image_size=(32, 32))
        model = keras.Sequential([
            keras.Input((32, 32, 3)), keras.layers.Flatten(), keras.layers.Dense(1, activation="sigmoid")
        ])
        model.compile("adam", "binary_crossentropy")
        model.fit(pictures)
        """,
    ],
    level="warning",
)
def label_numbers(program: Program) -> Iterator[Draft]:
    """The numbers in the labels are not those that the loss reads.

    Sparse crossentropy reads class numbers from 0 up to the units, binary crossentropy 0 and 1. Labels from 1 to n want
    one unit more, or a subtraction; one-hot vectors, of however many classes, want the
    categorical loss, and a unit for each class.
    """
    yield from doubted(program, "label-numbers", "metric-misread", "loss-misread")
