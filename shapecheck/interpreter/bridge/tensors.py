"""Symbolic tensors in expressions: attributes, operators, indexing, methods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.operations import load
from shapecheck.catalog.operations.table import OPERATIONS, Plain, apply
from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.interpreter.bridge.conversion import auto_name, lifted, new_tensor, structure
from shapecheck.interpreter.bridge.layers import refusal, shape_of
from shapecheck.interpreter.program import BlindSpot, Requirement
from shapecheck.interpreter.values import (
    NONE,
    Known,
    Method,
    Reference,
    Size,
    Slice,
    Tensor,
    Tuple,
    Unknown,
    Value,
    unknown,
)
from shapecheck.shapes.dims import TooLarge
from shapecheck.shapes.requirements import Refused, collecting
from shapecheck.shapes.shape import subscript

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame
    from shapecheck.source import Site

__all__ = [
    "apply_operation", "call_operation", "call_tensor_method", "called", "index", "int_shape", "operator", "tensor_attribute", "unpacked",
]  # fmt: skip

_OPERATIONS = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "true_divide", "//": "floor_divide", "%": "mod", "**": "power",
    "@": "matmul", "==": "equal", "!=": "not_equal", "<": "less", "<=": "less_equal", ">": "greater",
    ">=": "greater_equal",
}  # fmt: skip


def tensor_attribute(tensor: Tensor, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return an attribute of a symbolic tensor."""
    tensor = frame.run.current(tensor)
    if name == "shape" and frame.run.tracing and tensor.shape is not None:
        return lifted(tensor.shape, frame)
    if name == "shape":
        return shape_of(tensor, frame)
    if name == "dtype":
        return Known(tensor.dtype)
    if name in ("ndim", "rank") and tensor.shape is not None:
        return Known(tensor.rank)
    if name == "_keras_shape":
        return shape_of(tensor, frame)
    return Method(tensor, name)


def int_shape(positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode) -> Value:
    """Evaluate `K.int_shape(x)`."""
    value = positional[0] if positional else keywords.get("x", NONE)
    if isinstance(value, Tensor):
        return shape_of(frame.run.current(value), frame)
    return unknown("the shape is not known", frame.site(node))


def call_tensor_method(
    tensor: Tensor,
    name: str,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    """Call a method of a symbolic tensor."""
    if name in ("get_shape", "shape.as_list"):
        return shape_of(frame.run.current(tensor), frame)
    return call_operation(f"keras.ops.{name}", [tensor, *positional], keywords, frame, node)


def operator(symbol: str, left: Value, right: Value | None, frame: Frame, node: cst.CSTNode) -> Value:
    """Apply a Python operator to tensors, or to a tensor and a number."""
    if right is None:
        return call_operation("keras.ops.negative", [left], {}, frame, node) if symbol == "-" else left
    return call_operation(f"keras.ops.{_OPERATIONS.get(symbol, symbol)}", [left, right], {}, frame, node)


def call_operation(
    path: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call an operation of a library on values."""
    load()
    site = frame.site(node)
    if path not in OPERATIONS:
        return frame.lost(f"{path} is not modelled", node)
    for value in (*positional, *keywords.values()):
        if isinstance(value, Unknown) and value.problem:
            return unknown(value.reason, site, problem=True)
    given = [_argument(value, frame, site) for value in positional]
    words = {name: _argument(value, frame, site) for name, value in keywords.items()}
    return lifted(apply_operation(path, given, words, frame, site), frame)


def _argument(value: Value, frame: Frame, site: Site) -> Any:
    try:
        return structure(value, frame, site)
    except NotKnown as lost:
        return Opaque(str(lost))


def apply_operation(path: str, inputs: list[Any], arguments: Mapping[str, Any], frame: Frame, site: Site) -> Any:
    """Apply an operation to plain arguments: outputs with keys of their own, recorded in the graph."""
    load()
    try:
        with collecting() as requirements:
            operation, bound, made = apply(path, inputs, arguments)
    except Refused as refused:
        return refusal(refused, path, path.rpartition(".")[2], tuple(tensors_in(inputs)), frame, site)
    except (NotKnown, TooLarge) as lost:
        frame.run.program.blind_spots.append(BlindSpot(f"{path}: {lost}", site))
        return unknown(str(lost), site)
    for requirement in requirements:
        frame.run.program.requirements.append(Requirement(requirement.condition, requirement.when, site))
    if isinstance(made, Plain):
        return made.content
    outputs = _keyed(made, frame)
    words = tuple(name for name in bound if name not in operation.parameters[: len(inputs)])
    name = auto_name("".join(word.capitalize() for word in operation.path.rpartition(".")[2].split("_")), frame)
    call = LayerCall(
        next(frame.run.keys), operation.path, None, tuple(inputs), outputs, site, dict(arguments), words, name,
        trail=frame.run.trail,
    )  # fmt: skip
    frame.run.record_call(call)
    return outputs


def _keyed(content: Any, frame: Frame) -> Any:
    if isinstance(content, list):
        return [_keyed(item, frame) for item in content]
    return new_tensor(content, "float32", frame)


_INDEXED = "keras.ops.getitem"


def index(tensor: Tensor, key: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `tensor[key]`."""
    site = frame.site(node)
    tensor = frame.run.current(tensor)
    parts = [_part(item, frame) for item in (key.items if isinstance(key, Tuple) else (key,))]
    if tensor.shape is None or any(part is _LOST for part in parts):
        return frame.lost("this index of a tensor is not modelled", node)
    try:
        with collecting() as requirements:
            shape = subscript(tensor.shape, [_bounds(part) for part in parts])
    except Refused as refused:
        return refusal(refused, _INDEXED, "getitem", (tensor,), frame, site)
    for requirement in requirements:
        frame.run.program.requirements.append(Requirement(requirement.condition, requirement.when, site))
    output = Tensor(shape, tensor.dtype, next(frame.run.keys))
    name = auto_name("GetItem", frame)
    arguments = {"key": tuple(parts)}
    call = LayerCall(
        next(frame.run.keys), _INDEXED, None, (tensor,), output, site, arguments, ("key",), name, trail=frame.run.trail
    )
    frame.run.record_call(call)
    return output


_LOST = object()


def _bounds(part: Any) -> Any:
    return (part.start, part.stop, part.step) if isinstance(part, slice) else part


def _part(value: Value, frame: Frame) -> Any:
    """Return one part of an index as plain: an integer, None, Ellipsis, or a slice of sizes."""
    if isinstance(value, Slice):
        bounds = [_part(part, frame) for part in (value.start, value.stop, value.step)]
        return _LOST if any(part is _LOST for part in bounds) else slice(*bounds)
    if isinstance(value, Known) and (value.value is None or value.value is ... or isinstance(value.value, int)):
        return value.value
    return value.dim if isinstance(value, Size) else _LOST


def unpacked(value: Value, count: int | None, frame: Frame, node: cst.CSTNode) -> tuple[Value, ...] | None:
    """Return the items of a library's value that is unpacked into a known number of targets, None for others."""
    return None


def called(path: str, frame: Frame, node: cst.CSTNode) -> Unknown:
    """Return what a call of a library gives that is not modelled; the callee stays visible in its key."""
    site = frame.site(node)
    return Unknown(f"what {path} returns is not known", site, ("called", Reference(path), next(frame.run.keys)))
