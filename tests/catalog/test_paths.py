"""Every spelling of a name of Keras leads to one path."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from shapecheck.catalog.paths import canonical, is_library, members

SPELLINGS = {
    "keras.layers.Dense": (
        "keras.layers.Dense",
        "tf.keras.layers.Dense",
        "tensorflow.keras.layers.Dense",
        "tensorflow.python.keras.layers.Dense",
        "tensorflow.python.keras.layers.core.Dense",
        "tensorflow.compat.v1.keras.layers.Dense",
        "tensorflow.compat.v2.compat.v1.keras.layers.Dense",
        "tensorflow.contrib.keras.api.keras.layers.Dense",
        "tf_keras.layers.Dense",
        "tf_keras.src.layers.core.dense.Dense",
        "keras_core.layers.Dense",
        "keras.api.layers.Dense",
        "keras.api._v2.keras.layers.Dense",
        "keras._tf_keras.keras.layers.Dense",
        "keras.src.layers.Dense",
        "keras.src.layers.core.dense.Dense",
        "keras.layers.core.Dense",
    ),
    "keras.layers.MaxPooling2D": (
        "keras.layers.MaxPool2D",
        "keras.layers.pooling.MaxPooling2D",
        "keras.src.layers.pooling.max_pooling2d.MaxPooling2D",
    ),
    "keras.layers.Conv2D": ("keras.layers.Convolution2D", "keras.layers.convolutional.Convolution2D"),
    "keras.layers.Add": ("keras.layers.merge.Add",),
    "keras.layers.concatenate": ("keras.layers.merge.concatenate", "keras.src.layers.merging.concatenate.concatenate"),
    "keras.layers.LSTM": ("keras.layers.recurrent.LSTM", "keras.layers.rnn.lstm.LSTM"),
    "keras.layers.LeakyReLU": ("keras.layers.advanced_activations.LeakyReLU",),
    "keras.layers.BatchNormalization": ("keras.layers.normalization.BatchNormalization",),
    "keras.layers.TimeDistributed": ("keras.layers.wrappers.TimeDistributed",),
    "keras.layers.Rescaling": ("tensorflow.keras.layers.experimental.preprocessing.Rescaling",),
    "keras.layers.GroupQueryAttention": ("keras.src.layers.attention.grouped_query_attention.GroupedQueryAttention",),
    "keras.Model": ("keras.Model", "keras.models.Model", "keras.engine.training.Model", "keras.src.Model"),
    "keras.Sequential": ("keras.models.Sequential", "keras.engine.sequential.Sequential"),
    "keras.Input": ("keras.layers.Input", "keras.engine.input_layer.Input", "keras.src.layers.core.input_layer.Input"),
    "keras.Layer": ("keras.layers.Layer", "keras.engine.topology.Layer", "keras.engine.base_layer.Layer"),
    "keras.ops.mean": ("keras.ops.mean", "keras.ops.numpy.mean", "keras.src.ops.numpy.mean"),
    "keras.utils.to_categorical": ("keras.utils.np_utils.to_categorical",),
    "keras.utils.pad_sequences": ("keras.preprocessing.sequence.pad_sequences",),
    "keras.optimizers.Adam": ("tensorflow.optimizers.Adam", "keras.optimizers.optimizer_v2.adam.Adam"),
    "keras.optimizers.legacy.Adam": ("tensorflow.keras.optimizers.legacy.Adam",),
    "keras.losses.mean_squared_error": ("keras.losses.mse", "keras.metrics.MSE", "keras.objectives.mse"),
    "keras.backend.int_shape": ("tensorflow.keras.backend.int_shape", "keras.backend.tensorflow_backend.int_shape"),
    "keras.applications.ResNet50": ("keras.applications.resnet50.ResNet50", "keras.applications.resnet.ResNet50"),
    "keras.layers": ("tensorflow.keras.layers", "keras.layers"),
    "keras": ("tensorflow.keras", "tf_keras", "keras"),
}

STRANGERS = (
    "keras.layers.Foo",
    "keras.layers.merge",
    "keras.layers.CuDNNLSTM",
    "keras.layers.Layer.add",
    "keras.Model.fit",
    "keras.Sequential.add",
    "keras.datasets.mnist.mnist",
    "tensorflow",
    "tensorflow.reshape",
    "tensorflow.nn.relu",
    "tensorflow.python.layers.convolutional.Conv2D",
    "numpy.reshape",
    "layers.Dense",
    "",
)


@pytest.mark.parametrize(
    ("spelling", "path"), [(spelling, path) for path, spellings in SPELLINGS.items() for spelling in spellings]
)
def test_each_spelling_has_its_path(spelling: str, path: str) -> None:
    assert canonical(spelling) == path
    assert canonical(path) == path
    assert is_library(spelling)


@pytest.mark.parametrize("path", STRANGERS)
def test_what_keras_does_not_show_has_none(path: str) -> None:
    assert canonical(path) is None


def test_only_keras_and_tensorflow_are_the_library() -> None:
    assert is_library("tensorflow.nn.relu")
    assert not is_library("numpy.reshape")
    assert not is_library("keras_hub.layers.Dense")


def test_members_of_a_module_are_its_names() -> None:
    assert {"Dense", "MaxPool2D", "Input", "concatenate"} <= set(members("tensorflow.keras.layers"))
    assert members("numpy") == ()


def test_every_public_name_of_keras_is_the_object_at_its_path() -> None:
    keras = pytest.importorskip("keras")
    for module in ("", ".layers", ".models", ".losses", ".ops", ".ops.nn", ".applications", ".initializers"):
        space = keras
        for part in module.split(".")[1:]:
            space = getattr(space, part)
        for name in filter(partial(hasattr, space), members(f"keras{module}")):  # the others are of tf.keras alone
            path = canonical(f"keras{module}.{name}")
            assert path is not None
            found = keras
            for part in path.split(".")[1:]:
                found = getattr(found, part, None)
            assert found is getattr(space, name), path


def test_the_recording_is_that_of_the_installed_keras() -> None:
    keras = pytest.importorskip("keras")
    import record_paths

    if json.loads(record_paths.TARGET.read_text())["keras"] != keras.__version__:
        pytest.skip("recorded with another Keras")
    assert record_paths.text_of(record_paths.recording()) == Path(record_paths.TARGET).read_text()
