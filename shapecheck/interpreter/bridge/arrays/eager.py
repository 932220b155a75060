"""Operations, layers and models on arrays: what they give is an array too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.arrays.data import Data, operand
from shapecheck.catalog.arrays.dtypes import named
from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.operations.operands import by_backend
from shapecheck.catalog.operations.table import Plain, apply
from shapecheck.interpreter.bridge.arrays.conversion import derived, facts_of, holds, opaque, plain_of, refuse, wrapped
from shapecheck.interpreter.state import ListObject
from shapecheck.interpreter.values import Array, Ref, Tensor, Tuple, Unknown, Value, unknown
from shapecheck.shapes.dims import TooLarge
from shapecheck.shapes.requirements import Refused, collecting

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["as_arrays", "as_tensors", "call_eagerly", "is_conversion", "is_eager"]

_CONVERSIONS = frozenset(
    {
        "tensorflow.constant", "tensorflow.convert_to_tensor", "tensorflow.Variable", "keras.ops.convert_to_tensor",
        "keras.ops.array", "keras.backend.constant", "keras.backend.variable", "keras.ops.convert_to_numpy",
        "keras.Variable", "keras.backend.eval", "keras.backend.get_value",
    }
)  # fmt: skip
"""What makes a tensor of numbers that are given."""

_SAME = ("cast", "copy", "stop_gradient", "identity", "reshape", "expand_dims", "squeeze", "convert")
"""Operations after which the numbers are those they were."""


def is_eager(values: Sequence[Value], frame: Frame) -> bool:
    """Tell whether a call outside of any `call` has arrays among its arguments, and no symbolic tensor."""
    return not frame.run.tracing and holds(values, Array, frame) and not holds(values, Tensor, frame)


def is_conversion(path: str) -> bool:
    """Tell whether a function makes a tensor of what is given."""
    return path in _CONVERSIONS


def call_eagerly(
    path: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call an operation of TensorFlow's or Keras's on arrays and numbers."""
    origin = path.replace("tensorflow.", "tf.").replace("keras.ops.", "ops.")
    given = [*positional, *keywords.values()]
    for value in given:
        if isinstance(value, Unknown) and value.problem:
            return unknown(value.reason, frame.site(node), problem=True)
    if path in _CONVERSIONS:
        return _converted(path, positional, keywords, origin, frame, node)
    try:
        with collecting(), by_backend(True):
            arguments = [_argument(value, frame, node) for value in positional]
            _, made = apply(path, arguments, {name: _argument(value, frame, node) for name, value in keywords.items()})
    except Refused as refused:
        if path.startswith("tensorflow."):
            # refused by Keras's rules, which TensorFlow need not share
            return unknown(refused.message, frame.site(node), problem=True)
        return refuse(refused, path, given, frame, node)
    except (NotKnown, TooLarge):
        return opaque(origin, frame, node)
    if path.endswith(".argmax"):
        from shapecheck.interpreter.bridge.training.choosing import meet_argmax

        meet_argmax(positional, keywords, frame, node)
    if isinstance(made, Plain):
        from shapecheck.interpreter.bridge.conversion import lifted

        return lifted(made.content, frame)
    first = positional[0] if positional else None
    same = isinstance(first, Array) and path.rpartition(".")[2].startswith(_SAME)
    facts = facts_of(first, frame) if same and isinstance(first, Array) else None
    return derived(wrapped(_data(made, facts), origin, frame, node), given)


def _data(made: Any, facts: Any) -> Any:
    if isinstance(made, Tensor):
        return Data(made.shape, made.dtype) if facts is None else Data(made.shape, made.dtype, facts.moved(rows=False))
    if isinstance(made, list | tuple):
        return [_data(item, None) for item in made]
    return made


def _argument(value: Value, frame: Frame, node: cst.CSTNode) -> Any:
    from shapecheck.interpreter.bridge.conversion import structure

    try:
        return structure(value, frame, frame.site(node))
    except NotKnown as lost:
        return Opaque(str(lost))


def _converted(
    path: str,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    origin: str,
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    """Return given numbers as a tensor: Python's floats are of 32 bits there."""
    words = dict(keywords)
    value = (
        positional[0]
        if positional
        else next((words[name] for name in ("value", "x", "initializer") if name in words), None)
    )
    if path == "keras.Variable":
        # an array is taken as it is, whatever `shape` says; anything else is an initializer that wants one
        named_so = dict(zip(("initializer", "shape", "dtype"), positional, strict=False)) | words
        if not isinstance(value, Array) and "shape" in named_so:
            return _initialized(named_so["shape"], named_so.get("dtype"), origin, frame, node)
        positional, words = positional[:1], {name: item for name, item in named_so.items() if name == "dtype"}
    if value is None or words.get("shape") is not None:
        return opaque(origin, frame, node)
    asked = words.get("dtype", positional[1] if len(positional) > 1 else None)
    try:
        made = operand(plain_of(value, frame))
    except Refused as refused:
        return refuse(refused, path, [value], frame, node)
    dtype = (
        made.dtype if isinstance(value, Array) else {"float64": "float32", "int64": "int32"}.get(made.dtype, made.dtype)
    )
    if asked is not None:
        dtype = named(plain_of(asked, frame))
    elif not path.startswith("tensorflow.") and isinstance(value, Array):
        dtype = ""
    return wrapped(replace(made, dtype=dtype), origin, frame, node)


def _initialized(shape: Value, dtype: Value | None, origin: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return a variable of a shape, of numbers that an initializer chooses."""
    sizes = plain_of(shape, frame)
    sizes = (sizes,) if isinstance(sizes, int) else sizes
    if not isinstance(sizes, list | tuple) or not all(isinstance(size, int) for size in sizes):
        return opaque(origin, frame, node)
    return wrapped(
        Data(tuple(sizes), "float32" if dtype is None else named(plain_of(dtype, frame))), origin, frame, node
    )


def as_tensors(value: Value, frame: Frame) -> Value:
    """Return arrays, in lists and tuples too, as the tensors that a layer sees."""
    if isinstance(value, Array):
        if value.tensor.shape is None:
            return unknown(f"the shape of an array is not known ({value.origin})", value.site)
        return replace(value.tensor, dtype=value.tensor.dtype or "float32", key=next(frame.run.keys))
    if isinstance(value, Tuple):
        return replace(value, items=tuple(as_tensors(item, frame) for item in value.items))
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, ListObject) and holds([value], Array, frame):
        return frame.run.new(replace(found, items=tuple(as_tensors(item, frame) for item in found.items)))
    return value


def as_arrays(value: Value, origin: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return tensors, in lists and tuples too, as the arrays that a call on arrays gives."""
    if isinstance(value, Tensor):
        made = wrapped(Data(value.shape, value.dtype), origin, frame, node)
        return replace(made, output=value, predicted=True) if isinstance(made, Array) else made
    if isinstance(value, Tuple):
        return replace(value, items=tuple(as_arrays(item, origin, frame, node) for item in value.items))
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(found, ListObject):
        return frame.run.new(replace(found, items=tuple(as_arrays(item, origin, frame, node) for item in found.items)))
    return value
