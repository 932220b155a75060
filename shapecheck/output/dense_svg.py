"""One `Dense` call as SVG: the grid of vectors, the one kernel they share, the output, and the flattened reading beside it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from shapecheck.drawing.dense import biases, number
from shapecheck.output.terminal import clean, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapecheck.drawing.dense import DenseCall, Reading
    from shapecheck.shapes.dims import Dim

__all__ = ["render"]

CELL = 13.0
GAP = 3.0
ARROW = 34.0
MARGIN = 18.0
BETWEEN = 36.0
HEAD = 46.0
BODY = 184.0
FOOT = 58.0
LINE = 17.0
GLYPH = 7.3
_MOST = 6
_LONG = 11
"""How many cells of an axis are drawn at most, of the flattened one too."""

_STYLE = """
svg { background: #ffffff; font: 12px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; }
text { fill: #1f2328; } .dim { fill: #57606a; } .name { font-weight: 600; font-size: 13px; }
.cell { fill: #ddf4ff; stroke: #54aeff; } .made { fill: #dafbe1; stroke: #4ac26b; } .kernel { fill: #fff8c5; stroke: #d4a72c; }
.strong { stroke-width: 2; } .cell.strong { fill: #54aeff; } .made.strong { fill: #4ac26b; }
.edge { fill: none; stroke: #8c959f; stroke-width: 1.3; } .tip, .dots { fill: #8c959f; } .line { stroke: #d0d7de; }
@media (prefers-color-scheme: dark) {
svg { background: #0d1117; } text { fill: #e6edf3; } .dim { fill: #9198a1; } .line { stroke: #30363d; }
.cell { fill: #0c2d6b; stroke: #388bfd; } .made { fill: #033a16; stroke: #2ea043; } .kernel { fill: #4b2900; stroke: #bb8009; }
.cell.strong { fill: #388bfd; } .made.strong { fill: #2ea043; }
}
""".strip()


def render(call: DenseCall) -> str:
    """Return the picture as one SVG element, in light and in dark."""
    title = f"{call.title} on {call.real.given} {'does not flatten' if call.real.positions else 'maps one vector'}"
    panels = [_Panel(call, call.real, title)]
    if call.flattened is not None:
        panels.append(_Panel(call, call.flattened, f"what Flatten() before it would make of {call.real.given}"))
    height = HEAD + BODY + FOOT + 2 * MARGIN
    width = sum(panel.width for panel in panels) + BETWEEN * (len(panels) - 1) + 2 * MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img">',
        f"<title>{escape(clean(title))}</title>",
        f"<style>{_STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>',
    ]
    left = MARGIN
    for place, panel in enumerate(panels):
        if place:
            x = left - BETWEEN / 2
            lines.append(f'<path class="line" d="M{x:.1f} {MARGIN:.1f}V{height - MARGIN:.1f}"/>')
        lines += [f'<g transform="translate({left:.1f} {MARGIN:.1f})">', *panel.parts(), "</g>"]
        left += panel.width + BETWEEN
    return "\n".join([*lines, "</svg>"]) + "\n"


class _Panel:
    """One reading: its title, input, vector, kernel, vector, output from left to right, and the counts below."""

    def __init__(self, call: DenseCall, reading: Reading, title: str) -> None:
        self.reading = reading
        self.title = title
        bias = f" + {biases(reading)}" if call.use_bias else ""
        shared = (
            f"one kernel, shared by {reading.vectors} vectors" if reading.positions else "one kernel, for one vector"
        )
        self.counts = (shared, f"{reading.kernel}{bias} = {number(reading.parameters)} parameters")
        self.columns = list(self._columns())
        drawn = sum(max(width, _wide(said)) for _, width, said in self.columns) + ARROW * (len(self.columns) - 1)
        self.width = max(drawn, _wide(title) * 1.09, *map(_wide, self.counts))

    def _columns(self) -> Iterator[tuple[list[str], float, str]]:
        """Yield what stands side by side: its elements around (0, 0), its width, and what is said below it."""
        reading = self.reading
        inner = _cells(reading.features, _MOST if reading.positions else _LONG)
        outer = _cells(reading.units, _MOST)
        if reading.positions:
            yield *_grid(reading.positions, "cell"), reading.given
        yield *_vector(inner, "cell"), f"k = {number(reading.features)}" if reading.positions else reading.given
        yield *_kernel(inner, outer), reading.kernel
        yield *_vector(outer, "made"), f"m = {number(reading.units)}" if reading.positions else reading.made
        if reading.positions:
            yield *_grid(reading.positions, "made"), reading.made

    def parts(self) -> Iterator[str]:
        """Yield the elements from the panel's upper left corner."""
        yield _text(self.title, 0, 14, "name")
        middle, x = HEAD + BODY / 2 - 16, 0.0
        ends: list[tuple[float, float]] = []
        for elements, width, said in self.columns:
            room = max(width, _wide(said))
            center = x + room / 2
            yield f'<g transform="translate({center:.1f} {middle:.1f})">'
            yield from elements
            yield "</g>"
            yield _text(said, center, HEAD + BODY, "dim", "middle")
            ends.append((center - width / 2, center + width / 2))
            x += room + ARROW
        for (_, start), (end, _) in pairwise(ends):
            yield f'<path class="edge" d="M{start + 6:.1f} {middle:.1f}H{end - 5:.1f}" marker-end="url(#tip)"/>'
        for row, line in enumerate(self.counts):
            yield _text(line, 0, HEAD + BODY + 2 * LINE + row * LINE, "name" if row else "")


def _wide(text: str) -> float:
    return width_of(clean(text)) * GLYPH


def _text(text: str, x: float, y: float, style: str, anchor: str = "start") -> str:
    kind = f' class="{style}"' if style else ""
    return f'<text{kind} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(clean(text))}</text>'


def _cells(size: Dim, most: int) -> list[bool]:
    """Return what is drawn of an axis: True for a cell, False for the gap of one that is longer than what is drawn."""
    if isinstance(size, int) and size <= most:
        return [True] * max(size, 1)
    return [*[True] * (most - 2), False, True]


def _box(x: float, y: float, style: str) -> str:
    return f'<rect class="{style}" x="{x:.1f}" y="{y:.1f}" width="{CELL}" height="{CELL}" rx="2"/>'


def _dots(x: float, y: float, *, down: bool) -> Iterator[str]:
    """Draw three dots in the middle of a cell's place."""
    for step in (-4, 0, 4):
        across, below = (0, step) if down else (step, 0)
        yield f'<circle class="dots" cx="{x + CELL / 2 + across:.1f}" cy="{y + CELL / 2 + below:.1f}" r="1.1"/>'


def _extent(cells: Sequence[bool]) -> float:
    return len(cells) * (CELL + GAP) - GAP


def _vector(cells: Sequence[bool], style: str) -> tuple[list[str], float]:
    top = -_extent(cells) / 2
    parts: list[str] = []
    for place, cell in enumerate(cells):
        y = top + place * (CELL + GAP)
        parts += [_box(-CELL / 2, y, f"{style} strong")] if cell else _dots(-CELL / 2, y, down=True)
    return parts, CELL


def _grid(positions: tuple[Dim, ...], style: str) -> tuple[list[str], float]:
    """Draw the last two leading axes, one vector marked; those before them stand behind as further sheets."""
    across = _cells(positions[-1], _MOST)
    down = _cells(positions[-2], _MOST) if len(positions) > 1 else [True]
    width, height = _extent(across), _extent(down)
    behind = 2 if len(positions) > 2 else 0
    parts = []
    for sheet in range(behind, 0, -1):
        x, y = -width / 2 - 4 + 7 * sheet, -height / 2 - 4 - 7 * sheet
        parts.append(
            f'<rect class="{style}" x="{x:.1f}" y="{y:.1f}" width="{width + 8:.1f}" height="{height + 8:.1f}" rx="3"/>'
        )
    if behind:
        parts.append(
            f'<rect class="{style}" x="{-width / 2 - 4:.1f}" y="{-height / 2 - 4:.1f}" width="{width + 8:.1f}" '
            f'height="{height + 8:.1f}" rx="3"/>'
        )
    for row, filled in enumerate(down):
        for column, cell in enumerate(across):
            x, y = -width / 2 + column * (CELL + GAP), -height / 2 + row * (CELL + GAP)
            if filled and cell:
                parts.append(_box(x, y, f"{style} strong" if row == column == 0 else style))
            elif filled or cell:
                parts += _dots(x, y, down=not filled)
    return parts, width + (8 + 14 if behind else 0)


def _kernel(rows: Sequence[bool], columns: Sequence[bool]) -> tuple[list[str], float]:
    width, height = _extent(columns), _extent(rows)
    parts: list[str] = []
    for row, filled in enumerate(rows):
        for column, cell in enumerate(columns):
            x, y = -width / 2 + column * (CELL + GAP), -height / 2 + row * (CELL + GAP)
            if filled and cell:
                parts.append(_box(x, y, "kernel"))
            elif filled or cell:
                parts += _dots(x, y, down=not filled)
    return parts, width
