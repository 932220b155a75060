"""The readable form of a formula: remainders instead of floors, few constants, common factors in front."""

from __future__ import annotations

from functools import lru_cache

import sympy

from shapecheck.shapes.algebra import shared_factor
from shapecheck.shapes.atoms import Atom, Expression, FloorDiv, expanded, monomials

__all__ = ["Remainder", "factored", "folded", "terms_of"]

MOST_TERMS = 16
"""A larger sum is not factored but for what all its terms share."""


class Remainder(Atom):
    """Stand for `args[0] % args[1]`; in what is shown only."""

    __slots__ = ()


def terms_of(expression: Expression) -> tuple[Expression, ...]:
    """Return the terms of a sum; none for 0."""
    return () if expression == 0 else tuple(sympy.Add.make_args(expression))


@lru_cache(maxsize=10_000)
def folded(expression: Expression) -> Expression:
    """Write `d - h*floor(d/h)` as a remainder, and draw constants into floors, here and in all arguments."""
    if not expression.has(FloorDiv):
        return expression
    changed: dict[Expression, Expression] = {}
    floors = sorted(
        {factor for term in terms_of(expression) for factor in sympy.Mul.make_args(term) if factor.has(FloorDiv)},
        key=sympy.default_sort_key,
    )
    for floor in floors:
        if isinstance(floor, FloorDiv):
            expression = with_remainder(expression, floor)
    for floor in floors:
        shown = floor.func(*map(folded, floor.args)) if floor.args else floor
        if shown != floor:
            changed[floor] = shown
    expression = with_constant_inside(expression)
    return expression.xreplace(changed) if changed else expression


def with_remainder(expression: Expression, floor: FloorDiv) -> Expression:
    """Write k*p - k*q*floor(p/q) as k*(p % q), and k*p - k*floor(p/2) as k*((p + 1)//2)."""
    above, below = floor.args
    factor = expression.coeff(floor)
    rest = expanded(expression - factor * floor)
    for times, shown in (
        (expanded(-factor / below), Remainder(above, below)),
        (expanded(-factor), FloorDiv(above + 1, below) if below == 2 else None),
    ):
        if shown is None or times == 0 or rest.has(floor):
            continue
        if not all(monomial.is_integer and number.is_Integer for number, monomial in monomials(times)):
            continue
        left = expanded(rest - times * above)
        if len(terms_of(left)) + len(terms_of(times)) < len(terms_of(rest)) + len(terms_of(factor)):
            return left + expanded(times * shown)
    return expression


def with_constant_inside(expression: Expression) -> Expression:
    """Write (n + 1)//2 - 1 as (n - 1)//2, where a floor with a constant inside stands beside a constant."""
    constant, rest = expression.as_coeff_Add()
    if constant == 0 or not constant.is_Integer:
        return expression
    alone = [term for term in terms_of(rest) if isinstance(term, FloorDiv) and term.args[1].is_Integer]
    if len(alone) != 1 or alone[0].args[0].as_coeff_Add()[0] == 0:
        return expression
    above, below = alone[0].args
    return rest - alone[0] + FloorDiv(above + constant * below, below)


@lru_cache(maxsize=10_000)
def gathered(expression: Expression) -> Expression:
    """Gather the terms of a sum under the symbol that most of them share, then the rest under the next."""
    terms = terms_of(expression)
    shares = {symbol: sum(holds(term, symbol) for term in terms) for symbol in expression.free_symbols}
    if not expression.is_Add or len(terms) < 3 or len(terms) > MOST_TERMS or max(shares.values(), default=0) < 2:
        return expression
    chosen = min(shares, key=lambda symbol: (-shares[symbol], str(symbol)))
    inside = sympy.Add(*(term / chosen for term in terms if holds(term, chosen)))
    outside = sympy.Add(*(term for term in terms if not holds(term, chosen)))
    product = factored(chosen * inside)
    return sympy.Add(*terms_of(product), *terms_of(gathered(outside)), evaluate=False)


def holds(term: Expression, symbol: Expression) -> bool:
    """Tell whether a symbol is a factor of a term."""
    return any(factor == symbol or (factor.is_Pow and factor.base == symbol) for factor in sympy.Mul.make_args(term))


def factored(expression: Expression) -> Expression:
    """Draw common factors out of a sum, where that leaves more than a number in front."""
    terms = terms_of(expression)
    if len(terms) < 2:
        return expression
    common = shared_factor(*terms)
    product = common * expanded(expression / common)
    if len(terms) <= MOST_TERMS and len(expression.free_symbols) <= 6:
        product = sympy.factor(expression)
    if not product.is_Mul:
        return product if product.is_Pow else expression
    number, rest = product.as_coeff_Mul()
    if rest.is_Add and number.is_Integer:
        return expression
    sums = [factor for factor in sympy.Mul.make_args(rest) if factor.is_Add]
    if number < 0 and sums:
        # -(a - n)*m reads better as (n - a)*m
        return sympy.Mul(-number, -sums[0], *(factor for factor in sympy.Mul.make_args(rest) if factor != sums[0]))
    return product
