"""`if` and `assert`."""

from __future__ import annotations

import libcst as cst

from shapecheck.interpreter.dispatch import evaluate, execute, executes
from shapecheck.interpreter.forking import decided, fork
from shapecheck.interpreter.frame import Frame, raising
from shapecheck.interpreter.statements import note_assertion, note_guard, settle


@executes(cst.If)
def if_(node: cst.If, frame: Frame) -> None:
    test = evaluate(node.test, frame)
    holds = decided(test, frame)
    if holds is True:
        if not note_guard(node, frame):
            execute(node.body, frame)
    elif holds is False:
        otherwise(node, frame)
    else:
        fork(test, node.test, lambda: execute(node.body, frame), lambda: otherwise(node, frame), frame, node)


def otherwise(node: cst.If, frame: Frame) -> None:
    """Carry out the `else` or `elif` of an `if`."""
    if node.orelse is not None:
        execute(node.orelse, frame)


@executes(cst.Else)
def else_(node: cst.Else, frame: Frame) -> None:
    execute(node.body, frame)


@executes(cst.Assert)
def assert_(node: cst.Assert, frame: Frame) -> None:
    stated = note_assertion(node.test, frame)
    test = evaluate(node.test, frame)
    holds = decided(test, frame)
    if holds is None:
        settle(test, frame, node.test)
    elif holds is False and not stated:
        raise raising("AssertionError", "", frame.site(node))
