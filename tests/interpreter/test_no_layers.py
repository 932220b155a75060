"""What is put into a `Sequential` and is no layer: classes that were not called, and functions."""

from __future__ import annotations

import pytest

from shapecheck.check import check_source
from tests.both import needs_keras

MODEL = """import keras
from keras import layers


class Own(layers.Layer):
    def call(self, x):
        return x


def twice(x):
    return x * 2


model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(4, 3), {item}, layers.Flatten()])
"""

ADDED = """import keras
from keras.layers import Conv2D, MaxPooling2D

model = keras.Sequential()
model.add(Conv2D(4, 3))
model.add({item})
"""


@needs_keras
@pytest.mark.parametrize(
    "item", ["layers.MaxPooling2D", "Own", "twice", "lambda x: x", "keras.activations.relu", "(layers.ReLU(),)"]
)
def test_they_are_refused(item: str) -> None:
    text = MODEL.format(item=item)
    with pytest.raises(ValueError, match="Only instances of") as raised:
        exec(text, {"__name__": "models"})
    (finding,) = check_source(text).findings
    assert finding.code == "KSH212"
    assert finding.keras_error is not None
    assert str(raised.value).startswith(finding.keras_error.partition(" Received")[0])


@needs_keras
def test_a_class_that_is_added() -> None:
    text = ADDED.format(item="MaxPooling2D")
    with pytest.raises(ValueError, match="Only instances of"):
        exec(text, {})
    (finding,) = check_source(text).findings
    assert "the class `MaxPooling2D`, not called, is no layer" in finding.message


@needs_keras
@pytest.mark.parametrize("item", ["layers.MaxPooling2D()", "Own()", "layers.Lambda(twice)"])
def test_layers_are_taken(item: str) -> None:
    text = MODEL.format(item=item)
    exec(text, {"__name__": "models"})
    assert check_source(text).findings == ()
