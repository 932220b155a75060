"""`shapecheck rules`: the table of all rules."""

from __future__ import annotations

import json
import sys

import click

from shapecheck.cli.options import color_option, flag
from shapecheck.output.terminal import LEVEL_COLORS, style_for
from shapecheck.rules.rule import FAMILIES, Rule, load

__all__ = ["command"]


@click.command("rules")
@flag("--output-format", type=click.Choice(["text", "json"]), default="text", help="How the rules are written.")
@color_option
def command(output_format: str, color: str) -> None:
    """List all rules: code, level, whether it has a fix, name and summary."""
    rules = list(load().values())
    if output_format == "json":
        click.echo(json.dumps([_as_object(rule) for rule in rules], indent=2))
        return
    style = style_for(color, sys.stdout)
    widest = max(len(rule.name) for rule in rules)
    for prefix, family in FAMILIES.items():
        members = [rule for rule in rules if rule.code.startswith(prefix)]
        if not members:
            continue
        click.echo(style.paint(f"{prefix}xx: {family.about}", "bold"), color=style.colored or None)
        for rule in members:
            level = style.paint(f"{rule.level!s:7}", LEVEL_COLORS[rule.level])
            marks = ("fix" if rule.fixable else "") + (" preview" if rule.preview else "")
            line = f"  {rule.code}  {level}  {marks:3}  {rule.name:{widest}}  {rule.summary}"
            click.echo(line, color=style.colored or None)


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
