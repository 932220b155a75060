"""Expected outputs as files; `SHAPECHECK_GOLDEN=write` writes them anew, to be read in the diff."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"
WRITE = os.environ.get("SHAPECHECK_GOLDEN") == "write"


def assert_golden(name: str, text: str) -> None:
    """Hold a text against the file of that name."""
    path = FOLDER / name
    if WRITE:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
