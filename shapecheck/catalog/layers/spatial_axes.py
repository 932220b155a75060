"""Rules that hold for each spatial axis alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shapecheck.shapes.dims import Dim, is_none

__all__ = ["on_each_axis"]

NAMES = {1: ("steps",), 2: ("height", "width"), 3: ("depth", "height", "width")}


def on_each_axis(sizes: Sequence[Dim], rule: Callable[[int, Dim, str], Dim]) -> list[Dim]:
    """Apply `rule(index, size, name of the axis)` to every size.

    The sizes that Keras knows come first: what it refuses as it builds goes before what it refuses as it runs.
    """
    names = NAMES.get(len(sizes), ("axis",) * len(sizes))
    order = sorted(range(len(sizes)), key=lambda index: is_none(sizes[index]))
    found = {index: rule(index, sizes[index], names[index]) for index in order}
    return [found[index] for index in range(len(sizes))]
