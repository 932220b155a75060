"""Where the user's modules are found: beside the file, in its package, and from where its program is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapecheck.interpreter.project import find_module, forget

FILES = (
    "models/net.py",
    "scripts/train.py",
    "src/models/deep/net.py",
    "src/layers/blocks.py",
    "pkg/__init__.py",
    "pkg/a.py",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in FILES:
        (tmp_path / "project" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "project" / name).write_text("")
    monkeypatch.chdir(tmp_path)
    forget()
    return tmp_path / "project"


@pytest.mark.parametrize(
    ("importer", "name", "found"),
    [
        ("scripts/train.py", "models.net", "models/net.py"),
        ("src/models/deep/net.py", "src.layers.blocks", "src/layers/blocks.py"),
        ("src/models/deep/net.py", "layers.blocks", "src/layers/blocks.py"),
        ("pkg/a.py", "pkg", "pkg/__init__.py"),
        ("scripts/train.py", "numpy", None),
        ("scripts/train.py", "blocks", None),
    ],
)
def test_found_from_where_a_program_is_started(importer: str, name: str, found: str | None, folder: Path) -> None:
    assert find_module(name, (), str(folder / importer)) == (folder / found if found else None)


def test_nothing_is_looked_for_above_the_working_directory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "scripts")
    forget()
    assert find_module("models.net", (), str(folder / "scripts/train.py")) is None
    # the folder that it is in says where its own package is
    assert (
        find_module("src.layers.blocks", (), str(folder / "src/models/deep/net.py")) == folder / "src/layers/blocks.py"
    )
