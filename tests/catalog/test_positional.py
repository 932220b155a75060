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


def test_layers_that_convert_what_they_are_called_on() -> None:
    """`CategoryEncoding` and its kin turn lists into tensors themselves (`_allow_non_tensor_positional_args`)."""
    text = (
        "import keras\nkeras.layers.CategoryEncoding(num_tokens=4, output_mode='one_hot')([3, 2, 0, 1])\n"
        "keras.layers.Hashing(num_bins=3)([['A'], ['B']])\nkeras.layers.Dense(3)([3, 2])\n"
    )
    found = check_source(text).findings
    assert [(each.code, each.span.start.row) for each in found] == [("KSH212", 4)]
