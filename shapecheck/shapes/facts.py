"""What is known of the numbers in an array: their range, whether they are one-hot, how many distinct ones there are."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["NOTHING", "Facts"]

Number = int | float


@dataclass(frozen=True, slots=True)
class Facts:
    """Describe the numbers of an array, as far as that is proven.

    `low` and `high` are bounds, both inclusive, None where there is none; NaN aside. `one_hot` tells whether every vector along
    the last axis holds a single 1 and zeros. `classes` counts the distinct values, each of which occurs.
    """

    low: Number | None = None
    high: Number | None = None
    one_hot: bool | None = None
    classes: int | None = None

    @property
    def exact(self) -> Number | None:
        """Return the one number that all are, None where it is not known or there are several."""
        return self.low if self.low is not None and self.low == self.high else None

    @property
    def full(self) -> bool:
        """Tell whether every integer from `low` to `high` occurs."""
        if self.classes is None or not isinstance(self.low, int) or not isinstance(self.high, int):
            return False
        return self.high - self.low + 1 == self.classes

    def picked(self, *, rows: bool) -> Facts:
        """Return what is known of some of the numbers; `rows` tells that vectors along the last axis stay whole."""
        return Facts(self.low, self.high, True if rows and self.one_hot else None)

    def moved(self, *, rows: bool) -> Facts:
        """Return what is known of the same numbers in another order or shape."""
        return self if rows else replace(self, one_hot=None)

    def hull(self, other: Facts) -> Facts:
        """Return what is known of the numbers of two arrays together."""
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Facts(low, high, True if self.one_hot and other.one_hot else None)

    def common(self, other: Facts) -> Facts:
        """Return what holds of either of two arrays; a bound that differs is none, so that loops come to rest."""
        return Facts(
            self.low if self.low == other.low else None,
            self.high if self.high == other.high else None,
            self.one_hot if self.one_hot is other.one_hot else None,
            self.classes if self.classes == other.classes else None,
        )


NOTHING = Facts()
