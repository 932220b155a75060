"""Cases: a test of an entry's flags that matters is taken both ways, and the entry is analysed once for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.forking import in_common
from shapecheck.interpreter.frame import Decision, LimitReached, Run, Split, TooDeep
from shapecheck.interpreter.program import BlindSpot, Problem
from shapecheck.source import Site

if TYPE_CHECKING:
    from collections.abc import Hashable

    from shapecheck.interpreter.state import State
    from shapecheck.interpreter.values import Value

__all__ = ["Explored", "conditions_of", "explore", "marks", "merged_problems", "rollback", "shared_doubts"]


@dataclass(frozen=True, slots=True)
class Explored:
    """One case: the decisions that make it, the state it ends in, what is returned, its problems and doubts."""

    decisions: tuple[Decision, ...]
    state: State
    value: Value | None
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)


def explore(
    run: Run, analyse: Callable[[], Value | None], spot: type[BlindSpot], *, keep: bool = True
) -> list[Explored]:
    """Analyse from the present state, once for each combination of tests that matter; at most `limits.cases`.

    Facts other than problems go to the program, unless they are not to be kept.
    """
    base = run.state
    symbols = dict(run.program.symbols)
    found = dict(symbols)
    began = marks(run)
    refined, shapes, refinements = run.refined_tensors, [], run.refinements
    pending: list[tuple[Decision, ...]] = [()]
    explored: list[Explored] = []
    while pending:
        decisions = pending.pop()
        _begin(run, base, decisions)
        run.refined_tensors, run.refinements, run.shaped = dict(refined), dict(refinements), {}
        run.program.symbols, run.numbered = dict(symbols), {}
        run.splitting = len(explored) + len(pending) < run.limits.cases - 1
        before = marks(run)
        try:
            value = analyse()
        except Split as split:
            rollback(run, before)
            chosen = split.decision
            pending.append((*decisions, replace(chosen, holds=not chosen.holds)))
            pending.append((*decisions, chosen))
            continue
        except LimitReached as limit:
            run.program.blind_spots.append(spot(str(limit), _somewhere(run)))
            value = None
            pending.clear()
        except (RecursionError, TooDeep):
            run.program.blind_spots.append(spot("the program is nested too deeply", _somewhere(run)))
            value = None
        problems = run.program.problems[before[0] :]
        del run.program.problems[before[0] :]
        doubts = run.program.doubts[before[1] :]
        del run.program.doubts[before[1] :]
        explored.append(Explored(decisions, run.state, value, problems, doubts))
        found.update(run.program.symbols)
        shapes.append(run.refined_tensors)
    if shapes:
        run.refined_tensors = in_common(shapes)
    run.program.symbols = found
    run.forced, run.decided = {}, ()
    run.splitting = False
    if not keep:
        rollback(run, began)
        run.program.symbols = symbols
    return explored


def _begin(run: Run, base: State, decisions: tuple[Decision, ...]) -> None:
    run.state = base.fork()
    run.forced, run.decided = {decision.key: decision.holds for decision in decisions}, decisions
    run.depth = run.importing = run.repeating = run.tracing = 0
    run.trail = ()
    run.forks = 0
    run.active = {}
    run.handlers = []
    run.conditions = []


def _somewhere(run: Run) -> Site:
    return run.trail[-1] if run.trail else Site(run.program.source, run.program.source.module)


def marks(run: Run) -> tuple[int, ...]:
    """Count the facts of each kind so far."""
    program = run.program
    return (
        len(program.problems),
        len(program.doubts),
        len(program.trainings),
        len(program.requirements),
        len(program.blind_spots),
        len(program.statements),
        len(program.calls),
        len(program.revealed),
    )


def rollback(run: Run, before: tuple[int, ...]) -> None:
    """Forget the facts that came after a count."""
    program = run.program
    kept: tuple[list[Any], ...] = (
        program.problems,
        program.doubts,
        program.trainings,
        program.requirements,
        program.blind_spots,
        program.statements,
        program.calls,
        program.revealed,
    )
    for facts, mark in zip(kept, before, strict=True):
        del facts[mark:]


def conditions_of(outcome: Explored) -> str:
    """Write the decisions of a case as one condition."""
    tests = [decision.condition() for decision in outcome.decisions]
    return " and ".join(test.test if test.holds else f"not ({test.test})" for test in tests) or "otherwise"


def merged_problems(outcomes: list[Explored]) -> list[Problem]:
    """Return the problems of all cases: those of every case as they are, those of one test's outcome with that test.

    A problem that needs more than one test is not reported.
    """
    places: dict[Hashable, list[int]] = {}
    first: dict[Hashable, Problem] = {}
    for index, outcome in enumerate(outcomes):
        for problem in outcome.problems:
            key = (problem.kind, id(problem.site.node))
            places.setdefault(key, [])
            if index not in places[key]:
                places[key].append(index)
            first.setdefault(key, problem)
    reported: list[Problem] = []
    for place, indices in places.items():
        if len(indices) == len(outcomes):
            reported.append(first[place])
            continue
        decision = _deciding(outcomes, indices)
        if decision is not None and first[place].condition is None:
            reported.append(replace(first[place], condition=decision.condition()))
    return reported


def shared_doubts(outcomes: list[Explored]) -> list[Problem]:
    """Return the doubts that there are in every case."""
    first, *others = [{(doubt.kind, id(doubt.site.node)): doubt for doubt in outcome.doubts} for outcome in outcomes]
    return [doubt for key, doubt in first.items() if all(key in other for other in others)]


def _deciding(outcomes: list[Explored], indices: list[int]) -> Decision | None:
    """Return the one decision that holds in exactly these cases."""
    for decision in outcomes[indices[0]].decisions:
        holding = [
            index
            for index, outcome in enumerate(outcomes)
            if any(other.key == decision.key and other.holds is decision.holds for other in outcome.decisions)
        ]
        if holding == indices:
            return decision
    return None
