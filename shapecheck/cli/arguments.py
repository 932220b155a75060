"""What `--set` and `--input` say."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from shapecheck.structure import parse_structure
from shapecheck.usage import UsageError

__all__ = ["given_inputs", "given_values"]


def given_values(entries: Iterable[str]) -> dict[str, Any]:
    """Read `NAME=VALUE`, the value a Python literal.

    Raises UsageError.
    """
    made = {}
    for entry in entries:
        name, value = _split(entry, "--set")
        try:
            made[name] = ast.literal_eval(value.strip())
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
            quoted = f" (a string is written {name}='\"{value}\"')" if value.isidentifier() else ""
            raise UsageError(f"--set {entry}: {value!r} is not a Python literal{quoted}") from error
    return made


def given_inputs(entries: Iterable[str]) -> dict[str, Any]:
    """Read `NAME=SHAPE`.

    Raises UsageError.
    """
    made = {}
    for entry in entries:
        name, value = _split(entry, "--input")
        try:
            made[name] = parse_structure(value)
        except ValueError as error:
            raise UsageError(f"--input {name}: {error}") from error
    return made


def _split(entry: str, option: str) -> tuple[str, str]:
    name, separator, value = entry.partition("=")
    name = name.strip()
    if not separator or not name.isidentifier() or not value.strip():
        raise UsageError(f"{option} {entry}: it is written NAME=VALUE")
    return name, value
