"""Record where each public name of Keras stands, and where it is defined, into `shapecheck/catalog/paths.json`.

Run `KERAS_BACKEND=numpy python tests/oracle/record_paths.py` after an update of Keras. Each module maps to the
names in it, by the module of their canonical path: `{"keras.models": {"keras": "Model Sequential", ...}}`;
`alias=name` where the two differ.
"""

from __future__ import annotations

import ast
import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("KERAS_BACKEND", "numpy")

import keras

TARGET = Path(__file__).parents[2] / "shapecheck" / "catalog" / "paths.json"
ROOT = Path(keras.__file__).parent

PLACEHOLDERS = frozenset({"keras.optimizers.legacy"})
"""Modules whose names are all one object that only raises."""


class Definition(NamedTuple):
    """Name an object by the module of `keras.src` that defines it."""

    module: str
    name: str


def imports(file: Path) -> dict[str, Definition]:
    """Return what one of Keras's generated `__init__.py` gives: name -> where it is defined."""
    statements = (node for node in ast.parse(file.read_text()).body if isinstance(node, ast.ImportFrom))
    return {
        item.asname or item.name: Definition(node.module or "", item.name) for node in statements for item in node.names
    }


def namespaces() -> dict[str, dict[str, Definition]]:
    """Return the public modules of Keras, those that only `tf.keras` shows included."""
    found: dict[str, dict[str, Definition]] = {}
    for file in sorted(ROOT.rglob("__init__.py"), key=lambda file: "_tf_keras" not in file.parts):
        parts = file.parent.relative_to(ROOT).parts
        if parts[:1] == ("src",) or parts == ("_tf_keras",):
            continue
        public = parts[2:] if parts[:1] == ("_tf_keras",) else parts
        found.setdefault(".".join(("keras", *public)), {}).update(imports(file))
    return found


def preference(path: str, definition: Definition) -> tuple[Any, ...]:
    """Order the spellings of an object: the shortest, then its own name, then the module that defines it."""
    module, _, name = path.rpartition(".")
    return path.count("."), name != definition.name, module.split(".")[1:2] != definition.module.split(".")[2:3], path


def packed(names: dict[str, str]) -> dict[str, str]:
    """Pack `name -> canonical path` by the module of the canonical path."""
    found: dict[str, list[str]] = {}
    for name, path in sorted(names.items()):
        module, _, last = path.rpartition(".")
        found.setdefault(module, []).append(name if name == last else f"{name}={last}")
    return {module: " ".join(items) for module, items in sorted(found.items())}


def recording() -> dict[str, Any]:
    """Ask the installed Keras for everything that the file holds."""
    spellings: dict[Definition, list[str]] = {}
    for module, names in namespaces().items():
        for name, definition in names.items():
            if definition.module.startswith("keras.src"):
                spellings.setdefault(definition, []).append(f"{module}.{name}")
    modules: dict[str, dict[str, str]] = {module: {} for module in namespaces()}
    for definition, paths in spellings.items():
        best = min(paths, key=partial(preference, definition=definition))
        for path in (*paths, ".".join(definition)):
            module, _, name = path.rpartition(".")
            canonical = path if module in PLACEHOLDERS else best
            modules.setdefault(module, {}).setdefault(name, canonical)
    return {"keras": keras.__version__, "modules": {module: packed(modules[module]) for module in sorted(modules)}}


def text_of(recorded: dict[str, Any]) -> str:
    """Write a recording as JSON, one module a line."""
    lines = [f'"{module}":{json.dumps(names, separators=(",", ":"))}' for module, names in recorded["modules"].items()]
    return f'{{"keras":"{recorded["keras"]}","modules":{{\n' + ",\n".join(lines) + "\n}}\n"


if __name__ == "__main__":
    TARGET.write_text(text_of(recording()))
    sys.stdout.write(f"{TARGET.name}: {TARGET.stat().st_size} bytes\n")
