"""Keras's configuration as a program sets it, against real Keras."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from shapecheck.interpreter.interpret import Options
from tests.both import analysed, disagreements, needs_keras, recorded

FORMAT = """
import keras
from keras import layers

last = keras.Sequential([keras.Input((3, 9, 8)), layers.Conv2D(4, 2), layers.GlobalMaxPooling2D()])
keras.config.set_image_data_format("channels_first")
assert keras.backend.image_data_format() == keras.config.image_data_format() == "channels_first"
first = keras.Sequential(
    [
        keras.Input((3, 9, 8)),
        layers.Conv2D(4, 2),
        layers.MaxPooling2D(2),
        layers.UpSampling2D(3),
        layers.ZeroPadding2D(1),
        layers.Conv2DTranspose(5, 3, strides=2, data_format="channels_last"),
        layers.SeparableConv2D(6, 3, data_format=None),
        layers.GlobalAveragePooling2D(),
    ]
)


class Own(layers.Conv2D):
    pass


own = keras.Model(x := keras.Input((3, 9, 8)), Own(4, 2)(x))
keras.backend.set_image_data_format("channels_last")
assert keras.backend.epsilon() == keras.config.epsilon() == 1e-7
assert keras.backend.floatx() == keras.config.floatx() == "float32"
keras.backend.set_epsilon(1e-3)
assert keras.config.epsilon() == 1e-3
again = keras.Sequential([keras.Input((3, 9, 8)), layers.Conv2D(4, 2), layers.Flatten()])
"""

NAMES = """
import keras
from keras import layers


class Start(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None):
        return keras.ops.zeros(shape, dtype)


{registration}
x = keras.Input((4,))
model = keras.Model(x, layers.Dense(3, kernel_initializer="{name}", activation=keras.activations.gelu)(x))
"""


@needs_keras
def test_image_data_format(tmp_path: Path) -> None:
    assert disagreements(FORMAT, tmp_path / "model.py") == []


def test_image_data_format_of_the_settings(tmp_path: Path) -> None:
    text = dedent(
        """
        import keras
        model = keras.Sequential([keras.Input((3, 9, 8)), keras.layers.Conv2D(4, 2)])
        """
    )
    program = analysed(text, tmp_path / "model.py", Options(image_data_format="channels_first"))
    [(_, tensor)] = program.models[0].outputs
    assert tensor.keras_view() == (None, 4, 8, 7)


@needs_keras
@pytest.mark.parametrize(
    ("registration", "name"),
    [
        ('keras.utils.get_custom_objects()["begin"] = Start', "begin"),
        ("Start = keras.saving.register_keras_serializable()(Start)", "Custom>Start"),
        ('scope = keras.utils.custom_object_scope({"begin": Start}).__enter__()', "begin"),
    ],
)
def test_names_of_the_programs_own(registration: str, name: str, tmp_path: Path) -> None:
    text = NAMES.format(registration=registration, name=name)
    assert disagreements(text, tmp_path / "model.py") == []


@needs_keras
def test_a_name_that_nobody_gave(tmp_path: Path) -> None:
    text = NAMES.format(registration="", name="begin")
    assert recorded(text)["raises"]["type"] == "ValueError"
    [problem] = analysed(text, tmp_path / "model.py").problems
    assert problem.kind == "unknown-identifier"
