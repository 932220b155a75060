"""The table of a model, as Keras prints it, with the line of each layer and formulas where sizes are open."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from shapecheck.cost.counting import Costs, values_of
from shapecheck.discovery import display_path
from shapecheck.graph.call import tensors_in
from shapecheck.output.memory import memory_text
from shapecheck.output.terminal import clean
from shapecheck.output.view import COLUMNS, View
from shapecheck.saved import is_saved
from shapecheck.shapes.dims import substitute, text
from shapecheck.shapes.requirements import text_of
from shapecheck.shapes.shape import shape_text

if TYPE_CHECKING:
    from shapecheck.graph.call import Structure
    from shapecheck.graph.model import Case, Model, ModelLayer
    from shapecheck.interpreter.program import Program
    from shapecheck.shapes.dims import Dim
    from shapecheck.shapes.tensor import Tensor
    from shapecheck.source import Site

__all__ = ["console_for", "print_summary"]

NARROW = 80
MOST_UNKNOWN = 5


def console_for(stream: TextIO, *, colored: bool, width: int | None = None) -> Console:
    """Return a console for a stream: as wide as asked for, else as the terminal or COLUMNS, else 80 columns."""
    if width is None and not stream.isatty() and "COLUMNS" not in os.environ:
        width = NARROW
    return Console(
        file=stream,
        width=width,
        highlight=False,
        markup=False,
        emoji=False,
        color_system="standard" if colored else None,
        no_color=not colored,
        force_terminal=colored or None,
    )


def print_summary(program: Program, models: Sequence[Model], console: Console, view: View | None = None) -> None:
    """Print the models of one file, and how much of it is unknown."""
    for model in models:
        _print_model(model, display_path(program.source.path), console, view or View())
    for line in _rest(program):
        console.print(line, soft_wrap=True)


def _print_model(model: Model, path: str, console: Console, view: View) -> None:
    put = _Putting(model, view)
    place = clean(path) if is_saved(path) else f"{clean(path)}:{_line(model.site, path)}"
    title = Text.assemble((f'Model: "{clean(model.name)}"', "bold"), f"  {model.kind}  ", (place, "dim"))
    console.print(title, soft_wrap=True)
    known = bool(model.layers or model.outputs)
    if known:
        console.print(_table(model, path, view, put))
    lines = _totals(model, view, put) if known else ["nothing is known of its layers"]
    for line in (*lines, *_facts(model, path, put)):
        for part in _wrapped(line, console.width):
            console.print(part, soft_wrap=True)
    console.print()


def _wrapped(line: str, width: int) -> list[str]:
    """Return a line in parts that fit, the later ones further in; a formula is cut between its terms."""
    return textwrap.wrap(
        line, width, initial_indent=" ", subsequent_indent="     ", break_long_words=False, break_on_hyphens=False
    )


class _Putting:
    """Put the batch that is asked for into the sizes of a model."""

    def __init__(self, model: Model, view: View) -> None:
        self.batch = view.batch
        self.values = values_of(model, view.batch)

    def size(self, size: Dim) -> Dim:
        """Return a size with the batch put in."""
        return substitute(size, self.values) if self.values else size

    def shapes(self, structure: Structure) -> str:
        """Return the shapes of what a call returns; `?` where nothing is known."""
        return ", ".join(map(self.shape, tensors_in(structure))) or "?"

    def shape(self, tensor: Tensor) -> str:
        """Return a shape as `(B, 28, 28, 1)`; `?` where not even the rank is known."""
        return "?" if tensor.shape is None else shape_text(tuple(map(self.size, tensor.shape)))

    def costs(self, model: Model) -> Costs:
        """Count what a model does, with the batch put in."""
        return Costs(model, self.values)


def _table(model: Model, path: str, view: View, put: _Putting) -> Table:
    table = Table(header_style="bold")
    table.add_column("Layer (type)", overflow="fold")
    table.add_column("Output Shape", overflow="fold")
    for column in view.columns:
        table.add_column(COLUMNS[column], justify="right", overflow="fold")
    if not is_saved(path):
        table.add_column("Line", justify="right", no_wrap=True)
    for indent, costs, row in _rows(put.costs(model), put, view.depth):
        name = Text("  " * indent + clean(_title(row)))
        name.append(f" ({clean(row.layer.class_name)})", "dim")
        shown = [_cell(column, row, costs) for column in view.columns]
        line = () if is_saved(path) else (_line(row.layer.site, path),)
        table.add_row(name, put.shapes(row.calls[-1].outputs) if row.calls else "?", *shown, *line)
    return table


def _cell(column: str, row: ModelLayer, costs: Costs) -> str:
    match column:
        case "flops":
            return _count(costs.multiply_adds(row))
        case "activations":
            return _count(costs.activations(row))
    return _parameters(row)


def _rows(costs: Costs, put: _Putting, depth: int, indent: int = 0) -> Iterator[tuple[int, Costs, ModelLayer]]:
    for row in _in_order(costs.model):
        yield indent, costs, row
        if row.model is not None and depth > 1:
            yield from _rows(put.costs(row.model), put, depth - 1, indent + 1)


def _in_order(model: Model) -> list[ModelLayer]:
    """List layers and operations as Keras's table mixes them: in the order of the graph."""
    rows = [*model.layers, *model.operations]
    if not model.operations or model.graph is None:
        return rows
    order = model.graph.layer_order([tensor for _, tensor in model.inputs], [tensor for _, tensor in model.outputs])
    places = {call.key: place for place, calls in enumerate(order) for call in calls}
    return sorted(rows, key=lambda row: min((places.get(call.key, len(order)) for call in row.calls), default=-1))


