"""Layers of the program's own that build others, and announce their shapes; against real Keras."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.both import analysed, disagreements, needs_keras

HEAD = """
import keras
from keras import layers, ops

"""

PROGRAMS = {
    "build of sublayers": """
class Block(layers.Layer):
    def __init__(self, width, **kwargs):
        super().__init__(**kwargs)
        self.widen = layers.Dense(width, name="widen")
        self.norm = layers.LayerNormalization(name="norm")
        self.back = layers.Dense(8, use_bias=False, name="back")
        self.attention = layers.MultiHeadAttention(2, 4, name="attention")

    def build(self, input_shape):
        self.widen.build(input_shape)
        widened = self.widen.compute_output_shape(input_shape)
        self.norm.build(widened)
        self.back.build(widened)
        self.attention.build(input_shape, value_shape=input_shape)
        self.built = True

    def call(self, x):
        return self.back(self.norm(self.widen(x))) + self.attention(x, x)

    def compute_output_shape(self, input_shape):
        return self.back.compute_output_shape(self.widen.compute_output_shape(input_shape))

tokens = keras.Input((None, 8))
model = keras.Model(tokens, layers.Dense(3)(Block(16, name="block")(tokens)))
""",
    "a build of one axis": """
class Gate(layers.Layer):
    def build(self, input_shape):
        self.gate = layers.Dense(input_shape[-1], name="gate")
        self.gate.build((input_shape[-1],))

    def call(self, x):
        return x * self.gate(x)

x = keras.Input((5, 4))
model = keras.Model(x, Gate()(x))
""",
    "super().build of a class of Keras": """
class Scaled(layers.Dense):
    def build(self, input_shape):
        super().build(input_shape)
        self.scale = self.add_weight(shape=(self.units,), name="scale")

    def call(self, x):
        return super().call(x) * self.scale

class Plain(layers.Dense):
    def call(self, x):
        return ops.relu(super().call(x))

x = keras.Input((4,))
model = keras.Model(x, Plain(2)(Scaled(6, name="scaled")(x)))
""",
    "a shape of its own": """
class Widened(layers.Layer):
    def call(self, x):
        return ops.concatenate([x, x], axis=-1)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], 2 * input_shape[-1])

class Untold(layers.Layer):
    def call(self, x):
        return ops.slice(x, (0, 0, 0), ops.shape(x))

    def compute_output_shape(self, input_shape):
        return input_shape

x = keras.Input((7, 4))
model = keras.Model(x, layers.Dense(3)(Untold()(Widened()(x))))
""",
    "a shape that is not true": """
class Lying(layers.Layer):
    def call(self, x):
        return ops.concatenate([x, x], axis=-1)

    def compute_output_shape(self, input_shape):
        return input_shape

x = keras.Input((4,))
model = keras.Model(x, layers.Dense(3)(Lying()(x)))
""",
    "several shapes and a dict": """
class Joined(layers.Layer):
    def build(self, left_shape, right_shape):
        self.left = self.add_weight(shape=(left_shape[-1], 5), name="left")
        self.right = self.add_weight(shape=(right_shape[-1], 5), name="right")

    def call(self, left, right):
        return ops.matmul(left, self.left) + ops.matmul(right, self.right)

    def compute_output_shape(self, left_shape, right_shape):
        return (left_shape[0], 5)

class Named(layers.Layer):
    def build(self, input_shape):
        self.scale = self.add_weight(shape=(input_shape["a"][-1], input_shape["b"][-1]), name="scale")

    def call(self, inputs):
        return ops.matmul(inputs["a"], self.scale) + inputs["b"]

a, b = keras.Input((3,), name="a"), keras.Input((4,), name="b")
model = keras.Model([a, b], layers.Concatenate()([Joined()(a, right=b), Named()({"a": a, "b": b})]))
""",
    "blocks appended last": """
class Tower(layers.Layer):
    def __init__(self, widths):
        super().__init__()
        self.blocks = []
        for width in widths:
            self.blocks.append(layers.Dense(width, name=f"block{width}"))

    def build(self, input_shape):
        for block in self.blocks:
            block.build(input_shape)
            input_shape = block.compute_output_shape(input_shape)

    def call(self, x):
        for block in self.blocks:
            x = block(x)
        return x

x = keras.Input((4,))
model = keras.Model(x, Tower([5, 6])(x))
""",
    "what a layer has": """
class Careful(layers.Layer):
    def build(self, input_shape):
        self.attention = layers.MultiHeadAttention(2, 4)
        if hasattr(self.attention, "_build_from_signature"):
            self.attention._build_from_signature(query=input_shape, value=input_shape)
        else:
            self.attention.build(query_shape=input_shape, value_shape=input_shape)
        if not hasattr(self, "scale"):
            self.scale = self.add_weight(shape=(input_shape[-1],), name="scale")

    def call(self, x):
        return ops.cast(self.attention(x, x) * self.scale, self.compute_dtype)

x = keras.Input((5, 4))
model = keras.Model(x, Careful()(x))
""",
    "an activation by its name": """
class Activated(layers.Layer):
    def __init__(self, activation, **kwargs):
        super().__init__(**kwargs)
        self.activation = keras.activations.get(activation)
        self.dense = layers.Dense(4, dtype=self.dtype_policy, name="dense")

    def call(self, x):
        return self.activation(self.dense(x))

x = keras.Input((3,))
model = keras.Model(x, Activated(None)(Activated("silu")(Activated(ops.tanh)(x))))
""",
    "Sequential as a class above": """
