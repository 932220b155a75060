"""Comparison of sizes: proven, refuted, or a condition on their symbols."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from shapecheck.shapes.formulas import substitute
from shapecheck.shapes.sizes import Dim, Plain, Symbol, plain

__all__ = [
    "AllOf",
    "AnyOf",
    "Condition",
    "Verdict",
    "at_most",
    "both",
    "differs",
    "either",
    "equal",
    "exact_of",
    "holds",
    "less",
    "negate",
    "text_of",
]

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
NEGATED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", "<=": ">", ">": "<="}


class Undecided:
    """Refuse to be a truth value: what is not decided is no `if`."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        raise TypeError(f"{text_of(self)} is not decided: ask `is True` or `is False`")  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Condition(Undecided):
    """Compare two sizes by "==", "!=", "<", "<=", ">" or ">=", where the answer depends on symbols."""

    operator: str
    left: Plain
    right: Plain


@dataclass(frozen=True, slots=True)
class AnyOf(Undecided):
    """Hold where one of several conditions does."""

    conditions: tuple[Condition | AnyOf | AllOf, ...]


@dataclass(frozen=True, slots=True)
class AllOf(Undecided):
    """Hold where each of several conditions does."""

    conditions: tuple[Condition | AnyOf | AllOf, ...]


Verdict = bool | Condition | AnyOf | AllOf


def differs(first: Dim, second: Dim) -> Verdict:
    """Tell whether two sizes differ: True or False only if they do so for every value of their symbols."""
    if isinstance(first, int) and isinstance(second, int):
        return first != second
    one, other = plain(first), plain(second)
    if one == other:
        return False
    if isinstance(one, int) and isinstance(other, int):
        return one != other
    quick = compared_with_symbol(one, other)
    if quick is None:
        from shapecheck.shapes import deciding

        return deciding.differs(one, other)
    return quick


def compared_with_symbol(one: Plain, other: Plain) -> Verdict | None:
    """Decide without sympy where one side is a bare symbol and the other a number or symbol."""
    if isinstance(one, Symbol) and isinstance(other, int):
        return other < one.minimum or Condition("!=", one, other)
    if isinstance(one, int) and isinstance(other, Symbol):
        return one < other.minimum or Condition("!=", one, other)
    if isinstance(one, Symbol) and isinstance(other, Symbol):
        return Condition("!=", one, other)
    return None


def equal(first: Dim, second: Dim) -> Verdict:
    """Tell whether two sizes are equal: True or False only if for every value of their symbols."""
    return negate(differs(first, second))


def at_most(first: Dim, second: Dim) -> Verdict:
    """Tell whether the first size never exceeds the second."""
    if isinstance(first, int) and isinstance(second, int):
        return first <= second
    one, other = plain(first), plain(second)
    if one == other:
        return True
    if isinstance(one, int) and isinstance(other, int):
        return one <= other
    if isinstance(one, int) and isinstance(other, Symbol):
        return one <= other.minimum or Condition("<=", one, other)
    if isinstance(one, Symbol) and isinstance(other, int):
        return False if one.minimum > other else Condition("<=", one, other)
    from shapecheck.shapes import deciding

    return deciding.at_most(one, other)


def less(first: Dim, second: Dim) -> Verdict:
    """Tell whether the first size is always below the second."""
    if isinstance(first, int) and isinstance(second, int):
        return first < second
    decided = at_most(second, first)
    return (not decided) if isinstance(decided, bool) else Condition("<", plain(first), plain(second))


def negate(verdict: Verdict) -> Verdict:
    """Return the opposite."""
    if isinstance(verdict, bool):
        return not verdict
    if isinstance(verdict, Condition):
        return Condition(NEGATED[verdict.operator], verdict.left, verdict.right)
    opposites = tuple(negate(condition) for condition in verdict.conditions)
    return both(*opposites) if isinstance(verdict, AnyOf) else either(*opposites)


def either(*verdicts: Verdict) -> Verdict:
    """Tell whether one of several holds: True if one does, False if none can."""
    return joined(verdicts, True)


def both(*verdicts: Verdict) -> Verdict:
    """Tell whether all of several hold: False if one cannot, True if each does."""
    return joined(verdicts, False)


def joined(verdicts: tuple[Verdict, ...], decisive: bool) -> Verdict:
    """Join verdicts; the one that is `decisive` decides."""
    kept: list[Condition | AnyOf | AllOf] = []
    kind: type[AnyOf | AllOf] = AnyOf if decisive else AllOf
    for verdict in verdicts:
        if isinstance(verdict, bool):
            if verdict is decisive:
                return decisive
        elif isinstance(verdict, kind):
            kept.extend(condition for condition in verdict.conditions if condition not in kept)
        elif verdict not in kept:
            kept.append(verdict)
    if not kept:
        return not decisive
    return kept[0] if len(kept) == 1 else kind(tuple(kept))


def holds(condition: Verdict, values: Mapping[Symbol, int]) -> bool:
    """Tell whether a condition holds for the given values of its symbols; none does where a divisor becomes 0.

    Raises ValueError where a symbol has no value.
    """
    if isinstance(condition, bool):
        return condition
    if isinstance(condition, AnyOf):
        return any(holds(part, values) for part in condition.conditions)
    if isinstance(condition, AllOf):
        return all(holds(part, values) for part in condition.conditions)
    try:
        left, right = (plain(substitute(side, dict(values))) for side in (condition.left, condition.right))
    except ZeroDivisionError:
        return False
    if not all(isinstance(side, int) for side in (left, right)):
        raise ValueError(f"no value for every symbol of {text_of(condition)}")
    return OPERATORS[condition.operator](left, right)


def text_of(condition: Verdict) -> str:
    """Write a condition for people: `d_model % heads == 0`, or a bound of the one symbol: `H >= 22`."""
    if isinstance(condition, bool):
        return str(condition)
    from shapecheck.shapes import solving

    return solving.text_of(condition)


def exact_of(condition: Verdict) -> str:
    """Write a condition for machines: `Eq(Mod(d_model, heads), 0)`, `H >= 22`, `Or(...)`, `And(...)`."""
    if isinstance(condition, bool):
        return str(condition)
    from shapecheck.shapes import solving

    return solving.exact_of(condition)
