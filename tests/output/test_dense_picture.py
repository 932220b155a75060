"""The picture of one `Dense` call, drawn and in characters: its numbers are Keras's, and nothing stands on anything else."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from shapecheck.drawing.dense import dense_on
from shapecheck.output import dense_svg, dense_text
from shapecheck.shapes.dims import Symbol

SVG = "{http://www.w3.org/2000/svg}"
B = Symbol("B", True, 1)
STEPS = Symbol("steps", True, 1)
WIDTH = Symbol("width", False, 1)

SHAPES = {
    "image": (B, 13, 13, 64),
    "steps": (B, 7, 3),
    "video": (B, 4, 3, 2, 64),
    "vector": (B, 5),
    "open": (B, STEPS, 8),
    "symbols": (B, WIDTH, 3, 8),
    "long": (B, 1000, 1000, 1000),
}

CHARACTERS = """\
  Dense(10) does not flatten                      |   Flatten() before it would
                                                  |
  # . . ~ .      +---------+      # . . ~ .       |   #      +-------------+
  . . . ~ .      |         |      . . . ~ .       |   #      |             |
  . . . ~ .  ->  | 64 x 10 |  ->  . . . ~ .       |   #  ->  | 10,816 x 10 |  ->  #
  ~ ~ ~ ~ ~      |         |      ~ ~ ~ ~ ~       |   ~      |             |
  . . . ~ .      +---------+      . . . ~ .       |   #      +-------------+
  (B, 13, 13, 64)               (B, 13, 13, 10)   |   (B, 10816)                (B, 10)
                                                  |
  one kernel shared by 13 x 13 = 169 vectors      |   one kernel for one vector
  64 x 10 + 10 biases = 650 parameters            |   10,816 x 10 + 10 biases = 108,170 parameters
"""


def test_characters() -> None:
    assert dense_text.render(dense_on(SHAPES["image"], 10)) == CHARACTERS


def test_what_keras_counts() -> None:
    keras = pytest.importorskip("keras")
    for name in ("image", "steps", "video"):
        for bias in (True, False):
            drawn = dense_on(SHAPES[name], 10, use_bias=bias)
            x = keras.Input(SHAPES[name][1:])
            real, flat = (keras.layers.Dense(10, use_bias=bias) for _ in range(2))
            assert real(x).shape == (None, *SHAPES[name][1:-1], 10)
            assert flat(keras.layers.Flatten()(x)).shape == (None, 10)
            assert drawn.flattened is not None
            assert (drawn.real.parameters, drawn.flattened.parameters) == (real.count_params(), flat.count_params())


@pytest.mark.parametrize("name", ["vector", "open"])
def test_no_flattened_reading_where_there_is_none(name: str) -> None:
    """Of a vector it is the same, of a size that Keras does not know no kernel is made."""
    drawn = dense_on(SHAPES[name], 3)
    assert drawn.flattened is None
    assert "Flatten" not in dense_text.render(drawn)
    assert "Flatten" not in dense_svg.render(drawn)


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("units", [1, 3, 1000])
def test_a_drawing_is_whole(name: str, units: int) -> None:
    drawn = dense_on(SHAPES[name], units)
    root = ElementTree.fromstring(dense_svg.render(drawn))
    width, height = (float(root.attrib[side]) for side in ("width", "height"))
    places = list(_placed(root, 0.0, 0.0))
    assert places
    for x, y, across, down in places:
        assert 0 <= x <= x + across <= width
        assert 0 <= y <= y + down <= height
    texts = [each.text or "" for each in root.iter(f"{SVG}text")]
    assert (
        f"{drawn.real.kernel} + {units:,} bias{'' if units == 1 else 'es'} = {dense_text.number(drawn.real.parameters)} parameters"
        in texts
    )
    assert (drawn.flattened is not None) == any("Flatten()" in text for text in texts)


def _placed(element: ElementTree.Element, left: float, top: float):  # type: ignore[no-untyped-def]
    """Yield where rectangles and texts stand: corner, width and height."""
    moved = re.match(r"translate\(([-\d.]+) ([-\d.]+)\)", element.get("transform", ""))
    if moved:
        left, top = left + float(moved[1]), top + float(moved[2])
    if element.tag == f"{SVG}rect":
        yield (
            left + float(element.attrib["x"]),
            top + float(element.attrib["y"]),
            float(element.attrib["width"]),
            float(element.attrib["height"]),
        )
    elif element.tag == f"{SVG}text":
        wide = dense_svg.GLYPH * len(element.text or "")
        start = float(element.attrib["x"]) - (wide / 2 if element.get("text-anchor") == "middle" else 0)
        yield left + start, top + float(element.attrib["y"]) - 11, wide, 14
    for child in element:
        yield from _placed(child, left, top)