class Stack(keras.Sequential):
    def __init__(self, widths, **kwargs):
        super().__init__(**kwargs)
        for width in widths:
            self.add(layers.Dense(width, activation="relu"))
        self.add(layers.Dense(1))

class Started(keras.Sequential):
    def __init__(self):
        super().__init__([keras.Input((7,)), layers.Dense(5)])
        self.add(layers.Dense(3))
        self.scale = 3

stack = Stack([5, 6])
stack.build((None, 3))
named = Stack([5, 6], name="named")
y = named(keras.Input((9,)))
model = keras.Sequential([keras.Input((7,)), Started(), Stack([4])])
""",
    "a cell that builds a cell of Keras's": """
class Normed(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.state_size = units
        self.inner = layers.GRUCell(units, name="inner")
        self.norm = layers.LayerNormalization(name="norm")

    def build(self, input_shape):
        self.inner.build(input_shape)
        self.norm.build((input_shape[0], self.inner.units))
        self.built = True

    def call(self, inputs, states):
        output, states = self.inner(inputs, states)
        return self.norm(output), states

x = keras.Input((4, 3))
model = keras.Model(x, layers.RNN([Normed(5), layers.LSTMCell(2)])(x))
""",
    "weights of a functional model within another": """
inner_input = keras.Input((4,))
inner = keras.Model(inner_input, layers.Dense(2, name="dense")(inner_input), name="inner")
x = keras.Input((4,))
outer = keras.Model(x, inner(x), name="outer")

class Holder(keras.Model):
    def __init__(self):
        super().__init__(name="holder")
        self.outer = outer

    def call(self, x):
        return self.outer(x)

holder = Holder()
holder(keras.Input((4,)))
""",
}


@needs_keras
@pytest.mark.parametrize("name", PROGRAMS)
def test_all_is_as_keras_builds_it(name: str, tmp_path: Path) -> None:
    assert disagreements(HEAD + PROGRAMS[name], tmp_path / "program.py") == []


UNKNOWN = """
import somewhere

class Part(layers.Layer):
    def __init__(self):
        super().__init__()
        self.inner = somewhere.Inner()

    def call(self, x):
        return self.inner(x)

    def compute_output_shape(self, input_shape):
        return input_shape

x = keras.Input((4,))
model = keras.Model(x, layers.Dense(3)(Part()(x)))
"""


def test_a_shape_that_is_announced_tells_nothing_of_weights(tmp_path: Path) -> None:
    (model,) = analysed(HEAD + UNKNOWN, tmp_path / "program.py").models
    assert not model.complete and model.parameters.total is None
    assert str(model.outputs[0][1].shape[-1]) == "3"


DROPPED = """
import somewhere

class Part(layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(4)
        self.dropout = layers.Dropout(0.1)
        self.activation = layers.Activation(LAYER)

    def call(self, x):
        return self.activation(self.dropout(somewhere.changed(self.dense(x))))

    def compute_output_shape(self, input_shape):
        return input_shape

x = keras.Input((4,))
model = keras.Model(x, layers.Dense(3)(Part()(x)))
"""


@pytest.mark.parametrize(("layer", "total"), [('"relu"', 35), ("layers.PReLU()", None)])
def test_layers_without_weights_have_none_on_inputs_that_are_unknown(
    layer: str, total: int | None, tmp_path: Path
) -> None:
    (model,) = analysed(HEAD + DROPPED.replace("LAYER", layer), tmp_path / "program.py").models
    assert model.parameters.total == total and model.complete == (total is not None)


def test_what_only_a_step_of_a_cell_would_build_is_not_counted(tmp_path: Path) -> None:
    text = """
class Normed(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.state_size = units
        self.inner = layers.SimpleRNNCell(units)
        self.norm = layers.LayerNormalization(name="norm")

    def build(self, input_shape):
        self.inner.build(input_shape)
        self.built = True

    def call(self, inputs, states):
        output, states = self.inner(inputs, states)
        return self.norm(output), states

x = keras.Input((4, 3))
model = keras.Model(x, layers.RNN(Normed(5))(x))
"""
    (model,) = analysed(HEAD + text, tmp_path / "program.py").models
    # as `model.count_params()` says before data have come
    assert model.parameters.total == 3 * 5 + 5 * 5 + 5
    assert model.unknown == ("norm of normed is not built before data come",)
    assert [tensor.keras_view() for _, tensor in model.outputs] == [(None, 5)]


def test_what_keras_refuses_of_symbolic_tensors_alone_is_no_problem_in_a_call(tmp_path: Path) -> None:
    text = """
class Cross(layers.Layer):
    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], 1), name="kernel")

    def call(self, x):
        return x * ops.tensordot(x, self.kernel, axes=(1, 0))

    def compute_output_shape(self, input_shape):
        return input_shape

x = keras.Input((6,))
model = keras.Model(x, Cross()(x))
"""
    program = analysed(HEAD + text, tmp_path / "program.py")
    assert program.problems == []
    assert [model.parameters.total for model in program.models] == [6]


def test_a_variable_in_an_attribute_leaves_the_total_open(tmp_path: Path) -> None:
    text = """
import numpy as np

class Shifted(layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(4)
        self.shift = keras.Variable(np.ones((1, 4)), trainable=False)

    def call(self, x):
        return self.dense(x) + self.shift

x = keras.Input((3,))
model = keras.Model(x, Shifted()(x))
"""
    (model,) = analysed(HEAD + text, tmp_path / "program.py").models
    assert not model.complete
    assert [tensor.keras_view() for _, tensor in model.outputs] == [(None, 4)]
