"""What an analysis rests on besides its own text: the modules that it follows, and where names were looked for in vain."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shapecheck.interpreter.project import LOOKUPS, find_module, module_name
from shapecheck.source import digest

__all__ = ["Closures", "closure_of", "leads", "lookups_of"]

Roots = tuple[Path, ...]

Lookups = list[Any]
"""A file, its name as a module, and the paths of the names that were looked up for it, None where there is none."""


def lookups_of(importer: str, roots: Roots) -> Lookups:
    """Return what this process looked up for a file, and what the file itself is called."""
    names = LOOKUPS.get((importer, roots), {})
    return [importer, module_name(importer), {name: _text(found) for name, found in sorted(names.items())}]


def closure_of(filename: str, roots: Roots, contents: Mapping[str, Collection[bytes]]) -> Any:
    """Return the modules on which the analysis of a file in this process rested; None where one changed meanwhile.

    They may be more than that: whatever was found from one of the modules, for any file. `contents` are the digests of
    what was read of each module.
    """
    waiting = [filename]
    reached: set[str] = set()
    while waiting:
        for found in LOOKUPS.get((waiting.pop(), roots), {}).values():
            path = _text(found)
            if path is not None and path not in reached:
                reached.add(path)
                waiting.append(path)
    files = {path: [each.hex() for each in contents.get(path, ())] for path in sorted(reached)}
    if any(len(read) > 1 for read in files.values()):
        return None
    return [{path: read[0] for path, read in files.items() if read}, [lookups_of(path, roots) for path in files]]


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


@dataclass(slots=True, eq=False)
class Closures:
    """Tells whether closures hold today; each file is read once."""

    _contents: dict[str, str | None] = field(default_factory=dict)
    _known: dict[tuple[bytes, Roots], bool] = field(default_factory=dict)

    def hold(self, identity: bytes, closure: Any, roots: Roots) -> bool:
        """Tell whether an analysis that rested on a closure would read the same today."""
        if (identity, roots) not in self._known:
            files, lookups = closure
            self._known[identity, roots] = all(self._content(path) == content for path, content in files.items()) and (
                all(leads(each, roots) for each in lookups)
            )
        return self._known[identity, roots]

    def _content(self, path: str) -> str | None:
        if path not in self._contents:
            try:
                self._contents[path] = digest(Path(path).read_bytes()).hex()
            except OSError:
                self._contents[path] = None
        return self._contents[path]


def leads(lookups: Lookups, roots: Roots) -> bool:
    """Tell whether names lead from a file to the same modules as before."""
    importer, title, names = lookups
    if [*module_name(importer)] != [*title]:
        return False
    return all(_text(find_module(name, roots, importer)) == path for name, path in names.items())
