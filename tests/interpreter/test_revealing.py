"""What is meant by a place, and what is known there each time that it is evaluated."""

from __future__ import annotations

import textwrap

import pytest

from shapecheck.interpreter.interpret import interpret
from shapecheck.interpreter.options import Options
from shapecheck.interpreter.program import Revealed
from shapecheck.rules.revealed import said_of, said_of_content
from shapecheck.source import SourceFile

LAYER = """
import keras
from keras import layers

class Block(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.inner = layers.Dense(units)

    def call(self, x):
        y = self.inner(x)
        return y + 1

x = keras.Input((9, 4))
a = Block(3)(x)
b = Block(5)(a)
"""

SEQUENTIAL = """
import keras
from keras import layers

model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(8, 3),
    layers.Dense(
        10,
    ),
])
other = keras.Sequential()
other.add(keras.Input((5, 4)))
other.add(layers.Dense(3))
"""


def revealed(text: str, row: int, column: int | None = None) -> list[Revealed]:
    return interpret(SourceFile("program.py", text), Options(reveal=(row, column))).revealed


def row_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def shapes(found: list[Revealed]) -> list[str]:
    return [said_of_content(each.content) for each in found]


def test_inside_the_call_of_a_layer_each_time() -> None:
    found = revealed(LAYER, row_of(LAYER, "self.inner(x)"))
    assert shapes(found) == ["(B, 9, 3)", "(B, 9, 5)"]
    rows = [row_of(LAYER, "a = "), row_of(LAYER, "b = ")]
    assert [[site.line for site in each.trail] for each in found] == [[rows[0]], [rows[1]]]
    assert [step.site.line for step in found[1].steps] == [
        row_of(LAYER, "x = keras"),
        rows[0],
        row_of(LAYER, "self.inner(x)"),
    ]
    assert shapes(revealed(LAYER, row_of(LAYER, "return y"))) == ["(B, 9, 3)", "(B, 9, 5)"]


def test_a_layer_where_it_is_made() -> None:
    found = revealed(LAYER, row_of(LAYER, "self.inner ="))
    assert [said_of(each) for each in found] == [
        "`dense` (Dense) maps (B, 9, 4) to (B, 9, 3), 15 parameters",
        "`dense_1` (Dense) maps (B, 9, 3) to (B, 9, 5), 20 parameters",
    ]


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("model =", "model `sequential` gives (B, 26, 26, 10), 170 parameters"),
        ("Conv2D", "`conv2d` (Conv2D) maps (B, 28, 28, 1) to (B, 26, 26, 8), 80 parameters"),
        ("layers.Dense(\n", "`dense` (Dense) maps (B, 26, 26, 8) to (B, 26, 26, 10), 90 parameters"),
        ("    ),", "`dense` (Dense) maps (B, 26, 26, 8) to (B, 26, 26, 10), 90 parameters"),
        ("])", "model `sequential` gives (B, 26, 26, 10), 170 parameters"),
        ("other.add(layers", "`dense_1` (Dense) maps (B, 5, 4) to (B, 5, 3), 15 parameters"),
    ],
)
def test_rows_of_a_sequential(part: str, said: str) -> None:
    [found] = revealed(SEQUENTIAL, row_of(f"{SEQUENTIAL}", part.rstrip("\n")))
    assert said_of(found) == said


@pytest.mark.parametrize(
    ("column", "shape"),
    [(1, "(B, 4, 3)"), (5, "(B, 4, 3)"), (19, "(B, 4, 3)"), (24, "3"), (27, "(B, 4, 2)")],
)
def test_columns(column: int, shape: str) -> None:
    text = "import keras\nx = keras.Input((4, 2))\ny = keras.layers.Dense(3)(x)\n"
    assert shapes(revealed(text, 3, column)) == [shape]


def test_comments() -> None:
    text = textwrap.dedent("""
        import keras
        x = keras.Input((4, 2))  # shapecheck: reveal
        # shapecheck: reveal -- why is this so?

        # another comment
        y = keras.layers.Dense(3)(x)
        z = keras.layers.Add()(
            [y, y]
        )  # shapecheck: reveal
        print("# shapecheck: reveal")
    """)
    found = interpret(SourceFile("program.py", text), Options()).revealed
    assert shapes(found) == ["(B, 4, 2)", "(B, 4, 3)", "(B, 4, 3)"]


def test_undecided_tests_are_named() -> None:
    text = textwrap.dedent("""
        import keras
        def build(pool):
            x = keras.Input((4, 2))
            if pool:
                x = keras.layers.GlobalAveragePooling1D()(x)
            else:
                x = keras.layers.Flatten()(x)
            return keras.layers.Dense(3)(x)
    """)
    [found] = revealed(text, 6)
    assert said_of_content(found.content) == "(B, 2)"
    given = [said_of_content(each.call.inputs) for each in revealed(text, 9) if each.call]
    assert given == ["(B, 2)", "(B, 8)"]
    assert [said_of(each) for each in revealed(text, 9)] == [
        "tensor: (B, 3), float32 if pool",
        "tensor: (B, 3), float32 if not (pool)",
    ]


def test_symbols_and_loops() -> None:
    text = textwrap.dedent("""
        import keras
        def build(steps, width, heads):
            x = keras.Input((steps, width))
            for units in (4, 8):
                x = keras.layers.Dense(units)(x)
            return x, width // heads
    """)
    assert shapes(revealed(text, 6)) == ["(B, steps, 4)", "(B, steps, 8)"]
    assert shapes(revealed(text, 7, 21)) == ["width//heads"]


def test_what_is_not_known_says_why() -> None:
    text = "import keras\nimport lost\nx = lost.load()\nif False:\n    y = keras.Input((3,))\n"
    [found] = revealed(text, 3)
    assert found.kind == "unknown"
    assert "lost" in said_of(found)
    [never] = revealed(text, 5)
    assert said_of(never) == "nothing is known: this is not evaluated"


def test_nothing_is_noted_unless_it_is_asked_for() -> None:
    assert interpret(SourceFile("program.py", LAYER), Options()).revealed == []
