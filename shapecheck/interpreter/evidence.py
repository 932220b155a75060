"""What the uses of an entry's inputs say of them: how many parts they have, and of what rank they are."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shapecheck.interpreter.values import Known, Slice, Tensor, Unknown, Value, is_none

if TYPE_CHECKING:
    from shapecheck.interpreter.state import State
    from shapecheck.shapes.dims import Symbol

__all__ = ["RANK_UNKNOWN", "Evidence", "Supposed"]

RANK_UNKNOWN = -1
"""Stands for a tensor of whose rank nothing is known."""

Supposed = Any
"""The rank of an input, or a tuple or dict of these, as the uses of it say; None where they say nothing."""

_RANKS = ("ndim", "rank")


@dataclass(slots=True)
class Evidence:
    """What was done with unknown values, by their keys.

    `parts` is into how many targets one was unpacked, `taken` the keys by which it was subscripted; in both cases only
    where no undecided test led there. `listed` are those that were counted, sliced or iterated, `turns` the sizes that bound a range. `tensors` are those that values were taken for, `unknowns` the
    values by the tensors' keys.
    """

    parts: dict[Hashable, int] = field(default_factory=dict)
    taken: dict[Hashable, set[Any]] = field(default_factory=dict)
    listed: set[Hashable] = field(default_factory=set)
    turns: set[Symbol] = field(default_factory=set)
    unknowns: dict[int | None, Unknown] = field(default_factory=dict)
    tensors: dict[Hashable, Tensor] = field(default_factory=dict)

    def tensor(self, value: Unknown, keys: Iterator[int]) -> Tensor:
        """Return the tensor of unknown rank that an unknown value is taken for: one, in all cases of an entry."""
        if value.key not in self.tensors:
            self.tensors[value.key] = made = Tensor(None, key=next(keys))
            self.unknowns[made.key] = value
        return self.tensors[value.key]

    def shape(self, value: Unknown | Tensor) -> Unknown:
        """Return the shape of a tensor of unknown rank: the same whenever it is asked."""
        return self._asked(value, "shape")

    def rank(self, value: Unknown | Tensor) -> Unknown:
        """Return the rank of a tensor whose rank is unknown: the same whenever it is asked."""
        return self._asked(value, "ndim")

    def _asked(self, value: Unknown | Tensor, name: str) -> Unknown:
        found = self.unknowns.get(value.key) if isinstance(value, Tensor) else value
        if found is None:
            return Unknown("the rank of a tensor is not known", None, ("attribute", ("tensor", value.key), name))
        return Unknown(found.reason, found.site, ("attribute", found.key, name), None, found.entry, found.problem)

    def of(
        self,
        key: Hashable,
        refinements: Mapping[Hashable, Value],
        states: Iterable[State],
        tensors: Mapping[int | None, Tensor],
        *,
        certain: bool,
    ) -> Supposed:
        """Return what an input must be; `refinements` and `tensors` are the run's, `states` those that it ended in.

        `certain` tells that it is an input: of other values only the parts that are used as tensors are.
        """

        def part(name: Any) -> Supposed:
            return self.of(("item", key, Known(name)), refinements, states, tensors, certain=certain)

        taken = self.taken.get(key, set())
        names = sorted(name for name in taken if isinstance(name, str))
        found = refinements.get(key)
        # a tensor takes numbers too, but it has no names and is not unpacked
        whole = [item for item in taken if isinstance(item, int) and item >= 0 and not isinstance(found, Tensor)]
        count = max((self.parts.get(key, 0), *(item + 1 for item in whole)), default=0)
        if names or count:
            parts: Supposed = {name: part(name) for name in names} if names else tuple(map(part, range(count)))
            used = any(each is not None for each in (parts.values() if names else parts))
            return parts if used else None
        shapes: list[Hashable] = [("attribute", key, "shape"), ("build", key)]
        if isinstance(found, Tensor):
            known = tensors.get(found.key)
            if known is not None and known.shape is not None:
                return len(known.shape)
        for unpacked, count in self.parts.items():
            rank = _rank_by_parts(unpacked, count, shapes)
            if rank is not None:
                return rank
        lengths: list[Hashable] = [("len", shape) for shape in shapes]
        lengths += [("attribute", key, name) for name in _RANKS]
        lengths += [("attribute", shape, name) for shape in shapes for name in _RANKS]
        stated = _stated(lengths, states)
        if stated is not None:
            return stated
        asked = any(shape in self.taken for shape in shapes)
        return RANK_UNKNOWN if isinstance(found, Tensor) or asked or certain else None


def _rank_by_parts(unpacked: Hashable, count: int, shapes: list[Hashable]) -> int | None:
    """Return the rank where a shape, or all of it but its ends (`x.shape[1:-1]`), was unpacked into so many targets."""
    if unpacked in shapes:
        return count
    if isinstance(unpacked, tuple) and len(unpacked) == 3 and unpacked[0] == "item" and unpacked[1] in shapes:
        bounds = unpacked[2]
        if isinstance(bounds, Slice) and isinstance(bounds.start, Known) and isinstance(bounds.stop, Known):
            start, stop = bounds.start.value or 0, bounds.stop.value or 0
            if isinstance(start, int) and isinstance(stop, int) and start >= 0 >= stop and is_none(bounds.step):
                return int(count + start - stop)
    return None


def _stated(lengths: list[Hashable], states: Iterable[State]) -> int | None:
    """Return the number that every surviving path holds a length to be."""
    wanted = {("unknown", length) for length in lengths}
    found = {_stated_in(state, wanted) for state in states if state.alive}
    return found.pop() if len(found) == 1 else None


def _stated_in(state: State, wanted: Container[Hashable]) -> int | None:
    for test, holds in state.path.items():
        if holds and isinstance(test, tuple) and len(test) == 3 and test[0] == "==":
            for one, other in ((test[1], test[2]), (test[2], test[1])):
                if one in wanted and isinstance(other, Known) and isinstance(other.value, int):
                    return other.value
    return None
