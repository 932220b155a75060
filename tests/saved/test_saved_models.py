"""Saved models: what is read of them is what Keras counts, and what is no model gets one clear line."""

from __future__ import annotations

import importlib.util
import json
import math
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shapecheck.check import examine
from shapecheck.graph.model import Model
from shapecheck.report import Examined
from tests.fixtures import in_thread

needs_keras = pytest.mark.skipif(importlib.util.find_spec("keras") is None, reason="real Keras is the oracle")
RECORDED: dict[str, Any] = json.loads(Path(__file__).with_name("keras2.json").read_text(encoding="utf-8"))


def read(path: Path) -> Examined:
    """Analyse one saved model."""
    [found] = in_thread(lambda: examine([str(path)]))
    return found


def model_of(path: Path) -> Model:
    """Return the model that a file holds."""
    found = read(path)
    assert found.failure is None, found.failure
    assert found.program is not None
    return found.program.models[-1]


def rows(model: Model) -> list[list[Any]]:
    return [[row.layer.name, row.layer.class_name, row.parameters.total] for row in model.layers]


@pytest.mark.parametrize("name", RECORDED)
def test_what_keras_2_wrote(name: str, tmp_path: Path) -> None:
    recorded, path = RECORDED[name], tmp_path / "model.json"
    path.write_text(json.dumps(recorded["config"]))
    model = model_of(path)
    assert rows(model) == recorded["layers"]
    assert model.parameters[:2] == (recorded["total"], recorded["trainable"])
    assert model.complete


def several(keras: Any) -> Any:
    layers = keras.layers
    image, numbers = keras.Input((8, 8, 3), name="img"), keras.Input((5,))
    features = layers.Reshape((36, 4))(layers.Conv2D(4, 3, activation="relu")(image))
    features = layers.Bidirectional(layers.LSTM(3))(features)
    attended = layers.MultiHeadAttention(2, 3)(layers.Reshape((3, 2))(features), layers.Reshape((3, 2))(features))
    made = keras.Sequential([keras.Input((11,)), layers.Dense(3)])(layers.Concatenate()([features, numbers])) + 1.0
    mean = keras.ops.mean(made, axis=-1, keepdims=True)
    return keras.Model({"a": image, "b": numbers}, {"o": mean, "p": layers.Flatten()(attended)})


def shared(keras: Any) -> Any:
    layers = keras.layers
    tower = keras.Sequential([keras.Input((10,)), layers.Dense(5), layers.Dense(4)], name="tower")
    features = keras.Input((4,))
    head = keras.Model(features, layers.Dense(4)(features), name="head")
    left, right = keras.Input((10,)), keras.Input((10,))
    apart = keras.ops.abs(head(tower(left)) - head(head(tower(right))))
    return keras.Model([left, right], [layers.Dense(1)(apart), head(apart)])


def states(keras: Any) -> Any:
    layers = keras.layers
    source, target = keras.Input((None,)), keras.Input((None,))
    _, *kept = layers.LSTM(8, return_state=True)(layers.Embedding(100, 16, mask_zero=True)(source))
    steps = layers.LSTM(8, return_sequences=True)(layers.Embedding(90, 16)(target), initial_state=kept)
    return keras.Model([source, target], layers.TimeDistributed(layers.Dense(90, activation="softmax"))(steps))


def slices(keras: Any) -> Any:
    steps = keras.Input((16, 4))
    x = keras.layers.LayerNormalization()(steps)[:, :8] * 2.0
    x = keras.ops.reshape(keras.ops.concatenate([x, x], axis=-1), (-1, 4, 16))
    return keras.Model(steps, x[..., 0] + keras.ops.zeros((4,)))


def frozen(keras: Any) -> Any:
    base = keras.applications.MobileNetV2(weights=None, include_top=False, input_shape=(32, 32, 3))
    base.trainable = False
    return keras.Sequential([base, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2)])


def built(keras: Any) -> Any:
    model = keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(2)], name="plain")
    model.build((None, 7))
    return model


def cells(keras: Any) -> Any:
    steps = keras.Input((6, 3))
    layers = keras.layers
    return keras.Model([steps], [layers.RNN([layers.LSTMCell(4), layers.GRUCell(5)], return_state=True)(steps)[0]])


def augmented(keras: Any) -> Any:
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.RandomFlip("horizontal"),
            layers.Rescaling(1 / 255),
            layers.SeparableConv2D(8, 3, padding="same"),
            layers.PReLU(shared_axes=[1, 2]),
            layers.GroupNormalization(2),
            layers.SpatialDropout2D(0.2),
            layers.GlobalMaxPooling2D(),
            layers.Dense(3, kernel_regularizer="l2"),
        ]
    )


