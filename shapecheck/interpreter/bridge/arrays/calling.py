"""Calls of NumPy's functions, and of the methods of arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from shapecheck.catalog.arrays import load
from shapecheck.catalog.arrays.dtypes import named
from shapecheck.catalog.arrays.table import FUNCTIONS, METHODS, ArrayFunction, apply
from shapecheck.catalog.checks import NotKnown
from shapecheck.interpreter.bridge.arrays.conversion import facts_of, holds, opaque, plain_of, refuse, wrapped, written
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
    if entry.inside and positional:
        _shuffled(positional[0], frame)
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
        return unknown(str(lost), frame.site(node)) if entry.plain else opaque(origin, frame, node)
    if content is None:
        return NONE
    first = positional[0] if positional else None
    shared = first.buffers | {id(node)} if entry.view and isinstance(first, Array) else None
    return wrapped(content, origin, frame, node, shared)


def _shuffled(value: Value, frame: Frame) -> None:
    """Carry out that a list's items may stand in any order; an array keeps its numbers."""
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else None
    if isinstance(value, Ref) and isinstance(found, ListObject) and found.items:
        item = found.items[0]
        for other in found.items[1:]:
            item = join(item, other, None)
        frame.run.state.objects[value.address] = ListObject((item,) * len(found.items), found.kind)
    elif isinstance(value, Array):
        written(value, facts_of(value, frame), frame)
