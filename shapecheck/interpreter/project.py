"""Where the user's own modules are: the source roots around a file."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

__all__ = ["LOOKUPS", "find_module", "forget", "module_name", "source_roots"]

LOOKUPS: dict[tuple[str, tuple[Path, ...]], dict[str, Path | None]] = {}
"""What this process looked up: by importing file and given roots, the file of each name, None for one of no file."""

_LIBRARIES = frozenset(
    {
        "keras",
        "tensorflow",
        "tf_keras",
        "numpy",
        "scipy",
        "sklearn",
        "pandas",
        "matplotlib",
        "jax",
        "torch",
        "math",
        "os",
    }
)


def source_roots(path: str) -> tuple[Path, ...]:
    """Return the folders from which a file's absolute imports are resolved.

    These are the folder of the file itself, and the first one above it that is no package (and its `src`).
    """
    return _roots_of(_folder(path))


@lru_cache(maxsize=1024)
def _roots_of(folder: Path) -> tuple[Path, ...]:
    roots = [folder]
    top = folder
    while (top / "__init__.py").is_file() and top.parent != top:
        top = top.parent
    roots.append(top)
    for parent in (top, *top.parents):
        if (parent / "pyproject.toml").is_file() or (parent / "setup.py").is_file() or (parent / ".git").exists():
            roots.extend((parent, parent / "src"))
            break
    return tuple(dict.fromkeys(roots))


@lru_cache(maxsize=4096)
def module_name(path: str) -> tuple[str, bool]:
    """Return the dotted name of a file within its outermost package, and whether it is a package itself."""
    file = Path(path).resolve()
    parts = [] if file.name == "__init__.py" else [file.stem]
    folder = file.parent
    while (folder / "__init__.py").is_file() and folder.parent != folder:
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts) or file.parent.name, file.name == "__init__.py"


def find_module(name: str, roots: tuple[Path, ...], importer: str) -> Path | None:
    """Return the file of a module of the user's, None for one that is not below his source roots; LOOKUPS notes it."""
    top = name.partition(".")[0]
    places = (*roots, *source_roots(importer), *_further_up(_folder(importer), top))
    if top in _LIBRARIES:
        places = tuple(root for root in places if _inside_package(_folder(importer), root, top))
    found = _found(name, places)
    LOOKUPS.setdefault((importer, roots), {})[name] = found
    return found


def forget() -> None:
    """Forget where modules are: files may have come and gone."""
    LOOKUPS.clear()
    for remembered in (_folder, _roots_of, _further_up, _inside_package, _found, module_name):
        remembered.cache_clear()


@lru_cache(maxsize=8192)
def _found(name: str, places: tuple[Path, ...]) -> Path | None:
    relative = os.path.join(*name.split("."))
    for root in places:
        for candidate in (os.path.join(root, f"{relative}.py"), os.path.join(root, relative, "__init__.py")):
            if os.path.isfile(candidate):
                return Path(candidate)
    return None


@lru_cache(maxsize=8192)
def _further_up(folder: Path, top: str) -> tuple[Path, ...]:
    """Return the folders above an importing file from which its program may be started.

    They are those that hold a folder of the name it is in, for a package needs no `__init__.py`, and those below the
    working directory.
    """
    here = Path(os.path.realpath("."))
    named = [each.parent for each in (folder, *folder.parents) if each.name == top]
    return (*named, *(each for each in folder.parents if each == here or here in each.parents))


@lru_cache(maxsize=4096)
def _folder(path: str) -> Path:
    """Return the folder in which a file is, whatever links lead to it."""
    return Path(os.path.dirname(os.path.realpath(path)))


@lru_cache(maxsize=4096)
def _inside_package(folder: Path, root: Path, top: str) -> bool:
    """Tell whether a folder is part of the package of that name itself."""
    package = Path(os.path.realpath(root / top))
    return folder == package or package in folder.parents
