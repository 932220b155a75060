"""What `reveal` shows to people: what is at a place, and a table of the lines that it came through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from shapecheck.discovery import display_path
from shapecheck.drawing.dense import dense_call
from shapecheck.graph.call import class_name, tensors_in
from shapecheck.output import dense_text
from shapecheck.output.cells import cell_of, sheet
from shapecheck.output.terminal import Style, clean, one_line, width_of
from shapecheck.rules.flattening import counted
from shapecheck.rules.revealed import said_of, said_of_content
from shapecheck.shapes.dims import symbols_of

if TYPE_CHECKING:
    from shapecheck.interpreter.program import Program, Revealed, Step
    from shapecheck.source import Site

__all__ = ["render"]

_WIDEST = 44


def render(program: Program, style: Style, shown: Sequence[Revealed] | None = None) -> str:
    """Return each thing that is revealed, or those to be shown, with its history; one `Dense` call is drawn as well."""
    return "\n".join(_one(each, program, style) for each in (program.revealed if shown is None else shown))


def _one(each: Revealed, program: Program, style: Style) -> str:
    name = display_path(each.site.filename)
    cell, start = cell_of(each.site)
    place = f"{clean(sheet(name, cell))}:{start.row}:{start.column}"
    lines = [
        f"{style.paint(place, 'bold')}: {_code(each.site, 100)}",
        f"  {style.paint(said_of(each), 'bold', 'cyan')}",
    ]
    for site in reversed(each.trail):
        lines.append(f"  called from {_place(site, program)}: {_code(site, _WIDEST)}")
    if each.steps:
        lines += ["", *_table(each.steps, program, style)]
    lines += _origins(each, program)
    drawn = dense_call(each.call) if each.kind in ("tensor", "layer") else None
    picture = f"\n{dense_text.render(drawn)}" if drawn is not None and drawn.real.positions else ""
    return "".join(f"{line}\n" for line in lines) + picture


def _table(steps: Sequence[Step], program: Program, style: Style) -> Iterator[str]:
    """Yield a row for each step: where, what is written there, what it is, the shape, and the parameters."""
    rows = [("line", "code", "what", "shape", "parameters")]
    for step in steps:
        count = "" if step.parameters is None or step.parameters == 0 else counted(step.parameters)
        what = class_name(step.operation) or "="
        rows.append(
            (_place(step.site, program, word=""), _code(step.site, _WIDEST), what, said_of_content(step.content), count)
        )
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        cells = [
            cell.rjust(width) if place in (0, 4) else f"{cell}{' ' * (width - width_of(cell))}"
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        line = f"  {'  '.join(cells)}".rstrip()
        yield style.paint(line, "dim") if number == 0 else line


def _origins(each: Revealed, program: Program) -> Iterator[str]:
    """Yield where the symbols of the sizes come from."""
    sizes = [size for tensor in tensors_in(each.content) for size in tensor.shape or ()]
    if each.kind == "size":
        sizes = [each.content]
    names = {symbol.name: None for size in sizes for symbol in symbols_of(size)}
    known = [(name, program.symbols[name]) for name in names if name in program.symbols]
    if known:
        yield ""
    for name, origin in known:
        where = "" if origin.site is None else f", {_place(origin.site, program)}"
        yield f"  {name}: {clean(origin.text)}{where}"


def _place(site: Site, program: Program, word: str = "line ") -> str:
    cell, start = cell_of(site)
    if cell is not None:
        return f"{'' if not word else f'{word}{start.row} of '}cell {cell}{'' if word else f':{start.row}'}"
    if site.filename == program.source.path:
        return f"{word}{site.line}"
    return f"{clean(display_path(site.filename))}:{site.line}"


def _code(site: Site, widest: int) -> str:
    text = one_line(" ".join(site.source.module.code_for_node(site.node).split()))
    return text if len(text) <= widest else f"{text[: widest - 3]}..."
