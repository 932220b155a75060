"""Attributes that Keras's objects have not, and calls of tensors: what real Keras raises is found, the rest is left alone."""

from __future__ import annotations

import pytest

from shapecheck import check_source
from shapecheck.finding import Severity
from tests.both import needs_keras, raised
from tests.fixtures import in_thread

HEAD = """
import keras
from keras import layers, ops
x = keras.Input((6, 4))
dense = layers.Dense(2)
y = dense(x)
model = keras.Model(x, y)
stack = keras.Sequential([keras.Input((4,)), dense])
"""

OWN = """
class {0}({1}):
    def __init__(self):
        super().__init__()
        self.first = layers.Dense(2)
        {2}

    def call(self, x):
        return {3}

z = {0}()(x)
"""

WRONG = [
    "model.add(layers.Dense(1))",
    "model.pop()",
    "stack.output_size",
    "dense.kernel_size",
    "layers.Flatten().units",
    "y.mean(axis=1)",
    "y.numpy()",
    "y.get_shape()",
    "y.compile('adam', 'mse')",
    "y.T",
    "y.astype('float16')",
    "y(x)",
    "(y + 1)(x)",
    "model(x)(x)",
    OWN.format("Head", "layers.Layer", "pass", "self.second(x)"),
    OWN.format("Head", "keras.Model", "self.second = self.frist", "self.first(x)"),
    OWN.format("Upper", "layers.Layer", "pass", "self.first(x)")
    + "class Lower(Upper):\n    def call(self, x):\n        return self.seconds(super().call(x))\nz = Lower()(x)",
]

RIGHT = [
    "stack.add(layers.Dense(1))\nstack.pop()",
    "dense.rate = 0.5\nmodel.kept = dense.rate, dense.units, dense.activation, dense.kernel, dense.bias, model.kept_not"
    " if hasattr(model, 'kept_not') else 0",
    "getattr(dense, 'rate', None), getattr(y, 'numpy', None), getattr(model, 'add', None)",
    "try:\n    model.add(layers.Dense(1))\nexcept AttributeError:\n    pass",
    "try:\n    n = y.numpy()\nexcept AttributeError:\n    n = None",
    "if hasattr(y, 'numpy'):\n    n = y.numpy()",
    "y.shape, y.dtype, y.ndim, y.name, y.sparse, y.reshape((-1, 12)), y.squeeze",
    "[one.name for one in model.layers if not one.name.startswith('x')]\nmodel.stop_training = True",
    "setattr(dense, 'ra' + 'te', 3)\ndense.rate",
    OWN.format("Head", "layers.Layer", "setattr(self, 'sec' + 'ond', self.first)", "self.second(x)"),
    OWN.format("Head", "layers.Layer", "self.__dict__['second'] = self.first", "self.second(x)"),
    OWN.format("Head", "layers.Layer", "for self.second in [self.first]: pass", "self.second(x)"),
    OWN.format("Head", "layers.Layer", "(self.second, _) = self.first, 1", "self.second(x)"),
    OWN.format("Head", "layers.Layer", "self.second: object = self.first", "self.second(x)"),
    OWN.format("Head", "layers.Layer", "pass", "self.first(x) if not hasattr(self, 'second') else self.second(x)"),
    OWN.format("Head", "layers.Layer", "pass", "self.first(x)").replace(
        "    def call",
        "    def __getattr__(self, name):\n        return super().__getattribute__('first')\n\n    def call",
    ),
    "class Mixed:\n    def second(self, x):\n        return x\n"
    + OWN.format("Head", "Mixed, layers.Layer", "pass", "self.second(x)"),
    OWN.format("Head", "layers.Layer", "pass", "self.second").replace(
        "    def call", "    @property\n    def second(self):\n        return self.first(x)\n\n    def call"
    ),
    OWN.format("Head", "layers.Layer", "pass", "self.second(x)").replace(
        "    def call", "    def build(self, shape):\n        self.second = layers.Dense(3)\n\n    def call"
    ),
]


def found(text: str) -> list[tuple[str, int]]:
    report = in_thread(lambda: check_source(HEAD + text + "\n", filename="model.py"))
    return [(one.code, one.span.start.row) for one in report.findings if one.severity >= Severity.WARNING]


@needs_keras
@pytest.mark.parametrize("text", WRONG)
def test_what_keras_objects_have_not(text: str) -> None:
    answer = raised(HEAD + text + "\n")
    assert answer is not None
    assert answer.type in ("AttributeError", "TypeError")
    assert [(code in ("KSH218", "KSH219"), row) for code, row in found(text)] == [(True, answer.line)]


@needs_keras
@pytest.mark.parametrize("text", RIGHT)
def test_what_they_may_have(text: str) -> None:
    assert raised(HEAD + text + "\n") is None
    assert found(text) == []


def test_what_one_backend_has() -> None:
    assert found("model.eval()\nmodel.to('cuda')\nmodel.compiled_metrics\ndense._underneath") == []


def test_what_code_that_is_not_read_may_have_set() -> None:
    assert found("from somewhere import prepare\nprepare(dense)\ndense.rate") == []
    assert found("from somewhere import Mixed\n" + OWN.format("Head", "Mixed, layers.Layer", "pass", "self.b(x)")) == []
