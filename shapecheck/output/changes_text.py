"""What `diff` shows to people: a table for each model that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from shapecheck.changes import counted, grown
from shapecheck.output.terminal import Style, clean, width_of

if TYPE_CHECKING:
    from shapecheck.changes import Change, Facts, FileChange, LayerChange, Row

__all__ = ["render"]


def render(files: Sequence[FileChange], revision: str, style: Style) -> str:
    """Return the changes of every file, and how many models they are in."""
    lines: list[str] = []
    for file in files:
        lines.append(style.paint(clean(file.title), "bold"))
        lines += (style.paint(f"  {clean(reason)}", "yellow") for reason in file.failed)
        for change in file.changes:
            lines += [*_model(change, style), ""]
    return "".join(f"{line}\n" for line in (*lines, closing(files, revision)))


def closing(files: Sequence[FileChange], revision: str) -> str:
    """Say how many models changed since the revision."""
    found = [change for file in files for change in file.changes]
    if not found:
        return f"No shape, parameter or requirement changed since {clean(revision)}."
    kinds = {
        "changed": sum(each.before is not None and each.after is not None for each in found),
        "added": sum(each.before is None for each in found),
        "removed": sum(each.after is None for each in found),
    }
    parts = [f"{count:,} {word}" for word, count in kinds.items() if count]
    return f"Since {clean(revision)}: {', '.join(parts)} model{'' if len(found) == 1 else 's'}."


def _model(change: Change, style: Style) -> Iterator[str]:
    before, after = change.before, change.after
    facts = after or before
    assert facts is not None
    title = f"  {style.paint(clean(change.title), 'bold')}  {facts.kind}"
    if before is None or after is None:
        word, color = ("added", "green") if before is None else ("removed", "red")
        shapes = f"{facts.inputs} -> {facts.outputs}"
        yield f"{title}  {style.paint(word, color)}: {clean(shapes)}, {counted(facts.parameters)} parameters"
        yield from _required(change, style)
        return
    yield f"{title}  line {after.line}"
    rows = [
        (name, old, new, more)
        for name, old, new, more in (
            ("kind", before.kind, after.kind, ""),
            ("input", before.inputs, after.inputs, ""),
            ("output", before.outputs, after.outputs, ""),
            ("parameters", _total(before), _total(after), grown(before.parameters, after.parameters)),
            (
                "trainable",
                counted(before.trainable),
                counted(after.trainable),
                grown(before.trainable, after.trainable),
            ),
        )
        if old != new
    ]
    yield from _table([(name, old, "->", f"{new}  {more}".rstrip()) for name, old, new, more in rows], "    ")
    yield from _required(change, style)
    colors = {"-": "red", "+": "green", "~": "yellow"}
    for line in _table(map(_layer, change.layers), "    "):
        yield style.paint(line, colors[line.strip()[0]])


def _required(change: Change, style: Style) -> Iterator[str]:
    gone, come = change.required
    yield from (f"    {style.paint(f'- requires {clean(each)}', 'red')}" for each in gone)
    yield from (f"    {style.paint(f'+ requires {clean(each)}', 'green')}" for each in come)


def _total(facts: Facts) -> str:
    return counted(facts.parameters) if facts.complete else f"{counted(facts.parameters)} of what is known"


def _layer(change: LayerChange) -> tuple[str, ...]:
    """Return a layer as cells: what became of it, its name, and what it gives, before and now."""
    if change.before is None or change.after is None:
        row = change.after or change.before
        assert row is not None
        return "+" if change.before is None else "-", _title(row), row.shape, counted(row.parameters), ""
    old, new = change.before, change.after
    shape = new.shape if old.shape == new.shape else f"{old.shape} -> {new.shape}"
    count = counted(new.parameters)
    if counted(old.parameters) != count:
        count = f"{counted(old.parameters)} -> {count}"
    return "~", _title(new), shape, count, f"line {new.line}"


def _title(row: Row) -> str:
    return f"{row.name} ({row.kind})"


def _table(rows: Iterable[tuple[str, ...]], indent: str) -> Iterator[str]:
    """Yield rows as lines, their cells below each other."""
    cleaned = [tuple(map(clean, row)) for row in rows]
    widths = [max(map(width_of, column)) for column in zip(*cleaned, strict=True)]
    for row in cleaned:
        cells = (f"{cell}{' ' * (width - width_of(cell))}" for cell, width in zip(row, widths, strict=True))
        yield f"{indent}{'  '.join(cells)}".rstrip()
