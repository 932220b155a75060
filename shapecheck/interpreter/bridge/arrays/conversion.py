"""Values to what the catalog of arrays takes, and back; what was written to an array after it was made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shapecheck.catalog.arrays.data import UNCOUNTED, Data, Named
from shapecheck.catalog.checks import Opaque
from shapecheck.interpreter.program import Problem
from shapecheck.interpreter.state import ListObject
from shapecheck.interpreter.values import (
    NONE,
    Array,
    Builtin,
    Known,
    Ref,
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
from shapecheck.shapes.dims import Dim, symbols_of
from shapecheck.shapes.facts import NOTHING, Facts
from shapecheck.shapes.requirements import Refused
from shapecheck.shapes.shape import shape_text

if TYPE_CHECKING:
    import libcst as cst

    from shapecheck.interpreter.frame import Frame

__all__ = ["derived", "facts_of", "holds", "opaque", "plain_of", "refuse", "wrapped", "written"]


def facts_of(array: Array, frame: Frame) -> Facts:
    """Return what is known of an array's numbers now: what was known when it was made, and all that was written since."""
    facts = array.facts
    for buffer in array.buffers:
        later = frame.run.state.objects.get(("written", buffer))
        if later is not None:
            facts = facts.hull(later) if isinstance(later, Facts) else NOTHING
    return facts


def written(array: Array, facts: Facts, frame: Frame) -> None:
    """Note that numbers, of which `facts` is known, are written to an array and to all that share its memory."""
    objects = frame.run.state.objects
    for buffer in array.buffers:
        earlier = objects.get(("written", buffer))
        if earlier is None:
            objects["written", buffer] = facts
        else:
            objects["written", buffer] = earlier.hull(facts) if isinstance(earlier, Facts) else NOTHING


def holds(values: Any, kinds: Any, frame: Frame) -> bool:
    """Tell whether a value of some kinds is among values, or in lists and tuples of them."""
    for value in values:
        found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
        if isinstance(found, kinds):
            return True
        if isinstance(found, Tuple | ListObject) and holds(found.items, kinds, frame):
            return True
    return False


def plain_of(value: Value, frame: Frame) -> Any:
    """Return a value as an argument of the catalog's functions; Opaque where it is not known."""
    if isinstance(value, Array):
        return Data(value.tensor.shape, value.tensor.dtype, facts_of(value, frame))
    if isinstance(value, Known):
        return value.value
    if isinstance(value, Size):
        return value.dim
    if isinstance(value, Reference | Builtin):
        return Named((value.path if isinstance(value, Reference) else value.name).rpartition(".")[2])
    if isinstance(value, Slice):
        return slice(*(plain_of(part, frame) for part in (value.start, value.stop, value.step)))
    found = frame.run.state.objects.get(value.address) if isinstance(value, Ref) else value
    if isinstance(found, Tuple):
        return tuple(plain_of(item, frame) for item in found.items)
    if isinstance(found, ListObject) and found.kind == "list":
        return [plain_of(item, frame) for item in found.items]
    return Opaque(found.reason if isinstance(found, Unknown) else "what this is")


def wrapped(content: Any, origin: str, frame: Frame, node: cst.CSTNode, buffers: frozenset[int] | None = None) -> Value:
    """Turn what a function of the catalog returns into values; `buffers` is memory that it may share.

    Sizes that only the numbers decide become fresh symbols, the same one for the same result.
    """
    own = frozenset((id(node),)) if buffers is None else buffers
    fresh: list[Any] = []

    def settled(dim: Any) -> Any:
        if dim != UNCOUNTED:
            return dim
        if not fresh:
            words = f"a number of elements that the data decides ({origin})"
            fresh.append(frame.run.symbol("n", dynamic=False, origin=words, site=frame.site(node)))
        return fresh[0]

    def value_of(item: Any) -> Value:
        if isinstance(item, Data) and item.dtype == "object" and item.shape == ():
            return unknown(f"an object in an array ({origin})", frame.site(node))
        if isinstance(item, Data):
            shape = None if item.shape is None else tuple(settled(dim) for dim in item.shape)
            key = next(frame.run.keys) if shape is None else None
            return Array(Tensor(shape, item.dtype, key), item.facts, frame.site(node), origin, own)
        if isinstance(item, tuple):
            return Tuple(tuple(value_of(part) for part in item))
        if isinstance(item, list):
            return frame.run.new(ListObject(tuple(value_of(part) for part in item)))
        if isinstance(item, Dim) and not isinstance(item, bool):
            return size(settled(item))
        return NONE if item is None else Known(item)

    return value_of(content)


def derived(made: Value, given: Iterable[Value]) -> Value:
    """Note on an array that it was made of what a model predicted, where one of those that it was made of was."""
    if isinstance(made, Array) and any(isinstance(value, Array) and value.predicted for value in given):
        return replace(made, predicted=True)
    return made


def opaque(origin: str, frame: Frame, node: cst.CSTNode) -> Value:
    """Return an array of which nothing is known."""
    return wrapped(Data(None), origin, frame, node)


def refuse(refused: Refused, path: str, given: Any, frame: Frame, node: cst.CSTNode) -> Unknown:
    """Record what NumPy refuses: a problem of kind "array-...", with the lines where the arrays were made."""
    from shapecheck.interpreter.frame import raising

    site = frame.site(node)
    if any(isinstance(value, Size) and _is_supposed(value.dim, frame) for value in given):
        return unknown("what is taken for an integer may be an array", site)
    for name in ("IndexError", "TypeError"):
        raised = raising(name, refused.message, site)
        if frame.run.catches(raised):
            raise raised
    arrays = [value for value in given if isinstance(value, Array)]
    notes = tuple(
        (f"{shape_text(array.tensor.shape)} comes from {array.origin or 'here'}", array.site)
        for array in arrays
        if array.tensor.shape is not None and array.site is not None and array.site.node is not node
    )
    return frame.problem(
        Problem(
            f"array-{refused.kind or 'invalid-argument'}",
            refused.message,
            site,
            operation=path,
            keras_error=refused.keras_error,
            inputs=tuple(array.tensor for array in arrays),
            trail=frame.run.trail,
            notes=notes,
        )
    )


def _is_supposed(dim: Dim, frame: Frame) -> bool:
    """Tell whether a size comes from a parameter of an entry, which calculates with integers and so was taken for one."""
    symbols = frame.run.program.symbols
    origins = (symbols.get(symbol.name) for symbol in symbols_of(dim))
    return any(origin is not None and origin.text.startswith("parameter ") for origin in origins)


def reshaped(array: Array, content: Data) -> Array:
    """Return an array with another shape, dtype or facts, in the same memory."""
    return replace(array, tensor=replace(array.tensor, shape=content.shape, dtype=content.dtype), facts=content.facts)
