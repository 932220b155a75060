"""How programs come to the constructors of `keras.applications`, and what else is done with their models."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

pytest.importorskip("keras")

from application_programs import CONSTRUCTORS
from record_application_calls import asked
from user_programs import analysed

from shapecheck.catalog.applications import recording
from shapecheck.catalog.applications.formulas import rounded
from shapecheck.execution.verify import verify
from shapecheck.shapes.dims import substitute

SPELLINGS = (
    ("from keras.applications.resnet50 import ResNet50", "ResNet50", "resnet50"),
    ("from keras.applications import resnet50", "resnet50.ResNet50", "resnet50"),
    ("from keras.applications import *", "VGG19", "vgg19"),
    ("import tensorflow as tf", "tf.keras.applications.vgg16.VGG16", "vgg16"),
    ("import tensorflow as tf", "tf.keras.applications.MobileNetV3Small", "MobileNetV3Small"),
    ("from tensorflow.keras.applications.inception_v3 import InceptionV3", "InceptionV3", "inception_v3"),
    ("from tensorflow.keras.applications.resnet_v2 import ResNet50V2", "ResNet50V2", "resnet50v2"),
    ("from tensorflow.python.keras.applications.xception import Xception", "Xception", "xception"),
    ("from keras.applications.mobilenetv2 import MobileNetV2", "MobileNetV2", "mobilenetv2_1.00_224"),
    ("from keras.src.applications.densenet import DenseNet121", "DenseNet121", "densenet121"),
    ("import keras\nmake = {'b0': keras.applications.EfficientNetB0}['b0']", "make", "efficientnetb0"),
    ("import keras\nmake = getattr(keras.applications, 'MobileNet')", "make", "mobilenet_1.00_224"),
)


@pytest.mark.parametrize(("statement", "name", "model"), SPELLINGS)
def test_spellings_of_today_and_of_yesterday(statement: str, name: str, model: str) -> None:
    program = analysed(f"{statement}\nbase = {name}(weights='imagenet')\n")
    assert [(one.name, one.complete) for one in program.models] == [(model, True)]
    assert program.models[0].site.line == statement.count("\n") + 2


def test_every_constructor_is_recorded_and_the_recordings_are_small() -> None:
    import keras
    from record_application_graphs import TARGET, constructors

    assert sorted(CONSTRUCTORS) == constructors()
    for name in CONSTRUCTORS:
        assert recording.recording_of(name).signature["include_top"] is True
    assert TARGET.stat().st_size < 300_000
    versions = {recording.json.loads(recording.archive().read(f"{name}.json"))["keras"] for name in CONSTRUCTORS}
    if versions != {keras.__version__}:
        pytest.skip("recorded with another Keras")


def test_the_recordings_are_not_asked_where_the_source_itself_is_analysed() -> None:
    import keras

    from shapecheck.check import summarize

    source = Path(keras.__file__).parent / "src" / "applications" / "vgg16.py"
    with mock.patch.object(recording, "archive", side_effect=AssertionError):
        (program,) = summarize(f"{source}::VGG16", values={"weights": None})
    assert program.models[-1].parameters.total == 138_357_544


@pytest.mark.parametrize("value", [1, 3.9, 11.2, 22.4, 33, 67.2, 300.1, 1791.9])
def test_numbers_of_filters_are_rounded_as_in_keras(value: float) -> None:
    from keras.src.applications.mobilenet_v2 import _make_divisible
    from keras.src.applications.mobilenet_v3 import _depth

    assert rounded(value) == _depth(value) == _make_divisible(value, 8)


SYMBOLIC = ("VGG16", "ResNet50", "DenseNet121", "InceptionV3", "Xception", "MobileNetV3Small", "EfficientNetB0")


@pytest.mark.parametrize("name", SYMBOLIC)
def test_sizes_that_are_not_known_become_formulas(name: str) -> None:
    call = f"keras.applications.{name}(include_top=False, weights=None, input_shape={{}})"
    program = analysed(f"import keras\n\ndef build(input_shape):\n    return {call.format('input_shape')}\n")
    (model,) = program.models
    assert model.complete
    symbols = {name: origin.symbol for name, origin in model.symbols.items()}
    values = {symbols["height"]: 131, symbols["width"]: 102, symbols["channels"]: 5}
    theirs = asked(f"import keras\nmodel = {call.format((131, 102, 5))}\n")
    shape = [substitute(size, values) for size in model.outputs[0][1].shape[1:]]
    assert shape == theirs["layers"][-1][2][1:]
    assert substitute(model.parameters.total, values) == theirs["total"]


@pytest.mark.parametrize(
    "call",
    [
        "InceptionResNetV2(include_top=False, weights=None, input_shape=(75, 76, 3))",
        "ConvNeXtTiny(include_top=False, weights=None, input_shape=(32, 33, 3))",
        "MobileNetV3Small(weights=None, input_shape=(32, 33, 3), classes=2)",
        "EfficientNetB0(include_top=False, input_shape=(33, 32, 3))",
        "NASNetMobile(include_top=False, weights=None, input_shape=(33, 32, 3))",
    ],
)
def test_the_graph_runs(call: str) -> None:
    (*_, model) = analysed(f"import keras\nmodel = keras.applications.{call}\n").models
    verification = verify(model)
    assert verification.ok, [row for row in verification.rows if row.equal is False][:3]
    assert verification.complete


def test_what_preprocessing_makes_of_arrays() -> None:
    text = """
import numpy as np
from keras.applications.vgg16 import VGG16, preprocess_input, decode_predictions

images = preprocess_input(np.zeros((4, 224, 224, 3), "uint8"))
rank = images.ndim
kind = images.dtype == "float32"
model = VGG16(weights=None)
labels = decode_predictions(model.predict(images), top=3)
"""
    program = analysed(text)
    assert program.problems == []
    assert [model.name for model in program.models] == ["vgg16"]


def test_channels_first() -> None:
    program = analysed(
        "import keras\nmodel = keras.applications.ResNet50(weights=None, input_shape=(3, 64, 96), include_top=False)\n",
        image_data_format="channels_first",
    )
    (model,) = program.models
    assert model.outputs[0][1].keras_view() == (None, 2048, 2, 3)
    assert model.parameters.total == 23_587_712
    (problem,) = analysed(
        "import keras\nkeras.applications.DenseNet121(weights=None)\n", image_data_format="channels_first"
    ).problems
    assert problem.keras_error is not None
    assert problem.keras_error.startswith("DenseNet does not support the `channels_first` image data format.")
