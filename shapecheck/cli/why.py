"""`shapecheck why`: what is behind an error that Keras raised."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shapecheck.causes import causes, rows_of
from shapecheck.check import check_paths, examine
from shapecheck.cli.fixes import with_fixes
from shapecheck.cli.options import color_option, configuration_of, format_option, reading_options
from shapecheck.discovery import display_path
from shapecheck.output.formats import render
from shapecheck.output.json import as_object
from shapecheck.output.terminal import Style, clean, one_line, style_for
from shapecheck.reading import is_notebook, text_of
from shapecheck.stack import with_large_stack
from shapecheck.tracebacks import Raised, own_places, read
from shapecheck.usage import UsageError

if TYPE_CHECKING:
    from shapecheck.report import Report
    from shapecheck.settings import Configuration

__all__ = ["command"]

_LAYER = re.compile(r"[Ll]ayer ['\"]([^'\"]+)['\"]")

MOST_SHOWN = 3
"""How many things on a line are shown with their history."""

MOST_BYTES = 10_000_000
"""No traceback is longer; what is piped in by mistake may be."""


@click.command("why")
@click.argument("file", metavar="FILE", type=click.Path())
@format_option("why", "text", "json")
@reading_options
@color_option
def command(file: str, output_format: str, color: str, **flags: Any) -> int:
    """Read an error of Keras on stdin, and show where in FILE it comes from and why.

    The text is a traceback, of Python, IPython or pytest, or the message alone: `python train.py 2>&1 | shapecheck why
    train.py`. The status is 0 where the cause is found, 1 where only the place is.
    """
    configuration = configuration_of(**flags)
    style = style_for(color, sys.stdout)
    lines = _lines_of(file)
    raised = _raised()

    def explain() -> int:
        own = replace(raised, places=tuple(own_places(raised.places, file)))
        rows = rows_of(own, lines, file)
        report = check_paths([file], configuration)
        found = causes(report.findings, raised, rows)
        if not found and not rows:
            rows = _rows_of_layers(file, raised, configuration)
        if not found and not rows:
            raise UsageError(_unrecognised(raised, file))
        explained = with_fixes(replace(report, findings=tuple(found)), configuration, {})
        if output_format == "json":
            click.echo(json.dumps(_as_object(raised, rows, explained), indent=2))
        else:
            _print(file, raised, rows, lines, explained, configuration, style)
        return 0 if found else 1

    return with_large_stack(explain)


def _lines_of(file: str) -> list[str]:
    """Return the lines of the file. Raises UsageError for what is no Python file."""
    path = Path(file)
    if not path.is_file():
        raise UsageError(
            f"{file} is a folder: an error is explained in one file" if path.is_dir() else f"there is no file {file}"
        )
    if is_notebook(file):
        raise UsageError(f"{file} is a notebook: tracebacks name its cells only by their number of execution")
    return text_of(path.read_bytes(), file).splitlines()


def _raised() -> Raised:
    """Return the error on stdin. Raises UsageError where there is none."""
    how = "pipe a traceback, or the text of an error, into it"
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError(f"nothing comes on stdin: {how}")
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise UsageError(f"more than {MOST_BYTES:,} bytes come on stdin: no error is so long")
    raised = read(data.decode("utf-8", errors="replace"))
    if not raised.message and not raised.places and not raised.kind:
        raise UsageError(f"nothing comes on stdin: {how}")
    return raised


def _rows_of_layers(file: str, raised: Raised, configuration: Configuration) -> list[int]:
    """Return the rows that make the layers which the text names."""
    named = set(_LAYER.findall(raised.message))
    programs = [each.program for each in examine([file], configuration) if named and each.program is not None]
    sites = [
        row.layer.site
        for program in programs
        for model in program.models
        for row in model.layers
        if row.layer.name in named
    ]
    return sorted({site.line for site in sites if site.filename == file})


def _unrecognised(raised: Raised, file: str) -> str:
    if raised.places:
        others = ", ".join(dict.fromkeys(clean(place.path) for place in raised.places[-3:]))
        return f"the error did not come through {file} as it stands, and nothing found in it says the same: it came through {others}"
    return f"nothing found in {file} says what this text says: a traceback would name the line"


def _as_object(raised: Raised, rows: list[int], report: Report) -> dict[str, Any]:
    return {
        "error": {"type": raised.kind or None, "message": raised.message},
        "lines": rows,
        "causes": [as_object(found) for found in report.findings],
    }


def _print(
    file: str,
    raised: Raised,
    rows: list[int],
    lines: list[str],
    report: Report,
    configuration: Configuration,
    style: Style,
) -> None:
    said = one_line(raised.message.splitlines()[0]) if raised.message else ""
    title = f"{raised.kind}: {said}" if raised.kind and said else raised.kind or said
    click.echo(style.paint(clean(title), "bold"))
    for row in rows:
        click.echo(f"  {clean(file)}:{row}: {clean(lines[row - 1].strip())}")
    click.echo()
    at: int | None
    if report.findings:
        click.echo(render(report, "full", style), nl=False, color=style.colored or None)
        at = next((found.span.start.row for found in report.findings if found.filename == display_path(file)), None)
        title = "What goes in there, and how it came about:"
    else:
        at, title = rows[0], "No cause is proven here. What is known of the line:"
    known = "" if at is None else _history(file, at, configuration, style)
    if known or not report.findings:
        click.echo(f"{title}\n")
        click.echo(
            known or "  nothing: no expression that was evaluated stands there\n", nl=False, color=style.colored or None
        )


def _history(file: str, row: int, configuration: Configuration, style: Style) -> str:
    """Return how the tensors and arrays on a row came about; what else is known of it where there are none."""
    from shapecheck.output import reveal_text

    [each] = examine([file], configuration, reveal=(row, None))
    if each.program is None:
        return ""
    shown = [found for found in each.program.revealed if found.kind in ("tensor", "array") and found.steps]
    return reveal_text.render(each.program, style, (shown or each.program.revealed)[:MOST_SHOWN])
