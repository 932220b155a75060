"""Inputs of unknown rank: what they are called on says it, a Sequential that is not built yet by its first layer."""

from __future__ import annotations

from shapecheck.interpreter.interpret import interpret
from shapecheck.interpreter.options import Options
from shapecheck.source import SourceFile

SOURCE = """
import keras
from keras import layers


class Tokens(layers.Layer):
    def __init__(self, count, **kwargs):
        super().__init__(**kwargs)
        self.stem = keras.Sequential()
        for _ in range(count):
            self.stem.add(layers.Conv2D(8, 3))

    def call(self, x):
        return self.stem(x)


def build(shape, dim):
    inputs = keras.Input(shape)
    return keras.Model(inputs, layers.Dense(dim)(Tokens(2)(inputs)))
"""


def test_a_sequential_takes_what_its_first_layer_takes() -> None:
    program = interpret(SourceFile("a.py", SOURCE), Options())
    assert not program.blind_spots
    model = program.models[-1]
    ((_, output),) = model.outputs
    assert [*map(str, output.shape or ())] == ["B", "height - 4", "width - 4", "dim"]
    assert str(model.parameters.total) == "72*channels + 9*dim + 592"
