"""`shapecheck baseline` and `check --baseline`: what is known stays known where it moves, and is found anew where it changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

NET = """\
import keras


def first():
    x = keras.Input((28, 28))
    return keras.layers.Conv2D(8, 3)(x)


def second():
    x = keras.Input((28, 28))
    return keras.layers.Conv2D(8, 3)(x)


class Net(keras.Model):
    def head(self):
        return keras.layers.Conv2D(4, 3)(keras.Input((3, 3)))
"""
FILE = "shapecheck-baseline.json"
NEW = "\n\ndef third():\n    return keras.layers.Conv2D(4, 3)(keras.Input((5, 5)))\n"


@pytest.fixture
def net(project: Path) -> Path:
    for name in ("bad.py", "good.py", "info.py", "net.py"):
        (project / name).unlink()
    path = project / "src" / "net.py"
    path.parent.mkdir()
    path.write_text(NET)
    return path


def found(shapecheck: Command, *arguments: str) -> list[int]:
    """Return the rows of what is found beside the baseline."""
    done = shapecheck("check", ".", "--baseline", FILE, "--output-format", "json", *arguments)
    assert done.status in (0, 1)
    return [each["location"]["row"] for each in json.loads(done.out)]


def test_what_is_known_is_not_reported(shapecheck: Command, net: Path) -> None:
    done = shapecheck("baseline", "write")
    assert done == (0, "", f"Wrote 3 findings to {FILE}.\n")
    done = shapecheck("check", ".", "--baseline", FILE)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("No findings in 1 file (3 more in the baseline)")
    net.write_text(NET + NEW)
    assert found(shapecheck) == [20]


def test_moved_lines_do_not_matter(shapecheck: Command, net: Path) -> None:
    shapecheck("baseline", "write")
    parts = NET.split("\n\n\n")
    moved = "\n\n\n".join([f"# new\n\n{parts[0]}", parts[2], parts[1], parts[3]])
    assert moved != NET
    net.write_text(
        moved.replace("return keras", "# why\n    \n    return  keras", 1).replace("((3, 3)))", "((3, 3)))  # x")
    )
    assert found(shapecheck) == []


def test_in_a_changed_function_it_is_found_again(shapecheck: Command, net: Path) -> None:
    shapecheck("baseline", "write")
    net.write_text(NET.replace("(28, 28)", "(29, 28)", 1))
    assert found(shapecheck) == [6]


def test_a_second_one_in_the_same_function_is_new(shapecheck: Command, project: Path, net: Path) -> None:
    twice = NET.replace(
        "    return keras.layers.Conv2D(8, 3)(x)",
        "    keras.layers.Conv2D(8, 3)(x)\n    return keras.layers.Conv2D(8, 3)(x)",
        1,
    )
    net.write_text(twice)
    shapecheck("baseline", "write")
    content = json.loads((project / FILE).read_text())
    [double] = [each for each in content["findings"] if each["count"] == 2]
    assert double["scope"] == "first"
    double["count"] = 1
    (project / FILE).write_text(json.dumps(content))
    assert found(shapecheck) == [7]


def test_outside_of_functions_the_statement_counts(shapecheck: Command, net: Path) -> None:
    net.write_text("import keras\n\ny = keras.layers.Conv2D(8, 3)(\n    keras.Input((28, 28))\n)\n")
    shapecheck("baseline", "write")
    net.write_text("import keras\n\nz = 1\ny = keras.layers.Conv2D(8, 3)(\n    keras.Input((28, 28))\n)\n")
    assert found(shapecheck) == []


def test_a_file_that_is_no_python_can_wait(shapecheck: Command, net: Path) -> None:
    net.write_text("import keras\nx = (\n")
    shapecheck("baseline", "write")
    assert found(shapecheck) == []
    net.write_text("import keras\nx = [\n")
    assert found(shapecheck) != []


def test_stale(shapecheck: Command, net: Path) -> None:
    shapecheck("baseline", "write")
    net.write_text(NET.replace("(28, 28)", "(28, 28, 1)", 1))
    told = f"shapecheck: 1 finding of {FILE} is gone: shapecheck baseline prune\n"
    done = shapecheck("check", ".", "--baseline", FILE)
    assert (done.status, done.err) == (0, told)
    done = shapecheck("check", ".", "--baseline", FILE, "--error-on-stale-baseline")
    assert (done.status, done.err) == (1, told)
    # what was not looked for cannot be gone
    for arguments in (["--select", "KSH3"], ["elsewhere.py"]):
        (net.parents[1] / "elsewhere.py").write_text("x = 1\n")
        paths = ["elsewhere.py"] if "elsewhere.py" in arguments else ["."]
        flags = arguments if paths == ["."] else []
        done = shapecheck("check", *paths, *flags, "--baseline", FILE, "--error-on-stale-baseline")
        assert (done.status, done.err) == (0, "")
    net.unlink()
    done = shapecheck("check", "elsewhere.py", "--baseline", FILE)
    assert "3 findings of" in done.err


def test_prune_takes_out_and_update_puts_in(shapecheck: Command, project: Path, net: Path) -> None:
    shapecheck("baseline", "write")
    (project / "other.py").write_text(NET)
    net.write_text(NET.replace("(28, 28)", "(28, 28, 1)", 1) + NEW)
    assert shapecheck("baseline", "prune", "src").err == f"Took 1 finding out of {FILE}; 2 left.\n"
    assert len(found(shapecheck)) == 4
    assert shapecheck("baseline", "update", "src").err == f"Wrote 3 findings to {FILE}.\n"
    assert len(found(shapecheck)) == 3
    assert shapecheck("baseline", "update", "other.py").err == f"Wrote 6 findings to {FILE}.\n"
    assert found(shapecheck) == []


def test_show(shapecheck: Command, project: Path, net: Path) -> None:
    shapecheck("baseline", "write", "--baseline", "known.json")
    done = shapecheck("baseline", "show", "--baseline", "known.json")
    lines = done.out.splitlines()
    assert lines[0] == "src/net.py"
    assert sorted(lines[1:]) == ["  KSH201  Net.head", "  KSH201  first", "  KSH201  second"]
    shown = json.loads(shapecheck("baseline", "show", "--baseline", "known.json", "--format", "json").out)
    assert shown == json.loads((project / "known.json").read_text())


def test_paths_are_those_below_the_file(
    shapecheck: Command, project: Path, net: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapecheck("baseline", "write")
    monkeypatch.chdir(net.parent)
    assert shapecheck("check", "net.py", "--baseline", f"../{FILE}").status == 0
    assert shapecheck("check", str(net), "--baseline", str(project / FILE)).status == 0


def test_the_environment(shapecheck: Command, net: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shapecheck("baseline", "write")
    monkeypatch.setenv("SHAPECHECK_BASELINE", FILE)
    assert shapecheck("check", ".").status == 0


@pytest.mark.parametrize("content", ["", "[]", '{"version": 1}', '{"version": 9, "findings": []}'])
def test_what_is_no_baseline(shapecheck: Command, project: Path, content: str) -> None:
    (project / FILE).write_text(content)
    for arguments in (["check", "."], ["baseline", "prune"], ["baseline", "show"]):
        done = shapecheck(*arguments, "--baseline", FILE)
        assert done.status == 2
        assert done.err.startswith(f"shapecheck: {FILE}: ")


def test_a_baseline_that_is_missing(shapecheck: Command) -> None:
    done = shapecheck("check", ".", "--baseline", "none.json")
    assert done == (2, "", "shapecheck: none.json: No such file or directory (`shapecheck baseline write` makes one)\n")
