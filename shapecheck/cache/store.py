"""The file of the cache: one SQLite database that several runs may use at once, and that may be lost at any time.

Nothing here is needed for a right result: what cannot be read is not there, what cannot be written is not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3

__all__ = ["FILE", "Kept", "Row", "Store", "clean"]

FILE = "findings-1.sqlite"
"""Its name holds the number of its format: versions with another one do not meet in it."""

_TABLES = """
create table if not exists kept (key blob primary key, content blob, closure blob, body blob, day int) without rowid;
create table if not exists closures (digest blob primary key, body blob) without rowid;
"""
_MARKS = {
    ".gitignore": "# made by shapecheck\n*\n",
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n",
}
"""What tells git and backups to leave the folder alone."""

_DAYS = 30
"""How long something is kept that was not written again."""

_PATIENCE = 5.0
"""How many seconds a run waits for another one that is writing."""

_AT_ONCE = 500


class Row(NamedTuple):
    """What is held under a key: about which content, on which closure it rests, and itself."""

    content: bytes
    closure: bytes
    body: bytes


class Kept(NamedTuple):
    """What is to be held; `closure` is the digest of `closure_body`."""

    key: bytes
    content: bytes
    closure: bytes
    closure_body: bytes
    body: bytes


class Store:
    """The database in a folder; each call opens and closes it, so no process inherits a connection."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / FILE

    def rows(self, keys: Iterable[bytes]) -> dict[bytes, Row]:
        """Return what is held under some keys."""
        found = self._select("select key, content, closure, body from kept where key in", list(keys))
        return {key: Row(*rest) for key, *rest in found}

    def closures(self, digests: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the bodies of closures."""
        found = self._select("select digest, body from closures where digest in", list(digests))
        return {row[0]: row[1] for row in found}

    def write(self, entries: list[Kept]) -> None:
        """Hold entries, over what their keys held before; forget what is old."""
        import sqlite3
        import time

        if not entries:
            return
        day = int(time.time() // 86_400)
        for _ in range(2):
            try:
                self._make_folder()
                with self._open() as connection:
                    connection.executescript(_TABLES)
                    held = ((each.key, each.content, each.closure, each.body, day) for each in entries)
                    connection.executemany("replace into kept values (?, ?, ?, ?, ?)", held)
                    resting = {each.closure: each.closure_body for each in entries}
                    connection.executemany("insert or ignore into closures values (?, ?)", resting.items())
                    connection.execute("delete from kept where day < ?", (day - _DAYS,))
                    connection.execute("delete from closures where digest not in (select closure from kept)")
                    connection.commit()
            except sqlite3.OperationalError:
                # full, locked, read-only: the next run tries again
                return
            except (sqlite3.DatabaseError, UnicodeDecodeError):
                # no database any more: even the name in its error can be damaged
                self._remove()
            except OSError:
                return
            else:
                return

    def _select(self, statement: str, keys: list[bytes]) -> list[tuple[bytes, ...]]:
        import sqlite3

        found: list[tuple[bytes, ...]] = []
        if not keys or not self.path.is_file():
            return found
        try:
            with self._open() as connection:
                for start in range(0, len(keys), _AT_ONCE):
                    part = keys[start : start + _AT_ONCE]
                    found += connection.execute(f"{statement} ({', '.join('?' * len(part))})", part)
        except (sqlite3.Error, UnicodeDecodeError):
            return []
        # a damaged page may answer with what was not asked for
        asked = {*keys}
        return [row for row in found if all(isinstance(each, bytes) for each in row) and row[0] in asked]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        import sqlite3

        connection = sqlite3.connect(self.path, timeout=_PATIENCE)
        try:
            yield connection
        finally:
            connection.close()

    def _make_folder(self) -> None:
        if self.folder.is_dir():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, text in _MARKS.items():
            (self.folder / name).write_text(text)

    def _remove(self) -> None:
        for name in (FILE, f"{FILE}-journal"):
            (self.folder / name).unlink(missing_ok=True)


def clean(folder: Path) -> bool:
    """Remove the files of a cache, of all formats, and its folder if nothing else is in it; tell whether there were any.

    Raises OSError.
    """
    names = [*folder.glob("findings-*.sqlite*")]
    if not names:
        return False
    for path in (*names, *(folder / name for name in _MARKS)):
        path.unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()
    return True
