"""`with`, `try` and `raise`."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from shapecheck.interpreter.context_managers import caught_by, entered
from shapecheck.interpreter.dispatch import evaluate, execute, executes
from shapecheck.interpreter.exceptions import caught_names, raised_of
from shapecheck.interpreter.frame import Frame, Handler, Raised, raising
from shapecheck.interpreter.state import merge
from shapecheck.interpreter.targets import assign
from shapecheck.interpreter.values import unknown


@executes(cst.With)
def with_(node: cst.With, frame: Frame) -> None:
    _with(list(node.items), node, frame)


def _with(items: list[cst.WithItem], node: cst.With, frame: Frame) -> None:
    if not items:
        execute(node.body, frame)
        return
    item, *rest = items
    manager = evaluate(item.item, frame)
    value = entered(manager, frame, item.item)
    if item.asname is not None:
        assign(item.asname.name, value, frame)
    names = caught_by(manager, frame)
    if names == ():
        _with(rest, node, frame)
        return
    handler = Handler(names)
    frame.run.handlers.append(handler)
    try:
        _with(rest, node, frame)
    except Raised as raised:
        if not handler.catches(raised):
            raise
        handler.states.append((frame.run.state, raised))
        frame.run.state = frame.run.state.dead()
    finally:
        frame.run.handlers.remove(handler)
    frame.run.state = merge([frame.run.state, *(state for state, _ in handler.states)], frame.site(node))


@executes(cst.Try)
def try_(node: cst.Try, frame: Frame) -> None:
    if node.finalbody is None:
        _guarded(node, frame)
        return
    try:
        _guarded(node, frame)
    except Raised:
        execute(node.finalbody.body, frame)
        raise
    alive = frame.run.state.alive
    if alive:
        execute(node.finalbody.body, frame)
        return
    _finally_after_return(node.finalbody, frame)


def _finally_after_return(final: cst.Finally, frame: Frame) -> None:
    """Run a `finally` for the executions that left by `return`."""
    dead, returned = frame.run.state, list(frame.returned)
    frame.returned.clear()
    for state, value in returned:
        frame.run.state = state
        execute(final.body, frame)
        if frame.run.state.alive:
            frame.returned.append((frame.run.state, value))
    frame.run.state = dead


def _guarded(node: cst.Try, frame: Frame) -> None:
    """Run the body under its handlers, then each handler that something was raised for, and join what ends."""
    handlers = [Handler(caught_names(handler, frame)) for handler in node.handlers]
    catching = Handler(_all_names(handlers))
    frame.run.handlers.append(catching)
    try:
        execute(node.body, frame)
    except Raised as raised:
        if not catching.catches(raised):
            raise
        catching.states.append((frame.run.state, raised))
        frame.run.state = frame.run.state.dead()
    finally:
        frame.run.handlers.remove(catching)
    if node.orelse is not None and frame.run.state.alive:
        execute(node.orelse.body, frame)
    ends = [frame.run.state]
    pending: Raised | None = None
    for state, caught in catching.states:
        chosen = next(index for index, handler in enumerate(handlers) if handler.catches(caught))
        frame.run.state = state
        try:
            _handle(node.handlers[chosen], caught, frame)
        except Raised as further:
            pending = further
            frame.run.state = frame.run.state.dead()
        ends.append(frame.run.state)
    if pending is not None and not any(state.alive for state in ends):
        frame.run.state = catching.states[-1][0]
        raise pending
    frame.run.state = merge(ends, frame.site(node))


def _all_names(handlers: Sequence[Handler]) -> tuple[str, ...] | None:
    names: list[str] = []
    for handler in handlers:
        if handler.names is None:
            return None
        names.extend(handler.names)
    return tuple(names)


def _handle(handler: cst.ExceptHandler, raised: Raised, frame: Frame) -> None:
    frame.raised.append(raised)
    if handler.name is not None:
        value = raised.value or unknown("the exception is not known", frame.site(handler))
        assign(handler.name.name, value, frame)
    try:
        execute(handler.body, frame)
    finally:
        frame.raised.pop()


@executes(cst.Raise)
def raise_(node: cst.Raise, frame: Frame) -> None:
    if node.exc is None:
        if frame.raised:
            raise frame.raised[-1]
        raise raising("RuntimeError", "No active exception to reraise", frame.site(node))
    raise raised_of(evaluate(node.exc, frame), frame, node)


@executes(cst.TryStar)
def try_star(node: cst.TryStar, frame: Frame) -> None:
    frame.lost("`except*` is not modelled; only the body is followed", node)
    execute(node.body, frame)
