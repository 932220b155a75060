"""Layer graphs as SVG: our own layered drawing, one file that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from shapecheck.drawing.layered import Box, Layout, Point, layered
from shapecheck.drawing.picture import Group, Item, Node, Picture
from shapecheck.output.terminal import clean, width_of

__all__ = ["render"]

FONT = 12.0
GLYPH = 0.6 * FONT
"""How wide one column of a monospace font is."""

LINE = 16.0
PADDING = 10.0
MARGIN = 16.0
TITLE = 20.0
MOST_COLUMNS = 60
"""A longer text is cut; it stands in the tooltip as a whole."""

_STYLE = """
svg { background: #ffffff; font: 12px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; }
text { fill: #1f2328; } .dim { fill: #57606a; } .name { font-weight: 600; }
.edge { fill: none; stroke: #8c959f; stroke-width: 1.3; } .tip { fill: #8c959f; }
.box { stroke: #57606a; fill: #f6f8fa; } .frame { fill: #8c959f14; stroke: #8c959f; stroke-dasharray: 5 3; }
.input { fill: #eef1f4; } .conv { fill: #ddf4ff; } .dense { fill: #dafbe1; } .sequence { fill: #fbefff; }
.merge { fill: #fff8c5; } .pool { fill: #ffebe9; } .model { fill: #e6e6fa; }
@media (prefers-color-scheme: dark) {
svg { background: #0d1117; } text { fill: #e6edf3; } .dim { fill: #9198a1; } .box { fill: #161b22; stroke: #6e7681; }
.input { fill: #21262d; } .conv { fill: #0c2d6b; } .dense { fill: #033a16; } .sequence { fill: #3c1e70; }
.merge { fill: #4b2900; } .pool { fill: #67060c; } .model { fill: #2d2a55; }
}
""".strip()

_FAMILIES = (
    ("input", ("Input",)),
    ("conv", ("Conv",)),
    ("sequence", ("LSTM", "GRU", "RNN", "Attention", "Bidirectional", "TimeDistributed")),
    ("dense", ("Dense", "Embedding")),
    ("pool", ("Pool", "Flatten", "Reshape", "UpSampling", "Cropping", "Padding", "Permute")),
    ("merge", ("Add", "Concatenate", "Multiply", "Subtract", "Average", "Maximum", "Minimum", "Dot")),
    ("model", ("Functional", "Sequential", "Model")),
)
"""What a class is drawn as, by a part of its name; the first that fits."""


def render(picture: Picture) -> str:
    """Return a picture as one SVG element, coloured by kinds of layers, in light and in dark."""
    drawn = _Sheet(picture).sheet()
    width, height = drawn.width + 2 * MARGIN, drawn.height + 2 * MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img">',
        f"<title>{_count(picture)}</title>",
        f"<style>{_STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>',
        *drawn.at(MARGIN, MARGIN),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _count(picture: Picture) -> str:
    number = sum(1 for _ in picture.nodes())
    return f"layer graph: {number} node{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Something drawn: its size, and its elements from its upper left corner."""

    width: float
    height: float
    parts: tuple[str, ...]
    inner: tuple[tuple[float, float, _Drawn], ...] = ()

    def at(self, x: float, y: float) -> Iterator[str]:
        """Yield the elements where they are wanted."""
        yield f'<g transform="translate({x:.1f} {y:.1f})">'
        yield from self.parts
        for left, top, each in self.inner:
            yield from each.at(left, top)
        yield "</g>"


class _Sheet:
    """A picture that is being laid out, frame within frame."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.frames: dict[int, tuple[int, ...]] = {}
        self._enter(picture.items, ())

    def _enter(self, items: Iterable[Item], within: tuple[int, ...]) -> None:
        """Note for each item the frames around it, outermost first, and itself last."""
        for item in items:
            self.frames[item.key] = (*within, item.key)
            if isinstance(item, Group):
                self._enter(item.items, self.frames[item.key])

    def sheet(self) -> _Drawn:
        """Draw it all."""
        return self._level(self.picture.items, 0)

    def _level(self, items: Sequence[Item], depth: int) -> _Drawn:
        """Draw the items of one frame and the edges between them; those that come from outside begin at its top."""
        drawn = [self._group(item, depth) if isinstance(item, Group) else _box(item) for item in items]
        places = {item.key: place for place, item in enumerate(items)}
        inside, entering, leaving = self._edges(places, depth)
        # what enters and what leaves stands at the border, as points do
        boxes = [Box(each.width, each.height) for each in drawn]
        first = len(entering) > 0
        nodes = [*([Box(0, 0)] if first else []), *boxes, *([Box(0, 0)] if leaving else [])]
        shift = int(first)
        joined = [(source + shift, target + shift) for source, target in inside]
        joined += [(0, target + shift) for target in entering]
        joined += [(source + shift, len(nodes) - 1) for source in leaving]
        layout = layered(nodes, joined)
        border = 0.0 if depth == 0 else PADDING
        for number in range(len(inside), len(joined)):
            # what comes from outside is drawn from border to border
            route, enters = layout.routes[number], number < len(inside) + len(entering)
            end = 0 if enters else -1
            route[end] = Point(layout.width / 2, route[end].y - (border + TITLE if enters else -border))
        inner = tuple((corner.x, corner.y, each) for corner, each in zip(layout.corners[shift:], drawn, strict=False))
        return _Drawn(layout.width, layout.height, tuple(_paths(layout, len(inside) + len(entering))), inner)

    def _edges(self, places: Mapping[int, int], depth: int) -> tuple[list[tuple[int, int]], list[int], list[int]]:
        """Return the edges between the items of a frame, the items that take from outside, and those that give there."""
        inside: dict[tuple[int, int], None] = {}
        entering: dict[int, None] = {}
        leaving: dict[int, None] = {}
        for source, target in self.picture.edges:
            ends = [self.frames[key][depth] if len(self.frames[key]) > depth else None for key in (source, target)]
            here = [places.get(end) if end is not None else None for end in ends]
            match here:
                case [int(one), int(other)] if one != other:
                    inside[min(one, other), max(one, other)] = None
                case [None, int(other)]:
                    entering[other] = None
                case [int(one), None]:
                    leaving[one] = None
        return list(inside), list(entering), list(leaving)

    def _group(self, group: Group, depth: int) -> _Drawn:
        inner = self._level(group.items, depth + 1)
        title = _cut(group.heading)
        width = max(inner.width, width_of(title) * GLYPH) + 2 * PADDING
        height = inner.height + TITLE + 2 * PADDING
        frame = f'<rect class="frame" width="{width:.1f}" height="{height:.1f}" rx="8"/>'
        text = f'<text class="name" x="{PADDING:.1f}" y="{TITLE - 5:.1f}">{escape(title)}</text>'
        return _Drawn(width, height, (frame, text), (((width - inner.width) / 2, TITLE + PADDING, inner),))


def _box(node: Node) -> _Drawn:
    title = node.name if node.name == node.kind else f"{node.name} ({node.kind})"
    lines = [(_cut(node.title), "name")]
    if node.name != node.kind:
        lines.append((_cut(node.kind), "dim"))
    lines += [(_cut(text), style) for text, style in ((node.shape, ""), (node.parameters, "dim")) if text]
    width = max(width_of(text) for text, _ in lines) * GLYPH + 2 * PADDING
    height = len(lines) * LINE + PADDING
    said = "\n".join(clean(part) for part in (title, node.shape, node.parameters, f"line {node.line}") if part)
    parts = [
        f"<title>{escape(said)}</title>",
        f'<rect class="box {_family(node.kind)}" width="{width:.1f}" height="{height:.1f}" rx="6"/>',
    ]
    for number, (text, style) in enumerate(lines, 1):
        x, y = width / 2, PADDING / 2 + number * LINE - 4
        parts.append(
            f'<text class={quoteattr(style)} x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{escape(text)}</text>'
        )
    return _Drawn(width, height, tuple(parts))


def _family(kind: str) -> str:
    for family, beginnings in _FAMILIES:
        if any(word in kind for word in beginnings):
            return family
    return "other"


def _cut(text: str) -> str:
    text = clean(text)
    return text if len(text) <= MOST_COLUMNS else f"{text[: MOST_COLUMNS - 3]}..."


def _paths(layout: Layout, tipped: int) -> Iterator[str]:
    """Yield the edges; those that leave a frame end at its border without a tip."""
    for number, route in enumerate(layout.routes):
        tip = ' marker-end="url(#tip)"' if number < tipped else ""
        yield f'<path class="edge" d="{_curve(route)}"{tip}/>'


def _curve(route: Sequence[Point]) -> str:
    """Draw an edge: straight past each rank, bent between two of them."""
    start, *rest = route
    parts = [f"M{start.x:.1f} {start.y:.1f}"]
    before = start
    for point in rest:
        if abs(point.x - before.x) < 0.5:
            parts.append(f"L{point.x:.1f} {point.y:.1f}")
        else:
            middle = (before.y + point.y) / 2
            parts.append(f"C{before.x:.1f} {middle:.1f} {point.x:.1f} {middle:.1f} {point.x:.1f} {point.y:.1f}")
        before = point
    return " ".join(parts)
