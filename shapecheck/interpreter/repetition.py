"""Loops whose number of turns is a size: one turn stands for all where each leaves behind what it found.

That is proven by induction. A turn of any index is run on what the turn before it leaves; what comes of it must be the
same, one turn on. A loop whose first turn differs, as that of layers that grow does, is entered by that turn alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from shapecheck.interpreter.carried import forget_loose, held_by, leading_on
from shapecheck.interpreter.cases import marks, rollback
from shapecheck.interpreter.frame import Raised, Unrepeatable
from shapecheck.interpreter.progress import moved, progress, same
from shapecheck.interpreter.state import LayerObject
from shapecheck.interpreter.values import Ref, Series, Unknown, Value, unknown
from shapecheck.shapes.dims import TooLarge, symbols_of
from shapecheck.shapes.requirements import at_most, either, less
from shapecheck.shapes.simplifying import is_positive, put_in

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.graph.call import LayerCall
    from shapecheck.interpreter.frame import Frame, Run
    from shapecheck.interpreter.state import State
    from shapecheck.shapes.dims import Dim, Symbol

__all__ = ["Turn", "repeated", "series_of"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a loop: what its items are bound to, and its body, which tells whether it goes on as every turn does."""

    bind: Callable[[Value], None]
    body: Callable[[], bool]


def series_of(value: Value, frame: Frame) -> Series | None:
    """Return a sequence whose number of items is a size."""
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    return found.series if isinstance(found, Unknown) else None


def repeated(series: Series, turn: Turn, frame: Frame, node: cst.CSTNode, *, alike: bool = False) -> bool:
    """Run a loop over a series, and tell whether one turn stands for all; where none does, nothing of it is kept.

    With `alike` it stands for the first one too.
    """
    run = frame.run
    if run.supposing or frame.sink is not None or series.index in run.indices or not run.state.alive:
        return False
    for attempt in (_uniform,) if alike else (_uniform, _after_first):
        kept = _Kept(frame)
        indices = run.indices
        try:
            if attempt(series, turn, frame, node):
                return True
        except (Raised, Unrepeatable, TooLarge):
            pass
        finally:
            run.indices = indices
        kept.restore()
    return False


@dataclass(slots=True)
class _Kept:
    """What an attempt may change outside of the state, to be put back where it fails."""

    frame: Frame
    state: State = field(init=False)
    facts: tuple[int, ...] = field(init=False)
    symbols: tuple[dict[Any, Any], ...] = field(init=False)
    returned: int = field(init=False)
    handled: list[int] = field(init=False)

    def __post_init__(self) -> None:
        run = self.frame.run
        self.state = run.state
        self.facts = marks(run)
        self.symbols = tuple(map(dict, self._tables(run)))
        self.returned = len(self.frame.returned)
        self.handled = [len(handler.states) for handler in run.handlers]

    @staticmethod
    def _tables(run: Run) -> tuple[dict[Any, Any], ...]:
        return run.program.symbols, run.numbered, run.refinements, run.refined_tensors, run.shaped

    def restore(self) -> None:
        """Go back to where the attempt began."""
        run = self.frame.run
        run.state = self.state
        rollback(run, self.facts)
        for table, before in zip(self._tables(run), self.symbols, strict=True):
            table.clear()
            table.update(before)
        del self.frame.returned[self.returned :]
        for handler, count in zip(run.handlers, self.handled, strict=True):
            del handler.states[count:]

    def clean(self) -> bool:
        """Tell whether what was run came to its end, with nothing refused and nothing returned on the way."""
        run = self.frame.run
        handled = all(len(h.states) == count for h, count in zip(run.handlers, self.handled, strict=True))
        done = run.state.alive and len(self.frame.returned) == self.returned and handled
        return done and len(run.program.problems) == self.facts[0]


class _Since(NamedTuple):
    """How many facts there were before the turn that stands for all."""

    requirements: int
    calls: int

    @classmethod
    def of(cls, run: Run) -> _Since:
        """Count them as they are now."""
        return cls(len(run.program.requirements), len(run.program.calls))


def _uniform(series: Series, turn: Turn, frame: Frame, node: cst.CSTNode) -> bool:
    """Run one turn at any index: it must find what it leaves, whatever was before the loop."""
    for item in series.leading:
        turn.bind(item)
        if not turn.body():
            return False
    start, since = frame.run.state, _Since.of(frame.run)
    assigned = _turn(series, turn, start, frame)
    if assigned is None:
        return False
    after, scope = frame.run.state, frozenset((series.index,))
    for key in after.objects.changed(start.objects):
        if key in start.objects and key not in assigned:
            if not same(start.objects[key], after.objects.get(key), scope):
                return False
    return _finish(series, start, since, frame, node, turn)


def _turn(series: Series, turn: Turn, state: State, frame: Frame) -> set[Hashable] | None:
    """Run one turn from a state; return what the loop itself assigns, None where the turn is not as every other."""
    run = frame.run
    kept = _Kept(frame)
    run.state = state.fork()
    run.indices |= {series.index}
    turn.bind(series.item)
    assigned = set(run.state.objects.changed(state.objects))
    if not turn.body() or not kept.clean():
        return None
    return assigned


