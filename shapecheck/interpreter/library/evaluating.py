"""`eval` of a text that is known: names with their attributes, and constants; anything else is unknown."""

from __future__ import annotations

import ast

from shapecheck.interpreter.attributes import get_attribute
from shapecheck.interpreter.builtin_names import BUILTINS
from shapecheck.interpreter.builtins_ import Arguments, builtin
from shapecheck.interpreter.values import Builtin, Known, Value


@builtin("eval")
def eval_(arguments: Arguments) -> Value:
    text = arguments.at(0)
    if not isinstance(text, Known) or not isinstance(text.value, str) or len(arguments.positional) > 1:
        return arguments.lost("what `eval` gives is not known")
    try:
        tree = ast.parse(text.value.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return arguments.lost("what `eval` reads is no expression")
    found = _value(tree, arguments)
    return arguments.lost("what `eval` reads is not modelled") if found is None else found


def _value(tree: ast.expr, arguments: Arguments) -> Value | None:
    """Return what a name, an attribute or a constant is where `eval` is called, None for anything else."""
    match tree:
        case ast.Constant(value=constant):
            return Known(constant)
        case ast.Name(id=name):
            return arguments.frame.lookup(name) or (Builtin(name) if name in BUILTINS else None)
        case ast.Attribute(value=inner, attr=name):
            owner = _value(inner, arguments)
            return None if owner is None else get_attribute(owner, name, arguments.frame, arguments.node)
    return None
