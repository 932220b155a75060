"""Iterators of Python and `itertools`: `iter`, `next`, `zip`, `map`, `filter`, `count`, `chain` and their kind."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import libcst as cst

from shapecheck.interpreter.arithmetic import binary
from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.calls import call
from shapecheck.interpreter.equality import equals
from shapecheck.interpreter.forking import decided
from shapecheck.interpreter.frame import Frame, Raised, raising
from shapecheck.interpreter.indexing import get_item
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.iterators import Lazy, Obscure, Walk, advance, is_iterator, iterate, stepping
from shapecheck.interpreter.keys import dunder, length
from shapecheck.interpreter.repetition import series_of
from shapecheck.interpreter.state import SetObject, like_all
from shapecheck.interpreter.values import NONE, Known, Ref, Series, Tuple, Unknown, Value, size, unknown

Going = Callable[[Ref, Lazy, Frame, cst.CSTNode, bool], Value | None]

_GOING: dict[str, Going] = {}


def going(*kinds: str) -> Callable[[Going], Going]:
    """Enter a function as the way an iterator of a kind goes on."""

    def enter(function: Going) -> Going:
        for kind in kinds:
            _GOING[kind] = function
        return function

    return enter


@stepping(Lazy)
def step(iterator: Ref, found: Lazy, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    return _GOING[found.kind](iterator, found, frame, node, ordered)


def lazy(arguments: Arguments, kind: str, iterables: Iterable[Value], given: Iterable[Value] = ()) -> Value:
    """Return an iterator over iterables; an unknown one where one of these is unknown."""
    run = arguments.frame.run
    every = list(iterables)
    if kind in ("zip", "enumerate"):
        from shapecheck.interpreter import bridge

        together = bridge.sources_together(kind, every, arguments.frame, arguments.node)
        if together is not None:
            return together
    try:
        sources = tuple(iterate(one, arguments.frame, arguments.node) for one in every)
    except Obscure as obscure:
        return run.new(
            replace(obscure.value, item=_each(kind, every, arguments), series=_numbered(kind, every, arguments))
        )
    return run.new(Lazy(kind, sources, tuple(given)))


def _numbered(kind: str, iterables: list[Value], arguments: Arguments) -> Series | None:
    """Return what `enumerate` gives of a series; None for anything else."""
    series = series_of(iterables[0], arguments.frame) if kind == "enumerate" and iterables else None
    start = arguments.get(1, "start", Known(0))
    if series is None or series.leading or not isinstance(start, Known) or not isinstance(start.value, int):
        return None
    return replace(series, item=Tuple((size(series.index - series.first + start.value), series.item)))


def _each(kind: str, iterables: Iterable[Value], arguments: Arguments) -> Value | None:
    """Return what each item of `enumerate` or `zip` is like where their number is not known, None where that differs."""
    if kind not in ("enumerate", "zip"):
        return None
    objects = arguments.frame.run.state.objects
    parts = []
    for one in iterables:
        found = objects.get(one.address) if isinstance(one, Ref) else one
        items = (found.item,) if isinstance(found, Unknown) else getattr(found, "items", ())
        parts.append(like_all(items, objects) if isinstance(items, tuple) else None)
    if kind == "enumerate":
        parts.insert(0, unknown("which item this is is not known", arguments.frame.site(arguments.node)))
    known = tuple(part for part in parts if part is not None)
    return Tuple(known) if len(known) == len(parts) else None


def whole(arguments: Arguments, found: Iterable[Any] | Unknown) -> Value:
    """Return an iterator over items that are all taken now, or over unknown ones."""
    frame = arguments.frame
    if isinstance(found, Unknown):
        return frame.run.new(found)
    taken = tuple(itertools.islice(found, frame.run.limits.items + 1))
    if len(taken) > frame.run.limits.items:
        return frame.run.new(frame.lost("more items than can be followed", arguments.node))
    return frame.run.new(Walk(Tuple(taken)))


def obscure(reason: str, frame: Frame, node: cst.CSTNode) -> Obscure:
    """Return what is raised where it is not known how an iterator goes on."""
    return Obscure(unknown(reason, frame.site(node)))


def _counted(iterator: Ref, found: Lazy, frame: Frame) -> None:
    frame.run.state.objects[iterator.address] = replace(found, count=found.count + 1)


@builtin("iter")
def iter_(arguments: Arguments) -> Value:
    if len(arguments.positional) > 1:
        return arguments.frame.run.new(Lazy("until", (), tuple(arguments.positional)))
    try:
        return iterate(arguments.at(0), arguments.frame, arguments.node)
    except Obscure as lost:
        return arguments.frame.run.new(lost.value)


@builtin("next")
def next_(arguments: Arguments) -> Value:
    try:
        item = advance(arguments.at(0), arguments.frame, arguments.node)
    except Obscure as lost:
        # an item is no other one, nor the iterator itself
        return unknown(lost.value.reason, lost.value.site, problem=lost.value.problem)
    if item is not None:
        return item
    if len(arguments.positional) > 1:
        return arguments.positional[1]
    raise raising("StopIteration", "", arguments.frame.site(arguments.node))


@going("until")
def until(iterator: Ref, found: Lazy, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    """Call a function until it returns the sentinel."""
    function, sentinel = found.given
    result = call(function, [], {}, frame, node)
    same = equals(result, sentinel, frame)
    if same is None:
        raise obscure("whether the sentinel is reached is not known", frame, node)
    return None if same else result


@going("items")
def by_index(iterator: Ref, found: Lazy, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    """Ask `__getitem__` for 0, 1, 2, ... until it raises IndexError."""
    try:
        item = get_item(found.sources[0], Known(found.count), frame, node)
    except Raised as raised:
        if "IndexError" not in raised.lineage:
            raise
        return None
    _counted(iterator, found, frame)
    return item


@builtin("enumerate")
def enumerate_(arguments: Arguments) -> Value:
    return lazy(arguments, "enumerate", [arguments.at(0, "iterable")], [arguments.get(1, "start", Known(0)) or NONE])


@going("enumerate")
def number(iterator: Ref, found: Lazy, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    item = advance(found.sources[0], frame, node, ordered=ordered)
    if item is None:
        return None
    _counted(iterator, found, frame)
    return Tuple((binary("+", found.given[0], Known(found.count), frame, node), item))


@builtin("zip", "map", "itertools.starmap", "itertools.chain")
def over_all(arguments: Arguments) -> Value:
    name = arguments.name.rpartition(".")[2]
    if name in ("map", "starmap"):
        return lazy(arguments, name, [arguments.at(1), *arguments.positional[2:]], [arguments.at(0)])
    if name == "chain":
        return lazy(arguments, "chain", [Tuple(tuple(arguments.positional))], [NONE])
    return lazy(arguments, "zip", arguments.positional, [arguments.keywords.get("strict", Known(False))])


@builtin("itertools.chain.from_iterable")
def chain_from(arguments: Arguments) -> Value:
    return lazy(arguments, "chain", [arguments.at(0)], [NONE])


@going("zip")
def zipped(iterator: Ref, found: Lazy, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    items: list[Value] = []
    for source in found.sources:
        item = advance(source, frame, node)
        if item is None:
            if found.given[0] != Known(False):
                _refuse_other_lengths(found, items, frame, node)
            return None
        items.append(item)
    return Tuple(tuple(items)) if items else None


def _refuse_other_lengths(found: Lazy, items: list[Value], frame: Frame, node: cst.CSTNode) -> None:
    """Refuse iterables of different lengths, as `zip(strict=True)` does.

    Raises Raised (ValueError).
    """
    if items or any(advance(source, frame, node) is not None for source in found.sources[1:]):
        raise raising("ValueError", "zip() argument has another length", frame.site(node))


@going("map")
def mapped(iterator: Ref, found: Lazy, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    items: list[Value] = []
    for source in found.sources:
        item = advance(source, frame, node, ordered=ordered)
        if item is None:
            return None
        items.append(item)
    return call(found.given[0], items, {}, frame, node)


@going("starmap")
def spread(iterator: Ref, found: Lazy, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    item = advance(found.sources[0], frame, node, ordered=ordered)
    if item is None:
        return None
    given = items_of(item, frame, node)
    if isinstance(given, Unknown):
        raise Obscure(given)
    return call(found.given[0], given, {}, frame, node)


@going("chain")
def chained(iterator: Ref, found: Lazy, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    """Go through the iterables one after the other; `given` is the iterator of the present one."""
    present = found.given[0]
    while True:
        item = None if present == NONE else advance(present, frame, node, ordered=ordered)
        if item is not None:
            return item
        following = advance(found.sources[0], frame, node, ordered=ordered)
        if following is None:
            return None
        present = iterate(following, frame, node)
        frame.run.state.objects[iterator.address] = replace(found, given=(present,))


@builtin("filter", "itertools.filterfalse", "itertools.takewhile", "itertools.dropwhile")
def tested(arguments: Arguments) -> Value:
    name = arguments.name.rpartition(".")[2]
    return lazy(arguments, name, [arguments.at(1)], [arguments.at(0)])


@going("filter", "filterfalse", "takewhile", "dropwhile")
def passing(iterator: Ref, found: Lazy, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    """Give the items that pass a test; `count` is 1 once `takewhile` or `dropwhile` has met the item that ends it."""
    if found.kind == "takewhile" and found.count:
        return None
    while True:
        item = advance(found.sources[0], frame, node, ordered=ordered and found.kind.startswith("filter"))
        if item is None or (found.kind == "dropwhile" and found.count):
            return item
        test = found.given[0]
        holds = decided(item if test == NONE else call(test, [item], {}, frame, node), frame)
        if holds is None:
            raise obscure(f"a test of `{found.kind}` is not decided", frame, node)
        if found.kind == "takewhile" and not holds:
            _counted(iterator, found, frame)
            return None
        if found.kind == "dropwhile" and not holds:
            _counted(iterator, found, frame)
            return item
        if holds is (found.kind in ("filter", "takewhile")):
            return item


@builtin("itertools.count", "itertools.repeat", "itertools.cycle")
def endless(arguments: Arguments) -> Value:
    run = arguments.frame.run
    name = arguments.name.rpartition(".")[2]
    if name == "count":
        start, stride = arguments.get(0, "start", Known(0)), arguments.get(1, "step", Known(1))
        return run.new(Lazy("count", (), (start or NONE, stride or NONE)))
    if name == "repeat":
        times = arguments.get(1, "times", NONE)
        return run.new(Lazy("repeat", (), (arguments.at(0), times or NONE)))
    found = items_of(arguments.at(0), arguments.frame, arguments.node)
    return run.new(found if isinstance(found, Unknown) else Lazy("cycle", (), found))


@going("count")
def counted(iterator: Ref, found: Lazy, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    present, stride = found.given
    following = binary("+", present, stride, frame, node)
    frame.run.state.objects[iterator.address] = replace(found, given=(following, stride))
    return present


@going("repeat")
def repeated(iterator: Ref, found: Lazy, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    item, times = found.given
    if not isinstance(times, Known):
        raise obscure("how often it repeats is not known", frame, node)
    if times.value is not None and found.count >= times.value:
        return None
    _counted(iterator, found, frame)
    return item


@going("cycle")
def cycled(iterator: Ref, found: Lazy, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    if not found.given:
        return None
    _counted(iterator, found, frame)
    return found.given[found.count % len(found.given)]


@builtin("itertools.islice")
def islice(arguments: Arguments) -> Value:
    numbers = [value.value if isinstance(value, Known) else ... for value in arguments.positional[1:]]
    if not numbers or ... in numbers:
        return arguments.frame.run.new(arguments.lost("how much of it is taken is not known"))
    bounds = slice(*numbers)
    start, stride = bounds.start or 0, bounds.step or 1
    return lazy(arguments, "islice", [arguments.at(0)], [Known(start), Known(bounds.stop), Known(stride)])


@going("islice")
def sliced(iterator: Ref, found: Lazy, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    """Skip to the next index that is wanted; `count` is how many items were taken, `given` where to go on."""
    wanted, stop, stride = (value.value for value in found.given if isinstance(value, Known))
    taken = found.count
    while stop is None or wanted < stop:
        item = advance(found.sources[0], frame, node)
        taken += 1
        if item is None:
            return None
        if taken > wanted:
            rest = (Known(wanted + stride), Known(stop), Known(stride))
            frame.run.state.objects[iterator.address] = replace(found, given=rest, count=taken)
            return item
    return None


@builtin("itertools.accumulate")
def accumulate(arguments: Arguments) -> Value:
    function = arguments.get(1, "func", NONE)
    first = arguments.keywords.get("initial", NONE)
    found = items_of(arguments.at(0), arguments.frame, arguments.node)
    if isinstance(found, Unknown):
        return whole(arguments, found)
    results: list[Value] = []
    for item in found if first == NONE else (first, *found):
        last = results[-1] if results else None
        if last is None:
            results.append(item)
        elif function in (None, NONE):
            results.append(binary("+", last, item, arguments.frame, arguments.node))
        else:
            assert function is not None
            results.append(call(function, [last, item], {}, arguments.frame, arguments.node))
    return whole(arguments, results)


@builtin("reversed")
def reversed_(arguments: Arguments) -> Value:
    frame, node = arguments.frame, arguments.node
    value = arguments.at(0)
    method = dunder(value, "__reversed__", frame)
    if method is not None:
        return call(method, [value], {}, frame, node)
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if dunder(value, "__len__", frame) is not None and dunder(value, "__getitem__", frame) is not None:
        return _reversed_by_index(value, arguments)
    if isinstance(found, Known) and isinstance(found.value, range):
        return frame.run.new(Walk(Known(found.value[::-1])))
    if isinstance(found, SetObject) or is_iterator(found):
        raise raising("TypeError", "object is not reversible", frame.site(node))
    given = items_of(value, frame, node)
    return whole(arguments, given if isinstance(given, Unknown) else given[::-1])


def _reversed_by_index(value: Value, arguments: Arguments) -> Value:
    count = length(value, arguments.frame)
    if count is None or count > arguments.frame.run.limits.unrolling:
        return whole(arguments, arguments.lost("the length is not known"))
    places = range(count - 1, -1, -1)
    return whole(arguments, [get_item(value, Known(at), arguments.frame, arguments.node) for at in places])
