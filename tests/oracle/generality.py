"""Holds what shapecheck says of sizes that it does not know against what it says when they are put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from answers import Answer, Refusal, Undecided, infer, put, tensor
from questions import Case, Made, Shape, Unsaid, mapped

from shapecheck.catalog.tables import LAYERS
from shapecheck.shapes.dims import Symbol, is_none, symbols_of
from shapecheck.shapes.requirements import AllOf, AnyOf, Condition, holds
from shapecheck.shapes.tensor import Tensor

SIZES = frozenset(
    {
        *("ChannelGroups", "Filters", "Positive", "Repeats", "Size", "Units", "Vocabulary"),
        *("Single", "Pair", "Triple", "SingleMargin", "PairMargin", "TripleMargin"),
    }
)
"""The kinds of arguments for which a program may well give a number that is not known."""


def contradiction(case: Case) -> str | None:
    """Put symbols in for the numbers of a case, then the numbers back; tell where that makes a difference.

    Empty tensors are left out: a size that is not known is taken not to be 0 where it meets one that may be 1.
    """
    if any(size in (0, Unsaid(0)) for shape in case.shapes() for size in shape.sizes):
        return None
    known = infer(case)
    values: dict[Symbol, int] = {}
    general = infer(with_symbols(case, values), lambda shape: symbolic(shape, values))
    if isinstance(known, Undecided) or isinstance(general, Undecided):
        return None
    if isinstance(general, Refusal):
        return None if isinstance(known, Refusal) else f"refused for all sizes: {general.text}"
    broken = [item for item in general.requirements if decided(item.condition, values) is False]
    if isinstance(known, Refusal):
        return None if broken else f"no requirement says {known.text!r}: {general.requirements}"
    if broken:
        return f"what is required does not hold: {broken}"
    if nones(general) != nones(known):
        return f"{general} instead of {known}"
    for number in (1, 2, 3):
        numbers = values | {Symbol(letter, dynamic=True): number for letter in case.letters()}
        possible = all(holds(item.condition, numbers) for item in known.requirements)
        if possible and put(general, numbers) != put(known, numbers):
            return f"{put(general, numbers)} instead of {put(known, numbers)}"
    return None


def nones(answer: Answer) -> Any:
    """Return which sizes of the outputs Keras reports as None."""
    return mapped(lambda sizes: [is_none(size) for size in sizes], answer.outputs)


def symbolic(shape: Shape, values: dict[Symbol, int]) -> Tensor:
    """Make the tensor that stands for a shape, with a static symbol for each number but the batch."""
    plain = tensor(shape)
    assert plain.shape is not None
    batch, *others = plain.shape or (1,)
    sizes = (stand_in(size, values) if type(size) is int else size for size in others)
    return plain.with_shape((batch, *sizes) if plain.shape else ())


def stand_in(size: int, values: dict[Symbol, int]) -> Symbol:
    """Return a new symbol for a number."""
    symbol = Symbol(f"n{len(values)}")
    values[symbol] = size
    return symbol


def with_symbols(case: Case, values: dict[Symbol, int]) -> Case:
    """Put symbols in for the numbers of a configuration."""
    parameters = LAYERS[case.layer.path].parameters

    def change(name: str, value: Any) -> Any:
        kind = parameters[name][0].partition(" | ")[0] if name in parameters else ""
        return stand_in(value, values) if kind in SIZES and type(value) is int and value > 0 else value

    keywords = {name: change(name, value) for name, value in case.layer.keywords.items()}
    return Case(Made(case.layer.name, case.layer.positional, keywords), case.positional, case.keywords)


def decided(condition: Condition | AnyOf | AllOf, values: Mapping[Symbol, int]) -> bool | None:
    """Tell whether a condition holds, None where it depends on a dynamic size."""
    return None if any(symbol.dynamic for symbol in symbols_in(condition)) else holds(condition, values)


def symbols_in(condition: Condition | AnyOf | AllOf) -> Iterator[Symbol]:
    """Yield the symbols of a condition."""
    if isinstance(condition, Condition):
        yield from symbols_of(condition.left)
        yield from symbols_of(condition.right)
    else:
        for part in condition.conditions:
            yield from symbols_in(part)
