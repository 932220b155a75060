"""Generator functions: nothing of them runs before the first item is asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shapecheck.interpreter.dispatch import execute
from shapecheck.interpreter.forking import unwind
from shapecheck.interpreter.frame import Endless, Frame, Raised, raising
from shapecheck.interpreter.iterators import STEPS, Obscure, Walk, advance, stepping
from shapecheck.interpreter.state import DictObject, ListObject, SetObject, State, join, merge
from shapecheck.interpreter.values import NONE, Function, Ref, Tuple, Unknown, Value, unknown
from shapecheck.interpreter.walking import names_in

if TYPE_CHECKING:
    import libcst as cst

__all__ = ["Generator", "collect", "ended", "forget", "touched", "outside", "push", "run_generator"]


@dataclass(frozen=True, slots=True, eq=False)
class Generator:
    """A generator that has not begun: its function, and the frame in which its arguments are bound."""

    function: Function
    frame: Frame


class _Through(Exception):
    """An exception of the loop on its way out, past the generator's own handlers."""

    def __init__(self, raised: Raised) -> None:
        super().__init__(raised.lineage[0])
        self.raised = raised


def outside(raised: Raised) -> Raised:
    """Return an exception as it leaves a generator: a StopIteration of the body is an error there."""
    if "StopIteration" not in raised.lineage:
        return raised
    return raising("RuntimeError", "generator raised StopIteration", raised.site)


def forget(before: State, frame: Frame, reason: str, node: cst.CSTNode) -> None:
    """Make unknown what has changed since an earlier state, names that were bound since then too."""
    now, site = frame.run.state, frame.site(node)
    for key in touched(before, now):
        now.objects[key] = unknown(reason, site)


def touched(before: State, now: State) -> list[Hashable]:
    """List what was changed, deleted or bound since an earlier state; objects that are new are not."""
    parted = now.objects.changed(before.objects)
    return [
        key
        for key in parted
        if now.objects.get(key) is not before.objects.get(key) and (key in before.objects or isinstance(key, tuple))
    ]


def run_generator(made: Generator, sink: Callable[[Value], None], frame: Frame, node: cst.CSTNode) -> Value:
    """Run a generator to its end, its items going to a sink; return what it returns.

    Raises Endless where it gives more items than can be followed.
    """
    run = frame.run
    inner = replace(made.frame, returned=[], loops=[], raised=[], sink=sink)
    key = id(made.function.node)
    trail, run.trail = run.trail, (*run.trail, frame.site(node))
    inside = run.active.get(key, 0)
    run.depth += 1
    run.active[key] = inside + 1
    try:
        execute(made.function.node.body, inner)
    except Raised as raised:
        if not inner.returned:
            raise outside(raised) from None
        unwind(raised, inner)
    finally:
        run.depth -= 1
        run.active[key] = inside
        run.trail = trail
    return ended(inner, frame, node)


def ended(inner: Frame, frame: Frame, node: cst.CSTNode) -> Value:
    """Go on in the merge of the states in which a function ended, and return the join of what it returned."""
    run = frame.run
    ends = [*inner.returned, (run.state, NONE)]
    alive = [(state, value) for state, value in ends if state.alive]
    if not alive:
        return NONE
    run.state = merge([state for state, _ in alive], frame.site(node))
    result = alive[0][1]
    for _, value in alive[1:]:
        result = join(result, value, frame.site(node))
    return result


