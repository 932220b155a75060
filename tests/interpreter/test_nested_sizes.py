"""Models inside models whose sizes do not meet: Keras holds symbolic tensors against the inputs of both kinds of model."""

from __future__ import annotations

import pytest

from shapecheck import check_source
from shapecheck.finding import Severity
from tests.both import needs_keras, raised
from tests.fixtures import in_thread

MODELS = {
    "functional": "x = keras.Input({0})\nmodel = keras.Model(x, layers.Conv2D(4, 3)(x))\n",
    "sequential": "model = keras.Sequential([keras.Input({0}), layers.Conv2D(4, 3)])\n",
    "input_shape": "model = keras.Sequential([layers.Conv2D(4, 3, input_shape={0})])\n",
}
USES = (
    "model(keras.Input({1}))",
    "model(layers.ReLU()(keras.Input({1})))",
    "keras.Sequential([keras.Input({1}), model])",
    "keras.Sequential([keras.Input({1}), layers.ReLU(), model, layers.Flatten()])",
    "outer = keras.Sequential()\nouter.add(keras.Input({1}))\nouter.add(model)",
)
SIZES = [
    ((8, 8, 3), (8, 8, 3)),
    ((8, 8, 3), (9, 8, 3)),
    ((8, 8, 3), (None, None, 3)),
    ((None, None, 3), (9, 9, 3)),
    ((8, None, 3), (9, 4, 3)),
    ((8, None, 3), (8, 4, 3)),
    ((8, 8, 3), (8, 8)),
]


@needs_keras
@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("kind", MODELS)
def test_a_model_on_other_sizes(kind: str, sizes: tuple[object, object]) -> None:
    for use in USES:
        text = "import keras\nfrom keras import layers\n" + (MODELS[kind] + use).format(*sizes) + "\n"
        answer = raised(text)
        found = in_thread(lambda text=text: check_source(text, filename="model.py")).findings
        errors = [one.span.start.row for one in found if one.severity >= Severity.WARNING]
        assert bool(errors) is (answer is not None), use
        assert answer is None or errors == [answer.line], use


@needs_keras
def test_a_sequential_takes_data_of_other_sizes() -> None:
    text = """
import keras
import numpy as np
model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(4, 3)])
y = model(np.zeros((2, 9, 8, 3), "float32"))
"""
    assert raised(text) is None
    assert in_thread(lambda: check_source(text, filename="model.py")).findings == ()
