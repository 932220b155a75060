"""Sizes: an int, a name for a size that is not known, or a formula over such names; and their arithmetic.

Ints stay ints and never touch sympy; a bare name is light. sympy is imported at the first calculation with a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from shapecheck.shapes.limits import MOST_BITS, TooLarge, is_writable

if TYPE_CHECKING:
    import sympy

__all__ = [
    "DIMS",
    "Dim",
    "Formula",
    "Hidden",
    "Plain",
    "Symbol",
    "ceil_div",
    "floor_div",
    "hide",
    "hide_if",
    "is_none",
    "keras_view",
    "larger",
    "modulo",
    "plain",
    "power",
    "product",
    "smaller",
    "symbols_of",
    "total",
]


class Arithmetic:
    """Give a size Python's integer operators; each result is in normal form, and an int wherever it is one."""

    __slots__ = ()

    # sympy asks this of a right operand, and leaves the operation to the higher one
    _op_priority = 1000.0

    def __add__(self, other: Dim) -> Dim:
        return total((cast("Dim", self), other)) if isinstance(other, DIMS) else NotImplemented

    __radd__ = __add__

    def __sub__(self, other: Dim) -> Dim:
        return total((cast("Dim", self), -other)) if isinstance(other, DIMS) else NotImplemented

    def __rsub__(self, other: Dim) -> Dim:
        return total((other, -self)) if isinstance(other, DIMS) else NotImplemented

    def __mul__(self, other: Dim) -> Dim:
        return product((cast("Dim", self), other)) if isinstance(other, DIMS) else NotImplemented

    __rmul__ = __mul__

    def __floordiv__(self, other: Dim) -> Dim:
        return floor_div(cast("Dim", self), other) if isinstance(other, DIMS) else NotImplemented

    def __rfloordiv__(self, other: Dim) -> Dim:
        return floor_div(other, cast("Dim", self)) if isinstance(other, DIMS) else NotImplemented

    def __mod__(self, other: Dim) -> Dim:
        return modulo(cast("Dim", self), other) if isinstance(other, DIMS) else NotImplemented

    def __rmod__(self, other: Dim) -> Dim:
        return modulo(other, cast("Dim", self)) if isinstance(other, DIMS) else NotImplemented

    def __pow__(self, other: Dim) -> Dim:
        return power(cast("Dim", self), other) if isinstance(other, DIMS) else NotImplemented

    def __rpow__(self, other: Dim) -> Dim:
        return power(other, cast("Dim", self)) if isinstance(other, DIMS) else NotImplemented

    def __neg__(self) -> Dim:
        return product((-1, cast("Dim", self)))

    def __pos__(self) -> Dim:
        return cast("Dim", self)


@dataclass(frozen=True, slots=True, repr=False)
class Symbol(Arithmetic):
    """Name a size that is not known: `dynamic` where Keras holds None, at least `minimum` in any case."""

    name: str
    dynamic: bool = False
    minimum: int = 0

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return self.name

    def _sympy_(self) -> sympy.Expr:
        from shapecheck.shapes import algebra

        return algebra.inner(self)


@dataclass(frozen=True, slots=True)
class Formula(Arithmetic):
    """Hold a size calculated from symbols, in normal form; `expression` is for the arithmetic of this folder alone."""

    expression: sympy.Expr

    def __str__(self) -> str:
        from shapecheck.shapes import printing

        return printing.text(self.expression)

    def __repr__(self) -> str:
        return f"Formula({self})"

    def _sympy_(self) -> sympy.Expr:
        return self.expression


@dataclass(frozen=True, slots=True)
class Hidden(Arithmetic):
    """Hold a size that is known here, but that Keras reports as None."""

    value: int | Symbol | Formula

    def __str__(self) -> str:
        return str(self.value)


Dim = int | Symbol | Formula | Hidden
DIMS = (int, Symbol, Formula, Hidden)

Plain = int | Symbol | Formula


def plain(dim: Dim) -> Plain:
    """Return the size itself, without the mark that Keras reports it as None."""
    return dim.value if isinstance(dim, Hidden) else dim


def is_none(dim: Dim) -> bool:
    """Tell whether Keras reports this size as None."""
    if isinstance(dim, int):
        return False
    if isinstance(dim, Symbol):
        return dim.dynamic
    return isinstance(dim, Hidden) or any(symbol.dynamic for symbol in symbols_of(dim))


def keras_view(dim: Dim) -> Dim | None:
    """Return the size as Keras reports it."""
    return None if is_none(dim) else dim


def hide(dim: Dim) -> Dim:
    """Return the same size, such that Keras reports it as None."""
    return dim if is_none(dim) else Hidden(plain(dim))


