"""Random calculations: one tree, evaluated with symbols and with ints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from shapecheck.shapes.dims import Dim, Symbol, ceil_div, floor_div, larger, modulo, power, product, smaller, total

SYMBOLS = (Symbol("n"), Symbol("m", minimum=1), Symbol("k", dynamic=True), Symbol("h", dynamic=True, minimum=3))

Calculation = tuple[Any, ...]

OPERATIONS: Mapping[str, Callable[..., Dim]] = {
    "+": lambda a, b: total((a, b)),
    "-": lambda a, b: a - b,
    "*": lambda a, b: product((a, b)),
    "//": floor_div,
    "ceil": ceil_div,
    "%": modulo,
    "min": smaller,
    "max": larger,
    "**": power,
}


def evaluated(tree: Any, values: Mapping[Symbol, Dim]) -> Dim:
    """Calculate a tree, with the given values in the place of its symbols."""
    if isinstance(tree, Symbol):
        return values.get(tree, tree)
    if isinstance(tree, int):
        return tree
    operation, *parts = tree
    return OPERATIONS[operation](*(evaluated(part, values) for part in parts))


def grown(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    divisors = st.one_of(st.integers(1, 7), st.integers(-4, -1), st.sampled_from(SYMBOLS[1:]), parts)
    return st.one_of(
        st.tuples(st.sampled_from(("+", "-", "*")), parts, parts),
        st.tuples(st.sampled_from(("//", "//", "ceil", "%")), parts, divisors),
        st.tuples(st.sampled_from(("min", "max")), parts, parts),
        st.tuples(st.just("**"), parts, st.integers(0, 2)),
        st.tuples(st.just("**"), st.integers(1, 3), st.sampled_from(SYMBOLS)),
    )


leaves = st.one_of(st.sampled_from(SYMBOLS), st.integers(-9, 12))
trees = st.recursive(leaves, grown, max_leaves=14)

values = st.fixed_dictionaries({symbol: st.integers(symbol.minimum, 12) for symbol in SYMBOLS})
