"""The inputs of an entry: what the uses of its parameters say of them is supposed, and the entry is analysed again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING

from shapecheck.interpreter.cases import Explored, marks, rollback
from shapecheck.interpreter.evidence import RANK_UNKNOWN, Supposed
from shapecheck.interpreter.supply import Supply, parameters_of
from shapecheck.interpreter.values import Function

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Run

__all__ = ["inferred"]

_TURNS = 3
"""An input of several parts shows its parts first, then their ranks."""

_GUESSES = (3, 4, 2)

Analysis = Callable[..., list[Explored]]


def inferred(
    run: Run, functions: Sequence[tuple[Function, int]], forward: Function | None, explored: Analysis
) -> tuple[list[Explored], dict[Hashable, Supposed]]:
    """Explore an entry until its inputs are as its uses of them say; return the outcomes and what is supposed.

    `forward` is the `call` of a layer, whose first parameter is an input in any case. Where calls of layers are counted,
    what is still open is guessed for a further exploration of which nothing else is kept.
    """
    supposed: dict[Hashable, Supposed] = {}
    lost = len(run.program.blind_spots)
    before = marks(run), dict(run.refinements), dict(run.refined_tensors), dict(run.program.symbols)
    for _ in range(_TURNS):
        outcomes = explored(Supply(run, placeholders=True, supposed=supposed))
        found = _evidence(run, functions, forward, outcomes)
        useful = {key: each for key, each in found.items() if each != RANK_UNKNOWN}
        # a model's own input is one of its facts; of a function nothing is gained where nothing was lost
        wanted = forward is not None or len(run.program.blind_spots) > lost
        if not wanted or useful == {key: each for key, each in supposed.items() if each != RANK_UNKNOWN}:
            break
        supposed = {**supposed, **found}
        rollback(run, before[0])
        run.refinements, run.refined_tensors, run.shaped = dict(before[1]), dict(before[2]), {}
        run.program.symbols, run.numbered = dict(before[3]), {}
    else:
        outcomes = explored(Supply(run, placeholders=True, supposed=supposed))
        found = _evidence(run, functions, forward, outcomes)
    if run.observed is not None and len(run.program.blind_spots) > lost:
        _guess(run, {**supposed, **found}, explored)
    return outcomes, supposed


def _evidence(
    run: Run, functions: Sequence[tuple[Function, int]], forward: Function | None, outcomes: list[Explored]
) -> dict[Hashable, Supposed]:
    """Return what the uses of the parameters say of those that are inputs."""
    states = [outcome.state for outcome in outcomes]
    found: dict[Hashable, Supposed] = {}
    for function, skip in functions:
        for number, (name, _) in enumerate(parameters_of(function, skip)):
            key = ("parameter", function.qualname or function.name, name)
            certain = function is forward and number == 0
            seen = run.evidence.of(key, run.refinements, states, run.refined_tensors, certain=certain)
            if seen is not None:
                found[key] = seen
    return found


def _guess(run: Run, supposed: dict[Hashable, Supposed], explored: Analysis) -> None:
    """Evaluate an entry, for the count alone: on inputs of a rank that nothing contradicts, each loop at least once."""
    observed = run.observed
    assert observed is not None
    guesses = _GUESSES if any(_is_open(each) for each in supposed.values()) else (None,)
    kept = dict(run.refinements), dict(run.refined_tensors), run.state
    observed.supposing = True
    for rank in guesses:
        outcomes = explored(Supply(run, placeholders=True, supposed=supposed, guess=rank, listing=True), keep=False)
        if not any(outcome.problems or outcome.value is None for outcome in outcomes):
            break
    observed.supposing = False
    run.refinements, run.refined_tensors, run.state = kept


def _is_open(supposed: Supposed) -> bool:
    if isinstance(supposed, tuple):
        return any(map(_is_open, supposed))
    if isinstance(supposed, dict):
        return any(map(_is_open, supposed.values()))
    return bool(supposed == RANK_UNKNOWN)
