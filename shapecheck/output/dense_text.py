"""One `Dense` call in characters: the grid of vectors, the kernel they share, and the flattened reading beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapecheck.drawing.dense import biases, number
from shapecheck.output.terminal import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapecheck.drawing.dense import DenseCall, Reading
    from shapecheck.shapes.dims import Dim

__all__ = ["render"]

_MOST = 5
_HEIGHT = 5
_GAP = "   "
_WIDTH = 110


def render(call: DenseCall) -> str:
    """Return the picture as lines of ASCII."""
    real, flat = call.real, call.flattened
    title = f"{call.title} {'does not flatten' if real.positions else 'on one vector in each sample'}"
    left = [title, "", *_reading(real), "", *_counts(call, real)]
    if flat is None:
        return _block(left)
    right = ["Flatten() before it would", "", *_reading(flat), "", *_counts(call, flat)]
    width = max(map(width_of, left))
    if width + max(map(width_of, right)) > _WIDTH:
        return _block([*left, "", *right])
    rows = [
        f"{one}{' ' * (width - width_of(one))}{_GAP}|{_GAP}{other}".rstrip()
        for one, other in zip(left, right, strict=True)
    ]
    return _block(rows)


def _block(rows: Sequence[str]) -> str:
    return "".join(f"  {row}".rstrip() + "\n" for row in rows)


def _reading(reading: Reading) -> list[str]:
    """Draw input, kernel and output side by side: in both grids the vector that is mapped is a `#`, the only one is long."""
    grid = _grid(reading.positions) if reading.positions else ["#", "#", "#", "~", "#"]
    kernel = _box(reading.kernel)
    made = grid if reading.positions else _column("#", _HEIGHT)
    parts = [grid, _column("->", _HEIGHT), kernel, _column("->", _HEIGHT), made]
    rows = ["  ".join(cells).rstrip() for cells in zip(*parts, strict=True)]
    start = len("  ".join([grid[0], "->", ""]))
    below = f"{reading.given}{'':{max(2, start + len(kernel[0]) + 4 - width_of(reading.given))}}{reading.made}"
    return [*rows, below]


def _grid(positions: tuple[Dim, ...]) -> list[str]:
    """Draw the last two leading axes, a mark for each vector; a long axis is shortened."""
    across = _marks(positions[-1])
    down = _marks(positions[-2]) if len(positions) > 1 else ["."]
    rows = [" ".join(across if row == "." else ["~"] * len(across)) for row in down]
    blank = " " * len(rows[0])
    rows = [rows[0].replace(".", "#", 1), *rows[1:]]
    above = (_HEIGHT - len(rows)) // 2
    return [*[blank] * above, *rows, *[blank] * (_HEIGHT - len(rows) - above)]


def _marks(size: Dim) -> list[str]:
    if isinstance(size, int) and size <= _MOST:
        return ["."] * size
    return [".", ".", ".", "~", "."]


def _box(text: str) -> list[str]:
    """Draw a kernel with its shape inside."""
    line = f"+{'-' * (len(text) + 2)}+"
    blank = f"|{' ' * (len(text) + 2)}|"
    return [line, blank, f"| {text} |", blank, line]


def _column(text: str, height: int) -> list[str]:
    return [text if row == height // 2 else " " * len(text) for row in range(height)]


def _counts(call: DenseCall, reading: Reading) -> list[str]:
    bias = f" + {biases(reading)}" if call.use_bias else ""
    shared = f"shared by {reading.vectors} vectors" if reading.positions else "for one vector"
    return [f"one kernel {shared}", f"{reading.kernel}{bias} = {number(reading.parameters)} parameters"]