def _title(row: ModelLayer) -> str:
    return row.layer.name if row.repeat == 1 else f"{row.layer.name} x {text(row.repeat)}"


def _parameters(row: ModelLayer) -> str:
    unbuilt = not row.layer.built and row.layer.weights == ()
    return "0 (unbuilt)" if unbuilt and not row.calls else _count(row.parameters.total)


def _count(count: Dim | None) -> str:
    if count is None:
        return "?"
    return f"{count:,}" if isinstance(count, int) else text(count)


def _line(site: Site, path: str) -> str:
    return (
        str(site.line)
        if display_path(site.filename) == path
        else f"{os.path.basename(clean(site.filename))}:{site.line}"
    )


def _totals(model: Model, view: View, put: _Putting) -> Iterator[str]:
    counts = model.parameters
    for title, count, kind in (
        ("Total params", counts.total, None),
        ("Trainable params", counts.trainable, True),
        ("Non-trainable params", counts.non_trainable, False),
    ):
        rest = memory_text(model, count, kind, view.dtype) if model.complete or count is None else " of what is known"
        yield f"{title}: {_count(count)}{rest}"
    if "flops" in view.columns:
        costs = put.costs(model)
        count = costs.total
        rest = f" ({_count(costs.known)} of what is known)" if count is None else ""
        yield f"Multiply-adds: {_count(count)}{rest}"


def _facts(model: Model, path: str, put: _Putting) -> Iterator[str]:
    """Yield what each symbol stands for, what must hold of them, and what is not known."""
    for name, origin in model.symbols.items():
        where = "" if origin.site is None or is_saved(path) else f", line {_line(origin.site, path)}"
        said = f" = {put.batch}" if origin.symbol in put.values else ""
        yield f"{name}{said}: {origin.text}{where}"
    needed: dict[tuple[str, str], dict[str, None]] = {}
    # that a size is not 0 goes without saying; the JSON says it
    unsaid = {f"{name} >= 1" for name in model.symbols}
    for requirement in model.requirements:
        key = (requirement.when, text_of(requirement.condition))
        if key[1] in unsaid:
            continue
        needed.setdefault(key, {})[_line(requirement.site, path)] = None
    for (when, condition), lines in needed.items():
        where = "" if is_saved(path) else f", line{'s' * (len(lines) > 1)} {', '.join(lines)}"
        yield f"{_REQUIRED[when]} only if {condition}{where}"
    yield from (_case(case, put) for case in model.cases)
    for reason in model.unknown:
        yield f"incomplete: {clean(reason)}"


_REQUIRED = {"build": "builds", "run": "runs", "count": "the totals hold"}


def _case(case: Case, put: _Putting) -> str:
    outputs = ", ".join(put.shape(tensor) for _, tensor in case.outputs)
    return f"if {clean(case.condition)}: {_count(case.parameters.total)} params, {outputs or '?'}"


def _rest(program: Program) -> Iterator[str]:
    """Yield the blind spots and the number of problems of a file."""
    spots = sorted({(spot.site.filename, spot.site.line, spot.reason) for spot in program.blind_spots})
    if spots:
        yield f"{_counted(len(spots), 'blind spot')}:"
    for filename, line, reason in spots[:MOST_UNKNOWN]:
        yield (
            f"  {clean(filename)}: {clean(reason)}"
            if is_saved(filename)
            else f"  {clean(filename)}:{line}: {clean(reason)}"
        )
    if len(spots) > MOST_UNKNOWN:
        yield f"  and {len(spots) - MOST_UNKNOWN} more"
    if program.problems:
        yield f"{_counted(len(program.problems), 'problem')}: shapecheck check {clean(display_path(program.source.path))}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
