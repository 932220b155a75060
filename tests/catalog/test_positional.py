"""A layer or a model that stands where a tensor must stand, as Keras refuses it."""

from __future__ import annotations

from shapecheck import check_source

TEXT = """
import keras
from keras import layers

inputs = keras.Input((4,))
hidden = layers.Dense(8)
base = keras.Model(inputs, hidden(inputs))
first = layers.Dense(2)(hidden)
second = layers.Concatenate()([inputs, base])
third = layers.Dense(2)(base.output)
"""


def test_layers_and_models_are_no_tensors() -> None:
    found = check_source(TEXT).findings
    assert [(each.code, each.span.start.row) for each in found] == [("KSH212", 8), ("KSH212", 9)]
    assert "<Dense name=dense, built=True>" in (found[0].keras_error or "")
