"""Where the user's own modules are: the source roots around a file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

__all__ = ["find_module", "module_name", "source_roots"]

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


@lru_cache(maxsize=1024)
def source_roots(path: str) -> tuple[Path, ...]:
    """Return the folders from which a file's absolute imports are resolved.

    These are the folder of the file itself, and the first one above it that is no package (and its `src`).
    """
    folder = Path(path).resolve().parent
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


@lru_cache(maxsize=1024)
def module_name(path: str) -> tuple[str, bool]:
    """Return the dotted name of a file within its outermost package, and whether it is a package itself."""
    file = Path(path).resolve()
    parts = [] if file.name == "__init__.py" else [file.stem]
    folder = file.parent
    while (folder / "__init__.py").is_file() and folder.parent != folder:
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts) or file.parent.name, file.name == "__init__.py"


@lru_cache(maxsize=8192)
def find_module(name: str, roots: tuple[Path, ...], importer: str) -> Path | None:
    """Return the file of a module of the user's, None for one that is not below his source roots."""
    relative = Path(*name.split("."))
    top = name.partition(".")[0]
    for root in (*roots, *source_roots(importer)):
        if top in _LIBRARIES and not _inside_package(importer, root, top):
            continue
        for candidate in (root / relative.with_suffix(".py"), root / relative / "__init__.py"):
            if candidate.is_file():
                return candidate
    return None


def _inside_package(importer: str, root: Path, top: str) -> bool:
    """Tell whether the importing file is part of the package of that name itself."""
    return (root / top).resolve() in Path(importer).resolve().parents
