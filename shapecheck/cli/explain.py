"""`shapecheck explain`: one rule at length."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator

import click

from shapecheck.cli.options import color_option, flag
from shapecheck.output.terminal import LEVEL_COLORS, Style, style_for
from shapecheck.rules.rule import Rule, load
from shapecheck.selection import find_rule
from shapecheck.settings import suggestion
from shapecheck.usage import UsageError

__all__ = ["command"]


@click.command("explain")
@click.argument("words", nargs=-1, metavar="CODE|NAME ...")
@flag("--all", "everything", is_flag=True, help="Explain all rules.")
@flag("--output-format", type=click.Choice(["text", "json"]), default="text", help="How it is written.")
@color_option
def command(words: tuple[str, ...], everything: bool, output_format: str, color: str) -> None:
    """Explain rules: what each finds, why, good and bad code."""
    rules = load()
    if not words and not everything:
        raise UsageError("explain wants the code or name of a rule, or --all")
    chosen = list(rules.values()) if everything else [_rule(word, rules) for word in words]
    if output_format == "json":
        click.echo(json.dumps([_as_object(rule) for rule in chosen], indent=2))
        return
    style = style_for(color, sys.stdout)
    pages = ["".join(f"{line}\n" for line in _page(rule, style)) for rule in chosen]
    click.echo("\n".join(pages), nl=False, color=style.colored or None)


def _rule(word: str, rules: dict[str, Rule]) -> Rule:
    found = find_rule(word, rules)
    if found is None:
        near = suggestion(word, [*rules, *(rule.name for rule in rules.values())])
        raise UsageError(f'no rule is called "{word}"{near}')
    return found


def _page(rule: Rule, style: Style) -> Iterator[str]:
    yield style.paint(f"{rule.code}: {rule.name}", "bold")
    level = style.paint(str(rule.level), LEVEL_COLORS[rule.level])
    marks = [rule.family.about, *(["fixable"] if rule.fixable else []), *(["preview"] if rule.preview else [])]
    yield f"{level}; {'; '.join(marks)}"
    yield ""
    yield rule.documentation
    for title, examples in (("Bad:", rule.bad), ("Good:", rule.good)):
        for example in examples:
            yield ""
            yield style.paint(title, "bold")
            yield textwrap.indent(example.rstrip(), "    ")


def _as_object(rule: Rule) -> dict[str, object]:
    return {
        "code": rule.code,
        "name": rule.name,
        "level": str(rule.level),
        "family": rule.family.about,
        "fixable": rule.fixable,
        "preview": rule.preview,
        "documentation": rule.documentation,
        "bad": list(rule.bad),
        "good": list(rule.good),
    }
