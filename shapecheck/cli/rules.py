"""`shapecheck rules`: the table of all rules."""

from __future__ import annotations

import json
import shutil
import sys

import click

from shapecheck.cli.options import color_option, format_option
from shapecheck.output import rules_page
from shapecheck.output.terminal import style_for
from shapecheck.rules.rule import Rule, load

__all__ = ["command"]


@click.command("rules")
@format_option("rules", "text", "md", "json")
@color_option
def command(output_format: str, color: str) -> None:
    """List all rules: code, level, whether it has a fix, name and summary."""
    rules = list(load().values())
    if output_format == "md":
        click.echo(rules_page.index(rules), nl=False)
        return
    if output_format == "json":
        click.echo(json.dumps([_as_object(rule) for rule in rules], indent=2))
        return
    style = style_for(color, sys.stdout)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    click.echo(rules_page.table(rules, style, width), nl=False, color=style.colored or None)


def _as_object(rule: Rule) -> dict[str, object]:
    return {
        "code": rule.code,
        "name": rule.name,
        "level": str(rule.level),
        "family": rule.family.about,
        "fixable": rule.fixable,
        "preview": rule.preview,
        "summary": rule.summary,
    }
