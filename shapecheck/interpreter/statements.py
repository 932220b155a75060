"""What asserts say: shapes and counts that the code states, and facts that hold from here on."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import libcst as cst

from shapecheck.interpreter.dispatch import evaluate
from shapecheck.interpreter.equality import equals
from shapecheck.interpreter.keys import key_of
from shapecheck.interpreter.program import Statement
from shapecheck.interpreter.state import LayerObject, ListObject
from shapecheck.interpreter.subscript import subscript_key
from shapecheck.interpreter.text import plain
from shapecheck.interpreter.values import NONE, Array, Known, Ref, Size, Slice, Tensor, Tuple, Unknown, Value
from shapecheck.interpreter.walking import names_in
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.requirements import differs

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["note_assertion", "note_comment", "settle"]

_SHAPES = ("shape", "output_shape", "input_shape")


def note_assertion(test: cst.BaseExpression, frame: Frame) -> bool:
    """Note what `assert` states of a shape or count; True where it does, whether it holds or not."""
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.And):
        return any([note_assertion(test.left, frame), note_assertion(test.right, frame)])
    if not isinstance(test, cst.Comparison) or len(test.comparisons) != 1:
        return False
    target = test.comparisons[0]
    if not isinstance(target.operator, cst.Equal):
        return False
    for subject, stated in ((test.left, target.comparator), (target.comparator, test.left)):
        if _believed_assertion(subject, stated, test, frame):
            return True
        kind = _kind(subject)
        if kind is not None and _kind(stated) is None:
            return _note(kind, subject, stated, test, frame)
    return False


def _kind(node: cst.BaseExpression) -> str | None:
    """Tell whether an expression is a shape or a count of something that is named, without calling anything."""
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in ("tuple", "list"):
        return _kind(node.args[0].value) if len(node.args) == 1 else None
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value == "count_params":
        return "assert-count" if not node.args and _is_path(node.func.value) else None
    if isinstance(node, cst.Attribute) and node.attr.value in _SHAPES:
        return "assert-shape" if _is_path(node.value) else None
    return None


def _believed_assertion(
    subject: cst.BaseExpression, stated: cst.BaseExpression, test: cst.Comparison, frame: Frame
) -> bool:
    """Believe what `assert` says of an array of unknown rank: its shape, the sizes of its samples, its rank."""
    from shapecheck.interpreter import bridge

    rank = isinstance(subject, cst.Attribute) and subject.attr.value == "ndim"
    part = subject.value if isinstance(subject, cst.Subscript) else subject
    if not isinstance(part, cst.Attribute) or part.attr.value not in ("shape", "ndim") or not _is_path(part.value):
        return False
    array = evaluate(part.value, frame)
    claim = _as_tuple(evaluate(stated, frame), frame)
    if not isinstance(array, Array) or array.tensor.shape is not None:
        return False
    sizes: list[Any]
    if rank:
        if not isinstance(claim, Known) or not isinstance(claim.value, int) or not 0 <= claim.value <= 32:
            return False
        sizes = [None] * claim.value
    elif isinstance(claim, Tuple):
        sizes = [_plain_sizes(item, frame) if isinstance(item, Known | Size) else None for item in claim.items]
    else:
        return False
    if isinstance(subject, cst.Subscript):
        key = subscript_key(subject, frame)
        if key != Slice(Known(1), NONE, NONE):
            return False
        sizes = [None, *sizes]
    text = frame.source.module.code_for_node(test).strip()
    bridge.believe(array, sizes, f"`assert {text}`", frame, test)
    return True


def _is_path(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.Attribute):
        return _is_path(node.value)
    if isinstance(node, cst.Subscript):
        return _is_path(node.value)
    return isinstance(node, cst.Name)


def _subject(node: cst.BaseExpression, frame: Frame) -> Value:
    while isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
        node = node.args[0].value
    if isinstance(node, cst.Call):
        assert isinstance(node.func, cst.Attribute)
        return evaluate(node.func.value, frame)
    assert isinstance(node, cst.Attribute)
    owner = evaluate(node.value, frame)
    if isinstance(owner, Ref):
        from shapecheck.interpreter.attributes import get_attribute

        name = "inputs" if node.attr.value == "input_shape" else "outputs"
        return _only(get_attribute(owner, name, frame, node), frame)
    return owner


def _only(value: Value, frame: Frame) -> Value:
    """Return the one item of a list, or the value itself."""
    items = _as_tuple(value, frame)
    return items.items[0] if isinstance(items, Tuple) and len(items.items) == 1 else value


def _note(
    kind: str, subject: cst.BaseExpression, stated: cst.BaseExpression, test: cst.Comparison, frame: Frame
) -> bool:
    actual, claim = evaluate(subject, frame), evaluate(stated, frame)
    if isinstance(actual, Unknown) or isinstance(claim, Unknown):
        return False
    site = frame.site(test)
    about: Any = _subject(subject, frame)
    if isinstance(about, Tensor):
        about = frame.run.current(about)
    shape = _plain_sizes(claim, frame)
    fact = Statement(
        kind,
        about,
        shape,
        _plain_sizes(actual, frame),
        equals(_as_tuple(actual, frame), _as_tuple(claim, frame), frame),
        site.span,
        site,
    )
    frame.run.program.statements.append(fact)
    return True


def _as_tuple(value: Value, frame: Frame) -> Value:
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    items = getattr(found, "items", None)
    return Tuple(items) if isinstance(items, tuple) else value


def _plain_sizes(value: Value, frame: Frame) -> Any:
    value = _as_tuple(value, frame)
    if isinstance(value, Tuple):
        return tuple(_plain_sizes(item, frame) for item in value.items)
    if isinstance(value, Size):
        return value.dim
    if isinstance(value, Known):
        return value.value
    try:
        return plain(value, frame)
    except ValueError:
        return None


_STATED = re.compile(r"#\s*shape:\s*(\(.*?\))\s*(#.*)?$")


def note_comment(node: cst.SimpleStatementLine, frame: Frame) -> None:
    """Note what a trailing `# shape: (B, 10)` states of the one tensor that its statement makes."""
    comment = node.trailing_whitespace.comment
    match = _STATED.match(comment.value) if comment is not None else None
    if match is None or not frame.run.state.alive or comment is None:
        return
    value = _made_by(node.body[-1], frame)
    if isinstance(value, Tensor):
        value = frame.run.current(value)
    stated = _stated_sizes(match.group(1))
    if stated is not None and _believed(value, stated, match.group(1), node.body[-1], frame):
        return
    if isinstance(value, Array):
        value = value.tensor
    if not isinstance(value, Tensor) or value.shape is None or stated is None:
        return
    site = frame.site(node.body[-1])
    fits = len(stated) == len(value.shape) and all(map(_fits, stated, value.shape))
    span = frame.source.span(comment)
    frame.run.program.statements.append(Statement("comment", value, stated, value.keras_view(), fits, span, site))


def _believed(value: Value | None, stated: Sequence[Any], text: str, made: cst.CSTNode, frame: Frame) -> bool:
    """Believe a comment on data that nobody can read: a file, or what a function that is not read returns."""
    from shapecheck.interpreter import bridge

    words = f"`# shape: {text}`"
    if isinstance(value, Array) and value.tensor.shape is None:
        bridge.believe(value, stated, words, frame, made)
        return True
    if not isinstance(value, Unknown) or not bridge.is_opaque(value) or frame.run.tracing:
        return False
    if not isinstance(made, cst.Assign) or not isinstance(made.value, cst.Call) or _may_be_symbolic(made.value, frame):
        return False
    target = made.targets[0].target
    assert isinstance(target, cst.Name)
    frame.bind(target.value, bridge.stated_array(stated, words, frame, made))
    return True


def _may_be_symbolic(node: cst.BaseExpression, frame: Frame) -> bool:
    """Tell whether a call reads anything that makes, or may be, a symbolic tensor."""
    for name in names_in(node):
        value = frame.lookup(name)
        found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
        if isinstance(found, Tensor | LayerObject | ListObject) or (isinstance(found, Unknown) and found.entry):
            return True
    return False


def _made_by(statement: cst.BaseSmallStatement, frame: Frame) -> Value | None:
    """Return the value of a single assignment, or the output of the model that `add` was called on."""
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
        target = statement.targets[0].target
        return frame.lookup(target.value) if isinstance(target, cst.Name) else None
    if isinstance(statement, cst.Expr) and isinstance(statement.value, cst.Call):
        function = statement.value.func
        if (
            isinstance(function, cst.Attribute)
            and function.attr.value == "add"
            and isinstance(function.value, cst.Name)
        ):
            owner = frame.lookup(function.value.value)
            if isinstance(owner, Ref):
                from shapecheck.interpreter.attributes import get_attribute

                return _only(get_attribute(owner, "outputs", frame, statement), frame)
    return None


def _stated_sizes(text: str) -> tuple[int | str | None, ...] | None:
    """Read `(B, 13, None, 64)`: integers, and whatever else fits anything."""
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None
    elements = tree.elts if isinstance(tree, ast.Tuple) else [tree]
    return tuple(
        element.value if isinstance(element, ast.Constant) and isinstance(element.value, int) else ast.unparse(element)
        for element in elements
    )


def _fits(stated: int | str | None, size: Dim) -> bool:
    return not isinstance(stated, int) or differs(size, stated) is not True


def settle(test: Value, frame: Frame) -> None:
    """Take an undecided test as true from here on."""
    key = test.key if isinstance(test, Unknown) else key_of(test)
    holds = True
    while isinstance(key, tuple) and len(key) == 2 and key[0] == "not":
        key, holds = key[1], not holds
    if key is not None:
        frame.run.state.path[key] = holds
