"""`shapecheck check`: report findings."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from shapecheck.check import check_paths, check_text
from shapecheck.cli.cached import open_cache
from shapecheck.cli.fixes import carry_fixes, fix_all, ignore_all, show_diff, with_fixes, write_all
from shapecheck.cli.options import (
    baseline_option,
    color_option,
    configuration_of,
    fixing_options,
    flag,
    is_watched,
    reading_options,
    running_options,
    selection_options,
    settings_of,
)
from shapecheck.discovery import discover, is_excluded
from shapecheck.output.formats import FOR_PEOPLE, closing_line, render, render_statistics
from shapecheck.output.progress import Progress
from shapecheck.output.terminal import Style, style_for
from shapecheck.report import Report
from shapecheck.settings import OUTPUT_FORMATS, Configuration
from shapecheck.source import Location
from shapecheck.usage import UsageError

__all__ = ["command"]

_STDIN = "-"


class _Check(click.Command):
    """The verb; `--add-ignore` takes a reason behind `=` only, so that a path may follow it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options = args[: args.index("--")] if "--" in args else args
        said = [f"{each}=" if each == "--add-ignore" else each for each in options]
        return super().parse_args(ctx, [*said, *args[len(options) :]])


@click.command("check", cls=_Check)
@click.argument("paths", nargs=-1, metavar="[PATH ...|-]", type=click.Path())
@selection_options
@fixing_options
@flag("-o", "--output-file", multiple=True, metavar="[FORMAT:]FILE", help="Write to a file; repeatable.")
@baseline_option
@flag("--error-on-stale-baseline", is_flag=True, help="End with status 1 if the baseline knows what is gone.")
@flag("--add-ignore", metavar="[=REASON]", help="Write an ignore comment for each finding.")
@flag("--exit-zero", is_flag=True, help="End with status 0 whatever is found.")
@flag("--statistics", is_flag=True, help="Count the findings of each rule instead.")
@flag("--show-files", is_flag=True, help="List the files that would be checked.")
@flag("--show-settings", is_flag=True, help="Show the settings that hold for the first path.")
@flag("--show-unknown", is_flag=True, help="Show where knowledge was lost, and why.")
@flag("--stdin-filename", metavar="PATH", help="The name of the text that is read from stdin.")
@reading_options
@running_options
@color_option
@flag("-q", "--quiet", is_flag=True, help="Print findings only.")
@flag("-v", "--verbose", is_flag=True, help="Say which settings hold and how long it took.")
def command(
    paths: tuple[str, ...],
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    show_fixes: bool,
    output_file: tuple[str, ...],
    baseline: str | None,
    error_on_stale_baseline: bool,
    add_ignore: str | None,
    exit_zero: bool,
    statistics: bool,
    show_files: bool,
    show_settings: bool,
    show_unknown: bool,
    stdin_filename: str | None,
    cache_dir: str | None,
    no_cache: bool,
    watch: bool,
    jobs: int | None,
    color: str,
    quiet: bool,
    verbose: bool,
    **flags: Any,
) -> int:
    """Find what is wrong in the shapes of Keras models.

    PATH is a file or directory, `-` the text on stdin; without one, the working directory.
    """
    started = time.perf_counter()
    configuration = configuration_of(**flags)
    settings = configuration.around(Path.cwd())
    paths = paths or (".",)
    if show_settings:
        from shapecheck.output import settings_page

        click.echo(settings_page.as_toml(settings_of(paths[0], configuration)), nl=False)
        return 0
    if show_files:
        click.echo("".join(f"{file}\n" for file in discover(paths, configuration)), nl=False)
        return 0
    if watch and not is_watched():
        if _STDIN in paths:
            raise UsageError("--watch wants paths, not the text on stdin")
        from shapecheck.cli.watching import watch_paths

        return watch_paths(paths)
    given = _stdin(paths, stdin_filename, configuration) if _STDIN in paths else {}
    cache = None if no_cache or _STDIN in paths else open_cache(cache_dir, configuration)

    def check() -> Report:
        if cache is not None:
            cache.renew()
        if _STDIN not in paths:
            progress = Progress(sys.stderr)
            try:
                return check_paths(paths, configuration, unseen=show_unknown, cache=cache, jobs=jobs, progress=progress)
            finally:
                progress.close()
        if not given:
            return Report(files=(stdin_filename or "<stdin>",))
        [(name, data)] = given.items()
        return check_text(data, name, configuration, unseen=show_unknown)

    report = check()
    fixed = fix_all(report, configuration, given, cache, unsafe=unsafe_fixes) if fix or diff else []
    if diff:
        return show_diff(fixed, quiet=quiet)
    if fix:
        given = write_all(fixed, given, show=show_fixes, quiet=quiet)
        report = check() if fixed else report
    known = None
    if baseline is not None:
        from shapecheck.baseline import read_baseline
        from shapecheck.cli.baseline import stale_in

        known = read_baseline(Path(baseline))
    if add_ignore is not None:
        new = report if known is None else known.keep(report)[0]
        excused = ignore_all(new, given, add_ignore)
        given = write_all(excused, given, show=False, quiet=quiet, done="Excused")
        report = check() if excused else report
    stale = 0
    if known is not None:
        report, rest = known.keep(report)
        stale = stale_in(rest, report, configuration).total
    if show_fixes or unsafe_fixes or carry_fixes(settings.output_format, output_file):
        report = with_fixes(report, configuration, given, cache)
    text_alone = (fix or add_ignore is not None) and _STDIN in paths
    style = style_for(color, sys.stdout)
    _write(report, settings.output_format, output_file, style, statistics=statistics, quiet=quiet, err=text_alone)
    if show_unknown:
        _show_unknown(report, to_stderr=settings.output_format not in FOR_PEOPLE)
    if not report.files and not quiet:
        click.echo(f"shapecheck: no Python files in {', '.join(paths)}", err=True)
    if verbose:
        seconds = time.perf_counter() - started
        click.echo(f"settings: {settings.origin or 'the defaults'}; {seconds:.2f} s", err=True)
    if stale and (error_on_stale_baseline or not quiet):
        gone = f"{stale:,} finding{'' if stale == 1 else 's'} of {baseline} {'is' if stale == 1 else 'are'} gone: shapecheck baseline prune"
        click.echo(f"shapecheck: {gone}", err=True)
    status = max(report.exit_status(settings.fail_on), int(stale > 0 and error_on_stale_baseline))
    return 0 if exit_zero and status == 1 else status


