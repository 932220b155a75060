"""Attempts: a call is tried, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shapecheck.catalog.checks import NotKnown
from shapecheck.interpreter.cases import marks, rollback
from shapecheck.shapes.dims import TooLarge
from shapecheck.shapes.requirements import Refused, collecting

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["accepts"]


def accepts(attempt: Callable[[], object], frame: Frame) -> bool | None:
    """Tell whether a call is accepted, by itself and by all layers inside; None where that is not known."""
    run = frame.run
    state, before = run.state, marks(run)
    run.state = state.fork()
    try:
        with collecting():
            attempt()
        return len(run.program.problems) == before[0]
    except Refused:
        return False
    except (NotKnown, TooLarge):
        return False if len(run.program.problems) > before[0] else None
    finally:
        run.state = state
        rollback(run, before)
