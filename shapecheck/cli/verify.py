"""`shapecheck verify`: run models in NumPy and compare with what was inferred."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from shapecheck.check import examine
from shapecheck.cli.arguments import given_inputs, given_values
from shapecheck.cli.options import color_option, configuration_of, flag, reading_options
from shapecheck.cli.summary import chosen_models, report_failures
from shapecheck.discovery import display_path
from shapecheck.output.terminal import Style, style_for
from shapecheck.report import Examined
from shapecheck.stack import with_large_stack

if TYPE_CHECKING:
    from shapecheck.execution.verify import Verification
    from shapecheck.interpreter.program import Program

__all__ = ["command"]

_AGREES, _PARTLY, _NOT_RUN, _DIFFERS = "ok", "partly", "not run", "DIFFERS"
_MEANINGS = {_PARTLY: "run in part, and agree as far as that goes", _NOT_RUN: "not run", _DIFFERS: "do not"}


@click.command("verify")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET ...", type=click.Path())
@flag("--set", "values", multiple=True, metavar="NAME=VALUE", help="Give a parameter of the function a value.")
@flag("--input", "inputs", multiple=True, metavar="NAME=SHAPE", help="Give a subclassed model its input.")
@flag("--show-calls", is_flag=True, help="Show every call, not only those that disagree.")
@reading_options
@color_option
def command(
    targets: tuple[str, ...],
    values: tuple[str, ...],
    inputs: tuple[str, ...],
    show_calls: bool,
    color: str,
    **flags: Any,
) -> int:
    """Run the layer graph of models in NumPy and compare every shape and parameter count.

    TARGET is a FILE, FILE::NAME (a function, class or model) or a directory.
    """
    configuration = configuration_of(**flags)
    given, shapes = given_values(values), given_inputs(inputs)
    style = style_for(color, sys.stdout)

    def show() -> int:
        examined = examine(targets, configuration, given, shapes)
        runs = [run for each in examined if each.program is not None for run in _runs(each, each.program)]
        _print(runs, style, show_calls=show_calls)
        differing = sum(_verdict(run.result)[0] == _DIFFERS for run in runs)
        return max(report_failures(examined), int(differing > 0))

    return with_large_stack(show)


class _Run(NamedTuple):
    """One model that was run: where it stands, its name, and what came of it."""

    place: str
    name: str
    result: Verification


def _runs(examined: Examined, program: Program) -> Iterator[_Run]:
    from shapecheck.execution.verify import verify

    for model in chosen_models(examined):
        yield _Run(f"{display_path(program.source.path)}:{model.site.line}", model.name, verify(model))


def _print(runs: Sequence[_Run], style: Style, *, show_calls: bool) -> None:
    """Print a row for each model, what does not agree below it, and the sum of it all."""
    places = max((len(run.place) for run in runs), default=0)
    names = max((len(run.name) for run in runs), default=0)
    for place, name, result in runs:
        word, color = _verdict(result)
        ran = sum(row.equal is not None for row in result.rows)
        sizes = " ".join(f"{symbol.name}={size}" for symbol, size in result.sizes.items())
        counts = f"{ran:>4}/{len(result.rows):<4} calls  {result.allocated_parameters:>13,} parameters"
        line = f"{style.paint(f'{word:7}', color, 'bold')}  {place:{places}}  {name:{names}}  {counts}  {sizes}"
        click.echo(line.rstrip(), color=style.colored or None)
        for remark in _remarks(result, show_calls=show_calls):
            click.echo(f"         {remark}")
    words = Counter(_verdict(run.result)[0] for run in runs)
    others = "".join(f", {words[word]} {meaning}" for word, meaning in _MEANINGS.items() if words[word])
    click.echo(f"{words[_AGREES]} of {len(runs)} models agree with their execution in NumPy{others}.")
    for line in _not_run(runs):
        click.echo(line)


def _not_run(runs: Sequence[_Run]) -> Iterator[str]:
    """Say how many models and calls were not run, and the reasons, the commonest first."""
    models = Counter(run.result.reason for run in runs if run.result.reason)
    calls = Counter(
        row.note or "its shape is not known" for run in runs for row in run.result.rows if row.equal is None
    )
    for noun, reasons in (("models", models), ("calls", calls)):
        if reasons:
            yield f"Not run: {reasons.total()} {noun}"
            yield from (f"{number:>8}  {reason}" for reason, number in reasons.most_common())


def _verdict(result: Verification) -> tuple[str, str]:
    if result.reason:
        return _NOT_RUN, "yellow"
    if not result.ok:
        return _DIFFERS, "red"
    return (_AGREES, "green") if result.complete else (_PARTLY, "yellow")


def _remarks(result: Verification, *, show_calls: bool) -> list[str]:
    made = [result.reason] if result.reason else []
    if result.inferred_parameters not in (None, result.allocated_parameters):
        made.append(f"parameters: {result.inferred_parameters:,} inferred, {result.allocated_parameters:,} allocated")
    made += [f"{name} was never read" for name in result.unread]
    for row in result.rows:
        if show_calls or row.equal is not True:
            note = f"  {row.note}" if row.note else ""
            made.append(f"{row.layer} ({row.operation}): inferred {row.inferred}, executed {row.executed}{note}")
    return made