def _after_first(series: Series, turn: Turn, frame: Frame, node: cst.CSTNode) -> bool:
    """Run the first turn by itself, and one at any later index on what the turn before that leaves."""
    run = frame.run
    if series.leading or symbols_of(series.first):
        return False
    before, kept, beginning = run.state, _Kept(frame), (series.first, _Since.of(run))
    run.state = before.fork()
    turn.bind(moved(series.item, {series.index: series.first}))
    if not turn.body() or not kept.clean():
        return False
    first, since = run.state, _Since.of(run)
    later = _later(series, frame)
    index, trial = later.index, _Kept(frame)
    assigned = _turn(later, turn, first, frame)
    if assigned is None:
        return False
    second, scope = run.state, frozenset((index,))
    known = {
        key: (before.objects.get(key), first.objects[key], second.objects.get(key))
        for key in second.objects.changed(first.objects)
        if key in first.objects and key not in assigned
    }
    known = {key: values for key, values in known.items() if not same(values[1], values[2], scope)}
    if not known:
        return _finish(later, first, since, frame, node, turn, beginning)
    for choice in range(_CHOICES):
        guessed = {key: progress(*values, index, series.first, choice) for key, values in known.items()}
        if any(value is None and not isinstance(key, tuple) for key, value in guessed.items()):
            return False
        trial.restore()
        if _turn(later, turn, _supposed(guessed, first, index, frame, node), frame) is None:
            return False
        if _confirmed(guessed, assigned, first, run.state, scope):
            return _finish(later, first, since, frame, node, turn, beginning)
    return False


_CHOICES = 3


def _supposed(guessed: dict[Hashable, Any], first: State, index: Symbol, frame: Frame, node: cst.CSTNode) -> State:
    """Return what the turn before the one at `index` is supposed to leave; unknown is what no rule tells."""
    supposed = first.fork()
    lost = unknown("what an earlier turn of the loop left is not known", frame.site(node))
    for key, value in guessed.items():
        before = moved(value, {index: index - 1}, like=first.objects[key])
        supposed.objects[key] = lost if value is None else before
    return supposed


def _confirmed(
    guessed: dict[Hashable, Any], assigned: set[Hashable], first: State, after: State, scope: frozenset[Symbol]
) -> bool:
    """Tell whether a turn leaves what was supposed that each one does."""
    for key in after.objects.changed(first.objects):
        if key not in first.objects or key in assigned or (key in guessed and guessed[key] is None):
            continue
        if not same(guessed.get(key, first.objects[key]), after.objects.get(key), scope):
            return False
    return True


def _later(series: Series, frame: Frame) -> Series:
    """Return the series without its first item, over an index that says so."""
    start = series.first + 1
    assert isinstance(start, int)
    origin = frame.run.program.symbols[series.index.name]
    index = frame.run.symbol("i", dynamic=False, origin=origin.text, site=origin.site, minimum=start)
    return Series(moved(series.item, {series.index: index}), index, start, series.last)


def _finish(
    series: Series,
    start: State,
    since: _Since,
    frame: Frame,
    node: cst.CSTNode,
    turn: Turn,
    beginning: tuple[Dim, _Since] | None = None,
) -> bool:
    """Let what one turn made stand for all, and what it left for what the last one leaves.

    `beginning` is the index of a first turn that stood by itself, and the facts before it. False where the number of turns
    may be less than none for some turn of a loop around this one.
    """
    run, index = frame.run, series.index
    whole, alone = (series.first, since) if beginning is None else beginning
    _of_all_turns(series, whole, alone.requirements, since.requirements, frame)
    if not _require_turns(series.first, series.last, frame, node):
        return False
    run.repeated.update(call.key for call in run.program.calls[since.calls :])
    objects = run.state.objects
    for key in objects.changed(start.objects):
        found = objects.get(key)
        if isinstance(found, LayerObject):
            if key not in start.objects:
                if any(inner in start.objects for inner in held_by(found)):
                    return False
                objects[key] = replace(found, ranges=(*found.ranges, (index, series.first, series.last)))
        elif found is not None:
            last = moved(found, {index: series.last}, like=found)
            if last is not found:
                objects[key] = last
    forget_loose(_loose(series, turn, since, frame), run)
    return True


def _loose(series: Series, turn: Turn, since: _Since, frame: Frame) -> list[LayerCall]:
    """Return the calls of the turn on which the next one does not rest: that one is run for a trial."""
    run = frame.run
    calls, left, trial = run.program.calls[since.calls :], run.state, _Kept(frame)
    if not calls:
        return []
    try:
        done = _turn(series, turn, left, frame) is not None
        next_calls = run.program.calls[since.calls + len(calls) :]
        leading = leading_on(left, run) if done and len(next_calls) == len(calls) else set()
    except (Raised, Unrepeatable, TooLarge):
        return calls
    finally:
        trial.restore()
    return [call for call, later in zip(calls, next_calls, strict=False) if later.key not in leading]


def _of_all_turns(series: Series, begin: Dim, alone: int, since: int, frame: Frame) -> None:
    """Let what one turn requires be required of the last one, as far as it is wherever there is a turn at all.

    The loop begins at `begin`; the requirements after the first `alone` are those of a first turn that stands by itself.
    """
    found = frame.run.program.requirements
    made, before = found[since:], [one.condition for one in found[:since]]
    first = found[alone:since]
    del found[alone:]
    none, none_later = less(series.last, begin), less(series.last, series.first)
    for one in first:
        condition = one.condition if is_positive(one.condition) else either(none, one.condition)
        found.append(replace(one, condition=condition))
    for one in made:
        last = put_in(one.condition, {series.index: series.last})
        ahead = put_in(one.condition, {series.index: series.first - 1})
        always = ahead is True or ahead in before or none_later is False
        known = last in before or is_positive(last)
        condition = last if known else either(none if always else none_later, last)
        if not isinstance(condition, bool):
            found.append(replace(one, condition=condition))


def _require_turns(first: Dim, last: Dim, frame: Frame, node: cst.CSTNode) -> bool:
    verdict = at_most(first, last + 1)
    if verdict is True:
        return True
    if verdict is False or frame.run.indices & (symbols_of(first) | symbols_of(last)):
        return False
    frame.require(verdict, "count", node)
    return True
