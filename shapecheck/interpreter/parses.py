"""The syntax trees of the modules that many files of one run import, as many as fit into memory."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from shapecheck.scan import scan
from shapecheck.source import SourceFile, decode, digest

__all__ = ["CONTENTS", "parsed"]

CONTENTS: dict[str, set[bytes]] = {}
"""The digests of what was read of each module by this process; more than one where it was changed meanwhile."""

_CHARACTERS = 24_000_000
"""How much text may be held as trees: a tree takes some 30 bytes for each character of its text."""

_held: OrderedDict[tuple[str, int], SourceFile] = OrderedDict()


def parsed(path: str, modified: int) -> SourceFile:
    """Read and parse a module; what was parsed before is returned again, the longest unused is forgotten.

    Raises OSError and SyntaxProblem.
    """
    key = path, modified
    found = _held.get(key)
    if found is not None:
        _held.move_to_end(key)
        return found
    data = Path(path).read_bytes()
    CONTENTS.setdefault(path, set()).add(digest(data))
    source = SourceFile(path, decode(data))
    scan(source.text)
    source.parse()
    _held[key] = source
    held = sum(len(each.text) for each in _held.values())
    while held > _CHARACTERS and len(_held) > 1:
        _, forgotten = _held.popitem(last=False)
        held -= len(forgotten.text)
    return source
