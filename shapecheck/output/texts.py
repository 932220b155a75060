"""The texts of files that findings point into."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from shapecheck.reading import text_of
from shapecheck.source import SyntaxProblem

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
            self._lines[filename] = _NEWLINE.split(self.whole(filename).removeprefix("\ufeff"))
        lines = self._lines[filename]
        return lines[row - 1] if 0 < row <= len(lines) and lines != [""] else None

    def whole(self, filename: str) -> str:
        """Return the text of a file, nothing where it cannot be had."""
        if filename in self._known:
            return self._known[filename]
        try:
            return text_of(Path(filename).read_bytes(), filename)
        except (OSError, SyntaxProblem):
            return ""
