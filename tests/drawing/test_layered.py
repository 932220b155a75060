"""The layered drawing: nothing overlaps, the data flow down, and what need not cross does not."""

from __future__ import annotations

import time
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from shapecheck.drawing.layered import ACROSS, Box, Layout, layered

BOX = Box(100, 40)


def crossings(layout: Layout) -> int:
    """Count the pairs of edges that cross between two ranks."""
    pieces = [(one, other) for route in layout.routes for one, other in pairwise(route) if one.x != other.x]
    return sum(
        a[0].y == b[0].y and a[1].y == b[1].y and (a[0].x - b[0].x) * (a[1].x - b[1].x) < 0
        for number, a in enumerate(pieces)
        for b in pieces[:number]
    )


def test_nothing() -> None:
    assert layered([], []) == Layout([], [], 0.0, 0.0)


def test_a_chain_is_a_straight_line() -> None:
    layout = layered([BOX, Box(60, 20), BOX], [(0, 1), (1, 2)])
    assert [corner.x + box.width / 2 for corner, box in zip(layout.corners, [BOX, Box(60, 20), BOX], strict=True)] == [
        50
    ] * 3
    assert layout.width == 100


def test_a_long_edge_goes_around() -> None:
    layout = layered([BOX] * 4, [(0, 1), (1, 2), (2, 3), (0, 3)])
    bends = layout.routes[3]
    assert len(bends) == 6
    for corner in layout.corners[1:3]:
        for bend in bends[1:-1]:
            assert not corner.x <= bend.x <= corner.x + BOX.width


def test_an_input_stands_beside_what_needs_it() -> None:
    # the second input is needed at the end only
    layout = layered([BOX] * 5, [(0, 1), (1, 2), (2, 4), (3, 4)])
    assert layout.corners[3].y == layout.corners[2].y


def test_what_need_not_cross_does_not() -> None:
    # two towers, given in an order that tangles them
    edges = [(0, 3), (1, 2), (2, 5), (3, 4), (4, 6), (5, 6)]
    assert crossings(layered([BOX] * 7, edges)) == 0


@given(
    st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=30),
    st.lists(st.floats(10, 200), min_size=16, max_size=16),
)
@settings(max_examples=100, deadline=None)
def test_any_graph(pairs: list[tuple[int, int]], widths: list[float]) -> None:
    edges = list(dict.fromkeys((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]))
    boxes = [Box(width, 30) for width in widths]
    layout = layered(boxes, edges)
    assert layout == layered(boxes, edges)
    for number, (corner, box) in enumerate(zip(layout.corners, boxes, strict=True)):
        assert corner.x >= -1e-6
        assert corner.x + box.width <= layout.width + 1e-6
        for other, there in zip(layout.corners[:number], boxes, strict=False):
            beside = (
                corner.x >= other.x + there.width + ACROSS - 1e-6 or other.x >= corner.x + box.width + ACROSS - 1e-6
            )
            assert beside or corner.y >= other.y + there.height or other.y >= corner.y + box.height
    for (source, target), route in zip(edges, layout.routes, strict=True):
        assert all(one.y <= other.y for one, other in pairwise(route))
        assert route[0].y == layout.corners[source].y + 30
        assert route[-1].y == layout.corners[target].y


def test_a_thousand_boxes() -> None:
    edges = [(number, number + 1) for number in range(999)] + [(number, number + 3) for number in range(0, 990, 3)]
    start = time.process_time()
    layered([BOX] * 1000, edges)
    assert time.process_time() - start < 5
