"""Keras's configuration as a program sets it, against real Keras."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from shapecheck.interpreter.interpret import Options, interpret
from shapecheck.interpreter.program import Program
from shapecheck.source import SourceFile
from tests.fixtures import described, differences, in_thread

ORACLE = Path(__file__).parents[1] / "oracle"
needs_keras = pytest.mark.skipif(importlib.util.find_spec("keras") is None, reason="real Keras is the oracle")

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


def analysed(text: str, path: Path, options: Options | None = None) -> Program:
    path.write_text(text)
    program: Program = in_thread(lambda: interpret(SourceFile.read(str(path)), options or Options()))
    return program


def recorded(text: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.syspath_prepend(str(ORACLE))
    from record import record_text

    answer: dict[str, Any] = record_text(text)
    sys.modules.pop("record", None)
    return answer


@needs_keras
def test_image_data_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = recorded(FORMAT, monkeypatch)
    assert answer["raises"] is None
    program = analysed(FORMAT, tmp_path / "model.py")
    assert not program.problems
    models = answer["files"][0]["models"]
    assert [model.name for model in program.models] == [model["name"] for model in models]
    for expected, model in zip(models, program.models, strict=True):
        assert list(differences(expected, described(model), model.name)) == []


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
def test_names_of_the_programs_own(
    registration: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = NAMES.format(registration=registration, name=name)
    assert recorded(text, monkeypatch)["raises"] is None
    program = analysed(text, tmp_path / "model.py")
    assert not program.problems
    assert program.models[0].parameters.total == 15


@needs_keras
def test_a_name_that_nobody_gave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = NAMES.format(registration="", name="begin")
    assert recorded(text, monkeypatch)["raises"]["type"] == "ValueError"
    [problem] = analysed(text, tmp_path / "model.py").problems
    assert problem.kind == "unknown-identifier"
