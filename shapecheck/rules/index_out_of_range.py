"""KSH216: An index is out of range for the axis that it selects from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program


@rule(
    "KSH216",
    bad=[
        """
        x = keras.Input((4, 3))
        y = x[:, 4]  # KSH216
    """,
    ],
    good=[
        """
        x = keras.Input((4, 3))
        y = x[:, 3]
    """,
    ],
)
def index_out_of_range(program: Program) -> Iterator[Draft]:
    """An index is out of range for the axis that it selects from.

    The first axis is the batch: `x[:, 0]` is the first step of every sample. Fix: an index below the size.
    """
    yield from refused(program, "index-out-of-range")
