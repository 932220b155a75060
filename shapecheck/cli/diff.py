"""`shapecheck diff`: what changed in shapes, parameters and requirements since a git revision."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from shapecheck.changes import Change, FileChange, changes
from shapecheck.check import examine
from shapecheck.cli.options import color_option, configuration_of, format_option, reading_options
from shapecheck.cli.summary import report_failures
from shapecheck.discovery import MissingPath, discover
from shapecheck.output.terminal import style_for
from shapecheck.report import Examined
from shapecheck.revision import Revision, revision
from shapecheck.settings import Configuration
from shapecheck.stack import with_large_stack

__all__ = ["command"]


@click.command("diff")
@click.argument("rev", metavar="REV")
@click.argument("paths", nargs=-1, metavar="[PATH ...]", type=click.Path())
@format_option("diff", "text", "md", "json")
@reading_options
@color_option
def command(rev: str, paths: tuple[str, ...], output_format: str, color: str, **flags: Any) -> int:
    """Show what changed in models since a git revision: shapes, parameters, requirements, layers.

    The files of the working tree are compared with those of REV, each with its own modules and settings. PATH is a file or
    directory, one that is gone too; without one, the working directory. `--format md` is for pull requests.
    """
    configuration = configuration_of(**flags)
    style = style_for(color, sys.stdout)
    chosen = [Path(path) for path in paths or (".",)]

    def show() -> int:
        with revision(rev, _near(chosen)) as then:
            now, before = _sides(chosen, then, configuration)
            # a name that is bound when modules are looked up must not outlive the folder
            found = list(_compared(now, before, then))
            files = [file for file in found if file.changes or file.failed]
        if output_format == "json":
            from shapecheck.output import changes_json

            click.echo(changes_json.render(files, rev, then.commit), nl=False)
        elif output_format == "md":
            from shapecheck.output import changes_markdown

            click.echo(changes_markdown.render(files, rev), nl=False)
        else:
            from shapecheck.output import changes_text

            click.echo(changes_text.render(files, rev, style), nl=False, color=style.colored or None)
        return report_failures([*now.values()])

    return with_large_stack(show)


def _near(paths: Iterable[Path]) -> Path:
    """Return the folder that is there and nearest to the first path."""
    folder = Path(os.path.abspath(next(iter(paths))))
    return next(each for each in (folder, *folder.parents) if each.is_dir())


def _sides(
    paths: list[Path], then: Revision, configuration: Configuration
) -> tuple[dict[str, Examined], dict[str, Examined]]:
    """Analyse what is at some paths today, and what was there, as far as it may differ. Raises MissingPath."""
    relatives = [then.relative(path) for path in paths]
    today, past = [], []
    for path, relative in zip(paths, relatives, strict=True):
        there = then.folder / relative
        if not path.exists() and not there.exists():
            raise MissingPath(f"{path}: no such file or directory, neither today nor in {then.name}")
        today += [path] if path.exists() else []
        past += [there] if there.exists() else []
    now = _affected(discover(today, configuration), then)
    before = _affected(discover(past, configuration), then)
    # what was renamed is compared with what it was, wherever that stood
    for file in [*now]:
        origin = then.before.get(file)
        if origin is not None and origin not in before:
            before[origin] = str(then.folder / origin)
    return _examined(now, configuration), _examined(before, configuration)


def _affected(files: Iterable[str], then: Revision) -> dict[str, str]:
    """Return the files whose models may differ, by their paths below the root."""
    named = ((then.relative(Path(file)), file) for file in files)
    return {relative: file for relative, file in named if relative in then.affected}


def _examined(files: dict[str, str], configuration: Configuration) -> dict[str, Examined]:
    found = examine(files.values(), configuration)
    return dict(zip(files, found, strict=True))


def _compared(now: dict[str, Examined], before: dict[str, Examined], then: Revision) -> Iterator[FileChange]:
    """Yield the changes of each file: those of today in their order, then those that are gone."""
    left = dict(before)
    for path, examined in now.items():
        old = then.before.get(path, path)
        yield _changed(path, old, examined, left.pop(old, None), then)
    # only what is gone from the tree, not what another path of today was renamed from
    taken = {*then.before.values()}
    for path, examined in left.items():
        if not (then.top / path).exists() and path not in taken:
            yield _changed(None, path, None, examined, then)


def _changed(path: str | None, old: str, now: Examined | None, before: Examined | None, then: Revision) -> FileChange:
    failed = []
    for side, where in ((before, f"in {then.name}"), (now, "today")):
        if side is not None and side.failure is not None:
            failed.append(f"{where} it cannot be analysed: {side.failure.message}")
    found: tuple[Change, ...] = ()
    if not failed:
        models = [
            side.program.models if side is not None and side.program is not None else [] for side in (before, now)
        ]
        found = tuple(changes(*models))
    return FileChange(path, old if before is not None else None, found, tuple(failed))
