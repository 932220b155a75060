"""Findings in notebooks as people see these: by cell, and row within the cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from shapecheck.finding import Edit, Finding, Fix, Note
from shapecheck.notebook import Cells, cell_texts
from shapecheck.output.texts import Texts
from shapecheck.reading import is_notebook
from shapecheck.report import Report
from shapecheck.source import Location, Site, Span

__all__ = ["by_cell", "cell_of", "place_of", "sheet"]

T = TypeVar("T", Note, Edit)


def sheet(filename: str, cell: int | None) -> str:
    """Name the text in which a place stands: the file, or a cell of it."""
    return filename if cell is None else f"{filename}:cell {cell}"


def place_of(filename: str, location: Location, texts: Texts) -> str:
    """Return a place in a file as `path:row`, in a notebook as `path:cell number:row`."""
    if not is_notebook(filename):
        return f"{filename}:{location.row}"
    cell, within = Cells(texts.whole(filename)).place(location)
    return f"{sheet(filename, cell)}:{within.row}"


def cell_of(site: Site) -> tuple[int | None, Location]:
    """Return the cell of a notebook in which something begins, and where in it; no cell in another file."""
    start = site.span.start
    return Cells(site.source.text).place(start) if is_notebook(site.filename) else (None, start)


def by_cell(report: Report, *, worded: bool) -> Report:
    """Return a report whose places in notebooks are places in their cells; `texts` holds these by `sheet`.

    `worded` says the cell in the message too, for readers who would not look for it elsewhere.
    """
    named = {each.filename for each in report.findings} | {
        note.filename for each in report.findings for note in each.notes if note.filename is not None
    }
    notebooks = sorted(filter(is_notebook, named))
    if not notebooks:
        return report
    given = Texts(report.texts)
    whole = {filename: given.whole(filename) for filename in notebooks}
    texts = {filename: text for filename, text in report.texts.items() if filename not in whole}
    for filename, text in whole.items():
        texts |= {sheet(filename, number): part for number, part in cell_texts(text).items()}
    cells = {filename: Cells(text) for filename, text in whole.items()}
    findings = tuple(_moved(found, cells, worded=worded) for found in report.findings)
    return replace(report, findings=findings, texts=texts)


def _moved(found: Finding, cells: dict[str, Cells], *, worded: bool) -> Finding:
    notes = tuple(
        _placed(note, cells[file]) if (file := note.filename or found.filename) in cells else note
        for note in found.notes
    )
    if found.filename not in cells:
        return replace(found, notes=notes)
    own = cells[found.filename]
    cell, span = _span(found.span, own)
    # a reader that knows no cells would make the edits elsewhere
    fix = None if found.fix is None or worded else _fix(found.fix, own)
    message = f"cell {cell}: {found.message}" if worded else found.message
    conditional = found.conditional
    if conditional is not None:
        _, line = own.place(Location(conditional.line, 1))
        conditional = replace(conditional, line=line.row)
    return replace(found, message=message, span=span, notes=notes, fix=fix, cell=cell, conditional=conditional)


def _fix(fix: Fix, cells: Cells) -> Fix:
    return replace(fix, edits=tuple(_all_placed(fix.edits, cells)))


def _all_placed(parts: Iterable[T], cells: Cells) -> Iterable[T]:
    return (_placed(part, cells) for part in parts)


def _placed(part: T, cells: Cells) -> T:
    cell, span = _span(part.span, cells)
    return replace(part, span=span, cell=cell)


def _span(span: Span, cells: Cells) -> tuple[int, Span]:
    cell, start = cells.place(span.start)
    last, end = cells.place(span.end)
    return cell, Span(start, end if last == cell else start)
