"""KSH207: A layer is given an argument that it does not take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapecheck.finding import Proposal, Step
from shapecheck.rules.refusals import refused
from shapecheck.rules.rule import Draft, rule

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Problem, Program

__all__ = ["is_old"]


@rule(
    "KSH207",
    today=True,
    bad=[
        """
        layer = keras.layers.Dense(8, use_biases=False)  # KSH207
    """,
    ],
    good=[
        """
        layer = keras.layers.Dense(8, use_bias=False)
    """,
    ],
    fixable=True,
)
def unknown_argument(program: Program) -> Iterator[Draft]:
    """A layer is given an argument that it does not take.

    Fix: the name that today's Keras has for it.
    """
    yield from refused(program, "unknown-argument", fixes=_renamed, wanted=lambda problem: not is_old(problem))


def is_old(problem: Problem) -> bool:
    """Tell whether the argument is one of Keras 1 or 2: rule KSH801 speaks of those."""
    return bool(problem.details.get("yesterday"))


def _renamed(problem: Problem) -> Iterator[Proposal]:
    near = problem.details.get("instead", {})
    steps = tuple(Step("rename-argument", problem.site, f"{old}={new}") for old, new in near.items())
    if steps:
        yield Proposal("unsafe", f"write {' and '.join(f'`{new}`' for new in near.values())}", steps)
