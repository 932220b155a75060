"""Conditions as text: bounds of a symbol where a condition is one, else a comparison without brackets to solve."""

from __future__ import annotations

from collections.abc import Callable

import sympy

from shapecheck.shapes.atoms import Expression, FloorDiv, Largest, SizeSymbol, Smallest, expanded, inner
from shapecheck.shapes.folding import folded, terms_of
from shapecheck.shapes.printing import exact, is_negative, readable
from shapecheck.shapes.sizes import Symbol
from shapecheck.shapes.substitution import number
from shapecheck.shapes.verdicts import AllOf, AnyOf, Condition

__all__ = ["exact_of", "floor_of", "text_of"]

Writer = Callable[[str, str, str], str]
Undecided = Condition | AnyOf | AllOf

MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
HIGHEST = 2**40
HIGHEST_POWER = 2**10
ENDLESS = sympy.oo


def text_of(condition: Undecided) -> str:
    """Write a condition for people."""
    if isinstance(condition, Condition):
        parts = solved(condition)
        return (" or " if condition.operator == "!=" else " and ").join(" ".join(part) for part in parts)
    joint = " or " if isinstance(condition, AnyOf) else " and "
    return joint.join(
        text_of(part) if isinstance(part, Condition) else f"({text_of(part)})" for part in condition.conditions
    )


def exact_of(condition: Undecided) -> str:
    """Write a condition such that sympy reads it as the same."""
    if isinstance(condition, Condition):
        parts = [relation(*part) for part in solved(condition, exact)]
        joint = "Or" if condition.operator == "!=" else "And"
    else:
        parts = [exact_of(part) for part in condition.conditions]
        joint = "Or" if isinstance(condition, AnyOf) else "And"
    return parts[0] if len(parts) == 1 else f"{joint}({', '.join(parts)})"


def floor_of(condition: Undecided) -> tuple[str, int] | None:
    """Return (symbol, n) for a condition that says no more than symbol >= n; None for any other."""
    if not isinstance(condition, Condition):
        return None
    parts = solved(condition)
    name, operator, bound = parts[0]
    return (name, int(bound)) if len(parts) == 1 and operator == ">=" and bound.isdecimal() else None


def relation(left: str, operator: str, right: str) -> str:
    """Write one comparison as sympy spells it."""
    names = {"==": "Eq", "!=": "Ne"}
    return f"{names[operator]}({left}, {right})" if operator in names else f"{left} {operator} {right}"


def solved(condition: Condition, show: Callable[[Expression], str] = readable) -> list[tuple[str, str, str]]:
    """Return a condition as comparisons (left, operator, right): all hold, or for "!=" one of them."""
    gap = expanded(inner(condition.left) - inner(condition.right))
    symbols = gap.free_symbols
    if len(symbols) == 1:
        bound = bounded(folded(gap), next(iter(symbols)).size, condition.operator)
        if bound is not None:
            return bound
    return [arranged(gap, condition.operator, show)]


def bounded(gap: Expression, symbol: Symbol, operator: str) -> list[tuple[str, str, str]] | None:
    """Solve `gap operator 0` for its one symbol; None where the gap does not only rise or only fall with it."""
    low, high = step(gap)
    if low < 0 and high > 0:
        return None
    if low < 0:
        gap, operator = -gap, MIRRORED[operator]

    def value(size: int) -> int:
        return int(number(gap, {symbol: size}))

    # sizes where the rising gap is at least 0, and where it is above
    highest = HIGHEST if all(power.exp.is_Integer for power in gap.atoms(sympy.Pow)) else HIGHEST_POWER
    touching = first_size(symbol, lambda size: value(size) >= 0, highest)
    above = first_size(symbol, lambda size: value(size) > 0, highest)
    name = symbol.name
    if operator in (">=", ">") or operator in ("<", "<="):
        edge = touching if operator in (">=", "<") else above
        if edge is None:
            return None
        return [(name, ">=", str(edge))] if operator.startswith(">") else [(name, "<=", str(edge - 1))]
    if touching is None or above is None or touching == above:
        return None
    if above == touching + 1:
        return [(name, operator, str(touching))]
    if operator == "==":
        return [(name, ">=", str(touching)), (name, "<=", str(above - 1))]
    lower = [] if touching <= symbol.minimum else [(name, "<", str(touching))]
    return [*lower, (name, ">=", str(above))]


def first_size(symbol: Symbol, test: Callable[[int], bool], highest: int) -> int | None:
    """Return the first size of a symbol, up to one, that passes a test which all larger ones pass too."""
    low = symbol.minimum
    if test(low):
        return low
    reach = 1
    while not test(low + reach):
        reach *= 2
        if reach > highest:
            return None
    fails, passes = low, low + reach
    while passes - fails > 1:
        middle = (fails + passes) // 2
        fails, passes = (fails, middle) if test(middle) else (middle, passes)
    return passes


def step(expression: Expression) -> tuple[Expression, Expression]:
    """Bound by how much an expression in one symbol changes when the symbol rises by 1."""
    if not expression.free_symbols:
        return sympy.Integer(0), sympy.Integer(0)
    if isinstance(expression, SizeSymbol):
        return sympy.Integer(1), sympy.Integer(1)
    if expression.is_Add or isinstance(expression, Smallest | Largest):
        steps = [step(part) for part in expression.args]
        lows, highs = zip(*steps, strict=True)
        if expression.is_Add:
            return sympy.Add(*lows), sympy.Add(*highs)
        return min(lows), max(highs)
    if isinstance(expression, FloorDiv) and expression.args[1].is_Integer:
        low, high = step(expression.args[0])
        return sympy.floor(low / expression.args[1]), sympy.ceiling(high / expression.args[1])
    factor, rest = expression.as_coeff_Mul()
    if factor != 1:
        low, high = (factor * bound for bound in step(rest))
        return (low, high) if factor > 0 else (high, low)
    rising = all(
        (part.is_Symbol and part.size.minimum >= 0)
        or (
            part.is_Pow and part.base.is_Symbol and part.base.size.minimum >= 0 and part.exp.is_Integer and part.exp > 0
        )
        or (part.is_Pow and part.base.is_Integer and part.base > 1 and step(part.exp)[0] >= 0)
        for part in sympy.Mul.make_args(rest)
    )
    return (sympy.Integer(0), ENDLESS) if rising else (-ENDLESS, ENDLESS)


def arranged(gap: Expression, operator: str, show: Callable[[Expression], str]) -> tuple[str, str, str]:
    """Write `gap operator 0` with every term on the side where it is added."""
    terms = terms_of(gap)
    common = sympy.igcd(0, 0, *(term.as_coeff_Mul()[0].p for term in terms))
    divisor = sympy.ilcm(1, 1, *(term.as_coeff_Mul()[0].q for term in terms))
    terms = terms_of(folded(expanded(gap * divisor / common)))
    left = [term for term in terms if not is_negative(term)]
    right = [-term for term in terms if is_negative(term)]
    if all(term.is_Number for term in left):
        left, right, operator = right, left, MIRRORED[operator]
    return show(sympy.Add(*left)), operator, show(sympy.Add(*right))
