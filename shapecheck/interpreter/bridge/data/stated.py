"""What the program or its configuration says of data that nobody can read: comments, asserts, `[tool.shapecheck.shapes]`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.bridge.arrays.attributes import exchange
from shapecheck.interpreter.state import DictObject, ListObject
from shapecheck.interpreter.values import Array, Known, Tensor, Tuple, Unknown, Value
from shapecheck.shapes.dims import Dim, Symbol

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["believe", "is_opaque", "stated_array", "stated_result"]


def is_opaque(value: Value) -> bool:
    """Tell whether a value is data, or may be, of which not even the rank is known."""
    if isinstance(value, Tuple):
        return bool(value.items) and all(is_opaque(item) for item in value.items)
    if isinstance(value, Array):
        return value.tensor.shape is None
    return isinstance(value, Unknown) and not value.problem and not value.entry and value.item is None


def stated_array(sizes: Sequence[Any], words: str, frame: Frame, node: cst.CSTNode, like: Array | None = None) -> Array:
    """Return an array of a stated shape; a name is one size within its function, None and expressions are any."""
    shape = tuple(_size(size, words, frame, node) for size in sizes)
    site = frame.site(node)
    frame.run.state.objects["belief", id(node), words] = (words, site, shape)
    made = Array(Tensor(shape, ""), site=site, origin=words) if like is None else like
    return replace(made, tensor=replace(made.tensor, shape=shape, key=None), origin=words, site=site)


def _size(size: Any, words: str, frame: Frame, node: cst.CSTNode) -> Dim:
    if isinstance(size, Dim) and not isinstance(size, bool):
        return size
    name = size if isinstance(size, str) and size.isidentifier() and size != "None" else None
    place = ("stated", frame.scope, name)
    known = frame.run.state.objects.get(place) if name is not None else None
    if isinstance(known, Symbol):
        return known
    made = frame.run.symbol(name or "n", dynamic=False, origin=words, site=frame.site(node), minimum=1)
    if name is not None:
        frame.run.state.objects[place] = made
    return made


def believe(array: Array, sizes: Sequence[Any], words: str, frame: Frame, node: cst.CSTNode) -> Array:
    """Give an array of unknown rank a stated shape, wherever the program holds it."""
    made = stated_array(sizes, words, frame, node, array)
    exchange(array, made, frame)
    return made


def stated_result(names: Sequence[str], result: Value, frame: Frame, node: cst.CSTNode) -> Value:
    """Return what the configuration says that a function returns, by one of its names, where the result is not known."""
    shapes = frame.run.options.shapes
    name = next((name for name in names if name in shapes), None)
    if name is None or not is_opaque(result):
        return result
    words = f"{name} in [tool.shapecheck.shapes]"
    parts = tuple(_structured(shape, words, frame, node) for shape in shapes[name])
    return parts[0] if len(parts) == 1 else Tuple(parts)


def _structured(shape: Any, words: str, frame: Frame, node: cst.CSTNode) -> Value:
    if isinstance(shape, dict):
        entries: dict[Value, Value] = {
            Known(name): _structured(part, words, frame, node) for name, part in shape.items()
        }
        return frame.run.new(DictObject(entries))
    if isinstance(shape, list):
        return frame.run.new(ListObject(tuple(_structured(part, words, frame, node) for part in shape)))
    if any(isinstance(part, tuple | dict | list) for part in shape):
        return Tuple(tuple(_structured(part, words, frame, node) for part in shape))
    return stated_array(shape, words, frame, node)
