"""The table of a model, as Keras prints it, with the line of each layer and formulas where sizes are open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from shapecheck.graph.call import tensors_in
from shapecheck.shapes.dims import text
from shapecheck.shapes.requirements import text_of

if TYPE_CHECKING:
    from shapecheck.graph.call import Structure
    from shapecheck.graph.model import Model, ModelLayer
    from shapecheck.interpreter.program import Program
    from shapecheck.shapes.dims import Dim
    from shapecheck.shapes.tensor import Tensor, Weight

__all__ = ["console_for", "print_summary", "shape_text"]

NARROW = 80
MOST_UNKNOWN = 5
_BYTES = {
    "float16": 2,
    "bfloat16": 2,
    "float64": 8,
    "int64": 8,
    "uint64": 8,
    "int16": 2,
    "int8": 1,
    "uint8": 1,
    "bool": 1,
}


def console_for(stream: TextIO, *, colored: bool) -> Console:
    """Return a console for a stream: as wide as the terminal, 80 columns where there is none."""
    width = None if stream.isatty() else NARROW
    return Console(
        file=stream, width=width, highlight=False, markup=False, no_color=not colored, force_terminal=colored or None
    )


def print_summary(program: Program, models: Sequence[Model], console: Console, depth: int = 1) -> None:
    """Print the models of one file, and how much of it is unknown. `depth` 2 shows the layers of nested models."""
    for model in models:
        _print_model(model, program.source.path, console, depth)
    _print_rest(program, console)


def _print_model(model: Model, path: str, console: Console, depth: int) -> None:
    title = Text.assemble((model.name, "bold"), f"  {model.kind}  ", (f"{path}:{model.site.line}", "dim"))
    console.print(title, soft_wrap=True)
    if not model.layers and not model.outputs:
        console.print("  nothing is known of its layers", soft_wrap=True)
    else:
        console.print(_table(model, depth))
    for line in _facts(model):
        console.print(f"  {line}", soft_wrap=True)
    console.print()


def _table(model: Model, depth: int) -> Table:
    table = Table(box=box.SQUARE, header_style="bold", pad_edge=False)
    table.add_column("Layer (class)", overflow="fold", ratio=None)
    table.add_column("Output shape", overflow="fold")
    table.add_column("Params", justify="right", overflow="fold")
    table.add_column("Line", justify="right", no_wrap=True)
    for indent, row in _rows((*model.layers, *model.operations), depth):
        name = Text("  " * indent + _title(row))
        name.append(f" ({row.layer.class_name})", "dim")
        table.add_row(name, _outputs(row), _count(row.parameters.total), str(row.layer.site.line))
    return table


def _rows(rows: Iterable[ModelLayer], depth: int, indent: int = 0) -> Iterator[tuple[int, ModelLayer]]:
    for row in rows:
        yield indent, row
        if row.model is not None and depth > 1:
            yield from _rows((*row.model.layers, *row.model.operations), depth - 1, indent + 1)


def _title(row: ModelLayer) -> str:
    return row.layer.name if row.repeat == 1 else f"{row.layer.name} x {text(row.repeat)}"


def _outputs(row: ModelLayer) -> str:
    if not row.calls:
        return "?" if not row.layer.built or row.model is None else "not called"
    return _structure(row.calls[-1].outputs)


def _structure(structure: Structure) -> str:
    return ", ".join(map(shape_text, tensors_in(structure))) or "?"


def shape_text(tensor: Tensor) -> str:
    """Return a shape as `(B, 28, 28, 1)`; `?` where not even the rank is known."""
    if tensor.shape is None:
        return "?"
    sizes = ", ".join(map(text, tensor.shape))
    return f"({sizes},)" if len(tensor.shape) == 1 else f"({sizes})"


def _count(count: Dim | None) -> str:
    if count is None:
        return "?"
    return f"{count:,}" if isinstance(count, int) else text(count)


def _facts(model: Model) -> Iterator[str]:
    """Yield the totals, what must hold, and what each symbol stands for."""
    counts = model.parameters
    yield f"Total params: {_count(counts.total)}{_memory(model)}"
    yield f"Trainable: {_count(counts.trainable)}, non-trainable: {_count(counts.non_trainable)}"
    for case in model.cases:
        outputs = ", ".join(shape_text(tensor) for _, tensor in case.outputs)
        yield f"If {case.condition}: {_count(case.parameters.total)} params, {outputs or '?'}"
    for requirement in model.requirements:
        yield f"Requires {text_of(requirement.condition)} (line {requirement.site.line})"
    for name, origin in model.symbols.items():
        where = "" if origin.site is None else f" (line {origin.site.line})"
        yield f"{name}: {origin.text}{where}"
    for reason in model.unknown:
        yield f"Incomplete: {reason}"


def _memory(model: Model) -> str:
    """Return the bytes of all weights as Keras writes them; nothing where a size is open."""
    weights = {weight.key or id(weight): weight for weight in _weights(model.layers)}.values()
    amount = 0.0
    for weight in weights:
        if not isinstance(weight.parameters, int):
            return ""
        amount += weight.parameters * _BYTES.get(weight.dtype, 4)
    if not amount or model.parameters.total is None:
        return ""
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if amount < 1024 or unit == "TB":
            break
        amount /= 1024
    return f" ({amount:.2f} {unit})"


def _weights(rows: Iterable[ModelLayer]) -> Iterator[Weight]:
    for row in rows:
        yield from row.layer.weights or ()


def _print_rest(program: Program, console: Console) -> None:
    """Print the blind spots and the number of problems of a file."""
    spots = sorted({(spot.site.filename, spot.site.line, spot.reason) for spot in program.blind_spots})
    if spots:
        console.print(f"{len(spots)} blind spot{'s' * (len(spots) > 1)}:", soft_wrap=True)
    for filename, line, reason in spots[:MOST_UNKNOWN]:
        console.print(f"  {filename}:{line}: {reason}", soft_wrap=True)
    if len(spots) > MOST_UNKNOWN:
        console.print(f"  and {len(spots) - MOST_UNKNOWN} more", soft_wrap=True)
    if program.problems:
        number = len(program.problems)
        noun = "problem" if number == 1 else "problems"
        console.print(f"{number} {noun}: shapecheck check {program.source.path}", soft_wrap=True)
