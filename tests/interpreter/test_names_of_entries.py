"""Entries are analysed after those that use them, and each names its symbols as its source does."""

from __future__ import annotations

from shapecheck.interpreter.interpret import interpret
from shapecheck.interpreter.options import Options
from shapecheck.interpreter.program import Program
from shapecheck.shapes.requirements import text_of
from shapecheck.source import SourceFile

SOURCE = """
import keras
from keras import layers


class Scale(layers.Layer):
    def __init__(self, width, **kwargs):
        super().__init__(**kwargs)
        self.width = width

    def build(self, input_shape):
        self.factor = self.add_weight(shape=(self.width,), name="factor")

    def call(self, x):
        return x * self.factor


def block(x, width):
    return Scale(width)(layers.Dense(width)(x))


def build(width):
    inputs = keras.Input((width,))
    return keras.Model(inputs, block(inputs, width))


def wide(width, heads):
    inputs = keras.Input((4, width))
    return keras.Model(inputs, layers.MultiHeadAttention(heads, width // heads)(inputs, inputs))


def deep(heads, width):
    return keras.Sequential([keras.Input((heads,)), layers.Dense(width)])
"""


def analysed(source: str) -> Program:
    return interpret(SourceFile("a.py", source), Options())


def test_each_entry_has_its_own_names() -> None:
    program = analysed(SOURCE)
    assert not program.blind_spots
    totals = {model.target: str(model.parameters.total) for model in program.models}
    assert totals["build"] == "width*(width + 2)"
    assert totals["deep"] == "width*(heads + 1)"
    assert {model.target: list(model.symbols) for model in program.models} == {
        "build": ["B", "width"],
        "wide": ["B", "heads", "width"],
        "deep": ["B", "heads", "width"],
    }
    lines = {model.target: {o.site.line for o in model.symbols.values() if o.site} for model in program.models}
    assert lines == {"build": {22}, "wide": {27}, "deep": {32}}


def test_what_one_entry_requires_is_not_asked_of_another() -> None:
    models = {model.target: model for model in analysed(SOURCE).models}
    required = {name: [text_of(each.condition) for each in model.requirements] for name, model in models.items()}
    assert required["wide"] == ["heads >= 1", "width//heads > 0"]
    assert required["deep"] == ["width >= 1"]


def test_users_come_first_whatever_methods_are_called() -> None:
    # the method `build` of the class is not the function `build`, which uses the class
    program = analysed(SOURCE)
    assert [model.target for model in program.models] == ["build", "wide", "deep"]
