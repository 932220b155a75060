"""KSH802: A name is read that today's Keras has no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.finding import Proposal, Step
from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Problem, Program


@rule(
    "KSH802",
    level="error",
    today=True,
    bad=[
        """
        from keras.layers.core import Dense  # KSH802
    """,
        """
        x = keras.Input((10, 4))
        y = keras.layers.CuDNNLSTM(8)(x)  # KSH802
    """,
        """
        import numpy as np

        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
        model.compile("adam", loss="mse")
        model.fit_generator((np.zeros((2, 4)), np.zeros((2, 2))) for _ in range(3))  # KSH802
    """,
    ],
    good=[
        """
        from keras.layers import Dense
    """,
        """
        try:
            from keras.layers import CuDNNLSTM as LSTM
        except ImportError:
            from keras.layers import LSTM
    """,
        """
        from tensorflow.keras import backend

        x = keras.Input((10, 4))
        y = backend.mean(x, axis=1)
    """,
    ],
    fixable=True,
)
def gone_name(program: Program) -> Iterator[Draft]:
    """A module, class, function or method of Keras 1 or 2 is read that today's Keras has no more.

    Python raises ImportError or AttributeError there. `tf.keras` still shows some that `keras` does not, such as
    `keras.backend.mean`. Fix: import it from where it stands today, or call the method that took over. Silent where
    `keras-version` is 2.
    """
    yield from refused(program, "gone-name", fixes=_moved)


def _moved(problem: Problem) -> Iterator[Proposal]:
    method, today = problem.details.get("method"), problem.details.get("today", {})
    if method:
        old = problem.operation.rpartition(".")[2]
        yield Proposal("unsafe", f"call `{method}`", (Step("rename-method", problem.site, f"{old}={method}"),))
    homes = {path.rpartition(".")[0] for path in today.values()}
    same = all(old.rpartition(".")[2] == path.rpartition(".")[2] for old, path in today.items())
    if len(homes) == 1 and same and problem.details["error"] == "ImportError":
        [home] = homes
        yield Proposal("safe", f"import from `{home}`", (Step("import-from", problem.site, home),))
    elif len(today) == 1 and homes == {problem.operation.rpartition(".")[0]}:
        [(old, new)] = today.items()
        names = f"{old.rpartition('.')[2]}={new.rpartition('.')[2]}"
        yield Proposal("unsafe", f"write `{new}`", (Step("rename-attribute", problem.site, names),))
