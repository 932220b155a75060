"""Symbolic tensors in expressions: attributes, operators, indexing, methods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.operations import load
from shapecheck.catalog.operations.methods import ATTRIBUTES, method
from shapecheck.catalog.operations.operands import by_backend
from shapecheck.catalog.operations.recorded import class_name, signature_of
from shapecheck.catalog.operations.table import Bound, NotTaken, Plain, apply, find
from shapecheck.graph.call import LayerCall, tensors_in
from shapecheck.interpreter.bridge.conversion import auto_name, lifted, new_tensor, structure
from shapecheck.interpreter.bridge.flattening import flattened_reading
from shapecheck.interpreter.bridge.layers import refusal, shape_of
from shapecheck.interpreter.bridge.missing import tensor_attribute_missing
from shapecheck.interpreter.frame import raising
from shapecheck.interpreter.parameters import as_size, refined
from shapecheck.interpreter.program import BlindSpot, Requirement
from shapecheck.interpreter.values import (
    NONE,
    Array,
    Known,
    Method,
    Reference,
    Size,
    Slice,
    Tensor,
    Tuple,
    Unknown,
    Value,
    size,
    unknown,
)
from shapecheck.shapes.dims import Dim, TooLarge, plain, substitute, symbols_of
from shapecheck.shapes.requirements import Refused, collecting

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame
    from shapecheck.source import Site

__all__ = [
    "apply_operation", "as_called", "call_operation", "call_tensor_method", "called", "index", "int_shape", "operator", "tensor_attribute",
]  # fmt: skip

_OPERATIONS = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "true_divide", "//": "floor_divide", "%": "mod", "**": "power",
    "@": "matmul", "==": "equal", "!=": "not_equal", "<": "less", "<=": "less_equal", ">": "greater",
    ">=": "greater_equal", "&": "bitwise_and", "|": "bitwise_or", "^": "bitwise_xor", "<<": "left_shift",
    ">>": "right_shift",
}  # fmt: skip

_UNARY = {"-": "keras.ops.negative", "~": "keras.ops.logical_not"}


def tensor_attribute(tensor: Tensor, name: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return an attribute of a symbolic tensor."""
    tensor = frame.run.current(tensor)
    if name == "shape" and frame.run.tracing and tensor.shape is not None:
        return lifted(tensor.shape, frame)
    if name == "shape":
        return frame.run.evidence.shape(tensor) if tensor.shape is None else shape_of(tensor, frame)
    if name == "dtype":
        return Known(tensor.dtype) if tensor.dtype else unknown("the dtype is not known", frame.site(node))
    missing = tensor_attribute_missing(tensor, name, frame, node)
    if missing is not None:
        return missing
    if name == "size" and frame.run.tracing:
        return call_operation("keras.ops.size", [tensor], {}, frame, node)
    if name in ATTRIBUTES:
        return call_operation(ATTRIBUTES[name], [tensor], {}, frame, node)
    if name in ("ndim", "rank"):
        return frame.run.evidence.rank(tensor) if tensor.shape is None else Known(tensor.rank)
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
        if frame.run.current(tensor).shape is None:
            return frame.run.evidence.shape(tensor)
        return shape_of(frame.run.current(tensor), frame)
    if name in ("set_shape", "numpy", "eval", "assign"):
        return unknown(f"what `{name}` of a tensor gives is not known", frame.site(node))
    given = [_argument(value, frame, frame.site(node)) for value in (tensor, *positional)]
    words = {word: _argument(value, frame, frame.site(node)) for word, value in keywords.items()}
    found = method(name, given, words)
    if found is None:
        return frame.lost(f"the method `{name}` of a tensor is not modelled", node)
    path, given, words = found
    return lifted(apply_operation(path, given, words, frame, frame.site(node)), frame)


def operator(symbol: str, left: Value, right: Value | None, frame: Frame, node: cst.CSTNode) -> Value:
    """Apply a Python operator to tensors, or to a tensor and a number."""
    if right is None:
        return call_operation(_UNARY[symbol], [left], {}, frame, node) if symbol in _UNARY else left
    return call_operation(f"keras.ops.{_OPERATIONS.get(symbol, symbol)}", [left, right], {}, frame, node)


