"""KSH210: An argument has a value that Keras refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from shapecheck.finding import Severity
from shapecheck.rules.refusals import draft, refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH210",
    today=True,
    bad=[
        """
        layer = keras.layers.Dense(0)  # KSH210
    """,
        """
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
        model.compile("adam", "categorical_cross_entropy")  # KSH210
        model.fit(np.zeros((10, 4)), np.zeros((10, 3)))
    """,
        """
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.compile("adam", "mse", metrics=["meen_absolute_error"])  # KSH210
    """,
    ],
    good=[
        """
        layer = keras.layers.Dense(1)
    """,
        """
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.compile("Adam", "MSE", metrics=["Accuracy", "mean_absolute_error"])
    """,
    ],
)
def invalid_argument(program: Program) -> Iterator[Draft]:
    """An argument has a value that Keras refuses.

    Fix: a value of the kind that the message names. Losses and metrics are looked up when a model is trained or judged:
    where nothing does so, a name that Keras does not know is a warning.
    """
    yield from refused(program, "invalid-argument", "symbolic-argument", "unknown-identifier")
    refused_at = {problem.site for problem in program.problems if problem.kind == "unknown-identifier"}
    for doubt in program.doubts:
        if doubt.kind == "unknown-identifier" and doubt.site not in refused_at:
            yield replace(draft(doubt, doubt.message), severity=Severity.WARNING)
