"""Calculation with formulas. Everything that comes in and goes out is in normal form: expanded, floors reduced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import sympy

from shapecheck.shapes.atoms import (
    Expression,
    FloorDiv,
    Largest,
    Smallest,
    expanded,
    inner,
    monomials,
    outer,
    raised,
    symbols,
)
from shapecheck.shapes.divisions import exactly_divided
from shapecheck.shapes.sizes import Plain

__all__ = ["extreme", "floor_div", "inner", "power", "product", "quotient", "symbols", "total"]


def total(known: int, others: Iterable[Plain]) -> Plain:
    """Add sizes in one go."""
    return outer(exactly_divided(sympy.Add(known, *map(inner, others))))


def product(known: int, others: Iterable[Plain]) -> Plain:
    """Multiply sizes in one go."""
    return outer(exactly_divided(expanded(sympy.Mul(known, *map(inner, others)))))


def power(base: Plain, exponent: Plain) -> Plain:
    """Raise to a power that is not negative."""
    return outer(raised(inner(base), inner(exponent)))


def floor_div(dividend: Plain, divisor: Plain) -> Plain:
    """Divide and round down."""
    return outer(quotient(inner(dividend), inner(divisor)))


def extreme(dims: Sequence[Plain], *, largest: bool) -> Plain:
    """Return the largest or the smallest of sizes."""
    return outer(extreme_of([inner(dim) for dim in dims], largest=largest))


def extreme_of(expressions: Iterable[Expression], *, largest: bool) -> Expression:
    """Return the largest or the smallest; what cannot be it is left out."""
    from shapecheck.shapes.bounds import lower

    kind = Largest if largest else Smallest
    kept: list[Expression] = []
    for expression in expressions:
        for one in expression.args if isinstance(expression, kind) else (expression,):
            gaps = [(one - other) if largest else (other - one) for other in kept]
            if any(gap == 0 or is_at_least(lower(-gap), 0) for gap in gaps):
                continue
            kept = [other for other, gap in zip(kept, gaps, strict=True) if not is_at_least(lower(gap), 0)]
            kept.append(one)
    return kept[0] if len(kept) == 1 else kind(*sorted(kept, key=sympy.default_sort_key))


def is_at_least(bound: Expression | None, value: int) -> bool:
    """Tell whether a lower bound is known and not below a value."""
    return bound is not None and bool(bound >= value)


@lru_cache(maxsize=10_000)
def quotient(dividend: Expression, divisor: Expression) -> Expression:
    """Return `floor(dividend / divisor)` in its normal form.

    Whole multiples leave the floor: (2*a + 3)//2 = a + 1. Common factors cancel: (2*a + 1)//4 = a//2. A floor inside
    merges: (a//2 + 1)//3 = (a + 2)//6. All of this holds for integers of any sign, as long as no divisor is 0.
    """
    if divisor == 0:
        raise ZeroDivisionError("division by a size that is 0")
    whole, dividend, divisor = split(*with_sign(*without_fractions(dividend, divisor)))
    sign = 1
    negative = all(number < 0 for number, monomial in monomials(dividend) if monomial != 1)
    if negative and not dividend.is_Number and dividend.is_integer and divisor.is_nonnegative:
        # floor(-a / b) is -floor((a + b - 1) / b)
        sign, dividend = -1, expanded(divisor - 1 - dividend)
        more, dividend, divisor = split(dividend, divisor)
        whole -= more
    dividend, divisor = without_common_factor(dividend, divisor)
    if dividend == 0:
        return whole
    if divisor == 1:
        return expanded(whole + sign * dividend)
    if dividend.is_Number and divisor.is_Number:
        return whole + sign * sympy.floor(dividend / divisor)
    merged = merge(dividend, divisor)
    return expanded(whole + sign * (FloorDiv(dividend, divisor) if merged is None else merged))


def without_fractions(dividend: Expression, divisor: Expression) -> tuple[Expression, Expression]:
    """Multiply both by what makes every coefficient an integer."""
    common = sympy.Integer(1)
    for number, _ in monomials(dividend) + monomials(divisor):
        common = sympy.ilcm(common, number.q)
    return (dividend, divisor) if common == 1 else (expanded(dividend * common), expanded(divisor * common))


def with_sign(dividend: Expression, divisor: Expression) -> tuple[Expression, Expression]:
    """Make the divisor's leading coefficient positive."""
    number, _ = min(monomials(divisor), key=lambda term: sympy.default_sort_key(term[1]))
    return (expanded(-dividend), expanded(-divisor)) if number.is_negative else (dividend, divisor)


def split(dividend: Expression, divisor: Expression) -> tuple[Expression, Expression, Expression]:
    """Return (whole, rest, divisor) such that dividend = whole * divisor + rest, with as much as possible whole."""
    whole, rest = [], []
    if divisor.is_Add:
        return split_by_sum(dividend, divisor)
    number, atoms = divisor.as_coeff_Mul()
    for term in sympy.Add.make_args(dividend):
        coefficient, monomial = term.as_coeff_Mul()
        ratio = monomial / atoms
        if not ratio.is_integer or not coefficient.is_Integer:
            rest.append(term)
        elif ratio == 1 and atoms == 1:
            whole.append(coefficient // number)
            rest.append(coefficient % number)
        else:
            # rounded towards zero: (a - b)//3 stays as it is
            times = (abs(coefficient) // number) * (1 if coefficient > 0 else -1)
            whole.append(times * ratio)
            rest.append((coefficient - times * number) * monomial)
    return sympy.Add(*whole), sympy.Add(*rest), divisor


def split_by_sum(dividend: Expression, divisor: Expression) -> tuple[Expression, Expression, Expression]:
    """Split by a divisor that is a sum, as long as a step leaves fewer terms."""
    whole = sympy.Integer(0)
    lead = next(term for term in divisor.args if not term.is_Number)
    progress = True
    while progress and dividend != 0:
        progress = False
        for term in sympy.Add.make_args(dividend):
            ratio = term / lead
            if not ratio.is_integer:
                continue
            left = expanded(dividend - ratio * divisor)
            if len(sympy.Add.make_args(left)) < len(sympy.Add.make_args(dividend)) or left == 0:
                whole, dividend, progress = whole + ratio, left, True
                break
    return whole, dividend, divisor


def without_common_factor(dividend: Expression, divisor: Expression) -> tuple[Expression, Expression]:
    """Cancel what divides both; a constant below the common integer is lost in the floor anyway."""
    if divisor.is_Integer:
        constant, rest = dividend.as_coeff_Add()
        common = sympy.igcd(divisor, 0, *(number for number, _ in monomials(rest) if rest != 0))
        if common == 1 or not dividend.is_integer:
            return dividend, divisor
        return expanded(rest / common) + constant // common, divisor / common
    common = shared_factor(dividend, divisor)
    return (dividend, divisor) if common == 1 else (expanded(dividend / common), expanded(divisor / common))


def shared_factor(*expressions: Expression) -> Expression:
    """Return the largest product that divides every term of the expressions."""
    terms = [term for expression in expressions for term in sympy.Add.make_args(expression) if term != 0]
    numbers = [term.as_coeff_Mul()[0] for term in terms]
    number = sympy.igcd(0, 0, *numbers) if all(one.is_Integer for one in numbers) else 1
    powers = [dict(term.as_coeff_Mul()[1].as_powers_dict()) for term in terms]
    shared: list[Expression] = []
    for base, exponent in powers[0].items():
        found: set[Expression] = {power.get(base) for power in powers}
        if found == {exponent}:
            shared.append(base**exponent)
        elif all(one is not None and one.is_Integer and one > 0 for one in found):
            shared.append(base ** min(found))
    return sympy.Mul(number, *shared)


def merge(dividend: Expression, divisor: Expression) -> Expression | None:
    """Merge one floor of the dividend into the division; None where there is none that can be."""
    if not divisor.is_nonnegative or not dividend.is_integer:
        return None
    for term in sympy.Add.make_args(dividend):
        number, atom = term.as_coeff_Mul()
        if not isinstance(atom, FloorDiv) or abs(number) != 1:
            continue
        above, below = atom.args
        if not below.is_nonnegative:
            continue
        if number == -1:
            above = below - 1 - above
        return quotient(expanded(above + below * (dividend - term)), expanded(below * divisor))
    return None
