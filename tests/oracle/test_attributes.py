"""The recording of what attributes the layers of Keras have, against the installed Keras."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

import shapecheck.catalog
from shapecheck.catalog.attributes import has_attribute, is_weightless

pytestmark = pytest.mark.skipif(importlib.util.find_spec("keras") is None, reason="real Keras is the oracle")

RECORDED = Path(shapecheck.catalog.__file__).parent / "attributes.json"


def test_it_is_what_the_installed_keras_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    from record_attributes import recording, text_of

    assert RECORDED.read_text(encoding="utf-8") == text_of(recording())


def test_layers_that_are_built_have_what_they_are_said_to_have() -> None:
    import keras
    from keras import layers

    kinds = {
        "Dense": (layers.Dense(2), (3, 4)),
        "Dropout": (layers.Dropout(0.1), (3, 4)),
        "Conv2D": (layers.Conv2D(2, 3), (1, 8, 8, 3)),
        "Activation": (layers.Activation("relu"), (3, 4)),
        "LSTM": (layers.LSTM(2), (2, 3, 4)),
        "BatchNormalization": (layers.BatchNormalization(), (3, 4)),
        "Flatten": (layers.Flatten(), (3, 4)),
    }
    for name, (layer, shape) in kinds.items():
        layer(keras.Input(batch_shape=shape))
        path = f"keras.layers.{name}"
        assert [one for one in dir(layer) if has_attribute(path, one) is False] == []
        assert not is_weightless(path) or layer.weights == []


@pytest.mark.parametrize(
    ("path", "name", "answer"),
    [
        ("keras.layers.Dense", "units", None),
        ("keras.layers.Dense", "build", True),
        ("keras.layers.Dense", "kernel_size", False),
        ("keras.layers.MultiHeadAttention", "_build_from_signature", False),
        ("keras.Model", "fit", True),
        ("keras.layers.Layer", "fit", False),
        ("somewhere.Layer", "fit", None),
    ],
)
def test_answers(path: str, name: str, answer: bool | None) -> None:
    assert has_attribute(path, name) is answer
