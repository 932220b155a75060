"""Record which modules and names older releases of Keras had and today's has not, into `shapecheck/catalog/yesterday/names.json`.

Run `python tests/oracle/record_yesterday.py FOLDER ...` with folders into which older releases were unpacked (1.2.2,
2.2.4, 2.3.1, 2.6.0 and 2.15.0 were recorded): their sources are read, not run. A module that is gone stands in
`modules`, without its submodules; of a module that is still there `names` says which names are gone. `elsewhere` are
the names that only `tf.keras` shows today.
"""

from __future__ import annotations

import ast
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "numpy")

import keras
from record_paths import ROOT, imports

TARGET = Path(__file__).parents[2] / "shapecheck" / "catalog" / "yesterday" / "names.json"

INNER = frozenset(
    {"src", "api", "tests", "testing_infra", "integration_test", "tools", "protobuf", "premade", "benchmarks"}
)
"""Folders of older releases that nobody imports from."""


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a module, those in its `if` and `try` included."""
    for node in body:
        yield node
        for inner in ("body", "orelse", "finalbody"):
            if isinstance(node, ast.If | ast.Try):
                yield from statements(getattr(node, inner, []))


class Release:
    """One older release: the public names of its modules."""

    def __init__(self, folder: Path) -> None:
        found = (path for path in folder.rglob("keras") if (path / "__init__.py").exists())
        self.root = min(found, key=lambda path: len(path.parts))
        self.read: dict[Path, frozenset[str]] = {}

    def modules(self) -> dict[str, Path]:
        """Return the public modules by their dotted names."""
        generated = self.root / "api" / "_v2" / "keras"
        if generated.exists():
            files = {
                ("keras", *file.parent.relative_to(generated).parts): file for file in generated.rglob("__init__.py")
            }
        else:
            files = {
                ("keras", *file.relative_to(self.root).with_suffix("").parts): file for file in self.root.rglob("*.py")
            }
        found = {}
        for parts, file in files.items():
            public = parts[:-1] if parts[-1] == "__init__" else parts
            if not INNER & set(public) and not any(part.startswith("_") or part.endswith("_test") for part in public):
                found[".".join(public)] = file
        return found

    def names(self, file: Path) -> frozenset[str]:
        """Return what a module defines, or imports from its own package."""
        if file not in self.read:
            self.read[file] = self.found(file)
        return self.read[file]

    def found(self, file: Path) -> frozenset[str]:
        """Read what `names` returns."""
        found: set[str] = set()
        for node in statements(ast.parse(file.read_bytes()).body):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                found.add(node.name)
            elif isinstance(node, ast.Assign):
                found.update(target.id for target in node.targets if isinstance(target, ast.Name))
            elif isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").startswith("keras")):
                starred = [item for item in node.names if item.name == "*"]
                origin = self.origin(node, file) if starred else None
                found.update(item.asname or item.name for item in node.names if item.name != "*")
                if origin is not None and origin != file:
                    found |= self.names(origin)
        return frozenset(name for name in found if not name.startswith("_"))

    def origin(self, node: ast.ImportFrom, file: Path) -> Path | None:
        """Return the file that a `from ... import *` reads."""
        base = file.parents[node.level - 1] if node.level else self.root.parent
        path = base.joinpath(*(node.module or "").split("."))
        return next((one for one in (path.with_suffix(".py"), path / "__init__.py") if one.exists()), None)


def today() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the names of the public modules of the installed Keras, and of those of `tf.keras`."""
    own: dict[str, set[str]] = {}
    tensorflow: dict[str, set[str]] = {}
    for file in ROOT.rglob("__init__.py"):
        parts = file.parent.relative_to(ROOT).parts
        if parts[:1] == ("src",) or parts == ("_tf_keras",):
            continue
        inner = parts[:1] == ("_tf_keras",)
        module = ".".join(("keras", *(parts[2:] if inner else parts)))
        below = {path.name for path in file.parent.iterdir() if path.is_dir() and not path.name.startswith("_")}
        (tensorflow if inner else own)[module] = set(imports(file)) | below
    return own, tensorflow


def recording(folders: list[Path]) -> dict[str, Any]:
    """Read the releases, and say what today's lacks."""
    own, tensorflow = today()
    modules: set[str] = set()
    names: dict[str, set[str]] = {}
    for folder in folders:
        release = Release(folder)
        for module, file in release.modules().items():
            if module not in own and module not in tensorflow:
                modules.add(module)
            elif module in own:
                gone = release.names(file) - own[module] - tensorflow.get(module, set())
                names.setdefault(module, set()).update(gone - {name.rpartition(".")[2] for name in modules})
    outermost = {module for module in modules if module.rpartition(".")[0] not in modules}
    elsewhere = {module: found - own.get(module, set()) for module, found in tensorflow.items()}
    return {
        "keras": keras.__version__,
        "modules": " ".join(sorted(outermost)),
        "names": {module: " ".join(sorted(found)) for module, found in sorted(names.items()) if found},
        "elsewhere": {module: " ".join(sorted(found)) for module, found in sorted(elsewhere.items()) if found},
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(recording([Path(name) for name in sys.argv[1:]]), indent=1) + "\n")
    sys.stdout.write(f"{TARGET.name}: {TARGET.stat().st_size} bytes\n")
