"""How far a long run is, in one line of a terminal that is gone at its end."""

from __future__ import annotations

import time
from typing import TextIO

__all__ = ["Progress"]

_AFTER = 1.0
_EVERY = 0.1
_WIDTH = 24


class Progress:
    """Writes to a stream that is a terminal, after a second and not too often; to nothing else."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream if stream.isatty() else None
        self._next = time.monotonic() + _AFTER
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        """Show that so many files of all are done."""
        if self._stream is None:
            return
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _EVERY
        self._shown = True
        import shutil

        full = _WIDTH * done // max(total, 1)
        line = f"[{'#' * full}{'.' * (_WIDTH - full)}] {done:,} of {total:,} files"
        self._write(line[: shutil.get_terminal_size().columns - 1])

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            self._write("")
            self._shown = False

    def _write(self, line: str) -> None:
        assert self._stream is not None
        self._stream.write(f"\r{line}\x1b[K")
        self._stream.flush()
