"""Putting sizes in for the symbols of a formula."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod

import sympy

from shapecheck.shapes.algebra import extreme_of, quotient
from shapecheck.shapes.atoms import (
    Expression,
    FloorDiv,
    Largest,
    SizeSymbol,
    Smallest,
    expanded,
    inner,
    outer,
    raised,
    symbols,
)
from shapecheck.shapes.limits import MOST_BITS, TooLarge, is_writable
from shapecheck.shapes.sizes import Formula, Plain, Symbol

__all__ = ["substitute"]

MOST_TURNS = 100_000


def substitute(formula: Formula, values: Mapping[Symbol, Plain]) -> Plain:
    """Put sizes in for symbols: by Python's arithmetic where every symbol gets an int.

    Raises ZeroDivisionError where a divisor becomes 0. Raises TooLarge.
    """
    numbers = {symbol: value for symbol, value in values.items() if isinstance(value, int)}
    if len(numbers) == len(symbols(formula.expression)):
        value = number(formula.expression, numbers)
        return int(value) if value.denominator == 1 else Formula(sympy.Rational(value.numerator, value.denominator))
    return outer(rebuilt(formula.expression, {symbol: inner(value) for symbol, value in values.items()}))


def number(expression: Expression, values: Mapping[Symbol, int]) -> Fraction | int:
    """Return the number that an expression is for the given values."""
    if expression.is_Integer:
        return int(expression)
    if expression.is_Rational:
        return Fraction(int(expression.p), int(expression.q))
    if isinstance(expression, SizeSymbol):
        return values[expression.size]
    if isinstance(expression, sympy.Sum):
        term, (index, first, last) = expression.args
        bounds = range(int(number(first, values)), int(number(last, values)) + 1)
        if len(bounds) > MOST_TURNS:
            raise TooLarge(f"a sum of more than {MOST_TURNS} terms")
        return sum(number(term, {**values, index.size: turn}) for turn in bounds)
    parts = [number(part, values) for part in expression.args]
    if isinstance(expression, sympy.Add):
        return sum(parts)
    if isinstance(expression, sympy.Mul):
        return prod(parts)
    if isinstance(expression, FloorDiv):
        return parts[0] // parts[1]
    if isinstance(expression, Largest):
        return max(parts)
    if isinstance(expression, Smallest):
        return min(parts)
    base, exponent = parts
    if exponent.denominator != 1:
        raise ValueError(f"no size: {expression}")
    if base.denominator == 1 and not is_writable(int(base), int(exponent)):
        raise TooLarge(f"a power of {base} with more than {MOST_BITS} bits")
    return Fraction(base) ** int(exponent)


def rebuilt(expression: Expression, values: Mapping[Symbol, Expression]) -> Expression:
    """Return an expression with others in the place of its symbols, in normal form again."""
    if isinstance(expression, SizeSymbol):
        return values.get(expression.size, expression)
    if not expression.args or values.keys().isdisjoint(symbols(expression)):
        return expression
    if isinstance(expression, sympy.Sum):
        from shapecheck.shapes.series import added

        term, (index, first, last) = expression.args
        return added(rebuilt(term, values), index, rebuilt(first, values), rebuilt(last, values))
    parts = [rebuilt(part, values) for part in expression.args]
    if isinstance(expression, FloorDiv):
        return quotient(*parts)
    if isinstance(expression, Largest | Smallest):
        return extreme_of(parts, largest=isinstance(expression, Largest))
    return raised(*parts) if expression.is_Pow else expanded(expression.func(*parts))
