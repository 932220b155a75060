"""Assignments of all kinds, `del`, and expressions that stand as statements."""

from __future__ import annotations

import libcst as cst

from shapecheck.interpreter.arithmetic import binary
from shapecheck.interpreter.bridge import augmented_array
from shapecheck.interpreter.dispatch import evaluate, execute_all, executes
from shapecheck.interpreter.frame import Frame
from shapecheck.interpreter.indexing import delete_item
from shapecheck.interpreter.iteration import items_of
from shapecheck.interpreter.state import DictObject, ListObject, SetObject
from shapecheck.interpreter.statements import note_comment
from shapecheck.interpreter.subscript import subscript_key
from shapecheck.interpreter.syntax.operators import AUGMENTED
from shapecheck.interpreter.targets import assign
from shapecheck.interpreter.values import Array, Ref, Tensor, Unknown, Value


@executes(cst.SimpleStatementLine)
def simple_statements(node: cst.SimpleStatementLine, frame: Frame) -> None:
    execute_all(node.body, frame)
    if node.trailing_whitespace.comment is not None:
        note_comment(node, frame)


@executes(cst.SimpleStatementSuite)
def suite(node: cst.SimpleStatementSuite, frame: Frame) -> None:
    execute_all(node.body, frame)


@executes(cst.IndentedBlock)
def block(node: cst.IndentedBlock, frame: Frame) -> None:
    execute_all(node.body, frame)


@executes(cst.Expr)
def expression(node: cst.Expr, frame: Frame) -> None:
    evaluate(node.value, frame)


@executes(cst.Pass)
def pass_(node: cst.Pass, frame: Frame) -> None:
    """Do nothing, as `pass` does."""


@executes(cst.Assign)
def assignment(node: cst.Assign, frame: Frame) -> None:
    value = evaluate(node.value, frame)
    for target in node.targets:
        assign(target.target, value, frame)


@executes(cst.AnnAssign)
def annotated(node: cst.AnnAssign, frame: Frame) -> None:
    if node.value is not None:
        assign(node.target, evaluate(node.value, frame), frame)
    if isinstance(node.target, cst.Name):
        frame.annotated.append(node)


@executes(cst.AugAssign)
def augmented(node: cst.AugAssign, frame: Frame) -> None:
    current = evaluate(node.target, frame)
    value = evaluate(node.value, frame)
    symbol = AUGMENTED[type(node.operator)]
    if isinstance(current, Array) and not isinstance(value, Tensor):
        assign(node.target, augmented_array(current, symbol, value, frame, node), frame)
        return
    if not _in_place(symbol, current, value, frame, node):
        assign(node.target, binary(symbol, current, value, frame, node), frame)


def _in_place(symbol: str, current: Value, value: Value, frame: Frame, node: cst.CSTNode) -> bool:
    """Carry out `+=` on a list, `|=` on a dict or set: the object itself changes."""
    found = frame.run.state.objects.get(current.address) if isinstance(current, Ref) else None
    if not isinstance(current, Ref) or (symbol, type(found)) not in _IN_PLACE:
        return False
    changed: object
    if isinstance(found, ListObject):
        items = items_of(value, frame, node)
        changed = items if isinstance(items, Unknown) else ListObject((*found.items, *items), found.kind)
    else:
        other = binary(symbol, current, value, frame, node)
        changed = frame.run.state.objects[other.address] if isinstance(other, Ref) else other
    frame.run.state.objects[current.address] = changed
    return True


_IN_PLACE = {("+", ListObject), ("|", DictObject), ("|", SetObject), ("&", SetObject), ("-", SetObject)}


@executes(cst.Del)
def delete(node: cst.Del, frame: Frame) -> None:
    targets = [e.value for e in node.target.elements] if isinstance(node.target, cst.Tuple) else [node.target]
    for target in targets:
        if isinstance(target, cst.Name):
            frame.run.state.unbind(frame.redirected.get(target.value, frame.scope), target.value)
        elif isinstance(target, cst.Subscript):
            delete_item(evaluate(target.value, frame), subscript_key(target, frame), frame, target)
        elif isinstance(target, cst.Attribute):
            owner = evaluate(target.value, frame)
            if isinstance(owner, Ref):
                frame.run.state.unbind(owner.address, target.attr.value)


@executes(cst.TypeAlias)
def type_alias(node: cst.TypeAlias, frame: Frame) -> None:
    frame.bind(node.name.value, frame.lost("type aliases are not evaluated", node))
