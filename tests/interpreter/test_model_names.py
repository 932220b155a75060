"""Names of models and layers, and the function each model is made in, against real Keras."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from tests.both import disagreements, needs_keras

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
    keras.utils.clear_session(free_memory=False)
    other = (lambda: maker.small(5))()
    nested = Maker.Nested.make()
    cells = layers.RNN([layers.LSTMCell(3), layers.LSTMCell(4)])
    last = keras.Sequential([keras.Input((5, 3)), cells, layers.Dense(1)])
    assert __doc__.startswith("Which") and Maker.Nested.make.__qualname__ == "Maker.Nested.make"


    def entry():
        return keras.Sequential([keras.Input((3,)), layers.Dense(7)])
    '''
)


@needs_keras
def test_names_and_places(tmp_path: Path) -> None:
    assert disagreements(TEXT, tmp_path / "model.py") == []
