"""What formulas are made of beside sums and products: names, floors, extremes; and expansion."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, Self, TypeAlias

import sympy

from shapecheck.shapes.limits import MOST_BITS, TooLarge, is_writable
from shapecheck.shapes.sizes import Formula, Plain, Symbol

__all__ = [
    "Expression",
    "FloorDiv",
    "Largest",
    "SizeSymbol",
    "Smallest",
    "expanded",
    "inner",
    "monomials",
    "outer",
    "raised",
    "symbols",
    "weight",
]

Expression: TypeAlias = Any
"""A sympy.Expr: sympy comes without types."""

MOST_PARTS = 20_000

MOST_TERMS = 400
"""A product that would have more terms stays a product; what then cannot be compared is undecided."""


class SizeSymbol(sympy.Symbol):  # type: ignore[misc]
    """Stand for a Symbol inside an expression; equal only where the Symbols are."""

    __slots__ = ("size",)
    size: Symbol

    def __new__(cls, size: Symbol) -> Self:
        return make_symbol(size)

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.size.dynamic, self.size.minimum)

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.size,), {}


@cache
def make_symbol(size: Symbol) -> SizeSymbol:
    """Make the one sympy symbol of a Symbol."""
    signs = {"positive": True} if size.minimum > 0 else {"nonnegative": True} if size.minimum == 0 else {}
    made: SizeSymbol = sympy.Symbol.__xnew__(SizeSymbol, size.name, integer=True, **signs)
    made.size = size
    return made


class Atom(sympy.Expr):  # type: ignore[misc]
    """Hold arguments without evaluating anything: normal forms are made by the functions of `algebra`."""

    __slots__ = ()
    is_integer = True


class FloorDiv(Atom):
    """`floor(args[0] / args[1])`, in a normal form."""

    __slots__ = ()


class Smallest(Atom):
    """The least of its arguments, which are sorted and of which none is known to be another's upper bound."""

    __slots__ = ()


class Largest(Atom):
    """The greatest of its arguments, which are sorted and of which none is known to be another's lower bound."""

    __slots__ = ()


def inner(dim: Plain) -> Expression:
    """Return a size as a sympy expression."""
    if isinstance(dim, int):
        return sympy.Integer(dim)
    return make_symbol(dim) if isinstance(dim, Symbol) else dim.expression


def outer(expression: Expression) -> Plain:
    """Return an expression in normal form as a size: an int or a bare symbol where it is one.

    Raises TooLarge.
    """
    if expression.is_Integer:
        return int(expression)
    if isinstance(expression, SizeSymbol):
        return expression.size
    if weight(expression) > MOST_PARTS:
        raise TooLarge(f"a formula of more than {MOST_PARTS} parts")
    return Formula(expression)


@lru_cache(maxsize=50_000)
def weight(expression: Expression) -> int:
    """Count the parts of an expression, shared ones each time."""
    return 1 + sum(map(weight, expression.args))


@lru_cache(maxsize=50_000)
def symbols(expression: Expression) -> frozenset[Symbol]:
    """Return the symbols of an expression; the index of a sum is none."""
    if isinstance(expression, SizeSymbol):
        return frozenset((expression.size,))
    inside = frozenset[Symbol]().union(*map(symbols, expression.args))
    return inside - {expression.args[1][0].size} if isinstance(expression, sympy.Sum) else inside


def monomials(expression: Expression) -> list[tuple[Expression, Expression]]:
    """Return the terms of a sum as (number, rest)."""
    return [term.as_coeff_Mul() for term in sympy.Add.make_args(expression)]


def raised(base: Expression, exponent: Expression) -> Expression:
    """Return a power in normal form.

    Raises TooLarge where it holds a number that nobody could write down.
    """
    constant = exponent.as_coeff_Add()[0]
    if base.is_Integer and not is_writable(int(base), int(constant)):
        raise TooLarge(f"a power of {base} with more than {MOST_BITS} bits")
    return expanded(sympy.Pow(base, exponent))


def expanded(expression: Expression) -> Expression:
    """Multiply products of sums out (not inside floors and extremes, whose arguments are so already)."""
    if expression.is_Add:
        if not any(needs_expansion(term) for term in expression.args):
            return expression
        return sympy.Add(*(expanded_term(term) for term in expression.args))
    return expanded_term(expression)


def needs_expansion(term: Expression) -> bool:
    """Tell whether a term is a product or a power that can be multiplied out."""
    if term.is_Pow:
        base, exponent = term.args
        if exponent.is_Integer:
            return bool(exponent > 0 and (base.is_Add or base.is_Mul))
        return bool(exponent.is_Add and exponent.args[0].is_Integer and base.is_Integer)
    return bool(term.is_Mul) and any(factor.is_Add or needs_expansion(factor) for factor in term.args)


def expanded_term(term: Expression) -> Expression:
    """Multiply one term out, unless the result would be too large."""
    if not needs_expansion(term) or count_terms(term) > MOST_TERMS:
        return term
    simple: list[Expression] = []
    sums: list[Expression] = []
    for factor in sympy.Mul.make_args(term):
        opened = opened_power(factor) if factor.is_Pow and needs_expansion(factor) else factor
        (sums if opened.is_Add else simple).append(opened)
    terms = [sympy.Mul(*simple)]
    for factors in sums:
        terms = sympy.Add.make_args(sympy.Add(*(one * other for one in terms for other in factors.args)))
    return sympy.Add(*terms)


def opened_power(power: Expression) -> Expression:
    """Write a power of a sum as a sum, and one of a product as a product.

    2**(i - 1) becomes 2**i/2, so that powers of one base add up whatever constant their exponents hold.
    """
    base, exponent = power.args
    if not exponent.is_Integer:
        return sympy.Mul(*(base**part for part in exponent.args))
    if base.is_Add:
        return sympy.expand_multinomial(power, deep=False)
    return sympy.Mul(*(part**exponent for part in base.args))


def count_terms(term: Expression) -> int:
    """Bound the number of terms that a product has once multiplied out."""
    count = 1
    for factor in sympy.Mul.make_args(term):
        if factor.is_Add:
            count *= len(factor.args)
        elif factor.is_Pow and factor.base.is_Add and factor.exp.is_Integer and factor.exp > 0:
            if factor.exp > MOST_TERMS:
                return MOST_TERMS + 1
            count *= int(sympy.binomial(len(factor.base.args) + factor.exp - 1, factor.exp))
    return count
