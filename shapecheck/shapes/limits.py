"""How far formulas and numbers may grow: nothing here may hang, whatever the source says."""

from __future__ import annotations

__all__ = ["MOST_BITS", "TooLarge", "is_writable"]

MOST_BITS = 100_000


class TooLarge(ArithmeticError):
    """Say that a formula or a number has grown beyond what anyone could read, or this program compare."""


def is_writable(base: int, exponent: int) -> bool:
    """Tell whether a power of two ints is of a length that can be calculated in no time."""
    return abs(base) < 2 or exponent * base.bit_length() <= MOST_BITS
