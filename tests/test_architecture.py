"""The house as it is meant to stand: who imports whom, and what each start costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "shapecheck"
MODULES = sorted(PACKAGE.rglob("*.py"))

LEAVES = {"severity", "source", "marking", "finding", "stack", "usage", "writing", "notebook", "reading"}
SETTINGS = {"settings", "setting_schema", "setting_kinds", "structure", "discovery", "target"}
ANALYSIS = {"analysis", "concern", "plain", "working", "workers", "hearing", "cache", "offers"}
FRONT = {
    "report",
    "baseline",
    "ignoring",
    "check",
    "fixing",
    "suppression",
    "selection",
    "coverage",
    "changes",
    "revision",
    *ANALYSIS,
    *SETTINGS,
}

# what each room may import besides itself and the leaves
MAY_IMPORT: dict[str, set[str]] = {
    "source": {"marking"},
    "marking": set(),
    "finding": {"source"},
    "stack": set(),
    "usage": set(),
    "writing": set(),
    "severity": set(),
    "notebook": {"source"},
    "reading": {"notebook", "source"},
    "scan": {"source"},
    "shapes": set(),
    "catalog": {"shapes"},
    "graph": {"shapes"},
    "interpreter": {"shapes", "graph", "scan"},
    "interpreter.bridge": {"shapes", "graph", "catalog"},
    "rules": {"shapes", "graph"},
    "execution": {"shapes", "graph"},
    "cost": {"shapes", "graph", "catalog"},
    "editing": {"scan"},
    "structure": set(),
    "tracebacks": set(),
    "causes": {"tracebacks"},
    "setting_kinds": {"structure"},
    "settings": {"setting_kinds", "structure"},
    "setting_schema": {"settings"},
    "discovery": {"settings"},
    "target": {"settings"},
    "selection": {"rules", "settings"},
    "suppression": {"rules", "settings", "scan"},
    "report": set(),
    "coverage": {"discovery"},
    "changes": {"graph", "shapes"},
    "revision": set(),
    "concern": {"interpreter"},
    "plain": {"report", "rules", "scan"},
    "offers": {"report"},
    "cache": {"interpreter", "offers", "report", "rules", "settings"},
    "hearing": {"report", "rules", "selection", "settings", "suppression"},
    "analysis": {"concern", "interpreter", "report", "rules", "scan", "plain", "selection", *SETTINGS},
    "workers": {"analysis", "cache", "interpreter", "report", "rules", "working"},
    "working": {"analysis", "cache", "report", "settings", "workers"},
    "saved": {"catalog", "source"},
    "check": {"interpreter", "rules", "saved", *(FRONT - {"fixing", "ignoring", "baseline"})},
    "baseline": {"report", "scan"},
    "ignoring": {"fixing", "editing", "scan"},
    "fixing": {"check", "editing", "rules", *(FRONT - {"ignoring"})},
    "drawing": {"graph", "shapes"},
    "output": {"cost", "drawing", "rules", "saved", "shapes", "graph", *FRONT},
    "cli": {"causes", "tracebacks", "drawing", "output", "execution", "rules", "graph", "shapes", *FRONT},
    "lsp": {"output", "rules", *FRONT},
    "__init__": {"check", "report", "settings", "shapes", "graph"},
    "__main__": {"cli"},
}

# facts are read by all who stand above the interpreter
FACTS = {"interpreter.program", "interpreter.options"}
READS_FACTS = {"rules", "analysis", "check", "output", "cli", "report", "coverage"}

ONLY_IN: dict[str, set[str]] = {
    "sympy": {"shapes"},
    "networkx": {"graph"},
    "libcst": {"interpreter", "editing", "source", "marking"},
    "numpy": {"execution"},
    "pygls": {"lsp"},
    "click": {"cli"},
    "rich": {"output"},
    "keras": set(),
    "tensorflow": set(),
}


def dotted(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def room(module: str) -> str:
    """Return the room of a module: its folder, the bridge being one of its own."""
    if module.startswith("interpreter.bridge"):
        return "interpreter.bridge"
    return module.partition(".")[0]


@cache
def imports(path: Path) -> tuple[str, ...]:
    """List what a module imports at run time or for types, as dotted names."""
    return tuple(_imports(ast.parse(path.read_text(encoding="utf-8"))))


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            for alias in node.names:
                inner = PACKAGE.parent.joinpath(*node.module.split("."), alias.name)
                is_module = inner.is_dir() or inner.with_suffix(".py").is_file()
                yield f"{node.module}.{alias.name}" if is_module else node.module


def own(name: str) -> str | None:
    """Return the name below the package, "__init__" for the package itself, None for what is not ours."""
    first, _, rest = name.partition(".")
    return (rest or "__init__") if first == "shapecheck" else None


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_point_down(path: Path) -> None:
    module = dotted(path)
    here = room(module)
    allowed = MAY_IMPORT[here] | LEAVES | {here}
    for name in imports(path):
        found = own(name)
        if found is None or found == "__init__":
            continue
        if found in FACTS and here in READS_FACTS:
            continue
        there = room(found)
        if (here == "interpreter" and there == "interpreter.bridge") or (
            here == "interpreter.bridge" and there == "interpreter"
        ):
            continue
        assert there in allowed, f"{module} imports {found}"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    module = dotted(path)
    for name in imports(path):
        rooms = ONLY_IN.get(name.partition(".")[0])
        assert rooms is None or module.partition(".")[0] in rooms, f"{module} imports {name}"


def test_rules_and_interpreter_do_not_know_each_other() -> None:
    for path in MODULES:
        module = dotted(path)
        names = [found for name in imports(path) if (found := own(name)) is not None]
        if module.startswith("rules"):
            assert not {name for name in names if name.startswith("interpreter")} - FACTS, module
        if module.startswith("interpreter"):
            assert not [name for name in names if name.startswith("rules")], module


def test_every_room_is_known() -> None:
    assert {room(dotted(path)) for path in MODULES} <= MAY_IMPORT.keys()


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_no_file_is_a_drawer(path: Path) -> None:
    assert not {"utils", "helpers", "base", "manager", "misc", "common"} & set(dotted(path).split("."))


HEAVY = {"libcst", "sympy", "networkx", "numpy", "rich", "pathspec"}


def loaded_after(statement: str, folder: Path) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    environment = {"PYTHONPATH": str(ROOT), "PATH": "", "SHAPECHECK_ISOLATED": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder, env=environment
    )
    return set(done.stdout.splitlines()[-1].split())


def test_the_version_costs_nothing(tmp_path: Path) -> None:
    loaded = loaded_after("from shapecheck.cli.entry import run; run(['--version']); run(['version'])", tmp_path)
    assert not loaded & HEAVY
    assert "click" in loaded


def test_importing_the_package_costs_nothing(tmp_path: Path) -> None:
    assert not loaded_after("import shapecheck", tmp_path) & (HEAVY | {"click"})


def test_a_file_without_keras_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text("import os\nimport other\n\nx = 1\n")
    (tmp_path / "other.py").write_text("import numpy as np\n")
    assert not loaded_after("from shapecheck.cli.entry import run; run(['check', '.'])", tmp_path) & HEAVY


def test_a_file_without_symbols_needs_no_sympy(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("import keras\nx = keras.layers.Conv2D(8, 3)(keras.Input((28, 28)))\n")
    loaded = loaded_after("from shapecheck.cli.entry import run; run(['check', 'net.py'])", tmp_path)
    assert not loaded & {"sympy", "networkx", "numpy", "rich", "pathspec"}
    assert "libcst" in loaded
