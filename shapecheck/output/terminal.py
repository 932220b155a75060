"""What a terminal shows: colours, and how wide text is."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass
from typing import TextIO

from shapecheck.severity import Severity

__all__ = ["LEVEL_COLORS", "Style", "clean", "clean_lines", "one_line", "style_for", "width_of"]

LEVEL_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}

_CODES = {"red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36", "dim": "2", "bold": "1"}
_TAB = "    "
_JOINER = "\u200d"
_EMOJI_FORM = "\ufe0f"
_SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, slots=True)
class Style:
    """Say whether text is coloured."""

    colored: bool = False

    def paint(self, text: str, *names: str) -> str:
        """Return text in colours: red, green, yellow, blue, cyan, dim, bold."""
        if not self.colored or not text:
            return text
        return f"\x1b[{';'.join(_CODES[name] for name in names)}m{text}\x1b[0m"


def style_for(color: str, stream: TextIO) -> Style:
    """Return the style for a stream; "auto" heeds NO_COLOR, FORCE_COLOR and whether it is a terminal."""
    if color != "auto":
        return Style(color == "always")
    if os.environ.get("NO_COLOR"):
        return Style(False)
    if os.environ.get("FORCE_COLOR"):
        return Style(True)
    return Style(stream.isatty() and os.environ.get("TERM") != "dumb")


def clean(text: str) -> str:
    """Return one line of source as it may be shown: tabs as spaces, control characters as a mark."""
    shown = text.replace("\t", _TAB)
    if shown.isprintable():
        return shown
    return "".join(char if char.isprintable() or char == _JOINER else "\ufffd" for char in shown)


def clean_lines(text: str) -> str:
    """Return a text of several lines as it may be shown."""
    return "\n".join(map(clean, text.splitlines()))


def one_line(text: str) -> str:
    """Return a text of several lines in one that a terminal may be shown."""
    return clean(" ".join(text.split()))


def width_of(text: str) -> int:
    """Return how many columns a cleaned text takes; emoji that are joined or modified take two together."""
    if text.isascii():
        return len(text)
    total = 0
    previous = ""
    for char in text:
        total += _width(char, previous)
        previous = char
    return total


def _width(char: str, previous: str) -> int:
    if char == _EMOJI_FORM:
        return int(previous != "" and _own_width(previous) == 1)
    if previous == _JOINER or (ord(char) in _SKIN_TONES and _own_width(previous or " ") == 2):
        return 0
    return _own_width(char)


def _own_width(char: str) -> int:
    if char == _JOINER or unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
