"""Comprehensions, in a scope of their own, and generator expressions, which give one item after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import libcst as cst

from shapecheck.interpreter.dispatch import evaluate, evaluates
from shapecheck.interpreter.forking import decided
from shapecheck.interpreter.frame import Frame, Raised
from shapecheck.interpreter.generators import outside
from shapecheck.interpreter.iteration import items_of, visit
from shapecheck.interpreter.iterators import Obscure, advance, iterate, stepping
from shapecheck.interpreter.keys import distinct, key_in, keyed
from shapecheck.interpreter.repetition import Turn, repeated, series_of
from shapecheck.interpreter.state import DictObject, ListObject, SetObject, like_all
from shapecheck.interpreter.targets import assign
from shapecheck.interpreter.values import Ref, Series, Unknown, Value, unknown
from shapecheck.interpreter.walking import children, names_in


class _Lost(Exception):
    """Raised where the items of a comprehension are not known; `series` is what it runs over where their number is a size."""

    def __init__(self, value: Unknown, series: Series | None = None) -> None:
        super().__init__(value.reason)
        self.value = value
        self.series = series


def _collect(loop: cst.CompFor, outer: Frame, frame: Frame, take: Callable[[], None], *, ordered: bool) -> None:
    """Run the loops of a comprehension; the outermost iterable is evaluated outside of its scope.

    Raises _Lost.
    """

    def turn(item: Value) -> None:
        if _passes(loop, item, frame):
            if loop.inner_for_in is None:
                take()
            else:
                _collect(loop.inner_for_in, frame, frame, take, ordered=ordered)

    iterable = evaluate(loop.iter, outer)
    lost = visit(iterable, frame, loop.iter, turn, ordered=ordered, pushed=False)
    if lost is not None:
        raise _Lost(lost, series_of(iterable, frame))


def _passes(loop: cst.CompFor, item: Value, frame: Frame) -> bool:
    """Bind the target of a loop to an item, and tell whether the loop's tests let it pass.

    Raises _Lost where they are not decided.
    """
    assign(loop.target, item, frame)
    for test in loop.ifs:
        holds = decided(evaluate(test.test, frame), frame)
        if holds is None:
            raise _Lost(unknown("a test of this comprehension is not decided", frame.site(loop)))
        if not holds:
            return False
    return True


def _inner(node: cst.BaseComp, frame: Frame) -> Frame:
    """Return a frame for a comprehension: what `:=` binds in it is bound in the function around it."""
    outside = {name: frame.redirected.get(name, frame.scope) for name in _bound_outside(node)}
    return replace(frame, scope=frame.inner_scope(), redirected={**frame.redirected, **outside}, loops=[])


def _bound_outside(node: cst.CSTNode) -> Iterator[str]:
    if isinstance(node, cst.NamedExpr) and isinstance(node.target, cst.Name):
        yield node.target.value
    for child in children(node):
        if not isinstance(child, cst.Lambda):
            yield from _bound_outside(child)


def _given(element: cst.BaseExpression, frame: Frame) -> tuple[Value, ...]:
    """Return what one turn of a comprehension adds: a value, or, since Python 3.15, all items of one (`[*x for x in y]`).

    Raises _Lost where those are not known.
    """
    if not isinstance(element, cst.StarredElement):
        return (evaluate(element, frame),)
    items = items_of(evaluate(element.value, frame), frame, element)
    if isinstance(items, Unknown):
        raise _Lost(items)
    return items


@evaluates(cst.ListComp)
def list_comprehension(node: cst.ListComp, frame: Frame) -> Value:
    items: list[Value] = []
    inner = _inner(node, frame)
    try:
        _collect(node.for_in, frame, inner, lambda: items.extend(_given(node.elt, inner)), ordered=True)
    except _Lost as lost:
        made = None if lost.series is None else _series(node, lost.series, frame)
        if made is not None:
            # an item that is picked out is like any other where none looks at its index
            alike = isinstance(node.for_in.target, cst.Name) and node.for_in.target.value not in names_in(node.elt)
            return frame.run.new(replace(lost.value, item=made.item if alike else None, series=made))
        return frame.run.new(replace(lost.value, item=_each(node, lost.value, frame)))
    return frame.run.new(ListObject(tuple(items)))


def _series(node: cst.ListComp, series: Series, frame: Frame) -> Series | None:
    """Return the items of a comprehension over a series, one for all; None where they differ by more than the index."""
    loop = node.for_in
    if loop.inner_for_in is not None or loop.ifs or isinstance(node.elt, cst.StarredElement):
        return None
    inner = _inner(node, frame)
    made: list[Value] = []

    def body() -> bool:
        made.append(evaluate(node.elt, inner))
        return True

    turn = Turn(lambda item: assign(loop.target, item, inner), body)
    if not repeated(series, turn, frame, node, alike=True) or isinstance(made[-1], Unknown):
        return None
    return replace(series, item=made[-1])


def _each(node: cst.ListComp, lost: Unknown, frame: Frame) -> Value | None:
    """Return what each item of a comprehension is like whose number of turns is not known, None where that differs."""
    loop = node.for_in
    if loop.inner_for_in is not None or loop.ifs or lost.problem or isinstance(node.elt, cst.StarredElement):
        return None
    inner = _inner(node, frame)
    made: list[Value] = []
    frame.run.repeating += 1
    try:
        for _ in range(2):
            assign(loop.target, lost.item or unknown(lost.reason, lost.site), inner)
            made.append(evaluate(node.elt, inner))
    finally:
        frame.run.repeating -= 1
    return like_all(made, frame.run.state.objects)


@evaluates(cst.SetComp)
def set_comprehension(node: cst.SetComp, frame: Frame) -> Value:
    items: list[Value] = []
    inner = _inner(node, frame)
    try:
        _collect(node.for_in, frame, inner, lambda: items.extend(_given(node.elt, inner)), ordered=False)
    except _Lost as lost:
        return frame.run.new(lost.value)
    if not all(keyed(item, frame, node) for item in items):
        return frame.run.new(unknown("a set of values that are not all known", frame.site(node)))
    return frame.run.new(SetObject(distinct(items)))


@evaluates(cst.DictComp)
def dict_comprehension(node: cst.DictComp, frame: Frame) -> Value:
    entries: dict[Value, Value] = {}
    inner = _inner(node, frame)

    def take() -> None:
        key = evaluate(node.key, inner)
        value = evaluate(node.value, inner)
        if not keyed(key, inner, node):
            raise _Lost(unknown("a key of this dict is unknown", frame.site(node)))
        same = key_in(entries, key)
        entries[key if same is None else same] = value

    try:
        _collect(node.for_in, frame, inner, take, ordered=True)
    except _Lost as lost:
        return frame.run.new(lost.value)
    return frame.run.new(DictObject(entries))


@dataclass(frozen=True, slots=True, eq=False)
class _Expression:
    """A generator expression: its frame, and the iterators of the loops that it is in."""

    node: cst.GeneratorExp
    frame: Frame
    stack: tuple[Value, ...]


@evaluates(cst.GeneratorExp)
def generator_expression(node: cst.GeneratorExp, frame: Frame) -> Value:
    if isinstance(node.elt, cst.StarredElement):
        return frame.lost("generators that unpack each item are not modelled", node)
    inner = _inner(node, frame)
    try:
        first = iterate(evaluate(node.for_in.iter, frame), frame, node.for_in.iter)
    except Obscure as obscure:
        return frame.run.new(obscure.value)
    return frame.run.new(_Expression(node, inner, (first,)))


@stepping(_Expression)
def step(iterator: Ref, found: _Expression, frame: Frame, node: cst.CSTNode, ordered: bool) -> Value | None:
    loops = [found.node.for_in]
    while loops[-1].inner_for_in is not None:
        loops.append(loops[-1].inner_for_in)
    inner, stack = found.frame, list(found.stack)
    try:
        while stack:
            item = advance(stack[-1], frame, node, ordered=ordered)
            loop = loops[len(stack) - 1]
            if item is None:
                stack.pop()
            elif not _passes(loop, item, inner):
                continue
            elif loop.inner_for_in is None:
                frame.run.state.objects[iterator.address] = replace(found, stack=tuple(stack))
                return evaluate(found.node.elt, inner)
            else:
                stack.append(iterate(evaluate(loop.inner_for_in.iter, inner), inner, loop.inner_for_in.iter))
    except _Lost as lost:
        raise Obscure(lost.value) from None
    except Raised as raised:
        raise outside(raised) from None
    frame.run.state.objects[iterator.address] = replace(found, stack=())
    return None
