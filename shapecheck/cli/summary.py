"""`shapecheck summary`: shapes and parameters."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from shapecheck.check import examine
from shapecheck.cli.arguments import given_inputs, given_values
from shapecheck.cli.options import color_option, configuration_of, flag, format_option, reading_options
from shapecheck.output.formats import render
from shapecheck.output.terminal import Style, style_for
from shapecheck.output.view import COLUMNS, View
from shapecheck.report import Examined, Report
from shapecheck.settings import suggestion
from shapecheck.stack import with_large_stack
from shapecheck.usage import UsageError

if TYPE_CHECKING:
    from shapecheck.graph.model import Model

__all__ = ["chosen_models", "command", "report_failures"]


@click.command("summary")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET ...", type=click.Path())
@flag("--set", "values", multiple=True, metavar="NAME=VALUE", help="Give a parameter of the function a value.")
@flag("--input", "inputs", multiple=True, metavar="NAME=SHAPE", help="Give a subclassed model its input.")
@flag("--depth", type=click.IntRange(min=1), default=1, help="How many levels of nested models are shown.")
@flag("--columns", metavar="NAMES", help="What is shown of each layer: params, flops, activations (default: params).")
@flag("--batch", type=click.IntRange(min=1), help="The size of the batch to show shapes for.")
@flag("--dtype", metavar="D", help="The dtype in which floating numbers are held (default: their own).")
@format_option("summary", "text", "json")
@reading_options
@color_option
def command(
    targets: tuple[str, ...],
    values: tuple[str, ...],
    inputs: tuple[str, ...],
    depth: int,
    columns: str | None,
    batch: int | None,
    dtype: str | None,
    output_format: str,
    color: str,
    **flags: Any,
) -> int:
    """Show the shapes and parameters of models, as numbers or formulas.

    TARGET is a FILE, FILE::NAME (a function, class or model) or a directory. Multiply-adds (flops) are those of matrix
    products, einsums and convolutions in one run; in JSON the batch is put into the counts of --columns only.
    """
    configuration = configuration_of(**flags)
    view = _view(depth, columns, batch, dtype)
    given, shapes = given_values(values), given_inputs(inputs)
    style = style_for(color, sys.stdout)

    def show() -> int:
        examined = examine(targets, configuration, given, shapes)
        if output_format == "json":
            from shapecheck.output import summary_json

            click.echo(summary_json.render(examined, view), nl=False)
        else:
            _print(examined, style, view)
        return report_failures(examined)

    return with_large_stack(show)


_DTYPES = ("float64", "float32", "float16", "bfloat16", "float8_e4m3fn", "float8_e5m2")


def _view(depth: int, columns: str | None, batch: int | None, dtype: str | None) -> View:
    shown = tuple(word.strip() for word in (columns or "params").split(","))
    for word, known in [*((each, [*COLUMNS]) for each in shown), (dtype or _DTYPES[0], [*_DTYPES])]:
        if word not in known:
            raise UsageError(f'there is no "{word}"{suggestion(word, known)}; known are {", ".join(known)}')
    return View(depth, shown, batch, dtype)


def _print(examined: Sequence[Examined], style: Style, view: View) -> None:
    from shapecheck.output import summary_text

    console = summary_text.console_for(sys.stdout, colored=style.colored)
    for each in examined:
        if each.program is None:
            continue
        models = chosen_models(each)
        if models or each.program.blind_spots:
            summary_text.print_summary(each.program, models, console, view)
        if not models:
            click.echo(f"shapecheck: no model is made in {each.path}", err=True)


def chosen_models(examined: Examined) -> list[Model]:
    """Return the models that a target names: its own, or all of its file."""
    assert examined.program is not None
    models = examined.program.models
    if examined.name is None:
        return models
    named = [model for model in models if model.target == examined.name]
    inside = [model for model in models if (model.target or "").startswith(f"{examined.name}.")]
    return named or inside or models[-1:]


def report_failures(examined: Sequence[Examined]) -> int:
    """Print to stderr why files could not be analysed, and return the exit status."""
    report = Report(tuple(each.failure for each in examined if each.failure is not None))
    click.echo(render(report, "concise", Style()), nl=False, err=True)
    return report.exit_status()
