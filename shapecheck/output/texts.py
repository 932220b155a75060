"""The texts of files that findings point into."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from shapecheck.source import SyntaxProblem, decode

__all__ = ["Texts"]

_NEWLINE = re.compile(r"\r\n?|\n")


class Texts:
    """Give the lines of a file: from a report, or read when first asked for."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known
        self._lines: dict[str, list[str]] = {}

    def line(self, filename: str, row: int) -> str | None:
        """Return one line without its end; None where it cannot be had."""
        if filename not in self._lines:
            self._lines[filename] = _NEWLINE.split(self._text(filename).removeprefix("\ufeff"))
        lines = self._lines[filename]
        return lines[row - 1] if 0 < row <= len(lines) and lines != [""] else None

    def _text(self, filename: str) -> str:
        if filename in self._known:
            return self._known[filename]
        try:
            return decode(Path(filename).read_bytes())
        except (OSError, SyntaxProblem):
            return ""
