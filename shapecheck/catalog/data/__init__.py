"""Where data come from: data sets, files, generators, and what prepares them; one family a file."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

__all__ = ["load"]


@cache
def load() -> None:
    """Import every file of this package once."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
