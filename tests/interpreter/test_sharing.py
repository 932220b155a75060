"""Modules that several files of one run import: evaluated once, and as if each file had imported them alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapecheck.interpreter import sharing
from shapecheck.interpreter.interpret import interpret
from shapecheck.interpreter.options import Options
from shapecheck.interpreter.program import Program
from shapecheck.interpreter.sharing import Shared
from shapecheck.source import SourceFile
from shapecheck.stack import with_large_stack


def programs(folder: Path, files: dict[str, str], *names: str) -> dict[str, Program]:
    """Write some files and analyse those that are named, in this order and in one run."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    shared = Shared()

    def analysed() -> dict[str, Program]:
        return {
            name: interpret(SourceFile.read(str(folder / name)), Options(roots=(folder,)), shared=shared)
            for name in names
        }

    return with_large_stack(analysed)


def parameters(program: Program) -> list[object]:
    """Return the number of parameters of each model."""
    return [model.parameters.total for model in program.models]


NET = """import keras
{}

def build():
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense({})])
"""


def test_a_module_is_evaluated_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated: list[str] = []
    plain = sharing._is_plain

    def noted(run: object) -> bool:
        evaluated.append(run.shared_module.name)  # type: ignore[attr-defined]
        return plain(run)  # type: ignore[arg-type]

    monkeypatch.setattr(sharing, "_is_plain", noted)
    files = {
        "sizes.py": "WIDTH = 8\n",
        "one.py": NET.format("from sizes import WIDTH", "WIDTH"),
        "two.py": NET.format("import sizes", "sizes.WIDTH * 2"),
        "three.py": NET.format("from one import WIDTH", "WIDTH"),
    }
    found = programs(tmp_path, files, "one.py", "two.py", "three.py")
    assert sorted(evaluated) == ["one", "sizes", "three", "two"]
    assert [parameters(each) for each in found.values()] == [[40], [80], [40]]


@pytest.mark.parametrize("order", [("plain.py", "changing.py", "plain2.py"), ("changing.py", "plain.py", "plain2.py")])
def test_what_one_file_changes_in_a_module_is_not_seen_by_another(tmp_path: Path, order: tuple[str, ...]) -> None:
    files = {
        "sizes.py": "WIDTH = 8\nALL = []\n",
        "plain.py": NET.format("import sizes", "sizes.WIDTH + len(sizes.ALL)"),
        "plain2.py": NET.format("import sizes", "sizes.WIDTH + len(sizes.ALL)"),
        "changing.py": NET.format(
            "import sizes\nsizes.WIDTH = 16\nsizes.ALL.append(3)", "sizes.WIDTH + len(sizes.ALL)"
        ),
    }
    found = programs(tmp_path, files, *order)
    assert {name: parameters(each) for name, each in found.items()} == {
        "plain.py": [40],
        "plain2.py": [40],
        "changing.py": [85],
    }


@pytest.mark.parametrize("order", [("a.py", "b.py", "both.py"), ("both.py", "b.py", "a.py")])
def test_a_registry_holds_what_the_file_imports(tmp_path: Path, order: tuple[str, ...]) -> None:
    files = {
        "registry.py": "NAMES = {}\ndef register(f):\n    NAMES[f.__name__] = f\n    return f\n",
        "first.py": "from registry import register\n@register\ndef first():\n    return 1\n",
        "second.py": "from registry import register\n@register\ndef second():\n    return 2\n",
        "a.py": NET.format("import first\nfrom registry import NAMES", "len(NAMES)"),
        "b.py": NET.format("import second\nfrom registry import NAMES", "len(NAMES)"),
        "both.py": NET.format(
            "import second, first\nfrom registry import NAMES", "10 * len(NAMES) + len(list(NAMES)[0])"
        ),
    }
    found = programs(tmp_path, files, *order)
    assert {name: parameters(each) for name, each in found.items()} == {"a.py": [5], "b.py": [5], "both.py": [130]}


def test_a_module_that_reads_what_a_file_changed_before_is_evaluated_there(tmp_path: Path) -> None:
    files = {
        "sizes.py": "WIDTH = 8\n",
        "double.py": "import sizes\nTWICE = sizes.WIDTH * 2\n",
        "plain.py": NET.format("from double import TWICE", "TWICE"),
        "changing.py": NET.format("import sizes\nsizes.WIDTH = 16\nfrom double import TWICE", "TWICE"),
    }
    found = programs(tmp_path, files, "plain.py", "changing.py")
    assert {name: parameters(each) for name, each in found.items()} == {"plain.py": [80], "changing.py": [160]}


@pytest.mark.parametrize("order", [("p/one.py", "p/two.py"), ("p/two.py", "p/one.py")])
def test_modules_that_import_each_other(tmp_path: Path, order: tuple[str, ...]) -> None:
    files = {
        "p/__init__.py": "from p.one import WIDTH\nfrom p.two import build\n",
        "p/one.py": "import keras\nimport p.two\nWIDTH = 8\n\n\ndef net():\n    return p.two.build()\n",
        "p/two.py": NET.format("from p import one", "one.WIDTH"),
    }
    found = programs(tmp_path, files, *order)
    assert {name: parameters(each) for name, each in found.items()} == {"p/one.py": [40], "p/two.py": [40]}


def test_a_script_is_not_the_module_that_others_import(tmp_path: Path) -> None:
    files = {
        "train.py": NET.format("WIDTH = 3", "WIDTH") + "\nif __name__ == '__main__':\n    model = build()\n",
        "other.py": NET.format("from train import WIDTH", "WIDTH"),
    }
    found = programs(tmp_path, files, "train.py", "other.py")
    assert {name: parameters(each) for name, each in found.items()} == {"train.py": [15], "other.py": [15]}


def test_models_of_an_imported_module_that_builds_them(tmp_path: Path) -> None:
    files = {
        "net.py": NET.format("", "2") + "\nmodel = build()\n",
        "one.py": "import keras\nfrom net import model\ntop = keras.layers.Dense(3)(model.output)\nwhole = keras.Model(model.input, top)\n",
        "two.py": "import keras\nfrom net import model\nlayer = model.layers[0]\nassert model.count_params() == 10\n",
    }
    found = programs(tmp_path, files, "one.py", "two.py")
    assert parameters(found["one.py"])[-1] == 19
    assert [statement.holds for statement in found["two.py"].statements] == [True]
