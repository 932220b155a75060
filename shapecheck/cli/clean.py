"""`shapecheck clean`: remove the cache."""

from __future__ import annotations

from pathlib import Path

import click

from shapecheck.cache.store import clean
from shapecheck.cli.cached import cache_folder
from shapecheck.cli.options import configuration_of, flag
from shapecheck.discovery import display_path

__all__ = ["command"]


@click.command("clean")
@flag("--cache-dir", metavar="FOLDER", help="Where the cache is (default: .shapecheck_cache in the project).")
@flag("--config", multiple=True, metavar="FILE|KEY=VALUE", help="A TOML file of settings, or one setting.")
@flag("--isolated", is_flag=True, help="Read no file of settings.")
def command(cache_dir: str | None, config: tuple[str, ...], isolated: bool) -> int:
    """Remove the cache of the project around the working directory."""
    folder = cache_folder(cache_dir, configuration_of(config=config, isolated=isolated))
    removed = clean(folder)
    click.echo(f"{'Removed' if removed else 'There is no cache in'} {display_path(Path(folder))}", err=True)
    return 0
