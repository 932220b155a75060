"""The names that Python itself binds."""

from __future__ import annotations

import builtins

__all__ = ["BUILTINS", "STANDARD_MODULES"]

BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_")) | {"__import__"}

STANDARD_MODULES = frozenset(
    {
        "abc", "argparse", "collections", "collections.abc", "contextlib", "copy", "dataclasses", "datetime", "enum",
        "functools", "itertools", "json", "logging", "math", "numbers", "operator", "os", "os.path", "pathlib", "random",
        "re", "string", "sys", "time", "types", "typing", "typing_extensions", "warnings",
    }
)  # fmt: skip
"""Modules of the standard library of which something is modelled."""
