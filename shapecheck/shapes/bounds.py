"""What can be proven of a formula for every value of its symbols: bounds, signs, whether it can be 0.

Whoever asks is told nothing rather than something unproven; nothing here searches for long.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias

import sympy

from shapecheck.shapes.algebra import quotient
from shapecheck.shapes.atoms import (
    Atom,
    Expression,
    FloorDiv,
    Largest,
    SizeSymbol,
    Smallest,
    expanded,
    monomials,
    weight,
)

__all__ = ["decisive", "lower", "never_zero", "upper"]

MOST_TERMS = 60
MOST_PARTS = 500
MOST_CHOICES = 12

HIGHEST_POWER = 1_000

Bound: TypeAlias = Any
"""A sympy.Rational, or None where none is known."""


def upper(expression: Expression) -> Bound:
    """Return a number that the expression never exceeds; None where none is known."""
    bound = lower(expanded(-expression))
    return None if bound is None else -bound


@lru_cache(maxsize=10_000)
def lower(expression: Expression) -> Bound:
    """Return a number that the expression never falls below; None where none is known."""
    bound = search(expression, MOST_CHOICES)
    # (H - 1)//4 - (H - 1)//8 is found to be at least -7/8: as an integer it is at least 0
    return sympy.ceiling(bound) if bound is not None and expression.is_integer else bound


def search(expression: Expression, choices: int) -> Bound:
    """Look for a lower bound: term by term, else after a floor or an extreme made way for what bounds it.

    `choices` says how many more of those may be tried, in all branches together.
    """
    if expression.is_Number:
        return expression
    if len(sympy.Add.make_args(expression)) > MOST_TERMS or weight(expression) > MOST_PARTS:
        return None
    found = shifted(expression)
    if found is not None or choices == 0:
        return found
    atom = outermost(expression)
    if atom is None:
        return None
    factor = expanded(expression).coeff(atom)
    rest = expanded(expression - factor * atom)
    if factor == 0 or rest.has(atom) or factor.has(atom):
        return None
    sign = sign_of(factor, choices // 2)
    if sign is None:
        return None
    if isinstance(atom, FloorDiv):
        return search(expanded(rest + factor * relaxed(atom, sign)), choices - 1)
    share = (choices - 1) // len(atom.args)
    bounds = [search(expanded(rest + factor * one), share) for one in atom.args]
    if isinstance(atom, Smallest) == (sign > 0):
        # the extreme is one of its arguments, any of them
        return None if None in bounds else min(bounds)
    known = [bound for bound in bounds if bound is not None]
    return max(known) if known else None


def relaxed(floor: FloorDiv, sign: int) -> Expression:
    """Return what lies below the floor where its factor is positive, above it where that is negative."""
    above, below = floor.args
    if sign < 0:
        return above / below
    # an integer dividend loses less than a whole
    return (above - below + 1) / below if above.is_integer else above / below - 1


def sign_of(factor: Expression, choices: int) -> int | None:
    """Return 1 where the factor is never negative, -1 where it is never positive, None where neither is known."""
    if factor.is_Number:
        return 1 if factor > 0 else -1
    bound = search(factor, choices)
    if bound is not None and bound >= 0:
        return 1
    bound = search(expanded(-factor), choices)
    return -1 if bound is not None and bound >= 0 else None


def outermost(expression: Expression) -> Expression | None:
    """Return a floor or an extreme that stands in no other one, floors first; None where there is none."""
    found = [
        factor
        for term in sympy.Add.make_args(expression)
        for factor in sympy.Mul.make_args(term)
        if isinstance(factor, FloorDiv | Largest | Smallest)
    ]
    inside = set().union(*(one.atoms(Atom) - {one} for one in found)) if found else set()
    free = [one for one in found if one not in inside] or found
    return min(free, key=lambda one: (not isinstance(one, FloorDiv), sympy.default_sort_key(one)), default=None)


def shifted(expression: Expression) -> Bound:
    """Bound a sum of products whose factors have bounds of their own.

    With each factor written as its least value and a rest that is not negative (or as its greatest value less such a
    rest), a polynomial without negative coefficients is never below its constant.
    """
    factors = {
        base
        for term in sympy.Add.make_args(expression)
        for factor in sympy.Mul.make_args(term.as_coeff_Mul()[1])
        for base in [factor.base if factor.is_Pow and factor.exp.is_Integer and factor.exp > 0 else factor]
        if not base.is_Number
    }
    replaced, names = {}, set()
    for factor in factors:
        least, rest = own_lower(factor), sympy.Dummy(nonnegative=True)
        if least is not None:
            replaced[factor] = least + rest
        elif (greatest := own_upper(factor)) is not None:
            replaced[factor] = greatest - rest
        else:
            return None
        names.add(rest)
    moved = expanded(exchanged(expression, replaced))
    constant, others = moved.as_coeff_Add()
    return constant if all(number >= 0 for number, _ in monomials(others) if others != 0) else None


def exchanged(expression: Expression, replaced: dict[Expression, Expression]) -> Expression:
    """Put other things in for the factors of a sum of products."""
    terms = []
    for term in sympy.Add.make_args(expression):
        number, monomial = term.as_coeff_Mul()
        parts = [number]
        for factor in sympy.Mul.make_args(monomial):
            if factor in replaced:
                parts.append(replaced[factor])
            elif factor.is_Pow and factor.base in replaced:
                parts.append(replaced[factor.base] ** factor.exp)
            else:
                parts.append(factor)
        terms.append(expanded(sympy.Mul(*parts)))
    return sympy.Add(*terms)


@lru_cache(maxsize=10_000)
def own_lower(factor: Expression) -> Bound:
    """Return the least value of one factor."""
    if isinstance(factor, SizeSymbol):
        return sympy.Integer(factor.size.minimum)
    if isinstance(factor, FloorDiv):
        above, below = factor.args
        if below.is_Integer:
            least = shifted(above)
            return None if least is None else sympy.floor(least / below)
        least = shifted(above) if below.is_nonnegative else None
        return sympy.Integer(0) if least is not None and least >= 0 else None
    if isinstance(factor, Largest):
        known = [bound for bound in map(lower, factor.args) if bound is not None]
        return max(known) if known else None
    if isinstance(factor, Smallest):
        bounds = [lower(one) for one in factor.args]
        return None if None in bounds else min(bounds)
    if factor.is_Pow and factor.base.is_Integer and factor.base >= 1:
        least = shifted(factor.exp)
        return None if least is None else sympy.Integer(0) if least < 0 else factor.base ** min(least, HIGHEST_POWER)
    if factor.is_positive:
        return sympy.Integer(1) if factor.is_integer else sympy.Integer(0)
    return sympy.Integer(0) if factor.is_nonnegative else None


@lru_cache(maxsize=10_000)
def own_upper(factor: Expression) -> Bound:
    """Return the greatest value of one factor."""
    if isinstance(factor, FloorDiv) and factor.args[1].is_Integer:
        greatest = upper(factor.args[0])
        return None if greatest is None else sympy.floor(greatest / factor.args[1])
    if isinstance(factor, Smallest):
        known = [bound for bound in map(upper, factor.args) if bound is not None]
        return min(known) if known else None
    return None


@lru_cache(maxsize=10_000)
def decisive(expression: Expression) -> Expression:
    """Write floors such that equal ones look equal: (n + 1)//2 and n - n//2, (a - b)//3 and (a + 2*b)//3 - b.

    Less readable than the normal form, hence for comparisons only.
    """
    floors = expression.atoms(FloorDiv) if weight(expression) <= MOST_PARTS else None
    if not floors:
        return expression
    changed: dict[Expression, Expression] = {}
    for floor in sorted(floors, key=lambda one: one.count_ops()):
        above, below = floor.args
        above, below = decisive(above), decisive(below)
        changed[floor] = residual(above, below) if below.is_Integer else quotient(above, below)
    return expanded(exchanged(expression, changed))


def residual(dividend: Expression, divisor: Expression) -> Expression:
    """Write a floor over an integer by residues: of the two forms, `f(x)` and `-f(-x)`, the one with smaller ones."""
    forms = []
    for sign, above in ((1, dividend), (-1, expanded(divisor - 1 - dividend))):
        whole, rest, residues = sympy.Integer(0), sympy.Integer(0), []
        for number, monomial in sorted(monomials(above), key=lambda pair: sympy.default_sort_key(pair[1])):
            if monomial == 1:
                continue
            times = number // divisor if number.is_Integer and monomial.is_integer else 0
            whole, rest = whole + times * monomial, rest + (number - times * divisor) * monomial
            residues.append(number - times * divisor)
        constant = above.as_coeff_Add()[0]
        whole, rest = whole + constant // divisor, rest + constant % divisor
        floor = FloorDiv(rest, divisor) if rest.free_symbols else rest // divisor
        forms.append(((*residues, constant % divisor), sign * (whole + floor)))
    return min(forms, key=lambda form: form[0])[1]


def never_zero(gap: Expression) -> bool | None:
    """Tell whether an expression with integer values is never 0 (True), always (False), or neither is proven."""
    if gap == 0:
        return False
    if gap.is_Number:
        return True
    gap = decisive(gap)
    if gap.is_Number:
        return bool(gap != 0)
    constant, rest = gap.as_coeff_Add()
    numbers = [number for number, _ in monomials(rest)]
    whole = rest.is_integer and all(number.is_Integer for number in [constant, *numbers])
    if whole and constant % sympy.igcd(0, 0, *numbers) != 0:
        return True
    for signed in (gap, expanded(-gap)):
        bound = lower(signed)
        if bound is not None and bound > 0:
            return True
    return None
