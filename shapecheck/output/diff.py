"""The unified diff of what fixes change."""

from __future__ import annotations

import re
from difflib import unified_diff

__all__ = ["render"]

_LINES = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


def render(filename: str, before: str, after: str) -> str:
    """Return the unified diff of two texts of one file, as `patch` takes it; nothing where they are equal."""
    made = unified_diff(_LINES.findall(before), _LINES.findall(after), filename, filename)
    return "".join(line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n" for line in made)