def collect(iterator: Ref, made: Generator, frame: Frame, node: cst.CSTNode) -> tuple[Value, ...] | Unknown:
    """Run a generator and return its items, all at once; unknown where they, or their number, are not known."""
    run = frame.run
    run.state.objects[iterator.address] = Walk(Tuple(()))
    given = run.new(ListObject(()))
    before = run.state.fork()
    longest = 0 if id(made.function.node) in run.overlong else run.limits.unrolling

    def sink(value: Value) -> None:
        if not run.state.alive:
            return
        found = run.state.objects.get(given.address)
        if isinstance(found, ListObject):
            if len(found.items) >= longest or not run.turn():
                run.overlong.add(id(made.function.node))
                raise Endless
            run.state.objects[given.address] = ListObject((*found.items, value))

    try:
        run_generator(made, sink, frame, node)
    except Endless:
        reason = "a generator without end"
        forget(before, frame, reason, node)
        run.state.path = before.path
        return frame.lost(reason, node)
    found = run.state.objects.pop(given.address, None)
    if isinstance(found, ListObject):
        return found.items
    return found if isinstance(found, Unknown) else ()


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a generator gave that is taken apart one by one, and what its body read to give it."""

    items: tuple[Value, ...]
    read: tuple[tuple[Hashable, object], ...]


def _reads(made: Generator, frame: Frame) -> tuple[tuple[Hashable, object], ...]:
    """Return the bindings that a generator's body names outside of it, and the containers that they hold."""
    objects = frame.run.state.objects
    found: dict[Hashable, object] = {}
    for name in names_in(made.function.node.body):
        scope: int | None = objects[made.frame.scope].parent
        while scope is not None and (scope, name) not in objects:
            scope = objects[scope].parent
        if scope is not None:
            held = found[scope, name] = objects[scope, name]
            if isinstance(held, Ref) and isinstance(objects.get(held.address), ListObject | DictObject | SetObject):
                found[held.address] = objects[held.address]
    return tuple(found.items())


@stepping(Generator)
def begin(iterator: Ref, found: Generator, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    """Give the first item of a generator that is taken apart one by one: its whole body runs at once.

    Where it changed anything outside, Python would have done so later, and what it gives is not known.
    """
    run = frame.run
    read, before = _reads(found, frame), run.state.fork()
    items = collect(iterator, found, frame, node)
    if isinstance(items, Unknown):
        raise Obscure(items)
    old = before.objects
    changed = [key for key in touched(before, run.state) if key in old and type(old[key]) not in STEPS]
    if changed and len(items) > 1:
        reason = "a generator that changes what is around it is taken apart one by one"
        forget(before, frame, reason, node)
        raise Obscure(frame.lost(reason, node))
    run.state.objects[iterator.address] = _Taken(items, read)
    return advance(iterator, frame, node, ordered=ordered)


@stepping(_Taken)
def take(iterator: Ref, found: _Taken, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    objects = frame.run.state.objects
    if any(objects.get(key) is not value for key, value in found.read):
        raise Obscure(frame.lost("what a generator reads is changed while it is taken apart one by one", node))
    if not found.items:
        return None
    objects[iterator.address] = replace(found, items=found.items[1:])
    return found.items[0]


def push(
    iterator: Ref,
    made: Generator,
    frame: Frame,
    node: cst.CSTNode,
    each: Callable[[Value], None],
    *,
    inside: bool = False,
) -> Unknown | None:
    """Run a generator and do something with each item as it is given, as a `for` does.

    `inside` lets the generator see what is raised meanwhile, as `with` does. Returns why there may be further items,
    if there may.
    """
    run = frame.run
    run.state.objects[iterator.address] = Walk(Tuple(()))
    outer = (run.trail, run.depth, list(run.handlers))
    opened, turns = len(run.conditions), 0

    def sink(value: Value) -> None:
        nonlocal turns
        turns += 1
        if turns > run.limits.unrolling or not run.turn():
            raise Endless
        inner = (run.trail, run.depth, list(run.handlers))
        run.trail, run.depth = outer[:2]
        if not inside:
            run.handlers[:] = outer[2]
        try:
            each(value)
        except Raised as raised:
            if inside:
                raise
            if len(run.conditions) == opened:
                raise _Through(raised) from None
            unwind(raised, frame)
        finally:
            run.trail, run.depth, run.handlers[:] = inner
        if not run.state.alive:
            raise Raised(("GeneratorExit", "BaseException", "object"))

    try:
        run_generator(made, sink, frame, node)
    except _Through as through:
        run.handlers[:] = outer[2]
        raise through.raised from None
    except Endless:
        return frame.lost(f"a loop of more than {run.limits.unrolling:,} turns", node)
    except Raised as raised:
        if raised.lineage[0] != "GeneratorExit" or run.state.alive:
            raise
    return None
