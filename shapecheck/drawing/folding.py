"""Repeated blocks: where a sequence of calls does the same again, and again, each time on what came before."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

__all__ = ["Fold", "folds"]

LONGEST = 400
"""Blocks of more calls are not looked for."""

_Sources = Sequence[tuple[int, ...]]


class Fold(NamedTuple):
    """A block: it begins at `start`, holds `length` calls and stands there `times` times."""

    start: int
    length: int
    times: int

    @property
    def end(self) -> int:
        """Return the place after the last repetition."""
        return self.start + self.length * self.times

    @property
    def saved(self) -> int:
        """Count the calls that need not be drawn."""
        return self.length * (self.times - 1)


def folds(labels: Sequence[Hashable], sources: _Sources, last_use: Sequence[int]) -> list[Fold]:
    """Return blocks that do not overlap, by their start; those that spare most are taken first.

    `labels` tell calls apart; `sources` are the places of the calls whose outputs each takes, negative where they stand
    before all; `last_use` is the place of the last call that takes its output. A repetition takes the same inputs from
    the one before, or the same from before all of them; nothing but the last one is used afterwards.
    """
    found: list[Fold] = []
    for length in range(1, min(LONGEST, len(labels) // 2) + 1):
        runs = _runs(labels, sources, length)
        for first, last in (piece for run in runs for piece in _pieces(*run, length, last_use)):
            # twice a block is no block of its own
            if any(length % each.length == 0 and first <= each.start and each.end <= last for each in found):
                continue
            fold = _fold(first, last, length, sources, last_use)
            if fold is not None:
                found.append(fold)
    chosen: list[Fold] = []
    covered: set[int] = set()
    for fold in sorted(found, key=lambda each: (-each.saved, each.length, each.start)):
        places = range(fold.start, fold.end)
        if covered.isdisjoint(places):
            chosen.append(fold)
            covered.update(places)
    return sorted(chosen)


def _runs(labels: Sequence[Hashable], sources: _Sources, length: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches in which each call is done again `length` calls later: first place, place after the last."""
    first = None
    for place in range(len(labels) - length + 1):
        again = place + length
        if again < len(labels) and labels[place] == labels[again] and _alike(sources[place], sources[again], length):
            first = place if first is None else first
            continue
        if first is not None and place - first >= length:
            yield first, again
        first = None


def _pieces(first: int, last: int, length: int, last_use: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Cut a run behind each call that is used after it."""
    for place in range(first, last):
        if last_use[place] >= last or place == last - 1:
            if place + 1 - first >= 2 * length:
                yield first, place + 1
            first = place + 1


def _alike(once: tuple[int, ...], again: tuple[int, ...], distance: int) -> bool:
    """Tell whether two calls take the same, so far apart as they are, or both from one place."""
    return len(once) == len(again) and all(b in (a, a + distance) for a, b in zip(once, again, strict=True))


def _fold(first: int, last: int, length: int, sources: _Sources, last_use: Sequence[int]) -> Fold | None:
    """Return the block of a run, cut where the fewest tensors pass, and the data parts; None where none holds."""
    times, slack = divmod(last - first, length)
    rotated = [Fold(first + shift, length, times) for shift in range(slack + 1)]
    rotated.sort(key=lambda fold: _passing(fold, sources))
    return next((fold for fold in rotated if _holds(fold, sources, last_use)), None)


def _holds(fold: Fold, sources: _Sources, last_use: Sequence[int]) -> bool:
    """Tell whether each repetition is joined to the one before it, or to what stands before all, and to nothing else."""
    for place in range(fold.start, fold.end):
        block, offset = divmod(place - fold.start, fold.length)
        if block < fold.times - 1 and last_use[place] >= fold.end:
            return False
        for once, now in zip(sources[fold.start + offset], sources[place], strict=True):
            shared = now == once < fold.start
            moving = now == once + block * fold.length and once >= fold.start - fold.length
            if block and not (shared or moving):
                return False
    return True


def _passing(fold: Fold, sources: _Sources) -> tuple[int, int]:
    """Count the calls of one repetition that the next one takes from, and, as less, how often it does."""
    before = range(fold.start, fold.start + fold.length)
    second = range(fold.start + fold.length, fold.start + 2 * fold.length)
    taken = [source for place in second for source in sources[place] if source in before]
    return len(set(taken)), -len(taken)
