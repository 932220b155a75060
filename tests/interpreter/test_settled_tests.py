"""What settled tests say of sizes is itself calculated with sizes: neither waits for the other."""

from __future__ import annotations

import textwrap

from shapecheck.interpreter.interpret import interpret
from shapecheck.interpreter.options import Options
from shapecheck.shapes.dims import text
from shapecheck.source import SourceFile


def test_a_number_that_equals_a_product() -> None:
    source = textwrap.dedent("""
        import keras
        def build(width, heads):
            assert 8 == width * heads
            x = keras.Input((4, width * 2))
            return keras.Model(x, keras.layers.Dense(heads + 1)(x))
    """)
    program = interpret(SourceFile("program.py", source), Options())
    assert program.blind_spots == []
    [model] = program.models
    total = model.parameters.total
    assert total is not None
    assert text(total) == "(2*width + 1)*(heads + 1)"
