"""Tensors of a functional model have no `__eq__`: they are compared by identity, as in Keras."""

from __future__ import annotations

from pathlib import Path

from tests.both import disagreements, needs_keras

TEXT = """
import keras
from keras import layers

a, b = keras.Input((3, 4)), keras.Input((2,))
x = layers.Dense(5)(a)
assert not (a == b) and a == a and not (x == b)
first = [t for t in (a, b) if t == b]
units = 7 if x == x else 8
model = keras.Model([a, b], [layers.Dense(units)(x), layers.Dense(2)(first[0])])
"""


@needs_keras
def test_tensors_are_equal_if_they_are_the_same(tmp_path: Path) -> None:
    assert disagreements(TEXT, tmp_path / "model.py") == []
