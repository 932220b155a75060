"""Operations in programs: shapes as data, control flow, methods and names; each shape is that of real Keras.

Bodies that use `ops` alone are run by Keras too. Those of TensorFlow state what TensorFlow 2.21 makes of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shapecheck.check import check_source
from shapecheck.interpreter.values import Tensor
from shapecheck.shapes.dims import plain
from tests.both import analysed
from tests.interpreter.evaluation import executed, variables

HEAD = """
import keras
import tensorflow as tf
from keras import ops
from tensorflow.keras import backend as K

class Body(keras.layers.Layer):
    def call(self, x):
        return {body}

x = keras.Input((8, 6, 4))
y = Body()(x)
"""

OPS = {
    "ops.cond(True, lambda: x * 2, lambda: x)": (None, 8, 6, 4),
    "ops.map(lambda row: ops.sum(row, axis=-1), x)": (None, 8, 6),
    "ops.vectorized_map(lambda row: ops.reshape(row, (-1,)), x)": (None, 192),
    "ops.fori_loop(0, 3, lambda i, v: v + 1.0, x)": (None, 8, 6, 4),
    "ops.while_loop(lambda v: False, lambda v: (v * 2,), (x,))[0]": (None, 8, 6, 4),
    "ops.scan(lambda c, row: (c + row, c), ops.zeros((8, 6, 4)), x)[1]": (None, 8, 6, 4),
    "ops.switch(0, [lambda v: v * 2, lambda v: v], x)": (None, 8, 6, 4),
    "ops.reshape(x, (ops.shape(x)[0], ops.shape(x)[1] * ops.shape(x)[2], 4))": (None, 48, 4),
    "ops.reshape(x, (-1, x.shape[-1] // 2, 2))": (None, 2, 2),
    "x[..., 0] @ ops.transpose(x[..., 1], (0, 2, 1))": (None, 8, 8),
    "ops.einsum('bhwc,bkwc->bhk', x, x)": (None, 8, 8),
    "ops.einsum('bhwc, bHWc->bhwHW', x, x)": (None, 8, 6, 8, 6),
    "ops.tensordot(x, ops.ones((4, 5)), (3, 0))": (None, 8, 6, 5),
    "ops.concatenate(ops.split(x, 2, axis=-1), axis=1)": (None, 16, 6, 2),
    "ops.mean(x, axis=(1, 2), keepdims=True) + ops.zeros((4,))": (None, 1, 1, 4),
    "ops.image.resize(x, (ops.shape(x)[1] * 2, ops.shape(x)[2] * 2))": (None, 16, 12, 4),
}

TENSORFLOW = {
    "tf.reshape(x, tf.concat([tf.shape(x)[:1], [48, 4]], 0))": (None, 48, 4),
    "tf.reshape(x, tf.stack([tf.shape(x)[0], tf.shape(x)[1] * 6, 4]))": (None, 48, 4),
    "tf.image.resize(x, tf.shape(x)[1:3] * 2)": (None, 16, 12, 4),
    "tf.zeros(tf.shape(x)[1:])": (8, 6, 4),
    "tf.matmul(x, x, transpose_b=True) / tf.math.sqrt(tf.cast(tf.shape(x)[-1], tf.float32))": (None, 8, 6, 6),
    "tf.broadcast_to(x[:, :1], tf.shape(x))": (None, 8, 6, 4),
    "tf.map_fn(lambda row: tf.reduce_sum(row, -1), x)": (None, 8, 6),
    "tf.cond(tf.constant(True), lambda: x, lambda: x * 2)": (None, 8, 6, 4),
    "tf.reshape(x, [tf.shape(x)[0], tf.reduce_prod(tf.shape(x)[1:])])": (None, 192),
    "tf.random.normal(shape=(tf.shape(x)[0], 5))": (None, 5),
    "tf.tile(x[:, :1], [1, tf.shape(x)[1], 1, 1])": (None, 8, 6, 4),
    "K.reshape(x, (-1, K.int_shape(x)[1], 24))": (None, 8, 24),
    "tf.split(x, [1, 3], axis=-1)[1]": (None, 8, 6, 3),
}


def output(text: str) -> Any:
    found = variables(executed(text))["y"]
    assert isinstance(found, Tensor), found
    return found.keras_view()


@pytest.mark.parametrize("body", OPS)
def test_operations_of_keras(body: str) -> None:
    names: dict[str, Any] = {}
    exec(
        "import keras\nfrom keras import ops\n"
        + HEAD.partition("class")[1]
        + HEAD.partition("class")[2].format(body=body),
        names,
    )
    assert tuple(names["y"].shape) == OPS[body]
    assert output(HEAD.format(body=body)) == OPS[body]


@pytest.mark.parametrize("body", TENSORFLOW)
def test_operations_of_tensorflow(body: str) -> None:
    assert output(HEAD.format(body=body)) == TENSORFLOW[body]


METHODS = {
    "x.reshape(-1, 24)": (None, 24), "x.reshape((-1, 24))": (None, 24), "x.transpose(0, 3, 1, 2)": (None, 4, 8, 6),
    "x.astype('int32')": (None, 8, 6, 4), "x.mean(axis=-1)": (None, 8, 6), "x.sum(1, keepdims=True)": (None, 1, 6, 4),
    "x[0].T": (4, 6, 8), "x.swapaxes(1, 2)": (None, 6, 8, 4), "x.max((1, 2))": (None, 4),
}  # fmt: skip


@pytest.mark.parametrize("body", METHODS)
def test_methods_of_tensors(body: str) -> None:
    """JAX's tensors have the methods of NumPy's arrays."""
    assert output(HEAD.format(body=body)) == METHODS[body]


def test_branches_that_disagree_are_unknown() -> None:
    found = variables(executed(HEAD.format(body="tf.cond(x[0, 0, 0, 0] > 0, lambda: x, lambda: x[..., 0])")))["y"]
    assert not isinstance(found, Tensor)


def test_names_of_operations_are_not_taken_inside_of_a_call() -> None:
    frame = executed(HEAD.format(body="ops.reshape(x, (-1, 24))") + "z = ops.reshape(x, (-1, 24))\n")
    names = [call.name for call in frame.run.program.graph.calls() if call.operation == "keras.ops.reshape"]
    assert names == ["", "reshape"]


def codes(text: str) -> list[str]:
    return [finding.code for finding in check_source(text).findings]


def test_what_keras_refuses_only_for_a_none_is_no_error_inside_of_a_call() -> None:
    """`squeeze` of the batch: refused on a symbolic tensor, and fine on a batch of one."""
    outside = "import keras\nx = keras.Input((4,))\ny = keras.ops.squeeze(x, axis=0)\n"
    with pytest.raises(ValueError, match="Cannot squeeze axis 0"):
        exec(outside, {})
    assert codes(outside) == ["KSH209"]
    assert codes(HEAD.format(body="ops.squeeze(x, axis=0)")) == []


def test_upper_case_of_an_equation_is_refused_of_symbolic_tensors_alone() -> None:
    """Keras reads the equation itself where no backend does; arrays and the tensors of a `call` are the backend's."""
    outside = "import keras\nx = keras.Input((4, 3))\ny = keras.ops.einsum('bic,bJc->biJ', x, x)\n"
    with pytest.raises(ValueError, match="invalid literal"):
        exec(outside, {})
    assert codes(outside) == ["KSH210"]
    arrays = (
        "import keras, numpy as np\nx = np.ones((4, 3))\ny = keras.ops.einsum('iC,JK->iCJK', x, x)\n"
        "z = np.einsum('iC,JK->iCJK', x, x)\nassert tuple(y.shape) == z.shape == (4, 3, 4, 3)\n"
    )
    exec(arrays, {})
    assert codes(arrays) == []


