"""Operators: binary, unary, boolean, comparisons, and the conditional expression."""

from __future__ import annotations

import libcst as cst

from shapecheck.interpreter.arithmetic import binary, negative, unary
from shapecheck.interpreter.comparing import compare
from shapecheck.interpreter.dispatch import evaluate, evaluates
from shapecheck.interpreter.forking import either
from shapecheck.interpreter.frame import Frame
from shapecheck.interpreter.keys import truth
from shapecheck.interpreter.values import Value

_BINARY = {
    cst.Add: "+", cst.Subtract: "-", cst.Multiply: "*", cst.Divide: "/", cst.FloorDivide: "//", cst.Modulo: "%",
    cst.Power: "**", cst.LeftShift: "<<", cst.RightShift: ">>", cst.BitAnd: "&", cst.BitOr: "|", cst.BitXor: "^",
    cst.MatrixMultiply: "@",
}  # fmt: skip

AUGMENTED = {
    cst.AddAssign: "+", cst.SubtractAssign: "-", cst.MultiplyAssign: "*", cst.DivideAssign: "/",
    cst.FloorDivideAssign: "//", cst.ModuloAssign: "%", cst.PowerAssign: "**", cst.LeftShiftAssign: "<<",
    cst.RightShiftAssign: ">>", cst.BitAndAssign: "&", cst.BitOrAssign: "|", cst.BitXorAssign: "^",
    cst.MatrixMultiplyAssign: "@",
}  # fmt: skip

_COMPARISONS = {
    cst.Equal: "==", cst.LessThan: "<", cst.GreaterThan: ">", cst.LessThanEqual: "<=", cst.GreaterThanEqual: ">=",
    cst.In: "in", cst.Is: "is",
}  # fmt: skip


@evaluates(cst.BinaryOperation)
def binary_operation(node: cst.BinaryOperation, frame: Frame) -> Value:
    left = evaluate(node.left, frame)
    return binary(_BINARY[type(node.operator)], left, evaluate(node.right, frame), frame, node)


@evaluates(cst.UnaryOperation)
def unary_operation(node: cst.UnaryOperation, frame: Frame) -> Value:
    value = evaluate(node.expression, frame)
    if isinstance(node.operator, cst.Not):
        return negative(value, frame, node)
    return unary({cst.Minus: "-", cst.Plus: "+", cst.BitInvert: "~"}[type(node.operator)], value, frame, node)


@evaluates(cst.BooleanOperation)
def boolean_operation(node: cst.BooleanOperation, frame: Frame) -> Value:
    left = evaluate(node.left, frame)
    stops = isinstance(node.operator, cst.Or)
    return either(
        left,
        node.left,
        lambda: left if stops else evaluate(node.right, frame),
        lambda: evaluate(node.right, frame) if stops else left,
        frame,
        node,
    )


def _symbol(operator: cst.BaseCompOp) -> str:
    if isinstance(operator, cst.NotEqual):
        return "!="
    if isinstance(operator, cst.NotIn):
        return "not in"
    if isinstance(operator, cst.IsNot):
        return "is not"
    return _COMPARISONS[type(operator)]


@evaluates(cst.Comparison)
def comparison(node: cst.Comparison, frame: Frame) -> Value:
    left = evaluate(node.left, frame)
    result: Value | None = None
    for target in node.comparisons:
        right = evaluate(target.comparator, frame)
        step = compare(_symbol(target.operator), left, right, frame, node)
        if truth(step, frame) is False:
            return step
        if result is None or truth(result, frame) is True:
            result = step
        left = right
    assert result is not None
    return result


@evaluates(cst.IfExp)
def conditional(node: cst.IfExp, frame: Frame) -> Value:
    test = evaluate(node.test, frame)
    return either(
        test, node.test, lambda: evaluate(node.body, frame), lambda: evaluate(node.orelse, frame), frame, node
    )
