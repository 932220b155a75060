"""Follow a computation on sizes that are not all known, once for each way in which its comparisons may turn out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shapecheck.shapes.dims import Dim, Symbol, plain, substitute
from shapecheck.shapes.requirements import Condition, Refused, Verdict, both, equal
from shapecheck.shapes.words import Shape, shape_text

__all__ = ["Assumption", "Refused", "Turn", "Way", "aligned", "turns_of"]

MOST_TURNS = 64


@dataclass(frozen=True, slots=True)
class Assumption:
    """Take two sizes to be equal, or not to be."""

    condition: Condition
    holds: bool


class Open(Exception):
    """Say that a comparison is not decided."""

    def __init__(self, condition: Condition) -> None:
        super().__init__(condition)
        self.condition = condition


class Way:
    """Answer the comparisons of one run by what its sizes prove and by what is assumed; note what was stretched."""

    def __init__(self, assumed: Sequence[Assumption] = (), backend: str = "jax") -> None:
        self.assumed = tuple(assumed)
        self.backend = backend
        self.stretched: Shape | None = None
        self.values = {
            side: other
            for one in self.assumed
            if (one.condition.operator == "==") is one.holds
            for side, other in (
                (one.condition.left, one.condition.right),
                (one.condition.right, one.condition.left),
            )
            if isinstance(side, Symbol) and isinstance(other, int)
        }

    def same(self, first: Dim, second: Dim) -> bool:
        """Tell whether two sizes are equal on this way. Raises Open where nothing says so."""
        one, other = (plain(substitute(size, self.values)) for size in (first, second))
        verdict = equal(one, other)
        if isinstance(verdict, bool):
            return verdict
        for known in self.assumed:
            sides = {known.condition.left, known.condition.right}
            if sides in ({one, other}, {plain(first), plain(second)}):
                return known.holds is (known.condition.operator == "==")
        raise Open(verdict if isinstance(verdict, Condition) else Condition("==", one, other))

    def alike(self, first: Sequence[Dim], second: Sequence[Dim]) -> bool:
        """Tell whether two shapes are the same."""
        return len(first) == len(second) and all(self.same(a, b) for a, b in zip(first, second, strict=True))

    def words_of_jax(self, text: str) -> str | None:
        """Return what jax says, None for a backend that says it in another way."""
        return text if self.backend == "jax" else None

    def stretch(self, first: Sequence[Dim], second: Sequence[Dim], operation: str | None) -> Shape:
        """Return what two shapes stretch to, and note it where they are not the same.

        Raises Refused, with the words of jax where it is jax: `operation` is its name for the operation, None for those
        that say it in the same words whatever the ranks.
        """
        rank = max(len(first), len(second))
        sizes: list[Dim] = []
        unlike = len(first) != len(second)
        for one, other in zip(aligned(first, rank), aligned(second, rank), strict=True):
            if self.same(one, other):
                sizes.append(one)
                continue
            unlike = True
            if not self.same(one, 1) and not self.same(other, 1):
                raise Refused(
                    f"shapes {shape_text(first)} and {shape_text(second)} do not broadcast",
                    "run",
                    self.words_of_jax(no_broadcast(first, second, operation)),
                    "no-broadcast",
                )
            sizes.append(other if self.same(one, 1) else one)
        shape = tuple(sizes)
        if unlike:
            self.stretched = shape
        return shape


def aligned(shape: Sequence[Dim], rank: int) -> Shape:
    """Put ones in front, up to a rank."""
    return (1,) * (rank - len(shape)) + tuple(shape)


def no_broadcast(first: Sequence[Dim], second: Sequence[Dim], operation: str | None) -> str:
    """Return what jax says of two shapes that do not broadcast."""
    one, other = shape_text(first), shape_text(second)
    if len(first) == len(second) and operation is not None:
        return f"{operation} got incompatible shapes for broadcasting: {one}, {other}."
    return f"Incompatible shapes for broadcasting: shapes=[{one}, {other}]"


@dataclass(frozen=True, slots=True)
class Turn:
    """Hold one way in which it turned out: what was assumed, what came of it or why not, what was stretched to."""

    assumed: tuple[Assumption, ...]
    values: Shape | None
    refused: Refused | None = None
    stretched: Shape | None = None

    @property
    def condition(self) -> Verdict:
        """Return what must hold for it to turn out so."""
        from shapecheck.shapes.requirements import negate

        return both(*(one.condition if one.holds else negate(one.condition) for one in self.assumed))


def turns_of(run: Callable[[Way], Shape], backend: str = "jax", given: Sequence[Assumption] = ()) -> Iterator[Turn]:
    """Yield every way in which `run` turns out; `given` is taken for granted. Raises ValueError past 64 of them."""
    waiting: list[tuple[Assumption, ...]] = [()]
    count = 0
    while waiting:
        assumed = waiting.pop()
        count += 1
        if count > MOST_TURNS:
            raise ValueError("too many undecided comparisons")
        way = Way((*given, *assumed), backend)
        try:
            values = run(way)
        except Open as undecided:
            waiting += [(*assumed, Assumption(undecided.condition, holds)) for holds in (False, True)]
        except Refused as refused:
            yield Turn(assumed, None, refused, None)
        else:
            yield Turn(assumed, values, None, way.stretched)
