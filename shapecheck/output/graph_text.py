"""Layer graphs as text for other programs: Mermaid's flowcharts and Graphviz's dot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from shapecheck.drawing.picture import Group, Item, Node, Picture
from shapecheck.output.terminal import clean

__all__ = ["dot", "mermaid"]


def _lines(node: Node) -> list[str]:
    """Return what stands in the box of a node."""
    name = node.title if node.name == node.kind else f"{node.title} ({node.kind})"
    return [clean(line) for line in (name, node.shape, node.parameters) if line]


def mermaid(picture: Picture) -> str:
    """Return a flowchart of Mermaid, as Markdown on GitHub and GitLab shows it."""
    lines = ["flowchart TD", *_mermaid(picture.items, "  ")]
    lines += [f"  n{source} --> n{target}" for source, target in picture.edges]
    return "\n".join(lines) + "\n"


def _mermaid(items: Sequence[Item], indent: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, Group):
            yield f'{indent}subgraph g{item.key}["{_mermaid_text(item.heading)}"]'
            yield from _mermaid(item.items, f"{indent}  ")
            yield f"{indent}end"
        else:
            label = "<br>".join(map(_mermaid_text, _lines(item)))
            left, right = ('(["', '"])') if item.kind == "InputLayer" else ('["', '"]')
            yield f"{indent}n{item.key}{left}{label}{right}"


def _mermaid_text(text: str) -> str:
    """Write a text so that neither Mermaid nor HTML nor Markdown finds a command in it."""
    return "".join(char if char.isalnum() or char in " _-.,()/+:?=" else f"#{ord(char)};" for char in text)


def dot(picture: Picture) -> str:
    """Return a graph for Graphviz."""
    head = [
        "digraph layers {",
        '  graph [rankdir=TB, fontname="Helvetica"];',
        '  node [shape=box, style=rounded, fontname="Helvetica", fontsize=11];',
        "  edge [arrowsize=0.7];",
    ]
    lines = [*head, *_dot(picture.items, "  ")]
    lines += [f"  n{source} -> n{target};" for source, target in picture.edges]
    return "\n".join([*lines, "}"]) + "\n"


def _dot(items: Sequence[Item], indent: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, Group):
            yield f"{indent}subgraph cluster_{item.key} {{"
            yield f"{indent}  label={_quoted([item.heading])};"
            yield from _dot(item.items, f"{indent}  ")
            yield f"{indent}}}"
        else:
            yield f"{indent}n{item.key} [label={_quoted(_lines(item))}];"


def _quoted(lines: Iterable[str]) -> str:
    escaped = (line.replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(escaped) + '"'