def call_operation(
    path: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call an operation of a library on values."""
    load()
    site = frame.site(node)
    if find(path) is None:
        return frame.lost(f"{path} is not modelled", node)
    for value in (*positional, *keywords.values()):
        if isinstance(value, Unknown) and value.problem:
            return unknown(value.reason, site, problem=True)
    if path == "keras.ops.shape" and positional and isinstance(positional[0], Tensor):
        return tensor_attribute(positional[0], "shape", frame, node)
    given = [_argument(value, frame, site, first=index == 0) for index, value in enumerate(positional)]
    words = {name: _argument(value, frame, site) for name, value in keywords.items()}
    return lifted(apply_operation(path, given, words, frame, site), frame)


def _argument(value: Value, frame: Frame, site: Site, *, first: bool = False) -> Any:
    """Return an argument as plain; what is unknown in a tuple behind the first one is a size, elsewhere a tensor."""
    try:
        return structure(_with_sizes(value, frame) if isinstance(value, Tuple) and not first else value, frame, site)
    except NotKnown as lost:
        return Opaque(str(lost))


def _with_sizes(value: Tuple, frame: Frame) -> Value:
    """Return a tuple whose unknown items are sizes where they can be."""
    items: list[Value] = []
    for item in value.items:
        found = refined(item, frame)
        dim = as_size(found, frame, wanted=True) if isinstance(found, Unknown) and found.entry else None
        items.append(found if dim is None else size(dim))
    return replace(value, items=tuple(items))


def apply_operation(path: str, positional: Sequence[Any], keywords: Mapping[str, Any], frame: Frame, site: Site) -> Any:
    """Apply an operation to plain arguments: outputs with keys of their own, recorded in the graph."""
    load()
    try:
        with collecting() as requirements, by_backend(frame.run.tracing > 0):
            bound, made = apply(path, positional, keywords)
    except Refused as refused:
        tensors = tuple(tensors_in([*positional, *keywords.values()]))
        if frame.run.tracing and not _refused_for_all(path, positional, keywords):
            return _lost(path, refused.message, frame, site)
        behind = flattened_reading([positional, keywords], partial(_tried, path), frame)
        details = {} if behind is None else {"flattened": behind}
        return refusal(refused, path, path.rpartition(".")[2], tensors, frame, site, details=details)
    except (NotKnown, TooLarge) as lost:
        raised = raising("TypeError", str(lost), site)
        if isinstance(lost, NotTaken) and frame.run.catches(raised):
            raise raised from None
        return _lost(path, str(lost), frame, site)
    for requirement in requirements:
        frame.run.program.requirements.append(Requirement(requirement.condition, requirement.when, site))
    if isinstance(made, Plain):
        return made.content
    if not frame.run.tracing and all(item.key is None for item in tensors_in([*positional, *keywords.values()])):
        return _as_data(made, path, site)
    outputs = _keyed(made, frame)
    inputs, arguments = as_called(bound)
    # inside of a `call` Keras works on tensors of the backend: no operation is made that takes a name
    name = "" if frame.run.tracing else auto_name(class_name(bound.operation.path), frame)
    call = LayerCall(
        next(frame.run.keys), bound.operation.path, None, inputs, outputs, site, arguments, tuple(arguments), name,
        trail=frame.run.trail,
    )  # fmt: skip
    frame.run.record_call(call)
    return outputs


def _tried(path: str, given: Any) -> None:
    """Apply an operation without keeping anything of it. Raises Refused, and NotKnown where it depends on open sizes."""
    with collecting() as requirements:
        apply(path, *given)
    if requirements:
        raise NotKnown("it depends on sizes that are open")


def _as_data(content: Any, path: str, site: Site) -> Any:
    """Return what is made of data alone: an eager tensor, no node of the graph."""
    if isinstance(content, list | tuple):
        return type(content)(_as_data(item, path, site) for item in content)
    return Array(content, site=site, origin=path)


def _lost(path: str, reason: str, frame: Frame, site: Site) -> Unknown:
    frame.run.program.blind_spots.append(BlindSpot(f"{path}: {reason}", site))
    return unknown(reason, site)


def _refused_for_all(path: str, positional: Sequence[Any], keywords: Mapping[str, Any]) -> bool:
    """Tell whether a call is refused whatever Keras knows of the sizes: while it traces a `call`, no size is None."""

    def told(content: Any) -> Any:
        if isinstance(content, Tensor) and content.shape is not None:
            return replace(content, shape=tuple(_told(size) for size in content.shape))
        if isinstance(content, list | tuple):
            return type(content)(told(item) for item in content)
        return content

    try:
        with collecting(), by_backend(True):
            apply(path, [told(item) for item in positional], {name: told(item) for name, item in keywords.items()})
    except Refused:
        return True
    except (NotKnown, TooLarge):
        return False
    return False


def _told(size: Dim) -> Dim:
    """Return a size as one that Keras knows."""
    known = {symbol: replace(symbol, dynamic=False) for symbol in symbols_of(size) if symbol.dynamic}
    return substitute(plain(size), known)


def as_called(bound: Bound) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the arguments of a call as Keras would be given them: those up to the last tensor, the rest by name."""
    signature = signature_of(bound.operation.path)
    assert signature is not None
    arguments = dict(bound.arguments)
    if bound.rest:
        leading = [arguments.pop(name) for name in signature.positional if name in arguments]
        return (*leading, *bound.rest), arguments
    inputs = []
    for name in signature.positional:
        if name not in arguments or not any(True for _ in tensors_in(arguments[name])):
            break
        inputs.append(arguments.pop(name))
    return tuple(inputs), arguments


def _keyed(content: Any, frame: Frame) -> Any:
    if isinstance(content, list | tuple):
        return type(content)(_keyed(item, frame) for item in content)
    return new_tensor(content, content.dtype, frame)


_INDEXED = "keras.ops.get_item"


def index(tensor: Tensor, key: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return `tensor[key]`."""
    site = frame.site(node)
    tensor = frame.run.current(tensor)
    parts = [_part(item, frame) for item in (key.items if isinstance(key, Tuple) else (key,))]
    if tensor.shape is None or any(part is _LOST for part in parts):
        return frame.lost("this index of a tensor is not modelled", node)
    whole = tuple(parts) if isinstance(key, Tuple) else parts[0]
    return lifted(apply_operation(_INDEXED, [tensor, whole], {}, frame, site), frame)


_LOST = object()


def _part(value: Value, frame: Frame) -> Any:
    """Return one part of an index as plain: an integer, None, Ellipsis, or a slice of sizes."""
    if isinstance(value, Slice):
        bounds = [_part(part, frame) for part in (value.start, value.stop, value.step)]
        return _LOST if any(part is _LOST for part in bounds) else slice(*bounds)
    if isinstance(value, Known) and (value.value is None or value.value is ... or isinstance(value.value, int)):
        return value.value
    return value.dim if isinstance(value, Size) else _LOST


def called(path: str, frame: Frame, node: cst.CSTNode) -> Unknown:
    """Return what a call of a library gives that is not modelled; the callee stays visible in its key."""
    site = frame.site(node)
    return Unknown(f"what {path} returns is not known", site, ("called", Reference(path), next(frame.run.keys)))
