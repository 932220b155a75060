"""`shapecheck verify`: run models in NumPy and compare with what was inferred."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from shapecheck.check import examine
from shapecheck.cli.arguments import given_inputs, given_values
from shapecheck.cli.options import color_option, configuration_of, flag, reading_options
from shapecheck.cli.summary import chosen_models, report_failures
from shapecheck.output.terminal import Style, style_for
from shapecheck.report import Examined
from shapecheck.stack import with_large_stack

if TYPE_CHECKING:
    from shapecheck.execution.verify import Verification

__all__ = ["command"]


@click.command("verify")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET ...")
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
        outcomes = _verified(examined, style, show_calls=show_calls)
        agreed = sum(outcomes)
        click.echo(f"{agreed} of {len(outcomes)} models agree with their execution in NumPy.")
        return max(report_failures(examined), int(agreed < len(outcomes)))

    return with_large_stack(show)


def _verified(examined: Sequence[Examined], style: Style, *, show_calls: bool) -> list[bool]:
    """Run every model, print a line for each, and return which agree."""
    from shapecheck.execution.verify import verify

    outcomes = []
    for each in examined:
        if each.program is None:
            continue
        for model in chosen_models(each):
            result = verify(model)
            outcomes.append(result.ok)
            _print(f"{each.path}:{model.site.line} {model.name}", result, style, show_calls=show_calls)
    return outcomes


def _print(title: str, result: Verification, style: Style, *, show_calls: bool) -> None:
    word, color = _verdict(result)
    run = sum(row.equal is not None for row in result.rows)
    counts = f"{run}/{len(result.rows)} calls, {result.allocated_parameters:,} parameters"
    sizes = ", ".join(f"{symbol.name}={size}" for symbol, size in result.sizes.items())
    line = f"{style.paint(word, color, 'bold')}  {title}  {counts}{f'  ({sizes})' if sizes else ''}"
    click.echo(line, color=style.colored or None)
    for remark in _remarks(result, show_calls=show_calls):
        click.echo(f"    {remark}")


def _verdict(result: Verification) -> tuple[str, str]:
    if not result.ok:
        return "DIFFERS" if not result.reason else "NOT RUN", "red"
    return ("ok", "green") if result.complete else ("partly", "yellow")


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
