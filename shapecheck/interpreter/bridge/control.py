"""Operations that call functions of the program's own: branches and bodies are followed once, and must agree in shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.control import CONTROL
from shapecheck.catalog.operations.recorded import class_name
from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.interpreter.bridge.conversion import auto_name, lifted, new_tensor, structure
from shapecheck.interpreter.bridge.tensors import apply_operation
from shapecheck.interpreter.values import NONE, Tensor, Tuple, Unknown, Value, is_none
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.shape import Shape

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["call_control"]

_PARAMETERS = {
    "cond": ("pred", "true_fn", "false_fn"),
    "switch": ("index", "branches"),
    "switch_case": ("branch_index", "branch_fns", "default"),
    "map": ("f", "xs"),
    "scan": ("f", "init", "xs", "length"),
    "while_loop": ("cond", "body", "loop_vars"),
    "fori_loop": ("lower", "upper", "body_fun", "init_val"),
    "associative_scan": ("f", "elems", "reverse", "axis"),
}

_OTHER_NAMES = {"fn": "f", "elems": "xs", "elements": "xs", "function": "f"}


def call_control(
    path: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call an operation of control flow; unknown, with the reason, where its functions do not agree in shape."""
    kind = CONTROL[path]
    handler = _HANDLERS.get(kind)
    if handler is None:
        return frame.lost(f"the function that {path} makes is not followed", node)
    names = _PARAMETERS[kind]
    given = dict(zip(names, positional, strict=False))
    for name, value in keywords.items():
        given[name if name in names else _OTHER_NAMES.get(name, name)] = value
    frame.run.tracing += 1
    try:
        made, sources = handler(_Call(path, given, tuple(positional[len(names) :]), frame, node))
    except (NotKnown, KeyError) as lost:
        return frame.lost(f"{path}: {lost}", node)
    finally:
        frame.run.tracing -= 1
    return _recorded(path, made, sources, frame, node)


class _Call:
    """Hold one call: its arguments by name, and how to follow the functions among them."""

    def __init__(
        self, path: str, given: Mapping[str, Value], rest: tuple[Value, ...], frame: Frame, node: cst.CSTNode
    ) -> None:
        self.path = path
        self.given = given
        self.rest = rest
        self.frame = frame
        self.node = node

    def content(self, name: str) -> Any:
        """Return an argument as a structure of tensors and plain values."""
        return structure(self.given.get(name, NONE), self.frame, self.frame.site(self.node))

    def follow(self, function: Value, *arguments: Any) -> Any:
        """Return what a function of the program's makes of a structure of tensors."""
        from shapecheck.interpreter.calls import call

        result = call(function, [lifted(item, self.frame) for item in arguments], {}, self.frame, self.node)
        if isinstance(result, Unknown):
            raise NotKnown(result.reason)
        return structure(result, self.frame, self.frame.site(self.node))

    def first(self, content: Any, axis: int = 0, *, keep: bool = False) -> Any:
        """Return the first slice of each tensor of a structure."""
        key = (*(slice(None),) * axis, slice(0, 1) if keep else 0)
        site = self.frame.site(self.node)

        def taken(tensor: Tensor) -> Any:
            found = apply_operation("keras.ops.get_item", [tensor, key], {}, self.frame, site)
            if isinstance(found, Unknown):
                raise NotKnown(found.reason)
            return found

        return _mapped(taken, content)


_Made = tuple[Any, Any]
"""What an operation returns, and what it depends on."""


def _mapped(function: Callable[[Tensor], Any], content: Any) -> Any:
    if isinstance(content, Tensor):
        return function(content)
    if isinstance(content, list | tuple):
        return type(content)(_mapped(function, item) for item in content)
    if isinstance(content, dict):
        return {name: _mapped(function, item) for name, item in content.items()}
    return content


def _shape(tensor: Tensor) -> Shape:
    if tensor.shape is None:
        raise NotKnown("the rank of a tensor is not known")
    return tensor.shape


def _alike(one: Any, other: Any) -> bool:
    """Tell whether two structures have tensors of the same shapes in the same places."""
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        return _shape(one) == _shape(other)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike(one[name], other[name]) for name in one)
    return not isinstance(one, Tensor) and not isinstance(other, Tensor)


def _branches(call: _Call, functions: Sequence[Value], *operands: Any) -> _Made:
    found = [call.follow(function, *operands) for function in functions]
    if not found:
        raise NotKnown("no branches")
    if not all(_alike(found[0], other) for other in found[1:]):
        raise NotKnown("the branches do not agree in shape")
    return found[0], [*operands, *found]


