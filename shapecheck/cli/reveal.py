"""`shapecheck reveal`: the shape at a place, and how it came about."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import click

from shapecheck.check import examine
from shapecheck.cli.options import color_option, configuration_of, format_option, reading_options
from shapecheck.cli.summary import report_failures
from shapecheck.notebook import Cells
from shapecheck.output.terminal import style_for
from shapecheck.reading import is_notebook, text_of
from shapecheck.source import SyntaxProblem
from shapecheck.stack import with_large_stack
from shapecheck.usage import UsageError

__all__ = ["command"]

_PLACE = re.compile(r"(?P<path>.+?)(?::cell (?P<cell>\d+))?:(?P<row>\d+)(?::(?P<column>\d+))?", re.DOTALL)


@click.command("reveal")
@click.argument("place", metavar="FILE:LINE[:COL]")
@format_option("reveal", "text", "json", "svg")
@reading_options
@color_option
def command(place: str, output_format: str, color: str, **flags: Any) -> int:
    """Show the shape at a place, and how it came about, line by line.

    A line means what begins there: a call of a layer, an array, a layer and its calls, a model, a size; on the last line
    of a statement that is its value. With a column, the innermost expression there that has a shape. Inside a function
    each of its calls is shown. `--format svg` draws the `Dense` call that stands there. In a notebook FILE names the cell
    too, as `check` does: "notes.ipynb:cell 3:1".
    """
    configuration = configuration_of(**flags)
    path, row, column = _parsed(place)
    style = style_for(color, sys.stdout)

    def show() -> int:
        examined = examine([path], configuration, reveal=(row, column))
        for each in examined:
            if each.program is None:
                continue
            if row > len(each.program.source.lines):
                raise UsageError(f"{path} has only {len(each.program.source.lines):,} lines")
            if not each.program.revealed:
                raise UsageError(f"{place}: no expression that is evaluated stands there")
            if output_format == "json":
                from shapecheck.output import reveal_json

                click.echo(reveal_json.render(each.program), nl=False)
            elif output_format == "svg":
                click.echo(_drawn(each.program.revealed, place), nl=False)
            else:
                from shapecheck.output import reveal_text

                click.echo(reveal_text.render(each.program, style), nl=False, color=style.colored or None)
        return report_failures(examined)

    return with_large_stack(show)


def _parsed(place: str) -> tuple[str, int, int | None]:
    """Split FILE:LINE[:COL]. Raises UsageError."""
    found = _PLACE.fullmatch(place)
    if found is None:
        raise UsageError(f"{place}: a place is written FILE:LINE or FILE:LINE:COL")
    path, row, column = found["path"], int(found["row"]), found["column"]
    if Path(path).is_dir():
        raise UsageError(f"{path} is a folder: a place is in one file")
    if row < 1 or column == "0":
        raise UsageError(f"{place}: lines and columns are counted from 1")
    if is_notebook(path):
        row = _row_of_cell(place, path, found["cell"], row)
    elif found["cell"] is not None:
        raise UsageError(f"{path} is no notebook: it has no cells")
    return path, row, None if column is None else int(column)


def _row_of_cell(place: str, path: str, cell: str | None, row: int) -> int:
    """Return the row of a notebook's text at which a row of a cell stands. Raises UsageError."""
    if cell is None:
        raise UsageError(f'{place}: in a notebook a place is written "{path}:cell N:LINE"')
    try:
        found = Cells(text_of(Path(path).read_bytes(), path)).row(int(cell), row)
    except SyntaxProblem as error:
        raise UsageError(f"{path}: {error.message}") from error
    if found is None:
        raise UsageError(f"{place}: there is no such line in a cell of code")
    return found


def _drawn(revealed: Any, place: str) -> str:
    from shapecheck.drawing.dense import dense_call
    from shapecheck.output import dense_svg

    drawings = [drawing for each in revealed if (drawing := dense_call(each.call)) is not None]
    if not drawings:
        raise UsageError(f"{place}: no Dense whose shapes are known is called there; --format svg draws one")
    return dense_svg.render(drawings[0])
