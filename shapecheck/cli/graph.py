"""`shapecheck graph`: the layer graph as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shapecheck.check import examine
from shapecheck.cli.arguments import given_inputs, given_values
from shapecheck.cli.options import configuration_of, flag, format_option, reading_options
from shapecheck.cli.summary import chosen_models, report_failures
from shapecheck.stack import with_large_stack
from shapecheck.usage import UsageError
from shapecheck.writing import write_whole

if TYPE_CHECKING:
    from shapecheck.drawing.picture import Picture

__all__ = ["command"]

_ENDINGS = {".svg": "svg", ".dot": "dot", ".gv": "dot", ".mmd": "mermaid", ".mermaid": "mermaid"}


@click.command("graph")
@click.argument("target", metavar="TARGET", type=click.Path())
@format_option("graph", "mermaid", "dot", "svg")
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="Write to a file; its ending names the format.")
@flag("--set", "values", multiple=True, metavar="NAME=VALUE", help="Give a parameter of the function a value.")
@flag("--input", "inputs", multiple=True, metavar="NAME=SHAPE", help="Give a subclassed model its input.")
@flag("--depth", type=click.IntRange(min=1), default=1, help="How many levels of nested models are opened.")
@flag("--fold/--no-fold", default=True, help="Draw a block that is repeated once (the default).")
@reading_options
def command(
    target: str,
    output_format: str,
    output: str | None,
    values: tuple[str, ...],
    inputs: tuple[str, ...],
    depth: int,
    fold: bool,
    **flags: Any,
) -> int:
    """Draw the layer graph of a model: each call with its shape and parameters, repeated blocks folded.

    TARGET is a FILE or FILE::NAME (a function, class or model). All models of a file stand side by side.
    """
    configuration = configuration_of(**flags)
    given, shapes = given_values(values), given_inputs(inputs)
    if (
        output is not None
        and click.get_current_context().get_parameter_source("output_format") is click.core.ParameterSource.DEFAULT
    ):
        output_format = _ENDINGS.get(Path(output).suffix.lower(), output_format)

    def show() -> int:
        from shapecheck.drawing.drawn import draw

        examined = examine([target], configuration, given, shapes)
        models = [
            model for each in examined if each.program is not None for model in chosen_models(each) if model.layers
        ]
        status = report_failures(examined)
        if not models:
            if status:
                return status
            raise UsageError(f"{target}: no model whose layers are known is made there")
        text = _rendered(draw(models, depth=depth, fold=fold), output_format)
        if output is None:
            click.echo(text, nl=False)
        else:
            write_whole(Path(output), text.encode("utf-8", "backslashreplace"))
        return status

    return with_large_stack(show)


def _rendered(picture: Picture, name: str) -> str:
    from shapecheck.output import graph_svg, graph_text

    if name == "svg":
        return graph_svg.render(picture)
    return graph_text.dot(picture) if name == "dot" else graph_text.mermaid(picture)
