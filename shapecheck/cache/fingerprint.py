"""What tells one shapecheck from another, and one set of settings from another: neither finds what the other did."""

from __future__ import annotations

import os
import sys
from dataclasses import fields
from pathlib import Path

from shapecheck import __version__
from shapecheck.settings import Settings
from shapecheck.source import digest

__all__ = ["of_program", "of_settings"]

_LIBRARIES = ("libcst", "sympy", "networkx")
_SILENT = frozenset(
    "origin fail_on exclude extend_exclude respect_gitignore force_exclude output_format overrides said_by".split()
)
"""Settings that no analysis reads; overrides are in the others already."""


def of_program() -> bytes:
    """Return what stands for this shapecheck, as it is installed: its files, its libraries, this Python."""
    package = Path(__file__).parents[1]
    files = sorted(_files(str(package)))
    return digest(repr((__version__, sys.version, files, sorted(_libraries()))).encode())


def _files(folder: str) -> list[tuple[str, int, int]]:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                found += _files(entry.path) if entry.name != "__pycache__" else []
            elif not entry.name.endswith(".pyc"):
                status = entry.stat()
                found.append((entry.path, status.st_mtime_ns, status.st_size))
    return found


def _libraries() -> list[str]:
    """List the installed libraries that an analysis uses, as their folders of metadata name them."""
    found = []
    for folder in sys.path:
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        found += [name for name in names if name.endswith(".dist-info") and name.startswith(_LIBRARIES)]
    return found


def of_settings(settings: Settings) -> bytes:
    """Return what stands for the settings of a file."""
    held = [(each.name, getattr(settings, each.name)) for each in fields(settings) if each.name not in _SILENT]
    return digest(repr(held).encode(errors="backslashreplace"))
