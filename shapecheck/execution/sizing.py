"""Sizes for symbols: small ones that meet the requirements, and their place in shapes and configurations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from shapecheck.execution.kernel import NotExecutable
from shapecheck.graph.call import Layer, tensors_in
from shapecheck.shapes.dims import Formula, Hidden, Symbol, plain, substitute, symbols_of
from shapecheck.shapes.requirements import AllOf, AnyOf, Condition, holds

if TYPE_CHECKING:
    from shapecheck.graph.model import Model
    from shapecheck.shapes.dims import Dim
    from shapecheck.shapes.requirements import Verdict

__all__ = ["Settings", "Sizes", "bound", "concrete", "concrete_shape", "small_sizes", "symbols_of_model"]

Sizes = Mapping[Symbol, int]

FIRST = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
LATER = (*range(1, 65), *range(72, 257, 8), 299, 331, 384, 512)
TRIES = 50_000


def concrete_shape(shape: Sequence[Dim], sizes: Sizes) -> tuple[int, ...]:
    """Put sizes into a shape.

    Raises NotExecutable where a symbol has no size.
    """
    return tuple(number(size, sizes) for size in shape)


def number(size: Dim, sizes: Sizes) -> int:
    """Put sizes into one size.

    Raises NotExecutable where a symbol has no size, or a divisor becomes 0.
    """
    try:
        found = plain(substitute(size, dict(sizes)))
    except ZeroDivisionError:
        raise NotExecutable(f"a divisor in {size} becomes 0") from None
    if not isinstance(found, int):
        raise NotExecutable(f"the size {found} is not known")
    return found


PLAIN = (bool, int, float, complex, str, bytes, np.ndarray, type(None), type(...))


def concrete(value: Any, sizes: Sizes) -> Any:
    """Put sizes into a value of a configuration, nested layers included.

    Raises NotExecutable for what the analysis does not know, or what is a function or object of the program's own.
    """
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, Symbol | Formula | Hidden):
        return number(value, sizes)
    if isinstance(value, Layer):
        return replace(value, config=Settings(value.config, sizes))
    if isinstance(value, Mapping):
        return {name: concrete(item, sizes) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(concrete(item, sizes) for item in value)
    if isinstance(value, slice):
        return slice(*(concrete(part, sizes) for part in (value.start, value.stop, value.step)))
    raise NotExecutable(f"a value is not known: {getattr(value, 'reason', type(value).__name__)}")


class Settings(Mapping[str, Any]):
    """Show a configuration with sizes put in, each value when it is read: what no kernel reads may be unknown."""

    def __init__(self, config: Mapping[str, Any], sizes: Sizes) -> None:
        self._config = config
        self._sizes = sizes

    def __getitem__(self, name: str) -> Any:
        try:
            return concrete(self._config[name], self._sizes)
        except NotExecutable as lost:
            raise NotExecutable(f"`{name}`: {lost}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._config)

    def __len__(self) -> int:
        return len(self._config)


def bound(shape: Sequence[Dim], actual: Sequence[int]) -> dict[Symbol, int]:
    """Read off the sizes that a shape's bare symbols have in an array."""
    return {
        symbol: have for size, have in zip(shape, actual, strict=False) if isinstance(symbol := plain(size), Symbol)
    }


def symbols_in(value: Any) -> Iterator[Symbol]:
    """Yield the symbols of a configuration, nested layers included."""
    if isinstance(value, Symbol | Formula | Hidden):
        yield from sorted(symbols_of(value), key=lambda symbol: symbol.name)
    elif isinstance(value, Layer):
        yield from symbols_in(value.config)
    elif isinstance(value, Mapping):
        yield from (symbol for item in value.values() for symbol in symbols_in(item))
    elif isinstance(value, list | tuple):
        yield from (symbol for item in value for symbol in symbols_in(item))


def symbols_of_model(model: Model) -> list[Symbol]:
    """List the symbols of a model in the order in which they are met: inputs, then layers, then tensors."""
    met: dict[Symbol, None] = {}
    for _, tensor in (*model.inputs, *model.outputs):
        met.update(dict.fromkeys(symbols_in(tensor.shape or ())))
    for row in model.layers:
        met.update(dict.fromkeys(symbols_in([row.layer.config, *(weight.shape for weight in row.layer.weights or ())])))
        if row.model is not None:
            met.update(dict.fromkeys(symbols_of_model(row.model)))
    for call in model.graph.calls() if model.graph is not None else ():
        met.update(dict.fromkeys(symbols_in([tensor.shape or () for tensor in tensors_in(call.outputs)])))
    return list(met)


def symbols_of_condition(condition: Verdict) -> set[Symbol]:
    """Return the symbols that a condition compares."""
    match condition:
        case Condition(left=left, right=right):
            return set(symbols_of(left) | symbols_of(right))
        case AnyOf(conditions=parts) | AllOf(conditions=parts):
            return {symbol for part in parts for symbol in symbols_of_condition(part)}
    return set()


def small_sizes(symbols: Iterable[Symbol], conditions: Iterable[Verdict], given: Sizes) -> dict[Symbol, int]:
    """Find small sizes for symbols under which every condition holds, different ones where that can be.

    Raises NotExecutable where none are found.
    """
    wanted = [(condition, symbols_of_condition(condition)) for condition in conditions]
    order = list(
        dict.fromkeys([*given, *symbols, *sorted({s for _, own in wanted for s in own}, key=lambda s: s.name)])
    )
    ready = {
        symbol: [pair[0] for pair in wanted if pair[1] <= set(order[: place + 1]) and symbol in pair[1]]
        for place, symbol in enumerate(order)
    }
    tries = iter(range(TRIES))
    found: dict[Symbol, int] = {}

    def search(place: int) -> bool:
        if place == len(order):
            return True
        symbol = order[place]
        for size in [given[symbol]] if symbol in given else candidates(place, symbol.minimum):
            if next(tries, None) is None:
                return False
            found[symbol] = size
            if all(holds(condition, found) for condition in ready[symbol]) and search(place + 1):
                return True
        found.pop(symbol, None)
        return False

    if any(condition is False for condition, _ in wanted) or not search(0):
        raise NotExecutable("no small sizes were found that meet the requirements")
    return found


def candidates(place: int, minimum: int) -> Iterator[int]:
    """Yield sizes to try for the symbol at that place: one of its own first."""
    first = FIRST[place % len(FIRST)]
    yield max(first, minimum)
    yield from (size for size in LATER if size >= minimum and size != first)
