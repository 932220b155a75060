"""Coverage: of how many calls of layers, as they are written, the shape is known, and why it is not of the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapecheck.discovery import display_path

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Counted
    from shapecheck.source import Location

__all__ = ["NOT_REACHED", "Coverage", "Share", "count"]

NOT_REACHED = "it is not evaluated"
NO_TENSOR = "no tensor comes of it"


@dataclass(frozen=True, slots=True)
class Share:
    """Of `sites` calls of layers, `reached` were evaluated, `known` of them with a known shape.

    `supposed` of the known ones stand in code that nothing calls, and whose input may have another rank.
    """

    sites: int = 0
    reached: int = 0
    known: int = 0
    supposed: int = 0

    @property
    def part(self) -> float:
        """Return the known part of all, 1 where there are none."""
        return self.known / self.sites if self.sites else 1.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """The shares of each file, their sum, why the rest is not known, by frequency, and each place of the rest."""

    files: dict[str, Share]
    total: Share
    reasons: list[tuple[str, int]]
    unknown: list[tuple[str, Location, str]]


def count(facts: Iterable[Counted], files: Iterable[str]) -> Coverage:
    """Count the calls of some files; one that several analyses evaluated is known where one of them knew it."""
    wanted = {display_path(file) for file in files}
    found: dict[tuple[str, Location], Counted] = {}
    for fact in facts:
        place = display_path(fact.filename), fact.start
        if place[0] in wanted and (place not in found or _rank(fact) > _rank(found[place])):
            found[place] = fact
    places = sorted(found.items())
    of_file: dict[str, list[Counted]] = {}
    for (file, _), fact in places:
        of_file.setdefault(file, []).append(fact)
    shares = {file: _share(held) for file, held in of_file.items()}
    unknown = [(file, start, _reason(fact)) for (file, start), fact in places if _rank(fact) < 2]
    reasons = Counter(general(reason) for _, _, reason in unknown)
    return Coverage(shares, _share(fact for _, fact in places), reasons.most_common(), unknown)


def _rank(fact: Counted) -> int:
    """Order what became of a call: not evaluated, not known, known on a supposed input, known."""
    if not fact.reached:
        return 0
    return 3 if fact.reason is None else 1 + fact.supposed


def _share(facts: Iterable[Counted]) -> Share:
    ranks = [_rank(fact) for fact in facts]
    return Share(len(ranks), sum(rank > 0 for rank in ranks), sum(rank > 1 for rank in ranks), ranks.count(2))


def _reason(fact: Counted) -> str:
    if not fact.reached:
        return NOT_REACHED
    return fact.reason or NO_TENSOR


_THROUGH = re.compile(r"^(what the call of \S+ returns: |the input of \S+ is unknown: |\S+: )+")
_PARTICULARS = re.compile(r"`[^`]*`|'[^']*'|\b\d[\d,.]*\b|(?<=the parameter )\w+|(?<= of )\w+(_\d+|\.\w+)+|\b\w+_\d+\b")


def general(reason: str) -> str:
    """Return a reason without the names in it and the calls that it came through: alike ones are counted together."""
    reason = _THROUGH.sub("", reason)
    return _PARTICULARS.sub("...", reason)
