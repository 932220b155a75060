"""How to draw random cases: shapes, arguments by their kind, and one thing in some that is wrong on purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from questions import Shape, Size, Unsaid

from shapecheck.catalog.tables import LayerRule

Values = SearchStrategy[Any]


class Draw(NamedTuple):
    """How to draw an argument: values that are mostly right, and values that are mostly wrong."""

    right: Values
    wrong: Values | None = None


def some(*values: Any) -> Values:
    """Draw one of a few values."""
    return st.sampled_from(values)


def tuples(of: Values, length: int) -> Values:
    """Draw one value for all axes, or one for each."""
    each = st.tuples(*[of] * length)
    return st.one_of(of, each, each.map(list))


def wrong_tuples(of: Values, length: int) -> Values:
    """Draw tuples of a wrong length or content."""
    bad = some(0, -1, None, "3", "ab", 2.5)
    return st.one_of(
        bad, st.tuples(*[of] * (length + 1)), st.tuples(*[of] * (length - 1)), st.tuples(*[of] * (length - 1), bad)
    )


def per_axis(low: int, high: int, length: int) -> Draw:
    """Draw sizes along spatial axes."""
    of = st.integers(low, high)
    return Draw(tuples(of, length), wrong_tuples(of, length))


def margins(length: int) -> Draw:
    """Draw what is added or cut before and after each spatial axis."""
    of = st.integers(0, 3)
    if length == 1:
        return Draw(tuples(of, 2), wrong_tuples(of, 2))
    pairs = tuples(tuples(of, 2), length)
    flat = tuples(of, length)
    return Draw(st.one_of(of, flat, pairs.filter(lambda value: not isinstance(value, int))), wrong_tuples(of, length))


@dataclass(frozen=True, slots=True)
class Row:
    """What is special about a layer.

    `ranks`: the ranks that it takes. `arguments`: how to draw what its kinds do not tell. `low`, `high`: the sizes of
    its inputs. `features`: whether it needs to know how many there are, on the first axis after batch or on the last.
    `call`: what to call it on, in place of one tensor; it is given whether to draw something wrong. `keywords`:
    further arguments of the call. `fit`: arguments of the constructor that depend on what it is called on.
    """

    ranks: tuple[int, int] | None = None
    arguments: Mapping[str, Draw] = field(default_factory=dict)
    low: int = 0
    high: int = 9
    features: bool = False
    call: Callable[[DrawFn, bool], tuple[Any, ...]] | None = None
    keywords: Mapping[str, Draw] = field(default_factory=dict)
    fit: Callable[[DrawFn, tuple[Any, ...]], Mapping[str, Any]] | None = None


def size(low: int = 0, high: int = 9, dynamic: bool = True) -> Values:
    """Draw a size: mostly a number above 0, sometimes 0, a dynamic one, or one that Keras is not told."""
    known: Values = st.integers(max(low, 1), high)
    kinds = [known] * 12 + ([st.just(low)] if low == 0 else [])
    if dynamic:
        kinds += [some("S", "T")] * 3 + [known.map(Unsaid)]
    return st.one_of(kinds)


def batch() -> Values:
    """Draw the size of the first axis."""
    return st.one_of([st.just("B")] * 6 + [st.integers(0, 5)] + [st.integers(1, 5).map(Unsaid)])


@st.composite
def shapes(draw: DrawFn, ranks: tuple[int, int], sizes: Values | None = None, features: Values | None = None) -> Shape:
    """Draw a shape of some rank; `features` draws the sizes of the first axis after batch and of the last."""
    rank = draw(st.integers(*ranks))
    found: list[Size] = [draw(size() if sizes is None else sizes) for _ in range(rank)]
    if rank:
        found[0] = draw(batch())
    for axis in {1, rank - 1} - {0} if features is not None and rank > 1 else ():
        found[axis] = draw(features)
    return Shape(tuple(found))


def ranks_of(rule: LayerRule, row: Row) -> tuple[int, int]:
    """Return the ranks that a layer takes."""
    if row.ranks is not None:
        return row.ranks
    exact, least, most = rule.ranks
    return (exact, exact) if exact is not None else (least or 1, most or 6)


@st.composite
def one_tensor(draw: DrawFn, rule: LayerRule, row: Row, wrong: bool) -> tuple[Any, ...]:
    """Draw the one tensor that a layer is called on; a wrong one is of another rank, or has zeros and Nones."""
    low, high = ranks_of(rule, row)
    others = [rank for rank in range(7) if not low <= rank <= high]
    if wrong and others and draw(st.booleans()):
        rank = draw(st.sampled_from(others))
        return (draw(shapes((rank, rank))),)
    if wrong:
        return (draw(shapes((low, high), size(high=3))),)
    dynamic = draw(some(True, False, False))
    features = size(row.low or 1, row.high, dynamic=False) if row.features else None
    return (draw(shapes((low, high), size(row.low, row.high, dynamic), features)),)
