"""`shapecheck coverage`: the share of layer calls whose shape is known."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from shapecheck.check import one_by_one
from shapecheck.cli.options import color_option, configuration_of, flag, format_option, reading_options
from shapecheck.cli.summary import report_failures
from shapecheck.coverage import Coverage, Share, count
from shapecheck.discovery import discover
from shapecheck.output.terminal import Style, clean, style_for, width_of
from shapecheck.report import Examined
from shapecheck.stack import with_large_stack

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Counted

__all__ = ["command"]

_MOST_REASONS = 20


@click.command("coverage")
@click.argument("paths", nargs=-1, metavar="[PATH ...]", type=click.Path())
@format_option("coverage", "text", "json")
@flag("--show-unknown", is_flag=True, help="Show every call whose shape is not known.")
@reading_options
@color_option
def command(paths: tuple[str, ...], output_format: str, show_unknown: bool, color: str, **flags: Any) -> int:
    """Count the layer calls whose shape is known, and why it is not known for the rest.

    A call counts where it is written, once, however often it is evaluated: `sites` are all, `reached` those that were
    evaluated, `known` those whose shape was known, `supposed` those of them that stand in code which nothing calls and
    which takes inputs of several ranks or loops an unknown number of times: they were evaluated on a rank that fits, each
    loop once at least. Without PATH, the working directory is counted.
    """
    configuration = configuration_of(**flags)
    style = style_for(color, sys.stdout)

    def show() -> int:
        files = discover(paths or (".",), configuration)
        failed: list[Examined] = []

        def facts() -> Iterator[Counted]:
            for each in one_by_one(paths or (".",), configuration, observe=True):
                if each.program is None:
                    failed.append(each)
                else:
                    yield from each.program.counted

        found = count(facts(), files)
        if output_format == "json":
            click.echo(json.dumps(_as_object(found), indent=2))
        else:
            _print(found, style, every=show_unknown)
        return report_failures(failed)

    return with_large_stack(show)


def _as_object(found: Coverage) -> dict[str, Any]:
    return {
        "version": 1,
        "total": _numbers(found.total),
        "files": [{"path": path, **_numbers(share)} for path, share in found.files.items()],
        "reasons": [{"reason": reason, "sites": sites} for reason, sites in found.reasons],
        "unknown": [
            {"filename": file, "location": {"row": start.row, "column": start.column}, "reason": reason}
            for file, start, reason in found.unknown
        ],
    }


def _numbers(share: Share) -> dict[str, int]:
    return {"sites": share.sites, "reached": share.reached, "known": share.known, "supposed": share.supposed}


def _print(found: Coverage, style: Style, *, every: bool) -> None:
    def line(text: str) -> None:
        click.echo(text, color=style.colored or None)

    if every:
        for file, start, reason in found.unknown:
            line(f"{clean(file)}:{start.row}:{start.column}: {clean(reason)}")
        if found.unknown:
            line("")
    width = max((width_of(clean(path)) for path in found.files), default=0)
    width = max(width, len("total"))
    line(style.paint(f"{'':{width}}  {'sites':>6}  {'reached':>7}  {'known':>6}  {'supposed':>8}", "bold"))
    for path, share in found.files.items():
        name = clean(path)
        line(f"{name}{'':{width - width_of(name)}}  {_row(share)}")
    line(style.paint(f"{'total':{width}}  {_row(found.total)}", "bold"))
    if found.reasons:
        line("")
        line(style.paint("Why the rest is not known:", "bold"))
    for reason, sites in found.reasons[:_MOST_REASONS]:
        line(f"{sites:>6}  {reason}")
    if len(found.reasons) > _MOST_REASONS:
        rest = sum(sites for _, sites in found.reasons[_MOST_REASONS:])
        line(f"{rest:>6}  {len(found.reasons) - _MOST_REASONS} other reasons")


def _row(share: Share) -> str:
    return f"{share.sites:>6}  {share.reached:>7}  {share.known:>6}  {share.supposed:>8}  {100 * share.part:5.1f} %"