def hide_if(hidden: bool, dim: Dim) -> Dim:
    """Return the same size, such that Keras reports it as None where `hidden` says so."""
    return hide(dim) if hidden else dim


def symbols_of(dim: Dim) -> frozenset[Symbol]:
    """Return the symbols that a size depends on."""
    dim = plain(dim)
    if isinstance(dim, int):
        return frozenset()
    if isinstance(dim, Symbol):
        return frozenset((dim,))
    from shapecheck.shapes import algebra

    return algebra.symbols(dim.expression)


def total(dims: Iterable[Dim]) -> Dim:
    """Add sizes up, all at once: far faster than one by one where they are formulas."""
    known, others, hidden = 0, [], False
    for dim in dims:
        if isinstance(dim, Hidden):
            hidden, dim = True, dim.value
        if isinstance(dim, int):
            known += dim
        else:
            others.append(dim)
    if not others:
        return hide_if(hidden, known)
    if len(others) == 1 and known == 0:
        return hide_if(hidden, others[0])
    from shapecheck.shapes import algebra

    return hide_if(hidden, algebra.total(known, others))


def product(dims: Iterable[Dim]) -> Dim:
    """Multiply sizes, all at once."""
    known, others, hidden = 1, [], False
    for dim in dims:
        if isinstance(dim, Hidden):
            hidden, dim = True, dim.value
        if isinstance(dim, int):
            known *= dim
        else:
            others.append(dim)
    if not others or known == 0:
        return hide_if(hidden, known)
    if len(others) == 1 and known == 1:
        return hide_if(hidden, others[0])
    from shapecheck.shapes import algebra

    return hide_if(hidden, algebra.product(known, others))


def floor_div(dividend: Dim, divisor: Dim) -> Dim:
    """Divide as Python's `//` does; whole multiples leave the floor, and nested floors merge.

    Raises ZeroDivisionError for a divisor that is 0.
    """
    if isinstance(dividend, int) and isinstance(divisor, int):
        return dividend // divisor
    hidden = isinstance(dividend, Hidden) or isinstance(divisor, Hidden)
    above, below = plain(dividend), plain(divisor)
    if below == 1:
        return hide_if(hidden, above)
    if isinstance(above, int) and isinstance(below, int):
        return hide_if(hidden, above // below)
    from shapecheck.shapes import algebra

    return hide_if(hidden, algebra.floor_div(above, below))


def ceil_div(dividend: Dim, divisor: Dim) -> Dim:
    """Divide and round up.

    Raises ZeroDivisionError for a divisor that is 0.
    """
    if isinstance(divisor, int) and divisor > 0:
        return floor_div(dividend + (divisor - 1), divisor)
    return -floor_div(-dividend, divisor)


def modulo(dividend: Dim, divisor: Dim) -> Dim:
    """Return the remainder as Python's `%` does.

    Raises ZeroDivisionError for a divisor that is 0.
    """
    if isinstance(dividend, int) and isinstance(divisor, int):
        return dividend % divisor
    return dividend - divisor * floor_div(dividend, divisor)


def power(base: Dim, exponent: Dim) -> Dim:
    """Raise a size to a power.

    Raises ValueError for an exponent that is a negative int: the result is no size. Raises TooLarge.
    """
    if isinstance(exponent, int) and exponent < 0:
        raise ValueError(f"a size has no power {exponent}")
    if isinstance(base, int) and isinstance(exponent, int):
        if not is_writable(base, exponent):
            raise TooLarge(f"a power of {base} with more than {MOST_BITS} bits")
        return cast("int", base**exponent)
    hidden = isinstance(base, Hidden) or isinstance(exponent, Hidden)
    below, above = plain(base), plain(exponent)
    if above == 0 or below == 1:
        return hide_if(hidden, 1)
    if above == 1:
        return hide_if(hidden, below)
    from shapecheck.shapes import algebra

    return hide_if(hidden, algebra.power(below, above))


def smaller(first: Dim, second: Dim) -> Dim:
    """Return the smaller of two sizes."""
    return extreme(first, second, largest=False)


def larger(first: Dim, second: Dim) -> Dim:
    """Return the larger of two sizes."""
    return extreme(first, second, largest=True)


def extreme(first: Dim, second: Dim, *, largest: bool) -> Dim:
    """Return the larger or the smaller of two sizes."""
    hidden = isinstance(first, Hidden) or isinstance(second, Hidden)
    one, other = plain(first), plain(second)
    if isinstance(one, int) and isinstance(other, int):
        return hide_if(hidden, max(one, other) if largest else min(one, other))
    if one == other:
        return hide_if(hidden, one)
    from shapecheck.shapes import algebra

    return hide_if(hidden, algebra.extreme((one, other), largest=largest))
