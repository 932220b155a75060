"""Ways out of a block: what must run on each of them, and where the program goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.forking import unwind
from shapecheck.interpreter.frame import Frame, Handler, Raised
from shapecheck.interpreter.state import State, merge

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["ensured", "go_on"]


def ensured(body: Callable[[], None], leave: Callable[[Raised | None], bool], frame: Frame) -> None:
    """Run a block, and something more on every way out of it: its end, `return`, `break`, `continue`, an exception.

    `leave` is given what was raised, if anything was; True keeps it from going further.
    """
    run = frame.run
    ways: list[tuple[list[Any], int]] = [(frame.returned, len(frame.returned))]
    if frame.loops:
        ways += [(states, len(states)) for states in (frame.loops[-1].broken, frame.loops[-1].continued)]
    passing = Handler(None, passing=True)
    depth = len(run.handlers)
    run.handlers.append(passing)
    try:
        body()
    except Raised as raised:
        passing.states.append((run.state, raised))
        run.state = run.state.dead()
    finally:
        del run.handlers[depth:]
    if run.state.alive:
        leave(None)
    ends = [run.state]
    for states, before in ways:
        left = states[before:]
        del states[before:]
        for way in left:
            run.state = way[0] if isinstance(way, tuple) else way
            if run.state.alive:
                leave(None)
            if run.state.alive:
                states.append((run.state, way[1]) if isinstance(way, tuple) else run.state)
    pending: list[tuple[State, Raised]] = []
    for state, thrown in passing.states:
        run.state = state
        swallowed = leave(thrown)
        if not run.state.alive:
            continue
        if swallowed:
            ends.append(run.state)
        else:
            pending.append((run.state, thrown))
    go_on(ends, pending, frame, None)


def go_on(
    ends: Sequence[State], pending: Sequence[tuple[State, Raised]], frame: Frame, node: cst.CSTNode | None
) -> None:
    """Go on where executions meet again; exceptions that are still on their way go to the handlers outside.

    Raises Raised where there is no other way to go on.
    """
    run = frame.run
    site = frame.site(node if node is not None else frame.source.module)
    others = [state for state in ends if state.alive]
    if pending and not others and not _turned(frame):
        run.state, raised = pending[-1]
        for state, earlier in pending[:-1]:
            last, run.state = run.state, state
            unwind(earlier, frame)
            run.state = last
        raise raised
    for state, raised in pending:
        run.state = state
        unwind(raised, frame)
    run.state = merge(others, site)


def _turned(frame: Frame) -> bool:
    """Tell whether an execution left the block by `break` or `continue`."""
    loop = frame.loops[-1] if frame.loops else None
    return loop is not None and bool(loop.broken or loop.continued)
