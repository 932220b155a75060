"""Symbolic tensors in expressions: attributes, operators, indexing, methods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shapecheck.graph.call import LayerCall
from shapecheck.interpreter.bridge.conversion import auto_name, lifted
from shapecheck.interpreter.bridge.layers import refusal, shape_of
from shapecheck.interpreter.program import Requirement
from shapecheck.interpreter.values import (
    NONE,
    Known,
    Method,
    Reference,
    Size,
    Tensor,
    Unknown,
    Value,
    unknown,
)
from shapecheck.shapes.requirements import Refused, collecting
from shapecheck.shapes.shape import broadcast, matmul

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame
    from shapecheck.source import Site

__all__ = [
    "apply_operation", "call_tensor_method", "called", "index", "int_shape", "operator", "tensor_attribute", "unpacked",
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
    tensor: Tensor, name: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call a method of a symbolic tensor."""
    if name in ("get_shape", "shape.as_list"):
        return shape_of(frame.run.current(tensor), frame)
    return frame.lost(f"the method `{name}` of a tensor is not modelled", node)


def operator(symbol: str, left: Value, right: Value | None, frame: Frame, node: cst.CSTNode) -> Value:
    """Apply a Python operator to tensors, or to a tensor and a number."""
    site = frame.site(node)
    if right is None:
        path, given = ("keras.ops.negative" if symbol == "-" else ""), [left]
    else:
        path, given = f"keras.ops.{_OPERATIONS.get(symbol, '')}", [left, right]
    for value in given:
        if isinstance(value, Unknown):
            return unknown(value.reason, site, problem=value.problem)
    if not path or path.endswith(".") or not all(isinstance(value, Tensor | Known | Size) for value in given):
        return frame.lost(f"`{symbol}` on these values is not modelled", node)
    content = [value if isinstance(value, Tensor) else _number(value) for value in given]
    return lifted(apply_operation(path, content, {}, frame, site), frame)


def _number(value: Value) -> Any:
    return value.value if isinstance(value, Known) else getattr(value, "dim", None)


def apply_operation(path: str, inputs: list[Any], arguments: Mapping[str, Any], frame: Frame, site: Site) -> Any:
    """Apply an operation to tensors and numbers: an output with a key of its own, recorded in the graph."""
    tensors = [frame.run.current(item) for item in inputs if isinstance(item, Tensor)]
    shapes = [tensor.shape for tensor in tensors]
    if any(shape is None for shape in shapes):
        return unknown("the rank of an operand is not known", site)
    known = [shape for shape in shapes if shape is not None]
    try:
        with collecting() as requirements:
            if path == "keras.ops.matmul":
                shape = matmul(known[0], known[1])
            else:
                shape = known[0] if len(known) == 1 else broadcast(known[0], known[1])
    except Refused as refused:
        return refusal(refused, path, path.rpartition(".")[2], tuple(tensors), frame, site)
    for requirement in requirements:
        frame.run.program.requirements.append(Requirement(requirement.condition, requirement.when, site))
    compares = path.rpartition(".")[2] in ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
    dtype = "bool" if compares else _result_dtype(tensors)
    output = Tensor(shape, dtype, next(frame.run.keys))
    key = next(frame.run.keys)
    name = auto_name("".join(word.capitalize() for word in path.rpartition(".")[2].split("_")), frame)
    frame.run.record_call(LayerCall(key, path, None, tuple(inputs), output, site, name=name, trail=frame.run.trail))
    return output


def _result_dtype(tensors: list[Tensor]) -> str:
    floats = [tensor.dtype for tensor in tensors if tensor.dtype.startswith(("float", "bfloat"))]
    return floats[0] if floats else tensors[0].dtype


def index(tensor: Tensor, key: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `tensor[key]`."""
    return frame.lost("indexing of a symbolic tensor is not modelled", node)


def unpacked(value: Value, count: int | None, frame: Frame, node: cst.CSTNode) -> tuple[Value, ...] | None:
    """Return the items of a library's value that is unpacked into a known number of targets, None for others."""
    return None


def called(path: str, frame: Frame, node: cst.CSTNode) -> Unknown:
    """Return what a call of a library gives that is not modelled; the callee stays visible in its key."""
    site = frame.site(node)
    return Unknown(f"what {path} returns is not known", site, ("called", Reference(path), next(frame.run.keys)))


