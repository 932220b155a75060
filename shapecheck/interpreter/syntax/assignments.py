"""Assignments of all kinds, `del`, and expressions that stand as statements."""

from __future__ import annotations

import libcst as cst

from shapecheck.interpreter.arithmetic import in_place
from shapecheck.interpreter.attribute_setting import delete_attribute, set_attribute
from shapecheck.interpreter.attributes import get_attribute
from shapecheck.interpreter.classes import mangled
from shapecheck.interpreter.comments import note_comment
from shapecheck.interpreter.dispatch import evaluate, execute_all, executes
from shapecheck.interpreter.frame import Frame
from shapecheck.interpreter.indexing import delete_item, get_item, set_item
from shapecheck.interpreter.signatures import note_annotated
from shapecheck.interpreter.subscript import subscript_key
from shapecheck.interpreter.syntax.operators import AUGMENTED
from shapecheck.interpreter.targets import assign


@executes(cst.SimpleStatementLine)
def simple_statements(node: cst.SimpleStatementLine, frame: Frame) -> None:
    reached = frame.run.state.alive
    execute_all(node.body, frame)
    if reached and node.trailing_whitespace.comment is not None:
        note_comment(node, frame)
    if frame.run.revealing is not None:
        frame.run.revealing.executed(node, frame)


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
        value = evaluate(node.value, frame)
        assign(node.target, value, frame)
        note_annotated(node.annotation, value, frame)
    if isinstance(node.target, cst.Name):
        frame.annotated.append(node)


@executes(cst.AugAssign)
def augmented(node: cst.AugAssign, frame: Frame) -> None:
    """Carry out `target op= value`; what the target consists of is evaluated once."""
    symbol = AUGMENTED[type(node.operator)]
    target = node.target
    if isinstance(target, cst.Attribute):
        owner, name = evaluate(target.value, frame), mangled(target.attr.value, frame)
        current = get_attribute(owner, name, frame, target)
        result = in_place(symbol, current, evaluate(node.value, frame), frame, node)
        set_attribute(owner, name, result, frame, target)
    elif isinstance(target, cst.Subscript):
        owner, key = evaluate(target.value, frame), subscript_key(target, frame)
        current = get_item(owner, key, frame, target)
        result = in_place(symbol, current, evaluate(node.value, frame), frame, node)
        set_item(owner, key, result, frame, target)
    else:
        current = evaluate(target, frame)
        assign(target, in_place(symbol, current, evaluate(node.value, frame), frame, node), frame)


@executes(cst.Del)
def delete(node: cst.Del, frame: Frame) -> None:
    _delete(node.target, frame)


def _delete(target: cst.BaseExpression, frame: Frame) -> None:
    if isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            _delete(element.value, frame)
    elif isinstance(target, cst.Name):
        frame.run.state.unbind(frame.redirected.get(target.value, frame.scope), target.value)
    elif isinstance(target, cst.Subscript):
        delete_item(evaluate(target.value, frame), subscript_key(target, frame), frame, target)
    elif isinstance(target, cst.Attribute):
        delete_attribute(evaluate(target.value, frame), mangled(target.attr.value, frame), frame, target)


@executes(cst.TypeAlias)
def type_alias(node: cst.TypeAlias, frame: Frame) -> None:
    frame.bind(node.name.value, frame.lost("type aliases are not evaluated", node))
