"""`shapecheck baseline`: the findings that are known and wait; and what `check --baseline` makes of them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from shapecheck.baseline import Baseline, read_baseline
from shapecheck.check import check_paths
from shapecheck.cli.options import (
    color_option,
    configuration_of,
    flag,
    format_option,
    reading_options,
    selection_options,
)
from shapecheck.output.terminal import clean, style_for
from shapecheck.report import Report
from shapecheck.rules.rule import load
from shapecheck.selection import enabled_codes
from shapecheck.settings import Configuration

__all__ = ["command", "stale_in"]

DEFAULT = "shapecheck-baseline.json"

_file = flag(
    "--baseline", "file", metavar="FILE", type=click.Path(), default=DEFAULT, help=f"The file (default: {DEFAULT})."
)
_paths = click.argument("paths", nargs=-1, metavar="[PATH ...]", type=click.Path())


@click.group("baseline", no_args_is_help=True, subcommand_metavar="write|update|prune|show")
def command() -> None:
    """Keep findings that are known in a file, so that `check --baseline FILE` reports new ones only.

    A finding is known by its file, its rule and the text of the function around it: where it has moved with its
    function it is still known, and where the function was changed it is found again.
    """


@command.command("write")
@_paths
@_file
@selection_options
@reading_options
def write(paths: tuple[str, ...], file: str, **flags: Any) -> int:
    """Write all that is found now; what the file knew before is forgotten."""
    path = Path(file)
    report = check_paths(paths or (".",), configuration_of(**flags))
    return _written(Baseline(path.resolve().parent).of(report), path, report)


@command.command("update")
@_paths
@_file
@selection_options
@reading_options
def update(paths: tuple[str, ...], file: str, **flags: Any) -> int:
    """Write what is found now in the files that are checked; what is known of other files stays."""
    path, configuration = Path(file), configuration_of(**flags)
    before = read_baseline(path)
    report = check_paths(paths or (".",), configuration)
    gone = stale_in(before.keep(report)[1], report, configuration)
    now = before.of(report)
    rest = before.without(gone)
    # what was found counts as often as it is found now; what was not looked for stays as it was
    merged = {**rest.counts, **now.counts}
    return _written(Baseline(before.folder, merged), path, report)


@command.command("prune")
@_paths
@_file
@selection_options
@reading_options
def prune(paths: tuple[str, ...], file: str, **flags: Any) -> int:
    """Take out what is no longer found; nothing is put in."""
    path, configuration = Path(file), configuration_of(**flags)
    before = read_baseline(path)
    report = check_paths(paths or (".",), configuration)
    gone = stale_in(before.keep(report)[1], report, configuration)
    after = before.without(gone)
    if gone.counts:
        after.write(path)
    click.echo(f"Took {_counted(gone.total)} out of {path}; {after.total:,} left.", err=True)
    return 0


@command.command("show")
@_file
@format_option("baseline", "text", "json")
@color_option
def show(file: str, output_format: str, color: str) -> int:
    """Show what a baseline knows."""
    baseline = read_baseline(Path(file))
    if output_format == "json":
        click.echo(json.dumps(baseline.as_object(), indent=2))
        return 0
    style = style_for(color, sys.stdout)
    for path, entries in baseline.by_file():
        click.echo(style.paint(clean(path), "bold"), color=style.colored or None)
        for entry, number in entries:
            times = f" x {number}" if number > 1 else ""
            click.echo(f"  {entry.code}  {clean(entry.scope) or '(module)'}{times}")
    click.echo(f"{_counted(baseline.total)} in {file}.", err=True)
    return 0


def _written(baseline: Baseline, path: Path, report: Report) -> int:
    baseline.write(path)
    click.echo(f"Wrote {_counted(baseline.total)} to {path}.", err=True)
    return report.exit_status("never")


def stale_in(rest: Baseline, report: Report, configuration: Configuration) -> Baseline:
    """Return what of a baseline's rest is stale: its rule was looked for in its file, or the file is gone."""
    rules = load()
    codes = {name: enabled_codes(configuration.of(Path(name)), rules) for name in report.files}
    return rest.stale(report.files, codes)


def _counted(number: int) -> str:
    return f"{number:,} finding{'' if number == 1 else 's'}"
