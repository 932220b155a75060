"""Where the cache of the command line is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from shapecheck.settings import Configuration

if TYPE_CHECKING:
    from shapecheck.cache.keeping import Cache

__all__ = ["cache_folder", "open_cache"]

_NAME = ".shapecheck_cache"


def cache_folder(given: str | None, configuration: Configuration) -> Path:
    """Return the folder that is given, or else the one in the project around the working directory."""
    return Path(given) if given else configuration.around(Path.cwd()).root / _NAME


def open_cache(given: str | None, configuration: Configuration) -> Cache:
    """Return the cache of a run."""
    from shapecheck.cache.keeping import Cache

    return Cache(cache_folder(given, configuration), configuration)
