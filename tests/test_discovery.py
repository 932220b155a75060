"""Discovery: which files below a path are read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from shapecheck.discovery import MissingPath, discover, display_path
from shapecheck.settings import Settings


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(project: Path, *names: str) -> None:
    for name in names:
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def ignore(folder: Path, *lines: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("\n".join(lines), encoding="utf-8")


def found(paths: Iterable[str] = (".",), **settings: object) -> list[str]:
    return [Path(path).as_posix() for path in discover(paths, Settings(**settings))]  # type: ignore[arg-type]


def test_python_files_in_order(project: Path) -> None:
    make(project, "b.py", "a.py", "pkg/c.py", "pkg/c.pyi", "notes.txt", "script", "pkg/data.ipynb")
    assert found() == ["a.py", "b.py", "pkg/c.py", "pkg/data.ipynb"]


def test_default_excludes(project: Path) -> None:
    make(project, "a.py", ".venv/a.py", "venv/a.py", "pkg/build/a.py", "dist/a.py", "node_modules/x/a.py", ".git/a.py")
    assert found() == ["a.py"]


def test_excludes_by_pattern(project: Path) -> None:
    make(project, "a.py", "gen/a.py", "pkg/gen/a.py", "pkg/a_pb2.py", "build/a.py")
    assert found(extend_exclude=("/gen", "*_pb2.py")) == ["a.py", "pkg/gen/a.py"]
    assert found(extend_exclude=("gen",)) == ["a.py", "pkg/a_pb2.py"]
    assert found(exclude=("pkg",)) == ["a.py", "build/a.py", "gen/a.py"]


def test_gitignore_nested_and_negated(project: Path) -> None:
    make(project, "a.py", "out/a.py", "pkg/x.py", "pkg/keep.py", "pkg/out/a.py", "pkg/sub/x.py")
    ignore(project, "/out", "x.py")
    ignore(project / "pkg", "*.py", "!keep.py", "!sub/")
    ignore(project / "pkg" / "sub", "!x.py")
    assert found() == ["a.py", "pkg/keep.py", "pkg/sub/x.py"]
    assert len(found(respect_gitignore=False)) == 6


def test_gitignore_above_the_path(project: Path) -> None:
    make(project, ".git/HEAD", "pkg/a.py", "pkg/gen/b.py")
    ignore(project, "gen/")
    assert found(["pkg"]) == ["pkg/a.py"]


def test_a_named_file_is_read(project: Path) -> None:
    make(project, "build/a.py", "script")
    assert found(["build/a.py", "script", "build/a.py"]) == ["build/a.py", "script"]
    assert found(["build"]) == ["build/a.py"]


def test_force_exclude(project: Path) -> None:
    make(project, "build/a.py", "b.py", "gen/deep/c.py", "ignored.py")
    ignore(project, "ignored.py")
    paths = ["build/a.py", "b.py", "gen/deep/c.py", "ignored.py", "build"]
    assert found(paths, force_exclude=True, extend_exclude=("/gen",)) == ["b.py"]


def test_a_missing_path(project: Path) -> None:
    with pytest.raises(MissingPath, match=r"nope\.py: no such file or directory"):
        found(["nope.py"])


def test_an_empty_folder(project: Path) -> None:
    assert found() == []


def test_a_link_to_a_folder_is_not_followed(project: Path) -> None:
    make(project, "pkg/a.py")
    (project / "pkg" / "loop").symlink_to(project)
    assert found() == ["pkg/a.py"]


def test_paths_are_shown_as_people_write_them(project: Path) -> None:
    assert display_path(project / "pkg" / "a.py") == str(Path("pkg/a.py"))
    assert display_path("./a.py") == "a.py"
    assert display_path("../a.py") == str(Path("../a.py"))
    assert display_path("/elsewhere/a.py") == "/elsewhere/a.py"
    assert display_path("<stdin>") == "<stdin>"
