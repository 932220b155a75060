"""Subscripts: slices, indices, new axes."""

from __future__ import annotations

from collections.abc import Sequence
from types import EllipsisType

from shapecheck.shapes.requirements import at_most, build_first, either, forbid, less, require
from shapecheck.shapes.sizes import Dim, Formula, Hidden, Symbol, ceil_div, hide_if, is_none, larger, plain, smaller
from shapecheck.shapes.words import Shape, shape_text, view_text, when_of

__all__ = ["Part", "Slice", "slice_size", "subscript"]

Slice = tuple[Dim | None, Dim | None, int | None]
Part = Dim | Slice | EllipsisType | None


def slice_size(size: Dim, start: Dim | None, stop: Dim | None, step: int | None = None) -> Dim:
    """Return the length of `x[start:stop:step]` as Python counts it; a None stays one, whatever the slice.

    Raises Refused for a step of 0.
    """
    step = 1 if step is None else step
    forbid(step == 0, "the step of a slice is 0", keras="slice step cannot be zero", kind="invalid-argument")
    if isinstance(size, int) and not isinstance(start, SYMBOLIC) and not isinstance(stop, SYMBOLIC):
        return len(range(*slice(start, stop, step).indices(size)))
    hidden, length = is_none(size), plain(size)
    if step > 0:
        if start is not None and stop is None and step == 1 and at_most(start, 0) is True:
            # the last elements; 0 is the first one
            return hide_if(hidden, length if plain(start) == 0 else smaller(length, -plain(start)))
        first = 0 if start is None else clipped(start, length, 0, length)
        last = length if stop is None else clipped(stop, length, 0, length)
        return hide_if(hidden, plain(ceil_div(larger(last - first, 0), step)))
    highest = length - 1
    first = highest if start is None else clipped(start, length, -1, highest)
    last = -1 if stop is None else clipped(stop, length, -1, highest)
    return hide_if(hidden, plain(ceil_div(larger(first - last, 0), -step)))


SYMBOLIC = (Symbol, Formula, Hidden)


def clipped(place: Dim, length: Dim, lowest: Dim, highest: Dim) -> Dim:
    """Return where a start or stop lies: counted from the end where negative, and never outside."""
    negative = less(place, 0)
    if negative is True:
        return larger(plain(place) + length, lowest)
    # one that may be of either sign is taken for what it nearly always is
    require(at_most(0, place))
    return smaller(plain(place), highest)


@build_first
def subscript(shape: Sequence[Dim], parts: Sequence[Part]) -> Shape:
    """Return the shape of `x[parts]`: an index drops its axis, None inserts one, an Ellipsis skips axes.

    Raises Refused for an index out of range and for too many parts.
    """
    if sum(part is Ellipsis for part in parts) > 1:
        forbid(
            True,
            "more than one Ellipsis in a subscript",
            keras=f"Slice should only have one ellipsis. Received: `{tuple(parts)}`",
            kind="invalid-argument",
        )
    parts = [*parts] if any(part is Ellipsis for part in parts) else [*parts, Ellipsis]
    taken = sum(part is not None and part is not Ellipsis for part in parts)
    if taken > len(shape):
        forbid(
            True,
            f"{taken} indices for a tensor of rank {len(shape)}: {shape_text(shape)}",
            keras=f"Array has shape {view_text(shape)} but slice has to many indices.",
            kind="wrong-rank",
        )
    left = list(shape)
    result: list[Dim] = []
    for part in parts:
        if part is None:
            result.append(1)
        elif isinstance(part, EllipsisType):
            skipped = len(shape) - taken
            result += left[:skipped]
            left = left[skipped:]
        elif isinstance(part, tuple):
            result.append(slice_size(left.pop(0), *part))
        else:
            check_index(left.pop(0), part, shape)
    return tuple(result)


def check_index(size: Dim, place: Dim, shape: Sequence[Dim]) -> None:
    """Refuse an index that is out of range; jax checks none at the run, so a None is no obstacle."""
    if is_none(size):
        return
    forbid(
        either(at_most(size, place), less(place + size, 0)),
        lambda: f"index {place} is out of range for the size {size} of {shape_text(shape)}",
        when_of(size, place),
        keras=lambda: f"Array has shape {view_text(shape)} but out-of-bounds index {place} was requested.",
        kind="index-out-of-range",
    )
