"""What comments say: `# shape: (B, 10)` is a contract, `# (B, 10)` at the end of a line is prose."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import libcst as cst

from shapecheck.graph.call import tensors_in
from shapecheck.interpreter.program import Statement
from shapecheck.interpreter.state import LayerObject, ListObject
from shapecheck.interpreter.statements import only
from shapecheck.interpreter.values import Array, Ref, Tensor, Unknown, Value
from shapecheck.interpreter.walking import names_in
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.requirements import differs

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["fits_prose", "note_comment", "stated_sizes"]

_STATED = re.compile(r"#\s*shape:\s*(\(.*?\))\s*(#.*)?$")
_PROSE = re.compile(r"#\s*(\([^()]*\))\s*(#.*)?$")

_BATCH = frozenset({"None", "B", "b", "bs", "batch", "batch_size", "batchsize"})
"""Words for the batch axis: a tuple that begins with one is a shape, whatever stands before it."""


def note_comment(node: cst.SimpleStatementLine, frame: Frame) -> None:
    """Note what a trailing comment states of the one tensor that its statement makes."""
    comment = node.trailing_whitespace.comment
    if comment is None:
        return
    contract, prose = _STATED.match(comment.value), _PROSE.match(comment.value)
    if contract is not None:
        _note_contract(node, comment, contract.group(1), frame)
    elif prose is not None:
        _note_prose(node, comment, prose.group(1), frame)


def _note_contract(node: cst.SimpleStatementLine, comment: cst.Comment, text: str, frame: Frame) -> None:
    """Note `# shape: (B, 10)`; what nobody can read is believed."""
    if not frame.run.state.alive:
        return
    value = _made_by(node.body[-1], frame)
    if isinstance(value, Tensor):
        value = frame.run.current(value)
    stated = stated_sizes(text)
    if stated is not None and _believed(value, stated, text, node.body[-1], frame):
        return
    if isinstance(value, Array):
        value = value.tensor
    if not isinstance(value, Tensor) or value.shape is None or stated is None:
        return
    site = frame.site(node.body[-1])
    fits = len(stated) == len(value.shape) and all(map(_fits, stated, value.shape))
    span = frame.source.span(comment)
    frame.run.program.statements.append(Statement("comment", value, stated, value.keras_view(), fits, span, site))


def _note_prose(node: cst.SimpleStatementLine, comment: cst.Comment, text: str, frame: Frame) -> None:
    """Note `# (B, 10)`, which is never believed: only its rank and its integers say something.

    It may mean the output with or without the batch, in the other data format, or an input of the same line.
    """
    stated = stated_sizes(text.replace("?", "None"))
    if stated is None or len(stated) < 2 or not (any(map(_is_size, stated)) or str(stated[0]) in _BATCH):
        return
    value = _made_by(node.body[-1], frame)
    site = frame.site(node.body[-1])
    fits, actual = None, None
    if isinstance(value, Tensor):
        value = frame.run.current(value)
    if isinstance(value, Tensor) and value.shape is not None and not frame.run.refined_tensors and frame.run.undoubted:
        made = frame.run.program.graph.producer(value)
        meant = [value, *(tensors_in(made[0].inputs) if made is not None else ())]
        fits, actual = fits_prose(stated, [one.shape for one in meant if one.shape is not None]), value.keras_view()
    span = frame.source.span(comment)
    frame.run.program.statements.append(Statement("prose", value, stated, actual, fits, span, site))


def _is_size(stated: int | str | None) -> bool:
    return isinstance(stated, int)


def fits_prose(stated: Sequence[int | str | None], shapes: Sequence[Sequence[Dim]]) -> bool | None:
    """Tell whether words of a shape can be true of any of these; None where they may be about something else."""
    readings: list[Sequence[Dim]] = []
    for shape in shapes:
        readings.append(shape)
        if len(shape) >= 3:
            readings += [(shape[0], shape[-1], *shape[1:-1]), (shape[0], *shape[2:], shape[1])]
    batch = str(stated[0]) in _BATCH
    if not batch or not all(isinstance(one[1], int) for one in readings if len(one) > 1):
        readings += [one[1:] for one in readings]
    if any(len(stated) == len(one) and all(map(_fits, stated, one)) for one in readings):
        return True
    alike = len(stated) in (len(shapes[0]), len(shapes[0]) - 1)
    return False if alike or batch else None


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
    if not frame.run.state.alive:
        return frame.returned[-1][1] if isinstance(statement, cst.Return) and frame.returned else None
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

                return only(get_attribute(owner, "outputs", frame, statement), frame)
    return None


def stated_sizes(text: str) -> tuple[int | str | None, ...] | None:
    """Read `(B, 13, None, 64)`: integers, and whatever else fits anything."""
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None
    elements = tree.elts if isinstance(tree, ast.Tuple) else [tree]
    return tuple(
        element.value if isinstance(element, ast.Constant) and type(element.value) is int else ast.unparse(element)
        for element in elements
    )


def _fits(stated: int | str | None, size: Dim) -> bool:
    return not isinstance(stated, int) or differs(size, stated) is not True
