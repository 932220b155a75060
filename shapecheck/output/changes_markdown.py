"""What `diff` writes for a pull request: one table of the models, and their layers and requirements to unfold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from shapecheck.changes import counted, grown
from shapecheck.output.changes_text import closing
from shapecheck.output.terminal import clean

if TYPE_CHECKING:
    from shapecheck.changes import Change, Facts, FileChange, LayerChange

__all__ = ["render"]


def render(files: Sequence[FileChange], revision: str) -> str:
    """Return the changes as Markdown, as GitHub and GitLab show it."""
    lines = ["### Shapes and parameters", "", closing(files, revision)]
    models = [(file, change) for file in files for change in file.changes]
    if models:
        lines += ["", "| model | input | output | parameters | |", "|---|---|---|--:|--:|"]
        lines += (_row(file, change) for file, change in models)
    for file in files:
        lines += (f"\n{_text(file.title)}: {_text(reason)}" for reason in file.failed)
    for file, change in models:
        details = list(_details(change))
        if details:
            title = f"{_code(file.title)} {_code(change.title)}"
            lines += ["", f"<details><summary>{_html(title)}</summary>", "", *details, "", "</details>"]
    return "\n".join(lines) + "\n"


def _row(file: FileChange, change: Change) -> str:
    old, new = change.before, change.after
    word = " (added)" if old is None else " (removed)" if new is None else ""
    cells = [
        f"{_code(file.title)} {_code(change.title)}{word}",
        _both(_of(old, "inputs"), _of(new, "inputs")),
        _both(_of(old, "outputs"), _of(new, "outputs")),
        _both(old and counted(old.parameters), new and counted(new.parameters)),
        grown(old.parameters, new.parameters) if old is not None and new is not None else "",
    ]
    return f"| {' | '.join(cells)} |"


def _of(facts: Facts | None, name: str) -> str | None:
    return None if facts is None else str(getattr(facts, name))


def _both(old: str | None, new: str | None) -> str:
    """Write what is, and what was before where that is something else."""
    if old is None or new is None or old == new:
        return _code(new or old or "")
    return f"{_code(old)} → {_code(new)}"


def _details(change: Change) -> Iterator[str]:
    gone, come = change.required
    yield from (f"- requires no more: {_code(each)}" for each in gone)
    yield from (f"- requires now: {_code(each)}" for each in come)
    layers = change.layers
    if layers:
        if gone or come:
            yield ""
        yield "| | layer | output | parameters |"
        yield "|---|---|---|--:|"
        yield from map(_layer, layers)


def _layer(change: LayerChange) -> str:
    old, new = change
    row = new or old
    assert row is not None
    word = "added" if old is None else "removed" if new is None else "changed"
    shape = _both(old and old.shape, new and new.shape)
    count = _both(old and counted(old.parameters), new and counted(new.parameters))
    return f"| {word} | {_code(f'{row.name} ({row.kind})')} | {shape} | {count} |"


def _code(text: str) -> str:
    """Write a text so that neither Markdown nor a table finds a command in it."""
    shown = clean(text).replace("|", "\\|")
    ticks = "``" if "`" in shown else "`"
    return f"{ticks}{shown}{ticks}" if shown else ""


def _text(text: str) -> str:
    return "".join(f"\\{char}" if char in "\\`*_[]<>|#" else char for char in clean(text))


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("`", "")
