"""Small programs by topic, each to be run by CPython and by the interpreter: one text file a topic, `===` before each.

A variable whose name begins with `free_` is one that nobody can know before the program runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["PROGRAMS", "Program"]


@dataclass(frozen=True)
class Program:
    """One program: its topic, what it shows, and its text."""

    topic: str
    title: str
    text: str

    def __str__(self) -> str:
        return f"{self.topic}: {self.title}"


def _read() -> list[Program]:
    found = []
    for path in sorted(Path(__file__).parent.glob("*.txt")):
        for piece in path.read_text(encoding="utf-8").split("=== ")[1:]:
            title, _, text = piece.partition("\n")
            found.append(Program(path.stem, title, text))
    return found


PROGRAMS = _read()
