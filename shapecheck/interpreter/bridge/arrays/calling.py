"""Calls of NumPy's functions, and of the methods of arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.arrays import load
from shapecheck.catalog.arrays.data import Data
from shapecheck.catalog.arrays.dtypes import named
from shapecheck.catalog.arrays.table import FUNCTIONS, METHODS, ArrayFunction, apply
from shapecheck.catalog.checks import NotKnown
from shapecheck.interpreter.bridge.arrays.conversion import derived, holds, opaque, plain_of, refuse, wrapped, written
from shapecheck.interpreter.state import ListObject, join
from shapecheck.interpreter.values import NONE, Array, Ref, Reference, Tensor, Unknown, Value, unknown
from shapecheck.shapes.dims import TooLarge
from shapecheck.shapes.facts import NOTHING
from shapecheck.shapes.requirements import Refused, collecting

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["call_array_method", "call_numpy", "is_array_function"]

_GENERATORS = {
    "numpy.random.default_rng": "numpy.random.Generator",
    "numpy.random.Generator": "numpy.random.Generator",
    "numpy.random.RandomState": "numpy.random.RandomState",
}
"""What makes a source of random numbers, and by which path its methods go."""


def is_array_function(path: str) -> bool:
    """Tell whether a dotted path is a function of NumPy's that is modelled."""
    load()
    return path in FUNCTIONS or path in _GENERATORS or _dtype_called(path) != ""


def _dtype_called(path: str) -> str:
    """Return the dtype that a path like `numpy.float32` converts to, "" for others."""
    home, _, name = path.rpartition(".")
    return named(name) if home == "numpy" and len(name) > 1 else ""


def call_numpy(
    path: str, positional: Sequence[Value], keywords: Mapping[str, Value], frame: Frame, node: cst.CSTNode
) -> Value:
    """Call a function of NumPy's on values."""
    if path in _GENERATORS:
        return Reference(_GENERATORS[path])
    dtype = _dtype_called(path)
    entry = FUNCTIONS["numpy.asarray"] if dtype else FUNCTIONS[path]
    words = {**keywords, "dtype": Reference(path)} if dtype else keywords
    return _called(entry, f"np.{path.partition('.')[2]}", positional, words, frame, node)


def call_array_method(
    array: Array,
    name: str,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    """Call a method of an array."""
    load()
    entry = METHODS.get(name)
    if entry is None:
        written(array, NOTHING, frame)
        return unknown(f"the method `{name}` of an array is not modelled", frame.site(node))
    return _called(entry, f".{name}", [array, *positional], keywords, frame, node)


def _called(
    entry: ArrayFunction,
    origin: str,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    frame: Frame,
    node: cst.CSTNode,
) -> Value:
    given = [*positional, *keywords.values()]
    for value in given:
        if isinstance(value, Unknown) and value.problem:
            return unknown(value.reason, frame.site(node), problem=True)
    if holds(given, Tensor, frame):
        return unknown("NumPy on a symbolic tensor", frame.site(node))
    if isinstance(keywords.get("out"), Array):
        return frame.lost("an array that results are written to is not modelled", node)
    try:
        with collecting():
            content = apply(
                entry,
                [plain_of(value, frame) for value in positional],
                {name: plain_of(value, frame) for name, value in keywords.items()},
            )
    except Refused as refused:
        return refuse(refused, entry.path, given, frame, node)
    except (NotKnown, TooLarge) as lost:
        if entry.inside:
            _write(positional[0] if positional else None, None, frame)
        return unknown(str(lost), frame.site(node)) if entry.plain else opaque(origin, frame, node)
    if entry.path.endswith(".argmax"):
        from shapecheck.interpreter.bridge.training.choosing import meet_argmax

        meet_argmax(positional, keywords, frame, node)
    first = positional[0] if positional else None
    if entry.inside or content is None:
        _write(first, content, frame)
        return NONE
    shared = first.buffers | {id(node)} if entry.view and isinstance(first, Array) else None
    return derived(wrapped(content, origin, frame, node, shared), given)


def _write(value: Value | None, content: Any, frame: Frame) -> None:
    """Carry out that a function writes to its first argument; the items of a list may stand in any order after it."""
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(value, Array):
        written(value, content.facts if isinstance(content, Data) else NOTHING, frame)
    elif isinstance(value, Ref) and isinstance(found, ListObject) and found.items:
        item = found.items[0]
        for other in found.items[1:]:
            item = join(item, other, None)
        frame.run.state.objects[value.address] = ListObject((item,) * len(found.items), found.kind)
