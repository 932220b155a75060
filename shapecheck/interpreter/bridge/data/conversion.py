"""Values to what the catalog of data takes, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.arrays.data import Data
from shapecheck.catalog.checks import Opaque
from shapecheck.catalog.data.table import OPEN, Tool
from shapecheck.interpreter.bridge.arrays.conversion import plain_of, wrapped
from shapecheck.interpreter.frame import Raised
from shapecheck.interpreter.state import DictObject, InstanceObject, LayerObject, LibraryObject, ListObject
from shapecheck.interpreter.values import (
    Bound,
    Builtin,
    Function,
    Known,
    Method,
    Partial,
    Ref,
    Reference,
    Tuple,
    Value,
    unknown,
)
from shapecheck.shapes.dims import Dim, Symbol, substitute, symbols_of

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["content_of", "lifted"]


def content_of(value: Value, frame: Frame, node: cst.CSTNode) -> Any:
    """Return a value as an argument of the catalog: arrays as Data, objects as Tool, functions as callables."""
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, LibraryObject):
        return found.tool
    if isinstance(found, Tuple):
        return tuple(content_of(item, frame, node) for item in found.items)
    if isinstance(found, ListObject):
        return (
            [content_of(item, frame, node) for item in found.items] if found.kind == "list" else Opaque("an iterator")
        )
    if isinstance(found, DictObject):
        if not all(isinstance(key, Known) for key in found.entries):
            return Opaque("a dict whose keys are not known")
        return {plain_of(key, frame): content_of(item, frame, node) for key, item in found.entries.items()}
    if isinstance(found, Function | Bound | Partial | LayerObject | InstanceObject | Method):
        return _callable(value, frame, node)
    if isinstance(found, Reference | Builtin) and not _is_dtype(found):
        return _callable(value, frame, node)
    return plain_of(value, frame)


_DTYPES = ("float", "int", "uint", "bool", "string", "str", "complex", "bfloat", "double", "half")


def _is_dtype(value: Reference | Builtin) -> bool:
    name = (value.path if isinstance(value, Reference) else value.name).rpartition(".")[2]
    return name.startswith(_DTYPES)


def _callable(value: Value, frame: Frame, node: cst.CSTNode) -> Any:
    """Return a function of the program's that the catalog can call; what cannot be followed gives Opaque."""

    def called(*given: Any) -> Any:
        from shapecheck.interpreter.calls import call

        arguments = [lifted(item, "an element of the data", frame, node) for item in given]
        try:
            return content_of(call(value, arguments, {}, frame, node), frame, node)
        except Raised:
            return Opaque("a function that raises")

    return called


def lifted(content: Any, origin: str, frame: Frame, node: cst.CSTNode, known: dict[Symbol, Dim] | None = None) -> Value:
    """Turn what the catalog returns into values; sizes that only the data decides become fresh symbols."""
    names: dict[Symbol, Dim] = {} if known is None else known
    content = _settled(content, names, origin, frame, node)
    if isinstance(content, Tool):
        return frame.run.new(LibraryObject(content, frame.site(node), origin))
    if isinstance(content, Opaque):
        return unknown(content.reason, frame.site(node))
    if isinstance(content, list):
        return frame.run.new(ListObject(tuple(lifted(item, origin, frame, node, names) for item in content)))
    if isinstance(content, tuple):
        return Tuple(tuple(lifted(item, origin, frame, node, names) for item in content))
    if isinstance(content, dict):
        return frame.run.new(
            DictObject({Known(key): lifted(item, origin, frame, node, names) for key, item in content.items()})
        )
    return wrapped(content, origin, frame, node)


def _settled(content: Any, names: dict[Symbol, Dim], origin: str, frame: Frame, node: cst.CSTNode) -> Any:
    """Put fresh symbols in the places of open sizes, the same one for the same name."""
    if isinstance(content, Data):
        shape = (
            None if content.shape is None else tuple(_size(dim, names, origin, frame, node) for dim in content.shape)
        )
        return content if shape == content.shape else Data(shape, content.dtype, content.facts)
    if isinstance(content, Tool):
        settled = {name: _settled(item, names, origin, frame, node) for name, item in content.learned.items()}
        return Tool(content.path, content.config, settled)
    if isinstance(content, tuple | list):
        return type(content)(_settled(item, names, origin, frame, node) for item in content)
    if isinstance(content, Mapping):
        return {key: _settled(item, names, origin, frame, node) for key, item in content.items()}
    if isinstance(content, Dim) and not isinstance(content, bool | int):
        return _size(content, names, origin, frame, node)
    return content


def _size(dim: Dim, names: dict[Symbol, Dim], origin: str, frame: Frame, node: cst.CSTNode) -> Dim:
    if isinstance(dim, int):
        return dim
    for symbol in symbols_of(dim):
        if symbol.name.startswith(OPEN) and symbol not in names:
            words = f"a size that the data decides ({origin})"
            name = symbol.name[len(OPEN) :]
            names[symbol] = frame.run.symbol(
                name, dynamic=False, origin=words, site=frame.site(node), minimum=symbol.minimum
            )
    return substitute(dim, names)
