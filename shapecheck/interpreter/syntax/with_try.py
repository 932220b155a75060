"""`with`, `try` and `raise`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst

from shapecheck.interpreter.context_managers import Manager, entered, opened
from shapecheck.interpreter.dispatch import evaluate, execute, executes
from shapecheck.interpreter.exceptions import caught_names, exception_of, raised_of
from shapecheck.interpreter.exit_stacks import Stack
from shapecheck.interpreter.frame import Frame, Handler, Raised, raising
from shapecheck.interpreter.generators import Generator, push
from shapecheck.interpreter.leaving import ensured, go_on
from shapecheck.interpreter.state import State, merge
from shapecheck.interpreter.targets import assign
from shapecheck.interpreter.values import Ref, Value


@executes(cst.With)
def with_(node: cst.With, frame: Frame) -> None:
    _with(list(node.items), node, frame)


def _with(items: list[cst.WithItem], node: cst.With, frame: Frame) -> None:
    if not items:
        execute(node.body, frame)
        return
    item, *rest = items
    value = evaluate(item.item, frame)

    def body(given: Value) -> None:
        if item.asname is not None:
            assign(item.asname.name, given, frame)
        _with(rest, node, frame)

    manager = opened(value, frame)
    if isinstance(manager, Generator):
        assert isinstance(value, Ref)
        push(value, manager, frame, item.item, body, inside=True)
    elif isinstance(manager, Manager | Stack):
        given = entered(value, frame, item.item)
        ensured(lambda: body(given), lambda raised: manager.leave(raised, frame, item.item), frame)
    else:
        _catching(Handler(manager), lambda: body(entered(value, frame, item.item)), frame, node)


def _catching(handler: Handler, body: Callable[[], None], frame: Frame, node: cst.With) -> None:
    """Run the body of a `with` that keeps some exceptions to itself."""
    if handler.names == ():
        body()
        return
    depth = len(frame.run.handlers)
    frame.run.handlers.append(handler)
    try:
        body()
    except Raised as raised:
        if not handler.catches(raised):
            raise
        handler.states.append((frame.run.state, raised))
        frame.run.state = frame.run.state.dead()
    finally:
        del frame.run.handlers[depth:]
    frame.run.state = merge([frame.run.state, *(state for state, _ in handler.states)], frame.site(node))


@executes(cst.Try)
def try_(node: cst.Try, frame: Frame) -> None:
    final = node.finalbody
    if final is None:
        _guarded(node, frame)
        return

    def leave(raised: Raised | None) -> bool:
        execute(final.body, frame)
        return False

    ensured(lambda: _guarded(node, frame), leave, frame)


def _guarded(node: cst.Try, frame: Frame) -> None:
    """Run the body under its handlers, then each handler that something was raised for, and join what ends."""
    if not node.handlers:
        execute(node.body, frame)
        return
    handlers = [Handler(caught_names(handler, frame)) for handler in node.handlers]
    catching = Handler(_all_names(handlers))
    depth = len(frame.run.handlers)
    frame.run.handlers.append(catching)
    try:
        execute(node.body, frame)
    except Raised as raised:
        if not catching.catches(raised):
            raise
        catching.states.append((frame.run.state, raised))
        frame.run.state = frame.run.state.dead()
    finally:
        del frame.run.handlers[depth:]
    ends: list[State] = []
    pending: list[tuple[State, Raised]] = []
    if node.orelse is not None and frame.run.state.alive:
        try:
            execute(node.orelse.body, frame)
        except Raised as raised:
            pending.append((frame.run.state, raised))
            frame.run.state = frame.run.state.dead()
    ends.append(frame.run.state)
    for state, caught in catching.states:
        chosen = next(index for index, handler in enumerate(handlers) if handler.catches(caught))
        frame.run.state = state
        try:
            _handle(node.handlers[chosen], caught, frame)
        except Raised as further:
            pending.append((frame.run.state, further))
            frame.run.state = frame.run.state.dead()
        ends.append(frame.run.state)
    go_on(ends, pending, frame, node)


def _all_names(handlers: Sequence[Handler]) -> tuple[str, ...] | None:
    names: list[str] = []
    for handler in handlers:
        if handler.names is None:
            return None
        names.extend(handler.names)
    return tuple(names)


def _handle(handler: cst.ExceptHandler, raised: Raised, frame: Frame) -> None:
    frame.raised.append(raised)
    target = handler.name.name if handler.name is not None else None
    if target is not None:
        assign(target, exception_of(raised, frame), frame)
    try:
        execute(handler.body, frame)
    finally:
        frame.raised.pop()
        if isinstance(target, cst.Name) and frame.run.state.alive:
            frame.run.state.unbind(frame.redirected.get(target.value, frame.scope), target.value)


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
