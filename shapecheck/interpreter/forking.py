"""Undecided tests: both branches are run, and their states are merged, or the entry is analysed once for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shapecheck.interpreter.assumed import require_test, test_key
from shapecheck.interpreter.frame import Decision, Raised, Split, Unrepeatable
from shapecheck.interpreter.keys import truth
from shapecheck.interpreter.state import State, join, merge
from shapecheck.interpreter.values import NONE, Size, Tensor, Tuple, Unknown, Value
from shapecheck.shapes.dims import Symbol, symbols_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["decided", "either", "fork", "in_common", "unwind"]


def decided(test: Value, frame: Frame) -> bool | None:
    """Decide a test: by its value, by the path, or by what this exploration of the entry assumes."""
    known = truth(test, frame)
    if known is not None:
        return known
    key, opposite = test_key(test)
    for settled in (frame.run.state.path, frame.run.forced):
        if key is not None and key in settled:
            return settled[key] is not opposite
    return _by_other_tests(key, opposite, frame)


def _by_other_tests(key: Hashable, opposite: bool, frame: Frame) -> bool | None:
    """Decide `x == b` where the path says `x == a`."""
    if not (isinstance(key, tuple) and len(key) == 3 and key[0] in ("==", "is")):
        return None
    for settled in (frame.run.state.path, frame.run.forced):
        for other, holds in settled.items():
            if holds and isinstance(other, tuple) and len(other) == 3 and other[:2] == key[:2] and other[2] != key[2]:
                return opposite
    return None


def either(
    test: Value,
    test_node: cst.BaseExpression,
    yes: Callable[[], Value],
    no: Callable[[], Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    """Return the value of one of two expressions, by a test."""
    holds = decided(test, frame)
    if holds is not None:
        return yes() if holds else no()
    results: list[Value] = []
    ends: list[State] = []

    def branch(evaluate: Callable[[], Value]) -> Callable[[], None]:
        def run() -> None:
            results.append(evaluate())

        return run

    def finish(states: list[State]) -> bool:
        ends.extend(states)
        return len(results) < 2 or results[0] == results[1]

    fork(test, test_node, branch(yes), branch(no), frame, node, finish)
    alive = [value for value, state in zip(results, ends, strict=False) if state.alive]
    if not alive:
        return NONE
    return alive[0] if len(alive) == 1 else join(alive[0], alive[1], frame.site(node))


def fork(
    test: Value,
    test_node: cst.BaseExpression,
    yes: Callable[[], None],
    no: Callable[[], None],
    frame: Frame,
    node: cst.CSTNode,
    agree: Callable[[list[State]], bool] | None = None,
) -> None:
    """Run both branches of an undecided test from the present state, and go on in their merge.

    Raises Split where the entry's flags decide the test and the branches leave different states behind.
    """
    run = frame.run
    run.fork()
    key, opposite = test_key(test)
    if run.indices and not run.indices.isdisjoint(_symbols_in(key)):
        raise Unrepeatable
    before = run.state
    marks = _marks(frame)
    refined, shapes = run.refined_tensors, []
    ends: list[State] = []
    refusing: bool | None = None
    for holds, branch in ((True, yes), (False, no)):
        run.state = before.fork()
        run.refined_tensors = dict(refined)
        if key is not None:
            run.state.path[key] = holds is not opposite
        run.conditions.append(Decision(key, test_node, frame.site(node), holds, _reads_entry(test)))
        try:
            branch()
        except Raised as raised:
            refusing = holds
            unwind(raised, frame)
        finally:
            run.conditions.pop()
        ends.append(run.state)
        shapes.append(run.refined_tensors)
    run.refined_tensors = in_common([shape for shape, end in zip(shapes, ends, strict=True) if end.alive] or shapes)
    same = agree is None or agree(ends)
    alive = [state for state in ends if state.alive]
    if refusing is not None and len(alive) == 1:
        require_test(key, refusing is opposite, frame, test_node)
    undecided = len(alive) == 2 and not (same and _alike(ends[0], ends[1]))
    if (undecided or _marks(frame) != marks) and key is not None and _splittable(test, frame):
        raise Split(Decision(key, test_node, frame.site(node), not opposite, True))
    run.state = merge(ends, frame.site(node))


def _symbols_in(key: Hashable) -> frozenset[Symbol]:
    """Return the symbols that a test reads."""
    if isinstance(key, Size):
        return symbols_of(key.dim)
    parts = key.items if isinstance(key, Tuple) else key if isinstance(key, tuple) else ()
    return frozenset[Symbol]().union(*map(_symbols_in, parts))


def in_common(refined: list[dict[int | None, Tensor]]) -> dict[int | None, Tensor]:
    """Return the tensors of unknown rank that have a shape, of the same rank, on all ways."""
    first, *rest = refined
    return {
        key: tensor
        for key, tensor in first.items()
        if all(key in other and other[key].rank == tensor.rank for other in rest)
    }


def _marks(frame: Frame) -> tuple[int, int]:
    """Count what branches leave behind outside the state: calls of layers, and returns."""
    return len(frame.run.program.calls), len(frame.returned)


def _alike(one: State, two: State) -> bool:
    """Tell whether two branches leave the same bindings and objects behind; what only one of them made does not count."""
    for key in one.objects.changed(two.objects):
        left, right = one.objects.get(key), two.objects.get(key)
        if left is not None and right is not None and left is not right and left != right:
            return False
    return True


def _splittable(test: Value, frame: Frame) -> bool:
    return frame.run.splitting and _reads_entry(test)


def _reads_entry(test: Value) -> bool:
    return isinstance(test, Size) or (isinstance(test, Unknown) and test.entry)


def unwind(raised: Raised, frame: Frame) -> None:
    """End a branch that raises: it goes on in the handler that catches it, if one is open."""
    for handler in reversed(frame.run.handlers):
        if handler.catches(raised):
            handler.states.append((frame.run.state, raised))
            break
    frame.run.state = frame.run.state.dead()
