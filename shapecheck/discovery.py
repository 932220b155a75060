"""Which files to read: the Python files below some paths, less what is excluded."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from shapecheck.settings import Configuration, Settings
from shapecheck.usage import UsageError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = ["MissingPath", "discover", "display_path", "is_excluded"]

_SUFFIXES = (".py", ".ipynb")


class MissingPath(UsageError):
    """Raised for a path that does not exist; the message names it."""


def display_path(path: str | Path) -> str:
    """Return a path as people see it: relative to the working directory where it is below it."""
    relative = os.path.relpath(path) if os.path.isabs(path) else os.path.normpath(path)
    return str(path) if os.path.isabs(path) and relative.startswith("..") else relative


def discover(paths: Iterable[str | Path], settings: Settings | Configuration) -> list[str]:
    """List the files to check, each once, a directory's in alphabetical order.

    A file that is named itself is read whatever its suffix, and although it is excluded, unless `force-exclude`.
    Raises MissingPath.
    """
    found: dict[str, None] = {}
    for path in map(Path, paths):
        if not path.exists():
            raise MissingPath(f"{path}: no such file or directory")
        if _settings(settings, path.parent).force_exclude and is_excluded(path, settings):
            continue
        below = _walk(path, settings, _Ignores.above(path)) if path.is_dir() else (path,)
        found.update(dict.fromkeys(map(display_path, below)))
    return list(found)


def _settings(settings: Settings | Configuration, folder: Path) -> Settings:
    return settings if isinstance(settings, Settings) else settings.around(folder.resolve())


def _walk(folder: Path, settings: Settings | Configuration, ignores: _Ignores) -> Iterator[Path]:
    here = _settings(settings, folder)
    excluded = _excluder(here)
    ignores = ignores.within(folder) if here.respect_gitignore else _Ignores()
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = folder / entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if not is_folder and not (entry.name.endswith(_SUFFIXES) and entry.is_file()):
            continue
        if excluded(path, is_folder) or ignores.ignore(path, is_folder):
            continue
        if is_folder:
            yield from _walk(path, settings, ignores)
        else:
            yield path


def is_excluded(path: Path, settings: Settings | Configuration) -> bool:
    """Tell whether a named file would not be found from the root of its project."""
    here = _settings(settings, path.parent)
    excluded = _excluder(here)
    file = Path(os.path.abspath(path))
    root = here.root
    above = [folder for folder in reversed(file.parents) if folder != root and folder.is_relative_to(root)]
    ignores = _Ignores.above(root)
    for folder in (root, *above):
        ignores = ignores.within(folder) if here.respect_gitignore else _Ignores()
        if folder != root and (excluded(folder, True) or ignores.ignore(folder, True)):
            return True
    return excluded(file, path.is_dir()) or ignores.ignore(file, path.is_dir())


def _excluder(settings: Settings) -> Callable[[Path, bool], bool]:
    """Return the test of `exclude` and `extend-exclude`: bare names by comparison, patterns by pathspec."""
    globs = (*settings.exclude, *settings.extend_exclude)
    return _compiled(globs, settings.root)


@lru_cache(maxsize=256)
def _compiled(globs: tuple[str, ...], root: Path) -> Callable[[Path, bool], bool]:
    names = frozenset(glob for glob in globs if not set(glob) & set("*?[]/!\\"))
    rest = tuple(glob for glob in globs if glob not in names)
    spec = _spec(rest) if rest else None

    def excluded(path: Path, is_folder: bool) -> bool:
        if path.name in names:
            return True
        return spec is not None and bool(spec.match_file(_below(path, root, is_folder)))

    return excluded


def _below(path: Path, root: Path, is_folder: bool) -> str:
    relative = os.path.relpath(path, root)
    inside = path.name if relative.startswith("..") else relative
    return Path(inside).as_posix() + "/" * is_folder


def _spec(lines: Iterable[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


@dataclass(frozen=True, slots=True)
class _Ignores:
    """The .gitignore files that hold in a folder, outermost first, each with its folder."""

    files: tuple[tuple[Path, GitIgnoreSpec], ...] = ()

    @classmethod
    def above(cls, folder: Path) -> _Ignores:
        """Return those between the top of the repository and a folder, which itself is left out."""
        folder = Path(os.path.abspath(folder))
        made = cls()
        for top in (folder, *folder.parents):
            if (top / ".git").exists():
                for parent in reversed([each for each in folder.parents if each.is_relative_to(top)]):
                    made = made.within(parent)
                break
        return made

    def within(self, folder: Path) -> _Ignores:
        """Add the .gitignore of a folder."""
        file = folder / ".gitignore"
        if not file.is_file():
            return self
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        return _Ignores((*self.files, (Path(os.path.abspath(folder)), _spec(lines))))

    def ignore(self, path: Path, is_folder: bool) -> bool:
        """Tell whether git would ignore a path; the innermost file that speaks of it decides."""
        for folder, spec in reversed(self.files):
            verdict = spec.check_file(_below(path, folder, is_folder)).include
            if verdict is not None:
                return verdict
        return False