def _stdin(paths: Sequence[str], filename: str | None, configuration: Configuration) -> dict[str, bytes]:
    """Return the bytes on stdin by the name that they go by; nothing where that name is excluded."""
    if len(paths) > 1:
        raise UsageError("`-` stands for the text on stdin and cannot be mixed with paths")
    data = sys.stdin.buffer.read()
    if filename is not None and configuration.of(Path(filename)).force_exclude:
        if is_excluded(Path(filename), configuration):
            return {}
    return {filename or "<stdin>": data}


def _write(
    report: Report, format_name: str, files: Sequence[str], style: Style, *, statistics: bool, quiet: bool, err: bool
) -> None:
    """Write the report where it is wanted: a file without a format takes the place of stdout."""
    to_stdout = True
    for entry in files:
        named, separator, rest = entry.partition(":")
        is_format = bool(separator) and named in OUTPUT_FORMATS
        to_stdout = to_stdout and is_format
        text = render(report, named if is_format else format_name, Style())
        from shapecheck.writing import write_whole

        write_whole(Path(rest if is_format else entry), text.encode("utf-8", "backslashreplace"))
    if statistics:
        click.echo(render_statistics(report, style), nl=False, err=err)
    elif to_stdout:
        click.echo(render(report, format_name, style), nl=False, color=style.colored or None, err=err)
    if not quiet and (format_name in FOR_PEOPLE or not to_stdout):
        click.echo(closing_line(report, style), color=style.colored or None, err=err)


def _show_unknown(report: Report, *, to_stderr: bool) -> None:
    from shapecheck.output.cells import place_of
    from shapecheck.output.texts import Texts

    texts = Texts(report.texts)
    for place in sorted(set(report.unseen)):
        where = place_of(place.filename, Location(place.line, 1), texts)
        click.echo(f"{where}: unknown: {place.reason}", err=to_stderr)
