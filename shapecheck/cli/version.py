"""`shapecheck version`."""

from __future__ import annotations

import click

from shapecheck import __version__

__all__ = ["command"]


@click.command("version")
def command() -> None:
    """Show the version."""
    click.echo(f"shapecheck {__version__}")
