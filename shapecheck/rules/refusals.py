"""Findings from what Keras refuses: one kind of Problem each; the rules of family KSH2xx name them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from shapecheck.finding import Conditional, Proposal
from shapecheck.rules.rule import Draft, report

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Problem, Program

__all__ = ["conditional", "refused"]


def refused(
    program: Program,
    *kinds: str,
    fixes: Callable[[Problem], Iterable[Proposal]] = lambda problem: (),
    wanted: Callable[[Problem], bool] = lambda problem: True,
) -> Iterator[Draft]:
    """Report every wanted Problem of these kinds that no rule of family KSH1xx explains, with the fixes that come to mind."""
    for problem in program.problems:
        if problem.kind in kinds and "flattened" not in problem.details and wanted(problem):
            yield draft(problem, problem.message, fixes(problem))


def draft(problem: Problem, message: str, proposals: Iterable[Proposal] = ()) -> Draft:
    """Turn a Problem into a report at its place, with the user's calls that lead there."""
    calls = [("called from here", site) for site in problem.trail]
    return report(
        problem.site,
        message,
        notes=[*problem.notes, *calls],
        keras_error=problem.keras_error,
        conditional=conditional(problem),
        proposals=proposals,
    )


def conditional(problem: Problem) -> Conditional | None:
    """Return the test on which a Problem depends, as a finding names it."""
    condition = problem.condition
    if condition is None:
        return None
    return Conditional(condition.test if condition.holds else f"not ({condition.test})", condition.line)
