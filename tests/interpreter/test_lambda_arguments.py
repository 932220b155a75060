"""What the constructor of `Lambda` takes beside its own arguments: as every layer does."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapecheck.check import check_source
from tests.both import disagreements, needs_keras

BEGINNING = """import keras
from keras import ops
from keras.layers import Conv1D, Dense, Flatten, Lambda

model = keras.Sequential(
    [
        Lambda(lambda t: ops.transpose(t, (0, 2, 1)), output_shape=(9, 4), input_shape=(4, 9)),
        Conv1D(8, 3),
        Flatten(),
        Dense(2),
    ]
)
wide = keras.Sequential([Lambda(lambda t: t * 2, input_dim=5, name="twice"), Dense(3)])
"""


@needs_keras
def test_a_sequential_begins_with_the_input_shape_of_a_lambda(tmp_path: Path) -> None:
    assert disagreements(BEGINNING, tmp_path / "model.py") == []


@needs_keras
@pytest.mark.parametrize("word", ["batch_shape=(2, 4)", "inputs=3", "ouput_shape=(3,)"])
def test_unknown_arguments_are_refused(word: str) -> None:
    text = f"import keras\nlayer = keras.layers.Lambda(lambda t: t, {word})\n"
    with pytest.raises(ValueError, match="Unrecognized keyword arguments") as raised:
        exec(text, {})
    (finding,) = check_source(text).findings
    assert finding.code == "KSH207"
    assert finding.keras_error is not None
    assert finding.keras_error in str(raised.value)
