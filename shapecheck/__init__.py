"""Static shape and parameter checks for Keras models: `check_source`, `check_paths`, `summarize`, `parse`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapecheck.check import check_paths, check_source, summarize
    from shapecheck.finding import Finding
    from shapecheck.graph.model import Model
    from shapecheck.report import Report
    from shapecheck.settings import Settings
    from shapecheck.shapes.dims import parse

__all__ = ["Finding", "Model", "Report", "Settings", "check_paths", "check_source", "parse", "summarize"]

__version__ = "0.1.0"

_HOMES = {
    "Finding": "finding",
    "Model": "graph.model",
    "Report": "report",
    "Settings": "settings",
    "check_paths": "check",
    "check_source": "check",
    "parse": "shapes.dims",
    "summarize": "check",
}


def __getattr__(name: str) -> Any:
    # each name is imported when it is first asked for: the command line must not pay for what it does not use
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
