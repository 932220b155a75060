"""`shapecheck explain`: rules at length."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from shapecheck.cli.options import color_option, flag, format_option
from shapecheck.output import rules_page
from shapecheck.output.terminal import style_for
from shapecheck.rules.rule import Rule, load
from shapecheck.selection import find_rule
from shapecheck.settings import suggestion
from shapecheck.usage import UsageError
from shapecheck.writing import write_whole

__all__ = ["command"]


@click.command("explain")
@click.argument("words", nargs=-1, metavar="CODE|NAME ...")
@flag("--all", "everything", is_flag=True, help="Explain all rules.")
@flag("--into", metavar="FOLDER", help="Write a page of Markdown for each rule, and an index, into a folder.")
@format_option("explain", "text", "md", "json", "svg")
@color_option
def command(words: tuple[str, ...], everything: bool, into: str | None, output_format: str, color: str) -> None:
    """Explain rules: what each finds, why, good and bad code; `--format svg` draws what those on flattening are about."""
    rules = load()
    if not words and not everything:
        raise UsageError("explain wants the code or name of a rule, or --all")
    chosen = list(rules.values()) if everything else [_rule(word, rules) for word in words]
    if into is not None:
        _write(rules_page.pages(chosen), Path(into))
    elif output_format == "json":
        click.echo(json.dumps([_as_object(rule) for rule in chosen], indent=2))
    elif output_format == "svg":
        click.echo(_drawn(chosen), nl=False)
    elif output_format == "md":
        click.echo("\n".join(map(rules_page.markdown, chosen)), nl=False)
    else:
        style = style_for(color, sys.stdout)
        click.echo("\n".join(rules_page.page(rule, style) for rule in chosen), nl=False, color=style.colored or None)


def _rule(word: str, rules: dict[str, Rule]) -> Rule:
    found = find_rule(word, rules)
    if found is None:
        near = suggestion(word, [*rules, *(rule.name for rule in rules.values())])
        raise UsageError(f'no rule is called "{word}"{near}')
    return found


def _drawn(chosen: list[Rule]) -> str:
    """Return the picture of a `Dense` call, which rules on flattening are about."""
    if not any(map(rules_page.is_pictured, chosen)):
        raise UsageError("only the rules on flattening (KSH1xx) have a picture")
    from shapecheck.output import dense_svg

    return dense_svg.render(rules_page.pictured())


def _write(pages: Iterable[tuple[str, str]], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages:
        write_whole(folder / name, text.encode())


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
