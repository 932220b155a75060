"""Formulas as a whole: sums over an index, substitution, text for people and for machines."""

from __future__ import annotations

from collections.abc import Mapping

from shapecheck.shapes.sizes import Dim, Hidden, Symbol, hide, hide_if, plain, symbols_of

__all__ = ["exact", "parse", "substitute", "summation", "text"]


def summation(term: Dim, index: Symbol, first: Dim, last: Dim, *, proven: bool = False) -> Dim:
    """Add `term` up for every value of `index` from `first` to `last`, both included; 0 where there is none.

    `proven` tells that `last` is never below `first - 1`, where the sizes themselves do not show it.
    """
    hidden = any(isinstance(dim, Hidden) for dim in (term, first, last))
    if isinstance(first, int) and isinstance(last, int) and index not in symbols_of(term):
        return hide_if(hidden, term * max(last - first + 1, 0))
    from shapecheck.shapes import series

    return hide_if(hidden, series.summation(plain(term), index, plain(first), plain(last), proven=proven))


def substitute(dim: Dim, values: Mapping[Symbol, Dim]) -> Dim:
    """Put sizes in for symbols; with an int for each symbol the result is Python's own.

    Raises ZeroDivisionError where a divisor becomes 0.
    """
    if isinstance(dim, int):
        return dim
    if isinstance(dim, Symbol):
        return values.get(dim, dim)
    if isinstance(dim, Hidden):
        return hide(substitute(dim.value, values))
    present = {symbol: values[symbol] for symbol in symbols_of(dim) if symbol in values}
    if not present:
        return dim
    from shapecheck.shapes import substitution

    hidden = any(isinstance(value, Hidden) for value in present.values())
    return hide_if(hidden, substitution.substitute(dim, {symbol: plain(value) for symbol, value in present.items()}))


def text(dim: Dim) -> str:
    """Write a size for people: factored, with `//` and `%`."""
    return str(dim)


def exact(dim: Dim) -> int | str:
    """Write a size for machines: an int, or a string with + - * / ** floor Mod Min Max Sum that sympy can read."""
    dim = plain(dim)
    if isinstance(dim, int):
        return dim
    if isinstance(dim, Symbol):
        return dim.name
    from shapecheck.shapes import printing

    return printing.exact(dim.expression)


def parse(source: int | str, symbols: Mapping[str, Symbol]) -> Dim:
    """Read what `exact` or `text` wrote, over the given symbols.

    Raises ValueError for anything else; nothing is ever executed.
    """
    if isinstance(source, int):
        return source
    if source in symbols:
        return symbols[source]
    if source.isdecimal() and len(source) < 100:
        return int(source)
    from shapecheck.shapes import parsing

    return parsing.parse(source, symbols)
