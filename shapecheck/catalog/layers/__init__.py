"""Keras's layers, one family a file; `load` brings all of them into the table."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

__all__ = ["load"]


@cache
def load() -> None:
    """Import every family, so that each of its layers stands in `tables.LAYERS`, or, of older releases, in `tables.GONE`."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    import_module("shapecheck.catalog.yesterday.old_layers")
