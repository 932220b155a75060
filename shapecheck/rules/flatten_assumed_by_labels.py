"""KSH104: labels want one prediction per sample where `Dense` gives one per position."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.finding import Severity
from shapecheck.rules.flattening import assumed
from shapecheck.rules.refusals import conditional
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH104",
    bad=[
        """
        import numpy as np
        x, y = np.zeros((100, 28, 28, 1)), np.zeros((100, 10))
        model = keras.Sequential([
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Dense(10, activation="softmax"),  # KSH104
        ])
        model.compile("adam", "categorical_crossentropy")
        model.fit(x, y)
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 30, 4)), np.zeros((100, 1))
        inputs = keras.Input((30, 4))
        hidden = keras.layers.LSTM(16, return_sequences=True)(inputs)
        outputs = keras.layers.Dense(1)(hidden)  # KSH104
        model = keras.Model(inputs, outputs)
        model.compile("adam", "mse")
        model.fit(x, y)
        """,
        """
        import numpy as np
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.hidden = keras.layers.Dense(16, activation="relu")
                self.head = keras.layers.Dense(3)
            def call(self, x):
                return self.head(self.hidden(x))  # KSH104
        model = Net()
        model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        model.fit(np.zeros((60, 8, 4)), np.arange(60) % 3)
        """,
        """
        import numpy as np
        inputs = keras.Input((16, 16, 3))
        features = keras.layers.Conv2D(8, 3, strides=2)(inputs)
        age = keras.layers.Dense(1, name="age")(features)  # KSH104
        kind = keras.layers.Dense(2, activation="softmax", name="kind")(keras.layers.Flatten()(features))
        model = keras.Model(inputs, [age, kind])
        model.compile("adam", {"age": "mse", "kind": "categorical_crossentropy"})
        model.fit(np.zeros((10, 16, 16, 3)), {"age": np.zeros((10, 1)), "kind": np.eye(2)[np.arange(10) % 2]})
        """,
    ],
    good=[
        """
        import numpy as np
        x, y = np.zeros((100, 28, 28, 1)), np.zeros((100, 10))
        model = keras.Sequential([
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ])
        model.compile("adam", "categorical_crossentropy")
        model.fit(x, y)
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 30, 4)), np.zeros((100, 30, 1))
        inputs = keras.Input((30, 4))
        hidden = keras.layers.LSTM(16, return_sequences=True)(inputs)
        outputs = keras.layers.Dense(1)(hidden)
        model = keras.Model(inputs, outputs)
        model.compile("adam", "mse")
        model.fit(x, y)
        """,
    ],
    level="error",
    fixable=True,
)
def flatten_assumed_by_labels(program: Program) -> Iterator[Draft]:
    """Labels want one prediction per sample, the model gives one per position: `Dense` was taken for one that flattens.

    An error where Keras refuses the labels, a warning where it stretches them silently. Fix: `Flatten()` or a global
    pooling before the Dense, `return_sequences=False` in the last recurrent layer.
    """
    for problem in (*program.problems, *program.doubts):
        call, labels = problem.details.get("flattened"), problem.details.get("labels")
        if call is None or labels is None:
            continue
        witness = f"the labels {labels} want one prediction per sample"
        yield assumed(
            call,
            witness,
            problem.site,
            program,
            keras_error=problem.keras_error,
            conditional=conditional(problem),
            severity=Severity.WARNING if problem in program.doubts else None,
        )
