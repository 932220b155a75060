"""KSH601: a stated shape is untrue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from shapecheck.finding import Severity
from shapecheck.rules.rule import Draft, report, rule
from shapecheck.rules.stated import SPEAKERS, flattened_reading, moved_flatten, untrue, written

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH601",
    bad=[
        """
        x = keras.Input((28, 28, 1))
        y = keras.layers.Conv2D(8, 3)(x)  # shape: (B, 28, 28, 8)  # KSH601
        """,
        """
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
        assert model.output_shape == (None, 4)  # KSH601
        """,
        """
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
        assert model.count_params() == 12  # KSH601
        """,
        '''
        def encode(x):
            """Encode a text.

            Returns: (batch, 32)  # KSH601
            """
            return keras.layers.LSTM(64)(x)
        y = encode(keras.Input((9, 16)))
        ''',
        """
        from jaxtyping import Array, Float
        def embed(x) -> Float[Array, "batch steps 8"]:  # KSH601
            return keras.layers.Embedding(100, 16)(x)
        y = embed(keras.Input((9,)))
        """,
    ],
    good=[
        """
        x = keras.Input((28, 28, 1))
        y = keras.layers.Conv2D(8, 3)(x)  # shape: (B, 26, 26, 8)
        """,
        """
        x = keras.Input((None, 4))
        y = keras.layers.LSTM(8)(x)  # shape: (batch, hidden)
        """,
        """
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
        assert model.output_shape == (None, 3)
        assert model.count_params() == 15
        """,
        '''
        def encode(x):
            """Encode a text.

            Returns: (batch, 64)
            """
            return keras.layers.LSTM(64)(x)
        y = encode(keras.Input((9, 16)))
        ''',
        """
        from jaxtyping import Array, Float, Int
        def embed(x: Int[Array, "batch steps"]) -> Float[Array, "batch steps 16"]:
            return keras.layers.Embedding(100, 16)(x)
        y = embed(keras.Input((9,), dtype="int32"))
        """,
    ],
    level="warning",
)
def stated_shape(program: Program) -> Iterator[Draft]:
    """A comment or an assert states a shape or count that is not the true one.

    Read are asserts, `# shape:` and trailing comments, `Returns: (batch, 10)` in docstrings, and jaxtyping's annotations.
    A comment that is untrue is a warning; an assert that fails is an error. Fix: the true shape, which the message
    gives.
    """
    for statement in untrue(program):
        if flattened_reading(statement, program) is not None or moved_flatten(statement, program) is not None:
            continue
        speaker, _, what = statement.kind.partition("-")
        asserted = bool(what)
        who = SPEAKERS[speaker]
        severity = Severity.ERROR if asserted else None
        message = f"{who} states the {what or 'shape'} {written(statement.stated)}, it is {written(statement.actual)}"
        draft = report(statement.site, message, severity=severity)
        # of a docstring the one line is meant
        yield replace(draft, span=statement.span) if statement.kind == "docstring" else draft
