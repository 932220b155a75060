"""KSH301: The loss refuses these labels for these predictions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.finding import Proposal, Step
from shapecheck.graph.last_axis import head_behind
from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Problem, Program


@rule(
    "KSH301",
    bad=[
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100, 7))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", "categorical_crossentropy")
        model.fit(x, y)  # KSH301
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100, 5))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", keras.losses.SparseCategoricalCrossentropy())
        model.evaluate(x, y)  # KSH301
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100,))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5)])
        model.compile("adam", "mse")
        model.fit(x, y)  # KSH301
        """,
        """
        import numpy as np
        def batches():
            while True:
                yield np.zeros((16, 20)), np.zeros((16, 4))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", "categorical_crossentropy")
        model.fit(batches(), steps_per_epoch=4)  # KSH301
        """,
        """
        import numpy as np
        from sklearn.datasets import load_iris
        from sklearn.model_selection import train_test_split
        iris = load_iris()
        x_train, x_test, y_train, y_test = train_test_split(iris.data, iris.target, test_size=0.2)
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
        model.compile("adam", "categorical_crossentropy")
        model.fit(x_train, y_train)  # KSH301
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.random.randint(0, 10, 100)
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(10, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy")
        model.fit(x, keras.utils.to_categorical(y, 10))  # KSH301
        """,
    ],
    good=[
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100, 5))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
        model.fit(x, y)
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.zeros((100, 1))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(x, y, validation_data=(x, y))
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.load("labels.npy")
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", "categorical_crossentropy")
        model.fit(x, y)
        """,
        """
        import numpy as np
        import pytest
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", "categorical_crossentropy")
        with pytest.raises(ValueError):
            model.fit(np.zeros((100, 20)), np.zeros((100, 7)))
        """,
        """
        import numpy as np
        def batches():
            while True:
                yield np.zeros((16, 20)), np.zeros((16, 5))
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
        model.compile("adam", "categorical_crossentropy")
        model.fit(batches(), steps_per_epoch=4)
        """,
        """
        import numpy as np
        from sklearn.datasets import load_iris
        from sklearn.model_selection import train_test_split
        iris = load_iris()
        x_train, x_test, y_train, y_test = train_test_split(iris.data, iris.target, test_size=0.2)
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy")
        model.fit(x_train, y_train)
        """,
        """
        import numpy as np
        x, y = np.zeros((100, 20)), np.random.randint(0, 10, 100)
        model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(10, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy")
        model.fit(x, y)
        """,
    ],
    fixable=True,
)
def label_shape(program: Program) -> Iterator[Draft]:
    """The loss refuses these labels for these predictions.

    Before it compares them, Keras adds or removes a trailing axis of 1 where the ranks differ by one
    (`keras/src/losses/loss.py`). Then crossentropies want equal shapes, sparse ones a label for each vector of class
    scores. Fix: as many units as the labels have columns, `to_categorical` or the sparse loss, or a `Flatten` before
    the head.
    """
    yield from refused(program, "loss-shape", fixes=lambda problem: _fitting(problem, program))


_COUNTERPARTS = {
    "categorical_crossentropy": "sparse_categorical_crossentropy",
    "sparse_categorical_crossentropy": "categorical_crossentropy",
}


def _fitting(problem: Problem, program: Program) -> Iterator[Proposal]:
    """Propose the loss that reads such labels, or as many units as the labels have columns."""
    chosen, target = problem.details["chosen"], problem.details["target"]
    loss = problem.operation.rpartition(".")[2]
    other = _COUNTERPARTS.get(loss)
    if other is not None:
        yield Proposal(
            "unsafe",
            f"{other} reads such labels",
            (Step("replace-name", chosen, f"{loss}={other}"),),
        )
    head = head_behind(problem.inputs[0], program.graph)
    columns = (*target.shape, 1)[1] if target.shape is not None and len(target.shape) in (1, 2) else None
    if head is not None and isinstance(columns, int) and columns > 0:
        yield Proposal(
            "unsafe",
            f"as many units as the labels have columns: {columns}",
            (Step("set-argument", head.site, f"Dense.0.units={columns}"),),
        )
