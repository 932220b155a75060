"""Comprehensions and generator expressions, in a scope of their own, their items taken at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import libcst as cst

from shapecheck.interpreter.dispatch import evaluate, evaluates
from shapecheck.interpreter.forking import decided
from shapecheck.interpreter.frame import Frame
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.keys import hashable
from shapecheck.interpreter.state import DictObject, ListObject, SetObject
from shapecheck.interpreter.targets import assign
from shapecheck.interpreter.values import Unknown, Value, unknown


def _collect(loop: cst.CompFor, frame: Frame, take: Callable[[Frame], None]) -> Unknown | None:
    """Run the loops of a comprehension; returns why their items are unknown, if they are."""
    items = items_of(evaluate(loop.iter, frame), frame, loop.iter)
    if isinstance(items, Unknown):
        return items
    if len(items) > frame.run.limits.unrolling:
        return frame.lost(f"a comprehension of more than {frame.run.limits.unrolling:,} turns", loop)
    for item in items:
        assign(loop.target, item, frame)
        tests = [decided(evaluate(test.test, frame), frame) for test in loop.ifs]
        if False in tests:
            continue
        if None in tests:
            return unknown("a test of this comprehension is not decided", frame.site(loop))
        if loop.inner_for_in is None:
            take(frame)
        else:
            lost = _collect(loop.inner_for_in, frame, take)
            if lost is not None:
                return lost
    return None


def _inner(frame: Frame) -> Frame:
    return replace(frame, scope=frame.inner_scope(), redirected={}, loops=[])


@evaluates(cst.ListComp, cst.GeneratorExp)
def list_comprehension(node: cst.BaseSimpleComp, frame: Frame) -> Value:
    items: list[Value] = []
    lost = _collect(node.for_in, _inner(frame), lambda inner: items.append(evaluate(node.elt, inner)))
    kind = "list" if isinstance(node, cst.ListComp) else "iterator"
    return frame.run.new(lost or ListObject(tuple(items), kind))


@evaluates(cst.SetComp)
def set_comprehension(node: cst.SetComp, frame: Frame) -> Value:
    items: dict[Value, None] = {}
    lost = _collect(node.for_in, _inner(frame), lambda inner: items.setdefault(evaluate(node.elt, inner)))
    if lost is None and not all(hashable(item, frame) for item in items):
        lost = unknown("a set of values that are not all known", frame.site(node))
    return frame.run.new(lost or SetObject(tuple(items)))


@evaluates(cst.DictComp)
def dict_comprehension(node: cst.DictComp, frame: Frame) -> Value:
    entries: dict[Value, Value] = {}

    def take(inner: Frame) -> None:
        key = evaluate(node.key, inner)
        entries[key] = evaluate(node.value, inner)

    lost = _collect(node.for_in, _inner(frame), take)
    if lost is None and not all(hashable(key, frame) for key in entries):
        lost = unknown("a key of this dict is unknown", frame.site(node))
    return frame.run.new(lost or DictObject(entries))
