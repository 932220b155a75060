"""Names of models and layers, and the function each model is made in, against real Keras."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from shapecheck.interpreter.interpret import Options, interpret
from shapecheck.source import SourceFile
from tests.fixtures import in_thread

ORACLE = Path(__file__).parents[1] / "oracle"
TEXT = dedent(
    '''
    """Which names does Keras give?"""
    import keras
    from keras import layers


    class Maker:
        def __init__(self):
            self.first = self.small(2)

        def small(self, units):
            def inner():
                return keras.Sequential([keras.Input((3,)), layers.Dense(units)])

            return inner()

        class Nested:
            @staticmethod
            def make():
                x = keras.Input((4, 8))
                y = layers.MultiHeadAttention(2, 4)(x, x)
                y = layers.GroupQueryAttention(4, 2, 1)(y, y)
                return keras.Model(x, layers.Dropout(0.1)(layers.Softmax()(y)))


    maker = Maker()
    keras.backend.clear_session()
    other = (lambda: maker.small(5))()
    nested = Maker.Nested.make()
    cells = layers.RNN([layers.LSTMCell(3), layers.LSTMCell(4)])
    last = keras.Sequential([keras.Input((5, 3)), cells, layers.Dense(1)])
    assert __doc__.startswith("Which") and Maker.Nested.make.__qualname__ == "Maker.Nested.make"


    def entry():
        return keras.Sequential([keras.Input((3,)), layers.Dense(7)])
    '''
)


@pytest.mark.skipif(importlib.util.find_spec("keras") is None, reason="real Keras is the oracle")
def test_names_and_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ORACLE))
    from record import record_text

    recorded = record_text(TEXT)
    sys.modules.pop("record", None)
    assert recorded["raises"] is None
    expected = [
        (model["target"].partition("::")[2], model["name"], [(row["name"], row["class"]) for row in model["layers"]])
        for model in recorded["files"][0]["models"]
    ]
    path = tmp_path / "model.py"
    path.write_text(TEXT)
    program = in_thread(lambda: interpret(SourceFile.read(str(path)), Options()))
    assert not program.problems
    found = [
        (model.target, model.name, [(row.layer.name, row.layer.class_name) for row in model.layers])
        for model in program.models
    ]
    assert found == expected