def _cond(call: _Call) -> _Made:
    if is_none(call.given.get("false_fn", NONE)):
        raise NotKnown("one branch alone")
    return _branches(call, [call.given["true_fn"], call.given["false_fn"]])


def _functions(value: Value, call: _Call) -> list[Value]:
    from shapecheck.interpreter.iteration import items_of

    found = items_of(value, call.frame, call.node)
    if isinstance(found, Unknown):
        raise NotKnown(found.reason)
    return list(found)


def _switch(call: _Call) -> _Made:
    site = call.frame.site(call.node)
    operands = [structure(value, call.frame, site) for value in call.rest]
    return _branches(call, _functions(call.given["branches"], call), *operands)


def _switch_case(call: _Call) -> _Made:
    items = _functions(call.given["branch_fns"], call)
    functions = [item.items[1] if isinstance(item, Tuple) and len(item.items) == 2 else item for item in items]
    default = call.given.get("default", NONE)
    return _branches(call, functions if is_none(default) else [*functions, default])


def _count(content: Any) -> Dim:
    tensor = next(tensors_in(content), None)
    if tensor is None or not _shape(tensor):
        raise NotKnown("what it runs over has no first axis")
    return _shape(tensor)[0]


def _stacked(count: Dim, content: Any) -> Any:
    return _mapped(lambda tensor: Tensor((count, *_shape(tensor)), tensor.dtype), content)


def _map(call: _Call) -> _Made:
    content = call.content("xs")
    count = _count(content)
    made = call.follow(call.given["f"], call.first(content))
    return _stacked(count, made), [content, made]


def _scan(call: _Call) -> _Made:
    start, content, length = call.content("init"), call.content("xs"), call.content("length")
    if not isinstance(content, Tensor | None):
        raise NotKnown("a scan over several tensors")
    count = length if isinstance(length, Dim) else _count(content)
    found = call.follow(call.given["f"], start, None if content is None else call.first(content))
    if not isinstance(found, list | tuple) or len(found) != 2 or not _alike(found[0], start):
        raise NotKnown("what is carried changes its shape")
    return (found[0], _stacked(count, found[1])), [start, content, found]


def _while_loop(call: _Call) -> _Made:
    start = call.content("loop_vars")
    several = isinstance(start, list | tuple)
    found = call.follow(call.given["body"], *(start if several else (start,)))
    if several and not isinstance(found, list | tuple):
        found = (found,)
    if not _alike(tuple(found) if several else found, tuple(start) if several else start):
        raise NotKnown("what is carried changes its shape")
    return start, [start, found]


def _fori_loop(call: _Call) -> _Made:
    start = call.content("init_val")
    found = call.follow(call.given["body_fun"], Tensor((), "int32", next(call.frame.run.keys)), start)
    if not _alike(found, start):
        raise NotKnown("what is carried changes its shape")
    return start, [start, found]


def _associative_scan(call: _Call) -> _Made:
    content, axis = call.content("elems"), call.content("axis") or 0
    if not isinstance(axis, int) or axis < 0:
        raise NotKnown("another axis")
    one = call.first(content, axis, keep=True)
    if not _alike(call.follow(call.given["f"], one, one), one):
        raise NotKnown("what is joined changes its shape")
    return content, [content]


_HANDLERS: dict[str, Callable[[_Call], _Made]] = {
    "cond": _cond, "switch": _switch, "switch_case": _switch_case, "map": _map, "scan": _scan,
    "while_loop": _while_loop, "fori_loop": _fori_loop, "associative_scan": _associative_scan,
}  # fmt: skip


def _recorded(path: str, made: Any, sources: Any, frame: Frame, node: cst.CSTNode) -> Value:
    """Return the outputs as tensors of their own, made by one node of the graph."""
    outputs = _mapped(lambda tensor: new_tensor(Tensor(tensor.shape, tensor.dtype), tensor.dtype, frame), made)
    name = "" if frame.run.tracing else auto_name(class_name(path), frame)
    inputs = tuple(tensor for tensor in tensors_in(sources) if tensor.key is not None)
    call = LayerCall(
        next(frame.run.keys), path, None, inputs, outputs, frame.site(node), {}, (), name, trail=frame.run.trail
    )
    frame.run.record_call(call)
    return lifted(outputs, frame)
