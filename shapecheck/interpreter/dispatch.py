"""The tables of syntax handlers, and the two functions that look into them. Imports no handler."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame
    from shapecheck.interpreter.values import Value

__all__ = ["evaluate", "evaluates", "execute", "execute_all", "executes", "expressions", "statements"]

_EXPRESSIONS: dict[type, Callable[[Any, Frame], Value]] = {}
_STATEMENTS: dict[type, Callable[[Any, Frame], None]] = {}


T = TypeVar("T")


def evaluates(*classes: type[T]) -> Callable[[Callable[[T, Frame], Value]], Callable[[T, Frame], Value]]:
    """Enter a function `(node, frame) -> Value` as the meaning of expressions."""

    def enter(handler: Callable[[T, Frame], Value]) -> Callable[[T, Frame], Value]:
        for cls in classes:
            _EXPRESSIONS[cls] = handler
        return handler

    return enter


def executes(*classes: type[T]) -> Callable[[Callable[[T, Frame], None]], Callable[[T, Frame], None]]:
    """Enter a function `(node, frame)` as the meaning of statements."""

    def enter(handler: Callable[[T, Frame], None]) -> Callable[[T, Frame], None]:
        for cls in classes:
            _STATEMENTS[cls] = handler
        return handler

    return enter


def expressions() -> set[type]:
    """Return the classes of expressions that have a meaning."""
    return set(_EXPRESSIONS)


def statements() -> set[type]:
    """Return the classes of statements that have a meaning."""
    return set(_STATEMENTS)


def evaluate(node: cst.BaseExpression, frame: Frame) -> Value:
    """Return the value of an expression; one without a handler is unknown."""
    frame.run.step()
    handler = _EXPRESSIONS.get(type(node))
    if handler is None:
        return frame.lost(f"{type(node).__name__} expressions are not modelled", node)
    value = handler(node, frame)
    if frame.run.revealing is not None:
        frame.run.revealing.evaluated(node, value, frame)
    return value


def execute(node: cst.CSTNode, frame: Frame) -> None:
    """Carry out a statement; one without a handler is a blind spot."""
    frame.run.step()
    handler = _STATEMENTS.get(type(node))
    if handler is None:
        frame.lost(f"{type(node).__name__} statements are not modelled", node)
        return
    handler(node, frame)


def execute_all(nodes: Iterable[cst.CSTNode], frame: Frame) -> None:
    """Carry out statements in order, as long as the state is alive."""
    for node in nodes:
        if not frame.run.state.alive:
            return
        execute(node, frame)
