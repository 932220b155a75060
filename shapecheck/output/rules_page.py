"""The page of a rule, for a terminal and in Markdown, and the table of all rules."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby

from shapecheck.output.terminal import LEVEL_COLORS, Style
from shapecheck.rules.rule import FAMILIES, Rule

__all__ = ["markdown", "page", "table"]


def page(rule: Rule, style: Style) -> str:
    """Return what a rule finds, why, and its examples, for a terminal."""
    lines = [
        style.paint(f"{rule.code}: {rule.name}", "bold"),
        "; ".join((style.paint(str(rule.level), LEVEL_COLORS[rule.level]), *_marks(rule))),
        "",
        rule.documentation,
    ]
    for title, example in _examples(rule):
        lines += ["", style.paint(f"{title}:", "bold"), textwrap.indent(example.rstrip(), "    ")]
    return "\n".join(lines) + "\n"


def markdown(rule: Rule) -> str:
    """Return the same as Markdown."""
    blocks = [
        f"# {rule.code}: {rule.name}",
        f"**{rule.level}**; {'; '.join(_marks(rule))}",
        rule.documentation,
        *(f"{title}:\n\n```python\n{example.rstrip()}\n```" for title, example in _examples(rule)),
    ]
    return "\n\n".join(blocks) + "\n"


def table(rules: Iterable[Rule], style: Style, width: int | None = None) -> str:
    """Return one line a rule below the name of its family; a summary that is wider than `width` stands below."""
    ordered = sorted(rules, key=lambda rule: rule.code)
    widest = max((len(rule.name) for rule in ordered), default=0)
    room = max((len(_flags(rule)) for rule in ordered), default=0)
    lines = []
    for prefix, members in groupby(ordered, key=lambda rule: rule.code[:4]):
        lines.append(style.paint(f"{prefix}xx: {FAMILIES[prefix].about}", "bold"))
        for rule in members:
            lines += _row(rule, style, widest, room, width)
    return "".join(f"{line}\n" for line in lines)


def _row(rule: Rule, style: Style, widest: int, room: int, width: int | None) -> Iterator[str]:
    level = f"{rule.level!s:7}"
    parts = [f"  {rule.code}", level, f"{_flags(rule):{room}}", f"{rule.name:{widest}}", rule.summary]
    plain = len("  ".join(parts))
    parts[1] = style.paint(level, LEVEL_COLORS[rule.level])
    if width is None or plain <= width:
        yield "  ".join(parts)
        return
    yield "  ".join(parts[:-1]).rstrip()
    yield from textwrap.wrap(rule.summary, width, initial_indent=" " * 10, subsequent_indent=" " * 10)


def _flags(rule: Rule) -> str:
    return " ".join(word for word, holds in (("fix", rule.fixable), ("preview", rule.preview)) if holds)


def _marks(rule: Rule) -> Iterator[str]:
    yield rule.family.about
    if rule.fixable:
        yield "fixable"
    if rule.preview:
        yield "preview"


def _examples(rule: Rule) -> Iterator[tuple[str, str]]:
    yield from (("Bad", example) for example in rule.bad)
    yield from (("Good", example) for example in rule.good)
