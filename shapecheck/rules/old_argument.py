"""KSH801: An argument has the name that it had in Keras 1 or 2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.finding import Proposal, Step
from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule
from shapecheck.rules.unknown_argument import is_old

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Problem, Program


@rule(
    "KSH801",
    level="error",
    today=True,
    bad=[
        """
        layer = keras.layers.Conv2D(8, 3, border_mode="same")  # KSH801
    """,
        """
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
        model.compile(keras.optimizers.Adam(lr=0.01), loss="mse")  # KSH801
    """,
        """
        import numpy as np

        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
        model.compile("adam", loss="mse")
        model.fit(np.zeros((8, 4)), np.zeros((8, 2)), nb_epoch=3)  # KSH801
    """,
    ],
    good=[
        """
        layer = keras.layers.Conv2D(8, 3, padding="same")
    """,
        """
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
        model.compile(keras.optimizers.SGD(learning_rate=0.01, decay=1e-6), loss="mse")
    """,
    ],
    fixable=True,
)
def old_argument(program: Program) -> Iterator[Draft]:
    """An argument has the name that it had in Keras 1 or 2, and today's Keras refuses it.

    Keras 2 still took the names of Keras 1, with a warning; Keras 3 takes neither theirs nor most of those that
    Keras 2 dropped. Fix: the name of today. Silent where `keras-version` is 2.
    """
    yield from refused(program, "unknown-argument", fixes=_renamed, wanted=is_old)


def _renamed(problem: Problem) -> Iterator[Proposal]:
    old = problem.details["yesterday"]
    if all(today is not None and same for today, same in old.values()):
        steps = tuple(Step("rename-argument", problem.site, f"{name}={today}") for name, (today, _) in old.items())
        yield Proposal("safe", f"write {' and '.join(f'`{today}`' for today, _ in old.values())}", steps)
