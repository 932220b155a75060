"""Names, attributes, and `:=`."""

from __future__ import annotations

import libcst as cst

from shapecheck.interpreter.attributes import get_attribute
from shapecheck.interpreter.builtin_names import BUILTINS
from shapecheck.interpreter.classes import mangled
from shapecheck.interpreter.dispatch import evaluate, evaluates
from shapecheck.interpreter.frame import Frame, raising
from shapecheck.interpreter.modules import STARRED
from shapecheck.interpreter.parameters import refined
from shapecheck.interpreter.targets import assign
from shapecheck.interpreter.values import FALSE, NONE, TRUE, Builtin, Known, Unknown, Value

_SINGLETONS = {"Ellipsis": Known(...), "NotImplemented": Known(NotImplemented)}
_CONSTANTS: dict[str, Value] = {"True": TRUE, "False": FALSE, "None": NONE, "__debug__": TRUE}


@evaluates(cst.Name)
def name(node: cst.Name, frame: Frame) -> Value:
    constant = _CONSTANTS.get(node.value)
    if constant is not None:
        return constant
    found = frame.lookup(node.value)
    if found is not None:
        return refined(found, frame) if isinstance(found, Unknown) else found
    if node.value in _SINGLETONS:
        return _SINGLETONS[node.value]
    if node.value in BUILTINS:
        return Builtin(node.value)
    missing = raising("NameError", f"name '{node.value}' is not defined", frame.site(node))
    if frame.run.catches(missing) and frame.lookup(STARRED) is None:
        raise missing
    return frame.lost(f"the name `{node.value}` is bound nowhere that is read", node)


@evaluates(cst.Attribute)
def attribute(node: cst.Attribute, frame: Frame) -> Value:
    return get_attribute(evaluate(node.value, frame), mangled(node.attr.value, frame), frame, node)


@evaluates(cst.NamedExpr)
def named_expression(node: cst.NamedExpr, frame: Frame) -> Value:
    value = evaluate(node.value, frame)
    assign(node.target, value, frame)
    return value


@evaluates(cst.Await)
def await_(node: cst.Await, frame: Frame) -> Value:
    evaluate(node.expression, frame)
    return frame.lost("what is awaited is not known", node)
