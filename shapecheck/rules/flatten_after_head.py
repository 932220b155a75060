"""KSH106: `Flatten` stands behind the head, where it was meant before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.finding import Step
from shapecheck.rules.flattening import assumed
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH106",
    bad=[
        """
        model = keras.Sequential([
            keras.Input((28, 28)),
            keras.layers.Dense(10, activation="softmax"),  # KSH106
            keras.layers.Flatten(),
        ])
        model.compile("adam", "sparse_categorical_crossentropy")
        """,
        """
        inputs = keras.Input((12, 12, 8))
        hidden = keras.layers.Dense(32, activation="relu")(inputs)  # KSH106
        classes = keras.layers.Dense(5, activation="softmax")(hidden)
        model = keras.Model(inputs, keras.layers.Flatten()(classes))
        model.compile("adam", "categorical_crossentropy")
        """,
    ],
    good=[
        """
        model = keras.Sequential([
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ])
        model.compile("adam", "sparse_categorical_crossentropy")
        """,
        """
        model = keras.Sequential([
            keras.Input((28, 28)),
            keras.layers.Dense(10),
            keras.layers.Flatten(),
            keras.layers.Softmax(),
        ])
        model.compile("adam", "categorical_crossentropy")
        """,
        """
        model = keras.Sequential([
            keras.Input((28, 4)),
            keras.layers.Dense(1, activation="sigmoid"),
            keras.layers.Flatten(),
        ])
        model.compile("adam", "binary_crossentropy")
        """,
        """
        model = keras.Sequential([
            keras.Input((28, 4)),
            keras.layers.Dense(10, activation="softmax"),
        ])
        model.compile("adam", "sparse_categorical_crossentropy")
        """,
    ],
    level="warning",
    fixable=True,
)
def flatten_after_head(program: Program) -> Iterator[Draft]:
    """A softmax head gives one distribution for each position, and `Flatten` behind it makes one long one of them.

    The loss takes every position's classes for classes of their own; what it reads does not sum to 1. Fix: `Flatten()`
    before the first `Dense`.
    """
    explained = {problem.details.get("flattened") for problem in program.problems}
    for doubt in program.doubts:
        call = doubt.details.get("flattened")
        if call is not None and doubt.kind == "head-flattened" and call not in explained:
            made = [program.graph.producer(tensor) for tensor in doubt.inputs]
            behind = [Step("remove-layer", found[0].site, "Flatten") for found in made if found is not None]
            yield assumed(call, doubt.message, doubt.site, program, further=behind)
