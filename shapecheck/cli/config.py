"""`shapecheck config`: which settings hold, who said so, and what may be said."""

from __future__ import annotations

import json
from typing import Any

import click

from shapecheck.cli.options import configuration_of, reading_options, selection_options, settings_of
from shapecheck.output import settings_page
from shapecheck.setting_schema import schema

__all__ = ["command"]


@click.group("config", no_args_is_help=True, subcommand_metavar="show|schema")
def command() -> None:
    """Show the settings, or what they may be."""


@command.command("show")
@click.argument("path", default=".", metavar="[PATH]", type=click.Path())
@click.option(
    "--format",
    "shown_as",
    type=click.Choice(["toml", "json"]),
    default="toml",
    envvar="SHAPECHECK_CONFIG_FORMAT",
    help="How they are shown (default: toml).",
)
@selection_options
@reading_options
def show(path: str, shown_as: str, **flags: Any) -> None:
    """Show the settings that hold for a file or folder, each with where its value comes from.

    Without PATH, those of the working directory.
    """
    settings = settings_of(path, configuration_of(**flags))
    write = settings_page.as_json if shown_as == "json" else settings_page.as_toml
    click.echo(write(settings), nl=False)


@command.command("schema")
def schema_() -> None:
    """Print the JSON schema of the settings."""
    click.echo(json.dumps(schema(), indent=2))
