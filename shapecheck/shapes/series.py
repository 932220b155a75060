"""Sums over an index: the parameters of a loop whose count is a symbol."""

from __future__ import annotations

import sympy

from shapecheck.shapes.atoms import Expression, SizeSymbol, expanded, inner, make_symbol, monomials, outer
from shapecheck.shapes.bounds import lower
from shapecheck.shapes.sizes import Plain, Symbol

__all__ = ["added", "summation"]

HIGHEST_POWER = 8


def summation(term: Plain, index: Symbol, first: Plain, last: Plain, *, proven: bool = False) -> Plain:
    """Add a term up from `first` to `last`; in closed form where there is one that holds for an empty sum too."""
    return outer(added(inner(term), make_symbol(index), inner(first), inner(last), proven=proven))


def added(
    term: Expression, index: SizeSymbol, first: Expression, last: Expression, *, proven: bool = False
) -> Expression:
    """Add an expression up over an index, both ends included; `proven` tells that there is no gap between them."""
    count = lower(expanded(last - first + 1))
    if first.is_Integer and last.is_Integer and last - first < 10:
        turns = range(int(first), int(last) + 1)
        return expanded(sympy.Add(*(with_index(term, index, sympy.Integer(turn)) for turn in turns)))
    parts = [one_term(number, factor, index, first, last) for number, factor in monomials(term)]
    if (not proven and (count is None or count < 0)) or None in parts:
        # a closed form counts backwards where the sum is empty by more than one
        return sympy.Sum(term, (index, first, last))
    return expanded(sympy.Add(*parts))


def with_index(term: Expression, index: SizeSymbol, value: Expression) -> Expression:
    """Return the term at one value of the index."""
    from shapecheck.shapes.substitution import rebuilt

    return rebuilt(term, {index.size: value})


def one_term(
    number: Expression, factor: Expression, index: SizeSymbol, first: Expression, last: Expression
) -> Expression | None:
    """Return the closed form of a sum over one product; None where it has none of the forms known here."""
    constant, dependent = factor.as_independent(index, as_Add=False)
    if dependent == 1:
        return number * constant * (last - first + 1)
    base, exponent = dependent.as_base_exp()
    if base == index and exponent.is_Integer and 0 < exponent <= HIGHEST_POWER:
        below, above = (faulhaber(int(exponent), end) for end in (first - 1, last))
        return expanded(number * constant * (above - below))
    if base.is_Integer and base > 1 and (exponent / index).is_Integer:
        return geometric(number * constant, base ** (exponent / index), first, last)
    return None


def geometric(factor: Expression, ratio: Expression, first: Expression, last: Expression) -> Expression:
    """Return factor*ratio**first + ... + factor*ratio**last."""
    ends = [expanded(sympy.Pow(ratio, end)) for end in (expanded(last + 1), first)]
    return expanded(factor * (ends[0] - ends[1]) / (ratio - 1))


def faulhaber(power: int, last: Expression) -> Expression:
    """Return 1**power + 2**power + ... + last**power."""
    terms = [sympy.binomial(power + 1, j) * sympy.bernoulli(j) * last ** (power + 1 - j) for j in range(power + 1)]
    return expanded(sympy.Add(*map(expanded, terms)) / (power + 1))
