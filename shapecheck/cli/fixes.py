"""What `check` does with fixes: write them, show them, print them as a diff."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shapecheck.output.formats import WITH_FIXES
from shapecheck.reading import text_of
from shapecheck.report import Report
from shapecheck.settings import Configuration
from shapecheck.source import digest

if TYPE_CHECKING:
    from shapecheck.cache.keeping import Cache
    from shapecheck.fixing import Fixed

__all__ = ["carry_fixes", "fix_all", "ignore_all", "show_diff", "with_fixes", "write_all"]


def carry_fixes(format_name: str, files: Sequence[str]) -> bool:
    """Tell whether a format that is written has a place for fixes."""
    return not WITH_FIXES.isdisjoint([format_name, *(entry.partition(":")[0] for entry in files)])


def with_fixes(
    report: Report, configuration: Configuration, given: Mapping[str, bytes], cache: Cache | None = None
) -> Report:
    """Return a report with the fixes that are proven; `given` are the bytes of files that are not read."""
    files = _fixable_files(report, cache)
    offers = {} if cache is None else cache.offers({name: _data(name, given) for name in files})
    for name in files:
        if name not in offers:
            from shapecheck.fixing import offers_of

            data = _data(name, given)
            offers[name] = offers_of(text_of(data, name), name, configuration)
            if cache is not None:
                cache.keep_offers(name, digest(data), offers[name])
    if cache is not None:
        cache.flush()
    from shapecheck.offers import offering

    return offering(report, offers)


def fix_all(
    report: Report,
    configuration: Configuration,
    given: Mapping[str, bytes],
    cache: Cache | None = None,
    *,
    unsafe: bool,
) -> list[Fixed]:
    """Return what fixes make of the files with findings; those that stay as they are left out."""
    files = _fixable_files(report, cache)
    staying = set() if cache is None else cache.staying({name: _data(name, given) for name in files}, unsafe=unsafe)
    made = []
    for name in files:
        if name not in staying:
            from shapecheck.fixing import fix_text

            data = _data(name, given)
            fixed = fix_text(text_of(data, name), name, configuration, unsafe=unsafe)
            if fixed.after != fixed.before:
                made.append(fixed)
            elif cache is not None and fixed.lasting:
                cache.keep_staying(name, digest(data), unsafe=unsafe)
    if cache is not None:
        cache.flush()
    return made


def _data(filename: str, given: Mapping[str, bytes]) -> bytes:
    return given[filename] if filename in given else Path(filename).read_bytes()


def _fixable_files(report: Report, cache: Cache | None) -> list[str]:
    """List the files with findings for which a fix may be had."""
    if not report.findings:
        return []
    from shapecheck.rules.rule import load

    rules = load() if cache is None else cache.rules()
    return list(dict.fromkeys(found.filename for found in report.findings if rules[found.code].fixable))


def ignore_all(report: Report, given: Mapping[str, bytes], reason: str) -> list[Fixed]:
    """Return what comments that excuse all findings make of their files."""
    from shapecheck.ignoring import add_ignores

    names = dict.fromkeys(found.filename for found in report.findings)
    made = [
        add_ignores(
            text_of(_data(name, given), name),
            name,
            [found for found in report.findings if found.filename == name],
            reason,
        )
        for name in names
    ]
    return [each for each in made if each.after != each.before]


def show_diff(fixed: Sequence[Fixed], *, quiet: bool) -> int:
    """Print what would be written as a unified diff, and return the status of the run."""
    from shapecheck.output.diff import render

    for each in fixed:
        click.echo(render(each.filename, each.before, each.after), nl=False)
    if not quiet:
        click.echo(f"Would fix {_counted(fixed)}.", err=True)
    return 1 if fixed else 0


def write_all(
    fixed: Sequence[Fixed], given: Mapping[str, bytes], *, show: bool, quiet: bool, done: str = "Fixed"
) -> dict[str, bytes]:
    """Write what fixes made, the text of stdin to stdout; return the bytes that are given now. `done` says what was."""
    from shapecheck.fixing import encoded, write

    changed = {each.filename: each for each in fixed}
    now = {name: encoded(changed[name], data) if name in changed else data for name, data in given.items()}
    for each in fixed:
        if each.filename not in given:
            write(each)
    for data in now.values():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    if show:
        for each in fixed:
            for found in each.gone:
                assert found.fix is not None
                place = f"{each.filename}:{found.span.start.row}:{found.span.start.column}"
                click.echo(
                    f"{place}: fixed {found.code} ({found.fix.applicability}): {found.fix.message}", err=bool(given)
                )
    if not quiet and fixed:
        click.echo(f"{done} {_counted(fixed)}.", err=True)
    return now


def _counted(fixed: Sequence[Fixed]) -> str:
    findings = sum(len(each.gone) for each in fixed)
    return f"{findings:,} finding{'' if findings == 1 else 's'} in {len(fixed):,} file{'' if len(fixed) == 1 else 's'}"
