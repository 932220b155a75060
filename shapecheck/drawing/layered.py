"""Where boxes stand: a layered drawing, the data flowing down (Sugiyama's method: ranks, order in a rank, places)."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

__all__ = ["Box", "Layout", "Point", "layered"]

ACROSS = 28.0
DOWN = 34.0
"""The gaps between boxes side by side, and between ranks."""

SWEEPS = 12
LONG = 8.0
"""How much more a place on a long edge wants to stand below the one before than a box does."""


class Point(NamedTuple):
    """A place, from the upper left corner."""

    x: float
    y: float


class Box(NamedTuple):
    """The size of what is drawn."""

    width: float
    height: float


class Layout(NamedTuple):
    """The upper left corner of each box, the bends of each edge from top to bottom, and the size of it all."""

    corners: list[Point]
    routes: list[list[Point]]
    width: float
    height: float


@dataclass(slots=True)
class _Cell:
    """A box, or the place where a long edge passes a rank."""

    rank: int
    width: float
    height: float
    above: list[int]
    below: list[int]
    weight: float = 1.0
    x: float = 0.0


def layered(boxes: Sequence[Box], edges: Sequence[tuple[int, int]]) -> Layout:
    """Place boxes; every edge leads from an earlier box to a later one."""
    ranks = _ranks(len(boxes), edges)
    cells = [_Cell(rank, box.width, box.height, [], []) for rank, box in zip(ranks, boxes, strict=True)]
    chains = [_chain(cells, source, target) for source, target in edges]
    rows: list[list[int]] = [[] for _ in range(max(ranks, default=-1) + 1)]
    for cell in _visited(cells, len(boxes)):
        rows[cells[cell].rank].append(cell)
    rows = _untangled(rows, cells)
    _settle(rows, cells)
    tops, height = _tops(rows, cells)
    left = min((cell.x - cell.width / 2 for cell in cells), default=0.0)
    for each in cells:
        each.x -= left
    corners = [
        Point(
            cell.x - cell.width / 2, tops[cell.rank] + (_height(rows[cell.rank], cells) - cell.height) / 2 * bool(edges)
        )
        for cell in cells[: len(boxes)]
    ]
    routes = [_route(chain, cells, corners, rows, tops) for chain in chains]
    return Layout(corners, routes, max((cell.x + cell.width / 2 for cell in cells), default=0.0), height)


def _ranks(number: int, edges: Iterable[tuple[int, int]]) -> list[int]:
    """Put each box below all that it takes from; one that takes nothing stands just above the first that needs it."""
    ranks = [0] * number
    above: list[list[int]] = [[] for _ in range(number)]
    below: list[list[int]] = [[] for _ in range(number)]
    for source, target in edges:
        above[target].append(source)
        below[source].append(target)
    for box in range(number):
        ranks[box] = max((ranks[each] + 1 for each in above[box]), default=0)
    for box in reversed(range(number)):
        if not above[box] and below[box]:
            ranks[box] = min(ranks[each] for each in below[box]) - 1
    return ranks


def _chain(cells: list[_Cell], source: int, target: int) -> list[int]:
    """Join two boxes, with a cell on every rank between them."""
    chain = [source]
    for rank in range(cells[source].rank + 1, cells[target].rank):
        cells.append(_Cell(rank, 10.0, 0.0, [], [], LONG))
        chain.append(len(cells) - 1)
    chain.append(target)
    for one, other in pairwise(chain):
        cells[one].below.append(other)
        cells[other].above.append(one)
    return chain


def _visited(cells: Sequence[_Cell], boxes: int) -> list[int]:
    """List cells as one meets them who follows the edges down: what belongs together stands together."""
    order: dict[int, None] = {}
    for start in range(boxes):
        waiting = [] if cells[start].above else [start]
        while waiting:
            cell = waiting.pop()
            if cell not in order:
                order[cell] = None
                waiting += reversed(cells[cell].below)
    return list(order)


def _untangled(rows: list[list[int]], cells: Sequence[_Cell]) -> list[list[int]]:
    """Order each row by the middle of its neighbours, down and up again, and keep the order with the fewest crossings."""
    best, fewest = rows, _crossings(rows, cells)
    current = [list(row) for row in rows]
    for sweep in range(SWEEPS):
        if fewest == 0:
            break
        downwards = sweep % 2 == 0
        indices = range(1, len(rows)) if downwards else range(len(rows) - 2, -1, -1)
        for index in indices:
            fixed = current[index - 1] if downwards else current[index + 1]
            current[index] = _by_neighbours(current[index], fixed, cells, upwards=downwards)
        crossings = _crossings(current, cells)
        if crossings < fewest:
            best, fewest = [list(row) for row in current], crossings
    return best


def _by_neighbours(row: list[int], fixed: list[int], cells: Sequence[_Cell], *, upwards: bool) -> list[int]:
    places = {cell: place for place, cell in enumerate(fixed)}
    wanted: dict[int, float] = {}
    for place, cell in enumerate(row):
        near = sorted(places[each] for each in (cells[cell].above if upwards else cells[cell].below))
        middle = len(near) // 2
        wanted[cell] = place if not near else near[middle] if len(near) % 2 else (near[middle - 1] + near[middle]) / 2
    return sorted(row, key=lambda cell: wanted[cell])


def _crossings(rows: Sequence[Sequence[int]], cells: Sequence[_Cell]) -> int:
    """Count the pairs of edges that cross: those whose ends stand in the other order than their beginnings."""
    found = 0
    for upper, lower in pairwise(rows):
        places = {cell: place for place, cell in enumerate(lower)}
        seen: list[int] = []
        for cell in upper:
            ends = sorted(places[each] for each in cells[cell].below)
            found += sum(len(seen) - bisect_left(seen, end + 1) for end in ends)
            for end in ends:
                insort(seen, end)
    return found


def _settle(rows: Sequence[Sequence[int]], cells: Sequence[_Cell]) -> None:
    """Move each cell as near to the middle of its neighbours as those beside it allow, down and up."""
    for row in rows:
        at = 0.0
        for cell in row:
            cells[cell].x = at + cells[cell].width / 2
            at += cells[cell].width + ACROSS
    for sweep in range(2 * SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = []
            for cell in row:
                near = cells[cell].above if sweep % 2 == 0 else cells[cell].below
                weights = [cells[each].weight * cells[cell].weight for each in near]
                total = sum(weights)
                places = sum(weight * cells[each].x for weight, each in zip(weights, near, strict=True))
                wanted.append((places / total, total) if total else (cells[cell].x, 0.1))
            _place(row, wanted, cells)


def _place(row: Sequence[int], wanted: Sequence[tuple[float, float]], cells: Sequence[_Cell]) -> None:
    """Give each cell the place that it wants, or the one with the least squared error that keeps order and gaps."""
    offsets, at = [], 0.0
    for before, cell in zip([None, *row], row, strict=False):
        if before is not None:
            at += (cells[before].width + cells[cell].width) / 2 + ACROSS
        offsets.append(at)
    # without the gaps, places must only not fall: the pooling of those that do solves it
    pools: list[tuple[float, float, int]] = []
    for (place, weight), offset in zip(wanted, offsets, strict=True):
        mean, mass, size = place - offset, weight, 1
        while pools and pools[-1][0] >= mean:
            earlier, heavier, longer = pools.pop()
            mean = (mean * mass + earlier * heavier) / (mass + heavier)
            mass, size = mass + heavier, size + longer
        pools.append((mean, mass, size))
    means = [mean for mean, _, size in pools for _ in range(size)]
    for cell, mean, offset in zip(row, means, offsets, strict=True):
        cells[cell].x = mean + offset


def _height(row: Iterable[int], cells: Sequence[_Cell]) -> float:
    return max((cells[cell].height for cell in row), default=0.0)


def _tops(rows: Sequence[Sequence[int]], cells: Sequence[_Cell]) -> tuple[list[float], float]:
    tops, at = [], 0.0
    for row in rows:
        tops.append(at)
        at += _height(row, cells) + DOWN
    return tops, max(at - DOWN, 0.0)


def _route(
    chain: Sequence[int],
    cells: Sequence[_Cell],
    corners: Sequence[Point],
    rows: Sequence[Sequence[int]],
    tops: Sequence[float],
) -> list[Point]:
    """Return the bends of an edge: from the lower side of its first box past each rank to the upper side of its last."""
    first, last = chain[0], chain[-1]
    points = [Point(cells[first].x, corners[first].y + cells[first].height)]
    for cell in chain[1:-1]:
        top = tops[cells[cell].rank]
        points += [Point(cells[cell].x, top), Point(cells[cell].x, top + _height(rows[cells[cell].rank], cells))]
    return [*points, Point(cells[last].x, corners[last].y)]
