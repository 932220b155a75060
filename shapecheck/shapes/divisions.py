"""Divisions that the code says leave no rest: after `assert d % h == 0`, `h * (d // h)` is d."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from threading import local
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapecheck.shapes.atoms import Expression
    from shapecheck.shapes.sizes import Dim, Symbol
    from shapecheck.shapes.verdicts import Condition, Verdict

__all__ = ["division", "divisors", "exactly_divided", "knowing", "with_quotients"]


class _Known(local):
    """Hold who says which sizes are 0 where the calculation stands: one a thread."""

    def __init__(self) -> None:
        self.zeros: Callable[[], Iterable[Dim]] | None = None


_KNOWN = _Known()


@contextmanager
def knowing(zeros: Callable[[], Iterable[Dim]]) -> Iterator[None]:
    """Ask, inside the block, which sizes are known to be 0 at each calculation."""
    before, _KNOWN.zeros = _KNOWN.zeros, zeros
    try:
        yield
    finally:
        _KNOWN.zeros = before


def exactly_divided(expression: Expression) -> Expression:
    """Write a sum of products without the floors of divisions that leave no rest, where nothing else is left of them."""
    if _KNOWN.zeros is None:
        return expression
    from shapecheck.shapes.sizes import Formula, plain

    # what is 0 is calculated too: nothing is asked meanwhile
    asked, _KNOWN.zeros = _KNOWN.zeros, None
    try:
        zeros = [size.expression for size in map(plain, asked()) if isinstance(size, Formula)]
    finally:
        _KNOWN.zeros = asked
    return _divided(expression, tuple(zeros)) if zeros else expression


@lru_cache(maxsize=10_000)
def _divided(expression: Expression, zeros: tuple[Expression, ...]) -> Expression:
    import sympy

    from shapecheck.shapes.atoms import FloorDiv, expanded

    floors = {
        floor: floor.args[0] / floor.args[1] for floor in filter(None, map(_division, zeros)) if expression.has(floor)
    }
    if not floors:
        return expression
    terms = []
    for term in sympy.Add.make_args(expression):
        factors = sympy.Mul.make_args(term)
        exact = expanded(sympy.Mul(*(floors.get(factor, factor) for factor in factors)))
        whole = not any(part.is_Pow and part.exp.is_negative for part in sympy.preorder_traversal(exact))
        kept = whole and all(part.as_coeff_Mul()[0].is_Integer for part in sympy.Add.make_args(exact))
        terms.append(exact if kept or not term.has(FloorDiv) else term)
    return expanded(sympy.Add(*terms))


@lru_cache(maxsize=1_000)
def _division(zero: Expression) -> Expression | None:
    """Return the `floor(a/b)` of a size `a % b` that is 0; None for another size."""
    from shapecheck.shapes.atoms import FloorDiv
    from shapecheck.shapes.folding import Remainder, folded

    shown = folded(zero)
    shown = -shown if shown.as_coeff_Mul()[0] == -1 else shown
    return FloorDiv(*shown.args) if isinstance(shown, Remainder) else None


def divisors(size: Dim) -> list[int]:
    """Return the integers by which a size is divided anywhere in it; none where it is divided by something else."""
    from shapecheck.shapes.atoms import FloorDiv
    from shapecheck.shapes.sizes import Formula, plain

    size = plain(size)
    floors = size.expression.atoms(FloorDiv) if isinstance(size, Formula) else ()
    return [int(floor.args[1]) for floor in floors] if all(floor.args[1].is_Integer for floor in floors) else []


def division(condition: Verdict) -> Expression | None:
    """Return the `floor(a/b)` of which a condition says that it leaves no rest."""
    from shapecheck.shapes.sizes import Formula
    from shapecheck.shapes.verdicts import Condition as Compared

    if not isinstance(condition, Compared) or condition.operator != "==":
        return None
    gap = condition.left - condition.right
    return _division(gap.expression) if isinstance(gap, Formula) else None


def with_quotients(
    condition: Condition, floors: Iterable[Expression], least: Mapping[Symbol, Symbol]
) -> Condition | None:
    """Put a size for each floor of a division without rest: at least 1 where what is divided is; None where there is none."""
    from shapecheck.shapes.atoms import inner, make_symbol, outer
    from shapecheck.shapes.bounds import lower
    from shapecheck.shapes.sizes import Symbol as Name
    from shapecheck.shapes.substitution import rebuilt
    from shapecheck.shapes.verdicts import Condition as Compared

    sides = [inner(condition.left), inner(condition.right)]
    values = {symbol: make_symbol(raised) for symbol, raised in least.items()}
    changed = False
    for number, floor in enumerate(floors):
        if not any(side.has(floor) for side in sides):
            continue
        above = lower(rebuilt(floor.args[0], values))
        quotient = make_symbol(Name(f"quotient{number}", False, 1 if above is not None and above >= 1 else 0))
        sides = [side.xreplace({floor: quotient}) for side in sides]
        changed = True
    return Compared(condition.operator, outer(sides[0]), outer(sides[1])) if changed else None
