"""`shapecheck reveal`, and the comment that asks for the same."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import Command

NET = """\
import keras
import numpy as np


def head(x, units):
    x = keras.layers.Dropout(0.1)(x)
    return keras.layers.Dense(units)(x)


inputs = keras.Input((28, 28, 1))
h = keras.layers.Conv2D(64, 3)(inputs)
h = keras.layers.MaxPooling2D()(h)
one = head(h, 10)
two = head(keras.layers.Flatten()(h), 5)
model = keras.Model(inputs, [one, two])
n = 28
n = n // 2
x_train = np.zeros((100, n, n))
x_train = x_train.reshape(100, -1)
"""

TABLE = """\
net.py:12:5: keras.layers.MaxPooling2D()(h)
  tensor: (B, 13, 13, 64), float32

  line  code                                what          shape            parameters
    10  keras.Input((28, 28, 1))            Input         (B, 28, 28, 1)
    11  keras.layers.Conv2D(64, 3)(inputs)  Conv2D        (B, 26, 26, 64)         640
    12  keras.layers.MaxPooling2D()(h)      MaxPooling2D  (B, 13, 13, 64)

  B: batch
"""


@pytest.fixture(autouse=True)
def net(project: Path) -> None:
    (project / "net.py").write_text(NET)


def test_a_tensor_and_how_it_came_about(shapecheck: Command) -> None:
    assert shapecheck("reveal", "net.py:12") == (0, TABLE, "")
    assert shapecheck("reveal", "net.py:12:1").out == TABLE, "the name that is assigned stands for what it gets"
    assert shapecheck("reveal", "net.py:12:20").out.startswith("net.py:12:5: keras.layers.MaxPooling2D()\n")


def test_every_call_of_a_function(shapecheck: Command) -> None:
    out = shapecheck("reveal", "net.py:7").out
    assert [line for line in out.splitlines() if line.startswith("  tensor")] == [
        "  tensor: (B, 13, 13, 10), float32",
        "  tensor: (B, 5), float32",
    ]
    assert "called from line 13: head(h, 10)" in out
    assert "called from line 14: head(keras.layers.Flatten()(h), 5)" in out
    assert "64 x 10 + 10 biases = 650 parameters" in out
    assert "10,816 x 10 + 10 biases = 108,170 parameters" in out


def test_arrays_and_sizes_by_their_assignments(shapecheck: Command) -> None:
    out = shapecheck("reveal", "net.py:19").out
    assert "array: (100, 196), float64" in out
    rows = [line.split()[0] for line in out.splitlines()[4:]]
    assert rows == ["16", "17", "18"]
    assert "size: 14" in shapecheck("reveal", "net.py:17").out


def test_a_model(shapecheck: Command) -> None:
    out = shapecheck("reveal", "net.py:15").out
    assert "model `functional` gives ((B, 13, 13, 10), (B, 5)), 55,375 parameters" in out


def test_json(shapecheck: Command) -> None:
    found = json.loads(shapecheck("reveal", "net.py:7", "--format", "json").out)
    assert found["version"] == 1
    assert found["symbols"]["B"] == {"kind": "dynamic", "origin": "batch", "line": None}
    one, two = found["revealed"]
    assert (one["kind"], one["shape"], one["dtype"]) == ("tensor", ["B", 13, 13, 10], "float32")
    assert one["input_shape"] == ["B", 13, 13, 64]
    assert (one["location"], one["end_location"]) == ({"row": 7, "column": 12}, {"row": 7, "column": 40})
    assert one["source"] == "keras.layers.Dense(units)(x)"
    assert [place["location"]["row"] for place in one["called_from"]] == [13]
    steps = [(step["location"]["row"], step["operation"], step["shape"], step["parameters"]) for step in one["steps"]]
    assert steps == [
        (10, "Input", ["B", 28, 28, 1], None),
        (11, "Conv2D", ["B", 26, 26, 64], 640),
        (12, "MaxPooling2D", ["B", 13, 13, 64], 0),
        (6, "Dropout", ["B", 13, 13, 64], 0),
        (7, "Dense", ["B", 13, 13, 10], 650),
    ]
    assert two["shape"] == ["B", 5]


def test_svg(shapecheck: Command) -> None:
    drawn = shapecheck("reveal", "net.py:7", "--format", "svg")
    assert drawn.status == 0
    texts = [each.text for each in ElementTree.fromstring(drawn.out).iter("{http://www.w3.org/2000/svg}text")]
    assert "10,816 x 10 + 10 biases = 108,170 parameters" in texts
    refused = shapecheck("reveal", "net.py:11", "--format", "svg")
    assert refused.status == 2
    assert "no Dense whose shapes are known is called there" in refused.err


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("net.py", "a place is written FILE:LINE or FILE:LINE:COL"),
        ("net.py:0", "lines and columns are counted from 1"),
        ("net.py:7:0", "lines and columns are counted from 1"),
        ("net.py:99", "has only 20 lines"),
        ("net.py:3", "no expression that is evaluated stands there"),
        ("gone.py:3", "no such file"),
        (".:3", "is a folder"),
    ],
)
def test_wrong_places(shapecheck: Command, place: str, said: str) -> None:
    done = shapecheck("reveal", place)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_notebooks(shapecheck: Command, project: Path) -> None:
    sources = [["import keras\n", "x = keras.Input((4, 3))"], ["y = keras.layers.Dense(2)(x)\n", "z = y"]]
    cells = [{"cell_type": "code", "source": each, "metadata": {}, "outputs": []} for each in sources]
    (project / "notes.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}))
    out = shapecheck("reveal", "notes.ipynb:cell 2:1").out
    assert out.startswith("notes.ipynb:cell 2:1:5: keras.layers.Dense(2)(x)\n  tensor: (B, 4, 2), float32\n")
    assert "  cell 1:2  keras.Input((4, 3)) " in out
    found = json.loads(shapecheck("reveal", "notes.ipynb:cell 2:2", "--format", "json").out)["revealed"][0]
    assert (found["cell"], found["location"], found["end_location"]) == (
        2,
        {"row": 2, "column": 5},
        {"row": 2, "column": 6},
    )
    assert "a place is written" in shapecheck("reveal", "notes.ipynb:2").err
    assert "no such line" in shapecheck("reveal", "notes.ipynb:cell 1:3").err
    assert "no such line" in shapecheck("reveal", "notes.ipynb:cell 7:1").err
    assert "it has no cells" in shapecheck("reveal", "net.py:cell 1:1").err


def test_what_does_not_parse(shapecheck: Command, project: Path) -> None:
    (project / "broken.py").write_text("import keras\nx = (\n")
    done = shapecheck("reveal", "broken.py:2")
    assert done.status == 1
    assert "KSH001" in done.err


def test_the_comment_never_fails(shapecheck: Command, project: Path) -> None:
    (project / "net.py").write_text(NET.replace("(h)\none", "(h)  # shapecheck: reveal\none"))
    for flags in ([], ["--fail-on", "info"], ["--severity", "KSH006=error"]):
        done = shapecheck("check", "net.py", "--no-cache", "--output-format", "concise", *flags)
        assert done.status == 0
        assert "net.py:12:5: " in done.out
        assert "tensor: (B, 13, 13, 64), float32" in done.out
    shapecheck("baseline", "write", "--baseline", "known.json", "net.py")
    known = json.loads((project / "known.json").read_text())
    assert known["findings"] == []


def test_the_comment_is_remembered(shapecheck: Command, project: Path) -> None:
    (project / "net.py").write_text(NET.replace("(h)\none", "(h)  # shapecheck: reveal\none"))
    first, second = shapecheck("check", "net.py"), shapecheck("check", "net.py")
    assert first == second
    assert "revealed" in first.out


def test_fixes_are_made_beside_it(shapecheck: Command, project: Path) -> None:
    text = (
        "import keras\n\nx = keras.Input((12, 8))\n# shapecheck: reveal\ny = keras.layers.Concatenate()([x])\nz = y\n"
    )
    (project / "info.py").write_text(text)
    done = shapecheck("check", "info.py", "--no-cache", "--fix", "--unsafe-fixes")
    assert done.status == 0
    assert "Concatenate" not in (project / "info.py").read_text()