def test_refusals_have_keras_words() -> None:
    text = "import keras\nx = keras.Input((5, 4))\ny = keras.ops.split(x, 3, axis=1)\n"
    with pytest.raises(ValueError, match="divisible") as raised:
        exec(text, {})
    (finding,) = check_source(text).findings
    assert finding.keras_error is not None
    assert finding.keras_error in str(raised.value)


def test_steps_of_slices_that_are_not_known() -> None:
    text = "import keras\nimport numpy as np\ndef f(n):\n    x = keras.Input((8,))\n    return x[:, ::n], np.ones(9)[:: n + 1]\n"
    assert codes(text) == []


def test_a_layer_whose_call_only_raises() -> None:
    assert (
        codes(
            HEAD.format(body="keras.ops.abs(x)")
            + "class Bad(keras.layers.Layer):\n    def call(self, x):\n        raise NotImplementedError\n"
        )
        == []
    )


def test_what_a_run_makes_where_keras_announces_another_size(tmp_path: Path) -> None:
    """Masks of two open sizes, heads that share keys, a block whose size is open."""
    text = """
import keras
from keras import layers, ops

class Attend(layers.Layer):
    def build(self, input_shape):
        self.table = self.add_weight(shape=(64, 8), name="table")

    def call(self, x, mask, other):
        steps = ops.shape(x)[1]
        x = x + ops.broadcast_to(ops.slice(self.table, (0, 0), (steps, 8)), ops.shape(x))
        q = ops.reshape(x, (-1, steps, 4, 2))
        k = q[:, :, :2]
        y = ops.dot_product_attention(q, k, k)
        return ops.reshape(y, (-1, steps, 8)), mask & other

x = keras.Input((None, 8))
y, mask = Attend()(x, keras.Input((None, None), dtype="bool"), keras.Input((None, 4), dtype="bool"))
print(layers.Dense(3)(y))
"""
    program = analysed(text, tmp_path / "program.py")
    assert program.problems == []
    (dense,) = [call for call in program.calls if call.operation == "keras.layers.Dense"]
    assert dense.outputs.keras_view() == (None, None, 3)
    (mask,) = [call for call in program.calls if call.operation == "keras.ops.bitwise_and"]
    assert plain(mask.outputs.shape[-1]) == 4
