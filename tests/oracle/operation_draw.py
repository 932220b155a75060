"""How to draw a call of an operation: tensors of ranks 0 to 4, arguments right and wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

Size = int | str
"""A number, or the letter of a size that Keras does not know."""


@dataclass(frozen=True, slots=True)
class Given:
    """A tensor among the arguments: its shape, its dtype, and what to fill it with (below `bound`, where that counts)."""

    sizes: tuple[Size, ...]
    dtype: str = "float32"
    bound: int = 2

    def __str__(self) -> str:
        return f"({', '.join(map(str, self.sizes))}{',' if len(self.sizes) == 1 else ''})" + (
            "" if self.dtype == "float32" else f":{self.dtype}"
        )


@dataclass(frozen=True, slots=True)
class Call:
    """One call of one operation."""

    path: str
    positional: tuple[Any, ...]
    keywords: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        words = [*map(written, self.positional), *(f"{name}={written(item)}" for name, item in self.keywords.items())]
        return f"{self.path.removeprefix('keras.')}({', '.join(words)})"


def written(value: Any) -> str:
    """Write an argument."""
    if isinstance(value, Given):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    return repr(value)


class Draw(Random):
    """Draw shapes and arguments; about one in six is wrong on purpose."""

    def wrong(self, odds: int = 6) -> bool:
        """Tell whether to make a mistake."""
        return self.randrange(odds) == 0

    def size(self, low: int = 0, high: int = 5) -> int:
        """Draw a size; 0 seldom."""
        return self.randint(max(low, 1), high) if self.randrange(12) else self.randint(low, high)

    def shape(
        self, low: int = 0, high: int = 4, *, batch: bool = True, least: int = 0, most: int = 5
    ) -> tuple[Size, ...]:
        """Draw a shape of some rank; its first size is unknown in a third of them, another one seldom."""
        sizes: list[Size] = [self.size(least, most) for _ in range(self.randint(low, high))]
        if sizes and batch and self.randrange(3) == 0:
            sizes[0] = "B"
            if self.randrange(4) == 0:
                sizes[self.randrange(len(sizes))] = "T"
        return tuple(sizes)

    def tensor(self, low: int = 0, high: int = 4, **options: Any) -> Given:
        """Draw a tensor of floats, or seldom of something else."""
        dtype = (
            self.choice(["int32", "bool", "float16", "int8", "uint8", "int64"]) if self.randrange(6) == 0 else "float32"
        )
        return Given(self.shape(low, high, **options), dtype)

    def floats(self, low: int = 0, high: int = 4, **options: Any) -> Given:
        """Draw a tensor of floats."""
        return Given(self.shape(low, high, **options))

    def like(self, shape: Sequence[Size]) -> tuple[Size, ...]:
        """Draw a shape that stretches to another one, mostly."""
        sizes = list(shape[self.randint(0, len(shape)) if self.randrange(3) == 0 else 0 :])
        for place in range(len(sizes)):
            if self.randrange(5) == 0:
                sizes[place] = 1
        if sizes and self.wrong():
            sizes[self.randrange(len(sizes))] = self.size()
        return tuple(sizes)

    def axis(self, rank: int) -> int:
        """Draw an axis, now and then one that does not exist."""
        return self.randint(-rank - 2, rank + 1) if rank == 0 or self.wrong() else self.randint(-rank, rank - 1)

    def axes(self, rank: int, *, none: bool = True, several: bool = True) -> Any:
        """Draw an axis, several, or None."""
        kind = self.randrange(4)
        if kind == 0 and none:
            return None
        if kind == 1 and several and rank:
            found = self.sample(range(rank), self.randint(1, rank))
            return tuple(place - rank if self.randrange(3) == 0 else place for place in found)
        return self.axis(rank)


Recipe = Callable[[Draw], tuple[tuple[Any, ...], dict[str, Any]]]
