"""`shapecheck graph`: every format, folded and opened, from ten layers to a thousand."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import Command
from tests.output.golden_files import assert_golden

BLOCKS = """
import keras
from keras import layers


def tower():
    x = inputs = keras.Input((16,), name="side")
    return keras.Model(inputs, layers.Dense(8, name="last")(x), name="tower")


def build(blocks=3):
    x = inputs = keras.Input((8, 8, 4), name='the "image" <&>')
    for _ in range(blocks):
        y = layers.Conv2D(4, 3, padding="same")(x)
        y = layers.BatchNormalization()(y)
        x = layers.Add()([x, y])
    x = layers.GlobalAveragePooling2D()(x)
    shared = tower()
    a = keras.Input((16,), name="a")
    b = keras.Input((16,), name="b")
    x = layers.Concatenate()([x, shared(a), shared(b)])
    return keras.Model([inputs, a, b], layers.Dense(2)(x), name="net")
"""
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def blocks(project: Path) -> None:
    (project / "blocks.py").write_text(BLOCKS)


@pytest.mark.parametrize(("form", "ending"), [("mermaid", "mmd"), ("dot", "dot"), ("svg", "svg")])
def test_whole_output(shapecheck: Command, form: str, ending: str) -> None:
    done = shapecheck("graph", "blocks.py::build", "--format", form)
    assert (done.status, done.err) == (0, "")
    assert_golden(f"graph.{ending}", done.out)
    opened = shapecheck("graph", "blocks.py::build", "--format", form, "--depth", "2").out
    assert_golden(f"graph.opened.{ending}", opened)


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_blocks_are_folded_unless_not_wanted(shapecheck: Command) -> None:
    folded = shapecheck("graph", "blocks.py::build", "--format", "svg").out
    assert "x 3" in texts(folded)
    assert texts(folded).count("Conv2D") == 1
    whole = shapecheck("graph", "blocks.py::build", "--format", "svg", "--no-fold").out
    assert "x 3" not in texts(whole)
    assert texts(whole).count("Conv2D") == 3


def test_each_parameter_is_shown_once(shapecheck: Command) -> None:
    """What is drawn adds up to the parameters of the model: a shared layer is counted at its first call."""
    summary = shapecheck("summary", "blocks.py::build").out
    [total] = re.findall(r"Total params: ([\d,]+)", summary)
    for arguments in ([], ["--depth", "2"]):
        drawn = shapecheck("graph", "blocks.py::build", "--no-fold", *arguments).out
        counts = re.findall(r"<br>([\d,]+) params?", drawn)
        assert sum(int(count.replace(",", "")) for count in counts) == int(total.replace(",", ""))


def test_edges_are_those_of_the_model(shapecheck: Command) -> None:
    out = shapecheck("graph", "blocks.py::build", "--no-fold").out
    kinds = dict(re.findall(r"(n\d+)\(?\[\"[^(]*\((\w+)\)", out))
    edges = sorted((kinds[one], kinds[other]) for one, other in re.findall(r"(n\d+) --> (n\d+)", out))
    assert edges == sorted(
        [
            ("InputLayer", "Conv2D"),
            *[("Conv2D", "BatchNormalization"), ("BatchNormalization", "Add")] * 3,
            *[("Add", "Conv2D"), ("Add", "Add")] * 2,
            ("InputLayer", "Add"),
            ("Add", "GlobalAveragePooling2D"),
            ("GlobalAveragePooling2D", "Concatenate"),
            *[("InputLayer", "Functional"), ("Functional", "Concatenate")] * 2,
            ("Concatenate", "Dense"),
        ]
    )


def test_the_ending_of_the_file_names_the_format(shapecheck: Command, project: Path) -> None:
    for name, beginning in (("a.svg", "<svg "), ("a.dot", "digraph"), ("a.mmd", "flowchart"), ("a.txt", "flowchart")):
        assert shapecheck("graph", "blocks.py::build", "-o", name) == (0, "", "")
        assert (project / name).read_text().startswith(beginning)
    shapecheck("graph", "blocks.py::build", "-o", "a.txt", "--format", "dot")
    assert (project / "a.txt").read_text().startswith("digraph")


def test_formulas_and_values(shapecheck: Command) -> None:
    assert "units*785 params" in shapecheck("graph", "net.py::build").out.replace("#42;", "*").replace(
        "785*units", "units*785"
    )
    assert "7,850 params" in shapecheck("graph", "net.py::build", "--set", "units=10").out


def test_all_models_of_a_file_stand_side_by_side(shapecheck: Command) -> None:
    out = shapecheck("graph", "net.py").out
    assert out.count("subgraph") == 2
    assert "small (sequential)" in out


def test_a_thousand_layers(shapecheck: Command, project: Path) -> None:
    (project / "deep.py").write_text(
        "import keras\nx = i = keras.Input((8,))\nfor n in range(1000):\n"
        "    x = keras.layers.Dense(8 + n % 7)(x)\nmodel = keras.Model(i, x)\n"
    )
    out = shapecheck("graph", "deep.py", "--format", "svg").out
    assert texts(out).count("Dense") < 60
    whole = shapecheck("graph", "deep.py", "--format", "svg", "--no-fold").out
    assert texts(whole).count("Dense") == 1000


def test_a_picture_can_be_shown_anywhere(shapecheck: Command) -> None:
    out = shapecheck("graph", "blocks.py::build", "--format", "svg").out
    root = ElementTree.fromstring(out)
    assert root.tag == f"{SVG}svg"
    width, height = float(root.get("width", "")), float(root.get("height", ""))
    assert root.get("viewBox") == f"0 0 {width:.0f} {height:.0f}"
    assert "<script" not in out
    assert "http" not in out.replace("http://www.w3.org/2000/svg", "")
    assert 'the "image" <&>' in texts(out)


def test_dot_is_quoted(shapecheck: Command) -> None:
    out = shapecheck("graph", "blocks.py::build", "--format", "dot").out
    assert 'label="the \\"image\\" <&> (InputLayer)\\n(B, 8, 8, 4)"' in out
    assert out.count("{") == out.count("}")


def test_mistakes(shapecheck: Command, project: Path) -> None:
    assert shapecheck("graph").status == 2
    assert shapecheck("graph", "nowhere.py").status == 2
    assert "no model whose layers are known" in shapecheck("graph", "good.py").err
    (project / "broken.py").write_text("import keras\nx = (\n")
    assert shapecheck("graph", "broken.py").status == 1
