"""The meaning of Python's syntax: one file a family, found by walking the package."""

from __future__ import annotations

import importlib
import pkgutil

__all__ = ["load"]

_loaded: list[str] = []


def load() -> None:
    """Import every handler once."""
    if not _loaded:
        for module in pkgutil.iter_modules(__path__):
            importlib.import_module(f"{__name__}.{module.name}")
            _loaded.append(module.name)
