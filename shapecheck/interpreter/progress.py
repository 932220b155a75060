"""How values go on from turn to turn of a loop: which stay, and which grow or shrink by a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from operator import mul
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.state import LayerObject
from shapecheck.interpreter.values import Known, Size, Tensor, Tuple, Value, size
from shapecheck.shapes.dims import Dim, ceil_div, floor_div, power, substitute, symbols_of

if TYPE_CHECKING:
    from shapecheck.shapes.dims import Symbol

__all__ = ["moved", "progress", "same"]


def same(before: Any, after: Any, indices: frozenset[Symbol]) -> bool:
    """Tell whether a turn leaves something as it found it: tensors of the same shape, layers but for their calls.

    What is made once in each turn, as `indices` counts them, is no other turn's business.
    """
    if before is after or (type(before) is type(after) and before == after):
        return True
    if isinstance(before, Tensor) and isinstance(after, Tensor):
        known = before.shape is not None and before.shape == after.shape
        return known and (before.dtype, before.sparse) == (after.dtype, after.sparse)
    if isinstance(before, Tuple) and isinstance(after, Tuple) and len(before.items) == len(after.items):
        pairs = zip(before.items, after.items, strict=True)
        return all(same(one, two, indices) for one, two in pairs) and replace(before, items=after.items) == after
    if isinstance(before, LayerObject) and isinstance(after, LayerObject):
        if any(index in indices for index, _, _ in after.ranges):
            return True
        return replace(before, calls=after.calls) == after
    # the numbers of automatic names
    return isinstance(before, int) and isinstance(after, int)


def moved(value: Any, values: Mapping[Symbol, Dim], like: Any = None) -> Any:
    """Return a value at another index; tensors of the graph are that of `like`, none where there is none."""
    if isinstance(value, Size):
        return size(substitute(value.dim, values)) if symbols_of(value.dim) & values.keys() else value
    if isinstance(value, Tensor) and value.shape is not None:
        shape = tuple(substitute(axis, values) for axis in value.shape)
        key = like.key if isinstance(like, Tensor) else None
        return value if shape == value.shape and key == value.key else replace(value, shape=shape, key=key)
    if isinstance(value, Tuple):
        others = like.items if isinstance(like, Tuple) else (None,) * len(value.items)
        items = tuple(moved(item, values, other) for item, other in zip(value.items, others, strict=True))
        return value if items == value.items else replace(value, items=items)
    return value


def progress(before: Any, first: Any, second: Any, index: Symbol, start: Dim, choice: int = 0) -> Any:
    """Guess what each turn leaves by what was before the first one, what that left, and what one at `index` made of it.

    None where there is no rule to be seen. Whoever asks proves it, and makes another `choice` where that fails.
    """
    if isinstance(first, Known | Size) and isinstance(second, Known | Size):
        values = [_dim(value) for value in (before, first, second)]
        if values[1] is None or values[2] is None:
            return None
        rule = _rule(values[0], values[1], values[2], index, start, choice)
        return None if rule is None else size(rule)
    if isinstance(first, Tensor) and isinstance(second, Tensor):
        return _tensor(before, first, second, index, start, choice)
    if isinstance(first, Tuple) and isinstance(second, Tuple) and len(first.items) == len(second.items):
        ahead = before.items if isinstance(before, Tuple) and len(before.items) == len(first.items) else first.items
        items: list[Value] = []
        for old, one, two in zip(ahead, first.items, second.items, strict=True):
            item = one if same(one, two, frozenset()) else progress(old, one, two, index, start, choice)
            if item is None:
                return None
            items.append(item)
        return replace(first, items=tuple(items))
    return None


def _dim(value: Any) -> Dim | None:
    if isinstance(value, Size):
        return value.dim
    found = value.value if isinstance(value, Known) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _tensor(before: Any, first: Tensor, second: Tensor, index: Symbol, start: Dim, choice: int) -> Tensor | None:
    if first.shape is None or second.shape is None or len(first.shape) != len(second.shape):
        return None
    if (first.dtype, first.sparse) != (second.dtype, second.sparse):
        return None
    known = isinstance(before, Tensor) and before.shape is not None and len(before.shape) == len(first.shape)
    ahead = before.shape if known else first.shape
    shape = []
    for old, one, two in zip(ahead, first.shape, second.shape, strict=True):
        axis = one if one == two else _rule(old, one, two, index, start, choice)
        if axis is None:
            return None
        shape.append(axis)
    return replace(first, shape=tuple(shape))


def _rule(before: Dim | None, first: Dim, second: Dim, index: Symbol, start: Dim, choice: int) -> Dim | None:
    """Return what a number is after the turn at `index`, if a rule gives what is known of it."""
    if index in symbols_of(second):
        return second if substitute(second, {index: start}) == first else None
    turns = index - start
    found = [(step, guess) for step, guess in _steps(first, second, turns) if step(first) == second]
    agreeing = [pair for pair in found if before is not None and pair[0](before) == first]
    chosen = [guess for _, guess in agreeing or found]
    return chosen[min(choice, len(chosen) - 1)]() if chosen else None


_HIGHEST_FACTOR = 8

_Rule = tuple[Callable[[Dim], Dim], Callable[[], Dim]]


def _steps(first: Dim, second: Dim, turns: Dim) -> Iterator[_Rule]:
    """Yield what a turn may make of a number, and what is then left after some turns of the first one's result."""
    for factor in range(2, _HIGHEST_FACTOR + 1):
        for operation in (mul, floor_div, ceil_div):
            yield _scaling(operation, factor, first, turns)
    rise = second - first
    yield lambda dim: dim + rise, lambda: first + rise * turns


def _scaling(operation: Callable[[Any, Any], Dim], factor: int, first: Dim, turns: Dim) -> _Rule:
    return lambda dim: operation(dim, factor), lambda: operation(first, power(factor, turns))
