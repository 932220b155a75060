"""Comparisons that need a formula: what `requirements` asks where ints and bare symbols do not decide."""

from __future__ import annotations

from shapecheck.shapes.atoms import Expression, expanded, inner
from shapecheck.shapes.bounds import decisive, lower, never_zero
from shapecheck.shapes.sizes import Plain
from shapecheck.shapes.verdicts import Condition

__all__ = ["at_most", "differs"]


def differs(first: Plain, second: Plain) -> bool | Condition:
    """Tell whether two sizes are proven different, proven equal, or neither."""
    verdict = never_zero(gap(first, second))
    return Condition("!=", first, second) if verdict is None else verdict


def at_most(first: Plain, second: Plain) -> bool | Condition:
    """Tell whether the first is proven not to exceed the second, proven to, or neither."""
    difference = decisive(gap(second, first))
    least = lower(difference)
    if least is not None and least > -1:
        return True
    most = lower(expanded(-difference))
    return False if most is not None and most > 0 else Condition("<=", first, second)


def gap(first: Plain, second: Plain) -> Expression:
    """Return the first less the second."""
    return expanded(inner(first) - inner(second))
