"""Requirements without those that others say too: of H % 2 == 0 and H % 16 == 0 the first, of d//h > 0 where h divides d."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import lcm
from typing import TYPE_CHECKING, Any, TypeVar

from shapecheck.shapes.dims import Symbol, modulo, substitute, symbols_of
from shapecheck.shapes.requirements import strongest
from shapecheck.shapes.verdicts import (
    AllOf,
    AnyOf,
    Condition,
    Verdict,
    at_most,
    both,
    differs,
    either,
    equal,
    holds,
    less,
    negate,
)

if TYPE_CHECKING:
    from shapecheck.shapes.sizes import Dim

__all__ = ["is_positive", "put_in", "simplified"]

Required = TypeVar("Required", bound=Any)
"""A dataclass with a `condition` and a `when`."""

MOST_RESIDUES = 4_096

_COMPARISONS: Mapping[str, Callable[[Dim, Dim], Verdict]] = {
    "==": equal,
    "!=": differs,
    "<": less,
    "<=": at_most,
    ">": lambda left, right: less(right, left),
    ">=": lambda left, right: at_most(right, left),
}


def put_in(verdict: Verdict, values: Mapping[Symbol, Dim]) -> Verdict:
    """Put sizes in for the symbols of a condition, and decide it anew."""
    if isinstance(verdict, bool):
        return verdict
    if isinstance(verdict, AnyOf | AllOf):
        parts = [put_in(part, values) for part in verdict.conditions]
        return either(*parts) if isinstance(verdict, AnyOf) else both(*parts)
    return _COMPARISONS[verdict.operator](substitute(verdict.left, values), substitute(verdict.right, values))


def is_positive(verdict: Verdict) -> bool:
    """Tell whether a condition says no more than that a symbol is not 0."""
    least = _least(verdict)
    return least is not None and least[1] <= 1


def _least(verdict: Verdict) -> tuple[str, int] | None:
    """Return (symbol, n) for a condition that says no more than symbol >= n; None for any other."""
    from shapecheck.shapes.solving import floor_of

    found = None if isinstance(verdict, bool) else floor_of(verdict)
    return found if found is not None and found[0].isidentifier() else None


def simplified(requirements: Sequence[Required]) -> list[Required]:
    """Leave out what others say too, and say by one remainder what several say together.

    What only the run needs never makes up for what building needs.
    """
    if not requirements:
        return []
    kept = _once(strongest(list(requirements)))
    for when in ("build", "run"):
        kept = _by_remainders(kept, when)
    return _not_implied(kept)


def _once(requirements: Sequence[Required]) -> list[Required]:
    """Leave out repetitions, `b == a` of `a == b` too, and what the run needs where building needs it already."""
    seen: dict[Any, Required] = {}
    for one in requirements:
        key = _key(one.condition)
        if key not in seen or (seen[key].when != "build" and one.when == "build"):
            seen.setdefault(key, one)
            if one.when == "build" != seen[key].when:
                seen[key] = one
    return list(seen.values())


def _key(condition: Verdict) -> Any:
    if isinstance(condition, Condition) and condition.operator in ("==", "!="):
        gap = condition.left - condition.right
        return condition.operator, frozenset((gap, -gap))
    return condition


def _not_implied(requirements: list[Required]) -> list[Required]:
    """Leave out what follows from the least values of the symbols, from divisions without rest, and from alternatives."""
    kept = list(requirements)
    for one in requirements:
        others = [other for other in kept if other is not one and (other.when == "build" or other.when == one.when)]
        if isinstance(one.condition, AnyOf):
            known = [other.condition for other in others]
            parts = one.condition.conditions
            if any(_said(part, [*known, *(negate(other) for other in parts if other is not part)]) for part in parts):
                kept = [other for other in kept if other is not one]
        elif _follows(one.condition, [other.condition for other in others]):
            kept = [other for other in kept if other is not one]
    return kept


def _said(part: Verdict, known: Sequence[Verdict]) -> bool:
    return _key(part) in map(_key, known) or _follows(part, known)


def _follows(condition: Verdict, known: Sequence[Verdict]) -> bool:
    """Tell whether a condition holds for every size that the least values and the divisions of others leave."""
    if not isinstance(condition, Condition) or _least(condition) is not None:
        return False
    floors: dict[str, int] = {}
    for name, least in filter(None, map(_least, known)):
        floors[name] = max(least, floors.get(name, 0))
    symbols = symbols_of(condition.left) | symbols_of(condition.right)
    raised = {
        symbol: Symbol(symbol.name, symbol.dynamic, max(symbol.minimum, floors[symbol.name]))
        for symbol in symbols
        if symbol.name in floors
    }
    if put_in(condition, raised) is True:
        return True
    from shapecheck.shapes import divisions

    quotients = [pair for other in known if (pair := divisions.division(other)) is not None]
    divided = divisions.with_quotients(condition, quotients, raised)
    return divided is not None and put_in(divided, raised) is True


def _by_remainders(requirements: list[Required], when: str) -> list[Required]:
    """Say by one remainder what several equations of one symbol say, each of which repeats itself with it."""
    groups: dict[Symbol, list[Required]] = {}
    for one in requirements:
        symbol = _repeating(one.condition)
        if symbol is not None and (one.when == when or (one.when == "build" and when == "run")):
            groups.setdefault(symbol, []).append(one)
    kept = list(requirements)
    for symbol, group in groups.items():
        own = [one for one in group if one.when == when]
        period = lcm(*(_period(one.condition) for one in group))
        if not own or period > MOST_RESIDUES:
            continue
        residues = [_residues(one.condition, symbol, period) for one in group]
        together = frozenset.intersection(*residues)
        others = [found for one, found in zip(group, residues, strict=True) if one.when != when]
        if others and frozenset.intersection(*others) == together:
            kept = [one for one in kept if one not in own]
            continue
        found = _one_remainder(together, period)
        if found is None:
            continue
        divisor, rest = found
        alone = [one for one, own_residues in zip(group, residues, strict=True) if own_residues == together]
        chosen = next((one for one in alone if one in own), own[-1])
        said = replace(chosen, condition=Condition("==", modulo(symbol, divisor), rest))  # type: ignore[arg-type]
        kept = [said if one is chosen else one for one in kept if one is chosen or one not in own]
    return kept


def _one_remainder(residues: frozenset[int], period: int) -> tuple[int, int] | None:
    """Return (m, r) where the residues are those of the sizes with size % m == r."""
    if not residues:
        return None
    for divisor in range(2, period + 1):
        rest = min(residues)
        if period % divisor == 0 and rest < divisor and residues == frozenset(range(rest, period, divisor)):
            return divisor, rest
    return None


def _residues(condition: Condition, symbol: Symbol, period: int) -> frozenset[int]:
    # counted from where no symbol is below its least value
    start = period * (symbol.minimum // period + 1)
    return frozenset(turn for turn in range(period) if holds(condition, {symbol: start + turn}))


def _repeating(condition: Verdict) -> Symbol | None:
    """Return the one symbol of an equation that holds for a size where it holds for that size and a period more."""
    if not isinstance(condition, Condition) or condition.operator not in ("==", "!="):
        return None
    symbols = symbols_of(condition.left) | symbols_of(condition.right)
    if len(symbols) != 1:
        return None
    (symbol,) = symbols
    if isinstance(negate(condition), bool) or _period(condition) == 0:
        return None
    period = _period(condition)
    gap = condition.left - condition.right
    rise = substitute(gap, {symbol: symbol + period}) - gap
    return symbol if rise == 0 else None


def _period(condition: Condition) -> int:
    """Return after how much the floors of an equation repeat themselves; 0 where that is not known."""
    gap = condition.left - condition.right
    if isinstance(gap, int | Symbol):
        return 0
    from shapecheck.shapes.divisions import divisors

    found = divisors(gap)
    return lcm(*found) if found else 0
