"""Whether a file may have to do with Keras: it imports it, or a module of the user's that it imports does."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from shapecheck.interpreter.project import find_module
from shapecheck.reading import is_notebook

__all__ = ["concerns_keras", "may_concern_keras"]

_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+\(?([\w, \t]*)|import[ \t]+([\w., \t]+))", re.MULTILINE
)

_NAMED = re.compile(
    rb"(?:^(?:\xef\xbb\xbf)?|[;:])[ \t]*(?:from[ \t\\\r\n]+\w*(?:keras|tensorflow)|import[ \t\\\r\n]+[\w., \t]*(?:keras|tensorflow))"
    rb"|(?:import_module|__import__|importorskip|[Ll]azy\w*)[ \t]*\([^\n]*(?:keras|tensorflow)",
    re.MULTILINE,
)
"""A statement that imports Keras, or a call that may: to name it in a text, or a comment, is not to use it."""

_AWAY = 2
"""How many modules of the user's may stand between a file and what imports Keras, packages not counted."""


def concerns_keras(text: str, filename: str) -> bool:
    """Tell whether a text may have to do with Keras: all others are only parsed."""
    data = text.encode("utf-8", "replace")
    return _names_it(data) or _leads_there(data, filename)


def may_concern_keras(data: bytes, filename: str) -> bool:
    """Tell the same of bytes, True where they must be decoded first: those of a notebook, or in a declared encoding.

    In nearly all others ASCII stands for itself.
    """
    return is_notebook(filename) or _names_it(data) or b"coding" in data[:400] or _leads_there(data, filename)


def _names_it(data: bytes) -> bool:
    return (b"keras" in data or b"tensorflow" in data) and _NAMED.search(data) is not None


def _leads_there(data: bytes, filename: str) -> bool:
    """Tell whether a module that a text imports, or one that this imports, imports Keras."""
    seen = {Path(filename): _AWAY}
    pending = [(data, Path(filename))]
    while pending:
        held, importer = pending.pop()
        for path in _imports(held, importer):
            left = seen[importer] - (path.name != "__init__.py")
            if left < 0 or seen.get(path, -1) >= left:
                continue
            seen[path] = left
            inner = _content(path)
            if _names_it(inner):
                return True
            pending.append((inner, path))
    return False


def _imports(data: bytes, importer: Path) -> Iterator[Path]:
    """Yield the files of the user's own modules that a text imports."""
    for match in _IMPORT.finditer(data):
        dots, module, names, plain = ((part or b"").decode("ascii", "replace") for part in match.groups())
        if plain:
            found = [find_module(name.split()[0], (), str(importer)) for name in plain.split(",") if name.strip()]
        else:
            wanted = [module, *(f"{module}.{each.split()[0]}".lstrip(".") for each in names.split(",") if each.strip())]
            found = [_file(dots, name, importer) for name in wanted]
        yield from filter(None, found)


def _file(dots: str, name: str, importer: Path) -> Path | None:
    if not name:
        return None
    above = importer.resolve().parents
    if not dots or len(dots) > len(above):
        return None if dots else find_module(name, (), str(importer))
    inner = above[len(dots) - 1].joinpath(*name.split("."))
    return next((path for path in (inner.with_name(f"{inner.name}.py"), inner / "__init__.py") if path.is_file()), None)


def _content(path: Path) -> bytes:
    """Return what stands in a file; b"" where it cannot be read."""
    try:
        return _read(path, os.stat(path).st_mtime_ns)
    except OSError:
        return b""


@lru_cache(maxsize=512)
def _read(path: Path, _changed: int) -> bytes:
    return path.read_bytes()
