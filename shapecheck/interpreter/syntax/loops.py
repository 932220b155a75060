"""`for`, `while`, `break` and `continue`: known sequences are unrolled, of others only what all turns agree on stays."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from shapecheck.interpreter.bridge import array_element
from shapecheck.interpreter.dispatch import evaluate, execute, executes
from shapecheck.interpreter.forking import decided, unwind
from shapecheck.interpreter.frame import Frame, Loop, Raised
from shapecheck.interpreter.iteration import visit
from shapecheck.interpreter.repetition import Turn, repeated, series_of
from shapecheck.interpreter.state import State, merge
from shapecheck.interpreter.targets import assign
from shapecheck.interpreter.values import Array, Unknown, Value, unknown


@executes(cst.For)
def for_(node: cst.For, frame: Frame) -> None:
    iterable = evaluate(node.iter, frame)
    series = series_of(iterable, frame)
    if series is not None and repeated(series, _turn(node, frame), frame, node):
        if node.orelse is not None:
            execute(node.orelse, frame)
        return
    loop = Loop()

    def turn(item: Value) -> None:
        assign(node.target, item, frame)
        _body(node.body, frame, loop)

    frame.loops.append(loop)
    try:
        lost = visit(iterable, frame, node.iter, turn)
        if lost is not None and frame.run.state.alive:
            element = array_element(iterable, frame, node.iter) if isinstance(iterable, Array) else None
            _further_turns(lost, element, node, frame)
    except Raised as raised:
        if not loop.broken:
            raise
        unwind(raised, frame)
    finally:
        frame.loops.pop()
    _leave(loop, node, frame)


def _turn(node: cst.For, frame: Frame) -> Turn:
    def body() -> bool:
        loop = Loop()
        frame.loops.append(loop)
        try:
            _body(node.body, frame, loop)
        finally:
            frame.loops.pop()
        return not loop.broken

    return Turn(lambda item: assign(node.target, item, frame), body)


def _further_turns(lost: Unknown, element: Value | None, node: cst.For, frame: Frame) -> None:
    if not lost.problem and element is None:
        frame.lost(f"the items of this loop are not known: {lost.reason}", node.iter)

    def bind() -> None:
        assign(node.target, element or lost.item or unknown(lost.reason, lost.site, problem=lost.problem), frame)

    _unknown_turns(bind, node, frame)


def _body(body: cst.BaseSuite, frame: Frame, loop: Loop) -> None:
    execute(body, frame)
    if loop.continued:
        frame.run.state = merge([frame.run.state, *loop.continued], frame.site(body))
        loop.continued.clear()


def _leave(loop: Loop, node: cst.For | cst.While, frame: Frame) -> None:
    """Carry out the loop's `else` where it ended by itself, and join the states that broke out."""
    if node.orelse is not None and frame.run.state.alive:
        execute(node.orelse, frame)
    if loop.broken:
        frame.run.state = merge([frame.run.state, *loop.broken], frame.site(node))


@executes(cst.While)
def while_(node: cst.While, frame: Frame) -> None:
    loop = Loop()
    frame.loops.append(loop)
    try:
        longest = 1 if id(node) in frame.run.overlong else frame.run.limits.unrolling
        unknown_before = frame.run.unknown_loops
        for turn in range(longest):
            if not frame.run.state.alive:
                break
            holds = decided(evaluate(node.test, frame), frame)
            if not frame.run.turn() or frame.run.unknown_loops - unknown_before > frame.run.limits.unknown_loops:
                longest = turn + 1
            if turn == longest - 1 and holds:
                frame.run.overlong.add(id(node))
            if holds is None or (holds and turn == longest - 1):
                frame.lost("how often this loop turns is not known", node.test)
                _unknown_turns(lambda: None, node, frame)
                break
            if not holds:
                break
            _body(node.body, frame, loop)
    except Raised as raised:
        if not loop.broken:
            raise
        unwind(raised, frame)
    finally:
        frame.loops.pop()
    _leave(loop, node, frame)


def _unknown_turns(bind: Callable[[], None], node: cst.For | cst.While, frame: Frame) -> None:
    """Run the body until another turn changes nothing more; what differs between turns is unknown after it."""
    frame.run.unknown_loops += 1
    for turn in range(4):
        before = frame.run.state
        frame.run.repeating += turn > 0
        try:
            after = _one_turn(bind, node, frame)
        finally:
            frame.run.repeating -= turn > 0
        # where only calls are counted, a loop is supposed to turn at least once
        ends = after if turn == 0 and frame.run.supposing and any(state.alive for state in after) else [before, *after]
        merged = merge(ends, frame.site(node))
        frame.run.state = merged
        changed = [key for key in merged.objects.changed(before.objects) if key in before.objects]
        if all(_settled(merged.objects.get(key), before.objects[key]) for key in changed):
            return


def _settled(after: object, before: object) -> bool:
    return after is before or (isinstance(after, Unknown) and isinstance(before, Unknown)) or after == before


def _one_turn(bind: Callable[[], None], node: cst.For | cst.While, frame: Frame) -> list[State]:
    loop = Loop()
    frame.loops.append(loop)
    frame.run.state = frame.run.state.fork()
    returned = len(frame.returned)
    try:
        bind()
        _body(node.body, frame, loop)
    except Raised as raised:
        if not raised.explicit:
            # what Python refuses tells nothing of how often the loop turns, as a `raise` for each odd item does
            raise
        frame.run.state = frame.run.state.dead()
    finally:
        frame.loops.pop()
    ends = [frame.run.state, *loop.broken]
    if any(state.alive for state in ends):
        return ends
    return [] if len(frame.returned) == returned else ends


@executes(cst.Break)
def break_(node: cst.Break, frame: Frame) -> None:
    if frame.loops:
        frame.loops[-1].broken.append(frame.run.state)
        frame.run.state = frame.run.state.dead()


@executes(cst.Continue)
def continue_(node: cst.Continue, frame: Frame) -> None:
    if frame.loops:
        frame.loops[-1].continued.append(frame.run.state)
        frame.run.state = frame.run.state.dead()
