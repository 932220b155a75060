"""`shapecheck coverage`: what is counted, and what is said of the rest."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Command

NET = """
import keras
from parts import Block
from elsewhere import mystery

x = keras.Input((4,))
y = keras.layers.Dense(3)(x)
z = keras.layers.Dense(3)(mystery(x))
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
open_model = keras.Sequential()
open_model.add(keras.layers.Dense(2))
if False:
    keras.layers.Dense(3)(x)
Block(5)(y)
"""

PARTS = """
import keras


class Block(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.inner = keras.layers.Dense(units)

    def call(self, x):
        return self.inner(x)
"""


def test_counts(shapecheck: Command, project: Path) -> None:
    folder = project / "package"
    folder.mkdir()
    (folder / "net.py").write_text(NET)
    (folder / "parts.py").write_text(PARTS)
    done = shapecheck("coverage", "package", "--output-format", "json")
    assert (done.status, done.err) == (0, "")
    found = json.loads(done.out)
    assert found["version"] == 1
    # the layer in parts.py is known because net.py calls it
    assert found["files"] == [
        {"path": "package/net.py", "sites": 6, "reached": 5, "known": 3, "supposed": 0},
        {"path": "package/parts.py", "sites": 1, "reached": 1, "known": 1, "supposed": 0},
    ]
    assert found["total"] == {"sites": 7, "reached": 6, "known": 4, "supposed": 0}
    assert [(each["location"]["row"], each["filename"]) for each in found["unknown"]] == [
        (8, "package/net.py"),
        (11, "package/net.py"),
        (13, "package/net.py"),
    ]
    assert sum(each["sites"] for each in found["reasons"]) == 3
    assert {"reason": "it is not evaluated", "sites": 1} in found["reasons"]


def test_text(shapecheck: Command) -> None:
    done = shapecheck("coverage", "net.py")
    assert done.status == 0
    lines = done.out.splitlines()
    assert lines[0].split() == ["sites", "reached", "known", "supposed"]
    assert lines[1].split() == ["net.py", "4", "4", "4", "0", "100.0", "%"]
    assert lines[2].split()[0] == "total"


def test_show_unknown(shapecheck: Command, project: Path) -> None:
    (project / "net.py").write_text("import keras\nfrom a import b\nkeras.layers.Dense(3)(b)\n")
    first = shapecheck("coverage", "net.py", "--show-unknown").out.splitlines()[0]
    assert first.startswith("net.py:3:1: ")


def test_a_file_that_is_no_python(shapecheck: Command, project: Path) -> None:
    (project / "net.py").write_text("import keras\nkeras.layers.Dense(3(\n")
    done = shapecheck("coverage", "net.py")
    assert done.status == 1
    assert "KSH001" in done.err


def test_a_path_that_is_missing(shapecheck: Command) -> None:
    assert shapecheck("coverage", "nowhere").status == 2