def wrapped(keras: Any) -> Any:
    layers = keras.layers
    inner = keras.Sequential([keras.Input((8,)), layers.Dense(4, activation="relu"), layers.Dense(2)])
    steps = keras.Input((5, 8))
    return keras.Model(steps, layers.SpectralNormalization(layers.Dense(3))(layers.TimeDistributed(inner)(steps)))


def attention(keras: Any) -> Any:
    layers = keras.layers
    x = keras.Input((10, 16))
    made, scores = layers.MultiHeadAttention(4, 8)(x, x, return_attention_scores=True)
    return keras.Model(x, [layers.Add()([x, made]), scores])


MODELS = (several, shared, states, slices, frozen, built, cells, augmented, wrapped, attention)


@needs_keras
@pytest.mark.parametrize("build", MODELS)
@pytest.mark.parametrize("suffix", ["keras", "json"])
def test_what_todays_keras_writes(build: Callable[[Any], Any], suffix: str, tmp_path: Path) -> None:
    import keras

    keras.utils.clear_session(free_memory=False)
    expected, path = build(keras), tmp_path / f"a model.{suffix}"
    if suffix == "keras":
        expected.save(path)
    else:
        path.write_text(expected.to_json())
    model = model_of(path)
    assert rows(model) == [
        [each.name, type(each).__name__, each.count_params()]
        for each in expected.layers
        if "ops" not in type(each).__module__
    ]
    trainable = sum(math.prod(weight.shape) for weight in expected.trainable_weights)
    assert model.parameters[:2] == (expected.count_params(), trainable)
    assert model.name == expected.name
    assert model.complete


@needs_keras
def test_a_layer_of_the_users_is_unknown(tmp_path: Path) -> None:
    import keras

    class Own(keras.layers.Layer):
        def call(self, x: Any) -> Any:
            return x * 2

    keras.Sequential([keras.Input((4,)), Own(), keras.layers.Dense(3)]).save(tmp_path / "own.keras")
    model = model_of(tmp_path / "own.keras")
    assert not model.complete
    assert model.parameters.total is None


def archive(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return path


SMALL = {"class_name": "Sequential", "config": {"name": "s", "layers": []}}


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"config.json": b" " * (2**26 + 1)}, "longer than 67,108,864 bytes"),
        ({"../config.json": json.dumps(SMALL).encode()}, "no config.json"),
        ({"config.json": pickle.dumps(SMALL)}, "no JSON"),
        ({"config.json": b'{"a": ' * 100_000}, "no JSON"),
        ({"config.json": b"[1, 2"}, "no JSON"),
        ({"config.json": b"[1, 2]"}, "has no `class_name`"),
        ({"config.json": b'{"class_name": "Net", "config": {}}'}, "a Net, a class whose source is not here"),
        ({"config.json": b'{"class_name": "Sequential", "config": {"layers": [3]}}'}, "has no `config`"),
        (
            {
                "config.json": b'{"class_name": "Sequential", "config": {"layers": [{"module": "os; a", "class_name": "B", "config": {}}]}}'
            },
            "is no path of a class",
        ),
        ({}, "no config.json"),
    ],
)
def test_what_is_no_model(members: dict[str, bytes], words: str, tmp_path: Path) -> None:
    found = read(archive(tmp_path / "m.keras", **members))
    assert found.failure is not None
    assert found.failure.code == "KSH001"
    assert words in found.failure.message


def test_other_files(tmp_path: Path) -> None:
    (tmp_path / "m.keras").write_bytes(b"PK\x03\x04 is how it starts")
    (tmp_path / "m.h5").write_bytes(b"\x89HDF")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "long.json").write_bytes(b"{" + b" " * 2**26)
    for name, words in (("m.keras", "no archive"), ("m.h5", "HDF5"), ("deep.json", "no JSON"), ("long.json", "longer")):
        failure = read(tmp_path / name).failure
        assert failure is not None
        assert words in failure.message


def test_code_in_names_is_text(tmp_path: Path) -> None:
    dense = {
        "class_name": "Dense",
        "config": {"name": "x'); import os; ('", "units": 3, "batch_input_shape": [None, 4]},
    }
    content = {"class_name": "Sequential", "config": {"name": '"""\n', "layers": [dense]}}
    (tmp_path / "m.json").write_text(json.dumps(content))
    model = model_of(tmp_path / "m.json")
    assert (model.parameters.total, model.layers[0].layer.name) == (15, "x'); import os; ('")
