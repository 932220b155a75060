"""What asserts say: shapes and counts that the code states, and facts that hold from here on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import libcst as cst

from shapecheck.graph.call import tensors_in
from shapecheck.interpreter.assumed import require_test, test_key
from shapecheck.interpreter.dispatch import evaluate
from shapecheck.interpreter.equality import equals
from shapecheck.interpreter.frame import Raised, raising
from shapecheck.interpreter.program import Statement
from shapecheck.interpreter.state import LayerObject
from shapecheck.interpreter.subscript import subscript_key
from shapecheck.interpreter.text import plain
from shapecheck.interpreter.values import NONE, Array, Known, Ref, Size, Slice, Tensor, Tuple, Unknown, Value

if TYPE_CHECKING:
    from shapecheck.interpreter.frame import Frame

__all__ = ["note_assertion", "note_guard", "only", "settle"]

_ERRORS = ("AssertionError", "Exception", "RuntimeError", "TypeError", "ValueError")

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
            return _note(f"assert-{kind}", subject, stated, test, raising("AssertionError"), frame)
    return False


def note_guard(node: cst.If, frame: Frame) -> bool:
    """Note what `if y.shape != (None, 10): raise ...` states, whose test is true; False where it states nothing."""
    test, raised = node.test, _raised(node)
    # what an entry checks may be what its callers give it
    if raised is None or frame.run.entered or not isinstance(test, cst.Comparison) or len(test.comparisons) != 1:
        return False
    target = test.comparisons[0]
    if not isinstance(target.operator, cst.NotEqual):
        return False
    for subject, stated in ((test.left, target.comparator), (target.comparator, test.left)):
        kind = _kind(subject)
        if kind is not None and _kind(stated) is None:
            return _note(f"check-{kind}", subject, stated, test, raising(raised), frame)
    return False


def _raised(node: cst.If) -> str | None:
    """Return the name of what an `if` without an `else` raises, if it does nothing else."""
    statements = node.body.body
    first = statements[0] if len(statements) == 1 else None
    small = first.body[0] if isinstance(first, cst.SimpleStatementLine) and len(first.body) == 1 else first
    if node.orelse is not None or not isinstance(small, cst.Raise) or small.exc is None:
        return None
    made = small.exc.func if isinstance(small.exc, cst.Call) else small.exc
    return made.value if isinstance(made, cst.Name) and made.value in _ERRORS else None


def _kind(node: cst.BaseExpression) -> str | None:
    """Tell whether an expression is a shape or a count of something that is named, without calling anything."""
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in ("tuple", "list"):
        return _kind(node.args[0].value) if len(node.args) == 1 else None
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value == "count_params":
        return "count" if not node.args and _is_path(node.func.value) else None
    if isinstance(node, cst.Attribute) and node.attr.value in _SHAPES:
        return "shape" if _is_path(node.value) else None
    if isinstance(node, cst.Attribute) and node.attr.value == "ndim":
        return "rank" if _is_path(node.value) else None
    part = _part(node)
    return part[0] if part is not None and _kind(part[1]) == "shape" else None


def _part(node: cst.BaseExpression) -> tuple[str, cst.BaseExpression] | None:
    """Take `len(x.shape)` and `x.shape[1]` apart: what of a shape they are, and the shape."""
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == "len":
        return ("rank", node.args[0].value) if len(node.args) == 1 else None
    if isinstance(node, cst.Subscript) and isinstance(node.value, cst.Attribute):
        return "size", node.value
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
    while isinstance(node, cst.Subscript) or (isinstance(node, cst.Call) and isinstance(node.func, cst.Name)):
        node = node.value if isinstance(node, cst.Subscript) else node.args[0].value
    if isinstance(node, cst.Call):
        assert isinstance(node.func, cst.Attribute)
        return _made_by(evaluate(node.func.value, frame), frame)
    assert isinstance(node, cst.Attribute)
    owner = evaluate(node.value, frame)
    if isinstance(owner, Ref):
        from shapecheck.interpreter.attributes import get_attribute

        name = "inputs" if node.attr.value == "input_shape" else "outputs"
        return only(get_attribute(owner, name, frame, node), frame)
    return owner.output if isinstance(owner, Array) and owner.output is not None else owner


def _made_by(value: Value, frame: Frame) -> Value:
    """Return the output of a model, or of the last call of a layer; the value itself where that is not one tensor."""
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if not isinstance(found, LayerObject):
        return value
    made = found.model.outputs if found.model is not None else None
    if found.model is None and found.calls:
        made = frame.run.program.graph.call(found.calls[-1]).outputs
    outputs = list(tensors_in(made))
    return outputs[0] if len(outputs) == 1 else value


def only(value: Value, frame: Frame) -> Value:
    """Return the one item of a list, or the value itself."""
    items = _as_tuple(value, frame)
    return items.items[0] if isinstance(items, Tuple) and len(items.items) == 1 else value


def _note(
    kind: str,
    subject: cst.BaseExpression,
    stated: cst.BaseExpression,
    test: cst.Comparison,
    raised: Raised,
    frame: Frame,
) -> bool:
    actual, claim = evaluate(subject, frame), evaluate(stated, frame)
    if isinstance(actual, Unknown) or isinstance(claim, Unknown):
        return False
    site = frame.site(test)
    holds = equals(_as_tuple(actual, frame), _as_tuple(claim, frame), frame)
    if holds is False and not _proven(kind, raised, frame):
        return False
    about: Any = _subject(subject, frame)
    if kind.startswith("check") and not isinstance(about, Tensor):
        return False
    if isinstance(about, Tensor):
        about = frame.run.current(about)
    stated_sizes, actual_sizes = _plain_sizes(claim, frame), _plain_sizes(actual, frame)
    fact = Statement(kind, about, stated_sizes, actual_sizes, holds, site.span, site)
    frame.run.program.statements.append(fact)
    return True


def _proven(kind: str, raised: Raised, frame: Frame) -> bool:
    """Tell whether an assert that fails does so whenever the program runs, and nobody waits for it.

    What an input of unknown rank was taken for is no proof of a rank or a size.
    """
    run = frame.run
    if not run.undoubted or run.catches(raised):
        return False
    return kind.partition("-")[2] in ("shape", "count") or not run.refined_tensors


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


def settle(test: Value, frame: Frame, node: cst.CSTNode) -> None:
    """Take an undecided test as true from here on; where it compares sizes, that is a requirement."""
    key, opposite = test_key(test)
    if key is not None:
        frame.run.state.path[key] = not opposite
        require_test(key, not opposite, frame, node)
